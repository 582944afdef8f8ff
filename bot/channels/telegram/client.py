"""The one door to the Bot API: `telegram.Bot`, its errors translated, its answers as plain JSON."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.errors import translate
from bot.channels.telegram.requesting import Request

ANSWER = 20.0
"""Seconds to wait for an answer before the outcome counts as unknown."""
CONNECT = 10.0
POOL = 32
"""Connections kept: sixteen sends at once (TRUST.md, section 7), answers to presses beside them."""

_TALKATIVE = ("httpx", "httpcore", "telegram")
"""Loggers that print the address, and with it the token, at INFO or DEBUG."""


class _Bot(Bot):
    """`Bot.do_api_request` warns for every method the library knows; this is what it calls."""

    __slots__ = ()

    async def ask(self, method: str, params: dict[str, object], seconds: float) -> object:
        answer: object = await self._post(method, params, read_timeout=seconds)
        return answer


class Client:
    """Calls methods of the Bot API. Every call raises only what `errors.translate` gives."""

    def __init__(
        self,
        token: str,
        api_root: str,
        *,
        request: BaseRequest | None = None,
        poll_request: BaseRequest | None = None,
    ) -> None:
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        root = api_root.rstrip("/")
        self._requests = (
            request or _requests(root, POOL),
            poll_request or _requests(root, 2),
        )
        self._bot = _Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def call(
        self, method: str, params: Mapping[str, object] | None = None, seconds: float = ANSWER
    ) -> object:
        """The "result" of the answer. `seconds`: how long to wait for it."""
        try:
            return await self._bot.ask(method, dict(params or {}), seconds)
        except TelegramError as problem:
            failure = translate(problem)
        raise failure  # outside the handler: it must not carry the library's exception along

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()


def _requests(root: str, connections: int) -> Request:
    # A proxy of the environment is for the world outside, never for a server on this machine.
    local = urlsplit(root).hostname in ("127.0.0.1", "localhost", "::1")
    return Request(connections, answer=ANSWER, connect=CONNECT, local=local)
