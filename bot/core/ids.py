"""What things are known by: places and persons on channels, slots of a questionnaire, answers."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Somewhere the bot can speak: a group, or one person's private chat."""

    channel: str
    id: str


class Person(NamedTuple):
    """Someone on a channel, as the channel knows them."""

    channel: str
    id: str


class Slot(NamedTuple):
    """One thing to be answered: a question, and for a question asked of each item, which item.

    `item` is "" for a question asked once; for an `each` over options it is the option's key; for an
    `each` over a pooled list it is "<organisation id>.<entry id>" of the first who proposed it.
    """

    question: str
    item: str = ""


class AnswerKey(NamedTuple):
    organisation: str
    slot: Slot
