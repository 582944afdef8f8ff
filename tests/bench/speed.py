"""What one durable answer costs, over real sockets: `python -m tests.bench.speed`.

People answer a list of questions by typing, each as soon as their next question has come, as quickly as the bot
lets them. Telegram is a small server in this process; the bot, on a new database on disk, is another process, whose
processor time is read from the system. Beside it the same work by a bot as the textbook has it: python-telegram-bot's
ConversationHandler with a persistence that is written at every update.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app import DATABASE
from tests.bench.bots import FIRST_PERSON, TOKEN, lay_partnerships

ROOT = Path(__file__).resolve().parents[2]
ME = {"id": 123456789, "is_bot": True, "first_name": "ภาคี", "username": "Phakhi_Bot"}
BOTS = ("phakhi", "textbook")
CROWDS = (1, 64)
ANSWERS = {1: 25, 64: 640}
"""Of a crowd of so many: how many answers are measured, after a few that are not."""
WARM = 2
"""Answers of each person before it counts."""
REPEATED = int(os.environ.get("REPEATED", "3"))
UPDATES_MOST = 100
"""Telegram's own limit for one getUpdates."""
PATIENCE = 120.0
TICKS = os.sysconf("SC_CLK_TCK")
LONG_POLL = 1.0


@dataclass
class Telegram:
    """As much of the Bot API as the two bots ask for. What a person is shown is put into their own queue."""

    updates: deque[dict[str, Any]] = field(default_factory=deque)
    shown: dict[int, asyncio.Queue[dict[str, Any]]] = field(default_factory=lambda: defaultdict(asyncio.Queue))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    number: int = 1000
    message: int = 0

    def post(self, **what: Any) -> None:
        self.number += 1
        self.updates.append({"update_id": self.number, **what})
        self.news.set()

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        posted = request.content_type == "application/x-www-form-urlencoded"
        fields = await request.post() if posted else json.loads(await request.read() or b"{}")
        return web.json_response({"ok": True, "result": await self.result(method, fields)})

    async def result(self, method: str, fields: Any) -> Any:
        if method == "getUpdates":
            return await self.fetched(int(fields.get("offset", 0) or 0), float(fields.get("timeout", 0) or 0))
        if method == "getMe":
            return ME
        if method in ("sendMessage", "editMessageText"):
            chat = int(fields["chat_id"])
            self.message += 1
            markup = fields.get("reply_markup")
            self.shown[chat].put_nowait({"text": fields["text"], "markup": markup, "id": self.message})
            kind = "private" if chat > 0 else "supergroup"
            return {"message_id": self.message, "date": 1, "chat": {"id": chat, "type": kind}, "text": fields["text"]}
        if method == "getChatMember":
            return {"status": "creator", "is_anonymous": False, "user": person(int(fields["user_id"]))}
        return True

    async def fetched(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        if not self.updates:
            self.news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, LONG_POLL)):
                    await self.news.wait()
        return [u for u in self.updates if u["update_id"] >= offset][:UPDATES_MOST]


def person(id: int) -> dict[str, Any]:
    return {"id": id, "is_bot": False, "first_name": f"คนที่ {id}", "language_code": "th"}


class Person:
    """One who answers: types, and waits for the next question."""

    def __init__(self, telegram: Telegram, id: int) -> None:
        self.telegram, self.id = telegram, id
        self.waited: list[float] = []

    def types(self, text: str) -> None:
        self.telegram.message += 1
        message: dict[str, Any] = {
            "message_id": self.telegram.message,
            "date": int(time.time()),
            "from": person(self.id),
            "chat": {"id": self.id, "type": "private", "first_name": "คน"},
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self.telegram.post(message=message)

    async def sees(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return await self.telegram.shown[self.id].get()

    async def answers(self, count: int) -> None:
        """So many, each when the question before it has been asked."""
        while not self.telegram.shown[self.id].empty():
            self.telegram.shown[self.id].get_nowait()
        for n in range(count):
            began = time.perf_counter()
            self.types(f"น้ำประปาหมู่บ้านสะอาดขึ้นครั้งที่ {n}")
            await self.sees()
            self.waited.append(time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Figures:
    bot: str
    crowd: int
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


async def measured(bot: str, crowd: int, root: Path) -> Figures:
    telegram = Telegram()
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", telegram.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    if bot == "phakhi":
        lay_partnerships(root / DATABASE, crowd)
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bots", bot, address, str(root), cwd=ROOT
    )
    try:
        people = [Person(telegram, FIRST_PERSON + n) for n in range(crowd)]
        ready = await _ready(telegram, began)
        for one in people if bot == "textbook" else ():
            one.types("/start")
            await one.sees()
        await asyncio.gather(*(one.answers(WARM) for one in people))
        each = ANSWERS[crowd] // crowd
        for one in people:
            one.waited.clear()
        used, start = processor(process.pid), time.perf_counter()
        await asyncio.gather(*(one.answers(each) for one in people))
        took, used = time.perf_counter() - start, processor(process.pid) - used
        waited = sorted(w for one in people for w in one.waited)
        done = each * crowd
        return Figures(
            bot,
            crowd,
            done / took,
            statistics.median(waited) * 1000,
            waited[min(len(waited) - 1, int(len(waited) * 0.99))] * 1000,
            used / done * 1000,
            memory(process.pid),
            ready,
        )
    finally:
        process.kill()
        await process.wait()
        await runner.cleanup()


async def _ready(telegram: Telegram, began: float) -> float:
    fetched = asyncio.Event()
    real = telegram.fetched

    async def noted(offset: int, seconds: float) -> list[dict[str, Any]]:
        fetched.set()
        return await real(offset, seconds)

    telegram.fetched = noted  # type: ignore[method-assign]
    async with asyncio.timeout(PATIENCE):
        await fetched.wait()
    return time.perf_counter() - began


# ── the table ────────────────────────────────────────────────────────────────


async def main() -> int:
    found: dict[tuple[str, int], list[Figures]] = defaultdict(list)
    for _ in range(REPEATED):
        for crowd in CROWDS:
            for bot in BOTS:  # one after the other, so that a busy moment of the machine meets both
                with tempfile.TemporaryDirectory() as folder:
                    found[bot, crowd].append(await measured(bot, crowd, Path(folder)))
    print(f"{'bot':<10}{'people':>7}{'answers/s':>11}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'MB':>6}{'ready s':>9}")
    for (bot, crowd), runs in found.items():
        m = {name: statistics.median(getattr(run, name) for run in runs) for name in Figures.__slots__[2:]}
        print(
            f"{bot:<10}{crowd:>7}{m['per_second']:>11.0f}{m['p50']:>8.1f}{m['p99']:>8.1f}"
            f"{m['processor']:>8.2f}{m['memory']:>6.0f}{m['ready']:>9.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
