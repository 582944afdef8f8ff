"""Replacing a representative: the organisation's answers stay, and somebody else goes on with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.joining_later import invitation
from bot.core.leaving import partner
from bot.core.membership import nobody_speaks, waited_for
from bot.core.menu import menu
from bot.core.model import Member, Person, Role
from bot.core.reach import to_brokers
from bot.core.turn import Turn
from bot.core.whole import joined


def _replace(turn: Turn, _: Act) -> None:
    """An invitation bound to the organisation, for the representative to pass on."""
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    if organisation is None or not joined(turn.member) or not organisation.partner:
        menu(turn, "not_now")
    else:
        invitation(turn, organisation, successor=True)


def _others(turn: Turn, member: Member) -> tuple[Member, ...]:
    all_of_it = turn.partnership.representatives(member.organisation)
    return tuple(m for m in all_of_it if m.person != member.person and joined(m))


def _handed(turn: Turn, act: Act) -> None:
    """The one who spoke so far answers: handed over, or both from now on."""
    member = turn.member
    others = _others(turn, member)
    if not joined(member) or not others:
        menu(turn, "not_now")
    elif act.arg(0) == "out":
        _leave_role(turn, member, by_broker=False)
    else:
        names = ", ".join(m.name for m in others)
        turn.say(say.BothSpeak(turn.here, turn.language, names))


def _leave_role(turn: Turn, member: Member, *, by_broker: bool) -> None:
    """They speak for the organisation no more. Answers, and the interview where it stands, are its own."""
    organisation = turn.partnership.organisations[member.organisation]
    waited = waited_for(turn, organisation)
    others = _others(turn, member)
    bare = replace(member, roles=member.roles - {Role.REPRESENTATIVE}, organisation="", authority=None)
    turn.save(replace(bare, front="", writing=None))
    if member.private and member.reachable:
        language, name = turn.language_of(member), turn.partnership.name
        to = turn.here if member.person == turn.event.person else member.private
        turn.say(say.RoleLeft(to, language, name, organisation.name, by_broker))
    left = tuple(m.name for m in others)
    for broker, to in to_brokers(turn.partnership, member.person):
        language = turn.language_of(broker)
        turn.say(say.RepresentativeLeft(to, language, member.name, organisation.name, left))
    if not others and not organisation.telephone:
        nobody_speaks(turn, waited)


def _unrepresent(turn: Turn, act: Act) -> None:
    """A broker: somebody who has left the job speaks for the organisation no more. Asked once more."""
    member = turn.partnership.members.get(Person(act.arg(0), act.arg(1)))
    organisation = turn.partnership.organisations.get(member.organisation) if member else None
    if member is None or organisation is None or not joined(member):
        menu(turn, "not_now")
    elif act.arg(2) != "yes":
        key, left = f"{act.arg(0)}:{act.arg(1)}", tuple(m.name for m in _others(turn, member))
        to, name = turn.here, member.name
        asked = say.ConfirmUnrepresent(
            to, turn.language, key, name, organisation.id, organisation.name, left
        )
        turn.say(asked)
    else:
        _leave_role(turn, member, by_broker=member.person != turn.event.person)
        partner(turn, turn.partnership.organisations[organisation.id])


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "replace": _replace,
    "handed": _handed,
    "unrep": _unrepresent,
}
FOR_BROKERS = frozenset({"unrep"})
