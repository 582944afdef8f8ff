"""The whole house with the broker's page mounted, and browsers before it. All goes by http, on a port of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.app import DATABASE, House, board, opened, workshop
from bot.board import board_routes
from bot.channels.http import Server
from bot.channels.local import NAME
from bot.core.model import Partnership, Person
from bot.message import Raw
from bot.store import Book
from tests.whole.inside import MINUTE, SMALL, Inside, command, cycle, join, set_up

URL = "http://127.0.0.1:8080"
BROKER = Person(NAME, "broker")
STORY = "นกแก้วสีเขียว"
FIRST = "c1-first-1"
SOON = aiohttp.ClientTimeout(total=20)


async def _well() -> str:
    return ""


class Premises(Inside):
    """`url`: where the page is said to be; it is fetched from the port that the server was given."""

    def __init__(self, folder: Path, url: str = URL) -> None:
        super().__init__(folder, cycle(SMALL))
        self.url = url
        self.port = 0

    async def _open(self) -> House:
        works = workshop(self.questions, self.render, board_url=self.url)
        house = await self._stack.enter_async_context(
            opened(
                self.database,
                {NAME: self.local},
                cycle=self.questions,
                render=self.render,
                clock=lambda: self.now,
                workshop=works,
                lasting=False,
            )
        )
        page = board(house, self.questions, self.url, lambda: self.now)
        server = Server(alive=_well, ready=_well, routes=board_routes(page), port=0)
        await server.start()
        self._stack.push_async_callback(server.close)
        self.port = server.port
        await house.facilitator.recover()
        return house

    def twin(self, folder: Path) -> Premises:
        """Another that begins where this one, closed, has come to."""
        for name in (DATABASE, DATABASE + ".key"):
            shutil.copy(self.database.with_name(name), folder / name)
        twin = Premises(folder, self.url)
        twin.now = self.now
        twin.local.carry_over(self.local)
        twin.start()
        return twin

    # ── the chat ─────────────────────────────────────────────────────────────

    def founded(self) -> None:
        """A broker, and three organisations."""
        set_up(self, "broker")
        for who, organisation in (("one", "วัด"), ("two", "โรงเรียน"), ("three", "อบต.")):
            join(self, who, organisation)

    def link(self, who: str = "broker") -> str:
        """Ask the bot for a link; its path."""
        self.say(who, "/board")
        return urlsplit(self.newest(who).tokens["board"]).path

    def links(self, who: str = "broker") -> set[str]:
        """The paths of all that were shown to them."""
        return {urlsplit(shown.tokens["board"]).path for shown in self.screen(who) if "board" in shown.tokens}

    def asks_and_hears_nothing(self, who: str, text: str) -> None:
        """What is said to them waits until they do something else."""
        raw = self.act(who, command(text.removeprefix("/")))
        self._runner.run(self._worked(raw))
        self.now += MINUTE

    async def _worked(self, raw: Raw) -> None:
        assert self._house is not None
        await self._house.facilitator.take_in(NAME, [raw])
        await self._house.facilitator.work()

    @contextmanager
    def writer_at_work(self) -> Iterator[None]:
        """What is asked of the store's writer meanwhile waits."""
        assert self._house is not None
        store, done = self._house.store, threading.Event()
        waiting = threading.Thread(target=store.do_now, args=(lambda _: done.wait(30),))
        waiting.start()
        try:
            yield
        finally:
            done.set()
            waiting.join()

    def partnership(self) -> Partnership:
        found: list[Partnership] = []

        def load(book: Book) -> None:
            there = book.load(book.partnerships_of(BROKER)[0].partnership)
            assert there is not None
            found.append(there)

        self.job(load)
        return found[0]

    def audited(self) -> list[str]:
        return [what for (what,) in self.rows("SELECT what FROM audit WHERE cause = 'board' ORDER BY id")]

    # ── browsers ─────────────────────────────────────────────────────────────

    def get(self, browser: Browser, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request, with what cookies the browser has. Where it is sent on to is not followed."""
        return self._runner.run(self._fetch(browser, path, method, headers))

    def post(self, browser: Browser, path: str, **headers: str) -> Answer:
        return self.get(browser, path, "POST", **headers)

    def opened_by(self, browser: Browser, who: str = "broker") -> Answer:
        """A fresh link, opened: the page."""
        answer = self.post(browser, self.link(who))
        assert answer.status == 303, answer.status
        return self.get(browser, answer.headers["Location"])

    async def _fetch(
        self, browser: Browser, path: str, method: str, headers: dict[str, str]
    ) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if browser.cookies:
            given["Cookie"] = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
        where = f"http://127.0.0.1:{self.port}{path}"
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=SOON) as client,
            client.request(method, where, headers=given, allow_redirects=False) as answer,
        ):
            browser.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
            return Answer(answer.status, await answer.read(), dict(answer.headers))


@dataclass
class Browser:
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()


# ── how far it has come ──────────────────────────────────────────────────────


def answered(premises: Premises) -> None:
    """Stage 1 is open; one organisation has answered a part of it."""
    premises.say("broker", "/stage")
    premises.tap("broker", "stage:first")
    premises.tap("broker", "open:first:full")
    premises.tap("one", f"go:{FIRST}")
    premises.say("one", STORY)


def published(premises: Premises) -> None:
    answered(premises)
    for action in (f"close:{FIRST}", f"close:{FIRST}:yes", f"publish:{FIRST}"):
        while not [b for s in premises.screen("broker") for b in s.buttons if b.action == action]:
            premises.say("broker", "/stage")
            premises.tap("broker", "stage:first")
            onward(premises)
        premises.tap("broker", action)


def onward(premises: Premises) -> None:
    """Whatever leads to the stage's end."""
    shown = premises.newest("broker")
    for verb in ("closepart", "nextpart"):
        for button in shown.buttons:
            if button.action.startswith(f"{verb}:"):
                premises.tap("broker", button.action)
                again = [b for b in premises.newest("broker").buttons if b.action == f"{button.action}:yes"]
                if again:
                    premises.tap("broker", again[0].action)
                return
