"""The channel alone against the strict platform: an echo stands where the facilitator will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.base import Gone, Letter, MovedTo, NotThere, TryLater, Unsure
from bot.channels.http import Server
from bot.channels.telegram import UNPACED, Pace, Telegram, Webhook
from bot.core.events import (
    Added,
    Blocked,
    Commanded,
    Edited,
    Event,
    Moved,
    Pressed,
    Removed,
    Said,
    Sent,
    Started,
    Unblocked,
)
from bot.core.model import Person, Place
from bot.message import Button, Message, Raw
from tests.channels.telegram.test_polling import TEXTS
from tests.platforms.people import People, Press, on
from tests.platforms.strict import Platform


class Echo:
    """Stores what comes, once; shows what happened, and lets a press edit the bubble it was on."""

    def __init__(self, channel: Telegram) -> None:
        self.channel = channel
        self.keys: set[str] = set()
        self.events: list[Event] = []
        self.troubles: list[Exception] = []
        self.shown: dict[str, str] = {}
        self.quiet = False

    async def take_in(self, raws: Sequence[Raw]) -> None:
        for raw in raws:
            if raw.key in self.keys:
                continue
            self.keys.add(raw.key)
            event = self.channel.read(raw.body)
            if event is not None:
                self.events.append(event)
                if not self.quiet:
                    await self.answer(event)

    async def answer(self, event: Event) -> None:
        letter = self.letter(event)
        if letter is None:
            return
        try:
            if isinstance(event.happened, Pressed):
                ref = event.happened.ref.partition(".")[0]
                await self.channel.edit(letter, self.shown.get(ref, "999"))
            else:
                self.shown[letter.ref] = await self.channel.send(letter)
        except (Gone, MovedTo, TryLater, Unsure, NotThere) as trouble:
            self.troubles.append(trouble)

    def letter(self, event: Event) -> Letter | None:  # noqa: PLR0911  (one line a happening)
        ref, place = f"r{event.id}", event.place
        add = ((Button("ตั้งค่าภาคี", opens="setup"), Button("ห้องส่วนตัว", opens="desk")),)
        two = ((Button("ใช่", "yes"), Button("ไม่", "no")),)
        match event.happened:
            case Added(title=title):
                return Letter(place, Message(f"สวัสดี {title}", add), ref, {"setup": "Tok_en-1"})
            case Started(token=token):
                return Letter(place, Message(f"ยินดีต้อนรับ [{token}]", two), ref)
            case Said(text=text) | Edited(text=text):
                return Letter(place, Message(f"ว่า: {text}", two, strong=((0, 3),)), ref)
            case Sent(attachment=file):
                return Letter(place, Message(f"ได้รับ {file.kind}"), ref)
            case Pressed(ref=pressed):
                return Letter(place, Message(f"กด {pressed.rpartition('.')[2]}"), ref)
            case Commanded(name=name, anonymous=anonymous):
                return Letter(place, Message(f"คำสั่ง {name} {anonymous}", two), ref)
            case _:
                return None

    def happened(self) -> list[object]:
        return [event.happened for event in self.events]


@asynccontextmanager
async def listening(platform: Platform, **more: Any) -> AsyncIterator[Echo]:
    channel = Telegram(platform.token, platform.root, **{"pace": UNPACED, **more})
    echo = Echo(channel)
    await channel.start()
    task = asyncio.create_task(channel.listen(echo.take_in))
    try:
        yield echo
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await channel.close()


async def do(call: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """The stand-in's client blocks; the bot under test lives in this loop."""
    return await asyncio.to_thread(call, *args, **named)


async def meet(c: Any, echo: Echo) -> tuple[int, int]:
    """A broker and a group with the bot in it."""
    broker = await do(c.user, "โบรกเกอร์")
    group = await do(c.group, "ภาคีลุ่มน้ำ", owner=broker)
    await do(c.settle)
    assert echo.happened() == [Added("ภาคีลุ่มน้ำ")]
    return broker, group


