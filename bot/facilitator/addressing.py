"""Whose event is it: the partnership that something done in private is about, and the button behind a press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core import words
from bot.core.events import Added, Commanded, Event, Pressed, Said, Started
from bot.core.model import Person
from bot.facilitator.typed import meant, meant_before
from bot.store.book import Book

WRONG_TOKENS = 5
WRONG_TOKENS_WITHIN = timedelta(minutes=10)
"""TRUST.md, threats: after so many wrong invitations within this time a person gets no answer."""


JOIN = "join"
"""The kind of an invitation into the partnership (rows.py)."""
CONSENT = "consent:"
"""Begins the actions by which somebody consents: what was shown to them is part of it (TRUST.md, section 10)."""


class Addressed(NamedTuple):
    """An event with its button or invitation looked up, and the partnership it is about, if any."""

    event: Event
    partnership: str | None


def addressed(book: Book, event: Event, clock: Callable[[], datetime]) -> Addressed:
    """By the invitation, the button's own message, or the partnership that the chat is about now."""
    happened, front = event.happened, None
    if isinstance(happened, Said):
        front = in_front(book, event)
        event = _typed(book, event, happened, front)
        happened = event.happened
    if isinstance(happened, Started) and happened.token:
        return _invited(book, event, happened, clock())
    if isinstance(happened, Pressed):
        event = resolved(book, event)
        return Addressed(event, _pressed_in(book, event))
    return Addressed(event, front or in_front(book, event))


def in_front(book: Book, event: Event) -> str | None:
    """The partnership that the private chat is about now."""
    focus = book.focus(event.place)
    if focus is not None:
        return focus
    known = book.partnerships_of(event.person)
    return known[0].partnership if known else None


def _invited(book: Book, event: Event, started: Started, now: datetime) -> Addressed:
    found = book.invited(started.token)
    if found is not None and found.until > now:
        known = replace(started, kind=found.kind, organisation=found.organisation)
        return Addressed(replace(event, happened=known), found.partnership)
    if found is not None and _belongs(book, event.person, found.partnership):
        return Addressed(replace(event, happened=Started()), found.partnership)
    book.note_wrong_token(event.person, now)
    return Addressed(event, None)


def _belongs(book: Book, person: Person, partnership: str) -> bool:
    return any(known.partnership == partnership for known in book.partnerships_of(person))


def lapsed(book: Book, event: Event, now: datetime) -> str | None:
    """The partnership that somebody was to join by a button which no longer works. It invites nobody: all
    that comes of it is a new one in the group.
    """
    started = event.happened
    if not isinstance(started, Started) or not started.token:
        return None
    found = book.invited(started.token)
    if found is None or found.until > now or found.kind != JOIN or found.organisation:
        return None
    return found.partnership


def silenced(book: Book, person: Person, event: Event, now: datetime) -> bool:
    """Whoever tries invitations at random gets no answer after a few."""
    if not (isinstance(event.happened, Started) and event.happened.token):
        return False
    return wrong_too_often(book, person, now, WRONG_TOKENS + 1)


def wrong_too_often(book: Book, person: Person, now: datetime, most: int = WRONG_TOKENS) -> bool:
    """Whether someone has given `most` wrong invitations or codes lately."""
    return book.wrong_tokens(person, now - WRONG_TOKENS_WITHIN) >= most


def resolved(book: Book, event: Event) -> Event:
    """What the pressed button means, by our own record. Only where it was shown does it mean anything."""
    pressed = event.happened
    if not isinstance(pressed, Pressed) or (pressed.action and not pressed.action.startswith(CONSENT)):
        return event
    offered = book.pressed(pressed.ref)
    if offered is None or offered.place != event.place:
        return replace(event, happened=replace(pressed, action=""))
    under = offered.text if offered.action.startswith(CONSENT) else ""
    return replace(event, happened=replace(pressed, action=offered.action, under=under))


def _pressed_in(book: Book, event: Event) -> str | None:
    """The partnership whose message held the button; for "switch", the one that was chosen."""
    pressed = event.happened if isinstance(event.happened, Pressed) else Pressed("")
    verb, _, chosen = pressed.action.partition(":")
    belongs = {b.partnership for b in book.partnerships_of(event.person)}
    if verb == "switch" and chosen in belongs:
        return chosen
    offered = book.pressed(pressed.ref)
    if offered and offered.place == event.place and offered.partnership:
        return offered.partnership
    return in_front(book, event)


def _typed(book: Book, event: Event, said: Said, front: str | None) -> Event:
    """A text that means a button of what was shown last is that button; the rest may come too early."""
    seen = book.bubbles(event.place)
    button = meant(seen.newest, said.text) or meant_before(seen.earlier, said.text)
    if button is not None:
        return replace(event, happened=Pressed(button.ref, button.action, said.message))
    shown = book.newest_ask(event.place)
    if shown is None or shown.partnership != front:
        return event
    # A platform tells whole seconds; within the second in which it was shown, it had been seen.
    at = shown.claimed_at.replace(microsecond=0) if shown.claimed_at else None
    return replace(event, happened=replace(said, early=at is None or event.at < at))


def switches(event: Event) -> bool:
    """Whether the list of the person's partnerships is asked for."""
    match event.happened:
        case Pressed(action="switch"):
            return True
        case Said(text=text):
            return words.command(text) == "switch"
        case Commanded(name="switch"):
            return True
        case _:
            return False


def calls(event: Event) -> bool:
    """Whether the bot is meant to answer in a group that it does not know yet."""
    happened = event.happened
    return isinstance(happened, Added | Commanded) or (
        isinstance(happened, Said) and happened.to_bot
    )


def quoting(book: Book, event: Event) -> Event:
    """Whoever quotes a message of the bot speaks to it; only our own record knows whose it was."""
    said = event.happened
    if not isinstance(said, Said) or not said.quotes or said.to_bot:
        return event
    if not book.was_shown(event.place, said.quotes):
        return event
    return replace(event, happened=replace(said, to_bot=True))
