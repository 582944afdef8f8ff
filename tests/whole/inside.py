"""The whole house in this process: on disk, on the local channel, closed and opened again at will.

People act only through what the channel gives: a text, a command, a press on a button that was
shown. What came of it is read from the screens, and from the database with plain SQL.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot import questionnaire
from bot.app import DATABASE, House, opened
from bot.channels.local import NAME, Local, Shown
from bot.core.cycle import Cycle
from bot.core.effects import Effect
from bot.core.model import Person, Place
from bot.message import Button, Message, Raw
from bot.render.renderer import Renderer
from bot.store.book import Book

BEGIN = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SMALL = Path(__file__).parent / "stages"
"""A set of two stages with every kind of question."""
GROUP = Place(NAME, "g1")
Did = dict[str, Any]
Row = tuple[Any, ...]


@cache
def cycle(folder: Path | None = None) -> Cycle:
    return questionnaire.load(folder)


@cache
def renderer() -> Renderer:
    return Renderer()


class RendererFell(Exception):
    """What the breaking renderer raises."""


class Breaking(Renderer):
    """Fails the next time it is used, once it has been told to."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = 0

    def __call__(self, effect: Effect, *, partnership: str = "") -> Message:
        if self.fails:
            self.fails -= 1
            raise RendererFell
        return super().__call__(effect, partnership=partnership)


@cache
def breaking() -> Breaking:
    return Breaking()


def rows(database: Path, sql: str, *values: object) -> list[Row]:
    """Plain SQL on the file, as any tool would ask it."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def dump(database: Path, *but: str) -> dict[str, list[Row]]:
    """Every row of every table, but those named."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute(TABLES) if name not in but]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
            for name in names
        }


class Screens(Local):
    """The local channel, whose screens another can begin with."""

    def carry_over(self, other: Local) -> None:
        for shown in other.shown:
            self._stand(shown)
        self.administrators = set(other.administrators)
        self._counted, self._order = other._counted, other._order


