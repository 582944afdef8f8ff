"""The outbox: what waits to be said, in order for each place (TRUST.md, T3 and T4, sections 5 and
7).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    Integer,
    Select,
    Text,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    tuple_,
    update,
)

from bot.core.model import Person, Place
from bot.message import Message
from bot.store.codec import maybe_moment, message_text, stamp
from bot.store.page import insert_into
from bot.store.prepared import Prepared
from bot.store.queue import THERE, WAITING, back, here, messages_at, out_row, unsettled
from bot.store.replies import ReplyPage
from bot.store.rows import OutRow
from bot.store.schema import outbox, reply_token

REF_BYTES = 16
"""128 bits: 22 letters of the 40 that a reference may have (bot/channels/base.py)."""

Settled = Literal["gone", "dead", "superseded"]


class OutboxPage(ReplyPage):
    def enqueue(
        self,
        place: Place,
        message: Message,
        *,
        partnership: str | None,
        dedupe: str,
        now: datetime,
        holds: bool = False,
    ) -> None:
        """Put a message at the end of its place's queue. A second one with the same `dedupe` is
        ignored.

        One that replaces makes those before it needless that would only have replaced, too: of the
        same place and slot, waiting, nothing of them shown. `holds`: the channel answers; what waits
        there and is passing, or stands under its slot or `outdoes`, goes, and the message
        is held behind what is held there, unless both can be said now.
        """
        id = self._enqueue(
            place,
            dedupe,
            now,
            partnership=partnership,
            body=message_text(message),
            slot=message.slot,
            replaces=int(message.replaces),
        )
        if id is not None and message.replaces and message.slot:
            self._supersede(place, message.slot, id, now)
        if id is not None and holds:
            self._outdo(id, place, message, partnership, now)
            self._hold_behind(id, place, message.slot, partnership, now)

    def enqueue_rights(
        self, place: Place, person: Person, *, partnership: str, dedupe: str, now: datetime
    ) -> None:
        """Ask the channel whether the person administers the group; `person` is of the group's
        channel.
        """
        self._enqueue(place, dedupe, now, kind="rights", partnership=partnership, person=person.id)

    def enqueue_price(self, place: Place, partnership: str, dedupe: str, now: datetime) -> None:
        """Ask the channels what pushing all that waits for the partnership would cost; `place` is
        told.
        """
        self._enqueue(place, dedupe, now, kind="price", partnership=partnership)

    def _enqueue(self, place: Place, dedupe: str, now: datetime, **columns: Any) -> int | None:
        """The new row's id; None when there was one with this `dedupe`."""
        row = {
            "ref": secrets.token_urlsafe(REF_BYTES),
            "dedupe": dedupe,
            "channel": place.channel,
            "place": place.id,
            "queued_at": stamp(now),
            "next_at": stamp(now),
            "forget": int(place in self._forgotten),
            **columns,
        }
        id = _put(self.connection.dialect.name).value(self.connection, row)
        return None if id is None else int(id)

    def _supersede(self, place: Place, slot: str, before_id: int, now: datetime) -> None:
        o = outbox.c
        stale = (o.slot == slot, o.id < before_id, o.replaces == 1, unsettled(*WAITING))
        self._drop(stamp(now), *messages_at(place), *stale, o.claimed_at.is_(None))

    def due(
        self,
        now: datetime,
        limit: int = 32,
        channel: str | None = None,
        busy: Collection[int] = (),
    ) -> list[OutRow]:
        """The head of each place, if its time has come and nothing of that place is on its way.

        Of a place in which the head is held, nothing. Rights and prices have heads of their own.
        With `channel` only its own. `busy`: rows that are seen to already; neither they nor what waits
        behind them fills the limit.
        """
        values: dict[str, Any] = {"now": stamp(now), "most": limit + len(busy)}
        if channel is not None:
            values["channel"] = channel
        heads = _due(of_channel=channel is not None).all(self.connection, values)
        return [out_row(row, now) for row in heads if row.id not in busy][:limit]

    def has_waiting(self, place: Place) -> bool:
        """Whether anything is unsettled there."""
        return _ANYTHING.first(self.connection, here(place)) is not None

    def waits(self, row: OutRow) -> bool:
        """Whether the row still waits to be sent, and says what it said."""
        found = select(outbox).where(outbox.c.id == row.id, unsettled("queued", "stubbed"))
        now = self.connection.execute(found).first()
        return now is not None and out_row(now).message == row.message

    def oldest_due(self) -> datetime | None:
        """When the row that has been due longest became due: of each place the first unsettled one,
        on its way or not. In the future when none is due yet; None when nothing waits. What is held
        is not due.
        """
        at = self.connection.execute(
            select(func.min(outbox.c.next_at)).where(
                outbox.c.id.in_(_heads()), outbox.c.state != "held"
            )
        ).scalar()
        return maybe_moment(at)

    # ── somebody sends faster than anyone reads ──

    def unseen_answers(self, place: Place, inbox_id: int) -> list[str]:
        """The slots of what is to be answered there to one event, and nobody has seen."""
        values = {**here(place), "to": f"e:{inbox_id}:%"}
        return [str(row.slot) for row in _UNSEEN_ANSWERS.all(self.connection, values)]

    def drop_answers(self, place: Place, inbox_id: int, now: datetime) -> None:
        """What was to be answered there to one event, and nobody has seen, is needless."""
        values = {**here(place), "to": f"e:{inbox_id}:%", "now": stamp(now)}
        self._forget_dropped(_DROP_ANSWERS.all(self.connection, values))

    def put_off_answers(self, place: Place, until: datetime) -> None:
        """What is to be answered there waits until then."""
        _PUT_OFF.run(self.connection, {**here(place), "until": stamp(until)})

    # ── what became of it ────────────────────────────────────────────────────

    def claim(self, id: int, now: datetime) -> None:
        """On its way from now on; one more try."""
        _CLAIM.run(self.connection, {"which": id, "now": stamp(now)})

    def sent(self, id: int, shown: str, now: datetime) -> None:
        """Shown in full, under the platform's id `shown`. The token that it went out with is spent."""
        row = _SENT.first(self.connection, {"which": id, "shown": shown, "now": stamp(now)})
        if row is not None and row.way == "reply":
            _SPEND.run(self.connection, {"which": id})
            self._set(id, **_NO_KEY)
        if row is not None and row.forget:
            self._forget_settled(id)

    def stubbed(self, id: int, shown: str, now: datetime) -> None:
        """Its stub is shown; the full text follows by editing, at once."""
        self._set(id, state="stubbed", shown=shown, next_at=stamp(now))

    def later(self, id: int, until: datetime) -> None:
        """Nothing was shown and it does not count as a try; again at `until`, the same request."""
        o = outbox.c
        self._end_try(
            id,
            attempts=case((o.attempts > 0, o.attempts - 1), else_=0),
            claimed_at=case((o.attempts > 1, o.claimed_at), else_=None),
            next_at=stamp(until),
        )
        # Or it was not tried at all, but what was to come before could not be done.
        self.connection.execute(
            update(outbox)
            .where(o.id == id, unsettled("queued", "stubbed"))
            .values(next_at=stamp(until))
        )

    def unsure(self, id: int, until: datetime) -> None:
        """It may have been shown or not; again at `until`, the same request, and the try counts."""
        self._end_try(id, next_at=stamp(until))

    def settle(self, id: int, state: Settled, now: datetime) -> None:
        """Nothing more will be done for it."""
        self._set(id, state=state, settled_at=stamp(now), **_NO_KEY)
        self._forget_settled(id)

    def release_sending(self, now: datetime) -> int:
        """At start nothing is on its way: what was is due again, its outcome unknown. How many."""
        released = self.connection.execute(
            update(outbox)
            .where(outbox.c.state == "sending")
            .values(state=back(), next_at=stamp(now))
            .returning(outbox.c.id)
        )
        return len(released.all())

    def _end_try(self, id: int, **columns: Any) -> None:
        """It is on its way no more, and with it all that went out in the same request."""
        o = outbox.c
        batch = select(o.batch).where(o.id == id, o.batch != "").scalar_subquery()
        self.connection.execute(
            update(outbox)
            .where((o.id == id) | (o.batch == batch), o.state == "sending")
            .values(state=back(), **columns)
        )


