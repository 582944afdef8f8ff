"""Delivery where answering is free and speaking first is billed: reply first, push last.

What waits for a place goes out together, as the answer to what happened there; else it is pushed
where that is allowed; else it is held until something happens there. The way is decided in the
transaction that claims the messages. They keep it, with its token or key, until the outcome is
known, so that the very same request can be made again (docs/decisions/0013).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, NamedTuple

from bot.channels.base import (
    Channel,
    Gone,
    QuotaGone,
    Refused,
    Replies,
    ReplyToken,
    TokenSpent,
    TryLater,
    Unsure,
)
from bot.core.model import Push
from bot.facilitator import outcomes
from bot.facilitator.enclosing import Enclosing
from bot.facilitator.fitting import Fitting
from bot.facilitator.letters import Envelope, envelope
from bot.facilitator.reaching import blocked, is_group, may_write, push_policy
from bot.logs import log
from bot.store.book import Book
from bot.store.rows import OutRow
from bot.store.store import Store

MOST = 40
"""Messages of a place that are looked at when a request is put together; LINE takes five bubbles."""
KEY_GOOD_FOR = timedelta(hours=23)
"""How long a push is repeated under its key; LINE knows keys for 24 hours (PLATFORMS.md)."""
PRICE_PAUSE = timedelta(minutes=1)
"""After which the price is asked again when it could not be had."""
KEYS = uuid.UUID("5ac1f2d8-93be-5f4e-8f0e-7a3c31f6d2b4")
"""The name space of our retry keys."""

Ahead = Mapping[str, bytes | None]
"""Pictures that were drawn before the request was claimed, by their marks; None: could not be."""


class Errand(NamedTuple):
    """One request: what it shows, and how it is made."""

    rows: Sequence[OutRow]
    envelopes: Sequence[Envelope]
    way: Literal["reply", "push"]
    key: str
    until: datetime
    again: bool
    """It was made before and its outcome is not known."""


class Unpriced(NamedTuple):
    """It may be pushed if it fits the quota; that is to be asked first."""

    row: OutRow


class Replying:
    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        enclosing: Enclosing,
    ) -> None:
        self._enclosing = enclosing
        self._store = store
        self._channels = channels
        self._clock = clock
        self._alone: dict[int, frozenset[int]] = {}
        """Rows that were refused together, and with which: each goes by itself until the one at fault is found."""
        self._made: dict[int, Errand] = {}
        """Requests on their way, by the row they began with: what is to be undone if making one fails."""
        self.fitting = Fitting(clock)

    async def deliver(self, row: OutRow, replies: Replies, slot: asyncio.Semaphore) -> None:
        """Make one request for the place of the row, if there is a way, and note what came of it.

        `slot`: the request takes one; asking for a price does not.
        """
        ahead = await self._drawn_ahead(row)
        async with slot:
            found = await self._try(row, replies, ahead, fits=False)
        if isinstance(found, Unpriced) and await self._fits(row, replies):
            async with slot:
                await self._try(row, replies, ahead, fits=True)

    async def _drawn_ahead(self, row: OutRow) -> Ahead:
        """The pictures that will go out with the row. A request that is claimed counts as made when the
        process dies: what is drawn before cannot spoil that.
        """
        if not self._enclosing.public_url:
            return {}
        return await self._enclosing.drawn(await self._store.do(partial(self._pictures, row=row)))

    def _pictures(self, book: Book, row: OutRow) -> dict[str, OutRow]:
        waiting = book.waiting(row.place, MOST)
        rows = book.batch(row) or (self._together(waiting) if waiting else [])
        both = ((each, each.message.picture) for each in rows)
        return {book.picture_mark(picture): each for each, picture in both if picture}

    async def _try(
        self, row: OutRow, replies: Replies, ahead: Ahead, *, fits: bool
    ) -> Errand | Unpriced | None:
        """What was done, or that the price is to be asked first."""
        claimed = await self._store.do(partial(self._claim, row=row, fits=fits))
        if not isinstance(claimed, Errand):
            return claimed
        self._made[row.id] = claimed
        try:
            shown = await self._show(claimed, replies, ahead)
        except (Gone, TryLater, Unsure, Refused, TokenSpent, QuotaGone) as trouble:
            note = partial(self._note, errand=claimed, trouble=trouble)
            await self._store.do(note)
        else:
            await self._store.do(partial(self._sent, errand=claimed, shown=shown))
        del self._made[row.id]
        return claimed

    async def _show(self, errand: Errand, replies: Replies, ahead: Ahead) -> Sequence[str]:
        make = replies.reply if errand.way == "reply" else replies.push
        both = zip(errand.envelopes, errand.rows, strict=True)
        filled = (self._enclosing.filled(envelope, row, ahead) for envelope, row in both)
        return await make(await asyncio.gather(*filled), errand.key)

    def refused(self, book: Book, row: OutRow) -> bool:
        """What cannot be asked for at all; False when the row went out by no request of ours."""
        errand = self._made.pop(row.id, None)
        if errand is None:
            return False
        self._refused(book, errand, self._clock())
        return True

    # ── which way ────────────────────────────────────────────────────────────

    def _claim(self, book: Book, row: OutRow, *, fits: bool) -> Errand | Unpriced | None:
        now = self._clock()
        rows = book.batch(row) if row.batch else []
        if rows and not _gives_way(book, rows, now):
            if rows[0].way_until is not None and now < rows[0].way_until:
                for each in rows:
                    book.claim(each.id, now)
                return self._errand(book, rows, again=rows[0].attempts > 0)
            self._too_late(book, rows, now)
        elif rows:
            book.unclaim_batch(rows[0], now, hold=False)
        waiting = book.waiting(row.place, MOST)
        if not waiting:
            return None
        token = book.reply_token(row.place, now)
        if is_group(book, row.place) and all(r.message.replaces for r in waiting):
            # A line that only brings another up to date; it would follow every word said in the group.
            book.hold(row.place, now)
            return None
        if token is not None:
            book.drop_reply_token(row.place, token[0])
            return self._claimed(book, waiting, "reply", token[0], token[1])
        return self._first(book, waiting, now, fits=fits)

    def _first(
        self, book: Book, waiting: list[OutRow], now: datetime, *, fits: bool
    ) -> Errand | Unpriced | None:
        """Speak first, where that is allowed and would be shown."""
        head, place = waiting[0], waiting[0].place
        policy = push_policy(book, waiting)
        if policy == Push.NEVER or all(row.message.only_picture for row in waiting):
            book.hold(place, now)  # a picture belongs to a text, and is not paid for without it
            return None
        if not is_group(book, place) and not may_write(book, place, now):
            if blocked(book, place):
                self._gone(book, waiting, now)
            else:
                book.hold(place, now)
            return None
        if policy == Push.QUOTA and not fits:
            return Unpriced(head)
        key = uuid.uuid5(KEYS, ",".join(row.ref for row in self._together(waiting)))
        return self._claimed(book, waiting, "push", str(key), now + KEY_GOOD_FOR)

    def _claimed(
        self,
        book: Book,
        waiting: list[OutRow],
        way: Literal["reply", "push"],
        key: str,
        until: datetime,
    ) -> Errand:
        batch = uuid.uuid4().hex
        rows = [replace(row, batch=batch) for row in self._together(waiting)]
        book.claim_batch(rows, way, key, until, self._clock())
        envelopes = [self._envelope(book, row) for row in rows]
        return Errand(rows, envelopes, way, key, until, again=False)

    def _together(self, waiting: list[OutRow]) -> list[OutRow]:
        """Those that go out in one request, from the first."""
        replies = self._channels[waiting[0].place.channel].replies
        count = replies.together([row.message for row in waiting]) if replies else 1
        rows = waiting[: max(1, count)]
        alone = next((n for n, row in enumerate(rows) if row.id in self._alone), len(rows))
        return rows[: max(1, alone)]

    def _errand(self, book: Book, rows: Sequence[OutRow], *, again: bool) -> Errand:
        """The same request once more."""
        head = rows[0]
        envelopes = [self._envelope(book, row) for row in rows]
        way: Literal["reply", "push"] = "reply" if head.way == "reply" else "push"
        until = head.way_until or self._clock()
        return Errand(rows, envelopes, way, head.way_key, until, again)

    def _envelope(self, book: Book, row: OutRow) -> Envelope:
        channel = self._channels[row.place.channel]
        here = self._enclosing
        return envelope(book, row, self._clock(), channel, here.public_url, here.board_url)

    def _too_late(self, book: Book, rows: list[OutRow], now: datetime) -> None:
        """The request cannot be made again. If it may have been shown, a summary is not shown once more."""
        unknown = rows[0].attempts > 0
        for row in rows:
            if unknown and row.message.once:
                book.settle(row.id, "dead", now)
                outcomes.not_delivered(book, row, "uncertain", now)
        book.unclaim_batch(rows[0], now, hold=not unknown and rows[0].way == "push")

    # ── if it fits the quota ─────────────────────────────────────────────────

    async def _fits(self, row: OutRow, replies: Replies) -> bool:
        try:
            fits = await self.fitting.fits(row, replies)
        except (TryLater, Refused, Unsure) as trouble:
            outcomes.logged(row, trouble)
            at = self._clock() + PRICE_PAUSE
            await self._store.do(lambda book: book.later(row.id, at))
            return False
        if not fits:
            await self._store.do(partial(self._does_not_fit, row=row))
        return fits

    def _does_not_fit(self, book: Book, row: OutRow) -> None:
        now = self._clock()
        if book.has_live_token(row.place, now):
            return  # something has happened there meanwhile: it goes out as the answer
        book.hold(row.place, now)
        outcomes.no_quota(book, row, now)

    # ── what came of it ──────────────────────────────────────────────────────

    def _sent(self, book: Book, errand: Errand, shown: Sequence[str]) -> None:
        now = self._clock()
        ids = [*shown, *("" for _ in errand.rows)]
        for row, id in zip(errand.rows, ids, strict=False):
            book.sent(row.id, id, now)
            outcomes.shown(row)
            self._alone.pop(row.id, None)
        if errand.way == "push":
            self.fitting.forget()

    def _note(self, book: Book, errand: Errand, trouble: Exception) -> None:
        now, head = self._clock(), errand.rows[0]
        outcomes.logged(head, trouble)
        match trouble:
            case TryLater() | Unsure():
                self._again(book, errand, trouble, now)
            case TokenSpent() if errand.again:
                # By the first request, as far as can be told: this one showed nothing.
                log("taken_for_sent", outbox_id=head.id, platform=head.place.channel)
                self._sent(book, errand, ())
            case TokenSpent():
                book.unclaim_batch(head, now, hold=False)
            case QuotaGone():
                book.unclaim_batch(head, now, hold=True)
                outcomes.no_quota(book, head, now)
            case Gone():
                self._gone(book, errand.rows, now)
            case _:
                self._refused(book, errand, now)

    @staticmethod
    def _again(book: Book, errand: Errand, trouble: TryLater | Unsure, now: datetime) -> None:
        """The very same request, after a pause; at the latest when it cannot be made any more."""
        if isinstance(trouble, TryLater):  # nothing was shown
            wait, note = outcomes.at_least(trouble.seconds), book.later
        else:
            wait, note = outcomes.pause(errand.rows[0].attempts), book.unsure
        for row in errand.rows:
            note(row.id, min(now + wait, errand.until))

    def _gone(self, book: Book, rows: Sequence[OutRow], now: datetime) -> None:
        for row in rows:
            book.settle(row.id, "gone", now)
        outcomes.gone(book, rows[0], now)

    def _refused(self, book: Book, errand: Errand, now: datetime) -> None:
        """One that is refused alone is settled. Of several only one may be at fault: each goes by itself."""
        head = errand.rows[0]
        if len(errand.rows) == 1:
            for id in self._alone.get(head.id, ()):
                self._alone.pop(id, None)
            book.settle(head.id, "dead", now)
            outcomes.not_delivered(book, head, "refused", now)
        else:
            ids = frozenset(row.id for row in errand.rows)
            self._alone |= dict.fromkeys(ids, ids)
            book.unclaim_batch(head, now, hold=False)
        if errand.way == "reply":
            # What is refused for its content does not use the token up.
            book.note_reply_token(ReplyToken(head.place, errand.key, errand.until), now)


def _gives_way(book: Book, rows: Sequence[OutRow], now: datetime) -> bool:
    """Whether a push that did not succeed is decided anew: a free answer has become possible, or none is
    to be paid for any more. What may have been shown is first asked for once more under its key; a
    summary keeps its key for good.
    """
    if rows[0].way != "push":
        return False
    unseen = rows[0].attempts == 0
    if book.has_live_token(rows[0].place, now):
        asked_again = rows[0].attempts > 1
        return unseen or (asked_again and not any(row.message.once for row in rows))
    return unseen and push_policy(book, rows) == Push.NEVER
