"""Who may ask: this machine's own browser, from this page.

The playground has no password, so it must not answer what another page, or a name that was bent to
lead here, asks a browser to ask.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.board import is_loopback

OWN_HEADER: Final = "X-Phakhi"
"""A page of another origin cannot send it without asking first, and is not answered then."""
SAFE = ("GET", "HEAD")
BOARD = "/board/"
"""The broker's page is guarded by itself: by links, and by where a form was sent from."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer. What an answer says by itself about one of them stays."""


def refusal(method: str, path: str, host: str, origin: str | None, own: str | None) -> int:
    """The status with which a request is refused, 0 for none."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return 403
    if "@" in host or not is_loopback(name):
        return 403
    if method in SAFE or path.startswith(BOARD):
        return 0
    return 403 if own != "1" or (origin is not None and origin != f"http://{host}") else 0


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses without a word of why; and puts the headers on every answer that begins after it."""
    status = refusal(
        request.method,
        request.path,
        request.headers.get("Host", ""),
        request.headers.get("Origin"),
        request.headers.get(OWN_HEADER),
    )
    if status:
        return web.Response(status=status, headers=HEADERS)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update({name: text for name, text in HEADERS.items() if name not in error.headers})
        raise
    if not response.prepared:
        response.headers.update({n: t for n, t in HEADERS.items() if n not in response.headers})
    return response
