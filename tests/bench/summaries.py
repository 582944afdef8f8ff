"""What a stage's summary costs, of 20 and of 1,000 organisations: `python -m tests.bench.summaries`.

Each has answered every question and handed in. The broker closes the round, and publishes; measured is from each press
until the last message has come, with Telegram in the same process and without its pauses.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.app import DATABASE
from bot.core.model import Answer, AnswerKey, HandIn, Organisation, Partnership, Slot
from bot.store import Store

from .inside import running
from .laying import (
    FIRST_BROKER,
    FIRST_GROUP,
    QUESTIONS,
    SINCE,
    lay_stages,
    partnership,
    representative,
    save,
)
from .telegram import FIRST_PERSON, PATIENCE, Person, Telegram

SIZES = (20, 1000)
QUIET = 1.0
"""Seconds after which nothing more comes."""
LOOKING = 0.005
"""Seconds between two looks at what has come."""
MEASURED = CLOSE, PUBLISH = "ปิดรอบและดูร่าง", "เผยแพร่ให้กลุ่ม"
SAID = ("/menu", CLOSE, PUBLISH)
"""What the broker writes; what stands on a button is that button."""
WORDS = "อยากให้น้ำประปาหมู่บ้านสะอาดขึ้น และเด็กทุกคนได้เรียนใกล้บ้าน"


def answered(size: int) -> Partnership:
    """A partnership of so many organisations; all have handed in."""
    made = partnership(0)
    (round,) = made.rounds.values()
    (who,) = round.interviews
    for n in range(2, size + 1):
        made = made.with_organisation(Organisation(f"o{n}", f"องค์กรชุมชนบ้านหนองน้ำใสที่ {n}", "civil"))
        made = made.with_member(representative(FIRST_PERSON + n, f"o{n}"))
    answers = {
        AnswerKey(organisation, slot): Answer(
            organisation, slot, "text", WORDS, WORDS, WORDS, f"เรื่องที่ {n}", who, SINCE
        )
        for organisation in made.organisations
        for n, slot in ((n, Slot(f"q{n}")) for n in range(QUESTIONS))
    }
    handed_in = {(organisation, "ask"): HandIn(who, SINCE) for organisation in made.organisations}
    return made.with_round(replace(round, answers=answers, handed_in=handed_in, interviews={}))


@dataclass(frozen=True, slots=True)
class Took:
    first: float
    """Seconds until the first message had come."""
    last: float
    processor: float
    """Seconds, of bot and Telegram together."""
    messages: int
    letters: int


class Broker(Person):
    async def sends(self, words: str) -> Took:
        """What came of it, to this person and to the group, until nothing more did."""
        places = [self.telegram.shown[id] for id in (self.id, FIRST_GROUP)]
        used, began = time.process_time(), time.perf_counter()
        self.types(words)
        came: list[float] = []
        letters, spent = 0, 0.0
        while not came or time.perf_counter() - began < came[-1] + QUIET:
            for place in places:
                while not place.empty():
                    letters += len(str(place.get_nowait()["text"]))
                    came.append(time.perf_counter() - began)
                    spent = time.process_time() - used
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(words)
            await asyncio.sleep(LOOKING)
        return Took(came[0], came[-1], spent, len(came), letters)


async def measured(size: int, root: Path) -> dict[str, Took]:
    store = Store.open(root / DATABASE)
    store.do_now(partial(save, made=answered(size)))
    store.close_now()
    lay_stages(root / "stages")
    telegram = Telegram()
    async with running("phakhi", telegram, root):
        broker = Broker(telegram, FIRST_BROKER)
        return {words: await broker.sends(words) for words in SAID}


async def main() -> int:
    print(f"{'organisations':>13}{'pressed':>25}{'first s':>9}{'last s':>8}{'CPU s':>7}{'messages':>10}{'letters':>9}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            took = await measured(size, Path(folder))
        for words in MEASURED:
            t = took[words]
            print(
                f"{size:>13}{words:>25}{t.first:>9.2f}{t.last:>8.2f}{t.processor:>7.2f}{t.messages:>10}{t.letters:>9}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
