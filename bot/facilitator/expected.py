"""Private chats in which the bot is about to answer what it must look up first."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.model import Place

KEPT = timedelta(seconds=8)
"""So long the free chance to answer is kept for what is being looked up; a token lives a minute (LINE)."""
REMEMBERED = 1000


class Expected:
    """Where an answer is looked up, older messages wait a moment, so as not to use up the chance to give it.

    Of no use after a restart: then the older ones go first, and the answer comes with the next event.
    """

    def __init__(self) -> None:
        self._until: dict[Place, datetime] = {}

    def begin(self, place: Place, now: datetime) -> None:
        if len(self._until) >= REMEMBERED:
            self._until.clear()
        self._until[place] = now + KEPT

    def end(self, place: Place) -> None:
        self._until.pop(place, None)

    def at(self, place: Place, now: datetime) -> bool:
        until = self._until.get(place)
        return until is not None and now < until
