"""Six organisations through two whole cycles on the strict LINE, with all that may come between, for nothing."""

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
from tests.platforms.line.after import clean, free
from tests.platforms.line.chats import Chats
from tests.platforms.line.people import LineSpeaker, LineWalk
from tests.platforms.line.standin import Line
from tests.platforms.strict import Bot
from tests.platforms.twelve import TITLE
from tests.platforms.walk import Speaker


class Telling(Repeats, LineSpeaker):
    """A representative on LINE."""


class OnTheBrokersScreen(ByTelephone, LineSpeaker):
    """Where the group is none of their business."""

    def in_group(self) -> bool:
        return False

    def look(self) -> None:
        pass


class TwoCycles(LineWalk):
    speaker_kind: ClassVar[type[Speaker]] = Telling


def test_two_cycles(line: Line, bot: Bot) -> None:
    bot.start()
    it = TwoCycles.begin(Chats(line.control, line.log), "th", "short", title=TITLE)
    play(Stage(it, waits=True), OnTheBrokersScreen)
    every_summary_once(it)
    kept(bot.data)
    register_and_ledger(bot.data)
    who_left_is_asked_no_more(it, bot.data)
    one_was_written_for(bot.data)
    free(line)
    clean(line)
    assert bot.stop() == 0
