"""When something is due next, and what is asked and settled about time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import effects as say
from bot.core.events import Event, TimePassed
from bot.core.model import Partnership, Person
from bot.core.records import Promise, Timing
from bot.core.step import step
from bot.core.timing import next_due
from tests.core.factories import START, partnership
from tests.core.scene import AGAIN, BROKER, ME, Scene, questions

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def scene(timing: Timing | None = None) -> Scene:
    made = Scene(replace(partnership(2), timing=timing or Timing()))
    made.press(BROKER, "open:again:full")
    return made


def at(day: date, hour: int) -> datetime:
    """An hour of Bangkok."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - 7 * HOUR


def pass_time(
    p: Partnership, now: datetime, due: datetime | None = None, *, holiday: bool = False
) -> tuple[Partnership, list[say.Effect]]:
    event = Event("t", now, p.groups[0], Person("telegram", ""), TimePassed(holiday, due), private=False)
    return step(p, event, questions())


def test_a_round_is_first_mentioned_after_twenty_hours() -> None:
    p = scene().p  # opened on Sunday 22 November at 9:01; on Monday the broker would get the digest
    p = p.with_member(replace(p.members[BROKER], remind="never"))
    assert next_due(p, questions(), START) == at(date(2026, 11, 23), 8)
    p = p.with_round(replace(p.rounds[AGAIN], opened_at=at(date(2026, 11, 22), 13)))
    assert next_due(p, questions(), START + 5 * HOUR) == at(date(2026, 11, 24), 8)


@given(
    later=st.integers(0, 60 * 24 * 20),
    since=st.integers(0, 60 * 24 * 5),
    start=st.sampled_from([(20, 8), (18, 9), (21, 7)]),
    weekends=st.booleans(),
    holidays=st.booleans(),
    remind=st.sampled_from(["morning", "noon", "evening", "never"]),
    promised=st.none() | st.integers(-10, 20),
    deadline=st.none() | st.integers(-2, 20),
)
def test_what_was_looked_at_is_never_due_at_once_again(
    later: int,
    since: int,
    start: tuple[int, int],
    weekends: bool,
    holidays: bool,
    remind: str,
    promised: int | None,
    deadline: int | None,
) -> None:
    s = scene(Timing(*start, weekends=weekends, holidays=holidays))
    p = s.p.with_member(replace(s.p.members[ME], remind=remind))
    now = START + timedelta(minutes=later)
    if promised is not None:
        day = (START + promised * DAY).date()
        p = p.with_promise(Promise("p1", "o1", "จะทำ", START, day))
    if deadline is not None:
        p = p.with_round(replace(p.rounds[AGAIN], deadline=START + deadline * DAY))
    after, first = pass_time(p, now, now - timedelta(minutes=since), holiday=holidays)
    due = next_due(after, questions(), now, lambda day: holidays and day == (now + 7 * HOUR).date())
    assert due is None or due > now
    again, second = pass_time(after, now, now - timedelta(minutes=since), holiday=holidays)
    assert second == []
    assert again == after
    to = [effect.to for effect in first if isinstance(effect, say.Daily)]
    assert len(to) == len(set(to))


def test_nothing_is_due_after_the_end_or_before_it_is_set_up() -> None:
    p = scene().p
    assert next_due(replace(p, ended_at=START), questions(), START) == at(date(2027, 10, 23), 10)  # names (keeping.py)
    assert next_due(replace(p, name=""), questions(), START) is None
    assert pass_time(replace(p, ended_at=START), at(date(2026, 11, 23), 8))[1] == []


def test_a_deadline_is_picked_typed_or_taken_out() -> None:
    s = scene()
    (asked,) = s.press(BROKER, f"deadline:{AGAIN}")
    assert isinstance(asked, say.AskDeadline)
    s.pick(BROKER, f"deadline:{AGAIN}:pick", "2026-12-01")
    assert s.p.rounds[AGAIN].deadline == at(date(2026, 12, 1), 17)
    s.press(BROKER, f"deadline:{AGAIN}")
    (back,) = s.say(BROKER, "พรุ่งนี้")
    assert isinstance(back, say.AskDeadline)
    assert back.read == (date(2026, 11, 23),)
    s.press(BROKER, f"deadline:{AGAIN}:2026-11-23")
    assert s.p.rounds[AGAIN].deadline == at(date(2026, 11, 23), 17)
    s.press(BROKER, f"deadline:{AGAIN}:none")
    assert s.p.rounds[AGAIN].deadline is None


