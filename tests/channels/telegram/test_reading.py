"""What Telegram gives → what happened. The payloads are as Telegram sends them; names are made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.updates import parse, read, unreadable, wrap
from bot.core.events import (
    Added,
    Blocked,
    Commanded,
    Edited,
    Happening,
    Moved,
    Pressed,
    Removed,
    Said,
    Sent,
    Started,
    Unblocked,
)
from bot.core.model import Attachment, Person, Place
from tests.channels.telegram.fakes import NOON

ME = "phakhi_bot"
SOMSRI = {"id": 6100000001, "is_bot": False, "first_name": "สมศรี", "language_code": "th"}
FULL = {**SOMSRI, "last_name": "ใจดี", "username": "somsri"}
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
OTHER_BOT = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}
PRIVATE = {"id": 6100000001, "type": "private", "first_name": "สมศรี"}
GROUP = {"id": -4000000001, "type": "group", "title": "ภาคีลุ่มน้ำ"}
FORUM = {"id": -1002200000001, "type": "supergroup", "title": "ภาคีลุ่มน้ำ", "is_forum": True}
CHANNEL = {"id": -1003300000001, "type": "channel", "title": "ข่าว"}
DATE = 1795323600  # 2026-11-22 05:00 UTC
FILE = {"file_id": "BQAC1", "file_unique_id": "AQ1", "file_size": 5}


def said(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = SOMSRI, **more: Any) -> Any:
    body = {"message_id": 5, "from": sender, "chat": chat, "date": DATE, **more}
    return {"update_id": 700000001, "message": body}


def edited(chat: dict[str, Any] = PRIVATE, **more: Any) -> Any:
    body = {"message_id": 5, "from": SOMSRI, "chat": chat, "date": DATE, "edit_date": DATE + 60}
    return {"update_id": 700000001, "edited_message": {**body, **more}}


def member(chat: dict[str, Any], old: str, new: str, **more: Any) -> Any:
    bot = {"id": 1, "is_bot": True, "first_name": "ภาคี", "username": ME}
    body = {
        "chat": chat,
        "from": SOMSRI,
        "date": DATE,
        "old_chat_member": {"user": bot, "status": old},
        "new_chat_member": {"user": bot, "status": new, "until_date": 0, **more},
    }
    return {"update_id": 700000001, "my_chat_member": body}


def press(chat: dict[str, Any] = PRIVATE, data: str = "abc.0", **more: Any) -> Any:
    shown = {"message_id": 9, "chat": chat, "date": 0}
    query = {"id": "1", "from": SOMSRI, "message": shown, "chat_instance": "7", "data": data}
    return {"update_id": 700000001, "callback_query": {**query, **more}}


def happened(update: object) -> Happening | None:
    event = read(wrap(update, NOON).body, ME)
    return None if event is None else event.happened


OLD = Place("telegram", "-4000000001")
NEW = Place("telegram", "-1002200000001")

TABLE: list[tuple[str, Any, Happening | None]] = [
    ("added", member(GROUP, "left", "member"), Added("ภาคีลุ่มน้ำ")),
    ("added as administrator", member(FORUM, "left", "administrator"), Added("ภาคีลุ่มน้ำ")),
    ("added, but muted", member(GROUP, "left", "restricted", is_member=True), Added("ภาคีลุ่มน้ำ")),
    ("let in again", member(GROUP, "kicked", "member"), Added("ภาคีลุ่มน้ำ")),
    ("promoted", member(GROUP, "member", "administrator"), None),
    ("put out", member(GROUP, "member", "kicked"), Removed()),
    ("left", member(GROUP, "administrator", "left"), Removed()),
    ("a channel", member(CHANNEL, "left", "administrator"), None),
    ("blocked", member(PRIVATE, "member", "kicked"), Blocked()),
    ("unblocked", member(PRIVATE, "kicked", "member"), Unblocked()),
    ("upgraded, old side", said(GROUP, migrate_to_chat_id=-1002200000001), Moved(OLD, NEW)),
    ("upgraded, new side", said(FORUM, migrate_from_chat_id=-4000000001), Moved(OLD, NEW)),
    ("start", said(text="/start"), Started("")),
    ("start by invitation", said(text="/start a_B-9"), Started("a_B-9")),
    ("start with words", said(text="/start สวัสดี"), Started("")),
    ("start with too much", said(text="/start " + "a" * 65), Started("")),
    ("command", said(text="/Status"), Commanded("status")),
    ("command with words", said(text="/stage  3 "), Commanded("stage", "3")),
    ("command to another, in private", said(text="/menu@other_bot"), Commanded("menu")),
    ("Thai behind a slash", said(text="/เมนู"), Said("/เมนู", "5")),
    ("a path", said(text="/home/somsri แฟ้ม"), Said("/home/somsri แฟ้ม", "5")),
    ("text", said(text="มูลนิธิ ก 👍🏽"), Said("มูลนิธิ ก 👍🏽", "5")),
    ("text with NUL", said(text="ก\0ข"), Said("กข", "5")),
    ("text with half a character", said(text="ก\ud83d"), Said("ก?", "5")),
    ("forwarded", said(text="ก", forward_origin={"type": "hidden_user"}), Said("ก", "5")),
    ("edited", edited(text="๕๐,๐๐๐"), Edited("๕๐,๐๐๐", "5")),
    ("edited in a group", edited(GROUP, text="/status"), None),
    ("a live location moves", edited(location={"latitude": 1.0, "longitude": 2.0}), None),
    (
        "photo",
        said(photo=[{**FILE, "file_id": "small"}, {**FILE, "file_id": "big"}], caption="ป้าย"),
        Sent(Attachment("photo", "big"), "ป้าย", "5"),
    ),
    (
        "document",
        said(document={**FILE, "file_name": "แผน.pdf"}),
        Sent(Attachment("document", "BQAC1", "แผน.pdf"), "", "5"),
    ),
    ("voice", said(voice={**FILE, "duration": 3}), Sent(Attachment("voice", "BQAC1"), "", "5")),
    ("video", said(video=FILE), Sent(Attachment("video", "BQAC1"), "", "5")),
    ("round video", said(video_note=FILE), Sent(Attachment("video", "BQAC1"), "", "5")),
    (
        "animation",
        said(animation=FILE, document={**FILE, "file_id": "x"}),
        Sent(Attachment("video", "BQAC1"), "", "5"),
    ),
    ("audio", said(audio=FILE), Sent(Attachment("audio", "BQAC1"), "", "5")),
    ("sticker", said(sticker=FILE), Sent(Attachment("sticker", "BQAC1"), "", "5")),
    (
        "location",
        said(location={"latitude": 18.79, "longitude": 98.98}),
        Sent(Attachment("location", "18.79,98.98"), "", "5"),
    ),
    (
        "place",
        said(
            location={"latitude": 18.79, "longitude": 98.98},
            venue={"title": "วัด", "address": "-", "location": {}},
        ),
        Sent(Attachment("location", "18.79,98.98", "วัด"), "", "5"),
    ),
    (
        "contact: the number is not kept",
        said(contact={"phone_number": "+66812345678", "first_name": "ก"}),
        Sent(Attachment("contact", ""), "", "5"),
    ),
    ("pressed", press(), Pressed("abc.0")),
    ("pressed in a group", press(GROUP, "x.12"), Pressed("x.12")),
    ("pressed without data", press(data=""), None),
    ("pressed under an inline message", press(message=None), None),
    ("group talk", said(GROUP, text="วันนี้ประชุมกี่โมง"), None),
    ("group talk to the bot", said(GROUP, text="ดีมาก", reply_to_message={"message_id": 1}), None),
    ("group talk that names the bot", said(GROUP, text="@Phakhi_Bot สถานะ"), Said("สถานะ", "5", to_bot=True)),
    ("named at the end", said(GROUP, text="ขอดูสรุป @phakhi_bot"), Said("ขอดูสรุป", "5", to_bot=True)),
    ("named alone", said(GROUP, text="@phakhi_bot"), Said("", "5", to_bot=True)),
    ("another named", said(GROUP, text="@phakhi_bot2 สถานะ"), None),
    ("an address", said(GROUP, text="ส่งไปที่ a.b@phakhi_bot"), None),
    ("group photo", said(GROUP, photo=[FILE]), None),
    ("group command", said(GROUP, text="/status"), Commanded("status")),
    ("group command for us", said(GROUP, text="/stage@Phakhi_Bot 4"), Commanded("stage", "4")),
    ("group command for another", said(GROUP, text="/stage@other_bot 4"), None),
    ("group start", said(GROUP, text="/start@phakhi_bot start"), Commanded("start")),
    (
        "anonymous administrator",
        said(GROUP, ANONYMOUS, sender_chat=GROUP, text="/stage 4"),
        Commanded("stage", "4", anonymous=True),
    ),
    (
        "anonymous, from another group",
        said(GROUP, ANONYMOUS, sender_chat=CHANNEL, text="/stage 4"),
        None,
    ),
    ("a channel speaks", said(GROUP, SOMSRI, sender_chat=CHANNEL, text="/stage 4"), None),
    ("another bot", said(GROUP, OTHER_BOT, text="/status"), None),
    ("another bot, in private", said(sender=OTHER_BOT, text="สวัสดี"), None),
    ("by way of a bot", said(text="สวัสดี", via_bot=OTHER_BOT), None),
    ("somebody came", said(GROUP, new_chat_members=[SOMSRI]), None),
    ("something new in private", said(hologram={"file_id": "h"}), None),
    ("a post in a channel", {"update_id": 1, "channel_post": {"message_id": 1}}, None),
    ("a kind to come", {"update_id": 1, "telepathy": {"id": 1}}, None),
]


@pytest.mark.parametrize(("update", "expected"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE])
def test_what_happened(update: object, expected: Happening | None) -> None:
    assert happened(update) == expected


def test_who_where_and_when() -> None:
    event = read(wrap(said(sender=FULL, text="ก"), NOON).body, ME)
    assert event is not None
    assert event.id == "700000001"
    assert event.place == Place("telegram", "6100000001")
    assert event.person == Person("telegram", "6100000001")
    assert event.at == datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert (event.called, event.language, event.private) == ("สมศรี ใจดี", "th", True)


def test_an_edit_happened_when_it_was_made() -> None:
    event = read(wrap(edited(text="ก"), NOON).body, ME)
    assert event is not None
    assert event.at == datetime(2026, 11, 22, 5, 1, tzinfo=UTC)


def test_a_press_happened_when_it_came_and_is_the_pressers() -> None:
    event = read(wrap(press(GROUP), NOON).body, ME)
    assert event is not None
    assert event.at == NOON
    assert event.place == Place("telegram", "-4000000001")
    assert event.person == Person("telegram", "6100000001")
    assert not event.private


@pytest.mark.parametrize(
    ("code", "expected"), [("th", "th"), ("th-TH", "th"), ("de", "en"), ("en-GB", "en"), ("", "")]
)
def test_the_language_of_the_app(code: str, expected: str) -> None:
    event = read(wrap(said(sender={**SOMSRI, "language_code": code}, text="ก"), NOON).body, ME)
    assert event is not None
    assert event.language == expected


@pytest.mark.parametrize(
    ("update", "conversation"),
    [
        (said(text="ก"), "6100000001"),
        (said(GROUP, text="ก"), "-4000000001"),
        (press(GROUP), "-4000000001"),
        (press(message=None), "6100000001"),
        (member(GROUP, "left", "member"), "-4000000001"),
        ({"update_id": 1, "poll": {}}, ""),
    ],
)
def test_what_is_stored(update: object, conversation: str) -> None:
    raw = wrap(update, NOON)
    number = update["update_id"] if isinstance(update, dict) else None
    assert (raw.key, raw.conversation, raw.at) == (str(number), conversation, NOON)
    assert json.loads(raw.body)["update"] == update


@pytest.mark.parametrize(
    "poison",
    [
        {"update_id": 5, "message": {"message_id": "x"}},
        {"update_id": 5, "message": [1, 2]},
        {"update_id": 5, "message": {"message_id": 1, "chat": PRIVATE, "from": SOMSRI, "text": 7}},
        said(text="ก", date=10**18),
        {"update_id": "5"},
        {},
        [],
        None,
        "text",
    ],
)
def test_poison_is_stored_and_means_nothing(poison: object) -> None:
    raw = wrap(poison, NOON)
    assert raw.key
    assert read(raw.body, ME) is None
    assert wrap(poison, NOON).key == raw.key


def test_a_body_that_is_no_json_is_stored_under_its_hash() -> None:
    raw = unreadable(b"\xff{", NOON)
    assert raw.key.startswith("sha256:")
    assert read(raw.body, ME) is None
    assert parse(raw.body) is None


DEEP = b'{"received":"2026-11-22T05:00:00+00:00","update":' + b"[" * 100_000


def test_a_bomb_of_brackets_means_nothing() -> None:
    assert read(DEEP, ME) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["message_id", "from", "chat", "date", "text", "photo", "document", "sender_chat", "caption"]
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([u for _, u, _ in TABLE]), FIELDS, JSON)
def test_nothing_in_an_update_can_raise(update: Any, field: str, value: object) -> None:
    kind = next(k for k in update if k != "update_id")
    spoilt = {**update, kind: {**update[kind], field: value}}
    read(wrap(spoilt, NOON).body, ME)
