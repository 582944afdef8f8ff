"""A message in parts, for platforms that show only so much at once.

Lengths are the platform's own affair: each hands in how far a part may reach.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.message import Button, Message

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
Text = tuple[str, tuple[Span, ...]]
"""A part's text and the bold spans in it."""
Furthest = Callable[[int, int], int]
"""The part that begins at the first number: how far it may reach, the second at most."""


def plain_only(button: Button) -> bool:
    """Whether the button is for every channel: one that edits its messages and has no picker shows
    these alone.
    """
    return not button.picks and not button.refreshes


def numbered(rows: Rows, shown: Callable[[Button], bool]) -> list[list[tuple[int, Button]]]:
    """The buttons that are shown, each with its number in the whole message; no row is empty."""
    found = []
    n = 0
    for row in rows:
        found.append([(n + i, button) for i, button in enumerate(row) if shown(button)])
        n += len(row)
    return [row for row in found if row]


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(1 for c in text if c > "\uffff")


def furthest(text: str, start: int, end: int, most: int) -> int:
    """The furthest place up to which the text fits in `most` UTF-16 units."""
    at = min(end, start + most)
    over = units(text[start:at]) - most
    while over > 0:  # each character dropped frees one unit or two
        at -= max(1, over // 2)
        over = units(text[start:at]) - most
    return at


def in_parts(
    message: Message, texts: Sequence[Text], keyboards: Sequence[Rows]
) -> tuple[Message, ...]:
    """The message, its texts and then its keyboards cut as given.

    Buttons, file and slot stand on the last part, a picture on the first. Each part of a message with
    `once` has a key of its own ("…:1/2") and the whole stub, because each goes out by stub and edit
    on its own.
    """
    texts = [*texts, *[(MORE, ())] * (len(keyboards) - 1)]
    last = len(texts) - 1
    first_keyboard = len(texts) - len(keyboards)
    parts = []
    for n, (text, strong) in enumerate(texts):
        buttons = keyboards[n - first_keyboard] if n >= first_keyboard else ()
        part = replace(message, text=text, strong=strong, buttons=buttons)
        if n != last:
            part = replace(part, slot="", replaces=False, file=None)
        if n != 0:
            part = replace(part, picture=None)
        if message.once and last:
            part = replace(part, once=f"{message.once}:{n + 1}/{last + 1}")
        parts.append(part)
    return tuple(parts)


def texts(text: str, strong: tuple[Span, ...], reach: Furthest) -> list[Text]:
    """Cut at a paragraph, else at a line, a space or, in one long word, between two clusters."""
    spans = merged(strong, len(text))
    found: list[Text] = []
    start, end = trim(text, 0, len(text))
    while start < end:
        cut = _cut(text, start, end, reach(start, end))
        a, b = trim(text, start, cut)
        if a < b:
            found.append((text[a:b], within(spans, a, b)))
        start, _ = trim(text, cut, end)
    return found or [(text, ())]


def trim(text: str, start: int, end: int) -> Span:
    """The stretch without the blanks at both ends of it."""
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return start, end


def merged(strong: tuple[Span, ...], length: int) -> tuple[Span, ...]:
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


def within(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """What of the spans lies in the stretch, counted from its start."""
    cut = ((max(a, start) - start, min(b, end) - start) for a, b in spans)
    return tuple((a, b) for a, b in cut if a < b)


def _cut(text: str, start: int, end: int, most: int) -> int:
    """Where the part that begins at `start` and may reach `most` ends."""
    if most >= end:
        return end
    least = start + int((most - start) * _SHORTEST)
    for border in ("\n\n", "\n", " "):
        at = text.rfind(border, least, most + 1)
        if at > start:
            return at
    at = most
    while at > least and not between_clusters(text, at):
        at -= 1
    return at if at > max(least, start) else most


def between_clusters(text: str, at: int) -> bool:
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
