"""Reads the sheets of an edited workbook as rows of texts; carefully, for anybody may have made the file.

Nothing is calculated and nothing is fetched. What Excel made of a text (a date, a formula, an error)
is reported with its cell.
"""

from __future__ import annotations

import io
import lzma
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import openpyxl
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.render.words import N_
from bot.xlsforms.columns import COLUMNS, NEEDED, OWN, recognised
from bot.xlsforms.faults import Fault, Spot, Unusable, quoted

MOST_BYTES = 10_000_000
"""Of the file; the packaged set takes about 40,000."""
MOST_UNPACKED = 60_000_000
"""Bytes of everything in it: what a small file may swell to."""
MOST_PIECES = 500
"""Files inside the workbook."""
MOST_ROWS = 5_000
"""Of a sheet; the packaged set has about 400."""
MOST_COLUMNS = 200
LAST_ROW = 1_048_576
"""No workbook has more; a row said to stand below it is a trap."""

_TOO_BIG = N_("The file is too big for a set of questions.")
_NO_WORKBOOK = N_("The file is no Excel workbook (.xlsx). Open it and save it as .xlsx.")
_NO_SURVEY = N_("The file has no sheet named survey, so there are no questions in it.")
_NO_COLUMN = N_("There is no column “%(column)s”; it is needed.")
_TWICE = N_("Two columns are both “%(column)s”; keep one.")
_UNKNOWN = N_("No column of this name is known; take it out or mend the name.")
_FORMULA = N_("This cell holds a formula; write the text itself.")
_ERROR = N_("This cell shows an error; write the text itself.")
_DATED = N_("Excel made a date or a time of this; format the cell as text and write it again.")
_TOO_LONG = N_("The sheet is longer than %(most)s rows; nothing below is read.")
_TOO_WIDE = N_("The sheet is wider than %(most)s columns.")

MALFORMED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, InvalidFileException, SyntaxError, zlib.error, lzma.LZMAError,
    KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, OverflowError,
    NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip
"""What the reader of workbooks raises over files that are none, or are damaged. Whichever parser of XML it
finds raises some kind of SyntaxError."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that has something in it."""

    sheet: Page
    number: int
    texts: Mapping[str, str]
    """column → text, blanks at its ends taken off; columns of `bot.xlsforms.columns` only."""

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def spot(self, column: str = "") -> Spot:
        letters, heading = self.sheet.columns.get(column, ("", ""))
        return Spot(self.sheet.name, self.number, letters, heading)


@dataclass(slots=True)
class Page:
    """A sheet as it was found."""

    name: str
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """column → its letters, and the heading as it stands in the file."""
    lines: list[Line] = field(default_factory=list)


def pages(data: bytes, faults: list[Fault]) -> dict[str, Page]:
    """The sheets that are known, by name. Notes what is wrong in single cells.

    Raises `Unusable` where the file is too big, is no workbook, or lacks what nothing goes without.
    """
    _check_pack(data)
    try:
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=False, keep_links=False
            )
            found = {
                name: _page(name, _rows(book[real]), faults)
                for real in book.sheetnames
                if (name := real.strip().casefold()) in COLUMNS and hasattr(book[real], "iter_rows")
            }
    except MALFORMED as error:
        raise Unusable([Fault(Spot(), _NO_WORKBOOK)]) from error
    if "survey" not in found:
        raise Unusable([Fault(Spot(), _NO_SURVEY)])
    return found


