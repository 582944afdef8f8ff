"""Speaking first is billed: it is done where the partnership wants it, once, and for a price that was shown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Refused, TryLater, Unsure
from bot.channels.local import NAME as LOCAL
from bot.core.model import Person, Place
from bot.facilitator.delivery import AT_ONCE
from bot.message import Message
from bot.store.book import Book
from tests.facilitator.fake import GROUP_OF
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.test_coming_and_going import alongside, until
from tests.facilitator.test_reply_first import RIVER, Killed, answered, summaries, waits
from tests.facilitator.town import MOMENT, Town

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SUMMARIES = "SELECT state FROM outbox WHERE dedupe LIKE 'sum:%'"


def pushed(town: Town) -> list[str]:
    return [request.place.id for request in town.line.pushes]


def verbs(town: Town, who: str = "boss") -> set[str]:
    """What the newest message to someone offers."""
    newest = town.line.on(Place(LINE, who))[-1]
    return {button.action.partition(":")[0] for button in newest.buttons}


# ── never ────────────────────────────────────────────────────────────────────


def test_never_is_never(town: Town) -> None:
    answered(town)
    town.close()
    for _ in range(3):
        town.wait(DAY)
    assert "push" not in town.line.calls
    assert "price" not in town.line.calls
    assert town.states("g1")[-1] == "held"


def test_the_broker_hears_what_is_not_on_its_way(town: Town) -> None:
    shown = town.open()
    assert "sending" in {b.action for b in shown[-1].buttons}
    assert "1" in shown[-1].message.text  # one group
    assert "2" in shown[-1].message.text  # two people


def test_the_broker_hears_nothing_where_all_is_on_its_way(town: Town) -> None:
    town.say("boss", "ขั้นตอน")
    town.tap("boss", "stage:first")
    for who in ("ann", "bob"):
        town.say(who, "เมนู", after=MOMENT)
        town.say(who, "สวัสดี", after=MOMENT)
    for place, who in (("g1", "bob"), ("ann", "ann"), ("bob", "bob")):
        town.do(who, {"what": "dances"}, place, after=MOMENT)
    shown = town.tap("boss", "open:first:short", after=MOMENT)
    assert len(shown) == 4
    assert not any(b.action == "sending" for s in shown for b in s.buttons)


# ── the price, and "send now" ────────────────────────────────────────────────


def test_the_price_is_shown_as_the_answer_and_what_waits_is_pushed_for_it(town: Town) -> None:
    town.line.friends = {"ann", "bob"}
    town.line.quota = 300
    town.open()
    town.line.calls.clear()
    shown = town.tap("boss", "sending")
    assert town.line.calls == ["price", "reply"]
    assert str(GROUP_OF + 2) in shown[-1].message.text
    town.tap("boss", f"push:{GROUP_OF + 2}")
    assert sorted(pushed(town)) == ["ann", "bob", "g1"]
    assert town.line.billed == GROUP_OF + 2
    assert [town.states(place)[-1] for place in ("ann", "bob", "g1")] == ["sent"] * 3
    town.wait(HOUR)
    assert len(pushed(town)) == 3


def test_the_price_counts_every_request_that_it_takes(town: Town) -> None:
    waits(town, "ann", *(f"ข้อ {n}" for n in range(6)))
    waits(town, "bob", "ข้อ 1")
    town.say("boss", "เมนู")
    town.tap("boss", "sending")
    assert "push:3" in {b.action for s in town.line.on(Place(LINE, "boss")) for b in s.buttons}
    town.tap("boss", "push:3")
    assert town.line.billed == 3


def test_the_price_comes_at_once_though_other_things_wait_for_the_broker(town: Town) -> None:
    town.say("boss", "เมนู")
    waits(town, "boss", "มีข่าว")
    town.line.calls.clear()
    shown = town.tap("boss", "sending")
    assert shown[0].message.text == "มีข่าว"
    assert "policy" in verbs(town)
    assert town.line.calls == ["price", "reply"]


def test_a_price_that_cannot_be_had_is_asked_again_but_not_hot_and_then_said_so(town: Town) -> None:
    town.say("boss", "เมนู")
    waits(town, "boss", "มีข่าว")
    town.line.fail("price", TryLater(0.0), times=1000)
    town.line.calls.clear()
    town.tap("boss", "sending")
    for _ in range(20):
        town.wait(timedelta(seconds=2))
    assert 2 < town.line.calls.count("price") < 20
    town.line.faults.clear()
    asked = town.line.calls.count("price")
    town.wait(MINUTE)
    assert town.line.calls.count("price") == asked
    shown = town.say("boss", "เมนู")
    assert len(shown) == 2  # that it could not be done, and the menu
    town.tap("boss", "sending")
    assert "policy" in verbs(town)


def test_a_broker_elsewhere_sees_the_price_too(town: Town) -> None:
    boss, elsewhere = Person(LINE, "boss"), Person(LOCAL, "boss2")
    town.job(lambda book: book.link_person(boss, elsewhere, town.now))
    town.open()
    town.say_locally("boss2", "เมนู")
    shown = town.tap_locally("boss2", "sending")
    assert any(b.action.startswith("push:") for s in shown for b in s.buttons)


def test_only_what_was_in_the_price_is_pushed_for_it(town: Town) -> None:
    waits(town, "ann", "ข้อหนึ่ง")
    town.say("boss", "เมนู")
    town.tap("boss", "sending")
    waits(town, "bob", "ข้อสอง")
    waits(town, "ann", "ข้อสาม")
    town.tap("boss", "push:1")
    assert pushed(town) == ["ann"]
    assert town.line.billed == 1
    assert town.states("bob")[-1] == "held"


def test_what_comes_while_the_price_is_asked_for_is_not_in_it(town: Town) -> None:
    waits(town, "ann", "ข้อหนึ่ง")
    town.say("boss", "เมนู")
    town.line.fail("price", TryLater(1.0))
    town.tap("boss", "sending")
    waits(town, "bob", "ข้อสอง")
    town.wait(timedelta(seconds=2))
    assert "push:1" in {b.action for s in town.line.on(Place(LINE, "boss")) for b in s.buttons}
    town.tap("boss", "push:1")
    assert pushed(town) == ["ann"]


def test_whoever_a_push_would_not_reach_costs_nothing(town: Town) -> None:
    town.now += 8 * DAY
    waits(town, "ann", "ข้อหนึ่ง")
    town.say("bob", "เมนู")
    waits(town, "bob", "ข้อหนึ่ง")
    town.say("boss", "เมนู")
    town.tap("boss", "sending")
    town.tap("boss", "push:1")
    assert pushed(town) == ["bob"]
    assert town.states("ann")[-1] == "held"


# ── always ───────────────────────────────────────────────────────────────────


def test_always_pushes_at_once_but_no_progress_line(town: Town) -> None:
    town.line.friends = {"ann", "bob"}
    town.push("always")
    answered(town)
    # That the stage is open; and to the broker that all have handed in.
    assert sorted(pushed(town)) == ["ann", "bob", "boss", "g1"]
    town.close()
    assert summaries(town) == 1
    assert sorted(pushed(town)) == ["ann", "bob", "boss", "g1", "g1"]


@pytest.mark.parametrize("after", [False, True])
def test_a_push_whose_answer_was_lost_is_made_again_under_its_key(town: Town, after: bool) -> None:
    answered(town)
    town.push("always")
    town.line.fail("push", Unsure(), after=after, times=3)
    town.close()
    for _ in range(8):
        town.wait(10 * MINUTE)
    assert town.rows(SUMMARIES) == [("sent",)]
    assert summaries(town) == 1
    assert len(pushed(town)) == 1
    assert town.line.billed == GROUP_OF


def test_a_500_after_each_push_shows_nothing_twice(town: Town) -> None:
    town.line.friends = {"ann", "bob"}
    town.push("always")
    town.line.always_500 = True
    answered(town)
    town.close()
    town.wait(HOUR)
    town.wait(HOUR)
    assert town.rows(SUMMARIES) == [("sent",)]
    assert summaries(town) == 1
    keys = [request.key for request in town.line.pushes]
    assert len(keys) == len(set(keys))


def test_a_summary_whose_push_stays_unknown_for_a_day_is_not_pushed_again(town: Town) -> None:
    answered(town)
    town.push("always")
    town.line.fail("push", Unsure(), after=True)
    town.line.fail("push", Unsure(), times=1000)
    town.close()
    for _ in range(24 * 3 + 2):
        town.wait(20 * MINUTE)
    town.line.faults.clear()
    assert town.rows(SUMMARIES) == [("dead",)]
    assert summaries(town) == 1
    told = town.say("boss", "เมนู")
    assert any("ภาคี g1" in s.message.text for s in told[:-1])
    town.say("bob", "อร่อย", "g1")
    assert summaries(town) == 1


@pytest.mark.parametrize("after", [False, True])
def test_killed_between_pushing_and_hearing(town: Town, after: bool) -> None:
    answered(town)
    town.push("always")
    town.line.fail("push", Killed(), after=after)
    with pytest.raises(Killed):
        town.close()
    town.now += HOUR
    town.restart()
    town.settle()
    assert town.rows(SUMMARIES) == [("sent",)]
    assert summaries(town) == 1


def test_an_answer_does_not_overtake_a_summary_whose_fate_is_not_known(town: Town) -> None:
    answered(town)
    town.push("always")
    town.line.fail("push", Unsure(), after=True)
    town.close()
    shown = town.say("bob", "สถานะ", "g1", after=MOMENT)
    assert [request.way for request in town.line.requests].count("push") == 1
    assert len(shown) == 1
    assert town.rows(SUMMARIES) == [("sent",)]
    assert summaries(town) == 1


@pytest.mark.parametrize("error", [Unsure(), TryLater(60.0)])
def test_pushes_that_fail_keep_nobody_from_free_answers(town: Town, error: Exception) -> None:
    town.push("always")
    town.line.fail("push", error, times=1000)
    waits(town, "ann", "ข้อหนึ่ง")
    town.say("ann", "เมนู", after=MOMENT)
    town.wait(timedelta(seconds=30))
    assert town.states("ann")[-1] == "sent"
    shown = town.say("ann", "เมนู", after=MOMENT)
    assert shown[-1].buttons
    assert town.texts("ann").count("ข้อหนึ่ง") == 1
    assert town.states("ann")[-1] == "sent"


def test_what_may_have_been_shown_is_asked_for_once_more_before_it_is_shown_again(town: Town) -> None:
    town.push("always")
    town.line.fail("push", Unsure(), after=True)
    waits(town, "ann", "ข้อหนึ่ง")
    town.say("ann", "เมนู", after=MOMENT)
    assert town.texts("ann").count("ข้อหนึ่ง") == 1
    assert town.states("ann")[-1] == "sent"


def test_a_summary_that_was_not_shown_goes_out_as_the_free_answer(town: Town) -> None:
    answered(town)
    town.push("always")
    town.line.fail("push", TryLater(60.0), times=1000)
    town.close()
    town.say("bob", "กินข้าวกัน", "g1", after=MOMENT)
    assert summaries(town) == 1
    assert not town.line.pushes


def test_what_is_not_to_be_paid_for_any_more_is_not_pushed(town: Town) -> None:
    town.push("always")
    town.line.fail("push", TryLater(600.0), times=2)
    waits(town, "ann", "ข้อหนึ่ง")
    town.push("never")
    town.line.faults.clear()
    town.wait(HOUR)
    assert not town.line.pushes
    assert town.states("ann")[-1] == "held"


# ── as long as it fits ───────────────────────────────────────────────────────


def test_what_fits_the_quota_is_pushed_and_the_rest_waits(town: Town) -> None:
    answered(town)
    town.line.quota, town.line.used = 2 * GROUP_OF, GROUP_OF
    town.push("quota")
    town.close()
    assert summaries(town) == 1
    town.open("second")
    assert pushed(town) == ["g1"]
    assert town.line.calls.count("push") == 1
    assert town.states("g1")[-1] == "held"
    told = town.say("boss", "เมนู")
    assert len(told) == 2  # that it waits, and the menu
    before = len(town.texts("g1"))
    town.say("bob", "มีอะไรใหม่", "g1")
    assert len(town.texts("g1")) > before


def test_the_brokers_hear_once_a_day_that_the_quota_is_used_up(town: Town) -> None:
    town.line.quota = town.line.used = 10
    town.push("quota")
    waits(town, "ann", "ข้อหนึ่ง")
    waits(town, "bob", "ข้อหนึ่ง")
    waits(town, "ann", "ข้อสอง")
    assert len(town.say("boss", "เมนู")) == 2
    waits(town, "ann", "ข้อสาม")
    assert len(town.say("boss", "เมนู")) == 1
    town.now += DAY
    waits(town, "ann", "ข้อสี่")
    assert len(town.say("boss", "เมนู")) == 2


def test_a_push_that_the_platform_refuses_for_the_month_is_not_made_again(town: Town) -> None:
    answered(town)
    town.push("always")
    town.line.quota = town.line.used = 10
    town.line.calls.clear()
    town.close()
    for _ in range(5):
        town.wait(HOUR)
    assert town.line.calls.count("push") == 2  # to the group, and to tell the broker
    assert town.rows(SUMMARIES) == [("held",)]
    town.say("bob", "อยู่ไหมคะ", "g1")
    assert summaries(town) == 1


@pytest.mark.parametrize("error", [TryLater(0.0), Refused("no"), Unsure()])
def test_a_price_that_fails_loses_nothing(town: Town, error: Exception) -> None:
    answered(town)
    town.push("quota")
    town.line.fail("price", error, times=3)
    town.line.calls.clear()
    town.close()
    for _ in range(10):
        town.wait(timedelta(seconds=10))
    assert town.line.calls.count("price") <= 3
    town.wait(3 * MINUTE)
    town.wait(3 * MINUTE)
    assert summaries(town) == 1


def test_an_answer_does_not_wait_for_the_price(town: Town) -> None:
    answered(town)
    town.push("quota")
    town.line.fail("price", TryLater(0.0), times=1000)
    town.close()
    assert summaries(town) == 0
    town.say("bob", "อยู่ไหมคะ", "g1", after=MOMENT)
    assert summaries(town) == 1


def test_places_that_wait_for_their_price_hold_up_nobody(town: Town) -> None:
    """More of them than may be on their way at once, and LINE is slow to tell prices."""
    town.push("quota")
    crowd = [f"p{number}" for number in range(AT_ONCE + 4)]

    async def ask() -> None:
        town.line.slow_price = asyncio.Event()
        await town.house.store.do(lambda book: _for_all(book, crowd, town))  # type: ignore[union-attr]
        await until(lambda: "price" in town.line.calls)
        town.line.post(town.line.did({"what": "started"}, "zoe", "zoe", town.now))
        await until(lambda: bool(town.texts("zoe")))
        town.line.slow_price.set()
        await until(lambda: len(town.line.pushes) == len(crowd))

    town.line.calls.clear()
    town.run(alongside(town, ask))


def _for_all(book: Book, crowd: list[str], town: Town) -> None:
    (belonging,) = book.partnerships_of(Person(LINE, "ann"))
    for who in crowd:
        town.line.friends.add(who)
        book.note_contact(Person(LINE, who), town.now, friend=True)
        about = {"partnership": belonging.partnership, "dedupe": f"test:{who}", "now": town.now}
        book.enqueue(Place(LINE, who), Message("ข่าว"), holds=True, **about)  # type: ignore[arg-type]


def test_the_price_of_a_place_is_remembered_for_a_moment(town: Town) -> None:
    town.push("quota")
    town.line.quota = town.line.used = 10
    town.line.calls.clear()
    waits(town, "ann", "ข้อหนึ่ง")
    waits(town, "ann", "ข้อสอง")
    assert town.line.calls.count("price") == 2  # hers, and the broker's, who hears
    town.now += MINUTE
    waits(town, "ann", "ข้อสาม")
    assert town.line.calls.count("price") == 3


@pytest.mark.parametrize("policy", ["quota", "always"])
def test_a_new_month_brings_out_what_the_old_ones_quota_held(town: Town, policy: str) -> None:
    town.do("ann", {"what": "unblocked"})
    town.push(policy)
    town.line.quota = town.line.used = 10
    waits(town, "ann", "ข้อหนึ่ง")
    town.now = datetime(2027, 1, 31, 15, tzinfo=UTC)  # ten in the evening in Thailand
    town.line.used = 0
    town.wait(HOUR)
    assert town.states("ann")[-1] == "held"
    town.wait(2 * HOUR)
    assert "ann" in pushed(town)


def test_a_new_month_whose_quota_is_used_up_tries_once(town: Town) -> None:
    town.do("ann", {"what": "unblocked"})
    town.push("quota")
    town.line.quota = town.line.used = 10
    waits(town, "ann", "ข้อหนึ่ง")
    town.now = datetime(2027, 2, 1, tzinfo=UTC)
    town.settle()
    assert town.states("ann")[-1] == "held"
    town.line.calls.clear()
    for _ in range(3):
        town.restart()
        town.wait(DAY)
    assert "price" not in town.line.calls


def test_a_month_that_turns_brings_nothing_out_where_nothing_is_pushed(town: Town) -> None:
    waits(town, "ann", "ข้อหนึ่ง")
    town.now = datetime(2027, 2, 1, tzinfo=UTC)
    town.settle()
    assert town.states("ann")[-1] == "held"


# ── who can be written to first ──────────────────────────────────────────────


def test_whoever_neither_is_a_friend_nor_wrote_lately_is_not_written_to(town: Town) -> None:
    """LINE would take it, bill nothing and show nothing: what it says is no delivery."""
    town.push("always")
    town.now += 8 * DAY
    waits(town, "ann", "ข้อหนึ่ง")
    assert pushed(town) == []
    assert town.states("ann")[-1] == "held"
    assert town.say("ann", "เมนู")[0].message.text == "ข้อหนึ่ง"


def test_a_friend_is_written_to_after_any_time(town: Town) -> None:
    town.push("always")
    town.do("ann", {"what": "unblocked"})
    town.now += 30 * DAY
    waits(town, "ann", "ข้อหนึ่ง")
    assert pushed(town) == ["ann"]


def test_whoever_wrote_lately_is_written_to(town: Town) -> None:
    town.push("always")
    town.say("ann", "เมนู")
    town.now += 6 * DAY
    waits(town, "ann", "ข้อหนึ่ง")
    assert pushed(town) == ["ann"]


def test_whoever_blocked_the_bot_is_not_written_to_and_hears_all_when_back(town: Town) -> None:
    town.push("always")
    town.do("ann", {"what": "unblocked"})
    town.do("ann", {"what": "blocked"})
    assert pushed(town) == ["boss"]  # that she cannot be reached
    waits(town, "ann", "ข้อหนึ่ง")
    assert town.states("ann")[-1] == "gone"
    town.open()
    assert "ann" not in pushed(town)
    shown = town.do("ann", {"what": "unblocked"})
    assert any(s.message.slot.startswith("ask:") or s.buttons for s in shown)


def test_what_a_push_may_take_along_goes_along_in_order(town: Town) -> None:
    """What is billed is the request: six waiting bubbles are two of them."""
    waits(town, "ann", *(f"ข้อ {n}" for n in range(6)))
    town.line.friends = {"ann"}
    town.say("boss", "เมนู")
    town.tap("boss", "sending")
    town.tap("boss", "push:2")
    assert [len(request.texts) for request in town.line.pushes] == [5, 1]
    assert town.texts("ann")[-6:] == [f"ข้อ {n}" for n in range(6)]
    assert RIVER not in "".join(town.texts("ann"))
