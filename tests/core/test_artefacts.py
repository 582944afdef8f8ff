"""The twelve artefacts: everything named is there, nothing hidden is, and each says what it is for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.artefacts import artefact, draft
from bot.core.cycle import Cycle, Kind, Part, PartKind, Question, Seen, Stage
from bot.core.model import Attachment, Form, Partnership
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from tests.core.factories import (
    answered,
    cycle,
    everyone_answers,
    opened,
    partnership,
    sight,
    whole_cycle,
)

STAGES = tuple(cycle().stages)


@pytest.fixture(scope="module", params=[Form.FULL, Form.SHORT])
def walked(request: pytest.FixtureRequest) -> Partnership:
    return whole_cycle(4, request.param)


def blocks(p: Partnership, stage: str, language: str = "th") -> tuple[Block, ...]:
    return artefact(sight(p, stage, "", language))


def notes(found: tuple[Block, ...]) -> dict[str, dict[str, str]]:
    return {b.title: b.args for b in found if isinstance(b, Note)}


def rows(found: tuple[Block, ...], title: str) -> dict[str, dict[str, str]]:
    lines = [b for b in found if isinstance(b, Lines) and b.title == title]
    return {head: dict(details) for block in lines for head, details in block.rows}


def gone(p: Partnership, organisation: str) -> Partnership:
    return p.with_organisation(replace(p.organisations[organisation], state="left"))


def question(key: str) -> Question:
    found = cycle().question(key)
    assert found is not None
    return found


# ── what must and what must not be there ─────────────────────────────────────


@pytest.mark.parametrize("stage", STAGES)
def test_every_named_answer_is_there(walked: Partnership, stage: str) -> None:
    shown = repr(blocks(walked, stage))
    for key, answer in sight(walked, stage).round.answers.items():
        asked = question(key.slot.question)
        if asked.seen is not Seen.NAMED:
            continue
        if asked.kind in (Kind.TEXT, Kind.LIST, Kind.DATE, Kind.MONEY):
            for words in answer.shown.split(" · "):
                assert words in shown, key
        for chosen in answer.value if isinstance(answer.value, tuple) else ():
            option = asked.option(chosen) if isinstance(chosen, str) else None
            if option and not (asked.key == "my_role" and option.key == "none"):
                assert option.label["th"] in shown, key
        assert answer.words in shown


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("organisations", [2, 3])
def test_nothing_hidden_is_there(stage: str, organisations: int) -> None:
    p = everyone_answers(partnership(organisations), stage)
    found = blocks(p, stage)
    shown = repr(found)
    for asked in cycle().stages[stage].questions:
        words = f"ถ้อยคำ<{asked.key}/"
        if asked.seen is Seen.BROKER:
            assert words not in shown
            assert asked.title["th"] not in shown
        if asked.seen is Seen.ANONYMOUS:
            hidden = [b for b in found if isinstance(b, Hidden) and b.title == asked.title["th"]]
            assert bool(hidden) == (organisations < 3)
            if organisations < 3:
                assert words not in shown
            for block in found:
                if isinstance(block, Voices) and words in repr(block):
                    assert {name for name, _ in block.voices} == {""}


def test_anonymous_words_do_not_stand_in_the_order_of_the_organisations() -> None:
    p = partnership(3)
    for org, words in (("o1", "ฮ"), ("o2", "ข"), ("o3", "ก")):
        p = answered(p, "do_dont", org, words)
    found = [b for b in blocks(p, "building") if isinstance(b, Voices)]
    assert found[0].voices == (("", "ก"), ("", "ข"), ("", "ฮ"))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("language", ["th", "en"])
def test_titles_are_words_or_known_keys(walked: Partnership, stage: str, language: str) -> None:
    for block in blocks(walked, stage, language):
        assert block.title
        if language == "en" and "“" not in block.title:
            assert block.title.isascii() or "–" in block.title


def test_an_empty_round_has_nothing_to_show() -> None:
    for stage in STAGES:
        assert [b for b in blocks(partnership(), stage) if not isinstance(b, Lines | Note)] == []


def test_words_that_look_like_a_key_are_words() -> None:
    p = answered(partnership(), "activities", "o1", ["=total"])
    p = answered(p, "my_role", "o1", "lead", "o1.1-1")
    p = answered(p, "role_next", "o1", "more", "o1.1-1")
    labels = rows(blocks(p, "revising"), "=role_changes")["เทศบาลตำบลแม่แรม"]
    assert not any(label.startswith("=") for label in labels)


# ── stage by stage ───────────────────────────────────────────────────────────


def test_scales_show_median_and_spread() -> None:
    p = partnership()
    for org, mark in (("o1", 2), ("o2", 5), ("o3", 3)):
        p = answered(p, "urgency", org, mark)
    spread = next(b for b in blocks(p, "scoping") if isinstance(b, Spread))
    assert (spread.median, spread.low, spread.high, spread.of) == (Decimal(3), 2, 5, 3)
    assert spread.marks == (0, 1, 1, 0, 1)
    assert spread.ends == ("ไม่เร่งด่วน", "เร่งด่วนที่สุด")


def test_the_register_names_sectors_that_are_missing() -> None:
    p = answered(partnership(2), "own_benefit", "o1", "ได้เครือข่าย")
    found = blocks(p, "identifying")
    register = rows(found, "=register")
    assert register["เทศบาลตำบลแม่แรม"]["=representative_decides"] == "คุณสมมติ 1 ผู้ประสาน"
    assert register["เทศบาลตำบลแม่แรม"]["=sector"] == "องค์กรปกครองท้องถิ่น"
    gap = notes(found)["=sector_gap"]["sectors"]
    assert "ภาคเอกชน" in gap
    assert "องค์กรปกครองท้องถิ่น" not in gap
    assert "อื่น" not in gap


def test_who_left_stands_in_the_register_of_their_own_round_alone() -> None:
    p = answered(partnership(3), "own_benefit", "o1", "ได้เครือข่าย")
    name = p.organisations["o3"].name
    assert name in rows(blocks(p, "identifying"), "=register")
    assert name not in rows(blocks(gone(p, "o3"), "identifying"), "=register")
    told = answered(p, "own_benefit", "o3", "ได้ความรู้")
    assert name in rows(blocks(gone(told, "o3"), "identifying"), "=register")


def test_invitations_carry_votes() -> None:
    p = answered(partnership(), "external", "o1", ["สสส.", "อบจ."])
    for org in ("o1", "o2"):
        p = answered(p, "invite_who", org, ["o1.1-2"])
    tracker = rows(blocks(p, "identifying"), "=invitations")
    assert tracker["อบจ."]["=votes"] == "2"
    assert tracker["สสส."]["=votes"] == "0"


def test_the_charter_ranks_the_objectives() -> None:
    p = answered(partnership(), "objectives", "o1", ["ก", "ข"])
    for org in ("o1", "o2"):
        p = answered(p, "objective_rank", org, ["o1.1-2", "o1.1-1"])
    ranking = next(b for b in blocks(p, "building") if isinstance(b, Ranking))
    assert ranking.rows == (("ข", 2, 1, 1), ("ก", 0, 2, 2))


def test_the_plan_warns() -> None:
    p = answered(partnership(), "activities", "o1", ["ก", "ข", "ค"])
    for item, role in (("o1.1-1", "lead"), ("o1.1-2", "lead"), ("o1.1-3", "join")):
        p = answered(p, "my_role", "o1", role, item)
    p = answered(p, "start_date", "o1", None, "o1.1-1")
    found = blocks(p, "planning")
    plan = rows(found, "=action_plan")
    assert plan["ก"]["เจ้าภาพหลัก"] == "เทศบาลตำบลแม่แรม"
    assert notes(found)["=no_lead"] == {"activity": "ค"}
    assert notes(found)["=no_dates"]["activity"] in ("ก", "ข")
    carries = {"organisation": "เทศบาลตำบลแม่แรม", "count": "2", "of": "3"}
    assert notes(found)["=carries_most"] == carries


def test_half_of_the_activities_is_not_more_than_half() -> None:
    p = answered(partnership(), "activities", "o1", ["ก", "ข"])
    p = answered(p, "my_role", "o1", "lead", "o1.1-1")
    p = answered(p, "my_role", "o2", "lead", "o1.1-2")
    assert "=carries_most" not in notes(blocks(p, "planning"))


def test_a_decision_says_what_was_chosen() -> None:
    p = answered(partnership(), "structure", "o1", "loose")
    found = blocks(p, "managing")
    assert notes(found)["=chosen"]["result"] == "เครือข่ายหลวม ๆ"
    level = blocks(answered(p, "structure", "o2", "lead"), "managing")
    assert "=chosen" not in notes(level)
    assert notes(level)["=level"]["result"] == "มีเจ้าภาพหลัก, เครือข่ายหลวม ๆ"


def test_money_is_summed_by_status() -> None:
    p = partnership(4)
    pledges = (("o1", 50000, "ready"), ("o2", 20000, "ready"), ("o3", 1500, "unsure"))
    for org, sum_, status in pledges:
        p = answered(answered(p, "cash", org, sum_), "cash_status", org, status)
    p = answered(p, "cash", "o4", 500)
    assert rows(blocks(p, "resourcing"), "=cash_by_status")[""] == {
        "พร้อมใช้": "70,000 บาท",
        "ยังไม่แน่นอน": "1,500 บาท",
        "=no_status": "500 บาท",
        "=total": "72,000 บาท",
    }


def test_needs_stand_beside_those_who_take_part() -> None:
    p = answered(partnership(), "activities", "o1", ["ทำฝาย"])
    for org, role in (("o1", "lead"), ("o2", "support"), ("o3", "none")):
        p = answered(p, "my_role", org, role, "o1.1-1")
        p = answered(p, "in_kind", org, ["places"])
    p = answered(p, "needs", "o1", ["ปูน 20 ถุง"], "o1.1-1")
    row = rows(blocks(p, "resourcing"), "=needs_by_activity")["ทำฝาย"]
    assert row["=needs"] == "ปูน 20 ถุง"
    assert row["=taking_part"] == "เทศบาลตำบลแม่แรม, มูลนิธิสายน้ำ"


def test_the_gate_opens_when_all_are_ready_and_informed() -> None:
    p = partnership(2)
    for org in ("o1", "o2"):
        p = answered(answered(p, "resource_ready", org, "ready"), "plan_ack", org, True)
    assert "=gate_open" in notes(blocks(p, "implementing"))
    late = answered(p, "resource_ready", "o2", "partly")
    assert notes(blocks(late, "implementing"))["=gate_shut"] == {"organisations": "มูลนิธิสายน้ำ"}
    silent = replace(p, members={**partnership(3).members}).with_organisation(
        partnership(3).organisations["o3"]
    )
    assert "=gate_shut" in notes(blocks(silent, "implementing"))
    assert "=gate_open" in notes(blocks(gone(silent, "o3"), "implementing"))


def test_a_check_in_shows_what_changed_and_only_its_own_blockers() -> None:
    p = answered(partnership(), "activities", "o1", ["ทำฝาย", "ปลูกป่า"])
    p = answered(p, "resource_ready", "o1", "ready")
    for item in ("o1.1-1", "o1.1-2"):
        p = answered(p, "my_role", "o1", "lead", item)
        p = answered(p, "progress", "o1", "on_plan", item)
    p = answered(p, "blocker", "o1", "ฝนตก")
    p = opened(p, "implementing", 2)
    assert "=no_change" in notes(blocks(p, "implementing"))
    p = answered(p, "progress", "o1", "stuck", "o1.1-1")
    found = blocks(p, "implementing")
    changed = rows(found, "=changed")
    assert changed == {"ทำฝาย": {"เทศบาลตำบลแม่แรม": "กำลังทำตามแผน → ติดปัญหา"}}
    assert rows(found, "=progress_board")["ปลูกป่า"]["เทศบาลตำบลแม่แรม"] == "กำลังทำตามแผน"
    assert "ฝนตก" not in repr(found)
    assert not rows(found, "=start_gate")


def test_own_words_stand_beside_the_verdict() -> None:
    p = answered(partnership(), "own_benefit", "o1", "ได้เครือข่าย")
    p = answered(p, "own_benefit_met", "o1", "partly")
    matrix = rows(blocks(p, "measuring"), "=own_benefit")["เทศบาลตำบลแม่แรม"]
    assert matrix["ประโยชน์ที่คาดหวัง"] == "ได้เครือข่าย"
    assert matrix["ได้ตามที่คาดหวังหรือไม่"] == "ได้บางส่วน"


@pytest.mark.parametrize(
    ("verdicts", "flag"),
    [
        (("met", "beyond", "not_yet"), True),
        (("met", "not_yet", "not_yet"), False),
        (("met", "met", "met"), False),
        (("not_yet", "not_yet", "not_yet"), False),
    ],
)
def test_the_equity_flag(verdicts: tuple[str, ...], flag: bool) -> None:
    p = partnership()
    for number, verdict in enumerate(verdicts, 1):
        p = answered(p, "own_benefit_met", f"o{number}", verdict)
    assert ("=equity" in notes(blocks(p, "measuring"))) is flag


def test_who_wishes_to_go_is_never_in_the_group() -> None:
    p = answered(partnership(), "stay", "o1", "withdraw")
    p = answered(p, "leave_plan", "o1", "ความลับ")
    shown = repr([*blocks(p, "reviewing"), *blocks(p, "revising")])
    assert "ถอนตัว" not in shown
    assert "ความลับ" not in shown
    assert "ความประสงค์จากนี้ไป" not in shown


def test_the_change_sheet_shows_before_and_after() -> None:
    p = answered(partnership(), "activities", "o1", ["ทำฝาย"])
    p = answered(p, "my_role", "o2", "lead", "o1.1-1")
    p = answered(p, "role_next", "o2", "less", "o1.1-1")
    sheet = rows(blocks(p, "revising"), "=role_changes")
    assert sheet == {"มูลนิธิสายน้ำ": {"ทำฝาย": "เจ้าภาพหลัก → ลดบทบาท"}}


def test_the_scorecard_names_what_is_missing() -> None:
    p = answered(partnership(), "successor", "o1", "คุณบี")
    for org, where in (("o1", "plan_and_budget"), ("o2", "plan_only")):
        p = answered(p, "embedded", org, where)
    found = notes(blocks(p, "institutionalising"))
    assert found["=no_successor"] == {"organisations": "มูลนิธิสายน้ำ"}
    assert found["=no_budget"] == {"organisations": "มูลนิธิสายน้ำ"}


def test_the_closing_says_who_is_not_satisfied() -> None:
    p = answered(partnership(), "final_consent", "o1", "agree")
    assert "=all_agreed" in notes(blocks(p, "sustaining"))
    p = answered(p, "final_consent", "o2", "object", words="ยังไม่ชัดเรื่องเงิน")
    found = blocks(p, "sustaining")
    assert notes(found)["=not_agreed"] == {"organisations": "มูลนิธิสายน้ำ"}
    row = rows(found, "=satisfaction")["มูลนิธิสายน้ำ"]
    assert "ยังไม่ชัดเรื่องเงิน" in " ".join(row.values())


def test_reasons_of_a_consent_stand_with_the_organisation() -> None:
    p = answered(partnership(), "charter_consent", "o2", "object", words="เร็วไป")
    found = blocks(p, "building")
    voices = next(b for b in found if isinstance(b, Voices) and b.title == "=reasons")
    assert voices.voices == (("มูลนิธิสายน้ำ", "ขอคัดค้าน – เร็วไป"),)
    assert any(isinstance(b, Bars) and b.rows == (("ขอคัดค้าน", 1),) for b in found)


def test_photos_are_counted_by_organisation() -> None:
    files = (Attachment("photo", "1"), Attachment("photo", "2"), Attachment("voice", "3"))
    p = answered(partnership(), "evidence", "o1", None, attachments=files)
    found = rows(blocks(p, "implementing"), "=attachments")
    assert found == {"เทศบาลตำบลแม่แรม": {"=attached_photo": "2", "=attached_voice": "1"}}


# ── drafts ───────────────────────────────────────────────────────────────────


def test_drafts_are_what_a_consent_is_about(walked: Partnership) -> None:
    for key, needle in (
        ("charter_consent", "ถ้อยคำ<goal/o1/"),
        ("revision_consent", "=role_changes"),
        ("final_consent", "=next_roles"),
    ):
        stage = cycle().stage_of(key)
        assert stage is not None
        assert needle in repr(draft(sight(walked, stage.key, "o2"), question(key)))
    assert draft(sight(walked, "scoping", "o1"), question("concept")) == ()
    assert draft(sight(walked, "reviewing", "o1"), question("new_partner_consent")) == ()


# ── a broker's own set ───────────────────────────────────────────────────────


def test_a_stage_of_ones_own_is_shown_by_its_kinds() -> None:
    own = tuple(replace(q, uses=(), each="") for q in cycle().stages["scoping"].questions)
    stage = Stage("harvest", 1, {"th": "เก็บเกี่ยว"}, {}, {}, (Part("all", PartKind.INTERVIEW, own),))
    mine = Cycle({"harvest": stage}, {})
    p = everyone_answers(partnership(), "scoping")
    round = replace(sight(p, "scoping").round, stage="harvest")
    see = replace(sight(p, "scoping"), cycle=mine, round=round)
    shown = repr(artefact(see))
    for answer in round.answers.values():
        if answer.kind == "text":
            assert answer.shown in shown


@pytest.mark.parametrize("seen", [Seen.BROKER, Seen.ANONYMOUS])
def test_a_set_that_hides_everything_shows_nothing_with_a_name(seen: Seen) -> None:
    """A broker's own set may give the bank's questions another visibility."""
    stages = {
        stage.key: replace(
            stage,
            parts=tuple(
                replace(part, questions=tuple(replace(q, seen=seen) for q in part.questions))
                for part in stage.parts
            ),
        )
        for stage in cycle().stages.values()
    }
    p = whole_cycle(2)
    for stage in STAGES:
        see = replace(sight(p, stage), cycle=replace(cycle(), stages=stages))
        shown = repr(artefact(see))
        assert "ถ้อยคำ<" not in shown
        assert "บาท" not in shown
        assert "เจ้าภาพ" not in shown


@pytest.mark.parametrize(
    ("key", "seen", "stage", "words"),
    [
        ("cash", Seen.ANONYMOUS, "resourcing", "บาท"),
        ("cash", Seen.BROKER, "revising", "บาท"),
        ("progress", Seen.BROKER, "revising", "ล่าช้า"),
        ("my_role", Seen.BROKER, "sustaining", "เจ้าภาพหลัก:"),
    ],
)
def test_what_a_set_hides_does_not_come_out_by_a_derived_value(
    key: str, seen: Seen, stage: str, words: str
) -> None:
    p = answered(partnership(2), "activities", "o1", ["ทำฝาย"])
    for org in p.organisations:
        p = answered(answered(p, "cash", org, 700), "in_kind", org, ["places"])
        p = answered(p, "my_role", org, "lead", "o1.1-1")
        p = answered(p, "needs", org, ["ปูน"], "o1.1-1")
        p = answered(p, "progress", org, "late", "o1.1-1")
        p = answered(p, "activity_next", org, "stop", "o1.1-1")
        p = answered(answered(p, "resource_next", org, "less"), "role_cycle2", org, "more")
    assert words in repr(artefact(sight(p, stage)))
    own = {
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
    hidden = replace(sight(p, stage), cycle=replace(cycle(), stages=own))
    assert words not in repr(artefact(hidden))
