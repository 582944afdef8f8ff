"""Dates as people type them, seen from Sunday 22 November 2026 (พ.ศ. 2569)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import two_digit_year, written
from bot.core.dates import Dates, read_date

TODAY = date(2026, 11, 22)
EXACT = """15/1/2570|15/1/70|๑๕/๑/๒๕๗๐|๑๕/๑/๗๐|2027-01-15|2570-01-15|15-1-2570|15.1.2570|15/01/2027
15/1/27|15 / 1 / 2570|วันที่ 15/1/2570|15/1/2570 ค่ะ|2027/1/15"""
WORDS = {
    "15 มกราคม 2570": "2027-01-15",
    "15 มกราคม พ.ศ. 2570": "2027-01-15",
    "๑๕ มี.ค. ๖๘": "2025-03-15",
    "15 มีนาคม 2568": "2025-03-15",
    "15 ม.ค. 2570": "2027-01-15",
    "15 มค 70": "2027-01-15",
    "15ม.ค.70": "2027-01-15",
    "วันที่ 15 เดือนมกราคม พ.ศ. 2570": "2027-01-15",
    "วันศุกร์ที่ 15 มกราคม 2570": "2027-01-15",
    "15 มกรา": "2027-01-15",
    "1 พฤศจิกายน": "2027-11-01",
    "5 ธันวา 69": "2026-12-05",
    "15/1": "2027-01-15",
    "15 1 2570": "2027-01-15",
    "15012570": "2027-01-15",
    "1/15/2027": "2027-01-15",
    "ประมาณวันที่ 15 มกราคม 2570 ค่ะ": "2027-01-15",
    "15 มกราคม 09.00 น.": "2027-01-15",
    "29 ก.พ. 2571": "2028-02-29",
    "15 Jan 2027": "2027-01-15",
    "Jan 15, 2027": "2027-01-15",
    "15th of January 2027": "2027-01-15",
    "พรุ่งนี้": "2026-11-23",
    "มะรืนนี้": "2026-11-24",
    "เมื่อวานนี้": "2026-11-21",
    "เมื่อวานซืน": "2026-11-20",
    "วันนี้": "2026-11-22",
    "วันศุกร์": "2026-11-27",
    "วันศุกร์หน้า": "2026-11-27",
    "วันอาทิตย์หน้า": "2026-11-29",
    "สิ้นเดือน": "2026-11-30",
    "สิ้นเดือนหน้า": "2026-12-31",
    "สิ้นปี": "2026-12-31",
    "ภายในสิ้นปีนี้": "2026-12-31",
    "สิ้นปีงบประมาณ 2570": "2027-09-30",
    "วันที่ 5 เดือนหน้า": "2026-12-05",
    "วันที่ 15": "2026-12-15",
    "อีก 2 อาทิตย์": "2026-12-06",
    "อีกสองสัปดาห์": "2026-12-06",
    "อีก 3 เดือน": "2027-02-22",
    "อีก 45 วัน": "2027-01-06",
    "tomorrow": "2026-11-23",
    "in 3 weeks": "2026-12-13",
    "2 weeks from now": "2026-12-06",
    "end of next month": "2026-12-31",
    "end of January 2027": "2027-01-31",
}
SPANS = {
    "ต้นเดือนหน้า": "2026-12-01 2026-12-10",
    "กลางเดือนมีนาคม": "2027-03-11 2027-03-20",
    "ปลายเดือนนี้": "2026-11-21 2026-11-30",
    "เดือนหน้า": "2026-12-01 2026-12-31",
    "มีนาคม 2570": "2027-03-01 2027-03-31",
    "มี.ค. 70": "2027-03-01 2027-03-31",
    "เดือน 3 ปี 2570": "2027-03-01 2027-03-31",
    "ไตรมาส 3": "2027-07-01 2027-09-30",
    "ไตรมาส 1 ปี 2570": "2027-01-01 2027-03-31",
    "ไตรมาส 2 ปีงบประมาณ 2570": "2027-01-01 2027-03-31",
    "ไตรมาส 1 ปีงบประมาณ 2570": "2026-10-01 2026-12-31",
    "ปีงบประมาณ 2569": "2025-10-01 2026-09-30",
    "ปีงบ 70": "2026-10-01 2027-09-30",
    "อาทิตย์หน้า": "2026-11-23 2026-11-29",
    "สัปดาห์หน้า": "2026-11-23 2026-11-29",
    "ปีหน้า": "2027-01-01 2027-12-31",
    "ต้นปี 2570": "2027-01-01 2027-03-31",
    "2570": "2027-01-01 2027-12-31",
    "15-20 มกราคม 2570": "2027-01-15 2027-01-20",
    "1 ม.ค. - 30 มิ.ย. 2570": "2027-01-01 2027-06-30",
    "มกราคม-มีนาคม 2570": "2027-01-01 2027-03-31",
    "15/1/2570 - 20/1/2570": "2027-01-15 2027-01-20",
    "January 2027": "2027-01-01 2027-01-31",
    "next month": "2026-12-01 2026-12-31",
    "early January": "2027-01-01 2027-01-10",
    "Q3 2027": "2027-07-01 2027-09-30",
}
NOTHING = """|ครับ|ยังไม่ทราบ|ทุกวันศุกร์|ทุกเดือน|every friday|31/2/2570|29 ก.พ. 2570|99/99/9999
0/0/0000|หลังสงกรานต์|เร็ว ๆ นี้|50,000|32 มกราคม 2570|15/13/9999|อีก 99999999 วัน"""


def _days(days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in days.split())


@pytest.mark.parametrize("typed", EXACT.replace("\n", "|").split("|"))
def test_digits_with_a_year_are_exact(typed: str) -> None:
    assert read_date(typed, TODAY) == Dates((date(2027, 1, 15),), exact=True)


@pytest.mark.parametrize(("typed", "day"), WORDS.items())
def test_words_are_read_and_never_exact(typed: str, day: str) -> None:
    assert read_date(typed, TODAY) == Dates(_days(day), exact=False)


@pytest.mark.parametrize(("typed", "ends"), SPANS.items())
def test_spans_give_first_and_last_day(typed: str, ends: str) -> None:
    assert read_date(typed, TODAY) == Dates(_days(ends), exact=False, span=True)


@pytest.mark.parametrize("typed", NOTHING.replace("\n", "|").split("|"))
def test_no_date(typed: str) -> None:
    assert read_date(typed, TODAY) is None


def test_next_friday_is_taken_both_ways() -> None:
    tuesday = date(2026, 11, 24)
    assert read_date("next Friday", tuesday) == Dates(_days("2026-11-27 2026-12-04"), exact=False)
    assert read_date("วันศุกร์หน้า", tuesday) == Dates(_days("2026-12-04"), exact=False)


@pytest.mark.parametrize(
    ("typed", "year"), [(70, 2027), (69, 2026), (26, 2026), (27, 2027), (68, 2025), (50, 2007)]
)
def test_two_digits_mean_the_nearest_year(typed: int, year: int) -> None:
    assert two_digit_year(typed, TODAY) == year


LONG = [
    *["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"],
    *["กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"],
]
SHORT = [
    *["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."],
    *["ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
]
ENGLISH = [
    *["January", "February", "March", "April", "May", "June"],
    *["July", "August", "September", "October", "November", "December"],
]


@given(st.dates(date(2001, 1, 1), date(2060, 12, 31)))
def test_every_way_of_writing_a_day_is_read(day: date) -> None:
    d, m, be = day.day, day.month, day.year + 543
    ways = [
        f"{d} {LONG[m - 1]} {be}",
        f"{d} {SHORT[m - 1]} {be}",
        f"{d} {ENGLISH[m - 1]} {day.year}",
    ]
    ways += [f"{ENGLISH[m - 1][:3]} {d}, {day.year}", f"วันที่ {d} เดือน{LONG[m - 1]} พ.ศ. {be}"]
    ways += [w.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) for w in ways]
    for way in ways:
        assert read_date(way, TODAY) == Dates((day,), exact=False), way
    for way in (f"{d}/{m}/{be}", f"{d:02}/{m:02}/{day.year}", day.isoformat(), f"{d}.{m}.{be}"):
        assert read_date(way, TODAY) == Dates((day,), exact=True), way
    assert written(day, "th") == ways[0]
    assert written(day, "th", "short") == ways[1]
    assert written(day, "en") == ways[2]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.text(max_size=40))
def test_any_text_is_read_or_not(today: date, text: str) -> None:
    dates = read_date(text, today)
    assert dates is None or list(dates.candidates) == sorted(dates.candidates)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from([*WORDS, *SPANS]))
def test_no_day_of_the_year_upsets_a_reading(today: date, typed: str) -> None:
    dates = read_date(typed, today)
    assert dates is not None
    assert all(day >= today - timedelta(days=20 * 366) for day in dates.candidates)
