"""The ledger of erasures, beside the database: `<db>.erased` (TRUST.md, section 9).

A copy that was made before an erasure still holds the person. When it is brought back, this file says whom to
erase again. It holds one keyed hash an erasure and nothing else: who has not the key learns nothing from it.

What belongs into it stands in the audit, in the erasure's own transaction. So a crash between the commit and this
file loses nothing: the next start writes what is missing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from bot.store.codec import from_json

MARKED = "ledger:"
"""Begins what of an audit row's `what` belongs into the file."""
CAUSES = ("erase", "forget_telephone")
LOOK_BACK = 10_000
"""Rows of the audit that are looked through at a start: many more than one batch of the writer can make."""
_LAST = "SELECT coalesce(max(id), 0) FROM audit"
_SINCE = "SELECT what FROM audit WHERE id > ? AND cause IN (?, ?) ORDER BY id"


def known(path: Path) -> frozenset[str]:
    """The erasures that the file tells of; none where there is no file. Raises OSError."""
    return frozenset(path.read_text("ascii", "replace").split()) if path.exists() else frozenset()


class Ledger:
    """Kept by the writer, in whose thread alone it is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: int | None = None
        """The last row of the audit that was looked at; None before the first look."""

    def catch_up(self, connection: sqlite3.Connection) -> bool:
        """Write down what the audit knows and the file does not; False when the disk did not take it."""
        try:
            (last,) = connection.execute(_LAST).fetchone()
            there = self._path.exists()
            since = self._seen if self._seen is not None else (last - LOOK_BACK if there else 0)
            rows = connection.execute(_SINCE, (since, *CAUSES)).fetchall()
            marks = [w.removeprefix(MARKED) for (row,) in rows for w in from_json(row) if w.startswith(MARKED)]
            missing = [m for m in marks if m not in known(self._path)] if marks else []
            if missing or not there:
                _append(self._path, missing)
        except (OSError, sqlite3.Error):
            return False
        self._seen = last
        return True


def _append(path: Path, marks: Iterable[str]) -> None:
    """On the disk when this returns, the file and its name. A line that a crash cut short is ended first."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        whole = not size or os.pread(descriptor, 1, size - 1) == b"\n"
        os.write(descriptor, (("" if whole else "\n") + "".join(f"{mark}\n" for mark in marks)).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
