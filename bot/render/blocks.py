"""Blocks of a summary → text.

A block's title or a detail's label is people's or the questionnaire's words, or, when it begins with
"=", a key of KEYS (core/artefacts writes them). Everything else stands as it is, even where people's
words begin with "=".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.core.editions import JOINT, MORE
from bot.core.records import Change
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from bot.core.tally import places
from bot.render.keys import KEYS, NOTES, WORDED
from bot.render.shapes import bar, quoted, strong
from bot.render.words import _

MARKS = 5
"""A scale runs from 1 to 5."""
_DISH = "• "


def named(title: str, args: Mapping[str, str] | None = None) -> str:
    """The title in words. Raises KeyError for a key that KEYS does not know."""
    if not title.startswith("="):
        return title
    known = {name: WORDED.get(name, {}).get(text, "") for name, text in (args or {}).items()}
    told = {name: _(known[name]) if known[name] else text for name, text in (args or {}).items()}
    return _(KEYS[title], **told)


def shown(block: Block) -> str:
    """The block as lines of text; bold marks are still in it."""
    return _SHAPES[type(block)](block)


def together(blocks: Sequence[Block]) -> list[str]:
    """The blocks as paragraphs; remarks that follow one another share one."""
    paragraphs: list[str] = []
    for before, block in zip((None, *blocks), blocks, strict=False):
        if isinstance(before, Note) and isinstance(block, Note):
            paragraphs[-1] += "\n" + shown(block)
        else:
            paragraphs.append(shown(block))
    return paragraphs


def changed(change: Change) -> str:
    """One difference to the edition before: where, what it was, what it is."""
    if change.what == MORE:
        return _("and %(count)s more", count=change.after)
    where = [_(KEYS[part]) if part in KEYS else part for part in change.what.split(JOINT) if part not in NOTES]
    lines = (f"{_DISH}{' · '.join(where)}",) if where else ()
    is_note = change.what.split(JOINT)[0] in NOTES
    before, after = (_noted(text) if is_note else text for text in (change.before, change.after))
    told: tuple[str, ...]
    if before and after:
        told = (_("before: %(text)s", text=before), _("now: %(text)s", text=after))
    elif after:
        told = (_("added: %(text)s", text=after),)
    else:
        told = (_("taken out: %(text)s", text=before),)
    return "\n".join((*lines, *(f"   {line}" for line in told)))


def _noted(text: str) -> str:
    """A note in words, as core/editions.py writes it down."""
    key, *values = text.split(JOINT)
    return named(key, dict(pair.split("=", 1) for pair in values)) if key in NOTES else ""


def _under(title: str, lines: list[str]) -> str:
    head = [strong(named(title))] if title else []
    return "\n".join((*head, *lines))


def _voices(block: Voices) -> str:
    return _under(
        block.title,
        [
            f"{_DISH}{who}: {quoted(words)}" if who else f"{_DISH}{quoted(words)}"
            for who, words in block.voices
        ],
    )


def _bars(block: Bars) -> str:
    """Each label on one line, its bar below: columns do not line up in Thai (THAI.md)."""
    lines: list[str] = []
    for label, count in block.rows:
        lines += [label, f"{bar(count, block.of)} " + _("%(some)s of %(all)s", some=count, all=block.of)]
    return _under(block.title, lines)


def _spread(block: Spread) -> str:
    median = _number(block.median)
    drawn = bar(int(block.median.to_integral_value(ROUND_HALF_UP)), MARKS, MARKS)
    span = _("median %(median)s (%(low)s–%(high)s)", median=median, low=block.low, high=block.high)
    if block.low == block.high:
        span = _("everyone gave %(median)s", median=median)
    lines = [f"{drawn} {span}"]
    if block.ends:
        low, high = block.ends
        lines.append(_("1 = %(low)s · 5 = %(high)s", low=low, high=high))
    lines.append(_("From %(count)s organisations", count=block.of))
    return _under(block.title, lines)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _ranking(block: Ranking) -> str:
    lines = []
    ranks = places([points for _label, points, _best, _worst in block.rows])
    for place, (label, points, best, worst) in zip(ranks, block.rows, strict=True):
        lines.append(f"{place}. {label}")
        span = str(best) if best == worst else f"{best}–{worst}"
        lines.append("   " + _("%(points)s points (placed %(span)s)", points=points, span=span))
    lines.append(_("From %(count)s organisations", count=block.of))
    return _under(block.title, lines)


def _lines(block: Lines) -> str:
    lines: list[str] = []
    for head, details in block.rows:
        lines += [f"{_DISH}{head}"] if head else []
        for label, text in details:
            lines.append(f"   {named(label)}: {text}" if label else f"   {text}")
    return _under(block.title, lines)


def _hidden(block: Hidden) -> str:
    few = _("Fewer than 3 organisations answered, so the result is not shown.")
    return _under(block.title, [few])


def _note(block: Note) -> str:
    return named(block.title, block.args)


_SHAPES: Mapping[type[Block], Callable[[Any], str]] = {
    Voices: _voices,
    Bars: _bars,
    Spread: _spread,
    Ranking: _ranking,
    Lines: _lines,
    Hidden: _hidden,
    Note: _note,
}
