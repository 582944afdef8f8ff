"""The questionnaire: from parsed stage files to a `Cycle`, with every check of the set as a whole.

A set is right when every name points backwards to something that is there, every prompt can be said
in both languages and without its sources, and all clauses of the source text are served in both
forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.core.cycle import CATCHING_UP, Cycle, Kind, Option, Part, PartKind, Question, Stage
from bot.core.question_checks import (
    CLAUSES,
    DERIVED_LISTS,
    DERIVED_TEXTS,
    SECTORS,
    Asked,
    Book,
    Spot,
    check_labels,
    check_question,
    twice,
)
from bot.core.stagefiles import Desk, Filed, Problem, Table, options, stage, strings, words

__all__ = ["APART", "CLAUSES", "DERIVED_LISTS", "DERIVED_TEXTS", "SECTORS", "Faulty", "Problem", "build"]


APART = f"{CATCHING_UP}.toml"
"""The file of the stage apart."""


class Faulty(Exception):
    """The questionnaire cannot be used; whoever edits it mends `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def build(files: Mapping[str, Table]) -> Cycle:
    """The cycle that parsed files make: one table a stage file, and CLAUSES, SECTORS and APART.

    Raises `Faulty` with everything that is wrong.
    """
    problems: list[Problem] = []
    beside = (CLAUSES, SECTORS, APART)
    filed = [stage(n, t, problems) for n, t in files.items() if n not in beside]
    filed.sort(key=lambda f: (f.stage.number, f.file))
    clauses = _clauses(files.get(CLAUSES, {}), problems)
    sectors = _sectors(files.get(SECTORS, {}), problems)
    asked = list(_asked(filed, problems))
    book: dict[str, Asked] = {}
    for one in asked:
        book.setdefault(one.question.key, one)
    _check_stages(filed, problems)
    faulty = {(f.file, key) for f in filed for key in f.faulty}
    for one in asked:
        if (one.desk.file, one.question.key) not in faulty:
            check_question(one, book, clauses)
    stages = [_with_waits(f, book, problems) for f in filed]
    _check_coverage(asked, clauses, problems)
    apart = _apart(files.get(APART, {}), book, problems)
    if problems:
        raise Faulty(tuple(dict.fromkeys(problems)))
    return Cycle({s.key: s for s in stages}, clauses, sectors, apart)


def _clauses(table: Table, problems: list[Problem]) -> dict[str, str]:
    found = table.get("clauses", {})
    if isinstance(found, dict) and all(isinstance(text, str) for text in found.values()):
        return dict(found)
    problems.append(
        Problem(CLAUSES, "", 'write each clause as a line 1a = "its words" under [clauses]')
    )
    return {}


def _sectors(table: Table, problems: list[Problem]) -> tuple[Option, ...]:
    desk = Desk(SECTORS, problems)
    found = options(desk, table, "sectors")
    check_labels(desk, found)
    return found


def _apart(
    table: Table, book: Mapping[str, Asked], problems: list[Problem]
) -> dict[str, Stage]:
    """The stage apart, one part of the stages' own questions; none where no file says so."""
    if not table:
        return {}
    desk = Desk(APART, problems)
    asked = tuple(book[key].question for key in strings(desk, table, "questions") if key in book)
    title, about, artefact, label = (
        words(desk, table.get(name), name) for name in ("title", "about", "artefact", "label")
    )
    part = Part(CATCHING_UP, PartKind.INTERVIEW, asked)
    return {CATCHING_UP: Stage(CATCHING_UP, 0, title, about, artefact, (part,), label)}


def _asked(filed: list[Filed], problems: list[Problem]) -> Iterator[Asked]:
    for number, one in enumerate(filed):
        for index, part in enumerate(one.stage.parts):
            for place, question in enumerate(part.questions):
                desk = Desk(one.file, problems, question.key)
                yield Asked(Spot(number, index, place), part, question, desk)


# ── the set ──────────────────────────────────────────────────────────────────


def _check_stages(filed: list[Filed], problems: list[Problem]) -> None:
    keys: dict[str, str] = {}
    numbers: dict[int, str] = {}
    owners: dict[str, str] = {}
    for one in filed:
        desk, here = Desk(one.file, problems), one.stage
        if first := keys.get(here.key):
            desk.note(f"stage key “{here.key}” is already used in {first}")
        if first := numbers.get(here.number):
            desk.note(f"stage number {here.number} is already used in {first}")
        keys.setdefault(here.key, one.file)
        numbers.setdefault(here.number, one.file)
        for key in twice(part.key for part in here.parts):
            desk.note(f"two parts have the key “{key}”")
        for question in here.questions:
            if first := owners.get(question.key):
                desk.at(question.key).note(f"key “{question.key}” is already used in {first}")
            owners.setdefault(question.key, one.file)
    if not filed:
        problems.append(Problem("", "", "there is no stage file; a set needs at least one"))


def _check_coverage(
    asked: list[Asked], clauses: Mapping[str, str], problems: list[Problem]
) -> None:
    full = {c for one in asked for c in one.question.clauses}
    short = {c for one in asked for c in one.question.clauses if one.question.short}
    for clause, text in clauses.items():
        if clause not in full:
            what = f"clause {clause} “{text}” is served by no question"
            problems.append(Problem(CLAUSES, "", what))
        elif clause not in short:
            what = f"clause {clause} “{text}” is served by no question of the short form"
            problems.append(Problem(CLAUSES, "", what))


# ── which parts wait for which ───────────────────────────────────────────────


def _with_waits(filed: Filed, book: Book, problems: list[Problem]) -> Stage:
    """The stage with `Part.after` worked out; a part can only wait for parts before it."""
    here = filed.stage
    order = [part.key for part in here.parts]
    parts: list[Part] = []
    for index, part in enumerate(here.parts):
        waits = {key for q in part.questions for key in _waits(here, part, q, book)}
        for key in sorted(waits - set(order[:index])):
            what = f"part “{part.key}” builds on part “{key}”, which must stand before it"
            problems.append(Problem(filed.file, "", what))
        parts.append(replace(part, after=tuple(key for key in order if key in waits)))
    return replace(here, parts=tuple(parts))


def _waits(here: Stage, part: Part, question: Question, book: Book) -> Iterator[str]:
    """Parts of the same stage that must be closed before a question is put.

    An interview waits for what all partners say together (lists, decisions), not for one's own
    earlier answers; a decision is about what all said: it waits for everything it is built on.
    """
    for name in _builds_on(question, book):
        source, home = here.question(name), here.part_of(name)
        if source is None or home is None or home.key == part.key:
            continue
        pooled = source.kind is Kind.LIST or home.kind is PartKind.DECISION
        earlier = book[name].spot < book[question.key].spot or name in _rankings(question, book)
        if earlier and (pooled or part.kind is PartKind.DECISION):
            yield home.key


def _builds_on(question: Question, book: Book) -> tuple[str, ...]:
    names = [*question.uses, question.each, question.options_from]
    if question.when:
        names.append(question.when.question)
    names += DERIVED_LISTS.get(question.each, ()) + DERIVED_LISTS.get(question.options_from, ())
    return tuple(dict.fromkeys(n for n in (*names, *_rankings(question, book)) if n in book))


def _rankings(question: Question, book: Book) -> tuple[str, ...]:
    """The questions that put in order what this one loops over or offers, itself not counted."""
    lists = [question.each, question.options_from]
    lists += DERIVED_LISTS.get(question.each, ()) + DERIVED_LISTS.get(question.options_from, ())
    found = (book[name].question.ranked_by for name in lists if name in book)
    return tuple(name for name in found if name not in ("", question.key))
