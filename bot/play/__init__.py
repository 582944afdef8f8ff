"""The playground: the same engine on a channel of its own, with no platform behind it."""

from __future__ import annotations

import asyncio

from bot.play.terminal import play_by_hand, play_by_itself
from bot.settings import Settings

__all__ = ["play"]


def play(settings: Settings, *, auto: bool, language: str, short: bool) -> int:
    """Play in the terminal, or (`auto`) let everyone answer by themselves. The exit status."""
    if auto:
        asyncio.run(play_by_itself(language=language, short=short))
    else:
        asyncio.run(play_by_hand(settings.data_dir, language=language, short=short))
    return 0
