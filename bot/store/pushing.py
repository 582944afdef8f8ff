"""Speaking first where that is billed: what it would be asked for, its price, and letting it go
(docs/decisions/0015-answers-first.md).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from bot.core.model import Place, Push
from bot.store.codec import stamp
from bot.store.outbox import OutboxPage
from bot.store.queue import at, unsettled, worth_saying
from bot.store.schema import outbox, partnership

PLACES_AT_ONCE = 200
"""Places let go in one transaction when a month turns; the next ones wait for the next call."""


class PushPage(OutboxPage):
    def held_places(self, partnership: str) -> tuple[Place, ...]:
        """Where something is held for the partnership that is worth pushing."""
        o = outbox.c
        rows = self.connection.execute(
            select(o.channel, o.place)
            .where(o.partnership == partnership, unsettled("held"), worth_saying())
            .where(o.kind == "message")
            .group_by(o.channel, o.place)
            .order_by(o.channel, o.place)
        )
        return tuple(Place(row.channel, row.place) for row in rows)

    # ── for a price ──────────────────────────────────────────────────────────

    def note_price(self, id: int, price: int, now: datetime) -> None:
        """The row that asked what pushing would cost was answered: so many messages."""
        self._set(id, slot=_told(price))
        self.sent(id, "", now)

    def priced(self, place: Place, partnership: str, price: int) -> int | None:
        """The newest row that told the place this price; None: it was told no such price."""
        o = outbox.c
        found = self.connection.execute(
            select(o.id)
            .where(*at(place), o.kind == "price")
            .where(o.partnership == partnership, o.slot == _told(price))
            .order_by(o.id.desc())
            .limit(1)
        ).scalar()
        return None if found is None else int(found)

    def allow_push(self, partnership: str, now: datetime, up_to: int) -> None:
        """What was held when the price was asked may be pushed, whatever the partnership's policy.
        `up_to`: the row that asked. What has come to wait since then was not in its price.

        What else was held in the same places goes along, so that their order stays; it was counted,
        too.
        """
        o = outbox.c
        asked = self.connection.execute(select(o.first_at).where(o.id == up_to)).scalar()
        if asked is None:
            return
        counted = (unsettled("held"), o.kind == "message", o.id < up_to, o.next_at <= asked)
        places = self.connection.execute(
            select(o.channel, o.place)
            .where(o.partnership == partnership, *counted, worth_saying())
            .distinct()
        ).all()
        for row in places:
            self.connection.execute(
                update(outbox)
                .where(*at(Place(row.channel, row.place)), *counted)
                .values(state="queued", push=1, next_at=stamp(now))
            )

    # ── when a month turns ───────────────────────────────────────────────────

    def release_pushable(self, held_before: datetime, now: datetime) -> int:
        """Try again what has been held since before then, in places where it may be pushed by the policy:
        a new month has a quota of its own. How many places; at most PLACES_AT_ONCE.

        What has to be held once more is held since then, so the same `held_before` brings it out once.
        """
        o, p = outbox.c, partnership.c
        places = self.connection.execute(
            select(o.channel, o.place)
            .join_from(outbox, partnership, p.id == o.partnership)
            .where(unsettled("held"), o.kind == "message", worth_saying())
            .where(o.next_at < stamp(held_before), p.push != Push.NEVER.value)
            .distinct()
            .limit(PLACES_AT_ONCE)
        ).all()
        for row in places:
            self._release_held(Place(row.channel, row.place), now)
        return len(places)


def _told(price: int) -> str:
    """The slot of a price row, which shows nothing anywhere."""
    return f"price:{price}"
