"""How a kept answer reads, on one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.core.calendar import written
from bot.core.cycle import Kind, Question
from bot.core.model import Entry, Value

BETWEEN_ITEMS = " · "
"""Between the items of a list: Thai has no comma of its own and items hold blanks."""


def shown(question: Question, value: Value | None, labels: Mapping[str, str], language: str) -> str:
    """`value` as people read it in `language`; "" for None (skipped).

    `labels`: key → label for the question's options or for the pooled items that stand for them; a
    key without a label shows as itself. Amounts have thousands separators and no unit. Lists and
    choices stand on one line; a rank is numbered.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return amount(value)
    if isinstance(value, date):
        return written(value, language)
    words = [item.text if isinstance(item, Entry) else labels.get(item, item) for item in value]
    if question.kind is Kind.RANK:
        return BETWEEN_ITEMS.join(f"{place}. {word}" for place, word in enumerate(words, 1))
    return (BETWEEN_ITEMS if question.kind is Kind.LIST else ", ").join(words)


def amount(value: Decimal) -> str:
    """A number with thousands separators and no trailing zeros: 50,000 or 1,500.5."""
    whole = f"{value:,f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole
