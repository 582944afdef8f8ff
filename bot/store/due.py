"""When there is something to see to in a partnership, so that nothing has to be loaded to find out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from bot.store.codec import maybe_moment, maybe_stamp, moment, stamp
from bot.store.page import Page
from bot.store.schema import partnership


class DuePage(Page):
    def set_next_due(self, partnership_id: str, at: datetime | None) -> None:
        """Look into the partnership from `at` on; None: not until something happens there.

        It is no part of what `load` gives, and no change that the audit tells of. The same again
        writes nothing, nor does an id that is not there.
        """
        due = maybe_stamp(at)
        p = partnership.c
        self.connection.execute(
            update(partnership)
            .where(p.id == partnership_id, p.next_due.is_distinct_from(due))
            .values(next_due=due)
        )

    def next_due(self, partnership_id: str) -> datetime | None:
        """When to look into it; None: no such time is set, or there is no such partnership."""
        p = partnership.c
        found = select(p.next_due).where(p.id == partnership_id)
        return maybe_moment(self.connection.execute(found).scalar())

    def due_partnerships(self, now: datetime, limit: int) -> list[tuple[str, datetime]]:
        """Ids of those in which something was due by `now`, and when it was; `limit` at most, the longest
        due first. They stay due until `set_next_due` says otherwise.
        """
        p = partnership.c
        rows = self.connection.execute(
            select(p.id, p.next_due)
            .where(p.next_due.is_not(None), p.next_due <= stamp(now))
            .order_by(p.next_due, p.id)
            .limit(limit)
        )
        return [(row.id, moment(row.next_due)) for row in rows]
