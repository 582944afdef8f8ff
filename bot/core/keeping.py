"""After the end: how long it is kept who took part (PDPA, sections 23 and 37(3)).

When the time that the partnership has chosen is over, names and accounts go, of everybody in it, as if each had asked
for it. What the organisations said stays, without them. They are told a month before: no name goes without that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import effects as say
from bot.core.calendar import today
from bot.core.history import ERASED
from bot.core.hours import moment
from bot.core.model import Partnership, Person
from bot.core.reach import to_brokers
from bot.core.turn import Turn

KEPT = (90, 365, 1825)
"""Days that are offered."""
TOLD_BEFORE = 30
"""Days."""
AT_HOUR = 10
"""Of the day, in Thailand."""
DAY = timedelta(days=1)


def until(partnership: Partnership) -> datetime | None:
    """When the names go, None while the partnership goes on. Not before they have been told for long enough."""
    if partnership.ended_at is None:
        return None
    end = today(partnership.ended_at) + partnership.timing.keep_days * DAY
    told = _told(partnership)
    if told is not None:
        end = max(end, today(told) + TOLD_BEFORE * DAY)
    return moment(end, AT_HOUR)


def next_moment(partnership: Partnership, after: datetime) -> Iterator[datetime]:
    """The next at which there is something to tell, or to erase. What is late comes the next day."""
    end = until(partnership)
    if end is None or not _anybody(partnership):
        return
    due = end if _told(partnership) else end - TOLD_BEFORE * DAY
    yield due if due > after else moment(today(after) + DAY, AT_HOUR)


def come(turn: Turn) -> None:
    """Tell it, or do it, where it is time."""
    partnership, at = turn.partnership, turn.event.at
    end = until(partnership)
    if end is None or not _anybody(partnership):
        return
    if _told(partnership) is None:
        if at >= end - TOLD_BEFORE * DAY:
            _tell(turn)
    elif at >= end:
        _erase(turn)


def _tell(turn: Turn) -> None:
    turn.partnership = replace(turn.partnership, keep_told=turn.event.at)
    partnership = turn.partnership
    end = until(partnership)
    if end is None:
        return
    for group in partnership.groups:
        turn.say(say.NamesWillGo(group, turn.group_language, partnership.name, today(end)))
    for broker, place in to_brokers(partnership):
        turn.say(say.NamesWillGo(place, turn.language_of(broker), partnership.name, today(end), broker=True))


def _erase(turn: Turn) -> None:
    partnership = turn.partnership
    for group in partnership.groups:
        turn.say(say.NamesGone(group, turn.group_language, partnership.name))
    here = partnership.groups[0] if partnership.groups else turn.here
    for organisation, name in _by_telephone(partnership):
        turn.say(say.ForgetTelephone(here, turn.group_language, organisation, name))
    for person in _people(partnership):
        turn.say(say.Forget(here, turn.group_language, person, answers_too=False))


def _told(partnership: Partnership) -> datetime | None:
    """None also where that was before it was taken up again."""
    told, ended = partnership.keep_told, partnership.ended_at
    return told if told is not None and ended is not None and told >= ended else None


def _anybody(partnership: Partnership) -> bool:
    return bool(_people(partnership) or _by_telephone(partnership))


def _people(partnership: Partnership) -> tuple[Person, ...]:
    return tuple(person for person in partnership.members if not person.id.startswith(ERASED))


def _by_telephone(partnership: Partnership) -> tuple[tuple[str, str], ...]:
    found = ((o.id, o.telephone) for o in partnership.organisations.values())
    return tuple((id, told.name) for id, told in found if told is not None)
