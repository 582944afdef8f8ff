"""Every webhook twice, pairs in the wrong order, a 500 after each push: the same answers, no summary twice."""

from __future__ import annotations

import itertools

from tests.platforms.checks import kept, rows
from tests.platforms.line.after import clean, summaries_once
from tests.platforms.line.disorder import Reversed
from tests.platforms.line.people import LineBroker, LineSpeaker, LineWalk, policy, take_turns
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
    one_for_each_stage,
)

PLENTY = 100_000
"""A quota that never ends."""
PUSHES = 90
"""Failures made ready for each place, one for each push; more than a walk pushes there."""
PAIRS = 8
"""So many times at least somebody did two things whose webhooks came the other way round."""
ALWAYS = "ส่งทุกครั้ง"


def fail_after_each_push(line: Line, places: list[str]) -> None:
    """LINE sends it, then says 500; asked again with the same key it tells that it had been sent.

    In each place one thing is on its way at a time: every second request there is such a retry. The
    n-th rule lets n-1 of them by, for each rule sees the requests that those before it let through.
    """
    for place in places:
        for n in range(PUSHES):
            to = f'"to":"{place}"'
            line.control.fault("pushMessage", match=to, status=500, when="after", skip=n)


def test_disorder(line: Line, bot: Bot) -> None:
    bot.start()
    line.control.settings(quota_limit=PLENTY)
    c = Reversed(line.control, line.log)
    it = LineWalk.begin(c, "th", "full", title=TITLE)
    for name, organisation in zip(PEOPLE["th"], ORGANISATIONS["th"], strict=True):
        it.join(name, organisation)
    it.run(lambda: all(it.joined(s) for s in it.speakers), it.speakers)
    it.join_all([COLLEAGUE["th"]], [ORGANISATIONS["th"][WITH_TWO]])
    take_turns(it.speakers[WITH_TWO], it.speakers[-1])
    for one in it.everyone:
        line.control.add_friend(one.id)
    for speaker in it.speakers:
        assert isinstance(speaker, LineSpeaker)
        speaker.hasty = True
    policy(it, ALWAYS)
    assert isinstance(it.broker, LineBroker)
    it.broker.goes = False
    fail_after_each_push(line, [it.group, *(one.id for one in it.everyone)])
    it.open_first()
    it.run(lambda: len(it.full_summaries()) >= 12)
    c.settle(quiet=2.0)

    every_question_once(it)
    one_for_each_stage(it, summaries_once(it))
    kept(it, bot, expected(it))
    lists_in_order(it, bot)
    assert c.pairs >= PAIRS
    pushed = line.control.requests("pushMessage")
    outcomes: dict[str, list[int]] = {}
    for request in pushed:
        outcomes.setdefault(request["retry_key"], []).append(request["status"])
    assert len(outcomes) > 50
    assert {tuple(x) for x in outcomes.values()} == {(500, 409)}, "failed once, and sent once"
    assert line.control.billing()["by_method"]["push"]["requests"] == len(outcomes)
    clean(line)


def lists_in_order(it: LineWalk, bot: Bot) -> None:
    """What was typed one after the other stands so, though it came the other way round."""
    for row in rows(bot.data):
        said = it.said[row.organisation_name]
        for slot, reply in said.items():
            if (slot.question, slot.item) == (row.question, row.item_label) and len(reply.entries) > 1:
                places = [row.shown.find(entry) for entry in reply.entries]
                assert -1 not in places, row
                assert all(a < b for a, b in itertools.pairwise(places)), row
