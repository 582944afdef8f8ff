"""The audit, read from outside while the bot runs or not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from bot.store.audit import FIRST, first_broken

_LISTED = "SELECT at, coalesce(partnership, ''), cause, substr(subject, 1, 12), what FROM audit ORDER BY id"


class Examined(NamedTuple):
    rows: int
    head: str
    """The hash of the last row."""
    broken: int | None
    """The id of the first row that is not as it was written."""


def examined(database: Path, tell: Callable[[tuple[str, ...]], None] | None = None) -> Examined:
    """Reads every row; with `tell` each is told: when, partnership, what happened, by whom (the beginning of a keyed
    hash), what changed. Raises sqlite3.Error.
    """
    address = f"file:{quote(str(database.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        if tell is not None:
            for row in connection.execute(_LISTED):
                tell(tuple(row))
        (rows,) = connection.execute("SELECT count(*) FROM audit").fetchone()
        last = connection.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        return Examined(rows, last[0] if last else FIRST, first_broken(connection))
