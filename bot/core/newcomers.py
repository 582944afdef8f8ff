"""Newcomers on whom the partners have agreed: those of stage 9's proposals whose decision was carried."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.merging import merged
from bot.core.model import Partnership, Round, Slot
from bot.core.sight import Sight
from bot.core.turn import Turn

PROPOSED, CONSENT = "new_partner", "new_partner_consent"
"""The questions of stage 9: whom to invite, and whether all agree to each."""


class Newcomer(NamedTuple):
    round: str
    item: str
    name: str
    """As it was proposed, be it with a reason behind the name."""
    organisation: str
    """Id of the organisation that was made of it, "" before."""


def carried(partnership: Partnership, slot: Slot) -> bool:
    """Whether the newest decision on it in this cycle's register was for it."""
    entries = [
        entry
        for entry in partnership.agreements.values()
        if (entry.kind, entry.slot, entry.cycle) == ("decision", slot, partnership.cycle)
    ]
    return bool(entries) and entries[-1].outcome == "carried"


def agreed_on(turn: Turn) -> tuple[Newcomer, ...]:
    """In the order in which they were proposed, stage 9's newest round last."""
    partnership = turn.partnership
    return tuple(
        found
        for round in partnership.rounds.values()
        if round.cycle == partnership.cycle and round.answers
        for found in _of(turn, round)
    )


def _of(turn: Turn, round: Round) -> list[Newcomer]:
    stage = turn.stage(round)
    if stage is None or stage.question(CONSENT) is None:
        return []
    sight = Sight(turn.cycle, turn.partnership, round, "", turn.language)
    items = (m.item for m in merged(sight, PROPOSED))
    names = {o.name: o.id for o in turn.partnership.organisations.values()}
    return [
        Newcomer(round.id, item.key, item.label, _there(names, item.label))
        for item in items
        if carried(turn.partnership, Slot(CONSENT, item.key))
    ]


def _there(names: dict[str, str], label: str) -> str:
    """The organisation that stands under this name, or under the name that it begins with."""
    found = (id for name, id in names.items() if label == name or label.startswith(f"{name} "))
    return next(found, "")
