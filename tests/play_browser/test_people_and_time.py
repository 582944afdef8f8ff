"""New people, the time that passes, beginning anew, and what cannot be done."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.play.browser.session import Playground, Refused
from tests.play_browser.conftest import BROKER, SOMSRI, Window, window
from tests.play_browser.test_stage_one import set_up
from tests.transcripts.transcript import played

STILL = pytest.mark.asyncio(loop_scope="module")


async def test_a_new_organisation_comes_by_the_invitation(page: Window) -> None:
    await set_up(page)
    told = await page.done("people", organisation="มูลนิธิน้ำใส", name="อรุณ")
    arun = next(p for p in page.state["people"] if p["id"] == told["who"])
    assert (arun["name"], arun["organisation"], arun["joined"]) == ("อรุณ", "มูลนิธิน้ำใส", True)
    told = await page.done("people", organisation="มูลนิธิน้ำใส", name="เมฆ")
    mek = next(p for p in page.state["people"] if p["id"] == told["who"])
    assert (mek["organisation"], mek["joined"]) == ("มูลนิธิน้ำใส", True)
    assert len(page.playground.players.partnership.organisations) == 4  # type: ignore[union-attr]


@STILL
@pytest.mark.parametrize("name", ["", "สม:ศรี", "(อรุณ)", "สมศรี", "ก" * 61, "@x", "สมชาย ในกลุ่ม"])
async def test_a_name_that_cannot_be_is_refused_in_words(still: Window, name: str) -> None:
    status, said = await still.post("people", organisation="มูลนิธิ", name=name)
    assert status == 409
    assert said["say"]
    assert len(still.state["people"]) == 4


@STILL
async def test_nobody_comes_before_there_is_an_invitation(still: Window) -> None:
    status, said = await still.post("people", organisation="มูลนิธิ", name="อรุณ")
    assert status == 409
    assert "คำเชิญ" in said["say"]


async def test_time_passes_and_a_reminder_comes(page: Window, tmp_path: Path) -> None:
    await set_up(page)
    await page.press(BROKER, "ขั้นตอนทั้ง ๑๒")
    await page.press(BROKER, "กำหนดขอบเขตงาน")
    await page.press(BROKER, "เปิดแบบเต็ม")
    await page.press(SOMSRI, "เริ่มตอบ")
    await page.say(SOMSRI, "[วงเล็บ] ก็พิมพ์ได้\n\nหลายบรรทัด")
    await page.say("p3", "น้ำ", chat="group")
    before = len(page.chat(SOMSRI))
    await page.done("time", days=7)
    assert page.state["now_words"].startswith("อ. 12 ม.ค. 2570")
    assert len(page.chat(SOMSRI)) > before
    days = {b["day_words"] for b in page.chat(SOMSRI)}
    assert len(days) > 1
    # An old button, below which there are newer ones of the same label, is pressed once more.
    await page.press(SOMSRI, "ข้าม")
    first = next(b for b in page.chat(SOMSRI) if any("ข้าม" in x["label"] for r in b["buttons"] for x in r))
    number = next(x["n"] for r in first["buttons"] for x in r if "ข้าม" in x["label"])
    await page.done("press", who=SOMSRI, bubble=first["id"], n=number)
    await page.done("people", organisation="มูลนิธิน้ำใส", name="อรุณ")
    await page.done("time", days=1)
    kept, fresh = tmp_path / "kept.txt", tmp_path / "fresh"
    kept.write_text(await (await page.get("/api/transcript")).text(), encoding="utf-8")
    fresh.mkdir()
    assert "อรุณ" in kept.read_text(encoding="utf-8")
    assert await played(kept, fresh, at_once=True) == kept.read_text(encoding="utf-8")


async def test_beginning_anew_forgets_everything_in_another_language(page: Window) -> None:
    await page.press(BROKER, "ตั้งภาคี", "group")
    old = page.chat("group")[-1]
    since = page.state["last"]
    await page.done("anew", language="en", short=True)
    assert page.state["language"] == "en"
    await page.read(since=since)
    assert page.begun_anew == 1
    assert len(page.chat("group")) == 2
    status, said = await page.post("press", who=BROKER, bubble=old["id"], n=0)
    assert status == 409
    assert said["say"] == "This message is not here any more."


async def test_a_date_is_picked_with_a_button_and_the_transcript_holds_it(
    page: Window, tmp_path: Path
) -> None:
    await set_up(page)
    await page.press(BROKER, "ขั้นตอนทั้ง ๑๒")
    await page.press(BROKER, "กำหนดขอบเขตงาน")
    await page.press(BROKER, "เปิดแบบเต็ม")
    await page.press(BROKER, "อื่น")
    await page.press(BROKER, "กำหนดวัน")
    button = next(b for r in page.chat(BROKER)[-1]["buttons"] for b in r if b["kind"] == "date")
    status, said = await page.post("press", who=BROKER, bubble=page.chat(BROKER)[-1]["id"], n=button["n"])
    assert (status, said["say"]) == (409, "โปรดเลือกวันที่")
    await page.press(BROKER, button["label"], date="2027-01-20")
    assert "20 ม" in page.text(BROKER)
    kept, fresh = tmp_path / "kept.txt", tmp_path / "fresh"
    kept.write_text(await (await page.get("/api/transcript")).text(), encoding="utf-8")
    fresh.mkdir()
    assert "] 20/1/2570" in kept.read_text(encoding="utf-8")
    assert await played(kept, fresh, at_once=True) == kept.read_text(encoding="utf-8")


@STILL
async def test_what_is_not_there_is_refused_in_words(still: Window) -> None:
    newest = still.chat("group")[-1]
    for asked, status in (
        ({"who": "p9", "bubble": newest["id"], "n": 0}, 409),
        ({"who": BROKER, "bubble": "1-m99", "n": 0}, 409),
        ({"who": BROKER, "bubble": newest["id"], "n": 99}, 409),
        ({"who": BROKER, "bubble": newest["id"], "n": "0"}, 400),
        ({"who": BROKER, "bubble": newest["id"], "n": -1}, 400),
        ({"who": BROKER, "bubble": newest["id"], "n": 0, "date": "never"}, 400),
    ):
        got, said = await still.post("press", **asked)
        assert (got, bool(said["say"])) == (status, True), asked
    for asked in ({"who": BROKER, "chat": "p2", "text": "x"}, {"who": BROKER, "chat": "group", "text": 1}):
        got, said = await still.post("say", **asked)
        assert (got, bool(said["say"])) == (400, True), asked
    got, said = await still.post("say", who=BROKER, chat="group", text=" \n ")
    assert got == 409
    got, said = await still.post("say", who=BROKER, chat="group", text="ก" * 5000)
    assert "4096" in said["say"]
    got, said = await still.post("time", days=400)
    assert got == 400


async def test_nobody_presses_in_the_private_chat_of_another(page: Window) -> None:
    await page.press(BROKER, "ตั้งภาคี", "group")
    private = page.chat(BROKER)[-1]
    number = private["buttons"][0][0]["n"]
    status, said = await page.post("press", who=SOMSRI, bubble=private["id"], n=number)
    assert (status, said["ok"]) == (409, False)


async def test_the_playground_begins_anew_at_each_start(tmp_path: Path) -> None:
    for _ in range(2):
        async with window(tmp_path / "play") as page:
            assert len(page.chat("group")) == 2
            await page.press(BROKER, "ตั้งภาคี", "group")


async def test_what_is_asked_before_it_is_open_waits_for_nothing_and_harms_nothing(tmp_path: Path) -> None:
    """The port answers a moment before the playground stands; a window may be left open from before."""
    playground = Playground(tmp_path / "play", short=True, pace=0.0)
    with pytest.raises(Refused, match="กำลังเริ่ม"):
        await playground.say(BROKER, "group", "สวัสดี")
    early = asyncio.create_task(playground.open())
    await asyncio.sleep(0)
    await playground.say(BROKER, "group", "สวัสดี")
    await early
    assert len(playground.journal.to_begin_with()) == 3
    await playground.close()


async def test_it_begins_anew_while_another_window_asks_for_the_example(tmp_path: Path) -> None:
    playground = Playground(tmp_path / "play", short=True, pace=0.0)
    await playground.open()
    await asyncio.gather(
        playground.pass_days(7), playground.anew("th", short=True), playground.auto.start(20)
    )
    await asyncio.sleep(0.5)
    assert not playground.auto.on
    assert not playground.auto.told(playground.speech)["say"]
    assert len(playground.journal.to_begin_with()) == 2
    await playground.close()
