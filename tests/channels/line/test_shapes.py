"""What is said → LINE's message objects, within every limit that LINE has."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
import regex

from bot.channels.base import Letter, Refused
from bot.channels.cutting import units
from bot.channels.line import counting, flex, shapes
from bot.core.model import Place
from bot.message import Button, Message
from tests.channels.line.captured import GROUP, SOMSRI

PRIVATE, IN_GROUP = Place("line", SOMSRI), Place("line", GROUP)
BOT = "@123abcde"
REF = "r" * 22
CODES = {"join": "ABCD-2345", "setup": "EFGH-2345", "desk": "JKLM-2345"}

FAMILY = "👩🏽‍🌾"
FLAG = "🇹🇭"
WATER = "การบริหารจัดการน้ำอย่างยั่งยืนกับชุมชน ปู่ย่า ผู้ใหญ่ น้ำใจ ๆ "


def letter(message: Message, place: Place = PRIVATE, **tokens: str) -> Letter:
    return Letter(place, message, REF, tokens or CODES)


def shaped(message: Message, place: Place = PRIVATE) -> Any:
    return json.loads(json.dumps(shapes.shape(letter(message, place), BOT)))


def message(text: str, *rows: tuple[Button, ...], **more: Any) -> Message:
    return Message(text, rows, **more)


def nodes(shown: Any) -> Iterator[dict[str, Any]]:
    """Everything in a message object, outside in."""
    if isinstance(shown, dict):
        yield shown
        for value in shown.values():
            yield from nodes(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from nodes(value)


def of(shown: Any, kind: str) -> list[dict[str, Any]]:
    return [node for node in nodes(shown) if node.get("type") == kind]


def text_of(shown: Any) -> str:
    if shown["type"] == "text":
        return str(shown["text"])
    texts = of(shown["contents"].get("body", {}), "text")
    return "\n\n".join(
        "".join(span["text"] for span in text["contents"]) if "contents" in text else text["text"]
        for text in texts
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


# ── text ─────────────────────────────────────────────────────────────────────


def test_text_alone_is_text() -> None:
    assert shaped(message("<b>1 & 2</b> $ {x} *_")) == {
        "type": "text",
        "text": "<b>1 & 2</b> $ {x} *_",
    }


def test_words_that_look_like_markup_stay_words() -> None:
    words = '"}],"type":"button" {{name}} <b> $ \\u0e01'
    shown = shaped(message(words, (Button(words, "a"),), strong=((0, 4),)))
    assert text_of(shown) == words
    assert len(of(shown, "button")) == 1
    assert of(shown, "postback")[0]["displayText"] == words


def test_bold_words_are_spans_of_a_paragraph() -> None:
    shown = shaped(message("ก่อน หนา หลัง\nบรรทัดสอง\n\nย่อหน้า", strong=((5, 8),)))
    first, second = of(shown, "text")
    assert first["contents"] == [
        {"type": "span", "text": "ก่อน "},
        {"type": "span", "text": "หนา", "weight": "bold"},
        {"type": "span", "text": " หลัง\nบรรทัดสอง"},
    ]
    assert "text" not in first
    assert second["text"] == "ย่อหน้า"
    assert "weight" not in second
    assert all(text["wrap"] and text["scaling"] for text in (first, second))


def test_a_bold_first_line_is_a_heading_if_more_follows() -> None:
    for text in ("หัวเรื่อง\nเนื้อ", "หัวเรื่อง\n\nเนื้อ"):
        heading, rest = of(shaped(message(text, strong=((0, 9),))), "text")
        assert (heading["text"], heading["size"], heading["weight"]) == ("หัวเรื่อง", "lg", "bold")
        assert (rest["text"], rest["size"]) == ("เนื้อ", "md")
    (only,) = of(shaped(message("หัวเรื่อง", strong=((0, 9),))), "text")
    assert (only["size"], only["weight"]) == ("md", "bold")


@pytest.mark.parametrize("text", ["ก\n\nข", " ", "", "\n\n", "ก\n \n \nข  ", "ก\r\n\r\nข"])
@pytest.mark.parametrize("strong", [(), ((0, 1),), ((0, 99),), ((1, 3), (2, 5)), ((0, 1), (3, 4))])
@pytest.mark.parametrize("buttons", [(), ((Button("ต่อไป", "go"),),)])
def test_nothing_that_is_shown_is_empty(text: str, strong: Any, buttons: Any) -> None:
    shown = shaped(Message(text, buttons, strong))
    assert squeezed(text_of(shown)) == (squeezed(text) or "…")
    if shown["type"] == "text":
        assert shown["text"].strip()
        return
    assert shown["altText"].strip()
    for node in [*of(shown["contents"], "text"), *of(shown["contents"], "span")]:
        assert node.get("contents") or node["text"].strip()
    for box in of(shown, "box"):
        assert box["contents"]


def test_the_notification_is_the_beginning_of_the_text() -> None:
    assert shaped(message("หนึ่ง\n\nสอง", strong=((0, 5),)))["altText"] == "หนึ่ง\n\nสอง"
    long = "บรรทัดแรก\n" + "ก่ำ" * 3000
    alt = shaped(message(long, strong=((0, 9),)))["altText"]
    assert units(alt) <= 1500
    assert alt.startswith("บรรทัดแรก\nก่ำ")
    assert alt.endswith("ก่ำ…")
    emoji = shaped(message(FAMILY * 900, strong=((0, 5),)))["altText"]
    assert units(emoji) <= 1500
    assert emoji == FAMILY * ((1500 - 1) // units(FAMILY)) + "…"


# ── parts ────────────────────────────────────────────────────────────────────

ODD: list[tuple[str, str]] = [
    ("thai", WATER * 300),
    ("paragraphs", "\n\n".join([WATER * 5] * 60)),
    ("one word", "ก่ำ" * 9000),
    ("emoji", (FAMILY + FLAG) * 1500),
    ("lines", "\n".join(f"{n} {WATER}" for n in range(400))),
]
BUTTONS = tuple((Button(f"☑ {n} " + WATER[:25], f"x:{n}"),) for n in range(1, 101))
WHEEL = tuple((Button(f"{n} สร้างความเป็นสถาบัน", f"w:{n}"),) for n in range(1, 13))


@pytest.mark.parametrize("buttons", [(), WHEEL, BUTTONS], ids=["none", "wheel", "hundred"])
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(("name", "text"), ODD)
def test_parts_fit_and_lose_nothing(name: str, text: str, bold: bool, buttons: Any) -> None:
    step = 40
    strong = tuple((n, n + 7) for n in range(0, len(text), step)) if bold else ()
    given = Message(text, buttons, strong, slot="s", replaces=True)
    parts = shapes.fit(given)
    assert squeezed("".join(p.text for p in parts if p.text != "…")) == squeezed(text)
    for part in parts:
        shown = shaped(part)
        if shown["type"] == "text":
            assert units(shown["text"]) <= 5000
            continue
        size = len(
            json.dumps(shown["contents"], ensure_ascii=False, separators=(",", ":")).encode()
        )
        assert size <= 25 * 1024
        assert units(shown["altText"]) <= 1500
    assert [b for p in parts for row in p.buttons for b in row] == [b for r in buttons for b in r]
    assert [(p.slot, p.replaces) for p in parts[:-1]] == [("", False)] * (len(parts) - 1)
    assert (parts[-1].slot, parts[-1].replaces) == ("s", True)
    joined = (
        a.text + b.text for a, b in itertools.pairwise(parts) if name in ("emoji", "one word")
    )
    for (a, b), both in zip(itertools.pairwise(parts), joined, strict=False):
        if b.text != "…":
            apart = regex.findall(r"\X", a.text) + regex.findall(r"\X", b.text)
            assert apart == regex.findall(r"\X", both)


def test_bold_words_stay_bold_in_every_part() -> None:
    word = "สำคัญ"
    text = "\n".join([WATER * 3 + word] * 120)
    at = [n for n in range(len(text)) if text.startswith(word, n)]
    parts = shapes.fit(message(text, strong=tuple((n, n + len(word)) for n in at)))
    bold = [s["text"] for p in parts for s in of(shaped(p), "span") if s.get("weight")]
    assert len(parts) > 1
    assert bold == [word] * 120


def test_each_part_of_a_summary_has_its_own_key() -> None:
    parts = shapes.fit(message(WATER * 300, strong=((0, 5),), once="k", stub="สั้น"))
    assert [p.once for p in parts] == [f"k:{n}/{len(parts)}" for n in range(1, len(parts) + 1)]
    assert shapes.fit(message("สั้น", once="k"))[0].once == "k"


# ── buttons ──────────────────────────────────────────────────────────────────


def test_a_button_says_nothing_of_its_meaning() -> None:
    shown = shaped(message("ถาม", (Button("ใช่", "answer:c1-scoping-1:q::yes"),)))
    (button,) = of(shown, "button")
    assert button["action"] == {
        "type": "postback",
        "label": "ใช่",
        "data": f"{REF}.0",
        "displayText": "ใช่",
    }
    assert "answer" not in json.dumps(shown)


def test_a_secret_press_says_nothing_in_a_group() -> None:
    secret = message("ลงมติ", (Button("เห็นชอบ", "vote:r:q::agree", silent=True),))
    (button,) = of(shapes.shape(Letter(Place("line", "C1"), secret, REF), "@bot"), "button")
    assert button["action"] == {"type": "postback", "label": "เห็นชอบ", "data": f"{REF}.0"}


def test_buttons_are_numbered_over_all_rows_whatever_is_left_out() -> None:
    rows = (
        (Button("เพิ่มเข้ากลุ่ม", opens="add"), Button("ก", "a")),
        (Button("เพิ่มเข้ากลุ่ม", opens="add"),),
        (Button("เลือกวันที่", "pick:x", picks="date"),),
        (Button("สรุปล่าสุด", "say:summary", refreshes=True),),
    )
    buttons = of(shaped(message("ถาม", *rows)), "button")
    assert [b["action"]["label"] for b in buttons] == ["ก", "เลือกวันที่", "สรุปล่าสุด"]
    assert [b["action"]["data"] for b in buttons] == [f"{REF}.1", f"{REF}.3", f"{REF}.4"]


def test_with_no_button_that_line_can_show_it_is_text() -> None:
    shown = shaped(message("เชิญ", (Button("เพิ่มเข้ากลุ่ม", opens="add"),)))
    assert shown == {"type": "text", "text": "เชิญ"}


def test_a_date_can_be_picked() -> None:
    shown = shaped(message("เมื่อไร", (Button("เลือกวันที่", "pick:r:q:", picks="date"),)))
    assert of(shown, "button")[0]["action"] == {
        "type": "datetimepicker",
        "label": "เลือกวันที่",
        "data": f"{REF}.0",
        "mode": "date",
        "min": "1900-01-01",
        "max": "2100-12-31",
    }


HINT = "บนคอมพิวเตอร์ พิมพ์ “{text}” ถึง {bot}"


def test_joining_opens_the_private_chat_with_words_typed_in() -> None:
    button = Button("เข้าร่วมเป็นผู้แทน", opens="join", says="เข้าร่วม", hint=HINT)
    shown = shaped(message("เชิญ", (button,)), IN_GROUP)
    assert of(shown, "button")[0]["action"] == {
        "type": "uri",
        "label": "เข้าร่วมเป็นผู้แทน",
        "uri": "https://line.me/R/oaMessage/%40123abcde/?"
        "%E0%B9%80%E0%B8%82%E0%B9%89%E0%B8%B2%E0%B8%A3%E0%B9%88%E0%B8%A7%E0%B8%A1%20ABCD-2345",
    }
    footer = shown["contents"]["footer"]["contents"]
    assert [node["type"] for node in footer] == ["button", "text"]
    assert footer[1]["text"] == "บนคอมพิวเตอร์ พิมพ์ “เข้าร่วม ABCD-2345” ถึง @123abcde"


def test_without_an_invitation_it_opens_the_profile() -> None:
    given = message("เชิญ", (Button("เปิดแชต", opens="desk", says="เปิดแชต", hint=HINT),))
    shown = shapes.shape(Letter(IN_GROUP, given, REF), BOT)
    (button,) = of(shown, "button")
    assert button["action"]["uri"] == "https://line.me/R/ti/p/%40123abcde"
    assert "พิมพ์" not in json.dumps(shown, ensure_ascii=False)


def test_what_does_not_fit_is_refused() -> None:
    one = message("ก", (Button("1", "x"),))
    assert shapes.shape(Letter(PRIVATE, one, "r" * 40), BOT)
    with pytest.raises(Refused):
        shapes.shape(Letter(PRIVATE, one, "r" * 299), BOT)
    wide = message("ก", (Button("1", opens="join", says="ก" * 120),))
    with pytest.raises(Refused):
        shapes.shape(letter(wide), BOT)


@pytest.mark.parametrize(
    "label",
    [
        "☑ 12 " + "ผู้ใหญ่บ้านกี่กลุ่มที่ปู่ย่า" * 2,
        FAMILY * 12,
        "ก" * 41,
        "กำ" * 21,
        "A" * 400,
    ],
)
def test_labels_fit_by_code_points_and_are_cut_between_clusters(label: str) -> None:
    rows = tuple((Button(label, f"a:{n}"),) for n in range(6))
    one = letter(message("ก", *rows))
    quick = shapes.quick_replies(one)
    for node in (shapes.shape(one, BOT), quick):
        most = 20 if node is quick else 40
        for action in of(node, "postback"):
            assert len(action["label"]) <= most
            assert action["label"].endswith("…")
            kept = regex.findall(r"\X", action["label"][:-1])
            assert kept == regex.findall(r"\X", label)[: len(kept)]
            assert len(action["displayText"]) <= 300


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("☑ 3 ตลาด", "3 ตลาด"),
        ("☐ 3 ตลาด", "3 ตลาด"),
        ("✓ เสร็จแล้ว", "เสร็จแล้ว"),
        ("✓", "✓"),
        ("5", "5"),
    ],
)
def test_what_a_press_reads_as_in_the_chat(label: str, said: str) -> None:
    assert counting.spoken(label) == said


def rows_of(shown: Any) -> list[list[str]]:
    footer = shown["contents"]["footer"]["contents"]
    return [[b["action"]["label"] for b in of(row, "button")] for row in footer]


def test_short_labels_share_a_row_and_long_ones_stand_alone() -> None:
    marks = tuple(Button(str(n), "x") for n in range(1, 6))
    assert rows_of(shaped(message("ให้คะแนน", marks))) == [["1", "2", "3", "4", "5"]]
    controls = (Button("‹ ย้อน", "b"), Button("ข้าม", "s"), Button("พัก", "p"))
    assert rows_of(shaped(message("ถาม", controls))) == [["‹ ย้อน", "ข้าม", "พัก"]]
    back = (Button("‹ ย้อนกลับ", "b"), Button("ข้าม", "s"), Button("พัก", "p"))
    shown = shaped(message("ถาม", back))
    assert rows_of(shown) == [["‹ ย้อนกลับ", "ข้าม", "พัก"]]
    first, second, third = (button["flex"] for button in of(shown, "button"))
    assert first > second > third  # the longest label has the widest button
    words = (Button("แก้ไขข้อตกลงร่วมของภาคี", "a"), Button("เมนู", "m"), Button("พัก", "p"))
    assert rows_of(shaped(message("ถาม", words))) == [["แก้ไขข้อตกลงร่วมของภาคี"], ["เมนู", "พัก"]]
    assert not any("flex" in button for button in of(shaped(message("ถาม", words)), "button"))
    worded = tuple(Button(f"{n} น้อยที่สุด", "x") for n in range(1, 6))
    assert [len(r) for r in rows_of(shaped(message("ถาม", worded)))] == [2, 2, 1]


def test_what_is_no_option_stands_apart_from_the_options() -> None:
    rows = (
        (Button("1 ใช่", "a"),),
        (Button("2 ไม่ใช่", "b"),),
        (Button("ข้าม", "s"), Button("พัก", "p")),
    )
    footer = shaped(Message("ถาม", rows))["contents"]["footer"]["contents"]
    assert ["margin" in row for row in footer] == [False, False, True]


def styles(shown: Any) -> list[str]:
    return [button["style"] for button in of(shown, "button")]


def test_the_first_button_is_the_main_one_unless_it_is_one_of_several_alike() -> None:
    menu = ((Button("ตอบคำถาม", "go"),), (Button("สถานะ", "s"), Button("ภาษา", "l")))
    assert styles(shaped(Message("ก", menu))) == ["primary", "secondary", "secondary"]
    options = ((Button("1 ใช่", "a"),), (Button("2 ไม่ใช่", "b"),))
    assert styles(shaped(Message("ก", options))) == ["secondary", "secondary"]
    consent = ((Button("ยินยอม", "y"), Button("ไม่ยินยอม", "n")),)
    assert styles(shaped(Message("ก", consent))) == ["secondary", "secondary"]


def luminance(colour: str) -> float:
    shares = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        (flex.INK, flex.PAPER),
        (flex.ACCENT, flex.PAPER),
        (flex.QUIET_INK, flex.PAPER),
        ("#FFFFFF", flex.ACCENT),
        ("#111111", flex.QUIET_BUTTON),
    ],
)
def test_everything_can_be_read(ink: str, paper: str) -> None:
    dark, light = sorted((luminance(ink), luminance(paper)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# ── quick replies ────────────────────────────────────────────────────────────


def options(count: int) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(f"{n} ตัวเลือก", f"a:{n}"),) for n in range(1, count + 1))


def test_long_lists_stand_over_the_keyboard_too() -> None:
    quick = shapes.quick_replies(letter(Message("ก", options(13))))
    assert quick is not None
    items = of(quick, "action")
    assert [item["action"]["data"] for item in items] == [f"{REF}.{n}" for n in range(13)]
    assert all(len(item["action"]["label"]) <= 20 for item in items)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (options(4), PRIVATE),  # all of them are in sight anyway
        (options(14), PRIVATE),  # not all of them would fit
        (options(6), IN_GROUP),  # gone as soon as anyone writes
        ((*options(5), (Button("เข้าร่วม", opens="join"),)), PRIVATE),
        ((), PRIVATE),
    ],
)
def test_quick_replies_that_would_be_clutter_are_left_out(rows: Any, place: Place) -> None:
    assert shapes.quick_replies(letter(Message("ก", rows), place)) is None
