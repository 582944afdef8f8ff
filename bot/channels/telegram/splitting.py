"""A message in as many parts as Telegram needs to show it.

Telegram takes 4,096 characters after it has trimmed the text (PLATFORMS.md, "text / caption"). It
counts code points, other places in it UTF-16 units; a part here keeps to the smaller of the two.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import islice

from bot.message import Button, Message

MAX_UNITS = 4096
"""UTF-16 units in one text message."""
MAX_SPANS = 100
"""Entities that Telegram keeps in one message; those over it are dropped without a word."""
MAX_BUTTONS = 100
"""Buttons in one inline keyboard: "reply markup is too long" above it."""
MAX_IN_ROW = 8
"""Buttons that clients show in one row."""
MORE = "…"
"""The text of a bubble that is there only for buttons that found no room."""

_BLANK = " \n\t\r"
_SHORTEST = 0.25
"""A part is not cut at a paragraph or line that would leave it shorter than this share of the
limit.
"""
_JOINER = "\u200d"
_SARA_AM = "\u0e33"
_LEADING_VOWELS = "เแโใไ"

Span = tuple[int, int]
Rows = tuple[tuple[Button, ...], ...]


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(1 for c in text if c > "\uffff")


def fit(message: Message) -> tuple[Message, ...]:
    """Parts of at most 4,096 UTF-16 units and 100 spans.

    Cut at a paragraph, else at a line, a space or, in one long word, between two clusters.

    Buttons and slot stand on the last part. Each part of a message with `once` has a key of its own
    ("…:1/2") and the whole stub, because each goes out by stub and edit on its own.
    """
    texts = [*_texts(message.text, message.strong)]
    keyboards = _keyboards(message.buttons)
    texts += [(MORE, ())] * (len(keyboards) - 1)
    last = len(texts) - 1
    first_keyboard = len(texts) - len(keyboards)
    parts = []
    for n, (text, strong) in enumerate(texts):
        buttons = keyboards[n - first_keyboard] if n >= first_keyboard else ()
        part = replace(message, text=text, strong=strong, buttons=buttons)
        if n != last:
            part = replace(part, slot="", replaces=False)
        if message.once and last:
            part = replace(part, once=f"{message.once}:{n + 1}/{last + 1}")
        parts.append(part)
    return tuple(parts)


def _texts(text: str, strong: tuple[Span, ...]) -> list[tuple[str, tuple[Span, ...]]]:
    spans = _merged(strong, len(text))
    found: list[tuple[str, tuple[Span, ...]]] = []
    start, end = _trim(text, 0, len(text))
    while start < end:
        cut = _cut(text, start, end, spans)
        a, b = _trim(text, start, cut)
        if a < b:
            found.append((text[a:b], _within(spans, a, b)))
        start, _ = _trim(text, cut, end)
    return found or [(text, ())]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return start, end


def _merged(strong: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    """Sorted, inside the text, none empty, none touching another."""
    out: list[Span] = []
    for start, end in sorted((max(0, a), min(b, length)) for a, b in strong):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _within(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    cut = ((max(a, start) - start, min(b, end) - start) for a, b in spans)
    return tuple((a, b) for a, b in cut if a < b)


def _cut(text: str, start: int, end: int, spans: tuple[Span, ...]) -> int:
    """Where the part that begins at `start` ends."""
    most = _furthest(text, start, end)
    crowd = next(islice((a for a, b in spans if b > start), MAX_SPANS, None), end)
    most = min(most, max(crowd, start + 1))
    if most >= end:
        return end
    least = start + int((most - start) * _SHORTEST)
    for border in ("\n\n", "\n", " "):
        at = text.rfind(border, least, most + 1)
        if at > start:
            return at
    at = most
    while at > least and not _between_clusters(text, at):
        at -= 1
    return at if at > max(least, start) else most


def _furthest(text: str, start: int, end: int) -> int:
    """The furthest place up to which the text fits."""
    at = min(end, start + MAX_UNITS)
    over = units(text[start:at]) - MAX_UNITS
    while over > 0:  # each character dropped frees one unit or two
        at -= max(1, over // 2)
        over = units(text[start:at]) - MAX_UNITS
    return at


def _between_clusters(text: str, at: int) -> bool:
    """Whether a cut before text[at] leaves every character that is read as one in one piece."""
    before, after = text[at - 1], text[at]
    if after in (_SARA_AM, _JOINER) or before == _JOINER:
        return False
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return False
    if "\U000e0020" <= after <= "\U000e007f":  # tags, in flags of regions
        return False
    if before in _LEADING_VOWELS or (before, after) == ("\r", "\n"):
        return False
    return not (_flag_half(after) and _flag_halves(text, at) % 2)


def _flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves(text: str, at: int) -> int:
    count = 0
    while count < at and _flag_half(text[at - 1 - count]):
        count += 1
    return count


def _keyboards(rows: Rows) -> list[Rows]:
    """Rows of at most eight, in keyboards of at most a hundred; the order stays."""
    short = [row[i : i + MAX_IN_ROW] for row in rows for i in range(0, len(row), MAX_IN_ROW)]
    boards: list[list[tuple[Button, ...]]] = [[]]
    count = 0
    for row in short:
        if count + len(row) > MAX_BUTTONS:
            boards.append([])
            count = 0
        boards[-1].append(row)
        count += len(row)
    return [tuple(board) for board in boards]