@cache
def _put(dialect: str) -> Prepared:
    statement = insert_into(outbox, dialect).on_conflict_do_nothing(index_elements=["dedupe"])
    return Prepared(statement.returning(outbox.c.id))


def _claimed() -> Any:
    o, now = outbox.c, bindparam("now", type_=Text)
    return (
        update(outbox)
        .where(o.id == bindparam("which"))
        .values(
            state="sending",
            attempts=o.attempts + 1,
            first_at=func.coalesce(o.first_at, now),
            claimed_at=func.coalesce(o.claimed_at, now),
        )
    )


def _sent() -> Any:
    """What it was answered with stays until that is spent."""
    o = outbox.c
    key = case((o.way == literal_column("'reply'"), o.way_key), else_=literal_column("''"))
    return (
        update(outbox)
        .where(o.id == bindparam("which"))
        .values(
            state="sent",
            shown=bindparam("shown"),
            settled_at=bindparam("now", type_=Text),
            way_key=key,
            way_until=None,
        )
        .returning(o.way, o.forget)
    )


def _spent() -> Any:
    """The token that a row went out with."""
    o, t = outbox.c, reply_token.c
    with_it = select(o.channel, o.place, o.way_key)
    spent = with_it.where(o.id == bindparam("which"), o.way == "reply")
    return delete(reply_token).where(tuple_(t.channel, t.place, t.token).in_(spent))


