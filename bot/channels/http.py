"""One small server for what comes by http: platforms' posts, and two questions about health.

It listens on this machine only; a reverse proxy with a certificate stands before it. What it
refuses it refuses without a word of why (TRUST.md, threats: forged webhook, body limits).
"""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from bot.channels.base import TryLater

MAX_BODY = 256 * 1024
"""Bytes of one post (TRUST.md, body limits)."""
READ_SECONDS = 2.0
"""In which a post must have arrived whole."""
MAX_AT_ONCE = 64
"""Posts being worked on together; above it 503."""
CLOSING = 5.0
"""Seconds that posts on their way get when the server stops."""

Check = Callable[[], Awaitable[str]]
"""A health question: "" if all is well, else in a few words what is not (no ids, no names)."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a platform posts to. Nothing is read before the secret in its header is right."""

    path: str = field(repr=False)
    """Random, so that it is not even found."""
    header: str
    secret: str = field(repr=False)
    receive: Callable[[bytes], Awaitable[None]]
    """Takes the body in; 200 follows when it returns, 503 when it raises TryLater."""

    def admits(self, given: str | None) -> bool:
        """Compared in constant time: how long it takes tells nothing of the secret."""
        return hmac.compare_digest(
            (given or "").encode("utf-8", "surrogateescape"), self.secret.encode()
        )


class Server:
    """POST on each hook's path, GET /healthz and /readyz."""

    def __init__(
        self,
        hooks: Sequence[Hook] = (),
        *,
        alive: Check,
        ready: Check,
        host: str = "127.0.0.1",
        port: int = 8080,
    ) -> None:
        self._where = (host, port)
        self._working = 0
        self._app = web.Application(client_max_size=MAX_BODY)
        self._app.router.add_get("/healthz", _answering(alive))
        self._app.router.add_get("/readyz", _answering(ready))
        for hook in hooks:
            self._app.router.add_post(hook.path, self._taking(hook))
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port it listens on; asked for 0, the one it was given. Only after `start`."""
        if self._runner is None:
            raise RuntimeError("not started")
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        # No access log: a path is a secret. Bodies are not unpacked: a packed one is refused.
        self._runner = web.AppRunner(
            self._app, access_log=None, auto_decompress=False, shutdown_timeout=CLOSING
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._where).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _taking(self, hook: Hook) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def take(request: web.Request) -> web.Response:
            refusal = self._refusal(hook, request)
            if refusal:
                return web.Response(status=refusal)
            self._working += 1
            try:
                return await _take(hook, request)
            finally:
                self._working -= 1

        return take

    def _refusal(self, hook: Hook, request: web.Request) -> int:
        if not hook.admits(request.headers.get(hook.header)):
            return 401
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return 415
        if (request.content_length or 0) > MAX_BODY:
            return 413
        return 503 if self._working >= MAX_AT_ONCE else 0


async def _take(hook: Hook, request: web.Request) -> web.Response:
    try:
        async with asyncio.timeout(READ_SECONDS):
            body = await request.read()
    except TimeoutError:
        return web.Response(status=408)
    except web.HTTPRequestEntityTooLarge:
        return web.Response(status=413)
    try:
        await hook.receive(body)
    except TryLater as full:
        after = str(max(1, math.ceil(full.seconds)))
        return web.Response(status=503, headers={"Retry-After": after})
    return web.Response()


def _answering(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_: web.Request) -> web.Response:
        trouble = await check()
        return web.Response(status=503 if trouble else 200, text=trouble or "ok")

    return answer
