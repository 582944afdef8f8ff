"""Wishes to have a published summary put right: how long, which wait, and what publishing makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.core import effects as say
from bot.core.cycle import Stage
from bot.core.model import Member, Partnership, Round
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


def wait_in(partnership: Partnership, rounds: tuple[Round, ...]) -> bool:
    return any(waiting(partnership, round.id) for round in rounds)


def reached(turn: Turn, organisation: str) -> Iterator[Member]:
    """An organisation's representatives who can be written to."""
    for member in turn.partnership.representatives(organisation):
        if member.private is not None and member.reachable:
            yield member


def corrections_done(turn: Turn, stage: Stage, round: Round) -> None:
    """The next edition is out: what was taken up is in it, and whoever asked hears so."""
    for correction in tuple(turn.partnership.corrections.values()):
        if correction.round != round.id or correction.state != "taken":
            continue
        turn.partnership = turn.partnership.with_correction(replace(correction, state="done"))
        for member in reached(turn, correction.organisation):
            if member.private is None:
                continue
            turn.say(
                say.CorrectionDone(
                    member.private,
                    turn.language_of(member),
                    turn.partnership.name,
                    round.id,
                    stage,
                    round.edition,
                    correction.text,
                )
            )
