"""Both platforms on this machine, as small as the command line needs them, and the command line itself."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.__main__ import main
from tests.house.tree import ROOT
from tests.processes import process

TELEGRAM_TOKEN = "123456789:CANARY-canary-CANARY-canary-CANARY"
LINE_SECRET = "c0ffeec0ffeec0ffeec0ffeec0ffeeca"
LINE_TOKEN = "CANARY+canary/CANARY+canary/CANARY="
CHANNEL = "2000000001"
SHORT_LIVED = "short-lived-CANARY-token"
LONGEST = 60.0
"""Seconds that a command may take."""
THAI = re.compile("[\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER KHOMUT}]")
Request = tuple[str, str]
"""Method and path."""


@dataclass
class Platforms:
    """What they say, and what they were asked."""

    asked: list[Request] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    """Paths (or Telegram's methods) that are answered with 500."""
    wrong_by: timedelta = timedelta()
    """How far their clocks are from this machine's."""
    # Telegram
    telegram_tokens: set[str] = field(default_factory=lambda: {TELEGRAM_TOKEN})
    me: dict[str, Any] = field(
        default_factory=lambda: {
            "id": 1,
            "is_bot": True,
            "first_name": "ภาคี",
            "username": "phakhi_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
        }
    )
    hook: dict[str, Any] = field(default_factory=lambda: {"url": "", "pending_update_count": 0})
    somebody_fetches: bool = False
    updates: list[dict[str, Any]] = field(default_factory=list)
    """What is given to whoever fetches, until it is confirmed."""
    hanging: set[str] = field(default_factory=set)
    """Telegram's methods that are not answered until `let_go`."""
    lets_go: asyncio.Event = field(default_factory=asyncio.Event)
    fetched: list[dict[str, Any]] = field(default_factory=list)
    """What getUpdates was given."""
    # LINE
    line_tokens: set[str] = field(default_factory=lambda: {LINE_TOKEN})
    chat_mode: str = "bot"
    endpoint: dict[str, Any] | None = None
    active: bool = True
    reached: dict[str, Any] = field(
        default_factory=lambda: {
            "success": True,
            "statusCode": 200,
            "reason": "OK",
            "detail": "200",
        }
    )
    quota: dict[str, Any] = field(default_factory=lambda: {"type": "limited", "value": 300})
    used: int = 12
    menus: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    shown: str = ""
    made: int = 0
    api: str = ""
    data: str = ""

    # ── Telegram ─────────────────────────────────────────────────────────────

    def let_go(self) -> None:
        self.hanging = set()
        self.lets_go.set()

    async def telegram(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.asked.append(("telegram", method))
        if method in self.silent:
            return web.Response(status=500)
        if request.match_info["token"] not in self.telegram_tokens:
            return _no(401, "Unauthorized")
        while method in self.hanging:
            await self.lets_go.wait()
        if method == "getUpdates":
            given = json.loads(await request.read() or b"{}")
            self.fetched.append(given)
            first = int(str(given.get("offset", 0)))
            self.updates = [u for u in self.updates if u["update_id"] >= first]
            await asyncio.sleep(0.1)
            if self.somebody_fetches:
                return _no(409, "Conflict: terminated by other getUpdates request")
        told = {"getMe": self.me, "getWebhookInfo": self.hook, "getUpdates": self.updates}
        return _yes(told.get(method, True))

    # ── LINE ─────────────────────────────────────────────────────────────────

    async def line(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.asked.append((request.method, path))
        if path in self.silent:
            return web.Response(status=500)
        if path == "/oauth2/v3/token":
            return await self._token(request)
        if request.headers.get("Authorization", "")[7:] not in self.line_tokens:
            return web.json_response({"message": "Authentication failed"}, status=401)
        if request.method == "GET":
            return self._told(path)
        if path.startswith("/v2/bot/channel/webhook"):
            return await self._webhook(request)
        return await self._menu(request, path)

    async def _token(self, request: web.Request) -> web.Response:
        given = await request.post()
        if (given["client_id"], given["client_secret"]) != (CHANNEL, LINE_SECRET):
            return web.json_response({"error": "invalid_request"}, status=400)
        self.line_tokens = {SHORT_LIVED}
        return web.json_response({"access_token": SHORT_LIVED, "expires_in": 900})

    def _told(self, path: str) -> web.Response:
        bot = {
            "userId": "U" + "0" * 32,
            "basicId": "@123abcde",
            "displayName": "ภาคี",
            "chatMode": self.chat_mode,
            "markAsReadMode": "auto",
        }
        told: dict[str, object] = {
            "/v2/bot/info": bot,
            "/v2/bot/message/quota": self.quota,
            "/v2/bot/message/quota/consumption": {"totalUsage": self.used},
            "/v2/bot/richmenu/list": {"richmenus": list(self.menus.values())},
            "/v2/bot/channel/webhook/endpoint": self.endpoint
            and {**self.endpoint, "active": self.active},
            "/v2/bot/user/all/richmenu": {"richMenuId": self.shown} if self.shown else None,
        }
        if told.get(path) is None:
            return web.json_response({"message": "Not found"}, status=404)
        return web.json_response(told[path])

    async def _webhook(self, request: web.Request) -> web.Response:
        given = await request.json()
        if request.method == "PUT":
            self.endpoint = given
            return web.json_response({})
        return web.json_response({**self.reached, "timestamp": "2026-11-22T10:00:00Z"})

    async def _menu(self, request: web.Request, path: str) -> web.Response:
        menu = path.rsplit("/", maxsplit=1)[-1]
        if path == "/v2/bot/richmenu/validate":
            await request.json()
        elif path == "/v2/bot/richmenu":
            self.made += 1
            menu = f"richmenu-{self.made}"
            self.menus[menu] = {"richMenuId": menu, **await request.json()}
            return web.json_response({"richMenuId": menu})
        elif request.method == "DELETE":
            del self.menus[menu]
        elif menu == "content":
            assert request.headers["Content-Type"] == "image/png"
            assert str(request.url.origin()) == self.data
            self.pictures[path.split("/")[-2]] = await request.read()
        elif path.startswith("/v2/bot/user/all/richmenu/"):
            assert menu in self.pictures
            self.shown = menu
        else:
            return web.json_response({"message": "Not found"}, status=404)
        return web.json_response({})


def _yes(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _no(status: int, why: str) -> web.Response:
    answer = {"ok": False, "error_code": status, "description": why}
    return web.json_response(answer, status=status)


@asynccontextmanager
async def platforms() -> AsyncIterator[Platforms]:
    """Both, on ports of their own; LINE on two."""
    both = Platforms()

    async def dated(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(datetime.now(UTC) + both.wrong_by, usegmt=True)

    runners = []
    addresses = []
    for _ in range(2):
        app = web.Application()
        app.on_response_prepare.append(dated)
        app.router.add_route("*", "/bot{token}/{method}", both.telegram)
        app.router.add_route("*", "/{path:.*}", both.line)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        addresses.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
    both.api, both.data = addresses
    try:
        yield both
    finally:
        for runner in runners:
            await runner.cleanup()


# ── the command line ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    def marked(self, mark: str) -> list[str]:
        """The findings with this mark, each with its Thai and its English."""
        lines = self.out.splitlines()
        return [
            f"{line}\n{after}"
            for line, after in itertools.pairwise(lines)
            if line.startswith(f"{mark} ")
        ]

    def has(self, mark: str, *words: str) -> bool:
        """Whether one finding with this mark has all the words."""
        found = self.marked(mark)
        assert all(THAI.search(line.splitlines()[0]) for line in found), "Thai first, then English"
        return any(all(word in line for word in words) for line in found)


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a command, with these settings and none of the machine's own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **settings}


async def command(folder: Path, *words: str, **settings: str) -> Done:
    """What `python -m bot …` does in the folder, with these settings in its environment; in a process of its own."""
    with tempfile.TemporaryDirectory() as aside:
        out, err = Path(aside) / "out", Path(aside) / "err"
        other = process(_command, words, folder, surroundings(**settings), out, err)
        await asyncio.to_thread(_until_it_ends, other)
        assert other.exitcode is not None
        done = Done(other.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))
    for secret in (TELEGRAM_TOKEN, LINE_SECRET, LINE_TOKEN, SHORT_LIVED):
        assert secret not in done.out + done.err
    return done


def _command(words: tuple[str, ...], folder: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for stream, file in ((sys.stdout, out), (sys.stderr, err)):
        stream.flush()
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), stream.fileno())
    sys.exit(main(list(words)))


def _until_it_ends(other: BaseProcess) -> None:
    other.start()
    other.join(LONGEST)
    if other.is_alive():
        other.kill()
        raise TimeoutError


def for_telegram(both: Platforms) -> dict[str, str]:
    return {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_API_ROOT": both.api}


def for_line(both: Platforms) -> dict[str, str]:
    return {
        "LINE_CHANNEL_SECRET": LINE_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": LINE_TOKEN,
        "LINE_API_BASE_URL": both.api,
        "LINE_DATA_API_BASE_URL": both.data,
        "PUBLIC_URL": "https://bot.example.org",
    }
