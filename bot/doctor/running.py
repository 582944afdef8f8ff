"""The bot itself, if it runs: what it says of its own health."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from bot.doctor.finding import MACHINE, Finding, bad, note, ok, warn
from bot.render.words import N_
from bot.settings import Settings
from bot.store.looking import in_use

ANSWER = 8.0
"""Seconds to wait for an answer."""
TOLD = 80
"""Characters of what the bot says of itself."""


def is_running(database: Path) -> bool:
    """Whether a bot runs on this database."""
    return in_use(database)


async def look(settings: Settings, *, running: bool) -> list[Finding]:
    """Whether it runs, and whether it is well."""
    if not running:
        return [note(MACHINE, N_("The bot is not running from this folder just now."))]
    if not settings.http_port:
        return [ok(MACHINE, N_("The bot is running."))]
    host = settings.http_host
    host = f"[{host}]" if ":" in host else host
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER)) as session,
            session.get(f"http://{host}:{settings.http_port}/readyz") as answer,
        ):
            said = (await answer.content.read(TOLD)).decode("utf-8", "replace")
    except (aiohttp.ClientError, TimeoutError):
        what = N_(
            "The bot is running, but does not answer on HTTP_PORT: were the settings changed since it started?"
        )
        return [bad(MACHINE, what)]
    if answer.status == 200:
        return [ok(MACHINE, N_("The bot is running and well."))]
    return [warn(MACHINE, N_("The bot is running and says: %(said)s."), said=said)]
