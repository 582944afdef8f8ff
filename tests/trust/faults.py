"""The scripted conversations with a fault of the disk, or a crash, in every act.

The n-th time that the writer turns to the database in an act it fails (EIO, ENOSPC, BUSY), once or until the process
is killed; or the process is killed there and then, and again while it recovers. What a crash leaves is the files as
they are at that instant, copied; the house that made them can show nothing from then on. The platform gives the act
again, as platforms do.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.engine.default import DefaultDialect

from bot.app import DATABASE, opened
from bot.channels.base import Letter, TryLater, Unsure
from bot.channels.local import NAME, Local
from bot.facilitator import Facilitator, facilitator
from bot.message import Raw
from bot.play.macros import Macros
from bot.play.scene import Scene, Turn, _read
from bot.play.script import play
from tests.transcripts.transcript import BEGIN, Beginnings, State, cast, read

WRITER = "phakhi-writer"
FAULTS = {
    "EIO": ("disk I/O error", sqlite3.SQLITE_IOERR, False),
    "ENOSPC": ("database or disk is full", sqlite3.SQLITE_FULL, True),
    "BUSY": ("database is locked", sqlite3.SQLITE_BUSY, False),
}
"""What SQLite says; and whether it has rolled the whole transaction back by itself."""
CRASH = "crash"
KINDS = (CRASH, *FAULTS)
LONG_ENOUGH = 20
"""Failures after which a fault that lasts is ended by killing the process; when it starts again the disk is well."""


class Plan(NamedTuple):
    kind: str
    at: int
    """At which turning to the database, counted from 1 within the act."""
    lasts: bool = False
    again: int = 0
    """A crash in the recovery, too: at which turning; 0: none."""


class Disk:
    """Counts the writer's turnings to the database, and fails as planned."""

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.count = 0
        self.failures = 0
        self.snapshot: Path | None = None
        self.folder: Path | None = None
        self.hits: Counter[str] = Counter()

    def arm(self, folder: Path, plan: Plan | None) -> None:
        self.folder, self.plan, self.count, self.failures, self.snapshot = folder, plan, 0, 0, None

    @property
    def dead(self) -> bool:
        return self.snapshot is not None

    def turn(self, connection: Any) -> None:
        plan = self.plan
        if plan is None or self.dead or threading.current_thread().name != WRITER:
            return
        self.count += 1
        if self.count == plan.at or (plan.lasts and self.count > plan.at):
            self.failures += 1
            self.hits[plan.kind] += self.failures == 1
            if plan.kind == CRASH or self.failures > LONG_ENOUGH:
                self._crash()
            else:
                words, code, undone = FAULTS[plan.kind]
                if undone:
                    connection.rollback()
                failure = sqlite3.OperationalError(words)
                failure.sqlite_errorcode = code
                raise failure

    def _crash(self) -> None:
        assert self.folder is not None
        self.snapshot = self.folder.with_name(self.folder.name + ".crashed")
        shutil.rmtree(self.snapshot, ignore_errors=True)
        self.snapshot.mkdir()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}.key"):
            with suppress(FileNotFoundError):
                shutil.copy(self.folder / name, self.snapshot / name)

    def restore(self) -> None:
        """What the process has left becomes what there is."""
        assert self.folder is not None
        assert self.snapshot is not None
        shutil.rmtree(self.folder)
        self.snapshot.rename(self.folder)
        self.snapshot = None


@contextmanager
def failing(disk: Disk) -> Iterator[None]:
    held = {name: getattr(DefaultDialect, name) for name in ("do_execute", "do_execute_no_params", "do_commit")}

    def execute(self: Any, cursor: Any, statement: str, parameters: Any, context: Any = None) -> Any:
        disk.turn(cursor.connection)
        return held["do_execute"](self, cursor, statement, parameters, context)

    def bare(self: Any, cursor: Any, statement: str, context: Any = None) -> Any:
        disk.turn(cursor.connection)
        return held["do_execute_no_params"](self, cursor, statement, context)

    def commit(self: Any, connection: Any) -> None:
        disk.turn(connection)
        held["do_commit"](self, connection)

    pause, facilitator.BUSY_PAUSE = facilitator.BUSY_PAUSE, 0.0
    for name, instead in (("do_execute", execute), ("do_execute_no_params", bare), ("do_commit", commit)):
        setattr(DefaultDialect, name, instead)
    try:
        yield
    finally:
        facilitator.BUSY_PAUSE = pause
        for name, was in held.items():
            setattr(DefaultDialect, name, was)


class Ears:
    """The local channel, before a process that may be dead."""

    def __init__(self, local: Local, disk: Disk) -> None:
        self._local, self._disk = local, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._local, name)

    async def send(self, letter: Letter) -> str:
        if self._disk.dead:
            raise Unsure
        return await self._local.send(letter)

    async def edit(self, letter: Letter, shown: str) -> None:
        if self._disk.dead:
            raise Unsure
        await self._local.edit(letter, shown)


