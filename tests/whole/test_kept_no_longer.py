"""A partnership has ended, and its time is over: no name and no account is left in any file of the bot's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.store.book import Book
from tests.whole.inside import GROUP, SMALL, Inside, cycle, join, set_up

SAID = "น้ำขุ่นทุกเช้า"
CANARY = "คุณrep"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Inside]:
    made = Inside(tmp_path, cycle(SMALL))
    made.start()
    set_up(made, "broker")
    join(made, "rep", "วัด")
    made.say("broker", "/stage")
    made.tap("broker", "stage:first")
    made.tap("broker", "open:first:full")
    made.tap("rep", "go:c1-first-1")
    made.say("rep", SAID)
    yield made
    made.end()


def days(house: Inside, count: int) -> list[str]:
    """So many go by, the bot looking in each day; what was said in the group."""
    said: list[str] = []
    for _ in range(count):
        house.now += timedelta(days=1)
        house.tick()
        said += [s.message.text for s in house.take() if s.place == GROUP]
    return said


def ended(book: Book, now: datetime) -> None:
    """As the broker's last press has it."""
    (belonging,) = book.all_partnerships()
    before = book.load(belonging.partnership)
    assert before is not None
    book.save(before, replace(before, ended_at=now), now, None, "pressed")
    book.set_next_due(before.id, now)


def files(house: Inside) -> bytes:
    return b"".join(p.read_bytes() for p in house.database.parent.iterdir() if p.name.startswith("phakhi.db"))


def test_told_then_erased_in_every_byte(house: Inside) -> None:
    house.say("broker", "เวลาและการเตือน")
    house.tap("broker", "settiming:keep:90")
    house.job(partial(ended, now=house.now))
    assert days(house, 58) == []
    (told,) = days(house, 4)
    assert "อีกหนึ่งเดือนจะลบชื่อของทุกคน" in told
    assert CANARY.encode() in files(house)
    (gone,) = days(house, 32)
    assert "ลบชื่อและบัญชีของทุกคนแล้ว" in gone
    named = "SELECT name || called FROM member WHERE person NOT LIKE 'erased:%' OR name || called <> ''"
    assert house.rows(named) == []
    assert house.rows("SELECT DISTINCT shown FROM answer WHERE shown <> ''") == [(SAID,)]
    assert CANARY.encode() not in files(house)
    assert days(house, 40) == []
    assert house.rows("SELECT next_due FROM partnership") == [(None,)]
    ledger = house.rows("SELECT count(*) FROM audit WHERE cause = 'erase'")
    assert ledger == [(2,)]
