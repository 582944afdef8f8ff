"""The playground in a real browser: it stands at an address of this machine, and windows of Chromium open on it.

Whatever a window's console says, and every request that would leave the machine, fails the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from bot.channels.http import Server
from bot.play.browser.guard import guard
from bot.play.browser.routes import Routes
from bot.play.browser.serving import standing
from bot.play.browser.session import Playground
from tests.browser.window import Window, watched

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000
"""Milliseconds for anything to come that is waited for."""
WIDE, PHONE = (1440, 900), (390, 844)


def missing() -> str:
    """What these tests need and this machine has not; "" when all is there."""
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ImportError as error:
        return f"{error.name} is not installed"
    return "" if chromium() else "there is no chromium (apt-get install chromium, or CHROMIUM=path)"


def chromium() -> str:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them in one process, for they share the browser; none of them where there is none."""
    ours = [item for item in items if HERE in item.path.parents]
    without = missing() if ours else ""
    for item in ours:
        item.add_marker(pytest.mark.xdist_group("browser"))
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if without:
            item.add_marker(pytest.mark.skip(reason=f"no tests in a browser: {without}"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    async with async_playwright() as engine:
        found = await engine.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield found
        await found.close()


async def _well() -> str:
    return ""


@dataclass
class Premises:
    """A playground at an address, and the windows that look at it."""

    browser: Browser
    playground: Playground
    address: str
    server: Server
    closing: AsyncExitStack
    windows: list[Window] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    """Pieces of what a console may say in this test: a refusal is told there by Chromium itself."""

    async def window(self, size: tuple[int, int] = WIDE, **how: Any) -> Window:
        """Another browser, with nothing kept from the others. It shows the playground."""
        found = Window(await self.tab(size, **how), self.playground)
        self.windows.append(found)
        await found.open(self.address)
        return found

    async def tab(self, size: tuple[int, int] = WIDE, **how: Any) -> Page:
        """An empty page in a browser of its own."""
        width, height = size
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="th-TH",
            reduced_motion="reduce",
            **how,
        )
        self.closing.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE)
        watched(context, self.address, self.problems)
        return await context.new_page()

    async def line_down(self) -> None:
        """Nothing is heard at the address any more; what is played goes on."""
        await self.server.close()

    async def line_up(self) -> None:
        port = urlsplit(self.address).port or 0
        routes = Routes(self.playground)
        self.server = Server(alive=_well, ready=_well, routes=routes.all(), guards=(guard,), port=port)
        await self.server.start()
        self.closing.push_async_callback(self.server.close)
        self.closing.push_async_callback(routes.streams.close)

    def unexpected(self) -> list[str]:
        return [p for p in self.problems if not any(piece in p for piece in self.allowed)]


@pytest_asyncio.fixture(loop_scope="session")
async def premises(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Premises]:
    """`@pytest.mark.parametrize("premises", [{...}], indirect=True)` gives what `Playground` takes."""
    given: dict[str, Any] = {"short": True, "pace": 0.0, **getattr(request, "param", {})}
    playground = Playground(tmp_path / "play", **given)
    async with AsyncExitStack() as closing:
        server = await closing.enter_async_context(standing(playground, "127.0.0.1", 0))
        found = Premises(browser, playground, f"http://127.0.0.1:{server.port}", server, closing)
        yield found
    assert found.unexpected() == []
