"""Dates as Thai people type them (THAI.md).

Only digits with a year are exact (15/1/2570, 2027-01-15). A date read out of words is shown back
before it is kept; a span (ต้นเดือนหน้า, ไตรมาส 3) is shown as its first and its last day.
Years are พ.ศ. or ค.ศ. as their size tells; fiscal years are those of Thailand, from 1 October.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.calendar import full_year, two_digit_year
from bot.core.numbers import read_number
from bot.core.text import arabic, tidy, without_particles
from bot.core.time_words import brought_together

MOST_LETTERS = 120
"""A longer text is no date, whatever months stand in it."""
FARTHEST = 3660
"""Days: "in n days" is read up to ten years ahead."""

Days = tuple[date, ...]
"""One day, or the first and the last of a span; () where the text names a day that does not exist."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What a text was read as. Several candidates: all its meanings, or the two ends of a span."""

    candidates: Days
    exact: bool
    """Digits with a year: no need to ask back."""
    span: bool = False


def read_date(text: str, today: date) -> Dates | None:
    """The date that `text` names, seen from `today` (a day in Thailand), or None."""
    plain = without_particles(arabic(tidy(text)).lower())
    if len(plain) > MOST_LETTERS or re.search(r"ทุก|\bevery\b|\beach\b", plain):
        return None
    exact = _DIGITS.fullmatch(re.sub(r"^(?:วันที่|ที่)\s*", "", plain))
    if exact:
        day = _by_digits(exact, today)
        swapped = None if day else _month_first(exact, today)
        return _dates(day or swapped, exact=bool(day))
    text = brought_together(plain)
    two_ways = re.search(r"\bnext \{w", text) is not None
    return _dates(_in_words(text, today), exact=False, two_ways=two_ways)


def _dates(days: Days | None, *, exact: bool, two_ways: bool = False) -> Dates | None:
    if not days:
        return None
    days = tuple(dict.fromkeys(days))
    return Dates(days, exact, span=len(days) > 1 and not two_ways)


def _in_words(text: str, today: date) -> Days | None:
    return _two_dates(text, today) or _one_of(text, today)


_TO = re.compile(r"\s*(?:–|—|ถึง|\bto\b|(?<=\s)-(?=\s)|(?<=[\s\w.}])-(?=[\s\d{]))\s*")


def _two_dates(text: str, today: date) -> Days | None:
    """From a date to a date. The first may leave out what the second says: 1 - 5 มกราคม 2570."""
    parts = [part.strip() for part in _TO.split(text)]
    if len(parts) != 2 or not all(re.search(r"\d", part) for part in parts):
        return None
    year = re.search(r"\{m\d+\} ?(\d{4}|\d{2})$", parts[1])
    first = parts[0]
    if re.fullmatch(r"\D*\d{1,2}", first):
        month = re.search(r"\{m\d+\}.*", parts[1])
        first = f"{first} {month[0]}" if month else first
    elif year and re.search(r"\{m\d+\}$", first):
        first = f"{first} {year[1]}"
    ends = [_one_of(part, today) for part in (first, parts[1])]
    if ends[0] and ends[1] and ends[0][0] <= ends[1][-1]:
        return (ends[0][0], ends[1][-1])
    return None


def _one_of(text: str, today: date) -> Days | None:
    return next((days for read in _READERS if (days := read(text, today)) is not None), None)


# ── digits ───────────────────────────────────────────────────────────────────

_DIGITS = re.compile(
    r"(?P<d>\d{1,2})\s*(?P<s>[/.-])\s*(?P<m>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4}|\d{2})"
    r"|(?P<iy>\d{4})(?P<is>[-/])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})"
)
_DIGITS_INSIDE = re.compile(rf"(?<![\d/.-])(?:{_DIGITS.pattern})(?![\d/-])")
_ALL_BLANKS = re.compile(r"(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>\d{4}|\d{2})")
_RUN_ON = re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})")
_NO_YEAR = re.compile(r"(?:วัน)?(?:ที่)?\s*(\d{1,2})\s*[/-]\s*(\d{1,2})")


def _day(year: int | None, month: int, day: int) -> Days:
    try:
        return (date(year, month, day),) if year else ()
    except ValueError:
        return ()


def _year(typed: str, today: date) -> int | None:
    return full_year(int(typed)) if len(typed) == 4 else two_digit_year(int(typed), today)


def _by_digits(found: re.Match[str], today: date) -> Days:
    parts = found.groupdict()
    if parts.get("iy"):
        return _day(_year(parts["iy"], today), int(parts["im"]), int(parts["id"]))
    return _day(_year(parts["y"], today), int(parts["m"]), int(parts["d"]))


def _month_first(found: re.Match[str], today: date) -> Days:
    """1/15/2027, as some keyboards and Americans write it; never exact."""
    return _day(_year(found["y"], today), int(found["d"]), int(found["m"])) if found["y"] else ()


