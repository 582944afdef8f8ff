"""What is to mend in a workbook, with sheet, row and column, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.render.words import N_, Speeches

MOST_FAULTS = 60
"""So many are told at a time: a page that a broker can work through."""
LONGEST_QUOTE = 60
"""Characters of a cell that are repeated in a sentence."""

_SHEET = N_("Sheet %(sheet)s")
_ROW = N_("Sheet %(sheet)s, row %(row)s")
_CELL = N_("Sheet %(sheet)s, row %(row)s, column %(column)s")
_HEADED = N_("Sheet %(sheet)s, row %(row)s, column %(column)s “%(heading)s”")
_MORE = N_("%(count)s more. Mend these first, then import again.")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a workbook; a row of 0 is a whole sheet, an empty sheet the whole file."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    """Its letters, as Excel shows them."""
    heading: str = ""
    """What stands at its head in this file."""

    def sentence(self) -> str:
        if not self.row:
            return _SHEET
        if not self.column:
            return _ROW
        return _HEADED if self.heading else _CELL


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend."""

    spot: Spot
    what: str
    """An English sentence, the key of its translations; `values` are its %(names)s."""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, speeches: Speeches) -> list[str]:
        """A line a language, Thai first."""
        found = []
        for speech in speeches.values():
            catalogue = speech.catalogue
            told = catalogue.gettext(self.what) % self.values
            if self.spot.sheet:
                spot = self.spot
                where = {"sheet": spot.sheet, "row": spot.row, "column": spot.column}
                where |= {"heading": spot.heading}
                told = f"{catalogue.gettext(spot.sentence()) % where}: {told}"
            found.append(told)
        return found


class Unusable(Exception):
    """The file cannot become a set of questions; whoever edits it mends `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{f.spot}: {f.what % f.values}" for f in self.faults))

    def said(self, speeches: Speeches) -> list[str]:
        """All faults, as far as a page goes, in both languages; an empty line between two."""
        lines: list[str] = []
        for fault in self.faults[:MOST_FAULTS]:
            lines += [*fault.said(speeches), ""]
        if len(self.faults) > MOST_FAULTS:
            more = Fault(Spot(), _MORE, {"count": len(self.faults) - MOST_FAULTS})
            lines += more.said(speeches)
        return lines


def quoted(text: str) -> str:
    """The beginning of a cell, on one line, as a sentence repeats it."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
