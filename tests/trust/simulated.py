"""The house in this process, in simulated time, before the same hostile sides: seconds, hours and days pass as they
are counted, and a double may come a week late.

The house is closed and opened again now and then; partnerships come and go in one file for some weeks, so that what
comes late falls into another conversation.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels.base import TryLater
from bot.facilitator import facilitator
from bot.store import Store
from tests.trust import house
from tests.trust.checker import Broken, Checker
from tests.trust.crowd import BEGIN, Crowd, begin, two_sides
from tests.trust.sides import FOUL, TELEGRAM, Weather

GENERATIONS = 4
"""Partnerships that come after one another into the same file; then it is judged at rest."""
STORM = Weather(0.2, 0.1, 0.06, 0.05, 0.08, 0.08, 0.08)
"""Three requests in ten come to nothing, or nobody knows to what."""
STUCK = 3000
"""Turns after which a generation should have come through."""


class Counted:
    """A clock that goes as it is told to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return (self.at - BEGIN).total_seconds()

    def stamp(self) -> float:
        return self.at.timestamp()

    def go(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Parked(house.Wire):
    """An empty poll lasts until the next turn."""

    def __init__(self, ask: house.Ask) -> None:
        super().__init__(ask, lambda _: None)
        self.go, self.empty = asyncio.Event(), asyncio.Event()

    async def do_request(
        self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if not url.endswith("/getUpdates"):
            return await super().do_request(url, method, request_data)
        self._pause = 0.0
        while True:
            status, body = await super().do_request(url, method, request_data)
            if status == 200 and b'"result": []' in body:
                self.empty.set()
                await self.go.wait()
                self.go.clear()
                self.empty.clear()
            return status, body


@dataclass
class Simulation:
    folder: Path
    seed: int
    each: int = 3
    generations: int = GENERATIONS
    totals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - what befalls whom
        self.worlds = 0

    def until(self, events: int, seconds: float = 1e9) -> None:
        """Whole worlds, until so many events came in, doubles counted; or so many seconds of the wall are over."""
        end = time.monotonic() + seconds
        held = facilitator.RUSH
        facilitator.RUSH = 10**9
        try:
            while self.totals["events"] + self.totals["doubles"] < events and time.monotonic() < end:
                self.worlds += 1
                asyncio.run(self._world())
        finally:
            facilitator.RUSH = held

    def begun(self) -> None:
        """A world begins."""

    # ── one file, some weeks ─────────────────────────────────────────────────

    async def _world(self) -> None:
        self.clock = Counted(BEGIN)
        database = self.folder / f"world{self.worlds}" / "phakhi.db"
        sides = two_sides(self.chance, self.clock.stamp, days=True)
        self.sides: dict[str, Any] = dict(sides)
        crowd = self.crowd = Crowd(database, sides, [])
        checker = Checker(crowd)
        self.begun()
        for generation in range(self.generations):
            crowd.ships += begin(database, sides, self.each, self.clock.now(), generation * self.each + 1).ships
            await self._generation(crowd)
            checker.at_any_time()
            self.clock.go(self.chance.random() * 3 * 86400)
        await self._generation(crowd, to_rest=True)
        checker.at_rest()
        Store.open(database).close_now()
        for side in self.sides.values():
            self.totals.update(
                {"events": side.given, "doubles": side.doubles, "acknowledged": len(side.acknowledged), **side.troubles}
            )
        self.totals["number restarts"] += self.sides[TELEGRAM].restarts
        self.totals["answers"] += len(crowd.typed)
        self.totals["summaries"] += 2 * len(crowd.ships)
        self.totals["days"] += round(self.clock.seconds() / 86400)
        database.unlink()

    async def _generation(self, crowd: Crowd, *, to_rest: bool = False) -> None:
        turns = 0
        while not self._over(crowd, to_rest):
            async with AsyncExitStack() as stack:
                await self._open(stack, crowd.database)
                stack.callback(crowd.look_away)
                for _ in range(self.chance.randrange(30, 200)):
                    await self._turn(crowd)
                    turns += 1
                    if self._over(crowd, to_rest):
                        break
            self.totals["restarts"] += 1
            if turns > STUCK:
                raise Broken("I7", "stuck", [s.id for s in crowd.ships if not s.finished])

    def _over(self, crowd: Crowd, to_rest: bool) -> bool:
        """Everybody has come through, and nothing waits in the house; `to_rest`: nor with the platforms."""
        if not crowd.finished or any(side.pending or (to_rest and side.again) for side in self.sides.values()):
            return False
        with Checker(crowd)._file() as file:
            (left,) = file.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
                " + (SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
            ).fetchone()
        return bool(left == 0)

    async def _open(self, stack: AsyncExitStack, database: Path) -> None:
        opened = await stack.enter_async_context(house.house(database, self._ask, lambda _: None, self.clock))
        self.shell = opened.facilitator
        channels = self.shell._channels
        self.line, telegram = channels["line"], channels["telegram"]
        self.wire = Parked(self._ask)
        telegram._client._bot._request = (self.wire, self.wire)

        async def no_sleep(_: float) -> None:
            await asyncio.sleep(0)

        telegram._sleep = telegram._poll._sleep = self.line._sleep = no_sleep
        self.line.receiver.take_in = lambda raws: self.shell.take_in("line", raws)
        await self.line.start()
        await self.shell.recover()

        async def take_in(raws: Any) -> None:
            await self.shell.take_in("telegram", raws)

        poll = asyncio.create_task(telegram.listen(take_in))
        stack.callback(poll.cancel)
        await self.wire.empty.wait()

    async def _turn(self, crowd: Crowd) -> None:
        """People act, the platforms hand over, the bot works and speaks; then time goes by."""
        crowd.act()
        self.wire.empty.clear()
        self.wire.go.set()
        await self.wire.empty.wait()
        try:
            await self.line.post()
        except TryLater:
            self.totals["later"] += 1
        await self.shell.work()
        await self.shell.deliver()
        roll = self.chance.random()
        self.clock.go(self.chance.uniform(0.5, 5.0) if roll < 0.9 else self.chance.uniform(60, 7200))
        stormy = self.chance.random()
        if stormy < 0.04:
            weather = STORM if stormy < 0.01 else FOUL
            for side in self.sides.values():
                side.weather = weather

    def _ask(self, name: str, method: str, *more: Any) -> Any:
        side = self.sides[name]
        if method == "posts":
            return side.posts()
        return side.took(*more) if method == "took" else side.answer(method, *more)

    def table(self) -> str:
        more = ", ".join(f"{name} {count}" for name, count in sorted(self.totals.items()))
        return f"seed {self.seed}: {self.worlds} worlds; {more}"
