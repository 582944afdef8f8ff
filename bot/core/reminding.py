"""Reminders: to those whose answers are missing, at the hour they chose, one message a day at most.

Everything is worked out from how things stand at that moment; nothing is queued ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core import effects as say
from bot.core import notes, on_behalf, provisional
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.cycle import Cycle
from bot.core.hours import DAY, Holidays, day_of, hour_of, moment, next_slot, quiet_day
from bot.core.model import Member, Partnership, Person, Round
from bot.core.parts import answer_to, dues, handed_in
from bot.core.promising import open_promises
from bot.core.records import Note, Promise, Timing
from bot.core.sight import Sight
from bot.core.turn import DEFAULT_LANGUAGE, Turn
from bot.core.whole import asks, joined, set_up, stage_line

OPEN_FOR = timedelta(hours=20)
"""A round is open for so long before anyone is reminded of it."""
DUE_SOON = 3 * DAY
"""A promise is mentioned from so long before its day."""
REST = 3
"""Days without reminders, after the one on which somebody asked for a rest."""
MONDAY = 0
WEEK = 7 * DAY
MOST_LATE = 5
"""Late promises told of in a digest; the ledger has them all."""
NEVER = "never"


# ── whom, and when ───────────────────────────────────────────────────────────


def hour_chosen(member: Member) -> str:
    """morning | noon | evening; "" for whoever is not to be reminded. Brokers were not asked: the morning."""
    if member.private is None or not member.reachable or member.remind == NEVER:
        return ""
    if joined(member) or member.broker:
        return member.remind or "morning"
    return ""


def may_on(member: Member, day: date) -> bool:
    """Whether the member may be reminded on a day: not twice, and not while they rest."""
    rests = member.snoozed_until is not None and day < member.snoozed_until
    return not rests and member.reminded_on != day


def remind(turn: Turn, since: datetime, row: int = 0) -> None:
    """Write to those whose hour came between `since` and now, if anything waits for them. `row`: of holidays
    just before today."""
    at, day = turn.event.at, today(turn.event.at)
    for member in tuple(turn.partnership.members.values()):
        hour = hour_chosen(member)
        if not hour or not since <= moment(day, hour_of(turn.partnership.timing, hour)) <= at:
            continue
        section = section_for(turn.partnership, turn.cycle, member.person, at, row=row)
        if section and member.private:
            language = turn.language_of(member)
            turn.say(say.Daily(member.private, language, member.person, (section,)))
            turn.save(replace(member, reminded_on=day))


def section_for(
    partnership: Partnership,
    cycle: Cycle,
    person: Person,
    at: datetime,
    *,
    holiday: bool = False,
    row: int = 0,
) -> say.Section | None:
    """What waits today for a person in one of their partnerships; None: nothing, or they are not to be
    reminded of it today. `row`: of holidays just before today."""
    member, day = partnership.members.get(person), today(at)
    if member is None or not hour_chosen(member) or not may_on(member, day):
        return None
    if not _lives(partnership) or quiet_day(partnership.timing, day, holiday):
        return None
    language = member.language or partnership.language or DEFAULT_LANGUAGE
    section = say.Section(partnership.id, partnership.name)
    if _speaks(partnership, member):
        given, recorded = _unconfirmed(partnership, member.organisation)
        section = replace(
            section,
            rounds=tuple(_rounds(cycle, partnership, member, at, language)),
            promises=tuple(_promises(partnership, member.organisation, day)),
            to_confirm=given,
            recorded=recorded,
        )
    if member.broker:
        to_note = tuple(_note(cycle, partnership, n, language) for n in notes.due(partnership, day))
        digest = _digest(cycle, partnership, day, language) if _digest_day(partnership, day, row) else None
        section = replace(section, notes=to_note, digest=digest)
    empty = say.Section(partnership.id, partnership.name)
    return section if section != empty else None


def _lives(partnership: Partnership) -> bool:
    return set_up(partnership) and partnership.ended_at is None


def _speaks(partnership: Partnership, member: Member) -> bool:
    organisation = partnership.organisations.get(member.organisation)
    return joined(member) and organisation is not None and organisation.active


# ── what waits ───────────────────────────────────────────────────────────────


def _asks(round: Round) -> bool:
    """Whether answers are awaited in a round: not while it lies with the broker."""
    return round.open and not round.held


def _rounds(
    cycle: Cycle, partnership: Partnership, member: Member, at: datetime, language: str
) -> Iterator[say.RoundDue]:
    for round in partnership.rounds.values():
        stage = cycle.stage(round.stage)
        if stage is None or not _asks(round) or at - round.opened_at < OPEN_FOR:
            continue
        if not asks(partnership, round, member):
            continue
        sight = Sight(cycle, partnership, round, member.organisation, language)
        if handed_in(sight):
            continue
        left = sum(answer_to(sight, due.slot) is None for due in dues(sight))
        title, label = stage.title[language], stage.label.get(language, "")
        line = say.StageLine(stage.key, stage.number, title, "open", round.id, label=label)
        until = day_of(round.deadline)
        yield say.RoundDue(line, left, until if until and until >= today(at) else None)


def _unconfirmed(partnership: Partnership, organisation: str) -> tuple[int, int]:
    """How many answers await the organisation's own word: provisional ones, and others that a broker wrote down."""
    provisionally = {a.slot for a in provisional.to_confirm(partnership, organisation)}
    recorded = {a.slot for a in on_behalf.to_confirm(partnership, organisation)}
    return len(provisionally), len(recorded - provisionally)