def _digits_inside(text: str, today: date) -> Days | None:
    found = _ALL_BLANKS.fullmatch(text) or _RUN_ON.fullmatch(text) or _DIGITS_INSIDE.search(text)
    return _by_digits(found, today) if found else None


def _no_year(text: str, today: date) -> Days | None:
    found = _NO_YEAR.fullmatch(text)
    return _coming(int(found[2]), int(found[1]), today) if found else None


def _coming(month: int, day: int, today: date) -> Days:
    """The next such day from today on."""
    this = _day(today.year, month, day)
    return this if this and this[0] >= today else _day(today.year + 1, month, day)


# ── named months ─────────────────────────────────────────────────────────────

_YEAR = r"(?:(\d{4}|\d{2})(?!\d|[:.]\d|\s*(?:น\b|น\.|นาฬิกา|โมง|วัน|คน)))?"
_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})\s*\{{m(\d+)\}}[\s,']*{_YEAR}")
_MONTH_DAY = re.compile(r"\{m(\d+)\}\s*(\d{1,2})(?![\d:])(?:[\s,]+(\d{4})(?!\d))?")
_MONTH = re.compile(rf"\{{m(\d+)\}}[\s,']*{_YEAR}")


def _day_month(text: str, today: date) -> Days | None:
    found = _DAY_MONTH.search(text)
    return _named(found[2], found[1], found[3], today) if found else None


def _month_day(text: str, today: date) -> Days | None:
    """January 15, 2027. In Thai a number after the month is a year: มกราคม 70 stays for `_month`."""
    found = _MONTH_DAY.search(text)
    if not found or int(found[2]) > 31 or (not found[3] and int(found[2]) > 12 and _thai(text)):
        return None
    return _named(found[1], found[2], found[3], today)


def _thai(text: str) -> bool:
    return bool(re.search("[ก-๎]", text))


def _named(month: str, day: str, year: str | None, today: date) -> Days:
    if year:
        return _day(_year(year, today), int(month), int(day))
    return _coming(int(month), int(day), today)


def _month(text: str, today: date) -> Days | None:
    found = _MONTH.search(text)
    if not found:
        return None
    month = int(found[1])
    year = _year(found[2], today) if found[2] else today.year + (month < today.month)
    return _within_month(year, month, text) if year else None


def _within_month(year: int, month: int, text: str) -> Days:
    """The month, or the part of it that `text` names."""
    last = _last_day(year, month)
    parts: dict[str, Days] = {
        "ต้น": (date(year, month, 1), date(year, month, 10)),
        "กลาง": (date(year, month, 11), date(year, month, 20)),
        "ปลาย": (date(year, month, 21), last),
        "สิ้น": (last,),
    }
    return parts.get(_part(text), (date(year, month, 1), last))


def _part(text: str) -> str:
    found = re.search("ต้น|กลาง|ปลาย|สิ้น", text)
    return found[0] if found else ""


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


# ── quarters and fiscal years ────────────────────────────────────────────────

_QUARTER = re.compile(r"ไตรมาส\s*(?:ที่\s*)?([1-4]|แรก|สุดท้าย)(?:\D*(\d{4}|\d{2})(?!\d))?")
_FISCAL = re.compile(r"งบ(?:ประมาณ)?\s*(?:(\d{4}|\d{2})(?!\d)|(หน้า)|(นี้))")


def _quarter(text: str, today: date) -> Days | None:
    """A quarter of the calendar year, or of the fiscal year where ปีงบประมาณ is said."""
    found = _QUARTER.search(text)
    if not found:
        return None
    number = {"แรก": 1, "สุดท้าย": 4}.get(found[1]) or int(found[1])
    start = 3 * number - 2 - (3 if "งบ" in text else 0)
    year = _year(found[2], today) if found[2] else today.year
    if year is None:
        return None
    first, last = _quarter_from(year, start)
    if not found[2] and last < today:
        first, last = _quarter_from(year + 1, start)
    return (last,) if "สิ้น" in text else (first, last)


def _quarter_from(year: int, month: int) -> tuple[date, date]:
    first = _months_on(date(year, 1, 1), month - 1)
    return first, _months_on(first, 3) - timedelta(days=1)


def _fiscal_year(text: str, today: date) -> Days | None:
    found = _FISCAL.search(text)
    if not found:
        return None
    now = today.year + (today.month >= 10)
    year = _year(found[1], today) if found[1] else now + bool(found[2])
    if year is None:
        return None
    first, last = date(year - 1, 10, 1), date(year, 9, 30)
    parts: dict[str, Days] = {
        "ต้น": (first, date(year - 1, 12, 31)),
        "ปลาย": (date(year, 7, 1), last),
        "สิ้น": (last,),
    }
    return parts.get(_part(text), (first, last))


# ── seen from today ──────────────────────────────────────────────────────────

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


def _near(text: str, today: date) -> Days | None:
    days = next((n for word, n in _NEAR if word in text), None)
    return None if days is None else (today + timedelta(days=days),)


def _ahead(text: str, today: date) -> Days | None:
    found = _AHEAD.search(text)
    if not found:
        return None
    word, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    if word == "ครึ่ง":
        return {"เดือน": (today + timedelta(days=15),), "ปี": (_months_on(today, 6),)}.get(unit)
    number = read_number(word)
    if not number or number.value % 1 or not 0 < number.value <= FARTHEST:
        return None
    count = int(number.value)
    if unit in ("เดือน", "ปี"):
        months = count * (12 if unit == "ปี" else 1)
        return (_months_on(today, months),) if months * 30 <= FARTHEST else None
    return (today + timedelta(days=count * (1 if unit == "วัน" else 7)),)


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _last_day(year, month + 1).day))


