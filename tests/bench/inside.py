"""What an answer costs without sockets, Telegram in the bot's process: `python -m tests.bench.inside BOT CROWD EACH`.

`--slow MS` makes every commit of ours so much later, as a disk does whose syncs are slow; `--partnerships N` lays so
many into the file before, with ten answers in each. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect
from telegram.ext import Application

from bot.app import DATABASE, opened
from bot.channels.telegram import Telegram as Channel
from bot.channels.telegram.pacing import UNPACED
from bot.questionnaire import load
from bot.render.renderer import Renderer

from . import bare
from .laying import lay_many, lay_partnerships, lay_stages
from .telegram import TOKEN, InPlace, Telegram, begin, crowd_of
from .textbook import textbook

WARM = 2
EARLIER = 10
"""Answers in each partnership, when there are many."""


@dataclass(frozen=True, slots=True)
class Inside:
    bot: str
    crowd: int
    per_second: float
    p50: float
    p95: float
    """Milliseconds from typing until the next question."""
    processor: float
    """Milliseconds of processor an answer, of bot and Telegram together."""


async def measured(bot: str, crowd: int, each: int, folder: Path, partnerships: int = 0) -> Inside:
    telegram = Telegram()
    if bot == "phakhi":
        lay_partnerships(folder / DATABASE, crowd)
        lay_stages(folder / "stages")
    if partnerships:
        async with running(bot, telegram, folder):
            await begin(crowd_of(telegram, crowd), EARLIER, by_command=False)
        lay_many(folder / DATABASE, crowd, partnerships)
    async with running(bot, telegram, folder):
        people = crowd_of(telegram, crowd)
        await begin(people, WARM, by_command=bot == "textbook")
        used, start = time.process_time(), time.perf_counter()
        await asyncio.gather(*(one.answers(each) for one in people))
        took, used = time.perf_counter() - start, time.process_time() - used
    done, waited = crowd * each, sorted(w * 1000 for one in people for w in one.waited)
    return Inside(
        bot, crowd, done / took, statistics.median(waited), waited[int(len(waited) * 0.95)], used / done * 1000
    )  # fmt: skip


@asynccontextmanager
async def running(bot: str, telegram: Telegram, folder: Path) -> AsyncIterator[None]:
    if bot == "textbook":
        builder = Application.builder().request(InPlace(telegram)).get_updates_request(InPlace(telegram))
        async with textbook(builder, folder) as application:
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling(timeout=1)
            yield
            await application.updater.stop()
            await application.stop()
    elif bot == "bare":
        async with _cancelled_after(asyncio.create_task(bare.run(telegram.result, folder))):
            yield
    else:
        channel = Channel(
            TOKEN, "http://nowhere", pace=UNPACED, request=InPlace(telegram), poll_request=InPlace(telegram)
        )
        async with (
            opened(
                folder / DATABASE, {channel.name: channel}, cycle=load(folder / "stages"), render=Renderer()
            ) as house,
            _cancelled_after(asyncio.create_task(house.facilitator.run())),
        ):
            yield


@asynccontextmanager
async def _cancelled_after(task: asyncio.Task[Any]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def slow_commits(seconds: float) -> None:
    """Every commit of the writer that has written something comes so much later."""
    own: Callable[..., None] = DefaultDialect.do_commit

    def commit(self: DefaultDialect, connection: Any) -> None:
        if threading.current_thread().name == "phakhi-writer" and connection.in_transaction:
            time.sleep(seconds)
        own(self, connection)

    DefaultDialect.do_commit = commit  # type: ignore[method-assign]


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("bot", choices=("phakhi", "textbook", "bare"))
    reader.add_argument("crowd", type=int)
    reader.add_argument("each", type=int)
    reader.add_argument("--slow", type=float, default=0.0)
    reader.add_argument("--partnerships", type=int, default=0)
    asked = reader.parse_args()
    if asked.slow:
        slow_commits(asked.slow / 1000)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(asked.bot, asked.crowd, asked.each, Path(folder), asked.partnerships))
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
