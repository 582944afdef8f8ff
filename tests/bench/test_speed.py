"""The short form of `make bench`: every bot that needs nothing more answers everybody, and is measured."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.app import DATABASE
from tests.bench import inside, speed, summaries

BOTS = ("phakhi", "textbook", "bare")


@pytest.mark.parametrize("bot", BOTS)
async def test_over_sockets(tmp_path: Path, bot: str) -> None:
    got = await speed.measured(bot, 3, tmp_path, 12)
    assert got.per_second > 0
    assert 0 < got.p50 <= got.p99
    assert got.memory > 1


@pytest.mark.parametrize("bot", BOTS)
async def test_in_process(tmp_path: Path, bot: str) -> None:
    got = await inside.measured(bot, 3, 4, tmp_path)
    assert 0 < got.p50 <= got.p95


async def test_in_a_larger_file(tmp_path: Path) -> None:
    await inside.measured("phakhi", 2, 3, tmp_path, partnerships=40)
    with sqlite3.connect(tmp_path / DATABASE) as file:
        ((partnerships,),) = file.execute("SELECT count(*) FROM partnership")
        ((theirs,),) = file.execute("SELECT count(*) FROM answer WHERE partnership = 'p39'")
        broken = file.execute("PRAGMA foreign_key_check").fetchall()
    file.close()
    assert partnerships == 40
    assert theirs == inside.EARLIER
    assert broken == []


async def test_summaries(tmp_path: Path) -> None:
    took = await summaries.measured(3, tmp_path)
    assert took[summaries.CLOSE].messages > 1
    assert took[summaries.PUBLISH].letters > len(summaries.WORDS)
