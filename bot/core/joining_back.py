"""One step back while registering: what was told last is forgotten, so that it is asked again."""

from __future__ import annotations

from dataclasses import replace

from bot.core.turn import Turn


def back_to_before(turn: Turn) -> None:
    """From reminders to authority, to the name, to the sector, to the organisation; no further."""
    member = turn.member
    if member.authority:
        turn.save(replace(member, authority=None))
    elif member.name and not member.broker:  # a broker had given the name before
        turn.save(replace(member, name=""))
    elif member.organisation:
        _back_in_organisation(turn)
    else:
        turn.save(replace(member, writing=None))


def _back_in_organisation(turn: Turn) -> None:
    """To the sector while nobody else speaks for the organisation, else to which organisation it is."""
    id = turn.member.organisation
    organisation = turn.partnership.organisations.get(id)
    if organisation and organisation.sector and turn.cycle.sectors and _nobody_elses(turn, id):
        turn.partnership = turn.partnership.with_organisation(replace(organisation, sector=""))
        return
    if organisation and organisation.state == "invited":
        return  # they came by its own invitation
    alone = _nobody_elses(turn, id)
    turn.save(replace(turn.member, organisation="", writing=None))
    if alone:
        left = {key: o for key, o in turn.partnership.organisations.items() if key != id}
        turn.partnership = replace(turn.partnership, organisations=left)


def _nobody_elses(turn: Turn, id: str) -> bool:
    """The organisation came with this registration: no other member is of it, and it has no answers."""
    partnership = turn.partnership
    others = (m for p, m in partnership.members.items() if p != turn.event.person)
    answered = (key.organisation for r in partnership.rounds.values() for key in r.answers)
    organisation = partnership.organisations.get(id)
    fresh = organisation is not None and organisation.state in ("member", "waiting")
    came_so = fresh and organisation is not None and not organisation.telephone
    return came_so and all(m.organisation != id for m in others) and id not in answered
