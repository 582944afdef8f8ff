"""The broker's page from the playground: by a personal link, in one browser, for a while."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.acting import BROKER, found
from tests.browser.conftest import Premises
from tests.browser.window import Window, expect

if TYPE_CHECKING:
    from playwright.async_api import Page

CLOSED = "เปิดหน้านี้ไม่ได้"


async def door(window: Window) -> Page:
    """The page of a fresh link, as the playground opens it."""
    async with window.page.expect_popup() as opened:
        await window.page.get_by_test_id("board").click()
    page = await opened.value
    await page.wait_for_load_state()
    return page


async def test_the_link_opens_the_page_once_and_in_one_browser(premises: Premises) -> None:
    window = await premises.window()
    await expect(window.page.get_by_test_id("board")).to_be_hidden()
    await found(window)
    page = await door(window)
    link = page.url
    assert re.search(r"/board/[\w-]{22}$", link)
    await page.get_by_role("button").click()
    await expect(page).to_have_url(f"{premises.address}/board")
    await expect(page.get_by_role("heading", level=1)).to_have_text("ภาคีน้ำสะอาดบ้านดง")
    premises.allowed += ["404", "403"]
    stranger = await premises.tab()
    await stranger.goto(f"{premises.address}/board")
    await expect(stranger.locator("body")).to_contain_text(CLOSED)
    await stranger.goto(link)
    await expect(stranger.locator("body")).not_to_contain_text("บ้านดง")
    await stranger.get_by_role("button").click()
    await expect(stranger.locator("body")).to_contain_text(CLOSED)
    await expect(stranger.locator("body")).not_to_contain_text("บ้านดง")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("ภาคีน้ำสะอาดบ้านดง")


@pytest.mark.parametrize("opened", [False, True])
async def test_when_its_time_is_over_it_is_closed(premises: Premises, opened: bool) -> None:
    """A day is more than the minutes of a link and the hours of a page."""
    window = await premises.window()
    await found(window)
    page = await door(window)
    if opened:
        await page.get_by_role("button").click()
        await page.wait_for_url("**/board")
    await window.page.get_by_test_id("day").click()
    await expect(window.page.get_by_test_id("now")).to_contain_text("6 ม.ค. 2570")
    premises.allowed += ["404", "403"]
    await page.reload()
    await expect(page.locator("body")).to_contain_text(CLOSED)


async def test_the_broker_closes_it_from_the_chat(premises: Premises) -> None:
    window = await premises.window()
    await found(window)
    page = await door(window)
    await page.get_by_role("button").click()
    await page.wait_for_url("**/board")
    await window.choose(BROKER)
    await window.say("/board")
    await window.press("ยกเลิกลิงก์ทั้งหมด")
    premises.allowed += ["404", "403"]
    await page.reload()
    await expect(page.locator("body")).to_contain_text(CLOSED)
