"""The sheet of choices: lists by name, each with the lines it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.stagefiles import KEY, LANGUAGES
from bot.render.words import N_
from bot.xlsforms.cells import flag, needed, words
from bot.xlsforms.columns import MADE, both, ours
from bot.xlsforms.export import SCALE_ENDS
from bot.xlsforms.faults import Fault, quoted
from bot.xlsforms.names import ENDS_OF
from bot.xlsforms.reading import Line, Page

_NO_NAME = N_("A choice needs a list_name and a name.")
_BAD_KEY = N_(
    "“%(text)s” must be small letters a–z, digits and _, beginning with a letter, without blanks."
)
_TWICE = N_("The name “%(text)s” is already used in row %(row)s.")
_BAD_END = N_("The choices of a scale's ends are named 1 and 5.")


@dataclass(frozen=True, slots=True)
class Choices:
    lists: Mapping[str, Mapping[str, Line]] = field(default_factory=dict)
    """list_name → name → its line."""

    def options(self, name: str) -> list[Mapping[str, object]]:
        """A list as stage files write it."""
        return [_option(key, line) for key, line in self.lists.get(name, {}).items()]

    def ends(self, name: str) -> list[Mapping[str, str]]:
        """What 1 and what 5 of a scale mean; shorter where one is missing."""
        found = self.lists.get(name, {})
        return [words(found[mark], both("label")) for mark in SCALE_ENDS if mark in found]


def choices(page: Page | None, faults: list[Fault]) -> Choices:
    """Reads the sheet; notes names that are missing, bad or used twice."""
    lists: dict[str, dict[str, Line]] = {}
    for line in page.lines if page else ():
        if flag(line, MADE, faults):
            continue
        name, key = line["list_name"], line["name"]
        if not name or not key:
            faults.append(Fault(line.spot("name" if name else "list_name"), _NO_NAME))
            continue
        here = lists.setdefault(name, {})
        if first := here.get(key):
            told = {"text": quoted(key), "row": first.number}
            faults.append(Fault(line.spot("name"), _TWICE, told))
            continue
        here[key] = line
        needed(line, both("label"), faults)
        _check_name(line, faults)
        for field_ in ("asks", "alone"):
            flag(line, ours(field_), faults)
    return Choices(lists)


def _check_name(line: Line, faults: list[Fault]) -> None:
    if line["list_name"].endswith(ENDS_OF):
        if line["name"] not in SCALE_ENDS:
            faults.append(Fault(line.spot("name"), _BAD_END))
    elif not KEY.fullmatch(line["name"]) and line["name"] not in SCALE_ENDS:
        faults.append(Fault(line.spot("name"), _BAD_KEY, {"text": quoted(line["name"])}))


def _option(key: str, line: Line) -> Mapping[str, object]:
    label = dict(zip(LANGUAGES, _both(line), strict=True))
    flags = {field_: True for field_ in ("asks", "alone") if flag(line, ours(field_), [])}
    return {"key": key, "label": label, **flags}


def _both(line: Line) -> Sequence[str]:
    return [line[column] for column in both("label")]
