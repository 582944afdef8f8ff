"""Pictures of stages 8 and 9: what each organisation hoped for and got; how the partnership fares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.core.cycle import Words
from bot.core.effects import Summary
from bot.core.results import Block, Hidden, Lines, Note, Spread
from bot.core.tally import MARKS
from bot.message import Picture
from bot.render.picture_card import data_of
from bot.render.picture_words import (
    NAME_MOST,
    ROWS_MOST,
    VOICE_MOST,
    Data,
    and_more,
    drawn,
    head,
    is_called,
    parts_of,
    plain,
    remark,
    said,
    short,
)
from bot.render.words import _

BENEFIT, EFFECTS, EQUITY = "=own_benefit", "=effects", "=equity"
HEALTH = ("health_equity", "health_open", "org_effect_size")
A_PICTURE = 4
"""Organisations whose words stand on one picture."""
EFFECTS_A_PICTURE = 7
TOGETHER = 3
"""Organisations that still stand under the scales."""
WORDS_MOST = 80
"""Grapheme clusters of somebody's words: two lines."""
VERDICTS: Mapping[str, str] = {
    "beyond": "plus",
    "met": "tick",
    "partly": "half",
    "not_yet": "empty",
    "unwanted": "minus",
}
"""Option of own_benefit_met → its sign."""

Details = tuple[tuple[str, str], ...]
Row = tuple[str, Details]


# ── 8: what each got ─────────────────────────────────────────────────────────


def own_benefit(effect: Summary) -> tuple[Picture, ...]:
    """The own-benefit matrix; () where nobody has said what it got."""
    rows = [row for b in effect.blocks if isinstance(b, Lines) and b.title == BENEFIT for row in b.rows]
    notes = [remark(b) for b in effect.blocks if isinstance(b, Note) and b.title == EQUITY]
    pictures = []
    for part, first, some in parts_of(rows[:ROWS_MOST], A_PICTURE) if rows else ():
        title = _("What each organisation hoped for, and what it got") + part
        last = first + len(some) == len(rows[:ROWS_MOST])
        data: Data = {
            "head": head(effect, title),
            "rows": [_benefit(effect, name, details) for name, details in some],
            "notes": notes if last else [],
            "more": and_more(len(rows) - ROWS_MOST) if last else "",
        }
        pictures.append(drawn("benefit", data, _for_organisations(title, len(rows))))
    return tuple(pictures)


def _benefit(effect: Summary, name: str, details: Details) -> Data:
    """What it said, in the order of the summary: words of earlier stages, and how it judges them now."""
    return {"name": short(name, NAME_MOST), "told": [_one(effect, label, text) for label, text in details]}


def _one(effect: Summary, label: str, text: str) -> Data:
    if is_called(label, _title(effect, "own_benefit_met")):
        return {"kind": "verdict", "mark": _verdict(effect, text), "text": short(text)}
    if is_called(label, _title(effect, "own_goal_met")):
        mark = _mark(text)
        return {"kind": "reached", "reached": mark, "text": _("reached %(mark)s of 5", mark=mark)}
    return {"kind": "words", "label": label, "text": said(text, WORDS_MOST)}


def _title(effect: Summary, question: str) -> Words:
    asked = effect.stage.question(question)
    return asked.title if asked else {}


def _told(effect: Summary, question: str, details: Details) -> str:
    title = _title(effect, question)
    return next((text for label, text in details if is_called(label, title)), "")


def _verdict(effect: Summary, text: str) -> str:
    asked = effect.stage.question("own_benefit_met")
    chosen = (o.key for o in (asked.options if asked else ()) if plain(text).startswith(tuple(o.label.values())))
    return VERDICTS.get(next(chosen, ""), "dot")


def _mark(text: str) -> int:
    first = plain(text).strip()[:1]
    return int(first) if first and first in "12345" else 0


def _for_organisations(title: str, count: int) -> str:
    return f"{title} · " + _("From %(count)s organisations", count=count)


# ── 9: how the partnership fares ─────────────────────────────────────────────


def health(effect: Summary) -> tuple[Picture, ...]:
    """The health check; () where none of its scales was answered."""
    blocks = health_blocks(effect)
    if not blocks:
        return ()
    title = _("Health of the partnership")
    rows = [row for b in effect.blocks if isinstance(b, Lines) and b.title == EFFECTS for row in b.rows]
    if len(rows) <= TOGETHER:
        return (_health(effect, title, blocks, rows, 0),)
    left = len(rows) - ROWS_MOST
    parts = list(parts_of(rows[:ROWS_MOST], EFFECTS_A_PICTURE))
    return (
        _health(effect, title, blocks, (), 0),
        *(_health(effect, title + part, (), some, left if some is parts[-1][2] else 0) for part, _first, some in parts),
    )


def _health(effect: Summary, title: str, blocks: Sequence[Block], rows: Sequence[Row], left: int) -> Picture:
    data: Data = {
        "head": head(effect, title),
        "blocks": [data_of(block) for block in blocks],
        "rows-title": _("Effects on each organisation"),
        "rows": [_effects(effect, name, details) for name, details in rows],
        "more": and_more(left),
    }
    return drawn("health", data, title)


def health_blocks(effect: Summary) -> list[Block]:
    asked = [q for q in map(effect.stage.question, HEALTH) if q is not None]
    titles: Collection[str] = {text for q in asked for text in q.title.values()}
    return [b for b in effect.blocks if isinstance(b, Spread | Hidden) and b.title in titles]


def _effects(effect: Summary, name: str, details: Details) -> Data:
    size = min(MARKS, _mark(_told(effect, "org_effect_size", details)))
    told = short(_told(effect, "org_effects", details), VOICE_MOST)
    return {"name": short(name, NAME_MOST), "size": size, "text": told}
