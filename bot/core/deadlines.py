"""A round's deadline: soft. When it comes the brokers are told and decide; nothing closes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.cycle import Cycle, Kind, Stage
from bot.core.handing_in import show_progress
from bot.core.hours import DAY, Holidays, day_of, first_allowed, moment, quiet
from bot.core.model import Partnership, Round, Writing
from bot.core.reach import to_brokers
from bot.core.reading import Understood, Unsure, read
from bot.core.stage_card import stage_card
from bot.core.turn import Turn
from bot.core.whole import done_and_missing

AT_HOUR = 17
"""A deadline is a day; it comes at this hour in Thailand."""
IN_DAYS = (3, 7, 14)
"""Days from today that are offered."""
SOON = timedelta(seconds=1)
MOST_AHEAD = 366
"""Days; a later one is taken for a slip."""


def deadline(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """Choose until when the round can be answered, or set what was chosen."""
    chosen = act.arg(2) or act.arg(1)
    if chosen == "none":
        _set(turn, stage, round, None)
    elif (day := _day(turn, chosen)) is not None:
        _given(turn, stage, round, day)
    else:
        _ask(turn, stage, round)


def _day(turn: Turn, chosen: str) -> date | None:
    if chosen.isdecimal() and int(chosen) in IN_DAYS:
        return today(turn.event.at) + int(chosen) * DAY
    try:
        return date.fromisoformat(chosen)
    except ValueError:
        return None


def _ask(
    turn: Turn, stage: Stage, round: Round, read_: tuple[date, ...] = (), *, past: bool = False
) -> None:
    turn.save(replace(turn.member, writing=Writing("deadline", round.id)))
    now = day_of(round.deadline)
    turn.say(say.AskDeadline(turn.here, turn.language, round.id, stage, now, read_, past))


def _given(turn: Turn, stage: Stage, round: Round, day: date) -> None:
    if _ahead(turn, day):
        _set(turn, stage, round, day)
    else:
        _ask(turn, stage, round, past=True)


def _ahead(turn: Turn, day: date) -> bool:
    return 0 * DAY < moment(day, AT_HOUR) - turn.event.at <= MOST_AHEAD * DAY


def _set(turn: Turn, stage: Stage, round: Round, day: date | None) -> None:
    """A new deadline is told anew when it comes; the group's line shows it."""
    at = moment(day, AT_HOUR) if day else None
    turn.save(replace(turn.member, writing=None))
    if at != round.deadline:
        turn.save_round(replace(round, deadline=at, deadline_told=False))
        show_progress(turn, round.id)
    note = "deadline" if day else "no_deadline"
    turn.say(stage_card(turn, stage, turn.here, turn.language, note))


def typed(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    """The day as a broker wrote it, in any of the ways in which Thai people write dates."""
    round = turn.partnership.rounds.get(writing.about)
    stage = turn.stage(round) if round else None
    if round is None or stage is None:
        return
    if not round.open:
        turn.say(stage_card(turn, stage, turn.here, turn.language, "not_now"))
        return
    match read(Kind.DATE, text, today=today(turn.event.at)):
        case Understood(value=date() as day):
            _given(turn, stage, round, day)
        case Unsure(candidates=candidates):
            days = tuple(d for d in candidates if isinstance(d, date) and _ahead(turn, d))
            _ask(turn, stage, round, days, past=not days)
        case _:
            turn.say(say.NotUnderstood(turn.here, turn.language, "deadline"))
            _ask(turn, stage, round)


# ── when it comes ────────────────────────────────────────────────────────────


def come(turn: Turn, *, holiday: bool) -> None:
    """Tell the brokers of each deadline that has come, unless it is quiet."""
    if quiet(turn.partnership.timing, turn.event.at, holiday):
        return
    for round in turn.partnership.open_rounds:
        stage = turn.stage(round)
        if stage and _awaits(round) and round.deadline and round.deadline <= turn.event.at:
            turn.save_round(replace(round, deadline_told=True))
            show_progress(turn, round.id)
            _tell(turn, stage, round)


def _awaits(round: Round) -> bool:
    return round.deadline is not None and not round.deadline_told


def _tell(turn: Turn, stage: Stage, round: Round) -> None:
    done, missing = done_and_missing(turn.cycle, turn.partnership, round)
    names = tuple(o.name for o in missing)
    all_ = len(done) + len(missing)
    for broker, to in to_brokers(turn.partnership):
        language = turn.language_of(broker)
        turn.say(say.DeadlineCame(to, language, round.id, stage, len(done), all_, names))


def next_deadline(
    partnership: Partnership, cycle: Cycle, after: datetime, is_holiday: Holidays
) -> Iterator[datetime]:
    """When the brokers are to be told of deadlines: later than `after`, and when it is not quiet."""
    for round in partnership.open_rounds:
        if _awaits(round) and round.deadline and cycle.stage(round.stage):
            at = max(round.deadline, after + SOON)
            yield first_allowed(partnership.timing, at, is_holiday)
