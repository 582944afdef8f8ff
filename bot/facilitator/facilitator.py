"""The shell round the core: what came in is worked, what is to be said goes out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.channels.base import Channel, TryLater
from bot.core.cycle import Cycle
from bot.core.hours import Holidays, none_known
from bot.core.model import Place
from bot.core.turn import DEFAULT_LANGUAGE
from bot.counts import count
from bot.facilitator import own_events
from bot.facilitator.delivery import Delivery, Due
from bot.facilitator.enclosing import Enclosing
from bot.facilitator.expected import Expected
from bot.facilitator.floods import Floods
from bot.facilitator.making import Making, Workshop
from bot.facilitator.restoring import tell_restores
from bot.facilitator.saying import Render
from bot.facilitator.serving import Serving
from bot.facilitator.working import Working
from bot.logs import log
from bot.message import Raw
from bot.store.book import Book
from bot.store.rows import OutRow, StoreBusy, StoreFailed, Waiting
from bot.store.store import Store

BUSY_PAUSE = 1.0
"""Seconds that a channel waits when the store can take no more in (TRUST.md, section 7)."""
IDLE_PAUSE = 0.5
"""Seconds after which the outbox is looked at again although nothing has happened."""
AT_BOOT = 2000
"""Events worked one by one at the start; as many as the writer's queue may hold (section 2)."""
MOST_BOOTS = 3
"""An event that was being worked when the process died so often is put aside (TRUST.md, section 6)."""
SETTLE = timedelta(milliseconds=150)
"""So long what arrived waits for an earlier event that may come after it, where that happens (LINE)."""
LITTLE_MORE = 1.2
"""The loop's clock may be a little ahead of the other."""
RUSH = 8
"""So many events taken in by one transaction are a rush, where they are posted: LINE waits two seconds for its
answer, while Telegram is asked by us."""
RUSH_OVER = 0.2
"""Seconds without one after which it is over."""
RUSH_MOST = 3.0
"""Seconds for which a rush may keep back what is to be worked; a reply token is good for a minute."""
AT_A_TIME = 64
"""Events worked in one go; what is to be taken in meanwhile waits for it."""
TICK = 30.0
"""Seconds after which it is looked anew for what has become due."""
SOON = 1.0
"""Seconds after which the next are taken up, where several are due; people's events come in between."""
LAST_SENDS = 7.0
"""Seconds that messages on their way may still take when the process is told to stop: eight at most, and the whole ends
within ten (section 8)."""

NOT_NOW = (StoreBusy, StoreFailed)
"""The store could not take it; nothing of it is so, and it can be done again."""


class Lane(NamedTuple):
    """In which one thing is on its way at a time: a place's messages, or what is looked up for it."""

    place: Place
    kind: str


