"""What people say to the bot is not taken for an answer that others read, and what they ticked is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.events import Edited
from bot.core.model import AnswerKey, Slot
from bot.core.setting_up import real_name
from bot.core.words import all_right, command, stays_as_it_is
from tests.core.factories import partnership
from tests.core.scene import BROKER, KINDS, ME, Scene, questions

NUMBER = "1-1017-00230-70-8"


def begun() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"go:{KINDS}")
    return scene


def in_front(scene: Scene, question: str) -> None:
    scene.press(ME, f"edit:{KINDS}:{question}:")


def answer(scene: Scene, question: str) -> object:
    found = scene.p.rounds[KINDS].answers.get(AnswerKey("o1", Slot(question)))
    return found.value if found else None


def test_a_typed_number_goes_with_what_was_ticked() -> None:
    scene = begun()
    in_front(scene, "tools")
    scene.press(ME, f"tick:{KINDS}:tools::hoe")
    scene.say(ME, "๒")
    assert answer(scene, "tools") == ("hoe", "saw")


def test_where_both_would_be_too_many_it_takes_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = questions()
    stage = whole.stages["kinds"]
    parts = tuple(
        replace(part, questions=tuple(replace(q, most=1) if q.key == "tools" else q for q in part.questions))
        for part in stage.parts
    )
    fewer = replace(whole, stages={**whole.stages, "kinds": replace(stage, parts=parts)})
    monkeypatch.setattr("tests.core.scene.questions", lambda: fewer)
    scene = begun()
    in_front(scene, "tools")
    scene.press(ME, f"tick:{KINDS}:tools::hoe")
    scene.say(ME, "๒")
    assert answer(scene, "tools") == ("saw",)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ลบข้อ ๒", "ปลูกป่า อบรม"), ("เอาข้อ 2 ออกครับ", "ปลูกป่า อบรม"), ("remove 3", "ปลูกป่า ลดฝุ่น"),
        ("ขอลบรายการที่ 1", "ลดฝุ่น อบรม"), ("ลบข้อ 9", "ปลูกป่า ลดฝุ่น อบรม"),
        ("ลบขยะ 2 ตัน", "ปลูกป่า ลดฝุ่น อบรม ลบขยะ 2 ตัน"), ("เอา 2", "ปลูกป่า ลดฝุ่น อบรม เอา 2"),
    ],
)  # fmt: skip
def test_a_line_is_taken_out_by_its_number(text: str, left: str) -> None:
    scene = begun()
    in_front(scene, "wishes")
    for line in ("ปลูกป่า", "ลดฝุ่น", "อบรม"):
        scene.say(ME, line)
    scene.say(ME, text)
    found = answer(scene, "wishes")
    assert isinstance(found, tuple)
    assert " ".join(entry.text for entry in found) == left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("วันนี้ประชุมกี่โมงครับ", True), ("ขอถามหน่อย ส่งช้าได้ไหม", True), ("ไม่เข้าใจคำถามค่ะ", True),
        ("ข้อนี้หมายความว่าอะไร", True), ("I don't understand", True), ("ชาวบ้านไม่เข้าใจเรื่องแยกขยะ", False),
        ("ปลูกป่า", False), ("น้ำไม่พอใช้ทุกปี และไม่มีใครรู้ว่าปีหน้าจะเป็นอย่างไร ทุกบ้านถามกันว่าจะมีน้ำพอทำนาไหม", False),
    ],
)  # fmt: skip
def test_a_question_of_theirs_is_asked_about_before_it_is_an_answer(text: str, shown: bool) -> None:
    scene = begun()
    in_front(scene, "story")
    said = scene.say(ME, text)
    assert any(isinstance(effect, say.ShowBack) for effect in said) == shown
    assert answer(scene, "story") == (None if shown else text)


def test_the_only_line_makes_way_for_the_next() -> None:
    scene = begun()
    in_front(scene, "wishes")
    for line in ("ปลูกป่า", "ลบข้อ 1", "ลดฝุ่น"):
        scene.say(ME, line)
    found = answer(scene, "wishes")
    assert isinstance(found, tuple)
    assert [entry.text for entry in found] == ["ลดฝุ่น"]


def test_under_the_warning_yes_keeps_nothing() -> None:
    scene = begun()
    in_front(scene, "story")
    scene.say(ME, f"น้ำขุ่น บัตร {NUMBER}")
    for text in ("ใช่", "ใช่ครับ", "โอเค", "ขอบคุณครับ"):
        (back,) = [e for e in scene.say(ME, text) if isinstance(e, say.ShowBack)]
        assert back.id_number
        assert answer(scene, "story") is None
    scene.say(ME, "น้ำขุ่น")
    assert answer(scene, "story") == "น้ำขุ่น"


def test_an_edit_does_not_bring_a_citizens_number_in() -> None:
    scene = begun()
    in_front(scene, "story")
    scene.say(ME, "น้ำขุ่น", "m5")
    said = scene.do(ME, Edited(f"น้ำขุ่น บัตร {NUMBER}", "m5"))
    (not_kept,) = [e for e in said if isinstance(e, say.NotCorrected)]
    assert not_kept.id_number
    assert answer(scene, "story") == "น้ำขุ่น"
    scene.do(ME, Edited("น้ำขุ่นมาก", "m5"))
    assert answer(scene, "story") == "น้ำขุ่นมาก"


@pytest.mark.parametrize("text", ["คงไว้", "คงเดิมครับ", "เหมือนเดิมค่ะ", "ไม่แก้แล้ว", "เอาเหมือนเดิม", "ไม่เปลี่ยน"])
def test_what_says_that_it_stays(text: str) -> None:
    assert stays_as_it_is(text)
    scene = begun()
    in_front(scene, "story")
    scene.say(ME, "น้ำขุ่น")
    in_front(scene, "story")
    scene.say(ME, text)
    assert answer(scene, "story") == "น้ำขุ่น"


@pytest.mark.parametrize("text", ["เหมือนเดิมไม่ได้แล้ว", "คงต้องคุยกันก่อน", "ไม่แก้ปัญหาเดิมซ้ำ"])
def test_what_does_not(text: str) -> None:
    assert not stays_as_it_is(text)


@pytest.mark.parametrize("text", ["ลบข้อมูลซ้ำในทะเบียน", "ชาวบ้านไม่ยินยอมให้ตัดถนน", "ไม่ยินยอม", "ถอนวัชพืช"])
def test_what_is_no_withdrawal(text: str) -> None:
    assert command(text) != "erase"


@pytest.mark.parametrize("text", ["๒", "2", "ยินยอมครับ", "เมนู", f"สมปอง {NUMBER}", "ค่ะ"])
def test_what_is_no_name(text: str) -> None:
    assert real_name(text) == ""


def test_all_right_hands_in() -> None:
    assert all_right("ถูกต้องแล้วครับ")
    assert not all_right("ไม่ถูกต้อง")
