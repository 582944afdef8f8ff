"""Three organisations through three stages, as a script: who does what next, read off the screens.

The people are those of the samples; every act is written down as it is done, and what must come of
it is worked out here, by hand and from the stage files, without the house.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bot.channels.local import NAME, Local, Shown
from bot.core.model import Person, Place
from bot.message import Button, Raw
from bot.play.cast import load
from bot.play.people import Press, Representative
from bot.questionnaire import PACKAGED
from tests.whole.inside import GROUP, Did, added, pressed_at

STAGES = {"scoping": "01", "building": "03", "planning": "04"}
SAMPLES = load("th")
BROKER = SAMPLES.broker.called
PEOPLE = tuple(o.people[0].called for o in SAMPLES.organisations)
MOST_ROUNDS = 12


class Act(NamedTuple):
    who: str
    did: Did
    place: Place


class Three:
    """The script. `acts` yields one act at a time; it must have had its effect before the next."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.people = {
            called: Representative.of(SAMPLES, called, local, Place(NAME, called))
            for called in PEOPLE
        }
        self.typed: list[tuple[str, str, str]] = []
        """(who, the question as it stood on the screen: its slot, text)."""
        self.closing = False
        """The act that was yielded last closes a stage, so that its summary goes out."""

    def acts(self) -> Iterator[Act]:
        yield Act(BROKER, added(self.local, BROKER), GROUP)
        yield self._press(BROKER, GROUP, lambda b: b.opens == "setup")
        yield self._tap("setname:title")
        yield self._say(BROKER, SAMPLES.partnership["purpose"])
        yield self._tap("setlanguage:th")
        yield self._tap("form:short")
        for called in PEOPLE:
            yield self._press(called, GROUP, lambda b: b.opens == "join")
            yield from self._answers(called)
        for stage in STAGES:
            yield from self._stage(stage)

    def _stage(self, stage: str) -> Iterator[Act]:
        yield from self._card(stage)
        yield self._tap(f"open:{stage}:short")
        for _ in range(MOST_ROUNDS):
            acts = 0
            for called in PEOPLE:
                for act in self._answers(called):
                    acts += 1
                    yield act
            if not acts:
                yield from self._card(stage)
                if (on := self._goes_on()) is None:
                    break
                yield on
        yield self._tap(f"close:c1-{stage}-1")
        self.closing = True
        yield self._tap(f"publish:c1-{stage}-1")
        self.closing = False

    def _goes_on(self) -> Act | None:
        """Close a vote, or open what waits for the broker's look, where the newest card has it."""
        shown = self.local.on(self._own(BROKER))[-1]
        for number, button in enumerate(shown.buttons):
            if button.action.startswith(("nextpart:", "closepart:")):
                return self._pressed(BROKER, shown, number)
        return None

    def _card(self, stage: str) -> Iterator[Act]:
        yield Act(BROKER, {"what": "commanded", "name": "stage", "argument": ""}, self._own(BROKER))
        yield self._tap(f"stage:{stage}")

    def _answers(self, called: str) -> Iterator[Act]:
        while act := self.people[called].next():
            if isinstance(act, Press):
                place = pressed_at(called, act.shown, act.number)
                yield Act(called, self.local.pressed(act.shown, act.number), place)
            else:
                yield self._say(called, act.text)

    def _say(self, who: str, text: str) -> Act:
        asked = [s for s in self.local.on(self._own(who)) if s.message.slot.startswith("ask:")]
        self.typed.append((who, asked[-1].message.slot if asked else "", text))
        did = {"what": "said", "text": text, "message": self.local.next_message()}
        return Act(who, did, self._own(who))

    def _tap(self, action: str) -> Act:
        return self._press(BROKER, self._own(BROKER), lambda b: b.action == action)

    def _press(self, who: str, place: Place, fits: Callable[[Button], bool]) -> Act:
        for shown, number, button in self.local.buttons(place):
            if fits(button):
                return self._pressed(who, shown, number)
        there = [(b.label, b.action or b.opens) for _, _, b in self.local.buttons(place)]
        raise AssertionError(f"no such button before {who}: {there[:12]}")

    def _pressed(self, who: str, shown: Shown, number: int) -> Act:
        return Act(who, self.local.pressed(shown, number), pressed_at(who, shown, number))

    def _own(self, who: str) -> Place:
        return Place(NAME, who)

    def raw(self, act: Act, at: datetime) -> Raw:
        who = Person(NAME, act.who)
        return self.local.act(act.did, who=who, called=act.who, place=act.place, at=at)


# ── what must come of it ─────────────────────────────────────────────────────


class Due(NamedTuple):
    organisation: str
    question: str
    item: str
    """The label of the item, "" for a question asked once."""


def asked_of(stage: str) -> dict[str, dict[str, Any]]:
    """The short form's questions of a stage, read straight from its file."""
    (file,) = Path(PACKAGED).glob(f"{STAGES[stage]}-*.toml")
    parts = tomllib.loads(file.read_text("utf-8"))["parts"]
    return {q["key"]: q for part in parts for q in part["questions"] if q.get("short")}


def by_hand() -> set[Due]:
    """Everything that each organisation must have been asked, worked out from the samples."""
    whose = {o.name: o.answers for o in SAMPLES.organisations}
    activities = {text for answers in whose.values() for text in answers["activities"]}
    found: set[Due] = set()
    for stage in STAGES:
        for key, question in asked_of(stage).items():
            for name, answers in whose.items():
                items = {"activities": activities, "my_lead_activities": _leads(answers, activities)}
                for item in items[question["each"]] if "each" in question else {""}:
                    found.add(Due(name, key, item))
    return found


def _leads(answers: Any, activities: set[str]) -> set[str]:
    """The activities that an organisation says it leads."""
    leads = [words for words, role in answers["my_role"].items() if role == "เจ้าภาพหลัก"]
    return {a for a in activities if any(words in a for words in leads)}
