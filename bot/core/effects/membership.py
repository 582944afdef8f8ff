"""What is said of organisations that leave, pause, come back or join later, and of answers by telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.cycle import Stage
from bot.core.effects.base import Choice, Effect
from bot.core.effects.desk import StageLine
from bot.core.effects.ledger import GivenLine
from bot.core.records import Quorum, Rule

# ── by telephone ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ByTelephone(Effect):
    """To a broker: for which organisation are answers written down? A choice is `chosen` when all of the
    organisation is in already."""

    round: str
    stage: Stage
    organisations: tuple[Choice, ...]
    more: bool = True
    """Another organisation can be added."""


@dataclass(frozen=True, slots=True)
class AskPhoneOrganisation(Effect):
    """To a broker: the name of the organisation that takes part by telephone."""

    round: str
    again: bool = False
    """What was typed could not be used as a name."""


@dataclass(frozen=True, slots=True)
class PhoneAlike(Effect):
    """To a broker: the typed name looks like one that is there: the same, or another?"""

    typed: str
    existing: Choice


@dataclass(frozen=True, slots=True)
class AskPhoneName(Effect):
    """To a broker: name and position of the person who speaks for the organisation by telephone."""

    round: str
    organisation: str


@dataclass(frozen=True, slots=True)
class AskPhoneConsent(Effect):
    """To a broker: has that person agreed, by word, that name and answers are kept?"""

    round: str
    organisation: str
    name: str
    purpose: str
    """The partnership's, to be read out; "" if it has none."""
    joins: bool = False
    """With that the organisation becomes a partner, and the group is told."""


@dataclass(frozen=True, slots=True)
class WritesByTelephone(Effect):
    """To the organisation's representatives: a broker begins to write down answers for it, or has handed in for
    it without an answer."""

    organisation: str
    by: str
    """The broker."""
    round: str
    stage: Stage
    handed_in: bool = False
    """Nothing was written down but skips, and that was handed in."""


@dataclass(frozen=True, slots=True)
class ConfirmForgetTelephone(Effect):
    """To a broker: shall who speaks for the organisation by telephone be erased?"""

    organisation: str
    """Its id."""
    name: str
    speaker: str
    alone: bool
    """Nobody else speaks for it."""


@dataclass(frozen=True, slots=True)
class ConfirmOnBehalf(Effect):
    """To a representative, when the organisation comes in: what a broker wrote down for it."""

    organisation: str
    by: str
    """The broker."""
    lines: tuple[GivenLine, ...]


@dataclass(frozen=True, slots=True)
class OnBehalfConfirmed(Effect):
    """To the representative: what was written down counts as the organisation's own now."""

    count: int


@dataclass(frozen=True, slots=True)
class ChangeByCorrection(Effect):
    """To the representative: the stage is published, so what was written down is changed by a correction."""

    round: str
    stage: str
    """Its title."""


# ── the organisations, for brokers ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One organisation of the partnership."""

    id: str
    name: str
    state: str
    """member | silent (nobody speaks for it yet) | telephone | invited | waiting (to be taken in) | paused | left."""
    people: tuple[str, ...] = ()
    """Who speaks for it."""
    back_on: date | None = None
    wish: str = ""
    """What it said in stage 9: pause | withdraw, while that is not dealt with; else ""."""


@dataclass(frozen=True, slots=True)
class Partners(Effect):
    """To a broker: the organisations with their state, and newcomers on whom the group has agreed."""

    partnership: str
    lines: tuple[PartnerLine, ...]
    agreed: tuple[tuple[str, str, str], ...] = ()
    """(round, item, name) of each newcomer agreed on and not invited yet."""
    notice: str = ""
    """"" | stays (the organisation stays, nothing has changed) | waits (it is not taken in yet)."""


@dataclass(frozen=True, slots=True)
class Partner(Effect):
    """To a broker: one organisation: who speaks for it, how it stands, what it carries."""

    line: PartnerLine
    people: tuple[Choice, ...]
    """Its representatives; the key is "channel:id"."""
    carries: Carries
    plan: str = ""
    """What it said in stage 9 of handing over; only brokers see it."""
    can_return: bool = False
    """It left or paused in this cycle, and may come back."""
    by_telephone: str = ""
    """Who speaks for it by telephone, "" if nobody does."""


@dataclass(frozen=True, slots=True)
class Carries:
    """What an organisation carries: what would be open if it went."""

    promises: tuple[tuple[str, str], ...] = ()
    """(id, what) of its open promises."""
    roles: str = ""
    pledges: str = ""


