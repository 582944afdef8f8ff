"""The textbook way under the same kills: python-telegram-bot's `run_polling`, a ConversationHandler, PicklePersistence.

python -m tests.trust.textbook [KILLS] prints three lines of figures: of it as the library's examples have it (written
every minute), of it with everything written after each message, and of this bot. Forty messages a second come from
sixteen people, the process is killed with -9 at random moments and started again at once. Lost is what Telegram holds
for fetched and what is not in the file when all is over. Telegram is a small server of ours on this machine, as kind as
it can be: nothing comes twice or late, no answer gets lost.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PEOPLE = 16
A_SECOND = 40
AT_REST = 45.0
"""Seconds in which what waits can be worked off, when nobody speaks or dies any more."""
SEED = 31
ASK = 1
ME = {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}


class Telegram:
    """Hands out what has come, and forgets what was confirmed."""

    def __init__(self) -> None:
        self.pending: list[dict[str, Any]] = []
        self.confirmed: list[str] = []
        self.gate = threading.Condition()
        self.number = 0

    def say(self, who: int) -> None:
        with self.gate:
            self.number += 1
            user = {"id": who, "is_bot": False, "first_name": "p"}
            message = {"message_id": self.number, "date": int(time.time()), "from": user, "text": f"a{self.number}"}
            chat = {"id": who, "type": "private", "first_name": "p"}
            self.pending.append({"update_id": self.number, "message": {**message, "chat": chat}})
            self.gate.notify_all()

    def answer(self, method: str, params: dict[str, list[str]]) -> object:
        if method == "getMe":
            return ME
        if method != "getUpdates":
            return {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}} if method[:4] == "send" else True
        offset, until = int(params.get("offset", ["0"])[0]), time.monotonic() + 1.0
        with self.gate:
            done = [u for u in self.pending if u["update_id"] < offset]
            self.confirmed += [u["message"]["text"] for u in done]
            self.pending = [u for u in self.pending if u["update_id"] >= offset]
            while not self.pending and time.monotonic() < until:
                self.gate.wait(0.1)
            return list(self.pending[:100])


def serve(telegram: Telegram) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            result = telegram.answer(urlsplit(self.path).path.rpartition("/")[2], parse_qs(raw))
            body = json.dumps({"ok": True, "result": result}).encode()
            try:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def ours(port: int, file: Path, _: bool) -> None:
    import asyncio

    from bot.app import opened
    from bot.channels.telegram import UNPACED, Telegram
    from tests.whole.inside import cycle, renderer

    async def run() -> None:
        channel: Any = Telegram("1:x", f"http://127.0.0.1:{port}", pace=UNPACED, poll_seconds=1)
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, asyncio.current_task().cancel)  # type: ignore[union-attr]
        async with opened(file, {"telegram": channel}, cycle=cycle(), render=renderer()) as house:
            await house.facilitator.run()

    with suppress(asyncio.CancelledError):
        asyncio.run(run())


def textbook(port: int, file: Path, at_once: bool) -> None:
    """As the library's own examples have it: "conversationbot.py" with "persistentconversationbot.py"'s persistence."""
    from telegram.ext import (
        Application,
        ContextTypes,
        ConversationHandler,
        MessageHandler,
        PicklePersistence,
        filters,
    )

    async def answer(update: Any, context: ContextTypes.DEFAULT_TYPE) -> int:
        context.user_data.setdefault("answers", []).append(update.message.text)  # type: ignore[union-attr]
        if at_once:
            await context.application.update_persistence()
        await update.message.reply_text("next question")
        return ASK

    root = f"http://127.0.0.1:{port}/bot"
    persistence = PicklePersistence(filepath=file)
    app = Application.builder().token("1:x").base_url(root).persistence(persistence).build()
    texts: Any = MessageHandler(filters.TEXT, answer)
    app.add_handler(
        ConversationHandler(entry_points=[texts], states={ASK: [texts]}, fallbacks=[], name="talk", persistent=True)
    )
    app.run_polling(poll_interval=0.0)


def kept(file: Path) -> list[str]:
    """What is in the file; of this bot, what was worked. A kill may leave the library's file unreadable."""
    if file.suffix == ".db":
        with closing(sqlite3.connect(file)) as found:
            return [f"a{key}" for (key,) in found.execute("SELECT key FROM inbox WHERE state = 'done'")]
    try:
        data = pickle.loads(file.read_bytes())  # noqa: S301 - our own
    except (OSError, EOFError, pickle.UnpicklingError):
        return []
    people: Iterable[dict[str, list[str]]] = data.get("user_data", {}).values()
    return [text for each in people for text in each.get("answers", [])]


def run(name: str, does: Any, file_name: str, at_once: bool, *, kills: int, seed: int = SEED) -> str:
    chance = random.Random(seed)  # noqa: S311 - moments
    telegram = Telegram()
    server = serve(telegram)
    port, file = server.server_address[1], Path(tempfile.mkdtemp()) / file_name
    over = threading.Event()

    def load() -> None:
        while not over.wait(1 / A_SECOND):
            telegram.say(100 + telegram.number % PEOPLE)

    talking = threading.Thread(target=load)
    talking.start()
    make = multiprocessing.get_context("spawn").Process
    for last in [*([False] * kills), True]:
        child = make(target=does, args=(port, file, at_once), daemon=True)
        child.start()
        time.sleep(chance.uniform(2.0, 6.0))
        if last:
            over.set()
            talking.join()
            time.sleep(AT_REST)
            os.kill(child.pid or 0, signal.SIGINT)  # ends in good order, and writes what it has
            child.join(20.0)
        else:
            os.kill(child.pid or 0, signal.SIGKILL)
            child.join()
    server.shutdown()
    found = kept(file)
    confirmed = set(telegram.confirmed)
    lost, doubled = confirmed - set(found), len(found) - len(set(found))
    share = 100 * len(lost) / max(1, len(confirmed))
    return (
        f"{name}; seed {seed}, {kills} kills, {A_SECOND} messages a second: "
        f"{len(confirmed)} confirmed, {len(lost)} lost ({share:.1f} %), {doubled} doubled"
    )


WAYS: tuple[tuple[str, Any, str, bool], ...] = (
    ("textbook run_polling, PicklePersistence as it comes", textbook, "kept", False),
    ("the same, written after each message", textbook, "kept", True),
    ("this bot", ours, "phakhi.db", False),
)

if __name__ == "__main__":
    for way in WAYS:
        print(run(*way, kills=int(sys.argv[1]) if len(sys.argv) > 1 else 20), flush=True)
