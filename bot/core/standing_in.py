"""A broker writes down the answers of an organisation that gives them by telephone: beginning and ending it.

While it lasts the interview is the broker's own screen with the organisation's answers (`Turn.speaks_for`).
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.asking import ask_next
from bot.core.cycle import Stage
from bot.core.model import Interview, Invited, Organisation
from bot.core.on_behalf import tell_representatives, waiting
from bot.core.reach import to_speakers
from bot.core.stage_card import stage_card
from bot.core.turn import Turn
from bot.core.whole import joined


def stand_in(turn: Turn, round_id: str, organisation: Organisation) -> None:
    """From here on the broker's answers in this round are the organisation's. Their own wait as they are.

    Who speaks for the organisation in the chat is told at once.
    """
    member = turn.member
    begun = (turn.stands_in, member.front) == (organisation.id, round_id)
    turn.save(replace(member, standing_in=organisation.id, front=round_id, writing=None))
    if not begun:
        turn.save_interview(round_id, Interview(member.person, Invited()))
        _tell(turn, round_id, organisation)
    ask_next(turn, round_id)


def _tell(
    turn: Turn, round_id: str, organisation: Organisation, *, handed_in: bool = False
) -> None:
    stage = turn.stage(turn.partnership.rounds[round_id])
    by = turn.member.name or turn.member.called
    for member, to in to_speakers(turn.partnership, organisation.id, turn.event.person):
        if stage:
            language = turn.language_of(member)
            whose = organisation.name
            turn.say(say.WritesByTelephone(to, language, whose, by, round_id, stage, handed_in))


def stop(turn: Turn) -> str:
    """The broker writes for nobody any more, and nothing is in front. Returns the id of the round it was about,
    "" if none."""
    member = turn.member
    round_id = member.front if turn.stands_in else ""
    if member.standing_in:
        turn.save(replace(member, standing_in="", front="", writing=None))
    if round_id:
        turn.save_interview(round_id, Interview(member.person, Invited()))
    return round_id


def ended(turn: Turn, round_id: str, stage: Stage) -> None:
    """The round was closed: nobody stands in there any more. Those who did not close it are told."""
    for member in turn.partnership.members.values():
        if not member.standing_in or member.front != round_id:
            continue
        turn.save(replace(member, standing_in="", front=""))
        if member.private and member.person != turn.event.person and not joined(member):
            turn.say(say.RoundClosed(member.private, turn.language_of(member), stage))


def speaks_no_more(turn: Turn, organisation: str) -> None:
    """Nobody speaks for the organisation by telephone: nothing is written down for it."""
    for member in turn.partnership.members.values():
        if member.standing_in == organisation:
            turn.save(replace(member, standing_in="", front=""))


def stood_in(turn: Turn, round_id: str) -> None:
    """The answers were handed in. Who speaks for the organisation in the chat is told; the broker is back
    at the stage."""
    organisation = turn.stands_in
    if not organisation:
        return
    stop(turn)
    if waiting(turn.partnership, organisation):
        tell_representatives(turn, organisation)
    else:
        _tell(turn, round_id, turn.partnership.organisations[organisation], handed_in=True)
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    carded = any(isinstance(said, say.StageCard) and said.to == turn.here for said in turn.said)
    if stage and not carded:
        turn.say(stage_card(turn, stage, turn.here, turn.language))
