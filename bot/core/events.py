"""What can happen to the bot. Past tense. Every channel speaks only these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Attachment, Person, Place


@dataclass(frozen=True, slots=True)
class Added:
    """The bot was put into a group."""

    title: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot was taken out of a group."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A group went on under another id (Telegram: upgraded to a supergroup). Arrives from either side."""

    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class Started:
    """Someone opened the private chat, by an invitation (its token) or without one ("")."""

    token: str = ""
    kind: str = ""
    """What the invitation is for (join, setup, desk); set by the facilitator, "" without a valid one."""
    organisation: str = ""
    """Id of the organisation that the invitation is bound to (set by the facilitator), "" if to none."""


@dataclass(frozen=True, slots=True)
class Said:
    """Someone wrote a text."""

    text: str
    message: str = ""
    early: bool = False
    """It was written before the question now in front of them had been shown (set by the facilitator)."""
    to_bot: bool = False
    """In a group: the bot was mentioned or quoted; the mention is not part of the text."""
    quotes: str = ""
    """The platform's id of the message that is quoted; whose that is, the facilitator finds out."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Someone changed a text they had sent."""

    text: str
    message: str
    to_bot: bool = False
    """In a group: the new text mentions the bot; the mention is not part of it."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Someone took a message back; what it said is not to be kept (LINE, "unsend")."""

    message: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Someone sent something that is not text; `text` is its caption."""

    attachment: Attachment
    text: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Someone pressed a button that the bot had shown.

    A channel fills `ref`, what the platform gave back. The facilitator finds the button behind it and
    fills `action`; "" means that no such button was ever shown there.
    """

    ref: str
    action: str = ""
    message: str = ""
    """The platform's id of the text that was typed instead of pressing, "" for a press."""
    picked: str = ""
    """What was picked with the button (`Button.picks`): a date as YYYY-MM-DD."""
    under: str = ""
    """The text that the button stood under, where it is a consent; filled with `action`."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """Someone gave a command: its Latin name without the slash, and what stood behind it."""

    name: str
    argument: str = ""
    anonymous: bool = False
    """In a group, under the group's own name (Telegram's anonymous administrators): who it was is not known."""


@dataclass(frozen=True, slots=True)
class MembersCame:
    """People joined the group."""

    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """The person of the event left the group."""


@dataclass(frozen=True, slots=True)
class GroupLinked:
    """The code for a further group was given in this group (set by the facilitator)."""

    title: str = ""
    taken: bool = False
    """The group has a partnership of its own already; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person cannot be written to any more."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person can be written to again."""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Something that was to be said in the place never was (found out by the facilitator)."""

    why: str
    """gone (the bot is not in the group any more) | given_up (tried for a day in vain) | refused |
    removed | quota (it waits: this month's quota is used up) | uncertain (it may have been shown)."""


@dataclass(frozen=True, slots=True)
class PriceFound:
    """The channel's answer to `AskPrice`."""

    groups: int
    """Groups for which something waits because pushing it is billed."""
    people: int
    """Private chats for which something waits."""
    price: int
    """Messages billed for pushing all that waits."""
    used: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class RightsFound:
    """The channel's answer to `AskRights`: whether the person administers the group."""

    group: Place
    administrator: bool


@dataclass(frozen=True, slots=True)
class TimePassed:
    """It is time to look whether something is due (from the facilitator's tick). It has no person; the
    place is the partnership's first group."""

    holiday: bool = False
    """Today is a Thai public holiday."""
    due: datetime | None = None
    """Since when it has been due: what would have been done meanwhile today is done now. None: since now."""
    row: int = 0
    """So many days just before today were public holidays, too, one after the other."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy of the database was brought back by the operator (from the facilitator). It has no person; the place
    is one of the partnership's."""

    made_at: datetime
    """When the copy was made: what came later is not in it."""
    doubtful: int
    """Messages that may have been said since; a broker says what becomes of them."""


Happening = (
    Added
    | Removed
    | Moved
    | Started
    | Said
    | Edited
    | Unsent
    | Sent
    | Pressed
    | Commanded
    | MembersCame
    | MemberLeft
    | GroupLinked
    | Blocked
    | Unblocked
    | NotDelivered
    | PriceFound
    | Restored
    | RightsFound
    | TimePassed
)


@dataclass(frozen=True, slots=True)
class Event:
    """One happening: where, by whom, when, under which id the channel knows it."""

    id: str
    at: datetime
    """When it happened by the platform's clock, in UTC."""
    place: Place
    person: Person
    happened: Happening
    called: str = ""
    """The person's name as the platform shows it."""
    language: str = ""
    """The language of the person's app ("th", "en"), "" if the platform does not tell."""
    private: bool = True
    """The place is the person's private chat with the bot."""
    elsewhere: bool = False
    """The person belongs to other partnerships too (set by the facilitator)."""
    friend: bool | None = None
    """Where the bot may write first only to its friends: whether the person is one (set by the
    facilitator); None elsewhere."""
    priced: bool = False
    """The partnership speaks on a platform that bills for speaking first (set by the facilitator)."""
    apps: bool = False
    """The bot speaks on more than one platform that people have accounts on (set by the facilitator)."""
