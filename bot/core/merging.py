"""One list out of everyone's: entries pooled, doubles merged, ordered by how all rated them.

GUIDE.md: stage 3 pools objectives and ranks them, stage 4 pools activities and scores them; later
stages go through the pooled lists. A pooled list is the group's: it is there once the part that asked
for it is closed, and is then the same for everyone (core/sight.py, `together`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from bot.core.cycle import Kind
from bot.core.model import Answer, Entry
from bot.core.sight import Sight, once, together
from bot.core.tally import borda, by_scores
from bot.core.text import tidy


class Item(NamedTuple):
    """One thing that a loop goes through or that can be chosen."""

    key: str
    label: str
    organisations: tuple[str, ...]
    """Ids of the organisations that proposed it, or whose it is."""


class Merged(NamedTuple):
    """An item with every key that one of its entries was ever known under."""

    item: Item
    keys: tuple[str, ...]


def same(text: str) -> str:
    """What two entries have in common when they are one: letters without case, width or blanks."""
    return "".join(tidy(text).split()).casefold()


def entries(answer: Answer) -> tuple[Entry, ...]:
    """The entries of a list answer; () for any other."""
    value = answer.value
    if not isinstance(value, tuple):
        return ()
    return tuple(entry for entry in value if isinstance(entry, Entry))


def keys(answer: Answer) -> tuple[str, ...]:
    """The option keys of an answer that chose; () for any other."""
    value = answer.value
    if not isinstance(value, tuple):
        return ()
    return tuple(key for key in value if not isinstance(key, Entry))


def number(answer: Answer) -> Decimal | None:
    return answer.value if isinstance(answer.value, Decimal) else None


def _in_turn(answers: list[Answer]) -> Iterator[tuple[str, str, Entry]]:
    """(organisation, key, entry): everyone's first entries, then everyone's second, and so on."""
    lists = [[(a.organisation, f"{a.organisation}.{e.id}", e) for e in entries(a)] for a in answers]
    for turn in zip_longest(*lists):
        yield from (found for found in turn if found is not None)


def _in_use(sight: Sight) -> frozenset[str]:
    """Keys that answers of this cycle already hang on: as a loop's item or as a choice."""
    found: set[str] = set()
    for round in (*sight.partnership.rounds.values(), sight.round):
        if round.cycle == sight.round.cycle:
            for answer in round.answers.values():
                found.add(answer.slot.item)
                found.update(keys(answer))
    return frozenset(found)


def proposed(sight: Sight, list_question: str) -> tuple[Merged, ...]:
    """All organisations' entries with doubles merged, in the order in which they were proposed.

    An item's key is that of its first entry, unless answers already hang on another of its entries:
    when lists change later, no answer may lose its item.
    """
    groups: dict[str, list[tuple[str, str, Entry]]] = {}
    for found in _in_turn(together(sight, list_question, "")):
        groups.setdefault(same(found[2].text), []).append(found)
    used = _in_use(sight) if groups else frozenset()
    merged = []
    for group in groups.values():
        known = tuple(key for _, key, _ in group)
        key = next((k for k in known if k in used), known[0])
        orgs = tuple(dict.fromkeys(org for org, _, _ in group))
        merged.append(Merged(Item(key, tidy(group[0][2].text), orgs), known))
    return tuple(merged)


def _ranked(sight: Sight, ranked_by: str, items: tuple[Merged, ...]) -> list[str]:
    """The items' keys in the order that everyone's ranks or marks give them."""
    main = {key: merged.item.key for merged in items for key in merged.keys}
    order = [merged.item.key for merged in items]
    question = sight.cycle.question(ranked_by)
    answers = together(sight, ranked_by)
    if question is None or not answers:
        return order
    if question.kind is Kind.RANK:
        ballots = [[main[k] for k in keys(a) if k in main] for a in answers]
        placed = [row.key for row in borda(ballots, order)]
        return placed + [key for key in order if key not in placed]
    scores: dict[str, list[Decimal]] = {}
    for answer in answers:
        mark = number(answer)
        if mark is not None and answer.slot.item in main:
            scores.setdefault(main[answer.slot.item], []).append(mark)
    return by_scores(scores, order)


def merged(sight: Sight, list_question: str, ranked: bool = True) -> tuple[Merged, ...]:
    """The pooled list with its keys; `ranked` False leaves it in the order of proposal."""
    key = f"merged {list_question} {ranked}"
    return once(sight, key, lambda: _merged(sight, list_question, ranked))


def _merged(sight: Sight, list_question: str, ranked: bool) -> tuple[Merged, ...]:
    items = proposed(sight, list_question)
    question = sight.cycle.question(list_question)
    if not ranked or question is None or not question.ranked_by:
        return items
    by_key = {m.item.key: m for m in items}
    return tuple(by_key[key] for key in _ranked(sight, question.ranked_by, items))


def pool(sight: Sight, list_question: str) -> tuple[Item, ...]:
    """All organisations' entries, doubles merged; the best rated first once they have been rated.

    Before that, and among equals: everyone's first entries, then everyone's second, and so on.
    """
    return tuple(m.item for m in merged(sight, list_question))
