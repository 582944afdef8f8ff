"""What is other in a new edition than in the one before: block by block, row by row. No wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any, NamedTuple

from bot.core.records import Change
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from bot.core.tally import places

MOST_CHANGES = 12
"""Changes told one by one; of more, how many there are."""
MORE = "=more_changes"
"""`what` of the line that tells how many further changes there are; its number is `after`."""
JOINT = "\n"
"""Between the parts of `Change.what` (a block's title, its row, the row's detail), and between the parts of
a note: its key, and "name=value" for each word in it."""


class Content(NamedTuple):
    """What can change between editions. The broker's remark to the readers is no part of it."""

    blocks: tuple[Block, ...]
    agreed: str = ""


Row = tuple[str, str]
"""(what, text)."""


def differences(before: Content, after: Content) -> tuple[Change, ...]:
    """In the order of the new edition; what is no more there stands at the end."""
    old, new = _by_row(_flat(before)), _by_row(_flat(after))
    return tuple(
        change
        for what in dict.fromkeys((*new, *old))
        for change in _in_row(what, old.get(what, []), new.get(what, []))
    )


def capped(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """At most MOST_CHANGES, and then how many there are besides."""
    rest = len(changes) - MOST_CHANGES
    return (*changes[:MOST_CHANGES], Change(MORE, "", str(rest))) if rest > 0 else changes


def without(changes: tuple[Change, ...], whole: Content, rest: Content) -> tuple[Change, ...]:
    """The changes without the words that stand in `whole` and not in `rest`, and without what they were before:
    of a row that had them it is told only what it is now."""
    all_, left = _by_row(_flat(whole)), _by_row(_flat(rest))
    bare = (replace(c, before="") if all_.get(c.what) != left.get(c.what) else c for c in changes)
    return tuple(c for c in bare if c.before or c.after)


def _in_row(what: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """A row may hold several texts (an organisation's list): those in both are no change."""
    gone, come = _less(old, new), _less(new, old)
    for before, after in zip_longest(gone, come, fillvalue=""):
        yield Change(what, before, after)


def _less(texts: list[str], others: list[str]) -> list[str]:
    left = Counter(others)
    kept = []
    for text in texts:
        if left[text]:
            left[text] -= 1
        else:
            kept.append(text)
    return kept


def _by_row(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for what, text in rows:
        found.setdefault(what, []).append(text)
    return found


# ── blocks as rows ───────────────────────────────────────────────────────────


def _flat(content: Content) -> Iterator[Row]:
    for block in content.blocks:
        for path, text in _ROWS[type(block)](block):
            yield JOINT.join(_one_line(part) for part in (block.title, *path) if part), text
    if content.agreed:
        yield "=agreed", _quoted(content.agreed)


def _quoted(text: str) -> str:
    """People's own words."""
    return f"“{text}”"


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


Rows = Iterator[tuple[tuple[str, ...], str]]


def _voices(block: Voices) -> Rows:
    for organisation, words in block.voices:
        yield (organisation,), _quoted(words)


def _bars(block: Bars) -> Rows:
    for label, count in block.rows:
        yield (label,), str(count)


def _spread(block: Spread) -> Rows:
    span = str(block.low) if block.low == block.high else f"{block.low}–{block.high}"
    yield (), f"{block.median.normalize():f} ({span})"


def _ranking(block: Ranking) -> Rows:
    ranks = places([points for _, points, _, _ in block.rows])
    for place, (label, points, _, _) in zip(ranks, block.rows, strict=True):
        yield (label,), f"{place}. ({points})"


def _lines(block: Lines) -> Rows:
    for head, details in block.rows:
        if not details:
            yield (), head
        for label, text in details:
            yield (head, label), text


def _hidden(_block: Hidden) -> Rows:
    yield from ()


def _note(block: Note) -> Rows:
    """Its title is what it says: of two notes with the same title either is a row."""
    told = (f"{name}={_one_line(value)}" for name, value in block.args.items())
    yield (), JOINT.join((block.title, *told))


_ROWS: Mapping[type[Block], Callable[[Any], Rows]] = {
    Voices: _voices,
    Bars: _bars,
    Spread: _spread,
    Ranking: _ranking,
    Lines: _lines,
    Hidden: _hidden,
    Note: _note,
}
