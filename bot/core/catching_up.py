"""Catching up: what an organisation that joins later is shown and asked, by itself, of the stages that are over.

Its round is one of its own (`Round.only`), on no wheel: opened when it comes and closed when it has handed in.
The answers then count like all others (core/sight.py, `rounds_of`).
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.cycle import CATCHING_UP, Stage
from bot.core.model import Form, Member, Organisation, Place, Round
from bot.core.parts import dues
from bot.core.promising import from_published
from bot.core.records import Rule
from bot.core.register import agreed_on
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import asks, stage_line

AGREEMENTS_SHOWN = 5
"""Of the register, those entered last."""


def open_for(turn: Turn, organisation: Organisation) -> str:
    """Open the round of what the organisation is asked. Returns its id, "" where there is nothing to ask."""
    round_id = f"c{turn.partnership.cycle}-{CATCHING_UP}-{organisation.id}"
    partnership, language = turn.partnership, turn.language
    if round_id in partnership.rounds or CATCHING_UP not in turn.cycle.apart:
        return ""
    now, cycle = turn.event.at, partnership.cycle
    fresh = Round(round_id, CATCHING_UP, Form.FULL, now, 1, cycle, only=organisation.id)
    if not dues(Sight(turn.cycle, partnership, fresh, organisation.id, language)):
        return ""
    turn.save_round(fresh)
    return round_id


def digest(turn: Turn, round_id: str, member: Member, to: Place) -> None:
    """Show a representative what there is so far, and that there is a round to catch up with."""
    partnership, language = turn.partnership, turn.language_of(member)
    round = partnership.rounds.get(round_id)
    count = len(dues(turn.sight(round, member))) if round else 0
    lines = (
        stage_line(turn.cycle, partnership, stage, language) for stage in turn.cycle.stages.values()
    )
    stages = tuple(line for line in lines if line.state == "published")
    agreed = agreed_on(partnership)[-AGREEMENTS_SHOWN:]
    if not stages and not agreed and not round_id:
        return
    turn.say(
        say.CatchUp(
            to,
            language,
            partnership.name,
            partnership.purpose or "",
            stages,
            tuple((entry.title, entry.result) for entry in agreed),
            partnership.rule or Rule.NO_OBJECTION,
            partnership.quorum,
            round_id,
            count,
        )
    )


def caught_up(turn: Turn, stage: Stage, round: Round) -> None:
    """All is handed in: the answers stand beside the others' from now on, and what is promised is entered."""
    closed = turn.save_round(replace(round, closed_at=turn.event.at))
    from_published(turn, stage, closed)
    going = (r for r in turn.partnership.open_rounds if asks(turn.partnership, r, turn.member))
    following = next(going, None)
    turn.say(say.CaughtUp(turn.here, turn.language, following.id if following else ""))
