"""The bot as it is run, a process of its own: twelve stages, five organisations, from set-up to the last summary."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.checks import kept, summaries_once
from tests.platforms.strict import Bot, Platform
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
    take_turns,
    words_travel,
)
from tests.platforms.walk import Walk


def walk(platform: Platform, bot: Bot, language: str, form: str) -> Walk:
    bot.start()
    it = Walk.begin(platform.c, language, form, title=TITLE)
    it.join_all(PEOPLE[language], ORGANISATIONS[language])
    it.join_all([COLLEAGUE[language]], [ORGANISATIONS[language][WITH_TWO]])
    take_turns(it.speakers[WITH_TWO], it.speakers[-1])
    it.open_first()
    it.run(lambda: len(it.full_summaries()) >= 12)
    platform.c.settle(quiet=1.5, timeout=60)
    return it


@pytest.mark.parametrize(("language", "form"), [("th", "full"), ("th", "short"), ("en", "full")])
def test_twelve_stages(platform: Platform, bot: Bot, language: str, form: str) -> None:
    it = walk(platform, bot, language, form)
    every_question_once(it)
    one_for_each_stage(it, summaries_once(it, stubs=0))
    nothing_but_the_named_goes_to_the_group(it)
    words_travel(it)
    kept(it, bot, expected(it))
    speakers_of_two(it, bot)
    report = platform.c.assert_clean()
    assert report["expired_updates"] == []
    assert paced(report)
    assert bot.stop() == 0
    assert platform.token not in bot.said()


RATE_SLIPS = 0.01
"""Share of sendings that a busy machine may bring in a little under the published rate."""


def paced(report: dict[str, Any]) -> bool:
    """No warning but of the rate, and of that hardly any: what is sent in time may be late on a busy machine."""
    slips = [x for w in report["warnings"] for x in w["warnings"]]
    assert [x for x in slips if not x.startswith("rate:")] == []
    return len(slips) <= RATE_SLIPS * float(report["requests"])
