"""Single cells of an edited sheet: words in both languages, yes and no, names, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.stagefiles import LANGUAGES
from bot.render.words import N_
from bot.xlsforms.expressions import straight
from bot.xlsforms.faults import Fault, quoted
from bot.xlsforms.reading import Line

YES = frozenset({"yes", "true", "true()", "1", "y", "x"})
NO = frozenset({"", "no", "false", "false()", "0", "n"})
"""As XLSForm and Excel write them, in any case."""
MOST_DIGITS = 4

_EMPTY = N_("This cell is empty; write the text.")
_YES_OR_NO = N_("“%(text)s” is neither yes nor no.")
_WHOLE = N_("“%(text)s” must be a whole number from 1 on.")


def words(line: Line, columns: Sequence[str]) -> dict[str, str]:
    """Both languages as stage files write them; {} where neither is there."""
    found = {language: line[column] for language, column in zip(LANGUAGES, columns, strict=True)}
    return found if any(found.values()) else {}


def needed(line: Line, columns: Sequence[str], faults: list[Fault]) -> None:
    """Notes each empty cell."""
    faults += [Fault(line.spot(c), _EMPTY) for c in columns if not line[c]]


def together(line: Line, columns: Sequence[str], faults: list[Fault]) -> dict[str, str]:
    """Words that may be left out, but in both languages only."""
    found = words(line, columns)
    if found:
        needed(line, columns, faults)
    return found


def flag(line: Line, column: str, faults: list[Fault]) -> bool:
    """Yes or no; an empty cell is no."""
    text = straight(line[column]).casefold()
    if text not in YES | NO:
        faults.append(Fault(line.spot(column), _YES_OR_NO, {"text": quoted(line[column])}))
    return text in YES


def names(line: Line, column: str) -> list[str]:
    """Names with blanks, commas or lines between."""
    return [name for name in re.split(r"[\s,;]+", straight(line[column])) if name]


def whole(line: Line, column: str, faults: list[Fault]) -> int:
    """A whole number from 1 on; 0 where it is none, which is noted."""
    text = line[column]
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text):
        return int(text)
    faults.append(Fault(line.spot(column), _WHOLE, {"text": quoted(text)}))
    return 0
