"""Counting, judged by the statistics module and by brute force."""

from __future__ import annotations

import statistics
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.core.tally import borda, by_scores, counts, mean, median, spread, winners

numbers = st.lists(st.integers(1, 5).map(Decimal), min_size=1, max_size=9)


@given(numbers)
def test_median_and_mean_are_those_of_the_statistics_module(held: list[Decimal]) -> None:
    assert median(held) == statistics.median(held)
    assert mean(held) == statistics.mean(held)


@given(numbers)
def test_spread_counts_every_mark(held: list[Decimal]) -> None:
    span = spread(held)
    assert span is not None
    assert span.median == statistics.median(held)
    assert [span.low, span.high] == [int(min(held)), int(max(held))]
    assert span.marks == tuple(sum(n == mark for n in held) for mark in (1, 2, 3, 4, 5))


def test_of_nothing_there_is_nothing() -> None:
    assert median([]) is None
    assert mean([]) is None
    assert spread([]) is None
    assert winners([]) == ()
    assert counts([]) == []
    assert borda([]) == []


def test_counts_stand_most_first_and_ties_in_order() -> None:
    found = counts([("b", "c"), ("c", "a"), ("c", "c")], ("a", "b", "c"))
    assert found == [("c", 3), ("a", 1), ("b", 1)]
    assert winners(found) == ("c",)
    assert winners([("a", 1), ("b", 1)]) == ("a", "b")


@given(st.lists(st.permutations(["a", "b", "c", "d"]), min_size=1, max_size=6))
def test_borda_by_pairs(ballots: list[list[str]]) -> None:
    for row in borda(ballots):
        places = [ballot.index(row.key) + 1 for ballot in ballots]
        assert row.points == sum(len(ballot) - p for ballot, p in zip(ballots, places, strict=True))
        assert (row.best, row.worst) == (min(places), max(places))
    points = [row.points for row in borda(ballots)]
    assert points == sorted(points, reverse=True)


def test_unscored_items_come_last_in_their_order() -> None:
    scores = {"c": [Decimal(1)], "b": [Decimal(5), Decimal(1)]}
    assert by_scores(scores, ["a", "b", "c", "d"]) == ["b", "c", "a", "d"]
