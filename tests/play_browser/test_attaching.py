"""Pictures and files that people send to the bot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.play.browser import attaching
from tests.play_browser.conftest import SOMSRI, Window, window
from tests.play_browser.test_playing_itself import plays_the_same_again

STILL = pytest.mark.asyncio(loop_scope="module")
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)


async def send(page: Window, *files: tuple[str, bytes], who: str = SOMSRI) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData(quote_fields=False)  # as browsers send names
    for name, data in files:
        form.add_field("file", data, filename=name)
    headers = {"X-Phakhi": "1", "Origin": page.address}
    address = f"{page.address}/api/send?who={who}"
    async with page.client.post(address, data=form, headers=headers) as response:
        said = response.status, await response.json()
    await page.read()
    return said


async def test_they_stand_in_the_chat_reach_the_bot_and_can_be_played_again(tmp_path: Path) -> None:
    async with window(tmp_path / "play", short=True) as page:
        await page.say(SOMSRI, "/start")
        assert (await send(page, ("บ้าน.jpg", JPEG)))[0] == 200
        shown, answer = page.chat(SOMSRI)[-2:]
        assert shown["by"] == SOMSRI
        assert shown["picture"]["alt"] == "บ้าน.jpg"
        assert answer["by"] is None  # it says what can be done with it
        got = await page.get(shown["picture"]["url"])
        assert (await got.read(), got.content_type) == (JPEG, "image/jpeg")
        assert (await send(page, ("ผล (1) “จริง”.pdf", b"%PDF")))[0] == 200
        assert page.chat(SOMSRI)[-2]["file"]["name"] == "ผล 1 จริง.pdf"
        await plays_the_same_again(page, tmp_path)


async def test_no_script_comes_in_as_a_picture(tmp_path: Path) -> None:
    async with window(tmp_path / "play", short=True) as page:
        for name, data in (("x.png", b"<html><script>1</script>"), ("x.svg", b"<svg onload='1'/>"), ("x.html", b"<p>")):
            assert (await send(page, (name, data)))[0] == 200
            file = next(b["file"] for b in reversed(page.chat(SOMSRI)) if b["by"])
            got = await page.get(file["url"])
            assert got.content_type == "application/octet-stream"
            assert got.headers["Content-Disposition"].startswith("attachment")
            assert got.headers["X-Content-Type-Options"] == "nosniff"


@STILL
async def test_what_cannot_be_sent_is_said(still: Window) -> None:
    before = still.playground.journal.last
    big = b"x" * (attaching.MOST_BYTES + 1)
    for files, status in ([("x.bin", big)], 413), ([("x.txt", b"")], 409), ([], 400), ([("a", b"a"), ("b", b"b")], 400):
        got, said = await send(still, *files)
        assert (got, said["ok"], bool(said["say"])) == (status, False, True)
    assert (await send(still, ("x.txt", b"x"), who="p99"))[0] == 409
    assert still.playground.journal.last == before


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("C:\\บ้าน\\ผลสำรวจ.pdf", "ผลสำรวจ.pdf"),
        ("../../etc/passwd", "passwd"),
        ("รายงาน (1).pdf", "รายงาน 1.pdf"),
        ("a\nb\x00\u202e.txt", "a b.txt"),
        ("..", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_are_made_fit(given: str, name: str) -> None:
    assert attaching.bare_name(given) == name
