"""The machine that the bot runs on: SQLite, the database, the clock, the disk, the files with secrets."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.doctor import copies
from bot.doctor.finding import MACHINE, Finding, bad, ok, warn
from bot.health import LEAST_FREE
from bot.render.words import N_
from bot.settings import ON_THIS_MACHINE, Settings
from bot.store.looking import Looked, version
from bot.store.looking import look as look_into

ANSWER = 8.0
"""Seconds to wait for an answer."""
FURTHEST = timedelta(seconds=60)
"""What the clock may be wrong by: a reply token lives for a minute (PLATFORMS.md)."""
MEGABYTE = 1024 * 1024
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  (what is looked for, not where to listen)
STATES = {
    "none": (ok, N_("There is no database yet: the bot makes one when it first starts.")),
    "well": (ok, N_("The database is sound and of this version.")),
    "older": (ok, N_("The database is sound; the next start brings it up to this version.")),
    "newer": (
        bad,
        N_("The database was made by a newer version of the bot: install that version."),
    ),
    "damaged": (
        bad,
        N_(
            "The database is damaged: stop the bot, keep the folder as it is, and put back the last copy."
        ),
    ),
    "foreign": (bad, N_("The database file belongs to another program: choose another DATA_DIR.")),
    "unreadable": (bad, N_("The database cannot be read: does the bot's user own DATA_DIR?")),
    "not_yours": (
        warn,
        N_(
            "The database belongs to another user and was not looked into: run doctor as the bot's user."
        ),
    ),
}
"""`Looked.state` → how bad it is, and what to do."""


async def look(settings: Settings, database: Path, clock: Callable[[], datetime]) -> list[Finding]:
    """All about this machine. `clock`: its time."""
    looked = await asyncio.to_thread(look_into, database)
    return [
        _sqlite(),
        *_database(looked),
        *_disk(settings.data_dir),
        *await asyncio.to_thread(copies.look, settings, database, clock),
        *(bad(MACHINE, warning) for warning in settings.warnings),
        *_listening(settings),
        *await _clock(settings, clock),
    ]


def _sqlite() -> Finding:
    number, losing = version()
    if not losing:
        return ok(MACHINE, N_("SQLite is %(version)s."), version=number)
    what = N_(
        "SQLite is %(version)s. Versions 3.7.0 to 3.51.2 can lose data when two programs write to one"
        " database. The bot is the only one that writes to its own: never write to it with another tool."
    )
    return warn(MACHINE, what, version=number)


def _database(looked: Looked) -> list[Finding]:
    mark, what = STATES[looked.state]
    found = [mark(MACHINE, what)]
    if looked.open_to_others:
        what = N_("Others on this machine can read %(files)s: run chmod 600 on them.")
        found.append(bad(MACHINE, what, files=", ".join(looked.open_to_others)))
    if looked.key_missing:
        what = N_(
            "The key beside the database is missing: the bot makes a new one, and invitations that are open"
            " become void."
        )
        found.append(warn(MACHINE, what))
    return found


def _disk(folder: Path) -> list[Finding]:
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    what = N_("%(free)s MB of the disk are free.")
    mark = ok
    if free < LEAST_FREE:
        mark = bad
        what = N_(
            "Only %(free)s MB of the disk are free: make room, or the bot cannot keep answers."
        )
    found = [mark(MACHINE, what, free=free // MEGABYTE)]
    if not os.access(there, os.W_OK | os.X_OK):
        found.append(bad(MACHINE, N_("DATA_DIR cannot be written to by this user.")))
    return found


def _listening(settings: Settings) -> list[Finding]:
    if not settings.http_port or settings.http_host not in EVERYWHERE:
        return []
    what = N_(
        "HTTP_HOST lets the whole network at the bot's port: leave it at 127.0.0.1, with a proxy before it,"
        " unless a firewall stands there."
    )
    return [warn(MACHINE, what)]


# ── the clock ────────────────────────────────────────────────────────────────


async def _clock(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Compared with what a platform gives as its time, in the Date of any answer."""
    roots = []
    if settings.has_telegram:
        roots.append(settings.telegram_api_root)
    if settings.has_line:
        roots.append(settings.line_api_base_url)
    for root in roots:
        theirs = await _date(root)
        if theirs is not None:
            return [_compared(clock() - theirs)]
    return (
        [warn(MACHINE, N_("The clock could not be compared: no platform gave the time."))]
        if roots
        else []
    )


def _compared(off: timedelta) -> Finding:
    if abs(off) > FURTHEST:
        what = N_(
            "The clock is %(seconds)s seconds off: let it be set by the network (timedatectl set-ntp true)."
        )
        return bad(MACHINE, what, seconds=round(abs(off).total_seconds()))
    return ok(MACHINE, N_("The clock is right."))


async def _date(root: str) -> datetime | None:
    try:
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ANSWER),
                trust_env=urlsplit(root).hostname not in ON_THIS_MACHINE,
            ) as session,
            session.get(f"{root}/", allow_redirects=False) as answer,
        ):
            told = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
