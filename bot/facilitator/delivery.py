"""From the outbox to the channels: oldest first in each place, nothing lost, no summary shown twice."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

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
from bot.core.model import Place
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
            now = self._clock()
            await self._store.do(lambda book: book.claim(row.id, now))
            try:
                shown = await self._show(row)
            except (Gone, TryLater, Unsure, Refused, MovedTo, NotThere) as trouble:
                note = partial(self._note, row=row, trouble=trouble)
                await self._store.do(note)
            else:
                await self._store.do(lambda book: book.sent(row.id, shown, self._clock()))

    async def _show(self, row: OutRow) -> str:
        channel = self._channels[row.place.channel]
        if row.kind == "rights":
            return await self._ask_rights(channel, row)
        kinds = {b.opens for line in row.message.buttons for b in line if b.opens}
        tokens = await self._store.do(lambda book: self._tokens(book, row, kinds))
        letter = Letter(row.place, row.message, row.ref, tokens)
        if row.message.once and channel.can_edit:
            return await self._stub_and_edit(channel, row, letter)
        if row.message.replaces and channel.can_edit:
            return await self._replace(channel, row, letter)
        return await channel.send(letter)

    def _tokens(self, book: Book, row: OutRow, kinds: set[str]) -> dict[str, str]:
        wanted = kinds - {"add"}
        if not row.partnership or not wanted:
            return {}
        return book.tokens(row.partnership, sorted(wanted), self._clock())

    async def _ask_rights(self, channel: Channel, row: OutRow) -> str:
        person = row.person
        if person is None:
            return ""
        administrator = await channel.is_administrator(row.place, person)
        body = own_events.rights_found(person, row.place, administrator=administrator)
        await self._store.do(
            lambda book: book.put_event(
                row.place.channel, f"rights:{row.id}", person.id, body, self._clock()
            )
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
            # Someone removed it from the group; it may have been there in full. Once is once.
            raise Gone("removed") from None
        return shown

    async def _replace(self, channel: Channel, row: OutRow, letter: Letter) -> str:
        slot = row.message.slot
        shown = await self._store.do(lambda book: book.last_shown(row.place, slot))
        if shown:
            try:
                await channel.edit(letter, shown)
            except NotThere:
                pass
            else:
                return shown
        return await channel.send(letter)

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
        if now - row.first_at > GIVE_UP_AFTER:
            book.settle(row.id, "dead", now)
            return
        match trouble:
            case TryLater(seconds=seconds):
                book.later(row.id, now + timedelta(seconds=seconds))
            case Unsure():
                book.unsure(row.id, now + timedelta(seconds=_pause(row.attempts)))
            case MovedTo(place=place):
                book.move_group(row.place, place)
                book.later(row.id, now)
            case Gone():
                book.settle(row.id, "gone", now)
                self._blocked(book, row.place, row.id, now)
            case _:
                book.settle(row.id, "dead", now)

    def _blocked(self, book: Book, place: Place, id: int, now: datetime) -> None:
        """A person who cannot be reached is known as such from now on; a group is not a person."""
        if book.partnership_of_group(place) is None:
            body = own_events.blocked(place)
            book.put_event(place.channel, f"blocked:{id}", place.id, body, now)


def _pause(attempts: int) -> float:
    """Seconds before the next try: doubled each time, up to a limit, with half of it by chance."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 16))
    return whole * random.uniform(0.5, 1.5)  # noqa: S311 - spreads tries, keeps no secret
