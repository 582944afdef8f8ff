"""Choices as buttons, and as numbered lines where a label is too long for a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core.effects import Choice
from bot.message import Button
from bot.render.shapes import cut, fits, plain

Rows = tuple[tuple[Button, ...], ...]
TICK, BOX = "☑", "☐"
Listing = tuple[tuple[int, str], ...]
"""(number, whole label) of every choice; empty when all of them fit on buttons."""


def listing(choices: Sequence[Choice]) -> Listing:
    if all(fits(choice.label) for choice in choices):
        return ()
    return tuple((n, plain(choice.label)) for n, choice in enumerate(choices, 1))


def numbered(choices: Sequence[Choice], action: Callable[[int, Choice], str]) -> Rows:
    """One choice a row, its number in front; people may type the number as well."""
    return tuple(
        (Button(f"{n} {cut(choice.label)}", action(n, choice)),)
        for n, choice in enumerate(choices, 1)
    )


def ticked(choices: Sequence[Choice], action: Callable[[int, Choice], str]) -> Rows:
    """As `numbered`, with a box that shows whether the choice is taken."""
    return tuple(
        (Button(f"{TICK if choice.chosen else BOX} {n} {cut(choice.label)}", action(n, choice)),)
        for n, choice in enumerate(choices, 1)
    )


def in_rows(buttons: Sequence[Button], width: int) -> Rows:
    """The buttons in rows of `width`."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
