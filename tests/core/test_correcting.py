"""ขอแก้: asked for within its time, taken up or refused by a broker, and shown in the next edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Commanded, Pressed
from bot.core.model import Person, Round
from bot.core.records import Change, Correction
from tests.core.factories import answered
from tests.core.scene import BROKER
from tests.core.whole_scene import GROUP, ONE, THREE, TWO, Whole, of, the, whole

ROUND = "c1-scoping-1"
WISH = "ปัญหาขององค์กรเราเขียนผิด"


def published() -> Whole:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    for org, words in (("o1", "น้ำขุ่น"), ("o2", "ไฟป่า")):
        scene.p = answered(scene.p, "problem", org, words)
        scene.p = answered(scene.p, "external", org, ["ป่าไม้"])
    scene.publish(ROUND)
    return scene


def asked(who: Person = ONE, text: str = WISH) -> Whole:
    scene = published()
    scene.press(who, f"correct:{ROUND}")
    scene.say(who, text)
    return scene


def taken() -> Whole:
    scene = asked()
    scene.press(BROKER, "takecorrection:k1")
    return scene


def here(scene: Whole) -> Round:
    return scene.p.rounds[ROUND]


def only(scene: Whole) -> Correction:
    (found,) = scene.p.corrections.values()
    return found


def changes(scene: Whole, who: Person = ONE, text: str = "น้ำไม่พอใช้") -> list[Effect]:
    scene.press(who, f"edit:{ROUND}:problem:")
    return scene.say(who, text)


# ── asking ───────────────────────────────────────────────────────────────────


def test_under_the_summary_stands_the_way_to_a_correction() -> None:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    scene.p = answered(scene.p, "problem", "o1", "น้ำขุ่น")
    out = scene.publish(ROUND)
    assert next(e for e in of(out, say.Summary) if e.once).correct == ROUND
    assert the(scene.press(ONE, f"summary:{ROUND}"), say.Summary).correct == ROUND
    assert the(scene.do(ONE, Commanded("summary"), GROUP), say.Summary).correct == ROUND
    scene.at += timedelta(hours=72)
    assert the(scene.press(ONE, f"summary:{ROUND}"), say.Summary).correct == ""


def test_what_is_asked_for_goes_to_the_broker_and_changes_nothing_yet() -> None:
    scene = published()
    before = here(scene)
    question = the(scene.press(ONE, f"correct:{ROUND}"), say.AskCorrection)
    assert (question.edition, question.waiting) == (1, "")
    out = scene.say(ONE, WISH)
    assert the(out, say.CorrectionSent, ONE).text == WISH
    told = the(out, say.CorrectionAsked, BROKER)
    assert (told.id, told.organisation, told.text) == ("k1", "เทศบาลตำบลแม่แรม", WISH)
    assert (only(scene).state, here(scene)) == ("waiting", before)
    assert "corrections" in the(scene.press(BROKER, "stage:scoping"), say.StageCard).offers
    assert the(scene.press(BROKER, f"corrections:{ROUND}"), say.CorrectionAsked).id == "k1"


def test_a_second_wish_of_the_same_organisation_adds_to_the_first() -> None:
    scene = asked()
    assert the(scene.press(ONE, f"correct:{ROUND}"), say.AskCorrection).waiting == WISH
    scene.say(ONE, "และชื่อหมู่บ้านด้วย")
    assert only(scene).text == f"{WISH}\nและชื่อหมู่บ้านด้วย"
    scene.press(TWO, f"correct:{ROUND}")
    scene.say(TWO, "ของเราด้วย")
    assert [(c.id, c.organisation) for c in scene.p.corrections.values()] == [("k1", "o1"), ("k2", "o2")]


def test_after_seventy_two_hours_a_kind_word_and_the_broker_s_name() -> None:
    scene = published()
    at = here(scene).editions[-1].at
    scene.at = at + timedelta(hours=72) - timedelta(minutes=1)
    assert of(scene.press(ONE, f"correct:{ROUND}"), say.AskCorrection)
    late = the(scene.press(ONE, f"correct:{ROUND}"), say.CorrectionTooLate)
    assert (late.hours, late.broker) == (72, "พี่กลาง ผู้เชื่อมประสาน")


def test_a_text_that_comes_too_late_is_no_correction() -> None:
    scene = published()
    scene.press(ONE, f"correct:{ROUND}")
    scene.at += timedelta(hours=73)
    assert of(scene.say(ONE, WISH), say.CorrectionTooLate)
    assert not scene.p.corrections


def test_the_time_is_the_partnership_s_own() -> None:
    scene = published()
    scene.p = replace(scene.p, timing=replace(scene.p.timing, correction_hours=1))
    scene.at += timedelta(hours=1)
    assert of(scene.press(ONE, f"correct:{ROUND}"), say.CorrectionTooLate)


def test_from_the_group_it_is_asked_in_private() -> None:
    scene = published()
    (question,) = scene.do(ONE, Pressed("x", f"correct:{ROUND}"), GROUP)
    assert isinstance(question, say.AskCorrection)
    assert question.to.id == ONE.id


@pytest.mark.parametrize("who", [Person("telegram", "p-stranger"), Person("line", ""), BROKER])
def test_whoever_speaks_for_nobody_is_shown_the_way_into_the_private_chat(who: Person) -> None:
    scene = published()
    was = scene.p
    (said,) = scene.do(who, Pressed("x", f"correct:{ROUND}"), GROUP)
    assert isinstance(said, say.GroupHelp)
    assert scene.p == was


@pytest.mark.parametrize("round", ["c1-building-1", "", "c9-x-1"])
def test_what_is_not_published_cannot_be_corrected(round: str) -> None:
    scene = published()
    scene.press(BROKER, "open:building:full")
    assert of(scene.press(ONE, f"correct:{round}"), say.Menu)


# ── taken up ─────────────────────────────────────────────────────────────────


def test_taken_up_only_that_organisation_can_change_its_answers() -> None:
    scene = asked()
    out = scene.press(BROKER, "takecorrection:k1")
    assert the(out, say.CorrectionTaken).to.id == ONE.id
    assert (here(scene).draft, here(scene).mending, here(scene).open) == (True, frozenset({"o1"}), False)
    assert the(changes(scene), say.Review).mending
    assert "น้ำไม่พอใช้" in repr(here(scene).answers)
    changes(scene, TWO, "เปลี่ยนบ้าง")
    assert "เปลี่ยนบ้าง" not in repr(here(scene).answers)


def test_handing_in_cues_the_broker_and_is_no_news_in_the_group() -> None:
    scene = taken()
    changes(scene)
    out = scene.press(ONE, f"handin:{ROUND}")
    assert of(out, say.CorrectionHandedIn, ONE)
    assert the(out, say.StageCard, BROKER).note == "mended"
    assert not [e for e in out if e.to == GROUP]


def test_meanwhile_the_others_read_the_edition_that_is_out() -> None:
    scene = taken()
    changes(scene)
    for out in (scene.press(TWO, f"summary:{ROUND}"), scene.do(TWO, Commanded("summary"), GROUP)):
        assert "น้ำไม่พอใช้" not in repr(out)
        assert the(out, say.Summary).edition == 1


def test_publishing_makes_edition_two_with_the_change_and_leaves_the_first_as_it_was() -> None:
    scene = taken()
    first = here(scene).editions[0]
    changes(scene)
    scene.press(ONE, f"handin:{ROUND}")
    out = scene.press(BROKER, f"publish:{ROUND}")
    shown = next(e for e in of(out, say.Summary) if e.once)
    assert shown.edition == 2
    assert shown.changes == (Change("ปัญหาสำคัญ\nเทศบาลตำบลแม่แรม", "“น้ำขุ่น”", "“น้ำไม่พอใช้”"),)
    assert the(out, say.CorrectionDone).to.id == ONE.id
    assert (only(scene).state, here(scene).mending) == ("done", frozenset())
    assert here(scene).editions[0] == first
    assert "น้ำขุ่น" in repr(the(scene.press(TWO, f"summary:{ROUND}:1"), say.Summary).blocks)
    newest = the(scene.press(TWO, f"summary:{ROUND}"), say.Summary)
    assert (newest.edition, newest.others) == (2, (1,))


def test_the_second_edition_can_be_corrected_in_its_own_time() -> None:
    scene = taken()
    changes(scene)
    scene.at += timedelta(hours=100)
    scene.press(BROKER, f"publish:{ROUND}")
    assert of(scene.press(TWO, f"correct:{ROUND}"), say.AskCorrection)


def test_votes_and_lists_that_others_build_on_stand() -> None:
    scene = whole()
    scene.press(BROKER, "open:building:full")
    scene.p = answered(scene.p, "objectives", "o1", ["ก", "ข"])
    scene.p = answered(scene.p, "own_goal", "o1", "เป้า")
    scene.p = answered(scene.p, "charter_consent", "o1", "agree")
    scene.publish("c1-building-1")
    scene.press(ONE, "correct:c1-building-1")
    scene.say(ONE, "เป้าหมายเขียนผิด")
    scene.press(BROKER, "takecorrection:k1")
    lines = the(scene.press(ONE, "review:c1-building-1"), say.Review).lines
    asked_again = {line.question for line in lines}
    assert "own_goal" in asked_again
    assert not asked_again & {"objectives", "objective_rank", "charter_consent"}


def test_while_a_round_is_corrected_what_it_laid_before_all_stays_there() -> None:
    scene = taken()
    scene.press(BROKER, "open:identifying:full")
    out = scene.press(THREE, "go:c1-identifying-1")
    for _ in range(6):
        if "ป่าไม้" in repr(out):
            return
        out = scene.press(THREE, "skip:c1-identifying-1")
    raise AssertionError("the list of stage 1 is not offered in stage 2")


def test_a_second_tap_takes_nothing_twice() -> None:
    scene = taken()
    was = scene.p
    assert the(scene.press(BROKER, "takecorrection:k1"), say.StageCard).note == "not_now"
    assert the(scene.press(BROKER, "refusecorrection:k1"), say.StageCard).note == "not_now"
    assert scene.p == was


# ── refused ──────────────────────────────────────────────────────────────────


def test_refused_with_a_reason_that_the_organisation_reads() -> None:
    scene = asked()
    before = here(scene)
    scene.press(BROKER, "refusecorrection:k1")
    told = the(scene.say(BROKER, "ตรงกับที่ส่งมา"), say.CorrectionRefused)
    assert (told.to.id, told.reason, told.text) == (ONE.id, "ตรงกับที่ส่งมา", WISH)
    assert (only(scene).state, only(scene).reason, here(scene)) == ("refused", "ตรงกับที่ส่งมา", before)


@pytest.mark.parametrize("act", ["takecorrection:k1", "refusecorrection:k1", f"corrections:{ROUND}"])
def test_only_brokers_answer(act: str) -> None:
    scene = asked()
    was = scene.p.corrections, here(scene)
    assert of(scene.press(ONE, act), say.NotAllowed)
    assert (scene.p.corrections, here(scene)) == was


@pytest.mark.parametrize("act", ["takecorrection:k9", "refusecorrection:", "takecorrection"])
def test_a_correction_that_is_not_there(act: str) -> None:
    scene = asked()
    was = scene.p
    assert of(scene.press(BROKER, act), say.Menu)
    assert scene.p == was
