"""The one door to the Messaging API: two hosts, a bearer token, JSON, time-outs.

Thin and our own: the official library loses events and fields without a word (docs/decisions/0005).
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp

from bot.channels.base import Refused, TryLater, Unsure
from bot.channels.line.errors import (
    UNREACHABLE_AGAIN,
    Answer,
    TokenRejected,
    asked_only,
    translate,
)
from bot.channels.line.tokens import LongLived, Stateless, Tokens
from bot.logs import log

API_ROOT = "https://api.line.me"
DATA_ROOT = "https://api-data.line.me"
"""Contents that people send and pictures of rich menus are on a host of their own."""
ANSWER = 10.0
"""Seconds to wait for an answer before the outcome counts as unknown. A reply token lives for a
minute: this leaves time to ask again with it.
"""
CONNECT = 5.0
POOL = 32
"""Connections kept."""
NOT_THIS_TOKEN = 401
TOKEN_REFUSED = "line_refuses_the_access_token_check_the_settings"  # noqa: S105

Json = Mapping[str, object]


class Client:
    """Asks LINE. Every call raises only what `errors.translate` gives, and TryLater where nothing
    was done. Connections open with the first call.
    """

    def __init__(
        self,
        tokens: Tokens,
        api_root: str = API_ROOT,
        data_root: str = DATA_ROOT,
        *,
        seconds: float = ANSWER,
    ) -> None:
        self.refused = False
        """Whether LINE refused the access token the last time that it answered."""
        self._tokens = tokens
        self._roots = (api_root.rstrip("/"), data_root.rstrip("/"))
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, also: tuple[int, ...] = ()) -> object:
        """The JSON of what is asked for, None for a status in `also`. Raises TryLater or Refused."""
        try:
            answer = await self.call("GET", path, also=also)
        except Unsure as problem:
            failure = asked_only(problem)
        else:
            return answer.body if answer.good else None
        raise failure

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        key: str = "",
        data: tuple[bytes, str] | None = None,
        also: tuple[int, ...] = (),
    ) -> Answer:
        """One request; the answer if it is good, or its status is in `also`.

        `key`: the retry key of a push. `data`: bytes and their type for the other host, instead of JSON.
        """
        headers = {"X-Line-Retry-Key": key} if key else {}
        content = None if body is None else packed(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        if data is not None:
            content, headers["Content-Type"] = data
        url = self._roots[data is not None] + path
        answer = await self._with_token(method, url, content, headers)
        if answer.good or answer.status in also:
            self.refused = False
            return answer
        problem = translate(answer)
        self.refused = answer.status == NOT_THIS_TOKEN
        if isinstance(problem, TokenRejected):
            log(TOKEN_REFUSED, level=logging.ERROR, platform="line")
        raise problem

    async def form(self, path: str, fields: Mapping[str, str]) -> object:
        """Post a form without a token; the JSON of the answer. For tokens themselves: what LINE does
        not like about it is the operator's to mend (TokenRejected).
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        content = aiohttp.FormData(dict(fields))()
        answer = await self._ask("POST", self._roots[0] + path, content, headers)
        if answer.good:
            return answer.body
        problem = translate(answer)
        if isinstance(problem, (Refused, TokenRejected)):
            log(TOKEN_REFUSED, level=logging.ERROR, platform="line")
            self.refused = True
            problem = TokenRejected()
        raise asked_only(problem)

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()

    async def _with_token(
        self, method: str, url: str, content: object, headers: Mapping[str, str]
    ) -> Answer:
        """Once more with a new token where LINE refuses one that may only have grown too old."""
        again = True
        while True:
            token = await self._tokens.get(self.form)
            bearer = {"Authorization": f"Bearer {token}"}
            answer = await self._ask(method, url, content, {**headers, **bearer})
            if answer.status != 401 or not self._tokens.refused(token) or not again:
                return answer
            again = False

    async def _ask(
        self, method: str, url: str, content: object, headers: Mapping[str, str]
    ) -> Answer:
        failure: Exception
        try:
            async with self._opened().request(
                method, url, data=content, headers=headers, allow_redirects=False
            ) as response:
                raw = await response.read()
                return _answer(response, raw)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            failure = TryLater(UNREACHABLE_AGAIN)  # it never left the house
        except (aiohttp.ClientError, TimeoutError):
            failure = Unsure()
        raise failure  # outside the handler: the library's exceptions carry the address

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # A proxy of the environment is for the world outside, never for a server on this machine.
            local = urlsplit(self._roots[0]).hostname in ("127.0.0.1", "localhost", "::1")
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=POOL),
                timeout=self._timeout,
                trust_env=not local,
            )
        return self._session


def connect(
    secret: str,
    token: str = "",
    channel_id: str = "",
    api_root: str = API_ROOT,
    data_root: str = DATA_ROOT,
    *,
    clock: Callable[[], float] = time.monotonic,
    seconds: float = ANSWER,
) -> Client:
    """A client with the long-lived `token`, or without one with tokens made of the channel's id and
    secret.
    """
    tokens: Tokens = LongLived(token) if token else Stateless(channel_id, secret, clock)
    return Client(tokens, api_root, data_root, seconds=seconds)


def packed(body: object) -> bytes:
    r"""Compact JSON in UTF-8; \u escapes would make Thai twice as long, and Flex counts bytes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _answer(response: aiohttp.ClientResponse, raw: bytes) -> Answer:
    body: object = {} if not raw else None
    with suppress(ValueError, RecursionError):
        body = json.loads(raw)
    status = response.status
    if 200 <= status < 300 and not isinstance(body, dict):
        status = 0  # a yes that cannot be read is no yes
    return Answer(status, body, response.headers.get("Retry-After", ""))
