"""The page by http: the link's door, the page itself, its picture and its papers. What is refused is refused
without a word of why, always by the same page.

    GET  /board/<token>   a plain page with one button: whoever looks ahead for a preview spends nothing
    POST /board/<token>   spends the link, once, and gives the browser its cookie
    GET  /board           the page, and under it wheel.png and paper/…, for the cookie alone
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.board.html import door, refusing, whole
from bot.board.looking import Looking
from bot.board.model import ordered, page_of, picture
from bot.board.serving import SOON, Board
from bot.channels.base import TryLater
from bot.channels.http import OF_TOKENS
from bot.core.board import OPEN_FOR
from bot.message import Made
from bot.papers.cells import speech
from bot.papers.typesetting import FONTS
from bot.render.words import speaking
from bot.store.rows import StoreBusy, StoreClosed, StoreFailed

COOKIE = "phakhi_board"
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
A_DAY = {**HEADERS, "Cache-Control": "public, max-age=86400"}
"""For what is the same for everyone: letters and looks."""
STATIC: dict[str, tuple[Path, str]] = {
    "board.css": (Path(__file__).parent / "board.css", "text/css"),
    "icon.svg": (Path(__file__).parent / "icon.svg", "image/svg+xml"),
    "Sarabun-Regular.ttf": (FONTS / "Sarabun-Regular.ttf", "font/ttf"),
    "Sarabun-Bold.ttf": (FONTS / "Sarabun-Bold.ttf", "font/ttf"),
}
_OWN = ("same-origin", "none")
"""Sec-Fetch-Site of a request that no other site's page had made."""

Handler = Callable[[web.Request], Awaitable[web.Response]]


def board_routes(board: Board) -> list[web.RouteDef]:
    """The page's routes, for whichever server it is mounted on."""
    door_path = f"/board/{{token:{OF_TOKENS}}}"
    paper_path = r"/board/paper/{what:\w+}/{stage:[\w-]*}/{cycle:\d{1,4}}/{form:\w+}/{audience:\w+}"
    return [
        web.get("/board", _in_time(_for_readers(board, _page))),
        web.get("/board/wheel.png", _in_time(_for_readers(board, _wheel))),
        web.get(paper_path, _in_time(_for_readers(board, _paper))),
        *(web.get(f"/board/look/{name}", _static(name)) for name in STATIC),
        web.get(door_path, _in_time(_door(board))),
        web.post(door_path, _in_time(_open(board))),
    ]


def _in_time(handler: Handler) -> Handler:
    """What finds too much going on, or the store at work, is to come again."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except TryLater as full:
            seconds = max(1, math.ceil(full.seconds))
        except (StoreBusy, StoreFailed, StoreClosed):
            seconds = SOON
        return web.Response(status=503, headers={**HEADERS, "Retry-After": str(seconds)})

    return handle


# ── the link ─────────────────────────────────────────────────────────────────


def _door(board: Board) -> Handler:
    async def show(request: web.Request) -> web.Response:
        if not await board.opens(request.match_info["token"]):
            return _refused(board, 404)
        return _html(door(board.path))

    return show


def _open(board: Board) -> Handler:
    async def spend(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if request.headers.get("Sec-Fetch-Site", "none") not in _OWN:
            return _refused(board, 403)
        there = await board.looking(request.cookies.get(COOKIE, ""), token)
        cookie = None if there else await board.open(token)
        if there is None and cookie is None:
            return _refused(board, 404)
        answer = web.Response(status=303, headers={**HEADERS, "Location": board.path})
        if cookie:
            answer.set_cookie(
                COOKIE,
                cookie,
                max_age=int(OPEN_FOR.total_seconds()),
                path=board.path,
                secure=board.secure,
                httponly=True,
                samesite="Strict",
            )
        return answer

    return spend


# ── what stands behind it ────────────────────────────────────────────────────


def _for_readers(
    board: Board, give: Callable[[Board, web.Request, Looking], Awaitable[web.Response]]
) -> Handler:
    """Whether the reader still is one is asked anew each time."""

    async def handle(request: web.Request) -> web.Response:
        looking = await board.looking(request.cookies.get(COOKIE, ""))
        if looking is None:
            return _refused(board, 403)
        return await give(board, request, looking)

    return handle


async def _page(board: Board, _: web.Request, looking: Looking) -> web.Response:
    async with board.bench.place():
        return _html(await asyncio.to_thread(_put_together, board, looking))


def _put_together(board: Board, looking: Looking) -> str:
    with speaking(speech(looking.language)):
        return whole(page_of(looking), looking.at, board.path)


async def _wheel(board: Board, _: web.Request, looking: Looking) -> web.Response:
    with speaking(speech(looking.language)):
        shown = picture(looking)
    png = await board.draw(shown) if shown else None
    if not png:
        return _refused(board, 404)
    return web.Response(body=png, content_type="image/png", headers=HEADERS)


async def _paper(board: Board, request: web.Request, looking: Looking) -> web.Response:
    asked = request.match_info
    stage = "" if asked["stage"] == "-" else asked["stage"]
    order = ordered(looking, asked["what"], stage, int(asked["cycle"]), asked["form"], asked["audience"])
    made = await board.make(looking.partnership.id, order) if order else None
    return _download(made) if made else _refused(board, 404)


def _download(made: Made) -> web.Response:
    name = f"attachment; filename*=UTF-8''{quote(made.name, safe='')}"
    headers = {**HEADERS, "Content-Type": made.media_type, "Content-Disposition": name}
    return web.Response(body=made.content, headers=headers)


# ── for everyone ─────────────────────────────────────────────────────────────


def _static(name: str) -> Handler:
    path, kind = STATIC[name]
    content = path.read_bytes()

    async def give(_: web.Request) -> web.Response:
        return web.Response(body=content, content_type=kind, headers=A_DAY)

    return give


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def _refused(board: Board, status: int) -> web.Response:
    return _html(refusing(board.path), status)
