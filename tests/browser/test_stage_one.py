"""Somebody plays the broker and three partners by clicking and typing, to the summary in the group."""

from __future__ import annotations

from tests.browser.acting import BROKER, answer, begun, partners
from tests.browser.conftest import Premises


async def test_stage_one_is_played_to_the_summary_with_a_picture(premises: Premises) -> None:
    window = await premises.window()
    await begun(window)
    for who in await partners(window):
        await answer(window, who)
    await window.choose(BROKER)
    await window.press("ปิดรอบและดูร่าง")
    await window.press("เผยแพร่ให้กลุ่ม")
    text = await window.text("group")
    assert "แนวคิดโครงการร่วม" in text
    for who in await partners(window):
        assert f"คำตอบของ {who}" in text
    picture = window.log("group").locator(".picture img").last
    await picture.wait_for()
    await picture.scroll_into_view_if_needed()
    await window.page.wait_for_function("() => [...document.querySelectorAll('#group .picture img')].at(-1).complete")
    assert await picture.evaluate("(image) => image.naturalWidth") > 300
    assert await picture.get_attribute("alt")
