"""Instances of the effects about the broker's page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import effects as e
from bot.core.model import Place


def board_samples(here: tuple[Place, str], partnership: str) -> Iterator[e.Effect]:
    yield e.BoardLink(*here, partnership, 15, 12)
    yield e.BoardLink(*here, partnership, 1, 1, served=True)
    yield e.BoardLink(*here, "", 15, 12, served=True)
    yield e.BoardClosed(*here, partnership)
    yield e.BoardClosed(*here, "")
