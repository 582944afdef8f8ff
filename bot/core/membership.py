"""An organisation's standing in the partnership changes: it leaves, pauses, is back, or joins.

The register, the groups, the open rounds and whoever speaks for it hear of it at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core import effects as say
from bot.core.handing_in import invite, moved_on, show_progress
from bot.core.model import Organisation, Slot
from bot.core.promising import offer, open_promises
from bot.core.reach import to_speakers
from bot.core.records import Agreement
from bot.core.register import MEMBERSHIP, last_membership, new_id
from bot.core.turn import Turn
from bot.core.whole import asks, done_and_missing

STATES = {"left": "left", "paused": "paused", "back": "member", "joined": "member"}
"""What happened → the organisation's state from then on."""


def change(turn: Turn, organisation: Organisation, what: str, back_on: date | None = None) -> None:
    """`what`: left | paused | back | joined. Nothing happens when it is so already."""
    if organisation.state == STATES[what]:
        return
    waited = waited_for(turn, organisation)
    changed = replace(organisation, state=STATES[what], back_on=back_on)
    turn.partnership = turn.partnership.with_organisation(changed)
    _enter(turn, organisation, what)
    for group in turn.partnership.groups:
        notice = say.MembershipChanged(group, turn.group_language, organisation.name, what, back_on)
        turn.say(notice)
    _tell_representatives(turn, changed, what)
    if not changed.active:
        _offered_no_more(turn, changed)
    _recount(turn, changed, waited)


def _enter(turn: Turn, organisation: Organisation, what: str) -> None:
    before = last_membership(turn.partnership, organisation.id)
    entry = Agreement(
        new_id(turn.partnership),
        MEMBERSHIP,
        turn.event.at,
        turn.partnership.cycle,
        organisation.name,
        f"={what}",
        slot=Slot(MEMBERSHIP, organisation.id),
        replaces=before.id if before else "",
    )
    turn.partnership = turn.partnership.with_agreement(entry)


def _tell_representatives(turn: Turn, organisation: Organisation, what: str) -> None:
    """Whoever came just now reads it in the registration."""
    name = turn.partnership.name
    here = turn.event.person if what == "joined" else None
    for member, to in to_speakers(turn.partnership, organisation.id, here):
        language = turn.language_of(member)
        told = say.YourMembership(to, language, name, organisation.name, what, organisation.back_on)
        turn.say(told)


def _offered_no_more(turn: Turn, organisation: Organisation) -> None:
    """What was offered to it and not taken stays with those who promised it."""
    for promise in open_promises(turn.partnership):
        if promise.to == organisation.id:
            offer(turn, promise, "")


# ── open rounds ──────────────────────────────────────────────────────────────


def waited_for(turn: Turn, organisation: Organisation) -> frozenset[str]:
    """Ids of the open rounds in which the organisation's answers are missing."""
    return frozenset(
        round.id
        for round in turn.partnership.open_rounds
        if organisation in done_and_missing(turn.cycle, turn.partnership, round)[1]
    )


def _recount(turn: Turn, organisation: Organisation, waited: frozenset[str]) -> None:
    """Open rounds wait for it no longer, or again. One of its own stays as it is: it asks nobody meanwhile."""
    for round in turn.partnership.open_rounds:
        if organisation.active:
            _ask_again(turn, round.id, organisation)
        elif round.id in waited:
            moved_on(turn, round.id)
        else:
            show_progress(turn, round.id)


def _ask_again(turn: Turn, round_id: str, organisation: Organisation) -> None:
    show_progress(turn, round_id)
    for member in turn.partnership.representatives(organisation.id):
        round = turn.partnership.rounds[round_id]
        if asks(turn.partnership, round, member) and member.person != turn.event.person:
            invite(turn, round_id, member)


def nobody_speaks(turn: Turn, waited: frozenset[str]) -> None:
    """The last one who spoke for an organisation does so no more: open rounds do not wait for it."""
    for round in turn.partnership.open_rounds:
        if round.id in waited:
            moved_on(turn, round.id)
        else:
            show_progress(turn, round.id)
