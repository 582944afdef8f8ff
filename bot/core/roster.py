"""Who has answered, who is in the middle, who was never reached."""

from __future__ import annotations

from bot.core.effects import PersonLine
from bot.core.model import Invited, Member, Organisation, Round
from bot.core.parts import answered, took_part
from bot.core.reach import why_not
from bot.core.records import Telephone
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import asked_of, asks, joined


def people(turn: Turn, round: Round) -> tuple[PersonLine, ...]:
    """Every representative with where they stand in a round; then who takes part by telephone."""
    members = [m for m in turn.partnership.members.values() if asks(turn.partnership, round, m)]
    speaks = {m.organisation for m in members}
    far = (o for o in asked_of(turn.partnership, round) if o.id not in speaks)
    return (
        *(_line(turn, round, member) for member in members),
        *(_by_telephone(turn, round, o, o.telephone) for o in far if o.telephone),
    )


def _by_telephone(turn: Turn, round: Round, organisation: Organisation, spoken: Telephone) -> PersonLine:
    sight = Sight(turn.cycle, turn.partnership, round, organisation.id, turn.language)
    done, total = answered(sight)
    state = "finished" if took_part(sight) else "asking" if done else "invited"
    name = organisation.name
    return PersonLine(spoken.by, spoken.name, name, state, done, total, by_telephone=True)


def _line(turn: Turn, round: Round, member: Member) -> PersonLine:
    sight = turn.sight(round, member)
    done, total = answered(sight)
    organisation = turn.partnership.organisations[member.organisation].name
    state = _state(round, member, handed_in=took_part(sight))
    why = why_not(member)
    return PersonLine(member.person, member.name, organisation, state, done, total, why)


def _state(round: Round, member: Member, *, handed_in: bool) -> str:
    if handed_in:
        return "finished"
    if member.private is None or not member.reachable:
        return "unreached"
    interview = round.interviews.get(member.person)
    if interview is None or isinstance(interview.standing, Invited):
        return "invited"
    return type(interview.standing).__name__.lower()


def silent(turn: Turn) -> tuple[str, ...]:
    """Organisations that nobody speaks for yet."""
    spoken_for = {m.organisation for m in turn.partnership.members.values() if joined(m)}
    organisations = turn.partnership.organisations.values()
    alone = (o for o in organisations if o.active and not o.telephone)
    return tuple(o.name for o in alone if o.id not in spoken_for)
