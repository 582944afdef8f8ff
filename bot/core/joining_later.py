"""Inviting an organisation later: whom the group has agreed on, or whom a broker names; and its invitation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.catching_up import digest, open_for
from bot.core.leaving import partner, partners
from bot.core.membership import change
from bot.core.menu import menu
from bot.core.model import Organisation, Writing
from bot.core.newcomers import Newcomer, agreed_on
from bot.core.organisations import add, named
from bot.core.reach import to_speakers
from bot.core.reception import begin_joining
from bot.core.setting_up import real_name
from bot.core.turn import Turn
from bot.core.whole import joined


def invitation(turn: Turn, organisation: Organisation, *, successor: bool = False) -> None:
    """A link and a code good for this organisation alone, to be passed on by hand."""
    partnership = turn.partnership
    turn.say(
        say.OrganisationInvited(
            turn.here,
            turn.language,
            partnership.name,
            partnership.purpose or "",
            organisation.id,
            organisation.name,
            successor,
        )
    )


def came(turn: Turn, id: str) -> bool:
    """Somebody opened an invitation bound to an organisation. False: it does not bind (any more)."""
    organisation = turn.partnership.organisations.get(id)
    gone = organisation is None or organisation.state in ("left", "waiting")
    if organisation is None or gone or joined(turn.member):
        return False
    successor = any(joined(m) for m in turn.partnership.representatives(id))
    writing = Writing("successor", id) if successor else turn.member.writing
    turn.save(replace(turn.member, organisation=id, writing=writing))
    begin_joining(turn)
    return True


# ── whom to invite ───────────────────────────────────────────────────────────


def _agreed(turn: Turn, act: Act) -> None:
    """A newcomer on whom the group has agreed. What was proposed may hold more than the name."""
    here = (n for n in agreed_on(turn) if (n.round, n.item) == (act.arg(0), act.arg(1)))
    found = next(here, None)
    if found is None:
        partners(turn)
    elif found.organisation:
        _there(turn, turn.partnership.organisations[found.organisation])
    elif " " in found.name and act.arg(2) != "whole":
        _ask_name(turn, found)
    else:
        _invite(turn, found.name)


def _ask_name(turn: Turn, found: Newcomer) -> None:
    turn.save(replace(turn.member, writing=Writing("new_partner", f"{found.round}:{found.item}")))
    turn.say(say.AskNewPartner(turn.here, turn.language, False, found.name, found.round, found.item))


def _another(turn: Turn, _: Act) -> None:
    """One that the broker names."""
    turn.save(replace(turn.member, writing=Writing("new_partner")))
    turn.say(say.AskNewPartner(turn.here, turn.language))


def _named(turn: Turn, writing: Writing, text: str, _: str) -> None:
    name = real_name(text)
    same, alike = named(turn.partnership, name)
    if not name or name.isdigit():
        turn.save(replace(turn.member, writing=writing))
        turn.say(say.AskNewPartner(turn.here, turn.language, again=True))
    elif same:
        _there(turn, same)
    elif not alike and _agreed_name(turn, writing, name):
        _invite(turn, name)
    else:
        turn.save(replace(turn.member, writing=Writing("invite_sure", draft=name)))
        agreed = _agreed_name(turn, writing, name)
        known = (alike.id, alike.name) if alike else ("", "")
        turn.say(say.NotAgreedYet(turn.here, turn.language, name, *known, agreed=agreed))


def _agreed_name(turn: Turn, writing: Writing, name: str) -> bool:
    """The group has agreed on the newcomer: named by the button, or by what was typed."""
    found = agreed_on(turn)
    if any(f"{n.round}:{n.item}" == writing.about for n in found):
        return True
    return any(n.name == name or n.name.startswith(f"{name} ") for n in found)


def _sure(turn: Turn, _: Act) -> None:
    """The broker invites although the group has not agreed, or although the name looks like another."""
    writing = turn.member.writing
    if writing is None or writing.what != "invite_sure":
        partners(turn)
        return
    turn.save(replace(turn.member, writing=None))
    if (same := named(turn.partnership, writing.draft).same) is not None:
        _there(turn, same)
    else:
        _invite(turn, writing.draft)


def _sure_typed(turn: Turn, writing: Writing, text: str, message: str) -> None:
    """A text where a tap decides is another name."""
    _named(turn, replace(writing, what="new_partner", draft=""), text, message)


def _invite(turn: Turn, name: str) -> None:
    turn.save(replace(turn.member, writing=None))
    invitation(turn, add(turn, name, "invited"))


def _there(turn: Turn, organisation: Organisation) -> None:
    """It is one of the partners already, or its invitation has been given out: that is shown again."""
    if organisation.state == "invited":
        invitation(turn, organisation)
    else:
        partner(turn, organisation)


def _again(turn: Turn, act: Act) -> None:
    organisation = turn.partnership.organisations.get(act.arg(0))
    if organisation is None or organisation.state in ("left", "waiting"):
        menu(turn, "not_now")
    else:
        invitation(turn, organisation, successor=organisation.state != "invited")


# ── who came without being invited ───────────────────────────────────────────


def _take_in(turn: Turn, act: Act) -> None:
    """An organisation that asks to join does so, as if it had come by an invitation."""
    organisation = turn.partnership.organisations.get(act.arg(0))
    if organisation is None or organisation.state != "waiting":
        partners(turn)
        return
    change(turn, organisation, "joined")
    catching = open_for(turn, organisation)
    for member, to in to_speakers(turn.partnership, organisation.id):
        digest(turn, catching, member, to)
    to, name = turn.here, organisation.name
    turn.say(say.MembershipNoted(to, turn.language, organisation.id, name, "joined"))


def _not_yet(turn: Turn, act: Act) -> None:
    """It goes on waiting; the broker tells those who came."""
    organisation = turn.partnership.organisations.get(act.arg(0))
    waits = organisation is not None and organisation.state == "waiting"
    partners(turn, "waits" if waits else "")


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "inviteorg": _another,
    "invite_org": _agreed,
    "invitesure": _sure,
    "inviteagain": _again,
    "takein": _take_in,
    "notyet": _not_yet,
}
FOR_BROKERS = frozenset(DESK)
KEEPS_WRITING = frozenset({"invitesure"})
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {
    "new_partner": _named,
    "invite_sure": _sure_typed,
}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
