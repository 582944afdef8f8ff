"""Whether a question is asked at all: its condition on the same organisation's earlier answers."""

from __future__ import annotations

from decimal import Decimal

from bot.core.cycle import Condition, Question
from bot.core.merging import keys, number
from bot.core.model import Answer
from bot.core.sight import Sight, own_newest


def applies(sight: Sight, question: Question) -> bool:
    """Whether earlier answers open this question; an answer that is missing keeps it shut."""
    when = question.when
    return when is None or _holds(when, own_newest(sight, when.question))


def _holds(when: Condition, said: list[Answer]) -> bool:
    if when.op == "above":
        held = [number(answer) for answer in said]
        return any(n is not None and n > Decimal(when.values[0]) for n in held)
    chosen = [keys(answer) for answer in said]
    if when.op == "any_not_in":
        return any(not set(picked) & set(when.values) for picked in chosen if picked)
    return any(set(picked) & set(when.values) for picked in chosen)
