"""Where pictures are drawn and papers made, whether they go out with their message or are fetched.

The words never wait for them long and are never lost with them: what cannot be made is None. Each try is counted
before it is made (bot/store/serving.py), so that what kills the process is left out after a few starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from bot.core.history import Whole
from bot.core.model import Member, Partnership, Person
from bot.core.ordering import OWN, POSTER
from bot.facilitator.bench import Bench, Kept
from bot.facilitator.reaching import account
from bot.facilitator.readers import may_have
from bot.logs import log
from bot.message import File, Made, Picture
from bot.store.book import Book
from bot.store.rows import OutRow, StoreBusy, StoreFailed
from bot.store.store import Store

DRAWING_SECONDS = 5.0
"""For one picture, its turn included twice over; one takes a tenth of a second. Of the minute that an
answer on LINE may take it is little."""
MAKING_SECONDS = 30.0
"""For one paper; the dossier of a whole cycle takes a few seconds."""
MOST_KEPT = 64
"""Pictures last drawn: the group's is fetched by everyone in it."""
MOST_BYTES_KEPT = 16 * 1024 * 1024
WARM_AFTER = 15.0
"""Seconds after the start: what has waited for the bot comes first, and has the processor to itself."""
MOST_TRIES = 3
"""What was being made when the process died so often, or never came to be, is not tried again; as with
events (TRUST.md, section 6)."""
JOIN = "join"

T = TypeVar("T")
Draw = Callable[[Picture], bytes]
"""A picture as PNG; called in a thread. May raise anything."""
Make = Callable[[Partnership, File], Made | None]
"""A paper of how the partnership stands, None where there is nothing for it yet; called in a thread. May
raise anything."""


class Invited(NamedTuple):
    """The invitation that stands on a poster."""

    token: str
    code: str
    """As people type it."""
    until: datetime
    """Both are good for so long."""


Invite = Callable[[Partnership, File, Invited], Made | None]
"""The poster that invites to join."""
Own = Callable[[Whole, File, Member, Sequence[Person]], Made | None]
"""What is kept of a member, whose accounts those are."""
EMPTY = Made("", "", b"")
"""There is nothing for whoever reads it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about files, in one language."""

    link: str
    """On the button that fetches it."""
    elsewhere: str
    """Where it can be had, where it cannot be sent or fetched."""
    failed: str
    """It could not be made."""
    empty: str
    """There is nothing yet that would stand in it."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the shell is given to make things with; without them messages are text alone."""

    draw: Draw | None = None
    make: Make | None = None
    public_url: str = ""
    """https address at which what is made is fetched; "" : nowhere."""
    words: Mapping[str, Words] = field(default_factory=dict)
    invite: Invite | None = None
    own: Own | None = None
    board_url: str = ""
    """Address at which the broker's page is, without a slash at the end: https, or on this machine; "" : nowhere."""
    warm: Callable[[], None] | None = None
    """Makes one of each at the start, that the first that is wanted is no slower than the others; called in a
    thread. May raise anything."""


class _Own(NamedTuple):
    whole: Whole
    member: Member
    accounts: tuple[Person, ...]


class _Wanted(NamedTuple):
    """What a paper is made of."""

    partnership: Partnership
    invitation: Invited | None = None
    """Of a poster."""
    own: _Own | None = None
    """What is kept of its reader."""


