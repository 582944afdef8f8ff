"""The playground: the same engine on a channel of its own, with no platform behind it."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.play.browser.serving import serve
from bot.play.terminal import play_by_hand, play_by_itself
from bot.settings import Settings

__all__ = ["play"]


def play(
    settings: Settings, *, language: str, short: bool, auto: bool = False, terminal: bool = False
) -> int:
    """Play in the browser; or in the `terminal`; or (`auto`) let everyone answer by themselves.

    The exit status. Raises `BadSetting`, `questionnaire.Faulty`, the store's errors.
    """
    if auto:
        asyncio.run(play_by_itself(language=language, short=short))
    elif terminal:
        asyncio.run(play_by_hand(settings.data_dir, language=language, short=short))
    else:
        asyncio.run(serve(settings, language=language, short=short, out=partial(print, flush=True)))
    return 0
