"""Counting: how many chose what, medians, spreads, Borda points. One organisation, one answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

LEAST_ORGANISATIONS = 3
"""An anonymous result is shown from three organisations on (GUIDE.md, "Seen")."""

MARKS = 5
"""A scale runs from 1 to 5 (GUIDE.md, kinds)."""


def counts(ballots: Iterable[Sequence[str]], order: Sequence[str] = ()) -> list[tuple[str, int]]:
    """How many ballots hold each key, most first; ties stand in `order`, then as first met."""
    found: dict[str, int] = dict.fromkeys(order, 0)
    for ballot in ballots:
        for key in dict.fromkeys(ballot):
            found[key] = found.get(key, 0) + 1
    return sorted(((k, n) for k, n in found.items() if n), key=lambda row: -row[1])


def winners(rows: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """The most chosen key, or keys where several are level; () when nobody chose."""
    best = max((n for _, n in rows), default=0)
    return tuple(key for key, n in rows if n == best)


def median(numbers: Iterable[Decimal]) -> Decimal | None:
    """The middle number, or the mean of the two in the middle; None of none."""
    ranked = sorted(numbers)
    if not ranked:
        return None
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return (ranked[middle - 1] + ranked[middle]) / 2


def mean(numbers: Iterable[Decimal]) -> Decimal | None:
    held = list(numbers)
    return sum(held, Decimal(0)) / len(held) if held else None


class Span(NamedTuple):
    median: Decimal
    low: int
    high: int
    marks: tuple[int, int, int, int, int]


def spread(numbers: Iterable[Decimal]) -> Span | None:
    """Median, lowest, highest and how many gave each mark of a scale; None of none."""
    held = [int(n) for n in numbers if 1 <= n <= MARKS]
    middle = median(Decimal(n) for n in held)
    if middle is None:
        return None
    one, two, three, four, five = (held.count(mark) for mark in range(1, MARKS + 1))
    return Span(middle, min(held), max(held), (one, two, three, four, five))


class Placed(NamedTuple):
    key: str
    points: int
    best: int
    worst: int


def borda(ballots: Iterable[Sequence[str]], order: Sequence[str] = ()) -> list[Placed]:
    """Ranked keys, best first. On a ballot a key earns a point for every key placed below it.

    Ties stand in `order`, then as first met. `best` and `worst` are places, 1 for the first.
    """
    points: dict[str, int] = dict.fromkeys(order, 0)
    places: dict[str, list[int]] = {}
    for ballot in ballots:
        for place, key in enumerate(ballot, start=1):
            points[key] = points.get(key, 0) + len(ballot) - place
            places.setdefault(key, []).append(place)
    rows = [Placed(k, points[k], min(p), max(p)) for k in points if (p := places.get(k))]
    return sorted(rows, key=lambda row: -row.points)


def places(points: Sequence[int]) -> list[int]:
    """The place of each of these; those that are level share one."""
    return [1 + sum(other > own for other in points) for own in points]


def by_scores(scores: Mapping[str, Sequence[Decimal]], order: Sequence[str]) -> list[str]:
    """`order` by median, then mean, highest first; ties keep their order, unscored come last."""

    def standing(key: str) -> tuple[bool, Decimal, Decimal]:
        held = scores.get(key, ())
        none = Decimal(0)
        return (not held, -(median(held) or none), -(mean(held) or none))

    return sorted(order, key=standing)
