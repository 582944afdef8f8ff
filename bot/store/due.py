"""When there is something to see to in a partnership, so that nothing has to be loaded to find out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, bindparam, func, select, update

from bot.store.codec import maybe_moment, maybe_stamp, moment, stamp
from bot.store.page import Page
from bot.store.prepared import Prepared
from bot.store.schema import partnership

_THIS = partnership.c.id == bindparam("which")
_NEXT_DUE = select(partnership.c.next_due).where(_THIS)
_PUT_OFF = select(partnership.c.due_since).where(_THIS)
_WAITS = Prepared(select(partnership.c.next_due, partnership.c.due_since).where(_THIS))
_DUE = bindparam("due", type_=Text)
_SET_DUE = Prepared(
    update(partnership)
    .where(_THIS)
    .where(partnership.c.next_due.is_distinct_from(_DUE) | partnership.c.due_since.is_not(None))
    .values(next_due=_DUE, due_since=None)
)


class DuePage(Page):
    def set_next_due(self, partnership_id: str, at: datetime | None) -> None:
        """Look into the partnership from `at` on; None: not until something happens there.

        It is no part of what `load` gives, and no change that the audit tells of. The same again
        writes nothing, nor does an id that is not there. What was put off counts as seen to.
        """
        due = maybe_stamp(at)
        if self._look(partnership_id) != (due, None):
            self._touched.add(partnership_id)
            self._hand.looks.pop(partnership_id, None)
            _SET_DUE.run(self.connection, {"which": partnership_id, "due": due})

    def put_off(self, partnership_id: str, at: datetime) -> None:
        """Not before `at`; but it stays due since the moment at which it first became so, until
        `set_next_due` says otherwise.
        """
        p = partnership.c
        self._touched.add(partnership_id)
        self._hand.looks.pop(partnership_id, None)
        self.connection.execute(
            update(partnership)
            .where(p.id == partnership_id)
            .values(next_due=stamp(at), due_since=func.coalesce(p.due_since, p.next_due))
        )

    def is_put_off(self, partnership_id: str) -> bool:
        return self.connection.execute(_PUT_OFF, {"which": partnership_id}).scalar() is not None

    def awaits_look(self, partnership_id: str, now: datetime) -> bool:
        """Whether it is due by `now` or was put off: then it is to be looked at before anything is set anew."""
        look = self._look(partnership_id)
        if look is None:
            return False
        due = maybe_moment(look[0])
        return look[1] is not None or (due is not None and due <= now)

    def _look(self, partnership_id: str) -> tuple[str | None, str | None] | None:
        """`next_due` and `due_since`; None where there is no such partnership."""
        found = self._hand.looks.get(partnership_id)
        if found is None:
            row = _WAITS.first(self.connection, {"which": partnership_id})
            found = None if row is None else (row.next_due, row.due_since)
            if found is not None and self._hand.get(partnership_id) is not None:
                self._hand.looks[partnership_id] = found
        return found

    def next_due(self, partnership_id: str) -> datetime | None:
        """When to look into it; None: no such time is set, or there is no such partnership."""
        return maybe_moment(self.connection.execute(_NEXT_DUE, {"which": partnership_id}).scalar())

    def due_partnerships(self, now: datetime, limit: int) -> list[tuple[str, datetime]]:
        """Ids of those that are to be looked into by `now`, and since when something has been due there;
        `limit` at most, the longest waiting first. They stay so until `set_next_due` or `put_off`.
        """
        p = partnership.c
        rows = self.connection.execute(
            select(p.id, func.coalesce(p.due_since, p.next_due).label("since"))
            .where(p.next_due.is_not(None), p.next_due <= stamp(now))
            .order_by(p.next_due, p.id)
            .limit(limit)
        )
        return [(row.id, moment(row.since)) for row in rows]
