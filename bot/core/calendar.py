"""Names of months, and dates as people write them: พ.ศ. in Thai, CE in English."""

from __future__ import annotations

from datetime import date, datetime, timedelta

BUDDHIST = 543
"""Years between the Buddhist era of Thailand and the common era."""

MONTHS = {
    "th": (
        ("มกราคม", "ม.ค."),
        ("กุมภาพันธ์", "ก.พ."),
        ("มีนาคม", "มี.ค."),
        ("เมษายน", "เม.ย."),
        ("พฤษภาคม", "พ.ค."),
        ("มิถุนายน", "มิ.ย."),
        ("กรกฎาคม", "ก.ค."),
        ("สิงหาคม", "ส.ค."),
        ("กันยายน", "ก.ย."),
        ("ตุลาคม", "ต.ค."),
        ("พฤศจิกายน", "พ.ย."),
        ("ธันวาคม", "ธ.ค."),
    ),
    "en": (
        ("January", "Jan"),
        ("February", "Feb"),
        ("March", "Mar"),
        ("April", "Apr"),
        ("May", "May"),
        ("June", "Jun"),
        ("July", "Jul"),
        ("August", "Aug"),
        ("September", "Sep"),
        ("October", "Oct"),
        ("November", "Nov"),
        ("December", "Dec"),
    ),
}
"""language → (long, short) for January to December."""


def written(day: date, language: str, style: str = "long") -> str:
    """`day` in words: 15 มกราคม 2570, 15 January 2027; "short": 15 ม.ค. 2570, 15 Jan 2027."""
    month = MONTHS[language][day.month - 1][1 if style == "short" else 0]
    year = day.year + BUDDHIST if language == "th" else day.year
    return f"{day.day} {month} {year}"


def two_digit_year(typed: int, today: date) -> int:
    """The year of the common era that two digits mean: 25yy BE or 20yy CE, whichever lies nearest
    to today (THAI.md).
    """
    return min(2500 + typed - BUDDHIST, 2000 + typed, key=lambda year: abs(year - today.year))


def full_year(typed: int) -> int | None:
    """The year of the common era that four digits mean; None when they mean no year of our time."""
    if 2400 <= typed <= 2700:
        return typed - BUDDHIST
    return typed if 1900 <= typed <= 2200 else None


def typed_year(typed: str, today: date) -> int | None:
    return full_year(int(typed)) if len(typed) == 4 else two_digit_year(int(typed), today)


def last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_day(year, month + 1).day))


WEEKDAYS = {
    "th": ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def on_weekday(day: date, language: str) -> str:
    """`day` in short words with its day of the week: ศ. 5 ก.พ. 2570, Fri 5 Feb 2027."""
    return f"{WEEKDAYS[language][day.weekday()]} {written(day, language, 'short')}"


BANGKOK = timedelta(hours=7)
"""Thailand is at UTC+7 all year; it has no daylight saving time."""


def today(at: datetime) -> date:
    """The calendar date in Thailand at a moment (an aware datetime in UTC)."""
    return (at + BANGKOK).date()
