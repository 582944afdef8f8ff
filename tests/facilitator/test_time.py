"""Time passes for two partnerships that share a person, on the real house and its database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import is_holiday
from bot.facilitator import ticking
from tests.facilitator.town import MOMENT, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EIGHT = datetime(2027, 1, 6, 1, 0, tzinfo=UTC)
"""08:00 in Thailand, a Wednesday; the town begins on the day before."""
WAITS = "วันนี้มีเรื่องที่รอท่านอยู่"


def tick(town: Town, at: datetime | None = None) -> None:
    if at is not None:
        town.now = at
    assert town.house is not None
    while town.run(town.house.facilitator.tick()):
        town.settle()


def reminders(town: Town, who: str) -> list[str]:
    return [text for text in town.texts(who) if WAITS in text]


def due(town: Town) -> list[str]:
    return [at for (at,) in town.rows("SELECT next_due FROM partnership ORDER BY next_due")]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Ann speaks in both, in the morning in one and at noon in the other; Bob only in the first, in the
    morning. A stage is open in both. Closed."""
    town = Town(tmp_path_factory.mktemp("both"))
    town.start()
    for group, broker in (("g1", "boss"), ("g2", "chief")):
        town.set_up(broker, group)
        town.push("always", broker)
    town.join("ann", "มูลนิธิสายธาร", "g1")
    remind(town, "ann", "morning")
    town.join("bob", "เทศบาลบ้านนา", "g1")
    remind(town, "bob", "morning")
    town.join("ann", "มูลนิธิสายธาร", "g2")
    remind(town, "ann", "noon")
    for who in ("ann", "bob", "boss", "chief"):
        town.do(who, {"what": "unblocked"})
    town.open(broker="boss")
    town.open(broker="chief")
    town.stop()
    return town


@pytest.fixture
def two(both: Town, tmp_path: Path) -> Iterator[Town]:
    town = both.twin(tmp_path)
    yield town
    town.end()


def remind(town: Town, who: str, hour: str) -> None:
    town.say(who, "ข้อมูลของฉัน")
    town.tap(who, "askremind")
    town.tap(who, f"remind:{hour}")


def test_one_message_a_day_tells_of_both(two: Town) -> None:
    tick(two, EIGHT + MOMENT)
    assert len(reminders(two, "ann")) == len(reminders(two, "bob")) == 1
    assert "ภาคี g1" in reminders(two, "ann")[0]
    assert "ภาคี g2" in reminders(two, "ann")[0]
    assert "ภาคี g2" not in reminders(two, "bob")[0]
    for hours in range(1, 12):
        tick(two, EIGHT + hours * HOUR)
    assert len(reminders(two, "ann")) == 1
    tick(two, EIGHT + DAY)
    assert len(reminders(two, "ann")) == len(reminders(two, "bob")) == 2


def test_restarts_change_nothing(two: Town) -> None:
    assert two.house is not None
    two.now = EIGHT + MOMENT
    two.run(two.house.facilitator.tick())
    two.restart()
    tick(two)
    two.restart()
    for hours in range(12):
        two.restart()
        tick(two, EIGHT + hours * HOUR)
    assert len(reminders(two, "ann")) == len(reminders(two, "bob")) == 1


def test_weeks_with_restarts_bring_one_a_day_and_long_absence_no_pile(two: Town) -> None:
    for day in range(10):
        for hours in (0, 4, 9, 13):
            if day % 3 == 0:
                two.restart()
            tick(two, EIGHT + day * DAY + hours * HOUR + MOMENT)
    assert len(reminders(two, "ann")) == len(reminders(two, "bob")) == 10
    two.stop()
    two.now += 9 * DAY
    two.start()
    tick(two)
    tick(two, EIGHT + 19 * DAY + 10 * HOUR)
    assert len(reminders(two, "ann")) == 11


def test_nobody_who_handed_in(two: Town) -> None:
    two.answer("bob", "เล่าเรื่องแล้ว")
    tick(two, EIGHT + MOMENT)
    assert reminders(two, "bob") == []
    assert len(reminders(two, "ann")) == 1


def test_a_rest_holds_in_both(two: Town) -> None:
    tick(two, EIGHT + MOMENT)
    two.tap("ann", "snooze")
    for day in (1, 2, 3):
        for hours in (0, 4, 9):
            tick(two, EIGHT + day * DAY + hours * HOUR)
    assert len(reminders(two, "ann")) == 1
    assert len(reminders(two, "bob")) == 4
    tick(two, EIGHT + 4 * DAY)
    assert len(reminders(two, "ann")) == 2


