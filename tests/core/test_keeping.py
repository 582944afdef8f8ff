"""After the end: told a month before, erased when the time is over, and neither while the partnership goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core import effects as say
from bot.core.events import Event, TimePassed
from bot.core.model import Partnership, Person
from bot.core.step import step
from bot.core.timing import next_due
from tests.core.factories import START
from tests.core.factories import cycle as questions
from tests.core.later_scene import BROKER
from tests.core.test_timing import at
from tests.core.whole_scene import whole

ENDED = START + timedelta(days=3)
DAY = timedelta(days=1)


def ended(days: int = 365) -> Partnership:
    p = whole(2).p
    return replace(p, ended_at=ENDED, timing=replace(p.timing, keep_days=days))


def look(p: Partnership, now: datetime) -> tuple[Partnership, list[say.Effect]]:
    event = Event("t", now, p.groups[0], Person("telegram", ""), TimePassed(holiday=False), private=False)
    return step(p, event, questions())


def on(days: int) -> datetime:
    day = date(2026, 11, 25) + timedelta(days=days)
    return at(day, 10)


@pytest.mark.parametrize("days", [90, 365, 1825])
def test_told_a_month_before_and_erased_on_the_day(days: int) -> None:
    p = ended(days)
    assert next_due(p, questions(), ENDED) == on(days - 30)
    p, said = look(p, on(days - 30))
    assert {type(e) for e in said} == {say.NamesWillGo}
    assert {e.day for e in said if isinstance(e, say.NamesWillGo)} == {on(days).date()}
    assert {e.to for e in said} == {*p.groups, p.members[BROKER].private}
    assert next_due(p, questions(), on(days - 30)) == on(days)
    assert look(p, on(days) - timedelta(minutes=1))[1] == []
    _, said = look(p, on(days))
    assert {e.person for e in said if isinstance(e, say.Forget)} == p.members.keys()
    assert not any(e.answers_too for e in said if isinstance(e, say.Forget))
    assert [e.to for e in said if isinstance(e, say.NamesGone)] == [*p.groups]


def test_who_was_told_late_has_a_month_all_the_same() -> None:
    """The bot was off meanwhile."""
    p = ended(90)
    late = on(400)
    p, said = look(p, late)
    assert {type(e) for e in said} == {say.NamesWillGo}
    assert next_due(p, questions(), late) == on(430)
    assert look(p, on(429))[1] == []
    assert any(isinstance(e, say.Forget) for e in look(p, on(430))[1])


def test_taken_up_again_begins_anew() -> None:
    p, _ = look(ended(90), on(60))
    going = replace(p, ended_at=None)
    assert not any(isinstance(e, say.Forget | say.NamesWillGo) for e in look(going, on(90))[1])
    again = replace(going, ended_at=on(200))
    assert look(again, on(210))[1] == []
    assert {type(e) for e in look(again, on(260))[1]} == {say.NamesWillGo}


def test_nobody_left_nothing_due() -> None:
    p = ended(90)
    p, _ = look(p, on(60))
    ghosts = {Person("telegram", f"erased:{n}"): replace(m, person=Person("telegram", f"erased:{n}"))
              for n, m in enumerate(p.members.values())}  # fmt: skip
    left = replace(p, members=ghosts, organisations={k: replace(o, telephone=None) for k, o in p.organisations.items()})
    assert next_due(left, questions(), on(90)) is None
    assert next_due(p, questions(), on(95)) == on(96)


def test_a_broker_chooses() -> None:
    scene = whole(2)
    said = scene.press(BROKER, "settiming:keep:90")
    page = next(e for e in said if isinstance(e, say.TimingPage))
    assert (page.keep_days, page.saved) == (90, True)
    scene.press(BROKER, "settiming:keep:1")
    assert scene.p.timing.keep_days == 90
