"""What opens above the page: a set of questions, somebody new, beginning anew, a picture in large; and a date."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import questionnaire
from tests.browser.acting import BROKER, SOMSRI, begun, found
from tests.browser.conftest import Premises
from tests.browser.window import Window, expect

if TYPE_CHECKING:
    from playwright.async_api import FilePayload

LATE = 0.5
"""Seconds."""
TITLE, OTHER_TITLE = "กำหนดขอบเขตงาน", "มองด้วยกัน"


def stage_files(was: str = "", now: str = "") -> list[FilePayload]:
    return [
        {"name": path.name, "mimeType": "application/toml", "buffer": text.replace(was, now).encode()}
        for path in sorted(questionnaire.PACKAGED.glob("*.toml"))
        for text in (path.read_text(encoding="utf-8"),)
    ]


async def bring(window: Window, files: list[FilePayload]) -> None:
    async with window.page.expect_response("**/api/questions*"):
        await window.page.get_by_test_id("files").set_input_files(files)


async def test_a_broken_set_is_told_what_to_mend_and_a_right_one_is_played(premises: Premises) -> None:
    window = await premises.window()
    await found(window)
    before = await window.bubbles()
    await window.page.get_by_test_id("more").click()
    await bring(window, stage_files('kind = "text"', 'kind = "tekst"'))
    problems = window.page.get_by_test_id("problems").locator("li")
    await expect(problems.first).to_contain_text(re.compile(r"\.toml"))
    await expect(problems.first).to_contain_text("tekst")
    await expect(window.page.get_by_test_id("questions-said")).to_contain_text("แก้")
    assert await window.bubbles() == before
    use, said = window.page.get_by_test_id("use-questions"), window.page.get_by_test_id("questions-said")
    await expect(use).to_be_hidden()
    await bring(window, stage_files(TITLE, OTHER_TITLE))
    await expect(said).to_contain_text("ไม่มีที่ต้องแก้")
    await expect(problems).to_have_count(0)
    assert await window.bubbles() == before, "it began anew without being asked"
    chosen = "(input) => [...input.files].map((file) => file.name)"
    assert "clauses.toml" in await window.page.get_by_test_id("files").evaluate(chosen)  # as the browser shows them
    await use.click()
    await expect(said).to_contain_text("เริ่มใหม่ด้วยชุดคำถามนี้แล้ว")
    await expect(use).to_be_hidden()
    await window.page.get_by_test_id("further-close").click()
    await window.settled()
    assert len(await window.texts("group")) == 2
    await found(window)
    await window.press("ขั้นตอนทั้ง ๑๒")
    assert OTHER_TITLE in " ".join(await window.labels("private"))
    await window.page.get_by_test_id("more").click()
    before = await window.bubbles()
    await window.page.get_by_test_id("own-questions").click()
    await expect(said).to_contain_text("บันทึกบทสนทนา")
    assert await window.bubbles() == before, "it began anew without being asked"
    await use.click()
    await expect(window.page.get_by_test_id("own-questions")).to_be_hidden()


async def test_the_set_that_is_played_is_saved_and_brought_again(premises: Premises, tmp_path: Path) -> None:
    window = await premises.window()
    await window.page.get_by_test_id("more").click()
    async with window.page.expect_download() as saving:
        await window.page.get_by_test_id("save-questions").click()
    found = await saving.value
    path = tmp_path / found.suggested_filename
    await found.save_as(path)
    assert path.suffix == ".xlsx"
    async with window.page.expect_response("**/api/questions*"):
        await window.page.get_by_test_id("files").set_input_files(path)
    await expect(window.page.get_by_test_id("questions-said")).to_contain_text("ไม่มีที่ต้องแก้")


async def test_a_new_organisation_comes_in(premises: Premises) -> None:
    window = await premises.window()
    premises.allowed.append("409")
    await window.page.get_by_test_id("add-organisation").click()
    await window.page.get_by_test_id("newcomer-organisation").fill("มูลนิธิน้ำใส")
    await window.page.get_by_test_id("newcomer-name").fill("อรุณ")
    await window.page.get_by_test_id("newcomer-add").click()
    await expect(window.page.get_by_test_id("newcomer-said")).to_contain_text("คำเชิญ")  # nobody founded anything yet
    await window.page.get_by_test_id("newcomer-cancel").click()
    await found(window)
    await window.page.get_by_test_id("add-organisation").click()
    await window.page.get_by_test_id("newcomer-organisation").fill("มูลนิธิน้ำใส")
    await window.page.get_by_test_id("newcomer-name").fill("อรุณ")
    await window.page.get_by_test_id("newcomer-add").click()
    await expect(window.page.get_by_test_id("newcomer")).to_be_hidden()
    await expect(window.page.locator('#people [aria-pressed="true"]')).to_contain_text("มูลนิธิน้ำใส")
    await window.settled()
    assert "มูลนิธิน้ำใส" in await window.text("private")


async def test_a_newcomer_is_played_although_the_page_hears_of_them_late(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to who added them may be there before the state that tells of them."""
    window = await premises.window()
    await found(window)
    journal = premises.playground.journal
    tell = journal.state_changed
    monkeypatch.setattr(journal, "state_changed", lambda: asyncio.get_running_loop().call_later(LATE, tell))
    await window.page.get_by_test_id("add-organisation").click()
    await window.page.get_by_test_id("newcomer-organisation").fill("มูลนิธิน้ำใส")
    await window.page.get_by_test_id("newcomer-name").fill("อรุณ")
    await window.page.get_by_test_id("newcomer-add").click()
    await expect(window.page.locator('#people [aria-pressed="true"]')).to_contain_text("อรุณ")


