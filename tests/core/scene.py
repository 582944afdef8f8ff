"""A partnership changed by events only, and a small set of questions, for tests that go through `step`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from bot.core.cycle import Cycle, Kind, Option, Part, PartKind, Question, Seen, Stage, Words
from bot.core.effects import Effect
from bot.core.events import Event, Happening, Pressed, Said
from bot.core.model import Partnership, Person, Place, Standing
from bot.core.step import step
from tests.core.factories import START, person

ME, COLLEAGUE_ELSEWHERE, BROKER = person("o1"), person("o2"), Person("telegram", "p-broker")
KINDS, WAVES, AGAIN = "c1-kinds-1", "c1-waves-1", "c1-again-1"

# ── a small set of questions ─────────────────────────────────────────────────


def both(text: str) -> Words:
    return {"th": text, "en": text}


def options(keys: str, asks: str = "", alone: str = "") -> tuple[Option, ...]:
    return tuple(Option(k, both(f"ทาง{k}"), asks=k == asks, alone=k == alone) for k in keys.split())


def question(key: str, kind: Kind, choices: tuple[Option, ...] = (), **more: object) -> Question:
    made = Question(
        key, kind, Seen.NAMED, (), both(key), both(f"ถาม {key}"), options=choices, short=True
    )
    return replace(made, **more)  # type: ignore[arg-type]


def stage(key: str, number: int, *parts: Part) -> Stage:
    return Stage(key, number, both(f"ขั้น {key}"), both("ลอง"), both("ผล"), parts)


@cache
def questions() -> Cycle:
    every_kind = (
        question("story", Kind.TEXT, attach=True),
        question("wishes", Kind.LIST),
        question("way", Kind.SINGLE, options("road boat other", asks="other")),
        question("tools", Kind.MULTI, options("hoe saw none", alone="none")),
        question("mood", Kind.SCALE, ends=(both("น้อย"), both("มาก"))),
        question("heads", Kind.NUMBER),
        question("cash", Kind.MONEY),
        question("day", Kind.DATE),
        question("fund", Kind.YES_NO, options("yes no")),
        question("order", Kind.RANK, options("aa bb cc")),
        question("accept", Kind.CONSENT, options("agree object", asks="object")),
        question("closing", Kind.TEXT),
    )
    kinds = stage("kinds", 1, Part("all", PartKind.INTERVIEW, every_kind))
    waves = stage(
        "waves",
        2,
        Part("propose", PartKind.INTERVIEW, (question("ideas", Kind.LIST),)),
        Part(
            "agree", PartKind.DECISION, (question("ok", Kind.TEXT, uses=("ideas",)),), ("propose",)
        ),
    )
    again = stage(
        "again", 3, Part("ask", PartKind.INTERVIEW, (question("news", Kind.TEXT, recurring=True),))
    )
    return Cycle({s.key: s for s in (kinds, waves, again)}, {}, options("civil state"))


# ── everything happens through step ──────────────────────────────────────────


@dataclass
class Scene:
    """A partnership, changed by events only."""

    p: Partnership
    at: datetime = START

    def do(
        self, who: Person, happened: Happening, group: Place | None = None, **more: bool | None
    ) -> list[Effect]:
        self.at += timedelta(minutes=1)
        place = group or Place(*who)
        event = Event(
            "e", self.at, place, who, happened, "ชื่อในแชต", "th", group is None, priced=True
        )
        self.p, said = step(self.p, replace(event, **more), questions())  # type: ignore[arg-type]
        return said

    def press(self, who: Person, action: str) -> list[Effect]:
        return self.do(who, Pressed("x", action))

    def publish(self, round: str) -> list[Effect]:
        """The broker closes a round, whoever is missing, and publishes its draft as it stands."""
        return self.press(BROKER, f"close:{round}:yes") + self.press(BROKER, f"publish:{round}")

    def say(self, who: Person, text: str, message: str = "m1") -> list[Effect]:
        return self.do(who, Said(text, message))

    def pick(self, who: Person, action: str, day: str) -> list[Effect]:
        return self.do(who, Pressed("x", action, picked=day))

    def standing(self, round: str = KINDS) -> Standing:
        return self.p.rounds[round].interviews[ME].standing
