"""What is kept in memory of partnerships: many small ones, few large ones, and never more than its weight."""

from __future__ import annotations

from dataclasses import replace

from bot.store import page
from tests.bench.laying import partnership
from tests.bench.summaries import answered

SMALL = page.IN_HAND // page.LIGHTEST


def test_a_thousand_that_begin_stay() -> None:
    hand = page.Hand()
    for n in range(1000):
        hand.keep(partnership(n))
    assert all(hand.get(f"p{n}") for n in range(1000))


def test_the_oldest_go_when_there_is_no_room() -> None:
    hand = page.Hand()
    for n in range(SMALL + 5):
        hand.keep(partnership(n))
    assert [n for n in range(SMALL + 5) if hand.get(f"p{n}") is None] == [0, 1, 2, 3, 4]


def test_a_large_one_needs_the_room_of_many_and_is_itself_kept() -> None:
    hand = page.Hand()
    for n in range(SMALL):
        hand.keep(partnership(n + 1))
    large = replace(answered(700), id="large")
    hand.keep(large)
    held = sum(hand.get(f"p{n + 1}") is not None for n in range(SMALL))
    assert hand.get("large") is large
    assert held == (page.IN_HAND - page.LIGHTEST - 700 * 30) // page.LIGHTEST


def test_what_is_let_go_makes_room() -> None:
    hand = page.Hand()
    for turn in range(3):
        for n in range(SMALL):
            hand.keep(partnership(n))
        assert hand.get("p0"), turn
        for n in range(SMALL):
            hand.drop(f"p{n}")
