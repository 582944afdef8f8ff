"""What was shown and done, as the page gets it: plain values, no markup."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.channels.base import ADDRESSES
from bot.channels.cutting import merged, numbered
from bot.channels.local import Shown
from bot.core import calendar
from bot.message import Button
from bot.play.browser.journal import GROUP
from bot.play.cast import ZONE
from bot.play.scene import Act, plain_label

Json = dict[str, Any]

FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
"""Between these a date is picked; what LINE's picker allows."""
KILO = 1024
_PNG_SIZE = slice(16, 24)
"""Width and height, in the first piece of every PNG (PNG, section 11.2.1)."""


def day_words(at: datetime, language: str) -> str:
    return calendar.on_weekday(at.astimezone(ZONE).date(), language)


def time_words(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%H:%M}"


def shown_bubble(
    shown: Shown, id: str, chat: str, at: datetime, language: str, *, edited: bool
) -> Json:
    """A message of the bot; pictures and files are put in by whoever knows where they are."""
    message = shown.message
    spans, end = [], 0
    for begin, stop in merged(message.strong, len(message.text)):
        spans += [[message.text[end:begin], False], [message.text[begin:stop], True]]
        end = stop
    spans.append([message.text[end:], False])
    rows = numbered(message.buttons, lambda button: not button.refreshes)
    tokens = shown.tokens
    return {
        **_bubble(id, chat, at, language),
        "by": None,
        "name": "",
        "spans": [span for span in spans if span[0]],
        "buttons": [[_button(number, button, tokens) for number, button in row] for row in rows],
        "edited": edited,
        "tapped": False,
    }


def act_bubble(act: Act, id: str, person: str, language: str, text: str, *, tapped: bool) -> Json:
    """What a person did."""
    chat = GROUP if act.group and act.did["what"] != "started" else person
    return {
        **_bubble(id, chat, act.at, language),
        "by": person,
        "name": act.who,
        "spans": [[text, False]] if text else [],
        "buttons": [],
        "edited": False,
        "tapped": tapped,
    }


def _bubble(id: str, chat: str, at: datetime, language: str) -> Json:
    return {
        "id": id,
        "chat": chat,
        "at": at.astimezone(ZONE).isoformat(),
        "at_words": time_words(at),
        "day_words": day_words(at, language),
        "picture": None,
        "file": None,
    }


def _button(number: int, button: Button, tokens: Mapping[str, str]) -> Json:
    """`url`: where it leads by itself; nothing is pressed then."""
    if button.picks:
        return {"n": number, "label": button.label, "kind": "date", "min": FIRST_DAY, "max": LAST_DAY}
    if button.opens in ADDRESSES:
        url = tokens.get(button.opens, "")
        return {"n": number, "label": button.label, "kind": "opens", "url": url}
    return {"n": number, "label": button.label, "kind": "opens" if button.opens else "press"}


def picked(label: str, day: date, language: str) -> str:
    """What is said by picking a date."""
    return f"{plain_label(label)}: {calendar.written(day, language)}"


def picture(path: Path, url: str, alt: str) -> Json:
    """Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_PNG_SIZE.stop)[_PNG_SIZE]
    width, height = struct.unpack(">II", head) if len(head) == 8 else (0, 0)
    return {"url": url, "alt": alt, "width": width, "height": height}


def size_words(size: int) -> str:
    """Of a file, in bytes."""
    kilos = max(1, round(size / KILO))
    return f"{kilos:,} KB" if kilos < KILO else f"{kilos / KILO:.1f} MB"
