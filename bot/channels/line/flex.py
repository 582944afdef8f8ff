"""A message as a Flex bubble: text in paragraphs, and buttons that stay.

Built as data, so that nothing that people wrote is ever read as markup. Texts and buttons grow with
the font size that people have chosen in LINE (`scaling`); colours keep a contrast of 4.5 to 1 and
more. Why it looks as it does: docs/decisions/0014.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.channels.cutting import Span, merged, trim, within
from bot.core.text import clusters

Json = dict[str, object]

WIDE = "giga"
"""The widest bubble: most of a phone's screen, as long Thai lines need it."""
PAPER = "#FFFFFF"
INK = "#1B1F24"
ACCENT = "#0B5D3B"
"""The green of the rich menu: headings, and the main button, whose label LINE writes in white."""
QUIET_BUTTON = "#E4E9ED"
"""The other buttons, whose labels LINE writes in #111111."""
QUIET_INK = "#59626E"
HEADING_SIZE, TEXT_SIZE, NOTE_SIZE = "lg", "md", "sm"
"""19, 16 and 14 pixels, before people's own choice."""
BETWEEN_LINES = "4px"
BETWEEN_PARAGRAPHS = "xl"
PADDING = "20px"
BETWEEN_BUTTONS = "sm"
APART = "lg"
"""Above the first button after options, which is none of them, and round a note."""
LOW_FROM = 9
"""Rows from which on buttons are lower, so that a long list stays in sight."""
MOST_IN_ROW = 5
ROW = 28
"""Clusters that buttons side by side may take together: fewer than fit in ordinary type, so that
there is room for people's own larger one.
"""
EVEN = 34
"""Clusters that fit in ordinary type: up to there all in a row are equally wide."""
EDGES = 4
"""Clusters' worth of room at the two edges of a button."""

_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def bubble(body: Sequence[Json], footer: Sequence[Json]) -> Json:
    """At least one of the two must hold something."""
    boxes: dict[str, Json] = {}
    if body:
        boxes["body"] = _column(body, BETWEEN_PARAGRAPHS)
    if footer:
        boxes["footer"] = _column(footer, BETWEEN_BUTTONS)
    if len(boxes) == 2:
        boxes["footer"]["paddingTop"] = "none"
    styles = {name: {"backgroundColor": PAPER} for name in boxes}
    return {"type": "bubble", "size": WIDE, **boxes, "styles": styles}


def paragraphs(text: str, strong: Sequence[Span]) -> list[Json]:
    """The text, one component a paragraph; a bold first line, with more after it, is a heading."""
    spans = merged(tuple(strong), len(text))
    stretches = list(_stretches(text))
    if not stretches:
        return []
    start, end = stretches[0]
    line = text.find("\n", start, end)
    first = line if line > 0 else end
    heads = any(a <= start and first <= b for a, b in spans) and first < stretches[-1][1]
    if heads:
        stretches[:1] = _whole(text, first, end)
    found = [_heading(text[start:first])] if heads else []
    return found + [_paragraph(text[a:b], within(spans, a, b)) for a, b in stretches]


def note(text: str) -> Json:
    """A line in small grey type."""
    look: Json = {"size": NOTE_SIZE, "color": QUIET_INK, "align": "center", "margin": APART}
    return {"type": "text", "text": text, "wrap": True, "scaling": True, **look}


def button(action: Json, *, main: bool, low: bool) -> Json:
    """A label that is too long for its button is written smaller instead of being cut."""
    look: Json = {"style": "primary", "color": ACCENT} if main else {}
    look = look or {"style": "secondary", "color": QUIET_BUTTON}
    height = "sm" if low else "md"
    fitted: Json = {"height": height, "adjustMode": "shrink-to-fit", "scaling": True}
    return {"type": "button", "action": action, **look, **fitted}


def row(buttons: Sequence[Json], labels: Sequence[str], *, apart: bool = False) -> Json:
    """One button, or several side by side: equally wide if their labels allow it. `apart`: with
    more room above.
    """
    margin: Json = {"margin": APART} if apart else {}
    if len(buttons) == 1:
        return {**buttons[0], **margin}
    widths = [_width(label) for label in labels]
    if max(widths) * len(widths) > EVEN:
        buttons = [{**one, "flex": width} for one, width in zip(buttons, widths, strict=True)]
    box: Json = {"type": "box", "layout": "horizontal", "contents": list(buttons)}
    return {**box, "spacing": BETWEEN_BUTTONS, **margin}


def shared(labels: Sequence[str]) -> Iterator[int]:
    """How many of the labels go into each row, from the first: as many as have room side by side."""
    at = 0
    while at < len(labels):
        count = 1
        for more in range(2, MOST_IN_ROW + 1):
            if at + more <= len(labels) and sum(map(_width, labels[at : at + more])) <= ROW:
                count = more
        yield count
        at += count


def _width(label: str) -> int:
    return clusters(label) + EDGES


def _stretches(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPHS.finditer(text):
        yield from _whole(text, start, gap.start())
        start = gap.end()
    yield from _whole(text, start, len(text))


def _whole(text: str, start: int, end: int) -> Iterator[Span]:
    a, b = trim(text, start, end)
    if a < b:
        yield a, b


def _heading(text: str) -> Json:
    return {**_text(text), "size": HEADING_SIZE, "color": ACCENT, "weight": "bold"}


def _paragraph(text: str, strong: Sequence[Span]) -> Json:
    if not strong:
        return _text(text)
    if tuple(strong) == ((0, len(text)),):
        return {**_text(text), "weight": "bold"}
    pieces: list[Json] = []
    at = 0
    for start, end in strong:
        _add(pieces, text[at:start])
        _add(pieces, text[start:end], weight="bold")
        at = end
    _add(pieces, text[at:])
    look = {key: value for key, value in _text("").items() if key != "text"}
    return {**look, "contents": pieces}


def _add(pieces: list[Json], text: str, **look: str) -> None:
    """A piece of blanks alone goes with the piece before it: LINE wants text in each."""
    if pieces and not text.strip():
        pieces[-1]["text"] = f"{pieces[-1]['text']}{text}"
    elif text:
        pieces.append({"type": "span", "text": text, **look})


def _text(text: str) -> Json:
    look: Json = {"size": TEXT_SIZE, "color": INK, "lineSpacing": BETWEEN_LINES}
    return {"type": "text", "text": text, "wrap": True, "scaling": True, **look}


def _column(contents: Sequence[Json], spacing: str) -> Json:
    box: Json = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {**box, "spacing": spacing, "paddingAll": PADDING}
