"""The real house between a channel that answers and the local one; people are called by their ids."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.app import DATABASE, House, opened
from bot.channels.local import NAME as LOCAL
from bot.channels.local import Local, Shown
from bot.core.model import Person, Place
from bot.facilitator.floods import Floods
from bot.facilitator.making import Workshop
from bot.message import Button, Raw
from bot.store.book import Book
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.fake import Replying
from tests.whole.inside import BEGIN, SMALL, Did, Row, cycle, renderer, rows

T = TypeVar("T")
STEP = timedelta(minutes=2)
"""Between two acts: longer than a token lives."""
MOMENT = timedelta(seconds=5)
GROUP, OTHER, LOCAL_GROUP = Place(LINE, "g1"), Place(LINE, "g2"), Place(LOCAL, "g1")


class Town:
    def __init__(self, folder: Path) -> None:
        self.workshop: Workshop | None = None
        self.floods: Floods | None = None
        self.database = folder / DATABASE
        self.now = BEGIN
        self.began: float | None = None
        """When the clock began to go by itself."""
        self.line = Replying(self.clock)
        self.local = Local()
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.house: House | None = None

    def clock(self) -> datetime:
        gone_by = 0.0 if self.began is None else time.monotonic() - self.began
        return self.now + timedelta(seconds=gone_by)

    # ── opening and closing ──────────────────────────────────────────────────

    def start(self) -> None:
        self.house = self._runner.run(self._open())

    async def _open(self) -> House:
        house = await self._stack.enter_async_context(
            opened(
                self.database,
                {LINE: self.line, LOCAL: self.local},
                cycle=cycle(SMALL),
                render=renderer(),
                clock=self.clock,
                workshop=self.workshop,
                floods=self.floods,
            )
        )
        await house.facilitator.recover()
        return house

    def stop(self) -> None:
        if self.house is not None:
            self.house = None
            self._runner.run(self._stack.aclose())

    def restart(self) -> None:
        self.stop()
        self.start()

    def end(self) -> None:
        self.stop()
        self._runner.close()

    def twin(self, folder: Path) -> Town:
        """Another that begins where this one, closed, has come to."""
        for name in (DATABASE, DATABASE + ".key"):
            shutil.copy(self.database.with_name(name), folder / name)
        twin = Town(folder)
        twin.now = self.now
        twin.line.carry_over(self.line)
        twin.start()
        return twin

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)

    def job(self, job: Callable[[Book], T]) -> T:
        assert self.house is not None
        return self.run(self.house.store.do(job))

    # ── time goes by ─────────────────────────────────────────────────────────

    def settle(self) -> None:
        """Work and deliver until nothing is due."""
        self.run(self._settle())

    async def _settle(self) -> None:
        assert self.house is not None
        worked = 1
        while worked:
            await self.house.facilitator.work()
            await self.house.facilitator.deliver()
            worked = await self.house.facilitator.work()

    def take(self, *raws: Raw, channel: str = LINE) -> None:
        self.take_in(*raws, channel=channel)
        self.settle()

    def take_in(self, *raws: Raw, channel: str = LINE) -> None:
        assert self.house is not None
        self.run(self.house.facilitator.take_in(channel, raws))

    def wait(self, longer: timedelta) -> None:
        self.now += longer
        self.settle()

    # ── what people do on LINE ───────────────────────────────────────────────

    def do(self, who: str, did: Did, place: str = "", after: timedelta = STEP) -> list[Shown]:
        """What was then shown on LINE, in order."""
        before = self.line.last
        self.now += after
        self.take(self.line.did(did, who, place or who, self.now))
        return sorted((s for s in self.line.shown if s.order > before), key=lambda s: s.order)

    def say(
        self, who: str, text: str, place: str = "", after: timedelta = STEP, **more: Any
    ) -> list[Shown]:
        did = {"what": "said", "text": text, "message": self.line.next_message(), **more}
        return self.do(who, did, place, after)

    def tap(self, who: str, action: str, after: timedelta = STEP) -> list[Shown]:
        """Press one's own newest button with this action."""
        return self.press(who, Place(LINE, who), lambda b: b.action == action, after)

    def press(
        self, who: str, place: Place, fits: Callable[[Button], bool], after: timedelta = STEP
    ) -> list[Shown]:
        """Press the newest button that fits; one that opens the private chat types its code there."""
        for shown, number, button in self.line.buttons(place):
            if fits(button) and button.opens:
                return self.say(who, f"{button.says} {shown.tokens[button.opens]}", after=after)
            if fits(button):
                did = {"what": "pressed", "ref": f"{shown.ref}.{number}"}
                return self.do(who, did, place.id, after)
        there = [(b.label, b.action or b.opens) for _, _, b in self.line.buttons(place)]
        raise AssertionError(f"no such button before {who}: {there[:12]}")

    # ── on the local channel, which bills nothing ────────────────────────────

    def locally(self, who: str, did: Did, place: str = "") -> list[Shown]:
        before = self.local.last
        self.now += STEP
        raw = self.local.act(
            did,
            who=Person(LOCAL, who),
            called=who,
            place=Place(LOCAL, place or who),
            at=self.now,
        )
        self.take(raw, channel=LOCAL)
        return sorted((s for s in self.local.shown if s.order > before), key=lambda s: s.order)

    def press_locally(self, who: str, place: Place, fits: Callable[[Button], bool]) -> list[Shown]:
        for shown, number, button in self.local.buttons(place):
            if fits(button):
                at = who if button.opens else place.id
                return self.locally(who, Local.pressed(shown, number), at)
        raise AssertionError(f"no such button before {who}")

    def tap_locally(self, who: str, action: str) -> list[Shown]:
        return self.press_locally(who, Place(LOCAL, who), lambda b: b.action == action)

    def say_locally(self, who: str, text: str, place: str = "") -> list[Shown]:
        did = {"what": "said", "text": text, "message": self.local.next_message()}
        return self.locally(who, did, place)

    # ── coming together ──────────────────────────────────────────────────────

    def set_up(self, broker: str = "boss", group: str = "g1") -> None:
        """On LINE; the invitation to join stands in the group at the end."""
        place = Place(LINE, group)
        self.line.administrators.add((place, Person(LINE, broker)))
        self.do(broker, {"what": "added", "title": f"ภาคี {group}"}, group)
        self.press(broker, place, lambda b: b.opens == "setup")
        for action in ("setname:title", "purpose:skip", "setlanguage:th", "form:short"):
            self.tap(broker, action)
        self.say(broker, "สวัสดีทุกคน", group)

    def join(self, who: str, organisation: str, group: str = "g1") -> None:
        self.press(who, Place(LINE, group), lambda b: b.opens == "join")
        self.tap(who, "consent:yes")
        self.say(who, organisation)
        self.tap(who, "sector:civil")
        self.say(who, f"คุณ{who}")
        self.tap(who, "authority:decides")
        self.tap(who, "remind:never")

    def answer(self, who: str, text: str) -> None:
        """What waits comes with the greeting; then the one question of the short form, and hand in."""
        self.say(who, "สวัสดี")
        self.say(who, text)
        self.press(who, Place(LINE, who), lambda b: b.action.startswith("handin"))

    def open(self, stage: str = "first", broker: str = "boss") -> list[Shown]:
        self.say(broker, "ขั้นตอน")
        self.tap(broker, f"stage:{stage}")
        return self.tap(broker, f"open:{stage}:short")

    def close(self, stage: str = "first", broker: str = "boss") -> list[Shown]:
        """Close a stage and publish its summary."""
        self.say(broker, "ขั้นตอน")
        self.tap(broker, f"stage:{stage}")
        shown = self.tap(broker, f"close:c1-{stage}-1")
        sure = f"close:c1-{stage}-1:yes"
        if any(b.action == sure for s in shown for b in s.buttons):
            self.tap(broker, sure)
        return self.tap(broker, f"publish:c1-{stage}-1")

    def push(self, policy: str, broker: str = "boss") -> list[Shown]:
        """The broker chooses on the page about sending, which is shown then."""
        self.say(broker, "เมนู")
        self.tap(broker, "sending")
        return self.tap(broker, f"policy:{policy}")

    # ── what stands where ────────────────────────────────────────────────────

    def texts(self, place: str) -> list[str]:
        return [s.message.text for s in self.line.on(Place(LINE, place))]

    def rows(self, sql: str, *values: object) -> list[Row]:
        return rows(self.database, sql, *values)

    def states(self, place: str) -> list[str]:
        found = self.rows("SELECT state FROM outbox WHERE place = ? ORDER BY id", place)
        return [state for (state,) in found]
