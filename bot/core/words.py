"""Plain words that mean a command: in the private chat (`command`), and in a group (`in_group`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

from bot.core.text import arabic, at_most, ever_less_polite, tidy

COMMANDS = {
    "start": """สวัสดี หวัดดี สวัสดีตอนเช้า hello hi เริ่ม เริ่มตอบ เริ่มเลย เริ่มต้น เริ่มกันเลย เริ่มตอบคำถาม ตอบคำถาม
        ต่อ ทำต่อ ไปต่อ ตอบต่อ กลับมาแล้ว มาแล้ว start begin continue""",
    "menu": """เมนู หน้าหลัก เมนูหลัก กลับเมนู กลับหน้าหลัก ขอเมนู menu home main_menu""",
    "stage": """ขั้นตอน ขั้น ขั้นตอนนี้ อยู่ขั้นไหน วงจร stage stages""",
    "next": """ต้องทำอะไรต่อ ทำอะไรต่อ ทำอะไรต่อดี ต้องทำอะไร ต่อไป ต่อไปทำอะไร ต่อไปต้องทำอะไร ทำไงต่อ
        ต้องทำยังไงต่อ what_next what_now""",
    "card": """ปิดรอบ ปิดรอบนี้ ปิดขั้น ปิดขั้นตอน ปิดขั้นตอนนี้ ดูร่าง ขอดูร่าง ร่างสรุป เผยแพร่ เผยแพร่สรุป เผยแพร่ร่าง
        ใครยังไม่ตอบ ใครยังไม่ส่ง ใครยังไม่ตอบบ้าง ใครยังไม่ส่งบ้าง ตามงาน เตือนคนที่ยังไม่ตอบ เตือนผู้ที่ยังไม่ตอบ
        close_round publish show_draft who_is_missing""",
    "status": """สถานะ ถึงไหนแล้ว ความคืบหน้า ดูสถานะ ขอดูสถานะ ใครตอบแล้วบ้าง เหลือกี่ข้อ
        status progress""",
    "summary": """สรุป ขอดูสรุป ดูสรุป ขอสรุป สรุปผล ผลสรุป summary summaries""",
    "language": """ภาษา เปลี่ยนภาษา เลือกภาษา language change_language""",
    "privacy": """ความเป็นส่วนตัว นโยบายความเป็นส่วนตัว privacy""",
    "mydata": """ข้อมูลของฉัน ข้อมูลฉัน ข้อมูลของผม ข้อมูลของดิฉัน ดูข้อมูลของฉัน
        ขอดูข้อมูลของฉัน mydata my_data""",
    "ownfile": """ขอเป็นไฟล์ ข้อมูลของฉันเป็นไฟล์ ขอข้อมูลของฉันเป็นไฟล์ ขอสำเนาข้อมูล ขอรับสำเนาข้อมูล ขอสำเนาข้อมูลของฉัน
        my_data_as_a_file get_it_as_a_file export_my_data""",
    "erase": """ลบข้อมูลของฉัน ลบข้อมูล ลบข้อมูลฉัน ลบข้อมูลของผม ลบข้อมูลของดิฉัน ขอลบข้อมูล
        ขอลบข้อมูลของฉัน ถอนความยินยอม ขอถอนความยินยอม erase erase_my_data delete_my_data
        withdraw_consent""",
    "help": """ช่วยเหลือ ช่วยด้วย วิธีใช้ ขอความช่วยเหลือ ช่วย ใช้ยังไง ใช้อย่างไร คู่มือ
        วิธีใช้งาน help""",
    "pause": """พัก พักก่อน ไว้ก่อน ขอพัก ขอพักก่อน ไว้ทีหลัง ไว้ค่อยตอบ หยุดก่อน เดี๋ยวตอบ
        เดี๋ยวมาตอบ ขอคิดก่อน ขอคิดดูก่อน ขอเวลาคิด เดี๋ยวก่อน ยังก่อน pause later not_now""",
    "skip": """ข้าม ข้ามข้อนี้ ขอข้าม ขอข้ามข้อนี้ ข้ามไปก่อน ข้ามก่อน skip""",
    "back": """ย้อนกลับ ย้อน กลับ ข้อก่อน ข้อก่อนหน้า ข้อที่แล้ว กลับข้อก่อน ย้อนข้อก่อน
        ขอย้อนกลับ back previous""",
    "change": """แก้ไข แก้ ขอแก้ ขอแก้ไข แก้คำตอบ แก้ไขคำตอบ ขอแก้คำตอบ เปลี่ยนคำตอบ
        ขอเปลี่ยนคำตอบ ขอเปลี่ยน เปลี่ยน change edit change_answer""",
    "review": """ทบทวน ดูคำตอบ ทบทวนคำตอบ ตรวจทาน ตรวจทานคำตอบ ขอดูคำตอบ ดูคำตอบทั้งหมด
        review""",
    "confirm": """ยืนยันคำตอบ ขอยืนยันคำตอบ confirm confirm_answers""",
    "promises": """คำมั่น ดูคำมั่น ขอดูคำมั่น คำมั่นสัญญา promises""",
    "agreements": """ข้อตกลง ดูข้อตกลง ขอดูข้อตกลง ทะเบียนข้อตกลง agreements""",
    "correct": """ขอแก้สรุป แก้สรุป ขอแก้ไขสรุป แก้ไขสรุป correct correct_summary""",
    "deadline": """กำหนดวัน กำหนดวันส่งคำตอบ ขอกำหนดวัน ตั้งวันส่งคำตอบ deadline set_deadline""",
    "notes": """บันทึก บันทึกของฉัน บันทึกส่วนตัว ดูบันทึก notes my_notes""",
    "brokers": """ผู้เชื่อมประสาน brokers""",
    "papers": """เอกสาร ขอเอกสาร ดูเอกสาร ขอดูเอกสาร เอกสารทั้งหมด เอกสารหน่อย ขอเอกสารหน่อย ขอไฟล์ ขอไฟล์เอกสาร
        papers paper documents document""",
    "board": """หน้าเว็บ หน้าภาพรวม ดูหน้าเว็บ เปิดหน้าเว็บ ขอหน้าเว็บ ขอดูหน้าเว็บ เปิดหน้าภาพรวม ขอดูหน้าภาพรวม
        board web_page open_web_page""",
    "partners": """องค์กรภาคี partners""",
    "timing": """เวลา เวลาและการเตือน times""",
    "askremind": """เวลาเตือน เลือกเวลาเตือน เปลี่ยนเวลาเตือน reminder_time""",
    "snooze": """พัก_3_วัน พัก_๓_วัน พักการเตือน rest_for_3_days""",
    "noreminders": """ไม่ต้องเตือน ไม่ต้องเตือนแล้ว หยุดเตือน no_reminders""",
    "handin": """ส่งคำตอบ ส่ง ส่งเลย ยืนยันส่ง ยืนยันส่งคำตอบ ส่งคำตอบเลย handin hand_in
        submit""",
    "switch": """สลับภาคี เปลี่ยนภาคี สลับ เลือกภาคี switch switch_partnership""",
    "sending": """ค่าส่ง ดูค่าส่ง ขอดูค่าส่ง ค่าส่งข้อความ ดูค่าส่งข้อความ โควตาข้อความ ส่งที่ค้าง
        sending quota""",
    "linkgroup": """เชื่อมกลุ่ม ขอเชื่อมกลุ่ม เชื่อมกลุ่มอื่น เชื่อมอีกกลุ่ม เชื่อมกลุ่มเพิ่ม เพิ่มกลุ่ม
        link_group link_a_group""",
    "linkme": """เชื่อมแอป เชื่อมแอพ ขอเชื่อมแอป เชื่อมอีกแอป เชื่อมแอปอื่น เชื่อมไลน์ เชื่อมบัญชี
        link_app link_my_app""",
    "elect": """เลือกผู้เชื่อมประสาน เลือกผู้เชื่อมประสานใหม่ ขอเลือกผู้เชื่อมประสาน elect elect_a_broker""",
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
    for bare in _bare(text):
        if bare.startswith(_GREETINGS) and at_most(bare, LONGEST_GREETING):
            return "start"
        if found := _MEANS.get(_compact(bare)):
            return found
        if _WITHDRAWS.fullmatch(_compact(bare)):
            return "erase"
    return None


def _bare(text: str) -> Iterator[str]:
    """Without case, signs and blanks at the ends; then without one polite word after the other."""
    plain = _AFTER.sub("", _BEFORE.sub("", tidy(text).casefold()))
    yield from (_AFTER.sub("", less) for less in ever_less_polite(plain))


# ── in a group ───────────────────────────────────────────────────────────────

IN_GROUP = {
    "summary": "สรุป ขอสรุป ดูสรุป ขอดูสรุป summary",
    "elect": "เลือกผู้เชื่อมประสาน เลือกผู้เชื่อมประสานใหม่",
    "status": "สถานะ ดูสถานะ ขอดูสถานะ ขั้นตอน status",
    "promises": "คำมั่น ดูคำมั่น ขอดูคำมั่น promises",
    "agreements": "ข้อตกลง ดูข้อตกลง ขอดูข้อตกลง agreements",
}
"""command → the texts that mean it in a group, where people talk to each other: no more than these."""

_JOINS = frozenset(["เข้าร่วม", "ขอเข้าร่วม", "ขอคำเชิญ", "ขอปุ่มเข้าร่วม", "join"])
"""What is said to the bot, in a group, by whoever looks for the way in."""
_MEANS_IN_GROUP = {word: name for name, words in IN_GROUP.items() for word in words.split()}
_STAGE = re.compile(
    r"(เปิด|ปิด|open|close)?\s*(?:ขั้นตอนที่|ขั้นตอน|ขั้นที่|ขั้น|stage)\s*(\d{1,2})\s*(เปิด|ปิด|open|close)?"
)
CLOSE = frozenset({"ปิด", "close"})
"""What stands with a stage's number to close its round."""
_AGREED = re.compile(r"(?:/?ข้อตกลงร่วม|/agreed)(?:\s*[:：]|\s)\s*(.*)", re.DOTALL | re.IGNORECASE)


