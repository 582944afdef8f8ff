"""Plain words that are commands, and texts that are not."""

from __future__ import annotations

import pytest

from bot.core.words import COMMANDS, command

TYPED = {
    "start": "เริ่ม|เริ่มตอบ|/start|เริ่มเลยค่ะ",
    "menu": "เมนู|หน้าหลัก|Menu|/menu|เมนู ครับ",
    "stage": "ขั้นตอน|/stage",
    "next": "ต้องทำอะไรต่อ|ต้องทำอะไรต่อคะ|ทำไงต่อครับ|what next?",
    "status": "สถานะ|สถานะครับ|สถานะนะคะ|ถึงไหนแล้ว|ถึงไหนแล้วคะ|/status",
    "summary": "สรุป|ขอดูสรุป",
    "language": "ภาษา|เปลี่ยนภาษา",
    "privacy": "ความเป็นส่วนตัว|privacy",
    "mydata": "ข้อมูลของฉัน|/mydata|my data",
    "ownfile": "ขอเป็นไฟล์|ขอข้อมูลของฉันเป็นไฟล์ค่ะ|ขอสำเนาข้อมูล|export my data",
    "erase": "ลบข้อมูลของฉัน|ลบข้อมูล|ถอนความยินยอม|/ถอนความยินยอม|/ลบข้อมูลของฉัน"
    "|ไม่ยินยอมให้ใช้ข้อมูลแล้ว|ไม่ยินยอมแล้วครับ|ยกเลิกความยินยอม|ลบข้อมูลผม|ลบข้อมูลของผมด้วย|เลิกเก็บข้อมูลผม|ขอให้ลบข้อมูลของหนู",
    "help": "ช่วยเหลือ|ช่วยด้วย|วิธีใช้|HELP|ช่วยด้วยค่ะ!",
    "pause": "พัก|พักก่อน|ไว้ก่อน|พักก่อนนะคะ",
    "skip": "ข้าม|ข้ามข้อนี้|ข้ามครับ|/skip",
    "back": "ย้อนกลับ|กลับ|ข้อก่อน|back",
    "change": "แก้ไข|ขอแก้|แก้คำตอบ|/แก้",
    "review": "ทบทวน|ดูคำตอบ",
    "handin": "ส่งคำตอบ|ส่ง|hand in",
    "switch": "สลับภาคี",
    "sending": "ค่าส่ง|ดูค่าส่ง|ค่าส่งข้อความค่ะ|quota",
    "card": "ปิดรอบ|เผยแพร่ครับ|ใครยังไม่ตอบบ้างคะ|publish",
    "linkgroup": "เชื่อมกลุ่ม|เพิ่มกลุ่มครับ|link group",
    "linkme": "เชื่อมแอป|เชื่อมไลน์|เชื่อมแอปค่ะ|link my app",
    "confirm": "ยืนยันคำตอบ|ขอยืนยันคำตอบค่ะ|confirm answers",
    "promises": "คำมั่น|ขอดูคำมั่น|promises",
    "correct": "ขอแก้สรุป|ขอแก้ไขสรุปค่ะ",
    "deadline": "กำหนดวัน|ตั้งวันส่งคำตอบ",
    "notes": "บันทึก|บันทึกของฉันครับ|my notes",
    "brokers": "ผู้เชื่อมประสาน",
    "papers": "เอกสาร|ขอเอกสารหน่อยค่ะ|ขอไฟล์|paper|document",
    "board": "หน้าเว็บ",
    "partners": "องค์กรภาคี",
    "timing": "เวลา|เวลาและการเตือน",
    "askremind": "เวลาเตือน|เปลี่ยนเวลาเตือนค่ะ",
    "snooze": "พัก 3 วัน|พัก ๓ วัน",
    "noreminders": "ไม่ต้องเตือน|หยุดเตือน",
    "agreements": "ข้อตกลง|ดูข้อตกลงครับ|agreements",
    "elect": "เลือกผู้เชื่อมประสาน|ขอเลือกผู้เชื่อมประสาน|elect a broker",
    "done": "เสร็จแล้ว|พอแล้ว|หมดแล้ว|ครบแล้ว|“พอแล้ว”",
}


@pytest.mark.parametrize(("name", "words"), TYPED.items())
def test_words_that_mean_a_command(name: str, words: str) -> None:
    assert {command(word) for word in words.split("|")} == {name}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "ขอข้ามเรื่องงบประมาณไปก่อน",
        "เริ่มโครงการเดือนหน้า",
        "ภาษาไทย",
        "ส่งเสริมสุขภาพ",
        "ใช่",
        "ไม่มี",
        "ช่วยเหลือผู้สูงอายุ",
        "สรุปบทเรียนร่วมกัน",
        "ค่าส่งไปรษณีย์",
        "เชื่อมกลุ่มแม่บ้านกับกลุ่มเยาวชน",
    ],
)
def test_a_longer_text_is_an_answer(text: str) -> None:
    assert command(text) is None


def test_no_word_means_two_commands() -> None:
    every = [word for words in COMMANDS.values() for word in words.split()]
    assert len(every) == len(set(every))
    assert set(COMMANDS) == set(TYPED)
