"""Files that are no workbook, are damaged, or are made to do harm: one sentence, quickly, and no more."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from bot.xlsforms import reading
from tests.xlsforms.editing import chances, exported, only, opened, refused, saved

NO_WORKBOOK = ("", "", "The file is no Excel workbook (.xlsx). Open it and save it as .xlsx.")
TOO_BIG = ("", "", "The file is too big for a set of questions.")
SHEET = "xl/worksheets/sheet1.xml"


def repacked(change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(exported())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"type,name\ntext,a\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"<html></html>"],
)
def test_what_is_no_workbook(data: bytes) -> None:
    assert only(data) == NO_WORKBOOK


def test_a_packed_file_that_is_something_else() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("hello.txt", "hello")
    assert only(out.getvalue()) == NO_WORKBOOK


def test_a_big_file() -> None:
    assert only(b"PK" + bytes(reading.MOST_BYTES)) == TOO_BIG


def test_a_small_file_that_swells() -> None:
    data = repacked(lambda _, content: content, {"xl/media/a.bin": bytes(reading.MOST_UNPACKED)})
    assert len(data) < 200_000
    started = time.monotonic()
    assert only(data) == TOO_BIG
    assert time.monotonic() - started < 1


def test_a_file_that_lies_about_how_big_it_is() -> None:
    data = bytearray(
        repacked(lambda _, content: content, {"xl/zz.xml": b"<a>" + b" " * 70_000_000})
    )
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    assert only(bytes(data)) == NO_WORKBOOK


def test_words_of_its_own() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    def change(name: str, content: bytes) -> bytes:
        return laughs + content[content.index(b"?>") + 2 :] if name == SHEET else content

    assert only(repacked(change)) == NO_WORKBOOK


def test_the_same_in_another_coding() -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.decode().encode("utf-16") if name == SHEET else content

    assert only(repacked(change)) == NO_WORKBOOK


def with_row(number: int) -> bytes:
    row = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>text</t></is></c></row>'

    def change(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"</sheetData>", row.encode() + b"</sheetData>")
            if name == SHEET
            else content
        )

    return repacked(change)


def test_a_row_far_below() -> None:
    assert ("survey", "1000000") in {(sheet, cell) for sheet, cell, _ in refused(with_row(10**6))}
    assert only(with_row(10**9)) == NO_WORKBOOK


def test_a_sheet_far_too_wide_and_too_long() -> None:
    book = opened()
    book["survey"].cell(1, reading.MOST_COLUMNS + 1).value = "more"
    book["choices"].cell(reading.MOST_ROWS + 1, 1).value = "more"
    told = {(sheet, cell): what for sheet, cell, what in refused(saved(book))}
    assert "wider" in told["survey", "GS1"]
    assert "longer" in told["choices", str(reading.MOST_ROWS + 1)]


def test_no_sheet_of_questions() -> None:
    book = opened()
    book["survey"].title = "questions"
    assert only(saved(book))[2].startswith("The file has no sheet named survey")


def test_an_empty_sheet_of_questions() -> None:
    book = opened()
    book["survey"].delete_rows(1, book["survey"].max_row)
    assert any("There is no column “type”" in what for *_, what in refused(saved(book)))


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_file_raises_nothing_else(seed: int) -> None:
    """Bytes turned at random, in the packed file and in the XML within: taken, or refused in words."""
    chance = chances(seed)

    def damaged(content: bytes) -> bytes:
        mixed = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            mixed[chance.randrange(len(mixed))] = chance.randrange(256)
        return bytes(mixed)

    hurt = chance.choice(["xl/workbook.xml", "xl/styles.xml", SHEET, "xl/sharedStrings.xml"])
    refused(repacked(lambda name, content: damaged(content) if name == hurt else content))
    refused(damaged(exported()))
    refused(exported()[: chance.randrange(len(exported()))])
