"""Right posts replayed by the hundred, in any order, beside slow ones: each event is taken in once, nobody waits."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp

from bot.app import DATABASE
from bot.message import Raw
from bot.store import Store
from tests.channels.line.captured import NAMES, NOON, body, events
from tests.trust.test_forged import OURS, Doors, TakeIn, signed
from tests.whole.inside import rows

MANY = 20_000 if os.environ.get("LONG") else 600
SLOW = 100
"""Bodies that trickle in all the while."""
SEED = int(os.environ.get("REPLAY_SEED", "20261123"))
AT_ONCE = 32
UPDATES = 40
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
IN_TIME = 1.0
"""Seconds to an acknowledgement (p99), with the slow ones beside; alone it takes some milliseconds."""


class Kept(Doors):
    """What gets in goes into a database."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    def taking(self, channel: str) -> TakeIn:
        async def take_in(raws: Sequence[Raw]) -> None:
            await self.store.do(lambda book: book.take_in(channel, raws, NOON))

        return take_in


def update(number: int) -> bytes:
    chat = {"id": 5 + number % 7, "type": "private"}
    who = {"id": chat["id"], "is_bot": False, "first_name": "ก"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": who, "text": f"ข้อ {number}"}
    return json.dumps({"update_id": number, "message": message}).encode()


async def trickling() -> AsyncIterator[bytes]:
    for _ in range(50):
        yield b"{"
        await asyncio.sleep(0.1)


async def test_each_is_taken_in_once(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - to be played again
    store = Store.open(tmp_path / DATABASE)
    doors = Kept(store)
    await doors.server.start()
    root = f"http://127.0.0.1:{doors.server.port}"
    right = [("/line", body(name), {"x-line-signature": signed(body(name))}) for name in NAMES]
    right += [(doors.path, update(n), {SECRET_HEADER: OURS}) for n in range(1, UPDATES + 1)]
    posts = [*right, *(chance.choice(right) for _ in range(MANY - len(right)))]
    chance.shuffle(posts)
    took: list[float] = []

    async def one_after_another(client: aiohttp.ClientSession) -> None:
        while posts:
            path, what, headers = posts.pop()
            began = time.perf_counter()
            async with client.post(root + path, data=what, headers=headers) as answer:
                assert answer.status == 200, await answer.text()
            took.append(time.perf_counter() - began)

    async def slowly(client: aiohttp.ClientSession) -> int:
        path, _, headers = chance.choice(right)
        async with client.post(root + path, data=trickling(), headers=headers) as answer:
            return answer.status

    try:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as client:
            slow = [asyncio.create_task(slowly(client)) for _ in range(SLOW)]
            await asyncio.gather(*(one_after_another(client) for _ in range(AT_ONCE)))
            assert set(await asyncio.gather(*slow)) == {408}
    finally:
        await doors.server.close()
        await doors.names.close()
        await store.close()
    each = {event["webhookEventId"]: event for name in NAMES for event in events(name)}
    counted: dict[str, int] = dict(rows(tmp_path / DATABASE, "SELECT channel, count(*) FROM inbox GROUP BY channel"))
    assert counted["telegram"] == UPDATES
    # Of several who left at once each is an event of their own.
    assert counted["line"] == sum(len(event.get("left", {}).get("members", [0])) for event in each.values())
    took.sort()
    print(f"\nreplayed {len(took)}, seed {SEED}: taken in {counted}; p99 {took[len(took) * 99 // 100] * 1000:.0f} ms")
    assert took[len(took) * 99 // 100] < IN_TIME
