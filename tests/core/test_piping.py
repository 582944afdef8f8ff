"""Prompts with people's words in them, and flags when those words change."""

from __future__ import annotations

import pytest

from bot.core.conditions import applies
from bot.core.cycle import Question
from bot.core.merging import Item
from bot.core.model import Answer, Partnership
from bot.core.piping import LONGEST, prompt, sources, stale
from bot.core.sight import newest
from tests.core.factories import answered, cycle, opened, partnership, sight, whole_cycle


def question(key: str) -> Question:
    found = cycle().question(key)
    assert found is not None
    return found


def asked(p: Partnership, key: str, organisation: str = "o1", item: Item | None = None) -> str:
    stage = cycle().stage_of(key)
    assert stage is not None
    return prompt(sight(p, stage.key, organisation), question(key), item)


def test_ones_own_words_stand_in_the_prompt() -> None:
    p = answered(partnership(), "own_benefit", "o1", "ได้เครือข่าย")
    p = answered(p, "own_benefit", "o2", "ได้งบ")
    assert "“ได้เครือข่าย”" in asked(p, "own_goal")
    assert "“ได้งบ”" in asked(p, "own_goal", "o2")


def test_without_the_source_the_plain_wording_stands() -> None:
    assert asked(partnership(), "own_goal") == question("own_goal").plain["th"]
    skipped = answered(partnership(), "own_benefit", "o1", None)
    assert asked(skipped, "own_goal") == question("own_goal").plain["th"]


def test_the_plain_wording_still_names_the_item() -> None:
    item = Item("o1.1-1", "ทำฝาย", ("o1",))
    words = asked(partnership(), "indicator_result", "o1", item)
    assert "“ทำฝาย”" in words
    assert "{" not in words


def test_peoples_braces_stay_as_they_are() -> None:
    p = answered(partnership(), "own_benefit", "o1", "{own_goal} {item} {0.__class__}")
    p = answered(p, "own_goal", "o1", "ความลับ")
    assert "“{own_goal} {item} {0.__class__}”" in asked(p, "own_goal")


def test_long_words_are_cut_and_lines_joined() -> None:
    p = answered(partnership(), "own_benefit", "o1", "ก้\n" * 500)
    words = asked(p, "own_goal").split("“")[1].split("”")[0]
    assert words.endswith("…")
    assert "\n" not in words
    visible = [c for c in words if c != "้"]
    assert LONGEST - 2 <= len(visible) <= LONGEST


def test_amounts_come_with_their_unit() -> None:
    p = answered(partnership(), "cash", "o1", 50000)
    assert "50,000 บาท" in asked(p, "cash_status")
    assert "บาท บาท" not in asked(p, "cash_status")


def test_everything_piped_is_there_after_a_whole_cycle() -> None:
    p = whole_cycle(3)
    for stage, each in cycle().questions():
        item = Item("o3.1-1", "กิจกรรม", ("o3",)) if "{item}" in each.prompt["th"] else None
        for language in ("th", "en"):
            words = prompt(sight(p, stage.key, "o1", language), each, item)
            assert words
            assert "{" not in words, each.key


# ── conditions ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "given", "key", "open_"),
    [
        ("cash", 0, "cash_status", False),
        ("cash", 1, "cash_status", True),
        ("cash", None, "cash_status", False),
        ("stay", "withdraw", "leave_plan", True),
        ("stay", "pause", "leave_plan", True),
        ("stay", "same", "leave_plan", False),
        ("future", "end", "handover", True),
        ("future", "end", "next_scope", False),
        ("future", "new_cycle", "next_scope", True),
    ],
)
def test_conditions(source: str, given: str | int | None, key: str, open_: bool) -> None:
    p = answered(partnership(), source, "o1", given)
    stage = cycle().stage_of(key)
    assert stage is not None
    assert applies(sight(p, stage.key, "o1"), question(key)) is open_
    assert applies(sight(p, stage.key, "o2"), question(key)) is False


def test_any_item_may_open_a_question() -> None:
    p = answered(partnership(), "role_next", "o1", "same", "o1.1-1")
    assert not applies(sight(p, "revising", "o1"), question("role_new"))
    p = answered(p, "role_next", "o1", "more", "o1.1-2")
    assert applies(sight(p, "revising", "o1"), question("role_new"))
    assert not applies(sight(p, "revising", "o2"), question("role_new"))


def test_a_question_without_a_condition_is_asked() -> None:
    assert applies(sight(partnership(), "scoping", "o1"), question("problem"))


# ── what an answer was built on ──────────────────────────────────────────────


def remembered(p: Partnership, key: str, item: str = "", label: str = "") -> Partnership:
    stage = cycle().stage_of(key)
    assert stage is not None
    if stage.key not in {r.stage for r in p.rounds.values()}:
        p = opened(p, stage.key)
    built_on = sources(sight(p, stage.key, "o1"), question(key), item)
    given = "lead" if key == "my_role" else "2027" if key != "own_goal_met" else 3
    return answered(p, key, "o1", given, item, sources=built_on, item_label=label)


def flagged(p: Partnership, key: str, item: str = "") -> bool:
    stage = cycle().stage_of(key)
    assert stage is not None
    see = sight(p, stage.key, "o1")
    answer = newest(see, key, item=item)
    assert isinstance(answer, Answer)
    return stale(see, answer, question(key))


def test_revisions_are_remembered() -> None:
    p = answered(partnership(), "own_benefit", "o1", "ก")
    p = answered(p, "own_benefit", "o1", "ข")
    see = sight(p, "building", "o1")
    assert sources(see, question("own_goal"), "") == {"own_benefit": 2}
    assert sources(sight(p, "building", "o2"), question("own_goal"), "") == {"own_benefit": 0}


def test_a_changed_source_flags_what_was_built_on_it() -> None:
    p = remembered(answered(partnership(), "own_benefit", "o1", "ก"), "own_goal")
    assert not flagged(p, "own_goal")
    assert not flagged(answered(p, "own_benefit", "o2", "อื่น"), "own_goal")
    assert flagged(answered(p, "own_benefit", "o1", "ข"), "own_goal")


def test_a_source_that_was_missing_flags_nothing_when_it_comes() -> None:
    p = remembered(partnership(), "own_goal")
    assert not flagged(answered(p, "own_benefit", "o1", "ก"), "own_goal")


def test_of_an_item_only_its_own_words_count() -> None:
    p = answered(partnership(), "activities", "o1", ["ทำฝาย", "ปลูกป่า"])
    p = remembered(p, "my_role", "o1.1-1", "ทำฝาย")
    p = remembered(p, "my_role", "o1.1-2", "ปลูกป่า")
    p = answered(p, "activities", "o1", ["ทำฝาย", "ปลูกป่าชายเลน", "เพิ่มอีก"])
    assert not flagged(p, "my_role", "o1.1-1")
    assert flagged(p, "my_role", "o1.1-2")


def test_a_role_flags_only_its_own_activity() -> None:
    p = answered(partnership(), "activities", "o1", ["ทำฝาย", "ปลูกป่า"])
    for item in ("o1.1-1", "o1.1-2"):
        p = answered(p, "my_role", "o1", "lead", item)
    for item in ("o1.1-1", "o1.1-2"):
        p = remembered(p, "indicator", item)
    p = answered(p, "my_role", "o1", "join", "o1.1-2")
    assert not flagged(p, "indicator", "o1.1-1")
    assert flagged(p, "indicator", "o1.1-2")