async def test_greeting_pressing_editing(platform: Platform) -> None:
    c = platform.c
    async with listening(platform, texts=TEXTS) as echo:
        broker, group = await meet(c, echo)
        greeting = (await do(c.messages, chat=group, bot_only=True))[0]
        await do(c.follow, user=broker, url=greeting["button_data"][0][0])
        hello = await do(c.expect, broker, contains="[Tok_en-1]")
        pressed = await do(c.press, user=broker, label="ไม่", wait=5)
        assert pressed["answer"]["text"] == ""
        await do(c.expect, broker, contains="กด 1", event="edit")
        (only,) = await do(c.messages, chat=broker, bot_only=True)
        assert only["message_id"] == hello["message"]["message_id"]
        assert "buttons" not in only
        echoed = await do(c.ask, broker, "๕๐,๐๐๐ <b>บาท</b>")
        assert echoed["message"]["html"].startswith("<b>ว่า</b>")
        sent = await do(c.send, user=broker, text="ผิด")
        await do(c.edit, user=broker, message_id=sent["message_id"], text="ถูก")
        await do(c.expect, broker, contains="ว่า: ถูก")
        await do(c.send_photo, user=broker, data=b"\x89PNG")
        await do(c.expect, broker, contains="ได้รับ photo")
        await do(c.send, user=broker, chat=group, text="วันนี้ร้อน")
        await do(c.send, user=broker, chat=group, text="/status", anonymous=True)
        await do(c.expect, group, contains="คำสั่ง status True")
        await do(c.settle)
        assert (await do(c.commands, user=broker))[0]["description"] == "คำสั่ง start"
        assert await do(c.commands, user=broker, chat=group)
        assert await echo.channel.is_administrator(place(group), person(broker))
        other = await do(c.user, "คนอื่น")
        assert not await echo.channel.is_administrator(place(group), person(other))
        await do(c.assert_clean)


def place(id: int) -> Place:
    return Place("telegram", str(id))


def person(id: int) -> Person:
    return Person("telegram", str(id))


async def test_blocking_and_coming_back(platform: Platform) -> None:
    c = platform.c
    async with listening(platform) as echo:
        broker, group = await meet(c, echo)
        with pytest.raises(Gone) as gone:
            await echo.channel.send(Letter(place(broker), Message("ก"), "r"))
        assert gone.value.why == "unknown"
        await do(c.start, user=broker)
        await do(c.settle)
        await do(c.block, user=broker)
        await do(c.settle)
        with pytest.raises(Gone) as gone:
            await echo.channel.send(Letter(place(broker), Message("ก"), "r"))
        assert gone.value.why == "blocked"
        await do(c.unblock, user=broker)
        await do(c.settle)
        await echo.channel.send(Letter(place(broker), Message("กลับมาแล้ว"), "r"))
        await do(c.set_bot, chat=group, by=broker, status="kicked")
        await do(c.settle)
        with pytest.raises(Gone) as gone:
            await echo.channel.send(Letter(place(group), Message("ก"), "r"))
        assert gone.value.why == "left"
        kinds = [type(x) for x in echo.happened()]
        assert kinds == [Added, Started, Blocked, Unblocked, Removed]
        await do(c.assert_clean, errors_ok=("Forbidden",))


async def test_an_upgraded_group(platform: Platform) -> None:
    c = platform.c
    async with listening(platform) as echo:
        broker, group = await meet(c, echo)
        new = (await do(c.migrate, chat=group, by=broker))["id"]
        await do(c.settle)
        moved = Moved(place(group), place(new))
        assert echo.happened()[1:] == [moved, Added("ภาคีลุ่มน้ำ"), moved]
        with pytest.raises(MovedTo) as caught:
            await echo.channel.send(Letter(place(group), Message("ก"), "r"))
        assert caught.value.place == place(new)
        assert await echo.channel.is_administrator(place(group), person(broker))
        await do(c.assert_clean, errors_ok=("upgraded",))


