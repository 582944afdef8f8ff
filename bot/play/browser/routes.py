"""The playground by http: what the page reads, and what it asks to be done."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.board import board_routes
from bot.channels.base import TryLater
from bot.core.questionnaire import Faulty
from bot.logs import log
from bot.play.browser import attaching, media, view, words
from bot.play.browser.bringing import NotFiles, TooMuch, brought
from bot.play.browser.broker_page import PlayedBoard, link
from bot.play.browser.journal import GROUP
from bot.play.browser.session import BOARD, Playground, Refused
from bot.play.browser.showing_off import SPEEDS
from bot.play.browser.stream import Streams
from bot.store.rows import StoreBusy, StoreClosed, StoreFailed

MOST_EARLIER = 100
FORM = "phakhi-questions.xlsx"
XLSX = media.TYPES[".xlsx"]
DAYS = (1, 7)
LANGUAGES = ("th", "en")
PAGE = Path(__file__).parent / "page"
FONTS = Path(__file__).parents[2] / "papers" / "fonts"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
}
"""What the page is made of; nothing else of its folder is given out."""

Asked = Mapping[str, Any]
Handler = Callable[[web.Request], Awaitable[web.Response]]
Do = Callable[[Playground, Asked], Awaitable[Mapping[str, object] | None]]


class NotAsked(Exception):
    """What came is not what this address takes."""


def files() -> dict[str, Path]:
    """Name under /page/ → the file. Read once; a request's path is never a path on the disk."""
    found = {
        path.relative_to(PAGE).as_posix(): path
        for path in sorted(PAGE.rglob("*"))
        if path.suffix in TYPES and path.is_file()
    }
    fonts = {f"fonts/{path.name}": path for path in sorted(FONTS.glob("*.ttf"))}
    return {**fonts, **found}


# ── what is done ─────────────────────────────────────────────────────────────


async def _say(playground: Playground, asked: Asked) -> None:
    await playground.say(_text(asked, "who"), _chat(asked), _text(asked, "text"))


async def _press(playground: Playground, asked: Asked) -> dict[str, object]:
    number, day = asked.get("n"), asked.get("date")
    if type(number) is not int or number < 0:
        raise NotAsked
    picked = _day(day) if day else None
    chat = await playground.press(_text(asked, "who"), _text(asked, "bubble"), number, picked)
    return {"chat": chat}


async def _people(playground: Playground, asked: Asked) -> dict[str, object]:
    return {"who": await playground.join(_text(asked, "organisation"), _text(asked, "name"))}


async def _time(playground: Playground, asked: Asked) -> None:
    await playground.pass_days(_one_of(asked, "days", DAYS))


async def _auto(playground: Playground, asked: Asked) -> None:
    if asked.get("on") is True:
        await playground.auto.start(_one_of(asked, "speed", SPEEDS, playground.auto.speed))
    elif asked.get("on") is False:
        await playground.auto.stop()
    else:
        raise NotAsked


async def _anew(playground: Playground, asked: Asked) -> None:
    language = _one_of(asked, "language", LANGUAGES, playground.language)
    await playground.anew(language, short=bool(asked.get("short", False)))


ACTS: Mapping[str, Do] = {
    "say": _say,
    "press": _press,
    "people": _people,
    "time": _time,
    "auto": _auto,
    "anew": _anew,
}


def _text(asked: Asked, key: str) -> str:
    found = asked.get(key)
    if not isinstance(found, str):
        raise NotAsked
    return found.replace("\0", "").encode("utf-8", "replace").decode()


def _chat(asked: Asked) -> str:
    return GROUP if _one_of(asked, "chat", (GROUP, "private")) == GROUP else ""


def _one_of(asked: Asked, key: str, allowed: tuple[Any, ...], otherwise: Any = None) -> Any:
    found = asked.get(key, otherwise)
    if isinstance(found, bool) or found not in allowed:
        raise NotAsked
    return found


def _day(text: object) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        raise NotAsked from None
    if not view.FIRST_DAY <= day.isoformat() <= view.LAST_DAY:
        raise NotAsked
    return day


# ── by http ──────────────────────────────────────────────────────────────────


