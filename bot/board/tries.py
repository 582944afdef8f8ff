"""How often somebody may try a link that opens nothing."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST_WRONG = 20
"""Links that opened nothing, from one address (all who come through a proxy have one), within `WITHIN`. 128 bits
cannot be guessed; this keeps the writer's thread free of those who try."""
WITHIN = timedelta(minutes=10)
MOST_ADDRESSES = 1000
"""Remembered; the oldest go first."""


class Tries:
    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()

    def too_many(self, address: str, now: datetime) -> bool:
        wrong = self._wrong.get(address)
        while wrong and now - wrong[0] > WITHIN:
            wrong.popleft()
        return wrong is not None and len(wrong) >= MOST_WRONG

    def wrong(self, address: str, now: datetime) -> None:
        self._wrong.setdefault(address, deque(maxlen=MOST_WRONG)).append(now)
        self._wrong.move_to_end(address)
        while len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)
