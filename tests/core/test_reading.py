"""Typed answers of every kind, and how kept answers read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cycle import Kind, Question, Seen
from bot.core.model import Entry, Value
from bot.core.reading import Puzzled, Reading, Understood, Unsure, read
from bot.core.values import shown

TODAY = date(2026, 11, 22)
CONSENT = [
    ("agree", "เห็นชอบ"),
    ("change", "เห็นชอบแต่ขอปรับ"),
    ("live", "พอรับได้"),
    ("object", "ขอคัดค้าน"),
]
STRENGTHS = [
    ("k", "ความรู้ทางวิชาการ"),
    ("n", "เครือข่าย มวลชน"),
    ("b", "งบประมาณ"),
    ("p", "บุคลากร อาสาสมัคร"),
    ("o", "อื่น ๆ"),
]
YES_NO = [("yes", "รับทราบแล้ว"), ("no", "ขอสอบถามเพิ่ม")]
RANK = [("a", "เรื่องก"), ("b", "เรื่องข"), ("c", "เรื่องค")]
READY = [("join", "เข้าร่วมแน่นอน"), ("not", "ยังไม่เข้าร่วม")]


def keys(reading: Reading) -> str:
    """A reading of choices in short: "a b", "? a / b", "! why"."""
    match reading:
        case Understood(value):
            return _joined(value)
        case Unsure(candidates, False):
            return "? " + " / ".join(_joined(c) for c in candidates)
        case Puzzled(why):
            return "! " + why
    raise AssertionError(reading)


def _joined(value: Value) -> str:
    assert isinstance(value, tuple)
    return " ".join(str(key) for key in value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((t, "change") for t in ["2", "๒", "2.", "(2)", "ข้อ 2", "ที่ 2", "ข้อที่ ๒", "2️⃣", "ข้อสอง"]),
        ("เลือกข้อ 3 ครับ", "live"),
        ("เห็นชอบ", "agree"),
        ("เห็นชอบค่ะ", "agree"),
        ("เห็นชอบแต่", "change"),
        ("เห็นชอบ แต่ขอปรับ", "change"),
        ("คัดค้าน", "object"),
        ("พอรับ", "live"),
        ("1. เห็นชอบ", "agree"),
        ("1. ขอคัดค้าน", "? object / agree"),
        ("เห็นชอบแต่ขอปับ", "? change"),
        ("พวกเราเห็นชอบทุกคน", "? agree"),
        ("ไม่เห็นชอบ", "! choose"),
        ("ยังไม่เห็นชอบ", "! choose"),
        ("ขอ", "! choose"),
        ("5", "! choose"),
        ("0", "! choose"),
        ("", "! choose"),
        ("ใช่", "! choose"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.CONSENT])
def test_one_choice(kind: Kind, typed: str, meant: str) -> None:
    assert keys(read(kind, typed, CONSENT, today=TODAY)) == meant


def test_a_choice_is_never_guessed_between_two() -> None:
    assert keys(read(Kind.SINGLE, "เข้าร่วม", READY, today=TODAY)) == "? join / not"
    years = [("x", "5 ปี"), ("y", "3"), ("z", "2")]
    assert keys(read(Kind.SINGLE, "2", years, today=TODAY)) == "? z / y"
    have = [("none", "ยังไม่มีข้อมูล"), ("some", "มีบางส่วน")]
    assert keys(read(Kind.SINGLE, "มีข้อมูล", have, today=TODAY)) == "? none"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,3 และ 5", "k b o"),
        ("1 3 5", "k b o"),
        ("๕ ๑ ๓", "k b o"),
        ("5,1,1", "k o"),
        ("1-3", "k n b"),
        ("ข้อ 1, 3 และ 5 ค่ะ", "k b o"),
        ("งบประมาณ", "b"),
        ("บุคลากร, งบประมาณ", "b p"),
        ("งบประมาณและเครือข่าย", "n b"),
        ("งบประมาณ บุคลากร", "b p"),
        ("เครือข่าย มวลชน", "n"),
        ("1. งบประมาณ\n2. อื่นๆ", "b o"),
        ("อื่นๆ", "o"),
        ("135", "? k b o"),
        ("ทั้งหมด", "? k n b p o"),
        ("1,9", "! choose"),
        ("งบประมาณ, รถยนต์", "! choose"),
        ("อะไรก็ได้", "! choose"),
    ],
)
def test_several_choices(typed: str, meant: str) -> None:
    assert keys(read(Kind.MULTI, typed, STRENGTHS, today=TODAY)) == meant


def test_too_many_choices() -> None:
    assert read(Kind.MULTI, "1 2 3", STRENGTHS, most=2, today=TODAY) == Puzzled("too_many")
    assert keys(read(Kind.MULTI, "1 2 2", STRENGTHS, most=2, today=TODAY)) == "k n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((t, "c a b") for t in ["3 1 2", "3,1,2", "3>1>2", "312", "๓ ๑ ๒", "3-1-2"]),
        ("1 2 3", "a b c"),
        ("เรื่องค, เรื่องก, เรื่องข", "c a b"),
        ("1. เรื่องค\n2. เรื่องก\n3. เรื่องข", "c a b"),
        ("3 1", "! rank"),
        ("3 3 1", "! rank"),
        ("3 1 2 1", "! rank"),
        ("1 2 4", "! rank"),
        ("ทั้งหมด", "! rank"),
        ("เรื่องค", "! rank"),
    ],
)
def test_rank(typed: str, meant: str) -> None:
    assert keys(read(Kind.RANK, typed, RANK, today=TODAY)) == meant


@given(st.permutations(range(1, 8)), st.sampled_from([" ", ",", " > ", ", ", "\n"]))
def test_every_order_typed_is_that_order(order: list[int], between: str) -> None:
    choices = [(f"k{n}", f"วัตถุประสงค์ที่ {n * 11}") for n in range(1, 8)]
    typed = between.join(str(n) for n in order)
    expected = Understood(tuple(f"k{n}" for n in order))
    assert read(Kind.RANK, typed, choices, today=TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((t, "yes") for t in ["ใช่", "ใช่ค่ะ", "ครับ", "ค่ะ", "ได้", "yes", "OK", "1", "👍", "รับทราบ"]),
        *((t, "no") for t in ["ไม่", "ไม่ใช่", "ไม่ใช่ครับ", "ยังไม่ได้ค่ะ", "no", "๒", "ขอสอบถาม"]),
        ("อะไรนะ", "! yes_no"),
        ("3", "! yes_no"),
    ],
)
def test_yes_or_no(typed: str, meant: str) -> None:
    assert keys(read(Kind.YES_NO, typed, YES_NO, today=TODAY)) == meant


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        *[("5", 5), ("๔", 4), ("ห้า", 5), ("5 คะแนน", 5), ("ให้ 4", 4), ("4/5", 4), ("สี่ครับ", 4)],
        *[("ระดับ 3 ค่ะ", 3), ("⭐⭐⭐", 3), ("3 เต็ม 5", 3), ("ข้อห้า", 5)],
    ],
)
def test_scale(typed: str, mark: int) -> None:
    assert read(Kind.SCALE, typed, today=TODAY) == Understood(Decimal(mark))


def test_no_mark_on_the_scale() -> None:
    for typed in ("6", "0", "3.5", "มาก", "-1", "", "55"):
        assert read(Kind.SCALE, typed, today=TODAY) == Puzzled("scale")
    expected = Unsure((Decimal(4), Decimal(5)), span=True)
    assert read(Kind.SCALE, "4-5", today=TODAY) == expected
    ends = [(str(n), label) for n, label in enumerate(["น้อยที่สุด", "2", "3", "4", "มากที่สุด"], 1)]
    assert read(Kind.SCALE, "มากที่สุด", ends, today=TODAY) == Understood(Decimal(5))


def test_money() -> None:
    def money(typed: str) -> Reading:
        return read(Kind.MONEY, typed, today=TODAY)

    assert money("๕๐,๐๐๐ บาทครับ") == Understood(Decimal(50000))
    assert money("5 หมื่น") == Unsure((Decimal(50000),))
    assert money("ไม่มี") == Unsure((Decimal(0),))
    assert money("หกพันห้า") == Unsure((Decimal(6500), Decimal(6005)))
    assert money("2-3 หมื่น") == Unsure((Decimal(20000), Decimal(30000)), span=True)
    for typed in ("-5", "-5 หมื่น", "ไม่แน่ใจ", "", "1000000000001"):
        assert money(typed) == Puzzled("money")
    assert money("1000000000000") == Understood(Decimal(10) ** 12)


def test_number_under_its_ceiling() -> None:
    def percent(typed: str) -> Reading:
        return read(Kind.NUMBER, typed, today=TODAY, ceiling=Decimal(100))

    assert percent("80%") == Understood(Decimal(80))
    assert percent("๑๐๐") == Understood(Decimal(100))
    assert percent("ประมาณ 80") == Unsure((Decimal(80),))
    for typed in ("101", "-1", "80-120", "ครึ่งหนึ่ง"):
        assert percent(typed) == Puzzled("number")
    assert read(Kind.NUMBER, "120", today=TODAY) == Understood(Decimal(120))


def test_date() -> None:
    assert read(Kind.DATE, "15/1/2570", today=TODAY) == Understood(date(2027, 1, 15))
    assert read(Kind.DATE, "15 มกราคม 2570", today=TODAY) == Unsure((date(2027, 1, 15),))
    span = Unsure((date(2026, 12, 1), date(2026, 12, 10)), span=True)
    assert read(Kind.DATE, "ต้นเดือนหน้า", today=TODAY) == span
    assert read(Kind.DATE, "ยังไม่รู้ค่ะ", today=TODAY) == Puzzled("date")


def test_words_keep_what_was_said() -> None:
    assert read(Kind.TEXT, "  ดีมากค่ะ ", today=TODAY) == Understood("ดีมากค่ะ")
    assert read(Kind.TEXT, "\u200b \n", today=TODAY) == Puzzled("empty")
    assert read(Kind.TEXT, "น้ำ" * 4000, today=TODAY) == Understood("น้ำ" * 4000)
    assert read(Kind.TEXT, "น้ำ" * 4001, today=TODAY) == Puzzled("too_long")


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("ปลูกป่า, อบรม และติดตาม", ["ปลูกป่า, อบรม และติดตาม"]),
        ("1) ปลูกป่า 2) อบรม", ["ปลูกป่า", "อบรม"]),
        ("๑) ปลูกป่า ๒) อบรม", ["ปลูกป่า", "อบรม"]),
        ("1. ปลูกป่า\n2. อบรม", ["ปลูกป่า", "อบรม"]),
        ("• ปลูกป่า\n• อบรม", ["ปลูกป่า", "อบรม"]),
        ("- ปลูกป่า\n\n- อบรม", ["ปลูกป่า", "อบรม"]),
        ("• ปลูกป่า • อบรม", ["ปลูกป่า", "อบรม"]),
        ("ปลูกป่า\nอบรม", ["ปลูกป่า", "อบรม"]),
        ("1. ปลูกป่า\nในชุมชน\n2. อบรม", ["ปลูกป่า ในชุมชน", "อบรม"]),
        ("กิจกรรม:\n1) ปลูกป่า\n2) อบรม", ["ปลูกป่า", "อบรม"]),
        ("- ปลูกป่า", ["ปลูกป่า"]),
        ("1.5 ล้านกล้า", ["1.5 ล้านกล้า"]),
        ("ขั้นที่ 1) เริ่ม 2) จบ", ["ขั้นที่ 1) เริ่ม 2) จบ"]),
        ("อบรมครูค่ะ", ["อบรมครูค่ะ"]),
    ],
)
def test_list(typed: str, items: list[str]) -> None:
    expected = Understood(tuple(Entry("", item) for item in items))
    assert read(Kind.LIST, typed, today=TODAY) == expected


def test_list_has_its_limits() -> None:
    assert read(Kind.LIST, "ก\nข\nค", most=2, today=TODAY) == Puzzled("too_many")
    assert read(Kind.LIST, "ก" * 301, today=TODAY) == Puzzled("too_long")
    assert read(Kind.LIST, "…\n- \n", today=TODAY) == Puzzled("empty")


@given(st.sampled_from(list(Kind)), st.text(max_size=50), st.booleans())
def test_any_text_gets_a_reading(kind: Kind, text: str, listed: bool) -> None:
    reading = read(kind, text, CONSENT if listed else (), today=TODAY, most=3)
    assert isinstance(reading, Understood | Unsure | Puzzled)
    if isinstance(reading, Unsure):
        assert reading.candidates


def _question(kind: Kind) -> Question:
    return Question("q", kind, Seen.NAMED, (), {}, {})


@pytest.mark.parametrize(
    ("kind", "value", "th"),
    [
        (Kind.TEXT, "ดีมาก", "ดีมาก"),
        (Kind.SINGLE, ("k",), "ความรู้ทางวิชาการ"),
        (Kind.MULTI, ("k", "b"), "ความรู้ทางวิชาการ, งบประมาณ"),
        (Kind.MULTI, ("gone",), "gone"),
        (Kind.RANK, ("b", "k"), "1. งบประมาณ · 2. ความรู้ทางวิชาการ"),
        (Kind.LIST, (Entry("1", "ปลูกป่า"), Entry("2", "อบรม")), "ปลูกป่า · อบรม"),
        (Kind.MONEY, Decimal(50000), "50,000"),
        (Kind.MONEY, Decimal("1500.50"), "1,500.5"),
        (Kind.NUMBER, Decimal("1E+3"), "1,000"),
        (Kind.NUMBER, Decimal(100), "100"),
        (Kind.SCALE, Decimal(4), "4"),
        (Kind.DATE, date(2027, 1, 15), "15 มกราคม 2570"),
        (Kind.TEXT, None, ""),
    ],
)
def test_how_an_answer_reads(kind: Kind, value: Value | None, th: str) -> None:
    assert shown(_question(kind), value, dict(STRENGTHS), "th") == th


def test_a_date_in_english() -> None:
    assert shown(_question(Kind.DATE), date(2027, 1, 15), {}, "en") == "15 January 2027"


@pytest.mark.parametrize(
    "unit",
    ["ครับ ", "ข้อที่", "1,", "เห็นชอบ ", "เห็นชอบและ", "ก่ำ", "👩\u200d", "1) ก ", "ไม่มีงบ", "5 หมื่น-"],
)
def test_a_long_message_is_read_at_once(unit: str) -> None:
    """No reading may take time that grows without bounds with a message (4,096 characters)."""
    text = (unit * 4096)[:4095] + "x"
    start = perf_counter()
    for kind in Kind:
        read(kind, text, CONSENT * 5, today=TODAY)
    assert perf_counter() - start < 5
