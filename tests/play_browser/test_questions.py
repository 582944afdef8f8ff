"""A set of questions of one's own: what is to mend is said, and what can be used is played."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import aiohttp
import openpyxl
import pytest

from bot import questionnaire
from bot.render.words import read_speeches
from bot.xlsforms.export import form
from bot.xlsforms.writing import workbook
from tests.play_browser.conftest import BROKER, Window
from tests.play_browser.test_stage_one import set_up

STILL = pytest.mark.asyncio(loop_scope="module")

OWN = {path.name: path.read_bytes() for path in questionnaire.PACKAGED.glob("*.toml")}
FIRST = min(OWN)
TITLE = "กำหนดขอบเขตงาน"


async def bring(
    page: Window, *files: tuple[str, bytes], lang: str = "th", check: str = ""
) -> tuple[int, dict[str, Any]]:
    data = aiohttp.FormData()
    for name, content in files:
        data.add_field("file", content, filename=name, content_type="application/octet-stream")
    address = f"{page.address}/api/questions?lang={lang}{check}"
    async with page.client.post(address, data=data, headers={"X-Phakhi": "1"}) as response:
        said = await response.json()
    await page.read()
    return response.status, said


def zipped(files: dict[str, bytes], folder: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(folder + name, content)
    return packed.getvalue()


def renamed() -> dict[str, bytes]:
    return {name: text.replace(TITLE.encode(), "มองด้วยกัน".encode()) for name, text in OWN.items()}


async def walked(page: Window) -> str:
    await set_up(page)
    await page.press(BROKER, "ขั้นตอนทั้ง ๑๒")
    return page.text(BROKER) + str(page.chat(BROKER)[-1]["buttons"])


@pytest.mark.parametrize("how", ["files", "zip", "zipped folder"])
async def test_stage_files_are_walked_in_the_chat(page: Window, how: str) -> None:
    files = renamed()
    given = tuple(files.items()) if how == "files" else (("my.zip", zipped(files, how[7:8] and "my/")),)
    before, fit = page.state["last"], {"ok": True, "problems": [], "cells": [], "fit": True}
    assert await bring(page, *given, check="&check=1") == (200, {**fit, "used": False})
    assert page.state["last"] == before, "what was only to be checked was used"
    assert await bring(page, *given) == (200, {**fit, "used": True})
    assert page.state["own_questions"]
    assert "มองด้วยกัน" in await walked(page)
    await page.client.delete(page.address + "/api/questions", headers={"X-Phakhi": "1"})
    await page.read()
    assert not page.state["own_questions"]
    assert TITLE in await walked(page)


async def test_the_questions_that_are_played_are_given_out(page: Window) -> None:
    """As a workbook that can be brought again."""
    await bring(page, *renamed().items())
    got = await page.get("/api/questions")
    data = await got.read()
    assert "phakhi-questions.xlsx" in got.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(data))["survey"]
    assert any("มองด้วยกัน" in str(cell) for row in sheet.values for cell in row)
    status, said = await bring(page, ("ของเรา.xlsx", data), check="&check=1")
    assert (status, said["fit"], said["problems"]) == (200, True, [])


async def test_a_workbook_is_walked_or_its_cells_are_told(page: Window) -> None:
    data = workbook(form(questionnaire.load(), read_speeches()))
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["survey"]
    headings = [cell.value for cell in sheet[1]]
    label = next(n for n, heading in enumerate(headings, 1) if str(heading).startswith("label"))
    row = next(r for r in range(2, 400) if sheet.cell(r, 1).value == "text" and sheet.cell(r, label).value)
    sheet.cell(row, label).value = None
    broken = io.BytesIO()
    book.save(broken)
    before = page.state["last"]
    status, said = await bring(page, ("q.xlsx", broken.getvalue()))
    assert status == 200
    assert not said["used"]
    assert {"sheet": "survey", "row": row} == {k: said["cells"][0][k] for k in ("sheet", "row")}
    assert f"แถว {row}" in said["problems"][0] or str(row) in said["problems"][0]
    assert page.state["last"] == before
    _, english = await bring(page, ("q.xlsx", broken.getvalue()), lang="en")
    assert english["problems"] != said["problems"]
    _, said = await bring(page, ("q.xlsx", data))
    assert said["used"], said


def damaged() -> bytes:
    """A zip packed with LZMA, of which some bytes went wrong."""
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_LZMA) as file:
        file.writestr(FIRST, b"key = 1\n" * 500)
    data = bytearray(pack.getvalue())
    data[50:60] = b"\xff" * 10
    return bytes(data)


DAMAGED = damaged()
BOMB = zipped({FIRST: b" " * 20_000_000})


@STILL
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([("a.txt", b"x")], "ไม่พบ"),
        ([("../../etc/passwd", b"x")], "ไม่พบ"),
        ([("my.zip", zipped({"../../x.py": b"x"}))], "ไม่พบ"),
        ([("my.zip", b"PK\3\4")], "zip"),
        ([("my.zip", BOMB)], "ใหญ่"),
        ([("q.xlsx", b"PK")], "Excel"),
        ([("q.xlsx", b""), (FIRST, b"")], "อย่างใดอย่างหนึ่ง"),
        ([(FIRST, b"a = " + b"[" * 50_000)], "ซ้อน"),
        ([(FIRST, b"a." * 40_000 + b"a = 1")], "ซ้อน"),
        ([(FIRST, OWN[FIRST] + b"#" * 300_000)], "ใหญ่"),
        ([("my.zip", DAMAGED)], "zip"),
        ([(FIRST, OWN[FIRST]), (FIRST, OWN[FIRST])], "สองไฟล์"),
        ([(FIRST, b"key = ")], FIRST),
        ([(FIRST, b"\xff\xfe")], FIRST),
        ([(FIRST, OWN[FIRST])], "clause"),
    ],
)
async def test_what_cannot_be_used_is_said(still: Window, given: list[tuple[str, bytes]], words: str) -> None:
    before = still.state["last"]
    status, said = await bring(still, *given)
    assert (status, said["used"]) == (200, False)
    assert words in "\n".join(said["problems"])
    assert still.state["last"] == before


@STILL
async def test_too_much_and_no_files_are_refused(still: Window) -> None:
    status, said = await bring(still, ("q.xlsx", b"x" * 6_000_000))
    assert (status, said["ok"]) == (413, False)
    status, said = await bring(still, *[(f"{n}.toml", b"") for n in range(70)])
    assert status == 413
    status, said = await still.post("questions", x=1)
    assert status == 400


@STILL
@pytest.mark.parametrize("head", [b"no colon here", b"X: " + b"y" * 20_000, b"X: \0"])
async def test_a_form_whose_parts_cannot_be_read_is_refused_in_words(still: Window, head: bytes) -> None:
    async with still.client.post(
        f"{still.address}/api/questions",
        data=b"--b\r\n" + head + b"\r\n\r\nx\r\n--b--\r\n",
        headers={"X-Phakhi": "1", "Content-Type": "multipart/form-data; boundary=b"},
    ) as answer:
        assert answer.status == 400
        assert (await answer.json())["say"]
