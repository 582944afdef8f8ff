"""Pictures and links to papers in LINE's requests: exact objects, what shares a request, what is left out."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.channels.base import Drawn, Letter
from bot.channels.line import shapes
from bot.channels.line.shapes import MAX_IMAGE
from bot.core.model import Place
from bot.message import Button, File, Message, Picture, alone
from tests.channels.line.captured import SOMSRI
from tests.channels.line.fakes import a_line

HERE = Place("line", SOMSRI)
PICTURE = Picture("wheel", "{}", "วงล้อ")
ADDRESS = "https://bot.example.org/pictures/AAAAAAAAAAAAAAAAAAAAAA.png"
LINK = "https://bot.example.org/files/BBBBBBBBBBBBBBBBBBBBBB/agreement.pdf"
PNG = b"\x89PNG canary"
IMAGE = {"type": "image", "originalContentUrl": ADDRESS, "previewImageUrl": ADDRESS}
DRAWN = Drawn(PNG, address=ADDRESS)


def plain(text: str) -> Letter:
    return Letter(HERE, Message(text), "Rf_1")


def pictured(text: str = "ดู", drawn: Drawn | None = DRAWN) -> Letter:
    return Letter(HERE, Message(text, picture=PICTURE), "Rf_1", drawn=drawn)


async def test_the_picture_stands_before_its_text() -> None:
    async with a_line() as here:
        shown = await here.replies.reply([plain("หนึ่ง"), pictured(), plain("สาม")], "t")
        (asked,) = here.fake.asked
        assert asked.json["messages"] == [
            {"type": "text", "text": "หนึ่ง"},
            IMAGE,
            {"type": "text", "text": "ดู"},
            {"type": "text", "text": "สาม"},
        ]
        assert shown == ("461", "463", "464")  # each known by its text


async def test_a_picture_alone_is_the_picture() -> None:
    async with a_line() as here:
        one = Letter(HERE, alone(PICTURE), "Rf_1", drawn=DRAWN)
        assert await here.replies.reply([one, plain("แล้ว")], "t") == ("461", "462")
        assert here.fake.asked[0].json["messages"] == [IMAGE, {"type": "text", "text": "แล้ว"}]
        await here.replies.reply([replace(one, drawn=None)], "t2")
        assert here.fake.asked[1].json["messages"] == [{"type": "text", "text": "วงล้อ"}]


@pytest.mark.parametrize(
    "drawn",
    [
        Drawn(b"x" * (MAX_IMAGE + 1), address=ADDRESS),
        Drawn(b"", address=ADDRESS),
        Drawn(PNG, address="http://127.0.0.1:8080/pictures/a.png"),
        Drawn(PNG, address="https://bot.example.org/" + "a" * 2000),
        Drawn(PNG),
    ],
)
async def test_what_line_would_not_show_is_left_out(
    drawn: Drawn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with a_line() as here:
        assert await here.replies.reply([pictured(drawn=drawn)], "t") == ("461",)
        assert here.fake.asked[0].json["messages"] == [{"type": "text", "text": "ดู"}]
    assert "picture_left_out" in caplog.text
    assert "example.org" not in caplog.text


def test_the_largest_is_shown() -> None:
    assert shapes.image(Drawn(b"x" * MAX_IMAGE, address=ADDRESS)) == IMAGE


async def test_five_objects_and_no_more() -> None:
    """A picture with text takes two of them; text alone joins, a picture does not."""
    async with a_line() as here:
        both, text = pictured().message, Message("ก")
        bold = Message("ข", strong=((0, 1),))
        picture = alone(PICTURE)
        together = here.replies.together
        assert together([both, both, both]) == 2
        assert together([both, both, text, text, text]) == 5
        assert together([both, both, bold, bold]) == 3
        assert together([text] * 9) == 9
        assert together([bold, bold, both, both]) == 3
        assert together([both]) == 1
        # A picture does not go without the text behind it.
        assert together([bold, bold, bold, bold, picture, bold]) == 4
        assert together([picture, bold, bold, bold, bold, bold]) == 5
        assert together([bold, picture]) == 2
        letters = [pictured("หนึ่ง"), pictured("สอง"), plain("ก"), plain("ข"), plain("ค")]
        shown = await here.replies.reply(letters, "t")
        texts = [m.get("text") for m in here.fake.asked[0].json["messages"]]
        assert texts == [None, "หนึ่ง", None, "สอง", "ก\n\nข\n\nค"]
        assert shown == ("462", "464", "465", "465", "465")


@pytest.mark.parametrize("opens", ["file", "board"])
async def test_a_paper_and_the_page_are_buttons_that_open_an_address(opens: str) -> None:
    file = File("agreement", "pdf", "group")
    rows = ((Button("ก", "a"),), (Button("เปิดเอกสาร", opens=opens),))
    message = Message("เอกสาร", rows, file=file)
    async with a_line() as here:
        letter = Letter(HERE, message, "Rf_1", {opens: LINK})
        await here.replies.reply([letter], "t")
        (bubble,) = here.fake.asked[0].json["messages"]
        last = bubble["contents"]["footer"]["contents"][-1]
        assert last["action"] == {
            "type": "uri",
            "label": "เปิดเอกสาร",
            "uri": f"{LINK}?openExternalBrowser=1",
        }


def test_in_parts_the_picture_is_first_and_the_link_last() -> None:
    file = File("agreement", "pdf", "group")
    row = ((Button("เปิดเอกสาร", opens="file"),),)
    parts = shapes.fit(Message("ก " * 6000, row, picture=PICTURE, file=file))
    assert len(parts) > 2
    assert [part.picture is not None for part in parts] == [True] + [False] * (len(parts) - 1)
    assert [part.file is not None for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].buttons == row
