"""From the outbox to the channels: oldest first in each place, nothing lost, no summary shown twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from bot.channels.base import (
    Channel,
    Gone,
    Letter,
    MovedTo,
    NotThere,
    PictureGone,
    Refused,
    TryLater,
    Unsure,
)
from bot.core.calendar import BANGKOK, today
from bot.facilitator import outcomes, own_events
from bot.facilitator.enclosing import Enclosing
from bot.facilitator.expected import Expected
from bot.facilitator.letters import Envelope, envelope
from bot.facilitator.outcomes import GIVE_UP_AFTER, not_delivered
from bot.facilitator.pricing import Pricing
from bot.facilitator.replying import Replying
from bot.facilitator.signs import being_made
from bot.message import Message
from bot.store.book import Book
from bot.store.rows import OutRow
from bot.store.store import Store

AT_ONCE = 16
"""Messages of one channel on their way at the same time, over all places (TRUST.md, section 7)."""
CLAIMED = 64
"""Messages of one channel that are claimed in one go: four times as many as go out at the same time, for each claiming
waits for the disk, and each request for the network."""
TIDIED_EVERY = timedelta(hours=1)
"""And at the start: what is over is deleted, and what a new month lets be pushed is."""


class Ready(NamedTuple):
    envelope: Envelope
    shown: str | None
    """The platform's id of the message that it takes the place of."""


class Due(NamedTuple):
    """What can be sent now."""

    row: OutRow
    ready: Ready | None = None
    """Claimed already (T3), with what its sending needs; None: it is claimed when that has been made."""


class StubGone(Exception):
    """Someone took the stub of a summary away before, or after, it was filled in."""


