"""Thai and English words of time, brought to one form for `bot.core.dates`. Data and one function.

A month becomes {m1} to {m12}, a weekday {w0} (Monday) to {w6}; English turns of phrase become their
Thai ones, so that each way of naming a date is read in one place only.
"""

from __future__ import annotations

import re

_MONTHS = (
    "มกราคม|มกรา|ม.ค.|january|jan",
    "กุมภาพันธ์|กุมภาพัน|กุมภา|ก.พ.|february|feb",
    "มีนาคม|มีนา|มี.ค.|march|mar",
    "เมษายน|เมษา|เม.ย.|april|apr",
    "พฤษภาคม|พฤษภา|พ.ค.|may",
    "มิถุนายน|มิถุนา|มิ.ย.|june|jun",
    "กรกฎาคม|กรกฏาคม|กรกฎา|ก.ค.|july|jul",
    "สิงหาคม|สิงหา|ส.ค.|august|aug",
    "กันยายน|กันยา|ก.ย.|september|sept|sep",
    "ตุลาคม|ตุลา|ต.ค.|october|oct",
    "พฤศจิกายน|พฤษจิกายน|พฤศจิกา|พ.ย.|november|nov",
    "ธันวาคม|ธันวา|ธ.ค.|december|dec",
)
_WEEKDAYS = (
    "จันทร์|monday|mon",
    "อังคาร|tuesday|tue",
    "พุธ|wednesday|wed",
    "พฤหัสบดี|พฤหัสฯ|พฤหัส|thursday|thu",
    "ศุกร์|friday|fri",
    "เสาร์|saturday|sat",
    "อาทิตย์|sunday|sun",
)


def _pattern(words: str) -> str:
    return "|".join(_loose(word) for word in words.split("|"))


def _loose(word: str) -> str:
    """English words stand alone. A Thai abbreviation may lose its dots, but then only after a blank
    or a digit and before no Thai letter: กพ stands inside other words too.
    """
    if word.isascii():
        return rf"\b{word}\b\.?"
    if "." not in word:
        return word
    first, second = word.rstrip(".").split(".")
    return rf"{first}\s?\.\s?{second}\.?|(?<![^\d\s]){first}{second}\.?(?![ก-๎])"


_ENGLISH = (
    (r"\bday after tomorrow\b", "มะรืน"),
    (r"\btomorrow\b", "พรุ่งนี้"),
    (r"\byesterday\b", "เมื่อวาน"),
    (r"\btoday\b", "วันนี้"),
    (r"\b(?:the )?end of (?:the )?", "สิ้น "),
    (r"\b(?:early|(?:the )?(?:beginning|start) of)(?: the)? ", "ต้น "),
    (r"\bmid(?:dle of)?[ -](?:the )?", "กลาง "),
    (r"\blate ", "ปลาย "),
    (r"\b(?:fiscal year|fy)\s*", "ปีงบประมาณ "),
    (r"\b(?:quarter\s*|q)([1-4])\b", r"ไตรมาส \1"),
    (r"\bin (\w+) (day|week|month|year)s?\b", r"อีก \1 \2"),
    (r"\b(\w+) (day|week|month|year)s? from (?:now|today)\b", r"อีก \1 \2"),
    (r"อีก an? ", "อีก 1 "),
    (r"\bnext (week|month|year)\b", r"\1หน้า"),
    (r"\bthis (week|month|year)\b", r"\1นี้"),
    (r"\blast (week|month|year)\b", r"\1ที่แล้ว"),
    (r"\bdays?\b|day(?=[ก-๎])", "วัน"),
    (r"\bweekend\b", "สุดสัปดาห์"),
    (r"week", "สัปดาห์"),
    (r"month", "เดือน"),
    (r"\byear|year(?=[ก-๎])", "ปี"),
)
_THAI = (
    (r"พุทธศักราช|คริสต์ศักราช|[พค]\.?\s?ศ\.?(?=\s*\d)|\b(?:be|ce|ad)\b", " "),
    (r"เสาร์\s*-?\s*อาทิตย์", "สุดสัปดาห์"),
    (r"^(?=\d{1,3}\s*(?:วัน|สัปดาห์|อาทิตย์|เดือน)\s*(?:ครับ|ค่ะ|คะ|นะ)*$)", "อีก "),
    (r"อีก\s*(?=(?:วัน|สัปดาห์|อาทิตย์|เดือน|ปี)(?!\s*(?:ที่|หน้า|นี้)))", "อีก 1 "),
    (r"(?<!วัน)อาทิตย์(?=\s*(?:หน้า|นี้|ที่แล้ว|ข้างหน้า|จากนี้|ถัดไป))", "สัปดาห์"),
    (r"((?:ต้น|กลาง|ปลาย|สิ้น|อีก\s*[^\s]{1,8})\s*)อาทิตย์", r"\1สัปดาห์"),
    (r"(เดือน|ปี|สัปดาห์)(?:ที่ผ่านมา|ก่อน)", r"\1ที่แล้ว"),
    (r"(เดือน|ปี|สัปดาห์)ถัดไป", r"\1หน้า"),
    (r"(ต้น|กลาง|ปลาย|สิ้น) ?(?:ๆ ?)?(?=เดือน|ปี|สัปดาห์)", r"\1"),
)
_NUMBERED = (
    *((_pattern(words), f"{{m{n}}}") for n, words in enumerate(_MONTHS, 1)),
    *((_pattern(words), f"{{w{n}}}") for n, words in enumerate(_WEEKDAYS)),
    (r"(?<!อีก )(?<!อีก)เดือน\s*(?:ที่\s*)?(1[0-2]|0?[1-9])(?!\d)", r"{m\1}"),
    (r"\{m0", "{m"),
    (r"(?:ของ)?เดือน\s*(?=\{m)", " "),
    (r"(\{m\d+\})\s*,?\s*(?:ของ)?ปี\s*(?=\d)", r"\1 "),
    (r"(?<=\d)(?:st|nd|rd|th)\b(?: of)?", " "),
)
_REPLACEMENTS = [(re.compile(found), put) for found, put in (*_ENGLISH, *_THAI, *_NUMBERED)]


def brought_together(text: str) -> str:
    """`text` (tidied, in small letters, with Arabic digits) with its words of time in one form."""
    for found, put in _REPLACEMENTS:
        text = found.sub(put, text)
    return re.sub(r"\s+", " ", text).strip()
