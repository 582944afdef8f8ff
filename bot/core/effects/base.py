"""What every effect has, and the effects that are no messages."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.model import Person, Place


@dataclass(frozen=True, slots=True)
class Effect:
    to: Place
    language: str
    """The language to say it in: "th" or "en"."""
    stands_in: str = field(default="", kw_only=True)
    """The organisation for which the broker who reads it is writing answers down; "" : they write for none."""
    whose: str = field(default="", kw_only=True)
    """That organisation's id: what is tapped under the message is theirs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tap. `key` is what the core is told; `label` is already in the effect's language."""

    key: str
    label: str
    chosen: bool = False
    place: int = 0
    """In a rank: 1 for the best; 0 while it has no place yet."""


@dataclass(frozen=True, slots=True)
class AskRights(Effect):
    """Not a message: the channel is asked whether `person` administers `to`; answered by RightsFound."""

    person: Person


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Not a message: the store makes the person unidentifiable in this partnership (TRUST.md, T6)."""

    person: Person
    answers_too: bool


@dataclass(frozen=True, slots=True)
class ForgetTelephone(Effect):
    """Not a message: the store takes out who spoke for the organisation by telephone; its answers stay."""

    organisation: str
    name: str
    """Whose name goes."""


@dataclass(frozen=True, slots=True)
class Unsay(Effect):
    """Not a message: the store forgets what the person had said in a message they took back."""

    person: Person
    message: str
    """The platform's id of it."""


@dataclass(frozen=True, slots=True)
class AskPrice(Effect):
    """Not a message: the channels are asked what pushing all that waits would cost; `to` is the private
    chat of the broker who asks. Answered by PriceFound."""


@dataclass(frozen=True, slots=True)
class SettleDoubtful(Effect):
    """Not a message: what may have been said before a copy was brought back is said again, or counts as said."""

    again: bool


@dataclass(frozen=True, slots=True)
class PushWaiting(Effect):
    """Not a message: all that waits for this partnership may be pushed, whatever its policy, if that
    costs no more than was shown."""

    price: int
    """Messages billed, as the broker saw it."""