_CLAIM, _SENT, _SPEND = Prepared(_claimed()), Prepared(_sent()), Prepared(_spent())
_ANYTHING = Prepared(
    select(outbox.c.id)
    .where(*THERE, unsettled())
    .limit(literal_column("1"))
)
_ANSWERS = (
    *THERE,
    unsettled("queued"),
    outbox.c.claimed_at.is_(None),
    outbox.c.batch == literal_column("''"),
    outbox.c.dedupe.like(literal_column("'e:%'")),
)
_UNSEEN_ANSWERS = Prepared(
    select(outbox.c.slot).where(*_ANSWERS, outbox.c.dedupe.like(bindparam("to")))
)
_DROP_ANSWERS = Prepared(
    update(outbox)
    .where(*_ANSWERS, outbox.c.dedupe.like(bindparam("to")))
    .values(state="superseded", settled_at=bindparam("now", type_=Text))
    .returning(outbox.c.id)
)
_PUT_OFF = Prepared(
    update(outbox).where(*_ANSWERS).values(next_at=bindparam("until", type_=Text))
)
_NO_KEY = {"way_key": "", "way_until": None}
"""A key is a secret for as long as its request may be made again."""


def _heads() -> Select[tuple[int]]:
    """The id of the first unsettled row of each lane of each place."""
    return (
        select(func.min(outbox.c.id))
        .where(unsettled())
        .group_by(outbox.c.channel, outbox.c.place, outbox.c.kind)
    )


@cache
def _due(*, of_channel: bool) -> Prepared:
    o = outbox.c
    sending = func.sum(case((o.state == "sending", 1), else_=0))
    heads = _heads().having(sending == 0)
    if of_channel:
        heads = heads.where(o.channel == bindparam("channel"))
    return Prepared(
        select(outbox)
        .where(o.id.in_(heads), o.next_at <= bindparam("now"), o.state != "held")
        .order_by(o.id)
        .limit(bindparam("most", type_=Integer))
    )
