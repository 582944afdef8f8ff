"""Plain words that mean a command in the private chat: see `command`."""

from __future__ import annotations

import re

from bot.core.text import clusters, tidy, without_particles

COMMANDS = {
    "start": """สวัสดี หวัดดี สวัสดีตอนเช้า hello hi เริ่ม เริ่มตอบ เริ่มเลย เริ่มต้น เริ่มกันเลย เริ่มตอบคำถาม ตอบคำถาม
        ต่อ ทำต่อ ไปต่อ ตอบต่อ กลับมาแล้ว มาแล้ว start begin continue""",
    "menu": """เมนู หน้าหลัก เมนูหลัก กลับเมนู กลับหน้าหลัก ขอเมนู menu home main_menu""",
    "stage": """ขั้นตอน ขั้น ขั้นตอนนี้ อยู่ขั้นไหน วงจร stage stages""",
    "status": """สถานะ ถึงไหนแล้ว ความคืบหน้า ดูสถานะ ขอดูสถานะ ใครตอบแล้วบ้าง เหลือกี่ข้อ
        status progress""",
    "summary": """สรุป ขอดูสรุป ดูสรุป ขอสรุป สรุปผล ผลสรุป summary summaries""",
    "language": """ภาษา เปลี่ยนภาษา เลือกภาษา language change_language""",
    "privacy": """ความเป็นส่วนตัว นโยบายความเป็นส่วนตัว privacy""",
    "mydata": """ข้อมูลของฉัน ข้อมูลฉัน ข้อมูลของผม ข้อมูลของดิฉัน ดูข้อมูลของฉัน
        ขอดูข้อมูลของฉัน mydata my_data""",
    "erase": """ลบข้อมูลของฉัน ลบข้อมูล ลบข้อมูลฉัน ลบข้อมูลของผม ลบข้อมูลของดิฉัน ขอลบข้อมูล
        ขอลบข้อมูลของฉัน ถอนความยินยอม ขอถอนความยินยอม erase erase_my_data delete_my_data
        withdraw_consent""",
    "help": """ช่วยเหลือ ช่วยด้วย วิธีใช้ ขอความช่วยเหลือ ช่วย ใช้ยังไง ใช้อย่างไร คู่มือ
        วิธีใช้งาน help""",
    "pause": """พัก พักก่อน ไว้ก่อน ขอพัก ขอพักก่อน ไว้ทีหลัง ไว้ค่อยตอบ หยุดก่อน เดี๋ยวตอบ
        เดี๋ยวมาตอบ pause later""",
    "skip": """ข้าม ข้ามข้อนี้ ขอข้าม ขอข้ามข้อนี้ ข้ามไปก่อน ข้ามก่อน skip""",
    "back": """ย้อนกลับ ย้อน กลับ ข้อก่อน ข้อก่อนหน้า ข้อที่แล้ว กลับข้อก่อน ย้อนข้อก่อน
        ขอย้อนกลับ back previous""",
    "change": """แก้ไข แก้ ขอแก้ ขอแก้ไข แก้คำตอบ แก้ไขคำตอบ ขอแก้คำตอบ เปลี่ยนคำตอบ
        ขอเปลี่ยนคำตอบ change edit change_answer""",
    "review": """ทบทวน ดูคำตอบ ทบทวนคำตอบ ตรวจทาน ตรวจทานคำตอบ ขอดูคำตอบ ดูคำตอบทั้งหมด
        review""",
    "handin": """ส่งคำตอบ ส่ง ส่งเลย ยืนยันส่ง ยืนยันส่งคำตอบ ส่งคำตอบเลย handin hand_in
        submit""",
    "switch": """สลับภาคี เปลี่ยนภาคี สลับ เลือกภาคี switch switch_partnership""",
    "done": """เสร็จแล้ว พอแล้ว หมดแล้ว ครบแล้ว เสร็จ พอ ครบ จบแล้ว จบ เท่านี้ แค่นี้
        เท่านี้ก่อน ไม่มีแล้ว ไม่มีเพิ่มแล้ว done finished that's_all""",
}
"""command → the words that mean it; "_" stands for a blank. A longer text is never a command."""

_BEFORE = re.compile(r"^[\s/!.,“”\"']+")
_AFTER = re.compile(r"[\s!.,?…“”\"'ๆ]+$")


_GREETINGS = ("สวัสดี", "หวัดดี")
LONGEST_GREETING = 40
"""Clusters: "สวัสดีครับ ไม่ได้เข้ามานาน" is a greeting, not the answer to what was asked long ago."""


def _compact(text: str) -> str:
    return re.sub(r"[\s_]+", "", text)


_MEANS = {_compact(w): name for name, words in COMMANDS.items() for w in words.split()}


def command(text: str) -> str | None:
    """The command that the whole of `text` means, or None.

    Case, blanks, a slash before it, full stops and polite words after it do not count:
    "/แก้", "ข้ามข้อนี้ค่ะ" and "Menu" are commands, "ขอข้ามเรื่องงบประมาณ" is not.
    """
    plain = _AFTER.sub("", _BEFORE.sub("", tidy(text).casefold()))
    polite = _AFTER.sub("", without_particles(plain))
    if plain.startswith(_GREETINGS) and clusters(plain) <= LONGEST_GREETING:
        return "start"
    return _MEANS.get(_compact(plain)) or _MEANS.get(_compact(polite))


_COURTESIES = frozenset({
    "สวัสดี", "หวัดดี", "โอเค", "ok", "okay", "hi", "hello", "ขอบคุณ", "ขอบใจ", "ได้", "ตกลง",
    "ครับ", "ค่ะ", "คะ", "จ้ะ", "จ้า", "ครับผม", "อืม", "ดี", "thanks", "thankyou",
})  # fmt: skip
"""What people write out of politeness; it is no name."""


def courtesy(text: str) -> bool:
    """Whether a text is nothing but a greeting, a thank-you or a polite word."""
    plain = _AFTER.sub("", _BEFORE.sub("", tidy(text).casefold()))
    polite = _AFTER.sub("", without_particles(plain))
    return bool({_compact(plain), _compact(polite)} & _COURTESIES)
