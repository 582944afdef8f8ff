"""The sheets of a form as the bytes of a workbook: the same sheets, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.xlsforms.columns import MADE
from bot.xlsforms.export import Sheet

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks have no time zone; any fixed day will do
WIDE, NARROW = 44, 16
"""Columns of words, and the others; in characters."""
LONG_CELL = 24
"""A column with a longer text than this is one of words."""
FROZEN = 2
"""The heading, and the columns type and name, stay in sight."""
TEXT = "@"
"""Cells are texts: Excel makes no dates and numbers of what is typed into them."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": CREATED})
        head = book.add_format({"bold": True, "bg_color": "#E3EDF5", "num_format": TEXT})
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": TEXT})
        made = book.add_format({"font_color": "#8A8A8A", "valign": "top", "num_format": TEXT})
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.name), sheet, head, plain, made)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet, head: Format, plain: Format, made: Format) -> None:
    page.freeze_panes(1, min(FROZEN, len(sheet.columns) - 1))
    for place, column in enumerate(sheet.columns):
        longest = max((len(row.get(column, "")) for row in sheet.rows), default=0)
        page.set_column(place, place, WIDE if longest > LONG_CELL else NARROW, plain)
        page.write_string(0, place, column, head)
    for number, row in enumerate(sheet.rows, 1):
        for place, column in enumerate(sheet.columns):
            if text := row.get(column, ""):
                page.write_string(number, place, text, made if row.get(MADE) else plain)
