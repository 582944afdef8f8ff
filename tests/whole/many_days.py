"""One partnership over many days, by chance, and an oracle that judges what it was sent.

The partnership is changed by `step` alone, and told that time has passed when `timing.next_due` says so.
The oracle keeps its own record of what people did, and never asks the code that it judges.
"""

from __future__ import annotations

import pickle
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.core import effects as say
from bot.core.cycle import Cycle, Kind, Part, PartKind
from bot.core.effects import Effect
from bot.core.events import Blocked, Event, Happening, Pressed, Said, TimePassed
from bot.core.model import Member, Partnership, Person, Place, Role
from bot.core.records import Note, Promise
from bot.core.step import step
from bot.core.timing import next_due
from tests.core.factories import partnership, person
from tests.core.scene import BROKER, question, stage

BEGIN = datetime(2027, 1, 3, 22, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICK = timedelta(seconds=30)
THAI = timedelta(hours=7)
STAGES = ("plan", "work", "look")
CYCLE = Cycle(
    {
        key: stage(key, n, Part("ask", PartKind.INTERVIEW, (question(key, Kind.TEXT, recurring=True),)))
        for n, key in enumerate(STAGES, 1)
    },
    {},
)
CHOSEN = {"morning": 8, "noon": 12, "evening": 17}
REST = 3
"""Whole days without a word after the one on which somebody asked for a rest."""


def thai(at: datetime) -> datetime:
    """The wall clock of Bangkok, as a moment that can be read."""
    return at + THAI


def at_hour(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - THAI


# ── what the oracle knows ────────────────────────────────────────────────────


@dataclass
class Asked:
    """A round as its partners know it."""

    opened: datetime
    open: bool = True
    draft: bool = False
    handed: set[str] = field(default_factory=set)
    deadline: datetime | None = None
    """Until the broker was told that it has come."""
    since: timedelta | None = None
    """How long the bot had been running when it first could have told."""


@dataclass
class Known:
    """A person as the others know them."""

    organisation: str
    broker: bool
    hour: str
    reachable: bool = True
    rests_until: date | None = None
    reminded: date | None = None
    owed: datetime | None = None
    """The hour at which a reminder was due that has not come yet."""
    run: timedelta = timedelta()
    """How long the bot had been running then."""
    hour_run: timedelta | None = None
    """The same of the last time that their hour came, whether anything waited or not."""


@dataclass
class Oracle:
    holidays: frozenset[date]
    people: dict[Person, Known]
    rounds: dict[str, Asked] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """Organisations that left or pause."""
    promises: dict[str, tuple[str, date]] = field(default_factory=dict)
    notes: dict[str, date] = field(default_factory=dict)
    quiet: tuple[int, int] = (20, 8)
    weekends: bool = False
    keeps_holidays: bool = False
    running: timedelta = timedelta()
    figures: Counter[str] = field(default_factory=Counter)

    # ── the rules, from the issue ────────────────────────────────────────────

    def quiet_day(self, day: date) -> bool:
        weekend = self.weekends and day.isoweekday() > 5
        return weekend or (self.keeps_holidays and day in self.holidays)

    def is_quiet(self, at: datetime) -> bool:
        start, end = self.quiet
        hour = thai(at).hour
        return self.quiet_day(thai(at).date()) or hour >= start or hour < end

    def hour(self, who: Known) -> int:
        return max(CHOSEN[who.hour], self.quiet[1])

    def waits(self, who: Known, at: datetime) -> set[str]:
        """What a person is to be reminded of at a moment."""
        day, found = thai(at).date(), set[str]()
        if who.organisation and who.organisation not in self.gone:
            for key, asked in self.rounds.items():
                late_enough = at - asked.opened >= 20 * HOUR
                if asked.open and late_enough and who.organisation not in asked.handed:
                    found.add(key)
            for key, (owner, due) in self.promises.items():
                if owner == who.organisation and (due - day).days <= 3:
                    found.add(key)
        if who.broker:
            found |= {key for key, due in self.notes.items() if due <= day}
            monday = day - (day.isoweekday() - 1) * DAY
            if all(self.quiet_day(monday + n * DAY) for n in range(day.isoweekday() - 1)):
                found |= {"digest" for r in self.rounds.values() if r.open or r.draft}
                found |= {"digest" for _, due in self.promises.values() if due < day}
        return found

    def may(self, who: Known, at: datetime) -> bool:
        day = thai(at).date()
        rests = who.rests_until is not None and day <= who.rests_until
        return who.reachable and who.hour != "never" and not rests and who.reminded != day

    # ── time goes by ─────────────────────────────────────────────────────────

    def hours_between(self, before: datetime, now: datetime, running: bool) -> None:
        """Whose hour came between two moments in which nothing happened, and who has waited too long."""
        day = thai(before).date()
        while at_hour(day, 0) <= now:
            for who in self.people.values():
                if who.hour != "never":
                    self._hour_of(who, at_hour(day, self.hour(who)), before, now, running)
            day += DAY
        if running:
            self.running += now - before
        for who in self.people.values():
            self._still_owed(who, now)
        for asked in self.rounds.values():
            self._still_untold(asked, now)

    def _hour_of(
        self, who: Known, slot: datetime, before: datetime, now: datetime, running: bool
    ) -> None:
        if not before < slot <= now or self.is_quiet(slot):
            return
        who.hour_run = self.running + (slot - before if running else timedelta())
        if self.may(who, slot) and self.waits(who, slot):
            who.owed, who.run = slot, who.hour_run

    def _still_owed(self, who: Known, now: datetime) -> None:
        if who.owed is None:
            return
        if not (self.may(who, now) and self.waits(who, now)):
            who.owed = None
            self.figures["seen to before it came"] += 1
        elif thai(now).date() != thai(who.owed).date() or self.is_quiet(now):
            # The rest of the day, as far as it was not quiet, had less than an hour of running time.
            end = at_hour(thai(who.owed).date(), self.quiet[0])
            assert self.running - max(now - end, timedelta()) - who.run <= HOUR, "missed"
            who.owed = None
            self.figures["no running time left that day"] += 1
        else:
            assert self.running - who.run <= HOUR, "missed by more than an hour of running time"

    def _still_untold(self, asked: Asked, now: datetime) -> None:
        if not asked.open or asked.deadline is None or asked.deadline > now or self.is_quiet(now):
            asked.since = None
        elif asked.since is None:
            asked.since = self.running
        else:
            assert self.running - asked.since <= HOUR, "a deadline that nobody was told of"

    # ── what was sent ────────────────────────────────────────────────────────

    def sent(self, effect: Effect, at: datetime) -> None:
        match effect:
            case say.Daily():
                self._daily(effect, at)
            case say.DeadlineCame():
                self._deadline(effect, at)

    def _daily(self, sent: say.Daily, at: datetime) -> None:
        who, day = self.people[sent.person], thai(at).date()
        assert not self.is_quiet(at), "in quiet time"
        assert thai(at).hour >= self.hour(who), "before their hour"
        assert who.reachable
        assert who.hour != "never"
        assert who.reminded != day, "a second one that day"
        if who.hour_run is not None:
            assert self.running - who.hour_run <= HOUR, "at an hour that is not theirs"
        assert who.rests_until is None or day > who.rests_until, "while they rest"
        waits = self.waits(who, at)
        (section,) = sent.sections
        named = {due.line.round for due in section.rounds}
        assert named == {key for key in waits if key in self.rounds}, "for what does not wait"
        digest = {"digest"} if section.digest else set[str]()
        assert bool(named or section.promises or section.notes or digest)
        assert len(section.promises) == len([k for k in waits if k in self.promises])
        assert len(section.notes) == len([k for k in waits if k in self.notes])
        assert digest == waits & {"digest"}
        who.reminded, who.owed = day, None
        self.figures["reminders"] += 1

    def _deadline(self, told: say.DeadlineCame, at: datetime) -> None:
        asked = self.rounds[told.round]
        assert not self.is_quiet(at), "in quiet time"
        assert asked.open
        assert asked.deadline is not None, "told twice, or never set"
        assert asked.deadline <= at
        asked.deadline = None
        self.figures["deadlines told"] += 1


# ── one partnership ──────────────────────────────────────────────────────────


class Life:
    """A partnership over `days`, by chance."""

    def __init__(self, chance: random.Random, days: int = 400) -> None:
        self.chance = chance
        self.at = BEGIN
        self.end = BEGIN + days * DAY
        self.holidays = frozenset(
            (BEGIN + n * DAY).date() for n in range(days + 40) if chance.random() < 0.06
        )
        self.due: datetime | None = None
        self.down_until: datetime | None = None
        self.down_at = self._next_down()
        self.p, self.oracle = self._begin()
        self.made = 0
        self.deeds: tuple[tuple[int, Callable[[], None]], ...] = (
            (8, self.open), (30, self.answer), (30, self.hand_in), (6, self.close), (4, self.publish),
            (2, self.reopen), (4, self.snooze), (1, self.never), (3, self.another_hour), (2, self.block),
            (2, self.come_back), (1, self.leave), (2, self.return_), (2, self.quiet_times),
            (3, self.promise), (3, self.keep), (1, self.note), (2, self.set_deadline), (6, self.restart),
        )  # fmt: skip

    def _begin(self) -> tuple[Partnership, Oracle]:
        p = partnership(self.chance.randint(2, 5))
        p = replace(p, purpose="", form=p.form)
        people: dict[Person, Known] = {}
        for member in tuple(p.members.values()):
            hour = self.chance.choice(("morning", "noon", "evening", "evening", "never"))
            if member.broker:
                hour = ""
            p = p.with_member(replace(member, remind=hour))
            people[member.person] = Known(member.organisation, member.broker, hour or "morning")
        for number in range(self.chance.randint(0, 2)):
            second = self._colleague(p, number)
            p = p.with_member(second)
            people[second.person] = Known(second.organisation, False, second.remind)
        if self.chance.random() < 0.3:
            p = p.with_member(self._speaks_too(p.members[BROKER]))
            people[BROKER] = Known("o1", True, "noon")
        return p, Oracle(self.holidays, people)

    def _colleague(self, p: Partnership, number: int) -> Member:
        who = person(f"colleague{number}")
        first = p.members[person("o1")]
        return replace(first, person=who, private=Place(*who), remind="noon")

    def _speaks_too(self, broker: Member) -> Member:
        first = self.p_first
        both = frozenset({Role.BROKER, Role.REPRESENTATIVE})
        return replace(
            broker, organisation="o1", roles=both, authority=first.authority, remind="noon"
        )

    @property
    def p_first(self) -> Member:
        return partnership(1).members[person("o1")]

    # ── time ─────────────────────────────────────────────────────────────────

    def _next_down(self) -> datetime:
        return self.at + self.chance.expovariate(1 / 9) * DAY

    def live(self) -> None:
        """Day after day: people act, the bot is now and then not there, and time passes."""
        self._note_due()
        act = self.at
        while self.at < self.end:
            act = max(act, self.at) + self.chance.expovariate(1.6) * DAY
            self._until(min(act, self.end))
            if self.down_until is None:
                self._do()

    def _until(self, then: datetime) -> None:
        """Everything that comes by itself before a moment."""
        while True:
            if self.down_until is not None:
                if self.down_until > then:
                    return self._go(then, running=False)
                self._go(self.down_until, running=False)
                self.down_until, self.down_at = None, self._next_down()
                continue
            late = self.chance.choice((0, 1)) * self.chance.random() * TICK
            tick = None if self.due is None else max(self.due, self.at) + late
            if self.down_at <= min(then, tick or then):
                self._go(max(self.down_at, self.at), running=True)
                self._fall()
            elif tick is not None and tick <= then:
                self._go(tick, running=True)
                self._pass()
            else:
                return self._go(then, running=True)

    def _go(self, then: datetime, *, running: bool) -> None:
        self.oracle.hours_between(self.at, then, running)
        self.at = then

    def _fall(self) -> None:
        hours = self.chance.choice((0.01, 0.5, 2, 7, 30, 100))
        self.down_until = self.at + self.chance.random() * hours * HOUR
        self.restart()

    def _pass(self) -> None:
        due, self.due = self.due, None
        day, row = thai(self.at).date(), 0
        holiday = day in self.holidays
        while day - (row + 1) * DAY in self.holidays:
            row += 1
        group = self.p.groups[0]
        self._step(Event("t", self.at, group, Person("telegram", ""), TimePassed(holiday, due, row), private=False))
        assert self.due is None or self.due > self.at, "it would go round and round"
        self.oracle.figures["looks"] += 1

    def _step(self, event: Event) -> list[Effect]:
        looked = isinstance(event.happened, TimePassed)
        self.p, said = step(self.p, event, CYCLE)
        if looked or self.due is None or self.due > self.at:
            self._note_due()
        for effect in said:
            self.oracle.sent(effect, self.at)
        self.oracle.figures["steps"] += 1
        return said

    def _note_due(self) -> None:
        self.due = next_due(self.p, CYCLE, self.at, lambda day: day in self.holidays)

    # ── what people do ───────────────────────────────────────────────────────

    def _do(self) -> None:
        weights, deeds = zip(*self.deeds, strict=True)
        self.chance.choices(deeds, weights)[0]()

    def does(self, who: Person, happened: Happening) -> list[Effect]:
        self.oracle.people[who].reachable = not isinstance(happened, Blocked)
        event = Event("e", self.at, Place(*who), who, happened, "ชื่อ", "th")
        said = self._step(event)
        self._settle()
        return said

    def press(self, who: Person, action: str) -> list[Effect]:
        return self.does(who, Pressed("x", action))

    def _settle(self) -> None:
        """What was owed may have been seen to by what somebody did."""
        for who in self.oracle.people.values():
            if who.owed and not (self.oracle.may(who, self.at) and self.oracle.waits(who, self.at)):
                who.owed = None

    def _changed(self, p: Partnership) -> None:
        """By another room of the house, whose own steps are not the matter here."""
        self.p = p
        if self.due is None or self.due > self.at:
            self._note_due()
        self._settle()

    def anyone(self) -> Person:
        return self.chance.choice(list(self.oracle.people))

    def a_round(self, fits: Callable[[Asked], bool]) -> str:
        keys = [key for key, asked in self.oracle.rounds.items() if fits(asked)]
        return self.chance.choice(keys) if keys else ""

    def open(self) -> None:
        key = self.chance.choice(STAGES)
        old = [k for k in self.oracle.rounds if f"-{key}-" in k]
        if old and (self.oracle.rounds[old[-1]].open or self.oracle.rounds[old[-1]].draft):
            return
        self.press(BROKER, f"checkin:{key}" if old else f"open:{key}:full")
        self.oracle.rounds[f"c1-{key}-{len(old) + 1}"] = Asked(self.at)
        assert list(self.p.rounds) == list(self.oracle.rounds)
        self._settle()

    def answer(self) -> None:
        who, key = self.anyone(), self.a_round(lambda r: r.open)
        if key and self._speaks(who):
            self.press(who, f"go:{key}")
            self.does(who, Said(f"คำตอบที่ {self.chance.random()}", "m"))

    def hand_in(self) -> None:
        who, key = self.anyone(), self.a_round(lambda r: r.open)
        if key and self._speaks(who):
            said = self.press(who, f"handin:{key}")
            if any(isinstance(effect, say.HandedIn) for effect in said):
                self.oracle.rounds[key].handed.add(self.oracle.people[who].organisation)
                self._settle()

    def _speaks(self, who: Person) -> bool:
        organisation = self.oracle.people[who].organisation
        return bool(organisation) and organisation not in self.oracle.gone

    def close(self) -> None:
        if key := self.a_round(lambda r: r.open):
            self.press(BROKER, f"close:{key}:yes")
            asked = self.oracle.rounds[key]
            asked.open, asked.draft = False, True
            self._settle()

    def publish(self) -> None:
        if key := self.a_round(lambda r: r.draft):
            self.press(BROKER, f"publish:{key}")
            self.oracle.rounds[key].draft = False
            self._settle()

    def reopen(self) -> None:
        newest = {key.split("-")[1]: key for key in self.oracle.rounds}
        key = self.a_round(lambda r: not r.open)
        if key and key in newest.values():
            self.press(BROKER, f"reopen:{key}")
            asked = self.oracle.rounds[key]
            asked.open, asked.draft = True, False
            asked.deadline = None

    def snooze(self) -> None:
        who = self.anyone()
        self.press(who, "snooze")
        self.oracle.people[who].rests_until = thai(self.at).date() + REST * DAY
        self._settle()

    def never(self) -> None:
        who = self.anyone()
        self.press(who, "noreminders")
        self.oracle.people[who].hour = "never"
        self._settle()

    def another_hour(self) -> None:
        who, hour = self.anyone(), self.chance.choice(("morning", "noon", "evening"))
        self.press(who, f"remind:{hour}")
        known = self.oracle.people[who]
        known.hour, known.owed, known.hour_run = hour, None, None

    def block(self) -> None:
        who = self.anyone()
        if who != BROKER:
            self.does(who, Blocked())

    def come_back(self) -> None:
        self.press(self.anyone(), "menu")

    def leave(self) -> None:
        key = self.chance.choice(list(self.p.organisations))
        state = self.chance.choice(("left", "paused"))
        self.oracle.gone.add(key)
        self._changed(self.p.with_organisation(replace(self.p.organisations[key], state=state)))

    def return_(self) -> None:
        if self.oracle.gone:
            key = self.chance.choice(sorted(self.oracle.gone))
            self.oracle.gone.discard(key)
            back = replace(self.p.organisations[key], state="member")
            self._changed(self.p.with_organisation(back))

    def quiet_times(self) -> None:
        """Whoever was owed a reminder is not, where the times they were owed it by are others now."""
        oracle = self.oracle
        match self.chance.randint(1, 3):
            case 1:
                oracle.quiet = self.chance.choice(((20, 8), (18, 9), (21, 7)))
                self.press(BROKER, f"settiming:quiet:{oracle.quiet[0]}:{oracle.quiet[1]}")
            case 2:
                oracle.weekends = not oracle.weekends
                self.press(BROKER, f"settiming:weekends:{'on' if oracle.weekends else 'off'}")
            case _:
                oracle.keeps_holidays = not oracle.keeps_holidays
                self.press(BROKER, f"settiming:holidays:{'on' if oracle.keeps_holidays else 'off'}")
        for who in oracle.people.values():
            who.owed = who.hour_run = None

    def promise(self) -> None:
        self.made += 1
        key, owner = f"p{self.made}", self.chance.choice(list(self.p.organisations))
        due = thai(self.at).date() + self.chance.randint(-5, 40) * DAY
        self.oracle.promises[key] = (owner, due)
        self._changed(self.p.with_promise(Promise(key, owner, "จะทำ", self.at, due)))

    def keep(self) -> None:
        if self.oracle.promises:
            key = self.chance.choice(list(self.oracle.promises))
            del self.oracle.promises[key]
            self._changed(self.p.with_promise(replace(self.p.promises[key], state="done")))

    def note(self) -> None:
        self.made += 1
        if self.oracle.notes and self.chance.random() < 0.7:
            key = self.chance.choice(list(self.oracle.notes))
            del self.oracle.notes[key]
            self._changed(self.p.with_note(replace(self.p.notes[key], done=True)))
            return
        due = thai(self.at).date() + self.chance.randint(0, 30) * DAY
        self.oracle.notes[f"n{self.made}"] = due
        made = Note(f"n{self.made}", "จำไว้", BROKER, self.at, remind_on=due)
        self._changed(self.p.with_note(made))

    def set_deadline(self) -> None:
        if key := self.a_round(lambda r: r.open):
            days = self.chance.choice((3, 7, 14))
            said = self.press(BROKER, f"deadline:{key}:{days}")
            if not any(isinstance(e, say.StageCard) and e.note == "deadline" for e in said):
                return  # none is offered once all are in
            self.oracle.rounds[key].deadline = at_hour(thai(self.at).date() + days * DAY, 17)

    def restart(self) -> None:
        """Nothing is left but what was kept; that takes a while, so only of every fourth."""
        if self.chance.random() < 0.25:
            self.p = pickle.loads(pickle.dumps(self.p))  # noqa: S301 - our own
        self.oracle.figures["restarts"] += 1
