"""The CSV as Excel reads it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.message import File
from bot.papers.cells import Cell, speech, table
from bot.papers.csv_out import comma_separated
from bot.papers.making import made
from bot.papers.tables import tables
from bot.render.words import speaking
from tests.core.factories import cycle
from tests.papers.test_workbook import finished


def read(file: bytes) -> list[list[str]]:
    assert file.startswith(b"\xef\xbb\xbf")  # without it Excel takes Thai for something else
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def of(*cells: Cell) -> list[str]:
    with speaking(speech("th")):
        one = table("answers", "x", ["หัว"], [(cell,) for cell in cells])
    return [row[0] for row in read(comma_separated(one))[1:]]


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", "-", "=\n"]
)
def test_what_a_spreadsheet_might_reckon_begins_with_an_apostrophe(words: str) -> None:
    assert of(words) == [f"'{words.strip()}"]


@pytest.mark.parametrize("words", ["น้ำ=ชีวิต", "1-2", "'=1", "ก, ข", 'เขาว่า "ดี"', "บรรทัด\nสอง", "https://a"])
def test_other_words_stay_as_they_are(words: str) -> None:
    assert of(words) == [words]


def test_tabs_and_returns_do_not_begin_a_cell() -> None:
    assert of("\t=1", "\r\n=1", " =1") == ["'=1"] * 3


def test_days_and_numbers() -> None:
    found = of(date(2027, 1, 15), datetime(2027, 1, 15, 20, 0, tzinfo=UTC), Decimal(50000), Decimal("-1.5"), 3, None)
    assert found == ["2027-01-15", "2027-01-16", "50000", "-1.5", "3", ""]


@pytest.mark.parametrize("audience", ["group", "broker"])
def test_it_holds_the_answers(audience: str) -> None:
    p = finished()
    found = read(made(p, cycle(), File("data", "csv", audience)).content)
    answers = tables(p, cycle(), audience, "th")[0]
    era = "(ค.ศ. ปี-เดือน-วัน)"
    assert [head.removesuffix(f" {era}") for head in found[0]] == list(answers.headings)
    assert [head for head in found[0] if era in head] == [f"วันที่ในคำตอบ {era}", f"วันที่ตอบ {era}"]
    assert len(found) == len(answers.rows) + 1 > 100
    assert {len(row) for row in found} == {len(answers.headings)}
