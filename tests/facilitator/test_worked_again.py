"""What the store could not take is worked again, as if for the first time."""

from __future__ import annotations

import pytest

from bot.store.book import Book
from bot.store.rows import StoreFailed
from tests.facilitator.town import Town


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
