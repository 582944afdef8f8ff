"""What the store hands out, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Person, Place
from bot.message import Message


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


@dataclass(frozen=True, slots=True)
class OutRow:
    """One thing to be delivered."""

    id: int
    ref: str
    kind: str
    """message | rights (the channel is asked whether `person` administers `place`)."""
    partnership: str | None
    place: Place
    message: Message
    """Empty for rights."""
    person: Person | None
    state: str
    """queued | stubbed."""
    attempts: int
    """How often it was tried without knowing the outcome."""
    shown: str
    """The platform's id of the stub; "" when nothing has been shown."""
    first_at: datetime
    """When it was first tried; the `now` of `due` when it never was. What gives up counts from
    here.
    """


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
class Offered:
    """The button behind a reference."""

    partnership: str | None
    place: Place
    action: str
    slot: str
