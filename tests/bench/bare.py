"""The limit: sqlite3 and as little round it as a durable answer needs.

What has come is written with its answer and the next question, a batch a commit, synced; then it is sent, and what was
sent is marked with the next batch. No partnership, no words, no core: what is left is what nobody can save.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from .telegram import TOKEN

AT_A_TIME = 64
LONG_POLL = 1
TABLES = """
CREATE TABLE inbox (key INTEGER PRIMARY KEY, raw TEXT);
CREATE TABLE answer (id INTEGER PRIMARY KEY, person INTEGER, words TEXT);
CREATE TABLE asked (person INTEGER PRIMARY KEY, number INTEGER);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, person INTEGER, body TEXT, state TEXT);
"""
Said = tuple[int, int, str]
"""Row, person, words."""
Result = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""A method of Telegram, and what it is asked: what comes of it."""


class Book:
    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.executescript(TABLES)

    def work(self, updates: Sequence[dict[str, Any]], sent: Sequence[int]) -> list[Said]:
        """In one transaction, committed when it comes back."""
        run = self._file.execute
        said: list[Said] = []
        run("BEGIN IMMEDIATE")
        for id in sent:
            run("UPDATE outbox SET state = 'sent' WHERE id = ?", (id,))
        for update in updates:
            new = run("INSERT OR IGNORE INTO inbox VALUES (?, ?)", (update["update_id"], json.dumps(update)))
            if new.rowcount:
                said.append(self._asked(update["message"]["from"]["id"], update["message"]["text"]))
        run("COMMIT")
        return said

    def _asked(self, person: int, words: str) -> Said:
        run = self._file.execute
        run("INSERT INTO answer (person, words) VALUES (?, ?)", (person, words))
        run(
            "INSERT INTO asked VALUES (?, 1) ON CONFLICT (person) DO UPDATE SET number = number + 1",
            (person,),
        )
        ((number,),) = run("SELECT number FROM asked WHERE person = ?", (person,))
        body = f"คำถามที่ {number}"
        row = run("INSERT INTO outbox (person, body, state) VALUES (?, ?, 'queued')", (person, body)).lastrowid
        assert row is not None
        return row, person, body


async def run(result: Result, folder: Path) -> None:
    """Until it is cancelled."""
    book, sent, offset = Book(folder / "bare.sqlite3"), list[int](), 0
    slots, under_way = asyncio.Semaphore(AT_A_TIME), set[asyncio.Task[None]]()

    async def send(row: int, person: int, body: str) -> None:
        async with slots:
            await result("sendMessage", {"chat_id": person, "text": body})
        sent.append(row)

    while True:
        updates = await result("getUpdates", {"offset": offset, "timeout": LONG_POLL})
        offset = max((u["update_id"] + 1 for u in updates), default=offset)
        marked, sent[:] = tuple(sent), []
        for said in await asyncio.to_thread(book.work, updates, marked):
            task = asyncio.create_task(send(*said))
            under_way.add(task)
            task.add_done_callback(under_way.discard)


async def over_http(address: str, folder: Path) -> None:
    async with aiohttp.ClientSession() as session:

        async def result(method: str, fields: dict[str, Any]) -> Any:
            async with session.post(f"{address}/bot{TOKEN}/{method}", json=fields) as response:
                return (await response.json())["result"]

        await run(result, folder)
