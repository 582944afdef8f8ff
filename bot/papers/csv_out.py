"""The answers as one CSV file that Excel opens with its Thai right, and with no formula in it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from bot.papers.cells import Cell, Table, day_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (THAI.md, "Take")."""


def comma_separated(table: Table, era: str = "") -> bytes:
    """UTF-8 with a mark at its beginning, lines ended as Excel ends them. Days stand as 2026-11-22 (common era);
    `era` says so behind the headings of their columns."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    heads = (f"{one} {era}".strip() if one in table.days else one for one in table.headings)
    writer.writerow([_safe(heading) for heading in heads])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if (day := day_of(cell)) is not None:
        return day.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return _safe(cell) if isinstance(cell, str) else str(cell)


def _safe(text: str) -> str:
    """A leading ' where a spreadsheet might reckon: also behind blanks, which some of them pass over."""
    return f"'{text}" if text.lstrip().startswith(DANGEROUS) or text.startswith(DANGEROUS) else text
