"""The bot as it is started: on LINE alone, on both; what it says of its health; doctor beside it; its end."""

from __future__ import annotations

import asyncio
import base64
import hmac
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.doctor.fakes import (
    LINE_SECRET,
    Platforms,
    command,
    for_line,
    for_telegram,
    surroundings,
)

STARTED = 30.0
"""Seconds that a start may take on a machine that has much to do."""


@asynccontextmanager
async def running(
    folder: Path, **settings: str
) -> AsyncIterator[tuple[aiohttp.ClientSession, asyncio.subprocess.Process]]:
    """`python -m bot`, as `make run` starts it; asked to stop at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env=surroundings(**settings),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{settings['HTTP_PORT']}") as http:
            yield http, process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def says(http: aiohttp.ClientSession, wanted: int) -> str:
    """What /readyz says once its status is the wanted one."""
    async with asyncio.timeout(STARTED):
        while True:
            try:
                async with http.get("/readyz") as answer:
                    text = await answer.text()
                    if answer.status == wanted:
                        return text
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


def signed(body: bytes) -> dict[str, str]:
    digest = hmac.digest(LINE_SECRET.encode(), body, "sha256")
    return {"X-Line-Signature": base64.b64encode(digest).decode()}


async def test_with_lines_settings_alone_it_runs_on_line(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    port = str(unused_tcp_port)
    async with running(tmp_path, **for_line(both), HTTP_PORT=port) as (http, process):
        assert await says(http, 200) == "ok"
        body = b'{"destination":"U0","events":[]}'
        async with http.post("/line", data=body, headers=signed(body)) as taken:
            assert taken.status == 200
        async with http.post("/line", data=body, headers=signed(b"other")) as refused:
            assert refused.status == 401

        done = await command(tmp_path, "doctor", **for_line(both), HTTP_PORT=port)
        assert done.has("ok", "The bot is running and well.")
        assert done.has("ok", "The database is sound and of this version.")
        assert await says(http, 200) == "ok"

        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), STARTED)
    assert process.returncode == 0
    assert b'"event": "started", "platform": "line"' in err
    assert b'"event": "stopped"' in err
    assert [method for who, method in both.asked if who == "telegram"] == []


async def test_on_both_it_says_which_platform_is_not_well(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    both.telegram_tokens = set()
    given = {**for_telegram(both), **for_line(both), "HTTP_PORT": str(unused_tcp_port)}
    async with running(tmp_path, **given) as (http, process):
        async with asyncio.timeout(STARTED):
            while (said := await says(http, 503)) != "telegram has not answered":
                assert "telegram" in said
        done = await command(tmp_path, "doctor", **given)
        assert done.status == 1
        assert done.has("warn", "telegram has not answered")
        assert done.has("bad", "Telegram refuses the token")
        process.terminate()
        await asyncio.wait_for(process.communicate(), STARTED)
    assert process.returncode == 0


async def test_doctor_does_not_fetch_beside_a_bot_that_fetches(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    given = {**for_telegram(both), "HTTP_PORT": str(unused_tcp_port)}
    async with running(tmp_path, **given) as (http, process):
        assert await says(http, 200) == "ok"
        done = await command(tmp_path, "doctor", **given)
        assert done.status == 0, done
        assert done.has("ok", "fetches its updates itself")
        assert all("offset" in given or given["timeout"] != "5" for given in both.fetched)
        process.terminate()
        await asyncio.wait_for(process.communicate(), STARTED)
    assert process.returncode == 0


async def test_run_without_any_platform_names_what_to_set(tmp_path: Path) -> None:
    done = await command(tmp_path, "run")
    assert done.status == 2
    assert done.err.splitlines()[0].startswith("TELEGRAM_BOT_TOKEN: ")
    assert "LINE_CHANNEL_SECRET" in done.err
