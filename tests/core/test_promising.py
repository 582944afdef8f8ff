"""What is promised is entered when a summary is published, moved by check-ins, and seen to by its owner or a broker."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.model import AnswerKey, Slot
from bot.core.promising import open_promises
from bot.core.records import LeftOut, Promise
from tests.core.factories import START, answered, opened, partnership, person
from tests.core.real_scene import GROUP, RealScene, consulting, only
from tests.core.scene import BROKER

ONE, TWO, THREE = person("o1"), person("o2"), person("o3")
PLAN, GIVING, WORK = "c1-planning-1", "c1-resourcing-1", "c1-implementing-1"
WELL, PIPES = "o1.1-1", "o2.1-1"
CASH = "เงินสนับสนุน: 20,000 บาท"


def planned() -> RealScene:
    """Two activities; the first organisation leads the one and supports the other."""
    p = opened(partnership(3), "planning")
    p = answered(p, "activities", "o1", ["ขุดบ่อ"])
    p = answered(p, "activities", "o2", ["ล้างท่อ"])
    for item, role in ((WELL, "lead"), (PIPES, "support")):
        p = answered(p, "my_role", "o1", role, item)
    p = answered(p, "my_role", "o2", "lead", PIPES)
    p = answered(p, "my_role", "o2", "none", WELL)
    p = answered(p, "end_date", "o1", date(2027, 3, 31), WELL)
    p = answered(p, "end_date", "o2", date(2027, 5, 31), PIPES)
    return RealScene(p)


def ledger(scene: RealScene) -> dict[str, Promise]:
    return {f"{p.organisation} {p.what}": p for p in scene.p.promises.values()}


def entered() -> RealScene:
    scene = planned()
    scene.publish(PLAN)
    return scene


def answer_again(scene: RealScene, question: str, given: object, item: str = "") -> None:
    """The first organisation says something else in the newest round of the stage."""
    scene.p = answered(scene.p, question, "o1", given, item)  # type: ignore[arg-type]


def again(scene: RealScene, round: str) -> None:
    """The round is opened once more, and its next edition goes out."""
    scene.press(BROKER, f"reopen:{round}")
    scene.publish(round)


# ── entering ─────────────────────────────────────────────────────────────────


def test_a_role_is_promised_until_the_day_that_the_activity_ends() -> None:
    found = ledger(entered())

    assert {what: p.due for what, p in found.items()} == {
        "o1 เจ้าภาพหลัก: ขุดบ่อ": date(2027, 3, 31),
        "o1 สนับสนุน: ล้างท่อ": date(2027, 5, 31),
        "o2 เจ้าภาพหลัก: ล้างท่อ": date(2027, 5, 31),
    }
    assert {(p.stage, p.state, p.cycle) for p in found.values()} == {("planning", "open", 1)}


def test_a_draft_promises_nothing() -> None:
    scene = planned()
    scene.press(BROKER, f"close:{PLAN}:yes")

    assert not scene.p.promises


def giving() -> RealScene:
    p = opened(partnership(3), "resourcing")
    p = answered(p, "cash", "o1", 20000)
    p = answered(p, "in_kind", "o1", ["volunteers", "other"], words="เต็นท์")
    p = answered(p, "in_kind_detail", "o1", "20 คน วันเสาร์", "volunteers")
    p = answered(p, "supporters", "o1", ["กองทุนน้ำ", "วัดป่า"])
    p = answered(p, "available_from", "o1", date(2027, 4, 1))
    p = answered(p, "cash", "o2", 0)
    p = answered(p, "cash", "o3", None)
    return RealScene(p)


def test_money_and_each_thing_in_kind_are_promises_of_their_own() -> None:
    scene = giving()
    scene.publish(GIVING)

    assert {what: p.due for what, p in ledger(scene).items()} == {
        f"o1 {CASH}": date(2027, 4, 1),
        "o1 อาสาสมัคร: 20 คน วันเสาร์": date(2027, 4, 1),
        "o1 เต็นท์": date(2027, 4, 1),
        "o1 ผู้สนับสนุนอื่น: กองทุนน้ำ": None,
        "o1 ผู้สนับสนุนอื่น: วัดป่า": None,
    }


def test_what_the_broker_left_out_is_not_promised() -> None:
    scene = giving()
    round = scene.p.rounds[GIVING]
    left = {AnswerKey("o1", Slot("cash")): LeftOut("ซ้ำกับปีก่อน", BROKER, scene.at)}
    scene.p = scene.p.with_round(replace(round, left_out=left))
    scene.publish(GIVING)

    assert f"o1 {CASH}" not in ledger(scene)


def test_whoever_has_left_promises_nothing_more() -> None:
    scene = giving()
    scene.p = scene.p.with_organisation(replace(scene.p.organisations["o1"], state="left"))
    scene.publish(GIVING)

    assert not scene.p.promises


def test_a_second_edition_puts_right_what_is_there() -> None:
    scene = giving()
    scene.publish(GIVING)
    before = set(scene.p.promises)
    answer_again(scene, "cash", 30000)
    answer_again(scene, "available_from", date(2027, 6, 1))
    again(scene, GIVING)

    assert set(scene.p.promises) == before
    found = ledger(scene)
    assert found["o1 เงินสนับสนุน: 30,000 บาท"].due == date(2027, 6, 1)
    assert f"o1 {CASH}" not in found


def test_what_the_new_edition_no_longer_has_is_dropped_and_comes_back_with_it() -> None:
    scene = giving()
    scene.publish(GIVING)
    answer_again(scene, "cash", 0)
    again(scene, GIVING)

    dropped = ledger(scene)[f"o1 {CASH}"]
    assert (dropped.state, dropped.reason) == ("dropped", "=edition")

    answer_again(scene, "cash", 20000)
    again(scene, GIVING)
    back = ledger(scene)[f"o1 {CASH}"]
    assert (back.id, back.state, back.reason, back.settled_at) == (dropped.id, "open", "", None)


def test_what_is_done_or_cancelled_stays_so_in_a_new_edition() -> None:
    scene = giving()
    scene.publish(GIVING)
    cash = ledger(scene)[f"o1 {CASH}"]
    tents = ledger(scene)["o1 เต็นท์"]
    scene.press(ONE, f"kept:{cash.id}")
    scene.press(ONE, f"droppromise:{tents.id}")
    scene.say(ONE, "เต็นท์ชำรุด")
    answer_again(scene, "cash", 30000)
    again(scene, GIVING)

    assert (scene.p.promises[cash.id].state, scene.p.promises[cash.id].what) == ("done", CASH)
    assert (scene.p.promises[tents.id].state, scene.p.promises[tents.id].reason) == (
        "dropped",
        "เต็นท์ชำรุด",
    )


def test_of_two_roles_the_one_that_is_confirmed_becomes_firm() -> None:
    scene = planned()
    round = scene.p.rounds[PLAN]
    for item in (WELL, PIPES):
        role = round.answers[AnswerKey("o1", Slot("my_role", item))]
        round = round.with_answer(replace(role, provisional=True))
    scene.p = scene.p.with_round(round)
    scene.publish(PLAN)
    scene.press(ONE, f"confirm:{PLAN}:my_role:{WELL}")

    assert {what: p.provisional for what, p in ledger(scene).items()} == {
        "o1 เจ้าภาพหลัก: ขุดบ่อ": False,
        "o1 สนับสนุน: ล้างท่อ": True,
        "o2 เจ้าภาพหลัก: ล้างท่อ": False,
    }


# ── check-ins ────────────────────────────────────────────────────────────────


def checked(scene: RealScene, progress: str, number: int = 1) -> Promise:
    p = opened(scene.p, "implementing", number)
    scene.p = answered(p, "progress", "o1", progress, WELL)
    scene.publish(f"c1-implementing-{number}")
    return ledger(scene)["o1 เจ้าภาพหลัก: ขุดบ่อ"]


@pytest.mark.parametrize(
    ("progress", "state", "reason"),
    [
        ("done", "done", "=checked"),
        ("late", "open", "=late"),
        ("stuck", "open", "=stuck"),
        ("on_plan", "open", ""),
    ],
)
def test_a_check_in_moves_the_role(progress: str, state: str, reason: str) -> None:
    scene = entered()
    moved = checked(scene, progress)

    assert (moved.state, moved.reason) == (state, reason)
    assert ledger(scene)["o1 สนับสนุน: ล้างท่อ"].state == "open"
    assert ledger(scene)["o2 เจ้าภาพหลัก: ล้างท่อ"].reason == ""


def test_the_next_check_in_says_it_anew() -> None:
    scene = entered()
    checked(scene, "stuck")

    assert checked(scene, "on_plan", 2).reason == ""
    assert checked(scene, "done", 3).state == "done"
    assert checked(scene, "late", 4).state == "open"


def test_what_the_owner_ticked_off_stays_done_whatever_a_check_in_says() -> None:
    scene = entered()
    scene.press(ONE, f"kept:{ledger(scene)['o1 เจ้าภาพหลัก: ขุดบ่อ'].id}")

    assert checked(scene, "late").state == "done"


# ── the owner ────────────────────────────────────────────────────────────────


def listed(said: list[Effect]) -> say.Promises:
    return only(said, say.Promises)


def well(scene: RealScene) -> str:
    return ledger(scene)["o1 เจ้าภาพหลัก: ขุดบ่อ"].id


def test_ones_own_come_first_and_the_nearest_day_before_the_others() -> None:
    scene = entered()

    lines = listed(scene.asks(TWO, "promises")).lines

    assert [(x.organisation, x.what, x.mine) for x in lines] == [
        ("มูลนิธิสายน้ำ", "เจ้าภาพหลัก: ล้างท่อ", True),
        ("เทศบาลตำบลแม่แรม", "เจ้าภาพหลัก: ขุดบ่อ", False),
        ("เทศบาลตำบลแม่แรม", "สนับสนุน: ล้างท่อ", False),
    ]
    assert [x.number for x in lines] == [1, 2, 3]


def test_past_its_day_it_is_late_and_not_on_the_day_itself() -> None:
    scene = entered()
    scene.at = datetime(2027, 3, 31, 16, 0, tzinfo=UTC)  # 23:00 in Bangkok
    assert {x.state for x in listed(scene.asks(ONE, "promises")).lines} == {"open"}

    scene.at = datetime(2027, 3, 31, 17, 0, tzinfo=UTC)  # the first of April there
    page = listed(scene.asks(ONE, "promises"))
    assert [x.state for x in page.lines] == ["late", "open", "open"]
    assert (page.open, page.late) == (3, 1)


def test_ticking_off_shows_it_done_and_can_be_taken_back() -> None:
    scene = entered()

    done = listed(scene.press(ONE, f"kept:{well(scene)}"))
    assert done.note == "kept"
    assert scene.p.promises[well(scene)].state == "done"
    assert scene.p.promises[well(scene)].settled_at == scene.at

    back = listed(scene.press(ONE, f"unkept:{well(scene)}"))
    assert back.note == "unkept"
    assert scene.p.promises[well(scene)].state == "open"
    assert scene.p.promises[well(scene)].settled_at is None


def test_a_double_tap_ticks_once() -> None:
    scene = entered()
    scene.press(ONE, f"kept:{well(scene)}")
    before = scene.p.promises
    said = scene.press(ONE, f"kept:{well(scene)}")

    assert scene.p.promises == before
    assert listed(said).note == ""


@pytest.mark.parametrize("verb", ["kept", "unkept", "droppromise", "handpromise", "holdpromise"])
def test_what_is_anothers_is_not_ones_own_to_see_to(verb: str) -> None:
    scene = entered()
    before = scene.p.promises
    scene.press(TWO, f"{verb}:{well(scene)}:o3")
    scene.say(TWO, "ไม่ทำแล้ว")
    scene.press(TWO, f"takepromise:{well(scene)}:yes")

    assert scene.p.promises == before


def test_an_unknown_promise_changes_nothing() -> None:
    scene = entered()
    before = scene.p.promises

    assert only(scene.press(ONE, "kept:p99"), say.Menu).notice == "not_now"
    assert scene.p.promises == before


def test_cancelling_asks_why_and_tells_the_broker() -> None:
    scene = entered()
    only(scene.press(ONE, f"droppromise:{well(scene)}"), say.AskWhyDropped)

    said = scene.say(ONE, "เครื่องเจาะเสีย")

    news = only(said, say.PromiseNews)
    assert (news.kind, news.to.id, news.line.reason) == ("dropped", "p-broker", "เครื่องเจาะเสีย")
    assert scene.p.promises[well(scene)].state == "dropped"


def test_thinking_better_of_cancelling() -> None:
    scene = entered()
    scene.press(ONE, f"droppromise:{well(scene)}")
    scene.press(ONE, f"promise:{well(scene)}")
    scene.say(ONE, "เครื่องเจาะเสีย")

    assert scene.p.promises[well(scene)].state == "open"


# ── the broker ───────────────────────────────────────────────────────────────


def offers(said: list[Effect]) -> tuple[str, ...]:
    return only(said, say.PromiseCard).offers


def test_a_broker_may_see_to_any_and_hand_it_on() -> None:
    scene = entered()

    assert offers(scene.press(BROKER, f"promise:{well(scene)}")) == ("kept", "drop", "hand")
    asked = only(scene.press(BROKER, f"handpromise:{well(scene)}"), say.AskNewOwner)
    assert [c.key for c in asked.choices] == ["o2", "o3"]


def offered() -> RealScene:
    scene = entered()
    scene.press(BROKER, f"handpromise:{well(scene)}:o2")
    return scene


def test_while_it_is_offered_it_stays_with_its_owner() -> None:
    scene = entered()
    said = scene.press(BROKER, f"handpromise:{well(scene)}:o2")

    card = only(said, say.PromiseCard)
    assert (card.to.id, card.offers, card.told) == ("p-o2", ("take",), True)
    assert [p.id for p in open_promises(scene.p, "o1")] == ["p1", "p2"]
    assert offers(scene.press(BROKER, f"promise:{well(scene)}")) == ("kept", "drop", "withdraw")


def test_whoever_takes_it_has_it_and_the_old_owner_is_free() -> None:
    scene = offered()
    old = well(scene)

    said = scene.press(TWO, f"takepromise:{old}:yes")

    news = [(e.to.id, e.kind) for e in said if isinstance(e, say.PromiseNews)]
    assert news == [("p-broker", "taken"), ("p-o1", "taken")]
    assert (scene.p.promises[old].state, scene.p.promises[old].to) == ("handed_over", "o2")
    new = scene.p.promises["p4"]
    assert (new.organisation, new.what, new.due, new.state, new.to) == (
        "o2",
        "เจ้าภาพหลัก: ขุดบ่อ",
        date(2027, 3, 31),
        "open",
        "",
    )


def test_it_is_taken_once() -> None:
    scene = offered()
    old = well(scene)
    scene.press(TWO, f"takepromise:{old}:yes")
    before = scene.p.promises
    scene.press(TWO, f"takepromise:{old}:yes")
    scene.press(TWO, f"takepromise:{old}:no")

    assert scene.p.promises == before


def test_whoever_declines_leaves_it_where_it_was() -> None:
    scene = offered()
    said = scene.press(TWO, f"takepromise:{well(scene)}:no")

    assert only(said, say.PromiseNews).kind == "refused"
    held = scene.p.promises[well(scene)]
    assert (held.organisation, held.state, held.to) == ("o1", "open", "")


def test_a_third_organisation_cannot_take_it() -> None:
    scene = offered()
    before = scene.p.promises
    scene.press(THREE, f"takepromise:{well(scene)}:yes")

    assert scene.p.promises == before


def test_an_offer_can_be_withdrawn() -> None:
    scene = offered()
    scene.press(BROKER, f"holdpromise:{well(scene)}")
    before = scene.p.promises
    scene.press(TWO, f"takepromise:{well(scene)}:yes")

    assert scene.p.promises == before
    assert before[well(scene)].to == ""


def test_a_new_edition_does_not_give_back_what_was_handed_over() -> None:
    scene = offered()
    old = well(scene)
    scene.press(TWO, f"takepromise:{old}:yes")
    before = scene.p.promises
    again(scene, PLAN)

    assert scene.p.promises == before


# ── where they are seen ──────────────────────────────────────────────────────


def test_a_group_reads_the_ledger_without_buttons_of_its_own() -> None:
    scene = entered()
    page = listed(scene.asks(ONE, "promises", GROUP))

    assert (page.to, page.private, page.manages) == (GROUP, False, False)
    assert not any(line.mine for line in page.lines)


def test_pages_hold_eight_and_turn() -> None:
    scene = entered()
    made = scene.p.promises["p1"]
    for n in range(4, 21):
        scene.p = scene.p.with_promise(replace(made, id=f"p{n}", what=f"เรื่อง {n}"))

    first, last = (listed(scene.press(ONE, f"promises:{page}")) for page in (0, 99))

    assert (len(first.lines), first.pages) == (8, 3)
    assert (len(last.lines), last.page, last.lines[0].number) == (4, 2, 17)


def test_settled_ones_of_an_earlier_cycle_are_listed_no_more() -> None:
    scene = entered()
    scene.press(ONE, f"kept:{well(scene)}")
    scene.p = replace(scene.p, cycle=2)

    assert well(scene) not in {x.id for x in listed(scene.asks(ONE, "promises")).lines}
    assert len(listed(scene.asks(ONE, "promises")).lines) == 2


def test_each_stage_opens_with_the_open_ones() -> None:
    scene = entered()
    scene.at = datetime(2027, 4, 2, tzinfo=UTC)
    said = scene.press(BROKER, "open:managing:full")

    told = {x.to.id: x for x in said if isinstance(x, say.StageOpened)}
    assert (told["p-o1"].promised, [x.state for x in told["p-o1"].promises]) == (2, ["late", "open"])
    assert (told["p-o3"].promised, told["p-o3"].promises) == (0, ())
    progress = only(said, say.Progress)
    assert (progress.promises, progress.late) == (3, 1)


def test_the_status_of_the_group_counts_them() -> None:
    status = only(entered().asks(ONE, "status", GROUP), say.GroupStatus)

    assert (status.promises, status.late, status.ledger, status.register) == (3, 0, True, False)


# ── each cycle's own ─────────────────────────────────────────────────────────


def from_before(scene: RealScene) -> RealScene:
    """A role of the cycle before, for an item whose key stands for another activity now."""
    old = Promise("p9", "o1", "เจ้าภาพหลัก: งานเก่า", START, cycle=1, slot=Slot("my_role", WELL), provisional=True)
    scene.p = replace(scene.p.with_promise(old), cycle=2)
    return scene


def test_a_check_in_moves_no_promise_of_the_cycle_before() -> None:
    scene = from_before(RealScene(partnership(2)))
    scene.p = answered(opened(scene.p, "implementing", in_cycle=2), "progress", "o1", "done", WELL)
    scene.publish("c2-implementing-1")

    assert scene.p.promises["p9"].state == "open"


def test_confirming_makes_no_promise_of_the_cycle_before_firm() -> None:
    scene = from_before(RealScene(partnership(2)))
    scene.p = answered(opened(scene.p, "planning", in_cycle=2), "my_role", "o1", "lead", WELL)
    round = scene.p.rounds["c2-planning-1"]
    given = replace(round.answers[AnswerKey("o1", Slot("my_role", WELL))], provisional=True)
    scene.p = scene.p.with_round(round.with_answer(given))

    scene.press(ONE, "confirm:all")

    assert not scene.p.rounds["c2-planning-1"].answers[AnswerKey("o1", given.slot)].provisional
    assert scene.p.promises["p9"].provisional


# ── what is done with another's ──────────────────────────────────────────────


def told(said: list[Effect]) -> list[tuple[str, str]]:
    return [(e.to.id, e.kind) for e in said if isinstance(e, say.PromiseNews)]


def test_the_owner_hears_what_a_broker_does_with_its_promise() -> None:
    scene = entered()
    at = well(scene)
    assert told(scene.press(BROKER, f"kept:{at}")) == [("p-o1", "kept")]
    assert told(scene.press(BROKER, f"unkept:{at}")) == [("p-o1", "unkept")]
    scene.press(BROKER, f"droppromise:{at}")
    assert told(scene.say(BROKER, "เลิกโครงการ")) == [("p-o1", "dropped")]


def test_of_its_own_doing_the_owner_is_told_nothing() -> None:
    scene = entered()
    assert told(scene.press(ONE, f"kept:{well(scene)}")) == []


def test_a_reason_is_kept_up_to_its_limit() -> None:
    scene = entered()
    scene.press(ONE, f"droppromise:{well(scene)}")
    scene.say(ONE, "ก" * 20_000)
    assert len(scene.p.promises[well(scene)].reason) == 500


def test_what_is_taken_by_someone_who_must_consult_is_provisional_until_confirmed() -> None:
    scene = offered()
    scene.p = consulting(scene.p, "o2")
    scene.press(TWO, f"takepromise:{well(scene)}:yes")
    assert scene.p.promises["p4"].provisional

    assert "firm" in only(scene.press(TWO, "promise:p4"), say.PromiseCard).offers
    scene.press(ONE, "firmpromise:p4")
    assert scene.p.promises["p4"].provisional
    assert only(scene.press(TWO, "firmpromise:p4"), say.Promises).note == "firm"
    assert not scene.p.promises["p4"].provisional


@pytest.mark.parametrize("gone", ["leaveorg:o2:yes", "pauseyes:o2:"])
def test_who_has_left_or_pauses_takes_nothing_that_was_offered(gone: str) -> None:
    scene = offered()
    scene.press(BROKER, gone)
    assert scene.p.promises[well(scene)].to == ""
    before = scene.p.promises

    scene.press(TWO, f"takepromise:{well(scene)}:yes")

    assert scene.p.promises == before


def test_who_has_left_does_nothing_with_promises_any_more() -> None:
    scene = entered()
    scene.press(BROKER, "leaveorg:o1:yes")
    before = scene.p.promises
    for did in ("kept", "droppromise", "promise"):
        scene.press(ONE, f"{did}:{well(scene)}")
    assert scene.p.promises == before


def test_who_pauses_still_ticks_off_its_own() -> None:
    scene = entered()
    scene.press(BROKER, "pauseyes:o1:")
    scene.press(ONE, f"kept:{well(scene)}")
    assert scene.p.promises[well(scene)].state == "done"
