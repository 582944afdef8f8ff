"""The one read-write connection: how it is opened, what is asked of SQLite, and the schema it must
have.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache

from bot.store.revisions import newest, revisions
from bot.store.rows import NewerSchema, NotAStore
from bot.store.schema import APPLICATION_ID

URL = make_url("sqlite+pysqlite://")
_COMPILED: LRUCache[Any, Any] = LRUCache(500)
"""Statements compiled by any store of this process; as many as SQLAlchemy keeps for one engine."""

PRAGMAS: dict[str, tuple[str, str | int]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "busy_timeout": ("5000", 5000),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "wal_autocheckpoint": ("1000", 1000),
}
"""Pragma → what it is set to and what it then says (TRUST.md, section 2)."""
PASSING = {"synchronous": ("OFF", 0)}
"""Instead, for what is thrown away in the end: nobody waits for the disk, and a power cut may spoil the file."""


def connect(path: Path, *, lasting: bool = True) -> sqlite3.Connection:
    """The raw connection, its pragmas set and asserted. Raises NotAStore."""
    pragmas = PRAGMAS if lasting else PRAGMAS | PASSING
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _claim_file(connection)
        for name, (wanted, says) in pragmas.items():
            connection.execute(f"PRAGMA {name}={wanted}")
            (held,) = connection.execute(f"PRAGMA {name}").fetchone()
            if held != says:
                raise NotAStore(f"PRAGMA {name} is {held!r} and should be {says!r}")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise NotAStore(f"SQLite does not open the file as asked: {error}") from error
    except NotAStore:
        connection.close()
        raise
    return connection


def _claim_file(connection: sqlite3.Connection) -> None:
    """An empty file becomes ours; another programme's database is left alone."""
    (held,) = connection.execute("PRAGMA application_id").fetchone()
    if held == APPLICATION_ID:
        return
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if held or tables:
        raise NotAStore("the file is another programme's database")
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


@cache
def _dialect() -> Dialect:
    """One for all connections, for what is compiled is compiled for it; it has looked at what this SQLite can do."""
    engine = create_engine(URL)
    with engine.connect():
        return engine.dialect


def engine_on(connection: sqlite3.Connection) -> Engine:
    """SQLAlchemy on exactly this connection; every transaction takes the write lock as it begins.

    What is compiled for one connection serves the next that this process opens.
    """
    raw: Any = connection  # SQLAlchemy knows a connection by its methods, and theirs are written otherwise
    engine = Engine(StaticPool(lambda: raw, dialect=_dialect()), _dialect(), URL)
    engine.update_execution_options(compiled_cache=_COMPILED)
    event.listen(engine, "connect", _leave_begin_to_us)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _leave_begin_to_us(raw: Any, _record: object) -> None:
    raw.isolation_level = None


def _begin_immediate(connection: Connection) -> None:
    """A transaction that reads first and writes later fails under load; this one waits at its
    beginning.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(connection: Connection) -> None:
    """Bring the schema up to this version's, each revision in one transaction. Raises NewerSchema.
    """
    here = _revision(connection)
    connection.rollback()
    if here == newest():
        return
    if here is not None and here not in revisions():
        raise NewerSchema(f"the database has schema {here}, which this version does not know")
    from bot.store.migrating import upgrade  # noqa: PLC0415 - see there

    upgrade(connection)


def _revision(connection: Connection) -> str | None:
    """None: the file is new."""
    table = "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
    if connection.exec_driver_sql(table).first() is None:
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found
