"""The drill: a database is copied while people write, brought back, and is what the copy was, within a minute.

`make restore-test` (LONG=1) plays it with a hundred megabytes (TRUST.md, "Bars", 7); here with four. That the restored
bot doubles nothing and asks the broker is tests/whole/test_restored.py.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import quote

from bot.core.model import Place
from bot.message import Message
from bot.store import Store
from bot.store.book import Book
from bot.store.bringing_back import bring_back
from bot.store.copying import copy
from tests.store.conftest import T0, after
from tests.store.test_copying import NOT_COMPARED, fill

MEGABYTES = 100 if os.environ.get("LONG") else 4
WORDS = "น้ำประปาหมู่บ้านสะอาดขึ้น " * 155
"""Some 12 kB, as long as an answer may be."""
WITHIN = 60.0


def _say(book: Book, numbers: range) -> None:
    for n in numbers:
        book.enqueue(Place("local", f"g{n % 50}"), Message(f"{n} {WORDS}"), partnership="p1", dedupe=f"d{n}", now=T0)


def digests(path: Path) -> dict[str, str]:
    """Of every table but those that a restore itself writes: all its rows, in their order."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]
        found = {}
        for name in names:
            if name not in NOT_COMPARED and not name.startswith("sqlite_"):
                held = hashlib.sha256()
                for row in file.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608 - the tables' own names
                    held.update(repr(row).encode())
                found[name] = held.hexdigest()
        return found


def test_it_is_brought_back_as_it_was_within_a_minute(store: Store, path: Path, tmp_path: Path) -> None:
    fill(store)
    batch = 100
    for begin in range(0, MEGABYTES * 1_000_000 // 12_000, batch):
        store.do_now(partial(_say, numbers=range(begin, begin + batch)))
    stop, written = threading.Event(), [10**6]

    def write() -> None:
        while not stop.is_set():
            store.do_now(partial(_say, numbers=range(written[0], written[0] + 1)))
            written[0] += 1

    writing = threading.Thread(target=write)
    writing.start()
    began = time.monotonic()
    place = copy(path, tmp_path / "copies", after(hours=1), "1")
    copied = time.monotonic() - began
    stop.set()
    writing.join()
    store.close_now()
    size = path.stat().st_size
    began = time.monotonic()
    bring_back(place, path, after(hours=2))
    took = copied + time.monotonic() - began
    print(f"{size / 1e6:.0f} MB: copied in {copied:.1f} s under load, brought back in {took - copied:.1f} s")
    assert size > MEGABYTES * 900_000
    assert written[0] > 10**6, "somebody wrote meanwhile"
    assert digests(path) == digests(place / "phakhi.db")
    assert _said(path) == _said(place / "phakhi.db")
    assert took < WITHIN


def _said(path: Path) -> list[tuple[int, str]]:
    """What was to be said is all there; whether it may have been said since is another matter."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as file:
        return file.execute("SELECT id, body FROM outbox ORDER BY id").fetchall()
