"""Pictures and files: exact requests, what Telegram keeps, what it would not take, and how messages split."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.base import Drawn, Letter, NotThere, PictureGone, Refused
from bot.channels.telegram import splitting
from bot.channels.telegram.enclosing import MAX_PHOTO, is_photo
from bot.core.model import Place
from bot.message import Button, File, Made, Message, Picture, alone
from tests.channels.telegram.fakes import a_channel, fail, ok

HERE = Place("telegram", "6100000001")
PICTURE = Picture("wheel", "{}", "วงล้อ")
FILE = File("agreement", "docx", "group")
NAME = "ข้อตกลงความร่วมมือ.docx"
MADE = Made(NAME, "application/octet-stream", b"PK canary")
ROWS = ((Button("ใช่", "yes"),),)
PHOTO = {
    "message_id": 78,
    "photo": [{"file_id": "small"}, {"file_id": "LARGE"}],
}


def png(width: int = 1080, height: int = 900, size: int = 100) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    return (head + width.to_bytes(4) + height.to_bytes(4)).ljust(size, b"\0")


def pictured(text: str = "ดูรูป", drawn: Drawn | None = None, **more: object) -> Letter:
    message = Message(text, ROWS, ((0, 2),), picture=PICTURE)
    return replace(Letter(HERE, message, "Rf_1"), drawn=drawn or Drawn(png()), **more)  # type: ignore[arg-type]


KEYBOARD = {"inline_keyboard": [[{"text": "ใช่", "callback_data": "Rf_1.0"}]]}
CAPTIONED = {
    "chat_id": "6100000001",
    "caption": "ดูรูป",
    "caption_entities": [{"type": "bold", "offset": 0, "length": 2}],
    "reply_markup": KEYBOARD,
}


async def test_a_photo_carries_text_and_buttons_and_is_kept() -> None:
    channel, fake, _ = await a_channel()
    fake.answers["sendPhoto"] = [ok(PHOTO), ok(PHOTO)]
    kept: list[str] = []
    assert await channel.send(pictured(keep=kept.append)) == "78"
    assert fake.asked == [("sendPhoto", CAPTIONED)]
    assert fake.files == [{"photo": ("picture.png", png(), "image/png")}]
    assert kept == ["LARGE"]
    await channel.send(pictured(drawn=Drawn(b"", known="LARGE")))
    assert fake.asked[1] == ("sendPhoto", {**CAPTIONED, "photo": "LARGE"})
    assert fake.files[1] == {}


async def test_a_document_goes_under_its_thai_name() -> None:
    channel, fake, _ = await a_channel()
    message = Message("เอกสาร", file=FILE)
    assert await channel.send(Letter(HERE, message, "Rf_1", made=MADE)) == "77"
    assert fake.asked == [("sendDocument", {"chat_id": "6100000001", "caption": "เอกสาร"})]
    ((name, content, _),) = fake.files[0].values()
    assert (name, content) == (NAME, MADE.content)
    await channel.send(Letter(HERE, Message("", file=FILE), "Rf_1", made=MADE))
    assert fake.asked[1] == ("sendDocument", {"chat_id": "6100000001"})


@pytest.mark.parametrize("words", ["not enough rights to send photos to the chat", "IMAGE_PROCESS_FAILED"])
async def test_what_telegram_does_not_take_holds_up_no_text(words: str) -> None:
    channel, fake, _ = await a_channel()
    fake.answers["sendPhoto"] = [fail(400, f"Bad Request: {words}")]
    fake.answers["sendDocument"] = [fail(400, f"Bad Request: {words}")] * 2
    assert await channel.send(pictured()) == "77"
    assert [method for method, _ in fake.asked] == ["sendPhoto", "sendMessage"]
    assert fake.asked[1][1]["text"] == "ดูรูป"
    assert fake.asked[1][1]["reply_markup"] == KEYBOARD
    assert await channel.send(Letter(HERE, Message("เอกสาร", file=FILE), "r", made=MADE)) == "77"
    with pytest.raises(Refused):  # there is nothing else to show
        await channel.send(Letter(HERE, Message("", file=FILE), "r", made=MADE))


async def test_a_picture_that_telegram_lost_is_to_be_sent_whole() -> None:
    channel, fake, _ = await a_channel()
    fake.answers["sendPhoto"] = [
        fail(400, "Bad Request: wrong file identifier/HTTP URL specified")
    ]
    with pytest.raises(PictureGone):
        await channel.send(pictured(drawn=Drawn(b"", known="OLD")))
    assert [method for method, _ in fake.asked] == ["sendPhoto"]


@pytest.mark.parametrize(
    "drawn", [png(size=MAX_PHOTO + 1), png(9000, 1001), png(2100, 100), b"GIF89a", b"", png(0, 5)]
)
async def test_what_is_no_photo_is_not_even_tried(drawn: bytes) -> None:
    assert not is_photo(drawn)
    channel, fake, _ = await a_channel()
    assert await channel.send(pictured(drawn=Drawn(drawn))) == "77"
    assert [method for method, _ in fake.asked] == ["sendMessage"]


def test_what_is_just_a_photo() -> None:
    assert is_photo(png(size=MAX_PHOTO))
    assert is_photo(png(9000, 1000))
    assert is_photo(png(100, 2000))


async def test_a_photo_takes_the_place_of_what_is_shown() -> None:
    channel, fake, _ = await a_channel()
    kept: list[str] = []
    fake.answers["editMessageMedia"] = [ok(PHOTO), ok(PHOTO)]
    await channel.edit(pictured(keep=kept.append), "31")
    media = {
        "type": "photo",
        "media": "attach://picture",
        "caption": "ดูรูป",
        "caption_entities": CAPTIONED["caption_entities"],
    }
    rest = {"chat_id": "6100000001", "message_id": "31", "reply_markup": KEYBOARD}
    assert fake.asked == [("editMessageMedia", {"media": media, **rest})]
    assert fake.files == [{"picture": ("picture.png", png(), "image/png")}]
    assert kept == ["LARGE"]
    await channel.edit(pictured(drawn=Drawn(b"", known="K")), "31")
    assert fake.asked[1] == ("editMessageMedia", {"media": {**media, "media": "K"}, **rest})


async def test_what_cannot_take_its_place_is_sent_anew() -> None:
    channel, fake, _ = await a_channel()
    fake.answers["editMessageMedia"] = [fail(400, "Bad Request: MEDIA_EMPTY")]
    with pytest.raises(NotThere):
        await channel.edit(pictured(), "31")
    fake.answers["editMessageText"] = [
        fail(400, "Bad Request: there is no text in the message to edit")
    ]
    with pytest.raises(NotThere):  # the text alone, where a photo stands
        await channel.edit(Letter(HERE, Message("x"), "r"), "31")


async def test_what_comes_with_a_file_takes_the_place_of_nothing() -> None:
    """So that the file is not lost; one that Telegram would not take holds up no text."""
    channel, fake, _ = await a_channel()
    with pytest.raises(NotThere):
        await channel.edit(Letter(HERE, Message("x"), "r", made=MADE), "31")
    assert fake.asked == []
    fake.answers["editMessageText"] = [ok(True)]
    await channel.edit(Letter(HERE, Message("x"), "r", made=replace(MADE, content=b"")), "31")
    assert [method for method, _ in fake.asked] == ["editMessageText"]


async def test_a_photo_finds_its_topic_gone_too() -> None:
    channel, fake, _ = await a_channel()
    channel._topics["-1007"] = 5
    fake.answers["sendPhoto"] = [fail(400, "Bad Request: message thread not found"), ok(PHOTO)]
    letter = replace(pictured(), place=Place("telegram", "-1007"))
    assert await channel.send(letter) == "78"
    assert [params.get("message_thread_id") for _, params in fake.asked] == ["5", None]


# ── in parts ─────────────────────────────────────────────────────────────────

SHORT, LONG, LONGEST = "ก" * 1024, "ก" * 1025, "ก " * 5000


def test_a_short_text_is_the_caption() -> None:
    message = Message(SHORT, ROWS, picture=PICTURE, slot="s", replaces=True)
    assert splitting.fit(message) == (message,)
    message = Message(SHORT, ROWS, file=FILE)
    assert splitting.fit(message) == (message,)


@pytest.mark.parametrize("text", [LONG, "😀" * 513, LONGEST])
def test_a_long_text_stands_by_itself(text: str) -> None:
    message = Message(text, ROWS, picture=PICTURE, file=FILE, slot="s", replaces=True)
    before, *parts, after = splitting.fit(message)
    assert before == alone(PICTURE)
    assert after == Message("", file=FILE)
    assert all(part.picture is None and part.file is None for part in parts)
    assert (parts[-1].slot, parts[-1].replaces, parts[-1].buttons) == ("s", True, ROWS)
    assert "".join(part.text for part in parts).replace(" ", "") == text.replace(" ", "")


def test_of_both_the_picture_carries_the_text() -> None:
    message = Message(SHORT, ROWS, picture=PICTURE, file=FILE)
    first, second = splitting.fit(message)
    assert first == replace(message, file=None)
    assert second == Message("", file=FILE)


def test_what_a_picture_says_is_cut_to_a_caption() -> None:
    picture = replace(PICTURE, alt="😀" * 600)
    first, *_ = splitting.fit(Message(LONG, picture=picture))
    assert first.text == "😀" * 512
    assert first.only_picture
