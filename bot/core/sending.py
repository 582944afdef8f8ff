"""Where speaking first is billed: what waits, its price, the month's use, and whether it is pushed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import effects as say
from bot.core import events as ev
from bot.core.acts import Act
from bot.core.calendar import last_day, today
from bot.core.model import Push, Writing
from bot.core.turn import Turn

PRICE_HOLDS = timedelta(minutes=10)
"""How long what was shown may be pushed for its price; afterwards the price is shown anew."""
SHOWN = "push"
"""`Writing.what` while a price is shown."""
AGAIN = "push_again"
"""`Writing.what` after a push: a price that is shown right upon it is asked for once more."""


@dataclass(frozen=True, slots=True)
class PriceShown:
    """The price that a broker saw last, and when.

    It is kept as the member's `Writing`, of which it is none: both are forgotten with the next thing
    that is pressed, and columns of its own were not worth a migration.
    """

    price: int
    at: datetime

    @classmethod
    def kept_in(cls, writing: Writing | None) -> PriceShown | None:
        if writing is None or writing.what != SHOWN:
            return None
        return cls(int(writing.about), datetime.fromisoformat(writing.draft))

    def kept(self) -> Writing:
        return Writing(SHOWN, str(self.price), self.at.isoformat())


def sending(turn: Turn, _: Act) -> None:
    """The page about sending: it comes once the channels have told the price."""
    turn.say(say.AskPrice(turn.here, turn.language))


def policy(turn: Turn, chosen: Act) -> None:
    """Whether what waits is pushed from now on; the page then shows it."""
    if chosen.arg(0) in set(Push):
        turn.partnership = replace(turn.partnership, push=Push(chosen.arg(0)))
    sending(turn, chosen)


def push(turn: Turn, chosen: Act) -> None:
    """Push what waits, once, for the price that was shown last; for any other, the price is shown first."""
    shown = PriceShown.kept_in(turn.member.writing)
    turn.save(replace(turn.member, writing=Writing(AGAIN)))
    late = shown is None or turn.event.at - shown.at > PRICE_HOLDS
    if shown is None or late or chosen.arg(0) != str(shown.price):
        sending(turn, chosen)
        return
    turn.say(say.PushWaiting(turn.here, turn.language, shown.price))
    turn.say(say.Pushed(turn.here, turn.language, shown.price))


def price_found(turn: Turn, found: ev.PriceFound) -> None:
    """The channels' answer, to the broker who asked."""
    member = turn.member
    if not member.broker:
        return
    again = member.writing is not None and member.writing.what == AGAIN
    if again or member.writing is None or member.writing.what == SHOWN:
        turn.save(replace(member, writing=PriceShown(found.price, turn.event.at).kept()))
    turn.say(
        say.Sending(
            turn.here,
            turn.language,
            turn.partnership.push.value,
            found.groups,
            found.people,
            found.price,
            found.used,
            found.limit,
            forecast(found.used, turn.event.at),
            again,
        )
    )


def forecast(used: int, at: datetime) -> int:
    """What the month comes to at the pace of its days so far, today's counted whole; rounded up."""
    day = today(at)
    return -(-used * last_day(day.year, day.month).day // day.day)