def _check_pack(data: bytes) -> None:
    """Before anything is unpacked: how much it would be, and that no piece defines its own words in XML."""
    if len(data) > MOST_BYTES:
        raise Unusable([Fault(Spot(), _TOO_BIG)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            pieces = pack.infolist()
            size = sum(piece.file_size for piece in pieces)
            if len(pieces) > MOST_PIECES or size > MOST_UNPACKED:
                raise Unusable([Fault(Spot(), _TOO_BIG)])
            for piece in pieces:
                if piece.filename.endswith((".xml", ".rels")):
                    _check_piece(pack.read(piece))
    except MALFORMED as error:
        raise Unusable([Fault(Spot(), _NO_WORKBOOK)]) from error


def _check_piece(xml: bytes) -> None:
    """Workbooks are UTF-8 without a document type; with one, a few lines can swell to gigabytes."""
    if b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("a document type in a workbook")


# ── cells ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    text: str
    fault: str = ""
    """What makes it unreadable."""


_Row = tuple[int, list[_Cell]]


def _rows(sheet: object) -> Iterator[_Row]:
    """Rows with something in them, numbered as Excel shows them."""
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # openpyxl has no types
    found = sheet.iter_rows(max_col=MOST_COLUMNS + 1)  # type: ignore[attr-defined]
    empty: object = None  # One and the same stands for each row of a gap of a million.
    for number, row in enumerate(found, 1):
        if number > LAST_ROW:
            raise ValueError("a row below the last")
        if row is empty:
            continue
        there = ((place, cell) for place, cell in enumerate(row, 1) if cell.value is not None)
        cells = [_Cell(place, *_text(cell)) for place, cell in there]
        filled = [cell for cell in cells if cell.text or cell.fault]
        if filled:
            yield number, filled
        else:
            empty = row


def _text(cell: object) -> tuple[str, str]:
    """The text of a cell, or what keeps it from being one."""
    value = getattr(cell, "value", None)
    kind = getattr(cell, "data_type", "")
    if value is None:
        return "", ""
    if fault := _spoilt(value, kind):
        return "", fault
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip(), ""


def _spoilt(value: object, kind: str) -> str:
    if kind == TYPE_FORMULA:
        return _FORMULA
    if kind == TYPE_ERROR:
        return _ERROR
    return _DATED if isinstance(value, datetime | date | time | timedelta) else ""


def _page(name: str, rows: Iterable[_Row], faults: list[Fault]) -> Page:
    page = Page(name)
    places: dict[int, str] = {}
    for number, cells in rows:
        if not page.columns:
            places = _headings(page, number, cells, faults)
            continue
        if number > MOST_ROWS:
            faults.append(Fault(Spot(name, number), _TOO_LONG, {"most": MOST_ROWS}))
            break
        texts = {places[cell.column]: cell.text for cell in cells if cell.column in places}
        line = Line(page, number, texts)
        spoilt = (cell for cell in cells if cell.fault and cell.column in places)
        faults += [Fault(line.spot(places[cell.column]), cell.fault) for cell in spoilt]
        if texts:
            page.lines.append(line)
    if not page.columns:
        faults += [Fault(Spot(name), _NO_COLUMN, {"column": c}) for c in NEEDED[name]]
    return page


def _headings(page: Page, number: int, cells: list[_Cell], faults: list[Fault]) -> dict[int, str]:
    """Which column stands where; from the first row that has anything in it."""
    places: dict[int, str] = {}
    columns: dict[str, tuple[str, str]] = {}
    for cell in cells:
        spot = Spot(page.name, number, get_column_letter(cell.column), quoted(cell.text))
        if cell.column > MOST_COLUMNS:
            faults.append(Fault(spot, _TOO_WIDE, {"most": MOST_COLUMNS}))
            break
        column = recognised(page.name, cell.text)
        if column in columns:
            faults.append(Fault(spot, _TWICE, {"column": column}))
        elif column:
            places[cell.column] = column
            columns[column] = (spot.column, spot.heading)
        elif cell.text.casefold().startswith(OWN):
            faults.append(Fault(spot, _UNKNOWN))
    page.columns = columns or {"": ("", "")}
    missing = [column for column in NEEDED[page.name] if column not in columns]
    faults += [Fault(Spot(page.name, number), _NO_COLUMN, {"column": c}) for c in missing]
    return places
