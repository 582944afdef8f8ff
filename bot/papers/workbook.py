"""The tables as an Excel workbook. The same tables give the same bytes.

People's words go in as strings and nothing else: no formula, no link, no number is ever made of them. What is longer
than a cell can hold stands whole, in pieces, on a sheet of its own.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from bot.core import text as core_text
from bot.papers.cells import Cell, Table, day_of, speech
from bot.render.words import _, speaking

CELL_MOST = 32_767
"""UTF-16 units that a cell of Excel holds ("Excel specifications and limits")."""
LINES_MOST = 253
"""Line breaks that a cell of Excel shows (same page)."""
PIECE = 30_000
"""Units of one piece of what is longer; leaves room for the cell's own limit whatever counts them."""
BEGINNING = 300
"""Grapheme clusters of it that stand in its own place, before where it goes on."""
BUDDHIST_DATE = "[$-107041E]d mmm yyyy"
"""A true date, shown as 15 มี.ค. 2568 (THAI.md)."""
COMMON_DATE = "d mmm yyyy"
FONT, SIZE = "Sarabun", 11
DATE_WIDTH = 12
NARROWEST, WIDEST = 8, 60
"""Characters of a column; what is wider is wrapped. A date takes DATE_WIDTH."""
SHEET_NAME = 31
"""Characters of a sheet's name that Excel takes."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into a workbook of a partnership that has done nothing yet."""
WORDS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass
class _Writing:
    book: Any
    plain: Any
    head: Any
    day: Any
    number: Any
    fraction: Any
    long: list[tuple[str, str]] = field(default_factory=list)
    """(where it belongs, the text), numbered from 1."""


def workbook(tables: Sequence[Table], spoken: str, made: datetime, title: str = "") -> bytes:
    """The bytes of an .xlsx. `made` stands in its properties: a moment out of the data, never the clock's."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **WORDS})
    book.set_properties({"title": title, "created": made.astimezone(UTC).replace(tzinfo=None)})
    look = {"font_name": FONT, "font_size": SIZE, "valign": "top"}
    dates = BUDDHIST_DATE if spoken == "th" else COMMON_DATE
    writing = _Writing(
        book,
        book.add_format({**look, "text_wrap": True}),
        book.add_format({**look, "bold": True, "text_wrap": True, "bg_color": "#E2E8F0", "bottom": 1}),
        book.add_format({**look, "num_format": dates, "align": "left"}),
        book.add_format({**look, "num_format": "#,##0"}),
        book.add_format({**look, "num_format": "#,##0.00"}),
    )
    with speaking(speech(spoken)):
        for table in tables:
            _sheet(writing, table)
        _long_texts(writing)
    book.close()
    return file.getvalue()


def _sheet(writing: _Writing, table: Table) -> None:
    sheet = writing.book.add_worksheet(table.title[:SHEET_NAME])
    widths = [_width(heading) for heading in table.headings]
    for column, heading in enumerate(table.headings):
        sheet.write_string(0, column, heading, writing.head)
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            where = f"{table.title} {_('row')} {number + 1}: {table.headings[column]}"
            widths[column] = max(widths[column], _write(writing, sheet, number, column, cell, where))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(writing: _Writing, sheet: Any, row: int, column: int, cell: Cell, where: str) -> int:
    """Writes one cell; how many characters wide it would like to be."""
    if cell is None or cell == "":
        return 0
    if (day := day_of(cell)) is not None:
        sheet.write_datetime(row, column, day, writing.day)
        return DATE_WIDTH
    if isinstance(cell, int | Decimal):
        whole = cell == int(cell)
        sheet.write_number(row, column, float(cell), writing.number if whole else writing.fraction)
        return len(f"{cell:,}")
    text = str(cell)
    sheet.write_string(row, column, _kept(writing, text, where), writing.plain)
    return max(map(_width, text.split("\n")), default=0)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _kept(writing: _Writing, text: str, where: str) -> str:
    """The text, or its beginning and where it stands whole."""
    if _units(text) <= PIECE and text.count("\n") <= LINES_MOST:
        return text
    writing.long.append((where, text))
    more = _("(in full on the sheet “%(sheet)s”, no. %(number)s)", sheet=_("Long texts"), number=len(writing.long))
    return f"{core_text.cut(text, BEGINNING, '…')} {more}"


def _long_texts(writing: _Writing) -> None:
    if not writing.long:
        return
    sheet = writing.book.add_worksheet(_("Long texts")[:SHEET_NAME])
    for column, heading in enumerate((_("No."), _("Its place"), _("Piece"), _("Text"))):
        sheet.write_string(0, column, heading, writing.head)
    row = 0
    for number, (where, text) in enumerate(writing.long, 1):
        for piece, part in enumerate(pieces(text), 1):
            row += 1
            sheet.write_number(row, 0, number, writing.number)
            sheet.write_string(row, 1, where, writing.plain)
            sheet.write_number(row, 2, piece, writing.number)
            sheet.write_string(row, 3, part, writing.plain)
    sheet.set_column(0, 0, NARROWEST)
    sheet.set_column(1, 1, WIDEST // 2)
    sheet.set_column(2, 2, NARROWEST)
    sheet.set_column(3, 3, WIDEST * 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, row, 3)


def pieces(text: str) -> list[str]:
    """The text in pieces that a cell holds and shows; joined, they are the text. No mark is parted from its letter."""
    found, begins, units, breaks = [], 0, 0, 0
    for at, char in enumerate(text):
        size = 2 if ord(char) > 0xFFFF else 1
        full = units + size > PIECE or breaks >= LINES_MOST
        # A run of marks without end would be none of anybody's language: then it is parted all the same.
        if full and (not unicodedata.combining(char) or units + size > CELL_MOST):
            found.append(text[begins:at])
            begins, units, breaks = at, 0, 0
        units += size
        breaks += char == "\n"
    return [*found, text[begins:]]


def _width(text: str) -> int:
    """Characters side by side: marks above and below take no place."""
    return sum(1 for char in text if not unicodedata.combining(char) and unicodedata.category(char) != "Mn")
