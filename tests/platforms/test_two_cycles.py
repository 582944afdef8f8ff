"""Six organisations through two whole cycles on the strict Telegram, with all that may come between."""

from __future__ import annotations

from typing import ClassVar

from tests.platforms.cycles import (
    ByTelephone,
    Repeats,
    Stage,
    every_summary_once,
    kept,
    one_was_written_for,
    play,
    register_and_ledger,
    who_left_is_asked_no_more,
)
from tests.platforms.strict import Bot, Platform
from tests.platforms.twelve import TITLE
from tests.platforms.walk import Speaker, Walk


class Telling(Repeats, Speaker):
    """A representative on Telegram."""


class TwoCycles(Walk):
    speaker_kind: ClassVar[type[Speaker]] = Telling


def test_two_cycles(platform: Platform, bot: Bot) -> None:
    bot.start()
    it = TwoCycles.begin(platform.c, "th", "short", title=TITLE)
    play(Stage(it, waits=False), ByTelephone)
    every_summary_once(it)
    kept(bot.data)
    register_and_ledger(bot.data)
    who_left_is_asked_no_more(it, bot.data)
    one_was_written_for(bot.data)
    platform.c.assert_clean()
    assert bot.stop() == 0
