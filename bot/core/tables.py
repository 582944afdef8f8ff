"""What the rooms beyond the interview bring to the tables: one row a verb, whoever's room it is.

Each of these modules may have: `DESK` (verb → rule, in private), `FOR_BROKERS` (which of them only brokers
may), `WRITTEN` (`Writing.what` → what is done with the text that was asked for), `WRITTEN_FOR_BROKERS` (which
of them only brokers may write), `KEEPS_WRITING` (verbs that do not put away what was being written),
`IN_GROUP` (verb → rule for a press in a group) and `COMMANDS` (command → rule in a group).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from types import ModuleType
from typing import Any

from bot.core import (
    board,
    broker_role,
    catching_up,
    confirming,
    correcting,
    cycles,
    drafting,
    electing,
    joining_later,
    leaving,
    ledger,
    looking_through,
    notes,
    ordering,
    register,
    reminding,
    replacing,
    restoring,
    satisfied,
    second_vote,
    telephone,
    timing,
    voting,
)
from bot.core.acts import Act
from bot.core.model import Writing
from bot.core.turn import Turn

Rule = Callable[[Turn, Act], None]
Written = Callable[[Turn, Writing, str, str], None]
"""(turn, what was asked for, the text, the platform's id of its message)."""

ROOMS: tuple[ModuleType, ...] = (
    looking_through,
    voting,
    second_vote,
    drafting,
    correcting,
    register,
    ledger,
    confirming,
    timing,
    reminding,
    leaving,
    joining_later,
    catching_up,
    replacing,
    telephone,
    broker_role,
    electing,
    notes,
    cycles,
    satisfied,
    ordering,
    board,
    restoring,
)


def _rows(name: str) -> dict[str, Any]:
    """All rooms' rows of one table. Raises ValueError when two rooms have the same verb."""
    found: dict[str, Any] = {}
    for room in ROOMS:
        rows = getattr(room, name, {})
        if both := found.keys() & rows.keys():
            raise ValueError(f"{name}: {both} stands in two rooms")
        found |= rows
    return found


def _names(name: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(getattr(room, name, ()) for room in ROOMS))


DESK: Mapping[str, Rule] = _rows("DESK")
WRITTEN: Mapping[str, Written] = _rows("WRITTEN")
IN_GROUP: Mapping[str, Rule] = _rows("IN_GROUP")
COMMANDS: Mapping[str, Callable[[Turn], None]] = _rows("COMMANDS")
FOR_BROKERS: frozenset[str] = _names("FOR_BROKERS")
WRITTEN_FOR_BROKERS: frozenset[str] = _names("WRITTEN_FOR_BROKERS")
KEEPS_WRITING: frozenset[str] = _names("KEEPS_WRITING")
