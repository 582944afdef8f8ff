"""What one durable answer costs, over real sockets: `python -m tests.bench.speed`.

People answer a list of questions by typing, each as soon as their next question has come, as quickly as the bot
lets them. Telegram is a small server in this process; the bot, on a new database on disk, is another process, whose
processor time is read from the system. Beside it the same work by a bot as the textbook has it, by aiogram with its
states in SQLite (where a Python with it is named: AIOGRAM), and by bare sqlite3, which is the limit.
Interleaved runs, medians; then what each costs without sockets, and ours with a slow disk and in larger files.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bot.app import DATABASE

from .inside import EARLIER
from .laying import lay_partnerships
from .telegram import PATIENCE, Telegram, begin, crowd_of, served

ROOT = Path(__file__).resolve().parents[2]
AIOGRAM = os.environ.get("AIOGRAM", "")
"""A Python that has aiogram; without it, it is left out."""
BOTS = ("phakhi", "textbook", *(("aiogram",) if AIOGRAM else ()), "bare")
CROWDS = (1, 64, 1000)
INSIDE = (1, 64)
ANSWERS = {1: 25, 64: 640, 1000: 3000}
"""Of a crowd of so many: how many answers are measured, after a few that are not."""
WARM = 2
"""Answers of each person before it counts."""
REPEATED = int(os.environ.get("REPEATED", "3"))
SLOW_MS = 30
PARTNERSHIPS = (64, 1000, 100_000)
"""In the file; in each have been given as many answers as `inside` says."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figures:
    per_second: float
    p50: float
    p99: float
    """Milliseconds from typing until the next question was shown."""
    processor: float
    """Milliseconds of the bot's processor time for an answer."""
    memory: float
    """MB."""
    ready: float
    """Seconds from the start of the process until it fetched for the first time."""


# ── the bot's process ────────────────────────────────────────────────────────


def processor(pid: int) -> float:
    """Seconds of processor that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmRSS:"))
    return int(found.split()[1]) / 1024


def command(bot: str, address: str, root: Path) -> Sequence[str]:
    if bot == "aiogram":
        return AIOGRAM, str(Path(__file__).with_name("with_aiogram.py")), address, str(root)
    return sys.executable, "-m", "tests.bench.bots", bot, address, str(root)


async def measured(bot: str, crowd: int, root: Path, answers: int) -> Figures:
    telegram = Telegram()
    if bot == "phakhi":
        lay_partnerships(root / DATABASE, crowd)
    async with served(telegram) as address:
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(*command(bot, address, root), cwd=ROOT)
        try:
            async with asyncio.timeout(PATIENCE):
                await telegram.asked.wait()
            ready = time.perf_counter() - started
            people = crowd_of(telegram, crowd)
            await begin(people, WARM, by_command=bot in ("textbook", "aiogram"))
            used, start = processor(process.pid), time.perf_counter()
            await asyncio.gather(*(one.answers(answers // crowd) for one in people))
            took, used = time.perf_counter() - start, processor(process.pid) - used
            waited = sorted(w * 1000 for one in people for w in one.waited)
            return Figures(
                len(waited) / took,
                statistics.median(waited),
                waited[int(len(waited) * 0.99)],
                used / len(waited) * 1000,
                memory(process.pid),
                ready,
            )
        finally:
            process.kill()
            await process.wait()


async def inside(bot: str, crowd: int, *more: str) -> dict[str, Any]:
    """In a process of its own, Telegram with it (`tests.bench.inside`)."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.inside", bot, str(crowd), str(ANSWERS[crowd] // crowd), *more),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return dict(json.loads(out))


# ── the tables ───────────────────────────────────────────────────────────────


async def over_sockets() -> None:
    found: dict[tuple[str, int], list[Figures]] = defaultdict(list)
    for _ in range(REPEATED):
        for crowd in CROWDS:
            for bot in BOTS:  # one after the other, so that a busy moment of the machine meets all
                with tempfile.TemporaryDirectory() as folder:
                    found[bot, crowd].append(await measured(bot, crowd, Path(folder), ANSWERS[crowd]))
    print(
        f"{'over HTTP':<10}{'people':>7}{'answers/s':>11}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'MB':>6}{'ready s':>9}"
    )
    for (bot, crowd), runs in sorted(found.items(), key=lambda had: (had[0][1], BOTS.index(had[0][0]))):
        m = _medians({f.name: getattr(run, f.name) for f in fields(Figures)} for run in runs)
        print(
            f"{bot:<10}{crowd:>7}{m['per_second']:>11.0f}{m['p50']:>8.1f}{m['p99']:>8.1f}"
            f"{m['processor']:>8.2f}{m['memory']:>6.0f}{m['ready']:>9.2f}"
        )


async def without_sockets() -> None:
    slow = f"+{SLOW_MS} ms"
    scenes = [(bot, crowd, "") for crowd in INSIDE for bot in ("phakhi", "textbook", "bare")]
    scenes.append(("phakhi", 64, slow))
    found: dict[tuple[str, int, str], list[dict[str, Any]]] = defaultdict(list)
    for _ in range(REPEATED):
        for scene in scenes:
            bot, crowd, syncs = scene
            found[scene].append(await inside(bot, crowd, *(("--slow", str(SLOW_MS)) if syncs else ())))
    print(f"\n{'in process':<10}{'people':>7}{'each sync':>11}{'answers/s':>11}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}")
    for (bot, crowd, syncs), runs in found.items():
        m = _medians({name: run[name] for name in ("per_second", "p50", "p95", "processor")} for run in runs)
        print(
            f"{bot:<10}{crowd:>7}{syncs or 'as it is':>11}{m['per_second']:>11.0f}{m['p50']:>8.1f}{m['p95']:>8.1f}"
            f"{m['processor']:>8.3f}"
        )


async def by_size() -> None:
    found: dict[int, list[float]] = defaultdict(list)
    for _ in range(REPEATED):
        for size in PARTNERSHIPS:
            found[size].append((await inside("phakhi", 64, "--partnerships", str(size)))["processor"])
    print(f"\n{'partnerships':>12}{'answers before':>16}{'CPU ms':>8}{'of the fewest':>15}")
    least = statistics.median(found[PARTNERSHIPS[0]])
    for size, runs in found.items():
        cost = statistics.median(runs)
        print(f"{size:>12}{size * EARLIER:>16}{cost:>8.2f}{cost / least:>15.2f}")


def _medians(runs: Iterable[dict[str, float]]) -> dict[str, float]:
    all = tuple(runs)
    return {name: statistics.median(run[name] for run in all) for name in all[0]}


async def main() -> int:
    await over_sockets()
    await without_sockets()
    await by_size()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
