"""Forged, altered, packed and oversized posts to both webhooks: none is taken in, none is an error of ours.

TRUST.md, "Threats, controls, proofs". `make forged` plays 100,000; FORGED_SEED=… plays one again.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import aiohttp

from bot.channels.http import MAX_BODY, Server
from bot.channels.line.names import Names
from bot.channels.line.webhook import Receiver as LineReceiver
from bot.channels.telegram.webhook import Receiver as TelegramReceiver
from bot.channels.telegram.webhook import Webhook
from bot.message import Raw
from tests.channels.line.captured import NAMES, NOON, SECRET, body

MANY = 100_000 if os.environ.get("LONG") else 300
SEED = int(os.environ.get("FORGED_SEED", "20261123"))
AT_ONCE = 32
OURS = "kept-by-telegram-and-us_0123456789"
UPDATE = b'{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"x"}}'
REFUSALS = {400, 401, 404, 405, 408, 413, 415}

TakeIn = Callable[[Sequence[Raw]], Awaitable[None]]
Post = tuple[str, bytes, dict[str, str]]


def signed(what: bytes, secret: str = SECRET) -> str:
    """Worked out another way than in the house."""
    return base64.standard_b64encode(hmac.new(secret.encode(), what, hashlib.sha256).digest()).decode()


def altered(chance: random.Random, what: bytes) -> bytes:
    """Never the same."""
    at = chance.randrange(len(what))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: what[:at] + bytes([what[at] ^ (1 << chance.randrange(8))]) + what[at + 1 :],
        lambda: what[:at],
        lambda: what + chance.randbytes(1 + chance.randrange(8)),
        lambda: what[:at] + chance.randbytes(1) + what[at:],
    )
    return chance.choice(ways)()


def another(chance: random.Random, right: str) -> str:
    """A header that is not the right one, though it may look like it."""
    at = chance.randrange(len(right))
    other = chance.choice([c for c in "AZaz09_-" if c != right[at]])
    changed = right[:at] + other + right[at + 1 :]
    ways = ("", " ", right[:at], right + "x", changed, right[::-1] + "=", f"Bearer {right}")
    return chance.choice(ways)


def to_line(chance: random.Random) -> Post:
    what = body(chance.choice(NAMES))
    right = signed(what)
    way = chance.randrange(6)
    if way == 0:
        return "/line", altered(chance, what), {"x-line-signature": right}
    if way == 1:
        return "/line", what, {"x-line-signature": another(chance, right)}
    if way == 2:
        return "/line", what, {"x-line-signature": signed(what, f"{chance.getrandbits(128):032x}")}
    if way == 3:
        return "/line", what, {}
    if way == 4:
        packed = gzip.compress(what + b" " * chance.randrange(2_000_000 if chance.random() < 0.02 else 100))
        return "/line", packed, {"x-line-signature": signed(packed), "Content-Encoding": "gzip"}
    large = what + b" " * MAX_BODY if chance.random() < 0.02 else altered(chance, what)
    return "/line", large, {"x-line-signature": signed(large) if len(large) > MAX_BODY else right}


def to_telegram(chance: random.Random, path: str) -> Post:
    name = "X-Telegram-Bot-Api-Secret-Token"
    way = chance.randrange(4)
    if way == 0:
        return path, UPDATE, {name: another(chance, OURS)}
    if way == 1:
        return path, UPDATE, {}
    if way == 2:
        return f"/telegram/{another(chance, path.rpartition('/')[2]).strip() or 'x'}", UPDATE, {name: "wrong"}
    packed = gzip.compress(UPDATE)
    return path, packed, {name: OURS, "Content-Encoding": chance.choice(["gzip", "deflate", "br", "GZIP"])}


class Doors:
    """Both webhooks behind the real server; what gets in is counted."""

    def __init__(self) -> None:
        self.taken: list[Raw] = []
        self.names = Names(self._nobody, self._nobody)
        line = LineReceiver(secret=SECRET, names=self.names, now=lambda: NOON)
        webhook = Webhook("https://example.org", secret=OURS)
        telegram = TelegramReceiver(webhook, lambda _: None, lambda: NOON)
        line.take_in, telegram.take_in = self.taking("line"), self.taking("telegram")
        self.path = webhook.path
        self.server = Server([line.hook, telegram.hook], alive=self._well, ready=self._well, port=0)

    def taking(self, _: str) -> TakeIn:
        async def take_in(raws: Sequence[Raw]) -> None:
            self.taken += raws

        return take_in

    async def _nobody(self, *_: object) -> str:
        return ""

    async def _well(self) -> str:
        return ""


async def play(doors: Doors, posts: int, seed: int) -> Counter[int]:
    chance = random.Random(seed)  # noqa: S311 - to be played again
    answered: Counter[int] = Counter()
    left = iter(range(posts))

    async def one_after_another(client: aiohttp.ClientSession, root: str) -> None:
        for _ in left:
            path, what, headers = to_line(chance) if chance.random() < 0.5 else to_telegram(chance, doors.path)
            async with client.post(root + path, data=what, headers=headers) as answer:
                answered[answer.status] += 1

    async with aiohttp.ClientSession(auto_decompress=False) as client:
        root = f"http://127.0.0.1:{doors.server.port}"
        await asyncio.gather(*(one_after_another(client, root) for _ in range(AT_ONCE)))
        assert not doors.taken
        for path, what, headers in (
            ("/line", body("text"), {"x-line-signature": signed(body("text"))}),
            (doors.path, UPDATE, {"X-Telegram-Bot-Api-Secret-Token": OURS}),
        ):
            async with client.post(root + path, data=what, headers=headers) as answer:
                assert answer.status == 200, "who may come in still does"
    return answered


async def test_nothing_forged_is_taken_in() -> None:
    doors = Doors()
    await doors.server.start()
    try:
        answered = await play(doors, MANY, SEED)
    finally:
        await doors.server.close()
        await doors.names.close()
    print(f"\nforged {sum(answered.values())}, seed {SEED}: accepted 0; answers {dict(sorted(answered.items()))}")
    assert sum(answered.values()) == MANY
    assert set(answered) <= REFUSALS, answered
    assert len(doors.taken) == 2
