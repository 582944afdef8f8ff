"""The bot's own events: what a channel answered, and what delivery found out. They go through the inbox too."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from bot.core.events import Blocked, Event, Happening, NotDelivered, RightsFound
from bot.core.model import Person, Place

MARK = b"own:"
"""No platform's event begins so (they are JSON objects)."""


class Own(NamedTuple):
    """One of the bot's own events, and the partnership that it is about ("" : all of the person's)."""

    event: Event
    partnership: str


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


def _body(**fields: object) -> bytes:
    return MARK + json.dumps(fields).encode()


def read(channel: str, key: str, body: bytes, at: datetime) -> Own:
    """The event in one of the bodies made above."""
    fields = json.loads(body.removeprefix(MARK))
    happened: Happening = Blocked()
    if fields["what"] == "rights":
        happened = RightsFound(Place(channel, fields["group"]), fields["administrator"])
    elif fields["what"] == "not_delivered":
        happened = NotDelivered(fields["why"])
    person, place = Person(channel, fields["person"]), Place(channel, fields["place"])
    event = Event(key, at, place, person, happened, private=fields.get("private", True))
    return Own(event, fields.get("partnership", ""))
