"""What a partnership keeps beside its answers: what was published, agreed, promised and noted.

Frozen like the model, of which they are part. None of them knows a platform or a sentence of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.core.ids import Person, Slot
from bot.core.results import Block

# ── what a broker did with what partners said, before it is put to all ───────


@dataclass(frozen=True, slots=True)
class Curation:
    """What a broker made of one item of a pooled list. The first proposer's words stay in the answers."""

    into: str = ""
    """Key of the item with which it was merged."""
    wording: str = ""
    """Read instead of the first proposer's words."""
    dropped: str = ""
    """Why it is not put to the others; "" : it is."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An answer that the broker leaves out of what is published."""

    reason: str
    by: Person
    at: datetime


# ── what was published ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two editions. `before` or `after` is "" where it was not, or is no more."""

    what: str
    """A block's title, and of which row."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A stage's summary as it was published, for good: what later changes does not change it."""

    number: int
    """1, 2, … of its round."""
    at: datetime
    by: Person
    language: str
    blocks: tuple[Block, ...]
    answered: tuple[str, ...]
    """Names of the organisations that had handed in everything."""
    partly: tuple[str, ...]
    missing: tuple[str, ...]
    agreed: str = ""
    """The line "ข้อตกลงร่วม"."""
    note: str = ""
    """A remark of the broker's to the readers."""
    changes: tuple[Change, ...] = ()
    """Against the edition before; () in the first."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An organisation's wish to have a published summary put right (ขอแก้)."""

    id: str
    round: str
    edition: int
    organisation: str
    by: Person
    at: datetime
    text: str
    state: str = "waiting"
    """waiting | taken (its organisation may change its answers) | refused | done (in a later edition)."""
    reason: str = ""
    """Why it was refused; "" where it had been taken up, and was called off."""


# ── what was decided and agreed ──────────────────────────────────────────────


class Rule(StrEnum):
    """How the partners decide (the options of decision_rule, stage 5)."""

    CONSENSUS = "consensus"
    NO_OBJECTION = "no_objection"
    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"
    DELEGATED = "delegated"


class Quorum(StrEnum):
    """How many organisations must have taken part for a decision to count."""

    HALF = "half"
    """More than half of them."""
    TWO_THIRDS = "two_thirds"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One entry in the register of agreements: a decision with its count, or an agreed line."""

    id: str
    kind: str
    """decision | agreed (the line of a summary) | membership | override (stage 12) | broker."""
    at: datetime
    cycle: int
    title: str
    """What it is about, in people's or the questionnaire's words."""
    result: str
    """What was decided, as people read it."""
    round: str = ""
    stage: str = ""
    slot: Slot | None = None
    rule: Rule | None = None
    quorum: Quorum | None = None
    outcome: str = ""
    """carried | not_carried | tied | no_quorum | referred (to the working group); "" for a mere line."""
    counts: tuple[tuple[str, int], ...] = ()
    """How many organisations: consent options or choices by key; "abstain", "absent"; points of a rank."""
    awaits: tuple[str, ...] = ()
    """Ids of the organisations whose voice is provisional and could still turn the outcome."""
    ballot: int = 1
    """1: the first vote on it in its round; 2: the second."""
    replaces: str = ""
    """Id of the entry that it takes the place of."""


# ── what was promised ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Promise:
    """What an organisation has taken upon itself. Late is no state: it is open and its day is past."""

    id: str
    organisation: str
    what: str
    made_at: datetime
    due: date | None = None
    cycle: int = 1
    stage: str = ""
    round: str = ""
    slot: Slot | None = None
    """The answer it came from."""
    state: str = "open"
    """open | done | handed_over | dropped."""
    reason: str = ""
    to: str = ""
    """Id of the organisation that has it now, when it was handed over; or to which it is offered, while open."""
    settled_at: datetime | None = None
    provisional: bool = False
    """The organisation has yet to confirm it."""


# ── the broker's own ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Note:
    """A broker's private note; brokers of the partnership see it, nobody else."""

    id: str
    text: str
    by: Person
    at: datetime
    stage: str = ""
    organisation: str = ""
    remind_on: date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The broker's role, offered by one who has it; it changes hands when the other takes it."""

    by: Person
    to: Person
    at: datetime
    whole: bool
    """True: handed over. False: shared."""


@dataclass(frozen=True, slots=True)
class Election:
    """The group's choice of a broker, when none can be reached: one voice an organisation."""

    candidate: Person
    at: datetime
    voices: Mapping[str, bool] = field(default_factory=dict)
    """Organisation → in favour."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """Who speaks for an organisation by telephone, with a broker writing. They agreed to that by word."""

    name: str
    consented_at: datetime
    by: Person
    """The broker who asked them."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When the bot keeps quiet, and how long a published summary can be objected to. Hours of Bangkok."""

    quiet_from: int = 20
    quiet_to: int = 8
    weekends: bool = False
    """Weekends are quiet too."""
    holidays: bool = False
    """Thai public holidays are quiet too."""
    correction_hours: int = 72
    keep_days: int = 365
    """So long after the partnership's end it is kept who took part (bot/core/keeping.py). A year, unless the broker
    says otherwise: funders and auditors come back to a project within the budget year that follows it."""
