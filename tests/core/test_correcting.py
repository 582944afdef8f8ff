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
from tests.core.factories import answered, cycle, opened
from tests.core.later_scene import LAST, Later, at_the_end
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
    assert the(out, say.StageCard, BROKER).note == "mended:เทศบาลตำบลแม่แรม\nปัญหาสำคัญ"
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


# ── called off ───────────────────────────────────────────────────────────────


def test_a_correction_that_was_taken_up_can_be_called_off() -> None:
    scene = asked()
    before = here(scene)
    scene.press(BROKER, "takecorrection:k1")
    assert "call_off" in the(scene.press(BROKER, "stage:scoping"), say.StageCard).offers
    scene.press(BROKER, f"readernote:{ROUND}")
    scene.say(BROKER, "หมายเหตุ")
    out = scene.press(BROKER, f"calloff:{ROUND}")
    told = the(out, say.CorrectionCalledOff)
    assert (told.to.id, told.edition, told.text) == (ONE.id, 1, WISH)
    assert the(out, say.StageCard).note == "called_off"
    assert not of(out, say.Summary)
    assert (only(scene).state, here(scene)) == ("refused", before)
    changes(scene)
    assert "น้ำไม่พอใช้" not in repr(here(scene).answers)
    again = scene.press(BROKER, f"calloff:{ROUND}")
    assert the(again, say.StageCard).note == "not_now"


def test_what_was_changed_meanwhile_is_to_be_published() -> None:
    scene = taken()
    changes(scene)
    was = scene.p
    assert the(scene.press(BROKER, f"calloff:{ROUND}"), say.StageCard).note == "changed"
    assert scene.p == was
    changes(scene, text="น้ำขุ่น")
    assert the(scene.press(BROKER, f"calloff:{ROUND}"), say.StageCard).note == "called_off"
    assert here(scene).published


def test_a_round_that_was_opened_and_closed_again_is_no_correction_to_be_called_off() -> None:
    scene = published()
    scene.press(BROKER, f"reopen:{ROUND}")
    scene.press(BROKER, f"close:{ROUND}:yes")
    assert the(scene.press(BROKER, f"calloff:{ROUND}"), say.StageCard).note == "not_now"
    assert here(scene).draft


# ── when the next round or cycle has begun ───────────────────────────────────


def in_the_next_cycle(*, take: bool = True) -> Later:
    scene = at_the_end()
    scene.press(BROKER, "newcycle:1:yes")
    scene.press(ONE, f"correct:{LAST}")
    scene.say(ONE, WISH)
    if take:
        scene.press(BROKER, "takecorrection:k1")
    return scene


def test_a_correction_of_an_earlier_cycle_waits_on_its_stage_s_card() -> None:
    scene = in_the_next_cycle(take=False)
    assert "corrections" in the(scene.press(BROKER, "stage:sustaining"), say.StageCard).offers
    assert the(scene.press(BROKER, "corrections:sustaining"), say.CorrectionAsked).id == "k1"


def test_taken_up_it_has_a_card_of_its_own_and_a_way_from_the_wheel() -> None:
    scene = in_the_next_cycle(take=False)
    card = the(scene.press(BROKER, "takecorrection:k1"), say.StageCard)
    assert (card.note, card.cycle, card.line.round) == ("mending", 1, LAST)
    assert {"publish", "call_off"} <= set(card.offers)
    assert LAST not in {line.round for line in the(scene.press(BROKER, "wheel"), say.Wheel).lines}
    ((line, in_cycle),) = the(scene.press(BROKER, "wheel"), say.Wheel).aside
    assert (line.round, line.state, in_cycle) == (LAST, "draft", 1)
    assert the(scene.press(BROKER, f"stage:{LAST}"), say.StageCard).offers == card.offers
    assert the(scene.press(BROKER, "stage:sustaining"), say.StageCard).cycle == 0
    scene.press(ONE, f"edit:{LAST}:thanks:")
    scene.say(ONE, "ขอบคุณ")
    handed = scene.press(ONE, f"handin:{LAST}")
    assert the(handed, say.StageCard, BROKER).line.round == LAST


def test_it_is_published_as_the_earlier_cycle_s_next_edition() -> None:
    scene = in_the_next_cycle()
    scene.press(ONE, f"edit:{LAST}:thanks:")
    scene.say(ONE, "ขอบคุณทุกท่าน")
    assert the(scene.press(BROKER, f"preview:{LAST}"), say.Summary).draft
    out = scene.press(BROKER, f"publish:{LAST}")
    shown = next(e for e in of(out, say.Summary) if e.once)
    assert (shown.edition, shown.cycle, len(shown.changes)) == (2, 1, 1)
    assert not the(out, say.Wheel).aside
    assert (scene.p.rounds[LAST].published, scene.p.cycle) == (True, 2)
    assert not of(scene.press(BROKER, f"publish:{LAST}"), say.Summary)


def test_the_next_cycle_ends_once_the_correction_of_the_one_before_is_out() -> None:
    scene = in_the_next_cycle()
    for stage in cycle().stages:
        scene.p = opened(scene.p, stage, in_cycle=2)
        last = list(scene.p.rounds.values())[-1]
        scene.p = scene.p.with_round(replace(last, closed_at=scene.at, edition=1))
    going = the(scene.press(BROKER, "endpartnership:2:yes"), say.AfterTwelfth).going
    assert [(line.round, line.state) for line in going] == [(LAST, "draft")]
    scene.press(BROKER, f"stage:{LAST}")
    scene.press(BROKER, f"publish:{LAST}")
    assert of(scene.press(BROKER, "endpartnership:2:yes"), say.Ended)
    assert scene.p.ended_at


