"""No name in a group's taps, a computer without LINE's comforts, somebody who blocks, and a quota of twenty."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import closing

from tests.platforms.bank import Ask, Slot
from tests.platforms.checks import kept
from tests.platforms.line.after import clean, summaries_once
from tests.platforms.line.chats import Chats
from tests.platforms.line.people import LineSpeaker, LineWalk, handed_in, policy, take_turns
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
    speakers_of_two,
)

QUOTA = 20
ON_A_PC, BLOCKS = 0, 2
"""Who of the representatives."""
BLOCKED = "บล็อกบอต"
BLOCKS_AT = "plan_ack"
"""A question of the seventh stage."""
PATIENCE = 20.0
"""Seconds that a page may take on a busy machine."""


def test_hardship(line: Line, bot: Bot) -> None:
    line.control.settings(group_postback_user_id=False, quota_limit=QUOTA)
    bot.start()
    it = LineWalk.begin(Chats(line.control, line.log), "th", "full", title=TITLE)
    for number, (name, organisation) in enumerate(zip(PEOPLE["th"], ORGANISATIONS["th"], strict=True)):
        it.join(name, organisation, client="pc" if number == ON_A_PC else "ios")
    it.run(lambda: all(it.joined(s) for s in it.speakers), it.speakers)
    it.join_all([COLLEAGUE["th"]], [ORGANISATIONS["th"][WITH_TWO]])
    take_turns(it.speakers[WITH_TWO], it.speakers[-1])
    for one in it.everyone:
        line.control.add_friend(one.id)
    it.c.settle()
    policy(it, "ส่งเท่าที่เหลือ")
    gone = it.speakers[BLOCKS]
    assert isinstance(gone, LineSpeaker)
    gone.blocks_at = BLOCKS_AT
    it.open_first()

    it.run(lambda: gone.away and others_handed_in(it, gone))
    told_who_cannot_be_reached(it, gone)
    gone.comes_back()
    it.run(lambda: len(it.full_summaries()) >= 12)
    it.c.settle(quiet=2.0)

    left_at = Ask(gone.organisation, Slot(BLOCKS_AT, gone.left_item))
    every_question_once(it, left_at)
    one_for_each_stage(it, summaries_once(it))
    kept(it, bot, expected(it))
    speakers_of_two(it, bot)
    billing = line.control.billing()
    assert 0 < billing["used"] <= QUOTA
    refused = line.control.requests("pushMessage", status=429)
    assert len({r["retry_key"] for r in refused}) == len(refused), "asked again in vain"
    assert outbox(bot)["dead"] == 0, "a refused push is not lost"
    clean(line, "quota")


def outbox(bot: Bot) -> Counter[str]:
    (file,) = bot.data.glob("*.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        return Counter(state for (state,) in db.execute("SELECT state FROM outbox"))


def others_handed_in(it: LineWalk, gone: LineSpeaker) -> bool:
    done = {s.organisation for s in it.speakers if handed_in(s)}
    return done >= set(it.said) - {gone.organisation}


def told_who_cannot_be_reached(it: LineWalk, gone: LineSpeaker) -> None:
    """On the stage's page of who has answered, with the reason."""
    it.broker.say("เมนู")
    for label in ("ขั้นตอนทั้ง ๑๒", "๗ ", "ใครตอบแล้วบ้าง"):
        it.broker.tap(label)
        it.c.settle()
    end = time.monotonic() + PATIENCE
    while gone.name not in (page := it.broker.waits_for("‹ ขั้นตอนนี้").text) and time.monotonic() < end:
        it.c.settle()
    shown = page.splitlines()
    (at,) = [n for n, line in enumerate(shown) if gone.name in line]
    assert BLOCKED in "".join(shown[at : at + 3]), shown
