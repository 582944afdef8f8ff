"""Captured posts of LINE, mutated: read or set aside, never an error. `make fuzzed` plays many; FUZZED_SEED=… again."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Sequence
from typing import Any

from bot.channels.line.events import read
from bot.channels.line.names import Names
from bot.channels.line.webhook import Receiver
from bot.message import Raw
from tests.channels.line.captured import NAMES, NOON, SECRET, body

MANY = 1_000_000 if os.environ.get("LONG") else 1_000
SEED = int(os.environ.get("FUZZED_SEED", "20261123"))
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1e308, "", "\x00", "\ud800", "ก" * 5000, "่" * 300, "\u202eabc", "{{7*7}}", "=1+1",
    [], {}, [[[[]]]], {"type": "message"}, "message", "U" * 33,
)  # fmt: skip
CASES = [json.loads(body(name)) for name in NAMES]


def places(held: Any) -> list[tuple[Any, Any]]:
    """Every box and key in it."""
    found: list[tuple[Any, Any]] = []
    keys = list(held) if isinstance(held, dict) else list(range(len(held))) if isinstance(held, list) else []
    for key in keys:
        found += [(held, key), *places(held[key])]
    return found


def mutated(chance: random.Random) -> bytes:
    held = copy.deepcopy(chance.choice(CASES))
    for _ in range(1 + chance.randrange(4)):
        box, key = chance.choice(places(held))
        if chance.random() < 0.3:
            del box[key]
        else:
            box[key] = chance.choice((*ODD, held.get("destination"), copy.deepcopy(chance.choice(CASES))))
        if not places(held):
            break
    what = json.dumps(held).encode()
    if chance.random() < 0.2:
        at = chance.randrange(len(what))
        what = what[:at] + chance.randbytes(chance.randrange(4)) + what[at + chance.randrange(4) :]
    return what


async def test_whatever_comes_is_read_or_set_aside() -> None:
    chance = random.Random(SEED)  # noqa: S311 - to be played again
    taken: list[Raw] = []
    events = 0

    async def take_in(raws: Sequence[Raw]) -> None:
        taken.extend(raws)

    async def nobody(*_: object) -> str:
        return ""

    names = Names(nobody, nobody)
    receiver = Receiver(secret=SECRET, names=names, now=lambda: NOON)
    receiver.take_in = take_in
    try:
        for _ in range(MANY):
            taken.clear()
            await receiver.receive(mutated(chance))
            events += sum(read(raw.body) is not None for raw in taken)
    finally:
        await names.close()
    print(f"\nfuzzed {MANY}, seed {SEED}: uncaught 0; read as events {events}")
    assert events > MANY // 10, "most would be refused at once, and nothing tried"
