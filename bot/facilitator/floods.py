"""Somebody who sends more than a person can: others do not wait for it, and the bot does not answer each (0038)."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from enum import Enum

from bot.core.events import Commanded, Edited, Event, Pressed, Said, Sent, Started
from bot.core.model import Person

FAST = 20
FAST_WITHIN = timedelta(seconds=10)
"""More than so many within this time are answered together (TRUST.md, section 7)."""
MOST = 1000
MOST_WITHIN = timedelta(hours=1)
"""More than so many within this time are not worked (0038 says why it is not TRUST.md's 200)."""
TOGETHER_AFTER = timedelta(seconds=3)
"""So long after the last of them the one answer is given."""
REMEMBERED = 5000
"""People whose times are remembered, those who were heard last."""
_BY_HAND = (Said, Sent, Pressed, Commanded, Edited, Started)


class Flow(Enum):
    CALM = "calm"
    FAST = "fast"
    """It is worked; what was said before and has not been shown yet is needless."""
    FIRST_TOO_MUCH = "first_too_much"
    """It is not worked, and the person is told so, once."""
    TOO_MUCH = "too_much"


class Floods:
    """Counted in memory: after a restart everybody begins anew."""

    def __init__(self) -> None:
        self._times: OrderedDict[Person, deque[datetime]] = OrderedDict()
        self._told: dict[Person, datetime] = {}

    def flow(self, event: Event) -> Flow:
        """How it is with the one who did this. By the platform's time, so that what waited somewhere is no flood."""
        if not isinstance(event.happened, _BY_HAND) or not event.person.id:
            return Flow.CALM
        times = self._of(event.person)
        while times and event.at - times[0] >= MOST_WITHIN:
            times.popleft()
        if len(times) >= MOST:
            return self._too_much(event)
        times.append(event.at)
        fast = len(times) > FAST and event.at - times[-FAST - 1] < FAST_WITHIN
        return Flow.FAST if fast else Flow.CALM

    def _of(self, person: Person) -> deque[datetime]:
        times = self._times.setdefault(person, deque(maxlen=MOST))
        self._times.move_to_end(person)
        if len(self._times) > REMEMBERED:
            gone, _ = self._times.popitem(last=False)
            self._told.pop(gone, None)
        return times

    def _too_much(self, event: Event) -> Flow:
        told = self._told.get(event.person)
        if told is not None and event.at - told < MOST_WITHIN:
            return Flow.TOO_MUCH
        self._told[event.person] = event.at
        return Flow.FIRST_TOO_MUCH
