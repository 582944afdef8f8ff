"""A partnership with the real questionnaire, changed by events only, for leaving, joining later and the telephone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.core.effects import Effect
from bot.core.events import Event, Happening, Pressed, Said, Started
from bot.core.model import Partnership, Person, Place, Round
from bot.core.step import step
from tests.core.factories import START, cycle, round_of

BROKER = Person("telegram", "p-broker")
NEW = Person("telegram", "p-new")
LATER = START + timedelta(days=120)
E = TypeVar("E", bound=Effect)


@dataclass
class House:
    p: Partnership
    minutes: int = 0

    def do(self, who: Person, happened: Happening) -> list[Effect]:
        self.minutes += 1
        at = LATER + timedelta(minutes=self.minutes)
        event = Event(f"e{self.minutes}", at, Place(*who), who, happened, "ชื่อในแชต", "th")
        self.p, said = step(self.p, event, cycle())
        return said

    def press(self, who: Person, *actions: str) -> list[Effect]:
        """All of them in a row; what the last one said."""
        said: list[Effect] = []
        for action in actions:
            said = self.do(who, Pressed("x", action))
        return said

    def say(self, who: Person, text: str) -> list[Effect]:
        return self.do(who, Said(text, "m1"))

    def come(self, who: Person, organisation: str) -> list[Effect]:
        """Somebody opens an invitation bound to an organisation, and registers."""
        self.do(who, Started("t", "join", organisation))
        self.press(who, "consent:yes")
        if not self.p.organisations[organisation].sector:
            self.press(who, "sector:faith")
        self.say(who, "คุณใหม่ ผู้แทน")
        return self.press(who, "authority:decides", "remind:never")


def published(p: Partnership) -> Partnership:
    """With all rounds that are open closed and published."""
    for round in p.rounds.values():
        at = round.opened_at + timedelta(days=1)
        p = p.with_round(replace(round, closed_at=at, edition=1))
    return p


def the(kind: type[E], said: Iterable[Effect]) -> E:
    """The one effect of its kind."""
    found = [effect for effect in said if isinstance(effect, kind)]
    assert len(found) == 1, found
    return found[0]


def newest(p: Partnership, stage: str) -> Round:
    return round_of(p, stage)
