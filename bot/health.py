"""Whether the bot is well, in three answers: it lives, it is ready, and in figures (TRUST.md, section 8).

What they say holds no name, no id and no word of anybody's.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.line import Line
from bot.channels.telegram import Telegram
from bot.counts import PREFIX, Gauge, told
from bot.store.book import Book
from bot.store.measuring import Queues, log_bytes, size
from bot.store.rows import StoreBusy, StoreClosed, StoreFailed
from bot.store.store import Store

ANSWERS = 5.0
"""Seconds within which the writer answers, or the bot is not well."""
PROBED = 10.0
"""Seconds for which it holds that something could be written; then it is tried anew."""
OLDEST_EVENT = timedelta(seconds=30)
OLDEST_MESSAGE = timedelta(minutes=10)
"""What has waited longer has got stuck (section 1, I7)."""
HEARD_WITHIN = 90.0
"""Seconds since Telegram last answered the poll, above which the bot is not ready."""
LEAST_FREE = 200 * 1024 * 1024
"""Bytes of disk: the log beside the database, a migration and a copy need room to grow."""
COPY_LATE = timedelta(hours=2)
"""So much later than it was due a copy may come."""
LOOKED = 5.0
"""Seconds for which the figures of the queues hold: counting them reads the tables."""

Platform = Telegram | Line


@dataclass(frozen=True, slots=True)
class Copies:
    """Of the copies that the running bot makes."""

    every: timedelta
    newest: Callable[[], datetime | None]
    """When the newest good one was made; None: there is none yet."""


class Health:
    """The three answers. Each is short, and none waits longer than `ANSWERS` for the store."""

    def __init__(
        self,
        store: Store,
        database: Path,
        platforms: Sequence[Platform],
        clock: Callable[[], datetime],
        copies: Copies | None = None,
        *,
        after_kill: bool = False,
    ) -> None:
        """`copies`: None where none are made. `after_kill`: the process before did not end in good order."""
        self._store = store
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._copies = copies
        self._after_kill = after_kill
        self._began = clock()
        self._probed = float("-inf")
        self._looked: tuple[float, Queues] | None = None
        self.stopping = False
        """Set when the process was told to stop: it takes nothing more in."""

    async def alive(self) -> str:
        """The event loop turns, and the writer takes jobs: "" if so. Otherwise the process should be started anew."""
        try:
            async with asyncio.timeout(ANSWERS):
                await self._store.do(_nothing)
        except StoreFailed:
            return ""  # it turns; that nothing can be written is for `ready` to say
        except (TimeoutError, StoreBusy, StoreClosed):
            return "the writer does not answer"
        return ""

    async def ready(self) -> str:
        """What keeps it from taking in, working and sending; "" if nothing."""
        if self.stopping:
            return "stopping"
        if trouble := "; ".join(filter(None, map(_trouble, self._platforms))):
            return trouble
        return await self._of_the_store() or self._of_the_machine()

    async def figures(self) -> str:
        """All that is counted, in Prometheus's text format."""
        gauges = [*self._process(), *self._disk(), *self._of_copies()]
        with suppress(StoreBusy, StoreClosed, StoreFailed, TimeoutError):
            async with asyncio.timeout(ANSWERS):
                gauges += [*_queues(await self._queues()), *await self._ages()]
        return told(gauges)

    # ── the store ────────────────────────────────────────────────────────────

    async def _of_the_store(self) -> str:
        if not self._store.is_alone():
            return "the lock beside the database is gone"
        try:
            async with asyncio.timeout(ANSWERS):
                await self._probe()
                event, message = await self._store.do(_oldest)
        except StoreFailed:
            return "the database cannot be written"
        except (TimeoutError, StoreBusy, StoreClosed):
            return "the writer does not answer"
        if event and self._clock() - event > OLDEST_EVENT:
            return "an event waits to be worked"
        if message and self._clock() - message > OLDEST_MESSAGE:
            return "a message waits to be sent"
        return ""

    async def _probe(self) -> None:
        """Not at every question: however often it is asked, the disk has not more to do."""
        if time.monotonic() - self._probed > PROBED:
            await self._store.do(Book.probe)
            self._probed = time.monotonic()

    async def _queues(self) -> Queues:
        if self._looked is None or time.monotonic() - self._looked[0] > LOOKED:
            self._looked = (time.monotonic(), await self._store.queues(self._clock()))
        return self._looked[1]

    async def _ages(self) -> list[Gauge]:
        now = self._clock()
        event, message = await self._store.do(_oldest)
        return [
            _gauge("inbox_oldest_seconds", _age(event, now), "Age of the oldest event that waits to be worked."),
            _gauge("outbox_oldest_seconds", _age(message, now), "How long the oldest message has been due."),
        ]

    # ── the machine ──────────────────────────────────────────────────────────

    def _of_the_machine(self) -> str:
        if shutil.disk_usage(self._database.parent).free < LEAST_FREE:
            return "less than 200 MB of the disk are free"
        if self._copies and self._clock() - (self._newest() or self._began) > self._copies.every + COPY_LATE:
            return "the last copy is too old"
        return ""

    def _newest(self) -> datetime | None:
        if self._copies is None:
            return None
        with suppress(OSError):
            return self._copies.newest()
        return None

    def _process(self) -> list[Gauge]:
        what = "1: the process before this one was killed, or its machine was."
        began = self._began.timestamp()
        return [
            Gauge("process_start_time_seconds", began, "When the process began, in seconds since 1970."),
            _gauge("started_after_kill", int(self._after_kill), what),
        ]

    def _disk(self) -> list[Gauge]:
        free = shutil.disk_usage(self._database.parent).free
        return [
            _gauge("disk_free_bytes", free, "Free on the disk of the database."),
            _gauge("database_bytes", size(self._database), "Size of the database."),
            _gauge("database_log_bytes", log_bytes(self._database), "Size of the log beside it."),
        ]

    def _of_copies(self) -> list[Gauge]:
        newest = self._newest()
        if newest is None:
            return []
        what = "Age of the newest copy of the database that was found good."
        return [_gauge("backup_age_seconds", _age(newest, self._clock()), what)]


