"""A copy is brought back: nothing that waited in it goes out by itself, and a broker says what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.local import Shown
from bot.message import Raw
from bot.store.bringing_back import bring_back
from bot.store.copying import copy
from tests.whole.inside import GROUP, SMALL, Did, Inside, cycle, join, set_up

MADE = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Inside:
    house = Inside(tmp_path / "data", cycle(SMALL))
    house.start()
    set_up(house, "b")
    join(house, "p", "บ้านดง")
    return house


def unsent(house: Inside, raw: Raw) -> None:
    """Worked, and what is to be said waits: the copy is made before anything goes out."""
    assert house._house is not None
    facilitator = house._house.facilitator
    house._runner.run(facilitator.take_in("local", [raw]))
    house._runner.run(facilitator.work())


def brought_back(house: Inside, folder: Path) -> list[Shown]:
    """A copy is made while something waits; it is said, and the copy is brought back. What is shown at the start."""
    unsent(house, house.act("b", _opening(house)))
    place = copy(house.database, folder, MADE, "1")
    house.say("p", "/menu")
    house.stop()
    bring_back(place, house.database, house.now)
    before = house.local.last
    house.start()
    house.take()
    return sorted((s for s in house.local.shown if s.order > before), key=lambda s: s.order)


def _opening(house: Inside) -> Did:
    """The broker's tap that opens the first stage: it is said in the group, and to the representative."""
    house.say("b", "/menu")
    house.tap("b", "wheel")
    house.tap("b", "stage:first")
    offered = house.local.buttons(house.screen("b")[-1].place)
    return next(house.local.pressed(shown, n) for shown, n, b in offered if b.action == "open:first:full")


def waiting(house: Inside) -> int:
    [(count,)] = house.rows("SELECT count(*) FROM outbox WHERE state IN ('queued', 'held', 'sending')")
    return int(count)


def test_only_the_broker_hears_of_it_and_nothing_is_said_twice(house: Inside, tmp_path: Path) -> None:
    shown = brought_back(house, tmp_path / "copies")
    assert [s.place.id for s in shown] == ["b"]
    text = shown[0].message.text
    assert "เริ่มต่อจากข้อมูลสำรอง" in text
    assert "5 มกราคม 2570 เวลา 10.00 น." in text
    assert [b.label for b in shown[0].buttons] == ["ส่งใหม่", "ส่งถึงแล้ว"]
    assert waiting(house) == 0
    house.restart()
    house.take()
    assert house.screen("b")[-1].order == shown[0].order, "it is told once"
    house.end()


def test_what_has_arrived_is_not_said_again(house: Inside, tmp_path: Path) -> None:
    brought_back(house, tmp_path / "copies")
    shown = house.tap("b", "doubtful:arrived")
    assert [(s.place.id, s.message.text) for s in shown] == [("b", "✓ ถือว่าส่งถึงแล้ว จะไม่ส่งซ้ำ")]
    assert house.rows("SELECT * FROM doubtful") == []
    house.end()


def test_what_is_missing_is_said_again_in_its_order(house: Inside, tmp_path: Path) -> None:
    group = len(house.local.on(GROUP))
    brought_back(house, tmp_path / "copies")
    there = [s.message.text for s in house.local.on(GROUP)][group:]
    assert there, "the opening was said after the copy was made"
    shown = house.tap("b", "doubtful:again")
    assert [s.message.text for s in shown if s.place == GROUP] == there
    assert house.rows("SELECT * FROM doubtful") == []
    assert house.tap("b", "doubtful:again")[0].message.text == "✓ กำลังส่งใหม่"
    assert [s.message.text for s in house.local.on(GROUP)][group:] == there * 2, "but not a third time"
    house.end()


def test_a_representative_settles_nothing(house: Inside, tmp_path: Path) -> None:
    shown = brought_back(house, tmp_path / "copies")
    house.do("p", house.local.pressed(shown[0], 0))
    assert house.rows("SELECT count(*) FROM doubtful") != [(0,)]
    house.end()


def test_the_partnership_goes_on(house: Inside, tmp_path: Path) -> None:
    """The stage that was opened before the copy is answered as ever."""
    brought_back(house, tmp_path / "copies")
    assert house.say("p", "/menu")[-1].buttons
    assert house.rows("SELECT cause FROM audit WHERE cause = 'Restored'") == [("Restored",)]
    house.end()