async def test_a_forum(platform: Platform) -> None:
    c = platform.c
    async with listening(platform) as echo:
        broker = await do(c.user, "โบรกเกอร์")
        group = await do(c.group, "ภาคี", owner=broker, type="supergroup", is_forum=True)
        topic = (await do(c.topic, chat=group, by=broker, name="รอบนี้"))["thread"]
        await do(c.settle)
        await do(c.send, user=broker, chat=group, text="/status", thread=topic)
        seen = await do(c.expect, group, contains="คำสั่ง status")
        assert seen["message"]["thread"] == topic
        await do(c.press, user=broker, chat=group, label="ใช่", wait=5)
        await do(c.settle)
        await echo.channel.send(Letter(place(group), Message("สรุป"), "r"))
        last = (await do(c.messages, chat=group, bot_only=True))[-1]
        assert last["thread"] == topic
        await do(c.send, user=broker, chat=group, text="/status")
        await do(c.settle)
        last = (await do(c.messages, chat=group, bot_only=True))[-1]
        assert "thread" not in last
        await do(c.assert_clean)


async def test_edits_of_what_is_there_and_what_is_not(platform: Platform) -> None:
    c = platform.c
    async with listening(platform) as echo:
        broker, _ = await meet(c, echo)
        await do(c.start, user=broker)
        await do(c.settle)
        letter = Letter(place(broker), Message("ก", ((Button("1", "x"),),)), "r")
        shown = await echo.channel.send(letter)
        await echo.channel.edit(letter, shown)  # not modified: done
        await echo.channel.edit(replace(letter, message=Message("ข")), shown)
        await do(c.delete, chat=broker, message_id=int(shown))
        with pytest.raises(NotThere):
            await echo.channel.edit(letter, shown)
        await do(c.assert_clean, errors_ok=("not modified", "not found"))


async def test_long_summaries(platform: Platform) -> None:
    c = platform.c
    async with listening(platform) as echo:
        broker, group = await meet(c, echo)
        text = "\n\n".join(f"ข้อ {n} ความเห็นของภาคี 👩🏽‍🌾 " + "น้ำ" * 150 for n in range(40))
        parts = echo.channel.fit(
            Message(text, strong=tuple((i, i + 9) for i in range(0, 9000, 60)))
        )
        for n, part in enumerate(parts):
            await echo.channel.send(Letter(place(group), part, f"r{n}"))
        shown = (await do(c.messages, chat=group, bot_only=True))[1:]
        assert [m["text"] for m in shown] == [part.text for part in parts]
        report = await do(c.assert_clean)
        assert [w for w in report["warnings"] if "rate:" not in str(w)] == []
        assert broker


FAULTS: list[tuple[dict[str, Any], type[Exception], int]] = [
    ({"action": "drop"}, Unsure, 0),
    ({"action": "drop_after"}, Unsure, 1),
    ({"action": "http500"}, Unsure, 0),
    ({"action": "html502"}, Unsure, 0),
    ({"action": "garbage"}, Unsure, 0),
    ({"action": "flood", "seconds": 5}, TryLater, 0),
]


@pytest.mark.parametrize(("fault", "raised", "visible"), FAULTS)
async def test_faults_in_sending(
    platform: Platform, fault: dict[str, Any], raised: type[Exception], visible: int
) -> None:
    c = platform.c
    async with listening(platform) as echo:
        _, group = await meet(c, echo)
        before = len(await do(c.messages, chat=group, bot_only=True))
        await do(c.fault, method="sendMessage", **fault)
        with pytest.raises(raised) as caught:
            await echo.channel.send(Letter(place(group), Message("ก"), "r"))
        assert len(await do(c.messages, chat=group, bot_only=True)) == before + visible
        if isinstance(caught.value, TryLater):
            assert caught.value.seconds == 5
            with pytest.raises(TryLater):
                await echo.channel.send(Letter(place(group), Message("ข"), "r"))
        else:
            await echo.channel.send(Letter(place(group), Message("ข"), "r"))
        report = await do(c.report)
        assert report["violations"] == []


