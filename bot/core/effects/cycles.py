"""The broker's role, elections, a broker's notes, clause 12c, and what comes after the twelfth stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.cycle import Stage
from bot.core.effects.base import Choice, Effect
from bot.core.effects.desk import StageLine
from bot.core.results import Block

# ── clause 12c ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NotSatisfied(Effect):
    """To the broker: the stage cannot be closed, for these organisations are not satisfied."""

    stage: Stage
    round: str
    against: tuple[tuple[str, str], ...]
    """Names, and the reason each gave ("" : none)."""
    silent: tuple[str, ...]
    """Names of the organisations without a voice; they do not hold it up."""
    part: str = ""
    """The decision part that can be voted on again; "" : it is closed, and would have to be opened again."""


@dataclass(frozen=True, slots=True)
class AskOverride(Effect):
    """To the broker: why is it closed although these are not satisfied? The next text is the reason."""

    stage: Stage
    against: tuple[str, ...]
    most: int
    """Characters kept of the reason."""


@dataclass(frozen=True, slots=True)
class OverrideNoted(Effect):
    """To the broker: the reason is on record; now the stage can be closed."""

    stage: Stage
    round: str
    reason: str
    is_open: bool
    """False: it is closed already, and its draft can be published."""


# ── after the twelfth ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AfterTwelfth(Effect):
    """To the broker, once the last stage is published: what the partners chose, and the three ways on."""

    partnership: str
    cycle: int
    blocks: tuple[Block, ...]
    """How many organisations chose which way (the question `future`); () : nobody was asked."""
    going: tuple[StageLine, ...]
    """Stages that are open, or whose draft waits: they come first."""
    follow: str
    """Key of the stage whose check-ins go on; "" : the set has none."""
    ended: datetime | None = None
    confirm: str = ""
    """end | cycle: the one that was chosen and is asked about once more."""
    corrections: int = 0
    """How many corrections were asked for and wait to be answered, of any cycle."""
    asked: str = ""
    """Key of the stage about which the first of them was asked."""


@dataclass(frozen=True, slots=True)
class Ended(Effect):
    """In each group, and to the broker: the partnership has come to its end. Thanks, and what stays."""

    partnership: str
    promises: tuple[tuple[str, str], ...]
    """Organisation and what it promised, still open; at most a handful."""
    more: int
    """Open promises beyond those."""
    until: datetime
    """Up to when it is kept who took part."""
    private: bool = False


@dataclass(frozen=True, slots=True)
class GoesOn(Effect):
    """In each group: the partnership that had come to its end is taken up again."""

    partnership: str


@dataclass(frozen=True, slots=True)
class CycleBegun(Effect):
    """In each group: a new cycle, and what is carried over from the one before."""

    partnership: str
    number: int
    blocks: tuple[Block, ...]
    """Roles, lessons, promises, where to start; capped."""
    more: int
    """Lines left out of the blocks."""


# ── the broker's role ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Brokers(Effect):
    """To a broker: who has the role, and what can be done with it."""

    partnership: str
    people: tuple[tuple[str, bool], ...]
    """Names, and whether they can be reached."""
    offered: str
    """Name of the one to whom the role is offered; "" : to nobody."""
    whole: bool = False
    """The pending offer is a hand-over."""
    can_lay_down: bool = False
    can_offer: bool = True
    """There is somebody to offer it to, and no offer is pending."""
    note: str = ""
    """What has just happened: offered | withdrawn | expired | lay_down (asked about once more) | alone."""


@dataclass(frozen=True, slots=True)
class ChooseBroker(Effect):
    """To a broker: to whom the role is offered. Keys are made for this message, and name nobody."""

    whole: bool
    people: tuple[Choice, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RoleOffered(Effect):
    """To a member: a broker offers the role. What comes with it is counted."""

    partnership: str
    by: str
    whole: bool
    notes: int
    drafts: int
    corrections: int


@dataclass(frozen=True, slots=True)
class RoleTaken(Effect):
    """To the new broker: the role is theirs; what lies there."""

    partnership: str
    how: str
    """shared | whole | elected."""
    notes: int
    drafts: int
    corrections: int


@dataclass(frozen=True, slots=True)
class RoleAnswered(Effect):
    """To the broker who offered the role, or to the one to whom it was offered: what became of it."""

    partnership: str
    name: str
    """Of the other one."""
    how: str
    """taken | handed_over | refused | withdrawn | over (to the one who tapped too late) | declined (to the
    one who refused) | laid_down."""


@dataclass(frozen=True, slots=True)
class BrokersChanged(Effect):
    """In each group, and to a broker who can be reached again: who the brokers are now."""

    partnership: str
    names: tuple[str, ...]
    private: bool = False


# ── an election ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ElectionOpen(Effect):
    """In a group or in private: no broker can be reached; whoever is willing taps."""

    partnership: str


@dataclass(frozen=True, slots=True)
class NoElection(Effect):
    """An election is not needed or not possible."""

    partnership: str
    why: str
    """in_reach (a broker can be reached) | not_joined (whoever tapped speaks for no organisation)."""
    broker: str = ""
    """Name of one who can be reached."""


@dataclass(frozen=True, slots=True)
class ElectionBallot(Effect):
    """In each group, and in private to whoever asks: is this person to be broker? One voice an
    organisation; how many have voted is told, and not how."""

    slot: str
    partnership: str
    candidate: str
    organisation: str
    stamp: str
    """Which election: a button of an earlier one counts for nothing."""
    voted: int
    of: int
    needed: int
    """Organisations in favour that elect."""
    first: bool = False
    mine: str = ""
    """In private: yes | no, what the reader's organisation said; "" : nothing yet."""


@dataclass(frozen=True, slots=True)
class ElectionOver(Effect):
    """In each group: how the election came out."""

    partnership: str
    candidate: str
    outcome: str
    """elected | not_elected | in_reach (a broker can be reached again) | expired."""


# ── notes ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note in the list. `about`: the stage's or organisation's name, "" for neither."""

    id: str
    text: str
    about: str
    at: datetime
    remind_on: date | None
    done: bool


@dataclass(frozen=True, slots=True)
class Notes(Effect):
    """To a broker: the notes on one stage, on one organisation, or all. Nobody else ever sees them."""

    about: str
    """The stage's or organisation's name; "" : all of them."""
    key: str
    """all | stage:<key> | org:<id>."""
    lines: tuple[NoteLine, ...]
    page: int
    pages: int
    note: str = ""
    """What has just happened: deleted | gone (there is no such note) | full (no room for another)."""


@dataclass(frozen=True, slots=True)
class AskNote(Effect):
    """To a broker: the next text is kept as a note."""

    about: str
    key: str
    most: int
    """Characters of a note."""
    length: int = 0
    """How many were typed, when that was too many."""


@dataclass(frozen=True, slots=True)
class NoteShown(Effect):
    """To a broker: one note, and what can be done with it."""

    line: NoteLine
    key: str
    """The list that it stands in, as in `Notes`."""
    note: str = ""
    """What has just happened: kept | when | not_a_day (what was typed is no day to come): these ask when to
    remind, and a day may be typed | remind | done | open | drop (asked whether to delete it)."""