def _queues(queues: Queues) -> list[Gauge]:
    return [
        _gauge("inbox_new", queues.inbox_new, "Events that wait to be worked."),
        _gauge("inbox_dead", queues.inbox_dead, "Events put aside, for they could not be worked."),
        _gauge("outbox_due", queues.outbox_due, "Messages whose time has come."),
        _gauge("outbox_held", queues.outbox_held, "Messages that wait until they can be said free of charge."),
        _gauge("outbox_uncertain", queues.outbox_uncertain, "Messages that may have been shown or not."),
        _gauge("outbox_dead", queues.outbox_dead, "Messages given up, of which the broker was told."),
    ]


def _gauge(name: str, value: float, what: str) -> Gauge:
    return Gauge(PREFIX + name, value, what)


def _age(since: datetime | None, now: datetime) -> float:
    """In seconds; 0 for nothing, and for what is only due later."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _nothing(_: Book) -> None:
    """A job by which the writer shows that it takes jobs."""


def _oldest(book: Book) -> tuple[datetime | None, datetime | None]:
    return book.oldest_waiting()


def _trouble(channel: Platform) -> str:
    """Whether the platform can be taken to be there: it answers the poll; or, where it posts, it has told
    who the bot is, without which nothing can be said. "" if so.
    """
    if isinstance(channel, Line):
        if channel.refused:
            return f"{channel.name} refuses the token"
        there = channel.bot is not None
    elif channel.receiver is not None:
        there = bool(channel.username)
    else:
        heard = channel.heard
        there = heard is not None and time.monotonic() - heard <= HEARD_WITHIN
    return "" if there else f"{channel.name} has not answered"
