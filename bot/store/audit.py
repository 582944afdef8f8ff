"""The audit: what changed, when, by whom (as a keyed hash), each row bound to the one before it.

Changing a row breaks its own hash; taking one out breaks the next one's `previous`. Rows cut off at
the end are seen by keeping the last hash elsewhere (TRUST.md: in each backup's manifest).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.store.codec import stamp, to_json
from bot.store.prepared import Prepared
from bot.store.schema import audit

FIRST = "0" * 64
"""What stands for the row before the first."""
_LAST = Prepared(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1))
_ADD = Prepared(insert(audit))


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
    last = _LAST.value(connection)
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
    _ADD.run(connection, row)


_READ = "SELECT id, previous, hash, partnership, at, subject, cause, what FROM audit ORDER BY id"


def verify(connection: Connection) -> int | None:
    """The id of the first row that is not as it was written, or None when the chain is whole. Every row is read."""
    return _first_broken(connection.exec_driver_sql(_READ))


def first_broken(connection: sqlite3.Connection) -> int | None:
    """The same of a file that is only read."""
    return _first_broken(connection.execute(_READ))


def _first_broken(rows: Iterable[Sequence[Any]]) -> int | None:
    before = FIRST
    for id, previous, hash, *fields in rows:
        if previous != before or hash != _hash((previous, *fields)):
            return int(id)
        before = hash
    return None
