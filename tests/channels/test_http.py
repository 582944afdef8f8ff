"""The door for platforms' posts: what gets in, what does not, and what is said about health."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.channels.base import TryLater
from bot.channels.http import Hook, Server
from bot.channels.telegram import Telegram, Webhook
from bot.channels.telegram.webhook import SECRET_HEADER, Receiver
from bot.message import Raw
from tests.channels.telegram.fakes import NOON, TOKEN, FakeTelegram
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
async def served(inside: Inside, *more: Hook) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    hook = Hook(PATH, "X-Secret", SECRET, inside.receive)
    server = Server([hook, *more], alive=inside.well, ready=inside.well, figures=inside.well, port=0)
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


# ── signed posts ─────────────────────────────────────────────────────────────

SIGNED_PATH = "/line"
# openssl dgst -sha256 -hmac s3cret -binary | base64, of "{}" and of nothing
OF_BRACES = "rb3hzkDInBQhVofV12Kkffbfrvz61h4uhnGP/ISYVxs="
OF_NOTHING = "kd+scMU0iwThuruLQhrJLOwItWW0nKFhMNzLclA2R7c="


def signed(inside: Inside) -> Hook:
    return Hook(SIGNED_PATH, "X-Signature", "s3cret", inside.receive, signed=True)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"X-Signature": OF_BRACES}, b"{}", 200),
        ({"x-SIGNATURE": OF_BRACES}, b"{}", 200),
        ({"X-Signature": OF_NOTHING}, b"", 200),
        ({"X-Signature": OF_BRACES}, b"{} ", 401),
        ({"X-Signature": OF_NOTHING}, b"{}", 401),
        ({"X-Signature": "s3cret"}, b"{}", 401),
        ({"X-Signature": ""}, b"", 401),
        ({"X-Secret": SECRET}, b"{}", 401),
        ({}, b"{}", 401),
        ({"X-Signature": OF_BRACES, "Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0), 415),
        ({"X-Signature": OF_BRACES}, b"x" * 262_145, 413),
        ({"X-Signature": OF_BRACES}, b"x" * 262_144, 401),
    ],
)
async def test_a_signed_post(headers: dict[str, str], body: bytes, status: int) -> None:
    inside = Inside()
    async with (
        served(inside, signed(inside)) as (client, root),
        client.post(root + SIGNED_PATH, data=body, headers=headers) as answer,
    ):
        assert answer.status == status
        assert await answer.read() == b""
    assert inside.got == ([body] if status == 200 else [])


@pytest.mark.parametrize(
    "header", ["X-Other: 1", "X-Secret: wrong", "X-Secret:"], ids=["none", "wrong", "empty"]
)
@pytest.mark.parametrize("path", [PATH, SIGNED_PATH])
async def test_who_shows_nothing_is_refused_before_the_body_comes(path: str, header: str) -> None:
    inside = Inside()
    async with served(inside, signed(inside)) as (_, root):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(root.rpartition(":")[2]))
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n{header}\r\n\r\n"
        writer.write(head.encode())
        async with asyncio.timeout(1):
            assert await reader.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
        writer.write(b"x" * 1000)  # or the server would wait for it when it closes
        writer.close()


async def test_no_more_is_held_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came and was answered leaves its room to the next."""
    monkeypatch.setattr("bot.channels.http.MAX_HELD", 250_000)
    inside = Inside()
    waiting, go = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        yield b"x" * 100_000
        waiting.set()
        await go.wait()

    async def post(client: aiohttp.ClientSession, root: str, body: object) -> int:
        async with client.post(root + PATH, data=body, headers=GOOD) as answer:
            return answer.status

    async with served(inside) as (client, root):
        first = asyncio.create_task(post(client, root, slow()))
        await waiting.wait()
        await asyncio.sleep(0.1)
        assert await post(client, root, b"y" * 100_000) == 503
        assert await post(client, root, b"y" * 1_000) == 200
        go.set()
        assert await first == 200
        assert await post(client, root, b"y" * 100_000) == 200
        for body, status in ((b"y" * 262_145, 413), (b"y" * 249_000, 200)):
            assert await post(client, root, body) == status
    assert len(inside.got) == 4


