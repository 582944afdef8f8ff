"""Organisations as they are named: which one a typed name means, and adding one."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.model import Organisation, Partnership
from bot.core.text import looks_alike
from bot.core.turn import Turn


class Named(NamedTuple):
    """What a typed name comes to, among the organisations that are there."""

    same: Organisation | None
    alike: Organisation | None
    """One with another name that may be meant all the same."""


def named(partnership: Partnership, name: str) -> Named:
    organisations = tuple(partnership.organisations.values())
    same = next((o for o in organisations if o.name == name), None)
    alike = next((o for o in organisations if looks_alike(o.name, name)), None)
    return Named(same, alike)


def add(turn: Turn, name: str, state: str = "member") -> Organisation:
    """Another organisation of the partnership, with an id of its own."""
    numbers = [int(key[1:]) for key in turn.partnership.organisations]
    added = Organisation(f"o{max(numbers, default=0) + 1}", name, state=state)
    turn.partnership = turn.partnership.with_organisation(added)
    return added
