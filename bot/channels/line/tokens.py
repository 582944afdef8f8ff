"""The bearer token of each request: a long-lived one from the console, or short ones fetched as needed.

A stateless token lives 15 minutes and costs nothing to issue (reference, "Issue stateless channel
access token"); it is asked for again after 13, so that none is ever sent in its last moments.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.channels.base import TryLater

PATH = "/oauth2/v3/token"
LIFE = 900.0
"""Seconds a stateless token lives, if LINE does not say."""
SPARE = 120.0
"""Seconds before its end at which a new one is asked for."""
LAST = 10.0
"""Seconds before its end up to which the old one serves while no new one is to be had."""

AGAIN = 2.0
"""Seconds to wait after an answer that holds no token."""

Post = Callable[[str, Mapping[str, str]], Awaitable[object]]
"""Posts a form to a path of the API host, with no token; the JSON of the answer. Raises TryLater."""


class Tokens(Protocol):
    async def get(self, post: Post) -> str:
        """A token that is good now. Raises TryLater."""
        ...

    def refused(self, token: str) -> bool:
        """LINE did not take this one; whether another may be had by asking again."""
        ...


class LongLived:
    """The one that the console shows."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def get(self, _post: Post) -> str:
        return self._token

    def refused(self, _token: str) -> bool:
        return False


class Stateless:
    """Made of the channel's id and secret, again and again."""

    def __init__(self, channel_id: str, secret: str, clock: Callable[[], float]) -> None:
        """`clock` counts seconds and never runs backwards."""
        self._form = {
            "grant_type": "client_credentials",
            "client_id": channel_id,
            "client_secret": secret,
        }
        self._clock = clock
        self._token = ""
        self._ends = 0.0
        self._asking = asyncio.Lock()

    async def get(self, post: Post) -> str:
        async with self._asking:
            left = self._ends - self._clock()
            if not self._token or left < SPARE:
                try:
                    await self._renew(post)
                except TryLater:
                    if not self._token or left < LAST:
                        raise
            return self._token

    def refused(self, token: str) -> bool:
        if token == self._token:
            self._token = ""
        return True

    async def _renew(self, post: Post) -> None:
        asked = self._clock()
        answer = await post(PATH, self._form)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(token, str) or not token:
            raise TryLater(AGAIN)
        life = answer.get("expires_in")
        self._token = token
        self._ends = asked + (float(life) if isinstance(life, (int, float)) else LIFE)
