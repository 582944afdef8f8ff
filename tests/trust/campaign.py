"""The house killed with -9, life after life, under load; the sides and the people outlive it.

A life dies at the n-th time that it comes to a point of the crash table, or at a moment of no account. After each
death what must hold at every instant is judged; when everybody has come through, what must hold at rest.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.logs import set_up
from tests.trust import house
from tests.trust.checker import Broken, Checker
from tests.trust.crowd import BEGIN, ORGANISATIONS, Crowd, begin, two_sides
from tests.trust.sides import FOUL, Weather
from tests.whole.outside import FAILPOINTS, Failpoint, Suicide, arm

POINTS = tuple(name for name in FAILPOINTS if name != "making")
"""Pictures have their own campaign in tests/whole."""
ROWS = {
    "before COMMIT of T1": "taking",
    "after COMMIT, before ack": "taken",
    "after ack, before T2": "acknowledged",
    "inside T2": "worked",
    "after T2 COMMIT, before send": "committed",
    "after T3, before T4": "sent",
    "after stub mark, before edit": "editing",
    "after edit, before T4": "edited",
    "in recovery": "recovering",
}
"""Row of the crash table → its point. Those that no message comes to are in rows.py."""
ELSEWHERE = 5
"""Deaths at each of the other points, and at random, at the least, where the rows have as many."""
OFTEN = {"committing": 6, "committed": 6, "saying": 3, "sending": 3, "sent": 3, "saving": 2, "worked": 2}
"""At most so many comings to a point before a life dies there."""
LONGEST = 1.5
"""Seconds of the wall that a life has to come to its point; then it is killed as it is."""
PATIENCE = 20.0
"""Seconds of the wall, sixteen minutes of the house's, in which nothing at all has happened: it is stuck. A message
that many deaths have met waits for many minutes by design.
"""
WEARY = 90.0
"""Seconds of the wall after which it is stuck whatever happens."""
AT_RANDOM = "at random"
BOOTS = 2
"""An event that was being worked when the process died at four starts is put aside, with a word to its sender (the
row "message kills the process" of the crash table; tests/whole/test_poison.py). Before that a life is left in peace
until it is worked: nobody here is poison.
"""
Mutant = Callable[[], None]


def wanted(name: str, at_least: int) -> int:
    """How often at this point, when there are to be so many at each row of the crash table."""
    return at_least if name in ROWS.values() else min(at_least, ELSEWHERE)


def live(
    wire: Connection,
    database: Path,
    plan: Failpoint | None,
    clock: Any,
    logs: str,
    mutant: Mutant | None,
) -> None:
    """A child: the house as it runs, until killed."""
    gc.freeze()  # what it has of its parent, whose memory may be large, is no garbage of its own
    with ExitStack() as kept:
        sys.stderr = kept.enter_context(Path(logs).open("a", encoding="utf-8", buffering=1))
        set_up("INFO", b"k" * 16)
        fail = Suicide(plan)
        arm(fail)
        house.hurry()
        if mutant is not None:
            mutant()

        def ask(*what: object) -> Any:
            wire.send(what)
            return wire.recv()

        async def run() -> None:
            async with house.house(database, ask, fail.reach, clock) as opened:
                await opened.facilitator.run()

        asyncio.run(run())


@dataclass
class Campaign:
    folder: Path
    seed: int
    each: int = 2
    """Partnerships on each platform."""
    organisations: int = ORGANISATIONS
    """In each partnership."""
    weather: Weather = FOUL
    mutant: Mutant | None = None
    patience: float = PATIENCE
    died: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    worlds: int = 0
    totals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - moments to be killed at
        self.folder.mkdir(parents=True, exist_ok=True)
        self._new_world()

    # ── worlds ───────────────────────────────────────────────────────────────

    def _new_world(self) -> None:
        self.worlds += 1
        self.clock = house.Fast(BEGIN)
        database = self.folder / f"world{self.worlds}" / "phakhi.db"
        sides = two_sides(self.chance, self.clock.stamp, weather=self.weather)
        self.crowd: Crowd = begin(database, sides, self.each, BEGIN, organisations=self.organisations)
        self.checker = Checker(self.crowd, database.with_name("log"))

    def _end_world(self) -> None:
        """Everybody comes through, undisturbed from now on, and all of it is judged."""
        while not self._life(None, to_rest=True):
            pass
        self.checker.at_rest()
        for side in self.crowd.sides.values():
            self.totals["events"] += side.given
            self.totals["doubles"] += side.doubles
            self.totals["acknowledged"] += len(side.acknowledged)
            self.totals.update(side.troubles)
        self.totals["answers"] += len(self.crowd.typed)
        self.totals["summaries"] += 2 * len(self.crowd.ships)

    def until(self, kills: int, at_least: int = 0) -> None:
        """So many kills, and each point at least so often; the last world is judged at rest."""
        while self.kills < kills or self._missing(at_least):
            if self.crowd.finished:
                self._end_world()
                self._new_world()
            self.once(self._plan(at_least))
        self._end_world()

    def _missing(self, at_least: int) -> list[str]:
        return [name for name in (*POINTS, AT_RANDOM) if self.died[name] < wanted(name, at_least)]

    def _plan(self, at_least: int) -> Failpoint | None:
        name = self.chance.choice(self._missing(at_least) or [*POINTS, AT_RANDOM])
        if name == AT_RANDOM:
            return None
        return name, self.chance.randint(1, OFTEN.get(name, 1))

    # ── lives ────────────────────────────────────────────────────────────────

    def once(self, plan: Failpoint | None) -> None:
        """One life, ended by its point or at some moment, and judged."""
        if self._tried() >= BOOTS:
            self._life(None, calms=True)
        self._life(plan)
        self.kills += 1
        self.checker.at_any_time()

    def _tried(self) -> int:
        """At how many starts the event that was tried most often has been tried."""
        with self.checker._file() as file:
            (tries,) = file.execute("SELECT max(attempts) FROM inbox WHERE state = 'new'").fetchone()
        return int(tries or 0)

    def _life(self, plan: Failpoint | None, *, to_rest: bool = False, calms: bool = False) -> bool:
        here, there = multiprocessing.Pipe()
        make = multiprocessing.get_context("fork").Process
        given = (there, self.crowd.database, plan, self.clock, str(self.checker.logs), self.mutant)
        child = make(target=live, args=given, daemon=True)
        child.start()
        there.close()
        span = self.patience if to_rest or calms else LONGEST if plan else self.chance.uniform(0.02, 0.2)
        until = self._all_done if to_rest else self._calm if calms else self._all_done if plan else None
        try:
            rests, alive = self._serve(here, span, until)
        finally:
            if child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
            child.join()
            here.close()
            self.crowd.look_away()
        if not alive:
            if plan is None or child.exitcode != -signal.SIGKILL:
                raise Broken("I7", "the process ended by itself", child.exitcode)
            self.died[plan[0]] += 1
        elif not (to_rest or calms):
            self.died[AT_RANDOM] += 1
        elif not rests:
            raise Broken("I7", "stuck", self._left())
        return rests

    def _calm(self) -> bool:
        return self._tried() == 0

    def _all_done(self) -> bool:
        return self.crowd.finished and self._rests()

    def _serve(self, wire: Connection, span: float, until: Callable[[], bool] | None) -> tuple[bool, bool]:
        """Whether it came to what it was to come to, and whether the child still lives."""
        begun, look, seen = time.monotonic(), 0.0, -1
        end = begun + span
        while (now := time.monotonic()) < end:
            try:
                while wire.poll(0.002):
                    side, method, *more = wire.recv()
                    wire.send(self._answer(side, method, more))
            except (EOFError, ConnectionError, OSError):
                return False, False
            if now >= look:
                look = now + 0.01
                self.crowd.act()
                if until is not None and until():
                    return True, True
                happened = sum(side.given + len(side.shown) for side in self.crowd.sides.values())
                if span >= self.patience and happened != seen:
                    seen, end = happened, min(now + span, begun + WEARY)
        return False, True

    def _answer(self, name: str, method: str, more: list[Any]) -> Any:
        side: Any = self.crowd.sides[name]
        if method == "posts":
            return side.posts()
        if method == "took":
            return side.took(*more)
        return side.answer(method, *more)

    def _rests(self) -> bool:
        if not all(side.quiet() for side in self.crowd.sides.values()):
            return False
        with self.checker._file() as file:
            (left,) = file.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
                " + (SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
            ).fetchone()
        return bool(left == 0)

    def _left(self) -> list[object]:
        out = "SELECT id, state, place, attempts, next_at, slot FROM outbox WHERE settled_at IS NULL LIMIT 5"
        new = "SELECT channel, key, attempts FROM inbox WHERE state = 'new' LIMIT 5"
        with self.checker._file() as file:
            left: list[object] = [file.execute(out).fetchall(), file.execute(new).fetchall()]
        waiting = [ship for ship in self.crowd.ships if not ship.finished]
        return [*left, *((ship.id, ship.stage, ship.broker and ship.broker.done) for ship in waiting[:2])]

    # ── what came of it ──────────────────────────────────────────────────────

    def table(self) -> str:
        rows = [f"{name:14} {self.died[name]:6}" for name in (*POINTS, AT_RANDOM)]
        more = ", ".join(f"{name} {count}" for name, count in sorted(self.totals.items()))
        return "\n".join([f"seed {self.seed}: {self.kills} kills in {self.worlds} worlds; {more}", *rows])
