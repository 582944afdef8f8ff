"""The broker's role is shared, handed over and laid down by a tap of both sides; never without a broker."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from bot.core import effects as say
from bot.core.broker_role import tag
from bot.core.model import Partnership, Person, Place, Role
from bot.core.records import Note
from tests.core.factories import START, partnership, person
from tests.core.later_scene import (
    BROKER,
    GROUP,
    Later,
    found,
    names,
    unreachable,
    with_second_broker,
)

ONE, TWO = person("o1"), person("o2")
STRANGER = Person("line", "U1")


def scene() -> Later:
    return Later(partnership(3))


def offered(way: str = "share", to: Person = ONE) -> Later:
    s = scene()
    s.press(BROKER, f"offerrole:{way}:{tag(to)}")
    return s


def brokers(p: Partnership) -> set[Person]:
    return {m.person for m in p.brokers}


def test_the_page_says_who_has_the_role() -> None:
    (page,) = scene().press(BROKER, "brokers")
    assert isinstance(page, say.Brokers)
    assert (page.people, page.offered, page.can_offer, page.can_lay_down) == (
        (("พี่กลาง ผู้เชื่อมประสาน", True),), "", True, False,
    )  # fmt: skip


def test_those_who_can_be_asked_are_those_in_private() -> None:
    s = scene()
    s.p = s.p.with_member(replace(s.member(TWO), private=None))
    (choose,) = s.press(BROKER, "giverole:share")
    assert isinstance(choose, say.ChooseBroker)
    assert [c.key for c in choose.people] == [tag(ONE), tag(person("o3"))]
    assert "p-o1" not in repr(choose.people)


def test_people_are_paged() -> None:
    s = Later(partnership(15))
    shown = [s.press(BROKER, f"giverole:whole:{page}")[0] for page in (0, 1, 2)]
    keys = [c.key for page in shown if isinstance(page, say.ChooseBroker) for c in page.people]
    assert len(keys) == len(set(keys)) == 15


@pytest.mark.parametrize(("way", "left"), [("share", {BROKER, ONE}), ("whole", {ONE})])
def test_it_changes_hands_when_the_other_takes_it(way: str, left: set[Person]) -> None:
    s = offered(way)
    assert brokers(s.p) == {BROKER}
    effects = s.press(ONE, f"takerole:yes:{way}")
    assert brokers(s.p) == left
    assert s.p.offer is None
    assert s.member(ONE).representative
    assert [(type(e).__name__, e.to) for e in effects] == [
        ("RoleTaken", Place(*ONE)), ("RoleAnswered", Place(*BROKER)), ("BrokersChanged", GROUP),
    ]  # fmt: skip
    was = s.p
    s.press(ONE, f"takerole:yes:{way}")
    assert s.p == was


def test_what_comes_with_it_is_said() -> None:
    s = scene()
    s.p = s.p.with_note(Note("n1", "โทรหา", BROKER, START))
    effects = s.press(BROKER, f"offerrole:whole:{tag(ONE)}")
    told = found(effects, "RoleOffered")
    assert isinstance(told, say.RoleOffered)
    assert (told.to, told.notes, told.drafts, told.corrections, told.whole) == (Place(*ONE), 1, 0, 0, True)
    assert "โทรหา" not in repr(effects)


def test_a_giver_who_represents_still_does() -> None:
    s = with_second_broker(scene())
    s.press(ONE, f"offerrole:whole:{tag(TWO)}")
    s.press(TWO, "takerole:yes")
    assert s.member(ONE).roles == {Role.REPRESENTATIVE}
    assert brokers(s.p) == {BROKER, TWO}


def test_it_can_be_refused() -> None:
    s = offered()
    effects = s.press(ONE, "takerole:no:share")
    assert (brokers(s.p), s.p.offer) == ({BROKER}, None)
    assert [(e.to, e.how) for e in effects if isinstance(e, say.RoleAnswered)] == [
        (Place(*BROKER), "refused"), (Place(*ONE), "declined"),
    ]  # fmt: skip


def test_or_taken_back_and_then_nobody_can_take_it() -> None:
    s = offered()
    s.press(BROKER, "withdrawrole")
    effects = s.press(ONE, "takerole:yes:share")
    assert names(effects) == ["RoleAnswered"]
    assert brokers(s.p) == {BROKER}


@pytest.mark.parametrize(("days", "taken"), [(6.9, True), (7.1, False)])
def test_an_offer_stands_for_a_week(days: float, taken: bool) -> None:
    s = offered()
    s.wait(days=days)
    s.press(ONE, "takerole:yes:share")
    assert brokers(s.p) == ({BROKER, ONE} if taken else {BROKER})


def test_a_button_of_another_offer_hands_nothing_over() -> None:
    s = offered("share")
    s.press(BROKER, "withdrawrole")
    s.press(BROKER, f"offerrole:whole:{tag(ONE)}")
    effects = s.press(ONE, "takerole:yes:share")
    assert names(effects) == ["RoleOffered"]
    assert brokers(s.p) == {BROKER}


@pytest.mark.parametrize("who", [TWO, STRANGER, Person("line", "")])
def test_nobody_else_takes_it(who: Person) -> None:
    s = offered()
    was = s.p.members, s.p.offer
    s.press(who, "takerole:yes:share")
    s.press(who, "takerole:yes:share", GROUP)
    assert (s.p.members, s.p.offer) == was


GIVING = ["brokers", f"offerrole:share:{tag(ONE)}", "giverole:share", "withdrawrole", "layrole:yes"]


@pytest.mark.parametrize("action", GIVING)
def test_only_brokers_give_it(action: str) -> None:
    s = offered("share", TWO)
    was = s.p
    assert names(s.press(ONE, action)) == ["NotAllowed"]
    assert s.p == was


def test_it_is_laid_down_only_where_another_can_be_reached() -> None:
    s = scene()
    s.press(BROKER, "layrole:yes")
    assert brokers(s.p) == {BROKER}
    s = unreachable(with_second_broker(scene()), ONE)
    s.press(BROKER, "layrole:yes")
    assert brokers(s.p) == {BROKER, ONE}
    s = with_second_broker(scene())
    assert names(s.press(BROKER, "layrole")) == ["Brokers"]
    assert brokers(s.p) == {BROKER, ONE}
    s.press(BROKER, "layrole:yes")
    assert brokers(s.p) == {ONE}


def test_a_broker_who_is_back_reads_who_the_brokers_are() -> None:
    s = unreachable(with_second_broker(scene()))
    effects = s.press(BROKER, "menu")
    told = found(effects, "BrokersChanged")
    assert isinstance(told, say.BrokersChanged)
    assert (told.to, len(told.names), told.private) == (Place(*BROKER), 2, True)
    assert "BrokersChanged" not in names(s.press(BROKER, "menu"))


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_tapped_there_is_always_a_broker_who_can_be_reached(seed: int) -> None:
    chance, s = Random(seed), scene()  # noqa: S311 - no secret
    people = [BROKER, ONE, TWO, person("o3")]
    actions = ["layrole:yes", "takerole:yes:whole", "takerole:yes:share", "takerole:no", "withdrawrole", "brokers"]
    actions += [f"offerrole:{way}:{tag(p)}" for way, p in product(("share", "whole"), people)]
    for _ in range(150):
        s.press(chance.choice(people), chance.choice(actions))
        s.wait(days=chance.choice((0, 0, 4)))
        assert s.p.brokers
