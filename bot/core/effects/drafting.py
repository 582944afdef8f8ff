"""Lists that a broker looks through, drafts and what is left out of them, corrections of what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.cycle import Stage
from bot.core.effects.base import Choice, Effect

# ── a pooled list, before it is put to all: to brokers ───────────────────────


@dataclass(frozen=True, slots=True)
class PooledLine:
    """One item of a pooled list."""

    key: str
    number: int
    """1, 2, … in the whole list."""
    label: str
    by: tuple[str, ...]
    """Names of those who proposed it; () where answers are anonymous."""
    reworded: bool = False
    doubles: tuple[str, ...] = ()
    """What a broker merged into it."""
    alike: tuple[int, ...] = ()
    """Numbers of those that may mean the same."""
    dropped: str = ""
    """Why it is not put to the others; "" : it is."""


@dataclass(frozen=True, slots=True)
class PooledList(Effect):
    """A list with everyone's entries, to be looked through."""

    round: str
    stage: Stage
    question: str
    title: str
    lines: tuple[PooledLine, ...]
    """Those of this page; what is dropped stands last."""
    page: int
    """From 0."""
    pages: int
    others: tuple[Choice, ...]
    """Further lists of the round."""
    waits: bool
    """The next part opens when the broker has looked."""


@dataclass(frozen=True, slots=True)
class PooledItem(Effect):
    """One item of a pooled list: whose words are behind it, and what can be made of it."""

    round: str
    stage: Stage
    question: str
    item: str
    label: str
    words: tuple[tuple[str, str], ...]
    """(organisation or "", its own words)."""
    doubles: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    """What was merged into it: (key, label, words)."""
    reworded: bool
    dropped: str
    settled: bool
    """Partners have answered about it: it can neither be merged into another nor dropped."""
    others: bool
    """There are items that it can be merged with."""
    note: str
    """"" | reworded | own_words | merged | split | dropped | back | settled (it cannot be dropped any more)."""


@dataclass(frozen=True, slots=True)
class MergeWith(Effect):
    """Into which item?"""

    round: str
    stage: Stage
    question: str
    item: str
    label: str
    choices: tuple[Choice, ...]
    page: int
    pages: int
    numbers: tuple[int, ...] = ()
    """Of the choices, as they stand in the list."""


@dataclass(frozen=True, slots=True)
class AskWording(Effect):
    """Type the item in other words."""

    round: str
    question: str
    item: str
    label: str
    longest: int
    """Grapheme clusters."""


@dataclass(frozen=True, slots=True)
class AskDropReason(Effect):
    """Why is the item not put to the others?"""

    round: str
    question: str
    item: str
    label: str


# ── drafts: to brokers ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AskReaderNote(Effect):
    """Write a remark to the readers of the next edition."""

    round: str
    stage: Stage
    now: str
    longest: int
    """Grapheme clusters."""


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """An answer that is left out of what is published."""

    slot: str
    """"<question>:<item>:<organisation>", as a button names it."""
    title: str
    organisation: str
    """"" where answers are anonymous."""
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOutList(Effect):
    """What is left out of a draft."""

    round: str
    stage: Stage
    lines: tuple[LeftOutLine, ...]
    page: int
    pages: int
    note: str = ""
    """"" | left | back."""


@dataclass(frozen=True, slots=True)
class LeaveWhich(Effect):
    """From which question is an answer to be left out?"""

    round: str
    stage: Stage
    choices: tuple[Choice, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LeaveFrom(Effect):
    """Whose answer to the question is to be left out?"""

    round: str
    stage: Stage
    question: str
    title: str
    choices: tuple[Choice, ...]
    """Their keys are "<item>:<organisation>"."""
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AskLeaveReason(Effect):
    """Why is the answer left out? Its organisation will read it."""

    round: str
    stage: Stage
    title: str
    organisation: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnswerLeftOut(Effect):
    """To an organisation, when the summary is out: an answer of theirs is not in it, and why."""

    partnership: str
    stage: Stage
    title: str
    answer: str
    reason: str
    broker: str
    """Whom to turn to."""


# ── corrections ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AskCorrection(Effect):
    """To a representative: what is to be put right in a published summary?"""

    round: str
    stage: Stage
    edition: int
    waiting: str
    """What the organisation has asked for already and waits to be answered; "" : nothing."""
    longest: int
    """Grapheme clusters."""


@dataclass(frozen=True, slots=True)
class CorrectionSent(Effect):
    """It has gone to the broker."""

    stage: Stage
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionTooLate(Effect):
    """The time for corrections is over: talk to the broker."""

    stage: Stage
    hours: int
    broker: str


@dataclass(frozen=True, slots=True)
class CorrectionAsked(Effect):
    """To brokers: an organisation wishes something put right."""

    id: str
    partnership: str
    stage: Stage
    edition: int
    organisation: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionTaken(Effect):
    """To an organisation: it may change its answers now."""

    partnership: str
    round: str
    stage: Stage
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionHandedIn(Effect):
    """To a representative: what was changed lies with the broker, who publishes it."""

    stage: Stage
    round: str


@dataclass(frozen=True, slots=True)
class AskRefusal(Effect):
    """To a broker: why is it not corrected? The organisation will read it."""

    stage: Stage
    organisation: str
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionRefused(Effect):
    """To an organisation: the summary stays as it is, and why."""

    partnership: str
    stage: Stage
    text: str
    reason: str
    broker: str


@dataclass(frozen=True, slots=True)
class CorrectionCalledOff(Effect):
    """To an organisation: nothing is corrected after all, and the edition that is out stays."""

    partnership: str
    round: str
    stage: Stage
    edition: int
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionDone(Effect):
    """To an organisation: the new edition is out."""

    partnership: str
    round: str
    stage: Stage
    edition: int
    text: str
