"""Votes that are open, in the broker's preview: how many organisations have voted, and not how."""

from __future__ import annotations

from bot.core.parts import asked_now, open_wave
from bot.core.results import Block, Note
from bot.core.sight import Sight, say, voting
from bot.core.whole import asked_of


def votes(sight: Sight) -> list[Block]:
    """A line for each question that is being voted on in the sight's round; of a closed one none."""
    round, stage = sight.round, sight.cycle.stage(sight.round.stage)
    if stage is None or round.held:
        return []
    before = [q for part in open_wave(stage, round) for q in part.questions if asked_now(round, q)]
    asked = {o.id for o in asked_of(sight.partnership, round)}
    found: list[Block] = []
    for question in before:
        if voting(sight, round, question):
            given = {k.organisation for k in round.answers if k.slot.question == question.key}
            count = {"count": str(len(given & asked)), "of": str(len(asked))}
            found.append(Note("=voting", {"question": say(sight, question.title), **count}))
    return found
