"""Copies made again and again while the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.logs import log
from bot.store.copying import BadCopy, NotCopied, copies, copy, thin_out

AGAIN_AFTER = timedelta(hours=1)
"""So long after one that failed it is tried again."""
SOONEST = timedelta(minutes=1)
"""After the start, when one is due: people who wait are answered first."""


async def keep_copying(
    database: Path, folder: Path, every: timedelta, clock: Callable[[], datetime], version: str
) -> None:
    """A copy whenever the newest is older than `every`, until cancelled; one that fails is logged and tried again."""
    pause = max(SOONEST, _left(folder, every, clock()))
    while True:
        await asyncio.sleep(pause.total_seconds())
        try:
            await asyncio.to_thread(_one_more, database, folder, clock(), version)
            pause = every
        except (BadCopy, NotCopied, OSError) as error:
            log("not_copied", level=logging.ERROR, error=error)
            pause = min(every, AGAIN_AFTER)


def _left(folder: Path, every: timedelta, now: datetime) -> timedelta:
    """Until the next is due."""
    made = copies(folder)
    return min(every, made[-1][0] + every - now) if made else timedelta()


def _one_more(database: Path, folder: Path, now: datetime, version: str) -> None:
    copy(database, folder, now, version)
    thin_out(folder, now)
    log("copied")
