"""A copy was brought back while the bot stood still: at its start every partnership hears of it."""

from __future__ import annotations

from datetime import datetime

from bot.facilitator import own_events
from bot.facilitator.reaching import place_of
from bot.store.book import Book


def tell_restores(book: Book, now: datetime) -> int:
    """Put an event into the inbox for each partnership; how many. The same transaction notes that it was told."""
    made = book.untold_restores()
    if not made:
        return 0
    told = 0
    for id in book.everyone():
        partnership = book.load(id)
        place = place_of(partnership) if partnership else None
        if place is None:
            continue
        body = own_events.restored(place, id, made[0], book.count_doubtful(id))
        told += book.put_event(place.channel, f"restored:{id}:{now.isoformat()}", place.id, body, now)
    return told
