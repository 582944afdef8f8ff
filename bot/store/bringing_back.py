"""A copy is put back in the place of the database, all of it or nothing; what stood there is kept aside.

The new files are made ready in a folder beside the database. Once that folder bears its last name the restore is
decided, and `finish_restore` takes it to its end, now or when the bot next starts: a crash in between loses neither.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bot.store.copying import Manifest, verified
from bot.store.erasures import known
from bot.store.files import ASIDE, DATABASE, ERASED, KEY, READY, beside, finish_restore, locked
from bot.store.store import Store

OLD = ".before-%Y%m%dT%H%M%SZ"


class BroughtBack(NamedTuple):
    made_at: datetime
    """What came later is not in it."""
    aside: Path
    """Where the old files are now."""
    doubtful: int
    """Messages that may have been said since: brokers are asked."""


def bring_back(place: Path, database: Path, at: datetime) -> BroughtBack:
    """Blocks. Raises BadCopy when the copy is not as it was made, StoreInUse while a bot runs, NewerSchema, OSError."""
    manifest = verified(place)
    made_at = datetime.fromisoformat(manifest.made_at)
    mask = os.umask(0o077)
    try:
        with locked(database):
            finish_restore(database)
            partial = _laid_out(place, manifest, beside(database, f"{READY}.partial"))
            doubtful = _made_ready(partial, manifest, at, known(beside(database, ERASED)))
            aside = beside(database, at.astimezone(UTC).strftime(OLD))
            (partial / ASIDE).write_text(aside.name)
            _sync(partial)
            partial.rename(beside(database, READY))
            finish_restore(database)
    finally:
        os.umask(mask)
    return BroughtBack(made_at, aside, doubtful)


def _laid_out(place: Path, manifest: Manifest, partial: Path) -> Path:
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in manifest.files:
        shutil.copyfile(place / name, partial / name)
    return partial


def _made_ready(partial: Path, manifest: Manifest, at: datetime, erased: frozenset[str]) -> int:
    """Nothing that waited in the copy goes out by itself, and who was erased since is erased in it too. The folder
    then holds the database and its key alone.
    """
    staged = partial / DATABASE
    store = Store.open(staged, ledger=False)
    try:
        store.do_now(lambda book: book.erase_again(erased, at))
        return store.do_now(lambda book: book.bring_back(datetime.fromisoformat(manifest.made_at), at))
    finally:
        store.close_now()
        for end in ("-wal", "-shm", ".lock"):
            beside(staged, end).unlink(missing_ok=True)
        if KEY not in manifest.files:
            (partial / KEY).unlink(missing_ok=True)


def _sync(partial: Path) -> None:
    for file in partial.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
