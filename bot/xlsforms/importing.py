"""An edited workbook as the stage files of a set, or everything that is to mend in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot import questionnaire
from bot.core import question_checks
from bot.core.questionnaire import APART, Faulty, build
from bot.core.stagefiles import LANGUAGES
from bot.render.words import N_
from bot.xlsforms import toml
from bot.xlsforms.asking import Work
from bot.xlsforms.choosing import Choices, choices
from bot.xlsforms.columns import CHOICES, CLAUSES, LATER, SECTOR_LIST, SURVEY
from bot.xlsforms.faults import Fault, Spot, Unusable, quoted
from bot.xlsforms.locating import Places, located
from bot.xlsforms.reading import Line, Page, pages
from bot.xlsforms.walking import Staged, question_names, walk

_NO_CLAUSE = N_("A clause needs its number and its words.")
_CLAUSE_TWICE = N_("The clause “%(text)s” is already in row %(row)s.")
_BAD_FIELD = N_("“%(text)s” is not known here; known are %(known)s.")
_NO_QUESTION = N_("There is no question named “%(text)s” in the sheet survey.")

SHEETS = (SURVEY, CHOICES, CLAUSES, LATER)
LATER_WORDS = ("title", "label", "about", "artefact")
LATER_FIELDS = (*LATER_WORDS, "question")


@dataclass(slots=True)
class _Beside:
    """The two sheets beside the form, as files and as lines."""

    clauses: dict[str, Line] = field(default_factory=dict)
    later: dict[str, Line] = field(default_factory=dict)
    """field → its line."""
    questions: list[str] = field(default_factory=list)


def imported(data: bytes) -> dict[str, str]:
    """File name → TOML, for a folder that the bot can ask from. Raises `Unusable` with everything to mend."""
    faults: list[Fault] = []
    found = pages(data, faults)
    listed = choices(found.get(CHOICES), faults)
    work = Work(listed, question_names(found[SURVEY]), faults)
    stages = walk(found[SURVEY], work)
    beside = _Beside()
    _read_clauses(found.get(CLAUSES), beside, faults)
    _read_later(found.get(LATER), beside, work)
    files = {**_stage_files(stages), **_files_beside(beside, listed)}
    places = Places(stages, listed, beside.clauses, beside.later)
    faults += _of_the_whole(files, places, work)
    if faults:
        raise Unusable(_in_order(faults))
    return files


def _in_order(faults: list[Fault]) -> list[Fault]:
    """By sheet and row, each once."""
    once: dict[tuple[Spot, str, str], Fault] = {}
    for fault in faults:
        once.setdefault((fault.spot, fault.what, repr(fault.values)), fault)
    ranks = {name: rank for rank, name in enumerate(SHEETS, 1)}

    def place(fault: Fault) -> tuple[int, int, int, str]:
        spot = fault.spot
        return ranks.get(spot.sheet, 0), spot.row, len(spot.column), spot.column

    return sorted(once.values(), key=place)


# ── files ────────────────────────────────────────────────────────────────────


def _stage_files(stages: list[Staged]) -> dict[str, str]:
    return {stage.file: toml.stage_file(stage.table) for stage in stages}


def _files_beside(beside: _Beside, listed: Choices) -> dict[str, str]:
    """Only what the workbook has; the bot's own stand in for the others."""
    files: dict[str, str] = {}
    if beside.clauses:
        said = {name: line["text"] for name, line in beside.clauses.items()}
        files[question_checks.CLAUSES] = toml.clauses_file(said)
    if SECTOR_LIST in listed.lists:
        files[question_checks.SECTORS] = toml.plain_file({"sectors": listed.options(SECTOR_LIST)})
    if beside.later:
        words: dict[str, object] = {
            name: {language: line[language] for language in LANGUAGES}
            for name, line in beside.later.items()
        }
        files[APART] = toml.plain_file(words | {"questions": beside.questions})
    return files


def _of_the_whole(files: Mapping[str, str], places: Places, work: Work) -> Iterator[Fault]:
    """What the core finds wrong, at the cell it is about; follow-ons of what is already noted left out."""
    texts = dict(files)
    for name in (question_checks.CLAUSES, question_checks.SECTORS, APART):
        if name not in texts:
            texts[name] = (questionnaire.PACKAGED / name).read_text("utf-8")
    try:
        build({name: tomllib.loads(text) for name, text in texts.items()})
    except Faulty as faulty:
        cells = {fault.spot for fault in work.faults}
        sheets = {spot.sheet for spot in cells}
        for problem in faulty.problems:
            follows = problem.question in work.broken or (problem.file == APART and LATER in sheets)
            fault = located(problem, places)
            if fault and not follows and fault.spot not in cells:
                yield fault


# ── the sheets beside ────────────────────────────────────────────────────────


def _read_clauses(page: Page | None, beside: _Beside, faults: list[Fault]) -> None:
    for line in page.lines if page else ():
        name = line["clause"]
        if not name or not line["text"]:
            faults.append(Fault(line.spot("text" if name else "clause"), _NO_CLAUSE))
        elif first := beside.clauses.get(name):
            told = {"text": quoted(name), "row": first.number}
            faults.append(Fault(line.spot("clause"), _CLAUSE_TWICE, told))
        else:
            beside.clauses[name] = line


def _read_later(page: Page | None, beside: _Beside, work: Work) -> None:
    for line in page.lines if page else ():
        name = line["field"]
        if name not in LATER_FIELDS:
            known = ", ".join(LATER_FIELDS)
            work.note(line, "field", _BAD_FIELD, text=quoted(name), known=known)
        elif name != "question":
            beside.later[name] = line
        elif line["name"] in work.keys:
            beside.questions.append(line["name"])
        else:
            work.note(line, "name", _NO_QUESTION, text=quoted(line["name"]))