def test_a_day_that_has_passed_is_no_deadline() -> None:
    s = scene()
    for day in ("2026-11-21", "2028-11-21"):
        (asked,) = s.press(BROKER, f"deadline:{AGAIN}:{day}")
        assert isinstance(asked, say.AskDeadline)
        assert asked.past
    s.press(BROKER, f"deadline:{AGAIN}")
    s.say(BROKER, "เมื่อวาน")
    assert s.p.rounds[AGAIN].deadline is None


def test_only_brokers_set_times() -> None:
    s = scene()
    for action in (f"deadline:{AGAIN}:3", "timing", "settiming:weekends:on"):
        assert {type(e) for e in s.press(ME, action)} == {say.NotAllowed}
    assert s.p.timing == Timing()
    assert s.p.rounds[AGAIN].deadline is None


def test_what_is_not_offered_changes_nothing() -> None:
    s = scene()
    for action in ("settiming:quiet:0:0", "settiming:correction:1", "settiming:what", "settiming"):
        s.press(BROKER, action)
        assert s.p.timing == Timing()
    s.press(BROKER, "settiming:correction:168")
    assert s.p.timing.correction_hours == 168


def test_a_new_deadline_is_told_anew_and_nothing_closes() -> None:
    s = scene()
    for day in (date(2026, 11, 25), date(2026, 11, 28)):
        s.press(BROKER, f"deadline:{AGAIN}:{day}")
        s.p, said = pass_time(s.p, at(day, 17))
        told = [e for e in said if isinstance(e, say.DeadlineCame)]
        assert [(e.done, e.of, len(e.missing)) for e in told] == [(0, 2, 2)]
        s.at = at(day, 18)
        assert s.p.rounds[AGAIN].open


# ── the digest of a week ─────────────────────────────────────────────────────

MONDAY = date(2026, 11, 23)


def digests(timing: Timing, holidays: set[date], days: int = 14) -> list[date]:
    """On which days the broker got a digest, looked at each time that something was due."""
    p, now, found = scene(timing).p, START, []
    p = p.with_round(replace(p.rounds[AGAIN], opened_at=START - 30 * DAY))
    while (due := next_due(p, questions(), now, holidays.__contains__)) and due < at(MONDAY + days * DAY, 0):
        now, day = due, (due + 7 * HOUR).date()
        row = next(n for n in range(99) if day - (n + 1) * DAY not in holidays)
        happened = TimePassed(day in holidays, due, row)
        p, said = step(p, Event("t", now, p.groups[0], Person("telegram", ""), happened, private=False), questions())
        sections = [e.sections[0] for e in said if isinstance(e, say.Daily) and e.person == BROKER]
        found += [day for section in sections if section.digest]
    return found


@pytest.mark.parametrize(
    ("timing", "holidays", "expected"),
    [
        (Timing(), (0,), (0, 7)),
        (Timing(holidays=True), (0,), (1, 7)),
        (Timing(holidays=True), (1, 2), (0, 7)),
        (Timing(holidays=True), (0, 1, 2, 3, 4), (5, 7)),
        (Timing(holidays=True, weekends=True), (-1, 0, 1, 7), (2, 8)),
        (Timing(holidays=True, weekends=True), (0, 1, 2, 3, 4), (7,)),
    ],
)
def test_where_monday_is_kept_as_a_holiday_the_digest_comes_after_it(
    timing: Timing, holidays: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    free = {MONDAY + n * DAY for n in holidays}
    assert digests(timing, free) == [MONDAY + n * DAY for n in expected]


def test_a_rest_does_not_put_away_what_is_half_written() -> None:
    """It may be tapped under a message of another partnership."""
    for action in ("snooze", "noreminders"):
        s = scene()
        s.press(BROKER, "addnote:all")
        s.press(BROKER, action)
        s.say(BROKER, "ถามเรื่องห้องประชุม")
        assert [note.text for note in s.p.notes.values()] == ["ถามเรื่องห้องประชุม"]
