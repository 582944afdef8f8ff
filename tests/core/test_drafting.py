"""A draft is the brokers' alone: a remark to the readers, answers left out with a reason, an agreed line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core import leaving_out
from bot.core.cycle import Kind, Question, Seen
from bot.core.effects import Effect
from bot.core.events import Commanded, Edited, Said
from bot.core.model import AnswerKey, Round, Slot
from bot.core.results import Bars, Block, Note, Voices
from tests.core.factories import answered, cycle
from tests.core.scene import BROKER
from tests.core.whole_scene import GROUP, ONE, TWO, Whole, of, the, whole

ROUND, STAGE = "c1-scoping-1", "scoping"
SECRET = "ถ้อยคำที่ไม่ควรเผยแพร่"


def known(key: str) -> Question:
    found = cycle().question(key)
    assert found is not None
    return found


def draft() -> Whole:
    scene = whole()
    scene.press(BROKER, f"open:{STAGE}:full")
    for org, words in (("o1", SECRET), ("o2", "น้ำขุ่น"), ("o3", "ฝุ่น")):
        scene.p = answered(scene.p, "problem", org, words)
        scene.p = answered(scene.p, "info_have", org, ["stats"] if org == "o1" else ["plans"])
    scene.press(BROKER, f"close:{ROUND}:yes")
    return scene


def here(scene: Whole) -> Round:
    return scene.p.rounds[ROUND]


def without(scene: Whole, question: str = "problem", reason: str = "พาดพิงบุคคล") -> list[Effect]:
    scene.press(BROKER, f"leaveanswer:{ROUND}:{question}::o1")
    return scene.say(BROKER, reason)


def blocks(effects: list[Effect]) -> tuple[Block, ...]:
    return of(effects, say.Summary)[0].blocks


# ── nobody else sees it ──────────────────────────────────────────────────────


def test_closing_makes_a_draft_that_only_the_broker_is_shown() -> None:
    scene = whole()
    scene.press(BROKER, f"open:{STAGE}:full")
    scene.p = answered(scene.p, "problem", "o1", SECRET)
    out = scene.press(BROKER, f"close:{ROUND}:yes")
    shown = the(out, say.Summary)
    assert (shown.to.id, shown.draft, shown.once) == (BROKER.id, True, "")
    assert not [e for e in out if e.to.id != BROKER.id and SECRET in repr(e)]


@pytest.mark.parametrize(
    "act", [f"summary:{ROUND}", "summaries", "status", "menu", f"preview:{ROUND}", f"readernote:{ROUND}",
            f"leaveout:{ROUND}", f"leavewhich:{ROUND}", f"leavefrom:{ROUND}:problem",
            f"leaveanswer:{ROUND}:problem::o2", f"leaveback:{ROUND}:problem::o2", f"publish:{ROUND}",
            f"summary:{ROUND}:1", f"correct:{ROUND}"]
)  # fmt: skip
def test_a_representative_sees_nothing_of_it_and_does_nothing_to_it(act: str) -> None:
    scene = draft()
    was = here(scene)
    out = scene.press(TWO, act)
    assert out
    assert SECRET not in repr(out)
    assert here(scene) == was


def test_a_group_that_asks_for_the_summary_gets_the_last_edition_while_a_new_draft_waits() -> None:
    scene = draft()
    assert of(scene.do(ONE, Commanded("summary"), GROUP), say.NoSummaryYet)
    scene.press(BROKER, f"publish:{ROUND}")
    scene.press(BROKER, f"reopen:{ROUND}")
    scene.p = answered(scene.p, "problem", "o1", "เปลี่ยนแล้ว")
    scene.press(BROKER, f"close:{ROUND}:yes")
    for out in (scene.do(ONE, Commanded("summary"), GROUP), scene.press(TWO, f"summary:{ROUND}")):
        shown = the(out, say.Summary)
        assert (shown.edition, "เปลี่ยนแล้ว" in repr(out), SECRET in repr(out)) == (1, False, True)


# ── the remark and the agreed line ───────────────────────────────────────────


def test_a_remark_stands_in_the_edition_and_stays_for_the_next() -> None:
    scene = draft()
    scene.press(BROKER, f"readernote:{ROUND}")
    scene.say(BROKER, "ขอบคุณทุกองค์กร")
    assert the(scene.press(BROKER, f"preview:{ROUND}"), say.Summary).note == "ขอบคุณทุกองค์กร"
    out = scene.press(BROKER, f"publish:{ROUND}")
    assert of(out, say.Summary)[0].note == "ขอบคุณทุกองค์กร"
    assert here(scene).note == "ขอบคุณทุกองค์กร"


def test_a_remark_can_be_taken_out() -> None:
    scene = draft()
    scene.press(BROKER, f"readernote:{ROUND}")
    scene.say(BROKER, "ขอบคุณ")
    assert the(scene.press(BROKER, f"readernote:{ROUND}"), say.AskReaderNote).now == "ขอบคุณ"
    scene.press(BROKER, f"readernote:{ROUND}:clear")
    assert here(scene).note == ""


def test_an_agreed_line_in_the_group_goes_to_the_draft_and_an_edit_counts_until_it_is_out() -> None:
    scene = draft()
    scene.do(BROKER, Said("ข้อตกลงร่วม: ประชุมทุกเดือน", "m7"), GROUP)
    assert here(scene).agreed == "ประชุมทุกเดือน"
    scene.do(BROKER, Edited("ข้อตกลงร่วม: ประชุมทุกสองเดือน", "m7"), GROUP)
    out = scene.press(BROKER, f"publish:{ROUND}")
    assert of(out, say.Summary)[0].agreed == "ประชุมทุกสองเดือน"
    scene.do(BROKER, Edited("ข้อตกลงร่วม: ไม่ประชุม", "m7"), GROUP)
    assert here(scene).agreed == "ประชุมทุกสองเดือน"


def test_a_line_that_was_asked_for_and_comes_when_the_summary_is_out_changes_nothing() -> None:
    scene = draft()
    scene.press(BROKER, f"agreed:{ROUND}")
    writing = scene.p.members[BROKER]
    scene.press(BROKER, f"publish:{ROUND}")
    scene.p = scene.p.with_member(writing)
    assert of(scene.say(BROKER, "สาย"), say.Menu)
    assert here(scene).agreed == ""


# ── what is left out ─────────────────────────────────────────────────────────


def test_what_is_left_out_is_in_no_block_and_no_count_but_that_something_is() -> None:
    scene = draft()
    without(scene)
    without(scene, "info_have", "ตัวเลขยังไม่ยืนยัน")
    out = blocks(scene.press(BROKER, f"publish:{ROUND}"))
    assert SECRET not in repr(out)
    voices = next(b for b in out if isinstance(b, Voices) and b.title == "ปัญหาสำคัญ")
    assert len(voices.voices) == 2
    bars = [b for b in out if isinstance(b, Bars)]
    assert {b.of for b in bars} <= {2}
    assert out[-1] == Note(
        "=left_out",
        {"count": "2", "what": "ปัญหาสำคัญ (พาดพิงบุคคล) · ข้อมูลที่แบ่งปันได้ (ตัวเลขยังไม่ยืนยัน)"},
    )


@pytest.mark.parametrize(("stage", "question", "given", "shown"), [
    ("building", "own_goal", SECRET, SECRET), ("resourcing", "cash", 98765, "98,765"),
])  # fmt: skip
def test_rows_by_organisation_leave_it_out_too(stage: str, question: str, given: str | int, shown: str) -> None:
    round = f"c1-{stage}-1"
    scene = whole()
    scene.press(BROKER, f"open:{stage}:full")
    scene.p = answered(scene.p, question, "o1", given)
    assert shown in repr(blocks(scene.press(BROKER, f"close:{round}:yes")))
    scene.press(BROKER, f"leaveanswer:{round}:{question}::o1")
    scene.say(BROKER, "ขอปรับก่อน")
    assert shown not in repr(blocks(scene.press(BROKER, f"publish:{round}")))


def test_it_stays_with_its_organisation_and_is_hidden_from_the_others_elsewhere_too() -> None:
    scene = draft()
    without(scene)
    assert here(scene).answers[AnswerKey("o1", Slot("problem"))].shown == SECRET
    scene.press(BROKER, f"publish:{ROUND}")
    assert SECRET in repr(scene.press(ONE, "mydata"))


def test_its_organisation_hears_of_it_once_when_the_summary_is_out() -> None:
    scene = draft()
    assert not of(without(scene), say.AnswerLeftOut)
    told = the(scene.press(BROKER, f"publish:{ROUND}"), say.AnswerLeftOut)
    assert (told.to.id, told.answer, told.reason) == (ONE.id, SECRET, "พาดพิงบุคคล")
    scene.press(BROKER, f"reopen:{ROUND}")
    scene.press(BROKER, f"close:{ROUND}:yes")
    assert not of(scene.press(BROKER, f"publish:{ROUND}"), say.AnswerLeftOut)


def test_it_can_be_put_back_before() -> None:
    scene = draft()
    without(scene)
    listed = the(scene.press(BROKER, f"leaveout:{ROUND}"), say.LeftOutList)
    assert [(x.title, x.organisation, x.reason) for x in listed.lines] == [
        ("ปัญหาสำคัญ", "เทศบาลตำบลแม่แรม", "พาดพิงบุคคล")
    ]
    scene.press(BROKER, f"leaveback:{ROUND}:{listed.lines[0].slot}")
    out = scene.press(BROKER, f"publish:{ROUND}")
    assert not of(out, say.AnswerLeftOut)
    assert SECRET in repr(blocks(out))


def test_other_words_in_its_place_are_not_left_out() -> None:
    scene = draft()
    without(scene)
    scene.press(BROKER, f"reopen:{ROUND}")
    scene.press(ONE, f"edit:{ROUND}:problem:")
    scene.say(ONE, "น้ำไม่พอใช้")
    assert here(scene).left_out == {}


def test_what_the_summary_does_not_show_or_cannot_do_without_is_not_offered() -> None:
    scene = whole()
    scene.press(BROKER, "open:building:full")
    scene.p = answered(scene.p, "objectives", "o1", ["ก", "ข"])
    scene.p = answered(scene.p, "own_goal", "o1", "เป้า")
    scene.p = answered(scene.p, "objective_rank", "o1", ["o1.1-1", "o1.1-2"])
    scene.press(BROKER, "close:c1-building-1:yes")
    which = the(scene.press(BROKER, "leaveout:c1-building-1"), say.LeaveWhich)
    assert [c.key for c in which.choices] == ["own_goal"]
    for question in ("objective_rank", "objectives"):
        was = scene.p
        scene.press(BROKER, f"leaveanswer:c1-building-1:{question}::o1")
        assert scene.p == was


def test_of_anonymous_answers_the_broker_sees_no_names_and_too_few_not_at_all() -> None:
    question = replace(known("problem"), seen=Seen.ANONYMOUS)
    p = answered(answered(whole().p, "problem", "o1", "ข"), "problem", "o2", "ก")
    assert leaving_out.answers(p.rounds[ROUND], question) == ()
    p = answered(p, "problem", "o3", "ค")
    assert [a.shown for a in leaving_out.answers(p.rounds[ROUND], question)] == ["ก", "ข", "ค"]
    assert leaving_out.answers(p.rounds[ROUND], replace(question, kind=Kind.SCALE)) == ()
    assert leaving_out.answers(p.rounds[ROUND], replace(question, seen=Seen.BROKER)) == ()


def test_a_reason_is_needed_and_a_second_tap_asks_for_nothing() -> None:
    scene = draft()
    without(scene)
    was = here(scene)
    assert of(scene.press(BROKER, f"leaveanswer:{ROUND}:problem::o1"), say.LeftOutList)
    assert here(scene) == was
