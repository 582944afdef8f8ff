"""What all parts of the outbox share: which rows wait, where, and how a row is settled."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    case,
    delete,
    literal,
    literal_column,
    select,
    update,
)

from bot.core.model import Person, Place
from bot.store.codec import maybe_moment, message_from
from bot.store.page import Page
from bot.store.prepared import Prepared
from bot.store.rows import OutRow
from bot.store.schema import outbox, partnership_group, reply_token

NOT_SETTLED = ("queued", "stubbed", "sending", "held")
WAITING = ("queued", "held")
"""Of an answering channel's messages: those that no request carries."""
NEVER = datetime.max.replace(tzinfo=UTC)
"""When it was first tried, of what has not been: nothing is given up for having waited."""
NEVER_SHOWN = ("superseded", "dead", "gone")


def unsettled(*states: str) -> ColumnElement[bool]:
    """Something may yet be done for the row; with `states` only those in one of them.

    The list is written out, for SQLite takes the index of what waits only where it can read it.
    """
    waits = _in(NOT_SETTLED)
    return waits & _in(states) if states else waits


def _in(states: Sequence[str]) -> ColumnElement[bool]:
    return outbox.c.state.in_([literal_column(f"'{state}'") for state in states])


def at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (outbox.c.channel == place.channel, outbox.c.place == place.id)


def here(place: Place) -> dict[str, str]:
    """The values of THERE."""
    return {"of_channel": place.channel, "of_place": place.id}


THERE: tuple[ColumnElement[bool], ...] = (
    outbox.c.channel == bindparam("of_channel"),
    outbox.c.place == bindparam("of_place"),
    outbox.c.kind == literal_column("'message'"),
)
"""As `messages_at`, for a statement that is made once."""


def messages_at(place: Place) -> tuple[ColumnElement[bool], ...]:
    """Rights and prices are a lane of their own: they wait for no message, and none waits for them."""
    return (*at(place), outbox.c.kind == "message")


def in_group() -> ColumnElement[bool]:
    """The row's place is a group of a partnership."""
    g = partnership_group.c
    return (
        partnership_group.select()
        .with_only_columns(literal(1))
        .where(g.channel == outbox.c.channel, g.place == outbox.c.place)
        .exists()
    )


def worth_saying() -> ColumnElement[bool]:
    """In a group, a line that only replaces another (progress) is not said for its own sake."""
    return (outbox.c.replaces == 0) | ~in_group()


def back() -> ColumnElement[str]:
    """Where a row that was on its way goes back to."""
    return case((outbox.c.shown != "", "stubbed"), else_="queued")


def forgotten() -> dict[str, Any]:
    """The columns of a row that is to say no more to whom and what; a dedupe key may hold an id."""
    place = f"erased:{secrets.token_hex(8)}"
    dedupe = literal("erased:") + outbox.c.ref
    nothing = {"body": "", "slot": "", "shown": "", "way_key": ""}
    return {"place": place, "person": None, "dedupe": dedupe, **nothing}


_SET = Prepared(update(outbox).where(outbox.c.id == bindparam("which")))
"""The columns to be set are those that are handed in with it."""
_TO_FORGET = Prepared(
    select(outbox.c.channel, outbox.c.place, outbox.c.person).where(
        outbox.c.id == bindparam("which"), outbox.c.forget == 1
    )
)


class QueuePage(Page):
    def _set(self, id: int, **columns: Any) -> None:
        _SET.run(self.connection, {"which": id, **columns})

    def _forget_settled(self, id: int) -> None:
        """What went to someone who was erased keeps neither its words nor their id (section 10), nor
        the token with which the last of it was said.
        """
        row = _TO_FORGET.first(self.connection, {"which": id})
        if row is None:
            return
        place = Place(row.channel, row.place)
        self.connection.execute(update(outbox).where(outbox.c.id == id).values(**forgotten()))
        more = select(outbox.c.id).where(*at(place), unsettled()).limit(1)
        if row.person is None and self.connection.execute(more).first() is None:
            t = reply_token.c
            self.connection.execute(
                delete(reply_token).where(t.channel == place.channel, t.place == place.id)
            )
        self.checkpoint_after_commit()

    def _drop(self, settled_at: str, *which: ColumnElement[bool]) -> None:
        """Made needless: never to be shown."""
        stale = self.connection.execute(
            update(outbox)
            .where(*which)
            .values(state="superseded", settled_at=settled_at)
            .returning(outbox.c.id)
        ).all()
        self._forget_dropped(stale)

    def _forget_dropped(self, stale: Sequence[Any]) -> None:
        for row in stale:
            self._forget_settled(row.id)


def out_row(row: Row[Any], now: datetime | None = None) -> OutRow:
    """`now` stands for the first try of what was never tried."""
    return OutRow(
        id=row.id,
        ref=row.ref,
        kind=row.kind,
        partnership=row.partnership,
        place=Place(row.channel, row.place),
        message=message_from(row.body),
        person=None if row.person is None else Person(row.channel, row.person),
        state=row.state,
        attempts=row.attempts,
        shown=row.shown,
        first_at=maybe_moment(row.first_at) or now or NEVER,
        way=row.way,
        way_key=row.way_key,
        way_until=maybe_moment(row.way_until),
        batch=row.batch,
        push=bool(row.push),
    )
