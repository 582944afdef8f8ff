"""What is said to brokers at their desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.cycle import Stage
from bot.core.effects.base import Effect
from bot.core.effects.desk import NextStep, StageLine
from bot.core.model import Person


@dataclass(frozen=True, slots=True)
class Wheel(Effect):
    """The twelve stages with their state."""

    partnership: str
    cycle: int
    lines: tuple[StageLine, ...]
    organisations: int
    next: NextStep | None
    """None: nothing waits for the broker."""
    finished: bool = False
    """The last stage is published: there is a choice of how to go on."""
    ended: datetime | None = None
    """When the partnership came to its end."""
    aside: tuple[tuple[StageLine, int], ...] = ()
    """Drafts of corrections that none of the lines shows, an earlier cycle's above all, with their cycle."""
    drawn: bool = False
    """It was asked for, and not come back to: the stages are drawn too."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    person: Person
    name: str
    organisation: str
    state: str
    """unreached | invited | asking | reviewing | finished."""
    answered: int = 0
    of: int = 0
    why: str = ""
    """Why the bot cannot write to them first: "" | blocked | not_friend | never_came."""
    by_telephone: bool = False
    """Somebody who is not in the chat: a broker writes their answers down."""


@dataclass(frozen=True, slots=True)
class StageCard(Effect):
    """One stage for the broker: its state and what can be done with it now."""

    stage: Stage
    line: StageLine
    part: int
    """The first open part, 1, 2, …; 0 when none is open."""
    parts: int
    offers: tuple[str, ...]
    """The row of core/stage_card.py for its state, less what makes no sense now."""
    questions_full: int
    questions_short: int
    part_key: str = ""
    """The part that "close_part" closes (with all that opened beside it)."""
    note: str = ""
    """What has just happened: opened | nobody (opened, but nobody has joined yet) | nudged:<n> | nudged_before |
    part_closed | lists (all have handed in; a list is to be looked through) | reopened | skipped | unskipped |
    agreed | complete (all have handed in) | deadline (it is set) | no_deadline (it is taken out) |
    called_off (a correction: what is out stays) | changed (it cannot be called off any more) | not_now."""
    deadline: date | None = None
    """While it is open: until when it can be answered."""
    voted: str = ""
    """The part that "vote_again" puts to the vote once more."""
    first: tuple[str, ...] = ()
    """Of `offers` those that are shown at first, the next step above all; () : all."""
    rest: bool = False
    """The others are shown."""
    cycle: int = 0
    """Set where the card is that of a draft which is set aside (`Wheel.aside`): its cycle."""


@dataclass(frozen=True, slots=True)
class Who(Effect):
    """Who has answered, who is in the middle, who was never reached."""

    stage: Stage
    round: str
    people: tuple[PersonLine, ...]
    silent: tuple[str, ...]
    """Organisations that nobody speaks for yet."""


@dataclass(frozen=True, slots=True)
class ConfirmClose(Effect):
    """Close the round, or only its part, although some are missing or parts are left?"""

    round: str
    stage: Stage
    missing: tuple[str, ...]
    part: str
    """"" : the round."""
    begun: tuple[str, ...] = ()
    """Those among `missing` whose answers so far will count."""
    left: int = 0
    """Of the round: how many parts come after the one at hand."""
    votes_left: bool = False
    """Something is put to the vote in these."""
    at: int = 1
    """Which part is at hand, 1, 2, …"""
    at_hand: str = ""
    """Its key; "" : it is closed, and the next waits to be opened."""
    vote: bool = False
    """A vote is open: closing it tells the group how it came out."""
    ballot: int = 1
    """Which vote; from 2 on the voices of `missing` in the one before still count."""


@dataclass(frozen=True, slots=True)
class AskAgreed(Effect):
    """Write the line "ข้อตกลงร่วม"."""

    round: str
    stage: Stage
    now: str


@dataclass(frozen=True, slots=True)
class About(Effect):
    """The partnership's name and purpose, to be changed by the broker."""

    partnership: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Published(Effect):
    """To the broker: the summary is on its way to the group; what comes next."""

    stage: Stage
    next: str
    """Key of the next stage, "" if none, and after the twelfth."""
    next_title: str
    next_label: str = ""
    """Its title as it fits on a button; "" : the title itself."""
    walked: bool = False
    """Every stage was opened or skipped."""


@dataclass(frozen=True, slots=True)
class NotAllowed(Effect):
    """Only a broker can do this. `private` tells whether it was asked in the private chat."""

    private: bool


@dataclass(frozen=True, slots=True)
class Failed(Effect):
    """Something went wrong in working one message: what to do now, nothing lost. Said once by the facilitator."""


@dataclass(frozen=True, slots=True)
class Flooded(Effect):
    """Somebody has sent more than a person can; what follows is not kept for a while. Said once by the facilitator."""


@dataclass(frozen=True, slots=True)
class BroughtBack(Effect):
    """To the brokers: the bot goes on from a copy of its data, and what may be missing or doubled."""

    partnership: str
    made_at: datetime
    doubtful: int
    """Messages that may have been said since the copy was made."""


@dataclass(frozen=True, slots=True)
class DoubtfulSettled(Effect):
    """To the broker who said what becomes of those messages."""

    again: bool


@dataclass(frozen=True, slots=True)
class Undelivered(Effect):
    """To the broker: something could not be delivered to a member or the group."""

    who: str
    why: str
    """blocked (a person) | gone (the group) | given_up | refused | removed (a summary, by somebody's hand) |
    erased (a representative of the organisation `who` erased their data) | left_group (a representative) |
    quota (it waits, for this month's quota is used up) | uncertain (a summary: it may have been shown)."""
