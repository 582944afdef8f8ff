"""Whether a push still fits this month's quota: the channel is asked, not too many times."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channels.base import Price, Replies
from bot.core.model import Place
from bot.store.rows import OutRow

PRICE_KEPT = timedelta(seconds=5)
"""So long the price of a place is remembered, unless something has been pushed meanwhile."""
REMEMBERED = 1000
PRICED_AT_ONCE = 4
"""Places whose prices are asked for at the same time; answers need the connections more."""


class Fitting:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._few = asyncio.Semaphore(PRICED_AT_ONCE)
        self._known: dict[Place, tuple[datetime, Price]] = {}
        self.asking: set[int] = set()
        """Rows that wait for a price: they are due, and nobody else is to wait for them."""

    async def fits(self, row: OutRow, replies: Replies) -> bool:
        """Whether one more push to the row's place does. Raises what `Replies.price` does."""
        self.asking.add(row.id)
        try:
            async with self._few:
                price = await self._price(row, replies)
        finally:
            self.asking.discard(row.id)
        return price.left is None or price.people <= price.left

    async def _price(self, row: OutRow, replies: Replies) -> Price:
        now = self._clock()
        known = self._known.get(row.place)
        if known is not None and now - known[0] < PRICE_KEPT:
            return known[1]
        price = await replies.price([row.place])
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[row.place] = (now, price)
        return price

    def forget(self) -> None:
        """Something was pushed: more has been used than the prices tell."""
        self._known.clear()
