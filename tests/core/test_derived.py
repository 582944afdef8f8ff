"""Derived values, one by one, in the names that the questionnaire uses."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.derived import DERIVED_LISTS, DERIVED_TEXTS
from bot.core.derived import answered as words_for
from bot.core.merging import Item
from bot.core.model import Partnership
from tests.core.factories import answered, cycle, opened, partnership, sight

FOREST = Item("o1.1-1", "ปลูกป่า", ("o1",))
WEIR = Item("o1.1-2", "ทำฝาย", ("o1",))


@pytest.fixture
def planned() -> Partnership:
    """o1 leads the forest and advises on the weir; o2 leads the weir and is not in the forest."""
    p = answered(partnership(), "activities", "o1", ["ปลูกป่า", "ทำฝาย"])
    for org, forest, weir in (("o1", "lead", "advise"), ("o2", "none", "lead")):
        p = answered(p, "my_role", org, forest, FOREST.key)
        p = answered(p, "my_role", org, weir, WEIR.key)
    p = answered(p, "start_date", "o1", date(2027, 1, 15), FOREST.key)
    p = answered(p, "start_date", "o2", date(2027, 3, 1), WEIR.key)
    p = answered(p, "end_date", "o2", date(2027, 6, 30), WEIR.key)
    return answered(p, "indicator", "o2", "น้ำไม่แห้ง", WEIR.key)


def text(
    p: Partnership, name: str, organisation: str, item: Item | None = None, stage: str = "revising"
) -> str:
    return DERIVED_TEXTS[name](sight(p, stage, organisation), item)


def listed(p: Partnership, name: str, organisation: str) -> list[str]:
    return [i.label for i in DERIVED_LISTS[name](sight(p, "implementing", organisation))]


def test_partners(planned: Partnership) -> None:
    names = [o.name for o in planned.organisations.values()]
    assert listed(planned, "partners", "o1") == names


def test_my_activities(planned: Partnership) -> None:
    assert listed(planned, "my_activities", "o1") == ["ปลูกป่า", "ทำฝาย"]
    assert listed(planned, "my_activities", "o2") == ["ทำฝาย"]
    assert listed(planned, "my_activities", "o3") == []


def test_my_lead_activities(planned: Partnership) -> None:
    assert listed(planned, "my_lead_activities", "o1") == ["ปลูกป่า"]
    assert listed(planned, "my_lead_activities", "o2") == ["ทำฝาย"]


def test_top_feasible_activities(planned: Partnership) -> None:
    p = answered(planned, "feasibility", "o1", 2, FOREST.key)
    p = answered(p, "feasibility", "o2", 5, WEIR.key)
    assert listed(p, "top_feasible_activities", "o3") == ["ทำฝาย", "ปลูกป่า"]


def test_my_role_and_roles(planned: Partnership) -> None:
    assert text(planned, "my_role", "o1", WEIR) == "ให้คำปรึกษา"
    assert text(planned, "my_role", "o3", WEIR) == ""
    assert text(planned, "my_roles", "o1") == "เจ้าภาพหลัก: ปลูกป่า · ให้คำปรึกษา: ทำฝาย"
    assert text(planned, "my_roles", "o3") == ""


def test_my_pledges() -> None:
    p = answered(partnership(), "cash", "o1", 50000)
    p = answered(p, "in_kind", "o1", ["vehicles", "other"], words="เตาชีวมวล")
    assert text(p, "my_pledges", "o1") == "50,000 บาท · ยานพาหนะ · เตาชีวมวล"
    p = answered(p, "cash", "o2", 0)
    assert text(p, "my_pledges", "o2") == ""
    assert text(answered(p, "in_kind", "o2", ["places"]), "my_pledges", "o2") == "สถานที่"


def test_dates_are_the_leads_and_ones_own_go_first(planned: Partnership) -> None:
    assert text(planned, "start", "o1", WEIR) == "1 มีนาคม 2570"
    assert text(planned, "end", "o1", WEIR) == "30 มิถุนายน 2570"
    assert text(planned, "end", "o1", FOREST) == ""
    p = answered(planned, "start_date", "o1", date(2027, 2, 1), WEIR.key)
    assert text(p, "start", "o1", WEIR) == "1 กุมภาพันธ์ 2570"
    assert text(p, "start", "o3", WEIR) == "1 มีนาคม 2570"


def test_indicator(planned: Partnership) -> None:
    assert text(planned, "indicator", "o1", WEIR) == "น้ำไม่แห้ง"
    assert text(planned, "indicator", "o1", FOREST) == ""


def test_progress_is_the_leads_else_the_latest(planned: Partnership) -> None:
    p = answered(planned, "progress", "o1", "late", WEIR.key)
    assert text(p, "progress", "o3", WEIR) == "ล่าช้า"
    p = answered(p, "progress", "o2", "done", WEIR.key)
    assert text(p, "progress", "o3", WEIR) == "เสร็จแล้ว"
    p = answered(p, "progress", "o1", "stuck", WEIR.key)
    assert text(p, "progress", "o3", WEIR) == "เสร็จแล้ว"
    assert text(p, "progress", "o3", FOREST) == ""


def test_while_a_check_in_runs_progress_is_ones_own(planned: Partnership) -> None:
    p = answered(planned, "progress", "o2", "late", WEIR.key)
    assert text(p, "progress", "o1", WEIR, "implementing") == ""
    assert text(p, "progress", "o2", WEIR, "implementing") == "ล่าช้า"
    later = opened(p, "implementing", 2)
    assert text(later, "progress", "o1", WEIR, "implementing") == "ล่าช้า"


def test_delegates_are_ones_own() -> None:
    p = answered(partnership(), "delegates", "o1", "คุณเอ และคุณบี")
    assert text(p, "delegates", "o1") == "คุณเอ และคุณบี"
    assert text(p, "delegates", "o2") == ""


def test_structure_is_what_most_chose() -> None:
    p = answered(partnership(), "structure", "o1", "loose")
    p = answered(p, "structure", "o2", "rotating")
    assert text(p, "structure", "o3") == "หมุนเวียนเจ้าภาพ · เครือข่ายหลวม ๆ"
    p = answered(p, "structure", "o3", "loose")
    assert text(p, "structure", "o1") == "เครือข่ายหลวม ๆ"


def test_objective_rank_is_the_first_of_all() -> None:
    p = answered(partnership(), "objectives", "o1", ["ก", "ข"])
    assert text(p, "objective_rank", "o2") == ""
    p = answered(p, "objective_rank", "o2", ["o1.1-2", "o1.1-1"])
    assert text(p, "objective_rank", "o1") == "ข"


def test_one_objective_alone_needs_no_ranking() -> None:
    p = answered(partnership(), "objectives", "o1", ["ลดฝุ่น"])
    assert text(p, "objective_rank", "o2") == "ลดฝุ่น"


def test_any_question_by_its_key_says_ones_own_words() -> None:
    p = answered(partnership(), "concept", "o1", "ป่า {cash} ชุมชน")
    see = sight(p, "identifying", "o1")
    assert words_for(see, "concept") == "ป่า {cash} ชุมชน"
    assert words_for(sight(p, "identifying", "o2"), "concept") == ""
    assert words_for(see, "no_such_question") == ""


def test_every_derived_name_of_the_questionnaire_is_known() -> None:
    keys = {q.key for _, q in cycle().questions()}
    for _, question in cycle().questions():
        for name in (question.each, question.options_from):
            assert name in {"", *keys, *DERIVED_LISTS}
