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

from bot.core.calendar import months_on, typed_year
from bot.core.relative_dates import (
    Days,
    ahead,
    coming,
    day_alone,
    day_of,
    near,
    part_of,
    relative_month,
    relative_year,
    week,
    weekday,
    within_month,
)
from bot.core.text import arabic, tidy, without_particles
from bot.core.time_words import brought_together

MOST_LETTERS = 120
"""A longer text is no date, whatever months stand in it."""


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


def _by_digits(found: re.Match[str], today: date) -> Days:
    parts = found.groupdict()
    if parts.get("iy"):
        return day_of(typed_year(parts["iy"], today), int(parts["im"]), int(parts["id"]))
    return day_of(typed_year(parts["y"], today), int(parts["m"]), int(parts["d"]))


def _month_first(found: re.Match[str], today: date) -> Days:
    """1/15/2027, as some keyboards and Americans write it; never exact."""
    return (
        day_of(typed_year(found["y"], today), int(found["d"]), int(found["m"]))
        if found["y"]
        else ()
    )


def _digits_inside(text: str, today: date) -> Days | None:
    found = _ALL_BLANKS.fullmatch(text) or _RUN_ON.fullmatch(text) or _DIGITS_INSIDE.search(text)
    return _by_digits(found, today) if found else None


def _no_year(text: str, today: date) -> Days | None:
    found = _NO_YEAR.fullmatch(text)
    return coming(int(found[2]), int(found[1]), today) if found else None


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
        return day_of(typed_year(year, today), int(month), int(day))
    return coming(int(month), int(day), today)


def _month(text: str, today: date) -> Days | None:
    found = _MONTH.search(text)
    if not found:
        return None
    month = int(found[1])
    year = typed_year(found[2], today) if found[2] else today.year + (month < today.month)
    return within_month(year, month, text) if year else None


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
    year = typed_year(found[2], today) if found[2] else today.year
    if year is None:
        return None
    first, last = _quarter_from(year, start)
    if not found[2] and last < today:
        first, last = _quarter_from(year + 1, start)
    return (last,) if "สิ้น" in text else (first, last)


def _quarter_from(year: int, month: int) -> tuple[date, date]:
    first = months_on(date(year, 1, 1), month - 1)
    return first, months_on(first, 3) - timedelta(days=1)


def _fiscal_year(text: str, today: date) -> Days | None:
    found = _FISCAL.search(text)
    if not found:
        return None
    now = today.year + (today.month >= 10)
    year = typed_year(found[1], today) if found[1] else now + bool(found[2])
    if year is None:
        return None
    first, last = date(year - 1, 10, 1), date(year, 9, 30)
    parts: dict[str, Days] = {
        "ต้น": (first, date(year - 1, 12, 31)),
        "ปลาย": (date(year, 7, 1), last),
        "สิ้น": (last,),
    }
    return parts.get(part_of(text), (first, last))


_READERS: tuple[Callable[[str, date], Days | None], ...] = (
    _digits_inside,
    _no_year,
    _day_month,
    _month_day,
    _quarter,
    _fiscal_year,
    near,
    ahead,
    weekday,
    week,
    _month,
    relative_month,
    relative_year,
    day_alone,
)
