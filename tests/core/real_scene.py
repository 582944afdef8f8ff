"""A partnership of the factories with the packaged questions, changed by events only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.core.effects import Effect
from bot.core.events import Commanded, Event, Happening
from bot.core.model import Authority, Partnership, Person, Place
from bot.core.step import step
from tests.core.factories import cycle, person
from tests.core.scene import BROKER, Scene

GROUP = Place("telegram", "-100")
E = TypeVar("E", bound=Effect)


@dataclass
class RealScene(Scene):
    """Time goes on by a minute an event, and by `later`."""

    def do(
        self, who: Person, happened: Happening, group: Place | None = None, **_: bool | None
    ) -> list[Effect]:
        self.at += timedelta(minutes=1)
        event = Event(
            "e", self.at, group or Place(*who), who, happened, "ชื่อในแชต", "th", group is None
        )
        self.p, said = step(self.p, event, cycle())
        return said

    def later(self, days: int) -> None:
        self.at += timedelta(days=days)

    def asks(self, who: Person, command: str, group: Place | None = None) -> list[Effect]:
        return self.do(who, Commanded(command), group)

    def publish(self, round: str) -> list[Effect]:
        """Close the round, and its draft goes out."""
        self.press(BROKER, f"close:{round}:yes")
        return self.press(BROKER, f"publish:{round}")


def consulting(p: Partnership, organisation: str) -> Partnership:
    """With a representative who must consult first."""
    member = p.members[person(organisation)]
    return p.with_member(replace(member, authority=Authority.CONSULTS))


def only(said: list[Effect], kind: type[E]) -> E:
    """The one effect of a kind."""
    (found,) = [effect for effect in said if isinstance(effect, kind)]
    return found
