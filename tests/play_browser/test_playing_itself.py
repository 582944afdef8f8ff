"""“เล่นให้ดู”: the example goes on from wherever things stand, and stops for whoever acts."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.play_browser.conftest import BROKER, SOMSRI, Window, window
from tests.play_browser.test_stage_one import answer, set_up
from tests.transcripts.transcript import played

A_TURN = 60.0
"""Seconds in which the example does something more, however busy the machine is."""


async def ended(page: Window) -> None:
    """As long as it goes on it may take its time."""
    turns = page.playground.scene.turns
    while page.playground.auto.on:
        before = len(turns)
        async with asyncio.timeout(A_TURN):
            while page.playground.auto.on and len(turns) == before:  # noqa: ASYNC110 - it is looked at from outside
                await asyncio.sleep(0.1)
    await page.read()
    assert page.state["playing"]["ended"], page.state["playing"]


async def come_to(page: Window, words: str) -> None:
    """Until these words stand in the group."""
    while words not in page.text("group"):
        assert page.playground.auto.on, page.state["playing"]
        await some_acts(page, 20)
        await page.read()


async def plays_the_same_again(page: Window, folder: Path) -> None:
    """What was played, by itself and by hand, is a transcript that comes to the same."""
    kept, fresh = folder / "kept.txt", folder / "fresh"
    kept.write_text(await (await page.get("/api/transcript")).text(), encoding="utf-8")
    fresh.mkdir()
    assert await played(kept, fresh, at_once=True) == kept.read_text(encoding="utf-8")


async def some_acts(page: Window, number: int) -> None:
    """Until so many more were done."""
    enough = len(page.playground.scene.turns) + number
    async with asyncio.timeout(60):
        turns = page.playground.scene.turns
        while page.playground.auto.on and len(turns) < enough:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)


async def quiet(page: Window) -> None:
    """Nothing is done any more."""
    before = page.playground.journal.last
    await asyncio.sleep(0.3)
    assert page.playground.journal.last == before
    assert not page.playground.auto.on


async def test_it_is_stopped_anywhere_taken_over_and_goes_on(tmp_path: Path) -> None:
    """To the second stage's summary; to the twelfth where there is time (and in tests/browser, always)."""
    async with window(tmp_path / "play", short=True) as page:
        for number in (1, 2, 1, 3, 5, 9, 4):  # setting up, joining
            await page.done("auto", on=True, speed=20)
            await some_acts(page, number)
            await page.done("auto", on=False)
            await quiet(page)
        for who, text in ((SOMSRI, "/menu"), (BROKER, "/stage"), (SOMSRI, "/start"), ("p3", "อะไรนะ")):
            await page.done("auto", on=True, speed=20)
            await some_acts(page, 13)
            await page.say(who, text)
            await quiet(page)
        await page.done("people", organisation="มูลนิธิน้ำใส", name="อรุณ")
        await page.done("auto", on=True, speed=20)
        await some_acts(page, 20)
        await page.done("time", days=7)
        await page.done("auto", on=True, speed=20)
        await come_to(page, "๒ จาก ๑๒ ขั้นตอน")
        await page.done("auto", on=False)
        await plays_the_same_again(page, tmp_path)
        assert any(p["name"] == "อรุณ" and p["joined"] for p in page.state["people"])
        if not os.environ.get("LONG"):
            return
        await page.done("auto", on=True, speed=20)
        await ended(page)
        assert "๑๒ จาก ๑๒ ขั้นตอน" in page.text("group")
        await page.done("auto", on=True, speed=20)
        await ended(page)


async def test_whoever_comes_weeks_later_is_given_a_button_that_works(tmp_path: Path) -> None:
    async with window(tmp_path / "play", short=True) as page:
        await set_up(page)
        await page.done("time", days=7)
        await page.done("time", days=7)
        await page.done("people", organisation="มูลนิธิน้ำใส", name="อรุณ")
        assert any(p["name"] == "อรุณ" and p["joined"] for p in page.state["people"])
        await plays_the_same_again(page, tmp_path)


async def test_it_goes_on_from_answers_that_are_not_its_own(tmp_path: Path) -> None:
    """Stage 2 asks about what was named in stage 1, of which the samples know nothing."""
    async with window(tmp_path / "play", short=True) as page:
        await set_up(page)
        for label in ("ขั้นตอนทั้ง ๑๒", "กำหนดขอบเขตงาน", "เปิดแบบสั้น"):
            await page.press(BROKER, label)
        for person in page.state["people"][1:]:
            await answer(page, person["id"])
        await page.done("auto", on=True, speed=20)
        await come_to(page, "๒ จาก ๑๒ ขั้นตอน")


@pytest.mark.skipif(not os.environ.get("LONG"), reason="minutes: LONG=1")
@pytest.mark.parametrize(("language", "short"), [("th", False), ("en", False), ("en", True)])
async def test_it_plays_all_twelve_stages(language: str, short: bool, tmp_path: Path) -> None:
    async with window(tmp_path / "play", language=language, short=short) as page:
        await page.done("auto", on=True, speed=20)
        await ended(page)
        await page.get("/api/transcript")


async def test_it_plays_at_its_speed_and_says_so(tmp_path: Path) -> None:
    async with window(tmp_path / "play", pace=1.0) as page:
        before = len(page.playground.scene.turns)
        await page.done("auto", on=True, speed=1)
        playing = page.state["playing"]
        assert playing.pop("who") in {"", BROKER}  # who acts first, once they do
        assert playing == {"on": True, "speed": 1, "ended": False, "say": ""}
        await page.done("auto", on=True, speed=20)
        assert page.state["playing"]["speed"] == 20
        await asyncio.sleep(1)
        assert len(page.playground.scene.turns) - before < 12
        for asked in ({"on": True, "speed": 3}, {"on": "yes"}, {}):
            status, said = await page.post("auto", **asked)
            assert (status, bool(said["say"])) == (400, True)
        await page.done("auto", on=False)
        await quiet(page)
        assert (page.state["playing"]["who"], page.state["playing"]["say"]) == ("", "")
        await page.done("auto", on=True, speed=20)
        await page.say(SOMSRI, "/menu")
        assert "หยุดแล้ว" in page.state["playing"]["say"]
        await page.say(SOMSRI, "/menu")
        assert page.state["playing"]["say"] == ""


async def test_where_it_cannot_go_on_it_says_so(
    page: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No button stands on any screen: there is nobody who could open a stage."""
    await page.done("auto", on=True, speed=20)
    await some_acts(page, 3)
    await page.done("auto", on=False)
    monkeypatch.setattr(page.playground.scene.local, "buttons", lambda _place: iter(()))
    await page.done("auto", on=True, speed=20)
    await some_acts(page, 1000)
    await page.read()
    assert "เล่นเองต่อจากจุดนี้ไม่ได้" in page.state["playing"]["say"]
    assert not page.state["playing"]["on"]
