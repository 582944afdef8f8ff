"""A message that nobody can find words for, or that kills the process: it is put aside, others go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.local import NAME
from bot.core.model import Person, Place
from bot.message import Raw
from tests.whole.inside import SMALL, Inside, breaking, command, cycle, join, rows, said, set_up
from tests.whole.outside import Platform

R = "c1-first-1"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    house = Inside(tmp_path_factory.mktemp("begun"), cycle(SMALL), breaking())
    house.start()
    set_up(house, "broker")
    join(house, "mali", "วัด")
    join(house, "kaew", "โรงเรียน")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    for who in ("mali", "kaew"):
        house.tap(who, f"go:{R}")
    house.stop()
    return house


@pytest.fixture
def house(begun: Inside, tmp_path: Path) -> Iterator[Inside]:
    twin = begun.twin(tmp_path / "twin")
    yield twin
    breaking().fails = 0
    twin.end()


def stories(house: Inside) -> list[str]:
    return [s for (s,) in house.rows("SELECT shown FROM answers_now WHERE question = 'story'")]


def test_the_sender_is_told_and_may_say_it_again(house: Inside) -> None:
    breaking().fails = 1
    (told,) = house.say("mali", "เรื่องของวัด")
    assert told.place.id == "mali"
    assert stories(house) == []
    house.say("mali", "เรื่องของวัด")
    assert stories(house) == ["เรื่องของวัด"]


def test_no_words_for_the_excuse_either(house: Inside) -> None:
    """What cannot even be excused is put aside; the house goes on, now and after a restart."""
    breaking().fails = 2
    house.say("mali", "เรื่องของวัด")
    breaking().fails = 0
    house.say("kaew", "เรื่องของโรงเรียน")
    assert stories(house) == ["เรื่องของโรงเรียน"]
    house.restart()
    house.say("mali", "เรื่องของวัด")
    assert sorted(stories(house)) == ["เรื่องของวัด", "เรื่องของโรงเรียน"]
    assert not house.rows("SELECT id FROM inbox WHERE state = 'new'")


def test_others_are_served_in_the_same_pass(house: Inside) -> None:
    breaking().fails = 1
    mine = house.act("mali", said(house.local, "เรื่องของวัด"))
    theirs = house.act("kaew", said(house.local, "เรื่องของโรงเรียน"))
    house.take(mine, theirs)
    assert stories(house) == ["เรื่องของโรงเรียน"]
    dead = house.rows("SELECT error FROM inbox WHERE state = 'dead'")
    assert dead == [("RendererFell",)]


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"[" * 5000, b"own:", b'own:{"what": 1}', b"null"])
def test_rubbish_from_the_platform(house: Inside, body: bytes) -> None:
    house.take(Raw("rubbish", "mali", body, house.now))
    house.say("mali", "เรื่องของวัด")
    assert stories(house) == ["เรื่องของวัด"]
    assert not house.rows("SELECT id FROM inbox WHERE state = 'new'")


def test_what_kills_the_process_is_put_aside_after_three_boots(tmp_path: Path) -> None:
    """TRUST.md, section 6: the tries are counted before each; one apology, and everybody goes on."""
    platform = Platform(tmp_path / "phakhi.db", SMALL)
    at = datetime.now(UTC)
    who, place = Person(NAME, "mali"), Place(NAME, "mali")
    poison = platform.local.act(said(platform.local, "พิษ"), who=who, called="", place=place, at=at)
    platform.give(poison)
    for _ in range(1 + MOST_BOOTS):
        assert not platform.lives(("worked", 1))
        assert not platform.local.shown
    platform.lives()
    assert rows(platform.database, "SELECT state, error FROM inbox") == [("dead", "Killed")]
    assert [shown.place for shown in platform.local.shown] == [place]
    start = platform.local.act(command("start"), who=who, called="", place=place, at=at)
    platform.give(start)
    platform.lives()
    assert len(platform.local.shown) == 2


MOST_BOOTS = 3
"""As TRUST.md has it."""
