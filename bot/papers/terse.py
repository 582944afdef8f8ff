"""Blocks of a summary as an agreement has them: what holds, not how the voices fell.

The counts stand in the papers of the stages; who signs an agreement reads what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread
from bot.core.tally import places
from bot.papers import document as paper
from bot.papers.document import headed
from bot.papers.showing import PAIR, Shown, shown, worded
from bot.render.blocks import named
from bot.render.words import _

LONG, ASKED_LONG = 40, (5, 3)
"""Characters of what was asked from which on it takes the wider column."""
RESULT = "=chosen"
"""The remark that says what a choice came to."""
ABOUT_VOICES = ("=decided", "=decided_again", "=decided_there", "=undecided", "=undecided_again")
NOT_AGREED = ("=feasibility", "=proposed_by", "=first_worded", "=merged_from")
"""Details of how something came to be."""


def tersely(blocks: Iterable[Block]) -> Shown:
    """Each block in as few words as say what holds; results of choices and marks share a table."""
    found: Shown = []
    rows: list[tuple[str, str]] = []
    listed = list(blocks)
    for block, after in zip_longest(listed, listed[1:]):
        if row := _row(block, after):
            rows.append(row)
            continue
        found += _table(rows)
        rows = []
        found += _SHAPES.get(type(block), lambda one: shown([one]))(block)
    return found + _table(rows)


def _table(rows: list[tuple[str, str]]) -> Shown:
    kept = tuple(row for row in rows if row[1])
    widths = ASKED_LONG if any(len(asked) > LONG for asked, _said in kept) else PAIR
    return [paper.Table((), kept, widths)] if kept else []


def _row(block: Block, after: Block | None) -> tuple[str, str] | None:
    """What fits a table's row; ("", "") for what is not said at all; None for what needs its own place."""
    if isinstance(block, Spread):
        median = f"{block.median.normalize():f}"
        span = _("median %(median)s (%(low)s–%(high)s)", median=median, low=block.low, high=block.high)
        same = _("everyone gave %(median)s", median=median)
        return block.title, same if block.low == block.high else span
    if isinstance(block, Note) and block.title == RESULT:
        return block.args["question"], block.args["result"]
    voices = isinstance(block, Note) and block.title in ABOUT_VOICES
    decided = isinstance(block, Bars) and isinstance(after, Note) and after.title == RESULT
    return ("", "") if voices or decided or isinstance(block, Hidden) else None


def _bars(block: Bars) -> Shown:
    items = (
        f"{label} ({_('%(some)s of %(all)s', some=count, all=block.of)})" for label, count in block.rows
    )
    return headed(named(block.title), [paper.Bullets(tuple(items))])


def _ranking(block: Ranking) -> Shown:
    ranks = places([points for _label, points, _best, _worst in block.rows])
    rows = (f"{place}. {row[0]}" for place, row in zip(ranks, block.rows, strict=True))
    return headed(named(block.title), [paper.Text("\n".join(rows))])


def _lines(block: Lines) -> Shown:
    rows = tuple(
        (head, tuple((label, text) for label, text in details if label not in NOT_AGREED))
        for head, details in block.rows
    )
    if any(details for _head, details in rows):
        return shown([replace(block, rows=rows)])
    return headed(named(block.title), [paper.Bullets(tuple(worded(head) for head, _details in rows))])


_SHAPES: Mapping[type[Block], Callable[[Any], Shown]] = {Bars: _bars, Ranking: _ranking, Lines: _lines}
