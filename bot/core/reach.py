"""Who can be written to: what is learnt of it, and what brokers hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core import effects as say
from bot.core import events as ev
from bot.core.model import Member, Partnership, Person, Place
from bot.core.turn import Turn
from bot.core.whole import joined

NOT_THEIR_DOING = ev.Blocked | ev.RightsFound | ev.NotDelivered | ev.PriceFound
"""What happens to a person in private without their writing or tapping."""
FOR_ALL_BROKERS = frozenset({"quota", "uncertain"})
"""Whys of what was not delivered that every broker hears, also the one whom it was meant for: they can
write to the bot, or push."""


def noticed(turn: Turn) -> None:
    """Whoever acts in private can be written to there, as an answer at least."""
    member = turn.partnership.members.get(turn.event.person)
    if member is None or not member.roles or isinstance(turn.event.happened, NOT_THEIR_DOING):
        return
    friend = turn.event.friend is not False
    if (member.private, member.reachable, member.friend) != (turn.here, True, friend):
        turn.save(replace(member, private=turn.here, reachable=True, friend=friend))
    if member.broker and not member.reachable and len(turn.partnership.brokers) > 1:
        names = tuple(b.name or b.called for b in turn.partnership.brokers)
        turn.say(say.BrokersChanged(turn.here, turn.language, turn.partnership.name, names, private=True))


def unreached(turn: Turn) -> None:
    """They blocked the bot, or could not be written to; of a block the brokers are told once.

    A block counts only where they are written to: whoever left one app may go on in another.
    """
    member = turn.partnership.members.get(turn.event.person)
    if member is None:
        return
    name = member.name or member.called
    match turn.event.happened:
        case ev.Blocked() if member.reachable and member.private in (None, turn.event.place):
            turn.save(replace(member, reachable=False))
            tell_brokers(turn, name, "blocked")
        case ev.NotDelivered(why):
            tell_brokers(turn, name, why)


def left_group(turn: Turn) -> None:
    """Of a representative who left the group the brokers hear; that they speak for theirs stays so."""
    member = turn.partnership.members.get(turn.event.person)
    if member is not None and member.representative:
        tell_brokers(turn, member.name or member.called, "left_group")


def tell_brokers(turn: Turn, who: str, why: str) -> None:
    """To every broker who can be written to, but for the person whom the event is about."""
    but = None if why in FOR_ALL_BROKERS else turn.event.person
    for broker, to in to_brokers(turn.partnership, but):
        turn.say(say.Undelivered(to, turn.language_of(broker), who, why))


def _reached(members: Iterable[Member], but: Person | None) -> Iterator[tuple[Member, Place]]:
    for member in members:
        if member.private is not None and member.reachable and member.person != but:
            yield member, member.private


def to_brokers(partnership: Partnership, but: Person | None = None) -> Iterator[tuple[Member, Place]]:
    """The brokers who can be written to, and where; without the one of them who did it."""
    return _reached(partnership.brokers, but)


def to_speakers(
    partnership: Partnership, organisation: str, but: Person | None = None
) -> Iterator[tuple[Member, Place]]:
    """Those who have joined to speak for an organisation and can be written to, and where."""
    return _reached((m for m in partnership.representatives(organisation) if joined(m)), but)


def brokers_in_reach(partnership: Partnership) -> tuple[Member, ...]:
    """The brokers who can be written to; where there are none, the group may choose another."""
    return tuple(broker for broker, _ in to_brokers(partnership))


def why_not(member: Member) -> str:
    """Why the bot cannot write to them first: "" | blocked | not_friend | never_came."""
    if member.private is None:
        return "never_came"
    if not member.reachable:
        return "blocked"
    return "" if member.friend else "not_friend"
