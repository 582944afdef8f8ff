"""Blocks of a summary (bot/core/results.py) → blocks of a paper, in the words that the chat uses.

What a block's title or a detail's label means is told by render/blocks.py, so that a paper and a message never
call the same thing by two names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.results import (
    ON_BEHALF,
    PENDING,
    Bars,
    Block,
    Hidden,
    Lines,
    Note,
    Ranking,
    Spread,
    Voices,
)
from bot.core.tally import places
from bot.papers import document as paper
from bot.papers.document import Tone, headed
from bot.render.blocks import named
from bot.render.shapes import quoted
from bot.render.words import _

TONES: Mapping[str, Tone] = {"✅": Tone.GOOD, "⚠": Tone.WARN, "⚖": Tone.WARN, "🔒": Tone.CLOSED}
"""The signs with which remarks begin in the chat (docs/words.md) → how they stand out on paper."""
_SIGNS = re.compile("^[✅⚠⚖🔒📝📋✓]\ufe0f? *")
TICK = "✓"
"""Said of what was pledged without further words; no letter of the papers' font."""
PAIR, PLACED, VOTED = (2, 6), (1, 12, 5), (3, 5)
"""Widths of columns."""
RUN = 2
"""So many votes on items of one question, one after the other, share a table: bars for each would fill pages."""
OUTCOMES = ("=decided", "=decided_again", "=decided_there", "=undecided", "=undecided_again", "=chosen")
"""Remarks that are about the vote before them."""
Shown = list[paper.Block]


def shown(blocks: Iterable[Block]) -> Shown:
    """Each block under its title; remarks that follow one another and stand out alike share a frame."""
    found: Shown = []
    for piece in (piece for run in _runs(list(blocks)) for piece in _pieces(run)):
        last = found[-1] if found else None
        if isinstance(piece, paper.Remark) and isinstance(last, paper.Remark) and last.tone == piece.tone:
            found[-1] = paper.Remark(f"{last.text}\n{piece.text}", last.tone)
        else:
            found.append(piece)
    return found


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks one by one, but votes on item after item of one question, with their remarks, in one run."""
    at = 0
    while at < len(blocks):
        end = at + 1
        asked = _asked(blocks[at])
        while asked and end < len(blocks) and (isinstance(blocks[end], Note) or _asked(blocks[end]) == asked):
            end += 1
        run = list(blocks[at:end])
        if sum(isinstance(block, Bars) for block in run) < RUN:
            run = run[:1]
        yield run
        at += len(run)


def _asked(block: Block) -> str:
    """The question of bars that are about one item; "" of anything else."""
    head, mark, _item = block.title.partition(" “") if isinstance(block, Bars) else ("", "", "")
    return head if mark else ""


def _pieces(run: list[Block]) -> Shown:
    if len(run) == 1:
        return _SHAPES[type(run[0])](run[0])
    items: list[tuple[str, list[str]]] = []
    last: list[Block] = []
    for block in run:
        if isinstance(block, Bars):
            items.append((block.title.partition(" “")[2].removesuffix("”"), [_votes(block)]))
        elif isinstance(block, Note) and block.title in OUTCOMES:
            items[-1][1].append(bare(worded(named(block.title, block.args))))
        else:
            last.append(block)
    rows = tuple((item, "\n".join(told)) for item, told in items)
    table = paper.Table((), rows, VOTED)
    return [*headed(_asked(run[0]), [table]), *(piece for block in last for piece in _SHAPES[type(block)](block))]


def _votes(block: Bars) -> str:
    return " · ".join(f"{label} {_('%(some)s of %(all)s', some=n, all=block.of)}" for label, n in block.rows)


def worded(text: str) -> str:
    """The text with words in place of the marks that core sets behind what is not settled."""
    if PENDING in text:
        text = text.replace(PENDING, " " + _("(awaiting the organisation's confirmation)"))
    if ON_BEHALF in text:
        text = text.replace(ON_BEHALF, " " + _("(written by the broker for them)"))
    return text


def remark(text: str) -> paper.Remark:
    """A line that may begin with one of the chat's signs: on paper its look says the same."""
    return paper.Remark(bare(text), TONES.get(text[:1], Tone.PLAIN))


