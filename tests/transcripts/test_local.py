"""The local channel: what people do comes out as events, what the bot says stands on the screens."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Drawn, Gone, Letter, NotThere
from bot.channels.local import Local
from bot.core import events
from bot.core.model import Attachment, Person, Place
from bot.message import Button, File, Made, Message, Picture
from bot.play import screen
from bot.play.scene import Scene
from bot.play.script import show

AT = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
SOMSRI = Person("local", "p1")
CHAT, GROUP = Place("local", "p1"), Place("local", "g1")


def letter(text: str, *buttons: Button, place: Place = CHAT) -> Letter:
    return Letter(place, Message(text, (buttons,) if buttons else ()), "abc", {"join": "secret"})


@pytest.mark.parametrize(
    ("did", "happened"),
    [
        ({"what": "added", "title": "ภาคี"}, events.Added("ภาคี")),
        ({"what": "removed"}, events.Removed()),
        ({"what": "moved", "old": "g1", "new": "g2"}, events.Moved(GROUP, Place("local", "g2"))),
        ({"what": "started", "token": "t"}, events.Started("t")),
        ({"what": "said", "text": "น้ำ", "message": "m"}, events.Said("น้ำ", "m")),
        ({"what": "edited", "text": "น้ำ", "message": "m"}, events.Edited("น้ำ", "m")),
        ({"what": "pressed", "ref": "abc.0"}, events.Pressed("abc.0")),
        ({"what": "blocked"}, events.Blocked()),
        ({"what": "unblocked"}, events.Unblocked()),
        (
            {"what": "commanded", "name": "stage", "argument": "1", "anonymous": True},
            events.Commanded("stage", "1", anonymous=True),
        ),
        (
            {"what": "sent", "kind": "photo", "id": "f", "text": "ก๊อก", "message": "m"},
            events.Sent(Attachment("photo", "f"), "ก๊อก", "m"),
        ),
    ],
)
def test_every_act_is_read_as_what_happened(did: dict[str, Any], happened: object) -> None:
    local = Local()
    raw = local.act(did, who=SOMSRI, called="สมศรี", place=GROUP, at=AT)

    event = local.read(raw.body)

    assert event is not None
    assert event.happened == happened
    assert (event.id, event.at, event.place, event.person) == (raw.key, AT, GROUP, SOMSRI)
    assert (event.called, event.private) == ("สมศรี", False)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"did": {"what": "flew"}}', b"\xff"])
def test_what_is_no_act_is_no_event(body: bytes) -> None:
    assert Local().read(body) is None


async def test_a_message_stands_on_the_screen_until_it_is_edited() -> None:
    local = Local()
    first = await local.send(letter("หนึ่ง"))
    second = await local.send(letter("สอง"))
    before = local.last
    await local.edit(letter("หนึ่งใหม่"), first)
    await local.edit(letter("สอง"), second)

    assert [s.message.text for s in local.on(CHAT)] == ["หนึ่งใหม่", "สอง"]
    assert [s.id for s in local.on(CHAT, since=before)] == [first]


async def test_a_message_that_is_not_there_cannot_be_edited() -> None:
    local = Local()
    shown = await local.send(letter("หนึ่ง"))

    with pytest.raises(NotThere):
        await local.edit(letter("สอง", place=GROUP), shown)


async def test_who_has_blocked_the_bot_is_shown_nothing() -> None:
    local = Local()
    local.unreachable.add(CHAT)

    with pytest.raises(Gone):
        await local.send(letter("หนึ่ง"))
    assert local.shown == []


async def test_a_button_is_pressed_by_its_reference_or_opens_with_its_token() -> None:
    local = Local()
    await local.send(letter("?", Button("ใช่", "yes"), Button("เข้าร่วม", opens="join")))
    shown = local.shown[0]

    assert local.pressed(shown, 0) == {"what": "pressed", "ref": "abc.0"}
    assert local.pressed(shown, 1) == {"what": "started", "token": "secret"}


async def test_buttons_for_other_platforms_are_not_on_the_screen() -> None:
    local = Local()
    date = Button("เลือกวันที่", "pick:x", picks="date")
    await local.send(letter("?", date, Button("สถานะล่าสุด", "s", refreshes=True), Button("ข้าม", "x")))
    (shown,) = local.shown
    assert [button.label for button in shown.buttons] == ["ข้าม"]
    assert local.pressed(shown, 0) == {"what": "pressed", "ref": "abc.2"}


def test_a_long_message_is_cut_at_line_ends_and_keeps_its_bold_words() -> None:
    local = Local(limit=10)
    message = Message("หนึ่ง\nสอง\nสาม", ((Button("ปุ่ม", "x"),),), strong=((0, 5), (10, 13)))

    head, tail = local.fit(message)

    assert (head.text, head.buttons, head.strong) == ("หนึ่ง\nสอง", (), ((0, 5),))
    assert (tail.text, tail.buttons, tail.strong) == ("สาม", message.buttons, ((0, 3),))


PICTURE = Picture("wheel", "{}", "วงล้อ")
PAPER = File("agreement", "pdf", "group")


async def test_what_comes_with_a_message_is_put_where_it_can_be_looked_at(tmp_path: Path) -> None:
    scene = Scene(tmp_path, AT, local=Local(folder=tmp_path / "pictures"))
    message = Message("ดู", picture=PICTURE, file=PAPER)
    made = Made("../ข้อตกลง.pdf", "application/pdf", b"%PDF")
    place = scene.private("สมศรี")
    await scene.local.send(Letter(place, message, "r", drawn=Drawn(b"\x89PNG"), made=made))
    (shown,) = scene.local.shown
    assert shown.picture is not None
    assert shown.picture.read_bytes() == b"\x89PNG"
    assert shown.file == tmp_path / "pictures" / "ข้อตกลง.pdf"
    assert shown.file.read_bytes() == b"%PDF"
    lines = screen.bubble(scene, shown)
    assert lines == [
        "  ภาคี → สมศรี",
        "  │ ▧ วงล้อ",
        "  │ ▤ agreement.pdf",
        f"  │   {shown.picture}",
        f"  │   {shown.file}",
        "  │ ดู",
    ]


async def test_without_a_folder_it_is_told_of(tmp_path: Path) -> None:
    scene = Scene(tmp_path, AT)
    message = Message("ดู", picture=PICTURE, file=PAPER)
    await scene.local.send(Letter(scene.private("สมศรี"), message, "r", drawn=Drawn(b"x")))
    (shown,) = scene.local.shown
    assert (shown.picture, shown.file) == (None, None)
    assert show(scene, shown) == [
        "    สมศรี ← ▧ วงล้อ",
        "        ▤ agreement.pdf",
        "        ดู",
    ]


def test_the_picture_stays_with_the_first_part_and_the_file_with_the_last() -> None:
    parts = Local(limit=10).fit(Message("ก" * 25, picture=PICTURE, file=PAPER))
    assert [part.picture for part in parts] == [PICTURE, None, None]
    assert [part.file for part in parts] == [None, None, PAPER]
