"""Blocks of a summary without what nobody agrees to by signing: activities that were stopped, money that is none, sums
that say the same twice, and among changes what stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.core.cycle import Cycle
from bot.core.results import PENDING, Block, Lines, Note
from bot.papers import plan
from bot.render.words import N_, _

CASH, DELEGATES, ROLE_NEXT, UNCHANGED = "cash", "delegates", "role_next", "same"
NO_STATUS, TOTAL = "=no_status", "=total"
RESOURCES, SUMS, ROLES, SUCCESSION = "=resource_map", "=cash_by_status", "=role_changes", "=succession"
ADVICE = "=carries_most"
EMPTIED: Mapping[str, str] = {
    plan.PLAN: N_("Every activity was stopped."),
    RESOURCES: N_("Nobody has promised any resources yet."),
}
"""What is lacking where nothing of a line is left."""
_NOUGHT = re.compile(r"0(?![\d.,])")
Details = tuple[tuple[str, str], ...]


class _Words(NamedTuple):
    """What labels read in the blocks' language."""

    cash: str
    same: str
    delegates: str


def agreed(
    blocks: Iterable[Block], out: Iterable[plan.Stopped], cycle: Cycle, language: str
) -> tuple[Block, ...]:
    """`out`: what was stopped; `language`: that which the blocks are worded in."""
    roles = cycle.question(ROLE_NEXT)
    option = roles.option(UNCHANGED) if roles else None
    same = option.label.get(language, "") if option else ""
    words = _Words(_title(cycle, CASH, language), same, _title(cycle, DELEGATES, language))
    kept = (_block(block, words) for block in plan.going_on(blocks, out))
    left = tuple(block for block in kept if not _is_nothing(block))
    return left if any(not isinstance(block, Note) for block in left) else ()


def _is_nothing(block: Block) -> bool:
    """A plan with nothing left in it, or the plan's advice to the partners, which nobody signs."""
    return not block.rows if isinstance(block, Lines) else isinstance(block, Note) and block.title == ADVICE


def emptied(title: str) -> str:
    """Why nothing is left of a line that shows the block of that title."""
    return _(EMPTIED[title]) if title in EMPTIED else ""


def _title(cycle: Cycle, key: str, language: str) -> str:
    question = cycle.question(key)
    return question.title.get(language, "") if question else ""


def _block(block: Block, words: _Words) -> Block:
    if isinstance(block, Lines) and block.title == RESOURCES:
        rows = ((head, _given(details, words.cash)) for head, details in block.rows)
        return replace(block, rows=tuple(row for row in rows if row[1]))
    if isinstance(block, Lines) and block.title == SUMS:
        return replace(block, rows=tuple((head, _sums(details)) for head, details in block.rows))
    if isinstance(block, Lines) and block.title == SUCCESSION:
        return replace(block, rows=tuple((head, _without(details, words.delegates)) for head, details in block.rows))
    return _changed(block, words.same) if isinstance(block, Lines) and block.title == ROLES else block


def _changed(block: Lines, same: str) -> Lines:
    """The changes alone; all of it where there is none, for that is what was agreed then."""
    rows = ((head, tuple(d for d in details if not _is_same(d[1], same))) for head, details in block.rows)
    kept = tuple(row for row in rows if row[1])
    return replace(block, rows=kept) if kept else block


def _is_same(text: str, same: str) -> bool:
    return bool(same) and text.removesuffix(PENDING).endswith(f"→ {same}")


def _given(details: Details, cash: str) -> Details:
    """Without an amount of nought: who gives no money has promised none."""
    return tuple((label, text) for label, text in details if not (label == cash and _NOUGHT.match(text)))


def _without(details: Details, label: str) -> Details:
    """Delegates stand in the clause on the working group already."""
    return tuple(row for row in details if row[0] != label)


def _sums(details: Details) -> Details:
    """Without “no status” where it is all there is: the sum below says the same."""
    known = dict(details)
    same = known.get(NO_STATUS) == known.get(TOTAL)
    return tuple(row for row in details if not (row[0] == NO_STATUS and same))
