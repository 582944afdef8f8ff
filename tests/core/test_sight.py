"""Who may see what while rounds are open: two stages at once, and words that must not come out.

Every organisation's words hold its canary, so that wherever they come out it is seen whose they are.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from bot.core.artefacts import artefact, draft, for_broker
from bot.core.cycle import Cycle, Kind, Question, Seen
from bot.core.derived import DERIVED_LISTS, DERIVED_TEXTS
from bot.core.derived import answered as words_for
from bot.core.merging import Item
from bot.core.model import Answer, Entry, Form, Partnership
from bot.core.piping import prompt
from bot.core.pooled import items, options, pool
from bot.core.results import Bars, Lines
from bot.core.sight import Sight, all_newest, newest
from tests.core.factories import (
    answered,
    closed,
    cycle,
    everyone_answers,
    just_as_it_is,
    opened,
    partnership,
    round_of,
    whole_cycle,
)

STAGES = tuple(cycle().stages)
ORGS = ("o1", "o2", "o3")
WEIR, DAM = "o1.1-1", "o2.1-1"


def question(key: str) -> Question:
    found = cycle().question(key)
    assert found is not None
    return found


def canary(round: str, organisation: str) -> str:
    return f"นกขมิ้น<{round}/{organisation}>"


def sung(p: Partnership, round: str) -> Partnership:
    """With every word that anyone wrote in a round turned into a canary of round and organisation."""
    it = p.rounds[round]
    return p.with_round(replace(it, answers={k: _sung(round, a) for k, a in it.answers.items()}))


def _sung(round: str, answer: Answer) -> Answer:
    bird = canary(round, answer.organisation)
    value = answer.value
    if isinstance(value, str):
        value = bird
    elif answer.kind == "list" and isinstance(value, tuple):
        listed = (e for e in value if isinstance(e, Entry))
        value = tuple(entry._replace(text=f"{bird}{entry.id}") for entry in listed)
    return replace(answer, value=value, shown=bird, words=bird if answer.words else "")


def everything_shown(see: Sight) -> str:
    """All that an organisation may come to read in a round: prompts, items, options, drafts."""
    found: list[object] = []
    for asked in cycle().stages[see.round.stage].questions:
        loop = items(see, asked)
        found += [loop, options(see, asked), draft(see, asked)]
        found += [prompt(see, asked, item) for item in (loop or (Item(WEIR, "ฝาย", ()),))]
        found += [words_for(see, used) for used in asked.uses]
    thing = Item(WEIR, "ฝาย", ())
    found += [text(see, item) for text in DERIVED_TEXTS.values() for item in (None, thing)]
    found += [listed(see) for key, listed in DERIVED_LISTS.items() if key != "partners"]
    return repr(found)


def birds(text: str, p: Partnership, round: str) -> set[str]:
    """The organisations of a round whose words came out."""
    return {o for o in p.organisations if canary(round, o) in text}


@cache
def all_sung() -> Partnership:
    p = whole_cycle(3)
    for it in tuple(p.rounds.values()):
        p = sung(p, it.id)
    return p


def all_closed_but(stages: set[str]) -> Partnership:
    """Everything of all twelve stages answered; only these are open, in their first part."""
    p = all_sung()
    for stage in STAGES:
        if stage not in stages:
            p = closed(p, stage)
    return p


# ── stage by stage: one open round against all that may be read elsewhere ────


@pytest.mark.parametrize("stage", STAGES)
def test_the_words_of_an_open_round_stay_in_it(stage: str) -> None:
    """Neither in any other stage's summary nor in any other's question, closed or open too."""
    for other in STAGES:
        if other == stage:
            continue
        p = all_closed_but({stage, other} if other > stage else {stage})
        here = f"c1-{stage}-1"
        summary = repr(artefact(just_as_it_is(p, f"c1-{other}-1")))
        assert birds(summary, p, here) == set(), other
        for org in ORGS:
            shown = everything_shown(just_as_it_is(p, f"c1-{other}-1", org))
            assert birds(shown, p, here) <= {org}, (other, org)


@pytest.mark.parametrize("stage", STAGES)
def test_in_an_open_round_only_ones_own_words_come_out(stage: str) -> None:
    p = all_closed_but({stage})
    here = f"c1-{stage}-1"
    for org in ORGS:
        assert birds(everything_shown(just_as_it_is(p, here, org)), p, here) <= {org}


@pytest.mark.parametrize("stage", STAGES)
def test_the_preview_shows_the_round_at_hand_and_what_is_closed(stage: str) -> None:
    p = all_closed_but(set(STAGES))
    named = {
        key.organisation
        for key, a in p.rounds[f"c1-{stage}-1"].answers.items()
        if a.kind in ("text", "list") and question(key.slot.question).seen is Seen.NAMED
    }
    shown = repr(artefact(just_as_it_is(p, f"c1-{stage}-1")))
    assert birds(shown, p, f"c1-{stage}-1") == named == set(ORGS)
    for other in STAGES:
        assert other == stage or birds(shown, p, f"c1-{other}-1") == set()


def test_the_search_for_birds_finds_them_once_all_is_closed() -> None:
    """Else the tests above could not fail."""
    p = all_closed_but(set())
    seen = {
        (a, b): everything_shown(just_as_it_is(p, f"c1-{b}-1", "o3")) for a, b in pairwise(STAGES)
    }
    found = {a for (a, _), text in seen.items() if birds(text, p, f"c1-{a}-1") - {"o3"}}
    assert {"scoping", "planning"} <= found
    assert birds(repr(artefact(just_as_it_is(p, "c1-measuring-1"))), p, "c1-planning-1")


# ── check-ins ────────────────────────────────────────────────────────────────


@pytest.fixture
def check_in() -> Partnership:
    """Stage 7 closed; at the second check-in, still open, o2 says another thing and o3 its first."""
    p = answered(partnership(), "activities", "o1", ["ทำฝาย"])
    for org in ORGS:
        p = answered(p, "my_role", org, "join", WEIR)
    p = closed(p, "planning")
    for org in ("o1", "o2"):
        p = answered(p, "progress", org, "on_plan", WEIR)
        p = answered(p, "blocker", org, f"ฝนตก {org}")
    p = opened(closed(p, "implementing"), "implementing", 2)
    for org in ("o2", "o3"):
        p = answered(p, "progress", org, "stuck", WEIR)
        p = answered(p, "blocker", org, canary("2", org))
    return p


def test_a_summary_is_read_again_as_it_was(check_in: Partnership) -> None:
    first = just_as_it_is(check_in, "c1-implementing-1")
    before = replace(check_in, rounds={k: r for k, r in check_in.rounds.items() if r.number == 1})
    assert artefact(first) == artefact(just_as_it_is(before, "c1-implementing-1"))
    assert "ติดปัญหา" not in repr(artefact(first))
    assert "กลุ่มแม่บ้านห้วยทราย" not in repr([b for b in artefact(first) if "board" in b.title])


def test_the_next_stage_knows_nothing_of_a_check_in_that_runs(check_in: Partnership) -> None:
    p = check_in
    for org in ORGS:
        p = answered(p, "activity_next", org, "go_on", WEIR)
    shown = repr(artefact(just_as_it_is(closed(p, "revising"), "c1-revising-1")))
    assert "กำลังทำตามแผน" in shown
    assert "ติดปัญหา" not in shown


def test_of_others_the_last_closed_word_counts_and_of_oneself_the_newest(
    check_in: Partnership,
) -> None:
    p = opened(check_in, "measuring")
    weir = Item(WEIR, "ทำฝาย", ())
    said = {o: DERIVED_TEXTS["progress"](just_as_it_is(p, "c1-measuring-1", o), weir) for o in ORGS}
    assert said["o1"] == "กำลังทำตามแผน"
    assert said["o2"] == "ติดปัญหา"
    other = newest(just_as_it_is(p, "c1-measuring-1", "o1"), "progress", "o2", WEIR)
    assert other is not None
    assert other.value == ("on_plan",)
    assert newest(just_as_it_is(p, "c1-measuring-1", "o1"), "progress", "o3", WEIR) is None


def test_when_the_check_in_is_closed_all_is_told(check_in: Partnership) -> None:
    p = closed(check_in, "implementing")
    shown = repr(artefact(just_as_it_is(p, "c1-implementing-2")))
    assert canary("2", "o2") in shown
    assert "กำลังทำตามแผน → ติดปัญหา" in shown


# ── parts ────────────────────────────────────────────────────────────────────


@pytest.fixture
def planning() -> Partnership:
    """Stage 4 open in its first part, with an activity each of o1 and o2."""
    p = answered(partnership(), "activities", "o1", ["ทำฝาย"])
    return answered(p, "activities", "o2", ["ขุดสระ"])


def listed(p: Partnership, stage: str, organisation: str) -> list[str]:
    return [i.label for i in pool(just_as_it_is(p, f"c1-{stage}-1", organisation), "activities")]


@pytest.mark.parametrize("stage", ["planning", "implementing"])
def test_a_list_is_there_for_all_once_its_part_is_closed(planning: Partnership, stage: str) -> None:
    p = planning if stage == "planning" else opened(planning, stage)
    for org in ORGS:
        assert listed(p, stage, org) == []
        assert listed(closed(p, "planning", "propose"), stage, org) == ["ทำฝาย", "ขุดสระ"]


@pytest.mark.parametrize("stage", ["planning", "implementing"])
def test_a_ranking_counts_once_its_part_is_closed(planning: Partnership, stage: str) -> None:
    p = closed(planning, "planning", "propose")
    for org, weir, dam in (("o1", 2, 5), ("o2", 1, 4)):
        p = answered(answered(p, "feasibility", org, weir, WEIR), "feasibility", org, dam, DAM)
    p = p if stage == "planning" else opened(p, stage)
    for org in ORGS:
        assert listed(p, stage, org) == ["ทำฝาย", "ขุดสระ"]
        assert listed(closed(p, "planning", "feasibility"), stage, org) == ["ขุดสระ", "ทำฝาย"]


def test_roles_go_through_the_ranked_list_in_the_same_round(planning: Partnership) -> None:
    p = answered(closed(planning, "planning", "propose"), "feasibility", "o1", 5, DAM)
    p = closed(p, "planning", "feasibility")
    see = just_as_it_is(p, "c1-planning-1", "o3")
    assert [i.label for i in items(see, question("my_role"))] == ["ขุดสระ", "ทำฝาย"]


def test_roles_and_dates_of_others_wait_for_the_round(planning: Partnership) -> None:
    p = closed(planning, "planning", "propose", "feasibility")
    for org in ("o1", "o2"):
        p = answered(p, "my_role", org, "lead", WEIR)
        p = answered(p, "indicator", org, canary("4", org), WEIR)
    p = opened(p, "implementing")
    weir = Item(WEIR, "ทำฝาย", ())

    def told(p: Partnership, org: str) -> str:
        return DERIVED_TEXTS["indicator"](just_as_it_is(p, "c1-implementing-1", org), weir)

    assert [told(p, org) for org in ORGS] == [canary("4", "o1"), canary("4", "o2"), ""]
    assert told(closed(p, "planning"), "o3") == canary("4", "o1")
    mine = DERIVED_LISTS["my_activities"](just_as_it_is(p, "c1-implementing-1", "o1"))
    assert [i.label for i in mine] == ["ทำฝาย"]


def test_a_decision_counts_once_its_part_is_closed() -> None:
    p = answered(partnership(), "objectives", "o1", ["ลดฝุ่น", "ปลูกป่า"])
    p = closed(p, "building", "principles")
    for org in ("o1", "o2"):
        p = answered(p, "objective_rank", org, ["o1.1-2", "o1.1-1"])
    p = opened(p, "planning")
    asked = question("activities")
    for org in ORGS:
        plain = prompt(just_as_it_is(p, "c1-planning-1", org), asked, None)
        assert plain == asked.plain["th"]
        ranked = just_as_it_is(closed(p, "building", "ranking"), "c1-planning-1", org)
        assert "ปลูกป่า" in prompt(ranked, asked, None)


def test_what_is_proposed_in_one_stage_is_offered_in_the_next_once_that_is_closed() -> None:
    """While it is open, and again while it is reopened, nothing of it is offered."""
    p = opened(answered(partnership(), "external", "o1", ["สสส."]), "identifying")
    shut = closed(p, "scoping")
    again = replace(round_of(shut, "scoping"), closed_at=None, edition=1)
    for partnership_, labels in ((p, []), (shut, ["สสส."]), (shut.with_round(again), [])):
        for org in ORGS:
            see = just_as_it_is(partnership_, "c1-identifying-1", org)
            assert [i.label for i in options(see, question("invite_who"))] == labels


def test_of_a_closed_part_only_lists_and_decisions_come_out() -> None:
    p = sung(everyone_answers(partnership(), "building"), "c1-building-1")
    p = closed(p, "building", "principles", "ranking")
    p = closed(everyone_answers(p, "measuring"), "measuring")
    shown = repr(artefact(just_as_it_is(p, "c1-measuring-1")))
    assert question("own_goal_met").title["th"] in shown
    assert question("own_goal").title["th"] not in shown
    for org in ORGS:
        see = just_as_it_is(p, "c1-measuring-1", org)
        assert {a.organisation for a in all_newest(see, "own_goal")} == {org}
        assert {a.organisation for a in all_newest(see, "objectives")} == set(ORGS)


def test_the_whole_partnership_sees_all_of_the_round_at_hand_and_of_no_other() -> None:
    p = answered(answered(partnership(), "concept", "o1", "ก"), "goal", "o1", "ข")
    found = {
        (stage, key): newest(just_as_it_is(p, f"c1-{stage}-1"), key, "o1") is not None
        for stage in ("scoping", "building")
        for key in ("concept", "goal")
    }
    assert {where for where, there in found.items() if there} == {
        ("scoping", "concept"),
        ("building", "goal"),
    }


def test_a_draft_holds_the_closed_parts_of_its_own_round() -> None:
    p = sung(everyone_answers(partnership(), "building"), "c1-building-1")
    consent = question("charter_consent")
    assert draft(just_as_it_is(p, "c1-building-1", "o1"), consent) == ()
    p = closed(p, "building", "principles")
    shown = repr(draft(just_as_it_is(p, "c1-building-1", "o1"), consent))
    assert birds(shown, p, "c1-building-1") == set(ORGS)
    assert question("objective_rank").title["th"] not in shown
    ranked = draft(just_as_it_is(closed(p, "building", "ranking"), "c1-building-1", "o1"), consent)
    assert question("objective_rank").title["th"] in repr(ranked)


# ── what a question says of who sees it ──────────────────────────────────────


def hiding(key: str, seen: Seen) -> Cycle:
    """The set with another visibility for one question."""
    stages = {
        s.key: replace(
            s,
            parts=tuple(
                replace(
                    part,
                    questions=tuple(
                        replace(q, seen=seen) if q.key == key else q for q in part.questions
                    ),
                )
                for part in s.parts
            ),
        )
        for s in cycle().stages.values()
    }
    return replace(cycle(), stages=stages)


@pytest.mark.parametrize(("seen", "shown"), [(Seen.NAMED, True), (Seen.BROKER, False)])
def test_a_list_for_the_broker_only_is_offered_to_nobody(seen: Seen, shown: bool) -> None:
    p = closed(answered(partnership(), "external", "o1", [canary("1", "o1")]), "scoping")
    see = just_as_it_is(opened(p, "identifying"), "c1-identifying-1", "o2")
    see = replace(see, cycle=hiding("external", seen))
    assert bool(options(see, question("invite_who"))) is shown


@pytest.mark.parametrize("organisations", [2, 3])
def test_an_anonymous_decision_of_fewer_than_three_is_not_told(organisations: int) -> None:
    p = partnership()
    for org in ORGS[:organisations]:
        p = answered(p, "structure", org, "loose")
    p = opened(closed(p, "managing"), "institutionalising")
    see = just_as_it_is(p, "c1-institutionalising-1", "o3")
    see = replace(see, cycle=hiding("structure", Seen.ANONYMOUS))
    assert bool(DERIVED_TEXTS["structure"](see, None)) is (organisations == 3)


@pytest.mark.parametrize("seen", [Seen.ANONYMOUS, Seen.BROKER])
@pytest.mark.parametrize("key", ["progress", "indicator"])
def test_what_a_set_hides_is_piped_to_its_own_organisation_only(key: str, seen: Seen) -> None:
    p = answered(partnership(), "activities", "o1", ["ทำฝาย"])
    p = closed(answered(p, "my_role", "o1", "lead", WEIR), "planning")
    given = "late" if key == "progress" else canary("4", "o1")
    p = answered(p, key, "o1", given, WEIR)
    p = closed(p, "implementing") if key == "progress" else closed(p, "planning")
    p = opened(p, "revising")
    weir = Item(WEIR, "ทำฝาย", ())

    def told(org: str, shown_to: Seen) -> str:
        see = replace(just_as_it_is(p, "c1-revising-1", org), cycle=hiding(key, shown_to))
        return DERIVED_TEXTS[key](see, weir)

    assert told("o1", seen)
    assert told("o2", Seen.NAMED)
    assert told("o2", seen) == ""


def test_anonymous_and_brokers_answers_are_never_read_one_by_one() -> None:
    p = partnership()
    for org in ORGS:
        p = answered(p, "do_dont", org, canary("3", org))
        p = answered(p, "hesitation", org, canary("2", org))
    p = closed(closed(p, "building"), "identifying")
    for stage in ("building", "identifying"):
        see = just_as_it_is(p, f"c1-{stage}-1", "o1")
        for key in ("do_dont", "hesitation"):
            assert {a.organisation for a in all_newest(see, key)} == {"o1"}
            assert newest(see, key, "o2") is None


# ── for the broker only ──────────────────────────────────────────────────────


@pytest.mark.parametrize("form", list(Form))
def test_the_broker_reads_every_answer_given_to_the_broker_and_nothing_else(form: Form) -> None:
    p = whole_cycle(2, form)
    for stage in STAGES:
        p = sung(p, f"c1-{stage}-1")
    for stage in STAGES:
        here = p.rounds[f"c1-{stage}-1"]
        shown = repr(for_broker(just_as_it_is(p, here.id)))
        public = repr(artefact(just_as_it_is(closed(p, stage), here.id)))
        asked = [q for q in cycle().stages[stage].questions if q.seen is Seen.BROKER]
        for q in asked:
            given = [k for k in here.answers if k.slot.question == q.key]
            assert (q.title["th"] in shown) is bool(given)
            assert q.title["th"] not in public
            for key in given:
                name = p.organisations[key.organisation].name
                assert name in shown
                assert q.kind is not Kind.TEXT or canary(here.id, key.organisation) in shown
        assert bool(asked) or shown == "()"


def test_for_the_broker_who_chose_what_and_how_many() -> None:
    p = answered(partnership(), "stay", "o1", "withdraw")
    p = answered(answered(p, "stay", "o2", "same"), "leave_plan", "o1", "คืนรถเดือนหน้า")
    p = answered(answered(p, "org_effects", "o1", ["none"]), "health_open", "o1", 2)
    found = for_broker(just_as_it_is(p, "c1-reviewing-1"))
    titles = [question(key).title["th"] for key in ("stay", "leave_plan")]
    rows = [
        row for b in found if isinstance(b, Lines) and b.title == "=for_broker" for row in b.rows
    ]
    leaving, staying = (question("stay").option(k) for k in ("withdraw", "same"))
    assert leaving is not None
    assert staying is not None
    assert rows == [
        (titles[0], (("เทศบาลตำบลแม่แรม", leaving.label["th"]), ("มูลนิธิสายน้ำ", staying.label["th"]))),
        (titles[1], (("เทศบาลตำบลแม่แรม", "คืนรถเดือนหน้า"),)),
    ]
    bars = [b for b in found if isinstance(b, Bars)]
    assert [(b.title, b.of) for b in bars] == [(titles[0], 2)]
    assert for_broker(just_as_it_is(opened(p, "revising"), "c1-revising-1")) == ()


def test_for_the_broker_too_other_open_rounds_stay_shut() -> None:
    p = closed(answered(partnership(), "hesitation", "o1", "กังวลเรื่องเวลา"), "identifying")
    p = answered(opened(p, "identifying", 2), "hesitation", "o2", canary("2", "o2"))
    assert "กังวลเรื่องเวลา" in repr(for_broker(just_as_it_is(p, "c1-identifying-1")))
    assert "นกขมิ้น" not in repr(for_broker(just_as_it_is(p, "c1-identifying-1")))
    assert canary("2", "o2") in repr(for_broker(just_as_it_is(p, "c1-identifying-2")))
