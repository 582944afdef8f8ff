"""Turns as lines to read in a terminal: people on the right, the bot on the left."""

from __future__ import annotations

import unicodedata

from bot.channels.local import Shown
from bot.play.scene import AS_TYPED, Scene, Turn
from bot.play.script import button_lines, enclosed

WIDTH = 88
"""Columns of the page; fits a terminal of 90."""
BUBBLE = 72
"""Columns that one line of a bubble may fill."""


def columns(text: str) -> int:
    """How wide a text stands: Thai vowels and tone marks above and below take no column."""
    return sum(unicodedata.category(c) not in {"Mn", "Me", "Cf"} for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines, broken at spaces only: Thai without spaces is left to the terminal."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        first, *words = paragraph.lstrip(" ").split(" ")
        line = indent = " " * (len(paragraph) - len(paragraph.lstrip(" ")))
        line += first
        for word in words:
            longer = f"{line} {word}"
            if columns(longer) > width:
                lines.append(line)
                line = indent + word
            else:
                line = longer
        lines.append(line)
    return lines


def heading(text: str) -> list[str]:
    rule = "━" * WIDTH
    return ["", rule, f"  {text}", rule]


def remark(text: str) -> list[str]:
    return ["", f"  {text}"]


def said(turn: Turn) -> list[str]:
    """What a person did, on the right."""
    where = f" ({turn.group})" if turn.group else ""
    lines = wrapped(turn.line.removeprefix(AS_TYPED), BUBBLE)
    lines[-1] = f"{lines[-1]}  ‹ {turn.who}{where}"
    return ["", *(" " * max(0, WIDTH - columns(line)) + line for line in lines)]


def bubble(scene: Scene, shown: Shown, *, numbers: bool = False) -> list[str]:
    """One message of the bot, on the left; with `numbers` its buttons are counted for typing."""
    name, _ = scene.name_of(shown.place)
    mark = " ✎" if shown.edited else ""
    lines = [f"  ภาคี → {name}{mark}"]
    lines += [f"  │ {line}" for line in (*enclosed(shown), *_kept(shown))]
    lines += [f"  │ {line}" for line in wrapped(shown.message.text, BUBBLE)]
    if numbers:
        lines += [f"  │ #{n} [{button.label}]" for n, button in enumerate(shown.buttons, 1)]
    else:
        lines += [f"  │ {line}" for line in button_lines(shown)]
    return lines


def _kept(shown: Shown) -> list[str]:
    """Where what came with a message was put, to be looked at."""
    return [f"  {path}" for path in (shown.picture, shown.file) if path is not None]
