"""A broker writes down the answers of an organisation that gives them by telephone: beginning and ending it.

While it lasts the interview is the broker's own screen with the organisation's answers (`Turn.speaks_for`).
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.asking import ask_next
from bot.core.model import Interview, Invited, Organisation
from bot.core.on_behalf import tell_representatives
from bot.core.stage_card import stage_card
from bot.core.turn import Turn


def stand_in(turn: Turn, round_id: str, organisation: Organisation) -> None:
    """From here on the broker's answers in this round are the organisation's. Their own wait as they are."""
    member = replace(turn.member, standing_in=organisation.id, front=round_id, writing=None)
    turn.save(member)
    turn.save_interview(round_id, Interview(member.person, Invited()))
    ask_next(turn, round_id)


def stop(turn: Turn) -> str:
    """The broker writes for nobody any more. Returns the id of the round it was about, "" if none."""
    member = turn.member
    round_id = member.front if turn.stands_in else ""
    turn.save(replace(member, standing_in="", writing=None))
    if round_id:
        turn.save_interview(round_id, Interview(member.person, Invited()))
    return round_id


def stood_in(turn: Turn, round_id: str) -> None:
    """The answers were handed in. Who speaks for the organisation in the chat is told; the broker is back
    at the stage."""
    organisation = turn.stands_in
    if not organisation:
        return
    stop(turn)
    tell_representatives(turn, organisation)
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    carded = any(isinstance(said, say.StageCard) and said.to == turn.here for said in turn.said)
    if stage and not carded:
        turn.say(stage_card(turn, stage, turn.here, turn.language))
