"""A window that is loaded again, several windows, a phone."""

from __future__ import annotations

import pytest

from tests.browser.acting import BROKER, SOMSRI, begun, found, join
from tests.browser.conftest import PHONE, Premises
from tests.browser.window import Window, expect

KEPT = """(images) => {
  const wrong = (image) => {
    const { width, height } = image.getBoundingClientRect();
    image.src = "";
    const without = image.getBoundingClientRect();
    return Math.abs(without.width - width) > 1 || Math.abs(without.height - height) > 1 || width < 100;
  };
  return images.filter(wrong).map((image) => image.alt);
}"""
"""Pictures that take another room once they are fetched than before; it takes them away."""


async def test_loaded_again_in_the_middle_nothing_is_lost(premises: Premises) -> None:
    window = await premises.window()
    await found(window)
    await window.say("กลุ่มนี้เริ่มแล้ว", "group")
    before = await window.bubbles()
    await window.page.reload()
    await window.settled()
    await window.choose(BROKER)
    assert await window.bubbles() == before
    await join(window, SOMSRI)  # and it goes on
    await expect(window.page.get_by_test_id(f"person-{SOMSRI}")).to_have_class("chip")  # not "outside" any more


async def test_two_windows_show_the_same(premises: Premises) -> None:
    left, right = await premises.window(), await premises.window()
    await found(left)
    await right.say("สวัสดีจากหน้าต่างที่สอง", "group")
    await left.settled()
    await right.settled()
    assert await left.bubbles() == await right.bubbles()
    assert "สวัสดีจากหน้าต่างที่สอง" in await left.text("group")


@pytest.mark.parametrize("anew", [False, True])
async def test_what_was_missed_while_the_line_was_lost_comes(premises: Premises, anew: bool) -> None:
    away = await premises.window()
    before = await away.texts("group")
    premises.allowed.append("net::ERR_")
    await premises.line_down()
    if anew:
        await premises.playground.anew("th", short=True)
    await premises.playground.say(BROKER, "group", "ระหว่างที่สายขาด")
    await expect(away.page.get_by_test_id("status")).to_contain_text("ยังเชื่อมต่อกับสนามทดลองไม่ได้")
    assert await away.texts("group") == before
    await premises.line_up()
    await away.settled()
    assert await away.texts("group") == [*before, "ระหว่างที่สายขาด"]
    await expect(away.page.get_by_test_id("status")).not_to_contain_text("ยังเชื่อมต่อกับสนามทดลองไม่ได้")


async def test_many_windows_of_one_browser(premises: Premises) -> None:
    """A browser holds six connections to a host; what is said in the seventh window comes to all."""
    first = await premises.window()
    windows = [first]
    for _ in range(6):
        windows.append(Window(await first.page.context.new_page(), premises.playground))
        await windows[-1].open(premises.address)
    for window in (windows[-1], first):
        await window.choose(BROKER)
        await window.say("ได้ยินกันทุกหน้าต่างไหม", "group")
    for window in windows:
        await window.settled()
        assert (await window.texts("group")).count("ได้ยินกันทุกหน้าต่างไหม") == 2
    await first.page.close()  # its place is free for another
    await windows[-1].say("ปิดไปหนึ่งหน้าต่าง", "group")
    for window in windows[1:]:
        await window.settled()


async def test_what_is_not_answered_at_once_is_asked_for_again(premises: Premises) -> None:
    premises.allowed.append("net::ERR_")
    page = await premises.tab()
    for address in ("**/api/words*", "**/api/state"):
        await page.route(address, lambda route: route.abort(), times=1)
    await Window(page, premises.playground).open(premises.address)
    await expect(page.get_by_test_id("play")).to_contain_text("เล่นให้ดู")


async def test_on_a_phone_tabs_and_marks_tell_where_something_came(premises: Premises) -> None:
    phone, desk = await premises.window(PHONE), await premises.window()
    group, private = phone.page.get_by_test_id("tab-group"), phone.page.get_by_test_id("tab-private")
    await expect(phone.log("group")).to_be_visible()
    await expect(phone.log("private")).to_be_hidden()
    await found(desk)
    await phone.settled()
    await expect(private.locator(".unread")).to_be_visible()
    await expect(private).to_have_attribute("aria-pressed", "false")
    await private.click()
    await expect(phone.log("private")).to_be_visible()
    await expect(phone.log("group")).to_be_hidden()
    await expect(private.locator(".unread")).to_have_count(0)
    await desk.choose(SOMSRI)
    await desk.say("มีใครอยู่ไหม", "group")
    await expect(group.locator(".unread")).to_contain_text("1")
    await group.click()
    await expect(group.locator(".unread")).to_have_count(0)
    await desk.say("/start")
    await expect(phone.page.get_by_test_id(f"person-{SOMSRI}").locator(".unread")).to_be_visible()
    wide = await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "it can be pushed sideways"


async def to_the_end(window: Window) -> None:
    """By the button, or by scrolling where the news goes on but little below and no button lies over it. That is known
    once what came has been drawn, with the next frame."""
    newest = window.page.get_by_test_id("group-newest")
    await window.page.evaluate("() => new Promise((then) => requestAnimationFrame(() => setTimeout(then, 100)))")
    if await newest.is_visible():
        await newest.click()
    else:
        await window.log("group").evaluate("(log) => { log.scrollTop = log.scrollHeight; }")
    await expect(newest).to_be_hidden()
    await expect(window.last("group").locator(".tap").last).to_be_in_viewport()


async def test_a_chat_stays_at_its_end_whatever_grows_there(premises: Premises) -> None:
    """Pictures arrive after the words; a phone shows the other tab meanwhile. News that is taller than the pane is
    read from its beginning (test_reading.py); its end is one tap away."""
    phone, desk = await premises.window(PHONE), await premises.window()
    await begun(desk)
    await phone.settled()
    for tab in ("private", "group"):
        await phone.page.get_by_test_id(f"tab-{tab}").click()
    for window in (phone, desk):
        pictures = window.log("group").locator(".picture img")
        assert await pictures.count() > 0
        await to_the_end(window)
        assert await pictures.evaluate_all(KEPT) == []
        await expect(window.last("group").locator(".tap").last).to_be_in_viewport()
        await expect(window.page.get_by_test_id("group-newest")).to_be_hidden()


async def test_a_tap_in_the_group_leads_a_phone_to_the_private_chat(premises: Premises) -> None:
    phone = await premises.window(PHONE)
    await phone.press("ตั้งภาคี", "group")
    await expect(phone.log("private")).to_be_visible()
    await expect(phone.last("private")).to_be_in_viewport()
