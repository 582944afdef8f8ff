"""Reminders, deadlines, quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.cycle import Stage
from bot.core.effects.base import Effect
from bot.core.effects.cycles import NoteLine
from bot.core.effects.desk import StageLine
from bot.core.model import Person


@dataclass(frozen=True, slots=True)
class RoundDue:
    """An open round in which the person's organisation has not handed in."""

    line: StageLine
    left: int
    """Questions left to answer."""
    deadline: date | None


@dataclass(frozen=True, slots=True)
class PromiseDue:
    """A promise whose day is near or past."""

    organisation: str
    """"" : the reader's own."""
    what: str
    due: date
    late: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """The broker's week: what is open, and what waits for the broker."""

    stages: tuple[StageLine, ...] = ()
    drafts: tuple[StageLine, ...] = ()
    corrections: int = 0
    late: tuple[PromiseDue, ...] = ()
    later: int = 0
    """Promises past their day beside those in `late`."""


@dataclass(frozen=True, slots=True)
class Section:
    """What waits for one person in one of their partnerships."""

    partnership: str
    """Its id."""
    name: str
    rounds: tuple[RoundDue, ...] = ()
    promises: tuple[PromiseDue, ...] = ()
    to_confirm: int = 0
    """Answers that were given provisionally and await the organisation's word."""
    recorded: int = 0
    """Other answers that a broker wrote down for the organisation and it has not confirmed."""
    notes: tuple[NoteLine, ...] = ()
    """The broker's own notes for today."""
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class Daily(Effect):
    """The one message of the day to one person: what waits for them. The facilitator adds the sections of
    their other partnerships to the first."""

    person: Person
    sections: tuple[Section, ...]

    @property
    def partnership(self) -> str:
        """It names its partnerships by itself."""
        return self.sections[0].name


@dataclass(frozen=True, slots=True)
class Snoozed(Effect):
    """No reminders for a few days."""

    until: date
    """They begin again on this day."""


@dataclass(frozen=True, slots=True)
class NoReminders(Effect):
    """No reminders any more, until the person chooses an hour."""


@dataclass(frozen=True, slots=True)
class AskDeadline(Effect):
    """To a broker: until when a round can be answered."""

    round: str
    stage: Stage
    now: date | None
    """The deadline that is set."""
    read: tuple[date, ...] = ()
    """What was typed may mean one of these."""
    past: bool = False
    """The day that was given lies in the past, or more than a year ahead."""


@dataclass(frozen=True, slots=True)
class DeadlineCame(Effect):
    """To a broker: the deadline of a round has come. Nothing closes by itself."""

    round: str
    stage: Stage
    done: int
    of: int
    missing: tuple[str, ...]
    """Names of the organisations that have not handed in."""


@dataclass(frozen=True, slots=True)
class TimingPage(Effect):
    """To a broker: when the bot keeps quiet in this partnership, how long a summary can be objected to, and how long
    after its end it is kept who took part."""

    partnership: str
    quiet_from: int
    quiet_to: int
    weekends: bool
    holidays: bool
    correction_hours: int
    keep_days: int
    saved: bool = False


@dataclass(frozen=True, slots=True)
class NamesWillGo(Effect):
    """In each group, and to the brokers: on that day the names of all go (bot/core/keeping.py)."""

    partnership: str
    day: date
    broker: bool = False
    """Its reader can keep what is to be kept."""


@dataclass(frozen=True, slots=True)
class NamesGone(Effect):
    """In each group: it is done."""

    partnership: str
