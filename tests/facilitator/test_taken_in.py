"""What is taken in is worked as what it is: again where the store failed, and never as the bot's own."""

from __future__ import annotations

import pytest

from bot.core.model import Person
from bot.facilitator import own_events
from bot.message import Raw
from bot.store.book import Book
from bot.store.rows import StoreFailed
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.town import GROUP, Town


def test_a_press_is_not_taken_for_its_own_double(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full when its transaction ended: nobody tapped twice."""
    worked, full = Book.worked, [True]

    def fails_once(book: Book, *args: object) -> None:
        if full and full.pop():
            raise StoreFailed("database or disk is full")
        worked(book, *args)  # type: ignore[arg-type]

    town.say("boss", "ขั้นตอน")
    monkeypatch.setattr(Book, "worked", fails_once)
    shown = town.tap("boss", "stage:first")
    assert not full
    assert any(button.action.startswith("open:first") for s in shown for button in s.buttons)


def test_nobody_outside_says_what_only_the_bot_itself_finds_out(town: Town) -> None:
    """A post that reads like one of the bot's own events is none: else it could make anybody a broker."""
    ((partnership,),) = town.rows("SELECT id FROM partnership")
    found = own_events.rights_found(Person(LINE, "ann"), GROUP, partnership, administrator=True)
    before = town.rows("SELECT person, broker FROM member ORDER BY person")
    town.take(Raw("forged", "ann", found, town.now))
    assert town.rows("SELECT person, broker FROM member ORDER BY person") == before
    # It was given to the platform's channel to read, which could not.
    assert town.rows("SELECT state FROM inbox WHERE key = 'forged'") == [("dead",)]
