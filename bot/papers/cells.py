"""Plain tables with typed cells: what the workbook and the CSV are written from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from bot.core.results import ON_BEHALF, PENDING
from bot.render.shapes import THAI_TIME
from bot.render.words import DEFAULT, Speech, _, read_speeches

Cell = str | int | Decimal | date | datetime | None
"""A text, a number, a day in Thailand, or a moment (aware, UTC); None: nothing."""
Row = tuple[Cell, ...]

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters but tab and line feed, what turns the direction of reading round, lone surrogates, and what
no XML may hold."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, its headings, and rows as wide as these."""

    key: str
    """answers | commitments | resources | amounts | decisions | people."""
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    days: frozenset[str] = frozenset()
    """Headings of columns with days."""


@cache
def speech(language: str) -> Speech:
    """The words of the bot in a language; of one that it does not speak, Thai."""
    spoken = read_speeches()
    return spoken.get(language, spoken[DEFAULT])


def table(
    key: str, title: str, headings: Iterable[str], rows: Iterable[Row], days: Iterable[str] = ()
) -> Table:
    """With what no file may hold taken out of the texts. Raises ValueError for a row of another width."""
    heads = tuple(headings)
    kept = tuple(tuple(_clean(cell) for cell in row) for row in rows)
    if any(len(row) != len(heads) for row in kept):
        raise ValueError(f"a row of {key} is not as wide as its headings")
    return Table(key, title, heads, kept, frozenset(days))


def _clean(cell: Cell) -> Cell:
    return text(cell) if isinstance(cell, str) else cell


def text(words: str) -> str:
    """Marks in words, NFC, control characters taken out."""
    awaiting = _("(awaiting the organisation's confirmation)")
    written = words.replace(PENDING, f" {awaiting}")
    written = written.replace(ON_BEHALF, f" {_('(written by the broker for them)')}")
    lines = written.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", lines)).strip()


def confirmation(*, provisional: bool, on_behalf: bool = False) -> str:
    """What a column of its own says of an answer that the organisation has yet to confirm; "" of others."""
    told = [_("written by the broker for them")] if on_behalf else []
    return ", ".join([*told, _("awaits confirmation")] if provisional or on_behalf else told)


def day_of(cell: Cell) -> date | None:
    """The day in Thailand, of a day or a moment; None for anything else."""
    if isinstance(cell, datetime):
        return cell.astimezone(THAI_TIME).date()
    return cell if isinstance(cell, date) else None
