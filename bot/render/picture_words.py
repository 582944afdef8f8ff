"""What all pictures share: texts of people's made short and plain, the head, signs beside words.

All of it is said within `speaking`. What a picture shows is JSON; keys that begin with "_" hold no text
(bot/papers/text.py). Whatever a picture shortens stands whole in the message that it goes with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from bot.core.cycle import Stage, Words
from bot.core.effects import Summary
from bot.core.results import ON_BEHALF, PENDING, Note
from bot.core.text import clusters, cut
from bot.message import Picture
from bot.render.blocks import named
from bot.render.shapes import heading, numeral, quoted, titled, words
from bot.render.words import _

Data = dict[str, object]

LABEL_MOST = 70
"""Grapheme clusters of a label: two or three lines of a picture."""
NAME_MOST = 80
"""Of a name: all of it (core/text.py, NAME_CLUSTERS)."""
VOICE_MOST = 120
"""Of somebody's words: three lines."""
REMARK_MOST = 200
"""Of a remark; names stand in it."""
A_LINE = 40
"""Clusters that stand on a line, or so."""
ROWS_MOST = 18
"""Activities or organisations that are drawn one by one; of more it is said that there are more."""
CUT = "…"
Rows = TypeVar("Rows")

_SIGNS: Mapping[str, str] = {"✅": "tick", "⚠": "warn", "⚖": "warn", "🔒": "dot", "📝": "pen"}
"""The first character of a remark → the sign that is drawn in its place."""


def drawn(kind: str, data: Data, alt: str) -> Picture:
    return Picture(kind, json.dumps(data, ensure_ascii=False, sort_keys=True), alt)


def short(text: str, most: int = LABEL_MOST) -> str:
    """The text on one line of at most `most` clusters, with the words for what is not yet confirmed."""
    marks = "".join(mark for mark in (PENDING, ON_BEHALF) if mark in text)
    return told(cut(" ".join(plain(text).split()), most, CUT) + marks)


def plain(text: str) -> str:
    """Without the marks for what is not yet confirmed, or written down by a broker."""
    return text.replace(PENDING, "").replace(ON_BEHALF, "")


def told(text: str) -> str:
    """With the words for these marks, as the renderer has them."""
    text = text.replace(PENDING, " " + _("(awaiting the organisation's confirmation)"))
    return text.replace(ON_BEHALF, " " + _("(written by the broker for them)"))


def said(text: str, most: int = VOICE_MOST) -> str:
    """People's own words, between quotation marks."""
    return quoted(short(text, most))


def is_called(text: str, words: Words) -> bool:
    """Whether a label of a block is these words of the questionnaire, in whichever language it was kept."""
    return text in words.values()


def head(effect: Summary, title: str) -> Data:
    """Partnership, title and stage; whether it is a draft, and which edition."""
    below = heading(effect.stage)
    if effect.number > 1:
        below += " · " + _("Check-in %(number)s", number=numeral(effect.number))
    if effect.edition > 1:
        below += " · " + _("Edition %(number)s", number=numeral(effect.edition))
    tag = _("Draft, for brokers only") if effect.draft or (effect.round and not effect.once) else ""
    return top(effect.partnership, title, below, tag)


def top(partnership: str, title: str, below: str = "", tag: str = "") -> Data:
    above = titled(short(partnership, NAME_MOST)) if partnership.strip() else ""
    return {"above": above, "title": title, "below": below, "tag": tag}


def artefact_name(stage: Stage) -> str:
    return words(stage.artefact)


def remark(note: Note) -> Data:
    """A remark in words, with its sign."""
    text = told(named(note.title, note.args))
    return {"mark": _SIGNS.get(text[:1], "dot"), "text": cut(text, REMARK_MOST, CUT)}


def and_more(count: int) -> str:
    """That some do not stand on the picture; "" for none."""
    return _("%(count)s more in the text of the summary", count=count) if count > 0 else ""


def parts_of(rows: Sequence[Rows], most: int) -> Iterator[tuple[str, int, Sequence[Rows]]]:
    """The rows on as many pictures as they need, much the same number on each: what stands behind the title
    ("" of one alone), how many rows stand on those before, and its rows."""
    pages = max(1, -(-len(rows) // most))
    for page in range(pages):
        first, after = page * len(rows) // pages, (page + 1) * len(rows) // pages
        yield f" ({page + 1}/{pages})" if pages > 1 else "", first, rows[first:after]


def lines_of(text: str, most: int = LABEL_MOST) -> int:
    """How many lines a text takes that is cut to `most`, or so."""
    return -(-min(clusters(text), most) // A_LINE)
