"""Our own long poll: an update counts as fetched only after it is stored.

`telegram.ext` confirms updates before the work and so loses them in a crash (PLATFORMS.md); here
the next offset goes out after `take_in` has returned.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from bot.channels.base import TakeIn, TryLater, Unsure
from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import Conflicting, TokenRejected
from bot.channels.telegram.updates import NAME, wrap
from bot.logs import log
from bot.message import Raw

TIMEOUT = 30
"""Seconds that Telegram holds an empty poll; it allows 50, networks on the way often less."""
GRACE = 15.0
"""Seconds more that the answer may take."""
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of updates; others are not even sent."""
ANOTHER_COPY = "another_copy_of_the_bot_reads_with_this_token_stop_one_of_them"
TOKEN_REFUSED = "the_token_is_refused_get_a_valid_one_from_botfather"  # noqa: S105  (words for a log)
UNREACHABLE = "telegram_does_not_answer_trying_again"
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
"""Backoff: 1 s doubled each time, half more or less, up to a minute."""

Sleep = Callable[[float], Awaitable[None]]


def backoff(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row; `chance` in 0 … 1 spreads them by ±50 %."""
    whole: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 16))
    return whole * (0.5 + chance)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Poll:
    """Fetches updates and passes them on, until cancelled."""

    def __init__(
        self,
        client: Client,
        noticed: Callable[[Raw], None],
        *,
        now: Callable[[], datetime] = utc_now,
        sleep: Sleep = asyncio.sleep,
        timeout: int = TIMEOUT,
    ) -> None:
        self._client = client
        self._noticed = noticed
        """Called with each update at once, before it is stored: presses are answered there."""
        self._now = now
        self._sleep = sleep
        self._timeout = timeout
        self._failures = 0
        self._said = ""
        self.heard: float | None = None
        """When Telegram last answered (time.monotonic), for /readyz; set at the start, too."""

    async def run(self, take_in: TakeIn) -> None:
        offset: int | None = None
        while True:
            found = await self._fetch(offset)
            if found is None:
                continue
            # Numbers start anywhere after a quiet week. An empty answer shows that all before the
            # offset is confirmed, so it is left out from there on and cannot hide a smaller
            # number.
            offset = None
            if found:
                await self._pass_on(take_in, [wrap(update, self._now()) for update in found])
                numbers = [n for u in found if isinstance(n := u.get("update_id"), int)]
                offset = max(numbers) + 1 if numbers else None

    async def _fetch(self, offset: int | None) -> list[dict[str, object]] | None:
        params: dict[str, object] = {"timeout": self._timeout, "allowed_updates": list(WANTED)}
        if offset is not None:
            params["offset"] = offset
        try:
            found = await self._client.call("getUpdates", params, self._timeout + GRACE)
        except (TryLater, Unsure) as problem:
            await self._after(problem)
            return None
        self._failures, self._said = 0, ""
        self.heard = time.monotonic()
        return [u for u in found if isinstance(u, dict)] if isinstance(found, list) else []

    async def _pass_on(self, take_in: TakeIn, raws: Sequence[Raw]) -> None:
        for raw in raws:
            self._noticed(raw)
        while True:
            try:
                await take_in(raws)
            except TryLater as full:
                await self._sleep(min(full.seconds, LONGEST_WAIT))
            else:
                return

    async def _after(self, problem: TryLater | Unsure) -> None:
        self._failures += 1
        self._say(problem)
        wait = backoff(self._failures, random.random())  # noqa: S311  (only spreads the tries)
        if isinstance(problem, TryLater):
            wait = max(wait, min(problem.seconds, LONGEST_WAIT))
        await self._sleep(wait)

    def _say(self, problem: TryLater | Unsure) -> None:
        """Each kind of trouble once, until Telegram answers again."""
        kind = type(problem).__name__
        if kind == self._said:
            return
        self._said = kind
        if isinstance(problem, Conflicting):
            log(ANOTHER_COPY, level=logging.ERROR, platform=NAME)
        elif isinstance(problem, TokenRejected):
            log(TOKEN_REFUSED, level=logging.ERROR, platform=NAME)
        else:
            log(UNREACHABLE, level=logging.WARNING, platform=NAME, err_class=kind)
