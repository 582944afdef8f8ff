"""Every verb of the core's tables, pressed by everybody who may not; which verbs there are, the tables say.

What only brokers may do changes nothing by anybody else's hand, and whoever does not belong changes nothing at
all, in private or in the group. On the whole house: tests/whole/test_rights.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from bot.core import brokering, desk, reception, setting_up, step, tables
from bot.core.events import Pressed
from bot.core.model import Member, Partnership, Person, Place, Role
from bot.core.records import Promise
from tests.core.factories import START, answered
from tests.core.later_scene import BROKER
from tests.core.whole_scene import GROUP, ONE, THREE, TWO, Whole, whole

SCOPING, BUILDING, PUBLISHED = "c1-scoping-1", "c1-building-1", "c1-identifying-1"
FOR_BROKERS = frozenset(desk.FOR_BROKERS | brokering.VERBS | setting_up.SETTING_UP.keys())
JOINING = frozenset({*reception.JOINING, "represent", "start"})
"""What makes whoever comes newly one who belongs, in time."""
VERBS = frozenset(
    {*desk.DESK, *tables.IN_GROUP, *step.INTERVIEW, *FOR_BROKERS, *JOINING, "early", "identify", "say"}
)
PLANNING = "c1-planning-1"
COLLEAGUE, HALF, FORMER = (Person("telegram", f"p-{name}") for name in ("colleague", "half", "former"))
STRANGER = Person("telegram", "p-stranger")
INSIDE = {
    "representative": TWO,
    "colleague": COLLEAGUE,
    "not joined yet": HALF,
    "former broker": FORMER,
    "of who left": THREE,
}
OUTSIDE = {"stranger": STRANGER, "not joined yet": HALF, "former broker": FORMER}


@cache
def played() -> Partnership:
    """A published stage with a correction asked for, a draft, a stage with a list to look through; a note, a
    promise; one organisation has left."""
    scene = whole(4)
    for person, member in people(scene.p).items():
        scene.p = scene.p.with_member(replace(member, person=person, private=Place(*person)))
    for stage, question, words in (
        ("identifying", "mission_fit", "น้ำขุ่น"),
        ("scoping", "problem", "ไฟป่า"),
        ("building", "objectives", ["ลดฝุ่นควัน", "ปลูกป่าต้นน้ำ"]),
    ):
        scene.press(BROKER, f"open:{stage}:full")
        for org in ("o1", "o2", "o3"):
            scene.p = answered(scene.p, question, org, words)
    scene.press(BROKER, f"close:{PUBLISHED}:yes")
    scene.press(BROKER, f"publish:{PUBLISHED}")
    scene.press(ONE, f"correct:{PUBLISHED}")
    scene.say(ONE, "เขียนผิด")
    scene.press(BROKER, f"close:{SCOPING}:yes")
    scene.press(BROKER, f"closepart:{BUILDING}:propose:yes")
    scene.press(BROKER, "addnote:all")
    scene.say(BROKER, "จดไว้อ่านเอง")
    scene.press(BROKER, "leaveorg:o3:yes")
    scene.press(BROKER, "open:planning:full")
    assert scene.p.corrections
    assert scene.p.notes
    assert scene.p.rounds[SCOPING].draft
    assert scene.p.rounds[BUILDING].held
    assert scene.p.organisations["o3"].state == "left"
    return scene.p.with_promise(Promise("p1", "o1", "ปลูกป่า", START, START.date()))


def people(p: Partnership) -> dict[Person, Member]:
    one, two = p.members[ONE], p.members[TWO]
    bare = replace(one, organisation="", name="", authority=None)
    return {
        COLLEAGUE: two,
        HALF: replace(bare, consented_at=None, roles=frozenset({Role.REPRESENTATIVE})),
        FORMER: replace(bare, roles=frozenset()),
    }


def acts(p: Partnership, verb: str) -> Iterator[str]:
    """The verb about everything there is, asked for once and confirmed at once."""
    yield verb
    things = (*p.rounds, "managing", *p.organisations, *p.notes, *p.corrections, *p.agreements, *p.promises)
    for thing in things:
        yield f"{verb}:{thing}"
        yield f"{verb}:{thing}:yes"
    yield from (f"{verb}:{more}" for more in MORE)


MORE = (
    "managing:full",
    f"{PLANNING}:3",
    f"{PLANNING}:all:yes",
    f"{BUILDING}:objectives:o1.1-1:o1.1-2",
    f"{BUILDING}:propose:yes",
    f"{BUILDING}:objectives:o1.1-1",
    f"{BUILDING}:objectives:o1.1-1:o2.1-1",
    f"{SCOPING}:problem::o1",
    f"{SCOPING}:problem:",
    f"{SCOPING}:3",
    "n1:7",
    "holidays:on",
    "o1:2571-01-01",
    "1:yes",
    "all:yes",
    "yes",
    "always",
    "en",
)


def rest(p: Partnership, who: Person) -> Partnership:
    """All but the one who acts, of whom their interviews are a part."""
    rounds = {
        id: replace(r, interviews={w: i for w, i in r.interviews.items() if w != who})
        for id, r in p.rounds.items()
    }
    return replace(p, rounds=rounds, members={w: m for w, m in p.members.items() if w != who})


def presses(who: Person, verbs: frozenset[str], place: Place | None) -> Iterator[tuple[str, bool, Whole]]:
    """What was pressed, whether anything but the one who acts is another then, and the scene after it."""
    before = played()
    left = rest(before, who)
    for verb in sorted(verbs):
        for action in acts(before, verb):
            scene = Whole(before, START.replace(year=START.year + 1))
            pressed(scene, who, action, place)
            yield action, scene.p is not before and rest(scene.p, who) != left, scene


def pressed(scene: Whole, who: Person, action: str, place: Place | None) -> None:
    scene.do(who, Pressed("x", action), place)


@pytest.mark.parametrize("place", [None, GROUP], ids=["private", "group"])
@pytest.mark.parametrize("who", INSIDE)
def test_what_is_the_brokers_changes_nothing_by_others(who: str, place: Place | None) -> None:
    person = INSIDE[who]
    only = FOR_BROKERS - tables.IN_GROUP.keys() if place else FOR_BROKERS
    for action, changed, scene in presses(person, only, place):
        assert not changed, action
        assert scene.p.members[person].roles == played().members[person].roles, action


@pytest.mark.parametrize("place", [None, GROUP], ids=["private", "group"])
@pytest.mark.parametrize("who", OUTSIDE)
def test_who_does_not_belong_changes_nothing(who: str, place: Place | None) -> None:
    person = OUTSIDE[who]
    for action, changed, scene in presses(person, VERBS - JOINING, place):
        assert not changed, action
        member = scene.p.members.get(person)
        assert member is None or not member.broker, action


def test_the_broker_does_change_it() -> None:
    """Else the walks above would prove nothing."""
    was, done, asked = played().members[BROKER], set[str](), set[str]()
    for action, changed, scene in presses(BROKER, FOR_BROKERS, None):
        done |= {action.split(":")[0]} if changed else set()
        asked |= {action.split(":")[0]} if scene.p.members[BROKER].writing != was.writing else set()
    assert len(done | asked) > 25, sorted(done | asked)
    assert done >= {"publish", "close", "open", "dropnote", "leaveorg", "takecorrection"}
