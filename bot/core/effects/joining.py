"""What is said to someone who joins, or who sets a partnership up."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.effects.base import Choice, Effect
from bot.core.model import Authority, Form
from bot.core.records import Timing


@dataclass(frozen=True, slots=True)
class NothingKept(Effect):
    """To someone whom no partnership knows, and who asks about their data: there is none."""


@dataclass(frozen=True, slots=True)
class Lobby(Effect):
    """Someone whom no partnership knows: what the bot is for (button opens "add")."""


@dataclass(frozen=True, slots=True)
class LinkUnknown(Effect):
    """The invitation is wrong or has expired: how to get a new one. Nothing is lost."""

    renewed: bool = False
    """It has expired, and there is a new button in the group."""


@dataclass(frozen=True, slots=True)
class NotAdministrator(Effect):
    """Only who is in the group, and administers it where it has administrators, may take the offer."""

    elsewhere: bool = False
    """The offer was taken in an app where the partnership has no group, so nobody can be asked there."""


@dataclass(frozen=True, slots=True)
class BrokerTaken(Effect):
    """The partnership already has a broker; the person may join as a representative."""

    partnership: str
    broker: str
    ready: bool = True
    """False while that broker is still setting up: nobody can join yet."""


@dataclass(frozen=True, slots=True)
class AskPartnershipName(Effect):
    title: str
    """The group's title, offered by a button ("" when there is none)."""
    again: bool = False
    """What was typed cannot be a name."""
    setting_up: bool = True
    """False when a name that is there is being changed."""


@dataclass(frozen=True, slots=True)
class AskPurpose(Effect):
    partnership: str
    setting_up: bool = True
    """False when a purpose that is there is being changed."""


@dataclass(frozen=True, slots=True)
class AskLanguage(Effect):
    """The partnership's language at set-up, or one member's own (`own`)."""

    own: bool
    current: str


@dataclass(frozen=True, slots=True)
class AskForm(Effect):
    full: int
    """How many questions the full form has over all stages."""
    short: int


@dataclass(frozen=True, slots=True)
class SetUpDone(Effect):
    partnership: str
    form: Form
    friend: bool = True
    """False: the bot cannot write to them first, for they have not added it."""


@dataclass(frozen=True, slots=True)
class AskConsent(Effect):
    """What is kept, why, who sees it, how to see, correct and erase it; one tap."""

    partnership: str
    purpose: str
    version: str
    keep_days: int = Timing().keep_days
    """So long after the end their name is kept."""


@dataclass(frozen=True, slots=True)
class ConsentRefused(Effect):
    partnership: str
    broker: bool = False
    """They go on as a broker all the same."""


@dataclass(frozen=True, slots=True)
class AskOrganisation(Effect):
    organisations: tuple[Choice, ...]
    again: bool = False
    """What was typed could not be used as a name."""
    left: str = ""
    """Name of the organisation that was chosen, but has left."""


@dataclass(frozen=True, slots=True)
class AskOrganisationName(Effect):
    """After "a new organisation": type its name."""


@dataclass(frozen=True, slots=True)
class LookAlike(Effect):
    """The typed name looks like one that is there: the same, or another?"""

    typed: str
    existing: Choice


@dataclass(frozen=True, slots=True)
class AskSector(Effect):
    organisation: str
    sectors: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AskName(Effect):
    called: str
    """The platform's name for them, offered by a button; "" if unusable."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class AskAuthority(Effect):
    organisation: str


@dataclass(frozen=True, slots=True)
class AskRemind(Effect):
    pass


@dataclass(frozen=True, slots=True)
class Registered(Effect):
    partnership: str
    organisation: str
    name: str
    authority: Authority
    colleagues: tuple[str, ...]
    """Others who speak for the same organisation."""
    waiting: bool
    """No stage is open yet: they will be written to when one is."""
    friend: bool = True
    """False: the bot cannot write to them first, for they have not added it."""
    asks: bool = False
    """The partnership is at work, and a broker has yet to take the organisation in."""
