"""Work that takes long, in a thread: one piece at a time, and nobody waits for one for ever."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class Bench:
    """One piece at a time, each within so many seconds."""

    def __init__(self, failed: Callable[[str], None], seconds: float) -> None:
        """`failed` hears of what nothing came of: the kind of error, or "Late"."""
        self._failed = failed
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._late = False
        """The piece that is worked on has taken too long already: nobody waits behind it."""

    async def do(
        self, work: Callable[[], T], may: Callable[[], Awaitable[bool]] | None = None
    ) -> T | None:
        """What the work gives; None when it failed, took too long or found no room in time. `may`: asked when
        its turn has come; what it raises is raised here, and of no comes nothing.
        """
        if self._late or not await self._has_turn():
            self._failed("Late")
            return None
        if not await self._let(may):
            return None
        task = asyncio.ensure_future(asyncio.to_thread(work))
        task.add_done_callback(self._done)
        await asyncio.wait({task}, timeout=self._seconds)
        if not task.done():  # a thread cannot be stopped; the next piece waits until it is through
            self._late = True
            self._failed("Late")
            return None
        return None if task.exception() is not None else task.result()

    async def _has_turn(self) -> bool:
        try:
            async with asyncio.timeout(self._seconds):
                await self._turn.acquire()
        except TimeoutError:
            return False
        return True

    async def _let(self, may: Callable[[], Awaitable[bool]] | None) -> bool:
        """Whether it may be done; if not, the turn is the next one's."""
        allowed = False
        try:
            allowed = may is None or await may()
        finally:
            if not allowed:
                self._turn.release()
        if not allowed:
            self._failed("TooManyTries")
        return allowed

    def _done(self, task: asyncio.Future[T]) -> None:
        self._late = False
        self._turn.release()
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            self._failed(type(problem).__name__)


class Kept:
    """The bytes last made, so that they need not be made for each who looks: so many, and so much."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> bytes | None:
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def keep(self, key: str, made: bytes) -> None:
        if len(made) > self._most_bytes:
            return
        self._size += len(made) - len(self._held.pop(key, b""))
        self._held[key] = made
        while len(self._held) > self._most or self._size > self._most_bytes:
            _, dropped = self._held.popitem(last=False)
            self._size -= len(dropped)
