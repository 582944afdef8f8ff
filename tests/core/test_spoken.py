"""Words typed in private for what has no button in front; and days typed for a deadline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core import effects as say
from bot.core.calendar import today
from bot.core.events import Event, TimePassed
from bot.core.model import Person
from bot.core.step import step
from bot.render.renderer import Renderer
from tests.core.factories import answered, cycle
from tests.core.scene import BROKER
from tests.core.whole_scene import GROUP, ONE, Whole, of, the, whole

SCOPING = "c1-scoping-1"


def published() -> Whole:
    """Stage 1 is out, and nothing is open."""
    scene = whole(3)
    scene.press(BROKER, "open:scoping:full")
    for n in (1, 2, 3):
        scene.p = answered(scene.p, "problem", f"o{n}", "น้ำแล้ง")
    scene.publish(SCOPING)
    return scene


def opened() -> Whole:
    scene = whole(3)
    scene.press(BROKER, "open:scoping:full")
    return scene


# ── words ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["ขอแก้สรุป", "ขอแก้", "ขอแก้ไขสรุปค่ะ"])
def test_a_correction_is_asked_for_in_words(text: str) -> None:
    asked = the(published().say(ONE, text), say.AskCorrection)
    assert asked.round == SCOPING


@pytest.mark.parametrize("text", ["ขอคิดก่อน", "เดี๋ยวก่อนค่ะ", "ยังก่อน"])
def test_not_now_is_no_correction(text: str) -> None:
    scene = published()
    scene.say(ONE, "ขอแก้สรุป")
    effects = scene.say(ONE, text)

    assert not scene.p.corrections
    assert not of(effects, say.CorrectionSent)
    assert scene.p.members[ONE].writing is None


@pytest.mark.parametrize("text", ["ขอคิดก่อน", "เดี๋ยวก่อน"])
def test_not_now_is_no_reason(text: str) -> None:
    scene = opened()
    scene.press(ONE, f"go:{SCOPING}")
    scene.press(ONE, f"edit:{SCOPING}:problem:")
    scene.say(ONE, text)

    assert not scene.p.rounds[SCOPING].answers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("บันทึกของฉัน", say.Notes),
        ("บันทึก", say.Notes),
        ("กำหนดวัน", say.AskDeadline),
        ("เวลาและการเตือน", say.TimingPage),
        ("ผู้เชื่อมประสาน", say.Brokers),
        ("องค์กรภาคี", say.Partners),
        ("พัก ๓ วัน", say.Snoozed),
        ("พัก 3 วัน", say.Snoozed),
        ("ไม่ต้องเตือน", say.NoReminders),
        ("เวลาเตือน", say.AskRemind),
    ],
)
def test_a_broker_reaches_the_pages_in_words(text: str, kind: type[say.Effect]) -> None:
    the(opened().say(BROKER, text), kind)


@pytest.mark.parametrize("text", ["บันทึก", "องค์กรภาคี", "เวลา", "ไม่ต้องเตือน"])
def test_where_words_are_asked_they_are_the_answer(text: str) -> None:
    scene = opened()
    scene.press(ONE, f"go:{SCOPING}")
    scene.press(ONE, f"edit:{SCOPING}:problem:")
    scene.say(ONE, text)

    [answer] = scene.p.rounds[SCOPING].answers.values()
    assert text in answer.shown


# ── deadlines ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "days"),
    [("อีก ๑ อาทิตย์", 7), ("อีก 2 สัปดาห์", 14), ("๒ สัปดาห์", 14), ("อีกอาทิตย์", 7), ("7 วันค่ะ", 7)],
)
def test_a_span_from_today_is_read_back_with_its_day(text: str, days: int) -> None:
    scene = opened()
    scene.press(BROKER, f"deadline:{SCOPING}")
    asked = the(scene.say(BROKER, text), say.AskDeadline)
    message = Renderer()(asked)

    assert asked.read == (today(scene.at) + timedelta(days=days),)
    assert "หมายถึง " in message.text
    assert "ใช่ไหม" in message.text
    assert "วันนี้" not in message.text
    [yes] = [b for row in message.buttons for b in row if b.label == "ใช่"]
    scene.press(BROKER, yes.action)
    assert scene.p.rounds[SCOPING].deadline


def test_the_end_of_the_month_is_understood() -> None:
    scene = opened()
    scene.press(BROKER, f"deadline:{SCOPING}")
    assert the(scene.say(BROKER, "สิ้นเดือน"), say.AskDeadline).read == (date(2026, 11, 30),)


def test_what_is_no_day_names_only_buttons_that_are_there() -> None:
    scene = opened()
    scene.press(BROKER, f"deadline:{SCOPING}")
    puzzled = the(scene.say(BROKER, "ยังไม่แน่"), say.NotUnderstood)

    assert "ข้าม" not in Renderer()(puzzled).text


def test_once_the_deadline_has_come_the_group_reads_of_it_no_more() -> None:
    scene = opened()
    effects = scene.press(BROKER, f"deadline:{SCOPING}:3")
    assert the(effects, say.Progress).deadline
    over = scene.at + timedelta(days=4)
    nobody = Person("telegram", "")
    event = Event("t", over, GROUP, nobody, TimePassed(holiday=False), private=False)
    scene.p, said = step(scene.p, event, cycle())

    assert of(said, say.DeadlineCame)
    assert the(said, say.Progress).deadline is None
