"""Taking in: stored first, confirmed after; presses answered at once; trouble outlived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.channels.base import TryLater
from bot.channels.telegram import Telegram, Texts, Webhook
from bot.channels.telegram.commands import GROUP, PRIVATE
from bot.channels.telegram.polling import backoff
from bot.core.model import Place
from bot.message import Raw
from tests.channels.telegram.fakes import (
    ME,
    NOON,
    TOKEN,
    Answer,
    FakeClock,
    FakeTelegram,
    a_channel,
    fail,
    ok,
)
from tests.channels.telegram.test_reading import FORUM, press, said
from tests.channels.telegram.test_sending import letter


class Enough(Exception):
    """Ends the endless poll of a test."""


class Store:
    def __init__(self, until: int, *, full: int = 0) -> None:
        self.seen: list[str] = []
        self.until = until
        self.full = full

    async def take_in(self, raws: Sequence[Raw]) -> None:
        if self.full:
            self.full -= 1
            raise TryLater(3.0)
        self.seen += [raw.key for raw in raws]
        if len(self.seen) >= self.until:
            raise Enough


def numbered(*numbers: int, text: str = "ก") -> Answer:
    return ok([{**said(text=text), "update_id": n} for n in numbers])


async def polled(fake: FakeTelegram, channel: Telegram, store: Store) -> list[Any]:
    with pytest.raises(Enough):
        await channel.listen(store.take_in)
    return [params.get("offset") for params in fake.of("getUpdates")]


async def test_the_next_offset_goes_out_after_the_store_has_it() -> None:
    channel, fake, clock = await a_channel()
    fake.answers["getUpdates"] = [numbered(5, 6), ok([]), numbered(7)]
    store = Store(3, full=2)
    offsets = await polled(fake, channel, store)
    assert offsets == [None, "7", None]
    assert store.seen == ["5", "6", "7"]
    assert clock.slept == [3.0, 3.0]  # the store was full: the same updates again, none fetched
    asked = fake.of("getUpdates")[0]
    assert asked["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
    assert "drop_pending_updates" not in asked


async def test_numbers_that_start_again_lower_are_not_missed() -> None:
    channel, fake, _ = await a_channel()
    fake.answers["getUpdates"] = [numbered(900), ok([]), numbered(3), numbered(4)]
    offsets = await polled(fake, channel, Store(3))
    assert offsets == [None, "901", None, "4"]


async def test_telling_who_the_bot_is_counts_as_heard() -> None:
    """The first poll may be held for half a minute; the bot is ready before."""
    channel, fake, _ = await a_channel()
    assert channel.heard is not None
    assert not fake.of("getUpdates")


async def test_an_offset_is_kept_until_it_was_heard() -> None:
    channel, fake, clock = await a_channel()
    lost = [fail(500, "Internal"), fail(502, "Bad Gateway"), fail(429, "Wait", retry_after=40)]
    fake.answers["getUpdates"] = [numbered(5), *lost, numbered(6)]
    assert await polled(fake, channel, Store(2)) == [None, *["6"] * 4]
    assert 0.5 <= clock.slept[0] <= 1.5
    assert 1.0 <= clock.slept[1] <= 3.0
    assert clock.slept[2] == 40.0
    assert channel.heard is not None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (fail(409, "Conflict: terminated by other getUpdates request"), "another_copy"),
        (fail(401, "Unauthorized"), "botfather"),
        (fail(500, "Internal"), "does_not_answer"),
    ],
)
async def test_trouble_is_said_once(
    answer: Answer, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    channel, fake, _ = await a_channel()
    fake.answers["getUpdates"] = [*[answer] * 5, numbered(5)]
    await polled(fake, channel, Store(1))
    lines = [r.getMessage() for r in caplog.records if r.name == "bot"]
    assert len(lines) == 1
    assert words in lines[0]
    assert TOKEN not in caplog.text


def test_the_backoff_doubles_up_to_a_minute() -> None:
    assert [backoff(n, 0.5) for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert backoff(10_000, 0.5) == 60
    assert (backoff(1, 0.0), backoff(1, 1.0)) == (0.5, 1.5)


async def test_a_press_is_answered_before_it_is_stored_and_once() -> None:
    channel, fake, _ = await a_channel()
    again = press()
    fake.answers["getUpdates"] = [ok([again]), ok([again]), numbered(9)]
    order: list[str] = []

    def then(method: str, _: Mapping[str, Any]) -> Answer:
        order.append(method)
        return ok(True)

    fake.then = then
    store = Store(3)

    async def take_in(raws: Sequence[Raw]) -> None:
        await asyncio.sleep(0.01)
        order.append("stored")
        await store.take_in(raws)

    with pytest.raises(Enough):
        await channel.listen(take_in)
    assert order == ["answerCallbackQuery", "stored", "stored", "stored"]
    assert fake.of("answerCallbackQuery") == [{"callback_query_id": "1"}]


async def test_an_answer_to_a_press_that_comes_too_late_is_no_trouble() -> None:
    channel, fake, _ = await a_channel()
    fake.answers["answerCallbackQuery"] = [fail(400, "Bad Request: query is too old")]
    fake.answers["getUpdates"] = [ok([press()]), numbered(9)]
    await polled(fake, channel, Store(2))
    await channel.close()


async def test_what_a_group_hears_goes_to_the_topic_it_was_asked_in() -> None:
    channel, fake, _ = await a_channel()
    topic: dict[str, Any] = {"message_thread_id": 12, "is_topic_message": True}
    updates = [
        {**said(FORUM, text="/status", **topic), "update_id": 1},
        {**said(FORUM, text="วันนี้ร้อน", message_thread_id=99, is_topic_message=True), "update_id": 2},
    ]
    fake.answers["getUpdates"] = [ok(updates)]
    await polled(fake, channel, Store(2))
    place = Place("telegram", str(FORUM["id"]))
    await channel.send(letter(place=place))
    fake.answers["sendMessage"] = [fail(400, "Bad Request: message thread not found")]
    await channel.send(letter(place=place))
    await channel.send(letter(place=place))
    topics = [params.get("message_thread_id") for params in fake.of("sendMessage")]
    assert topics == ["12", "12", None, None]


# ── starting ─────────────────────────────────────────────────────────────────

TEXTS = Texts(
    commands={name: {"th": f"คำสั่ง {name}", "en": f"The {name}"} for name in PRIVATE},
    description={"th": "ยินดีต้อนรับ", "en": "Welcome"},
    short_description={"th": "ภาคี", "en": "Phakhi"},
)


async def test_starting_waits_until_telegram_answers_and_keeps_what_is_waiting() -> None:
    fake, clock = FakeTelegram(), FakeClock()
    fake.answers["getMe"] = [fail(500, "Internal"), fail(401, "Unauthorized"), ok(ME)]
    channel = Telegram(TOKEN, request=fake, poll_request=fake, clock=clock, sleep=clock.sleep)
    await channel.start()
    assert channel.username == "Phakhi_Bot"
    assert len(clock.slept) == 2
    assert fake.of("deleteWebhook") == [{"drop_pending_updates": "false"}]
    assert len(fake.asked) == 4  # without texts nothing is set


async def started(fake: FakeTelegram) -> None:
    clock = FakeClock()
    channel = Telegram(
        TOKEN, request=fake, poll_request=fake, texts=TEXTS, clock=clock, sleep=clock.sleep
    )
    await channel.start()


async def test_commands_in_both_languages_where_they_belong() -> None:
    fake = FakeTelegram()
    await started(fake)
    shown = {
        (p["scope"]["type"], p.get("language_code")): [c["command"] for c in p["commands"]]
        for p in fake.of("setMyCommands")
    }
    assert shown == {
        (scope, language): list(PRIVATE if scope == "all_private_chats" else GROUP)
        for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators")
        for language in (None, "th")
    }
    assert fake.of("setMyDescription") == [
        {"description": "Welcome"},
        {"language_code": "th", "description": "ยินดีต้อนรับ"},
    ]
    assert len(fake.of("setMyShortDescription")) == 2


async def test_what_is_there_already_is_not_set_again() -> None:
    fake = FakeTelegram()
    fake.answers["getMyDescription"] = [ok({"description": "Welcome"})]
    await started(fake)
    assert [p["description"] for p in fake.of("setMyDescription")] == ["ยินดีต้อนรับ"]


async def test_commands_that_cannot_be_set_do_not_stop_the_bot() -> None:
    fake = FakeTelegram()
    fake.answers["setMyCommands"] = [fail(429, "Too Many Requests", retry_after=9000)]
    await started(fake)
    assert len(fake.of("setMyCommands")) == 1


async def test_the_webhook_is_set_with_its_secret_and_one_connection() -> None:
    fake = FakeTelegram()
    hook = Webhook("https://bot.example.org/")
    channel = Telegram(TOKEN, request=fake, poll_request=fake, webhook=hook, now=lambda: NOON)
    await channel.start()
    (asked,) = fake.of("setWebhook")
    assert asked["url"] == f"https://bot.example.org{hook.path}"
    assert asked["max_connections"] == "1"
    assert asked["secret_token"] == hook.secret
    assert hook.secret not in repr(hook)
    assert fake.of("deleteWebhook") == []
