"""A LINE that answers from a list, on sockets of its own, and remembers exactly what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.line.channel import Line
from bot.channels.line.sending import Replying
from tests.channels.line.captured import BOT, NOON, SECRET

TOKEN = "canary-long-lived-token/+="
CHANNEL = "2000000001"
BASIC = "@123abcde"
ME = {"userId": BOT, "basicId": BASIC, "displayName": "ภาคี", "chatMode": "bot"}
CUT = "cut"
"""As a status: the connection is closed without an answer."""
PATIENCE = 0.4
"""Seconds that the channel waits for an answer here."""
SLOW = "slow"
"""As a status: the answer does not come in time."""


@dataclass(frozen=True)
class Asked:
    host: str
    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def bearer(self) -> str:
        return self.headers.get("Authorization", "")


@dataclass
class FakeLine:
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, list[tuple[Any, Any, dict[str, str]]]] = field(default_factory=dict)
    api: str = ""
    data: str = ""
    tokens: int = 0
    """Short tokens made."""

    def say(self, path: str, status: int | str, body: object = None, **headers: str) -> None:
        """What is answered next on that path; then as before."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(path, []).append((status, {} if body is None else body, names))

    def of(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    async def handle(self, host: str, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        asked = Asked(host, request.method, request.path, dict(request.headers), raw)
        self.asked.append(asked)
        waiting = self.answers.get(request.path)
        status, body, headers = waiting.pop(0) if waiting else self._usual(asked)
        if status == CUT:
            assert request.transport is not None
            request.transport.close()
        if status in (CUT, SLOW):
            await asyncio.sleep(1.0)
            status = 200
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, headers=headers)

    def _usual(self, asked: Asked) -> tuple[int, object, dict[str, str]]:
        if asked.path == "/v2/bot/info":
            return 200, ME, {}
        if asked.path.endswith(("/reply", "/push")):
            sent = [{"id": str(461 + n)} for n, _ in enumerate(asked.json["messages"])]
            return 200, {"sentMessages": sent}, {}
        if asked.path == "/oauth2/v3/token":
            self.tokens += 1
            made = f"short-{self.tokens}"
            body = {"token_type": "Bearer", "access_token": made, "expires_in": 900}
            return 200, body, {}
        return 200, {}, {}


class FakeClock:
    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        if len(self.slept) > 20:
            raise RuntimeError("slept too often")


@dataclass
class Here:
    line: Line
    fake: FakeLine
    clock: FakeClock

    @property
    def replies(self) -> Replying:
        assert isinstance(self.line.replies, Replying)
        return self.line.replies


@asynccontextmanager
async def a_line(*, token: str = TOKEN, start: bool = True) -> AsyncIterator[Here]:
    """A channel before a LINE of its own: started, and with a clean memory of what was asked."""
    fake, clock = FakeLine(), FakeClock()
    runners = []
    for host in ("api", "data"):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", _handler(fake, host))
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        setattr(fake, host, f"http://127.0.0.1:{runner.addresses[0][1]}")
        runners.append(runner)
    line = Line(
        SECRET,
        token,
        CHANNEL,
        fake.api,
        fake.data,
        now=lambda: NOON,
        clock=clock,
        sleep=clock.sleep,
    )
    line._client._timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        if start:
            await line.start()
            fake.asked.clear()
        yield Here(line, fake, clock)
    finally:
        await line.close()
        for runner in runners:
            await runner.cleanup()


def _handler(fake: FakeLine, host: str) -> Any:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await fake.handle(host, request)

    return handle
