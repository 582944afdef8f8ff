"""The files beside the database: their names, the lock, and a restore that was decided and not yet done."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.rows import StoreInUse

DATABASE = "phakhi.db"
KEY = "phakhi.db.key"
FILES = (KEY, DATABASE)
"""What a copy holds."""
ERASED = ".erased"
"""Ends the name of the ledger of erasures: no part of a copy, for it outlives what copies hold."""
READY = ".restored"
"""Ends the name of the folder, beside the database, with what is to be put in place."""
ASIDE = "aside"
"""The file in it that names the folder to which the old ones go."""


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def lock(database: Path) -> int:
    """The descriptor that holds `<database>.lock` until it is closed. Raises StoreInUse."""
    path = beside(database, ".lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise StoreInUse(f"{path} is held by another process") from None
    return descriptor


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nobody else has the database open. Raises StoreInUse."""
    database.parent.mkdir(parents=True, exist_ok=True)
    descriptor = lock(database)
    try:
        yield
    finally:
        os.close(descriptor)


def finish_restore(database: Path) -> None:
    """Take a restore that was decided to its end. Under the database's lock; again is harmless."""
    ready = beside(database, READY)
    if not ready.is_dir():
        return
    aside = database.with_name((ready / ASIDE).read_text())
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in FILES:
        if not (ready / name).exists():
            continue
        for old in _old_of(name, database):
            if old.exists():
                old.rename(aside / old.name)
        (ready / name).rename(beside(database, ".key") if name == KEY else database)
    shutil.rmtree(ready)


def _old_of(name: str, database: Path) -> tuple[Path, ...]:
    """With the database goes its log: a log of one database ruins another."""
    ends = (".key",) if name == KEY else ("-wal", "-shm", "")
    return tuple(beside(database, end) for end in ends)
