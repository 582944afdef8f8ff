"""What pushing all that waits for a partnership would cost: asked of the channels, told to the broker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.channels.base import Channel, Price, Refused, Replies, TryLater, Unsure
from bot.core.events import PriceFound
from bot.core.model import Place
from bot.facilitator import outcomes, own_events
from bot.facilitator.reaching import is_group, may_write
from bot.store.book import Book
from bot.store.rows import OutRow
from bot.store.store import Store

MOST = 100
"""Messages of one place that are counted."""
TRIES_FOR = timedelta(seconds=30)
"""So long the price is asked for; the broker, who waits for it, can still be answered free of charge then."""


class Held(NamedTuple):
    """What waits for a partnership because pushing it is billed."""

    groups: int
    people: int
    requests: Mapping[str, Sequence[Sequence[Place]]]
    """By channel: the places of the first request to each, of the second to those that need one, …"""


class Pricing:
    def __init__(
        self, store: Store, channels: Mapping[str, Channel], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock

    async def find(self, row: OutRow) -> None:
        """Ask each channel that bills; the answer comes back as an event of our own."""
        held = await self._store.do(partial(self._held, row=row))
        try:
            prices = [
                await self._price(channel.replies, held.requests.get(name, ()))
                for name, channel in self._channels.items()
                if channel.replies is not None
            ]
        except (TryLater, Refused, Unsure) as trouble:
            outcomes.logged(row, trouble)
            await self._store.do(partial(self._not_found, row=row, trouble=trouble))
        else:
            total = _together(prices)
            found = PriceFound(held.groups, held.people, total.people, total.used, total.limit)
            await self._store.do(partial(self._found, row=row, found=found))

    async def _price(self, replies: Replies, requests: Sequence[Sequence[Place]]) -> Price:
        """Of one channel. With nothing waiting it is asked all the same, for the month's use."""
        prices = [await replies.price(places) for places in requests or ((),)]
        return replace(prices[0], people=sum(price.people for price in prices))

    # ── what waits ───────────────────────────────────────────────────────────

    def _held(self, book: Book, row: OutRow) -> Held:
        now = self._clock()
        book.claim(row.id, now)
        places = book.held_places(row.partnership) if row.partnership else ()
        places = tuple(place for place in places if self._requests(book, place, row.id))
        groups = sum(is_group(book, place) for place in places)
        requests: dict[str, list[list[Place]]] = {}
        for place in places:
            if not is_group(book, place) and not may_write(book, place, now):
                continue  # a push would show them nothing
            layers = requests.setdefault(place.channel, [])
            for number in range(self._requests(book, place, row.id)):
                if number == len(layers):
                    layers.append([])
                layers[number].append(place)
        return Held(groups, len(places) - groups, requests)

    def _requests(self, book: Book, place: Place, before: int) -> int:
        """How many requests it takes to show all that waited there when the price was asked for: each is
        billed. What came later than row `before` is not in the price, and not pushed for it.
        """
        channel = self._channels.get(place.channel)
        if channel is None or channel.replies is None:
            return 0
        messages = [row.message for row in book.waiting(place, MOST) if row.id < before]
        count = 0
        while messages:
            messages = messages[max(1, channel.replies.together(messages)) :]
            count += 1
        return count

    # ── what came of it ──────────────────────────────────────────────────────

    def _found(self, book: Book, row: OutRow, found: PriceFound) -> None:
        now = self._clock()
        body = own_events.price_found(row.place, row.partnership or "", found)
        self._tell(book, row, body, now)
        book.note_price(row.id, found.price, now)

    def _not_found(self, book: Book, row: OutRow, trouble: Exception) -> None:
        now = self._clock()
        if now - row.first_at < TRIES_FOR and not isinstance(trouble, Refused):
            seconds = trouble.seconds if isinstance(trouble, TryLater) else 0.0
            book.later(row.id, now + outcomes.at_least(seconds))
            return
        self._tell(book, row, own_events.price_not_found(row.place, row.partnership or ""), now)
        book.settle(row.id, "dead", now)

    @staticmethod
    def _tell(book: Book, row: OutRow, body: bytes, now: datetime) -> None:
        book.put_event(row.place.channel, f"price:{row.id}", row.place.id, body, now)


def _together(prices: Sequence[Price]) -> Price:
    """Of all channels; without a quota where one of them has none."""
    people = sum(price.people for price in prices)
    used = sum(price.used for price in prices)
    limits = [price.limit for price in prices]
    limit = None if None in limits or not limits else sum(n for n in limits if n is not None)
    return Price(people, used, limit)
