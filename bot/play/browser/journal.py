"""What stands in the chats, in the order in which it came or changed, for whoever reads along.

A reader asks for what is newer than the last thing it has. So nothing waits for a slow reader: it
finds the newest state of everything, and each bubble but once.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from itertools import takewhile
from typing import Any

MOST_BUBBLES = 20_000
"""Kept of one playing; the twelve stages take about 6,000. The oldest go first."""
AT_FIRST = 100
"""Bubbles of each chat that a reader begins with; older ones it asks for."""
ROOM = 1000
"""Orders a second: whoever starts anew counts on from where nobody has been."""
GROUP = "group"
"""The chat that everybody sees; the others are called as the person they belong to."""

Bubble = dict[str, Any]
"""As the page gets it (view.py); `order`, `first` and `id` are the journal's."""


class Journal:
    def __init__(self) -> None:
        self._bubbles: OrderedDict[str, Bubble] = OrderedDict()
        """By id, the oldest state first."""
        self._last = int(time.time()) * ROOM
        self._began = self._last
        self.states = 0
        """Counts the changes of what is not a bubble."""
        self._changed = asyncio.Event()

    @property
    def last(self) -> int:
        """The order of the newest change."""
        return self._last

    @property
    def changed(self) -> asyncio.Event:
        """Is set at the next change. To be taken before looking."""
        return self._changed

    def begin_anew(self) -> None:
        """Everything is forgotten; the orders go on."""
        self._bubbles.clear()
        self._last += 1
        self._began = self._last
        self.state_changed()

    def state_changed(self) -> None:
        self.states += 1
        self._tell()

    def put(self, bubble: Bubble) -> None:
        """Keep a new bubble, or the new state of one that is there, which stays where it stood."""
        self._last += 1
        before = self._bubbles.pop(bubble["id"], None)
        first = before["first"] if before else self._last
        self._bubbles[bubble["id"]] = {**bubble, "order": self._last, "first": first}
        while len(self._bubbles) > MOST_BUBBLES:
            self._bubbles.popitem(last=False)
        self._tell()

    def get(self, id: str) -> Bubble | None:
        return self._bubbles.get(id)

    def knows(self, since: int) -> bool:
        """Whether what came after `since` can be told; otherwise a reader begins anew."""
        return self._began <= since <= self._last

    def newer(self, since: int) -> list[Bubble]:
        """What came or changed after `since`, the oldest change first."""
        newest = reversed(self._bubbles.values())
        return list(takewhile(lambda bubble: bubble["order"] > since, newest))[::-1]

    def to_begin_with(self) -> list[Bubble]:
        """The last bubbles of each chat, in the order of their changes."""
        chats: dict[str, list[Bubble]] = {}
        for bubble in self._bubbles.values():
            chats.setdefault(bubble["chat"], []).append(bubble)
        found = [b for chat in chats.values() for b in sorted(chat, key=_place)[-AT_FIRST:]]
        return sorted(found, key=lambda bubble: int(bubble["order"]))

    def earlier(self, chat: str, before: int, most: int) -> list[Bubble]:
        """Those that stand in a chat above the one with this place."""
        here = (b for b in self._bubbles.values() if b["chat"] == chat and b["first"] < before)
        return sorted(here, key=_place)[-most:] if most > 0 else []

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _place(bubble: Bubble) -> int:
    return int(bubble["first"])
