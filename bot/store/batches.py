"""Rows that go out together: what one request carries, until its outcome is known."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, literal_column, select, update

from bot.core.model import Place
from bot.store.codec import maybe_stamp, stamp
from bot.store.outbox import REF_BYTES, OutboxPage
from bot.store.prepared import Prepared
from bot.store.queue import THERE, WAITING, here, messages_at, out_row, unsettled
from bot.store.rows import OutRow
from bot.store.schema import outbox

Way = Literal["reply", "push"]


_WAITING = Prepared(
    select(outbox)
    .where(*THERE, unsettled(*WAITING), outbox.c.batch == literal_column("''"))
    .order_by(outbox.c.id)
    .limit(bindparam("most", type_=Integer))
)


class BatchPage(OutboxPage):
    def waiting(self, place: Place, limit: int) -> list[OutRow]:
        """The messages of the place that no request carries, from the first, in order."""
        rows = _WAITING.all(self.connection, {**here(place), "most": limit})
        return [out_row(row) for row in rows]

    def claim_batch(
        self, rows: Sequence[OutRow], way: Way, key: str, until: datetime | None, now: datetime
    ) -> None:
        """They go out in one request from now on; one more try. For another try of the same request
        the rows are those of `batch`, and way, key and `until` what they hold.
        """
        o, at = outbox.c, stamp(now)
        self.connection.execute(
            update(outbox)
            .where(o.id.in_([row.id for row in rows]), unsettled())
            .values(
                state="sending",
                attempts=o.attempts + 1,
                first_at=func.coalesce(o.first_at, at),
                claimed_at=func.coalesce(o.claimed_at, at),
                way=way,
                way_key=key,
                way_until=maybe_stamp(until),
                batch=rows[0].batch or secrets.token_urlsafe(REF_BYTES),
            )
        )

    def batch(self, row: OutRow) -> list[OutRow]:
        """What is unsettled of the request that carries the row, in order; [] when none does."""
        rows = self.connection.execute(select(outbox).where(*_with(row)).order_by(outbox.c.id))
        return [out_row(each) for each in rows]

    def unclaim_batch(self, row: OutRow, now: datetime, hold: bool) -> None:
        """The request that carries the row is not made again: its rows wait anew, or are held. Way and
        key are cleared.

        What may have been shown by it keeps the time of its first try as when it was seen.
        """
        o = outbox.c
        unsure = o.attempts - case((o.state == "sending", 1), else_=0)
        self.connection.execute(
            update(outbox)
            .where(*_with(row))
            .values(
                state="queued",
                attempts=0,
                first_at=None,
                claimed_at=case((unsure > 0, o.claimed_at), else_=None),
                next_at=stamp(now),
                way="",
                way_key="",
                way_until=None,
                batch="",
            )
        )
        if hold:
            self.hold(row.place, now)


def _with(row: OutRow) -> tuple[ColumnElement[bool], ...]:
    """All that goes out with the row, as the table has it: it may have been claimed since it was read."""
    now = outbox.alias()
    batch = select(now.c.batch).where(now.c.id == row.id).scalar_subquery()
    return (*messages_at(row.place), unsettled(), outbox.c.batch != "", outbox.c.batch == batch)