def bare(text: str) -> str:
    """The text without the sign that it begins with in the chat."""
    return _SIGNS.sub("", text)


def _title(block: Block) -> str:
    return named(block.title) if block.title else ""


def _voices(block: Voices) -> Shown:
    said = tuple((worded(who), quoted(worded(words))) for who, words in block.voices)
    return headed(_title(block), [paper.Quotes(said)])


def _bars(block: Bars) -> Shown:
    rows = (
        paper.Bar(label, count, block.of, _("%(some)s of %(all)s", some=count, all=block.of))
        for label, count in block.rows
    )
    return headed(_title(block), [paper.Bars(tuple(rows))])


def _spread(block: Spread) -> Shown:
    median = f"{block.median.normalize():f}"
    told = _("median %(median)s (%(low)s–%(high)s)", median=median, low=block.low, high=block.high)
    if block.low == block.high:
        told = _("everyone gave %(median)s", median=median)
    lines = [f"{told} · " + _("From %(count)s organisations", count=block.of)]
    if block.ends:
        lines.append(_("1 = %(low)s · 5 = %(high)s", low=block.ends[0], high=block.ends[1]))
    scale = paper.Scale(float(block.median), block.low, block.high, "\n".join(lines))
    return headed(_title(block), [scale])


def _ranking(block: Ranking) -> Shown:
    ranks = places([points for _label, points, _best, _worst in block.rows])
    rows = []
    for place, (label, points, best, worst) in zip(ranks, block.rows, strict=True):
        span = str(best) if best == worst else f"{best}–{worst}"
        told = _("%(points)s points (placed %(span)s)", points=points, span=span)
        rows.append((f"{place}.", label, told))
    count = paper.Text(_("From %(count)s organisations", count=block.of), paper.Look.SMALL)
    return headed(_title(block), [paper.Table((), tuple(rows), PLACED), count])


def _lines(block: Lines) -> Shown:
    """Rows of one and the same detail have it as a column's head; heads without any are bullets."""
    rows = block.rows
    if not any(details for _head, details in rows):
        return headed(_title(block), [paper.Bullets(tuple(worded(head) for head, _details in rows))])
    if not any(head for head, _details in rows):
        return headed(_title(block), [_pairs([pair for _head, details in rows for pair in details])])
    labels = {label for _head, details in rows for label, _text in details}
    once = len(labels) == 1 and all(len(details) == 1 for _head, details in rows)
    head = ("", named(min(labels))) if once and min(labels) else ()
    body = tuple((worded(name), _details(details, bare=once)) for name, details in rows)
    return headed(_title(block), [paper.Table(head, body, PAIR)])


def _pairs(details: Sequence[tuple[str, str]]) -> paper.Table:
    return paper.Table((), tuple((named(label), worded(text)) for label, text in details), PAIR)


def _details(details: Sequence[tuple[str, str]], *, bare: bool) -> str:
    told = []
    for label, text in details:
        words = worded(text)
        if text.startswith(TICK):
            told.append((named(label) + words.removeprefix(TICK)).strip())
        else:
            told.append(words if bare or not label else f"{named(label)}: {words}")
    return "\n".join(told)


def _hidden(block: Hidden) -> Shown:
    few = _("Fewer than 3 organisations answered, so the result is not shown.")
    return headed(_title(block), [paper.Remark(few)])


def _note(block: Note) -> Shown:
    return [remark(worded(named(block.title, block.args)))]


_SHAPES: Mapping[type[Block], Callable[[Any], Shown]] = {
    Voices: _voices,
    Bars: _bars,
    Spread: _spread,
    Ranking: _ranking,
    Lines: _lines,
    Hidden: _hidden,
    Note: _note,
}
