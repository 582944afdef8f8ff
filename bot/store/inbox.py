"""The inbox: what has been acknowledged, once each, until it is worked (TRUST.md, T1 and T2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, bindparam, func, literal_column, select, update

from bot.message import Raw
from bot.store.codec import maybe_moment, stamp
from bot.store.page import Page, insert_into
from bot.store.prepared import Prepared
from bot.store.rows import Waiting
from bot.store.schema import inbox

_NEW = inbox.c.state == literal_column("'new'")
"""Written out, for SQLite takes a partial index only where it can read the state."""
_WAITING = (inbox.c.id, inbox.c.channel, inbox.c.conversation, inbox.c.raw, inbox.c.attempts)


_ANY_NEW = Prepared(select(inbox.c.id).where(_NEW).limit(literal_column("1")))


@cache
def _put(dialect: str) -> Prepared:
    statement = insert_into(inbox, dialect)
    statement = statement.on_conflict_do_nothing(index_elements=["channel", "key"])
    return Prepared(statement.returning(inbox.c.id))


class InboxPage(Page):
    def take_in(self, channel: str, raws: Sequence[Raw], now: datetime) -> int:
        """Store events under their keys; how many had not been there."""
        return sum(self._put(channel, raw, now) for raw in raws)

    def put_event(
        self, channel: str, key: str, conversation: str, body: bytes, now: datetime
    ) -> bool:
        """Store one of the bot's own events; whether its key was new."""
        return self._put(channel, Raw(key, conversation, body, now), now)

    def _put(self, channel: str, raw: Raw, now: datetime) -> bool:
        row = {
            "channel": channel,
            "key": raw.key,
            "conversation": raw.conversation,
            "raw": raw.body,
            "at": stamp(raw.at),
            "taken_at": stamp(now),
            "sort": raw.sort,
        }
        return _put(self.connection.dialect.name).value(self.connection, row) is not None

    def new_events(
        self, limit: int = 64, settled: tuple[datetime, datetime] | None = None
    ) -> list[Waiting]:
        """Of each conversation that has one waiting the first event, by what its platform sorts by and
        else as taken in; the one taken in first before the others.

        `settled`: of those that are sorted none that was taken in between these times, for an earlier
        one may still come.
        """
        values: dict[str, Any] = {"most": limit}
        if settled is not None:
            values |= {"since": stamp(settled[0]), "until": stamp(settled[1])}
        rows = _ready(settled=settled is not None).all(self.connection, values)
        return [_waiting(row) for row in rows]

    def has_new_events(self) -> bool:
        """Whether any waits to be worked."""
        return _ANY_NEW.first(self.connection) is not None

    def waiting_events(self, limit: int) -> list[Waiting]:
        """The oldest events that wait, not only the first of each conversation, by what their platforms
        sort by and else as taken in.
        """
        statement = select(*_WAITING).where(_NEW)
        rows = self.connection.execute(statement.order_by(inbox.c.sort, inbox.c.id).limit(limit))
        return [_waiting(row) for row in rows]

    def oldest_taken(self) -> datetime | None:
        """When the oldest event that waits was taken in."""
        taken = select(func.min(inbox.c.taken_at)).where(_NEW)
        return maybe_moment(self.connection.execute(taken).scalar())

    def worked(self, inbox_id: int, now: datetime) -> None:
        """Done. Only the key stays, to know the event again; a private conversation's id is a
        person's id.
        """
        self._settle_event(inbox_id, "done", None, now)

    def dead(self, inbox_id: int, error_class: str, now: datetime) -> None:
        """Could not be worked. `error_class`: the exception's name, never its words."""
        self._settle_event(inbox_id, "dead", error_class, now)

    def _settle_event(self, inbox_id: int, state: str, error: str | None, now: datetime) -> None:
        values = {"which": inbox_id, "state": state, "error": error, "done_at": stamp(now)}
        _SETTLE.run(self.connection, values)

    def attempt(self, inbox_id: int) -> int:
        """Count one try at working it, before the try (TRUST.md, section 6); how many there have
        been.
        """
        counted = self.connection.execute(
            update(inbox)
            .where(inbox.c.id == inbox_id)
            .values(attempts=inbox.c.attempts + 1)
            .returning(inbox.c.attempts)
        ).scalar()
        return int(counted or 0)


_SETTLE = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("which"))
    .values(
        state=bindparam("state"),
        raw=None,
        conversation="",
        error=bindparam("error"),
        done_at=bindparam("done_at"),
    )
)


@cache
def _ready(*, settled: bool) -> Prepared:
    conversation = (inbox.c.channel, inbox.c.conversation)
    order = func.row_number().over(partition_by=conversation, order_by=(inbox.c.sort, inbox.c.id))
    new = select(inbox.c.id, order.label("n")).where(_NEW).subquery()
    ready = select(*_WAITING).where(inbox.c.id.in_(select(new.c.id).where(new.c.n == 1)))
    if settled:
        young = inbox.c.taken_at.between(bindparam("since"), bindparam("until"))
        ready = ready.where((inbox.c.sort == "") | ~young)
    return Prepared(ready.order_by(inbox.c.id).limit(bindparam("most", type_=Integer)))


def _waiting(r: Row[*tuple[Any, ...]]) -> Waiting:
    return Waiting(r.id, r.channel, r.conversation, bytes(r.raw), r.attempts)
