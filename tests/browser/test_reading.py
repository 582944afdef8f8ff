"""What stays where it is while somebody reads, ticks or waits, and what of it still asks for a tap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.browser.acting import (
    BROKER,
    MOST_QUESTIONS,
    SOMSRI,
    begun,
    chosen,
    found,
    join,
    open_stage_one,
    partners,
)
from tests.browser.conftest import PHONE, WIDE, Premises
from tests.browser.window import Window, expect

if TYPE_CHECKING:
    from playwright.async_api import Locator

PAUSE = 5.0
"""Seconds after which what comes is no more a part of what came before."""
STILL = 1.0
"""Pixels."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""One pixel."""


async def top(element: Locator) -> float:
    box = await element.bounding_box()
    assert box
    return box["y"]


async def to_the_boxes(window: Window, who: str) -> None:
    """To the first question with boxes to tick."""
    await window.choose(who)
    await window.press("เริ่มตอบ")
    for _ in range(MOST_QUESTIONS):
        labels = await window.labels("private")
        if "☐" in "".join(labels):
            return
        if label := chosen(labels):
            await window.press(label)
        else:
            await window.say("น้ำประปาไม่พอใช้")
    raise AssertionError(await window.text("private"))


async def handed_in(premises: Premises) -> Window:
    """Stage 1 is answered by all; the broker is next."""
    window = await premises.window()
    await begun(window)
    playground = premises.playground
    for called in playground.players.representatives:
        await playground.troupe.answer(called)
    await playground.look()
    await window.choose(BROKER)
    return window


async def test_ticking_moves_nothing_and_says_nothing_twice(premises: Premises) -> None:
    window = await premises.window()
    await begun(window)
    await to_the_boxes(window, SOMSRI)
    rows = len(await window.texts("private"))
    boxes = window.last("private").locator(".tap[aria-pressed]")
    for place, pushed in ((0, 0), (1, 60)):  # at the end of the chat, and a little above it
        scroll = "(log, by) => { log.scrollTop = log.scrollHeight - log.clientHeight - by; }"
        await window.log("private").evaluate(scroll, pushed)
        before = await top(boxes.nth(place))
        await expect(boxes.nth(place)).to_have_attribute("aria-pressed", "false")
        async with window.page.expect_response("**/api/press"):
            await boxes.nth(place).click()
        await window.settled()
        await expect(boxes.nth(place)).to_have_attribute("aria-pressed", "true")
        await expect(boxes.nth(place)).to_be_focused()
        assert abs(await top(boxes.nth(place)) - before) <= STILL
    assert len(await window.texts("private")) == rows
    assert (await window.labels("private"))[0].startswith("☑")
    tree = await window.last("private").aria_snapshot()
    assert "[pressed]" in tree
    assert "☑" not in tree, "the box is read out beside the state"


async def test_buttons_above_the_last_answer_look_served(premises: Premises) -> None:
    window = await premises.window()
    await begun(window)
    await to_the_boxes(window, SOMSRI)
    served = window.log("private").locator(".spent .tap")
    assert await served.count() > 0
    new = window.last("private").locator(".tap").first
    look = "(e) => { const s = getComputedStyle(e); return [s.color, s.borderColor, s.fontWeight]; }"
    old, fresh = await served.last.evaluate(look), await new.evaluate(look)
    assert all(a != b for a, b in zip(old, fresh, strict=True)), (old, fresh)
    assert await window.log("group").locator(".spent").count() == 0  # an invitation is for whoever comes


async def test_news_that_is_taller_than_the_pane_is_read_from_its_beginning(premises: Premises) -> None:
    onlooker = await premises.window()  # who moves nothing
    window = await handed_in(premises)
    log = window.log("group")
    await window.press("ปิดรอบและดูร่าง")
    rows = await log.locator("article.row").count()
    await asyncio.sleep(PAUSE)
    await window.press("เผยแพร่ให้กลุ่ม")
    for each in (window, onlooker):
        await each.settled()
        news = each.log("group").locator("article.row").nth(rows)
        await expect(news).to_be_in_viewport()
        box = await each.log("group").bounding_box()
        assert box
        assert abs(await top(news) - box["y"]) < 40, "it does not begin at the top"
    newest = window.page.get_by_test_id("group-newest")
    await newest.click()
    await expect(newest).to_be_hidden()
    await expect(window.last("group").locator(".foot")).to_be_in_viewport()
    for number in range(8):  # and from here on the chat is followed again
        await window.say(f"ขอบคุณ {number}", "group")
    await expect(window.last("group")).to_be_in_viewport()


