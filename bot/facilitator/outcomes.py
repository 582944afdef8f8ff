"""What came of sending, told to those whom it concerns; and how long to wait before the next try."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from bot.counts import count
from bot.facilitator import own_events
from bot.facilitator.reaching import is_group
from bot.logs import log
from bot.store.book import Book
from bot.store.rows import OutRow

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 600.0
"""Seconds between tries whose outcome is unknown: doubled each time, half of it by chance (TRUST.md, section 5)."""
GIVE_UP_AFTER = timedelta(hours=24)
"""After so long a message is not tried again (section 5)."""


def pause(attempts: int) -> timedelta:
    """Before the next try: doubled each time, up to a limit, with half of it by chance."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 16))
    return timedelta(seconds=whole * random.uniform(0.5, 1.5))  # noqa: S311 - spreads tries, keeps no secret


def at_least(seconds: float) -> timedelta:
    """What a platform asked to wait, but never so short that it would be asked without end."""
    return timedelta(seconds=max(FIRST_PAUSE, seconds))


def shown(row: OutRow) -> None:
    """It is counted that it was shown."""
    _count(row, "sent")


def _count(row: OutRow, outcome: str) -> None:
    kind = row.kind if row.kind != "message" else "summary" if row.message.once else "prompt"
    count("sends_total", platform=row.place.channel, outcome=outcome, **{"class": kind})


def logged(row: OutRow, trouble: Exception) -> None:
    """It did not come to be shown, or may not have."""
    _count(row, type(trouble).__name__.lower())
    log(
        "not_delivered",
        level=logging.WARNING,
        outbox_id=row.id,
        platform=row.place.channel,
        attempt=row.attempts,
        err_class=type(trouble).__name__,
    )


def gone(book: Book, row: OutRow, now: datetime) -> None:
    """A person who cannot be reached is known as such from now on; of a group the brokers are told."""
    place = row.place
    if is_group(book, place):
        not_delivered(book, row, "gone", now)
    else:
        body = own_events.blocked(place)
        book.put_event(place.channel, f"blocked:{row.id}", place.id, body, now)


def not_delivered(book: Book, row: OutRow, why: str, now: datetime) -> None:
    """The brokers hear of it, once a day for each place and reason."""
    _tell(book, row, why, now, f"{book.mark(row.place)}:")


def no_quota(book: Book, row: OutRow, now: datetime) -> None:
    """The brokers hear once a day that things wait, wherever they are to be shown."""
    _tell(book, row, "quota", now, "")


def _tell(book: Book, row: OutRow, why: str, now: datetime, where: str) -> None:
    if not row.partnership:
        return
    place = row.place
    private = not is_group(book, place)
    body = own_events.not_delivered(place, why, row.partnership, private=private)
    key = f"{why}:{row.partnership}:{where}{now.date().isoformat()}"
    book.put_event(place.channel, key, place.id, body, now)
