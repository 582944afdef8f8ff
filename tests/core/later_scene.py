"""A partnership at the end of its first cycle, with the real questions, changed by events only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.effects import Effect
from bot.core.events import Commanded, Event, Happening, Pressed, Said
from bot.core.model import Member, Organisation, Partnership, Person, Place, Role
from bot.core.step import step
from tests.core.factories import START, answered, cycle, person, whole_cycle

BROKER = Person("telegram", "p-broker")
GROUP = Place("telegram", "-100")
LAST = "c1-sustaining-1"


@dataclass
class Later:
    p: Partnership
    at: datetime = START + timedelta(days=400)

    def do(self, who: Person, happened: Happening, group: Place | None = None, **more: object) -> list[Effect]:
        self.at += timedelta(minutes=1)
        event = Event("e", self.at, group or Place(*who), who, happened, "ชื่อในแชต", "th", group is None)
        self.p, said = step(self.p, replace(event, **more), cycle())  # type: ignore[arg-type]
        return said

    def press(self, who: Person, action: str, group: Place | None = None) -> list[Effect]:
        return self.do(who, Pressed("x", action), group)

    def say(self, who: Person, text: str) -> list[Effect]:
        return self.do(who, Said(text, "m1"))

    def command(self, who: Person, name: str) -> list[Effect]:
        return self.do(who, Commanded(name), GROUP)

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)

    def member(self, who: Person) -> Member:
        return self.p.members[who]


def names(effects: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in effects]


def found(effects: list[Effect], name: str) -> Effect:
    """The one effect of this name."""
    (one,) = (e for e in effects if type(e).__name__ == name)
    return one


def before_the_last(orgs: int = 3, objecting: str = "", reason: str = "ยังไม่คืนเงินกองทุน") -> Later:
    """All answered; stages 1 to 11 are published, and the twelfth is open with its vote in hand."""
    p = whole_cycle(orgs)
    for organisation in p.organisations:
        p = answered(p, "final_consent", organisation, "agree")
    if objecting:
        p = answered(p, "final_consent", objecting, "object", words=reason)
    for round in p.rounds.values():
        parts = cycle().stages[round.stage].parts
        done = frozenset(part.key for part in parts)
        if round.stage == "sustaining":
            p = p.with_round(replace(round, closed_parts=done - {parts[-1].key}))
        else:
            p = p.with_round(replace(round, closed_at=START, edition=1, closed_parts=done))
    return Later(p)


def at_the_end(orgs: int = 3) -> Later:
    """The twelfth stage is published."""
    scene = before_the_last(orgs)
    scene.press(BROKER, f"close:{LAST}:yes")
    scene.press(BROKER, f"publish:{LAST}")
    return scene


def with_second_broker(scene: Later, who: str = "o1") -> Later:
    member = scene.p.members[person(who)]
    scene.p = scene.p.with_member(replace(member, roles=member.roles | {Role.BROKER}))
    return scene


def unreachable(scene: Later, who: Person = BROKER) -> Later:
    scene.p = scene.p.with_member(replace(scene.p.members[who], reachable=False))
    return scene


def left(scene: Later, organisation: str) -> Later:
    was: Organisation = scene.p.organisations[organisation]
    scene.p = scene.p.with_organisation(replace(was, state="left"))
    return scene
