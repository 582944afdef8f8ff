"""What is said to brokers at their desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.cycle import Stage
from bot.core.effects.base import Effect
from bot.core.effects.desk import StageLine
from bot.core.model import Person


@dataclass(frozen=True, slots=True)
class Wheel(Effect):
    """The twelve stages with their state."""

    partnership: str
    cycle: int
    lines: tuple[StageLine, ...]
    organisations: int
    suggested: str
    """Key of the stage that comes next, "" if none."""
    finished: bool = False
    """The last stage is published: there is a choice of how to go on."""
    ended: datetime | None = None
    """When the partnership came to its end."""


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
    agreed | complete (all have handed in) | deadline (it is set) | no_deadline (it is taken out) | not_now."""
    deadline: date | None = None
    """While it is open: until when it can be answered."""
    voted: str = ""
    """The part that "vote_again" puts to the vote once more."""


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
    """Close the round, or only its part, although some are missing?"""

    round: str
    stage: Stage
    missing: tuple[str, ...]
    part: str
    """"" : the round."""
    begun: tuple[str, ...] = ()
    """Those among `missing` whose answers so far will count."""


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
    """Key of the next stage, "" after the twelfth."""
    next_title: str
    next_label: str = ""
    """Its title as it fits on a button; "" : the title itself."""


@dataclass(frozen=True, slots=True)
class NotAllowed(Effect):
    """Only a broker can do this. `private` tells whether it was asked in the private chat."""

    private: bool


@dataclass(frozen=True, slots=True)
class Failed(Effect):
    """Something went wrong in working one message: what to do now, nothing lost. Said once by the facilitator."""


@dataclass(frozen=True, slots=True)
class Undelivered(Effect):
    """To the broker: something could not be delivered to a member or the group."""

    who: str
    why: str
    """blocked (a person) | gone (the group) | given_up | refused | removed (a summary, by somebody's hand) |
    erased (a representative of the organisation `who` erased their data) | left_group (a representative) |
    quota (it waits, for this month's quota is used up) | uncertain (a summary: it may have been shown)."""
