"""How fast LINE gets its answers when many posts come at once: `python -m tests.bench.webhooks`.

The bot runs in a process of its own, on a new database on disk; this process plays LINE: it posts
over real sockets, each post on a connection of its own and all of them at once, and answers what
the bot asks. LINE waits two seconds for a 200, and by default does not post again what got none.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot import app
from bot.channels.http import Server
from bot.channels.line import Line
from bot.message import Raw
from bot.questionnaire import load
from bot.render.renderer import Renderer
from bot.settings import Settings
from bot.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
SECRET = "0123456789abcdef0123456789abcdef"
BOT = "U" + "b0" * 16
POSTS = 1000
LIMIT_MS = 2000.0
"""LINE's own ("request_timeout", after two seconds)."""
NEVER = 3600.0
STARTING = 1.0
"""Seconds in which the bot has asked who it is, and listens."""
FILES = 8192
SCENES = {
    "taking in": "taken in only",
    "nameless": "taken in only, LINE never tells names",
    "whole": "the whole bot at work meanwhile",
}


@dataclass(frozen=True, slots=True)
class Figures:
    scene: str
    statuses: Counter[int]
    ms: Sequence[float]
    """From before connecting until the answer came, sorted."""
    stored: int
    """Different events in the inbox afterwards."""

    def percentile(self, part: float) -> float:
        return self.ms[min(len(self.ms) - 1, int(len(self.ms) * part))]

    @property
    def good(self) -> bool:
        sent = len(self.ms)
        return self.statuses == {200: sent} and self.stored == sent and self.ms[-1] < LIMIT_MS


# ── the bot, in a process of its own ─────────────────────────────────────────


async def serve(scene: str, database: Path, api_root: str) -> None:
    """Until its input ends; says its port first."""
    line = Line(SECRET, "token", api_root=api_root, data_root=api_root)
    await _whole(line, database) if scene == "whole" else await _taking_in(line, database)


async def _taking_in(line: Line, database: Path) -> None:
    store = Store.open(database)

    async def take_in(raws: Sequence[Raw]) -> None:
        now = datetime.now(UTC)
        await store.do(lambda book: book.take_in(line.name, raws, now))

    line.receiver.take_in = take_in
    await _open_until_told(line)
    await store.close()


async def _whole(line: Line, database: Path) -> None:
    cycle = load(Settings().stages_dir)
    async with app.opened(database, {line.name: line}, cycle=cycle, render=Renderer()) as house:
        running = asyncio.create_task(house.facilitator.run())
        await asyncio.sleep(STARTING)
        await _open_until_told(line)
        running.cancel()
        await asyncio.wait({running})


async def _open_until_told(line: Line) -> None:
    async def well() -> str:
        return ""

    server = Server([line.receiver.hook], alive=well, ready=well, port=0)
    await server.start()
    print(server.port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.close()
    await line.close()


# ── LINE, in this one ────────────────────────────────────────────────────────


async def measure(scene: str, posts: int, folder: Path) -> Figures:
    """One run on a new database in the folder."""
    _allow_many_files()
    database = folder / f"{scene.replace(' ', '_')}.db"
    async with _line(never_names=scene == "nameless") as api_root:
        started = asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.webhooks", scene, str(database), api_root),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        bot = await started
        try:
            assert bot.stdout is not None
            port = int(await bot.stdout.readline())
            statuses, ms = await _all_at_once(port, posts)
        finally:
            assert bot.stdin is not None
            bot.stdin.close()
            await bot.wait()
    with sqlite3.connect(database) as connection:
        ((stored,),) = connection.execute("SELECT count(DISTINCT key) FROM inbox").fetchall()
    return Figures(scene, Counter(statuses), sorted(ms), stored)


async def _all_at_once(port: int, posts: int) -> tuple[list[int], list[float]]:
    """Made ready first: what is measured is the bot, and as little as can be of this process."""
    ready = [_request(_post(number)) for number in range(posts)]
    got = await asyncio.gather(*(_send(port, request) for request in ready))
    return [status for status, _ in got], [ms for _, ms in got]


async def _send(port: int, request: bytes) -> tuple[int, float]:
    """The status, 0 if there was none, and how long it took."""
    began = time.perf_counter()
    status = 0
    with suppress(OSError, IndexError, ValueError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        status = int((await reader.readline()).split()[1])
        writer.close()
    return status, 1000 * (time.perf_counter() - began)


def _request(body: bytes) -> bytes:
    head = (
        "POST /line HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nX-Line-Signature: {_sign(body)}\r\n\r\n"
    )
    return head.encode() + body


def _sign(body: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()


def _post(number: int) -> bytes:
    """One in five is said in one of ten groups; the others to the bot, each by somebody else."""
    user = f"U{number:032x}"
    source = {"type": "user", "userId": user}
    if number % 5 == 0:
        source = {"type": "group", "groupId": f"C{number % 50:032x}", "userId": user}
    event = {
        "type": "message",
        "webhookEventId": f"01BENCH{number:019d}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(time.time() * 1000),
        "mode": "active",
        "source": source,
        "replyToken": f"{number:032x}",
        "message": {"type": "text", "id": str(10**17 + number), "text": "สวัสดีภาคี " * 20},
    }
    whole = {"destination": BOT, "events": [event]}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


@asynccontextmanager
async def _line(*, never_names: bool) -> AsyncIterator[str]:
    """The little of LINE's API that the bot asks for here."""

    async def profile(_: web.Request) -> web.Response:
        await asyncio.sleep(NEVER if never_names else 0.02)
        return web.json_response({"displayName": "สมศรี"})

    async def info(_: web.Request) -> web.Response:
        return web.json_response({"userId": BOT, "basicId": "@123abcde", "displayName": "ภาคี"})

    async def reply(request: web.Request) -> web.Response:
        messages = (await request.json())["messages"]
        sent = [{"id": str(number)} for number, _ in enumerate(messages)]
        return web.json_response({"sentMessages": sent})

    api = web.Application()
    api.router.add_get("/v2/bot/info", info)
    api.router.add_get("/v2/bot/profile/{user}", profile)
    api.router.add_post("/v2/bot/message/reply", reply)
    runner = web.AppRunner(api, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _allow_many_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


# ── the table ────────────────────────────────────────────────────────────────

ROW = "{:<40} {:>6} {:>8} {:>8} {:>8} {:>11} {:>9}"


async def _print_table() -> bool:
    print(f"{POSTS} signed webhooks at once, a connection each, a new database on disk")
    print(ROW.format("", "all 200", "p50 ms", "p99 ms", "max ms", "in inbox", ""))
    every = True
    for scene, words in SCENES.items():
        with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as folder:
            got = await measure(scene, POSTS, Path(folder))
        every &= got.good
        times = [f"{ms:.0f}" for ms in (got.percentile(0.5), got.percentile(0.99), got.ms[-1])]
        all_200 = "yes" if got.statuses == {200: POSTS} else str(dict(got.statuses))
        print(ROW.format(words, all_200, *times, got.stored, "good" if got.good else "NOT GOOD"))
    return every


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
    else:
        sys.exit(0 if asyncio.run(_print_table()) else 1)
