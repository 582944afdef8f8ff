"""What was decided, as the register has it: read by whatever speaks of the group's choice."""

from __future__ import annotations

from bot.core.model import Partnership, Slot
from bot.core.records import Agreement
from bot.core.rules import ABSENT, ABSTAIN, CARRIED


def decision(partnership: Partnership, slot: Slot, cycle: int | None = None) -> Agreement | None:
    """The newest entry in the register on a question or one of its items; None when it was never decided."""
    return next(
        (
            a
            for a in reversed(tuple(partnership.agreements.values()))
            if a.kind == "decision" and a.slot == slot and cycle in (None, a.cycle)
        ),
        None,
    )


def chosen(entry: Agreement | None) -> str:
    """The key of the option that a choice was carried for; "" for none."""
    if entry is None or entry.outcome != CARRIED:
        return ""
    options = [row for row in entry.counts if row[0] not in (ABSTAIN, ABSENT)]
    return max(options, key=lambda row: row[1], default=("", 0))[0]
