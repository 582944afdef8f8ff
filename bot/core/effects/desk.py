"""What is said to anyone who asks in private: menus, status, their own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.effects.base import Choice, Effect
from bot.core.records import Timing


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage in the wheel."""

    key: str
    number: int
    title: str
    state: str
    """waiting | open | held | draft | published | skipped."""
    round: str = ""
    done: int = 0
    of: int = 0
    missing: tuple[str, ...] = ()
    label: str = ""
    """The title as it fits on a button; "" : the title itself."""
    number_of_round: int = 1
    """Which round of the stage, where rounds are listed one by one."""
    edition: int = 0
    """The newest edition that is out; of a draft with one the next is being made. Not told in the wheel of 0."""
    deadline: date | None = None
    """Of an open round, where it is told."""
    over: bool = False
    """The deadline has come."""
    ballot: int = 1
    """Which vote is before the partners; from 2 on `done` have voted again, and earlier voices still count."""
    part: int = 1
    """Of an open round, which of its `parts` is before the partners."""
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Stages:
    """The twelve stages as they stand, to be drawn with a message."""

    partnership: str
    lines: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What waits for the broker above all."""

    what: str
    """draft (to be published) | lists (to be looked through) | next_part (to be opened) | held (the last part is
    closed, the round is not) | part_in (all have handed in this part) | all_in (all have handed in the last) |
    corrections | missing (an open round waits for some, or nobody has joined) | stage (to be opened) | finished
    (how to go on after the last stage) | answer (of a representative's own)."""
    line: StageLine
    """The stage that it is about."""
    part: int = 0
    """For part_in: which part is open, 1, 2, …"""
    part_key: str = ""


@dataclass(frozen=True, slots=True)
class Menu(Effect):
    partnership: str
    name: str
    organisation: str
    broker: bool
    representative: bool
    open: tuple[StageLine, ...]
    """Rounds the person can answer in now."""
    others: bool
    """The person is in other partnerships too."""
    notice: str = ""
    """"" | "not_now": what was asked for does not fit where things stand | "saved"."""
    sending: bool = False
    """For brokers: the partnership speaks where pushing is billed, so there is a page about sending."""
    to_confirm: int = 0
    """Answers that the person's organisation has yet to confirm."""
    ledger: bool = False
    """Something was promised, so that there is a ledger to read."""
    register: bool = False
    """Something was agreed or decided, so that there is a register to read."""
    elects: bool = False
    """No broker can be reached: a representative can ask the group to choose one."""
    next: NextStep | None = None
    """For brokers."""
    papers: bool = False
    """There are papers that the person may have."""


@dataclass(frozen=True, slots=True)
class Status(Effect):
    partnership: str
    organisation: str
    lines: tuple[StageLine, ...]
    mine: tuple[tuple[str, str, int, int], ...]
    """For each open round: stage title, state (todo | asking | reviewing | done), answered, of."""


@dataclass(frozen=True, slots=True)
class Summaries(Effect):
    """Which published summary to read: those of one cycle."""

    lines: tuple[StageLine, ...]
    cycle: int = 1
    others: tuple[int, ...] = ()
    """Further cycles in which there are some."""


@dataclass(frozen=True, slots=True)
class Partnerships(Effect):
    """Switch: the partnerships that the person belongs to."""

    choices: tuple[Choice, ...]
    waits: tuple[NextStep | None, ...] = ()
    """What waits for them in each, as far as it was looked up."""


@dataclass(frozen=True, slots=True)
class Switched(Effect):
    partnership: str


@dataclass(frozen=True, slots=True)
class Help(Effect):
    broker: bool


@dataclass(frozen=True, slots=True)
class Privacy(Effect):
    partnership: str
    version: str
    broker: str
    """Whom to turn to."""
    consented: bool
    """False while the person is asked for consent: then the two buttons stand here too."""
    keep_days: int = Timing().keep_days
    """So long after the end names are kept."""


@dataclass(frozen=True, slots=True)
class MyData(Effect):
    """Everything kept of the person in this partnership."""

    partnership: str
    name: str
    organisation: str
    authority: str
    remind: str
    roles: tuple[str, ...]
    joined: datetime | None
    answers: tuple[tuple[str, str, str], ...]
    """stage title, question title, answer: those the person gave."""
    apps: bool = False
    """The person may use another app too: the bot speaks on more than one."""


@dataclass(frozen=True, slots=True)
class OwnFile(Effect):
    """The same and more as a file to keep (PDPA, sections 30 and 31); what it holds is made when it is delivered."""

    partnership: str


@dataclass(frozen=True, slots=True)
class AskErase(Effect):
    """Erase what links the answers to the person, or the answers too, or nothing."""

    partnership: str
    last_broker: bool
    answers: int


@dataclass(frozen=True, slots=True)
class Erased(Effect):
    partnership: str
    answers_too: bool


@dataclass(frozen=True, slots=True)
class LanguageSet(Effect):
    pass


@dataclass(frozen=True, slots=True)
class AskNewName(Effect):
    """Correct the name shown in reports."""

    now: str