async def test_a_picture_and_a_file_go_to_the_bot(premises: Premises) -> None:
    window = await premises.window()
    premises.allowed.append("400")
    await begun(window)
    await to_the_boxes(window, SOMSRI)
    attach = window.page.get_by_test_id("private-attach")
    await expect(window.page.get_by_test_id("group-attach")).to_be_hidden()
    for name, kind, data in (("บ้าน.png", "image/png", PNG), ("ผลสำรวจ (1).pdf", "application/pdf", b"%PDF-1.7")):
        async with window.page.expect_file_chooser() as choosing:
            await attach.click()
        async with window.page.expect_response("**/api/send*"):
            await (await choosing.value).set_files({"name": name, "mimeType": kind, "buffer": data})
        await window.settled()
    sent = window.log("private").locator("article.row.own")
    await expect(sent.locator(".picture img")).to_have_attribute("alt", "บ้าน.png")
    size = "(image) => image.decode().then(() => image.naturalWidth)"
    assert await sent.locator(".picture img").evaluate(size) == 1
    await expect(sent.locator(".file")).to_contain_text("ผลสำรวจ 1.pdf")
    assert "แนบไว้กับคำตอบข้อนี้แล้ว: ผลสำรวจ 1.pdf" in await window.text("private")
    assert "แนบแล้ว 2 ไฟล์" in await window.text("private")


async def test_a_reload_keeps_what_is_unread(premises: Premises) -> None:
    window, other = await premises.window(), await premises.window()
    await found(window)
    await other.choose("p4")
    await other.say("/start")
    mark = window.page.get_by_test_id("person-p4").locator(".unread")
    await expect(mark).to_be_visible()
    unread = await mark.inner_text()
    await window.page.reload()
    await window.settled()
    assert await mark.inner_text() == unread
    await window.choose("p4")
    await expect(mark).to_have_count(0)
    await window.choose(BROKER)
    await window.page.reload()
    await window.settled()
    await expect(window.page.locator("#people .unread")).to_have_count(0)


async def test_marks_beyond_the_edge_do_not_widen_a_phone(premises: Premises) -> None:
    phone, desk = await premises.window(PHONE), await premises.window(WIDE)
    last = (await phone.people())[-1]
    await desk.choose(last)
    await desk.say("/start")
    await expect(phone.page.get_by_test_id(f"person-{last}").locator(".unread")).to_be_attached()
    wide = await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "it can be pushed sideways"


async def test_names_are_read_whole_on_a_tablet(premises: Premises) -> None:
    window = await premises.window((900, 800))
    cut = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"
    assert await window.page.locator("#people .person small").evaluate_all(cut) == []
    last = window.page.locator("#people .chip").last
    await expect(last).to_be_in_viewport(ratio=1)


async def test_words_are_not_broken_where_the_browser_would(premises: Premises) -> None:
    window = await premises.window(PHONE)
    word = window.log("group").locator(".whole").first
    await expect(word).to_have_text("ขั้นตอน")
    assert await word.evaluate("(word) => word.getClientRects().length") == 1


async def test_the_broker_is_told_what_comes_next_once_everybody_has_joined(premises: Premises) -> None:
    window = await premises.window()
    hint = window.page.get_by_test_id("hint")
    await expect(hint).to_contain_text("นงนุช")
    await found(window)
    for who in await partners(window):
        await expect(hint).to_contain_text("ผู้แทนทีละคน")
        await join(window, who)
    await expect(hint).to_contain_text("ขั้นตอนทั้ง ๑๒")
    await open_stage_one(window)
    await expect(hint).to_be_hidden()


async def test_a_link_and_its_arrow_stand_in_one_line(premises: Premises) -> None:
    window = await premises.window()
    await found(window)
    await window.say("/board")
    arrow = window.last("private").locator("a.tap .away")
    await expect(arrow).to_be_visible()
    around, box = await arrow.locator("..").bounding_box(), await arrow.bounding_box()
    assert around
    assert box
    assert around["height"] < 1.5 * box["height"], "the arrow stands below"
