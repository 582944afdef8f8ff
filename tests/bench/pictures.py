"""How long pictures take, and how long the bot stands still meanwhile: `python -m tests.bench.pictures`.

Every picture is drawn in a thread, as delivery does it, while the event loop does nothing but look at the clock: what
it oversleeps is the time in which no other conversation is heard. Once with ordinary summaries, once with the hardest.
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from bot.message import Picture
from bot.papers.pictures import draw
from bot.render import pictures
from bot.render.picture_poster import Way
from bot.render.words import read_speeches, speaking
from tests.papers import hard_cases

TIMES = 8
"""Each picture, every time with other data: the typesetter remembers what it has set."""
MOST_MS = 100.0
MOST_STALL_MS = 50.0
TICK = 0.001
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Sample:
    kind: str
    case: str
    """"easy" or "hard"."""
    picture: Picture


@dataclass(frozen=True, slots=True)
class Figures:
    sample: Sample
    ms: Sequence[float]
    """Each picture, the fastest first."""
    cpu: Sequence[float]
    """Milliseconds of the processor a picture, the least first: what is left of `ms` where the machine has other
    things to do."""
    stall: float
    """Milliseconds that the loop overslept at most."""

    @property
    def median(self) -> float:
        return statistics.median(self.ms)


async def measured(sample: Sample, times: int = TIMES) -> Figures:
    """Of one picture, warm, drawn again and again with a title that it never had before."""
    await asyncio.to_thread(draw, sample.picture)
    stalls: list[float] = [0.0]
    watch = asyncio.create_task(_watch(stalls))
    ms, cpu = [], []
    for _ in range(times):
        other = _changed(sample.picture)
        began, worked = time.perf_counter(), time.process_time()
        await asyncio.to_thread(draw, other)
        ms.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.process_time() - worked) * 1e3)
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    return Figures(sample, sorted(ms), sorted(cpu), max(stalls))


_numbers = count()


def _changed(picture: Picture) -> Picture:
    data = json.loads(picture.data)
    if "head" in data:
        data["head"]["title"] += f" {next(_numbers)}"
    else:
        data["name"] += f" {next(_numbers)}"
    return Picture(picture.kind, json.dumps(data, ensure_ascii=False), picture.alt)


async def _watch(stalls: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        stalls.append((time.perf_counter() - began - TICK) * 1e3)


def samples() -> list[Sample]:
    """Each kind twice: the fullest of ordinary ones, and the fullest of the hardest."""
    with speaking(read_speeches()["th"]):
        ordinary = [
            hard_cases.planned(4),
            hard_cases.pledged(4),
            hard_cases.measured(3),
            hard_cases.reviewed(3),
        ]
        easy = [p for effect in ordinary for p in pictures.of_summary(effect)]
        hard = [p for make in hard_cases.HARD.values() for p in pictures.of_summary(make())]
        easy += _beside("น้ำสะอาด", long=False)
        hard += _beside(" ".join(hard_cases.NAMES), long=True)
    drawn = {"easy": easy, "hard": hard}
    fullest = [(case, {p.kind: p for p in sorted(some, key=_fullness)}) for case, some in drawn.items()]
    found = [Sample(kind, case, picture) for case, kinds in fullest for kind, picture in kinds.items()]
    return sorted(found, key=lambda sample: (sample.kind, sample.case))


def _fullness(picture: Picture) -> int:
    return len(picture.data)


def _beside(name: str, *, long: bool) -> list[Picture]:
    """The two kinds that are of no summary."""
    links = {"telegram": Way("https://t.me/b?start=1"), "line": Way("https://line.me/R/oaMessage/%40b/?join")}
    wheel = pictures.of_wheel(hard_cases.lines(long), name)
    poster = pictures.of_poster(name, hard_cases.LONG if long else "น้ำใส", links, "K7QM2")
    return [picture for picture in (wheel, poster) if picture is not None]


HEADS = ("kind", "case", "median ms", "slowest", "processor", "stall")


def table(every: Sequence[Figures]) -> str:
    """A line a picture; in milliseconds."""
    lines = ["{:12} {:5} {:>10} {:>8} {:>10} {:>6}".format(*HEADS)]
    lines += [
        f"{one.sample.kind:12} {one.sample.case:5} {one.median:10.0f} {one.ms[-1]:8.0f} "
        f"{statistics.median(one.cpu):10.0f} {one.stall:6.1f}"
        for one in every
    ]
    return "\n".join(lines)


def main(times: int = TIMES) -> int:
    """Prints the table; 1 where one is too slow or stands in the way too long."""
    began = time.perf_counter()
    every = samples()
    asyncio.run(asyncio.to_thread(draw, every[0].picture))
    print(f"from nothing to the first picture: {(time.perf_counter() - began) * 1e3:.0f} ms")
    found = [asyncio.run(measured(sample, times)) for sample in every]
    print(table(found))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    stall = max(one.stall for one in found)
    print(f"longest stall of the loop: {stall:.1f} ms (at most {MOST_STALL_MS:.0f}); memory {memory} MB")
    slow = [f"{one.sample.kind} ({one.sample.case})" for one in found if one.median > MOST_MS]
    if slow:
        print(f"slower than {MOST_MS:.0f} ms: {', '.join(slow)}")
    return int(bool(slow) or stall > MOST_STALL_MS)


if __name__ == "__main__":
    sys.exit(main())
