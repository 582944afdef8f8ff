"""Over real connections to a server of our own: what arrives there, and what each failure comes to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import InputFile

from bot.channels.base import TryLater, Unsure
from bot.channels.telegram.client import Client

TOKEN = "123456789:TEST-token-that-is-not-one-at-all-0000"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def telegram(handler: Handler) -> AsyncIterator[Client]:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_post(f"/bot{TOKEN}/{{method}}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    client = Client(TOKEN, f"http://127.0.0.1:{port}")
    try:
        yield client
    finally:
        await client.close()
        await runner.cleanup()


async def test_fields_and_the_answer_come_through() -> None:
    seen: list[dict[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.json_response({"ok": True, "result": {"message_id": 7}})

    async with telegram(answer) as client:
        params = {"chat_id": 5, "text": "ภาคี & น้ำ=สะอาด + 100%\n“ดี” 🌾", "entities": [{"offset": 0}]}
        assert await client.call("sendMessage", params) == {"message_id": 7}
    assert seen == [params]


async def test_a_file_keeps_its_thai_name_and_every_byte() -> None:
    seen: dict[str, Any] = {}
    content = bytes(range(256)) * 5000

    async def answer(request: web.Request) -> web.Response:
        for name, value in (await request.post()).items():
            seen[name] = value
            if isinstance(value, web.FileField):
                seen[name] = (value.filename, value.file.read(), value.content_type)
        return web.json_response({"ok": True, "result": True})

    async with telegram(answer) as client:
        paper = InputFile(content, filename="ข้อตกลง ภาคีน้ำ.pdf", attach=True)
        await client.call("sendDocument", {"chat_id": 5, "caption": "ฉบับร่าง", "document": paper})
    part = seen["document"].removeprefix("attach://")
    assert seen[part] == ("ข้อตกลง ภาคีน้ำ.pdf", content, "application/pdf")
    assert (seen["chat_id"], seen["caption"]) == ("5", "ฉบับร่าง")


async def test_what_never_left_is_tried_later() -> None:
    client = Client(TOKEN, "http://127.0.0.1:9")
    with pytest.raises(TryLater):
        await client.call("getMe")
    await client.close()


async def _hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _never(_: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


async def _elsewhere(_: web.Request) -> web.Response:
    raise web.HTTPFound("/elsewhere")


async def _half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"ok": true')
    assert request.transport is not None
    request.transport.abort()
    return response


@pytest.mark.parametrize("handler", [_hang_up, _never, _elsewhere, _half])
async def test_what_may_have_been_carried_out_is_unsure(
    handler: Handler, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.telegram.client.CONNECT", 0.5)
    async with telegram(handler) as client:
        async with asyncio.timeout(5):
            with pytest.raises(Unsure) as caught:
                await client.call("sendMessage", {"chat_id": 5, "text": "x"}, seconds=0.3)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
    assert TOKEN not in caplog.text


async def test_more_at_once_than_connections_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.client.POOL", 2)
    inside, most = 0, 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.02)
        inside -= 1
        return web.json_response({"ok": True, "result": True})

    async with telegram(answer) as client:
        await asyncio.gather(*(client.call("sendMessage", {"chat_id": n}) for n in range(10)))
    assert most == 2


async def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew() -> None:
    async def answer(_: web.Request) -> web.Response:
        response = web.json_response({"ok": True, "result": True})
        response.force_close()
        return response

    async with telegram(answer) as client:
        for _ in range(3):
            assert await client.call("getMe") is True
