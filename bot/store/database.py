"""The one read-write connection: how it is opened, what is asked of SQLite, and the schema it must
have.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from bot.store.rows import NewerSchema, NotAStore
from bot.store.schema import APPLICATION_ID

MIGRATIONS = Path(__file__).with_name("migrations")

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


def connect(path: Path) -> sqlite3.Connection:
    """The raw connection, its pragmas set and asserted. Raises NotAStore."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _claim_file(connection)
        for name, (wanted, says) in PRAGMAS.items():
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


def engine_on(connection: sqlite3.Connection) -> Engine:
    """SQLAlchemy on exactly this connection; every transaction takes the write lock as it begins.
    """
    engine = create_engine("sqlite+pysqlite://", creator=lambda: connection, poolclass=StaticPool)
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
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    here = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if here == script.get_current_head():
        return
    if here is not None:
        try:
            script.get_revision(here)
        except CommandError as error:
            raise NewerSchema(
                f"the database has schema {here}, which this version does not know"
            ) from error
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
