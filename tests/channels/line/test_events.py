"""What LINE gives → what happened, with posts as LINE sends them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import ReplyToken
from bot.channels.line.events import parted, read, reply_token, unreadable, wrap
from bot.core.events import (
    Added,
    Blocked,
    Edited,
    Event,
    Happening,
    MemberLeft,
    MembersCame,
    Pressed,
    Removed,
    Said,
    Sent,
    Unblocked,
    Unsent,
)
from bot.core.model import Attachment, Person, Place
from bot.message import Raw
from tests.channels.line.captured import (
    BOT,
    BROKER,
    GROUP,
    NAMES,
    NOON,
    ROOM,
    SOMCHAI,
    SOMSRI,
    event,
    events,
)

TREE = "น้ำสะอาดและป่าชุมชน 🌳"


def raws(*given: object, name: str = "", title: str = "") -> list[Raw]:
    return [
        wrap(key, part, NOON, destination=BOT, name=name, title=title)
        for one in given
        for key, part in parted(one)
    ]


def read_all(*given: object, **more: str) -> list[Event | None]:
    return [read(raw.body) for raw in raws(*given, **more)]


def happened(*given: object) -> list[Happening | None]:
    return [None if event is None else event.happened for event in read_all(*given)]


def message_id(name: str) -> str:
    return str(event(name)["message"]["id"])


def said(name: str, text: str, *, to_bot: bool = False) -> Said:
    return Said(text, message_id(name), to_bot=to_bot)


HERE = [
    # post, place, private, person, what happened
    ("join", GROUP, False, "", Added("")),
    ("leave", GROUP, False, "", Removed()),
    ("member_joined", GROUP, False, "", MembersCame()),
    ("follow", SOMSRI, True, SOMSRI, Unblocked()),
    ("follow_again", SOMSRI, True, SOMSRI, Unblocked()),
    ("unfollow", SOMSRI, True, SOMSRI, Blocked()),
    ("text", SOMSRI, True, SOMSRI, said("text", TREE)),
    ("redelivered", SOMSRI, True, SOMSRI, said("text", TREE)),
    ("group_text", GROUP, False, BROKER, said("group_text", "สรุป")),
    ("group_text_nobody", GROUP, False, "", said("group_text_nobody", "สถานะ")),
    ("group_mention_all", GROUP, False, BROKER, said("group_mention_all", "@All ประชุมพรุ่งนี้")),
    (
        "group_mention",
        GROUP,
        False,
        BROKER,
        said("group_mention", "@สมศรี สถานะ", to_bot=True),
    ),
    (
        "group_quote",
        GROUP,
        False,
        SOMSRI,
        Said("เห็นด้วย", message_id("group_quote"), quotes=message_id("group_text")),
    ),
    (
        "group_message_edited",
        GROUP,
        False,
        BROKER,
        Edited("ขอสรุป", message_id("group_text")),
    ),
    ("unsend", SOMSRI, True, SOMSRI, Unsent(message_id("text"))),
    ("room_text", ROOM, False, SOMSRI, said("room_text", "สถานะ")),
    ("postback", SOMSRI, True, SOMSRI, Pressed("Ab3dE_-9.2")),
    ("postback_date", SOMSRI, True, SOMSRI, Pressed("Ab3dE_-9.7", picked="2026-12-01")),
    ("group_postback", GROUP, False, SOMSRI, Pressed("Ab3dE_-9.0")),
    ("group_postback_nobody", GROUP, False, "", Pressed("Ab3dE_-9.0")),
]


@pytest.mark.parametrize(("name", "place", "private", "person", "what"), HERE)
def test_every_event(name: str, place: str, private: bool, person: str, what: Happening) -> None:
    only = event(name)
    assert read_all(only) == [
        Event(
            id=only["webhookEventId"],
            at=datetime.fromtimestamp(only["timestamp"] // 1000, UTC)
            + timedelta(milliseconds=only["timestamp"] % 1000),
            place=Place("line", place),
            person=Person("line", person),
            happened=what,
            private=private,
        )
    ]


FILES = [
    ("sticker", "sticker", ""),
    ("image", "photo", ""),
    ("group_image", "photo", ""),
    ("video", "video", ""),
    ("audio", "audio", ""),
    ("file", "document", "แผนงาน.pdf"),
]


@pytest.mark.parametrize(("name", "kind", "called"), FILES)
def test_what_is_not_text(name: str, kind: str, called: str) -> None:
    id = message_id(name)
    assert happened(event(name)) == [Sent(Attachment(kind, id, called), message=id)]


def test_a_location() -> None:
    id = message_id("location")
    where = Attachment("location", "13.75,100.5", "ศาลากลาง")
    assert happened(event("location")) == [Sent(where, message=id)]
    bare = {
        "type": "location",
        "id": "9",
        "address": "ถนนราชดำเนิน",
        "latitude": 13,
        "longitude": 100.5,
    }
    where = Attachment("location", "13.0,100.5", "ถนนราชดำเนิน")
    assert happened(event("location", message=bare)) == [Sent(where, message="9")]


@pytest.mark.parametrize("name", ["text_nobody", "standby", "unknown_event", "account_link"])
def test_of_no_use(name: str) -> None:
    assert read_all(event(name)) == [None]


def test_every_captured_post_is_looked_at() -> None:
    seen = {name for name, *_ in HERE} | {name for name, *_ in FILES} | {"location"}
    seen |= {"text_nobody", "standby", "unknown_event", "account_link"}
    apart = {"batch", "connection_check", "group_unsend", "member_left"}
    assert seen | apart == set(NAMES)
    assert happened(event("group_unsend")) == [Unsent(event("group_unsend")["unsend"]["messageId"])]


def test_two_who_leave_are_two_events() -> None:
    left = event("member_left")
    first, second = read_all(left)
    assert first is not None
    assert second is not None
    assert [first.person.id, second.person.id] == [SOMSRI, SOMCHAI]
    assert first.happened == second.happened == MemberLeft()
    id = left["webhookEventId"]
    assert [raw.key for raw in raws(left)] == [first.id, second.id] == [id, f"{id}.1"]


def test_a_name_and_a_title_come_with_the_event() -> None:
    (named,) = read_all(event("text"), name="สมศรี\0 ใจดี")
    assert named is not None
    assert named.called == "สมศรี ใจดี"
    (joined,) = read_all(event("join"), title="ภาคีลุ่มน้ำ")
    assert joined is not None
    assert joined.happened == Added("ภาคีลุ่มน้ำ")


def test_how_it_is_stored() -> None:
    text, join, unknown = event("text"), event("join"), event("account_link")
    stored = raws(text, join, unknown)
    assert [raw.conversation for raw in stored] == [SOMSRI, GROUP, ""]
    assert [raw.sort for raw in stored] == [
        f"00{one['timestamp']}" for one in (text, join, unknown)
    ]
    assert stored[0].at.timestamp() == pytest.approx(text["timestamp"] / 1000)
    (timeless,) = raws(event("text", timestamp=None))
    assert (timeless.at, timeless.sort) == (NOON, f"00{int(NOON.timestamp())}000")


# ── mentions ─────────────────────────────────────────────────────────────────


def mentioned(text: str, *mentionees: object, private: bool = False) -> Said:
    source = {"type": "user", "userId": SOMSRI} if private else {"type": "group", "groupId": GROUP}
    message = {"type": "text", "id": "1", "text": text, "mention": {"mentionees": list(mentionees)}}
    (what,) = happened(event("group_text", source=source, message=message))
    assert isinstance(what, Said)
    return what


def me(index: int, length: int = 5) -> dict[str, Any]:
    return {"type": "user", "index": index, "length": length, "isSelf": True}


@pytest.mark.parametrize(
    ("text", "mentionees", "left"),
    [
        ("@ภาคี สถานะ", [me(0)], "สถานะ"),
        ("สถานะ @ภาคี", [me(6)], "สถานะ"),
        ("ขอ @ภาคี สรุป", [me(3)], "ขอ สรุป"),
        ("@ภาคี", [me(0)], ""),
        ("@ภาคี @ภาคี สรุป", [me(0), me(6)], "สรุป"),
        # 🌳 is two units of UTF-16 and one character
        ("🌳🌳 @ภาคี สรุป", [me(5)], "🌳🌳 สรุป"),
        # by the bot's id, should isSelf be missing
        ("@ภาคี สรุป", [{"type": "user", "index": 0, "length": 5, "userId": BOT}], "สรุป"),
        # not where LINE says: the words are kept as they are
        ("@ภาคี สรุป", [me(90)], "@ภาคี สรุป"),
        ("@ภาคี สรุป", [me(6, 90)], "@ภาคี สรุป"),
        ("@ภาคี สรุป", [{"type": "user", "isSelf": True}], "@ภาคี สรุป"),
        ("@ภาคี สรุป", [me(0), 7, {"index": "x"}], "สรุป"),
    ],
)
def test_the_mention_of_the_bot_is_cut_out(text: str, mentionees: list[object], left: str) -> None:
    assert mentioned(text, *mentionees) == Said(left, "1", to_bot=True)


@pytest.mark.parametrize(
    "mentionee",
    [
        {"type": "all", "index": 0, "length": 5},
        {"type": "user", "index": 0, "length": 5, "userId": SOMCHAI, "isSelf": False},
        {"type": "robot", "index": 0, "length": 5},
        "@ภาคี",
    ],
)
def test_others_who_are_mentioned(mentionee: object) -> None:
    assert mentioned("@ภาคี สรุป", mentionee) == Said("@ภาคี สรุป", "1")


def test_half_a_pair_is_no_harm() -> None:
    """An index in the middle of a character outside the basic plane."""
    assert mentioned("🌳🌳 สรุป", me(1, 2)) == Said("\ufffd \ufffd สรุป", "1", to_bot=True)


def test_in_private_there_is_nobody_else_to_talk_to() -> None:
    assert mentioned("@ภาคี สรุป", me(0), private=True) == Said("สรุป", "1")


@pytest.mark.parametrize("private", [False, True])
def test_an_edited_text_may_mention_the_bot_too(private: bool) -> None:
    source = {"type": "user", "userId": SOMSRI} if private else {"type": "group", "groupId": GROUP}
    message = {"type": "text", "id": "1", "text": "@ภาคี สรุป", "mention": {"mentionees": [me(0)]}}
    (what,) = happened(event("group_message_edited", source=source, message=message))
    assert what == Edited("สรุป", "1", to_bot=not private)


# ── tokens ───────────────────────────────────────────────────────────────────


def token_of(given: object) -> ReplyToken | None:
    (raw,) = raws(given)
    return reply_token(raw.body)


WITH_TOKEN = [
    ("join", GROUP),
    ("member_joined", GROUP),
    ("follow", SOMSRI),
    ("text", SOMSRI),
    ("sticker", SOMSRI),
    ("group_text_nobody", GROUP),
    ("group_message_edited", GROUP),
    ("group_postback_nobody", GROUP),
    ("room_text", ROOM),
    ("redelivered", SOMSRI),
]


@pytest.mark.parametrize(("name", "place"), WITH_TOKEN)
def test_a_token_is_good_for_less_than_a_minute_after_it_came(name: str, place: str) -> None:
    token = event(name)["replyToken"]
    assert token_of(event(name)) == ReplyToken(
        Place("line", place), token, NOON + timedelta(seconds=25)
    )


def test_a_token_of_an_event_that_nobody_knows() -> None:
    got = token_of(event("unknown_event", replyToken="a7" * 16))
    assert got == ReplyToken(Place("line", SOMSRI), "a7" * 16, NOON + timedelta(seconds=25))


@pytest.mark.parametrize(
    "given",
    [
        event("leave"),
        event("unsend"),
        event("unfollow"),
        event("standby"),
        event("text_nobody"),
        event("account_link"),
        event("text", replyToken="0" * 32),
        event("text", replyToken="f" * 32),
        event("text", replyToken=""),
        event("text", replyToken=12),
        "text",
    ],
    ids=str,
)
def test_no_token(given: object) -> None:
    assert token_of(given) is None


def test_a_token_is_not_shown() -> None:
    assert event("text")["replyToken"] not in repr(token_of(event("text")))


# ── what is new, odd or broken ───────────────────────────────────────────────


def test_what_is_new_does_no_harm() -> None:
    new = {"hologram": {"deep": [1, None]}, "mode": "brand_new"}
    text = event("text", **new)
    text["message"] |= {"mood": "happy", "emojis": [{"index": 0}], "mention": None}
    text["source"] |= {"type": "user", "age": 50}
    assert happened(text) == [said("text", TREE)]
    sticker = event("sticker")
    sticker["message"] |= {"stickerResourceType": "HOLOGRAM", "packageId": 7, "keywords": None}
    assert happened(sticker) == [
        Sent(Attachment("sticker", message_id("sticker")), message=message_id("sticker"))
    ]
    message = {"type": "hologram", "id": "5", "depth": 3}
    assert happened(event("text", message=message)) == [Sent(Attachment("other", ""), message="5")]


@pytest.mark.parametrize("missing", ["deliveryContext", "replyToken", "mode", "timestamp"])
def test_what_is_missing_costs_nothing_else(missing: str) -> None:
    (got,) = read_all(event("text", **{missing: None}))
    assert got is not None
    assert got.happened == said("text", TREE)
    assert missing != "timestamp" or got.at == NOON


@pytest.mark.parametrize(
    "changes",
    [
        {"type": None},
        {"type": 5},
        {"source": None},
        {"source": "user"},
        {"source": {"type": "user"}},
        {"source": {"type": "community", "communityId": "X1", "userId": SOMSRI}},
        {"source": {"type": "group"}},
        {"message": None},
        {"message": "น้ำ"},
        {"message": {"type": "text", "id": "1"}},
        {"message": {"type": "text", "id": "1", "text": None}},
    ],
    ids=str,
)
def test_half_an_event_is_none(changes: dict[str, Any]) -> None:
    assert read_all(event("text", **changes)) == [None]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("unsend", {"unsend": {}}),
        ("postback", {"postback": {"data": ""}}),
        ("postback", {"postback": None}),
        ("group_message_edited", {"message": {"type": "sticker", "id": "1"}}),
        ("member_left", {"left": {"members": []}}),
        ("member_left", {"left": {"members": [{"type": "user"}]}}),
        ("member_left", {"left": {"members": ["someone"]}}),
        ("join", {"source": {"type": "user", "userId": SOMSRI}}),
        ("leave", {"source": {"type": "user", "userId": SOMSRI}}),
        ("member_joined", {"source": {"type": "user", "userId": SOMSRI}}),
        ("follow", {"source": {"type": "group", "groupId": GROUP, "userId": SOMSRI}}),
        ("unfollow", {"source": {"type": "group", "groupId": GROUP, "userId": SOMSRI}}),
    ],
)
def test_other_halves(name: str, changes: dict[str, Any]) -> None:
    assert read_all(event(name, **changes)) == [None]


@pytest.mark.parametrize(
    ("params", "picked"),
    [
        ({"datetime": "2026-12-01T09:30"}, "2026-12-01"),
        ({"date": "tomorrow"}, ""),
        ({"newRichMenuAliasId": "a", "status": "SUCCESS"}, ""),
        ({"date": 20261201}, ""),
        ("2026-12-01", ""),
    ],
)
def test_what_was_picked(params: object, picked: str) -> None:
    postback = {"data": "r.1", "params": params}
    assert happened(event("postback", postback=postback)) == [Pressed("r.1", picked=picked)]


@pytest.mark.parametrize("when", [0, -5, 10**17, 10**40, 1.5, "1795344020259", True])
def test_a_time_that_no_calendar_has(when: object) -> None:
    (raw,) = raws(event("text", timestamp=when))
    got = read(raw.body)
    assert got is not None
    assert got.at == NOON
    assert len(raw.sort) == 15


@pytest.mark.parametrize("id", [None, 7, "", "ไทย", "a" * 65, "\ud800", "x\0y"])
def test_an_event_without_a_good_id_is_known_by_its_hash(id: object) -> None:
    one = event("text", webhookEventId=id)
    again = {**one, "deliveryContext": {"isRedelivery": True}}
    (first,), (second,) = raws(one), raws(again)
    assert first.key == second.key
    assert first.key.startswith("sha256:")
    got = read(first.body)
    assert got is not None
    assert got.id == first.key
    assert raws({**one, "timestamp": 5})[0].key != first.key


def test_half_characters_become_question_marks() -> None:
    message = {"type": "text", "id": "1", "text": "ก\ud800ข\0"}
    source = {"type": "user", "userId": "U\udfff1"}
    (raw,) = raws(event("text", message=message, source=source))
    got = read(raw.body)
    assert got is not None
    assert got.happened == Said("ก?ข", "1")
    assert raw.conversation == got.place.id == "U?1"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff", b"null", b"[]", b"7", b'{"event":5}', b'{"event":{}}', b"[" * 100_000, b'"' * 9],
)
def test_what_cannot_be_read(raw: bytes) -> None:
    assert read(raw) is None
    assert reply_token(raw) is None
    kept = unreadable(raw, NOON)
    assert kept.key.startswith("sha256:")
    assert (kept.body, kept.conversation, kept.at) == (raw, "", NOON)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=10), inside, max_size=4)
    ),
    max_leaves=8,
)
PARTS = ("type", "source", "timestamp", "message", "postback", "left", "unsend", "replyToken")


@settings(max_examples=400, deadline=None)
@given(
    name=st.sampled_from([name for name in NAMES if len(events(name)) == 1]),
    part=st.sampled_from(PARTS),
    inside=st.sampled_from(("", "type", "id", "text", "mention", "userId", "members", "data")),
    odd=ANYTHING,
)
def test_nothing_that_comes_makes_it_fall(name: str, part: str, inside: str, odd: object) -> None:
    given = event(name)
    if inside and isinstance(given.get(part), dict):
        given[part][inside] = odd
    else:
        given[part] = odd
    for raw in raws(json.loads(json.dumps(given))):
        got, token = read(raw.body), reply_token(raw.body)
        assert got is None or (got.place.id, got.id) == (raw.conversation, raw.key)
        assert token is None or token.place.id == raw.conversation
        assert len(raw.sort) == 15