def test_or_called_off() -> None:
    scene = in_the_next_cycle()
    assert the(scene.press(BROKER, f"calloff:{LAST}"), say.StageCard).note == "called_off"
    assert scene.p.rounds[LAST].published


@pytest.mark.parametrize("act", ["reopen", "close", "checkin", "voteagain", "lists", "nudge"])
def test_nothing_else_is_done_with_it(act: str) -> None:
    scene = in_the_next_cycle()
    was = scene.p
    assert the(scene.press(BROKER, f"{act}:{LAST}"), say.StageCard).note == "not_now"
    assert scene.p == was


def test_a_check_in_that_was_corrected_while_the_next_one_lies_open_is_published_too() -> None:
    scene = whole()
    scene.press(BROKER, "open:implementing:full")
    scene.p = answered(scene.p, "quick_win", "o1", "ฝายแรกเสร็จ")
    scene.publish("c1-implementing-1")
    scene.press(ONE, "correct:c1-implementing-1")
    scene.say(ONE, WISH)
    scene.press(BROKER, "checkin:implementing")
    card = the(scene.press(BROKER, "takecorrection:k1"), say.StageCard)
    assert card.line.round == "c1-implementing-1"
    out = scene.press(BROKER, "publish:c1-implementing-1")
    assert next(e for e in of(out, say.Summary) if e.once).edition == 2
    assert scene.p.rounds["c1-implementing-2"].open


def test_before_a_new_cycle_or_the_end_it_is_said_that_corrections_wait() -> None:
    scene = at_the_end()
    scene.press(ONE, f"correct:{LAST}")
    scene.say(ONE, WISH)
    for act in ("aftertwelfth", "newcycle:1", "endpartnership:1"):
        told = the(scene.press(BROKER, act), say.AfterTwelfth)
        assert (told.corrections, told.asked) == (1, "sustaining")


def test_after_the_end_a_correction_can_still_be_taken_and_published() -> None:
    scene = at_the_end()
    scene.press(BROKER, "endpartnership:1:yes")
    scene.press(ONE, f"correct:{LAST}")
    scene.say(ONE, WISH)
    card = the(scene.press(BROKER, "takecorrection:k1"), say.StageCard)
    assert {"publish", "call_off"} <= set(card.offers)
    scene.press(BROKER, f"publish:{LAST}")
    assert scene.p.rounds[LAST].edition == 2
    assert "reopen" not in the(scene.press(BROKER, "stage:sustaining"), say.StageCard).offers


def test_what_was_voted_on_is_not_voted_on_again_once_it_is_published() -> None:
    scene = at_the_end()
    scene.press(ONE, f"correct:{LAST}")
    scene.say(ONE, WISH)
    card = the(scene.press(BROKER, "takecorrection:k1"), say.StageCard)
    assert ("vote_again" in card.offers, card.voted) == (False, "")
    was = scene.p
    assert the(scene.press(BROKER, f"voteagain:{LAST}"), say.StageCard).note == "not_now"
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


# ── what is typed while a correction is asked for ────────────────────────────


@pytest.mark.parametrize("look", ["สรุป", "สถานะ", "เมนู"])
def test_who_looks_at_something_first_is_still_asked_for_the_correction(look: str) -> None:
    scene = published()
    scene.press(ONE, f"correct:{ROUND}")
    scene.say(ONE, look)
    scene.press(ONE, f"summary:{ROUND}")
    assert the(scene.say(ONE, WISH), say.CorrectionSent).text == WISH


@pytest.mark.parametrize("word", ["ขอแก้", "ขอแก้สรุป"])
def test_the_word_for_correcting_is_no_correction(word: str) -> None:
    scene = published()
    scene.press(ONE, f"correct:{ROUND}")
    assert the(scene.say(ONE, word), say.AskCorrection).waiting == ""
    assert the(scene.say(ONE, WISH), say.CorrectionSent).text == WISH


def test_nothing_to_correct_ends_the_asking() -> None:
    scene = published()
    scene.press(ONE, f"correct:{ROUND}")
    the(scene.press(ONE, f"nocorrection:{ROUND}"), say.Summary)
    assert scene.p.members[ONE].writing is None


@pytest.mark.parametrize("text", ["ไม่มีอะไรต้องแก้แล้วค่ะ", "ไม่ขอแก้แล้ว", "ไม่มีแล้ว", "ไม่มีค่ะ"])
def test_nothing_to_correct_can_be_typed(text: str) -> None:
    scene = published()
    scene.press(ONE, f"correct:{ROUND}")
    the(scene.say(ONE, text), say.Summary)
    assert not scene.p.corrections
    assert scene.p.members[ONE].writing is None


@pytest.mark.parametrize("text", ["ไม่มีชื่อหมู่บ้านของเรา", "ไม่ต้องแก้ทั้งหมด แก้แค่ชื่อ"])
def test_a_longer_text_is_a_correction(text: str) -> None:
    scene = published()
    scene.press(ONE, f"correct:{ROUND}")
    assert the(scene.say(ONE, text), say.CorrectionSent).text == text


def test_what_comes_for_a_closed_round_leads_to_a_correction_while_there_is_time() -> None:
    scene = published()
    over = the(scene.press(ONE, f"edit:{ROUND}:problem:"), say.RoundOver)
    assert over.correct == ROUND
    scene.at += timedelta(hours=73)
    assert the(scene.press(ONE, f"edit:{ROUND}:problem:"), say.RoundOver).correct == ""
