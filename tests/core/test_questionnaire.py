"""The packaged questionnaire against the source text and the question bank; reading a folder.

Clauses, parts and waits are typed here by hand from the source text and the guide, so that no word
of the questionnaire's own files is what they are judged by.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import regex

from bot.core.cycle import Condition, Cycle, Kind, PartKind, Question, Words
from bot.core.questionnaire import DERIVED_LISTS, DERIVED_TEXTS
from bot.questionnaire import PACKAGED, load, problems

STAGES = {
    1: ("scoping", "กำหนดขอบเขตงาน"),
    2: ("identifying", "ค้นหาและกำหนดผู้ที่จะเข้าเป็นภาคี"),
    3: ("building", "สร้างหลักการร่วม"),
    4: ("planning", "วางแผนงาน"),
    5: ("managing", "บริหารจัดการ"),
    6: ("resourcing", "จัดหาทรัพยากรทำงาน"),
    7: ("implementing", "ปฏิบัติการการอยู่ร่วมภาคี"),
    8: ("measuring", "ตรวจสอบความสำเร็จ"),
    9: ("reviewing", "ตรวจสอบผลการทำงาน"),
    10: ("revising", "ทบทวนบทบาทภาคีพัฒนา"),
    11: ("institutionalising", "สร้างความเข้มแข็งสู่ความเป็นสถาบัน"),
    12: ("sustaining", "สร้างความยั่งยืนหรือต่อเนื่อง"),
}

# The source text cut at its clauses, stage by stage; letters are counted from a.
SOURCE = {
    1: (
        "ทบทวนปัญหา",
        "หรือสิ่งที่ต้องการทำ",
        "เก็บรวบรวมข้อมูล",
        "ปรึกษาผู้ที่เกี่ยวข้อง",
        "โดยเฉพาะกับหน่วยงานสำคัญภายนอกที่คาดว่าจะร่วมภาคี",
        "กำหนดแนวคิดกว้างๆ ที่จะทำหรือขับเคลื่อน",
    ),
    2: (
        "ค้นหาผู้ที่จะเข้าเป็นภาคี",
        "กำหนดผู้ที่จะเข้าเป็นภาคี",
        "ด้วยการเชิญชวน",
        "จูงใจให้เข้าร่วมทำงาน",
    ),
    3: (
        "ให้สมาชิกจากแหล่งต่างๆ ช่วยกัน",
        "เป้าหมาย",
        "วัตถุประสงค์",
        "หลักการสำคัญ",
        "ที่จะทำให้เกิดความร่วมมือในการทำงาน",
    ),
    4: (
        "ให้ภาคีร่วมวางแผนกิจกรรม",
        "กำหนดแนวทางความร่วมมือในกิจกรรมต่างๆ",
    ),
    5: (
        "ให้สมาชิกภาคีพัฒนาจัดโครงสร้างคณะทำงาน",
        "แนวทางความร่วมมือต่อกัน",
        "จากระยะสั้น สู่ระยะยาว",
    ),
    6: (
        "สมาชิกภาคีร่วมระดม",
        "ผู้สนับสนุนอื่นๆ ร่วมระดม",
        "เงิน",
        "สิ่งที่มิใช่ตัวเงิน",
        "เพื่อใช้ในการดำเนินงาน",
    ),
    7: (
        "เมื่อมีทรัพยากร",
        "ทุกคนได้ทราบถึงรายละเอียดของกิจกรรมที่ได้ตกลงทำร่วมกันแล้ว",
        "ให้ดำเนินการตามห้วงเวลาที่กำหนดร่วมกัน",
        "ควรทำกิจกรรมเริ่มแรก ที่มีความเป็นไปได้สูง",
    ),
    8: (
        "วัดและประเมินความสำเร็จการทำงาน",
        "ดูผลกระทบ",
        "ประสิทธิภาพของการทำงาน",
        "แต่ละภาคีได้บรรลุเป้าหมายที่ต้องการหรือไม่",
    ),
    9: (
        "การทำงานร่วมภาคีมีผลกระทบต่อองค์กรของสมาชิกหรือไม่",
        "เพียงใด",
        "มีหน่วยงานภาคีใดที่จำเป็นต้องถอนตัวออกไป",
        "หน่วยงานภาคีใดที่จะเข้าร่วม",
    ),
    10: (
        "ทบทวนบทบาทภาคีพัฒนา",
        "พิจารณาแผนงาน โครงการต่างๆ",
        "โดยใช้พื้นฐานประสบการณ์ของแต่ละฝ่าย หรือแต่ละภาคี",
    ),
    11: (
        "สร้างและพัฒนาโครงสร้าง หรือกลไกทำงานให้เหมาะสมยิ่งขึ้น",
        "มั่นใจมีความร่วมมือที่ดี แข็งขัน",
        "ต่อเนื่อง",
    ),
    12: (
        "จะยุติกิจกรรม",
        "หรือทำต่อก็ได้",
        "บนพื้นฐานข้อตกลงที่ทุกฝ่ายพอใจ",
        "และ/หรือทบทวนบทบาท",
        "กำหนดบทบาทใหม่อีก",
        "เพื่อเข้าสู่วงจรการทำงานใหม่",
    ),
}

WAITS = {
    ("building", "ranking"): ("principles",),
    ("building", "charter"): ("principles", "ranking"),
    ("planning", "feasibility"): ("propose",),
    ("planning", "commit"): ("propose", "feasibility"),
    ("reviewing", "newcomers"): ("review",),
    ("revising", "consent"): ("lessons", "activities"),
    ("sustaining", "agreement"): ("future",),
}
"""Which parts wait, and for which. No other part of the packaged set waits."""

PARTS = {
    "scoping": "views:problem urgency wanted_change info_have info_gap consulted external concept",
    "identifying": "joining:mission_fit invite_who missing_voice strengths own_benefit can_invite"
    " hesitation intent",
    "building": "principles:goal objectives own_goal own_measure principles do_dont"
    " | ranking!:objective_rank | charter!:charter_consent",
    "planning": "propose:activities | feasibility!:feasibility"
    " | commit:my_role start_date end_date indicator how_together plan_risk",
    "managing": "people:delegates comms conflict short_term long_term"
    " | structure!:structure secretariat decision_rule quorum",
    "resourcing": "pledges:needs cash cash_status in_kind in_kind_detail supporters available_from"
    " conditions",
    "implementing": "ready:resource_ready plan_ack | first_step!:quick_win"
    " | check_in:progress percent blocker evidence",
    "measuring": "results:objective_score indicator_result impact efficiency own_benefit_met"
    " own_goal_met why_result",
    "reviewing": "review:org_effects org_effect_size health_equity health_open stay leave_plan"
    " new_partner | newcomers!:new_partner_consent",
    "revising": "lessons:lesson keep_stop_try role_next role_new resource_next"
    " | activities!:activity_next | consent!:revision_consent",
    "institutionalising": "strength:structure_fit mechanisms embedded leader_support successor"
    " continuity_risk | form!:legal_form",
    "sustaining": "future:future keep_alive handover role_cycle2 next_scope conditions_final thanks"
    " | agreement!:final_consent",
}
"""Parts with their questions; ! marks a decision."""

SHORT = {
    "scoping": "problem wanted_change info_have consulted external concept",
    "identifying": "invite_who own_benefit can_invite strengths intent",
    "building": "goal objectives own_goal principles charter_consent",
    "planning": "activities feasibility my_role start_date end_date",
    "managing": "structure delegates decision_rule short_term long_term",
    "resourcing": "cash in_kind in_kind_detail supporters available_from",
    "implementing": "resource_ready plan_ack quick_win progress blocker",
    "measuring": "objective_score impact efficiency own_benefit_met own_goal_met",
    "reviewing": "org_effects org_effect_size stay new_partner new_partner_consent",
    "revising": "lesson role_next activity_next keep_stop_try revision_consent",
    "institutionalising": "structure_fit mechanisms legal_form embedded successor",
    "sustaining": "future keep_alive role_cycle2 next_scope final_consent",
}

ANONYMOUS = {
    "do_dont", "conflict", "efficiency", "why_result", "health_equity", "health_open",
    "structure_fit", "leader_support", "conditions_final",
}  # fmt: skip
LISTS = {
    "external", "missing_voice", "objectives", "activities", "needs", "supporters", "new_partner",
}  # fmt: skip
RECURRING = {"progress", "percent", "blocker", "evidence"}
FOR_BROKER = {"hesitation", "stay", "leave_plan"}

CONDITIONS = {
    "cash_status": Condition("cash", "above", ("0",)),
    "leave_plan": Condition("stay", "in", ("pause", "withdraw")),
    "role_new": Condition("role_next", "any_not_in", ("same",)),
    "handover": Condition("future", "in", ("handover", "end")),
    "next_scope": Condition("future", "in", ("same", "adjusted", "new_cycle")),
}

LOOPS = {
    "feasibility": "activities", "my_role": "activities", "start_date": "my_lead_activities",
    "end_date": "my_lead_activities", "indicator": "my_lead_activities",
    "needs": "my_lead_activities", "in_kind_detail": "in_kind", "progress": "my_activities",
    "percent": "my_lead_activities", "objective_score": "objectives",
    "indicator_result": "my_lead_activities", "new_partner_consent": "new_partner",
    "role_next": "my_activities", "activity_next": "activities",
}  # fmt: skip

SEEN_LENGTH = regex.compile(r"\X")


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return load()


def every(cycle: Cycle) -> list[Question]:
    return [question for _, question in cycle.questions()]


def source_clauses() -> dict[str, str]:
    found = {}
    for number, text in SOURCE.items():
        for letter, words in zip("abcdef", text, strict=False):
            found[f"{number}{letter}"] = words
    return found


# ── the packaged set ─────────────────────────────────────────────────────────


def test_packaged_set_has_no_problems() -> None:
    assert problems() == ()


def test_stages_are_the_twelve_of_the_source(cycle: Cycle) -> None:
    assert {s.number: (s.key, s.title["th"]) for s in cycle.stages.values()} == STAGES
    assert [s.number for s in cycle.stages.values()] == list(range(1, 13))
    assert list(cycle.stages) == [s.key for s in cycle.stages.values()]


def test_clauses_are_the_sources_own_words(cycle: Cycle) -> None:
    assert len(source_clauses()) == 49
    assert dict(cycle.clauses) == source_clauses()


@pytest.mark.parametrize("short", [False, True])
def test_every_clause_is_served_by_its_own_stage_in_both_forms(cycle: Cycle, short: bool) -> None:
    served = {
        (clause, stage.number)
        for stage, question in cycle.questions()
        for clause in question.clauses
        if question.short or not short
    }
    assert {clause for clause, _ in served} == set(source_clauses())
    assert all(int(clause[:-1]) == number for clause, number in served)


def test_parts_hold_the_92_questions(cycle: Cycle) -> None:
    said = {
        stage.key: " | ".join(
            part.key
            + ("!" if part.kind is PartKind.DECISION else "")
            + ":"
            + " ".join(q.key for q in part.questions)
            for part in stage.parts
        )
        for stage in cycle.stages.values()
    }
    assert said == PARTS
    assert len(every(cycle)) == 93


def test_the_short_form_holds_61(cycle: Cycle) -> None:
    said = {s.key: {q.key for q in s.questions if q.short} for s in cycle.stages.values()}
    assert said == {stage: set(keys.split()) for stage, keys in SHORT.items()}
    assert sum(map(len, said.values())) == 61


def test_parts_wait_for_what_they_build_on(cycle: Cycle) -> None:
    said = {(s.key, p.key): p.after for s in cycle.stages.values() for p in s.parts}
    assert said == {key: WAITS.get(key, ()) for key in said}
    assert set(WAITS) <= set(said)


def test_every_use_points_backwards(cycle: Cycle) -> None:
    before: set[str] = set()
    for question in every(cycle):
        when = {question.when.question} if question.when else set()
        named = {question.each, question.options_from} - {"", *DERIVED_LISTS}
        assert set(question.uses) | when | named <= before, question.key
        before.add(question.key)


def test_who_sees_what(cycle: Cycle) -> None:
    said = {q.key: q.seen.value for q in every(cycle)}
    assert {key for key, seen in said.items() if seen == "anon"} == ANONYMOUS
    assert {key for key, seen in said.items() if seen == "broker"} == FOR_BROKER


def test_conditions_loops_and_rankings(cycle: Cycle) -> None:
    questions = every(cycle)
    assert {q.key: q.when for q in questions if q.when} == CONDITIONS
    assert {q.key: q.each for q in questions if q.each} == LOOPS
    assert {q.key: q.options_from for q in questions if q.options_from} == {
        "invite_who": "external",
        "objective_rank": "objectives",
        "secretariat": "partners",
        "quick_win": "top_feasible_activities",
    }
    assert {q.key: q.ranked_by for q in questions if q.ranked_by} == {
        "objectives": "objective_rank",
        "activities": "feasibility",
    }
    assert {q.key for q in questions if q.recurring} == RECURRING
    assert {q.key for q in questions if q.kind is Kind.LIST} == LISTS


def all_words(cycle: Cycle) -> list[tuple[str, Words]]:
    found: list[tuple[str, Words]] = [("sectors", o.label) for o in cycle.sectors]
    for stage in cycle.stages.values():
        found += [(stage.key, w) for w in (stage.title, stage.about, stage.artefact)]
    for q in every(cycle):
        said = (q.title, q.prompt, q.plain, q.hint, q.unit, *(q.ends or ()))
        found += [(q.key, words) for words in said if words]
        found += [(q.key, o.label) for o in q.options]
    return found


def test_both_languages_stand_everywhere(cycle: Cycle) -> None:
    for where, words in all_words(cycle):
        assert set(words) == {"th", "en"}, where
        assert all(text.strip() == text != "" for text in words.values()), where
        assert not regex.search(r"[\u0E00-\u0E7F]", words["en"]), (where, words["en"])


def test_thai_speaks_as_the_house_does(cycle: Cycle) -> None:
    for where, words in all_words(cycle):
        assert not regex.search("ครับ|ค่ะ|นะคะ|คุณจะ|เเ|ํา|\u200b", words["th"]), where


def test_labels_fit_on_buttons(cycle: Cycle) -> None:
    labels = [(o.key, o.label) for o in cycle.sectors]
    labels += [(o.key, o.label) for q in every(cycle) for o in q.options]
    for key, label in labels:
        for text in label.values():
            assert len(SEEN_LENGTH.findall(text)) <= 20, (key, text)
    for q in every(cycle):
        for text in q.title.values():
            assert len(SEEN_LENGTH.findall(text)) <= 40, q.key


def test_piped_words_stand_in_quotes_and_have_a_plain_wording(cycle: Cycle) -> None:
    bare = {"cash", "start", "end"}  # an amount and dates, not people's words
    for q in every(cycle):
        for text in (*q.prompt.values(), *q.plain.values()):
            for name in regex.findall(r"\{(\w+)\}", text):
                assert name in bare or f"“{{{name}}}”" in text, (q.key, name)
        if regex.search(r"\{(?!item\})", q.prompt["th"]):
            assert q.plain, q.key
        assert not regex.search(r"\{(?!item\})", str(q.plain.get("th", ""))), q.key


def test_some_answers_ask_for_words_and_some_stand_alone(cycle: Cycle) -> None:
    asks = {(q.key, o.key) for q in every(cycle) for o in q.options if o.asks}
    alone = {(q.key, o.key) for q in every(cycle) for o in q.options if o.alone}
    others = {"strengths", "principles", "in_kind", "org_effects", "mechanisms"}
    consents = {"charter_consent", "revision_consent", "final_consent"}
    assert asks == (
        {(key, "other") for key in others}
        | {(key, word) for key in consents for word in ("agree_changes", "object")}
        | {("new_partner_consent", "object"), ("plan_ack", "no")}
        | {("resource_ready", "change"), ("role_cycle2", "new")}
    )
    assert alone == {("info_have", "none"), ("org_effects", "none")}


def test_loading_is_quick() -> None:
    began = time.perf_counter()
    load()
    assert time.perf_counter() - began < 2.0


def test_derived_names_are_those_that_are_worked_out() -> None:
    from bot.core import derived

    assert set(DERIVED_LISTS) == set(derived.DERIVED_LISTS)
    assert set(DERIVED_TEXTS) <= set(derived.DERIVED_TEXTS)


# ── the folder ───────────────────────────────────────────────────────────────


OWN = """
key = "one"
number = 1
[title]
th = "ก"
en = "A"
[about]
th = "ก"
en = "A"
[artefact]
th = "ก"
en = "A"
[[parts]]
key = "first"
kind = "interview"
[[parts.questions]]
key = "wish"
kind = "text"
seen = "named"
clauses = ["1a", "1b"]
short = true
title = { th = "ก", en = "A" }
prompt = { th = "ก", en = "A" }
"""


def test_a_brokers_own_folder(tmp_path: Path) -> None:
    (tmp_path / "01-one.toml").write_text(OWN, "utf-8")
    (tmp_path / "clauses.toml").write_text('[clauses]\n1a = "ทบทวน"\n1b = "หรือ"\n', "utf-8")
    cycle = load(tmp_path)
    assert list(cycle.stages) == ["one"]
    assert len(cycle.sectors) == len(load().sectors)


def test_a_folder_without_clauses_is_held_to_the_source(tmp_path: Path) -> None:
    (tmp_path / "01-one.toml").write_text(OWN, "utf-8")
    said = problems(tmp_path)
    assert {p.file for p in said} == {"clauses.toml"}
    assert len(said) == 47  # all 49 but 1a and 1b


def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "01-one.toml").write_text('key = "one\n', "utf-8")
    (problem,) = problems(tmp_path)
    assert problem.file == "01-one.toml"
    assert "line 1" in problem.what
    (gone,) = problems(tmp_path / "gone")
    assert "not a folder" in gone.what


def test_an_empty_folder(tmp_path: Path) -> None:
    assert any("no stage file" in p.what for p in problems(tmp_path))


def test_a_copy_of_the_packaged_folder_loads_alike(tmp_path: Path) -> None:
    for path in PACKAGED.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert load(tmp_path) == load()
