"""What the store hands out, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from bot.core.model import Person, Place
from bot.message import ASKS, Message


class StoreInUse(Exception):
    """Another process holds the database. The operator stops that one first."""


class StoreBusy(Exception):
    """More work waits than the writer may hold (TRUST.md, section 7). The caller tells its platform
    to come again.
    """


class StoreFailed(Exception):
    """The disk would not take it (full, failing): nothing of it is so. Come again; the operator makes space."""


class StoreClosed(Exception):
    """The store has been closed, or is closing."""


class NewerSchema(Exception):
    """The database was made by a newer version. The operator installs that version."""


class NotAStore(Exception):
    """The file, or the key beside it, is not one of ours, or does not do what we ask of it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that has not been worked."""

    id: int
    channel: str
    conversation: str
    body: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class Belonging:
    """One person's place in one partnership."""

    partnership: str
    name: str
    broker: bool
    representative: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    kind: str
    """join | setup | desk."""
    partnership: str
    organisation: str = ""
    """Id of the only organisation that it invites into; "" when it is for any."""
    until: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)


@dataclass(frozen=True, slots=True)
class OutRow:
    """One thing to be delivered."""

    id: int
    ref: str
    kind: str
    """message | rights (the channel is asked whether `person` administers `place`) | price (the
    channels are asked what pushing all that waits for the partnership would cost; `place` asks).
    """
    partnership: str | None
    place: Place
    message: Message
    """Empty for rights and price."""
    person: Person | None
    state: str
    """queued | stubbed; with `waiting` and `batch` also held | sending."""
    attempts: int
    """How often it was tried without knowing the outcome."""
    shown: str
    """The platform's id of the stub; "" when nothing has been shown."""
    first_at: datetime
    """When it was first tried; when it never was, the `now` of `due`, and with `waiting` the end of
    time. What gives up counts from here.
    """
    way: str = ""
    """How the request was made whose outcome is not known: reply | push; "" when there is none."""
    way_key: str = field(default="", repr=False)
    """Its reply token or retry key: the same request can be made again."""
    way_until: datetime | None = None
    """After this the same request is not made again."""
    batch: str = ""
    """Rows of one request have the same; "" when it belongs to none."""
    push: bool = False
    """A broker said that it may be pushed now."""


class HasToken(Protocol):
    """The chance to answer in a place once, free of charge (bot/channels/base.py, ReplyToken)."""

    @property
    def place(self) -> Place: ...
    @property
    def token(self) -> str: ...
    @property
    def until(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of whether someone can be written to first, on one channel."""

    friend: bool
    """They have the bot as a friend."""
    blocked: bool
    wrote_at: datetime | None
    """When they last did something in their private chat."""


@dataclass(frozen=True, slots=True)
class UsedCode:
    """What a one-time code is for, and who asked for it."""

    kind: str
    """group | person."""
    partnership: str
    person: Person


@dataclass(frozen=True, slots=True)
class AskShown:
    """The newest question in a place."""

    claimed_at: datetime | None
    """When it began to be shown; None: it has not been."""
    slot: str
    partnership: str | None


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button that does something, of the newest message in a place."""

    ref: str
    """"<ref>.<n>", as a press on it names it; n counts all buttons of the message, row by row."""
    label: str
    action: str
    partnership: str | None


@dataclass(frozen=True, slots=True)
class ShownBubble:
    """A message that stands at the end of a place, shown together with those after it."""

    text: str
    slot: str
    buttons: tuple[ShownButton, ...]
    """Those with an action."""

    @property
    def asks(self) -> bool:
        """It is a question of an interview."""
        return self.slot.startswith(ASKS)


@dataclass(frozen=True, slots=True)
class Offered:
    """The button behind a reference."""

    partnership: str | None
    place: Place
    action: str
    slot: str
    text: str = ""
    """Of its message."""
