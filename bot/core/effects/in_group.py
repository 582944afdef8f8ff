"""What is said in a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.cycle import Stage
from bot.core.effects.base import Effect
from bot.core.effects.desk import StageLine, Stages
from bot.core.records import Change
from bot.core.results import Block


@dataclass(frozen=True, slots=True)
class Welcome(Effect):
    """The bot was added: who it is, and the offer to set the partnership up (button opens "setup")."""


@dataclass(frozen=True, slots=True)
class InviteToJoin(Effect):
    """The partnership is set up: representatives are asked to join (button opens "join")."""

    partnership: str
    purpose: str
    again: bool = False
    """Name or purpose has changed: shown in place of the invitation that is there."""
    arrival: bool = False
    """Somebody came into the group: of no use while an invitation is the newest thing shown there."""


@dataclass(frozen=True, slots=True)
class Progress(Effect):
    """A part is open; who has handed in so far. One message a part, edited in place (slot)."""

    slot: str
    stage: Stage
    part: int
    """1, 2, … of `parts`."""
    parts: int
    done: tuple[str, ...]
    """Names of the organisations that have handed in."""
    missing: tuple[str, ...]
    first: bool
    """True when the part has just opened."""
    closed: bool = False
    number: int = 1
    """The round's number: from 2 on it is a new check-in."""
    begun: tuple[str, ...] = ()
    """Names of those among `missing` that have answered something already."""
    again: bool = False
    """The round was closed before and has been opened again."""
    promises: int = 0
    """While a stage begins: how many promises of all are open."""
    late: int = 0
    """How many of these are past their day."""
    deadline: date | None = None
    """Until when it can be answered."""
    ballot: int = 1
    """Which vote is before them; from 2 on `done` have voted again, and earlier voices still count."""
    stages: Stages | None = None
    """While a stage begins: how all of them stand."""


@dataclass(frozen=True, slots=True)
class Summary(Effect):
    """What a stage came to. Published once (`once`), or previewed to the broker (`once` == "")."""

    once: str
    partnership: str
    stage: Stage
    number: int
    edition: int
    answered: tuple[str, ...]
    """Names of the organisations that handed in everything."""
    missing: tuple[str, ...]
    """Names of those that answered nothing."""
    blocks: tuple[Block, ...]
    agreed: str
    """The line "ข้อตกลงร่วม" that the broker wrote; "" if none."""
    cycle: int = 1
    round: str = ""
    """Set for the broker's preview only, for its buttons."""
    partly: tuple[str, ...] = ()
    """Names of those that answered something and did not hand in."""
    for_broker: tuple[Block, ...] = ()
    """What only the broker may see; never in a group."""
    note: str = ""
    """A remark of the broker's to the readers."""
    changes: tuple[Change, ...] = ()
    """Against the edition before."""
    draft: bool = False
    """It is closed and waits for the broker to publish it."""
    unsettled: str = ""
    """Of a draft: the part whose vote settled nothing, and which can be voted on once more."""
    reading: str = ""
    """The round, when a summary that is out is read again."""
    others: tuple[int, ...] = ()
    """Numbers of the other editions that can be read."""
    correct: str = ""
    """The round, where an organisation may ask for a correction by the button below; "" : not any more."""
    stages: Stages | None = None
    """While it is published: how the stages stand with it."""


@dataclass(frozen=True, slots=True)
class GroupStatus(Effect):
    """/status in a group: what is open, who has answered, who is missing."""

    partnership: str
    lines: tuple[StageLine, ...]
    organisations: tuple[str, ...]
    promises: int = 0
    """How many are open."""
    late: int = 0
    """How many of these are past their day."""
    ledger: bool = False
    """Something was promised, so that there is a ledger to read."""
    register: bool = False
    """Something was agreed or decided, so that there is a register to read."""


@dataclass(frozen=True, slots=True)
class GroupHelp(Effect):
    """/start, /menu, /help and the like in a group: one short line and the way to the private chat."""

    ready: bool
    """False while the partnership is not set up: then the button opens "setup"."""
    why: str = ""
    """What was asked for and not done: no_stage (the agreed line: no stage is open), "" for nothing."""


@dataclass(frozen=True, slots=True)
class AnonymousAsked(Effect):
    """Someone wrote a broker's command under the group's name: the button tells who it is."""

    command: str
    argument: str


@dataclass(frozen=True, slots=True)
class NoSummaryYet(Effect):
    """/summary where nothing has been published."""
