"""What every channel offers the facilitator, and how it says that something did not go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.events import Event
from bot.core.model import Person, Place
from bot.message import Made, Message, Raw

TakeIn = Callable[[Sequence[Raw]], Awaitable[None]]
"""Stores events. Once it has returned, and not before, they may be acknowledged. Raises `TryLater`."""


ADDRESSES = frozenset({"file", "board"})
"""`Button.opens` of what opens an address of ours, not the private chat."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that can be shown."""

    png: bytes = field(repr=False)
    """Empty where the platform has it already, under `known`."""
    known: str = ""
    """The platform's id of it, from when it was sent before."""
    address: str = field(default="", repr=False)
    """Where the platform fetches it, if it does (Channel.by_address)."""


def _nobody(_: str) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way to a place."""

    place: Place
    message: Message
    ref: str
    """Opaque and unguessable, [A-Za-z0-9_-], at most 40 characters. The button at index n (counted over all
    rows) is shown to the platform as "<ref>.<n>", and comes back so in `Pressed.ref`."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    """For buttons that open something: `Button.opens` → the token to open it with; of ADDRESSES the address."""
    drawn: Drawn | None = None
    """The message's picture; None: it has none, or none that can be shown."""
    made: Made | None = None
    """The message's file; None: it has none, or it is fetched from an address of ours."""
    keep: Callable[[str], None] = field(default=_nobody, repr=False, compare=False)
    """To be told the platform's id of the picture, where it is good for showing it again."""


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """The chance to answer free of charge in a place where something has just happened (LINE).

    It can be used once: a second request with it is refused and shows nothing, so that a request whose
    answer was lost can be made again with the same token.
    """

    place: Place
    token: str = field(repr=False)
    until: datetime
    """After this it is not tried any more; with some seconds to spare for the way."""


@dataclass(frozen=True, slots=True)
class Price:
    """What pushing to some places would cost, in people (LINE bills people, not messages)."""

    people: int
    used: int
    """Billed this month, by the platform's own count."""
    limit: int | None
    """A month's quota; None: there is none."""

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


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


class PictureGone(Exception):
    """The platform does not know the picture by `Drawn.known` any more; nothing was shown."""


class TokenSpent(Exception):
    """The reply token was used before, or is too old; nothing was shown by this request."""


class QuotaGone(Exception):
    """This month's quota does not hold so many; nothing was shown, and asking again would not help."""


class Replies(Protocol):
    """How a channel speaks where answering is free and speaking first is billed (LINE).

    What waits for a place goes out together, as the answer to what happened there; what is not
    answered in time waits for the next event there, or is pushed where that is allowed.
    """

    def token(self, raw: bytes) -> ReplyToken | None:
        """The token in what was taken in, if it brought one. Never raises on content."""
        ...

    def together(self, messages: Sequence[Message]) -> int:
        """How many of the messages, from the first, go out in one request (at least 1)."""
        ...

    async def reply(self, letters: Sequence[Letter], token: str) -> Sequence[str]:
        """Show the letters, all or none; the platform's id of each ("" if it gives none).

        Raises TokenSpent, TryLater, Unsure, Refused.
        """
        ...

    async def push(self, letters: Sequence[Letter], key: str) -> Sequence[str]:
        """Show the letters, all or none, billed. The same `key` (a UUID) shows them once however often it
        is asked for within a day: what was accepted before counts as sent. To someone who cannot be
        reached LINE says yes and shows nothing: whoever calls knows better.

        Raises QuotaGone, Gone, TryLater, Unsure, Refused.
        """
        ...

    async def price(self, places: Sequence[Place]) -> Price:
        """What one push to each of the places costs. Raises TryLater or Refused."""
        ...


class Channel(Protocol):
    name: str
    replies: Replies | None
    """Set where answering is free and speaking first is billed; `send` and `edit` are then not used."""
    short_codes: bool
    """Invitations are typed by people, in short form, instead of being carried by a link."""
    can_edit: bool
    """Messages can be edited in place; summaries then go out by stub and edit (TRUST.md, section 5)."""
    by_address: bool
    """Pictures and files are fetched from a public address of ours instead of being sent along."""

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
        """Show one message; its platform id. A picture or file that the platform will not take holds up no
        text. Raises any of the exceptions above but NotThere.
        """
        ...

    async def edit(self, letter: Letter, shown: str) -> None:
        """Put the message in place of the shown one. "Not modified" counts as done. Raises any of the above."""
        ...

    async def making(self, place: Place) -> None:
        """Show for some seconds that a file is being made, where the platform has a sign for it. Nothing hangs on
        it: raises nothing.
        """
        ...

    async def is_administrator(self, group: Place, person: Person) -> bool:
        """Whether the person administers the group. Raises TryLater or Gone."""
        ...
