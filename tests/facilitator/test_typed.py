"""What is typed means a button: by label, by number, by a whole line."""

from __future__ import annotations

import pytest

from bot.facilitator.typed import meant
from bot.store.rows import ShownBubble, ShownButton


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
