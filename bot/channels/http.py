"""One small server for what comes by http: platforms' posts, three questions about health, and pictures and
papers for whoever has the token to fetch them with.

It listens on this machine only; a reverse proxy with a certificate stands before it. What it
refuses it refuses without a word of why (TRUST.md, threats: forged webhook, body limits). LINE does
not post again what it was refused, unless the owner of the bot asked for that: so there is room for
many posts at once, and what is bounded is the memory that they take.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import math
import resource
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal, Protocol
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Middleware as Guard

from bot.channels.base import TryLater
from bot.counts import MEDIA_TYPE
from bot.message import Made

MAX_BODY = 256 * 1024
"""Bytes of one post (TRUST.md, body limits)."""
READ_SECONDS = 2.0
"""In which a post must have arrived whole."""
MAX_AT_ONCE = 4096
"""Posts being worked on together; above it 503."""
MAX_HELD = 32 * 1024 * 1024
"""Bytes of all their bodies together, counted as they come; above it 503."""
BACKLOG = 4096
"""Connections that may wait to be let in. One that finds no room knocks again a second later."""
FILES = 2 * MAX_AT_ONCE
"""Files that the process wants to have open: each connection is one."""
CLOSING = 1.0
"""Seconds that posts on their way get when the server stops."""

FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""Headers by which a proxy says for whom it asks."""

Figures = Callable[[], Awaitable[str]]
"""What is counted, in Prometheus's text format."""
Check = Callable[[], Awaitable[str]]
"""A health question: "" if all is well, else in a few words what is not (no ids, no names)."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a platform posts to, and how it shows who it is: by a secret in a header (Telegram), or
    by a header in which it has signed the body with the secret (LINE).
    """

    path: str = field(repr=False)
    """Where only the header's secret protects it, random, so that it is not even found."""
    header: str
    secret: str = field(repr=False)
    receive: Callable[[bytes], Awaitable[None]]
    """Takes the body in; 200 follows when it returns, 503 when it raises TryLater."""
    signed: bool = False
    """The header holds base64(HMAC-SHA256(secret, body)) instead of the secret."""

    def admits(self, given: str | None, body: bytes | None = None) -> bool:
        """Whether the header is right; without the body, as far as that can be told.

        Compared in constant time: how long it takes tells nothing of the secret.
        """
        right = self.secret.encode()
        if self.signed:
            if body is None:
                return bool(given)
            right = base64.b64encode(hmac.digest(right, body, "sha256"))
        return hmac.compare_digest((given or "").encode("utf-8", "surrogateescape"), right)


OF_TOKENS = r"[A-Za-z0-9_-]{22}"
"""128 bits in base64url: whatever else stands there is not even looked up."""
PRIVATE = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
"""With what is fetched: for one reader, for an hour, and nothing in it runs."""

