"""The bot's own events: what a channel answered, and what delivery found out. They go through the inbox too."""

from __future__ import annotations

import json
from datetime import datetime

from bot.core.events import Blocked, Event, Happening, NotDelivered, RightsFound
from bot.core.model import Person, Place

MARK = b"own:"
"""No platform's event begins so (they are JSON objects)."""


def blocked(place: Place) -> bytes:
    return _body(what="blocked", place=place.id, person=place.id)


def not_delivered(place: Place, why: str, *, private: bool) -> bytes:
    return _body(what="not_delivered", place=place.id, person=place.id, why=why, private=private)


def rights_found(person: Person, group: Place, *, administrator: bool) -> bytes:
    return _body(
        what="rights",
        place=person.id,
        person=person.id,
        group=group.id,
        administrator=administrator,
    )


def _body(**fields: object) -> bytes:
    return MARK + json.dumps(fields).encode()


def read(channel: str, key: str, body: bytes, at: datetime) -> Event:
    """The event in one of the bodies made above."""
    fields = json.loads(body.removeprefix(MARK))
    happened: Happening = Blocked()
    if fields["what"] == "rights":
        happened = RightsFound(Place(channel, fields["group"]), fields["administrator"])
    elif fields["what"] == "not_delivered":
        happened = NotDelivered(fields["why"])
    person, place = Person(channel, fields["person"]), Place(channel, fields["place"])
    return Event(key, at, place, person, happened, private=fields.get("private", True))