@pytest.mark.parametrize("action", ["drop", "drop_after", "http500", "html502", "garbage"])
async def test_faults_in_polling_lose_and_double_nothing(platform: Platform, action: str) -> None:
    c = platform.c
    async with listening(platform, poll_seconds=1) as echo:
        broker, _ = await meet(c, echo)
        await do(c.fault, method="getUpdates", action=action, times=2)
        for n in range(5):
            await do(c.send, user=broker, text=f"ข้อ {n}")
        await do(c.settle, timeout=20)
        await do(c.redeliver, n=3)
        await do(c.settle, timeout=20)
        said = [x.text for x in echo.happened() if isinstance(x, Said)]
        assert said == [f"ข้อ {n}" for n in range(5)]
        report = await do(c.report)
        assert report["violations"] == []
        assert report["expired_updates"] == []


async def test_a_press_is_answered_though_the_answer_fails_at_first(platform: Platform) -> None:
    c = platform.c
    async with listening(platform) as echo:
        broker, _ = await meet(c, echo)
        await do(c.start, user=broker)
        await do(c.settle)
        await do(c.fault, method="answerCallbackQuery", action="http500")
        pressed = await do(c.press, user=broker, label="ใช่", wait=5)
        assert pressed["answer"] is not None
        await do(c.redeliver, n=1)
        await do(c.settle)
        await do(c.raw_press, user=broker, chat=broker, message_id=999, data="forged.0")
        await do(c.settle)
        report = await do(c.report)
        assert report["unanswered_callbacks"] == []
        late = [e for e in report["errors"] if e["method"] == "answerCallbackQuery"]
        assert [e["status"] for e in late] == [500]


async def test_the_published_rates_are_kept(platform: Platform) -> None:
    c = platform.c
    await do(c.config, rate_limits=True)
    async with listening(platform, pace=Pace()) as echo:
        broker, group = await meet(c, echo)
        for n in range(6):
            await echo.channel.send(Letter(place(group), Message(f"ก {n}"), f"r{n}"))
        report = await do(c.assert_clean)
        assert report["warnings"] == []
        assert broker


async def test_by_webhook(platform: Platform) -> None:
    c = platform.c
    hook = Webhook("http://127.0.0.1:1")
    channel = Telegram(platform.token, platform.root, pace=UNPACED, webhook=hook)
    assert channel.receiver is not None
    server = Server([channel.receiver.hook], alive=well, ready=well, port=0)
    await server.start()
    public = Webhook(f"http://127.0.0.1:{server.port}", hook.path, hook.secret)
    channel.receiver.webhook = public
    echo = Echo(channel)
    await channel.start()
    await do(c.config, time_scale=0.01, webhook_dup=2)
    task = asyncio.create_task(channel.listen(echo.take_in))
    try:
        broker, group = await meet(c, echo)
        await do(c.start, user=broker)
        await do(c.expect, broker, contains="ยินดีต้อนรับ")
        pressed = await do(c.press, user=broker, label="ใช่", wait=5)
        assert pressed["answer"] is not None
        await do(c.settle)
        assert [type(x) for x in echo.happened()] == [Added, Started, Pressed]
        assert all(entry["status"] == 200 for entry in await do(c.webhook_log))
        await do(c.assert_clean)
        assert group
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await server.close()
        await channel.close()


async def well() -> str:
    return ""


async def test_people_press_and_type_what_they_see(platform: Platform) -> None:
    """The driver itself: somebody answers whatever the echo shows."""
    c = platform.c
    async with listening(platform) as echo:
        people = await do(People, c)
        one = await do(people.add, "สมศรี", on(r"\[\]", Press("ใช่")))
        two = await do(people.add, "John", language="en")
        await do(c.start, user=one.id)
        await do(c.start, user=two.id)
        await do(c.settle)
        assert await do(one.act)
        assert await do(two.act)
        await do(c.settle)
        assert [x.ref.rpartition(".")[2] for x in echo.happened() if isinstance(x, Pressed)] == [
            "0",
            "0",
        ]
        assert [move for _, move in one.moves] == [Press("ใช่")]
        await do(c.assert_clean)
