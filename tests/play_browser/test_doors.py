"""Who is let in: this machine's browser from the page itself, and nobody by another way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.board import is_loopback
from bot.play.browser.guard import HEADERS
from bot.play.browser.serving import standing
from bot.play.browser.session import Playground
from bot.settings import BadSetting
from tests.play_browser.conftest import BROKER, Window
from tests.play_browser.test_stage_one import set_up

STILL = pytest.mark.asyncio(loop_scope="module")

ANYWHERE = "0.0.0.0"  # noqa: S104 - it is to be refused


@STILL
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", ANYWHERE, "localhost@evil.example", ""]
)
async def test_another_name_is_refused(still: Window, host: str) -> None:
    answer = await still.get("/api/state", Host=host)
    assert answer.status == 403
    assert await answer.text() == ""


@STILL
@pytest.mark.parametrize("host", ["localhost:8080", "[::1]:8080", "127.0.0.1", "LOCALHOST"])
async def test_the_names_of_this_machine_are_let_in(still: Window, host: str) -> None:
    assert (await still.get("/api/state", Host=host)).status == 200


@STILL
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Phakhi": "0"},
        {"X-Phakhi": "1", "Origin": "https://evil.example"},
        {"X-Phakhi": "1", "Origin": "null"},
        {"X-Phakhi": "1", "Origin": "http://127.0.0.1:1"},
    ],
)
async def test_a_forged_post_does_nothing(still: Window, headers: dict[str, str]) -> None:
    before = still.playground.journal.last
    asked = {"who": BROKER, "chat": "group", "text": "x"}
    for path in ("say", "anew", "questions", "send"):
        answer = await still.client.post(f"{still.address}/api/{path}", json=asked, headers=headers)
        assert answer.status == 403
    assert (await still.client.delete(f"{still.address}/api/questions", headers=headers)).status == 403
    assert still.playground.journal.last == before


@STILL
async def test_every_answer_has_the_headers(still: Window) -> None:
    for path in ("/api/state", "/api/words?lang=en", "/nowhere", "/page/none.js", "/api/transcript"):
        answer = await still.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path


@STILL
@pytest.mark.parametrize(
    "path",
    [
        "/page/..%2f..%2froutes.py",
        "/page/%2e%2e/routes.py",
        "/page//etc/passwd",
        "/page/js/../../routes.py",
        "/media/x/..%2f..%2fdata%2fphakhi.db",
        "/media/../data/phakhi.db",
        "/media/%2e%2e/data/phakhi.db.key",
    ],
)
async def test_tricks_with_paths_find_nothing(still: Window, path: str) -> None:
    from yarl import URL

    answer = await still.client.get(URL(still.address + path, encoded=True))
    assert answer.status in {404, 405}


async def test_a_picture_is_had_by_its_own_address_alone(page: Window) -> None:
    await set_up(page)
    await page.press(BROKER, "ขั้นตอนทั้ง ๑๒")
    picture = next(b["picture"] for b in reversed(page.chat(BROKER)) if b["picture"])
    answer = await page.get(picture["url"])
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert picture["width"] > 100
    assert picture["alt"]
    token, name = picture["url"].split("/")[2:]
    for wrong in (f"/media/{token}/x.png", f"/media/{token[:-1]}/{name}", f"/media/{token}"):
        assert (await page.get(wrong)).status == 404


@STILL
async def test_the_words_are_there_in_both_languages(still: Window) -> None:
    thai, english = await still.json("/api/words?lang=th"), await still.json("/api/words?lang=en")
    assert thai.keys() == english.keys()
    assert english["title"] == "Phakhi: the playground"
    assert thai["title"] == "ภาคี: สนามทดลอง"
    assert not [text for text in (*thai.values(), *english.values()) if "%(" in text]


async def test_the_brokers_page_opens_by_a_link_of_its_own(page: Window) -> None:
    assert page.state["board"] == ""
    assert (await page.get("/api/board")).status == 404
    await set_up(page)
    assert page.state["board"] == "/api/board"
    answer = await page.client.get(page.address + "/api/board", allow_redirects=False)
    link = answer.headers["Location"]
    assert link.startswith(page.address + "/board/")
    assert (await page.client.get(link)).status == 200
    refused = await page.client.get(page.address + "/api/board", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status == 403
    opened = await page.client.post(link)
    assert opened.status == 200
    assert "ภาคีน้ำสะอาดบ้านดง" in await opened.text()


@pytest.mark.parametrize("name", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_names(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize("name", [ANYWHERE, "::", "192.168.1.2", "example.org", ""])
def test_other_names(name: str) -> None:
    assert not is_loopback(name)


async def test_a_port_that_is_taken_is_said_before_anything_is_emptied(page: Window, tmp_path: Path) -> None:
    port = int(page.address.rpartition(":")[2])
    kept = tmp_path / "other" / "kept"
    kept.parent.mkdir()
    kept.touch()
    with pytest.raises(BadSetting, match="HTTP_PORT"):
        async with standing(Playground(kept.parent), "127.0.0.1", port):
            pass
    assert kept.exists()
