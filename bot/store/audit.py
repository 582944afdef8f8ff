"""The audit: what changed, when, by whom (as a keyed hash), each row bound to the one before it.

Changing a row breaks its own hash; taking one out breaks the next one's `previous`. Rows cut off at
the end are seen by keeping the last hash elsewhere (TRUST.md: in each backup's manifest).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.store.codec import stamp, to_json
from bot.store.schema import audit

FIRST = "0" * 64
"""What stands for the row before the first."""
_LAST = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)
_ADD = insert(audit)


def _hash(fields: Sequence[str | None]) -> str:
    return hashlib.sha256(to_json(list(fields)).encode()).hexdigest()


def append(
    connection: Connection,
    *,
    partnership: str | None,
    at: datetime,
    subject: str,
    cause: str,
    what: Sequence[str],
) -> None:
    """Add one row. `what` holds keys and counts only, never people's words."""
    last = connection.execute(_LAST).scalar()
    previous = last or FIRST
    fields = (previous, partnership, stamp(at), subject, cause, to_json(list(what)))
    row = {
        "partnership": partnership,
        "at": fields[2],
        "subject": subject,
        "cause": cause,
        "what": fields[5],
        "previous": previous,
        "hash": _hash(fields),
    }
    connection.execute(_ADD, row)


def verify(connection: Connection) -> int | None:
    """The id of the first row that is not as it was written, or None when the chain is whole.

    The bot does not call it: an operator runs it on the file or on a copy (docs/data.md, "The
    audit"), because checking reads every row.
    """
    previous = FIRST
    rows = connection.execute(select(audit).order_by(audit.c.id))
    for row in rows:
        fields = (previous, row.partnership, row.at, row.subject, row.cause, row.what)
        if row.previous != previous or row.hash != _hash(fields):
            return int(row.id)
        previous = row.hash
    return None
