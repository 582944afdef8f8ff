"""What comes when nothing is asked: after a round was closed, and files that nobody asked for."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Sent
from bot.core.model import Attachment, Place
from tests.core.factories import partnership
from tests.core.scene import AGAIN, BROKER, KINDS, ME, Scene, questions

STICKER = Sent(Attachment("sticker", "s1"), "", "m9")
CLOSE = f"close:{AGAIN}:yes"
"""The draft lies with the broker; nobody can answer any more."""


def begun() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:again:full")
    scene.press(ME, f"go:{AGAIN}")
    return scene


def handed_in() -> Scene:
    scene = begun()
    scene.say(ME, "ข่าวเก่า", "m1")
    scene.press(ME, f"handin:{AGAIN}")
    return scene


def changing() -> Scene:
    scene = handed_in()
    scene.press(ME, f"edit:{AGAIN}:news:")
    return scene


def choosing() -> Scene:
    """The list of answers to change is in front."""
    scene = handed_in()
    scene.press(ME, f"change:{AGAIN}:0")
    return scene


def reading() -> Scene:
    scene = begun()
    scene.say(ME, "ข่าวเก่า", "m1")
    return scene


def types(effects: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in effects]


@pytest.mark.parametrize("come", [begun, changing, choosing, reading])
@pytest.mark.parametrize("text", ["๑", "ข่าวใหม่", "แก้คำตอบ", "ส่งคำตอบ"])
def test_what_is_typed_after_the_closing_is_answered(come: object, text: str) -> None:
    scene: Scene = come()  # type: ignore[operator]
    scene.press(BROKER, CLOSE)
    answers = scene.p.rounds[AGAIN].answers
    for _ in range(2):
        assert types(scene.say(ME, text, "m5")) == ["RoundOver"]
    assert scene.p.rounds[AGAIN].answers == answers


@pytest.mark.parametrize(
    ("come", "told"), [(begun, 1), (changing, 1), (reading, 1), (handed_in, 0)]
)
def test_whoever_was_in_the_middle_is_told_of_the_closing(come: object, told: int) -> None:
    scene: Scene = come()  # type: ignore[operator]
    effects = scene.press(BROKER, CLOSE)
    closed = [e for e in effects if isinstance(e, say.RoundClosed)]
    assert [e.to for e in closed] == [Place(*ME)] * told


def test_what_was_for_the_closed_round_is_no_answer_in_another() -> None:
    scene = begun()
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"go:{KINDS}")
    scene.press(ME, f"go:{AGAIN}")
    scene.press(BROKER, CLOSE)
    effects = scene.say(ME, "ข่าวใหม่", "m5")
    assert types(effects) == ["RoundOver", "Ask"]
    (broker,) = scene.p.brokers
    stage = questions().stages["again"]
    assert effects[0] == say.RoundOver(Place(*ME), "th", stage, "ข่าวใหม่", broker.name)
    assert broker.name
    assert not scene.p.rounds[KINDS].answers
    scene.say(ME, "เรื่อง", "m6")
    assert [a.value for a in scene.p.rounds[KINDS].answers.values()] == ["เรื่อง"]


def test_a_thank_you_and_a_text_much_later_find_the_menu() -> None:
    scene = handed_in()
    scene.press(BROKER, CLOSE)
    assert types(scene.say(ME, "ขอบคุณครับ")) == ["Menu"]
    scene.at += timedelta(days=1)
    assert types(scene.say(ME, "ข่าวใหม่")) == ["Menu"]


# ── files that nobody asked for ──────────────────────────────────────────────


def test_a_sticker_when_nothing_is_asked_is_answered_by_the_menu_alone() -> None:
    scene = handed_in()
    assert types(scene.do(ME, STICKER)) == ["Menu"]
    scene = Scene(partnership(2))
    assert types(scene.do(ME, STICKER)) == ["Menu"]
    assert types(scene.do(BROKER, STICKER)) == ["Menu"]


def test_a_sticker_while_reading_the_answers_shows_them_again() -> None:
    scene = reading()
    assert types(scene.do(ME, STICKER)) == ["Review"]


def test_with_a_question_in_front_it_is_said_that_it_was_not_kept() -> None:
    assert types(begun().do(ME, STICKER)) == ["AttachmentNotHere", "Ask"]


def test_and_while_a_line_is_awaited() -> None:
    scene = copy(Scene(partnership(2)))
    scene.press(ME, "rename")
    assert types(scene.do(ME, STICKER))[0] == "AttachmentNotHere"


def test_a_photo_for_a_round_that_was_closed() -> None:
    scene = begun()
    scene.press(BROKER, CLOSE)
    assert types(scene.do(ME, STICKER)) == ["RoundOver"]


# ── typed where two buttons ask how much to erase ────────────────────────────


@pytest.mark.parametrize(
    ("text", "shown"), [("ครับ", "AskErase"), ("ใช่", "AskErase"), ("ไม่", "Menu"), ("ไม่ใช่ค่ะ", "Menu")]
)
def test_a_yes_to_erasing_asks_how_much_and_a_no_ends_it(text: str, shown: str) -> None:
    scene = begun()
    scene.press(ME, "erase")
    assert types(scene.say(ME, text)) == [shown]
    assert not scene.p.rounds[AGAIN].answers


def test_what_else_is_typed_is_the_answer_to_what_was_in_front() -> None:
    scene = begun()
    scene.press(ME, "erase")
    scene.say(ME, "ไม่มี")
    assert [a.value for a in scene.p.rounds[AGAIN].answers.values()] == ["ไม่มี"]
