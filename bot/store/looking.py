"""A look at the database from outside, while the bot runs or not: nothing is made, locked or changed."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.store.revisions import newest, revisions
from bot.store.schema import APPLICATION_ID

LOSING = ((3, 7, 0), (3, 51, 2))
"""First and last version of SQLite that can lose what was committed when two connections write or
checkpoint at once (TRUST.md, section 1)."""
LONGEST_CHECK = 20.0
"""Seconds that reading through the database may take; what has been read by then was sound."""
STEPS = 100_000
"""Of SQLite's virtual machine, between two looks at the time."""
OTHERS = 0o077
"""The bits of a file's mode that let others at it (TRUST.md, section 2)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    state: str
    """none (nothing there yet) | not_yours (it belongs to another user and was not opened) | unreadable |
    foreign (not one of ours) | damaged | newer (its schema is of a later version) | older (the next start
    brings it up) | well."""
    open_to_others: tuple[str, ...] = ()
    """Names of files that others on this machine may read."""
    key_missing: bool = False
    """The secret beside the database is gone: open invitations are void."""


def version() -> tuple[str, bool]:
    """SQLite's, and whether it is one of those that can lose data with two writers."""
    first, last = LOSING
    return sqlite3.sqlite_version, first <= sqlite3.sqlite_version_info <= last


def in_use(path: Path) -> bool:
    """Whether a bot holds this database. It is asked for by taking the lock for an instant, shared."""
    try:
        descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def look(path: Path) -> Looked:
    """Read through the database. Blocks, for `LONGEST_CHECK` at most."""
    if not path.exists():
        return Looked("none")
    beside = [path.with_name(path.name + end) for end in ("", "-wal", "-shm", ".key")]
    modes = {file.name: file.stat() for file in beside if file.exists()}
    # As somebody else one would leave files behind that the bot cannot write.
    if modes[path.name].st_uid != os.geteuid():
        return Looked("not_yours")
    bare = tuple(name for name, found in modes.items() if found.st_mode & OTHERS)
    return Looked(_state(path), bare, key_missing=f"{path.name}.key" not in modes)


def _state(path: Path) -> str:
    try:
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("PRAGMA trusted_schema=OFF")
            (ours,) = connection.execute("PRAGMA application_id").fetchone()
            if ours != APPLICATION_ID:
                return "foreign"
            return _schema(connection) if _sound(connection) else "damaged"
    except sqlite3.OperationalError:
        return "unreadable"
    except sqlite3.DatabaseError:
        return "damaged"


def _sound(connection: sqlite3.Connection) -> bool:
    ends = time.monotonic() + LONGEST_CHECK
    connection.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
    try:
        return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.OperationalError:
        if time.monotonic() > ends:
            return True
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _schema(connection: sqlite3.Connection) -> str:
    (table,) = connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'"
    ).fetchone()
    held = connection.execute("SELECT version_num FROM alembic_version").fetchall() if table else []
    if held == [(newest(),)]:
        return "well"
    return "older" if all(number in revisions() for (number,) in held) else "newer"
