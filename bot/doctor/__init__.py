"""`python -m bot doctor`: each configured platform and this machine, looked at from outside in.

Nothing is changed by looking: no update is confirmed, no file made, nothing sent to people. Nothing
secret is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.app import DATABASE, now
from bot.doctor import line, machine, running, telegram
from bot.doctor.finding import MACHINE, Finding, Mark, examined, exit_status, note
from bot.render.words import N_
from bot.settings import Settings

__all__ = ["Finding", "Mark", "examine", "exit_status"]

NO_PLATFORM = N_(
    "No token is set, so only this machine was looked at. How to get tokens: docs/running.md."
)


async def examine(settings: Settings, clock: Callable[[], datetime] = now) -> list[Finding]:
    """All findings, in the order to read them. `clock` is for tests."""
    database: Path = settings.data_dir / DATABASE
    runs = running.is_running(database)
    checks = [
        (MACHINE, lambda: machine.look(settings, database, clock)),
        (MACHINE, lambda: running.look(settings, running=runs)),
    ]
    if settings.has_telegram:
        checks.append(("Telegram", lambda: telegram.look(settings, running=runs)))
    if settings.has_line:
        checks.append(("LINE", lambda: line.look(settings)))
    found = await asyncio.gather(*(examined(about, check) for about, check in checks))
    findings = [finding for each in found for finding in each]
    if not (settings.has_telegram or settings.has_line):
        findings.append(note(MACHINE, NO_PLATFORM))
    return findings
