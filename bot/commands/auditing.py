"""`python -m bot audit`: whether the record of what was done is as it was written, and what it says."""

from __future__ import annotations

from pathlib import Path

from bot.commands.saying import Refused, in_both
from bot.render.words import N_
from bot.store.auditing import examined


def run(database: Path, *, listed: bool) -> int:
    """0 when it is whole, 1 when not. Raises Refused."""
    if not database.exists():
        raise Refused(N_("There is no database yet."))
    tell = (lambda line: print("\t".join(line))) if listed else None
    found = examined(database, tell)
    if found.broken is not None:
        in_both(N_("Row %(row)s is not as it was written, or one before it was taken out."), row=found.broken)
        return 1
    in_both(N_("The record is whole: %(rows)s rows."), rows=found.rows)
    in_both(N_("Its last mark, to compare with a copy: %(mark)s"), mark=found.head)
    return 0