class Making:
    def __init__(
        self, store: Store, clock: Callable[[], datetime], workshop: Workshop | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self.workshop = workshop or Workshop()
        self._kept = Kept(MOST_KEPT, MOST_BYTES_KEPT)
        self._drawing = Bench(_not_drawn, DRAWING_SECONDS)
        self._making = Bench(_not_made, MAKING_SECONDS)
        self._under_way: dict[str, asyncio.Task[bytes | None]] = {}

    def forget(self) -> None:
        """Someone's words are to go; they may stand on what is kept. From any thread."""
        self._kept = Kept(MOST_KEPT, MOST_BYTES_KEPT)

    async def warm(self) -> None:
        """Make ready in a thread a while after the start, within a limit; what fails is only logged, for nobody has
        asked for it.
        """
        if self.workshop.warm is not None:
            await asyncio.sleep(WARM_AFTER)
            await Bench(_not_warm, MAKING_SECONDS).do(self.workshop.warm)

    def kept(self, mark: str) -> bytes | None:
        """The picture, if it was drawn lately."""
        return self._kept.get(mark)

    async def drawn(self, row: OutRow, mark: str) -> bytes | None:
        """The row's picture as PNG; None when it cannot be drawn. Whoever wants one that is just being
        drawn waits for the same one. Raises what the store raises.
        """
        kept, picture = self._kept.get(mark), row.message.picture
        if kept is not None or picture is None:
            return kept
        task = self._under_way.get(mark)
        if task is None:
            task = asyncio.create_task(self._draw(row.id, mark, picture))
            self._under_way[mark] = task
            task.add_done_callback(lambda _: self._under_way.pop(mark, None))
        return await asyncio.shield(task)

    async def _draw(self, id: int, mark: str, picture: Picture) -> bytes | None:
        if self.workshop.draw is None:
            return None
        kept = self._kept
        png = await self._counted(id, self._drawing, partial(self.workshop.draw, picture))
        if png:
            kept.keep(mark, png)
        return png

    async def wanted(self, row: OutRow) -> bool:
        """Whether the row has a paper, and its reader may have it now. Raises what the store raises."""
        order = row.message.file
        if order is None:
            return False
        return await self._store.do(lambda book: _for_reader(book, row, order) is not None)

    async def made(self, row: OutRow) -> Made | None:
        """The row's paper; EMPTY where there is nothing for its reader, who is looked at now; None when it
        cannot be made. Raises what the store raises.
        """
        order = row.message.file
        if order is None:
            return None
        wanted = await self._store.do(partial(_wanted, row=row, order=order, now=self._clock()))
        if wanted is None:
            return EMPTY
        work = self._work(wanted, order)
        return None if work is None else await self._counted(row.id, self._making, work)

    def _work(self, wanted: _Wanted, order: File) -> Callable[[], Made] | None:
        make, invite = self.workshop.make, self.workshop.invite
        invited = wanted.invitation
        if invited is not None and invite is not None:
            return lambda: invite(wanted.partnership, order, invited) or EMPTY
        if order.what == OWN:
            return self._own(wanted.own, order)
        if make is None:
            return None
        return lambda: make(wanted.partnership, order) or EMPTY

    def _own(self, kept: _Own | None, order: File) -> Callable[[], Made] | None:
        own = self.workshop.own
        if own is None or kept is None:
            return None
        return lambda: own(kept.whole, order, kept.member, kept.accounts) or EMPTY

    async def paper(self, id: str, order: File) -> Made | None:
        """A paper that goes with no message, for someone who may have it; EMPTY and None as above."""
        if order.what == POSTER:
            return EMPTY
        partnership = await self._store.do(lambda book: book.load(id))
        work = None if partnership is None else self._work(_Wanted(partnership), order)
        return None if work is None else await self._making.do(work)

    async def picture(self, picture: Picture) -> bytes | None:
        """A picture that goes with no message, as PNG; None when it cannot be drawn."""
        mark, draw = f"{picture.kind}:{picture.data}", self.workshop.draw
        png, kept = self._kept.get(mark), self._kept
        if png is None and draw is not None:
            png = await self._drawing.do(partial(draw, picture))
            if png:
                kept.keep(mark, png)
        return png

    async def _counted(self, id: int, bench: Bench, work: Callable[[], T]) -> T | None:
        """What the work gives. The try is committed when its turn has come, and taken off again once
        something came of it.
        """

        async def may() -> bool:
            return await self._store.do(lambda book: book.try_making(id, MOST_TRIES))

        made = await bench.do(work, may)
        if made is not None:
            with suppress(StoreBusy, StoreFailed):  # then there is one try less
                await self._store.do(lambda book: book.made(id))
        return made


def _for_reader(book: Book, row: OutRow, order: File) -> Partnership | None:
    """None where whoever it goes to may not have it."""
    partnership = book.load(row.partnership) if row.partnership else None
    if partnership is None or not may_have(book, partnership, row.place, order):
        return None
    return partnership


def _wanted(book: Book, *, row: OutRow, order: File, now: datetime) -> _Wanted | None:
    partnership = _for_reader(book, row, order)
    if partnership is None:
        return None
    if order.what == OWN:
        return _own_of(book, row, partnership)
    if order.what != POSTER:
        return _Wanted(partnership)
    long, short = (book.tokens(partnership.id, [JOIN], now, short=s)[JOIN] for s in (False, True))
    return _Wanted(partnership, Invited(long, short, book.invited_until(long, now)))


def _own_of(book: Book, row: OutRow, partnership: Partnership) -> _Wanted | None:
    person = book.canonical(account(row.place))
    whole, member = book.whole(partnership.id), partnership.members.get(person)
    if whole is None or member is None:
        return None
    return _Wanted(partnership, own=_Own(whole, member, book.apps(person)))


def _not_drawn(kind: str) -> None:
    log("picture_not_drawn", level=logging.ERROR, err_class=kind)


def _not_made(kind: str) -> None:
    log("paper_not_made", level=logging.ERROR, err_class=kind)


def _not_warm(kind: str) -> None:
    log("not_warmed", level=logging.WARNING, err_class=kind)
