"""A message in as many parts as Telegram needs to show it.

Telegram takes 4,096 characters after it has trimmed the text (PLATFORMS.md, "text / caption"). It
counts code points, other places in it UTF-16 units; a part here keeps to the smaller of the two.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from bot.channels import cutting
from bot.channels.cutting import MORE, Rows, units
from bot.message import Button, Message, Picture, alone

__all__ = ["MAX_BUTTONS", "MAX_CAPTION", "MAX_IN_ROW", "MAX_SPANS", "MAX_UNITS", "MORE", "fit", "units"]

MAX_UNITS = 4096
"""UTF-16 units in one text message."""
MAX_CAPTION = 1024
"""UTF-16 units in the caption of a photo or document (Bot API, sendPhoto, sendDocument)."""
MAX_SPANS = 100
"""Entities that Telegram keeps in one message; those over it are dropped without a word."""
MAX_BUTTONS = 100
"""Buttons in one inline keyboard: "reply markup is too long" above it."""
MAX_IN_ROW = 8
"""Buttons that clients show in one row."""


def fit(message: Message) -> tuple[Message, ...]:
    """Its parts. A picture or a file carries the text where that is short enough for a caption; else the
    picture goes before it with its own short sentence, and the file after it, each by itself.
    """
    parts = _texts(replace(message, picture=None, file=None))
    before: tuple[Message, ...] = ()
    after: tuple[Message, ...] = ()
    picture, file = message.picture, message.file
    short = len(parts) == 1 and units(message.text) <= MAX_CAPTION
    if short:
        carried = file if picture is None else None
        parts = (replace(parts[0], picture=picture, file=carried),)
    elif picture is not None:
        before = (_captioned(picture),)
    if file is not None and parts[-1].file is None:
        after = (Message("", file=file),)
    return (*before, *parts, *after)


def _captioned(picture: Picture) -> Message:
    end = cutting.furthest(picture.alt, 0, len(picture.alt), MAX_CAPTION)
    return alone(replace(picture, alt=picture.alt[:end]))


def _texts(message: Message) -> tuple[Message, ...]:
    """Parts of at most 4,096 UTF-16 units and 100 spans.

    Cut at a paragraph, else at a line, a space or, in one long word, between two clusters.

    Buttons and slot stand on the last part. Each part of a message with `once` has a key of its own
    ("…:1/2") and the whole stub, because each goes out by stub and edit on its own.
    """
    text = message.text
    spans = cutting.merged(message.strong, len(text))

    def reach(start: int, end: int) -> int:
        most = cutting.furthest(text, start, end, MAX_UNITS)
        crowd = next(islice((a for a, b in spans if b > start), MAX_SPANS, None), end)
        return min(most, max(crowd, start + 1))

    texts = cutting.texts(text, message.strong, reach)
    return cutting.in_parts(message, texts, _keyboards(message.buttons))


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
