"""The exported workbook as a broker's program changes it."""

from __future__ import annotations

import io
import random
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from bot import questionnaire
from bot.core.cycle import Cycle
from bot.core.questionnaire import build
from bot.render.words import Speeches, read_speeches
from bot.xlsforms.export import form
from bot.xlsforms.faults import Unusable
from bot.xlsforms.importing import imported
from bot.xlsforms.writing import workbook

speeches: Callable[[], Speeches] = cache(read_speeches)


@cache
def packaged() -> Cycle:
    return questionnaire.load()


@cache
def exported() -> bytes:
    return workbook(form(packaged(), speeches()))


def opened(data: bytes | None = None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(exported() if data is None else data))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(book: Workbook, sheet: str, heading: str) -> int:
    headings = [cell.value for cell in book[sheet][1]]
    return headings.index(heading) + 1


def row(book: Workbook, sheet: str, **texts: str) -> int:
    """The row whose cells read so."""
    places = {column(book, sheet, heading): text for heading, text in texts.items()}
    return next(
        number
        for number, line in enumerate(book[sheet].iter_rows(values_only=True), 1)
        if all(line[place - 1] == text for place, text in places.items())
    )


def put(book: Workbook, sheet: str, number: int, heading: str, value: Any) -> str:
    """Writes a cell and returns its letters and number, as Excel names it."""
    place = column(book, sheet, heading)
    book[sheet].cell(number, place).value = value
    return f"{get_column_letter(place)}{number}"


_opened = cache(opened)


def changed(sheet: str, name: str, heading: str, value: Any) -> tuple[bytes, str]:
    """The export with one cell of the row of that name changed, and where the cell is."""
    book = _opened()
    number, place = row(book, sheet, name=name), column(book, sheet, heading)
    before = book[sheet].cell(number, place).value
    cell = put(book, sheet, number, heading, value)
    data = saved(book)
    put(book, sheet, number, heading, before)
    return data, cell


def chances(seed: int) -> random.Random:
    """Of a test that goes the same way each time."""
    return random.Random(seed)  # noqa: S311 - nothing is kept secret with it


def taken(data: bytes) -> Cycle:
    return build({name: tomllib.loads(text) for name, text in imported(data).items()})


def refused(data: bytes) -> list[tuple[str, str, str]]:
    """Sheet, cell and the English sentence of everything that is wrong; [] when nothing is."""
    try:
        imported(data)
    except Unusable as unusable:
        return [
            (f.spot.sheet, f"{f.spot.column}{f.spot.row or ''}", f.what % f.values)
            for f in unusable.faults
        ]
    return []


def only(data: bytes) -> tuple[str, str, str]:
    """The one thing that is wrong."""
    found = refused(data)
    assert len(found) == 1, found
    return found[0]
