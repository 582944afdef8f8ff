"""A window that is loaded again, several windows, a phone."""

from __future__ import annotations

import asyncio

from tests.browser.acting import BROKER, SOMSRI, begun, found, join
from tests.browser.conftest import PHONE, Premises
from tests.browser.window import expect

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


async def test_what_was_missed_while_the_line_was_lost_comes(premises: Premises) -> None:
    away, here = await premises.window(), await premises.window()
    premises.allowed.append("ERR_INTERNET_DISCONNECTED")
    await away.page.context.set_offline(True)
    await here.say("ระหว่างที่สายขาด", "group")
    await asyncio.sleep(0.3)
    assert "ระหว่างที่สายขาด" in await here.text("group")
    await away.page.context.set_offline(False)
    await away.settled()
    assert await away.bubbles() == await here.bubbles()


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


async def test_a_chat_stays_at_its_end_whatever_grows_there(premises: Premises) -> None:
    """Pictures arrive after the words; a phone shows the other tab meanwhile."""
    phone, desk = await premises.window(PHONE), await premises.window()
    await begun(desk)
    await phone.settled()
    for tab in ("private", "group"):
        await phone.page.get_by_test_id(f"tab-{tab}").click()
    for window in (phone, desk):
        pictures = window.log("group").locator(".picture img")
        assert await pictures.count() > 0
        assert await pictures.evaluate_all(KEPT) == []
        await expect(window.last("group").locator(".tap").last).to_be_in_viewport()
        await expect(window.page.get_by_test_id("group-newest")).to_be_hidden()


async def test_a_tap_in_the_group_leads_a_phone_to_the_private_chat(premises: Premises) -> None:
    phone = await premises.window(PHONE)
    await phone.press("ตั้งภาคี", "group")
    await expect(phone.log("private")).to_be_visible()
    await expect(phone.last("private")).to_be_in_viewport()
