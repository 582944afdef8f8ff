"""Logs hold only what may be told: a canary is spoken at every door and must not come out."""

from __future__ import annotations

import json
import subprocess
import sys
from textwrap import dedent
from typing import Any

import pytest

from bot.logs import redacted
from tests.house.tree import ROOT

TOKEN = "123456789:CANARY-canary-CANARY-canary-CANARY"
NAME = "Somsri-canary"


def spoken(code: str) -> tuple[list[dict[str, Any]], str]:
    """What a process of its own writes: the lines, and all of it as text."""
    begin = f"import logging, sys\nfrom bot.logs import log, set_up\nT, N = {TOKEN!r}, {NAME!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()], done.stderr


def test_a_line_is_json_with_the_allowed_keys_only() -> None:
    (line,), text = spoken(
        "set_up('INFO')\nlog('sent', outbox_id=7, ms=1.5, platform='telegram', name=N, text=N)"
    )
    assert line.pop("ts").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "event": "sent",
        "outbox_id": 7,
        "ms": 1.5,
        "platform": "telegram",
    }
    assert NAME not in text


def test_levels_are_kept() -> None:
    lines, _ = spoken(
        "set_up('WARNING')\nlog('a')\n"
        "log('b', level=logging.WARNING)\nlog('c', level=logging.ERROR)"
    )
    assert [line["event"] for line in lines] == ["b", "c"]


def test_a_partnership_is_told_by_a_hash_that_its_key_decides() -> None:
    lines, text = spoken(
        f"set_up('INFO', b'k')\nlog('a', pship={NAME!r})\nlog('b', pship={NAME!r})\n"
        f"log('c', pship='other')\nset_up('INFO', b'j')\nlog('d', pship={NAME!r})"
    )
    a, b, c, d = (line["pship"] for line in lines)
    assert a == b
    assert len({a, c, d}) == 3
    assert len(a) == 8
    assert NAME not in text


def test_an_error_is_its_class_and_its_place() -> None:
    (line,), text = spoken(
        """
        set_up('INFO')
        from bot.settings import Settings
        try:
            Settings.load({"HTTP_PORT": N + T}, None)
        except ValueError as error:
            pass
        except Exception as error:
            log('refused', level=logging.ERROR, error=error)
        """
    )
    assert line["err_class"] == "BadSetting"
    module, _, number = line["at"].partition(":")
    assert module == "bot.settings"
    assert number.isdigit()
    assert "canary" not in text.lower()


def test_values_that_are_no_plain_thing_give_only_their_class() -> None:
    (line,), text = spoken(
        "set_up()\nlog('a', state={'name': N}, stage=ValueError(N), platform='x' * 500)"
    )
    assert (line["state"], line["stage"], len(line["platform"])) == ("dict", "ValueError", 80)
    assert NAME not in text


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_no_canary_comes_through_the_loggers_of_others(level: str) -> None:
    lines, text = spoken(
        f"""
        set_up({level!r})
        names = ('telegram', 'telegram.Bot', 'telegram.ext.Updater', 'telegram.request',
                 'httpx', 'httpcore.connection', 'aiohttp.access', 'aiohttp.server', 'asyncio',
                 'sqlalchemy.engine.Engine', 'alembic.runtime.migration', 'aiosqlite', 'of.someone')
        for name in names:
            logger = logging.getLogger(name)
            for level in (10, 20, 30, 40, 50):
                logger.log(level, f'POST https://api.telegram.org/bot{{T}}/sendMessage "{{N}}"')
                logger.log(level, 'Bearer %s and %s', T, {{'name': N}})
            try:
                raise RuntimeError(T + N)
            except RuntimeError:
                logger.exception('failed for %s', N, extra={{'person': N}})
        """
    )
    assert "canary" not in text.lower()
    quiet = [line for line in lines if not line["at"].startswith("of.someone")]
    assert {line["level"] for line in quiet} == {"WARNING", "ERROR", "CRITICAL"}
    assert any(line.get("err_class") == "RuntimeError" for line in quiet)


def test_no_canary_comes_with_what_nobody_caught() -> None:
    lines, text = spoken(
        """
        set_up()
        import asyncio, threading, warnings
        warnings.warn(N)
        threading.Thread(target=lambda: {}[N]).start()
        class Bad:
            def __del__(self): raise ValueError(N)
        Bad()
        async def fails(): raise LookupError(N)
        async def forgets():
            task = asyncio.create_task(fails())
            await asyncio.sleep(0.01)
            del task
        asyncio.run(forgets())
        raise OSError(T)
        """
    )
    assert "canary" not in text.lower()
    classes = [line.get("err_class") for line in lines]
    assert {"KeyError", "ValueError", "LookupError", "OSError"} <= set(classes)


def test_a_line_that_cannot_be_made_is_dropped_in_silence() -> None:
    lines, text = spoken(
        """
        set_up()
        class Bad:
            def __str__(self): raise ValueError(N)
        log('before', pship=Bad())
        log('after')
        """
    )
    assert [line["event"] for line in lines] == ["after"]
    assert NAME not in text


def test_the_last_resort_takes_out_tokens_and_bearers() -> None:
    text = f"GET /bot{TOKEN}/getMe Authorization: Bearer {NAME} bearer: {NAME}; the rest"
    assert redacted(text) == "GET /bot***/getMe Authorization: *** *** the rest"
    assert redacted("12:30, 5:ab") == "12:30, 5:ab"


def test_the_last_resort_stands_behind_our_own_lines_too() -> None:
    (line,), text = spoken("set_up()\nlog('sent ' + T, state=T, platform='bearer ' + N)")
    assert (line["event"], line["state"], line["platform"]) == ("sent ***", "***", "***")
    assert "canary" not in text.lower()
