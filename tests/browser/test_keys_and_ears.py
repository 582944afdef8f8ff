"""By keyboard alone; and what axe-core finds: contrasts, names of controls, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.acting import BROKER, SOMSRI, begun
from tests.browser.conftest import PHONE, WIDE, Premises
from tests.browser.window import Window, expect

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

MOST_TABS = 60


async def reach(window: Window, to: Locator) -> None:
    """Press the Tab key until it has the focus, and see that one sees where one is."""
    for _ in range(MOST_TABS):
        await window.page.keyboard.press("Tab")
        if await to.evaluate("(element) => element === document.activeElement"):
            outline = await to.evaluate("(e) => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth")
            assert outline not in ("none0px", "none3px"), "the focus is not to be seen"
            return
    raise AssertionError(f"not reached: {to}")


async def test_everything_goes_by_the_keyboard_alone(premises: Premises) -> None:
    window = await premises.window()
    keys = window.page.keyboard
    await reach(window, window.page.get_by_test_id(f"person-{SOMSRI}"))
    await keys.press("Enter")
    await expect(window.page.get_by_test_id(f"person-{SOMSRI}")).to_have_attribute("aria-pressed", "true")
    await expect(window.page.get_by_test_id(f"person-{SOMSRI}")).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Space")
    await expect(window.page.get_by_test_id(f"person-{BROKER}")).to_have_attribute("aria-pressed", "true")
    await reach(window, window.button("ตั้งภาคี", "group"))
    async with window.page.expect_response("**/api/press"):
        await keys.press("Enter")
    await window.settled()
    assert await window.labels("private")
    await reach(window, window.page.get_by_test_id("private-text"))
    await keys.type("ภาคีของเรา")
    await keys.press("Shift+Enter")
    await keys.type("สองบรรทัด")
    async with window.page.expect_response("**/api/say"):
        await keys.press("Enter")
    await window.settled()
    assert "ภาคีของเรา\nสองบรรทัด" in await window.text("private")
    more, dialog = window.page.get_by_test_id("more"), window.page.get_by_test_id("further")
    await reach(window, more)
    await keys.press("Enter")
    await expect(dialog).to_be_visible()
    assert await dialog.evaluate("(one) => one.contains(document.activeElement)")
    await keys.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(more).to_be_focused()


async def test_places_where_something_is_said_are_there_before_it_is(premises: Premises) -> None:
    """A live region that comes into the page together with its first words is not read out."""
    window = await premises.window()
    places = window.page.locator("[role=status]")
    assert await places.count() > 4
    hidden = "(all) => all.filter((one) => getComputedStyle(one).display === 'none').map((one) => one.dataset.testid)"
    assert await places.evaluate_all(hidden) == []
    box = await window.page.locator("#status-row").bounding_box()
    assert box is not None
    assert box["height"] == 0, "nothing is said, but it takes room"


async def complaints(page: Page) -> list[str]:
    """What axe-core finds, with where."""
    from axe_playwright_python.async_playwright import Axe

    results: Any = await Axe().run(page)
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for one in results.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(premises: Premises, scheme: str) -> None:
    """At the start, in a stage with buttons, with each dialog open, and on the broker's page; wide and narrow."""
    found_at: dict[str, list[str]] = {}
    wide = await premises.window(WIDE, color_scheme=scheme)
    phone = await premises.window(PHONE, color_scheme=scheme)
    for name, window in (("wide", wide), ("phone", phone)):
        assert await window.page.locator("html").get_attribute("data-theme") == scheme
        found_at[f"start {name}"] = await complaints(window.page)
    await begun(wide)
    await wide.choose(SOMSRI)
    await wide.press("เริ่มตอบ")
    await wide.say("น้ำประปาไม่พอ")
    await phone.page.get_by_test_id("tab-private").click()
    await phone.choose(SOMSRI)
    for name, window in (("wide", wide), ("phone", phone)):
        assert await window.labels("private")
        found_at[f"stage {name}"] = await complaints(window.page)
        if window is phone:
            await window.page.get_by_test_id("menu").click()
            found_at["menu"] = await complaints(window.page)
        for opener, dialog in (("more", "further"), ("anew", "begin"), ("add-organisation", "newcomer")):
            if not await window.page.get_by_test_id(opener).is_visible():
                await window.page.get_by_test_id("menu").click()
            await window.page.get_by_test_id(opener).click()
            await expect(window.page.get_by_test_id(dialog)).to_be_visible()
            found_at[f"{dialog} {name}"] = await complaints(window.page)
            await window.page.keyboard.press("Escape")
    for name, size in (("wide", WIDE), ("phone", PHONE)):
        page = await premises.tab(size, color_scheme=scheme)
        await page.goto(f"{premises.address}/api/board")
        found_at[f"door {name}"] = await complaints(page)
        await page.get_by_role("button").click()
        await page.wait_for_url("**/board")
        found_at[f"broker's page {name}"] = await complaints(page)
    assert {where: found for where, found in found_at.items() if found} == {}
