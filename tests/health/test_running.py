"""The bot as it is started: its figures by http, and how it ends when it is told to."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import aiohttp

from bot import app
from tests.doctor.fakes import Platforms, command, for_line, for_telegram
from tests.doctor.test_starting import STARTED, running, says, signed
from tests.health.exposition import Read, read
from tests.processes import done_in_another

CANARY = "Ucanary0123456789canary0123456789"
SAID = "คำลับcanary"
IN_TIME = 10.0
"""Seconds (TRUST.md, section 8)."""


async def figures(http: aiohttp.ClientSession) -> tuple[Read, str]:
    async with http.get("/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text = await answer.text()
    return read(text), text


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(STARTED):
        while True:
            if await so():
                return
            await asyncio.sleep(0.05)


async def tried_to_send(both: Platforms, before: int = 0) -> None:
    async def so() -> bool:
        return ("telegram", "sendMessage") in both.asked[before:]

    await until(so)


async def test_what_line_posts_is_counted_and_names_nobody(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    event = {
        "type": "message",
        "webhookEventId": "01CANARYCANARYCANARYCANARY",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1_795_000_000_000,
        "mode": "active",
        "source": {"type": "user", "userId": CANARY},
        "replyToken": "canary-reply-token",
        "message": {"type": "text", "id": "1", "text": SAID, "quoteToken": "q"},
    }
    body = json.dumps({"destination": "U0", "events": [event]}).encode()
    async with running(tmp_path, **for_line(both), HTTP_PORT=str(unused_tcp_port)) as (http, process):
        assert await says(http, 200) == "ok"
        for _ in range(3):
            async with http.post("/line", data=body, headers=signed(body)) as taken:
                assert taken.status == 200
        once = 'phakhi_{}_total{{platform="line"}}'
        wanted = {once.format("taken_in"): 1, once.format("redeliveries"): 2, "phakhi_inbox_new": 0}

        async def counted() -> bool:
            return wanted.items() <= (await figures(http))[0].values.items()

        await until(counted)
        found, text = await figures(http)
        assert found.labels <= {"line", "prompt", "sent", "refused", "trylater", "unsure", "gone"}
        assert found.values["phakhi_started_after_kill"] == 0
        assert abs(found.values["process_start_time_seconds"] - time.time()) < 2 * STARTED
        assert "canary" not in text.lower()
        process.kill()
        _, err = await process.communicate()
        assert b"canary" not in err.lower()
    assert (tmp_path / "data/phakhi.db-wal").stat().st_size
    async with running(tmp_path, **for_line(both), HTTP_PORT=str(unused_tcp_port)) as (http, process):
        assert await says(http, 200) == "ok"
        assert (await figures(http))[0].values["phakhi_started_after_kill"] == 1
        process.terminate()
        assert await asyncio.wait_for(process.wait(), IN_TIME) == 0


async def test_told_to_stop_it_ends_in_time_though_a_message_hangs(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    """What hangs stays in the outbox and is said after the next start; the log is emptied, the lock is free."""
    person = {"id": 77, "is_bot": False, "first_name": "canary", "language_code": "th"}
    said = {"message_id": 5, "date": int(time.time()), "chat": {"id": 77, "type": "private"}, "from": person}
    both.updates = [{"update_id": 9, "message": {**said, "text": "/start"}}]
    both.hanging = {"sendMessage"}
    given = {**for_telegram(both), "HTTP_PORT": str(unused_tcp_port)}
    async with running(tmp_path, **given) as (http, process):
        await tried_to_send(both)
        second = await command(tmp_path, "run", **given)  # while it runs, nobody else takes its place
        assert second.status == 2
        assert "DATA_DIR" in second.err
        began = time.monotonic()
        process.terminate()
        assert await says(http, 503) == "stopping"
        _, err = await asyncio.wait_for(process.communicate(), IN_TIME)
        assert time.monotonic() - began < IN_TIME
    assert process.returncode == 0, err
    assert b'"event": "stopped"' in err
    assert b"canary" not in err
    assert not (tmp_path / "data/phakhi.db-wal").exists()
    with closing(sqlite3.connect(tmp_path / "data/phakhi.db")) as connection:
        found = connection.execute("SELECT state FROM outbox").fetchall()
    assert found
    assert {state for (state,) in found} <= {"sending", "queued"}
    both.let_go()
    asked = len(both.asked)
    async with running(tmp_path, **given) as (_, process):
        await tried_to_send(both, asked)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), IN_TIME) == 0


async def test_told_to_stop_it_ends_in_time_though_a_reader_does_not_go(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    given = {**for_telegram(both), "HTTP_PORT": str(unused_tcp_port)}
    async with running(tmp_path, **given) as (http, process):
        assert await says(http, 200) == "ok"
        with closing(sqlite3.connect(tmp_path / "data/phakhi.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM inbox").fetchone()
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert await asyncio.wait_for(process.wait(), IN_TIME) == 0
            assert time.monotonic() - began < IN_TIME - 2


def _hangs() -> None:
    app.ENDED = 1.0
    app._end_at_last()
    time.sleep(IN_TIME)


def test_what_never_lets_go_is_ended() -> None:
    """Nothing that can be done from outside holds a process up so long; so this one only sleeps."""
    began = time.monotonic()
    assert done_in_another(_hangs) == 1
    assert time.monotonic() - began < IN_TIME
