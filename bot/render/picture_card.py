"""The card of a stage: what its summary comes to, at one look.

It shows blocks of the summary and nothing else, so it holds only what the reader of the summary may see;
what is the broker's alone (`for_broker`) is never in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from bot.core.effects import Summary
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from bot.core.tally import places
from bot.core.text import cut
from bot.message import Picture
from bot.render.blocks import named
from bot.render.picture_words import (
    CUT,
    LABEL_MOST,
    NAME_MOST,
    REMARK_MOST,
    VOICE_MOST,
    Data,
    artefact_name,
    drawn,
    head,
    lines_of,
    remark,
    said,
    short,
)
from bot.render.shapes import heading
from bot.render.words import _

MOST: Mapping[type[Block], int] = {Ranking: 1, Spread: 3, Voices: 1, Bars: 2, Note: 3, Lines: 1, Hidden: 1}
"""Blocks of a kind on a card, and in which order they are chosen: it is read at one look."""
HIGHEST = 30
"""How much a card holds, in lines of text or so; it is some twice as high as it is wide at most."""
OF_A_VOTE = ("=chosen", "=level", "=no_quorum", "=not_carried", "=referred", "=decided", "=undecided")
"""Remarks that say how the vote right above them came out; alone they would say nothing."""
LEAST_SHARE = 0.02
ROWS = 4
"""Rows of one block; the first of many."""
VOICES = 3
AGREED_MOST = 160
PEOPLE_MOST = 45
"""Clusters of a name among those who answered, where there are few of them."""
MANY = 6
"""From so many names on they are shortened further."""
MANY_MOST = 26


def card(effect: Summary, elsewhere: Collection[Block] = ()) -> Picture | None:
    """The card; None where nobody has answered. Blocks of `elsewhere` have a picture of their own."""
    if not effect.blocks:
        return None
    there = [block for block in effect.blocks if block not in elsewhere]
    shown = _chosen(there, HIGHEST - lines_of(effect.agreed, AGREED_MOST))
    title = artefact_name(effect.stage)
    data: Data = {
        "head": head(effect, title),
        "agreed": _agreed(effect.agreed),
        "blocks": [data_of(block) for block in shown],
        "people": list(_people(effect)),
        "more": _("There is more in the text of the summary.") if len(shown) < len(there) else "",
    }
    alt = f"{title} · {heading(effect.stage)} · {_handed_in(effect)}"
    return drawn("card", data, alt)


def data_of(block: Block) -> Data:
    """A block as the drawing takes it, worded and shortened."""
    return _SHAPES[type(block)](block)


def _agreed(text: str) -> Data:
    return {"title": _("What we agreed"), "text": short(text, AGREED_MOST)} if text else {"title": "", "text": ""}


def _chosen(blocks: list[Block], room: float) -> list[Block]:
    """Those that say most at one look, in the order of the summary, as far as they have room (in
    lines): what was decided together with how, and then of each kind the first."""
    about = list(_what_they_are_about(blocks))
    taken = Counter[type[Block]]()
    kept: set[int] = set()

    def take(*places: int) -> None:
        nonlocal room
        needed = sum(_height(blocks[at]) for at in places)
        more = taken + Counter(type(blocks[at]) for at in places)
        if needed <= room and all(count <= MOST[kind] for kind, count in more.items()):
            room -= needed
            taken.update(type(blocks[at]) for at in places)
            kept.update(places)

    for at in dict.fromkeys(a for n, a in enumerate(about) if a not in (n, -1)):
        take(*(n for n, a in enumerate(about) if a == at))
    for kind in MOST:
        for at in (n for n, block in enumerate(blocks) if isinstance(block, kind)):
            if at not in kept and (about[at] == at or about[at] in kept):
                take(at)
    return [block for at, block in enumerate(blocks) if at in kept]


def _what_they_are_about(blocks: list[Block]) -> Iterator[int]:
    """For each the place of the block that it belongs under; its own, of one that stands for itself."""
    last = -1
    for at, block in enumerate(blocks):
        if isinstance(block, Note):
            yield last if block.title.startswith(OF_A_VOTE) else at
        else:
            last = at
            yield at


def _height(block: Block) -> float:
    """In lines, or so."""
    title = lines_of(named(block.title), LABEL_MOST) + 0.5 if not isinstance(block, Note) else 0
    return title + _BODIES[type(block)](block)


_BODIES: Mapping[type[Block], Callable[[Any], float]] = {
    Voices: lambda b: sum(
        lines_of(text, VOICE_MOST) + lines_of(who, NAME_MOST) + 0.5 for who, text in b.voices[:VOICES]
    ),
    Bars: lambda b: sum(lines_of(label) + 0.5 for label, _count in b.rows[:ROWS]),
    Ranking: lambda b: sum(lines_of(row[0]) + 1.5 for row in b.rows[:ROWS]),
    Lines: lambda b: sum(
        lines_of(row) + lines_of(_details(details), 2 * LABEL_MOST) + 0.5 for row, details in b.rows[:ROWS]
    ),
    Spread: lambda _b: 5.5,
    Hidden: lambda _b: 2.5,
    Note: lambda b: lines_of(named(b.title, b.args), REMARK_MOST) + 1,
}


# ── who answered ─────────────────────────────────────────────────────────────


def _handed_in(effect: Summary) -> str:
    everyone = len(effect.answered) + len(effect.partly) + len(effect.missing)
    return _("%(done)s of %(all)s organisations have handed in", done=len(effect.answered), all=everyone)


def _people(effect: Summary) -> Iterator[Data]:
    most = MANY_MOST if len(effect.answered) > MANY else PEOPLE_MOST
    everyone = (effect.answered, effect.partly, effect.missing)
    names = [" · ".join(short(name, most) for name in some) for some in everyone]
    yield {"mark": "tick", "text": f"{_handed_in(effect)}: {names[0]}" if names[0] else _handed_in(effect)}
    if effect.partly:
        yield {"mark": "half", "text": _("Answered in part: %(names)s", names=names[1])}
    if effect.missing:
        yield {"mark": "empty", "text": _("Did not answer: %(names)s", names=names[2])}


# ── blocks ───────────────────────────────────────────────────────────────────


def _title(text: str) -> str:
    return cut(named(text), LABEL_MOST, CUT)


def _rows_left(count: int, shown: int) -> str:
    return _("%(count)s more", count=count - shown) if count > shown else ""


def _bars(block: Bars) -> Data:
    rows = [
        {
            "label": short(label),
            "share": share(count, block.of),
            "text": _("%(some)s of %(all)s", some=count, all=block.of),
        }
        for label, count in block.rows[:ROWS]
    ]
    return {"kind": "bars", "title": _title(block.title), "rows": rows, "left": _rows_left(len(block.rows), ROWS)}


def share(part: float, whole: float) -> float:
    """How much of a bar is filled, 0 to 1; whatever is there at all shows."""
    return round(min(1.0, max(part / whole, LEAST_SHARE)), 4) if whole > 0 < part else 0.0


def scale_of(block: Spread) -> Data:
    """A scale as it is drawn: how many gave each mark, lowest, highest, the middle."""
    return {
        "median": float(block.median),
        "low": block.low,
        "high": block.high,
        "marks": list(block.marks),
        "of": max(block.of, *block.marks, 1),
        "said": spread_said(block),
    }


def spread_said(block: Spread) -> str:
    median = f"{block.median.normalize():f}"
    span = _("median %(median)s (%(low)s–%(high)s)", median=median, low=block.low, high=block.high)
    if block.low == block.high:
        span = _("everyone gave %(median)s", median=median)
    return f"{span} · " + _("From %(count)s organisations", count=block.of)


def _spread(block: Spread) -> Data:
    ends = [f"1 = {block.ends[0]}", f"5 = {block.ends[1]}"] if block.ends else []
    return {"kind": "spread", "title": _title(block.title), "ends": ends, **scale_of(block)}


def _ranking(block: Ranking) -> Data:
    ranks = places([points for _label, points, _best, _worst in block.rows])
    rows = [
        {
            "place": str(place),
            "first": place == 1,
            "label": short(label),
            "text": _("%(points)s points (placed %(span)s)", points=points, span=_span(best, worst)),
        }
        for place, (label, points, best, worst) in list(zip(ranks, block.rows, strict=True))[:ROWS]
    ]
    return {"kind": "ranking", "title": _title(block.title), "rows": rows, "left": _rows_left(len(block.rows), ROWS)}


def _span(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}–{worst}"


def _voices(block: Voices) -> Data:
    rows = [{"words": said(text), "who": short(who, NAME_MOST)} for who, text in block.voices[:VOICES]]
    left = _rows_left(len(block.voices), VOICES)
    return {"kind": "voices", "title": _title(block.title), "rows": rows, "left": left}


def _lines(block: Lines) -> Data:
    rows = [{"head": short(row), "text": _details(details)} for row, details in block.rows[:ROWS]]
    return {"kind": "rows", "title": _title(block.title), "rows": rows, "left": _rows_left(len(block.rows), ROWS)}


def _details(details: tuple[tuple[str, str], ...]) -> str:
    """The first two of them: what they are called, and what they say."""
    texts = (f"{named(label).strip()}: {text}" if label else text for label, text in details[:2])
    return " · ".join(short(text) for text in texts)


def _hidden(block: Hidden) -> Data:
    few = _("Fewer than 3 organisations answered, so the result is not shown.")
    return {"kind": "notes", "title": _title(block.title), "rows": [{"mark": "empty", "text": few}], "left": ""}


def _note(block: Note) -> Data:
    return {"kind": "notes", "title": "", "rows": [remark(block)], "left": ""}


_SHAPES: Mapping[type[Block], Callable[[Any], Data]] = {
    Voices: _voices,
    Bars: _bars,
    Spread: _spread,
    Ranking: _ranking,
    Lines: _lines,
    Hidden: _hidden,
    Note: _note,
}
