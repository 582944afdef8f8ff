"""Who may take the offer to set up, where a partnership speaks in groups of several apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Pressed, RightsFound, Said, Started
from bot.core.model import Partnership, Person, Place
from tests.core.factories import partnership
from tests.core.scene import Scene

ON_TELEGRAM = Place("telegram", "-100")
ON_LINE, ALSO_ON_LINE = Place("line", "C1"), Place("line", "C2")
Beginning = Callable[..., Scene]
SOMEONE = {"telegram": Person("telegram", "700"), "line": Person("line", "U7")}


def of(*groups: Place) -> Scene:
    """Nobody is its broker: it is new, or its broker has left it."""
    return Scene(Partnership("ps1", groups, "กลุ่ม"))


def without_a_broker(*groups: Place) -> Scene:
    old = partnership(2)
    members = {p: m for p, m in old.members.items() if not m.broker}
    return Scene(replace(old, groups=groups, members=members))


def offered(scene: Scene, who: Person, at: Place | None = None) -> list[Effect]:
    place = at or Place(*who)
    return scene.do(who, Started("t", "setup"), place, private=True)


@pytest.mark.parametrize("begin", [of, without_a_broker])
@pytest.mark.parametrize(("channel", "asked"), [("telegram", ON_TELEGRAM), ("line", ON_LINE)])
@pytest.mark.parametrize("turned", [False, True])
def test_the_group_of_the_same_app_is_asked(
    begin: Beginning, channel: str, asked: Place, turned: bool
) -> None:
    groups = (ON_TELEGRAM, ON_LINE, ALSO_ON_LINE)
    scene = begin(*((groups[1], groups[2], groups[0]) if turned else groups))
    who = SOMEONE[channel]
    (rights,) = offered(scene, who)
    assert rights == say.AskRights(asked, "th", who)
    scene.do(who, RightsFound(asked, administrator=True), Place(*who), private=True)
    assert [m.person for m in scene.p.brokers] == [who]


@pytest.mark.parametrize("begin", [of, without_a_broker])
@pytest.mark.parametrize(("channel", "group"), [("telegram", ON_LINE), ("line", ON_TELEGRAM)])
def test_where_the_app_has_no_group_that_is_said_at_once(
    begin: Beginning, channel: str, group: Place
) -> None:
    scene = begin(group)
    was = scene.p
    who = SOMEONE[channel]
    assert offered(scene, who) == [say.NotAdministrator(Place(*who), "th", elsewhere=True)]
    assert scene.p == was


def test_whoever_is_on_both_apps_may_take_it_in_either() -> None:
    who, line = SOMEONE["telegram"], Place("line", "U7")
    assert offered(of(ON_TELEGRAM), who, line) == [say.AskRights(ON_TELEGRAM, "th", who)]
    assert offered(of(ON_TELEGRAM, ON_LINE), who, line) == [say.AskRights(ON_LINE, "th", who)]


def test_whoever_comes_second_hears_whether_it_is_ready() -> None:
    scene, first, second = of(ON_LINE), Person("line", "U1"), Person("line", "U2")
    offered(scene, first)
    scene.do(first, RightsFound(ON_LINE, administrator=True), Place(*first), private=True)
    taken = say.BrokerTaken(Place(*second), "th", "", "ชื่อในแชต", ready=False)
    assert offered(scene, second) == [taken]
    for press in ("setname:title", "purpose:skip", "setlanguage:th"):
        scene.press(first, press)
    assert offered(scene, second) == [replace(taken, partnership="กลุ่ม")]
    scene.press(first, "form:short")
    assert offered(scene, second) == [replace(taken, partnership="กลุ่ม", ready=True)]


@pytest.mark.parametrize(("friend", "asked"), [(False, True), (True, False), (None, False)])
def test_whoever_is_no_friend_yet_is_asked_at_the_end(friend: bool | None, asked: bool) -> None:
    scene, boss = of(ON_LINE), Person("line", "U1")
    offered(scene, boss)
    scene.do(boss, RightsFound(ON_LINE, administrator=True), Place(*boss), private=True)
    for press in ("setname:title", "purpose:skip", "setlanguage:th"):
        scene.press(boss, press)
    done, *_ = scene.do(boss, Pressed("x", "form:short"), friend=friend)
    assert isinstance(done, say.SetUpDone)
    assert done.friend != asked
    scene.press(boss, "represent")
    scene.press(boss, "consent:yes")
    scene.say(boss, "วัดป่าแพะ")
    for press in ("sector:civil", "name:called", "authority:decides"):
        scene.press(boss, press)
    registered, *_ = scene.do(boss, Pressed("x", "remind:noon"), friend=friend)
    assert isinstance(registered, say.Registered)
    assert registered.friend != asked


def test_a_word_for_skipping_skips_the_purpose_and_nothing_else() -> None:
    scene = of(ON_TELEGRAM)
    who = SOMEONE["telegram"]
    offered(scene, who)
    scene.do(who, RightsFound(ON_TELEGRAM, administrator=True), Place(*who), private=True)
    scene.do(who, Said("ข้าม", "m1"), Place(*who), private=True)
    assert (scene.p.name, scene.p.purpose) == ("", None)
    scene.do(who, Said("ภาคีทดลอง", "m2"), Place(*who), private=True)
    (asked,) = scene.do(who, Said("ข้าม", "m3"), Place(*who), private=True)
    assert (scene.p.name, scene.p.purpose) == ("ภาคีทดลอง", "")
    assert isinstance(asked, say.AskLanguage)
