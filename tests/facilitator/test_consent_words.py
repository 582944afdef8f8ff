"""What somebody consented to is told by the words that stood before them, tapped or typed (TRUST.md, section 10)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.whole.inside import GROUP, SMALL, Inside, buttons, cycle, rows
from tests.whole.inside import set_up as founded


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Inside]:
    house = Inside(tmp_path, cycle(SMALL))
    house.start()
    founded(house, "broker")
    yield house
    house.end()


@pytest.mark.parametrize("typed", [False, True])
def test_the_hash_is_of_the_words_that_were_shown(house: Inside, typed: bool) -> None:
    house.press_where("ann", GROUP, lambda b: b.opens == "join")
    card = house.newest("ann")
    assert any(button.action == "consent:yes" for _, button in buttons(card))
    if typed:
        house.say("ann", "ยินยอม")
    else:
        house.tap("ann", "consent:yes")
    ((kept,),) = rows(house.database, "SELECT consent_text FROM member WHERE person = 'ann'")
    assert kept == f"2026-11:{sha256(card.message.text.encode()).hexdigest()}"