def _promises(partnership: Partnership, organisation: str, day: date) -> Iterator[say.PromiseDue]:
    for promise in open_promises(partnership, organisation):
        if promise.due is not None and promise.due - DUE_SOON <= day:
            yield say.PromiseDue("", promise.what, promise.due, promise.due < day)


def _digest_day(partnership: Partnership, day: date, row: int) -> bool:
    """Monday; where that was kept as a holiday, the first day after that is none."""
    return day.weekday() == MONDAY or (partnership.timing.holidays and row >= day.weekday())


def _digest(cycle: Cycle, partnership: Partnership, day: date, language: str) -> say.Digest | None:
    """Once a week: how the partnership stands, and what waits for its broker."""
    going = [r for r in partnership.rounds.values() if r.stage in cycle.stages and not r.only]
    past = (p for p in open_promises(partnership) if p.due and p.due < day)
    late = sorted(past, key=lambda p: p.due or day)
    digest = say.Digest(
        tuple(_line(cycle, partnership, r, day, language) for r in going if r.open),
        tuple(_line(cycle, partnership, r, day, language) for r in going if r.draft),
        sum(c.state == "waiting" for c in partnership.corrections.values()),
        tuple(_late(partnership, p) for p in late[:MOST_LATE]),
        max(0, len(late) - MOST_LATE),
    )
    return digest if digest != say.Digest() else None


def _line(
    cycle: Cycle, partnership: Partnership, round: Round, day: date, language: str
) -> say.StageLine:
    stage = cycle.stages[round.stage]
    until = day_of(round.deadline) if round.open else None
    over = until is not None and until < day
    found = stage_line(cycle, partnership, stage, language)
    return replace(found, round=round.id, deadline=until, over=over)


def _note(cycle: Cycle, partnership: Partnership, note: Note, language: str) -> say.NoteLine:
    """With the stage or organisation that it is about."""
    stage, known = cycle.stages.get(note.stage), partnership.organisations.get(note.organisation)
    about = stage.title[language] if stage else known.name if known else ""
    return say.NoteLine(note.id, note.text, about, note.at, note.remind_on, note.done)


def _late(partnership: Partnership, promise: Promise) -> say.PromiseDue:
    organisation = partnership.organisations.get(promise.organisation)
    name, due = organisation.name if organisation else "", promise.due
    return say.PromiseDue(name, promise.what, due or date.max, late=True)


# ── when somebody is due next ────────────────────────────────────────────────


