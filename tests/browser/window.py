"""One window, and what a person does in it: click, type, look. Nothing here asks the server behind the page's back,
but for how far the playground has come, so that a test waits no longer than needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.play.browser.session import Playground

try:
    from playwright.async_api import expect
except ImportError:  # then nothing here runs (conftest.py)
    expect = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request

SHOWN = """([group, own]) => {
  const newest = (name) => Math.max(0, ...[...document.querySelectorAll(`#${name} .row`)].map((row) => row.order ?? 0));
  return !document.querySelector('[aria-busy="true"]') && newest("group") >= group && newest("private") >= own;
}"""
"""Whether both chats show all that there is, and nothing is on its way. `order` is the page's own mark on a row."""
CHOSEN = '#people [aria-pressed="true"]'


class Window:
    def __init__(self, page: Page, playground: Playground) -> None:
        self.page = page
        self._playground = playground

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await self.page.locator(CHOSEN).wait_for(state="attached")
        await self.settled()

    async def settled(self) -> None:
        """All that has been said stands on the screen."""
        own = await self.page.locator(CHOSEN).get_attribute("data-person")
        orders = [self._newest("group"), self._newest(own or "")]
        await self.page.wait_for_function(SHOWN, arg=orders)

    def _newest(self, chat: str) -> int:
        here = (b["order"] for b in self._playground.journal.newer(0) if b["chat"] == chat)
        return max(here, default=0)

    # ── what is seen ─────────────────────────────────────────────────────────

    def log(self, chat: str) -> Locator:
        return self.page.get_by_test_id(f"{chat}-log")

    def last(self, chat: str) -> Locator:
        """The newest message."""
        return self.log(chat).locator("article.row").last

    async def texts(self, chat: str) -> list[str]:
        return await self.log(chat).locator("article.row .text").all_inner_texts()

    async def text(self, chat: str) -> str:
        return "\n".join(await self.texts(chat))

    async def labels(self, chat: str) -> list[str]:
        """Of the buttons below the newest message."""
        return await self.last(chat).locator(".tap").all_inner_texts()

    async def bubbles(self) -> list[tuple[str, str]]:
        """Of both chats: which they are and all that stands in them."""
        found: list[list[str]] = await self.page.evaluate(
            "() => [...document.querySelectorAll('article.row')].map((r) => [r.dataset.bubble, r.innerText])"
        )
        return [(bubble, text) for bubble, text in found]

    async def people(self) -> list[str]:
        found: list[str] = await self.page.locator("#people [data-person]").evaluate_all(
            "(all) => all.map((one) => one.dataset.person)"
        )
        return found

    def button(self, label: str, chat: str = "private") -> Locator:
        words = re.compile(re.escape(label))
        rows = self.log(chat).locator("article.row").filter(has=self.page.locator(".tap", has_text=words))
        return rows.last.locator(".tap", has_text=words).first

    # ── what is done ─────────────────────────────────────────────────────────

    async def choose(self, who: str) -> None:
        await self.page.get_by_test_id(f"person-{who}").click()
        await self.settled()

    async def press(self, label: str, chat: str = "private") -> None:
        """The first button with these words in the newest message that has one, clicked."""
        button = self.button(label, chat)
        assert await button.count(), f"{label}: {(await self.texts(chat))[-2:]}"
        async with self.page.expect_response("**/api/press"):
            await button.click()
        await self.settled()

    async def say(self, text: str, chat: str = "private") -> None:
        field = self.page.get_by_test_id(f"{chat}-text")
        await field.fill(text)
        async with self.page.expect_response("**/api/say"):
            await field.press("Enter")
        await self.settled()


def watched(context: BrowserContext, address: str, problems: list[str]) -> None:
    """What a console says, what a script throws, and what is asked of anybody else."""
    here = urlsplit(address).netloc

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(f"console: {message.text} {message.location.get('url', '')}")

    def asked(request: Request) -> None:
        found = urlsplit(request.url)
        if found.scheme not in ("data", "blob", "about") and found.netloc != here:
            problems.append(f"asked elsewhere: {request.url}")

    def thrown(error: Any) -> None:
        problems.append(f"thrown: {error.error}")

    context.on("console", said)
    context.on("request", asked)
    context.on("weberror", thrown)


__all__ = ["Window", "expect", "watched"]
