"""People of several partnerships on both platforms, each of whom goes by what stands on their screen.

What a button does is looked up in the file, by the reference that the platform gives back: whoever presses is no judge.
Every text that is typed is there once only, so that it can be found again.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bot.core.model import (
    Authority,
    Form,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Push,
    Role,
)
from bot.store.store import Store
from tests.trust.sides import LINE, TELEGRAM, Bubble, Line, Side, Telegram

STAGES = ("alpha", "beta")
QUESTIONS = {"alpha": ("A1", "A2", "A3", "A4"), "beta": ("B1", "B2", "B3", "B4")}
QUESTION = re.compile(r"\[\[(\w+)\]\]")
ORGANISATIONS = 3
Key = tuple[str, str]
"""Platform and key of an event."""


class Typed(NamedTuple):
    key: Key
    partnership: str
    organisation: str
    stage: str
    question: str
    text: str


@dataclass
class Someone:
    side: Side
    id: str
    ship: Ship
    organisation: str = ""
    seen: int = 0
    """The newest bubble when they last did something: they wait for another."""
    waits: bool = False
    looked: int = 0
    """The newest bubble when they last found nothing to do: nothing changes before there is another."""
    done: set[str] = field(default_factory=set)
    """What they have done, and do once."""


@dataclass
class Ship:
    """A partnership."""

    id: str
    side: Side
    group: str
    people: list[Someone] = field(default_factory=list)
    broker: Someone | None = None
    finished: bool = False
    stage: int = 0

    def summary(self, stage: str, typed: list[Typed]) -> list[str]:
        """What the full summary of a stage must hold."""
        return [t.text for t in typed if t.partnership == self.id and t.stage == stage]


@dataclass
class Crowd:
    database: Path
    sides: dict[str, Side]
    ships: list[Ship]
    typed: list[Typed] = field(default_factory=list)
    _actions: dict[str, list[str]] = field(default_factory=dict)
    _file: sqlite3.Connection | None = None

    def look_away(self) -> None:
        """Whoever reads holds the log: nobody may, when a house begins or has died, or there is no recovery."""
        if self._file is not None:
            self._file.close()
            self._file = None

    # ── what is on a screen ──────────────────────────────────────────────────

    def action(self, data: str) -> str:
        ref, _, number = data.partition(".")
        if ref not in self._actions:
            if self._file is None:
                self._file = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, isolation_level=None)
            row = self._file.execute("SELECT body FROM outbox WHERE ref = ?", (ref,)).fetchone()
            body = json.loads(row[0])
            self._actions[ref] = [button[1] for line in body["buttons"] for button in line]
        return self._actions[ref][int(number)]

    def _buttons(self, who: Someone) -> Iterator[tuple[Bubble, str, str]]:
        for bubble in sorted(who.side.bubbles(who.id), key=lambda b: -b.order)[:6]:
            for data in bubble.buttons:
                yield bubble, data, self.action(data)

    def _newest(self, who: Someone) -> int:
        return max((b.order for b in who.side.bubbles(who.id)), default=0)

    # ── what people do ───────────────────────────────────────────────────────

    def act(self) -> None:
        for ship in self.ships:
            if ship.finished:
                continue
            for who in ship.people:
                self._represents(who)
            self._brokers(ship)

    def _did(self, who: Someone, once: str) -> None:
        who.done.add(once)
        who.seen = self._newest(who)

    def _press(self, who: Someone, *fits: str) -> bool:
        for bubble, data, action in self._buttons(who):
            if action in fits and action not in who.done:
                who.side.presses(who.id, bubble, data)  # type: ignore[attr-defined]
                self._did(who, action)
                return True
        return False

    def _represents(self, who: Someone) -> None:
        newest = self._newest(who)
        if newest <= max(who.seen, who.looked):
            return
        who.looked = newest
        for stage in STAGES:
            if self._press(who, f"handin:c1-{stage}-1", f"go:c1-{stage}-1"):
                return
        bubbles = sorted(who.side.bubbles(who.id), key=lambda b: -b.order)
        asked = next((q for b in bubbles for q in QUESTION.findall(b.text)), "")
        if asked and asked not in who.done:
            stage = next(s for s in STAGES if asked in QUESTIONS[s])
            text = f"คำ-{who.ship.id}-{who.organisation}-{asked}-คำตอบ"
            key = who.side.says(who.id, who.id, text)  # type: ignore[attr-defined]
            self.typed.append(Typed((who.side.name, key), who.ship.id, who.organisation, stage, asked, text))
            self._did(who, asked)

    def _brokers(self, ship: Ship) -> None:
        who, stage = ship.broker, STAGES[ship.stage]
        assert who is not None
        if f"publish:c1-{stage}-1" in who.done:
            ship.stage += 1
            ship.finished = ship.stage == len(STAGES)
        elif self._may_go_on(ship, who, stage):
            who.waits = True
            self._asked_whether_to_close(who, stage)
            wanted = (f"open:{stage}:full", f"close:c1-{stage}-1", f"publish:c1-{stage}-1")
            if not self._press(who, *wanted):
                self._asks_for_the_card(who, stage)

    def _asked_whether_to_close(self, who: Someone, stage: str) -> None:
        """A hand-in that comes late makes the bot ask back: who is asked looks again, and closes when all is there."""
        close = f"close:c1-{stage}-1"
        if any(action == f"{close}:yes" and bubble.order > who.seen for bubble, _, action in self._buttons(who)):
            who.done.discard(close)

    def _may_go_on(self, ship: Ship, who: Someone, stage: str) -> bool:
        """Something new stands before the broker; and a stage is closed when everybody has handed in."""
        if f"open:{stage}:full" in who.done and f"close:c1-{stage}-1" not in who.done:
            done = f"handin:c1-{stage}-1"
            if not all(done in p.done and self._newest(p) > p.seen for p in ship.people):
                return False
        return self._newest(who) > who.seen or not who.waits

    def _asks_for_the_card(self, who: Someone, stage: str) -> None:
        """All stages first, then the one: once to open it and once to close it."""
        when = "late" if f"open:{stage}:full" in who.done else "early"
        if f"stage:{stage}:{when}" not in who.done:
            who.side.says(who.id, who.id, "/stage")  # type: ignore[attr-defined]
            self._did(who, f"stage:{stage}:{when}")
        elif f"card:{stage}:{when}" not in who.done:
            for bubble, data, action in self._buttons(who):
                if action == f"stage:{stage}" and bubble.order > who.seen:
                    who.side.presses(who.id, bubble, data)  # type: ignore[attr-defined]
                    self._did(who, f"card:{stage}:{when}")
                    return

    @property
    def finished(self) -> bool:
        return all(ship.finished for ship in self.ships)


# ── the beginning ────────────────────────────────────────────────────────────


def begin(
    database: Path,
    sides: dict[str, Side],
    each: int,
    since: datetime,
    first: int = 1,
    organisations: int = ORGANISATIONS,
) -> Crowd:
    """So many partnerships on each platform, who have all joined; written down through the store."""
    ships = [
        _ship(side, number, organisations) for side in sides.values() for number in range(first, first + each)
    ]
    store = Store.open(database)
    for ship in ships:
        made = _partnership(ship, since)
        store.do_now(lambda book, made=made: book.save(None, made, since, None, "added"))  # type: ignore[misc]
        if ship.side.name == LINE:
            for who in [*ship.people, ship.broker]:
                assert who is not None
                person = Person(LINE, who.id)
                store.do_now(
                    lambda book, p=person: book.note_contact(p, since, friend=True, blocked=False)  # type: ignore[misc]
                )
    store.close_now()
    return Crowd(database, sides, ships)


def _ship(side: Side, number: int, organisations: int) -> Ship:
    line = side.name == LINE

    def person(n: int) -> str:
        return f"U{number:016x}{n:016x}" if line else str(10_000_000 + number * 100 + n)

    ship = Ship(f"{side.name}{number}", side, f"C{number:032x}" if line else str(-1_000_000 - number))
    ship.broker = Someone(side, person(0), ship)
    ship.people = [Someone(side, person(n), ship, f"o{n}") for n in range(1, organisations + 1)]
    if isinstance(side, Telegram):
        side.administrators.add((ship.group, ship.broker.id))
    return ship


def _partnership(ship: Ship, since: datetime) -> Partnership:
    channel = ship.side.name
    made = Partnership(
        ship.id, (Place(channel, ship.group),), ship.id, f"ภาคี {ship.id}", "", "th", Form.FULL
    )
    made = _pushing(made) if channel == LINE else made
    assert ship.broker is not None
    for who in (ship.broker, *ship.people):
        person = Person(channel, who.id)
        roles = frozenset({Role.REPRESENTATIVE if who.organisation else Role.BROKER})
        if who.organisation:
            made = made.with_organisation(Organisation(who.organisation, f"องค์กร {who.organisation}", "civil"))
        made = made.with_member(
            Member(
                person, Place(*person), "ลับมาก", f"คุณลับมาก {who.id}", who.organisation, roles,
                Authority.DECIDES, "never", consented_at=since,
            )
        )  # fmt: skip
    return made


def _pushing(made: Partnership) -> Partnership:
    return replace(made, push=Push.ALWAYS)


def two_sides(chance: random.Random, clock: object, **more: object) -> dict[str, Side]:
    return {
        TELEGRAM: Telegram(TELEGRAM, chance, clock, **more),  # type: ignore[arg-type]
        LINE: Line(LINE, chance, clock, **more),  # type: ignore[arg-type]
    }


BEGIN = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