def _which(text: str, unit: str) -> int | None:
    """0 for this week, month or year, 1 for the next, -1 for the last; None when none is named."""
    return next((n for word, n in _WHICH.items() if re.search(rf"{unit}\s*{word}", text)), None)


def _weekday(text: str, today: date) -> Days | None:
    """วันศุกร์: the coming one. วันศุกร์หน้า: that of next week. "Next Friday" is taken both ways."""
    found = _WEEKDAY.search(text)
    if not found:
        return None
    weekday = int(found[1])
    days = (weekday - today.weekday()) % 7
    coming = today + timedelta(days=days or (0 if "นี้" in text else 7))
    in_next_week = today + timedelta(days=7 - today.weekday() + weekday)
    if re.search(r"\bnext\b", text):
        return (coming, in_next_week)
    return (in_next_week,) if "หน้า" in text else (coming,)


def _week(text: str, today: date) -> Days | None:
    which = _which(text, "สัปดาห์")
    if which is None and not re.search("(?:ต้น|กลาง|ปลาย|สิ้น|สุด)สัปดาห์", text):
        return None
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (which or 0))
    parts = {"ต้น": (0, 1), "กลาง": (2, 2), "ปลาย": (3, 4), "สิ้น": (4, 4)}
    first, last = (5, 6) if "สุดสัปดาห์" in text else parts.get(_part(text), (0, 6))
    return (monday + timedelta(days=first), monday + timedelta(days=last))


def _relative_month(text: str, today: date) -> Days | None:
    which = _which(text, "เดือน")
    if which is None and not re.search("(?:ต้น|กลาง|ปลาย|สิ้น)เดือน", text):
        return None
    start = _months_on(today.replace(day=1), which or 0)
    numbered = re.search(r"(?:วัน)?ที่\s*(\d{1,2})(?!\d)", text)
    if numbered:
        return _day(start.year, start.month, int(numbered[1]))
    return _within_month(start.year, start.month, text)


def _relative_year(text: str, today: date) -> Days | None:
    named = re.fullmatch(r"(?:ภายใน|ใน|ช่วง)*\s*(?:ต้น|กลาง|ปลาย|สิ้น)?\s*(?:ปี)?\s*(\d{4})", text)
    named = named or re.search(r"ปี\s*'?(\d{4}|\d{2})(?!\d)", text)
    which = _which(text, "ปี")
    if which is None and not named and not re.search("(?:ต้น|กลาง|ปลาย|สิ้น)ปี", text):
        return None
    year = _year(named[1], today) if named else today.year + (which or 0)
    return _within_year(year, text) if year else None


def _within_year(year: int, text: str) -> Days:
    parts: dict[str, Days] = {
        "ต้น": (date(year, 1, 1), date(year, 3, 31)),
        "กลาง": (date(year, 5, 1), date(year, 8, 31)),
        "ปลาย": (date(year, 10, 1), date(year, 12, 31)),
        "สิ้น": (date(year, 12, 31),),
    }
    return parts.get(_part(text), (date(year, 1, 1), date(year, 12, 31)))


def _day_alone(text: str, today: date) -> Days | None:
    """วันที่ 15: of this month, or of the next when it is past."""
    found = re.fullmatch(r"(?:ภายใน)?\s*(?:วันที่|ที่|the )\s*(\d{1,2})(?:\s*นี้)?", text)
    if not found:
        return None
    start = today.replace(day=1)
    this = _day(start.year, start.month, int(found[1]))
    later = _months_on(start, 1)
    return this if this and this[0] >= today else _day(later.year, later.month, int(found[1]))


_READERS: tuple[Callable[[str, date], Days | None], ...] = (
    _digits_inside,
    _no_year,
    _day_month,
    _month_day,
    _quarter,
    _fiscal_year,
    _near,
    _ahead,
    _weekday,
    _week,
    _month,
    _relative_month,
    _relative_year,
    _day_alone,
)
