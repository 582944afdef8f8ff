"""Somebody sends faster, or more, than a person can: all that is worked is kept, and nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.local import NAME as LOCAL
from bot.channels.local import Shown
from bot.core.model import Person, Place
from bot.facilitator.floods import Floods
from bot.message import Raw
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.test_linking import join_locally
from tests.facilitator.town import Town

SECOND = timedelta(seconds=1)


@pytest.fixture
def guarded(town: Town) -> Town:
    town.stop()
    town.floods = Floods()
    town.start()
    return town


def typed(town: Town, who: str, text: str, after: timedelta) -> Raw:
    town.now += after
    did = {"what": "said", "text": text, "message": f"m{who}{town.now.timestamp()}"}
    return town.local.act(did, who=Person(LOCAL, who), called=who, place=Place(LOCAL, who), at=town.now)


def shown_to(town: Town, who: str) -> list[Shown]:
    return [shown for shown in town.local.shown if shown.place == Place(LOCAL, who)]


def of_inbox(town: Town) -> dict[str, int]:
    return dict(town.rows("SELECT state, count(*) FROM inbox GROUP BY state"))


def test_what_comes_faster_than_anyone_reads_is_answered_once(guarded: Town) -> None:
    town = guarded
    raws = [typed(town, "quick", f"ข้อความ {n}", SECOND / 10) for n in range(60)]
    town.take(*raws, channel=LOCAL)
    assert set(of_inbox(town)) == {"done"}, "all of it was worked"
    assert shown_to(town, "quick") == []
    town.wait(4 * SECOND)
    assert len(shown_to(town, "quick")) == 1
    town.wait(timedelta(minutes=5))
    assert len(shown_to(town, "quick")) == 1, "and that was all"


def test_on_line_too_though_each_message_is_a_chance_to_answer(guarded: Town) -> None:
    town = guarded
    for n in range(20):
        assert town.say("quick", f"ข้อความ {n}", after=SECOND / 10), "up to here each is answered"
    shown = [town.say("quick", f"ข้อความ {n}", after=SECOND / 10) for n in range(20, 60)]
    assert sum(map(len, shown)) == 0
    before = town.line.last
    town.wait(4 * SECOND)
    assert len([s for s in town.line.shown if s.order > before]) == 1
    town.wait(timedelta(minutes=5))
    assert len([s for s in town.line.shown if s.order > before]) == 1


def test_what_brings_no_answer_takes_none_away(guarded: Town) -> None:
    """A double tap is one; of the two, the first is answered."""
    town = guarded
    for _ in range(25):
        town.say("boss", "เมนู", after=SECOND / 10)
    town.wait(4 * SECOND)
    for _ in range(25):
        town.say("boss", "เมนู", after=SECOND / 10)
    before = town.line.last
    for _ in range(2):
        town.tap("boss", "about", after=SECOND / 10)
    town.wait(4 * SECOND)
    assert [s for s in town.line.on(Place(LINE, "boss")) if s.order > before][-1].buttons


def test_what_somebody_else_brings_is_not_dropped(guarded: Town) -> None:
    """A broker opens a stage while a representative is fast: the invitation to answer is no answer to them."""
    town = guarded
    join_locally(town, "quick", "มูลนิธิใหม่")
    town.say("boss", "ขั้นตอน")
    town.tap("boss", "stage:first")
    before = town.local.last
    town.take(*(typed(town, "quick", "ภาษา", SECOND / 10) for _ in range(25)), channel=LOCAL)
    town.press("boss", Place(LINE, "boss"), lambda b: b.action == "open:first:short", after=SECOND / 10)
    town.take(typed(town, "quick", "ภาษา", SECOND / 10), channel=LOCAL)
    town.wait(4 * SECOND)
    shown = [s for s in shown_to(town, "quick") if s.order > before]
    assert [any(b.action.startswith("go:") for b in s.buttons) for s in shown].count(True) == 1
    assert len(shown) < 5, "and their own were answered together"


def test_twenty_in_ten_seconds_are_each_answered(guarded: Town) -> None:
    town = guarded
    for n in range(30):
        before = len(shown_to(town, "busy"))
        town.take(typed(town, "busy", f"ข้อความ {n}", SECOND / 2), channel=LOCAL)
        assert len(shown_to(town, "busy")) == before + 1


def test_others_are_answered_while_somebody_floods(guarded: Town) -> None:
    town = guarded
    flood = [typed(town, "quick", f"ข้อความ {n}", SECOND / 17) for n in range(200)]
    calm = typed(town, "calm", "สวัสดี", SECOND)
    town.take_in(*flood, calm, channel=LOCAL)
    assert town.house is not None
    town.run(town.house.facilitator._work_some(settled=False))
    town.run(town.house.facilitator.deliver())
    assert len(shown_to(town, "calm")) == 1, "in the very first go, though two hundred came before it"
    town.settle()


def test_after_a_thousand_in_an_hour_the_rest_is_left_out_and_said_so_once(guarded: Town) -> None:
    town = guarded
    most = [typed(town, "tireless", f"ข้อความ {n}", 2 * SECOND) for n in range(1000)]
    town.take(*most, channel=LOCAL)
    before = len(shown_to(town, "tireless"))
    for _ in range(3):
        town.take(typed(town, "tireless", "อีกข้อความ", 2 * SECOND), channel=LOCAL)
    told = shown_to(town, "tireless")[before:]
    assert ["1 ชั่วโมง" in shown.message.text for shown in told] == [True]
    assert set(of_inbox(town)) == {"done"}, "what is left out is nobody's fault, and waits for nothing"
    town.take(typed(town, "somebody", "สวัสดี", SECOND), channel=LOCAL)
    assert len(shown_to(town, "somebody")) == 1
    town.take(typed(town, "tireless", "กลับมาแล้ว", timedelta(hours=1)), channel=LOCAL)
    assert len(shown_to(town, "tireless")) == before + 2, "an hour later they are answered again"


def test_what_waited_somewhere_and_comes_at_once_is_no_flood(guarded: Town) -> None:
    """A telephone that was without a network, or the bot itself: the platform tells when each was written."""
    town = guarded
    late = [typed(town, "faraway", f"ข้อความ {n}", timedelta(minutes=1)) for n in range(40)]
    town.take(*late, channel=LOCAL)
    assert len(shown_to(town, "faraway")) == 40
