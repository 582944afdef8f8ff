"""Pictures and papers by http: who has the token gets them, everybody else is answered alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import aiohttp
import pytest

from bot.channels.base import TryLater
from bot.channels.http import Server
from bot.message import Made

TOKEN = "Ab_-" + "x" * 18
PNG = Made("", "image/png", b"\x89PNG canary")
PAPER = Made('ข้อตกลง "ใหม่".csv', "text/csv; charset=utf-8", "\ufeffก".encode())


class Shelf:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.looked: list[tuple[str, str]] = []
        self.full = False

    async def look(self, kind: Literal["picture", "file"], token: str) -> int | None:
        self.looked.append((kind, token))
        if self.full:
            raise TryLater(1.5)
        return {"picture": len(PNG.content), "file": 0}[kind] if token == TOKEN else None

    async def fetch(self, kind: Literal["picture", "file"], token: str) -> Made | None:
        self.asked.append((kind, token))
        if self.full:
            raise TryLater(1.5)
        return {"picture": PNG, "file": PAPER}[kind] if token == TOKEN else None


PAGE = "<!doctype html><p>ไม่มีอะไรให้เปิดที่นี่"


async def well() -> str:
    return ""


@asynccontextmanager
async def served(shelf: Shelf | None) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    server = Server(alive=well, ready=well, serving=shelf, not_there=PAGE, port=0)
    await server.start()
    try:
        async with aiohttp.ClientSession() as client:
            yield client, f"http://127.0.0.1:{server.port}"
    finally:
        await server.close()


async def test_who_has_the_token_gets_it() -> None:
    async with served(Shelf()) as (client, root):
        async with client.get(f"{root}/pictures/{TOKEN}.png") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Content-Length"] == str(len(PNG.content))
            assert answer.headers["Cache-Control"].startswith("private")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Content-Disposition" not in answer.headers
            assert await answer.read() == PNG.content
        async with client.get(f"{root}/files/{TOKEN}/any.name") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == PAPER.media_type
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith("attachment; filename*=UTF-8''%E0%B8%82")
            assert '"' not in disposition
            assert answer.content_disposition is not None
            assert answer.content_disposition.filename == PAPER.name
            assert await answer.read() == PAPER.content


@pytest.mark.parametrize(
    "path",
    [
        f"/pictures/{'y' * 22}.png",
        f"/files/{'y' * 22}/a.pdf",
        f"/pictures/{TOKEN}",
        f"/pictures/{TOKEN}.jpg",
        f"/pictures/{TOKEN}x.png",
        f"/pictures/{TOKEN[1:]}.png",
        f"/files/{TOKEN}",
        f"/files/{TOKEN}/",
        f"/files/{TOKEN}/a/b",
        f"/files/..%2F{TOKEN}/a",
        "/pictures/",
        "/pictures",
        "/files/",
        f"/pictures/{'%00' * 22}.png",
    ],
)
async def test_everybody_else_is_answered_alike(path: str) -> None:
    """The page says what to do, to whoever asks for whatever."""
    shelf = Shelf()
    async with served(shelf) as (client, root), client.get(root + path) as answer:
        assert answer.status == 404
        assert await answer.text() == PAGE
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Content-Disposition" not in answer.headers
    assert shelf.asked == [] or len(shelf.asked[0][1]) == 22


async def test_for_a_head_nothing_is_made() -> None:
    shelf = Shelf()
    async with served(shelf) as (client, root):
        async with client.head(f"{root}/pictures/{TOKEN}.png") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Content-Length"] == str(len(PNG.content))
            assert answer.headers["Cache-Control"].startswith("private")
        async with client.head(f"{root}/files/{TOKEN}/any.name") as answer:
            assert answer.status == 200
            assert "Content-Length" not in answer.headers
            assert await answer.read() == b""
        for path in (f"pictures/{'y' * 22}.png", f"files/{'y' * 22}/any"):
            async with client.head(f"{root}/{path}") as answer:
                assert answer.status == 404
        shelf.full = True
        async with client.head(f"{root}/pictures/{TOKEN}.png") as answer:
            assert answer.status == 503
    assert shelf.asked == []
    assert len(shelf.looked) == 5


async def test_late_and_wrong_cannot_be_told_apart() -> None:
    async with served(Shelf()) as (client, root):
        seen = []
        for token in ("y" * 22, "z" * 22):
            async with client.get(f"{root}/pictures/{token}.png") as answer:
                headers = {k: v for k, v in answer.headers.items() if k != "Date"}
                seen.append((answer.status, await answer.read(), headers))
        assert seen[0] == seen[1]
        assert seen[0][1].decode() == PAGE


async def test_when_too_many_fetch() -> None:
    shelf = Shelf()
    shelf.full = True
    async with served(shelf) as (client, root):
        async with client.get(f"{root}/pictures/{TOKEN}.png") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        async with client.get(f"{root}/healthz") as answer:
            assert answer.status == 200


async def test_nothing_is_posted_there() -> None:
    path = f"/pictures/{TOKEN}.png"
    async with served(Shelf()) as (client, root), client.post(root + path, data=b"x") as answer:
        assert answer.status == 405


async def test_without_an_address_there_is_nothing() -> None:
    path = f"/pictures/{TOKEN}.png"
    async with served(None) as (client, root), client.get(root + path) as answer:
        assert answer.status == 404
