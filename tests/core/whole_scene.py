"""A partnership changed by events only, on the real questionnaire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.core.effects import Effect
from bot.core.events import Event, Happening
from bot.core.model import Person, Place
from bot.core.step import step
from tests.core.factories import cycle, partnership, person
from tests.core.scene import Scene

GROUP = Place("telegram", "-100")
ONE, TWO, THREE = person("o1"), person("o2"), person("o3")
E = TypeVar("E", bound=Effect)


@dataclass
class Whole(Scene):
    """As `Scene`, with all twelve stages."""

    def do(
        self, who: Person, happened: Happening, group: Place | None = None, **more: bool | None
    ) -> list[Effect]:
        self.at += timedelta(minutes=1)
        place = group or Place(*who)
        event = Event("e", self.at, place, who, happened, "ชื่อในแชต", "th", group is None)
        self.p, said = step(self.p, replace(event, **more), cycle())  # type: ignore[arg-type]
        return said


def whole(orgs: int = 3) -> Whole:
    return Whole(partnership(orgs))


def of(effects: list[Effect], kind: type[E], who: Person | None = None) -> list[E]:
    """Those of one kind, to one person or to anybody."""
    return [e for e in effects if isinstance(e, kind) and who in (None, Person(*e.to))]


def the(effects: list[Effect], kind: type[E], who: Person | None = None) -> E:
    (found,) = of(effects, kind, who)
    return found
