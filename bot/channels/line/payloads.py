"""The parts of LINE's webhook objects that the bot reads, as structs.

Names are LINE's own, in our spelling. LINE adds event types, properties and values without notice
(reference, "Webhooks"), so every field may be missing: what is not there, or has another shape than
it should, has its default, and the rest is read all the same.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

import msgspec

Part = dict[str, object]
"""An object within another; read by `fitting` once it is known what it should be."""


class Source(msgspec.Struct, frozen=True, rename="camel"):
    type: str = ""
    user_id: str = ""
    """Missing for people who never agreed to show it, and perhaps in a group's postbacks."""
    group_id: str = ""
    room_id: str = ""

    @property
    def place(self) -> str:
        """The id of the chat, "" if that is not known. A room (a chat of several) is like a group."""
        return self.user_id if self.private else self.group_id or self.room_id

    @property
    def private(self) -> bool:
        return self.type == "user"


class Mentionee(msgspec.Struct, frozen=True, rename="camel"):
    """Someone mentioned in a text; `index` and `length` in UTF-16 units."""

    index: int = -1
    length: int = 0
    user_id: str = ""
    is_self: bool = False


class Mention(msgspec.Struct, frozen=True, rename="camel"):
    mentionees: list[object] = []


class Message(msgspec.Struct, frozen=True, rename="camel"):
    type: str = ""
    id: str = ""
    text: str = ""
    mention: Part = {}
    quoted_message_id: str = ""
    file_name: str = ""
    title: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Unsend(msgspec.Struct, frozen=True, rename="camel"):
    message_id: str = ""


class Picked(msgspec.Struct, frozen=True, rename="camel"):
    """What a date picker gives back: `date` as 2026-12-01, or `datetime` as 2026-12-01T09:00."""

    date: str = ""
    datetime: str = ""


class Postback(msgspec.Struct, frozen=True, rename="camel"):
    data: str = ""
    params: Part = {}


class Members(msgspec.Struct, frozen=True, rename="camel"):
    members: list[object] = []


class Event(msgspec.Struct, frozen=True, rename="camel"):
    type: str = ""
    mode: str = ""
    """"active", or "standby": somebody else answers at the moment."""
    timestamp: int = 0
    """When it happened, in milliseconds of Unix time."""
    webhook_event_id: str = ""
    reply_token: str = ""
    source: Part = {}
    message: Part = {}
    unsend: Part = {}
    left: Part = {}
    postback: Part = {}


class Posted(msgspec.Struct, frozen=True):
    """One post: events of any number of people, in no order that could be relied on."""

    destination: str = ""
    events: list[object] = []


class Envelope(msgspec.Struct, frozen=True):
    """What is stored: one event as it was given, and what else is known when it comes."""

    key: str = ""
    """What the event is known by in the inbox."""
    received: str = ""
    """The time it came."""
    destination: str = ""
    """The bot's own user id."""
    name: str = ""
    """What the person is called, "" if that is not known yet: webhooks do not tell."""
    title: str = ""
    """What the group is called, when the bot is put into it."""
    event: Part = {}


S = TypeVar("S", bound=msgspec.Struct)
UNFIT = (msgspec.ValidationError, UnicodeEncodeError)
"""The second: half a character (a lone surrogate) where something else than a text belongs."""


def fitting(given: object, kind: type[S]) -> S:
    """The struct with all that fits. Never raises."""
    with suppress(*UNFIT):
        return msgspec.convert(given, kind)
    values: dict[str, object] = {}
    if isinstance(given, dict):
        for field in msgspec.structs.fields(kind):
            with suppress(KeyError, *UNFIT):
                values[field.name] = msgspec.convert(given[field.encode_name], field.type)
    return kind(**values)
