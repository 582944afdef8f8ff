"""What a broker was asked to write: whoever gave the role away in between writes nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from bot.core import effects as say
from bot.core import tables
from bot.core.model import Partnership, Place
from bot.core.step import WRITTEN
from tests.core.factories import answered
from tests.core.later_scene import LAST, before_the_last
from tests.core.scene import BROKER
from tests.core.whole_scene import ONE, Whole, whole

SCOPING, BUILDING = "c1-scoping-1", "c1-building-1"


@cache
def opened() -> Partnership:
    """Stage 2 is open, with answers in it."""
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    scene.p = answered(scene.p, "problem", "o1", "น้ำขุ่น")
    return scene.p


@cache
def drafted() -> Partnership:
    scene = Whole(opened())
    scene.press(BROKER, f"close:{SCOPING}:yes")
    return scene.p


@cache
def corrected() -> Partnership:
    """Published, and somebody has asked for a correction."""
    scene = Whole(drafted())
    scene.press(BROKER, f"publish:{SCOPING}")
    scene.press(ONE, f"correct:{SCOPING}")
    scene.say(ONE, "เขียนผิด")
    return scene.p


@cache
def listed() -> Partnership:
    scene = whole()
    scene.press(BROKER, "open:building:full")
    for org in ("o1", "o2", "o3"):
        scene.p = answered(scene.p, "objectives", org, ["ลดฝุ่นควัน"])
    scene.press(BROKER, f"closepart:{BUILDING}:propose:yes")
    return scene.p


@cache
def objected() -> Partnership:
    scene = before_the_last(objecting="o2")
    scene.press(BROKER, f"close:{LAST}:yes")
    return scene.p


ITEM = f"{BUILDING}:objectives:o1.1-1"
ALIKE = "มูลนิธสายน้ำ"
NEW = "ชมรมคนรักป่า"
ASKED: dict[str, tuple[Callable[[], Partnership], tuple[str, ...], str]] = {
    "agreed": (opened, (f"agreed:{SCOPING}",), "เราตกลงกัน"),
    "partnership": (opened, ("renamegroup",), "ภาคีใหม่"),
    "purpose": (opened, ("repurpose",), "น้ำสะอาด"),
    "deadline": (opened, (f"deadline:{SCOPING}",), "1/1/2570"),
    "note": (opened, ("addnote:all",), "โทรหา"),
    "noteday": (opened, ("addnote:all", "=โทรหา"), "1/1/2570"),
    "back_on": (opened, ("pauseorg:o2",), "1/1/2571"),
    "new_partner": (opened, ("inviteorg",), NEW),
    "invite_sure": (opened, ("inviteorg", f"={NEW}"), "กลุ่มเยาวชน"),
    "phone_organisation": (opened, (f"phonenew:{SCOPING}",), NEW),
    "phone_name": (opened, (f"phonefor:{SCOPING}:o2",), "ป้าจัน"),
    "phone_alike": (opened, (f"phonenew:{SCOPING}", f"={ALIKE}"), "ใช่"),
    "phone_consent": (opened, (f"phonefor:{SCOPING}:o2", "=ป้าจัน"), "ตกลง"),
    "readernote": (drafted, (f"readernote:{SCOPING}",), "โปรดอ่าน"),
    "leaveout": (drafted, (f"leaveanswer:{SCOPING}:problem::o1",), "พาดพิงบุคคล"),
    "refusal": (corrected, ("refusecorrection:k1",), "ถูกแล้ว"),
    "listword": (listed, (f"listword:{ITEM}",), "ลดฝุ่น"),
    "listdrop": (listed, (f"listdrop:{ITEM}",), "ซ้ำ"),
    "override": (objected, (f"override:{LAST}",), "รอคืนเงิน"),
}
"""`Writing.what` → where, what leads to it (a text after "="), and a text that would be written."""
OTHERS = {"name", "correction", "droppromise", "why"}
"""What those who speak for an organisation write."""


def asked(what: str) -> Whole:
    where, ways, _ = ASKED[what]
    scene = Whole(where())
    for way in ways:
        if way.startswith("="):
            scene.say(BROKER, way[1:])
        else:
            scene.press(BROKER, way)
    writing = scene.p.members[BROKER].writing
    assert writing is not None
    assert writing.what == what
    return scene


def without_them(p: Partnership) -> Partnership:
    return replace(p, members={who: m for who, m in p.members.items() if who != BROKER})


@pytest.mark.parametrize("what", ASKED)
def test_without_the_role_it_is_not_written(what: str) -> None:
    scene, text = asked(what), ASKED[what][2]
    member, like = scene.p.members[BROKER], scene.p.members[ONE]
    now = replace(like, person=BROKER, private=Place(*BROKER), writing=member.writing)
    assert not now.broker
    scene.p = before = scene.p.with_member(now)
    said = scene.say(BROKER, text)
    assert without_them(scene.p) == without_them(before)
    assert scene.p.members[BROKER].writing is None
    assert [type(effect) for effect in said] == [say.Menu]
    assert said[0].to.id == BROKER.id


@pytest.mark.parametrize("what", ASKED)
def test_with_the_role_it_is(what: str) -> None:
    scene, text = asked(what), ASKED[what][2]
    said = scene.say(BROKER, text)
    assert said
    assert say.Menu not in {type(effect) for effect in said}


def test_of_each_line_it_is_said_who_writes_it() -> None:
    assert ASKED.keys() | OTHERS == WRITTEN
    assert tables.WRITTEN.keys() >= tables.WRITTEN_FOR_BROKERS