class Routes:
    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._files = files()
        self.streams = Streams(playground)

    def all(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self._index),
            web.get("/page/{name:.+}", self._file),
            web.get("/media/{token}/{name}", self._media),
            web.get("/api/words", self._words),
            web.get("/api/state", self._state),
            web.get("/api/stream", self.streams.give),
            web.get("/api/earlier", self._earlier),
            web.get("/api/transcript", self._told(self._transcript)),
            web.get(BOARD, self._told(self._board)),
            *board_routes(PlayedBoard(self._playground)),
            web.post("/api/send", self._told(self._send)),
            web.get("/api/questions", self._told(self._own_form)),
            web.post("/api/questions", self._told(self._questions)),
            web.delete("/api/questions", self._told(self._own_questions)),
            *(web.post(f"/api/{name}", self._doing(do)) for name, do in ACTS.items()),
        ]

    def _doing(self, do: Do) -> Handler:
        async def act(request: web.Request) -> web.Response:
            try:
                asked = await _json(request)
            except NotAsked:
                return self.refused(400, words.NOT_READ)
            return await self._done(do(self._playground, asked))

        return self._told(act)

    async def _done(self, doing: Awaitable[Mapping[str, object] | None]) -> web.Response:
        """What it came to, or why not."""
        try:
            done = await doing or {}
        except NotAsked:
            return self.refused(400, words.NOT_READ)
        except Refused as refused:
            return answer({"ok": False, "say": str(refused)}, 409)
        return answer({"ok": True, **done})

    def _told(self, give: Handler) -> Handler:
        """What cannot be done now is said in words, whoever asks for it."""

        async def handle(request: web.Request) -> web.Response:
            try:
                return await give(request)
            except (StoreClosed, TryLater):  # it begins anew
                return self.refused(503, words.BEGINNING)
            except (OSError, StoreBusy, StoreFailed, Faulty) as error:  # the disk, as a rule
                log("not_played", level=logging.ERROR, error=error)
                return self.refused(500, words.FAILED)

        return handle

    async def _board(self, request: web.Request) -> web.Response:
        if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
            return web.Response(status=403)
        address = await link(self._playground)
        if not address:
            return self.refused(404, words.NO_BOARD)
        return web.Response(status=303, headers={"Location": address})

    async def _send(self, request: web.Request) -> web.Response:
        """One picture or file, to the bot."""
        try:
            given = await brought(request, attaching.MOST_BYTES)
        except TooMuch:
            return self.refused(413, words.TOO_BIG, most=attaching.MOST_BYTES // view.KILO**2)
        except NotFiles:
            given = []
        if len(given) != 1:
            return self.refused(400, words.NOT_READ)
        return await self._done(self._playground.send(request.query.get("who", ""), *given[0]))

    async def _questions(self, request: web.Request) -> web.Response:
        """With nothing to mend, the playground begins anew with them, unless they are only to be checked."""
        try:
            given = await brought(request)
        except TooMuch:
            return self.refused(413, words.TOO_MUCH)
        except NotFiles:
            return self.refused(400, words.NOT_READ)
        use = "check" not in request.query
        found = await self._playground.bring(given, request.query.get("lang", ""), use=use)
        fit = found.cycle is not None
        told = {"problems": found.problems, "cells": found.cells, "fit": fit, "used": fit and use}
        return answer({"ok": True, **told})

    async def _own_form(self, _: web.Request) -> web.Response:
        """The questions that are played, as a workbook to mend and to bring again."""
        headers = {"Content-Disposition": _attached(FORM), "Content-Type": XLSX}
        return web.Response(body=await self._playground.form(), headers=headers)

    async def _own_questions(self, _: web.Request) -> web.Response:
        await self._playground.own_questions()
        return answer({"ok": True})

    def refused(self, status: int, text: str, **values: object) -> web.Response:
        said = words.say(self._playground.speech, text, **values)
        return answer({"ok": False, "say": said}, status)

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return self._given("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._given(request.match_info["name"])

    def _given(self, name: str) -> web.StreamResponse:
        path = self._files.get(name)
        if path is None:
            return web.Response(status=404)
        return web.FileResponse(path, headers={"Content-Type": TYPES[path.suffix]})

    async def _media(self, request: web.Request) -> web.StreamResponse:
        token, name = request.match_info["token"], request.match_info["name"]
        found = self._playground.media.get(token, name)
        if found is None:
            return web.Response(status=404)
        path, name, media_type = found
        headers = {"Content-Type": media_type}
        if not media_type.startswith("image/"):
            headers["Content-Disposition"] = _attached(name)
        return web.FileResponse(path, headers=headers)

    async def _words(self, request: web.Request) -> web.Response:
        return answer(self._playground.words(request.query.get("lang", "")))

    async def _state(self, _: web.Request) -> web.Response:
        return answer(self._playground.state())

    async def _earlier(self, request: web.Request) -> web.Response:
        try:
            before = int(request.query["before"])
            most = min(int(request.query.get("most", "50")), MOST_EARLIER)
        except (KeyError, ValueError):
            return self.refused(400, words.NOT_READ)
        chat = request.query.get("chat", "")
        return answer({"bubbles": self._playground.journal.earlier(chat, before, most)})

    async def _transcript(self, _: web.Request) -> web.Response:
        text = await self._playground.transcript()
        ending = ".en.txt" if self._playground.language == "en" else ".txt"
        name = f"phakhi-{self._playground.scene.now:%Y-%m-%d}{ending}"
        headers = {"Content-Disposition": _attached(name)}
        return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=headers)


async def _json(request: web.Request) -> Asked:
    """Raises `NotAsked`."""
    try:
        found = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise NotAsked from None
    if not isinstance(found, dict):
        raise NotAsked
    return found


def answer(what: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.json_response(
        what, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False)
    )


def _attached(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