OF_THE_PAGE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of the page that says that nothing is there: it is the same for everybody, and has a style of its own."""

Kind = Literal["picture", "file"]


class Serving(Protocol):
    """What can be fetched."""

    async def look(self, kind: Kind, token: str) -> int | None:
        """Whether there is something, without making it: its bytes, 0 where they are not known; None: there
        is not. Raises TryLater.
        """
        ...

    async def fetch(self, kind: Kind, token: str) -> Made | None:
        """What a token fetches; None where there is nothing, for whatever reason. Raises TryLater."""
        ...


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Server:
    """POST on each hook's path; GET /healthz, /readyz and /metrics (with `figures`) for this machine alone; with
    `serving` GET and HEAD of what it gives under
    /pictures/<token>.png and /files/<token>/<any name>, `not_there` being the page (HTML) for whoever asks
    there for anything else, whatever the reason; and the `routes` of whoever is mounted on it.
    """

    def __init__(
        self,
        hooks: Sequence[Hook] = (),
        *,
        alive: Check,
        ready: Check,
        figures: Figures | None = None,
        serving: Serving | None = None,
        routes: Iterable[web.AbstractRouteDef] = (),
        guards: Iterable[Guard] = (),
        not_there: str = "",
        host: str = "127.0.0.1",
        port: int = 8080,
    ) -> None:
        """`routes`: further pages; `guards`: what every request goes through, the outermost first."""
        self._where = (host, port)
        self._working = 0
        self._held = 0
        self._app = web.Application(client_max_size=MAX_BODY, middlewares=tuple(guards))
        self._app.router.add_get("/healthz", _inside(_answering(alive)))
        self._app.router.add_get("/readyz", _inside(_answering(ready)))
        if figures is not None:
            self._app.router.add_get("/metrics", _inside(_counting(figures)))
        for hook in hooks:
            self._app.router.add_post(hook.path, self._taking(hook))
        if serving is not None:
            for kind, path in PATHS:
                self._app.router.add_get(path, _giving(serving, kind, not_there), allow_head=False)
                self._app.router.add_head(path, _telling(serving, kind))
            for path in ELSEWHERE:
                self._app.router.add_get(path, _not_giving(not_there))
        self._app.router.add_routes(routes)
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
        _allow_many_files()
        await web.TCPSite(self._runner, *self._where, backlog=BACKLOG).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _taking(self, hook: Hook) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def take(request: web.Request) -> web.Response:
            refusal = self._refusal(hook, request)
            if refusal:
                return web.Response(status=refusal)
            body = bytearray()
            self._working += 1
            try:
                await self._read(request, body)
                return await _hand_in(hook, request, bytes(body))
            except _Refused as refused:
                return web.Response(status=refused.status)
            finally:
                self._working -= 1
                self._held -= len(body)

        return take

    def _refusal(self, hook: Hook, request: web.Request) -> int:
        if not hook.admits(request.headers.get(hook.header)):
            return 401
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return 415
        if (request.content_length or 0) > MAX_BODY:
            return 413
        return 503 if self._working >= MAX_AT_ONCE else 0

    async def _read(self, request: web.Request, body: bytearray) -> None:
        try:
            async with asyncio.timeout(READ_SECONDS):
                async for chunk in request.content.iter_any():
                    if len(body) + len(chunk) > MAX_BODY:
                        raise _Refused(413)
                    if self._held + len(chunk) > MAX_HELD:
                        raise _Refused(503)
                    body += chunk
                    self._held += len(chunk)
        except TimeoutError:
            raise _Refused(408) from None


async def _hand_in(hook: Hook, request: web.Request, body: bytes) -> web.Response:
    if not hook.admits(request.headers.get(hook.header), body):
        return web.Response(status=401)
    try:
        await hook.receive(body)
    except TryLater as full:
        return _full(full)
    return web.Response()


PATHS: tuple[tuple[Kind, str], ...] = (
    ("picture", f"/pictures/{{token:{OF_TOKENS}}}.png"),
    ("file", f"/files/{{token:{OF_TOKENS}}}/{{name:[^/]+}}"),
)
ELSEWHERE = (r"/pictures{rest:.*}", r"/files{rest:.*}")
"""Addresses that were cut or mistyped on their way."""


def _giving(
    serving: Serving, kind: Kind, not_there: str
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def give(request: web.Request) -> web.Response:
        """A token that is wrong, late or forgotten is answered alike."""
        try:
            made = await serving.fetch(kind, request.match_info["token"])
        except TryLater as full:
            return _full(full)
        if made is None:
            return _nothing(not_there)
        headers = {**PRIVATE, "Content-Type": made.media_type}
        if made.name:
            name = quote(made.name, safe="")
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return web.Response(body=made.content, headers=headers)

    return give


def _telling(
    serving: Serving, kind: Kind
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def tell(request: web.Request) -> web.StreamResponse:
        """Nothing is made for a HEAD: how long it is, and a paper's name, are told where they are known."""
        try:
            length = await serving.look(kind, request.match_info["token"])
        except TryLater as full:
            return _full(full)
        if length is None:
            return _nothing()
        answer = web.StreamResponse(headers=PRIVATE)
        if kind == "picture":
            answer.content_type = "image/png"
        if length:
            answer.content_length = length
        return answer

    return tell


def _not_giving(not_there: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def give_nothing(_: web.Request) -> web.Response:
        return _nothing(not_there)

    return give_nothing


def _full(full: TryLater) -> web.Response:
    return web.Response(status=503, headers={"Retry-After": _seconds(full)})


def _nothing(page: str = "") -> web.Response:
    """Byte for byte the same for what is guessed, over, forgotten or not for whoever asks."""
    headers = {**PRIVATE, "Cache-Control": "no-store", "Content-Security-Policy": OF_THE_PAGE}
    return web.Response(status=404, headers=headers, text=page, content_type="text/html")


def _seconds(full: TryLater) -> str:
    return str(max(1, math.ceil(full.seconds)))


def _allow_many_files() -> None:
    """A process may usually have 1,024 files open, and more if it asks: as many as it is let."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # then fewer come in at once
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _answering(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_: web.Request) -> web.Response:
        trouble = await check()
        return web.Response(status=503 if trouble else 200, text=trouble or "ok")

    return answer


def _counting(figures: Figures) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=(await figures()).encode(), headers={"Content-Type": MEDIA_TYPE})

    return answer


def _inside(
    handler: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Only for whoever asks from this machine and for itself; for others there is nothing there."""

    async def answer(request: web.Request) -> web.Response:
        if any(name in request.headers for name in FORWARDED) or not _from_here(request):
            raise web.HTTPNotFound
        return await handler(request)

    return answer


def _from_here(request: web.Request) -> bool:
    transport = request.transport
    if transport is None:
        return False
    both = (transport.get_extra_info(end) for end in ("peername", "sockname"))
    peer, own = (_address(name[0]) if name else None for name in both)
    return peer is not None and (peer.is_loopback or peer == own)


def _address(name: str) -> IPv4Address | IPv6Address:
    found = ip_address(name.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found
