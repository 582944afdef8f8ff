"""Wishes to have a published summary put right: how long, which wait, and what publishing makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core import effects as say
from bot.core.cycle import Stage
from bot.core.model import Partnership, Round
from bot.core.reach import to_speakers
from bot.core.records import Correction
from bot.core.turn import Turn


def in_time(turn: Turn, round: Round) -> bool:
    """Whether a correction of the newest edition can still be asked for."""
    if not round.editions:
        return False
    hours = timedelta(hours=turn.partnership.timing.correction_hours)
    return turn.event.at - round.editions[-1].at <= hours


def new_id(partnership: Partnership) -> str:
    """The id of the next one: k1, k2, …; none is ever taken out."""
    return f"k{len(partnership.corrections) + 1}"


def waiting(partnership: Partnership, round_id: str, organisation: str = "") -> tuple[Correction, ...]:
    """Those of a round, of one organisation or of all, that no broker has answered yet."""
    return tuple(
        c
        for c in partnership.corrections.values()
        if c.round == round_id and c.state == "waiting" and organisation in ("", c.organisation)
    )


def of_stage(partnership: Partnership, stage: str) -> tuple[Correction, ...]:
    """Those that wait about a stage, of any cycle: they may be asked for when the next one has begun."""
    rounds = (r for r in partnership.rounds.values() if r.stage == stage)
    return tuple(c for round in rounds for c in waiting(partnership, round.id))


def wait_in(partnership: Partnership, stage: str) -> bool:
    return bool(of_stage(partnership, stage))


def corrections_done(turn: Turn, stage: Stage, round: Round) -> None:
    """The next edition is out: what was taken up is in it, and whoever asked hears so."""
    for correction in tuple(turn.partnership.corrections.values()):
        if correction.round != round.id or correction.state != "taken":
            continue
        turn.partnership = turn.partnership.with_correction(replace(correction, state="done"))
        for member, to in to_speakers(turn.partnership, correction.organisation):
            turn.say(
                say.CorrectionDone(
                    to,
                    turn.language_of(member),
                    turn.partnership.name,
                    round.id,
                    stage,
                    round.edition,
                    correction.text,
                )
            )
