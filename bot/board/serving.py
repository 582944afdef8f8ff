"""What the routes of the page stand on: where it is, what it is read from, and what makes its pictures and papers."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from bot.board.looking import Looking
from bot.channels.base import TryLater
from bot.core.cycle import Cycle
from bot.core.model import Person
from bot.message import File, Made, Picture
from bot.store.boarding import Reader
from bot.store.book import Book
from bot.store.store import Store

MOST_PAGES = 8
"""Put together or waiting for it, each a fraction of a second."""
SOON = 2
"""Seconds after which there may be room."""
OPENS_BYTES = 16
"""Of the reference of a link that stands in no message."""

Make = Callable[[str, File], Awaitable[Made | None]]
"""A paper of a partnership, by its id; None when it cannot be made. Raises TryLater."""
Draw = Callable[[Picture], Awaitable[bytes | None]]
"""A picture as PNG; None when it cannot be drawn. Raises TryLater."""


def is_loopback(name: str) -> bool:
    """Whether a host's name leads to this machine and nowhere else."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def address(url: str) -> str:
    """The address, without a slash at the end, if the page may be there: by https, or on this machine; else ""."""
    parts = urlsplit(url)
    here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    return url.rstrip("/") if here or (parts.scheme == "https" and parts.hostname) else ""


class Bench:
    """Where pages are put together, one after the other; a few may wait."""

    def __init__(self) -> None:
        self._alone = asyncio.Lock()
        self._there = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Raises TryLater."""
        if self._there >= MOST_PAGES:
            raise TryLater(SOON)
        self._there += 1
        try:
            async with self._alone:
                yield
        finally:
            self._there -= 1


@dataclass(frozen=True, slots=True)
class Board:
    """Where the page is and what it is made of."""

    url: str
    """As `address` gives it."""
    store: Store
    cycle: Cycle
    clock: Callable[[], datetime]
    make: Make
    draw: Draw
    bench: Bench = field(default_factory=Bench)

    @property
    def path(self) -> str:
        """Of the page, as browsers see it."""
        return f"{urlsplit(self.url).path}/board"

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    async def opens(self, token: str) -> bool:
        if not await self.store.knows(token, "link"):
            return False
        return await self.store.do(partial(_opens, token=token, now=self.clock()))

    async def open(self, token: str) -> str | None:
        """Spend the link; the cookie that opens the page from now on, None where it opens nothing."""
        if not await self.store.knows(token, "link"):
            return None
        return await self.store.do(partial(_open, token=token, now=self.clock()))

    async def looking(self, cookie: str, token: str = "") -> Looking | None:
        """Who reads in the browser with that cookie; with `token` only if it was opened by that link."""
        if not cookie or not await self.store.knows(cookie, "cookie"):
            return None
        now = self.clock()
        reader = await self.store.do(partial(_reader, cookie=cookie, token=token, now=now))
        return Looking(reader.partnership, self.cycle, reader.person, now) if reader else None


async def open_link(store: Store, partnership: str, person: Person, url: str, now: datetime) -> str:
    """A fresh personal link that stands in no message: for the playground, to which all brokers are its own."""
    ref = secrets.token_urlsafe(OPENS_BYTES)
    token = await store.do(lambda book: book.board_link(ref, partnership, person, now))
    return f"{url}/board/{token}"


def _opens(book: Book, *, token: str, now: datetime) -> bool:
    return book.board_opens(token, now)


def _open(book: Book, *, token: str, now: datetime) -> str | None:
    return book.open_board(token, now)


def _reader(book: Book, *, cookie: str, token: str, now: datetime) -> Reader | None:
    return book.board_reader(cookie, now, token)
