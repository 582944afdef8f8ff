"""The door for platforms' posts: what gets in, what does not, and what is said about health."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.channels.base import TryLater
from bot.channels.http import Hook, Server
from bot.channels.telegram import Webhook
from bot.channels.telegram.webhook import SECRET_HEADER, Receiver
from bot.message import Raw
from tests.channels.telegram.fakes import NOON
from tests.channels.telegram.test_reading import said

SECRET = "s3cret-ไทย"
PATH = "/telegram/random"


class Inside:
    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.trouble = ""
        self.full = False

    async def receive(self, body: bytes) -> None:
        if self.full:
            raise TryLater(1.2)
        self.got.append(body)

    async def well(self) -> str:
        return self.trouble


@asynccontextmanager
async def served(inside: Inside) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    hook = Hook(PATH, "X-Secret", SECRET, inside.receive)
    server = Server([hook], alive=inside.well, ready=inside.well, port=0)
    await server.start()
    try:
        async with aiohttp.ClientSession() as client:
            yield client, f"http://127.0.0.1:{server.port}"
    finally:
        await server.close()


GOOD = {"X-Secret": SECRET}


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        (PATH, GOOD, b"{}", 200),
        (PATH, GOOD, b"", 200),
        (PATH, GOOD, b"x" * 262_144, 200),
        (PATH, {}, b"{}", 401),
        (PATH, {"X-Secret": "s3cret"}, b"{}", 401),
        (PATH, {"X-Secret": SECRET + " x"}, b"{}", 401),
        (PATH, {}, b"x" * 3_000_000, 401),
        (PATH, GOOD, b"x" * 262_145, 413),
        (PATH, {**GOOD, "Content-Encoding": "gzip"}, gzip.compress(b"0" * 10_000_000), 415),
        ("/telegram/other", GOOD, b"{}", 404),
    ],
)
async def test_who_gets_in(path: str, headers: dict[str, str], body: bytes, status: int) -> None:
    inside = Inside()
    async with served(inside) as (client, root):
        try:
            async with client.post(root + path, data=body, headers=headers) as answer:
                assert answer.status == status
                assert status in (200, 404) or await answer.read() == b""
        except aiohttp.ClientConnectionError:  # refused while the rest was still being posted
            assert len(body) > 1_000_000
    assert inside.got == ([body] if status == 200 else [])


async def test_a_body_without_a_length_is_measured_as_it_comes() -> None:
    inside = Inside()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    async with (
        served(inside) as (client, root),
        client.post(root + PATH, data=endless(), headers=GOOD) as answer,
    ):
        assert answer.status == 413
    assert inside.got == []


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.http.READ_SECONDS", 0.2)
    inside = Inside()

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    async with (
        served(inside) as (client, root),
        client.post(root + PATH, data=slow(), headers=GOOD) as answer,
    ):
        assert answer.status == 408
    assert inside.got == []


async def test_full_means_come_again() -> None:
    inside = Inside()
    inside.full = True
    async with (
        served(inside) as (client, root),
        client.post(root + PATH, data=b"{}", headers=GOOD) as answer,
    ):
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "2"


async def test_health() -> None:
    inside = Inside()
    async with served(inside) as (client, root):
        for path in ("/healthz", "/readyz"):
            inside.trouble = ""
            async with client.get(root + path) as answer:
                assert (answer.status, await answer.text()) == (200, "ok")
            inside.trouble = "writer"
            async with client.get(root + path) as answer:
                assert (answer.status, await answer.text()) == (503, "writer")


# ── Telegram behind it ───────────────────────────────────────────────────────


async def test_a_post_is_taken_in_before_it_is_acknowledged() -> None:
    stored: list[Raw] = []
    noticed: list[Raw] = []
    receiver = Receiver(Webhook("https://example.org"), noticed.append, lambda: NOON)
    with pytest.raises(TryLater):
        await receiver.receive(b"{}")

    async def take_in(raws: Sequence[Raw]) -> None:
        stored.extend(raws)

    receiver.take_in = take_in
    await receiver.receive(json.dumps(said(text="ก")).encode())
    await receiver.receive(b"\xff not json")
    await receiver.receive(b"[" * 100_000)
    assert [raw.key[:7] for raw in stored] == ["7000000", "sha256:", "sha256:"]
    assert noticed == stored
    assert receiver.hook.header == SECRET_HEADER
    assert receiver.hook.secret not in repr(receiver.hook)
