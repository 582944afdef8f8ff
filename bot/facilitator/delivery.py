"""From the outbox to the channels: oldest first in each place, nothing lost, no summary shown twice."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.channels.base import (
    Channel,
    Gone,
    Letter,
    MovedTo,
    NotThere,
    Refused,
    TryLater,
    Unsure,
)
from bot.facilitator import own_events
from bot.logs import log
from bot.message import Message
from bot.store.book import Book
from bot.store.rows import OutRow
from bot.store.store import Store

AT_ONCE = 16
"""Messages on their way at the same time, over all places (TRUST.md, section 7)."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 600.0
"""Seconds between tries whose outcome is unknown: doubled each time, half of it by chance (section 5)."""
GIVE_UP_AFTER = timedelta(hours=24)
"""After so long a message is not tried again (section 5)."""


class Ready(NamedTuple):
    letter: Letter
    shown: str | None
    """The platform's id of the message that it takes the place of."""


class StubGone(Exception):
    """Someone took the stub of a summary away before, or after, it was filled in."""


class Delivery:
    """Sends what waits. One message at a time in each place."""

    def __init__(
        self, store: Store, channels: Mapping[str, Channel], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def due(self) -> list[OutRow]:
        now = self._clock()
        return await self._store.do(lambda book: book.due(now, AT_ONCE))

    async def deliver(self, row: OutRow) -> None:
        """Try to deliver one message and note what came of it."""
        async with self._slots:
            ready = await self._store.do(lambda book: self._ready(book, row))
            try:
                shown = await self._show(row, ready)
            except (Gone, TryLater, Unsure, Refused, MovedTo, NotThere, StubGone) as trouble:
                note = partial(self._note, row=row, trouble=trouble)
                await self._store.do(note)
            else:
                await self._store.do(lambda book: book.sent(row.id, shown, self._clock()))

    def refused(self, book: Book, row: OutRow) -> None:
        """A message that cannot be shown at all: settled, and the brokers hear of it."""
        now = self._clock()
        book.settle(row.id, "dead", now)
        self._not_delivered(book, row, "refused", now)

    # ── showing ──────────────────────────────────────────────────────────────

    def _ready(self, book: Book, row: OutRow) -> Ready:
        """Claim the row (T3), and look up what its sending needs."""
        now = self._clock()
        book.claim(row.id, now)
        kinds = {b.opens for line in row.message.buttons for b in line} - {"", "add"}
        tokens = book.tokens(row.partnership, sorted(kinds), now) if row.partnership else {}
        slot = row.message.slot if row.message.replaces else ""
        shown = book.last_shown(row.place, slot) if slot else None
        return Ready(Letter(row.place, row.message, row.ref, tokens), shown)

    async def _show(self, row: OutRow, ready: Ready) -> str:
        channel = self._channels[row.place.channel]
        if row.kind == "rights":
            return await self._ask_rights(channel, row)
        if row.message.once and channel.can_edit:
            return await self._stub_and_edit(channel, row, ready.letter)
        if ready.shown and channel.can_edit:
            return await self._replace(channel, ready.letter, ready.shown)
        return await channel.send(ready.letter)

    async def _ask_rights(self, channel: Channel, row: OutRow) -> str:
        person = row.person
        if person is None:
            return ""
        found = await channel.is_administrator(row.place, person)
        body = own_events.rights_found(
            person, row.place, row.partnership or "", administrator=found
        )
        key = f"rights:{row.id}"
        await self._store.do(
            lambda book: book.put_event(row.place.channel, key, person.id, body, self._clock())
        )
        return ""

    async def _stub_and_edit(self, channel: Channel, row: OutRow, letter: Letter) -> str:
        """A short complete sentence first, then its place is taken by the full text.

        Should the outcome of the first be unknown, another stub does no harm; and the editing can be
        repeated, for it always gives the same message (TRUST.md, section 5).
        """
        shown = row.shown
        if not shown:
            stub = Message(row.message.stub, once=row.message.once)
            shown = await channel.send(Letter(row.place, stub, row.ref))
            at = self._clock()
            await self._store.do(lambda book: book.stubbed(row.id, shown, at))
            await self._store.do(lambda book: book.claim(row.id, at))
        try:
            await channel.edit(letter, shown)
        except NotThere:
            # It may have been there in full before it was taken away: once is once.
            raise StubGone from None
        return shown

    @staticmethod
    async def _replace(channel: Channel, letter: Letter, shown: str) -> str:
        try:
            await channel.edit(letter, shown)
        except NotThere:
            return await channel.send(letter)
        return shown

    # ── what came of it ──────────────────────────────────────────────────────

    def _note(self, book: Book, *, row: OutRow, trouble: Exception) -> None:
        now = self._clock()
        log(
            "not_delivered",
            level=logging.WARNING,
            outbox_id=row.id,
            platform=row.place.channel,
            attempt=row.attempts,
            err_class=type(trouble).__name__,
        )
        match trouble:
            case Gone():
                book.settle(row.id, "gone", now)
                self._gone(book, row, now)
            case MovedTo(place=place):
                book.move_group(row.place, place, now)
                book.later(row.id, now)
            case StubGone():
                book.settle(row.id, "gone", now)
                self._not_delivered(book, row, "removed", now)
            case TryLater() | Unsure() if now - row.first_at > GIVE_UP_AFTER:
                book.settle(row.id, "dead", now)
                self._not_delivered(book, row, "given_up", now)
            case TryLater(seconds=seconds):
                book.later(row.id, now + timedelta(seconds=seconds))
            case Unsure():
                book.unsure(row.id, now + timedelta(seconds=_pause(row.attempts)))
            case _:
                self.refused(book, row)

    def _gone(self, book: Book, row: OutRow, now: datetime) -> None:
        """A person who cannot be reached is known as such from now on; of a group the brokers are told."""
        place = row.place
        if book.partnership_of_group(place) is None:
            body = own_events.blocked(place)
            book.put_event(place.channel, f"blocked:{row.id}", place.id, body, now)
        else:
            self._not_delivered(book, row, "gone", now)

    @staticmethod
    def _not_delivered(book: Book, row: OutRow, why: str, now: datetime) -> None:
        """The brokers hear of it, once a day for each place and reason."""
        if not row.partnership:
            return
        place = row.place
        private = book.partnership_of_group(place) is None
        body = own_events.not_delivered(place, why, row.partnership, private=private)
        key = f"{why}:{row.partnership}:{place.id}:{now.date().isoformat()}"
        book.put_event(place.channel, key, place.id, body, now)


def _pause(attempts: int) -> float:
    """Seconds before the next try: doubled each time, up to a limit, with half of it by chance."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 16))
    return whole * random.uniform(0.5, 1.5)  # noqa: S311 - spreads tries, keeps no secret