class GroupCommand(NamedTuple):
    """What is asked for in a group, as a command and what stands behind it."""

    name: str
    """summary | status | promises | agreements | stage | agreed."""
    argument: str = ""


def in_group(text: str) -> GroupCommand | None:
    """The command that the whole of a text in a group means, or None: then nobody spoke to the bot.

    "ขั้น ๓" and "Stage 3" open a stage or show it, "ขั้นที่ 3 ปิด" closes it; "ข้อตกลงร่วม …" is a line
    for the summary, kept as it was written.
    """
    if agreed := _AGREED.fullmatch(tidy(text)):
        return GroupCommand("agreed", agreed[1].strip())
    for bare in _bare(text):
        if stage := _STAGE.fullmatch(arabic(bare)):
            closes = bool({stage[1], stage[3]} & CLOSE)
            return GroupCommand("stage", f"{stage[2]} close" if closes else stage[2])
        if name := _MEANS_IN_GROUP.get(_compact(bare)):
            return GroupCommand(name)
    return None


def to_bot(text: str) -> GroupCommand:
    """The command that is meant by what is said in a group to the bot: any word for one, else help."""
    if any(_compact(bare) in _JOINS for bare in _bare(text)):
        return GroupCommand("start")
    return in_group(text) or GroupCommand(command(text) or "help")


