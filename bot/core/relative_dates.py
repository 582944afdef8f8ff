"""Dates said as seen from today (พรุ่งนี้, ศุกร์หน้า, สิ้นเดือน, อีก 3 เดือน), and parts of a month or year.

Each reader takes a text that `time_words.brought_together` has made and gives the days it names, ()
for a day that does not exist, or None when it finds nothing of its kind.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.core.calendar import last_day, months_on, typed_year
from bot.core.numbers import read_number

FARTHEST = 3660
"""Days: "in n days" is read up to ten years ahead."""

Days = tuple[date, ...]
"""One day, or the first and the last of a span; () where the text names a day that does not exist."""


def day_of(year: int | None, month: int, day: int) -> Days:
    try:
        return (date(year, month, day),) if year else ()
    except ValueError:
        return ()


def coming(month: int, day: int, today: date) -> Days:
    """The next such day from today on."""
    this = day_of(today.year, month, day)
    return this if this and this[0] >= today else day_of(today.year + 1, month, day)


def part_of(text: str) -> str:
    found = re.search("ต้น|กลาง|ปลาย|สิ้น", text)
    return found[0] if found else ""


def within_month(year: int, month: int, text: str) -> Days:
    """The month, or the part of it that `text` names."""
    last = last_day(year, month)
    parts: dict[str, Days] = {
        "ต้น": (date(year, month, 1), date(year, month, 10)),
        "กลาง": (date(year, month, 11), date(year, month, 20)),
        "ปลาย": (date(year, month, 21), last),
        "สิ้น": (last,),
    }
    return parts.get(part_of(text), (date(year, month, 1), last))


_NEAR = (
    ("มะรืน", 2),
    ("พรุ่งนี้", 1),
    ("วันพรุ่ง", 1),
    ("เมื่อวานซืน", -2),
    ("เมื่อวาน", -1),
    ("วานนี้", -1),
    ("วันนี้", 0),
)
_UNITS = "(วัน|สัปดาห์|อาทิตย์|เดือน|ปี)"
_AHEAD = re.compile(
    rf"อีก\s*(\d+|[ก-๎]{{2,12}}?|[a-z]+)\s*{_UNITS}"
    rf"|(\d+|[ก-๎]{{2,12}}?)\s*{_UNITS}\s*(?:ข้างหน้า|จากนี้)"
)
_WHICH = {"หน้า": 1, "นี้": 0, "ที่แล้ว": -1}
_WEEKDAY = re.compile(r"\{w(\d)\}")


def near(text: str, today: date) -> Days | None:
    days = next((n for word, n in _NEAR if word in text), None)
    return None if days is None else (today + timedelta(days=days),)


def ahead(text: str, today: date) -> Days | None:
    """"อีก 3 วัน", "in two weeks": so many days, weeks, months or years from today."""
    found = _AHEAD.search(text)
    if not found:
        return None
    word, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    if word == "ครึ่ง":
        return {"เดือน": (today + timedelta(days=15),), "ปี": (months_on(today, 6),)}.get(unit)
    number = read_number(word)
    if not number or number.value % 1 or not 0 < number.value <= FARTHEST:
        return None
    count = int(number.value)
    if unit in ("เดือน", "ปี"):
        months = count * (12 if unit == "ปี" else 1)
        return (months_on(today, months),) if months * 30 <= FARTHEST else None
    return (today + timedelta(days=count * (1 if unit == "วัน" else 7)),)


def _which(text: str, unit: str) -> int | None:
    """0 for this week, month or year, 1 for the next, -1 for the last; None when none is named."""
    return next((n for word, n in _WHICH.items() if re.search(rf"{unit}\s*{word}", text)), None)


def weekday(text: str, today: date) -> Days | None:
    """วันศุกร์: the coming one. วันศุกร์หน้า: that of next week. "Next Friday" is taken both ways."""
    found = _WEEKDAY.search(text)
    if not found:
        return None
    number = int(found[1])
    days = (number - today.weekday()) % 7
    coming = today + timedelta(days=days or (0 if "นี้" in text else 7))
    in_next_week = today + timedelta(days=7 - today.weekday() + number)
    if re.search(r"\bnext\b", text):
        return (coming, in_next_week)
    return (in_next_week,) if "หน้า" in text else (coming,)


def week(text: str, today: date) -> Days | None:
    which = _which(text, "สัปดาห์")
    if which is None and not re.search("(?:ต้น|กลาง|ปลาย|สิ้น|สุด)สัปดาห์", text):
        return None
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (which or 0))
    parts = {"ต้น": (0, 1), "กลาง": (2, 2), "ปลาย": (3, 4), "สิ้น": (4, 4)}
    first, last = (5, 6) if "สุดสัปดาห์" in text else parts.get(part_of(text), (0, 6))
    return (monday + timedelta(days=first), monday + timedelta(days=last))


def relative_month(text: str, today: date) -> Days | None:
    which = _which(text, "เดือน")
    if which is None and not re.search("(?:ต้น|กลาง|ปลาย|สิ้น)เดือน", text):
        return None
    start = months_on(today.replace(day=1), which or 0)
    numbered = re.search(r"(?:วัน)?ที่\s*(\d{1,2})(?!\d)", text)
    if numbered:
        return day_of(start.year, start.month, int(numbered[1]))
    return within_month(start.year, start.month, text)


def relative_year(text: str, today: date) -> Days | None:
    named = re.fullmatch(r"(?:ภายใน|ใน|ช่วง)*\s*(?:ต้น|กลาง|ปลาย|สิ้น)?\s*(?:ปี)?\s*(\d{4})", text)
    named = named or re.search(r"ปี\s*'?(\d{4}|\d{2})(?!\d)", text)
    which = _which(text, "ปี")
    if which is None and not named and not re.search("(?:ต้น|กลาง|ปลาย|สิ้น)ปี", text):
        return None
    year = typed_year(named[1], today) if named else today.year + (which or 0)
    return _within_year(year, text) if year else None


def _within_year(year: int, text: str) -> Days:
    parts: dict[str, Days] = {
        "ต้น": (date(year, 1, 1), date(year, 3, 31)),
        "กลาง": (date(year, 5, 1), date(year, 8, 31)),
        "ปลาย": (date(year, 10, 1), date(year, 12, 31)),
        "สิ้น": (date(year, 12, 31),),
    }
    return parts.get(part_of(text), (date(year, 1, 1), date(year, 12, 31)))


def day_alone(text: str, today: date) -> Days | None:
    """วันที่ 15: of this month, or of the next when it is past."""
    found = re.fullmatch(r"(?:ภายใน)?\s*(?:วันที่|ที่|the )\s*(\d{1,2})(?:\s*นี้)?", text)
    if not found:
        return None
    start = today.replace(day=1)
    this = day_of(start.year, start.month, int(found[1]))
    later = months_on(start, 1)
    return this if this and this[0] >= today else day_of(later.year, later.month, int(found[1]))
