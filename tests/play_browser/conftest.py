"""A playground that stands at an address of this machine, and a browser's way to it without a browser."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.play.browser.serving import standing
from bot.play.browser.session import Playground

BROKER, SOMSRI = "p1", "p2"
QUICK = 0.0
"""The example plays as fast as it can."""
PATIENCE = 60.0


@dataclass
class Window:
    """One window: what it has read, and what is done in it."""

    client: aiohttp.ClientSession
    address: str
    playground: Playground
    bubbles: dict[str, dict[str, Any]] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)
    begun_anew: int = 0
    state: dict[str, Any] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> aiohttp.ClientResponse:
        return await self.client.get(self.address + path, headers=headers)

    async def json(self, path: str) -> Any:
        return await (await self.get(path)).json()

    async def post(self, path: str, **asked: object) -> tuple[int, dict[str, Any]]:
        headers = {"X-Phakhi": "1", "Origin": self.address}
        async with self.client.post(f"{self.address}/api/{path}", json=asked, headers=headers) as response:
            return response.status, await response.json()

    async def done(self, path: str, **asked: object) -> dict[str, Any]:
        """The same, where it is to succeed; then everything is read anew."""
        status, said = await self.post(path, **asked)
        assert status == 200, said
        assert said["ok"]
        await self.read()
        return said

    async def read(self, since: int = 0) -> None:
        """What stands in the chats now."""
        last = (await self.json("/api/state"))["last"]
        self.state, newest = {}, since
        async with self.client.get(f"{self.address}/api/stream?since={since}") as response:
            async for name, data in events(response):
                self._take(name, data)
                newest = max(newest, data["order"] if name == "bubble" else 0)
                if self.state and newest >= last:
                    return

    def _take(self, name: str, data: Any) -> None:
        if name == "bubble":
            self.bubbles[data["id"]] = data
            self.orders.append(data["order"])
        elif name == "state":
            self.state = data
        elif name == "begun_anew":
            self.begun_anew += 1
            self.bubbles.clear()

    def chat(self, chat: str) -> list[dict[str, Any]]:
        """Bubbles from the top to the bottom."""
        here = (b for b in self.bubbles.values() if b["chat"] == chat)
        return sorted(here, key=lambda bubble: int(bubble["first"]))

    def text(self, chat: str) -> str:
        return "\n".join(text_of(bubble) for bubble in self.chat(chat))

    async def press(self, who: str, label: str, chat: str = "", date: str = "") -> dict[str, Any]:
        """The newest button whose label has these words."""
        for bubble in reversed(self.chat(chat or who)):
            for button in (b for row in bubble["buttons"] for b in row):
                if label in button["label"]:
                    asked = {"date": date} if date else {}
                    return await self.done("press", who=who, bubble=bubble["id"], n=button["n"], **asked)
        raise AssertionError(f"{label}: {self.chat(chat or who)[-1:]}")

    async def say(self, who: str, text: str, chat: str = "private") -> None:
        await self.done("say", who=who, chat=chat, text=text)


def text_of(bubble: dict[str, Any]) -> str:
    return "".join(text for text, _ in bubble["spans"])


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


@asynccontextmanager
async def window(folder: Path, **given: Any) -> AsyncIterator[Window]:
    playground = Playground(folder, pace=given.pop("pace", QUICK), **given)
    async with standing(playground, "127.0.0.1", 0) as server:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(
            timeout=timeout, read_bufsize=2**22, cookie_jar=aiohttp.CookieJar(unsafe=True)
        ) as client:
            found = Window(client, f"http://127.0.0.1:{server.port}", playground)
            await found.read()
            yield found


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Window]:
    async with window(tmp_path / "play") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Window]:
    async with window(tmp_path_factory.mktemp("standing") / "play") as found:
        yield found


@pytest.fixture
def still(_standing: Window) -> Iterator[Window]:
    """One playground for all tests of a module in which nothing may happen; it is seen to that nothing did. They are
    `pytest.mark.asyncio(loop_scope="module")`."""
    journal = _standing.playground.journal
    before = journal.last
    yield _standing
    assert journal.last == before, "take the fixture `page` for what changes something"


__all__ = ["BROKER", "SOMSRI", "Window", "page", "text_of", "window"]