_PAPER = re.compile(
    r"(?:ขอ|ดู|ขอดู)?\s*(?:เอกสาร|papers?)\s*(?:ของ)?\s*(?:ขั้นตอนที่|ขั้นตอน|ขั้นที่|ขั้น|(?:of\s+)?stage)?\s*(\d{1,2})"
)


def paper_of_stage(text: str) -> str:
    """The number of the stage whose paper a text asks for ("เอกสารขั้น ๔"), "" if it asks for none."""
    found = (_PAPER.fullmatch(arabic(bare)) for bare in _bare(text))
    return next((number[1] for number in found if number), "")


_COURTESIES = frozenset({
    "สวัสดี", "หวัดดี", "โอเค", "ok", "okay", "hi", "hello", "ขอบคุณ", "ขอบใจ", "ได้", "ตกลง",
    "ครับ", "ค่ะ", "คะ", "จ้ะ", "จ้า", "ครับผม", "อืม", "ดี", "thanks", "thankyou",
})  # fmt: skip
"""What people write out of politeness; it is no name."""

_CONSENTING = frozenset({"ยินยอม", "ยินยอมแล้ว", "ไม่ยินยอม", "ยอมรับ", "ยอมรับแล้ว", "อ่านแล้ว", "ย้อนกลับ", "เมนู"})


