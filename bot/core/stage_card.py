"""One stage as the broker sees it, and what a broker may do with it in each state: the broker's table."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import effects as say
from bot.core.cycle import Stage, asked_in
from bot.core.model import Form, Place, Round
from bot.core.parts import open_wave, wave_now, waves
from bot.core.turn import Turn
from bot.core.whole import done_and_missing, rounds_of, stage_line, state_of

BROKER: Mapping[str, tuple[str, ...]] = {
    "waiting": ("open_full", "open_short", "skip"),
    "skipped": ("open_full", "open_short", "unskip"),
    "open": ("who", "nudge", "close_part", "preview", "agreed", "close"),
    "closed": ("who", "preview", "reopen", "checkin"),
    "published": ("who", "preview", "reopen", "checkin"),
}
"""State of a stage → what a broker may do with it. What is not here is refused."""


def offers(turn: Turn, stage: Stage) -> tuple[str, ...]:
    """The row of the table, less what makes no sense in this round."""
    allowed = BROKER[state_of(turn.partnership, stage.key)]
    round = round_of(turn, stage)
    return tuple(o for o in allowed if _fits(turn, o, stage, round))


def _fits(turn: Turn, offer: str, stage: Stage, round: Round | None) -> bool:
    if offer == "nudge":
        return round is not None and bool(done_and_missing(turn.cycle, turn.partnership, round)[1])
    if offer == "close_part":
        return round is not None and wave_now(stage, round) < len(waves(stage, round)) - 1
    if offer == "checkin":
        return any(q.recurring for q in stage.questions)
    return True


def round_of(turn: Turn, stage: Stage) -> Round | None:
    """The stage's open round, or the one that was opened last."""
    rounds = rounds_of(turn.partnership, stage.key)
    return next((r for r in rounds if r.open), rounds[-1] if rounds else None)


def stage_card(turn: Turn, stage: Stage, to: Place, language: str, note: str = "") -> say.StageCard:
    round = round_of(turn, stage)
    is_open = round is not None and round.open
    return say.StageCard(
        to,
        language,
        stage,
        stage_line(turn.cycle, turn.partnership, stage, language),
        wave_now(stage, round) + 1 if is_open and round else 0,
        len(waves(stage, round)) if round else len(stage.parts),
        offers(turn, stage),
        sum(asked_in(q, Form.FULL) for q in stage.questions),
        sum(asked_in(q, Form.SHORT) for q in stage.questions),
        open_wave(stage, round)[0].key if is_open and round and open_wave(stage, round) else "",
        note,
    )
