"""“เล่นให้ดู” to the twelfth stage, stopped and taken over once; and “ข้ามเวลา”."""

from __future__ import annotations

from tests.browser.acting import BROKER, SOMSRI, begun
from tests.browser.conftest import Premises
from tests.browser.window import Window, expect

STAGES = 12
A_STAGE = 180_000
"""Milliseconds in which one stage more is published: some thirty times what it takes on an idle machine."""
PLAY, STOP = "เล่นให้ดู", "หยุด"
FURTHER = """(stages) => {
  const digits = "๐๑๒๓๔๕๖๗๘๙";
  const arabic = (number) => Number([...number].map((digit) => digits.indexOf(digit)).join(""));
  const rows = document.querySelector("#group .rows").textContent;
  const most = Math.max(0, ...[...rows.matchAll(/([๐-๙]+) จาก ๑๒ ขั้นตอน/g)].map((found) => arabic(found[1])));
  const stopped = !document.getElementById("play").classList.contains("on");
  return most > stages || stopped ? most : null;
}"""
"""How many stages the group reads of as done, once they are more than that; or at once where nothing is played."""
EVERY = 250
"""Milliseconds between two looks: the page is busy enough."""


async def played_to_the_end(window: Window) -> None:
    """As long as it goes on, however slowly: from each stage to the next there is a time of its own."""
    stages = 0
    while stages < STAGES:
        found = await window.page.wait_for_function(FURTHER, arg=stages, polling=EVERY, timeout=A_STAGE)
        more = int(await found.json_value())
        said = await window.page.get_by_test_id("status").inner_text()
        assert more > stages, f"stopped after {stages} stages: {said}"
        stages = more


async def test_the_example_is_stopped_taken_over_and_goes_on_to_the_twelfth_stage(premises: Premises) -> None:
    window = await premises.window()
    play, status = window.page.get_by_test_id("play"), window.page.get_by_test_id("status")
    await window.page.get_by_test_id("speed").select_option("20")
    await play.click()
    await expect(play).to_contain_text(STOP)
    await expect(window.page.get_by_test_id("person-p2")).not_to_have_class("chip outside", timeout=30_000)
    await play.click()
    await expect(play).to_contain_text(PLAY)
    await expect(status).to_be_empty()
    await window.settled()
    before = await window.bubbles()
    await window.choose(SOMSRI)
    await window.say("ขอเล่นเองบ้าง", "group")
    assert "ขอเล่นเองบ้าง" in await window.text("group")
    assert len(before) > 4
    await play.click()
    await played_to_the_end(window)
    await expect(status).to_contain_text("จบแล้ว", timeout=A_STAGE)
    await expect(play).to_contain_text(PLAY)
    await window.settled()
    assert "๑๒ จาก ๑๒ ขั้นตอน" in await window.text("group")


async def test_somebody_who_writes_stops_the_example(premises: Premises) -> None:
    """Whoever acts has taken over: it does not go on by itself."""
    premises.playground.auto._pace = 1.0  # so that it is not over before
    window = await premises.window()
    play, status = window.page.get_by_test_id("play"), window.page.get_by_test_id("status")
    await play.click()
    await expect(play).to_contain_text(STOP)
    await window.say("สวัสดี", "group")
    await expect(play).to_contain_text(PLAY)
    assert not premises.playground.auto.on
    await expect(status).to_contain_text("หยุดแล้ว")
    await window.say("เล่นเองแล้ว", "group")  # whoever goes on by hand knows it by now
    await expect(status).to_be_empty()


async def test_the_example_is_followed_from_person_to_person(premises: Premises) -> None:
    """As on a projector: whose chat is to be looked at is not chosen by hand, unless somebody wants to."""
    premises.playground.auto._pace = 0.5
    window = await premises.window()
    play, acting, follow = (window.page.get_by_test_id(name) for name in ("play", "acting", "follow"))
    chosen = window.page.locator('#people [aria-pressed="true"]')
    await expect(acting).to_be_empty()
    await window.choose(SOMSRI)
    await window.page.get_by_test_id("speed").select_option("4")
    await play.click()
    await expect(chosen).to_have_attribute("data-person", BROKER)  # who sets it up
    await expect(acting).to_contain_text("นงนุช")
    await expect(chosen).not_to_have_attribute("data-person", BROKER, timeout=30_000)
    await expect(follow).to_be_hidden()
    await window.page.get_by_test_id("person-p4").click()
    await expect(follow).to_be_visible()
    await expect(acting).not_to_contain_text("บัวเขียว")
    await expect(chosen).to_have_attribute("data-person", "p4")
    await window.page.get_by_test_id(f"person-{BROKER}").click()
    await expect(acting).to_contain_text("บัวเขียว", timeout=30_000)
    await expect(chosen).to_have_attribute("data-person", BROKER)
    await follow.click()
    await expect(follow).to_be_hidden()
    await expect(chosen).not_to_have_attribute("data-person", BROKER)
    await play.click()
    await expect(acting).to_be_empty()


async def test_a_day_and_a_week_pass_and_a_reminder_comes(premises: Premises) -> None:
    window = await premises.window()
    now = window.page.get_by_test_id("now")
    await begun(window)
    await window.choose(SOMSRI)
    await window.press("เริ่มตอบ")
    before = await window.texts("private")
    await expect(now).to_contain_text("5 ม.ค. 2570")
    await window.page.get_by_test_id("day").click()
    await expect(now).to_contain_text("6 ม.ค. 2570")
    await window.page.get_by_test_id("week").click()
    await expect(now).to_contain_text("13 ม.ค. 2570")
    await window.settled()
    new = (await window.texts("private"))[len(before) :]
    assert new, "nobody was reminded"
    days = await window.log("private").locator(".day").all_inner_texts()
    assert len(days) > 1
    assert await window.page.get_by_test_id(f"person-{BROKER}").is_visible()
