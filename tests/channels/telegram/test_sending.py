"""Letters in, exact requests out; errors in, the exceptions of bot/channels/base.py out."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from telegram.error import NetworkError, TimedOut

from bot.channels.base import Gone, Letter, MovedTo, NotThere, Refused, TryLater, Unsure
from bot.channels.telegram import Pace, Telegram
from bot.core.model import Person, Place
from bot.message import Button, Message
from tests.channels.telegram.fakes import TOKEN, FakeTelegram, a_channel, fail, message, ok

HERE = Place("telegram", "6100000001")
GROUP = Place("telegram", "-4000000001")


def letter(
    what: Message | None = None, place: Place = HERE, tokens: Mapping[str, str] | None = None
) -> Letter:
    return Letter(place, what or message(), "Rf_1", tokens or {})


async def test_plain_text() -> None:
    channel, fake, _ = await a_channel()
    assert await channel.send(letter(message("<b>1 & 2</b> *_"))) == "77"
    assert fake.asked == [
        (
            "sendMessage",
            {
                "chat_id": "6100000001",
                "text": "<b>1 & 2</b> *_",
                "link_preview_options": {"is_disabled": True},
            },
        )
    ]


async def test_bold_spans_count_in_utf_16() -> None:
    channel, fake, _ = await a_channel()
    await channel.send(letter(Message("👩🏽‍🌾 สรุป👍 ขั้น", strong=((5, 9), (9, 10)))))
    assert fake.of("sendMessage")[0]["entities"] == [
        {"type": "bold", "offset": 8, "length": 4},
        {"type": "bold", "offset": 12, "length": 2},
    ]


async def test_buttons_are_numbered_over_all_rows_and_say_nothing_of_their_meaning() -> None:
    rows = (
        (Button("1", "answer:c1-scoping-1:q::a"), Button("2", "answer:c1-scoping-1:q::b")),
        (Button("เข้าร่วม", opens="join"), Button("พัก", "pause:c1-scoping-1")),
    )
    channel, fake, _ = await a_channel()
    await channel.send(letter(Message("ถาม", rows), tokens={"join": "T0k"}))
    assert fake.of("sendMessage")[0]["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "1", "callback_data": "Rf_1.0"}, {"text": "2", "callback_data": "Rf_1.1"}],
            [
                {"text": "เข้าร่วม", "url": "https://t.me/Phakhi_Bot?start=T0k"},
                {"text": "พัก", "callback_data": "Rf_1.3"},
            ],
        ]
    }


async def test_what_telegram_has_no_use_for_is_left_out_and_the_numbers_stay() -> None:
    rows = (
        (Button("เลือกวันที่", "pick:x", picks="date"),),
        (Button("สถานะล่าสุด", "say:status", refreshes=True), Button("ข้าม", "skip:x")),
    )
    channel, fake, _ = await a_channel()
    await channel.send(letter(Message("ถาม", rows)))
    await channel.send(letter(Message("ถาม", rows[:1])))
    first, second = fake.of("sendMessage")
    keyboard = [[{"text": "ข้าม", "callback_data": "Rf_1.2"}]]
    assert first["reply_markup"] == {"inline_keyboard": keyboard}
    assert "reply_markup" not in second


@pytest.mark.parametrize(
    ("opens", "tokens", "url"),
    [
        ("join", {"join": "a-b"}, "https://t.me/Phakhi_Bot?start=a-b"),
        ("setup", {"setup": "x"}, "https://t.me/Phakhi_Bot?start=x"),
        ("desk", {"desk": "d"}, "https://t.me/Phakhi_Bot?start=d"),
        ("desk", {}, "https://t.me/Phakhi_Bot"),
        ("add", {}, "https://t.me/Phakhi_Bot?startgroup=start"),
        ("board", {"board": "https://bot.example.org/board/t"}, "https://bot.example.org/board/t"),
        ("board", {}, "https://t.me/Phakhi_Bot"),
    ],
)
async def test_buttons_that_open(opens: str, tokens: dict[str, str], url: str) -> None:
    channel, fake, _ = await a_channel()
    await channel.send(letter(message("ก", (Button("เปิด", opens=opens),)), tokens=tokens))
    (sent,) = fake.of("sendMessage")
    assert sent["reply_markup"]["inline_keyboard"] == [[{"text": "เปิด", "url": url}]]


async def test_the_longest_reference_fits_and_a_longer_is_refused() -> None:
    channel, fake, _ = await a_channel()
    long = message("ก", (Button("1", "x"),))
    await channel.send(Letter(HERE, long, "r" * 40))
    with pytest.raises(Refused):
        await channel.send(Letter(HERE, long, "r" * 63))
    assert len(fake.asked) == 1


async def test_an_edit_replaces_text_and_buttons() -> None:
    channel, fake, _ = await a_channel()
    await channel.edit(letter(message("ใหม่", (Button("1", "x"),))), "77")
    await channel.edit(letter(message("ปิดแล้ว")), "77")
    first, second = fake.of("editMessageText")
    assert (first["chat_id"], first["message_id"], first["text"]) == ("6100000001", "77", "ใหม่")
    assert first["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "Rf_1.0"
    assert "reply_markup" not in second  # Telegram takes the old buttons away


async def test_before_it_knows_its_name_it_waits() -> None:
    fake = FakeTelegram()
    channel = Telegram(TOKEN, request=fake, poll_request=fake)
    with pytest.raises(TryLater):
        await channel.send(letter())
    assert fake.asked == []


async def test_a_place_that_is_not_telegrams() -> None:
    channel, _, _ = await a_channel()
    with pytest.raises(Gone):
        await channel.send(letter(place=Place("telegram", "C0ffee")))


def caused(cause: Exception, problem: NetworkError) -> NetworkError:
    problem.__cause__ = cause
    return problem


ERRORS: list[tuple[Any, type[Exception], Any]] = [
    (fail(403, "Forbidden: bot was blocked by the user"), Gone, "blocked"),
    (fail(403, "Forbidden: user is deactivated"), Gone, "left"),
    (fail(403, "Forbidden: bot was kicked from the supergroup chat"), Gone, "left"),
    (fail(403, "Forbidden: bot is not a member of the supergroup chat"), Gone, "left"),
    (fail(403, "Forbidden: the group chat was deleted"), Gone, "left"),
    (fail(403, "Forbidden: bot can't initiate conversation with a user"), Gone, "unknown"),
    (fail(403, "Forbidden: something new"), Gone, "unknown"),
    (fail(400, "Bad Request: chat not found"), Gone, "unknown"),
    (fail(400, "Bad Request: PEER_ID_INVALID"), Gone, "unknown"),
    (
        fail(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1002200000001),
        MovedTo,
        Place("telegram", "-1002200000001"),
    ),
    (fail(429, "Too Many Requests: retry after 7", retry_after=7), TryLater, 7.0),
    (fail(400, "Bad Request: message is too long"), Refused, None),
    (fail(400, "Bad Request: not enough rights to send text messages"), Refused, None),
    (fail(500, "Internal Server Error"), Unsure, None),
    ((502, b"<html>Bad Gateway</html>"), Unsure, None),
    ((200, b"<html>what?</html>"), Unsure, None),
    ((200, b"[]"), Unsure, None),
    ((200, b"{}"), Unsure, None),
    (ok(True), Unsure, None),
    (TimedOut(), Unsure, None),
    (NetworkError("ServerDisconnectedError"), Unsure, None),
    (caused(aiohttp.ConnectionTimeoutError(), TimedOut()), TryLater, 2.0),
    (fail(401, "Unauthorized"), TryLater, 60.0),
    (fail(404, "Not Found"), TryLater, 60.0),
]


@pytest.mark.parametrize(("answer", "raised", "detail"), ERRORS)
async def test_what_goes_wrong_in_sending(
    answer: Any, raised: type[Exception], detail: object
) -> None:
    channel, fake, _ = await a_channel()
    fake.answers["sendMessage"] = [answer]
    with pytest.raises(raised) as caught:
        await channel.send(letter())
    said = caught.value
    assert detail in (
        None,
        getattr(said, "why", None),
        getattr(said, "seconds", None),
        getattr(said, "place", None),
    )
    assert said.__cause__ is None
    assert said.__context__ is None


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("message is not modified: specified new message content and reply markup", None),
        ("message to edit not found", NotThere),
        ("message can't be edited", NotThere),
        ("MESSAGE_ID_INVALID", NotThere),
        ("there is no text in the message to edit", NotThere),
        ("message is too long", Refused),
    ],
)
async def test_what_goes_wrong_in_editing(text: str, raised: type[Exception] | None) -> None:
    channel, fake, _ = await a_channel()
    fake.answers["editMessageText"] = [fail(400, f"Bad Request: {text}")]
    if raised is None:
        await channel.edit(letter(), "77")
        return
    with pytest.raises(raised):
        await channel.edit(letter(), "77")


async def test_the_id_of_another_platforms_message_cannot_be_edited() -> None:
    channel, fake, _ = await a_channel()
    with pytest.raises(NotThere):
        await channel.edit(letter(), "m-1")
    assert fake.asked == []


async def test_what_telegram_quotes_is_not_passed_on() -> None:
    channel, fake, _ = await a_channel()
    url = "https://t.me/x?start=SECRET"
    fake.answers["sendMessage"] = [
        fail(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    ]
    with pytest.raises(Refused) as caught:
        await channel.send(letter())
    assert "secret" not in str(caught.value).lower()


async def test_the_token_reaches_neither_log_nor_trace(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    telegram = Telegram(TOKEN, "http://127.0.0.1:9", sleep=no_sleep)
    telegram.username = "x"
    with pytest.raises(TryLater) as caught:
        await telegram.send(letter())
    trace = "".join(traceback.format_exception(caught.value))
    await telegram.close()
    channel, fake, _ = await a_channel()
    fake.answers["sendMessage"] = [NetworkError(f"https://api.telegram.org/bot{TOKEN}/x")]
    with pytest.raises(Unsure) as unsure:
        await channel.send(letter())
    trace += "".join(traceback.format_exception(unsure.value))
    assert TOKEN not in trace
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(channel)


async def no_sleep(_: float) -> None: ...


@pytest.mark.parametrize(
    "answer",
    [ok(True), fail(403, "Forbidden: bot was blocked by the user"), fail(429, "Too Many Requests")],
)
async def test_a_sign_that_a_file_is_being_made_is_shown_and_nothing_hangs_on_it(
    answer: Any,
) -> None:
    channel, fake, _ = await a_channel()
    fake.answers["sendChatAction"] = [answer]
    await channel.making(HERE)
    assert fake.asked == [("sendChatAction", {"chat_id": HERE.id, "action": "upload_document"})]


RIGHTS = [
    (ok({"status": "creator"}), True),
    (ok({"status": "administrator"}), True),
    (ok({"status": "member"}), False),
    (ok({"status": "left"}), False),
    (fail(400, "Bad Request: PARTICIPANT_ID_INVALID"), False),
]


@pytest.mark.parametrize(("answer", "expected"), RIGHTS)
async def test_who_is_administrator(answer: Any, expected: bool) -> None:
    channel, fake, _ = await a_channel()
    fake.answers["getChatMember"] = [answer]
    assert await channel.is_administrator(GROUP, Person("telegram", "61")) is expected
    assert fake.asked == [("getChatMember", {"chat_id": "-4000000001", "user_id": "61"})]


async def test_rights_are_asked_where_the_group_has_moved() -> None:
    channel, fake, _ = await a_channel()
    moved = fail(400, "Bad Request: upgraded", migrate_to_chat_id=-1002200000001)
    fake.answers["getChatMember"] = [moved, ok({"status": "creator"})]
    assert await channel.is_administrator(GROUP, Person("telegram", "61"))
    assert fake.of("getChatMember")[1]["chat_id"] == "-1002200000001"


@pytest.mark.parametrize(
    ("answer", "raised"),
    [(fail(403, "Forbidden: bot was kicked"), Gone), (fail(500, "Internal"), TryLater)],
)
async def test_rights_that_cannot_be_asked(answer: Any, raised: type[Exception]) -> None:
    channel, fake, _ = await a_channel()
    fake.answers["getChatMember"] = [answer]
    with pytest.raises(raised):
        await channel.is_administrator(GROUP, Person("telegram", "61"))


async def test_a_429_stops_its_chat_only() -> None:
    channel, fake, clock = await a_channel()
    fake.answers["sendMessage"] = [fail(429, "Too Many Requests", retry_after=7)]
    with pytest.raises(TryLater):
        await channel.send(letter())
    with pytest.raises(TryLater) as caught:
        await channel.send(letter())
    assert caught.value.seconds == pytest.approx(7)
    assert await channel.send(letter(place=GROUP)) == "77"
    clock.time += 7
    assert await channel.send(letter()) == "77"
    assert len(fake.asked) == 3


async def test_send_waits_a_little_and_never_long() -> None:
    channel, fake, clock = await a_channel(Pace(chat_seconds=1.0, chat_burst=2))
    for _ in range(4):
        await channel.send(letter())
    assert clock.slept == [pytest.approx(1.0)] * 2
    channel, fake, clock = await a_channel(Pace(chat_seconds=3.0, chat_burst=1))
    await channel.send(letter())
    with pytest.raises(TryLater) as caught:
        await channel.send(letter())
    assert caught.value.seconds == pytest.approx(3.0)
    assert clock.slept == []
    assert len(fake.asked) == 1
