"""What became of the writer's jobs, told to those who wait for it in the loop's thread."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any, NamedTuple


class _Outcome(NamedTuple):
    future: asyncio.Future[Any]
    result: Any
    error: BaseException | None


class Told:
    """Outcomes of one batch wake the loop once: waking it costs as much as a statement."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._outcomes: deque[_Outcome] = deque()
        self._awake = False
        """The loop has been told, and has not looked yet."""

    def put(self, future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        """From the writer's thread."""
        self._outcomes.append(_Outcome(future, result, error))
        if not self._awake:
            self._awake = True
            with suppress(RuntimeError):  # the loop has been closed; nobody listens any more
                self.loop.call_soon_threadsafe(self._resolve)

    def _resolve(self) -> None:
        self._awake = False  # first: what is put from now on wakes the loop again
        while self._outcomes:
            future, result, error = self._outcomes.popleft()
            if future.done():  # the caller was cancelled
                continue
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