async def test_it_begins_anew_in_another_language(premises: Premises) -> None:
    window, other = await premises.window(), await premises.window()
    await found(window)
    await other.choose(SOMSRI)
    await window.page.get_by_test_id("anew").click()
    async with window.page.expect_download():  # what would be lost can be saved from here
        await window.page.get_by_test_id("begin-transcript").click()
    await window.page.get_by_test_id("begin-language").select_option("en")
    await window.page.get_by_test_id("begin-yes").click()
    for each in (window, other):
        await expect(each.page.get_by_test_id("anew")).to_have_text("Begin anew")
        await expect(each.page.locator("html")).to_have_attribute("lang", "en")
        await each.settled()
        assert len(await each.texts("group")) == 2
        assert await each.texts("private") == []
        broker = each.page.get_by_test_id(f"person-{BROKER}")
        await expect(broker).to_have_attribute("aria-pressed", "true")  # who is to act first


async def test_whoever_cannot_set_it_up_is_told_who_can(premises: Premises) -> None:
    window = await premises.window()
    premises.allowed.append("409")
    await window.choose(SOMSRI)
    await window.press("ตั้งภาคี", "group")
    await expect(window.page.get_by_test_id("group-status")).to_contain_text("นงนุช")
    assert await window.texts("private") == []


async def test_the_transcript_is_saved(premises: Premises) -> None:
    window = await premises.window()
    await found(window)
    await window.page.get_by_test_id("more").click()
    async with window.page.expect_download() as saving:
        await window.page.get_by_test_id("transcript").click()
    path = await (await saving.value).path()
    assert "ให้ทุกบ้านมีน้ำใส" in path.read_text(encoding="utf-8")


async def test_a_date_is_picked_with_what_the_browser_has_for_it(premises: Premises) -> None:
    window = await premises.window()
    await begun(window)
    await window.choose(BROKER)
    await window.press("อื่น")
    await window.press("กำหนดวัน")
    row = window.last("private")
    await row.locator(".tap[aria-expanded]").first.click()
    picker = row.locator('input[type="date"]').first
    await expect(picker).to_be_focused()
    await picker.fill("2027-01-20")
    async with window.page.expect_response("**/api/press"):
        await row.locator(".dating button").first.click()
    await window.settled()
    assert "20 ม.ค. 2570" in await window.text("private") or "20 มกราคม 2570" in await window.text("private")
    assert SOMSRI in await window.people()
