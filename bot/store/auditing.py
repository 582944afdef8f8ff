"""The audit, read from outside while the bot runs or not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from bot.store.audit import FIRST, first_broken
from bot.store.codec import maybe_moment, stamp

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
    with closing(_for_reading(database)) as connection:
        if tell is not None:
            for row in connection.execute(_LISTED):
                tell(tuple(row))
        (rows,) = connection.execute("SELECT count(*) FROM audit").fetchone()
        last = connection.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        return Examined(rows, last[0] if last else FIRST, first_broken(connection))


# ── what the law asks of whoever runs the bot (docs/running.md) ───────────────


class Touched(NamedTuple):
    """A partnership in which something was done."""

    id: str
    name: str
    rows: int
    """Of the audit."""
    people: int
    """Whose data it holds now."""


class Happened(NamedTuple):
    rows: int
    by: int
    """How many people did it, as far as keyed hashes tell them apart; the bot itself is not one."""
    causes: dict[str, int]
    """What was done → how often, the most first."""
    partnerships: tuple[Touched, ...]
    first: datetime | None
    last: datetime | None


class Processed(NamedTuple):
    partnerships: int
    ended: int
    people: int
    consented: int
    answers: int
    """Revisions not counted."""
    erased: int
    """Times that somebody had themselves taken out."""
    since: datetime | None
    """The first row of the audit."""


def happened(database: Path, since: datetime, until: datetime) -> Happened:
    """What the audit tells of the time from `since` until before `until`. Raises sqlite3.Error."""
    times = (stamp(since), stamp(until))
    with closing(_for_reading(database)) as connection:
        ((rows, by, first, last),) = connection.execute(_BETWEEN, times)
        causes = dict(connection.execute(_CAUSES, times).fetchall())
        touched = tuple(Touched(*row) for row in connection.execute(_TOUCHED, times))
    return Happened(rows, by, causes, touched, maybe_moment(first), maybe_moment(last))


def processed(database: Path) -> Processed:
    """How much of people is kept. Raises sqlite3.Error."""
    with closing(_for_reading(database)) as connection:
        (row,) = connection.execute(_PROCESSED)
    found = Processed(*row)
    return found._replace(since=maybe_moment(row[-1]))


_BETWEEN = """
SELECT count(*), count(DISTINCT nullif(subject, '')), min(at), max(at) FROM audit WHERE at >= ?1 AND at < ?2
"""
_CAUSES = """
SELECT cause, count(*) AS n FROM audit WHERE at >= ?1 AND at < ?2 GROUP BY cause ORDER BY n DESC, cause
"""
_TOUCHED = """
SELECT done.partnership, coalesce(nullif(p.name, ''), p.title, ''), done.n,
 (SELECT count(*) FROM member m WHERE m.partnership = done.partnership AND m.person NOT LIKE 'erased:%')
FROM (
 SELECT partnership, count(*) AS n FROM audit WHERE at >= ?1 AND at < ?2 AND partnership IS NOT NULL
 GROUP BY partnership
) AS done LEFT JOIN partnership p ON p.id = done.partnership ORDER BY done.n DESC, done.partnership
"""
_PROCESSED = """
WITH person AS (
 SELECT channel, person, max(consented_at) AS consented FROM member WHERE person NOT LIKE 'erased:%'
 GROUP BY channel, person
)
SELECT (SELECT count(*) FROM partnership), (SELECT count(*) FROM partnership WHERE ended_at IS NOT NULL),
 (SELECT count(*) FROM person), (SELECT count(consented) FROM person),
 (SELECT count(*) FROM (SELECT DISTINCT partnership, round, question, item, organisation FROM answer)),
 (SELECT count(*) FROM audit WHERE cause = 'erase'), (SELECT min(at) FROM audit)
"""


def _for_reading(database: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(database.absolute()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection
