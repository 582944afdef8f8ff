"""What stands on the screen of a place, and what its buttons mean."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, literal_column, select

from bot.core.model import Place
from bot.message import Button, Message, Picture
from bot.store.codec import message_from, moment, stamp, text_and_buttons
from bot.store.page import Page
from bot.store.prepared import Prepared
from bot.store.queue import NEVER_SHOWN, at
from bot.store.rows import AskShown, Offered, ShownBubble, ShownButton
from bot.store.schema import outbox

TOGETHER = 5
"""Bubbles of one request (LINE); of what was said at once, so many are looked through."""
IN_SIGHT = 8
"""Bubbles that somebody sees without scrolling far."""
LOOKED_THROUGH = 50
"""Messages of a place, for its newest picture."""
_NOT_THERE = (*NEVER_SHOWN, "held")


class InSight(NamedTuple):
    newest: tuple[ShownBubble, ...]
    """The newest message that was neither dropped nor held, and those that were shown together with it, newest
    first: of one request, or said to one event."""
    earlier: tuple[ShownBubble, ...]
    """The messages before the newest, newest first: about what a reader still sees."""


class ScreenPage(Page):
    """What stands before people, as our own record has it."""

    def last_shown(self, place: Place, slot: str) -> str | None:
        """The platform's id of the last message shown there under this slot."""
        found = self.connection.execute(
            select(outbox.c.shown)
            .where(*at(place), outbox.c.slot == slot, outbox.c.shown != "")
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).scalar()
        return None if found is None else str(found)

    def stands(self, place: Place, slot: str) -> tuple[str, Message] | None:
        """The last message shown there under this slot, and the platform's id of it."""
        row = self.connection.execute(
            select(outbox.c.shown, outbox.c.body)
            .where(*at(place), outbox.c.slot == slot, outbox.c.shown != "")
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).first()
        return None if row is None else (row.shown, message_from(row.body))

    def newest_slot(self, place: Place, since: datetime) -> str:
        """The slot of the newest message there, shown since then or waiting to be; "" when there is none,
        or it has none.
        """
        row = self.connection.execute(
            select(outbox.c.slot, outbox.c.claimed_at)
            .where(*at(place), outbox.c.kind == "message", outbox.c.state.not_in(NEVER_SHOWN))
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).first()
        if row is None or (row.claimed_at is not None and moment(row.claimed_at) < since):
            return ""
        return str(row.slot or "")

    def newest_picture(self, place: Place, since: datetime) -> Picture | None:
        """The newest picture said there since then, and not held: shown, or on its way."""
        rows = self.connection.execute(
            select(outbox.c.body)
            .where(*at(place), outbox.c.queued_at >= stamp(since))
            .where(outbox.c.kind == "message", outbox.c.state.not_in(_NOT_THERE))
            .order_by(outbox.c.id.desc())
            .limit(LOOKED_THROUGH)
        )
        pictures = (message_from(row.body).picture for row in rows)
        return next((picture for picture in pictures if picture is not None), None)

    def was_shown(self, place: Place, shown: str) -> bool:
        """Whether the bot showed something there under this id of the platform's."""
        found = select(outbox.c.id).where(*at(place), outbox.c.shown == shown, outbox.c.shown != "")
        return self.connection.execute(found.limit(1)).first() is not None

    def newest_ask(self, place: Place) -> AskShown | None:
        """The newest question there, shown or waiting to be, that was neither dropped nor held."""
        row = _NEWEST_ASK.first(self.connection, _here(place))
        if row is None:
            return None
        claimed = None if row.claimed_at is None else moment(row.claimed_at)
        return AskShown(claimed, row.slot, row.partnership)

    def newest_buttons(self, place: Place) -> tuple[ShownButton, ...]:
        """The buttons with an action of the newest message there that was neither dropped nor held; () when it
        has none.
        """
        return next((bubble.buttons for bubble in self.newest_bubbles(place)), ())

    def newest_bubbles(self, place: Place) -> tuple[ShownBubble, ...]:
        """The newest message there that was neither dropped nor held, and those that were shown together
        with it, newest first: of one request, or said to one event.
        """
        return self.bubbles(place).newest

    def bubbles(self, place: Place) -> InSight:
        """What somebody there has before them."""
        rows = _IN_SIGHT.all(self.connection, _here(place) | {"most": IN_SIGHT})
        shown = [_bubble(row) for row in rows]
        said = (b for b, r in zip(shown[:TOGETHER], rows, strict=False) if r is rows[0] or _together(r, rows[0]))
        return InSight(tuple(said), tuple(shown[1:]))

    def pressed(self, ref: str) -> Offered | None:
        """The button behind "<ref>.<n>", n counted over all rows; None when none such was made."""
        name, dot, number = ref.rpartition(".")
        if not dot or not (number.isascii() and number.isdecimal()) or len(number) > 3:
            return None
        row = _BY_REF.first(self.connection, {"name": name})
        if row is None:
            return None
        buttons = _buttons(row.body)
        if int(number) >= len(buttons):
            return None
        action = buttons[int(number)].action
        text, _ = text_and_buttons(row.body)
        return Offered(row.partnership, Place(row.channel, row.place), action, row.slot, text)


def _here(place: Place) -> dict[str, Any]:
    return {"channel": place.channel, "place": place.id}


_THERE = (
    outbox.c.channel == bindparam("channel"),
    outbox.c.place == bindparam("place"),
    outbox.c.state.not_in([literal_column(f"'{state}'") for state in _NOT_THERE]),
)
_NEWEST_ASK = Prepared(
    select(outbox.c.claimed_at, outbox.c.slot, outbox.c.partnership)
    .where(*_THERE, outbox.c.slot.like(literal_column("'ask:%'")))
    .order_by(outbox.c.id.desc())
    .limit(literal_column("1"))
)
_IN_SIGHT = Prepared(
    select(
        outbox.c.ref,
        outbox.c.body,
        outbox.c.partnership,
        outbox.c.slot,
        outbox.c.batch,
        outbox.c.dedupe,
    )
    .where(*_THERE, outbox.c.kind == literal_column("'message'"))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_BY_REF = Prepared(
    select(
        outbox.c.partnership, outbox.c.channel, outbox.c.place, outbox.c.slot, outbox.c.body
    ).where(outbox.c.ref == bindparam("name"))
)


def _buttons(body: str) -> list[Button]:
    """Counted over all rows."""
    return [button for row in message_from(body).buttons for button in row]


def _together(row: Any, newest: Any) -> bool:
    of, by = _event(row.dedupe), _event(newest.dedupe)
    return bool(row.batch and row.batch == newest.batch) or bool(of and of == by)


def _event(dedupe: str) -> str:
    """What of a dedupe key names the event that is answered (facilitator/saying.py); "" for others."""
    kind, _, rest = dedupe.partition(":")
    return rest.partition(":")[0] if kind == "e" else ""


def _bubble(row: Any) -> ShownBubble:
    text, labels = text_and_buttons(row.body)
    return ShownBubble(
        text,
        row.slot,
        tuple(
            ShownButton(f"{row.ref}.{n}", label, action, row.partnership)
            for n, (label, action) in enumerate(labels)
            if action
        ),
    )
