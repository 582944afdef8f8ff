"""Captured posts of LINE and Telegram, mutated: read or set aside, never an error. `make fuzzed` plays a million of
each; FUZZED_SEED=… again.

One in fifty goes on through the whole house: the store, the core, the words, the outbox.
"""

from __future__ import annotations

import copy
import json
import os
import random
import string
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.app import House, opened
from bot.channels.base import Channel
from bot.channels.line import Line
from bot.channels.line.events import read as read_line
from bot.channels.line.names import Names
from bot.channels.line.webhook import Receiver as LineReceiver
from bot.channels.telegram import Telegram
from bot.channels.telegram.pacing import UNPACED
from bot.channels.telegram.updates import read as read_telegram
from bot.channels.telegram.webhook import Receiver as TelegramReceiver
from bot.channels.telegram.webhook import Webhook
from bot.core.model import Person
from bot.message import Raw
from tests.bench.laying import partnership, save
from tests.channels.line.captured import NAMES, NOON, SECRET, body
from tests.channels.telegram import test_reading as telegram
from tests.channels.telegram.fakes import NOON as TELEGRAM_NOON
from tests.trust.house import cycle
from tests.whole.inside import renderer, rows

MANY = int(os.environ.get("FUZZED", "1000000")) if os.environ.get("LONG") else 1_000
THROUGH = 50 if os.environ.get("LONG") else 10
"""One in so many goes through the whole house."""
SEED = int(os.environ.get("FUZZED_SEED", "20261123"))
BOT = "phakhi_bot"
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1e308, "", "\x00", "\ud800", "ก" * 5000, "่" * 300, "\u202eabc", "{{7*7}}", "=1+1",
    [], {}, [[[[]]]], {"type": "message"}, "message", "U" * 33, "/start", "/menu", "ลบข้อมูลของฉัน", "เมนู", "๑",
)  # fmt: skip
HAPPENED: tuple[Any, ...] = (
    telegram.said(text="สวัสดี"), telegram.said(text="/start abc"), telegram.said(telegram.GROUP, text="สรุป"),
    telegram.said(telegram.FORUM, text="/menu", message_thread_id=7, is_topic_message=True),
    telegram.said(document=telegram.FILE), telegram.said(photo=[telegram.FILE], caption="ดูรูป"),
    telegram.said(telegram.GROUP, migrate_to_chat_id=-1009), telegram.edited(text="แก้แล้ว"), telegram.press(),
    telegram.press(telegram.GROUP), telegram.member(telegram.GROUP, "left", "member"),
    telegram.member(telegram.GROUP, "member", "kicked"), telegram.member(telegram.PRIVATE, "member", "kicked"),
)  # fmt: skip
Receive = Callable[[bytes], Awaitable[None]]


def places(held: Any) -> list[tuple[Any, Any]]:
    """Every box and key in it."""
    found: list[tuple[Any, Any]] = []
    keys = list(held) if isinstance(held, dict) else list(range(len(held))) if isinstance(held, list) else []
    for key in keys:
        found += [(held, key), *places(held[key])]
    return found


def mutated(chance: random.Random, cases: Sequence[Any]) -> bytes:
    held = copy.deepcopy(chance.choice(cases))
    for _ in range(1 + chance.randrange(4)):
        box, key = chance.choice(places(held))
        if chance.random() < 0.3:
            del box[key]
        else:
            box[key] = copy.deepcopy(chance.choice((*ODD, chance.choice(cases))))
        if not places(held):
            break
    what = json.dumps(held).encode()
    if chance.random() < 0.2:
        at = chance.randrange(len(what))
        what = what[:at] + chance.randbytes(chance.randrange(4)) + what[at + chance.randrange(4) :]
    return what


def numbered(chance: random.Random, what: bytes) -> bytes:
    """As if it had come by itself: other events than those before it."""
    key = "".join(chance.choices(string.ascii_uppercase + string.digits, k=26)).encode()
    for name in NAMES:
        for event in json.loads(body(name)).get("events", []):
            what = what.replace(str(event.get("webhookEventId", "-")).encode(), key)
    return what.replace(b"700000001", str(chance.randrange(10**9)).encode())


def whole(folder: Path) -> Any:
    """A house with a partnership in which the one who writes to Telegram answers questions."""
    channels: dict[str, Channel] = {
        "telegram": Telegram("1:x", "http://127.0.0.1:9", pace=UNPACED),
        "line": Line(SECRET, "x", api_root="http://127.0.0.1:9", data_root="http://127.0.0.1:9"),
    }
    return opened(
        folder / "phakhi.db", channels, cycle=cycle(), render=renderer(), clock=lambda: NOON, lasting=False
    )


async def lay(house: House) -> None:
    made = partnership(int(str(telegram.SOMSRI["id"])) - 1000)
    assert Person("telegram", str(telegram.SOMSRI["id"])) in made.members
    await house.store.do(lambda book: save(book, made))


def receiver(platform: str, take_in: Any) -> tuple[Receive, Names]:
    async def nobody(*_: object) -> str:
        return ""

    names = Names(nobody, nobody)
    if platform == "line":
        line = LineReceiver(secret=SECRET, names=names, now=lambda: NOON)
        line.take_in = take_in
        return line.receive, names
    posted = TelegramReceiver(Webhook("https://example.org"), lambda _: None, lambda: TELEGRAM_NOON)
    posted.take_in = take_in
    return posted.receive, names


@pytest.mark.parametrize("platform", ["line", "telegram"])
async def test_whatever_comes_is_read_or_set_aside(platform: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - to be played again
    cases: Sequence[Any] = [json.loads(body(name)) for name in NAMES] if platform == "line" else HAPPENED
    taken: list[Raw] = []

    async def take_in(raws: Sequence[Raw]) -> None:
        taken.extend(raws)

    receive, names = receiver(platform, take_in)
    events = 0
    async with AsyncExitStack() as kept:
        kept.push_async_callback(names.close)
        house = await kept.enter_async_context(whole(tmp_path))
        await lay(house)
        for n in range(MANY):
            taken.clear()
            what = mutated(chance, cases)
            await receive(what if n % THROUGH else numbered(chance, what))
            for raw in taken:
                event = read_line(raw.body) if platform == "line" else read_telegram(raw.body, BOT)
                events += event is not None
            if n % THROUGH == 0:
                await house.facilitator.take_in(platform, taken)
                await house.facilitator.work()
    found = rows(tmp_path / "phakhi.db", "SELECT state, count(*) FROM inbox GROUP BY state")
    states = {str(row[0]): row[1] for row in found}
    print(f"\n{platform}: fuzzed {MANY}, seed {SEED}: uncaught 0; read as events {events}; through the house {states}")
    assert set(states) == {"done"}, "none was put aside, none waits"
    assert events > MANY // 10, "most would be refused at once, and nothing tried"