async def test_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.http.MAX_AT_ONCE", 3)
    inside = Inside()
    go = asyncio.Event()

    async def later(body: bytes) -> None:
        await go.wait()
        inside.got.append(body)

    async def post(client: aiohttp.ClientSession, root: str) -> int:
        headers = {"X-Signature": OF_BRACES}
        async with client.post(root + SIGNED_PATH, data=b"{}", headers=headers) as answer:
            return answer.status

    hook = Hook(SIGNED_PATH, "X-Signature", "s3cret", later, signed=True)
    async with served(inside, hook) as (client, root):
        first = [asyncio.create_task(post(client, root)) for _ in range(3)]
        await asyncio.sleep(0.2)
        assert await post(client, root) == 503
        go.set()
        assert await asyncio.gather(*first) == [200] * 3
        assert await post(client, root) == 200


def test_a_hook_shows_no_secret() -> None:
    assert "s3cret" not in repr(signed(Inside()))


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


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"])
async def test_a_proxy_finds_nothing_of_health(path: str, name: str) -> None:
    async with served(Inside()) as (client, root):
        async with client.get(root + path) as answer:
            assert answer.status == 200
        async with client.get(root + path, headers={name: "127.0.0.1"}) as answer, client.get(f"{root}/x") as other:
            assert (answer.status, await answer.text()) == (other.status, await other.text()) == (404, NOTHING)


NOTHING = "404: Not Found"


@pytest.mark.parametrize(
    ("peer", "own", "status"),
    [
        ("127.0.0.1", "127.0.0.1", 200),
        ("127.9.9.9", "127.0.0.1", 200),
        ("::1", "::1", 200),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", 200),
        ("192.0.2.7", "192.0.2.7", 200),  # this machine, by its own address
        ("192.0.2.8", "192.0.2.7", 404),
        ("2001:db8::8", "2001:db8::7", 404),
        ("::ffff:192.0.2.8", "::ffff:192.0.2.7", 404),
        ("fe80::8%eth0", "fe80::7%eth0", 404),
        ("", "", 404),  # gone in the meantime
    ],
)
async def test_another_machine_finds_nothing_of_health(peer: str, own: str, status: int) -> None:
    """No other machine is at hand for a test, so the connection only says that it comes from there."""
    inside = Inside()
    server = Server(alive=inside.well, ready=inside.well, figures=inside.well, port=0)
    ends = {"peername": (peer, 1) if peer else None, "sockname": (own, 2) if own else None}
    for path in ("/healthz", "/readyz", "/metrics"):
        request = make_mocked_request("GET", path, app=server._app, transport=Wire(ends))
        found = await server._app.router.resolve(request)
        try:
            assert (await found.handler(request)).status == status
        except web.HTTPNotFound:
            assert status == 404


class Wire(asyncio.Transport):
    """A connection that says where it comes from."""


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


async def test_posts_are_taken_in_until_the_server_is_closed() -> None:
    """Told to stop, the bot listens no more; what is posted until then need not be posted again."""
    fake, taken = FakeTelegram(), list[Raw]()

    async def take_in(raws: Sequence[Raw]) -> None:
        taken.extend(raws)

    webhook = Webhook("https://example.org")
    channel = Telegram(TOKEN, request=fake, poll_request=fake, webhook=webhook)
    assert channel.receiver is not None
    await channel.start()
    listening = asyncio.create_task(channel.listen(take_in))
    await asyncio.sleep(0)
    listening.cancel()
    await asyncio.wait({listening})
    await channel.receiver.receive(json.dumps(said(text="ก")).encode())
    assert len(taken) == 1
    await channel.close()