@dataclass
class Faulty(Scene):
    """A scene in each act of which something goes wrong."""

    disk: Disk = field(default_factory=Disk)
    plans: Iterator[Plan | None] = field(default_factory=lambda: iter(()))

    @asynccontextmanager
    async def _house(self) -> AsyncIterator[Any]:
        _, render = _read()
        channels: Any = {NAME: Ears(self.local, self.disk)}
        async with opened(
            self.folder / DATABASE, channels, cycle=self.questions, render=render, clock=self.clock, lasting=False
        ) as house:
            yield house

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Scene]:
        """Each act opens a house of its own."""
        yield self

    async def pass_time(self, to: datetime, line: str = "") -> Turn:
        self.now = to
        before, known = self.local.last, len(self.local.shown)
        async with self._house() as house:
            await self._tick(house.facilitator)
        return Turn(to, "", "", line, self._shown_since(before, known))

    async def _play(self, raw: Raw, called: str, line: str, group: str) -> Turn:
        before, known = self.local.last, len(self.local.shown)
        at, plan = self.now, next(self.plans, None)
        await self._live(raw, plan)
        if self.disk.dead:
            self.disk.restore()
            again = Plan(CRASH, plan.again) if plan and plan.again else None
            await self._live(raw, again)
            if self.disk.dead:
                self.disk.restore()
                await self._live(raw, None)
        elif plan is not None:
            await self._live(raw, None)  # the disk is well; what waited goes on, and the platform gives it again
        turn = Turn(at, called, group, line, self._shown_since(before, known))
        self.turns.append(turn)
        self.now += self.pace
        return turn

    async def _live(self, raw: Raw, plan: Plan | None) -> None:
        async with self._house() as house:
            self.disk.arm(self.folder, plan)
            with suppress(TryLater):
                await self._lives(house.facilitator, raw)
        if not self.disk.dead:
            self.disk.arm(self.folder, None)

    async def _lives(self, shell: Facilitator, raw: Raw) -> None:
        for step in (shell.recover, lambda: shell.take_in(NAME, [raw])):
            with suppress(*facilitator.NOT_NOW):  # the process ends by it, and is started again
                await step()
        for _ in range(3):
            with suppress(*facilitator.NOT_NOW):
                await shell.work()
                await shell.deliver()


def plans(seed: int, n: int) -> Iterator[Plan]:
    """In each act another kind of fault; at the n-th turning to the database where n is given, else by chance."""
    chance = random.Random(seed)  # noqa: S311 - what fails when
    while True:
        kind = chance.choice(KINDS)
        at = n or chance.randint(1, 40)
        again = chance.randint(1, 20) if kind == CRASH and chance.random() < 0.5 else 0
        yield Plan(kind, at, kind != CRASH and chance.random() < 0.4, again)


async def played(
    file: Path, folder: Path, beginnings: Beginnings, faults: Iterator[Plan] | None
) -> tuple[Faulty, str]:
    """The conversation, in a folder that is there; what it begins with is taken from what was kept, undisturbed."""
    lines = read(file)
    language = "en" if file.name.endswith(".en.txt") else "th"
    first = list(takewhile(lambda line: line.kind != "act", lines))
    begun = await beginnings.played(State(Scene(folder, BEGIN, language), Macros(cast(file, language))), first)
    scene = Faulty(folder, begun.scene.now, language, local=begun.scene.local)
    scene._people, scene._groups = begun.scene._people, begun.scene._groups
    scene._last, scene._written = begun.scene._last, begun.scene._written
    scene.plans = iter(()) if faults is None else faults
    with failing(scene.disk):
        shown = await play(scene, lines[len(first) :], begun.macros)
    return scene, shown


KEPT = (
    "SELECT 'answer', round, question, item, organisation, revision, shown, raw, by_person, provisional FROM answer",
    "SELECT 'round', id, stage, number, edition, closed_at IS NULL, draft, held, agreed, deadline FROM round",
    "SELECT 'part', round, part FROM round_part",
    "SELECT 'hand in', round, organisation, part, by_person FROM hand_in",
    "SELECT 'organisation', id, name, sector, state FROM organisation",
    "SELECT 'member', person, name, organisation, broker, representative, authority, consented_at IS NULL FROM member",
    "SELECT 'edition', count(*) FROM edition",
    "SELECT 'promise', count(*) FROM promise",
    "SELECT 'agreement', count(*) FROM agreement",
    "SELECT 'correction', count(*) FROM correction",
    "SELECT 'left out', count(*) FROM left_out",
)


def kept(folder: Path) -> Counter[tuple[Any, ...]]:
    """What the partners have come to, by plain SQL."""
    with closing(sqlite3.connect(folder / DATABASE)) as file:
        return Counter(row for sql in KEPT for row in file.execute(sql))


_CODE = re.compile(r"\b(S\d{1,2}-)[2-9A-Z]{4}\b")


def summaries(scene: Scene) -> Counter[str]:
    """The full text of what may be shown once only. A code hangs on a random id."""
    once = [s.message for s in scene.local.shown if s.message.once]
    return Counter(_CODE.sub("", m.text) for m in once if not m.text.startswith(m.stub or "\0"))


def unsettled(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / DATABASE)) as file:
        new = file.execute("SELECT key, state, error FROM inbox WHERE state != 'done'").fetchall()
        out = file.execute("SELECT id, state FROM outbox WHERE state NOT IN ('sent', 'superseded', 'gone')").fetchall()
        whole = file.execute("PRAGMA integrity_check").fetchall()
    return [*new, *out, *(row for row in whole if row != ("ok",))]