def test_no_reminders_holds_in_both(two: Town) -> None:
    tick(two, EIGHT + MOMENT)
    two.tap("ann", "noreminders")
    for day in range(1, 8):
        for hours in (0, 4, 9):
            tick(two, EIGHT + day * DAY + hours * HOUR)
    assert len(reminders(two, "ann")) == 1


def test_what_may_not_be_pushed_is_not_kept_for_later(two: Town) -> None:
    two.push("never", "boss")
    tick(two, EIGHT + MOMENT)
    assert reminders(two, "bob") == []
    two.say("bob", "เมนู", after=5 * HOUR)
    assert reminders(two, "bob") == []
    # Ann's other partnership pays for the one message, at the hour she chose there.
    tick(two, EIGHT + 4 * HOUR)
    assert len(reminders(two, "ann")) == 1
    assert "ภาคี g1" in reminders(two, "ann")[0]
    two.push("always", "boss")
    tick(two, EIGHT + DAY)
    assert len(reminders(two, "bob")) == 1


def test_at_night_nothing_is_said(two: Town) -> None:
    tick(two, EIGHT - 2 * HOUR)
    assert reminders(two, "bob") == []
    tick(two, EIGHT + 13 * HOUR)  # it had not been running all day
    assert reminders(two, "bob") == []
    tick(two, EIGHT + DAY)
    assert len(reminders(two, "bob")) == 1


def test_the_deadline_is_told_to_the_broker_once(two: Town) -> None:
    two.say("boss", "ขั้นตอน")
    two.tap("boss", "stage:first")
    two.tap("boss", "more:first")
    two.tap("boss", "deadline:c1-first-1")
    shown = two.say("boss", "8/1/2570")
    assert "ศ. 8 ม.ค. 2570" in shown[-1].message.text
    came = "ถึงกำหนดส่งคำตอบแล้ว"
    tick(two, EIGHT + 2 * DAY + 8 * HOUR)
    assert not any(came in text for text in two.texts("boss"))
    two.restart()
    tick(two, EIGHT + 2 * DAY + 9 * HOUR + MOMENT)
    tick(two, EIGHT + 2 * DAY + 10 * HOUR)
    assert sum(came in text for text in two.texts("boss")) == 1
    assert not any(came in text for text in two.texts("chief"))


def test_a_day_without_work_is_quiet_where_the_partnership_wants_it(two: Town) -> None:
    two.say("boss", "เมนู")
    two.tap("boss", "about")
    two.tap("boss", "timing")
    two.tap("boss", "settiming:weekends:on")
    for hours in range(24):
        tick(two, EIGHT + 3 * DAY + hours * HOUR)  # Saturday
    assert reminders(two, "bob") == []
    assert "ภาคี g1" not in reminders(two, "ann")[0]


def test_public_holidays_are_those_of_thailand() -> None:
    assert is_holiday(datetime(2027, 4, 13, tzinfo=UTC).date())  # Songkran
    assert is_holiday(datetime(2027, 12, 6, tzinfo=UTC).date())  # in place of Sunday the 5th
    assert not is_holiday(datetime(2027, 4, 20, tzinfo=UTC).date())


def test_what_could_not_be_worked_is_taken_up_again(
    two: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError

    assert two.house is not None
    with monkeypatch.context() as broken:
        broken.setattr("bot.core.timing.remind", fails)
        tick(two, EIGHT + MOMENT)
    assert reminders(two, "bob") == []
    two.say("boss", "เมนู")  # what happens meanwhile does not make it forgotten
    tick(two, EIGHT + MOMENT + ticking.AGAIN)
    assert len(reminders(two, "bob")) == 1
    tick(two, EIGHT + 10 * HOUR)
    assert len(reminders(two, "bob")) == 1
    tick(two, EIGHT + DAY)
    assert len(reminders(two, "bob")) == 2


def test_what_never_works_is_tried_less_and_less(two: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError

    def tries() -> int:
        found = two.rows("SELECT count(*) FROM inbox WHERE state = 'dead' AND key LIKE 'time:%'")
        return int(found[0][0])

    partnerships = len(due(two))
    with monkeypatch.context() as broken:
        broken.setattr("bot.core.timing.quiet", fails)
        for hours in range(4 * 24):
            tick(two, EIGHT + hours * (HOUR + MOMENT))
            tick(two)
    assert 24 * partnerships <= tries() <= 30 * partnerships
    tick(two, EIGHT + 7 * DAY)
    assert len(reminders(two, "bob")) == 1