def next_reminder(
    partnership: Partnership, after: datetime, is_holiday: Holidays
) -> Iterator[datetime]:
    """Hours later than `after` at which someone may have to be reminded; looked at anew when they come."""
    if not _lives(partnership):
        return
    answers = (a for r in partnership.rounds.values() for a in r.answers.values())
    waiting = frozenset(a.organisation for a in answers if a.provisional or a.on_behalf)
    for member in partnership.members.values():
        hour = hour_chosen(member)
        earliest = _earliest(partnership, member, after, waiting, is_holiday) if hour else None
        if earliest is None:
            continue
        free = (member.snoozed_until, member.reminded_on + DAY if member.reminded_on else None)
        earliest = max(earliest, *(moment(day, 0) for day in free if day), after)
        timing = partnership.timing
        slot = next_slot(timing, hour_of(timing, hour), after, earliest, is_holiday)
        if slot is not None:
            yield slot


def _earliest(
    partnership: Partnership,
    member: Member,
    after: datetime,
    waiting: frozenset[str],
    is_holiday: Holidays,
) -> datetime | None:
    """From when on something may wait for a member. `waiting`: organisations with answers to confirm."""
    found = list(_of_broker(partnership, member, after, is_holiday))
    if _speaks(partnership, member):
        found += _of_representative(partnership, member)
        found += [after] if member.organisation in waiting else []
    return min(found, default=None)


def _of_representative(partnership: Partnership, member: Member) -> Iterator[datetime]:
    for round in partnership.rounds.values():
        if _asks(round) and asks(partnership, round, member):
            yield round.opened_at + OPEN_FOR
    for promise in open_promises(partnership, member.organisation):
        if promise.due:
            yield moment(promise.due - DUE_SOON, 0)


def _of_broker(
    partnership: Partnership, member: Member, after: datetime, is_holiday: Holidays
) -> Iterator[datetime]:
    if not member.broker:
        return
    for note in partnership.notes.values():
        if note.remind_on and not note.done:
            yield moment(note.remind_on, 0)
    if any(r.open or r.draft for r in partnership.rounds.values()) or any(
        c.state == "waiting" for c in partnership.corrections.values()
    ):
        yield _next_digest(partnership.timing, after, is_holiday)
    for promise in open_promises(partnership):
        if promise.due:
            late = max(after, moment(promise.due + DAY, 0))
            yield _next_digest(partnership.timing, late, is_holiday)


def _next_digest(timing: Timing, at: datetime, is_holiday: Holidays) -> datetime:
    """The beginning of that day, if it is this week's digest day; else of the next week's."""
    day = today(at)
    monday = day - day.weekday() * DAY
    this, following = (_first_day(timing, m, is_holiday) for m in (monday, monday + WEEK))
    return moment(this if this >= day else following, 0)


def _first_day(timing: Timing, monday: date, is_holiday: Holidays) -> date:
    """The first day of a week that is not quiet; its Monday, where all are."""
    days = (monday + n * DAY for n in range(WEEK.days))
    return next((day for day in days if not quiet_day(timing, day, is_holiday(day))), monday)


# ── what people make of it ───────────────────────────────────────────────────


def snooze(turn: Turn, _: Act) -> None:
    """A few days without reminders, from whichever partnership."""
    until_ = today(turn.event.at) + (REST + 1) * DAY
    turn.save(replace(turn.member, snoozed_until=until_))
    turn.say(say.Snoozed(turn.here, turn.language, until_))


def stop(turn: Turn, _: Act) -> None:
    turn.save(replace(turn.member, remind=NEVER))
    turn.say(say.NoReminders(turn.here, turn.language))


EVERYWHERE = frozenset({"snooze", "noreminders"})
"""Verbs that hold in all of a person's partnerships, for the message they stand under is about all."""
DESK: Mapping[str, Callable[[Turn, Act], None]] = {"snooze": snooze, "noreminders": stop}
KEEPS_WRITING = EVERYWHERE
"""Tapped in one partnership, they must not put away what is half written in another."""
