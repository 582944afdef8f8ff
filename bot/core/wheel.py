"""The twelve stages at one look, for brokers."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.cycle import Stage
from bot.core.model import Round
from bot.core.next_step import next_step
from bot.core.stage_card import aside_line, set_aside
from bot.core.turn import Turn
from bot.core.whole import all_stages, counted, rounds_of


def wheel(turn: Turn, *, drawn: bool = False) -> None:
    partnership, language = turn.partnership, turn.language
    turn.say(
        say.Wheel(
            turn.here,
            language,
            partnership.name,
            partnership.cycle,
            all_stages(turn.cycle, partnership, language).lines,
            len(counted(partnership)),
            next_step(turn),
            last_round(turn) is not None,
            partnership.ended_at,
            tuple((aside_line(turn, r, language), r.cycle) for r in set_aside(turn)),
            drawn,
        )
    )


def last_stage(turn: Turn) -> Stage:
    return max(turn.cycle.stages.values(), key=lambda stage: stage.number)


def last_round(turn: Turn) -> Round | None:
    """The published round of the last stage in the cycle at hand: the cycle is at its end."""
    rounds = rounds_of(turn.partnership, last_stage(turn).key)
    published = [r for r in rounds if r.published and r.edition and not r.only]
    return published[-1] if published else None
