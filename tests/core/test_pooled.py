"""Pooled lists: doubles, order, caps, and that no answer loses its item."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cycle import Question
from bot.core.model import Entry, Partnership
from bot.core.pooled import MOST_ITEMS, items, options, pool
from bot.core.sight import all_newest, newest
from tests.core.factories import answered, cycle, opened, partnership, sight


def question(key: str) -> Question:
    found = cycle().question(key)
    assert found is not None
    return found


def labels(p: Partnership, key: str, stage: str) -> list[str]:
    return [item.label for item in pool(sight(p, stage), key)]


def test_everyones_first_entries_come_before_everyones_second() -> None:
    p = answered(partnership(), "objectives", "o2", ["ข1", "ข2", "ข3"])
    p = answered(p, "objectives", "o1", ["ก1", "ก2"])
    p = answered(p, "objectives", "o3", ["ค1"])
    assert labels(p, "objectives", "building") == ["ก1", "ข1", "ค1", "ก2", "ข2", "ข3"]


def test_doubles_are_one_item_with_all_who_proposed_it() -> None:
    p = answered(partnership(), "external", "o1", ["กรม  ป่าไม้", "PTT"])
    p = answered(p, "external", "o2", ["กรมป่าไม้"])
    p = answered(p, "external", "o3", ["ptt ", "กรมป่า ไม้"])
    found = pool(sight(p, "scoping"), "external")
    assert [(i.key, i.organisations) for i in found] == [
        ("o1.1-1", ("o1", "o2", "o3")),
        ("o3.1-1", ("o3", "o1")),
    ]


def test_a_skipped_list_proposes_nothing() -> None:
    p = answered(partnership(), "external", "o1", None)
    assert pool(sight(p, "scoping"), "external") == ()


def test_an_item_keeps_the_key_that_answers_hang_on() -> None:
    p = answered(partnership(), "activities", "o2", ["ปลูกป่า"])
    p = answered(p, "feasibility", "o3", 4, "o2.1-1")
    p = answered(p, "activities", "o1", ["ทำฝาย", "ปลูก ป่า"])
    keys = {i.label: i.key for i in pool(sight(p, "planning"), "activities")}
    assert keys["ปลูกป่า"] == "o2.1-1"
    p = answered(p, "activities", "o1", ["ปลูกป่า"])
    assert [i.key for i in pool(sight(p, "planning"), "activities")] == ["o2.1-1"]


def by_hand(ballots: list[tuple[str, ...]], order: list[str]) -> list[str]:
    """Borda by counting, for every pair, how often one stands before the other."""
    beaten = {
        key: sum(
            ballot.index(key) < ballot.index(other)
            for ballot in ballots
            for other in order
            if other != key
        )
        for key in order
    }
    return sorted(order, key=lambda key: (-beaten[key], order.index(key)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list(permutations(range(4)))), min_size=1, max_size=3))
def test_ranked_lists_stand_in_borda_order(cast: list[tuple[int, ...]]) -> None:
    p = answered(partnership(), "objectives", "o1", ["ก", "ข"])
    p = answered(p, "objectives", "o2", ["ค", "ง"])
    keys = [i.key for i in pool(sight(p, "building"), "objectives")]
    ballots = [tuple(keys[n] for n in places) for places in cast]
    for number, ballot in enumerate(ballots, 1):
        p = answered(p, "objective_rank", f"o{number}", ballot)
    found = [i.key for i in pool(sight(p, "building"), "objectives")]
    assert found == by_hand(ballots, keys)


def test_scored_lists_stand_by_median_then_mean_then_proposal() -> None:
    p = answered(partnership(), "activities", "o1", ["ก", "ข", "ค", "ง"])
    marks = {"o1.1-1": (3, 3, 3), "o1.1-2": (3, 5, 1), "o1.1-3": (3, 5, 2), "o1.1-4": (5, 4, 1)}
    for item, given_marks in marks.items():
        for number, mark in enumerate(given_marks, 1):
            p = answered(p, "feasibility", f"o{number}", mark, item)
    assert labels(p, "activities", "planning") == ["ง", "ค", "ก", "ข"]


def test_a_loop_takes_the_five_best_and_rating_does_not_move_it() -> None:
    p = partnership()
    for org in ("o1", "o2", "o3"):
        p = answered(p, "activities", org, [f"{org}ก", f"{org}ข", f"{org}ค"])
    before = items(sight(p, "planning", "o1"), question("feasibility"))
    assert len(before) == MOST_ITEMS
    for mark, item in enumerate(before, 1):
        p = answered(p, "feasibility", "o1", mark, item.key)
    see = sight(p, "planning", "o2")
    assert items(see, question("feasibility")) == before
    assert items(see, question("my_role")) == tuple(reversed(before))


def test_a_loop_over_ones_own_choice() -> None:
    p = answered(partnership(), "in_kind", "o1", ["staff", "other"], words="เตาชีวมวล")
    found = items(sight(p, "resourcing", "o1"), question("in_kind_detail"))
    assert [(i.key, i.label) for i in found] == [("staff", "บุคลากร เวลา"), ("other", "เตาชีวมวล")]
    assert items(sight(p, "resourcing", "o2"), question("in_kind_detail")) == ()


def test_none_of_these_is_not_looped_over() -> None:
    loop = replace(question("in_kind_detail"), each="org_effects")
    p = answered(partnership(), "org_effects", "o1", ["none"])
    assert items(sight(p, "reviewing", "o1"), loop) == ()


def test_a_question_asked_once_has_no_items() -> None:
    assert items(sight(partnership(), "scoping", "o1"), question("problem")) == ()


@pytest.mark.parametrize("language", ["th", "en"])
def test_own_options_in_the_language_of_the_one_who_is_asked(language: str) -> None:
    found = options(sight(partnership(), "identifying", "o1", language), question("intent"))
    assert [i.key for i in found] == ["join", "conditional", "consult", "observe", "not_yet"]
    assert found[0].label.isascii() == (language == "en")


def test_pooled_options_are_cut_and_partners_never() -> None:
    p = partnership(12)
    for org in p.organisations:
        p = answered(p, "external", org, [f"หน่วยงาน {org}"])
        p = answered(p, "objectives", org, [f"วัตถุประสงค์ {org}"])
    assert len(options(sight(p, "identifying", "o1"), question("invite_who"))) == 10
    assert len(options(sight(p, "building", "o1"), question("objective_rank"))) == 7
    everyone = options(sight(p, "managing", "o1"), question("secretariat"))
    assert [i.key for i in everyone] == list(p.organisations)


# ── the newest answer ────────────────────────────────────────────────────────


def test_the_round_at_hand_comes_first_then_the_last_opened() -> None:
    p = answered(partnership(), "blocker", "o1", "ครั้งแรก")
    p = answered(opened(p, "implementing", 2), "blocker", "o1", "ครั้งที่สอง")
    p = opened(p, "implementing", 3)
    assert shown(p, "c1-implementing-3") == "ครั้งที่สอง"
    assert shown(p, "c1-implementing-1") == "ครั้งแรก"
    p = answered(p, "blocker", "o1", None)
    assert shown(p, "c1-implementing-3") == "ครั้งที่สอง"


def shown(p: Partnership, round: str) -> object:
    answer = newest(sight(p, "implementing", "o1", round=round), "blocker")
    return answer.value if answer else None


def test_another_cycle_is_not_looked_at() -> None:
    p = answered(partnership(), "concept", "o1", "วงจรแรก")
    p = opened(p, "scoping", in_cycle=2)
    assert newest(sight(p, "scoping", "o1"), "concept") is None
    assert pool(sight(p, "scoping"), "external") == ()


def test_all_newest_goes_by_organisation_in_order() -> None:
    p = answered(partnership(), "urgency", "o3", 2)
    p = answered(p, "urgency", "o1", 5)
    found = all_newest(sight(p, "scoping"), "urgency")
    assert [(a.organisation, a.value) for a in found] == [("o1", Decimal(5)), ("o3", Decimal(2))]


def test_entries_with_ids_of_their_own() -> None:
    p = answered(partnership(), "external", "o1", (Entry("4", "สสส."), Entry("2", "อบจ.")))
    assert [i.key for i in pool(sight(p, "scoping"), "external")] == ["o1.4", "o1.2"]
