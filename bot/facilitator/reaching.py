"""Who can be written to first, and where that is billed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.core.events import Blocked, Event, Unblocked, Unsent
from bot.core.model import Partnership, Person, Place, Push
from bot.store.book import Book
from bot.store.rows import OutRow

WROTE_WITHIN = timedelta(days=7)
"""LINE lets a bot write first to its friends, and to whoever wrote to it within this time."""


def account(place: Place) -> Person:
    """Whose private chat it is: the platforms give the chat the id of the person's account."""
    return Person(place.channel, place.id)


def place_of(partnership: Partnership) -> Place | None:
    """Where what concerns all of the partnership happens, when nobody does it: its first group, or a broker's chat."""
    private = (m.private for m in partnership.brokers if m.private)
    return next(iter(partnership.groups), None) or next(private, None)


def is_group(book: Book, place: Place) -> bool:
    return book.partnership_of_group(place) is not None


class Reaching:
    """Looks up and notes what is known about reaching people where speaking first is billed."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._several = len(channels) > 1
        self._replying = frozenset(name for name, c in channels.items() if c.replies is not None)

    def by_reply(self, place: Place) -> bool:
        """Whether answering is free there and speaking first is billed."""
        return place.channel in self._replying

    def note(self, book: Book, event: Event) -> bool:
        """What an event tells about writing to the one who did it. The person is the channel's own. Whether it is kept.

        Before it is worked, for it may go by this; and where it was not kept after, too, for of strangers nothing is
        kept but whether they are friends, and they may have joined. Twice is harmless.
        """
        if not event.private or not self.by_reply(event.place):
            return True
        person, at = event.person, event.at
        match event.happened:
            case Unblocked():
                return book.note_contact(person, at, friend=True, blocked=False)
            case Blocked():
                return book.note_contact(person, at, friend=False, blocked=True)
            case Unsent():
                return True
            case _:
                return book.note_contact(person, at, blocked=False, wrote=True)

    def sighted(self, book: Book, event: Event, partnership: Partnership) -> Event:
        """The event with what the core must know about reaching people, and by which apps."""
        places = (*partnership.groups, *(m.private for m in partnership.members.values()))
        priced = any(place is not None and self.by_reply(place) for place in places)
        friend = None
        if event.private and self.by_reply(event.place):
            contact = book.contact(account(event.place))
            friend = contact is not None and contact.friend
        return replace(event, priced=priced, friend=friend, apps=self._several)

    def goes_out(self, book: Book, place: Place, partnership: str, now: datetime) -> bool:
        """Whether a message to this place will be on its way by itself, as far as can be told now."""
        if not self.by_reply(place) or book.has_live_token(place, now):
            return True
        if book.push_policy(partnership) == Push.NEVER:
            return False
        return is_group(book, place) or may_write(book, place, now)


def blocked(book: Book, place: Place) -> bool:
    contact = book.contact(account(place))
    return contact is not None and contact.blocked


def may_write(book: Book, place: Place, now: datetime) -> bool:
    """Whether the platform would show someone what is written to them first; it would not tell otherwise."""
    contact = book.contact(account(place))
    if contact is None or contact.blocked:
        return False
    wrote = contact.wrote_at
    return contact.friend or (wrote is not None and now - wrote < WROTE_WITHIN)


def push_policy(book: Book, waiting: Sequence[OutRow]) -> Push:
    """What is billed is the request, not the message: what may be pushed takes along what waits before it."""
    if any(row.push for row in waiting):
        return Push.ALWAYS
    known = {row.partnership for row in waiting if row.partnership}
    policies = {Push(book.push_policy(id)) for id in known}
    return next((p for p in (Push.ALWAYS, Push.QUOTA) if p in policies), Push.NEVER)
