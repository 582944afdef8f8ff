"""The real house with its real channels for Telegram and LINE, whose requests go to the hostile sides.

Time runs `SPEED` times as fast as on the wall, for what the house asks its clock, and for what Telegram's channel
sleeps; three pauses of the facilitator that go by the wall are made short. Nothing else is changed.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot import questionnaire
from bot.app import House, opened
from bot.channels.base import TakeIn, TryLater, Unsure
from bot.channels.line import Line
from bot.channels.line.client import Client
from bot.channels.line.errors import Answer
from bot.channels.telegram import UNPACED, Telegram
from bot.channels.telegram.requesting import Request
from bot.core.cycle import Cycle
from bot.facilitator import facilitator
from tests.trust.sides import LINE, TELEGRAM
from tests.whole.inside import renderer

SPEED = 50.0
STAGES = Path(__file__).parent / "stages"
TOKEN = "123456789:AAcanary-token_abcdefghijklmnopqrs"
SECRET = "canary-channel-secret"
NOTHING_NEW = 0.004
"""Seconds of the wall that an empty poll takes."""

Ask = Callable[..., Any]
"""Asks a side: its name, the method, what goes with it."""
Reach = Callable[[str], None]
"""Told of each point of the crash table as it is come to."""

_cycle: list[Cycle] = []


def cycle() -> Cycle:
    if not _cycle:
        _cycle.append(questionnaire.load(STAGES))
    return _cycle[0]


class Fast:
    """A clock that began at a moment and runs faster."""

    def __init__(self, begin: datetime, speed: float = SPEED) -> None:
        self._begin, self._since, self._speed = begin, time.monotonic(), speed

    def seconds(self) -> float:
        return (time.monotonic() - self._since) * self._speed

    def now(self) -> datetime:
        return self._begin + timedelta(seconds=self.seconds())

    def stamp(self) -> float:
        return self.now().timestamp()


class Wire(BaseRequest):
    """Stands where the library's http client stands."""

    parse_json_payload = staticmethod(Request.parse_json_payload)
    SENDS: Mapping[str, tuple[str, str]] = {
        "sendMessage": ("sending", "sent"),
        "editMessageText": ("editing", "edited"),
    }

    def __init__(self, ask: Ask, reach: Reach, nothing_new: float = NOTHING_NEW) -> None:
        self._ask, self._reach, self._pause = ask, reach, nothing_new

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        del method
        name = url.rpartition("/")[2]
        params = dict(request_data.parameters) if request_data else {}
        before, after = self.SENDS.get(name, ("", ""))
        confirms = name == "getUpdates" and "offset" in params
        if confirms:
            self._reach("taken")
        if before:
            self._reach(before)
        answer = self._ask(TELEGRAM, name, params)
        if after:
            self._reach(after)
        if confirms:
            self._reach("acknowledged")
        if answer is None:
            raise TimedOut
        status, body = answer
        if name == "getUpdates":
            if not body.get("result"):
                await asyncio.sleep(self._pause)
            else:
                self._reach("fetched")
        return status, json.dumps(body).encode()


class PostedLine(Line):
    """LINE's posts come from the side; that they are signed is another matter."""

    ask: Ask
    reach: Reach

    async def listen(self, take_in: TakeIn) -> None:
        self.receiver.take_in = take_in
        await self.start()
        while True:
            if not await self.post():
                await asyncio.sleep(NOTHING_NEW)

    async def post(self) -> bool:
        posts = self.ask(LINE, "posts")
        await asyncio.gather(*(self._post(post) for post in posts))
        return bool(posts)

    async def _post(self, post: dict[str, Any]) -> None:
        self.reach("fetched")
        try:
            await self.receiver.receive(json.dumps(post, ensure_ascii=False).encode())
        except TryLater:
            return
        self.reach("taken")
        self.ask(LINE, "took", [event["webhookEventId"] for event in post["events"]])
        self.reach("acknowledged")


def channels(ask: Ask, reach: Reach, clock: Fast | Any) -> dict[str, Any]:
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)

    wire = Wire(ask, reach)
    telegram = Telegram(
        TOKEN, request=wire, poll_request=wire, pace=UNPACED, now=clock.now, clock=clock.seconds, sleep=sleep
    )
    line = PostedLine(SECRET, TOKEN, "1", "http://127.0.0.1:1", now=clock.now, clock=clock.seconds, sleep=sleep)
    line.ask, line.reach = ask, reach
    line._client._ask = _line_asks(ask, reach)  # type: ignore[method-assign]
    return {TELEGRAM: telegram, LINE: line}


def _line_asks(ask: Ask, reach: Reach) -> Any:
    async def asked(method: str, url: str, content: Any, headers: Mapping[str, str]) -> Answer:
        del method
        path = "/" + url.split("/", 3)[3]
        speaks = path.endswith(("/reply", "/push"))
        body = json.loads(content) if isinstance(content, bytes) else {}
        if speaks:
            reach("sending")
        answer = ask(LINE, path, body, headers.get("X-Line-Retry-Key", ""))
        if speaks:
            reach("sent")
        if answer is None:
            raise Unsure
        return Answer(*answer)

    assert hasattr(Client, "_ask"), "what is stood in for"
    return asked


def hurry() -> None:
    """The pauses that go by the wall. Only ever in a process of its own, or put back by whoever calls it."""
    facilitator.IDLE_PAUSE = 0.01
    facilitator.BUSY_PAUSE = 0.02
    facilitator.SETTLE = timedelta(milliseconds=5)
    facilitator.RUSH_OVER = 0.004


def house(database: Path, ask: Ask, reach: Reach, clock: Any) -> Any:
    """The house as an asynchronous context."""
    return opened(
        database, channels(ask, reach, clock), cycle=cycle(), render=renderer(), clock=clock.now,
        holiday=lambda _: False,
    )  # fmt: skip


__all__ = ["BEGIN_AT", "Fast", "House", "house", "hurry"]
BEGIN_AT = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