def consenting(text: str) -> bool:
    """Whether a text belongs to the question of consent, or is a way out: it is no name."""
    return any(_compact(bare) in _CONSENTING for bare in _bare(text))


_SIGNS = re.compile(r"[^\w\u0e30-\u0e4e]+$")


def courtesy(text: str) -> bool:
    """Whether a text is nothing but a greeting, a thank-you, a polite word or a sign such as a thumb."""
    plain = _SIGNS.sub("", tidy(text))
    if not plain:
        return any(category(c) == "So" for c in text)
    return any(_compact(bare) in _COURTESIES for bare in _bare(plain))


_ASKS = re.compile(
    r"(?:ขอ|อยาก)(?:สอบ)?ถาม.*|(?:ผม|ฉัน|ดิฉัน|หนู|เรา|ยัง)*ไม่(?:ค่อย)?เข้าใจ(?:คำถาม|ข้อนี้|ว่าถามอะไร|ที่ถาม|เลย)*"
    r"|(?:.*)(?:ไหม|มั้ย|หรือเปล่า|รึเปล่า|กี่โมง|เมื่อไหร่|หมายความว่าอะไร|หมายถึงอะไร|แปลว่าอะไร|คืออะไร)"
    r"|(?:i )?(?:do not|don't|dont) understand.*|what do you mean.*"
)
LONGEST_ASKING = 60
"""Clusters: what is longer tells something, though it may end in a question."""


def asks_something(text: str) -> bool:
    """Whether a short text asks a question, or says that one is not understood: perhaps to us, and no answer."""
    return at_most(text, LONGEST_ASKING) and any(_ASKS.fullmatch(bare) for bare in _bare(text))


_LAST_POLITE = re.compile(
    r"(?:\s*(?:ครับผม|ครับ|คร้าบ|ค่ะ)|(?<=นะ)(?:คะ|จ้ะ|จ๊ะ)|\s+(?:คับ|ค้าบ|คะ|จ้ะ|จ๊ะ|จ้า))[\s.!…]*$"
)
"""Particles at the end of a text; those that other words end in ("บังคับ") only after a blank."""


def without_courtesy(text: str) -> str:
    """A typed name or line without the polite words at its end, which are said to the bot."""
    plain = tidy(text)
    while (less := _LAST_POLITE.sub("", plain)) != plain:
        plain = less.removesuffix(" นะ")
    return plain


_NOTHING_TO_CORRECT = re.compile(
    "(?:ไม่มีอะไร(?:ที่)?(?:จะ)?(?:ต้อง|ให้|ขอ)?แก้(?:ไข)?|ไม่(?:ต้อง|ขอ|อยาก)?แก้(?:ไข)?(?:อะไร)?|ไม่มี(?:อะไร)?"
    "|nothing(?:tocorrect)?)(?:แล้ว|เพิ่มเติม|เพิ่ม|เลย)*"
)


