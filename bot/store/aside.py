"""Reading beside a running bot: a connection of one's own that cannot write, and one moment of the database.

What the bot commits meanwhile is not seen; nothing is locked. For commands that write papers.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.core.history import Whole
from bot.store.history import HistoryPage
from bot.store.page import Hand
from bot.store.revisions import newest, revisions
from bot.store.rows import Belonging, NewerSchema, NotAStore
from bot.store.schema import APPLICATION_ID


class OlderSchema(Exception):
    """The database waits to be brought up to this version, which the bot does as it starts."""


class Aside:
    """The partnerships as they were when it was opened."""

    def __init__(self, page: HistoryPage) -> None:
        self._page = page

    def all(self) -> tuple[Belonging, ...]:
        return self._page.all_partnerships()

    def whole(self, id: str) -> Whole | None:
        return self._page.whole(id)


@contextmanager
def aside(path: Path) -> Iterator[Aside]:
    """Open for reading only. Raises FileNotFoundError, PermissionError (it is another user's), NotAStore,
    OlderSchema, NewerSchema."""
    # As somebody else one would leave files behind that the bot cannot write.
    if path.stat().st_uid != os.geteuid():
        raise PermissionError(path)
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as raw:
            for pragma in ("query_only=ON", "busy_timeout=5000", "trusted_schema=OFF"):
                raw.execute(f"PRAGMA {pragma}")
            _check(raw)
            yield from _reading(raw)
    except (sqlite3.DatabaseError, SQLAlchemyError) as error:
        raise NotAStore(f"SQLite does not read the file: {error}") from error


def _reading(raw: sqlite3.Connection) -> Iterator[Aside]:
    engine = create_engine("sqlite+pysqlite://", creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "connect", _leave_begin_to_us)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.connect() as connection, connection.begin():
        yield Aside(HistoryPage(connection, Hand(), b""))


def _leave_begin_to_us(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None


def _check(raw: sqlite3.Connection) -> None:
    (ours,) = raw.execute("PRAGMA application_id").fetchone()
    if ours != APPLICATION_ID:
        raise NotAStore("the file is another programme's database")
    held = [number for (number,) in raw.execute("SELECT version_num FROM alembic_version")]
    if held != [newest()]:
        raise OlderSchema if all(number in revisions() for number in held) else NewerSchema(str(held))
