"""What of the action plan still holds: without activities that the partners voted to stop, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from bot.core.cycle import Cycle
from bot.core.derived import LEAD, ROLE
from bot.core.merging import LISTS_BEHIND, Merged, merged
from bot.core.model import Partnership, Slot
from bot.core.outcomes import chosen, decision
from bot.core.records import Agreement, Promise
from bot.core.results import PENDING, Block, Lines
from bot.core.sight import Sight
from bot.papers.published import newest
from bot.render.shapes import quoted
from bot.render.words import _

STAGE, ACTIVITIES, START = "planning", "activities", "start_date"
PLAN, WHEN = "=action_plan", "=when"
NEXT, STOP = "activity_next", "stop"
"""Question of stage 10 and its option."""
SPAN = "–"
"""Between the first day and the last; at an end of the text one of them is missing."""


class Stopped(NamedTuple):
    """An activity of the plan that does not go on."""

    label: str
    keys: tuple[str, ...]
    entry: Agreement
    """The vote."""


def stopped(partnership: Partnership, cycle: Cycle, number: int, language: str) -> tuple[Stopped, ...]:
    """By the newest vote on each, where it was carried; in the order of the plan of that cycle."""
    issue = newest(partnership, cycle, STAGE, number)
    if issue is None:
        return ()
    activities = merged(Sight(cycle, partnership, issue.round, "", language), ACTIVITIES)
    votes = ((m, _vote(partnership, m, number)) for m in activities)
    return tuple(Stopped(m.item.label, m.keys, e) for m, e in votes if e is not None and chosen(e) == STOP)


def _vote(partnership: Partnership, activity: Merged, number: int) -> Agreement | None:
    entries = (decision(partnership, Slot(NEXT, key), number) for key in activity.keys)
    return max((e for e in entries if e is not None), key=lambda e: e.at, default=None)


def going_on(blocks: Iterable[Block], out: Iterable[Stopped]) -> tuple[Block, ...]:
    """The plan without what was stopped, be it that no row is left of it."""
    gone = {label for one in out for label in (one.label, *_quoted(one.entry))}
    return tuple(_without(block, gone) for block in blocks)


def _quoted(entry: Agreement) -> tuple[str, ...]:
    """The activity's name at the time of the vote: it may have been worded anew since."""
    _head, mark, rest = entry.title.partition("“")
    return (rest.removesuffix("”"),) if mark else ()


def _without(block: Block, gone: set[str]) -> Block:
    if not isinstance(block, Lines) or block.title != PLAN:
        return block
    return replace(block, rows=tuple(row for row in block.rows if row[0] not in gone))


def is_about(promise: Promise, cycle: Cycle, out: Iterable[Stopped]) -> bool:
    """Whether the promise is of a part in an activity that was stopped."""
    question = cycle.question(promise.slot.question) if promise.slot else None
    if promise.slot is None or question is None:
        return False
    if LISTS_BEHIND.get(question.each, question.each) != ACTIVITIES:
        return False
    return any(promise.cycle == one.entry.cycle and promise.slot.item in one.keys for one in out)


def gaps(blocks: Iterable[Block], cycle: Cycle, language: str) -> tuple[str, ...]:
    """Which activities have no lead, which no dates; read off the plan itself, for its own warnings pass over
    activities of which nobody has said anything."""
    role = cycle.question(ROLE)
    option = role.option(LEAD) if role else None
    lead = option.label.get(language, "") if option else ""
    rows = [row for block in blocks if isinstance(block, Lines) and block.title == PLAN for row in block.rows]
    leaderless = [name for name, details in rows if lead not in dict(details)]
    undated = [name for name, details in rows if not _dated(dict(details).get(WHEN, ""))]
    told = []
    if option and leaderless:
        told.append(_("No lead organisation yet: %(activities)s", activities=_listed(leaderless)))
    if undated and cycle.question(START) is not None:
        told.append(_("No start or end date yet: %(activities)s", activities=_listed(undated)))
    return tuple(told)


def _dated(when: str) -> bool:
    days = when.replace(PENDING, "").strip()
    return bool(days) and not days.startswith(SPAN) and not days.endswith(SPAN)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)
