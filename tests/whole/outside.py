"""The whole house in a process of its own, which can be killed at any instant; the platform outlives it.

The platform stays with the parent: what people did and was not acknowledged yet, and what the bot
has shown. The child runs the real house with its real loops. A failpoint is a place in the house at
which the child kills itself (-9) the n-th time that it comes there: those of TRUST.md, section 6, and
the making of what goes with a message.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine.default import DefaultDialect

from bot.app import opened
from bot.channels.base import Letter, TakeIn
from bot.channels.local import NAME, Local
from bot.core.model import Person, Place
from bot.facilitator import Facilitator
from bot.facilitator.making import Workshop
from bot.message import Picture, Raw
from bot.store.book import Book
from tests.whole.inside import cycle, renderer

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds after which a house that has not come to rest is stuck."""

FAILPOINTS = (
    "opened",  # before the first thing is done
    "fetched",  # before BEGIN of T1
    "taking",  # inside T1
    "taken",  # T1 committed, not acknowledged
    "acknowledged",
    "saving",  # inside T2, state and answers written
    "saying",  # inside T2, after a row of the outbox
    "worked",  # inside T2, after the last statement
    "recovering",  # inside the transaction of recovery
    "committing",  # before any COMMIT: T1 to T4
    "committed",  # after any COMMIT
    "sending",  # claimed, before the call
    "sent",  # after the call, before it is noted
    "editing",  # before the edit: stub noted
    "edited",  # after the edit, before it is noted
    "making",  # a picture's try is committed, it is being drawn
)
Failpoint = tuple[str, int]
"""Where, and at which coming there."""


# ── the child ────────────────────────────────────────────────────────────────


class Suicide:
    def __init__(self, plan: Failpoint | None) -> None:
        self._plan = plan
        self._hits: dict[str, int] = {}

    def reach(self, name: str) -> None:
        self._hits[name] = self._hits.get(name, 0) + 1
        if self._plan == (name, self._hits[name]):
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(PATIENCE)  # the signal comes between two of Python's steps


class Remote(Local):
    """The channel in the child: reads and fits as the local one, and shows what the parent shows."""

    def __init__(self, wire: Connection, fail: Suicide) -> None:
        super().__init__()
        self._wire = wire
        self._fail = fail

    def _ask(self, what: str, *arguments: object) -> Any:
        self._wire.send((what, arguments))
        return self._wire.recv()

    async def listen(self, take_in: TakeIn) -> None:
        raws: Sequence[Raw] = self._ask("fetch")
        if raws:
            self._fail.reach("fetched")
            await take_in(raws)
            self._fail.reach("taken")
            self._ask("acknowledge", [raw.key for raw in raws])
            self._fail.reach("acknowledged")
        await asyncio.Event().wait()

    async def send(self, letter: Letter) -> str:
        self._fail.reach("sending")
        shown: str = self._ask("send", letter)
        self._fail.reach("sent")
        return shown

    async def edit(self, letter: Letter, shown: str) -> None:
        self._fail.reach("editing")
        self._ask("edit", letter, shown)
        self._fail.reach("edited")

    async def making(self, place: Place) -> None:
        """Nothing to be seen."""

    async def is_administrator(self, group: Place, person: Person) -> bool:
        return bool(self._ask("is_administrator", group, person))


def _after(owner: Any, name: str, then: Callable[[], None]) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        then()
        return result

    setattr(owner, name, wrapped)


def _before(owner: Any, name: str, first: Callable[[], None]) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        first()
        return original(*arguments, **named)

    setattr(owner, name, wrapped)


def arm(fail: Suicide) -> None:
    """Lay the failpoints that no channel can see. Only ever in a child."""
    inside = {
        "take_in": "taking",
        "save": "saving",
        "enqueue": "saying",
        "worked": "worked",
        "release_sending": "recovering",
        "attempt": "recovering",
    }
    for method, name in inside.items():
        _after(Book, method, lambda name=name: fail.reach(name))  # type: ignore[misc]
    _before(DefaultDialect, "do_commit", lambda: fail.reach("committing"))
    _after(DefaultDialect, "do_commit", lambda: fail.reach("committed"))
    _before(Facilitator, "run", lambda: fail.reach("opened"))


