"""A partnership with every revision of its answers, as it is moved from one installation to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.ids import AnswerKey
from bot.core.model import Answer, Partnership

WITHDRAWN = "withdrawn"
"""The kind of a revision that takes an answer away."""
MOVED = "moved"
"""The channel of people who came with a partnership from another installation. It is no app: each is known by what
they did, until somebody types the code that was made for them and takes their place."""
ERASED = "erased:"
"""Begins the id of somebody who was erased."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of an answer, with what only the tables keep of it."""

    answer: Answer
    """Of kind WITHDRAWN where it takes the answer away."""
    by_name: str
    """The name that they had given when they said it."""
    language: str
    """The language it was asked in."""


Revisions = Mapping[AnswerKey, tuple[Revision, ...]]
"""Of each answer of a round, also of those that were taken back: its revisions, oldest first."""


@dataclass(frozen=True, slots=True)
class Whole:
    partnership: Partnership
    revisions: Mapping[str, Revisions]
    """By round."""
