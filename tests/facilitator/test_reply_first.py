"""Answers are free, so they come first: what waits for a place goes out as the answer to what happens there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.base import TokenSpent, TryLater, Unsure
from bot.core.model import Place
from bot.message import Message
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.town import MOMENT, Town

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ANN, RIVER = "มูลนิธิสายธาร", "เราดูแลแม่น้ำสายนี้มาสิบปี"
PROGRESS, SUMMARY = "ส่งคำตอบแล้ว", "ผลขั้นแรก"


class Killed(BaseException):
    """The process dies here."""


def summaries(town: Town, place: str = "g1") -> int:
    """How often the full summary of the first stage stands there: it alone quotes the answer."""
    return sum(RIVER in text for text in town.texts(place))


def answered(town: Town) -> None:
    """The first stage is open and both have handed in; nothing but progress lines waits for the group."""
    town.open()
    town.say("boss", "สวัสดีค่ะ", "g1")
    town.answer("ann", RIVER)
    town.answer("bob", "เราดูแลถนน")


def waits(town: Town, who: str, *texts: str) -> None:
    """Something waits for a person, as if others had caused it."""
    place = Place(LINE, who)
    partnership = town.rows("SELECT id FROM partnership")[0][0]
    for text in texts:
        town.job(
            lambda book, text=text: book.enqueue(  # type: ignore[misc]
                place,
                Message(text),
                partnership=partnership,
                dedupe=f"test:{who}:{text}",
                now=town.now,
                holds=True,
            )
        )
    town.settle()


def test_an_answer_goes_out_as_one_reply(town: Town) -> None:
    town.line.calls.clear()
    assert town.say("ann", "เมนู")
    assert town.line.calls == ["reply"]


def test_what_waits_comes_with_the_next_answer_and_before_it(town: Town) -> None:
    waits(town, "ann", "ข้อหนึ่ง", "ข้อสอง")
    assert "ข้อหนึ่ง" not in town.texts("ann")
    town.line.calls.clear()
    shown = town.say("ann", "เมนู")
    assert [s.message.text for s in shown][:2] == ["ข้อหนึ่ง", "ข้อสอง"]
    assert len(shown) == 3
    assert town.line.calls == ["reply"]


def test_what_does_not_fit_one_request_comes_with_the_one_after(town: Town) -> None:
    waits(town, "ann", *(f"ข้อ {n}" for n in range(7)))
    first = town.say("ann", "เมนู")
    assert [s.message.text for s in first] == [f"ข้อ {n}" for n in range(5)]
    second = town.say("ann", "เมนู")
    assert [s.message.text for s in second][:2] == ["ข้อ 5", "ข้อ 6"]
    assert len(second) == 4  # and both menus


def test_two_quick_words_are_two_chances(town: Town) -> None:
    waits(town, "ann", *(f"ข้อ {n}" for n in range(7)))
    raws = [
        town.line.did({"what": "said", "text": text, "message": text}, "ann", "ann", town.now)
        for text in ("เมนู", "สถานะ")
    ]
    town.take(*raws)
    assert len([r for r in town.line.requests if r.texts[0].startswith("ข้อ")]) == 2
    assert town.states("ann").count("held") == 0


def test_a_whole_stage_costs_nothing(town: Town) -> None:
    answered(town)
    town.close()
    assert summaries(town) == 0
    town.say("bob", "กินข้าวกันหรือยัง", "g1")
    assert summaries(town) == 1
    assert not town.line.pushes
    assert town.line.billed == 0
    assert "push" not in town.line.calls


def test_talk_in_the_group_brings_no_progress_line_but_a_summary(town: Town) -> None:
    answered(town)
    before = town.texts("g1")
    for text in ("เหนื่อยจัง", "พักกันก่อน"):
        assert not town.say("bob", text, "g1")
    town.close()
    shown = [s.message.text for s in town.say("bob", "ไปกันเถอะ", "g1")]
    assert town.texts("g1") == [*before, *shown]
    assert len(shown) == 1, "the summary makes the line about how many have answered needless"
    assert RIVER in shown[0]


def test_a_tap_for_the_status_says_it_once(town: Town) -> None:
    answered(town)
    shown = [s.message.text for s in town.say("bob", "สถานะ", "g1")]
    assert [text.count("เปิดอยู่") for text in shown] == [1]
    assert not any(PROGRESS in text for text in shown)


def test_whoever_was_nudged_and_comes_is_asked_and_not_nudged(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    town.say("boss", "ขั้นตอน")
    town.tap("boss", "stage:first")
    town.tap("boss", "nudge:c1-first-1")
    kinds = [s.message.slot.partition(":")[0] for s in town.say("ann", "ตอบคำถาม")]
    assert kinds == ["ask"]
    assert any("รอฟังความเห็น" in s.message.text for s in town.say("bob", "เมนู")) is False
    assert town.states("ann").count("held") == 0


def test_a_progress_line_does_not_use_up_the_chance_of_a_minute_before(town: Town) -> None:
    town.open()
    town.say("boss", "สวัสดีค่ะ", "g1")
    town.say("ann", "สวัสดี")
    town.say("ann", RIVER)
    before = town.texts("g1")
    assert not town.say("bob", "พร้อมไหม", "g1")
    town.press("ann", Place(LINE, "ann"), lambda b: b.action.startswith("handin"), MOMENT)
    assert town.texts("g1") == before


def test_a_summary_asked_for_where_it_waits_is_shown_once(town: Town) -> None:
    answered(town)
    town.close()
    town.say("bob", "สรุป", "g1")
    assert summaries(town) == 1
    town.say("bob", "สรุป", "g1")
    assert summaries(town) == 2


def test_of_several_questions_that_wait_only_the_newest_comes(town: Town) -> None:
    town.open()
    shown = town.say("ann", "สวัสดี")
    asks = [s for s in shown if s.message.slot.startswith("ask:")]
    assert len(asks) == 1


# ── tokens ───────────────────────────────────────────────────────────────────


def test_a_token_that_was_spent_before_loses_nothing(town: Town) -> None:
    town.line.fail("reply", TokenSpent())
    assert not town.say("ann", "เมนู")
    assert town.states("ann")[-1] == "held"
    assert len(town.say("ann", "สถานะ")) == 2


def test_an_event_that_comes_late_brings_no_token_that_is_tried(town: Town) -> None:
    did = {"what": "said", "text": "เมนู", "message": "x"}
    raw = town.line.did(did, "ann", "ann", town.now - MINUTE)
    town.line.calls.clear()
    town.take(raw)
    assert town.line.calls == []
    assert town.states("ann")[-1] == "held"


def test_what_nobody_can_use_brings_a_token_all_the_same(town: Town) -> None:
    waits(town, "ann", "ข้อหนึ่ง")
    shown = town.do("ann", {"what": "dances"})
    assert [s.message.text for s in shown] == ["ข้อหนึ่ง"]


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_that_was_lost_shows_once(town: Town, after: bool) -> None:
    """The same token again: had it been shown, the second request is refused and shows nothing."""
    town.line.fail("reply", Unsure(), after=after)
    shown = town.say("ann", "เมนู")
    assert len(shown) == int(after)
    town.wait(3 * SECOND)
    assert town.states("ann")[-1] == "sent"
    menus = [r for r in town.line.requests if r.place.id == "ann"][-1:]
    assert len(menus) == 1
    assert len(town.say("ann", "สวัสดี")) == 1


def test_the_summary_stands_once_though_the_answer_was_lost(town: Town) -> None:
    answered(town)
    town.close()
    town.line.fail("reply", Unsure(), after=True)
    town.say("bob", "กินข้าวกัน", "g1")
    town.wait(3 * SECOND)
    for text in ("อร่อยไหม", "มากเลย"):
        town.say("bob", text, "g1")
    assert summaries(town) == 1


def test_a_summary_whose_fate_is_not_known_is_not_shown_again_and_the_broker_hears(
    town: Town,
) -> None:
    answered(town)
    town.close()
    town.line.fail("reply", Unsure(), after=True)
    town.line.fail("reply", Unsure(), times=20)
    town.say("bob", "กินข้าวกัน", "g1")
    for _ in range(30):
        town.wait(2 * SECOND)
    town.line.faults.clear()
    told = town.say("boss", "เมนู")
    assert any("ภาคี g1" in s.message.text for s in told[:-1])
    town.say("bob", "อร่อย", "g1")
    assert summaries(town) == 1
    sql = "SELECT state FROM outbox WHERE dedupe LIKE 'sum:%'"
    assert town.rows(sql) == [("dead",)]


def test_what_may_come_twice_comes_again_when_its_fate_is_not_known(town: Town) -> None:
    town.line.fail("reply", Unsure(), times=20)
    town.say("ann", "เมนู")
    for _ in range(30):
        town.wait(2 * SECOND)
    town.line.faults.clear()
    assert town.states("ann")[-1] == "held"
    assert len(town.say("ann", "สถานะ")) == 2


def test_asked_to_wait_it_waits_and_not_hot(town: Town) -> None:
    town.line.calls.clear()
    town.line.fail("reply", TryLater(0.0), times=3)
    town.say("ann", "เมนู")
    assert town.line.calls == ["reply"]
    for _ in range(3):
        town.wait(SECOND)
    assert town.line.calls == ["reply"] * 4
    assert town.states("ann")[-1] == "sent"


def test_asked_to_wait_beyond_the_token_it_waits_for_the_next(town: Town) -> None:
    town.line.fail("reply", TryLater(300.0))
    town.say("ann", "เมนู")
    town.wait(MINUTE)
    assert town.states("ann")[-1] == "held"
    assert len(town.say("ann", "สถานะ")) == 2


def test_one_bad_message_does_not_take_the_others_along(town: Town) -> None:
    waits(town, "ann", "ดีหนึ่ง", "ร้าย", "ดีสอง")
    town.line.bad = "ร้าย"
    town.say("ann", "เมนู")
    town.say("ann", "สวัสดี")
    town.say("ann", "สวัสดี")
    texts = town.texts("ann")
    assert texts.count("ดีหนึ่ง") == texts.count("ดีสอง") == 1
    assert not any("ร้าย" in text for text in texts)
    assert town.states("ann").count("dead") == 1
    assert "held" not in town.states("ann")


def test_what_cannot_even_be_asked_for_settles_and_the_rest_goes_on(town: Town) -> None:
    town.line.fail("reply", ValueError("not a message"))
    town.say("ann", "เมนู")
    assert town.states("ann")[-1] == "dead"
    assert len(town.say("ann", "สวัสดี")) == 1


@pytest.mark.parametrize("after", [False, True])
def test_killed_between_asking_and_hearing(town: Town, after: bool) -> None:
    answered(town)
    town.close()
    town.line.fail("reply", Killed(), after=after)
    with pytest.raises(Killed):
        town.say("bob", "กินข้าวกัน", "g1")
    assert town.states("g1")[-1] == "sending"
    town.now += MOMENT
    town.restart()
    town.settle()
    assert town.states("g1")[-1] == "sent"
    town.say("bob", "อร่อย", "g1")
    assert summaries(town) == 1


def test_killed_and_back_after_the_token_is_gone(town: Town) -> None:
    """It may have been shown: the summary not again, and the broker hears."""
    answered(town)
    town.close()
    town.line.fail("reply", Killed(), after=True)
    with pytest.raises(Killed):
        town.say("bob", "กินข้าวกัน", "g1")
    town.now += MINUTE
    town.restart()
    town.settle()
    town.say("bob", "อร่อย", "g1")
    assert summaries(town) == 1
    assert town.rows("SELECT state FROM outbox WHERE dedupe LIKE 'sum:%'") == [("dead",)]
