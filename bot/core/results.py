"""What a stage came to, as blocks that a message, a picture or a paper can show. No wording.

`title` is either people's or the questionnaire's words, or, beginning with "=", the key of a heading
or note that the renderer has the words for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

PENDING = "\x1d"
"""Stands behind what an organisation has yet to confirm; the renderer has the words. No text of people's
holds it (core/text.py takes control characters out)."""


ON_BEHALF = "\x1f"
"""As PENDING, behind what a broker wrote down for an organisation."""


@dataclass(frozen=True, slots=True)
class Voices:
    """People's words with their organisation. With `organisation` "" they are anonymous."""

    title: str
    voices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """How many organisations chose what; most first. Shown as bars."""

    title: str
    rows: tuple[tuple[str, int], ...]
    of: int
    """How many organisations answered."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A scale of 1 to 5: median and spread (lowest and highest), and how many gave each mark."""

    title: str
    median: Decimal
    low: int
    high: int
    marks: tuple[int, int, int, int, int]
    of: int
    ends: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Items by Borda points, best first: (label, points, best place, worst place)."""

    title: str
    rows: tuple[tuple[str, int, int, int], ...]
    of: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Plain rows: a head and its details, each detail a (label key or "", text)."""

    title: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Too few organisations answered to show an anonymous result."""

    title: str
    of: int


@dataclass(frozen=True, slots=True)
class Note:
    """One line of warning or remark; the renderer has the words. `args` are their {names}."""

    title: str
    args: dict[str, str] = field(default_factory=dict)


Block = Voices | Bars | Spread | Ranking | Lines | Hidden | Note
"""One block of a summary."""
