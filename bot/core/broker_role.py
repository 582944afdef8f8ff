"""The broker's role: who has it; it is shared, handed over and laid down by a tap of both sides.

By none of these ways is a partnership without a broker. What comes with the role (notes, drafts,
corrections that wait) belongs to the partnership, so that nothing is moved when it changes hands.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.menu import menu
from bot.core.model import Member, Partnership, Person, Role
from bot.core.reach import brokers_in_reach
from bot.core.records import Offer
from bot.core.turn import Turn
from bot.core.whole import joined

OFFER_HOLDS = timedelta(days=7)
"""An offer that nobody took within a week is over: the one who made it may have turned to others."""
PEOPLE_A_PAGE = 6
"""Buttons with names on one page; with paging and the way back they stay below ten."""
WAYS = {"share": False, "whole": True}
"""How the role is offered → whether it is handed over."""


def tag(person: Person) -> str:
    """A person's name in a button: the same while they are there, and telling nobody who they are."""
    return sha256(f"{person.channel} {person.id}".encode()).hexdigest()[:12]


def called(member: Member | None) -> str:
    return (member.name or member.called) if member else ""


def offer_now(turn: Turn) -> Offer | None:
    """The offer that is pending. One that is too old, or whose people are not there any more, is taken away."""
    offer, members = turn.partnership.offer, turn.partnership.members
    if offer is None:
        return None
    by, to = members.get(offer.by), members.get(offer.to)
    stands = by is not None and by.broker and to is not None and not to.broker
    if stands and turn.event.at - offer.at <= OFFER_HOLDS:
        return offer
    turn.partnership = replace(turn.partnership, offer=None)
    return None


# ── the page ─────────────────────────────────────────────────────────────────


def brokers_page(turn: Turn, note: str = "") -> None:
    partnership = turn.partnership
    was = partnership.offer
    offer = offer_now(turn)
    turn.say(
        say.Brokers(
            turn.here,
            turn.language,
            partnership.name,
            tuple((called(b), b.private is not None and b.reachable) for b in partnership.brokers),
            called(partnership.members.get(offer.to)) if offer else "",
            offer.whole if offer else False,
            bool(_others(turn)),
            offer is None and bool(_candidates(partnership)),
            note or ("expired" if was and not offer else ""),
        )
    )


def _others(turn: Turn) -> tuple[Member, ...]:
    """Brokers beside the one who acts who can be reached."""
    return tuple(b for b in brokers_in_reach(turn.partnership) if b.person != turn.event.person)


def _candidates(partnership: Partnership) -> tuple[Member, ...]:
    """Who can be asked in private, those who speak for an organisation first."""
    members = partnership.members.values()
    found = [m for m in members if m.private and m.reachable and m.consented_at and not m.broker]
    return tuple(sorted(found, key=lambda member: not joined(member)))


# ── offering ─────────────────────────────────────────────────────────────────


