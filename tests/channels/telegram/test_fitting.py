"""Long messages: nothing lost, nothing too long, nothing torn."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.splitting import fit
from bot.message import Button, Message

regex: Any = importlib.import_module("regex")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_short_message_stays_as_it_is() -> None:
    message = Message("สรุป", ((Button("ดู", "go"),),), strong=((0, 4),), slot="s", once="k")
    assert fit(message) == (message,)


def test_blanks_at_the_ends_go_and_the_bold_words_stay_bold() -> None:
    (part,) = fit(Message("\n  หัวข้อ เนื้อความ \n", strong=((3, 9),)))
    assert part.text == "หัวข้อ เนื้อความ"
    assert [part.text[a:b] for a, b in part.strong] == ["หัวข้อ"]


def test_cut_at_a_paragraph_before_a_line_before_a_space() -> None:
    first = "ก" * 3000
    for border in ("\n\n", "\n", " "):
        parts = fit(Message(first + border + "ข" * 500 + " " * (border != " ") + "ค" * 1000))
        cut = {"\n\n": first, "\n": first, " ": first + " " + "ข" * 500 + "ค" * 0}
        assert parts[0].text in (first, cut[border])
        assert squeezed("".join(p.text for p in parts)) == first + "ข" * 500 + "ค" * 1000
    parts = fit(Message("ก" * 2000 + "\n\n" + "ข" * 1500 + "\n" + "ค" * 1000))
    assert [len(p.text) for p in parts] == [2000, 2501]


def test_marks_stay_with_their_letter() -> None:
    for shift in range(6):
        parts = fit(Message("x" * shift + "ที่น้ำเปี๊ยก" * 1000))
        for part in parts[1:]:
            assert part.text[0] not in "ิีุู่้๊๋ำ็์ๅาะ" or part.text[0] in "าะ"
            assert regex.findall(r"\X", parts[0].text[-1] + part.text)[0] == parts[0].text[-1]


def test_what_stands_on_which_part() -> None:
    rows = ((Button("ก", "a"), Button("ข", "b")),)
    message = Message("ก" * 5000, rows, slot="s", replaces=True, once="sum:1", stub="สรุปอยู่นี่")
    first, last = fit(message)
    assert (first.buttons, first.slot, first.replaces) == ((), "", False)
    assert (last.buttons, last.slot, last.replaces) == (rows, "s", True)
    assert (first.once, last.once) == ("sum:1:1/2", "sum:1:2/2")
    assert first.stub == last.stub == "สรุปอยู่นี่"


def test_not_more_than_a_hundred_bold_spans_in_a_part() -> None:
    text = "กข\n" * 250
    parts = fit(Message(text, strong=tuple((i * 3, i * 3 + 1) for i in range(250))))
    assert [len(p.strong) for p in parts] == [100, 100, 50]


@pytest.mark.parametrize(("row", "rows"), [(20, 1), (1, 130), (8, 13)])
def test_every_button_finds_room_in_order(row: int, rows: int) -> None:
    given = tuple(tuple(Button(f"{r}.{i}", f"{r}.{i}") for i in range(row)) for r in range(rows))
    parts = fit(Message("เลือก", given))
    assert parts[0].text == "เลือก"
    assert all(p.text for p in parts)
    assert [b for p in parts for r in p.buttons for b in r] == [b for r in given for b in r]
    for part in parts:
        assert sum(len(r) for r in part.buttons) <= 100
        assert all(len(r) <= 8 for r in part.buttons)


PIECES = st.sampled_from(
    ["ที่", "น้ำ", "เปี๊ยก", "กำ", "👩🏽‍🌾", "🇹🇭", "a", " ", "\n", "\n\n", "é", "ใบไม้", "word ", "๑๒"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=30), st.integers(100, 400), st.data())
def test_any_text_with_any_spans(pieces: list[str], times: int, data: st.DataObject) -> None:
    text = "".join(pieces) * times
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places).map(sorted).map(tuple), max_size=8))
    message = Message(text, strong=tuple((a, b) for a, b in spans))
    parts = fit(message)
    # nothing is lost but blanks at the borders
    assert squeezed("".join(p.text for p in parts)) == squeezed(text)
    bold = "".join(text[i] for i in range(len(text)) if any(a <= i < b for a, b in spans))
    shown = "".join(p.text[a:b] for p in parts for a, b in p.strong)
    assert squeezed(shown) == squeezed(bold)
    if text.strip():
        for part in parts:
            assert 0 < utf16(part.text) <= 4096
            assert part.text == part.text.strip(" \n\t\r")
            assert all(0 <= a < b <= len(part.text) for a, b in part.strong)
    # no character that is read as one is torn
    whole = regex.findall(r"\X", text)
    torn = [c for p in parts for c in regex.findall(r"\X", p.text)]
    assert [c for c in torn if c.strip()] == [c for c in whole if c.strip()]


@pytest.mark.parametrize("whole", ["👩🏽‍🌾", "👩‍❤️‍👨", "🇹🇭", "กำ", "น้ำ", "é"])
def test_a_wall_of_one_sign_is_cut_between_signs(whole: str) -> None:
    for shift in range(12):
        for part in fit(Message("x" * shift + whole * 4000)):
            assert part.text.strip("x").replace(whole, "") == ""
