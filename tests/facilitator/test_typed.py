"""What is typed means a button: by label, by number, by a whole line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.local import Local
from bot.facilitator.typed import meant, meant_before
from bot.play.cast import ZONE, load
from bot.play.macros import Macros
from bot.play.scene import Scene
from bot.play.script import parse, play
from bot.store.rows import ShownBubble, ShownButton

BEGIN = datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)


def bubble(*labels: str, slot: str = "", text: str = "", verb: str = "promise") -> ShownBubble:
    buttons = tuple(ShownButton(label, label, f"{verb}:{label}", "p1") for label in labels)
    return ShownBubble(text, slot, buttons)


def label(text: str, *bubbles: ShownBubble) -> str:
    found = meant(bubbles, text)
    return found.label if found else ""


PROMISES = bubble("1 จัดหาข้าว", "2 ส่งรถ", "‹ คำมั่น")
RECEIPT = bubble("รับ", "ไม่รับ")
QUESTION = bubble("1 ใช่", "2 ไม่ใช่", slot="ask:r:q:", verb="answer")


@pytest.mark.parametrize("text", ["๒", "2", "ข้อ ๒", "ข้อ 2", "2)", "ข้อ 2 ค่ะ"])
def test_a_number_chooses_from_a_numbered_list(text: str) -> None:
    assert label(text, PROMISES) == "2 ส่งรถ"
    assert label(text, QUESTION, PROMISES) == ""  # the question reads numbers itself
    assert label(text, bubble("เมนู"), PROMISES) == ""


def test_thai_numerals_in_front_are_numbers_and_what_is_not_there_is_no_choice() -> None:
    stages = bubble("๑ กำหนดขอบเขตงาน", "๑๐ ทบทวน", verb="summary")
    assert label("1", stages) == "๑ กำหนดขอบเขตงาน"
    assert label("10", stages) == "๑๐ ทบทวน"
    assert label("3", stages) == ""
    assert label("17", bubble("17 พฤษภาคม", "18 พฤษภาคม", verb="take")) == ""


def test_a_label_that_was_cut_is_typed_in_full() -> None:
    text = "ข้อใด\n3) ความเห็นต่อร่าง\n4) ความเห็นต่อร่างหลักการร่วม"
    lines = bubble("3 ความเห็นต่…", "4 ความเห็นต่…", text=text, verb="edit")
    for typed in ("ความเห็นต่อร่างหลักการร่วม", "4 ความเห็นต่อร่างหลักการร่วมค่ะ"):
        assert label(typed, lines) == "4 ความเห็นต่…"
    assert label("ความเห็นต่อร่าง", lines) == "3 ความเห็นต่…"
    assert label("ความเห็นต่", lines) == ""  # both
    assert label("มูลนิธิสายน้ำใสไหลเย็น", bubble("› มูลนิธิสายน้ำ…")) == "› มูลนิธิสายน้ำ…"


def test_labels_of_all_that_was_shown_together_the_question_before_the_older_ones() -> None:
    assert label("รับค่ะ", QUESTION, RECEIPT) == "รับ"
    assert label("ใช่ค่ะ", QUESTION, bubble("ใช่")) == "1 ใช่"
    assert label("ใช่", bubble("เมนู"), bubble("ใช่"), QUESTION) == "1 ใช่"
    assert label("รับค่ะ") == ""


DESK = bubble("แฟ้มภาคีทั้งเล่ม", "ข้อมูลภาคีเป็นตาราง", "PDF ฉบับสำหรับกลุ่ม", "PDF ฉบับผู้เชื่อมประสาน", verb="paper")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("แฟ้มภาคี", "แฟ้มภาคีทั้งเล่ม"),
        ("pdf ฉบับสำหรับ", "PDF ฉบับสำหรับกลุ่ม"),
        ("pdf ฉบับ", ""),
        ("แฟ้", ""),
        ("แฟ้มภาคีของปีก่อน", ""),
    ],
)
def test_the_beginning_of_one_label_is_enough(text: str, wanted: str) -> None:
    assert label(text, DESK) == wanted
    assert label(text, QUESTION, DESK) == "", "not where something is asked"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("สรุปที่เผยแพร่แล้ว", "สรุปที่เผยแพร่แล้ว"),
        ("สรุปที่เผยแพร่แล้วค่ะ", "สรุปที่เผยแพร่แล้ว"),
        ("สรุปที่เผยแพร่แล้วยังขาดเรื่องน้ำ", ""),
        ("เอกสาร", ""),
    ],
)
def test_further_up_only_the_whole_words_of_what_shows_something_count(text: str, wanted: str) -> None:
    menu = bubble("สรุปที่เผยแพร่แล้ว", "เอกสาร", verb="summaries")
    found = meant_before((RECEIPT, menu), text)
    assert (found.label if found else "") == wanted


@pytest.mark.parametrize("verb", ["answer", "consent", "stage", "publish", "order"])
def test_further_up_no_button_counts_that_does_something_or_is_called_by_a_title(verb: str) -> None:
    assert meant_before((bubble("กำหนดขอบเขตงานร่วมกัน", verb=verb),), "กำหนดขอบเขตงานร่วมกัน") is None


SCRIPT = """@ 5/1/2570 09:00

> ตั้งภาคีแบบสั้น
> เข้าร่วมครบ
> เปิดขั้นตอนที่ ๑
"""


async def test_the_words_of_a_menu_above_the_question_are_no_answer_to_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, BEGIN, "th", local=Local(folder=tmp_path / "kept"), lively=True)
    await play(scene, list(parse(SCRIPT)), Macros(load("th")))
    await scene.write("บัวเขียว", "เมนู")
    asked = (await scene.write("บัวเขียว", "เริ่ม")).shown[-1].message.text
    assert "ข้อ ๑" in asked
    shown = (await scene.write("บัวเขียว", "สรุปที่เผยแพร่แล้ว")).shown
    assert not any("✓" in s.message.text or "ข้อ ๒" in s.message.text for s in shown)
    assert any("สรุป" in s.message.text for s in shown)
    answered = (await scene.write("บัวเขียว", "น้ำขุ่นจนซักผ้าเหลือง")).shown
    assert any("ข้อ ๒" in s.message.text for s in answered)