def _choose(turn: Turn, act: Act) -> None:
    """To whom the role is offered, a page at a time."""
    people = _candidates(turn.partnership)
    if act.arg(0) not in WAYS or offer_now(turn) is not None or not people:
        brokers_page(turn)
        return
    pages = -(-len(people) // PEOPLE_A_PAGE)
    page = min(int(act.arg(1)) if act.arg(1).isdigit() else 0, pages - 1)
    shown = people[page * PEOPLE_A_PAGE : (page + 1) * PEOPLE_A_PAGE]
    choices = tuple(say.Choice(tag(m.person), _with_organisation(turn, m)) for m in shown)
    turn.say(say.ChooseBroker(turn.here, turn.language, WAYS[act.arg(0)], choices, page, pages))


def _with_organisation(turn: Turn, member: Member) -> str:
    organisation = turn.partnership.organisations.get(member.organisation)
    return f"{called(member)} · {organisation.name}" if organisation else called(member)


def _offer(turn: Turn, act: Act) -> None:
    found = [m for m in _candidates(turn.partnership) if tag(m.person) == act.arg(1)]
    if act.arg(0) not in WAYS or offer_now(turn) is not None or not found:
        brokers_page(turn)
        return
    offer = Offer(turn.event.person, found[0].person, turn.event.at, WAYS[act.arg(0)])
    turn.partnership = replace(turn.partnership, offer=offer)
    _show_offer(turn, found[0], offer)
    brokers_page(turn, "offered")


def _show_offer(turn: Turn, to: Member, offer: Offer) -> None:
    if to.private is None:
        return
    partnership = turn.partnership
    by = called(partnership.members.get(offer.by))
    there = what_lies_there(partnership)
    turn.say(
        say.RoleOffered(to.private, turn.language_of(to), partnership.name, by, offer.whole, *there)
    )


def what_lies_there(partnership: Partnership) -> tuple[int, int, int]:
    """Notes that are not done, drafts, and corrections that wait: what comes with the role."""
    return (
        sum(bool(n.text) and not n.done for n in partnership.notes.values()),
        sum(r.draft for r in partnership.rounds.values()),
        sum(c.state == "waiting" for c in partnership.corrections.values()),
    )


def _withdraw(turn: Turn, _: Act) -> None:
    offer = offer_now(turn)
    if offer is None:
        brokers_page(turn)
        return
    turn.partnership = replace(turn.partnership, offer=None)
    _tell(turn, offer.to, turn.member, "withdrawn")
    brokers_page(turn, "withdrawn")


def _tell(turn: Turn, whom: Person, about: Member, how: str) -> None:
    """One side of an offer hears what became of it, if they can be written to."""
    member = turn.partnership.members.get(whom)
    if member and member.private and member.reachable:
        to, language = member.private, turn.language_of(member)
        turn.say(say.RoleAnswered(to, language, turn.partnership.name, called(about), how))


# ── taking ───────────────────────────────────────────────────────────────────


def _take(turn: Turn, act: Act) -> None:
    """The other side answers. A button of an offer that was made otherwise shows the one that stands."""
    offer = offer_now(turn)
    if offer is None or offer.to != turn.event.person:
        _too_late(turn)
    elif act.arg(1) not in ("", _way(offer)) or act.arg(0) not in ("yes", "no"):
        _show_offer(turn, turn.member, offer)
    elif act.arg(0) == "no":
        turn.partnership = replace(turn.partnership, offer=None)
        giver = turn.partnership.members[offer.by]
        _tell(turn, offer.by, turn.member, "refused")
        _tell(turn, offer.to, giver, "declined")
    else:
        _taken(turn, offer)


def _way(offer: Offer) -> str:
    return "whole" if offer.whole else "share"


def _too_late(turn: Turn) -> None:
    if turn.member.broker or not joined(turn.member):
        menu(turn, "not_now")
    else:
        partnership = turn.partnership
        turn.say(say.RoleAnswered(turn.here, turn.language, partnership.name, "", "over"))


def _taken(turn: Turn, offer: Offer) -> None:
    giver = turn.partnership.members[offer.by]
    turn.save(replace(turn.member, roles=turn.member.roles | {Role.BROKER}))
    turn.partnership = replace(turn.partnership, offer=None)
    if offer.whole:
        turn.save(without_role(giver))
    partnership = turn.partnership
    there = what_lies_there(partnership)
    turn.say(say.RoleTaken(turn.here, turn.language, partnership.name, "whole" if offer.whole else "shared", *there))
    _tell(turn, offer.by, turn.member, "handed_over" if offer.whole else "taken")
    tell_groups(turn)


def without_role(member: Member) -> Member:
    """No broker any more; what they were writing down as one is put away."""
    return replace(member, roles=member.roles - {Role.BROKER}, standing_in="", writing=None)


def tell_groups(turn: Turn) -> None:
    partnership = turn.partnership
    names = tuple(called(b) for b in partnership.brokers)
    for group in partnership.groups:
        turn.say(say.BrokersChanged(group, turn.group_language, partnership.name, names))


# ── laying down ──────────────────────────────────────────────────────────────


def _lay_down(turn: Turn, act: Act) -> None:
    """Only while another broker can be reached: somebody must hear what partners ask for."""
    others = _others(turn)
    if not others:
        brokers_page(turn, "alone")
    elif act.arg(0) != "yes":
        brokers_page(turn, "lay_down")
    else:
        offer = turn.partnership.offer
        if offer is not None and offer.by == turn.event.person:
            turn.partnership = replace(turn.partnership, offer=None)
        turn.save(without_role(turn.member))
        partnership = turn.partnership
        turn.say(say.RoleAnswered(turn.here, turn.language, partnership.name, called(others[0]), "laid_down"))
        tell_groups(turn)


DESK = {
    "brokers": lambda turn, _: brokers_page(turn),
    "giverole": _choose,
    "offerrole": _offer,
    "withdrawrole": _withdraw,
    "takerole": _take,
    "layrole": _lay_down,
}
FOR_BROKERS = frozenset({"brokers", "giverole", "offerrole", "withdrawrole", "layrole"})
