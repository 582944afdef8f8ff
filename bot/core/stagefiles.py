"""From the tables of a stage file, as TOML gives them, to a `Stage`; and what is wrong in them.

What stands between questions (order, names, coverage) is checked in bot.core.questionnaire.
Problems are written for the broker who edits the file: where, and what to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from bot.core.cycle import Condition, Kind, Option, Part, PartKind, Question, Seen, Stage, Words
from bot.core.text import clusters

Table = Mapping[str, object]
"""What tomllib returns for a file or one of its tables."""

LANGUAGES = ("th", "en")
KEY = re.compile(r"[a-z][a-z0-9_]*")
"""Keys travel in button actions, whose parts are separated by colons."""

STAGE_FIELDS = ("key", "number", "title", "label", "about", "artefact", "parts")
LONGEST_STAGE_LABEL = 17
"""Grapheme clusters: with its number ("๑๒ ") the label fits on a button of 20 (LINE's limit)."""
PART_FIELDS = ("key", "kind", "questions")
OPTION_FIELDS = ("key", "label", "asks", "alone")
QUESTION_FIELDS = (
    "key", "kind", "seen", "clauses", "title", "prompt", "plain", "hint", "options", "options_from",
    "each", "uses", "when", "most", "optional", "recurring", "attach", "ends", "unit", "ranked_by",
    "short", "commits", "promises", "all_satisfied",
)  # fmt: skip

WHEN_FORMS = (
    (re.compile(r"(\w+) in (\w+(?:\s*\|\s*\w+)*)"), "in"),
    (re.compile(r"any (\w+) != (\w+(?:\s*\|\s*\w+)*)"), "any_not_in"),
    (re.compile(r"(\w+) > (\d+(?:\.\d+)?)"), "above"),
)
WHEN_EXAMPLES = "“stay in pause|withdraw”, “any role_next != same” or “cash > 0”"

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a questionnaire."""

    file: str
    question: str
    """Its key; "" when the problem is of a stage or the whole set."""
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.question, self.what) if part)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one table is read, and the list that problems are written on."""

    file: str
    problems: list[Problem]
    question: str = ""

    def at(self, question: str) -> Desk:
        return Desk(self.file, self.problems, question)

    def note(self, what: str) -> None:
        self.problems.append(Problem(self.file, self.question, what))


@dataclass(slots=True)
class Filed:
    """A stage with the file that it stands in. `faulty`: questions already reported."""

    file: str
    stage: Stage
    faulty: set[str] = field(default_factory=set)


# ── single values ────────────────────────────────────────────────────────────


def known(desk: Desk, table: Table, fields: Iterable[str]) -> None:
    """Report fields that nobody reads: mostly slips of the pen."""
    names = tuple(fields)
    for name in table:
        if name not in names:
            near = get_close_matches(name, names, 1)
            meant = f"; did you mean “{near[0]}”?" if near else f"; known are {', '.join(names)}"
            desk.note(f"unknown field “{name}”{meant}")


def string(desk: Desk, table: Table, name: str) -> str:
    """A text field, "" when it is not there."""
    value = table.get(name, "")
    if isinstance(value, str):
        return value.strip()
    desk.note(f"“{name}” must be a text in quotes")
    return ""


def strings(desk: Desk, table: Table, name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    desk.note(f'“{name}” must be a list of texts, as in {name} = ["a", "b"]')
    return ()


def flag(desk: Desk, table: Table, name: str) -> bool:
    value = table.get(name, False)
    if isinstance(value, bool):
        return value
    desk.note(f"“{name}” must be true or false, without quotes")
    return False


def count(desk: Desk, table: Table, name: str, least: int = 0) -> int:
    value = table.get(name, least)
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    desk.note(f"“{name}” must be a whole number from {least} on")
    return least


def key(desk: Desk, table: Table) -> str:
    found = string(desk, table, "key")
    if not KEY.fullmatch(found):
        desk.note(f"key “{found}” must be small letters, digits and _, beginning with a letter")
    return found


def tables(desk: Desk, table: Table, name: str) -> list[Table]:
    value = table.get(name, [])
    if isinstance(value, list) and all(isinstance(v, dict) for v in value):
        return value
    desk.note(f"“{name}” must be a list of tables")
    return []


def words(desk: Desk, value: object, name: str) -> Words:
    """Both languages of a text."""
    if not isinstance(value, dict):
        desk.note(f'“{name}” needs both languages, as in {name} = {{ th = "…", en = "…" }}')
        return dict.fromkeys(LANGUAGES, "")
    for language in value:
        if language not in LANGUAGES:
            desk.note(f"“{name}” has an unknown language “{language}”; known are th and en")
    found = {language: value.get(language) for language in LANGUAGES}
    for language, text in found.items():
        if not isinstance(text, str) or not text.strip():
            desk.note(f"“{name}” has no text for {language}")
    return {language: text if isinstance(text, str) else "" for language, text in found.items()}


def maybe_words(desk: Desk, table: Table, name: str) -> Words:
    return words(desk, table[name], name) if name in table else {}


def choice(desk: Desk, table: Table, name: str, values: type[_E], otherwise: _E) -> _E:
    """A field that holds one of a few words."""
    found = string(desk, table, name)
    try:
        return values(found)
    except ValueError:
        desk.note(f"unknown {name} “{found}”; known are {', '.join(v.value for v in values)}")
        return otherwise


def condition(desk: Desk, text: str) -> Condition | None:
    """`when` in one of its three forms."""
    if not text:
        return None
    for form, op in WHEN_FORMS:
        if match := form.fullmatch(text):
            values = tuple(value.strip() for value in match[2].split("|"))
            return Condition(match[1], op, values)
    desk.note(f"when “{text}” cannot be read; write it like {WHEN_EXAMPLES}")
    return None


# ── options, questions, parts, stages ────────────────────────────────────────


def options(desk: Desk, table: Table, name: str = "options") -> tuple[Option, ...]:
    return tuple(_option(desk, entry) for entry in tables(desk, table, name))


def _option(desk: Desk, table: Table) -> Option:
    known(desk, table, OPTION_FIELDS)
    found = key(desk, table)
    label = words(desk, table.get("label"), f"label of option {found}")
    return Option(found, label, flag(desk, table, "asks"), flag(desk, table, "alone"))


def _ends(desk: Desk, table: Table) -> tuple[Words, Words] | None:
    if "ends" not in table:
        return None
    value = table["ends"]
    if isinstance(value, list) and len(value) == 2:
        return words(desk, value[0], "ends (1)"), words(desk, value[1], "ends (5)")
    desk.note("“ends” must be two texts: what 1 and what 5 means")
    return None


def question(desk: Desk, table: Table, place: str) -> Question:
    """One question; what cannot be read is reported and stands empty.

    `place` names it in problems while it has no key.
    """
    desk = desk.at(string(desk.at(place), table, "key") or place)
    known(desk, table, QUESTION_FIELDS)
    return Question(
        key=key(desk, table),
        kind=choice(desk, table, "kind", Kind, Kind.TEXT),
        seen=choice(desk, table, "seen", Seen, Seen.BROKER),
        clauses=strings(desk, table, "clauses"),
        title=words(desk, table.get("title"), "title"),
        prompt=words(desk, table.get("prompt"), "prompt"),
        plain=maybe_words(desk, table, "plain"),
        hint=maybe_words(desk, table, "hint"),
        options=options(desk, table),
        options_from=string(desk, table, "options_from"),
        each=string(desk, table, "each"),
        uses=strings(desk, table, "uses"),
        when=condition(desk, string(desk, table, "when")),
        most=count(desk, table, "most"),
        optional=flag(desk, table, "optional"),
        recurring=flag(desk, table, "recurring"),
        attach=flag(desk, table, "attach"),
        ends=_ends(desk, table),
        unit=maybe_words(desk, table, "unit"),
        ranked_by=string(desk, table, "ranked_by"),
        short=flag(desk, table, "short"),
        commits=flag(desk, table, "commits"),
        promises=flag(desk, table, "promises"),
        all_satisfied=flag(desk, table, "all_satisfied"),
    )


def _part(desk: Desk, table: Table, number: int, faulty: set[str]) -> Part:
    known(desk, table, PART_FIELDS)
    found = key(desk, table)
    kind = choice(desk, table, "kind", PartKind, PartKind.INTERVIEW)
    asked: list[Question] = []
    for place, entry in enumerate(tables(desk, table, "questions"), 1):
        before = len(desk.problems)
        asked.append(question(desk, entry, f"question {place} of part {found or number}"))
        if len(desk.problems) > before:
            faulty.add(asked[-1].key)
    if not asked:
        desk.note(f"part “{found}” has no questions")
    return Part(found, kind, tuple(asked))


def stage(file: str, table: Table, problems: list[Problem]) -> Filed:
    """One stage file. `Part.after` is worked out later, when the whole set is known."""
    desk = Desk(file, problems)
    faulty: set[str] = set()
    known(desk, table, STAGE_FIELDS)
    found = key(desk, table)
    number = count(desk, table, "number", 1)
    if "number" not in table:
        desk.note("the stage has no number")
    parts = tuple(_part(desk, t, i, faulty) for i, t in enumerate(tables(desk, table, "parts"), 1))
    if not parts:
        desk.note("the stage has no parts")
    title, about, artefact = (
        words(desk, table.get(name), name) for name in ("title", "about", "artefact")
    )
    label = _stage_label(desk, table)
    return Filed(file, Stage(found, number, title, about, artefact, parts, label), faulty)


def _stage_label(desk: Desk, table: Table) -> Words:
    """The stage's title as it fits on a button; {} where there is none."""
    label = maybe_words(desk, table, "label")
    for language, text in label.items():
        if clusters(text) > LONGEST_STAGE_LABEL:
            desk.note(
                f"“label” has {clusters(text)} characters in {language}; "
                f"at most {LONGEST_STAGE_LABEL} fit on a button beside the stage's number"
            )
    return label
