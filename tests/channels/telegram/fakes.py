"""A Telegram that answers from a list, and remembers exactly what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.channels.telegram import UNPACED, Pace, Telegram
from bot.channels.telegram.requesting import Request
from bot.message import Button, Message

TOKEN = "123456789:AAcanary-token_abcdefghijklmnopqrs"
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)

Answer = tuple[int, object]
ME = {"id": 123456789, "is_bot": True, "first_name": "ภาคี", "username": "Phakhi_Bot"}


def ok(result: object) -> Answer:
    return 200, {"ok": True, "result": result}


def fail(code: int, description: str, **parameters: object) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return code, body


class FakeTelegram(BaseRequest):
    """Stands where the library's http client stands."""

    parse_json_payload = staticmethod(Request.parse_json_payload)

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.files: list[dict[str, Any]] = []
        """Of each, what was uploaded with it: part → (name, content, type)."""
        self.answers: dict[str, list[Answer | Exception]] = {"getMe": [ok(ME)]}
        self.then: Callable[[str, Mapping[str, Any]], Answer] = lambda method, _: (
            ok({"message_id": 77}) if method.startswith(("send", "editMessage")) else ok(True)
        )

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert method == "POST"
        name = url.rpartition("/")[2]
        params = {
            key: json.loads(value) if value[:1] in "[{" else value
            for key, value in (request_data.json_parameters if request_data else {}).items()
        }
        self.asked.append((name, params))
        self.files.append(dict(request_data.multipart_data or {}) if request_data else {})
        waiting = self.answers.get(name)
        answer = waiting.pop(0) if waiting else self.then(name, params)
        if isinstance(answer, Exception):
            raise answer
        body = answer[1] if isinstance(answer[1], bytes) else json.dumps(answer[1]).encode()
        return answer[0], body

    def of(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.asked if name == method]


class FakeClock:
    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


async def a_channel(pace: Pace = UNPACED) -> tuple[Telegram, FakeTelegram, FakeClock]:
    """Started, and with a clean memory of what was asked."""
    fake, clock = FakeTelegram(), FakeClock()
    channel = Telegram(
        TOKEN,
        request=fake,
        poll_request=fake,
        pace=pace,
        now=lambda: NOON,
        clock=clock,
        sleep=clock.sleep,
    )
    await channel.start()
    fake.asked.clear()
    fake.files.clear()
    return channel, fake, clock


def message(text: str = "สวัสดี", *rows: tuple[Button, ...], **more: Any) -> Message:
    return Message(text, rows, **more)
