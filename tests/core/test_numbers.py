"""Amounts as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.numbers import Number, read_number

EXACT = {
    "0": "0",
    "๐": "0",
    "5": "5",
    "50000": "50000",
    "50,000": "50000",
    "๕๐,๐๐๐": "50000",
    "50,000 บาท": "50000",
    "50000บาทถ้วน": "50000",
    "50,000.50": "50000.5",
    "1,500,000": "1500000",
    "5,000.-": "5000",
    "฿500": "500",
    "500 baht": "500",
    "50%": "50",
    "๘๐ %": "80",
    "ร้อยละ 50": "50",
    "33.333%": "33.333",
    "75 เปอร์เซ็นต์": "75",
    "50,000 บาท ค่ะ": "50000",
    " 12 ": "12",
}
IN_WORDS = {
    "5 หมื่น": "50000",
    "สองหมื่นบาท": "20000",
    "1.5 ล้าน": "1500000",
    "ไม่มี": "0",
    "ไม่มีเลยค่ะ": "0",
    "ยังไม่มีงบ": "0",
    "-": "0",
    "หกพันห้า": "6500 6005",
    "หมื่นห้า": "15000 10005",
    "แสนสอง": "120000 100002",
    "ร้อยห้า": "105 150",
    "สองล้านห้า": "2500000 2000005",
    "หมื่นนึง": "10000 11000 10001",
    "สองแสนห้าหมื่น": "250000",
    "3 หมื่น 5 พัน": "35000",
    "ห้าพันล้าน": "5000000000",
    "หนึ่งร้อยเอ็ด": "101",
    "50k": "50000",
    "1.5m": "1500000",
    "2 ลบ.": "2000000",
    "ครึ่งล้าน": "500000",
    "สองล้านครึ่ง": "2500000",
    "แสนครึ่ง": "150000",
    "15 หมื่น": "150000",
    "สองโหล": "24",
    "ประมาณ 5 หมื่นบาท": "50000",
    "สองหมื่นกว่าบาท": "20000",
    "ประมาณห้าคน": "5",
    "ให้ได้ ๓ แสนบาทครับ": "300000",
    "งบของเราคือ 50000 บาทต่อปี": "50000",
    "ปี 2570 ให้ 50000": "50000",
    "สามารถให้ 5 หมื่น": "50000",
    "50.000": "50000 50",
    "1.000.000": "1000000",
    "50 000": "50000",
    "5,5": "5.5 55",
    "1,00,000": "100000",
    "ห้าสิบบาทห้าสิบสตางค์": "50.5",
    "five thousand": "5000",
    "fifty thousand baht": "50000",
    "two hundred and fifty": "250",
    "twenty-five": "25",
    "a million": "1000000",
    "5 หมื่น หรือ 6 หมื่น": "50000 60000",
}
SPANS = {
    "2-3 หมื่น": "20000 30000",
    "๒-๓ หมื่น": "20000 30000",
    "สองสามหมื่น": "20000 30000",
    "สี่ห้าพัน": "4000 5000",
    "หมื่นสองหมื่น": "10000 20000",
    "20,000 - 30,000 บาท": "20000 30000",
    "5 หมื่น ถึง 1 แสน": "50000 100000",
    "5-6 แสน": "500000 600000",
    "10-15%": "10 15",
}
NOTHING = """|ครับ|ได้|สามารถ|เรียบร้อย|พันธมิตร|หลักแสน|หลายหมื่น|ครึ่งหนึ่ง|ok
081-234-5678|15/1/2570|ยังไม่ทราบ|1 2 3 4 5 6"""


def _values(written: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(v) for v in written.split())


@pytest.mark.parametrize(("typed", "value"), EXACT.items())
def test_digits_are_exact(typed: str, value: str) -> None:
    assert read_number(typed) == Number(_values(value), exact=True)


@pytest.mark.parametrize(("typed", "values"), IN_WORDS.items())
def test_words_are_read_and_never_exact(typed: str, values: str) -> None:
    assert read_number(typed) == Number(_values(values), exact=False)


@pytest.mark.parametrize(("typed", "ends"), SPANS.items())
def test_spans_give_both_ends(typed: str, ends: str) -> None:
    assert read_number(typed) == Number(_values(ends), exact=False, span=True)


@pytest.mark.parametrize("typed", NOTHING.replace("\n", "|").split("|"))
def test_no_number(typed: str) -> None:
    assert read_number(typed) is None


def test_below_nought() -> None:
    for typed in ("-5000", "−5000", "ลบ 5000", "- 5,000 บาท"):
        number = read_number(typed)
        assert number is not None
        assert number.value == -5000


ONES = ["ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
UNITS = ["", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน"]


def spelt(number: int) -> str:
    """A number in Thai words as on a cheque: an oracle of its own."""
    if number >= 1_000_000:
        rest = number % 1_000_000
        return spelt(number // 1_000_000) + "ล้าน" + (spelt(rest) if rest else "")
    if number == 0:
        return ONES[0]
    words = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        name = ONES[digit]
        if place == 1:
            name = {1: "", 2: "ยี่"}.get(digit, name)
        if place == 0 and digit == 1 and number > 10:
            name = "เอ็ด"
        words += name + UNITS[place]
    return words


@given(st.integers(0, 10**9) | st.integers(0, 9999))
def test_numbers_written_out_are_read(number: int) -> None:
    read = read_number(spelt(number))
    assert read is not None
    assert number in read.candidates
    assert not read.exact
    assert len(read.candidates) <= 3
    if number % 100 >= 10:
        assert read.candidates == (Decimal(number),)


@given(st.integers(0, 10**12))
def test_digits_in_every_dress(number: int) -> None:
    dresses = [str(number), f"{number:,}", f"{number:,} บาท", f"฿{number}"]
    dresses.append(f"{number:,}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")))
    for dress in dresses:
        assert read_number(dress) == Number((Decimal(number),), exact=True)


@given(st.text(max_size=60))
def test_any_text_is_read_or_not(text: str) -> None:
    number = read_number(text)
    assert number is None or number.candidates
