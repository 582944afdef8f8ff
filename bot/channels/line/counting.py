"""Lengths and labels as LINE counts them.

UTF-16 units, but grapheme clusters for labels and displayText (guide, "Character counting in a
text"). How LINE finds clusters is not published, so labels keep within the limit by code points.
"""

from __future__ import annotations

from unicodedata import category

from bot.channels.cutting import between_clusters, furthest, units

MORE = "…"


def label(text: str, most: int) -> str:
    """The text in at most `most` code points, cut between two clusters, with … where it was cut."""
    if len(text) <= most:
        return text
    at = most - len(MORE)
    while at > 1 and not between_clusters(text, at):
        at -= 1
    return text[:at].rstrip() + MORE


def beginning(text: str, most: int) -> str:
    """The text in at most `most` UTF-16 units: whole lines if there is room for one, and … after."""
    if units(text) <= most:
        return text
    at = furthest(text, 0, len(text), most - len(MORE))
    line = text.rfind("\n", at // 2, at + 1)
    while line < 0 and at > 1 and not between_clusters(text, at):
        at -= 1
    return text[: line if line > 0 else at].rstrip() + MORE


def spoken(text: str) -> str:
    """A label as it reads in the chat after it was tapped: without a box or tick before it."""
    start = 0
    while start < len(text) and (category(text[start]) == "So" or text[start] == " "):
        start += 1
    return text[start:] or text