class Facilitator:
    def __init__(
        self,
        cycle: Cycle,
        render: Render,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        language: str = DEFAULT_LANGUAGE,
        is_holiday: Holidays = none_known,
        workshop: Workshop | None = None,
        floods: Floods | None = None,
    ) -> None:
        """`language`: spoken to people whose app speaks neither Thai nor English, and before any choice. `floods`: what
        one person may send; without, as much as they like.
        """
        self._store = store
        self._channels = channels
        self._clock = clock
        expected = Expected()
        self._making = Making(store, clock, workshop)
        self.serving = Serving(store, clock, self._making)
        """Pictures and papers that are fetched come from there."""
        self.enclosing = Enclosing(self._making)
        self._working = Working(
            cycle, render, channels, clock, expected, language, is_holiday, enclosing=self.enclosing, floods=floods
        )
        self._delivery = Delivery(store, channels, clock, expected, self.enclosing)
        self._arrived = asyncio.Event()
        self._waiting = asyncio.Event()
        self._delivery.made_room = self._waiting.set
        self._claiming = asyncio.Lock()
        """What is found due is counted as on its way before it is looked again."""
        self._on_the_way: dict[Lane, asyncio.Task[None]] = {}
        self._rushed = -RUSH_OVER
        """When there was last a rush."""
        self._outcome_lost = False
        """A message may count as on its way although it is not, for the store failed meanwhile."""

    # ── one thing at a time: what tests and the playground drive ─────────────

    async def take_in(self, channel: str, raws: Sequence[Raw]) -> None:
        """Store events (T1). When this returns, they may be acknowledged. Raises TryLater."""
        now, raws = self._clock(), [own_events.foreign(raw) for raw in raws]
        # It is worked as soon as it is committed; what kills the process there is by then known (TRUST.md, section 6).
        self._arrived.set()
        try:
            new = await self._store.do(lambda book: book.take_in(channel, raws, now), first=True)
        except NOT_NOW:
            raise TryLater(BUSY_PAUSE) from None
        count("taken_in_total", new, platform=channel)
        count("redeliveries_total", len(raws) - new, platform=channel)
        if len(raws) >= RUSH and self._channels[channel].replies is not None:
            self._rushed = time.monotonic()
        if any(raw.sort for raw in raws):
            settled = SETTLE.total_seconds() * LITTLE_MORE
            asyncio.get_running_loop().call_later(settled, self._arrived.set)

    async def recover(self) -> None:
        """At start: what was on its way is due again; what waits is worked one by one.

        Each try is counted before it is made, so that a message which kills the process is known
        after a few starts and put aside, and no other with it.
        """
        await self._begin_again(await self._at_boot())

    async def _at_boot(self) -> list[Waiting]:
        """What waits when the process starts."""
        await self._release()
        await self._store.do(lambda book: tell_restores(book, self._clock()))
        return await self._store.do(lambda book: book.waiting_events(AT_BOOT))

    async def _begin_again(self, events: Sequence[Waiting]) -> None:
        for waiting in events:
            tries = await self._store.do(partial(_attempt, id=waiting.id))
            if tries > MOST_BOOTS:
                await self._put_aside(waiting, "Killed")
            else:
                await self._work_one(waiting)

    async def work(self) -> int:
        """Work everything in the inbox, events of one conversation in order. How many there were."""
        count = 0
        while worked := await self._work_some(settled=False):
            count += worked
        return count

    async def _let_in(self) -> None:
        """In a rush taking in goes first: LINE waits two seconds for its answer, and may not come again."""
        end = time.monotonic() + RUSH_MOST
        while True:
            left = min(end, self._rushed + RUSH_OVER) - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def _work_some(self, *, settled: bool) -> int:
        """One of each conversation that has any; all in one transaction, each undone by itself if it fails."""
        now = self._clock()
        young = (now - SETTLE, now) if settled else None
        try:
            worked = await self._store.each(partial(_new_events, settled=young), self._working.work)
        except NOT_NOW as error:
            log("store_refused", level=logging.ERROR, error=error)
            await asyncio.sleep(BUSY_PAUSE)
            self._arrived.set()
            return 0
        failed = [one for one in worked if one.error is not None]
        if not all([await self._not_worked(one.of, one.error) for one in failed]):
            await asyncio.sleep(BUSY_PAUSE)
        return len(worked)

    async def _work_one(self, waiting: Waiting) -> bool:
        """False when the store could not take it; the event then waits, unharmed, for the next time."""
        try:
            await self._store.do(lambda book: self._working.work(book, waiting))
        except Exception as error:  # the receiving loop: one failure stops no other
            return await self._not_worked(waiting, error)
        return True

    async def _not_worked(self, waiting: Waiting, error: BaseException | None) -> bool:
        if isinstance(error, NOT_NOW):
            log("store_refused", level=logging.ERROR, inbox_id=waiting.id, error=error)
            return False
        log("not_worked", level=logging.ERROR, inbox_id=waiting.id, error=error)
        return await self._put_aside(waiting, type(error).__name__)

    async def _put_aside(self, waiting: Waiting, error: str) -> bool:
        """With a word to its sender; without one, where even that cannot be said."""
        try:
            await self._store.do(lambda book: self._working.give_up(book, waiting, error))
        except NOT_NOW:
            return False
        except Exception as again:  # the receiving loop: one failure stops no other
            log("not_excused", level=logging.ERROR, inbox_id=waiting.id, error=again)
            now = self._clock()
            with suppress(*NOT_NOW):
                await self._store.do(lambda book: book.dead(waiting.id, error, now))
        return True

    async def tick(self) -> int:
        """Take in that time has passed, for some of the partnerships that are due; how many they were."""
        found = await self._store.do(self._working.ticking.tick)
        if found:
            self._arrived.set()
        return found

    async def deliver(self) -> None:
        """Send all that is due, oldest first in each place."""
        while found := await self._delivery.due():
            await asyncio.gather(*(self._deliver_one(due) for due in found))

    async def _deliver_one(self, due: Due) -> bool:
        """Whether there may be more to do now."""
        row = due.row
        try:
            return await self._delivery.deliver(due)
        except NOT_NOW as error:
            log("store_refused", level=logging.ERROR, outbox_id=row.id, error=error)
            self._outcome_lost = True
            await asyncio.sleep(BUSY_PAUSE)
        except Exception as error:  # the delivering loop: one failure stops no other
            log("delivery_failed", level=logging.ERROR, outbox_id=row.id, error=error)
            await self._settle_refused(row)
        return True

    async def _settle_refused(self, row: OutRow) -> None:
        try:
            await self._store.do(lambda book: self._delivery.refused(book, row))
        except NOT_NOW:
            self._outcome_lost = True

    async def _release(self) -> None:
        now = self._clock()
        await self._store.do(lambda book: book.release_sending(now))

    # ── all the time: what the process does ──────────────────────────────────

    async def run(self) -> None:
        """Listen, work and deliver until cancelled; then let what is on its way arrive.

        Doors are open while it recovers: not every platform comes again with what was not taken in.
        """
        waiting = await self._at_boot()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._making.warm(), name="warm")
                for name, channel in self._channels.items():
                    tasks.create_task(self._listen(name, channel), name=f"listen {name}")
                await self._begin_again(waiting)
                self._arrived.set()
                tasks.create_task(self._keep_working(), name="work")
                tasks.create_task(self._keep_delivering(), name="deliver")
                tasks.create_task(self._keep_ticking(), name="tick")
        finally:
            if self._on_the_way:
                await asyncio.wait(self._on_the_way.values(), timeout=LAST_SENDS)

    async def _listen(self, name: str, channel: Channel) -> None:
        async def take_in(raws: Sequence[Raw]) -> None:
            await self.take_in(name, raws)

        await channel.listen(take_in)

    async def _keep_working(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            await self._let_in()
            while await self._work_and_send():
                await self._let_in()

    async def _work_and_send(self) -> bool:
        """What is said to what was worked is on its way after the same commit (docs/decisions/0033). Whether there is
        more to work.
        """
        async with self._claiming:
            worked, found, waits = await asyncio.gather(
                self._work_some(settled=True), self._due(), self._more_waits()
            )
        self._send(found)
        return bool(worked) and waits

    async def _more_waits(self) -> bool:
        try:
            return await self._store.do(lambda book: book.has_new_events())
        except NOT_NOW:
            return True

    async def _keep_ticking(self) -> None:
        while True:
            pause = TICK
            with suppress(*NOT_NOW):
                pause = SOON if await self.tick() else TICK
            await asyncio.sleep(pause)

    async def _keep_delivering(self) -> None:
        """A slow place holds up nobody else: each message is a task of its own, one a place."""
        while True:
            self._waiting.clear()
            if self._outcome_lost and not self._on_the_way:
                with suppress(*NOT_NOW):
                    await self._release()
                    self._outcome_lost = False
            async with self._claiming:
                found = await self._due()
            self._send(found)
            # Not wait_for: in Python 3.11 it can swallow the cancelling, when both come at once.
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE_PAUSE):
                    await self._waiting.wait()

    async def _due(self) -> list[Due]:
        try:
            return await self._delivery.due()
        except NOT_NOW:
            return []

    def _send(self, found: Sequence[Due]) -> None:
        """Each as a task of its own. What is claimed goes after what is just ending in its lane; the rest waits."""
        for due in found:
            lane = Lane(due.row.place, due.row.kind)
            before = self._on_the_way.get(lane)
            if before is None or due.ready is not None:
                task = asyncio.create_task(self._deliver_after(before, due))
                self._on_the_way[lane] = task
                task.add_done_callback(partial(self._settled, lane))

    async def _deliver_after(self, before: asyncio.Task[None] | None, due: Due) -> None:
        if before is not None:
            await asyncio.wait([before])
        if await self._deliver_one(due):
            self._waiting.set()
            self._arrived.set()

    def _settled(self, lane: Lane, task: asyncio.Task[None]) -> None:
        if self._on_the_way.get(lane) is task:
            del self._on_the_way[lane]


def _new_events(book: Book, *, settled: tuple[datetime, datetime] | None) -> list[Waiting]:
    return book.new_events(AT_A_TIME, settled=settled)


def _attempt(book: Book, *, id: int) -> int:
    return book.attempt(id)
