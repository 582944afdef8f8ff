"""What waits for the broker above all, in the whole partnership: one thing, and the way straight to it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import effects as say
from bot.core.corrections import wait_in
from bot.core.cycle import Stage
from bot.core.first_offers import lists_wait
from bot.core.model import Round
from bot.core.parts import open_wave, wave_now, waves
from bot.core.stage_card import aside_line, round_of, set_aside
from bot.core.turn import Turn
from bot.core.whole import next_stage, rounds_of, stage_line

ORDER = (
    *("draft", "lists", "next_part", "held", "part_in", "all_in", "corrections", "missing"),
    *("finished", "stage"),
)
"""`NextStep.what`, most pressing first. Between stages: in their order."""


def next_step(turn: Turn) -> say.NextStep | None:
    found = sorted(_steps(turn), key=lambda step: ORDER.index(step.what))
    return found[0] if found else None


def _steps(turn: Turn) -> Iterator[say.NextStep]:
    partnership, language = turn.partnership, turn.language
    for stage in turn.cycle.stages.values():
        line = stage_line(turn.cycle, partnership, stage, language)
        round = round_of(turn, stage)
        if round is not None:
            yield from _of_round(turn, stage, round, line)
        if wait_in(partnership, stage.key):
            yield say.NextStep("corrections", line)
    for draft in set_aside(turn):
        yield say.NextStep("draft", aside_line(turn, draft, language))
    if partnership.ended_at is None:
        yield from _beyond(turn)


def _of_round(
    turn: Turn, stage: Stage, round: Round, line: say.StageLine
) -> Iterator[say.NextStep]:
    more = wave_now(stage, round) < len(waves(stage, round)) - 1
    if round.draft:
        yield say.NextStep("draft", line)
    elif round.open and round.held:
        lists = more and lists_wait(turn, stage, round)
        yield say.NextStep("lists" if lists else "next_part" if more else "held", line)
    elif round.open and (line.missing or not line.of):
        yield say.NextStep("missing", line)
    elif round.open and more:
        part = wave_now(stage, round) + 1
        yield say.NextStep("part_in", line, part, open_wave(stage, round)[0].key)
    elif round.open:
        yield say.NextStep("all_in", line)


def _beyond(turn: Turn) -> Iterator[say.NextStep]:
    """Once the last stage is published, how to go on; before that, the stage that is next in order."""
    partnership, language = turn.partnership, turn.language
    last = max(turn.cycle.stages.values(), key=lambda stage: stage.number)
    if any(r.published and r.edition and not r.only for r in rounds_of(partnership, last.key)):
        yield say.NextStep("finished", stage_line(turn.cycle, partnership, last, language))
    elif (following := next_stage(turn.cycle, partnership)) is not None:
        yield say.NextStep("stage", stage_line(turn.cycle, partnership, following, language))
