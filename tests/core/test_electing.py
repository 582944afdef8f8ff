"""Without a broker who can be reached the group chooses one: one voice an organisation, more than half elect."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.core import effects as say
from bot.core.events import Said
from bot.core.model import Person, Place, Role
from bot.core.records import Election
from tests.core.factories import partnership, person
from tests.core.later_scene import BROKER, GROUP, Later, found, names, unreachable

ONE, TWO, THREE = (person(f"o{n}") for n in (1, 2, 3))
STRANGER = Person("telegram", "99")


def lost(orgs: int = 4) -> Later:
    return unreachable(Later(partnership(orgs)))


def standing(orgs: int = 4) -> Later:
    s = lost(orgs)
    s.press(ONE, "stand", GROUP)
    return s


def election(s: Later) -> Election:
    assert s.p.election is not None
    return s.p.election


@pytest.mark.parametrize("action", ["stand", "elect"])
def test_while_a_broker_can_be_reached_none_is_chosen(action: str) -> None:
    s = Later(partnership(3))
    was = s.p
    for effects in (s.press(ONE, action), s.command(ONE, "elect")):
        (told,) = effects
        assert isinstance(told, say.NoElection)
        assert (told.why, told.broker) == ("in_reach", "พี่กลาง ผู้เชื่อมประสาน")
    assert s.p == was


def test_the_menu_offers_it_only_then() -> None:
    for s, offers in ((Later(partnership(3)), False), (lost(), True)):
        (menu,) = s.press(ONE, "menu")
        assert isinstance(menu, say.Menu)
        assert menu.elects is offers


def test_asking_offers_to_stand_and_standing_puts_it_to_the_group() -> None:
    s = lost()
    assert names(s.command(TWO, "elect")) == ["ElectionOpen"]
    assert s.p.election is None
    (ballot,) = s.press(ONE, "stand", GROUP)
    assert isinstance(ballot, say.ElectionBallot)
    assert (ballot.to, ballot.voted, ballot.of, ballot.needed) == (GROUP, 1, 4, 3)
    assert (election(s).candidate, dict(election(s).voices)) == (ONE, {"o1": True})


def test_it_is_asked_for_by_a_word_in_the_group_too() -> None:
    assert names(lost().do(ONE, Said("เลือกผู้เชื่อมประสาน", "m1"), GROUP)) == ["ElectionOpen"]


def test_in_private_one_stands_and_votes_as_well() -> None:
    s = lost()
    assert names(s.press(ONE, "elect")) == ["ElectionOpen"]
    assert names(s.press(ONE, "stand")) == ["ElectionBallot", "ElectionBallot"]
    effects = s.press(TWO, "elect:no")
    mine = next(e for e in effects if isinstance(e, say.ElectionBallot) and e.to == Place(*TWO))
    assert (mine.mine, mine.voted) == ("no", 2)


def test_how_they_voted_is_not_told() -> None:
    yes, no = standing(5), standing(5)
    told = [s.press(TWO, f"elect:{voice}", GROUP) for s, voice in ((yes, "yes"), (no, "no"))]
    assert told[0] == told[1]


CASES = [(n, voices) for n in (1, 2, 3, 4) for voices in product(("yes", "no", ""), repeat=n - 1)]


@pytest.mark.parametrize(("orgs", "voices"), CASES)
def test_more_than_half_elect_and_half_against_end_it(orgs: int, voices: tuple[str, ...]) -> None:
    s = standing(orgs)
    favour, against, outcome = 1, 0, ""
    if 2 * favour > orgs:
        outcome = "elected"
    for number, voice in enumerate(voices, 2):
        if outcome or not voice:
            continue
        s.press(person(f"o{number}"), f"elect:{voice}", GROUP)
        favour, against = favour + (voice == "yes"), against + (voice == "no")
        outcome = "elected" if 2 * favour > orgs else "not_elected" if 2 * against >= orgs else ""
    assert s.member(ONE).broker is (outcome == "elected")
    assert (s.p.election is None) is bool(outcome)
    assert s.member(BROKER).broker


def test_all_are_told_and_the_register_names_no_person() -> None:
    s = standing(3)
    effects = s.press(TWO, "elect:yes", GROUP)
    over = found(effects, "ElectionOver")
    assert isinstance(over, say.ElectionOver)
    assert (over.to, over.outcome) == (GROUP, "elected")
    taken = found(effects, "RoleTaken")
    assert isinstance(taken, say.RoleTaken)
    assert (taken.to, taken.how) == (Place(*ONE), "elected")
    (entry,) = s.p.agreements.values()
    assert (entry.kind, entry.result) == ("broker", s.p.organisations["o1"].name)
    assert s.member(ONE).name not in repr(entry)
    assert s.member(ONE).roles == {Role.BROKER, Role.REPRESENTATIVE}


def test_a_voice_is_one_an_organisation_and_can_be_changed() -> None:
    s = standing(5)
    for voice in ("no", "no", "yes", "no"):
        s.press(TWO, f"elect:{voice}", GROUP)
    assert dict(election(s).voices) == {"o1": True, "o2": False}
    assert s.press(TWO, "elect:no", GROUP) == []


@pytest.mark.parametrize("who", [STRANGER, Person("line", ""), BROKER])
def test_nobody_else_has_a_voice(who: Person) -> None:
    s = standing()
    s.p = s.p.with_member(replace(s.member(BROKER), reachable=False))
    was = s.p
    assert s.press(who, "elect:yes", GROUP) == []
    assert s.p == was


def test_nor_an_organisation_that_has_left() -> None:
    s = standing(4)
    s.p = s.p.with_organisation(replace(s.p.organisations["o2"], state="left"))
    s.press(TWO, "elect:yes", GROUP)
    assert "o2" not in election(s).voices


def test_a_button_of_an_earlier_election_counts_for_nothing() -> None:
    s = standing(4)
    old = int(election(s).at.timestamp())
    for who in (TWO, THREE):
        s.press(who, f"elect:no:{old}", GROUP)
    assert s.p.election is None
    s.press(TWO, "stand", GROUP)
    assert s.press(THREE, f"elect:yes:{old}", GROUP) == []
    assert dict(election(s).voices) == {"o2": True}


def test_there_is_one_at_a_time_and_it_ends_after_a_week() -> None:
    s = standing()
    s.press(TWO, "stand", GROUP)
    assert election(s).candidate == ONE
    s.wait(days=8)
    effects = s.press(TWO, "elect:yes", GROUP)
    assert [e.outcome for e in effects if isinstance(e, say.ElectionOver)] == ["expired"]
    assert s.p.election is None
    s.press(TWO, "stand", GROUP)
    assert election(s).candidate == TWO


def test_a_broker_who_is_back_ends_it() -> None:
    s = standing()
    s.press(BROKER, "menu")
    effects = s.press(TWO, "elect:yes", GROUP)
    assert [e.outcome for e in effects if isinstance(e, say.ElectionOver)] == ["in_reach"]
    assert s.p.election is None
    assert not s.member(ONE).broker


def test_without_any_broker_at_all_one_can_still_be_chosen() -> None:
    s = lost(3)
    members = {k: m for k, m in s.p.members.items() if k != BROKER}
    s.p = replace(s.p, members=members)
    assert names(s.command(ONE, "elect")) == ["ElectionOpen"]
    s.press(ONE, "stand", GROUP)
    s.press(TWO, "elect:yes", GROUP)
    assert s.member(ONE).broker
