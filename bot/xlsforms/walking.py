"""The survey sheet from top to bottom: groups are stages and their parts, rows in them are questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.cycle import PartKind
from bot.core.stagefiles import KEY
from bot.render.words import N_
from bot.xlsforms.asking import Work, question
from bot.xlsforms.cells import flag, needed, together, whole, words
from bot.xlsforms.columns import MADE, both, ours, ours_in_both
from bot.xlsforms.expressions import straight
from bot.xlsforms.faults import quoted
from bot.xlsforms.names import key_of_group
from bot.xlsforms.reading import Line, Page

BEGIN, END = "begin_group", "end_group"
REPEAT, END_REPEAT = "begin_repeat", "end_repeat"
UNASKED = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial"}
    | {"subscriberid", "start-geopoint"}
)
"""Types that ODK and Kobo add by themselves; they ask nobody anything."""

_NO_TYPE = N_("This row needs a type.")
_TOO_DEEP = N_("Groups stand at most two deep: a stage, and in it its parts.")
_NOT_BEGUN = N_("No group is open here; take this row out.")
_NOT_ENDED = N_("This group has no end_group.")
_OUTSIDE = N_("This question stands outside the parts of a stage; move it into one.")
_A_REPEAT = N_("The bot has no repeats; put the name of a list into the column phakhi_each.")
_TWICE = N_("The name “%(text)s” is already used in row %(row)s.")
_NUMBER_TWICE = N_("The number %(text)s is already used in row %(row)s.")
_BAD_NAME = N_(
    "“%(text)s” must be small letters a–z, digits and _, beginning with a letter, without blanks."
)
_UNKNOWN_PART = N_("“%(text)s” is not known here; known are %(known)s.")
_NO_STAGE = N_("There is no stage in the sheet survey.")


@dataclass(slots=True)
class Parted:
    """A part, and the row that begins it."""

    line: Line
    key: str
    kind: str
    questions: list[Mapping[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class Staged:
    """A stage, and the rows it was read from."""

    file: str
    line: Line
    key: str
    table: dict[str, object]
    parts: list[Parted] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    """key of a question → its row."""


@dataclass(slots=True)
class _Walk:
    work: Work
    stages: list[Staged] = field(default_factory=list)
    part: Parted | None = None
    in_stage: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    """What names one thing only → the row it was first used in."""


def question_names(page: Page) -> set[str]:
    """What stands in the column of names, questions and others: prompts may speak of any."""
    return {straight(line["name"]) for line in page.lines if line[MADE].casefold() != "yes"}


def walk(page: Page, work: Work) -> list[Staged]:
    """All stages in order; what is wrong is noted."""
    here = _Walk(work)
    for line in page.lines:
        if not flag(line, MADE, work.faults):
            _STEPS.get(_type(line, work), _question)(line, here)
    for open_group in (here.part, here.stages[-1] if here.in_stage else None):
        if open_group is not None:
            work.note(open_group.line, "type", _NOT_ENDED)
    if not here.stages and page.lines:
        work.note(page.lines[0], "", _NO_STAGE)
    numbers = [stage.table["number"] for stage in here.stages]
    sound = all(numbers) and len(set(numbers)) == len(numbers)
    for place, stage in enumerate(here.stages, 1):
        if not sound:  # It is noted; what builds on what is looked at in the order of the sheet.
            stage.table["number"] = place
        stage.table["parts"] = [
            {"key": part.key, "kind": part.kind, "questions": part.questions}
            for part in stage.parts
        ]
    return here.stages


def _type(line: Line, work: Work) -> str:
    """The type with one spelling; a row without one is taken for what its other cells say."""
    text = "_".join(straight(line["type"]).casefold().split())
    if text:
        return "unasked" if text in UNASKED else text
    work.note(line, "type", _NO_TYPE)
    work.broken.add(straight(line["name"]))
    return BEGIN if line[ours("number")] or line[ours("part")] else "unasked"


def _once(line: Line, column: str, name: str, here: _Walk, what: str = _TWICE) -> None:
    kind = f"{column}:{name}"
    if first := here.seen.get(kind):
        told = name.rpartition(":")[2]
        here.work.note(line, column, what, text=quoted(told), row=first)
    here.seen.setdefault(kind, line.number)


def _begin(line: Line, here: _Walk) -> None:
    if here.part is not None:
        here.work.note(line, "type", _TOO_DEEP)
    elif here.in_stage:
        _begin_part(line, here)
    else:
        _begin_stage(line, here)


def _begin_stage(line: Line, here: _Walk) -> None:
    faults = here.work.faults
    key = _key(line, key_of_group(straight(line["name"])), here)
    number = whole(line, ours("number"), faults)
    if number:
        _once(line, ours("number"), str(number), here, _NUMBER_TWICE)
    about, artefact = ours_in_both("about"), ours_in_both("artefact")
    needed(line, (*both("label"), *about, *artefact), faults)
    table: dict[str, object] = {"key": key, "number": number}
    found = {
        "title": words(line, both("label")),
        "label": together(line, ours_in_both("button"), faults),
        "about": words(line, about),
        "artefact": words(line, artefact),
    }
    table |= {name: value for name, value in found.items() if value}
    name = f"{number:02}-{key}" if KEY.fullmatch(key) else f"{number:02}"
    while any(f"{name}.toml" == stage.file for stage in here.stages):
        name += "-"
    here.stages.append(Staged(f"{name}.toml", line, key, table))
    here.in_stage = True


def _begin_part(line: Line, here: _Walk) -> None:
    stage = here.stages[-1]
    key = _key(line, key_of_group(straight(line["name"]), stage.key), here, f"{stage.key}:")
    kind = straight(line[ours("part")]).casefold()
    if kind not in tuple(PartKind):
        known = ", ".join(PartKind)
        here.work.note(line, ours("part"), _UNKNOWN_PART, text=quoted(kind), known=known)
    here.part = Parted(line, key, kind)
    stage.parts.append(here.part)


def _key(line: Line, key: str, here: _Walk, within: str = "(stage):") -> str:
    """The key of a stage or a part, which is noted where it is bad or not the only one."""
    if not KEY.fullmatch(key):
        here.work.note(line, "name", _BAD_NAME, text=quoted(key))
    else:
        _once(line, "name", within + key, here)
    return key


def _end(line: Line, here: _Walk) -> None:
    if here.part is not None:
        here.part = None
    elif here.in_stage:
        here.in_stage = False
    else:
        here.work.note(line, "type", _NOT_BEGUN)


def _repeat(line: Line, here: _Walk) -> None:
    here.work.note(line, "type", _A_REPEAT)


def _nothing(line: Line, here: _Walk) -> None:
    """A row that asks nothing."""


def _question(line: Line, here: _Walk) -> None:
    if here.part is None:
        here.work.note(line, "type", _OUTSIDE)
        here.work.broken.add(straight(line["name"]))
        return
    table = question(line, here.work)
    key = str(table["key"])
    if KEY.fullmatch(key):
        _once(line, "name", f"(question):{key}", here)
    here.part.questions.append(table)
    here.stages[-1].lines.setdefault(key, line)


_STEPS = {
    BEGIN: _begin,
    END: _end,
    REPEAT: _repeat,
    END_REPEAT: _nothing,
    "unasked": _nothing,
}
