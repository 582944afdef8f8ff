"""The little clock on a pressed button: taken away at once, whatever the press will come to.

answerCallbackQuery has only seconds (PLATFORMS.md), so it goes out on receipt, before the press is
stored or understood. Nothing depends on it: a failure is forgotten.
"""

from __future__ import annotations

import asyncio
from collections import deque

from bot.channels.base import Gone, MovedTo, NotThere, Refused, TryLater, Unsure
from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import NotModified

AT_ONCE = 8
"""Answers on their way together."""
WAITING = 500
"""Answers waiting at most; above it the newest press goes unanswered."""
TRIES = 3
BETWEEN = 0.5
"""Seconds between two tries, if no answer came."""
REMEMBERED = 500
"""Presses that are not answered again when Telegram delivers them again."""


class Presses:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered: deque[str] = deque(maxlen=REMEMBERED)

    def answer(self, query: str) -> None:
        """Answer it soon. Needs a running loop."""
        if query in self._answered or len(self._tasks) >= WAITING:
            return
        self._answered.append(query)
        task = asyncio.get_running_loop().create_task(self._answer(query))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, query: str) -> None:
        async with self._gate:
            for _ in range(TRIES):
                try:
                    await self._client.call("answerCallbackQuery", {"callback_query_id": query})
                except (TryLater, Unsure):
                    await asyncio.sleep(BETWEEN)
                except (Refused, Gone, MovedTo, NotThere, NotModified):
                    return  # too old: the clock has gone by itself
                else:
                    return

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
