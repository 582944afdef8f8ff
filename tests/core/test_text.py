"""Text: tidied, counted, compared, sorted."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.text import (
    arabic,
    clean_name,
    clusters,
    cut,
    each_cluster,
    looks_alike,
    skeleton,
    sort_key,
    tidy,
    without_particles,
)

THAI = [chr(c) for c in range(0x0E01, 0x0E5C) if unicodedata.category(chr(c)) != "Cn"]
EMOJI = [
    *"👩👨👧🧑🏽🏿❤⚕🇹🇭🇯🇵👍😀🔥⭐1#",
    "\u200d",
    "\ufe0f",
    "\u20e3",
    "👩‍👩‍👧",
    "👩🏽‍⚕️",
    "🏳️‍🌈",
    "🇹🇭",
]
ODD = [
    "\u200b",
    "\ufeff",
    "\u202e",
    "\u0301",
    "\u00ad",
    "\r\n",
    "\n",
    "\t",
    "\x00",
    " ",
    "a",
    "é",
    "\ud800",
]
CORPUS = st.lists(st.sampled_from([*THAI, *EMOJI, *ODD]), max_size=24).map("".join)
SHOWN = st.lists(st.sampled_from([*THAI, *EMOJI, " ", "a", "é", "e\u0301", "\n"]), max_size=24).map(
    "".join
)


@given(SHOWN)
@example("👩‍👩‍👧น้ำ🇹🇭🇯🇵👍🏽")
def test_clusters_are_those_of_unicode(text: str) -> None:
    assert list(each_cluster(text)) == regex.findall(r"\X", text)
    assert clusters(text) == len(regex.findall(r"\X", text))


@given(CORPUS)
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "เเ" not in once
    assert not any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in once if c not in "\n\u200d"
    )
    once.encode()


@given(st.text())
def test_tidying_any_text_settles(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("เเม่", "แม่"),
        ("นํา", "นำ"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("ที่ี", "ที่"),
        ("ก่ิ", "กิ่"),
        ("a\u0301\u0302\u0303\u0304\u0305\u0306", "á\u0302\u0303\u0304\u0305"),
        ("ก\u200bข\ufeff", "กข"),
        ("\u202eกข\u2066", "กข"),
        ("👩\u200d👧 ดี\u200dมาก", "👩\u200d👧 ดีมาก"),
        ("  a \u00a0 b\t c ", "a b c"),
        ("a\r\nb\r\n\r\n\r\n\r\nc", "a\nb\n\nc"),
        ("a\x00b\x07", "ab"),
        ("\u200b \u2060", ""),
    ],
)
def test_tidy(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize(
    "name",
    [
        "องค์การบริหารส่วนตำบลท่าศาลา",
        "โรงเรียนบ้านหนองแวง (มิตรภาพที่ ๑๒)",
        "มูลนิธิพัฒนาเด็กและเยาวชน",
        "นายสมชาย ใจดี ผู้อำนวยการ",
        "กลุ่มเกษตรอินทรีย์น้ำพอง",
        "สิทธิ์ ศิลป์ ฤๅษี กตัญญู",
        "Rak Nam Foundation 👩‍🌾",
        "พุทฺธํ สรณํ",
    ],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert tidy(name) == name
    assert clean_name(name) == name


def test_clean_name_is_one_short_line() -> None:
    assert clean_name("ก\n\nข") == "ก ข"
    assert clusters(clean_name("น้ำ" * 100)) == 80
    assert clean_name("…!\u200b😀") == ""


def test_cut_never_parts_a_cluster() -> None:
    assert cut("น้ำใจ", 1) == "น้ำ"
    assert cut("👩‍👩‍👧ab", 2) == "👩‍👩‍👧a"
    assert cut("กขคง", 3, "…") == "กข…"
    assert cut("กขค", 3, "…") == "กขค"


def test_numerals() -> None:
    assert arabic("๑๕/๑/๒๕๗๐") == "15/1/2570"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("องค์การบริหารส่วนตำบลท่าศาลา", "อบต.ท่าศาลา"),
        ("โรงเรียนบ้านหนองแวง", "รร.บ้านหนองแวง"),
        ("เทศบาลตำบลป่าแดด", "ทต. ป่าแดด"),
        ("สำนักงานเกษตรอำเภอ", "สนง.เกษตรอำเภอ"),
        ("มหาวิทยาลัยขอนแก่น", "ม.ขอนแก่น"),
        ("วิทยาลัยเทคนิคน่าน", "วท.น่าน"),
        ("โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านดู่", "รพ.สต.บ้านดู่"),
        ("มูลนิธิรักน้ำ", "มูลนิธิ รักนํ้า"),
        ("มูลนิธิรักน้ำ", "มูลนิธิรักนำ"),
        ("ชุมชนบ้านหนอง ๑", "ชุมชนบ้านหนอง 1"),
        ("Green World", "GREEN-WORLD"),
        ("Green World", "Grеen Wоrld"),
        ("สมาคมคนรักป่า", "สมาคมคนรักปา"),
        ("มูลนิธิคุ้มครองเด็ก", "มูลนิธิคุ้มครองเดก"),
    ],
)
def test_names_that_look_alike(a: str, b: str) -> None:
    assert looks_alike(a, b)
    assert looks_alike(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ชุมชนบ้านหนอง 1", "ชุมชนบ้านหนอง 2"),
        ("โรงเรียนบ้านหนองแวง", "โรงเรียนบ้านหนองบัว"),
        ("อบต.ท่าศาลา", "อบจ.นครศรีธรรมราช"),
        ("มูลนิธิ ก", "สมาคม ก"),
        ("", ""),
        ("...", "!!!"),
    ],
)
def test_names_that_are_two(a: str, b: str) -> None:
    assert not looks_alike(a, b)


def test_skeleton_keeps_what_tells_a_name_apart() -> None:
    assert skeleton("อบต. ท่าศาลา (๒)") == "อบตท่าศาลา2"


def test_thai_order() -> None:
    # The order of the Royal Institute's dictionary, written out by hand.
    assert sorted(["ฮา", "เก", "กา", "ไก่", "ก้า", "กก", "แก", "ก"], key=sort_key) == [
        *["ก", "กก", "กา", "ก้า", "เก", "แก", "ไก่"],
        "ฮา",
    ]
    assert sorted(["เขา", "ขา", "ขาว", "กบ"], key=sort_key) == ["กบ", "ขา", "ขาว", "เขา"]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ข้อ 2 ครับ", "ข้อ 2"),
        ("ใช่ค่ะ!", "ใช่"),
        ("ได้เลยนะคะ", "ได้เลย"),
        ("ครับ", "ครับ"),
        ("2 ลบ.", "2 ลบ."),
        ("15 ม.ค.", "15 ม.ค."),
    ],
)
def test_particles(typed: str, plain: str) -> None:
    assert without_particles(typed) == plain
