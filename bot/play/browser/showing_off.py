"""“เล่นให้ดู”: the example partnership plays by itself, at a chosen speed, until somebody takes over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from bot.logs import log
from bot.play.browser import words
from bot.play.people import Stuck
from bot.play.scene import NotOnScreen
from bot.render.words import Speech

SPEEDS = (1, 4, 20)
SECONDS = 2.0
"""From one act to the next at speed 1: a short message can be read."""


class Stopped(Exception):
    """Told to stop: the act that was to come is not done."""


class ShowingOff:
    """Each act of the example waits its time, then for the lock. It is stopped between two acts only,
    so what stands on the screens is always whole."""

    def __init__(
        self,
        direct: Callable[[], Awaitable[None]],
        lock: asyncio.Lock,
        changed: Callable[[], None],
        pace: float,
    ) -> None:
        """`direct` plays all that is still to come; `changed` is called when `told` tells something else."""
        self._direct = direct
        self._lock = lock
        self._changed = changed
        self._pace = pace
        self._task: asyncio.Task[None] | None = None
        self._told_to_stop = asyncio.Event()
        self._held = False
        self.speed = SPEEDS[0]
        self.ended = False
        self._said = ""
        """Why it does not play: a problem, or that somebody took over."""
        self._who = ""

    @property
    def on(self) -> bool:
        return self._task is not None and not self._task.done()

    def told(self, speech: Speech) -> dict[str, Any]:
        """`who`: the id of the person who acts now, "" while nobody does by themselves."""
        said = words.say(speech, self._said) if self._said else ""
        who = self._who if self.on else ""
        return {"on": self.on, "speed": self.speed, "ended": self.ended, "say": said, "who": who}

    def begin_anew(self) -> None:
        self.ended, self._said, self._who = False, "", ""

    @contextmanager
    def held(self) -> Iterator[None]:
        """What plays does nothing more, and nothing begins to play meanwhile."""
        self._told_to_stop.set()
        self._held = True
        try:
            yield
        finally:
            self._held = False

    async def start(self, speed: int) -> None:
        """Play on from how things stand; where it plays already, at this speed from now on."""
        self.speed = speed
        if self._held:
            return
        if self._task is not None and self._told_to_stop.is_set():
            await asyncio.wait({self._task})
        if not self.on:
            self._said = self._who = ""
            self._told_to_stop = asyncio.Event()
            self._task = asyncio.create_task(self._play(), name="showing off")
            self._task.add_done_callback(self._done)
        self._changed()

    async def stop(self) -> None:
        """When this returns, nothing is done any more."""
        if self._task is not None and self.on:
            self._told_to_stop.set()
            await asyncio.wait({self._task})

    async def give_way(self) -> None:
        """A person acts by hand: it stops and says so; what it said before is out of date by then."""
        took_over = self.on
        await self.stop()
        said, ended = (words.TAKEN_OVER if took_over else ""), self.ended and took_over
        if (said, ended) != (self._said, self.ended):
            self._said, self.ended = said, ended
            self._changed()

    def acts(self, who: str) -> None:
        """The person of this id is about to act. Told by the example itself, it is shown who."""
        if asyncio.current_task() is self._task and who != self._who:
            self._who = who
            self._changed()

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """An act: of the example in its time and under the lock; of a person, who has the lock, at once.

        Raises `Stopped`.
        """
        if asyncio.current_task() is not self._task:
            yield
            return
        try:
            async with asyncio.timeout(SECONDS * self._pace / self.speed):
                await self._told_to_stop.wait()
        except TimeoutError:
            pass
        async with self._lock:
            if self._told_to_stop.is_set():
                raise Stopped
            yield

    async def _play(self) -> None:
        try:
            await self._direct()
        except Stopped:
            return
        except (NotOnScreen, Stuck):
            self._said = words.STUCK
        else:
            self.ended = True

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log("playing_failed", level=logging.ERROR, error=error)
            self._said = words.FAILED
        self._changed()
