"""The bot as it is run, on LINE: twelve stages, five organisations, from set-up to the last summary, for nothing."""

from __future__ import annotations

from typing import cast

import pytest

from tests.platforms.checks import kept
from tests.platforms.line.after import clean, free, summaries_once
from tests.platforms.line.chats import Chats
from tests.platforms.line.people import LineSpeaker, LineWalk, take_turns
from tests.platforms.line.standin import Line
from tests.platforms.strict import Bot
from tests.platforms.twelve import (
    COLLEAGUE,
    ORGANISATIONS,
    PEOPLE,
    TITLE,
    WITH_TWO,
    every_question_once,
    expected,
    nothing_but_the_named_goes_to_the_group,
    one_for_each_stage,
    speakers_of_two,
    words_travel,
)

WRITES = (3, 4)
"""Representatives who come by writing to the bot, not by the group's button."""
PICKS = 0
"""Who picks dates instead of typing them."""


def walk(line: Line, bot: Bot, language: str, form: str) -> LineWalk:
    bot.start()
    it = LineWalk.begin(Chats(line.control, line.log), language, form, title=TITLE)
    it.join_all(PEOPLE[language], ORGANISATIONS[language])
    it.join_all([COLLEAGUE[language]], [ORGANISATIONS[language][WITH_TWO]])
    take_turns(it.speakers[WITH_TWO], it.speakers[-1])
    for number in WRITES:
        cast("LineSpeaker", it.speakers[number]).writes = True
    cast("LineSpeaker", it.speakers[PICKS]).picks = True
    it.open_first()
    it.run(lambda: len(it.full_summaries()) >= 12)
    it.c.settle()
    return it


@pytest.mark.parametrize(("language", "form"), [("th", "full")])
def test_twelve_stages(line: Line, bot: Bot, language: str, form: str) -> None:
    it = walk(line, bot, language, form)
    every_question_once(it)
    one_for_each_stage(it, summaries_once(it))
    nothing_but_the_named_goes_to_the_group(it)
    words_travel(it)
    kept(it, bot, expected(it))
    speakers_of_two(it, bot)
    assert cast("LineSpeaker", it.speakers[PICKS]).picked >= 3
    free(line)
    clean(line)
    assert bot.stop() == 0
    for secret in line.secrets:
        assert secret not in bot.said()