class Inside:
    """People are called by their ids; each has a private chat of the same id."""

    def __init__(
        self,
        folder: Path,
        questions: Cycle,
        render: Renderer | None = None,
        now: datetime = BEGIN,
    ) -> None:
        self.database = folder / DATABASE
        self.questions = questions
        self.render = render or renderer()
        self.now = now
        self.local = Screens()
        self.raws: list[Raw] = []
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._house: House | None = None

    # ── opening and closing ──────────────────────────────────────────────────

    def start(self) -> None:
        self._house = self._runner.run(self._open())

    async def _open(self) -> House:
        house = await self._stack.enter_async_context(
            opened(
                self.database,
                {NAME: self.local},
                cycle=self.questions,
                render=self.render,
                clock=lambda: self.now,
            )
        )
        await house.facilitator.recover()
        return house

    def stop(self) -> None:
        if self._house is not None:
            self._house = None
            self._runner.run(self._stack.aclose())

    def restart(self, questions: Cycle | None = None) -> None:
        """Close, and open again; perhaps with another set of questions."""
        self.stop()
        self.questions = questions or self.questions
        self.start()

    def end(self) -> None:
        self.stop()
        self._runner.close()

    def twin(self, folder: Path) -> Inside:
        """Another house that begins where this one, closed, has come to: file, key and screens."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in (DATABASE, DATABASE + ".key"):
            shutil.copy(self.database.with_name(name), folder / name)
        twin = Inside(folder, self.questions, self.render, self.now)
        twin.raws = list(self.raws)
        twin.local.carry_over(self.local)
        twin.start()
        return twin

    # ── what people do ───────────────────────────────────────────────────────

    def act(self, who: str, did: Did, place: Place | None = None, late: int = 0) -> Raw:
        """An act as the platform would report it; `late`: minutes since it happened."""
        raw = self.local.act(
            did,
            who=Person(NAME, who),
            called=who,
            place=place or Place(NAME, who),
            at=self.now - late * MINUTE,
        )
        self.raws.append(raw)
        return raw

    def take(self, *raws: Raw) -> list[Shown]:
        """Through the house; what was then shown or edited, in order."""
        before = self.local.last
        self._runner.run(self._through(list(raws)))
        self.now += MINUTE
        return sorted((s for s in self.local.shown if s.order > before), key=lambda s: s.order)

    async def _through(self, raws: list[Raw]) -> None:
        assert self._house is not None
        facilitator = self._house.facilitator
        await facilitator.take_in(NAME, raws)
        await facilitator.work()
        await facilitator.deliver()
        await facilitator.work()
        await facilitator.deliver()

    def job(self, job: Callable[[Book], object]) -> None:
        """Something done to the database through the store, as only a mistake would do it."""
        assert self._house is not None
        self._runner.run(self._house.store.do(job))

    def tick(self) -> int:
        """The bot looks at the clock; how many partnerships are due."""
        assert self._house is not None
        return self._runner.run(self._house.facilitator.tick())

    def do(self, who: str, did: Did, place: Place | None = None, late: int = 0) -> list[Shown]:
        return self.take(self.act(who, did, place, late))

    def say(self, who: str, text: str, place: Place | None = None) -> list[Shown]:
        """A text, or a command where it begins with a slash."""
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self.do(who, command(name, argument), place)
        return self.do(who, said(self.local, text), place)

    def press(self, who: str, shown: Shown, number: int) -> list[Shown]:
        return self.do(who, self.local.pressed(shown, number), pressed_at(who, shown, number))

    def press_where(self, who: str, place: Place, fits: Callable[[Button], bool]) -> list[Shown]:
        """Press the newest button in a place that fits."""
        for shown, number, button in self.local.buttons(place):
            if fits(button):
                return self.press(who, shown, number)
        there = [(b.label, b.action or b.opens) for _, _, b in self.local.buttons(place)]
        raise AssertionError(f"no such button before {who}: {there[:12]}")

    def tap(self, who: str, action: str) -> list[Shown]:
        """Press one's own newest button with this action."""
        return self.press_where(who, Place(NAME, who), lambda button: button.action == action)

    # ── what stands on the screens and in the file ───────────────────────────

    def screen(self, who: str) -> list[Shown]:
        return self.local.on(Place(NAME, who))

    def newest(self, who: str) -> Shown:
        return self.screen(who)[-1]

    def rows(self, sql: str, *values: object) -> list[Row]:
        return rows(self.database, sql, *values)

    def dump(self, *but: str) -> dict[str, list[Row]]:
        return dump(self.database, *but)


def said(local: Local, text: str) -> Did:
    return {"what": "said", "text": text, "message": local.next_message()}


def command(name: str, argument: str = "") -> Did:
    return {"what": "commanded", "name": name, "argument": argument}


def pressed_at(who: str, shown: Shown, number: int) -> Place:
    """Where a press happens: with the message, but what opens the private chat happens there."""
    return Place(NAME, who) if shown.buttons[number].opens else shown.place


# ── coming together ──────────────────────────────────────────────────────────


def added(local: Local, broker: str, group: Place = GROUP) -> Did:
    local.administrators.add((group, Person(NAME, broker)))
    return {"what": "added", "title": f"ภาคี {group.id}"}


def set_up(house: Inside, broker: str, group: Place = GROUP, form: str = "full") -> None:
    house.do(broker, added(house.local, broker, group), group)
    house.press_where(broker, group, lambda b: b.opens == "setup")
    house.tap(broker, "setname:title")
    house.tap(broker, "purpose:skip")
    house.tap(broker, "setlanguage:th")
    house.tap(broker, f"form:{form}")


def join(house: Inside, who: str, organisation: str, group: Place = GROUP) -> None:
    """One press and then answers by tapping; an organisation that is there already is chosen."""
    house.press_where(who, group, lambda b: b.opens == "join")
    shown = house.tap(who, "consent:yes")[-1]
    known = [n for n, b in enumerate(shown.buttons) if b.label.endswith(organisation)]
    if known:
        house.press(who, shown, known[0])
    else:
        house.say(who, organisation)
    if any(b.action == "sector:civil" for b in house.newest(who).buttons):
        house.tap(who, "sector:civil")
    house.say(who, f"คุณ{who}")
    house.tap(who, "authority:decides")
    house.tap(who, "remind:never")


def buttons(shown: Shown) -> Iterator[tuple[int, Button]]:
    yield from enumerate(shown.buttons)
