"""After a copy was brought back: what waited in it may have been said since it was made, so nothing of it is said
before a broker has looked (TRUST.md, section 9).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, not_, select, update

from bot.store.audit import append
from bot.store.codec import maybe_moment, stamp
from bot.store.pushing import PushPage
from bot.store.queue import unsettled
from bot.store.schema import outbox, partnership
from bot.store.schema_restoring import doubtful, restored


class DoubtPage(PushPage):
    def bring_back(self, made_at: datetime, now: datetime) -> int:
        """A copy of `made_at` was brought back. How many messages may have been said meanwhile.

        A stub that is to be filled in is not among them, for an edit that has been made changes nothing; nor
        is a push that LINE knows by its key, which it shows once (section 5).
        """
        o = outbox.c
        which = (o.kind == "message", unsettled("queued", "held", "sending"), not_(_known_by_key(stamp(now))))
        ids = [row.id for row in self.connection.execute(select(o.id).where(*which))]
        for id in ids:
            self.connection.execute(insert(doubtful), {"outbox": id})
            self._set(id, state="dead", settled_at=stamp(now))
        self.connection.execute(insert(restored), {"at": stamp(now), "made_at": stamp(made_at)})
        append(self.connection, partnership=None, at=now, subject="", cause="Restored", what=[f"copy:{stamp(made_at)}"])
        return len(ids)

    def untold_restores(self) -> tuple[datetime, ...]:
        """From when the copies were that were brought back and of which the brokers have not been told. They count
        as told from now on.
        """
        rows = self.connection.execute(select(restored).where(restored.c.told == 0)).all()
        self.connection.execute(update(restored).values(told=1))
        found = (maybe_moment(row.made_at) for row in rows)
        return tuple(sorted(moment for moment in found if moment is not None))

    def everyone(self) -> tuple[str, ...]:
        """The ids of all partnerships."""
        return tuple(self.connection.execute(select(partnership.c.id).order_by(partnership.c.id)).scalars())

    def count_doubtful(self, partnership: str) -> int:
        found = select(func.count()).select_from(doubtful.join(outbox)).where(outbox.c.partnership == partnership)
        return int(self.connection.execute(found).scalar_one())

    def settle_doubtful(self, partnership: str, now: datetime, *, again: bool) -> int:
        """They are said again, in their order, or count as said. How many."""
        o = outbox.c
        found = select(o.id).join(doubtful, doubtful.c.outbox == o.id).where(o.partnership == partnership)
        ids = [row.id for row in self.connection.execute(found)]
        anew = {"attempts": 0, "first_at": None, "claimed_at": None, "settled_at": None, "batch": ""}
        for id in ids:
            if again:
                self._set(id, state="queued", next_at=stamp(now), way="", way_key="", way_until=None, **anew)
            self.connection.execute(delete(doubtful).where(doubtful.c.outbox == id))
        return len(ids)


def _known_by_key(now: str) -> ColumnElement[bool]:
    o = outbox.c
    return and_(o.state == "sending", o.way == "push", o.way_key != "", func.coalesce(o.way_until, "") > now)
