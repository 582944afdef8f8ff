"""Samples of the effects about time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core import effects as e
from bot.core.cycle import Stage
from bot.core.model import Person, Place

DAY, LATER = date(2027, 2, 5), date(2027, 2, 12)
NOW = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)
ROUND = "c1-planning-1"


def timing_samples(
    here: tuple[Place, str],
    who: Person,
    name: str,
    orgs: tuple[str, ...],
    entry: str,
    stage: Stage,
    lines: tuple[e.StageLine, ...],
) -> Iterator[e.Effect]:
    """`lines`: stages in all their states."""
    yield from _daily(here, who, name, orgs, entry, lines)
    yield e.Snoozed(*here, DAY)
    yield e.NoReminders(*here)
    asked = e.AskDeadline(*here, ROUND, stage, None)
    yield asked
    yield replace(asked, now=DAY)
    yield replace(asked, read=(DAY, LATER))
    yield replace(asked, past=True)
    yield e.DeadlineCame(*here, ROUND, stage, 1, 3, orgs[1:])
    yield e.DeadlineCame(*here, ROUND, stage, 3, 3, ())
    page = e.TimingPage(*here, name, 20, 8, weekends=False, holidays=False, correction_hours=72, keep_days=365)
    yield page
    yield replace(page, weekends=True, holidays=True, correction_hours=24, keep_days=90, saved=True)
    yield e.NamesWillGo(*here, name, DAY)
    yield e.NamesWillGo(*here, name, DAY, broker=True)
    yield e.NamesGone(*here, name)


def _daily(
    here: tuple[Place, str],
    who: Person,
    name: str,
    orgs: tuple[str, ...],
    entry: str,
    lines: tuple[e.StageLine, ...],
) -> Iterator[e.Effect]:
    mine = e.PromiseDue("", entry, DAY, late=False)
    theirs = e.PromiseDue(orgs[1], entry, DAY, late=True)
    line = replace(lines[3], round=ROUND)
    one = e.Section("ps1", name, rounds=(e.RoundDue(line, 3, LATER),))
    full = e.Section(
        "ps2",
        "ภาคีดินดี",
        rounds=(e.RoundDue(line, 0, None), e.RoundDue(replace(lines[4], round="c1-s5-1"), 1, DAY)),
        promises=(mine, replace(mine, late=True)),
        to_confirm=2,
        recorded=1,
        notes=(e.NoteLine("n1", entry, entry, NOW, DAY, done=False),),
        digest=e.Digest((replace(line, missing=orgs),), (lines[2],), 1, (theirs,)),
    )
    yield e.Daily(*here, who, (one,))
    yield e.Daily(*here, who, (full,))
    yield e.Daily(*here, who, (one, full))