def live(wire: Connection, database: Path, questions: Path | None, plan: Failpoint | None) -> None:
    """The life of a child: the house as it runs, until killed."""
    fail = Suicide(plan)
    arm(fail)

    def draw(_: Picture) -> bytes:
        fail.reach("making")
        return b"drawn"

    async def run() -> None:
        channels = {NAME: Remote(wire, fail)}
        parts = {"cycle": cycle(questions), "render": renderer(), "workshop": Workshop(draw)}
        async with opened(database, channels, **parts) as house:  # type: ignore[arg-type]
            await house.facilitator.run()

    asyncio.run(run())


# ── the parent ───────────────────────────────────────────────────────────────

UNSETTLED = """
SELECT (SELECT count(*) FROM inbox WHERE state = 'new')
     + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'stubbed'))
"""


def _now(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of one of `Local`'s coroutines; none of them waits for anything."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("it waits")


class Stuck(AssertionError):
    """The house did not come to rest."""


class Platform:
    """What outlives the child."""

    def __init__(self, database: Path, questions: Path | None = None) -> None:
        self.database = database
        self.local = Local()
        self.pending: list[Raw] = []
        self.drawn = 0
        """Pictures that were shown."""
        self.kills = 0
        self.died_at: dict[str, int] = {}
        self._questions = questions
        # Whatever a child needs is read here, once: a child is a copy of this process.
        cycle(questions)
        renderer()

    def give(self, raw: Raw) -> None:
        self.pending.append(raw)

    def lives(self, plan: Failpoint | None = None) -> bool:
        """Start the house, let it do what it does until it rests or kills itself; then kill it.

        Whether it came to rest.
        """
        here, there = multiprocessing.Pipe()
        make = multiprocessing.get_context("fork").Process
        child = make(target=live, args=(there, self.database, self._questions, plan), daemon=True)
        child.start()
        there.close()
        try:
            alive = self._until_rest(here)
        finally:
            child.kill()
            child.join()
            here.close()
        self.kills += 1
        if not alive:
            # It ended by itself: by its failpoint and by nothing else.
            assert plan is not None
            assert child.exitcode == -signal.SIGKILL, child.exitcode
            self.died_at[plan[0]] = self.died_at.get(plan[0], 0) + 1
        return alive

    def settle(self, plans: Sequence[Failpoint]) -> None:
        """As many lives as it takes to come to rest, each with its plan, the last without; all are killed."""
        for plan in plans:
            if self.lives(plan):
                return
        self.lives()

    def _until_rest(self, wire: Connection) -> bool:
        """Serve the child. True when all is done, False when it has died."""
        late = time.monotonic() + PATIENCE
        while time.monotonic() < late:
            try:
                while wire.poll(0.003):
                    what, arguments = wire.recv()
                    wire.send(self._serve(what, arguments))
            except (EOFError, ConnectionError):
                return False
            if not self.pending and self._rests():
                return True
        raise Stuck(self._left())

    def _serve(self, what: str, arguments: tuple[Any, ...]) -> Any:
        if what == "fetch":
            return list(self.pending)
        if what == "acknowledge":
            (keys,) = arguments
            self.pending = [raw for raw in self.pending if raw.key not in keys]
            return None
        if what == "send" and arguments[0].drawn is not None:
            self.drawn += 1
        return _now(getattr(self.local, what)(*arguments))

    def _rests(self) -> bool:
        if not self.database.exists():
            return False
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            try:
                (left,) = connection.execute(UNSETTLED).fetchone()
                return int(left) == 0
            except sqlite3.OperationalError:  # the tables are still being made
                return False

    def _left(self) -> str:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            out = "SELECT id, state, place, slot, attempts FROM outbox WHERE settled_at IS NULL"
            new = "SELECT id, key, attempts FROM inbox WHERE state = 'new'"
            return f"{connection.execute(out).fetchall()} {connection.execute(new).fetchall()}"
