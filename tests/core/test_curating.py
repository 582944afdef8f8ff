"""A broker looks through a pooled list before it is put to all: merged, reworded, dropped, and all of it undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.model import AnswerKey, Entry, Member, Person, Place, Slot
from bot.core.pooled import options
from bot.core.records import Curation
from bot.core.results import Lines, Ranking
from bot.core.sight import Sight
from tests.core.factories import answered, cycle
from tests.core.scene import BROKER
from tests.core.whole_scene import ONE, TWO, Whole, of, the, whole

BUILDING, SCOPING = "c1-building-1", "c1-scoping-1"
AT = f"{BUILDING}:objectives"
A, B, C = "o1.1-1", "o2.1-1", "o3.1-1"


def proposed(*lists: list[str]) -> Whole:
    """Stage 3 is open, and organisation after organisation has proposed its objectives."""
    scene = whole(len(lists))
    scene.press(BROKER, "open:building:full")
    for number, texts in enumerate(lists, 1):
        scene.p = answered(scene.p, "objectives", f"o{number}", texts)
    return scene


def held() -> Whole:
    scene = proposed(["ลดฝุ่นควัน"], ["ลดฝุ่นควันลง"], ["เพิ่มรายได้ครัวเรือน", "มีน้ำใช้ทั้งปี"])
    scene.press(BROKER, f"closepart:{BUILDING}:propose:yes")
    return scene


def offered(scene: Whole) -> list[tuple[str, str]]:
    """What an organisation could rank now: (key, label)."""
    round = scene.p.rounds[BUILDING]
    question = cycle().question("objective_rank")
    assert question is not None
    found = options(Sight(cycle(), scene.p, round, "o1", "th"), question)
    return [(item.key, item.label) for item in found]


def shown(effects: list[Effect]) -> say.PooledItem:
    return the(effects, say.PooledItem)


def offers(scene: Whole, stage: str = "building") -> tuple[str, ...]:
    return the(scene.press(BROKER, f"stage:{stage}"), say.StageCard).offers


# ── when it is looked through ────────────────────────────────────────────────


def test_a_list_that_the_next_part_builds_on_is_held_until_the_broker_has_looked() -> None:
    scene = held()
    assert scene.p.rounds[BUILDING].held
    assert offers(scene)[:2] == ("lists", "next_part")
    effects = scene.press(BROKER, f"nextpart:{BUILDING}")
    assert not scene.p.rounds[BUILDING].held
    assert [e.to.id for e in of(effects, say.StageOpened)] == [ONE.id, TWO.id, "p-o3"]


def test_an_empty_list_holds_nobody_up() -> None:
    scene = proposed([], [], [])
    scene.p = answered(scene.p, "goal", "o1", "อยู่ดี")
    scene.press(BROKER, f"closepart:{BUILDING}:propose:yes")
    assert not scene.p.rounds[BUILDING].held


def test_a_list_that_a_later_stage_builds_on_is_offered_with_the_draft_and_holds_nothing() -> None:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    scene.p = answered(scene.p, "external", "o1", ["ป่าไม้"])
    assert "lists" not in offers(scene, "scoping")
    scene.press(BROKER, f"close:{SCOPING}:yes")
    assert "lists" in offers(scene, "scoping")
    listed = the(scene.press(BROKER, f"lists:{SCOPING}"), say.PooledList)
    assert (listed.question, listed.waits) == ("external", False)
    scene.press(BROKER, f"publish:{SCOPING}")
    assert "lists" not in offers(scene, "scoping")


def test_the_card_names_who_proposed_what_and_what_may_be_the_same() -> None:
    listed = the(held().press(BROKER, f"lists:{BUILDING}"), say.PooledList)
    assert [(x.number, x.label, x.by, x.alike) for x in listed.lines] == [
        (1, "ลดฝุ่นควัน", ("เทศบาลตำบลแม่แรม",), (2,)),
        (2, "ลดฝุ่นควันลง", ("มูลนิธิสายน้ำ",), (1,)),
        (3, "เพิ่มรายได้ครัวเรือน", ("กลุ่มแม่บ้านห้วยทราย",), ()),
        (4, "มีน้ำใช้ทั้งปี", ("กลุ่มแม่บ้านห้วยทราย",), ()),
    ]
    assert listed.waits


def test_a_long_list_has_pages_of_eight() -> None:
    scene = proposed([f"เรื่อง {n}" for n in range(9)], ["ก"])
    scene.press(BROKER, f"closepart:{BUILDING}:propose:yes")
    first = the(scene.press(BROKER, f"lists:{BUILDING}:objectives:0"), say.PooledList)
    second = the(scene.press(BROKER, f"lists:{BUILDING}:objectives:1"), say.PooledList)
    assert (len(first.lines), len(second.lines), second.pages) == (8, 2, 2)


# ── what becomes of an item ──────────────────────────────────────────────────


def test_other_wording_is_put_to_all_and_the_words_behind_it_are_kept() -> None:
    scene = held()
    assert the(scene.press(BROKER, f"listword:{AT}:{A}"), say.AskWording).label == "ลดฝุ่นควัน"
    item = shown(scene.say(BROKER, "ลดฝุ่นควันให้ต่ำกว่า 50 มคก."))
    assert (item.label, item.words, item.reworded, item.note) == (
        "ลดฝุ่นควันให้ต่ำกว่า 50 มคก.",
        (("เทศบาลตำบลแม่แรม", "ลดฝุ่นควัน"),),
        True,
        "reworded",
    )
    assert offered(scene)[0] == (A, "ลดฝุ่นควันให้ต่ำกว่า 50 มคก.")
    assert scene.p.rounds[BUILDING].answers[AnswerKey("o1", Slot("objectives"))].shown == "ลดฝุ่นควัน"
    assert shown(scene.press(BROKER, f"listplain:{AT}:{A}")).label == "ลดฝุ่นควัน"
    assert scene.p.rounds[BUILDING].curated == {}


def test_of_two_that_are_merged_the_chosen_one_stays_and_can_be_taken_apart_again() -> None:
    scene = held()
    before = offered(scene)
    choices = the(scene.press(BROKER, f"listmerge:{AT}:{A}"), say.MergeWith).choices
    assert [c.key for c in choices] == [B, C, "o3.1-2"]
    item = shown(scene.press(BROKER, f"listinto:{AT}:{A}:{B}"))
    assert (item.item, [key for key, _, _ in item.doubles]) == (B, [A])
    assert item.doubles[0][2] == (("เทศบาลตำบลแม่แรม", "ลดฝุ่นควัน"),)
    assert [key for key, _ in offered(scene)] == [B, C, "o3.1-2"]
    scene.press(BROKER, f"listsplit:{AT}:{B}:{A}")
    assert offered(scene) == before


def test_three_become_one_and_no_merging_goes_in_a_circle() -> None:
    scene = held()
    scene.press(BROKER, f"listinto:{AT}:{A}:{B}")
    scene.press(BROKER, f"listinto:{AT}:{B}:{C}")
    assert [key for key, _ in offered(scene)] == [C, "o3.1-2"]
    scene.press(BROKER, f"listinto:{AT}:{C}:{A}")  # a button of long ago
    assert [key for key, _ in offered(scene)] == [C, "o3.1-2"]


def test_a_vote_for_what_was_merged_counts_for_what_stays() -> None:
    scene = held()
    scene.press(BROKER, f"listinto:{AT}:{A}:{B}")
    scene.press(BROKER, f"nextpart:{BUILDING}")
    scene.p = answered(scene.p, "objective_rank", "o1", [A, C, "o3.1-2"])
    scene.p = answered(scene.p, "objective_rank", "o2", [B, C, "o3.1-2"])
    scene.press(BROKER, f"close:{BUILDING}:yes")
    preview = the(scene.press(BROKER, f"preview:{BUILDING}"), say.Summary)
    (ranking,) = [b for b in preview.blocks if isinstance(b, Ranking)]
    assert ranking.rows[0][:2] == ("ลดฝุ่นควันลง", 4)


def test_dropping_needs_a_reason_and_can_be_undone() -> None:
    scene = held()
    scene.press(BROKER, f"listdrop:{AT}:{C}")
    assert shown(scene.say(BROKER, "อยู่นอกขอบเขต")).dropped == "อยู่นอกขอบเขต"
    assert [key for key, _ in offered(scene)] == [A, B, "o3.1-2"]
    listed = the(scene.press(BROKER, f"lists:{BUILDING}"), say.PooledList)
    assert [(x.number, x.key, x.dropped) for x in listed.lines][-1] == (4, C, "อยู่นอกขอบเขต")
    scene.press(BROKER, f"listback:{AT}:{C}")
    assert [key for key, _ in offered(scene)] == [A, B, C, "o3.1-2"]


@pytest.mark.parametrize("act", [f"listdrop:{AT}:{C}", f"listmerge:{AT}:{C}"])
def test_what_partners_have_answered_about_stays(act: str) -> None:
    scene = held()
    scene.press(BROKER, f"nextpart:{BUILDING}")
    scene.p = answered(scene.p, "objective_rank", "o1", [C, A, B, "o3.1-2"])
    assert shown(scene.press(BROKER, act)).note == "settled"
    assert scene.p.rounds[BUILDING].curated == {}


def test_an_item_stays_known_to_those_whose_answers_hang_on_it_when_its_proposer_takes_it_back() -> None:
    scene = held()
    scene.press(BROKER, f"listinto:{AT}:{A}:{B}")
    scene.press(BROKER, f"nextpart:{BUILDING}")
    scene.p = answered(scene.p, "objective_rank", "o1", [B, C, "o3.1-2"])
    scene.p = answered(scene.p, "objectives", "o2", (Entry("2-1", "เรื่องใหม่"),))
    assert (B, "ลดฝุ่นควัน") in offered(scene)


def test_the_summary_says_what_was_merged_reworded_and_not_put_to_all() -> None:
    scene = held()
    scene.press(BROKER, f"listinto:{AT}:{A}:{B}")
    scene.press(BROKER, f"listword:{AT}:{B}")
    scene.say(BROKER, "ลดฝุ่น")
    scene.press(BROKER, f"listdrop:{AT}:{C}")
    scene.say(BROKER, "อยู่นอกขอบเขต")
    out = scene.publish(BUILDING)
    published = [e for e in of(out, say.Summary) if e.once]
    (block,) = [b for b in published[0].blocks if isinstance(b, Lines) and b.title == "วัตถุประสงค์"]
    rows = dict(block.rows)
    assert rows["ลดฝุ่น"][1:] == (("=first_worded", "“ลดฝุ่นควันลง”"), ("=merged_from", "“ลดฝุ่นควัน”"))
    assert rows["เพิ่มรายได้ครัวเรือน"][1] == ("=not_put", "อยู่นอกขอบเขต")


# ── who may, and when ────────────────────────────────────────────────────────

ACTS = [
    f"lists:{BUILDING}", f"listitem:{AT}:{A}", f"listword:{AT}:{A}", f"listplain:{AT}:{A}",
    f"listmerge:{AT}:{A}", f"listinto:{AT}:{A}:{B}", f"listsplit:{AT}:{A}:{B}", f"listdrop:{AT}:{A}",
    f"listback:{AT}:{A}",
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_only_brokers_look_through(act: str) -> None:
    scene = held()
    was = scene.p
    (refused,) = scene.press(ONE, act)
    assert isinstance(refused, say.NotAllowed)
    assert scene.p.rounds == was.rounds


@pytest.mark.parametrize("act", ACTS)
def test_once_published_nothing_of_it_changes(act: str) -> None:
    scene = held()
    scene.publish(BUILDING)
    was = scene.p
    assert scene.press(BROKER, act)
    assert scene.p == was


@pytest.mark.parametrize("item", ["o9.1-1", "", "o1", f"{A}:{A}"])
def test_an_item_that_is_not_there_changes_nothing(item: str) -> None:
    scene = held()
    was = scene.p
    (said,) = scene.press(BROKER, f"listinto:{AT}:{item}")
    assert isinstance(said, say.Menu | say.PooledItem)
    assert scene.p == was


def test_a_reason_that_comes_when_the_summary_is_out_is_not_kept() -> None:
    scene = held()
    scene.press(BROKER, f"listdrop:{AT}:{C}")
    other = Person("telegram", "p-second")
    scene.p = scene.p.with_member(_second_broker(scene, other))
    scene.press(other, f"close:{BUILDING}:yes")
    scene.press(other, f"publish:{BUILDING}")
    (said,) = scene.say(BROKER, "เหตุผล")
    assert isinstance(said, say.Menu)
    assert scene.p.rounds[BUILDING].curated == {}


def _second_broker(scene: Whole, person: Person) -> Member:
    return replace(scene.p.members[BROKER], person=person, private=Place(*person))


def test_an_earlier_curation_is_added_to_not_lost() -> None:
    scene = held()
    scene.press(BROKER, f"listword:{AT}:{A}")
    scene.say(BROKER, "ลดฝุ่น")
    scene.press(BROKER, f"listdrop:{AT}:{A}")
    scene.say(BROKER, "ซ้ำ")
    (made,) = scene.p.rounds[BUILDING].curated.values()
    assert made == Curation("", "ลดฝุ่น", "ซ้ำ")
