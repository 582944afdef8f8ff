"""The bot's own events: what a channel answered, and what delivery found out. They go through the inbox too."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from bot.core.events import (
    Blocked,
    Event,
    Happening,
    NotDelivered,
    PriceFound,
    Restored,
    RightsFound,
    TimePassed,
)
from bot.core.model import Person, Place
from bot.message import Raw

MARK = b"own:"
"""No platform's event begins so (they are JSON objects)."""


def foreign(raw: Raw) -> Raw:
    """What came from outside, so that it is none of the bot's own events, whatever it says it is."""
    return replace(raw, body=b" " + raw.body) if raw.body.startswith(MARK) else raw


class Own(NamedTuple):
    """One of the bot's own events, and the partnership that it is about ("" : all of the person's)."""

    event: Event
    partnership: str
    failed: bool = False
    """What was asked for could not be looked up; whoever asked is told to try again."""


def blocked(place: Place) -> bytes:
    return _body(what="blocked", place=place.id, person=place.id)


def not_delivered(place: Place, why: str, partnership: str, *, private: bool) -> bytes:
    return _body(
        what="not_delivered",
        place=place.id,
        person=place.id,
        why=why,
        partnership=partnership,
        private=private,
    )


def rights_found(person: Person, group: Place, partnership: str, *, administrator: bool) -> bytes:
    return _body(
        what="rights",
        place=person.id,
        person=person.id,
        group=group.id,
        partnership=partnership,
        administrator=administrator,
    )


def price_found(place: Place, partnership: str, found: PriceFound) -> bytes:
    """`place`: the private chat of whoever asked."""
    return _body(
        what="price",
        place=place.id,
        person=place.id,
        partnership=partnership,
        groups=found.groups,
        people=found.people,
        price=found.price,
        used=found.used,
        limit=found.limit,
    )


def price_not_found(place: Place, partnership: str) -> bytes:
    return _body(what="no_price", place=place.id, person=place.id, partnership=partnership)


def time_passed(place: Place, partnership: str, due: datetime) -> bytes:
    """`place`: one of the partnership's; nobody did anything. `due`: since when it is time to look."""
    return _body(
        what="time",
        place=place.id,
        person="",
        partnership=partnership,
        due=due.isoformat(),
        private=False,
    )


def restored(place: Place, partnership: str, made_at: datetime, doubtful: int) -> bytes:
    """`place`: one of the partnership's; nobody did anything."""
    return _body(
        what="restored",
        place=place.id,
        person="",
        partnership=partnership,
        made_at=made_at.isoformat(),
        doubtful=doubtful,
        private=False,
    )


def _body(**fields: object) -> bytes:
    return MARK + json.dumps(fields).encode()


Fields = dict[str, Any]

HAPPENED: Mapping[str, Callable[[str, Fields], Happening]] = {
    "blocked": lambda _channel, _fields: Blocked(),
    "not_delivered": lambda _channel, f: NotDelivered(f["why"]),
    "rights": lambda channel, f: RightsFound(Place(channel, f["group"]), f["administrator"]),
    "price": lambda _channel, f: PriceFound(
        f["groups"], f["people"], f["price"], f["used"], f["limit"]
    ),
    "time": lambda _channel, f: TimePassed(due=datetime.fromisoformat(f["due"])),
    "restored": lambda _channel, f: Restored(datetime.fromisoformat(f["made_at"]), f["doubtful"]),
    "no_price": lambda _channel, _fields: PriceFound(0, 0, 0, 0, None),
}


def read(channel: str, key: str, body: bytes, at: datetime) -> Own:
    """The event in one of the bodies made above. The person is still the one of that channel's account."""
    fields = json.loads(body.removeprefix(MARK))
    happened = HAPPENED[fields["what"]](channel, fields)
    person, place = Person(channel, fields["person"]), Place(channel, fields["place"])
    event = Event(key, at, place, person, happened, private=fields.get("private", True))
    return Own(event, fields.get("partnership", ""), fields["what"] == "no_price")