@dataclass(frozen=True, slots=True)
class WantsToLeave(Effect):
    """To a broker, after stage 9 is closed: an organisation wishes to pause or withdraw; talk first."""

    organisation: str
    name: str
    wish: str
    """pause | withdraw."""
    plan: str
    """Its words on who takes over what; "" if it said nothing."""


@dataclass(frozen=True, slots=True)
class AskBackOn(Effect):
    """To a broker: when does the organisation mean to be back?"""

    organisation: str
    name: str
    again: bool = False
    """What was typed could not be read as one day to come."""


@dataclass(frozen=True, slots=True)
class ConfirmMembership(Effect):
    """To a broker: once more, before it is done: what the organisation carries, and that the group is told."""

    organisation: str
    name: str
    state: str
    """left | paused."""
    carries: Carries
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandOver(Effect):
    """To a broker, right after: what the one who left had promised is to be handed over, one by one."""

    organisation: str
    name: str
    promises: tuple[tuple[str, str], ...]
    """(id, what)."""
    roles: str = ""
    pledges: str = ""


@dataclass(frozen=True, slots=True)
class MembershipChanged(Effect):
    """In each group: an organisation has left, pauses, is back or has joined."""

    name: str
    state: str
    """left | paused | back | joined."""
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class MembershipNoted(Effect):
    """To the broker who did it: it is done, and the group knows."""

    organisation: str
    name: str
    state: str
    """left | paused | back | joined."""


@dataclass(frozen=True, slots=True)
class YourMembership(Effect):
    """To the organisation's representatives, in private: how their organisation stands from now on."""

    partnership: str
    organisation: str
    state: str
    """left | paused | back | joined (a broker has taken it in)."""
    back_on: date | None = None


# ── joining later ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AskNewPartner(Effect):
    """To a broker: the name of the organisation to be invited."""

    again: bool = False
    """What was typed could not be used as a name."""
    proposed: str = ""
    """What was proposed and agreed on: the name, maybe with a reason behind it."""
    round: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class NotAgreedYet(Effect):
    """To a broker: the group has not agreed on this newcomer, or its name looks like another's. It can be
    invited all the same."""

    name: str
    known: str = ""
    """Id of an organisation with a similar name."""
    known_name: str = ""
    agreed: bool = False
    """The group has agreed on it."""


@dataclass(frozen=True, slots=True)
class AsksToJoin(Effect):
    """To a broker: somebody came by the general link for an organisation that is not a partner, once the
    partnership was at work. Shall it be taken in?"""

    organisation: str
    """Its id."""
    name: str
    by: str
    """Who registered for it."""
    agreed: bool = False
    """The group has agreed on it in stage 9."""


@dataclass(frozen=True, slots=True)
class OrganisationInvited(Effect):
    """To a broker or representative: an invitation to pass on by hand, good for this organisation alone.

    The facilitator fills in the code.
    """

    partnership: str
    purpose: str
    organisation: str
    """Its id."""
    name: str
    successor: bool = False
    """It is for somebody who speaks for the organisation in another's place."""
    code: str = ""


@dataclass(frozen=True, slots=True)
class CatchUp(Effect):
    """To the first representative of an organisation that joined later: what there is so far."""

    partnership: str
    purpose: str
    stages: tuple[StageLine, ...]
    """Those with a published summary."""
    agreements: tuple[tuple[str, str], ...]
    """(what about, result) of what was agreed last."""
    rule: Rule
    quorum: Quorum
    round: str
    """The round with the questions to catch up with; "" when there are none."""
    questions: int


@dataclass(frozen=True, slots=True)
class CaughtUp(Effect):
    """To the representative: all is handed in; the organisation's answers stand beside the others'."""

    round: str
    """An open round that waits for them, "" if none."""


# ── who speaks for an organisation ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SuccessorCame(Effect):
    """To whoever spoke for the organisation so far: somebody came by the invitation for a representative."""

    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class RoleLeft(Effect):
    """To someone who speaks for the organisation no more: its answers stay; what they can do."""

    partnership: str
    organisation: str
    by_broker: bool = False


@dataclass(frozen=True, slots=True)
class RepresentativeLeft(Effect):
    """To brokers: somebody speaks for the organisation no more; who is left."""

    name: str
    organisation: str
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmUnrepresent(Effect):
    """To a broker: shall this person speak for the organisation no more?"""

    person: str
    """"channel:id"."""
    name: str
    organisation: str
    """Its id."""
    organisation_name: str
    left: tuple[str, ...]
    """Who else speaks for it."""


@dataclass(frozen=True, slots=True)
class BothSpeak(Effect):
    """To the one who was asked: both speak for the organisation from now on."""

    name: str
