"""What every channel offers the facilitator, and how it says that something did not go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.events import Event
from bot.core.model import Person, Place
from bot.message import Message, Raw

TakeIn = Callable[[Sequence[Raw]], Awaitable[None]]
"""Stores events. Once it has returned, and not before, they may be acknowledged. Raises `TryLater`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way to a place."""

    place: Place
    message: Message
    ref: str
    """Opaque and unguessable, [A-Za-z0-9_-], at most 40 characters. The button at index n (counted over all
    rows) is shown to the platform as "<ref>.<n>", and comes back so in `Pressed.ref`."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    """For buttons that open something: `Button.opens` → the token to open it with."""


class Gone(Exception):
    """The place cannot be reached any more: blocked, left, deleted. The message is settled."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        """blocked | left | unknown."""


class TryLater(Exception):
    """The platform asked to wait, or could not be reached; nothing was shown."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class Unsure(Exception):
    """No answer came: the message may have been shown or not (time-out, 5xx)."""


class Refused(Exception):
    """The platform will not take this request as it is; asking again would not help."""


class MovedTo(Exception):
    """The group lives on under another id; the message has to go there."""

    def __init__(self, place: Place) -> None:
        super().__init__("the group has moved")
        self.place = place


class NotThere(Exception):
    """The message to be edited is gone or cannot be edited; send it anew."""


class Channel(Protocol):
    name: str
    can_edit: bool
    """Messages can be edited in place; summaries then go out by stub and edit (TRUST.md, section 5)."""

    def read(self, raw: bytes) -> Event | None:
        """The event in what was taken in; None for what the bot has no use for. Never raises on content."""
        ...

    def fit(self, message: Message) -> tuple[Message, ...]:
        """The message in as many parts as the platform needs to show it; buttons on the last."""
        ...

    async def listen(self, take_in: TakeIn) -> None:
        """Pass on what happens, until cancelled. Acknowledge to the platform after `take_in` has returned."""
        ...

    async def send(self, letter: Letter) -> str:
        """Show one message; its platform id. Raises any of the exceptions above but NotThere."""
        ...

    async def edit(self, letter: Letter, shown: str) -> None:
        """Put the message in place of the shown one. "Not modified" counts as done. Raises any of the above."""
        ...

    async def is_administrator(self, group: Place, person: Person) -> bool:
        """Whether the person administers the group. Raises TryLater or Gone."""
        ...
