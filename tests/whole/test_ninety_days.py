"""Ninety days of silence, with the bot stopped and started in between: the same question is in front.

By a press on what still stands on the screen, by typing the answer, or by typing "เริ่ม".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.whole.inside import SMALL, Inside, Row, cycle, join, set_up

SILENCE = timedelta(days=90)
ROUND = "c1-first-1"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    house = Inside(tmp_path_factory.mktemp("begun"), cycle(SMALL))
    house.start()
    set_up(house, "broker")
    join(house, "mali", "วัด")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    house.tap("mali", f"go:{ROUND}")
    house.stop()
    return house


@pytest.fixture
def house(begun: Inside, tmp_path: Path) -> Iterator[Inside]:
    twin = begun.twin(tmp_path / "twin")
    yield twin
    twin.end()


def silence(house: Inside) -> None:
    for _ in range(3):
        house.now += SILENCE / 3
        house.restart()
        house.take()


def answer(house: Inside, question: str) -> tuple[Row, ...]:
    sql = "SELECT shown, revision FROM answers_now WHERE question = ?"
    return tuple(house.rows(sql, question))


def to_tools(house: Inside) -> None:
    house.say("mali", "เรื่องของวัด")
    house.tap("mali", f"answer:{ROUND}:way::boat")
    house.tap("mali", f"tick:{ROUND}:tools::saw")


def to_cash(house: Inside) -> None:
    to_tools(house)
    house.tap("mali", f"done:{ROUND}:tools:")
    house.tap("mali", f"answer:{ROUND}:mood::4")
    house.tap("mali", f"skip:{ROUND}:worry:")
    house.say("mali", "ห้าหมื่นบาท")


def test_a_text_is_typed(house: Inside) -> None:
    silence(house)
    house.say("mali", "เล่าหลังสามเดือน")
    assert answer(house, "story") == (("เล่าหลังสามเดือน", 1),)
    assert "ถามสอง" in house.newest("mali").message.text


@pytest.mark.parametrize("text", ["เริ่ม", "/start"])
def test_a_text_question_is_shown_again(house: Inside, text: str) -> None:
    silence(house)
    shown = house.say("mali", text)
    assert "ถามหนึ่ง" in shown[-1].message.text
    assert answer(house, "story") == ()
    house.say("mali", "เล่า")
    assert answer(house, "story") == (("เล่า", 1),)


def test_the_button_of_the_invitation_leads_to_the_same_question(house: Inside) -> None:
    to_tools(house)
    silence(house)
    shown = house.tap("mali", f"go:{ROUND}")
    assert "ถามสาม" in shown[-1].message.text
    assert any(b.label.startswith("☑") and "เลื่อย" in b.label for b in shown[-1].buttons)


def test_a_paused_question_is_in_front_again(house: Inside) -> None:
    house.say("mali", "เรื่องของวัด")
    house.say("mali", "พัก")
    silence(house)
    assert "ถามสอง" in house.tap("mali", f"go:{ROUND}")[-1].message.text


def test_ticks_are_still_there_by_press(house: Inside) -> None:
    to_tools(house)
    silence(house)
    shown = house.tap("mali", f"tick:{ROUND}:tools::rope")
    assert "ถามสาม" in shown[-1].message.text
    ticked = {b.label[-4:] for b in shown[-1].buttons if b.label.startswith("☑")}
    assert ticked == {"ลื่อย"[-4:], "ชือก"[-4:]}
    house.tap("mali", f"done:{ROUND}:tools:")
    assert answer(house, "tools") == (("เลื่อย, เชือก", 1),)


def test_ticks_stay_when_a_number_is_typed(house: Inside) -> None:
    to_tools(house)
    silence(house)
    house.say("mali", "1")
    assert answer(house, "tools") == (("จอบ, เลื่อย", 1),)


def test_an_amount_shown_back_is_taken_by_press(house: Inside) -> None:
    to_cash(house)
    assert answer(house, "cash") == ()
    silence(house)
    house.tap("mali", f"take:{ROUND}:0")
    assert answer(house, "cash") == (("50,000 บาท", 1),)
    assert "ถามเจ็ด" in house.newest("mali").message.text


def test_an_amount_shown_back_is_taken_by_typing(house: Inside) -> None:
    to_cash(house)
    silence(house)
    house.say("mali", "70000")
    assert answer(house, "cash") == (("70,000 บาท", 1),)
    assert "ถามเจ็ด" in house.newest("mali").message.text


def test_an_amount_shown_back_is_asked_again(house: Inside) -> None:
    to_cash(house)
    silence(house)
    assert "ถามหก" in house.say("mali", "เริ่ม")[-1].message.text
    assert answer(house, "cash") == ()