def nothing_to_correct(text: str) -> bool:
    """Whether a text, where one is asked what to correct, says that there is nothing (any more)."""
    return any(_NOTHING_TO_CORRECT.fullmatch(_compact(bare)) for bare in _bare(text))


_CONSULTED = re.compile("(?P<later>ยังไม่ได้|ยังไม่)?(?:ถาม|คุย|หารือ|ปรึกษา|ยืนยัน)(?:กัน)?(?P<all>แล้ว)?(?:เลย)?")


def consulted(text: str) -> str:
    """What a text says of the consultation about a provisional answer: "all" (done), "later" (not yet), or ""."""
    for bare in _bare(text):
        said = _CONSULTED.fullmatch(_compact(bare))
        if said and bool(said["later"]) != bool(said["all"]):
            return "later" if said["later"] else "all"
    return ""


_STAYS = re.compile(
    "(?:ขอ|เอา|ให้)?(?:คง(?:ไว้|เดิม|คำตอบเดิม|ตามเดิม)?(?:เหมือนเดิม)?|(?:เหมือน|ของ|ตาม|อัน)เดิม|ไม่(?:ต้อง|ขอ)?(?:แก้ไข|แก้|เปลี่ยน))"
    "(?:แล้ว|เลย|ไว้)*|keep(?:it)?|unchanged|asitis"
)


def stays_as_it_is(text: str) -> bool:
    """Whether a text, under an old answer that was opened again, says that it is to stay."""
    return any(_STAYS.fullmatch(_compact(bare)) for bare in _bare(text))


_RIGHT = re.compile("(?:ข้อมูล|ทุกข้อ)?ถูก(?:ต้อง)?(?:แล้ว|หมด|ทุกข้อ|ครบ)*|correct|allright|thatsright")


def all_right(text: str) -> bool:
    """Whether a text, under one's answers read back, says that they are right."""
    return any(_RIGHT.fullmatch(_compact(bare)) for bare in _bare(text))


_WITHDRAWS = re.compile(
    "(?:ผม|ฉัน|ดิฉัน|หนู|เรา)?(?:ขอ|อยาก|ช่วย|ต้องการ|โปรด|กรุณา|ให้|บอต)*(?:"
    "(?:ถอน|ยกเลิก|เพิกถอน)(?:การ|คำ|ความ)?ยินยอม"
    "|ไม่ยินยอม(?:ให้(?:ใช้|เก็บ)ข้อมูล)?แล้ว|ไม่ยินยอมให้(?:ใช้|เก็บ)ข้อมูล"
    "|(?:ลบ|เลิกเก็บ|หยุดเก็บ|เลิกใช้|หยุดใช้)ข้อมูล(?:ส่วนตัว)?(?:ของ)?(?:ผม|ฉัน|ดิฉัน|หนู|เรา|ตัวเอง)?"
    ")(?:ด้วย|เลย|ที|ให้|หน่อย|ทั้งหมด|แล้ว)*"
)
"""The whole of a text by which somebody withdraws; never kept as an answer that others read."""
_TAKES_OUT = re.compile(
    r"(?:ขอ|ช่วย)?(?:ลบ|ตัด|เอา|remove|delete)(?:ข้อ|รายการ|อัน|item|number)?(?:ที่)?(\d{1,2})(ออก|ทิ้ง|ไป|ด้วย|หน่อย|ที)*"
)


def takes_out(text: str) -> int:
    """The number of the line that a text asks to take out of a list ("ลบข้อ ๒", "เอาข้อ 2 ออก"), 0 if none."""
    for bare in _bare(text):
        found = _TAKES_OUT.fullmatch(_compact(arabic(bare)))
        if found and (found[2] or not _compact(bare).startswith("เอา")):
            return int(found[1])
    return 0


_HAVING = frozenset({"มี", "ไม่มี", "none"})


def having(text: str) -> bool:
    """Whether a text says that there is something, or nothing: an answer, where a mere "no" is none."""
    return any(_compact(bare) in _HAVING for bare in _bare(text))
