"""What is fetched at an address of ours: pictures and papers, by whoever has the token.

A wrong token costs a look at the database and no more: nothing is written, and no turn is taken from others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from bot.channels.base import TryLater
from bot.facilitator.making import EMPTY, Making
from bot.message import File, Made, Picture
from bot.store.book import Book
from bot.store.rows import OutRow, StoreBusy, StoreFailed
from bot.store.serving import Kind
from bot.store.store import Store

PICTURES_AT_ONCE = 16
"""Pictures that are being fetched together; above it: come again."""
FILES_AT_ONCE = 2
"""Papers that are being made to be fetched; whoever wants one of these waits for the same one. They are made one at
a time, and those of the chat wait for their turn, too."""
COME_AGAIN = 2.0
PNG = "image/png"


class Serving:
    def __init__(self, store: Store, clock: Callable[[], datetime], making: Making) -> None:
        self._store = store
        self._clock = clock
        self._making = making
        self._pictures = 0
        self._files: dict[str, asyncio.Task[Made | None]] = {}

    async def look(self, kind: Kind, token: str) -> int | None:
        """Whether there is something to fetch: its bytes, 0 where these are not known before it is made;
        None: there is not. Nothing is made for it. Raises TryLater.
        """
        if not await self._there(kind, token):
            return None
        try:
            return await self._looked(kind, token)
        except (StoreBusy, StoreFailed):
            raise TryLater(COME_AGAIN) from None

    async def _looked(self, kind: Kind, token: str) -> int | None:
        row, mark = await self._behind(kind, token)
        if row is None or (kind == "file" and not await self._making.wanted(row)):
            return None
        return len(self._making.kept(mark) or b"")

    async def fetch(self, kind: Kind, token: str) -> Made | None:
        """What the token fetches; None for a wrong, late or forgotten one, and what cannot be made or is
        not for its reader. Raises TryLater when too many fetch at once.
        """
        if not await self._there(kind, token):
            return None
        try:
            return await (self._file(token) if kind == "file" else self._picture(token))
        except (StoreBusy, StoreFailed):
            raise TryLater(COME_AGAIN) from None

    async def paper(self, partnership: str, order: File) -> Made | None:
        """A paper for whoever reads the broker's page; None when it cannot be made, or there is nothing for it.

        Whether they may have it is for the caller to see to. Raises TryLater.
        """
        key = f"{partnership}:{order!r}"
        made = await self._shared(key, lambda: self._making.paper(partnership, order))
        return None if made == EMPTY else made

    async def picture(self, picture: Picture) -> bytes | None:
        """A picture for the broker's page, as PNG; None when it cannot be drawn. Raises TryLater."""
        with self._room():
            return await self._making.picture(picture)

    async def _there(self, kind: Kind, token: str) -> bool:
        return await self._store.is_served(token, kind, self._clock())

    async def _behind(self, kind: Kind, token: str) -> tuple[OutRow | None, str]:
        return await self._store.do(partial(_behind, token=token, kind=kind, now=self._clock()))

    async def _picture(self, token: str) -> Made | None:
        with self._room():
            row, mark = await self._behind("picture", token)
            png = None if row is None else await self._making.drawn(row, mark)
            return Made("", PNG, png) if png else None

    @contextmanager
    def _room(self) -> Iterator[None]:
        if self._pictures >= PICTURES_AT_ONCE:
            raise TryLater(COME_AGAIN)
        self._pictures += 1
        try:
            yield
        finally:
            self._pictures -= 1

    async def _file(self, token: str) -> Made | None:
        return await self._shared(token, lambda: self._made(token))

    async def _shared(
        self, key: str, make: Callable[[], Coroutine[Any, Any, Made | None]]
    ) -> Made | None:
        """Whoever wants one that is just being made waits for the same one."""
        task = self._files.get(key)
        if task is None:
            if len(self._files) >= FILES_AT_ONCE:
                raise TryLater(COME_AGAIN)
            task = asyncio.create_task(make())
            self._files[key] = task
            task.add_done_callback(lambda _: self._files.pop(key, None))
        return await asyncio.shield(task)

    async def _made(self, token: str) -> Made | None:
        row, _ = await self._behind("file", token)
        made = None if row is None else await self._making.made(row)
        return None if made == EMPTY else made


def _behind(book: Book, *, token: str, kind: Kind, now: datetime) -> tuple[OutRow | None, str]:
    """The row, and what stands for its picture."""
    row = book.served(token, kind, now)
    if row is None or row.message.picture is None or kind == "file":
        return row, ""
    return row, book.picture_mark(row.message.picture)
