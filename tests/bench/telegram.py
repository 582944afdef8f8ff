"""As much of Telegram as the bots that are compared ask for, and the people who answer them.

Over sockets (`served`), or in the same process as the bot, in place of the library's client (`InPlace`).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram.request import BaseRequest, RequestData

TOKEN = "123456789:BENCH-token-that-is-not-one-at-all-000"
FIRST_PERSON = 1000
ME = {"id": 123456789, "is_bot": True, "first_name": "ภาคี", "username": "Phakhi_Bot"}
UPDATES_MOST = 100
"""Telegram's own limit for one getUpdates."""
LONG_POLL = 1.0
PATIENCE = 120.0


@dataclass
class Telegram:
    """What a person is shown is put into their own queue."""

    updates: deque[dict[str, Any]] = field(default_factory=deque)
    shown: dict[int, asyncio.Queue[dict[str, Any]]] = field(default_factory=lambda: defaultdict(asyncio.Queue))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody has fetched for the first time: the bot is ready."""
    number: int = 1000
    message: int = 0

    def post(self, **what: Any) -> None:
        self.number += 1
        self.updates.append({"update_id": self.number, **what})
        self.news.set()

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        as_json = request.content_type in ("application/json", "application/octet-stream")
        fields = json.loads(await request.read() or b"{}") if as_json else await request.post()
        return web.json_response({"ok": True, "result": await self.result(method, fields)})

    async def result(self, method: str, fields: Any) -> Any:
        if method == "getUpdates":
            self.asked.set()
            return await self._fetched(int(fields.get("offset") or 0), float(fields.get("timeout") or 0))
        if method == "getMe":
            return ME
        if method in ("sendMessage", "editMessageText"):
            chat = int(fields["chat_id"])
            self.message += 1
            markup = fields.get("reply_markup")
            self.shown[chat].put_nowait({"text": fields["text"], "markup": markup, "id": self.message})
            kind = "private" if chat > 0 else "supergroup"
            return {"message_id": self.message, "date": 1, "chat": {"id": chat, "type": kind}, "text": fields["text"]}
        if method == "getChatMember":
            return {"status": "creator", "is_anonymous": False, "user": person(int(fields["user_id"]))}
        return True

    async def _fetched(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        if not self.updates:
            self.news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, LONG_POLL)):
                    await self.news.wait()
        first = (u for u in self.updates if u["update_id"] >= offset)
        return [u for u, _ in zip(first, range(UPDATES_MOST), strict=False)]


def person(id: int) -> dict[str, Any]:
    return {"id": id, "is_bot": False, "first_name": f"คนที่ {id}", "language_code": "th"}


@asynccontextmanager
async def served(telegram: Telegram) -> AsyncIterator[str]:
    """Its address, while it listens on this machine."""
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", telegram.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class InPlace(BaseRequest):
    """Telegram without a socket: for what a bot costs by itself."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float:
        return PATIENCE

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library names it
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        fields = request_data.json_parameters if request_data else {}
        result = await self._telegram.result(url.rpartition("/")[2], fields)
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Person:
    """One who answers: types, and waits for the next question."""

    def __init__(self, telegram: Telegram, id: int) -> None:
        self.telegram, self.id = telegram, id
        self.waited: list[float] = []
        """Seconds from typing until the next question was there, for each answer."""

    def types(self, text: str) -> None:
        self.telegram.message += 1
        message: dict[str, Any] = {
            "message_id": self.telegram.message,
            "date": int(time.time()),
            "from": person(self.id),
            "chat": {"id": self.id, "type": "private", "first_name": "คน"},
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self.telegram.post(message=message)

    async def sees(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return await self.telegram.shown[self.id].get()

    async def answers(self, count: int) -> None:
        """So many, each when the question before it has been asked."""
        while not self.telegram.shown[self.id].empty():
            self.telegram.shown[self.id].get_nowait()
        for n in range(count):
            began = time.perf_counter()
            self.types(f"น้ำประปาหมู่บ้านสะอาดขึ้นครั้งที่ {n}")
            await self.sees()
            self.waited.append(time.perf_counter() - began)


def crowd_of(telegram: Telegram, size: int) -> list[Person]:
    return [Person(telegram, FIRST_PERSON + n) for n in range(size)]


async def begin(people: list[Person], warm: int, *, by_command: bool) -> None:
    """Each has answered `warm` questions, which are not counted."""
    for one in people if by_command else ():
        one.types("/start")
        await one.sees()
    await asyncio.gather(*(one.answers(warm) for one in people))
    for one in people:
        one.waited.clear()
