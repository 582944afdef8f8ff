"""What an organisation said in an earlier cycle, offered in a new one: shown, kept by a tap, or changed.

What an answer was given to item by item is not carried over: a new cycle's lists are new, and their
items too. Neither is a vote: it was on another draft.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.cycle import Kind, PartKind, Question
from bot.core.model import Answer, AnswerKey, Entry, Slot, Value
from bot.core.parts import Due, revision_of
from bot.core.pooled import options
from bot.core.sight import Sight

CARRIES: Mapping[str, str] = {"concept": "next_scope"}
"""Question of a new cycle → the question of the cycle before whose answer leads to it (stage 12 to stage 1)."""


def earlier(sight: Sight, due: Due) -> Answer | None:
    """The organisation's newest answer of the latest earlier cycle that has one; None in the first cycle."""
    if sight.round.cycle == 1 or due.item is not None or _voted(sight, due.question):
        return None
    asked = [key for key in (CARRIES.get(due.question.key), due.question.key) if key]
    before = {r.cycle for r in sight.partnership.rounds.values() if r.cycle < sight.round.cycle}
    for cycle in sorted(before, reverse=True):
        for key in asked:
            if found := _said(sight, cycle, key):
                return found
    return None


def _said(sight: Sight, cycle: int, question: str) -> Answer | None:
    key = AnswerKey(sight.organisation, Slot(question))
    rounds = (r for r in reversed(tuple(sight.partnership.rounds.values())) if r.cycle == cycle)
    found = (round.answers.get(key) for round in rounds)
    return next((a for a in found if a is not None and a.value is not None), None)


def _voted(sight: Sight, question: Question) -> bool:
    stage = sight.cycle.stage_of(question.key)
    part = stage.part_of(question.key) if stage else None
    return question.kind is Kind.CONSENT or part is None or part.kind is PartKind.DECISION


def value_again(sight: Sight, due: Due, before: Answer) -> Value | None:
    """What the same answer is now; None where it can not be given any more.

    An option must be there still; entries of a list are entered anew, under ids of their own.
    """
    question, value = due.question, before.value
    if before.kind != question.kind.value or value is None:
        return None
    if not isinstance(value, tuple):
        return value
    if question.kind is Kind.LIST:
        first = revision_of(sight, due.slot) + 1
        texts = [entry.text for entry in value if isinstance(entry, Entry)]
        return tuple(Entry(f"{first}-{n}", text) for n, text in enumerate(texts, 1))
    there = {item.key for item in options(sight, question)}
    lasting = not question.options_from or question.options_from == "partners"
    chosen = tuple(key for key in value if isinstance(key, str))
    if question.kind is Kind.RANK and set(chosen) != there:
        return None
    return chosen if lasting and chosen and set(chosen) <= there else None
