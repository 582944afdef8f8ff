"""The outbox: what waits to be said, in order for each place (TRUST.md, T3 and T4, sections 5 and
7).
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, select, update

from bot.core.model import Person, Place
from bot.message import Button, Message
from bot.store.codec import maybe_moment, message_from, message_text, moment, stamp
from bot.store.page import Page
from bot.store.rows import AskShown, Offered, OutRow, ShownButton
from bot.store.schema import outbox

REF_BYTES = 16
"""128 bits: 22 letters of the 40 that a reference may have (bot/channels/base.py)."""
NOT_SETTLED = ("queued", "stubbed", "sending")
NEVER_SHOWN = ("superseded", "dead", "gone")

Settled = Literal["gone", "dead", "superseded"]


class OutboxPage(Page):
    def enqueue(
        self,
        place: Place,
        message: Message,
        *,
        partnership: str | None,
        dedupe: str,
        now: datetime,
    ) -> None:
        """Put a message at the end of its place's queue. A second one with the same `dedupe` is
        ignored.

        One that replaces makes those before it needless that would only have replaced, too: of the
        same place and slot, waiting, nothing of them shown.
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

    def enqueue_rights(
        self, place: Place, person: Person, *, partnership: str, dedupe: str, now: datetime
    ) -> None:
        """Ask the channel whether the person administers the group; `person` is of the group's
        channel.
        """
        self._enqueue(place, dedupe, now, kind="rights", partnership=partnership, person=person.id)

    def _enqueue(self, place: Place, dedupe: str, now: datetime, **columns: Any) -> int | None:
        """The new row's id; None when there was one with this `dedupe`."""
        statement = self._insert(outbox).values(
            ref=secrets.token_urlsafe(REF_BYTES),
            dedupe=dedupe,
            channel=place.channel,
            place=place.id,
            queued_at=stamp(now),
            next_at=stamp(now),
            forget=int(place in self._forgotten),
            **columns,
        )
        statement = statement.on_conflict_do_nothing(index_elements=["dedupe"])
        id = self.connection.execute(statement.returning(outbox.c.id)).scalar()
        return None if id is None else int(id)

    def _supersede(self, place: Place, slot: str, before_id: int, now: datetime) -> None:
        stale = self.connection.execute(
            update(outbox)
            .where(*_at(place), outbox.c.slot == slot, outbox.c.id < before_id)
            .where(outbox.c.state == "queued", outbox.c.claimed_at.is_(None))
            .where(outbox.c.replaces == 1)
            .values(state="superseded", settled_at=stamp(now))
            .returning(outbox.c.id)
        ).all()
        for row in stale:
            self._forget_settled(row.id)

    def due(self, now: datetime, limit: int = 32) -> list[OutRow]:
        """The head of each place, if its time has come and nothing of that place is on its way."""
        sending = func.sum(case((outbox.c.state == "sending", 1), else_=0))
        heads = _heads().having(sending == 0)
        rows = self.connection.execute(
            select(outbox)
            .where(outbox.c.id.in_(heads), outbox.c.next_at <= stamp(now))
            .order_by(outbox.c.id)
            .limit(limit)
        )
        return [_out_row(row, now) for row in rows]

    def oldest_due(self) -> datetime | None:
        """When the row that has been due longest became due: of each place the first unsettled one,
        on its way or not. In the future when none is due yet; None when nothing waits.
        """
        at = self.connection.execute(
            select(func.min(outbox.c.next_at)).where(outbox.c.id.in_(_heads()))
        ).scalar()
        return maybe_moment(at)

    # ── what became of it ────────────────────────────────────────────────────

    def claim(self, id: int, now: datetime) -> None:
        """On its way from now on; one more try."""
        at = stamp(now)
        self._set(
            id,
            state="sending",
            attempts=outbox.c.attempts + 1,
            first_at=func.coalesce(outbox.c.first_at, at),
            claimed_at=func.coalesce(outbox.c.claimed_at, at),
        )

    def sent(self, id: int, shown: str, now: datetime) -> None:
        """Shown in full, under the platform's id `shown`."""
        self._set(id, state="sent", shown=shown, settled_at=stamp(now))
        self._forget_settled(id)

    def stubbed(self, id: int, shown: str, now: datetime) -> None:
        """Its stub is shown; the full text follows by editing, at once."""
        self._set(id, state="stubbed", shown=shown, next_at=stamp(now))

    def later(self, id: int, until: datetime) -> None:
        """Nothing was shown and it does not count as a try; again at `until`."""
        self._set(
            id,
            state=_back(),
            attempts=case((outbox.c.attempts > 0, outbox.c.attempts - 1), else_=0),
            claimed_at=case((outbox.c.attempts > 1, outbox.c.claimed_at), else_=None),
            next_at=stamp(until),
        )

    def unsure(self, id: int, until: datetime) -> None:
        """It may have been shown or not; again at `until`, and the try counts."""
        self._set(id, state=_back(), next_at=stamp(until))

    def settle(self, id: int, state: Settled, now: datetime) -> None:
        """Nothing more will be done for it."""
        self._set(id, state=state, settled_at=stamp(now))
        self._forget_settled(id)

    def release(self, id: int, now: datetime) -> None:
        """It was on its way and its sender is no more: due again, its outcome unknown. Else nothing."""
        self.connection.execute(
            update(outbox)
            .where(outbox.c.id == id, outbox.c.state == "sending")
            .values(state=_back(), next_at=stamp(now))
        )

    def release_sending(self, now: datetime) -> int:
        """At start nothing is on its way: what was is due again, its outcome unknown. How many."""
        released = self.connection.execute(
            update(outbox)
            .where(outbox.c.state == "sending")
            .values(state=_back(), next_at=stamp(now))
            .returning(outbox.c.id)
        )
        return len(released.all())

    def _set(self, id: int, **columns: Any) -> None:
        self.connection.execute(update(outbox).where(outbox.c.id == id).values(**columns))

    def _forget_settled(self, id: int) -> None:
        """What went to someone who was erased keeps neither its words nor their id (section 10)."""
        forgot = self.connection.execute(
            update(outbox)
            .where(outbox.c.id == id, outbox.c.forget == 1)
            .values(**forgotten())
            .returning(outbox.c.id)
        ).all()
        if forgot:
            self.checkpoint_after_commit()

    # ── what is on the screen ────────────────────────────────────────────────

    def last_shown(self, place: Place, slot: str) -> str | None:
        """The platform's id of the last message shown there under this slot."""
        found = self.connection.execute(
            select(outbox.c.shown)
            .where(*_at(place), outbox.c.slot == slot, outbox.c.shown != "")
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).scalar()
        return None if found is None else str(found)

    def newest_ask(self, place: Place) -> AskShown | None:
        """The newest question there, shown or waiting to be, that was not dropped."""
        row = self.connection.execute(
            select(outbox.c.claimed_at, outbox.c.slot, outbox.c.partnership)
            .where(*_at(place), outbox.c.slot.like("ask:%"))
            .where(outbox.c.state.not_in(NEVER_SHOWN))
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).first()
        if row is None:
            return None
        claimed = None if row.claimed_at is None else moment(row.claimed_at)
        return AskShown(claimed, row.slot, row.partnership)

    def newest_buttons(self, place: Place) -> tuple[ShownButton, ...]:
        """The buttons with an action of the newest message there that was not dropped; () when it
        has none.
        """
        row = self.connection.execute(
            select(outbox.c.ref, outbox.c.body, outbox.c.partnership)
            .where(*_at(place), outbox.c.kind == "message")
            .where(outbox.c.state.not_in(NEVER_SHOWN))
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).first()
        if row is None:
            return ()
        return tuple(
            ShownButton(f"{row.ref}.{n}", button.label, button.action, row.partnership)
            for n, button in enumerate(_buttons(row.body))
            if button.action
        )

    def pressed(self, ref: str) -> Offered | None:
        """The button behind "<ref>.<n>", n counted over all rows; None when none such was made."""
        name, dot, number = ref.rpartition(".")
        if not dot or not (number.isascii() and number.isdecimal()) or len(number) > 3:
            return None
        row = self.connection.execute(select(outbox).where(outbox.c.ref == name)).first()
        if row is None:
            return None
        buttons = _buttons(row.body)
        if int(number) >= len(buttons):
            return None
        action = buttons[int(number)].action
        return Offered(row.partnership, Place(row.channel, row.place), action, row.slot)


def forgotten() -> dict[str, Any]:
    """The columns of a row that is to say no more to whom and what; a dedupe key may hold an id."""
    place = f"erased:{secrets.token_hex(8)}"
    dedupe = literal("erased:") + outbox.c.ref
    return {"place": place, "person": None, "body": "", "slot": "", "shown": "", "dedupe": dedupe}


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (outbox.c.channel == place.channel, outbox.c.place == place.id)


def _heads() -> Select[tuple[int]]:
    """The id of the first unsettled row of each place."""
    return (
        select(func.min(outbox.c.id))
        .where(outbox.c.state.in_(NOT_SETTLED))
        .group_by(outbox.c.channel, outbox.c.place)
    )


def _buttons(body: str) -> list[Button]:
    """Counted over all rows."""
    return [button for row in message_from(body).buttons for button in row]


def _back() -> ColumnElement[str]:
    """Where a row that was on its way goes back to."""
    return case((outbox.c.shown != "", "stubbed"), else_="queued")


def _out_row(row: Row[Any], now: datetime) -> OutRow:
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
        first_at=now if row.first_at is None else moment(row.first_at),
    )