class Delivery:
    """Sends what waits. One request at a time in each place."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        expected: Expected,
        enclosing: Enclosing,
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._expected = expected
        self._enclosing = enclosing
        self._replying = Replying(store, channels, clock, enclosing)
        self._pricing = Pricing(store, channels, clock)
        self._tidied: datetime | None = None
        self._claimed = Counter[str]()
        """Messages of each channel that were claimed as they were found due, and have not gone out yet."""
        self._crowded = False
        """There was no room for all that was due."""
        self.made_room: Callable[[], None] = lambda: None
        """Called when one has gone out where others wait for room."""
        # Of each channel its own, so that a slow one does not hold up the others.
        self._slots = {name: asyncio.Semaphore(AT_ONCE) for name in channels}

    async def due(self) -> list[Due]:
        """What can be sent now, of every channel that is switched on; each is to be handed to `deliver`."""
        busy = frozenset(self._replying.fitting.asking)
        room = {name: CLAIMED - self._claimed[name] for name in self._channels}
        found = await self._store.do(partial(self._due, busy=busy, room=room))
        self._claimed.update(due.row.place.channel for due in found if due.ready is not None)
        there = Counter(due.row.place.channel for due in found)
        self._crowded = any(there[name] >= most for name, most in room.items())
        return found

    def _due(self, book: Book, busy: frozenset[int], room: Mapping[str, int]) -> list[Due]:
        now = self._clock()  # later than what was put into the outbox before this job
        if self._tidied is None or now - self._tidied >= TIDIED_EVERY:
            self._tidied = now
            book.tidy(now)
            # A new month is a new quota; what is held again counts as held since then.
            book.release_pushable(_month_began(now), now)
        rows = [row for name, most in room.items() if most > 0 for row in book.due(now, most, name, busy)]
        found: list[Due] = []
        for row in rows:
            if row.kind == "message" and self._expected.at(row.place, now):
                continue
            if not self._goes_as_it_is(row):
                found.append(Due(row))
            elif (stands := _stands_already(book, row)) is not None:
                book.sent(row.id, stands, now)
            else:
                found.append(Due(row, self._ready(book, row)))
        return found

    def _goes_as_it_is(self, row: OutRow) -> bool:
        """Nothing has to be made, asked or decided before it is sent."""
        plain = row.message.picture is None and row.message.file is None
        answers = self._channels[row.place.channel].replies is not None
        return row.kind == "rights" or (row.kind == "message" and plain and not answers)

    async def deliver(self, due: Due) -> bool:
        """Try to deliver one message, with what goes along, and note what came of it. Whether there may be more to do
        now: something further waits there, or what came of it is to be worked.
        """
        row = due.row
        channel = self._channels[row.place.channel]
        slot = self._slots[row.place.channel]
        if due.ready is not None:
            try:
                async with slot:
                    note = await self._showing(row, due.ready)
            finally:
                self._claimed[channel.name] -= 1
            if self._crowded:
                self.made_room()
            return await self._store.do(note)
        if row.kind == "price":
            await self._pricing.find(row)
        elif row.kind == "message" and channel.replies is not None:
            await self._replying.deliver(row, channel.replies, slot)
        else:
            await self._make_and_send(row, slot)
        return True

    async def _make_and_send(self, row: OutRow, slot: asyncio.Semaphore) -> None:
        """What goes with it is made before it takes a slot: others do not wait for a paper."""
        channel = self._channels[row.place.channel]
        early = await self._store.do(lambda book: self._envelope(book, row))
        if row.message.file is None:
            letter = await self._enclosing.filled(early, row)
        else:
            async with being_made(channel, row.place):
                letter = await self._enclosing.filled(early, row)
        async with slot:
            ready = await self._store.do(partial(self._still_ready, row=row))
            if ready is not None:
                made = ready.envelope._replace(letter=letter)
                note = await self._showing(row, ready._replace(envelope=made))
        if ready is not None:
            await self._store.do(note)

    async def _showing(self, row: OutRow, ready: Ready) -> Callable[[Book], bool]:
        """Show it; what is then to be noted of it, a job. Whoever waits for a way out does not wait for that."""
        kept: list[str] = []
        letter = replace(ready.envelope.letter, keep=kept.append)
        try:
            shown = await self._show(row, letter, ready.shown)
        except PictureGone:
            return partial(self._draw_anew, row=row, letter=letter)
        except (Gone, TryLater, Unsure, Refused, MovedTo, NotThere, StubGone) as trouble:
            return partial(self._note, row=row, trouble=trouble)
        return partial(self._sent, row=row, shown=shown, mark=ready.envelope.mark, kept=kept)

    def refused(self, book: Book, row: OutRow) -> None:
        """A message that cannot be shown at all: settled, and the brokers hear of it."""
        if self._replying.refused(book, row):
            return
        now = self._clock()
        book.settle(row.id, "dead", now)
        not_delivered(book, row, "refused", now)

    # ── showing ──────────────────────────────────────────────────────────────

    def _ready(self, book: Book, row: OutRow) -> Ready:
        """Claim the row (T3), and look up what its sending needs."""
        now = self._clock()
        book.claim(row.id, now)
        slot = row.message.slot if row.message.replaces else ""
        shown = book.last_shown(row.place, slot) if slot else None
        return Ready(self._envelope(book, row), shown)

    def _envelope(self, book: Book, row: OutRow) -> Envelope:
        channel, board = self._channels[row.place.channel], self._enclosing.board_url
        return envelope(book, row, self._clock(), channel, board_url=board)

    def _still_ready(self, book: Book, row: OutRow) -> Ready | None:
        """None where it is not what it was when its picture was drawn: needless now, or scrubbed. What
        is left of it is due anew.
        """
        return self._ready(book, row) if book.waits(row) else None

    async def _show(self, row: OutRow, letter: Letter, shown: str | None) -> str:
        channel = self._channels[row.place.channel]
        if row.kind == "rights":
            return await self._ask_rights(channel, row)
        if row.message.once and channel.can_edit:
            return await self._stub_and_edit(channel, row, letter)
        if shown and channel.can_edit:
            return await self._replace(channel, letter, shown)
        return await channel.send(letter)

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
            await self._store.do(lambda book: _stub_stands(book, row, shown, at))
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

    def _sent(
        self, book: Book, *, row: OutRow, shown: str, mark: str, kept: Sequence[str]
    ) -> bool:
        now = self._clock()
        book.sent(row.id, shown, now)
        outcomes.shown(row)
        for id in kept:
            book.keep_picture_id(row.place.channel, row.partnership, mark, id, now)
        return row.kind != "message" or book.has_waiting(row.place)

    def _draw_anew(self, book: Book, *, row: OutRow, letter: Letter) -> bool:
        """The platform has lost the picture: next time it gets it whole."""
        if letter.drawn is not None:
            book.drop_picture_id(row.place.channel, letter.drawn.known)
        book.later(row.id, self._clock())
        return True

    def _note(self, book: Book, *, row: OutRow, trouble: Exception) -> bool:
        now = self._clock()
        outcomes.logged(row, trouble)
        match trouble:
            case Gone():
                book.settle(row.id, "gone", now)
                outcomes.gone(book, row, now)
            case MovedTo(place=place):
                book.move_group(row.place, place, now)
                book.later(row.id, now)
            case StubGone():
                book.settle(row.id, "gone", now)
                not_delivered(book, row, "removed", now)
            case TryLater() | Unsure() if now - row.first_at > GIVE_UP_AFTER:
                book.settle(row.id, "dead", now)
                not_delivered(book, row, "given_up", now)
            case TryLater(seconds=seconds):
                book.later(row.id, now + timedelta(seconds=seconds))
            case Unsure():
                book.unsure(row.id, now + outcomes.pause(row.attempts))
            case _:
                self.refused(book, row)
        return True


def _stub_stands(book: Book, row: OutRow, shown: str, at: datetime) -> None:
    """Noted and claimed anew in one go: in between it would be found due, and edited twice at once."""
    book.stubbed(row.id, shown, at)
    book.claim(row.id, at)


def _stands_already(book: Book, row: OutRow) -> str | None:
    """The platform's id of what says the very same in its place, which Telegram would refuse to edit; None: it does
    not. What can be pressed is new with each message.
    """
    said = row.message
    if not (said.replaces and said.slot) or any(b.action for line in said.buttons for b in line):
        return None
    found = book.stands(row.place, said.slot)
    if found is None or (found[1].text, found[1].strong, found[1].buttons) != (said.text, said.strong, said.buttons):
        return None
    return found[0]


def _month_began(now: datetime) -> datetime:
    """In Thailand."""
    midnight = datetime.combine(today(now).replace(day=1), time.min, UTC)
    return midnight - BANGKOK
