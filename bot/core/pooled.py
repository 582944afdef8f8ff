"""What a question loops over and what can be chosen in it, worked out from earlier answers.

A pooled list whose part is still open is not there yet: nothing is looped over or offered from it,
even to those who have proposed something (core/sight.py).
"""

from __future__ import annotations

from bot.core.cycle import Kind, Question
from bot.core.derived import DERIVED_LISTS, own_choices
from bot.core.merging import Item, merged, pool
from bot.core.sight import Sight, say

__all__ = ["MOST_CHOICES", "MOST_ITEMS", "Item", "items", "options", "pool"]

MOST_ITEMS = 5
"""Loops go through at most the five highest-ranked items (GUIDE.md, traps in the source)."""

MOST_CHOICES = 10
"""Choices out of a pooled list, where the question sets no limit (questions.yaml, invite_who)."""


def items(sight: Sight, question: Question) -> tuple[Item, ...]:
    """What `question.each` loops over now; () when it is asked once or there is nothing yet.

    The question whose answers rank a list goes through that list in the order of proposal, so that
    the order does not move under the hands of those who are rating it.
    """
    if question.each in DERIVED_LISTS:
        return DERIVED_LISTS[question.each](sight)[:MOST_ITEMS]
    source = sight.cycle.question(question.each) if question.each else None
    if source is None:
        return ()
    if source.kind is not Kind.LIST:
        return own_choices(sight, source)
    ranked = source.ranked_by != question.key
    return tuple(m.item for m in merged(sight, source.key, ranked))[:MOST_ITEMS]


def options(sight: Sight, question: Question) -> tuple[Item, ...]:
    """What can be chosen in a question: its own options, or what `options_from` comes to.

    Every partner stands in the list of partners, however many there are.
    """
    if not question.options_from:
        return tuple(Item(o.key, say(sight, o.label), ()) for o in question.options)
    if question.options_from == "partners":
        return DERIVED_LISTS["partners"](sight)
    most = question.most or MOST_CHOICES
    if question.options_from in DERIVED_LISTS:
        return DERIVED_LISTS[question.options_from](sight)[:most]
    source = sight.cycle.question(question.options_from)
    if source is None:
        return ()
    ranked = source.ranked_by != question.key
    return tuple(m.item for m in merged(sight, source.key, ranked))[:most]
