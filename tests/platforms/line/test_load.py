"""A thousand webhooks at once: all answered in time, none lost."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

from tests.platforms.line.after import clean
from tests.platforms.line.chats import Chats
from tests.platforms.line.standin import Line
from tests.platforms.strict import Bot

ALL = 1000
IN_GROUP = 200
"""Of them, talk in a group, which the bot does not answer."""
PATIENCE = 60.0
"""Seconds for the bot's own answers: a reply token lives for a minute."""


def test_a_thousand_at_once(line: Line, bot: Bot) -> None:
    bot.start()
    c = Chats(line.control, line.log)
    people = [c.user(f"คนที่ {n}") for n in range(ALL - IN_GROUP)]
    group = c.group("กลุ่มใหญ่", people[0])
    c.expect(group)
    came = at_once(line, c, people, group)
    worked = answered(c, people)
    tell(came, worked, len(people))
    c.settle()
    assert {row["status"] for row in came} == {200}, "not all were acknowledged in two seconds"
    assert {len(c.messages(p)) for p in people} == {1}, "everybody is answered once"
    assert len(c.messages(group)) == 1, "talk in a group is not answered"
    all_done = Counter({"done": ALL + 1})  # and the joining
    wait_for(partial(is_inbox, bot, all_done), lambda: f"{inbox(bot)}: one is lost")
    assert bot.stop() == 0
    clean(line, "reply_late")


def at_once(line: Line, c: Chats, people: list[str], group: str) -> list[dict[str, Any]]:
    line.control.hold()
    for n, person in enumerate(people):
        c.send(person, f"สวัสดี {n}")
    for n in range(IN_GROUP):
        c.send(people[0], f"คุยกัน {n}", group)
    came: list[dict[str, Any]] = line.control.release(order="shuffle", seed=1, concurrent=True)
    assert len(came) == ALL
    return came


def answered(c: Chats, people: list[str]) -> float:
    """Until everybody has been answered; seconds."""

    def missing() -> int:
        return sum(not c.messages(p) for p in people)

    return wait_for(lambda: not missing(), lambda: f"{missing()} were not answered")


def wait_for(holds: Callable[[], bool], otherwise: Callable[[], str]) -> float:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < PATIENCE, otherwise()
        time.sleep(0.2)
    return time.monotonic() - began


def tell(came: list[dict[str, Any]], worked: float, people: int) -> None:
    times = sorted(float(row["ms"]) for row in came)
    late = sum(row["status"] != 200 for row in came)
    print(
        f"\n{ALL} webhooks at once: {late} not acknowledged in time; median {times[ALL // 2]:.0f} ms, "
        f"99 % within {times[ALL * 99 // 100]:.0f} ms, longest {times[-1]:.0f} ms; "
        f"{people} answers shown {worked:.1f} s later"
    )


def is_inbox(bot: Bot, wanted: Counter[str]) -> bool:
    return inbox(bot) == wanted


def inbox(bot: Bot) -> Counter[str]:
    (file,) = bot.data.glob("*.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        return Counter(state for (state,) in db.execute("SELECT state FROM inbox"))
