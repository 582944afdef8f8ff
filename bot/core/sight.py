"""What one organisation's representative may be shown now, and the newest answers in it.

A sight is one cycle of one partnership, seen from the round that is being asked or summed up.
Answers of another cycle are never looked at (what a new cycle takes over is copied when it opens).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.cycle import Cycle, Words
from bot.core.model import Answer, AnswerKey, Partnership, Round, Slot


@dataclass(frozen=True, slots=True)
class Sight:
    """`organisation` is "" for the whole partnership; `language` is "th" or "en"."""

    cycle: Cycle
    partnership: Partnership
    round: Round
    organisation: str
    language: str


def rounds_of(sight: Sight, stage: str) -> Iterator[Round]:
    """The cycle's rounds of a stage: the round at hand first, then later-opened before earlier."""
    if sight.round.stage == stage:
        yield sight.round
    for round in reversed(tuple(sight.partnership.rounds.values())):
        same = round.stage == stage and round.cycle == sight.round.cycle
        if same and round.id != sight.round.id:
            yield round


def newest(
    sight: Sight, question: str, organisation: str | None = None, item: str = ""
) -> Answer | None:
    """An organisation's (None: the sight's own) newest answer that is not a skip, else None."""
    stage = sight.cycle.stage_of(question)
    if stage is None:
        return None
    whose = sight.organisation if organisation is None else organisation
    key = AnswerKey(whose, Slot(question, item))
    found = (round.answers.get(key) for round in rounds_of(sight, stage.key))
    return next((answer for answer in found if answer is not None and not answer.skipped), None)


def all_newest(sight: Sight, question: str, item: str | None = None) -> list[Answer]:
    """All organisations' newest answers, organisations in order; `item` None: one for each item."""
    stage = sight.cycle.stage_of(question)
    if stage is None:
        return []
    kept: dict[AnswerKey, Answer] = {}
    for round in rounds_of(sight, stage.key):
        for key, answer in round.answers.items():
            wanted = key.slot.question == question and item in (None, key.slot.item)
            if wanted and not answer.skipped:
                kept.setdefault(key, answer)
    order = {org: place for place, org in enumerate(sight.partnership.organisations)}
    there = [answer for key, answer in kept.items() if key.organisation in order]
    return sorted(there, key=lambda answer: order[answer.organisation])


def own_newest(sight: Sight, question: str) -> list[Answer]:
    """The sight's own organisation's newest answers, one for each item."""
    return [a for a in all_newest(sight, question) if a.organisation == sight.organisation]


def name(sight: Sight, organisation: str) -> str:
    """The organisation's name as the partnership writes it."""
    known = sight.partnership.organisations.get(organisation)
    return known.name if known else ""


def say(sight: Sight, words: Words) -> str:
    """The text in the sight's language, "" if there is none."""
    return words.get(sight.language, "")
