"""Killed with -9: what was acknowledged is there, once; a migration is done or not begun."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from bot.core.model import Place
from bot.message import Message, Raw
from bot.store import Book, Store
from tests.processes import process
from tests.store.conftest import T0, rows
from tests.store.killing import killed_while_migrating

KILLS = 5


def goes_on(path: Path, at: int, told: Connection) -> None:
    """Takes in one event after the other and works now and then; each is told of once it is acknowledged."""
    store = Store.open(path)
    while True:
        key = str(at)
        raw = Raw(key, "c", key.encode(), T0)
        store.do_now(lambda book, raw=raw: book.take_in("t", [raw], T0))  # type: ignore[misc]
        told.send(key)
        if at % 3 == 0:
            store.do_now(work)
        at += 1


def work(book: Book) -> None:
    for w in book.new_events():
        text = w.body.decode()
        place = Place("t", w.conversation)
        book.enqueue(place, Message(text), partnership=None, dedupe=text, now=T0)
        book.worked(w.id, T0)


def killed(path: Path, at: int, wait: float) -> list[str]:
    """What the other process had said when it was killed `wait` seconds after its first word."""
    here, there = multiprocessing.Pipe(duplex=False)
    other = process(goes_on, path, at, there)
    other.start()
    there.close()
    said = [here.recv()]
    time.sleep(wait)
    other.kill()
    with suppress(EOFError):
        while True:
            said.append(here.recv())
    other.join()
    return said


def test_what_was_acknowledged_survives_and_is_worked_once(path: Path) -> None:
    chance = random.Random(2)  # noqa: S311 - a moment to be killed at
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += killed(path, len(acknowledged), wait=chance.random() * 0.1)
        kept = {key for (key,) in rows(path, "SELECT key FROM inbox")}
        assert set(acknowledged) <= kept
        # The one that was committed but not yet acknowledged comes again from the platform.
        assert len(kept) - len(acknowledged) <= 1
    store = Store.open(path)
    while waiting := store.do_now(lambda book: book.new_events()):
        for w in waiting:
            text = w.body.decode()
            store.do_now(
                lambda book, id=w.id, t=text: (  # type: ignore[misc]
                    book.enqueue(Place("t", "c"), Message(t), partnership=None, dedupe=t, now=T0),
                    book.worked(id, T0),
                )
            )
    store.close_now()
    said = [d for (d,) in rows(path, "SELECT dedupe FROM outbox ORDER BY id")]
    assert said == [str(n) for n in range(len(said))]
    assert len(said) >= len(acknowledged)
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_migration_is_whole_or_not_there(tmp_path: Path) -> None:
    """Killed after the n-th statement: every revision is all there or not at all, and it goes on
    from there.
    """
    whole: dict[str | None, set[str]] = {}
    for n in (3, 17, 24, 27, 33, 400):
        path = tmp_path / f"{n}" / "phakhi.db"
        status = killed_while_migrating(path, n)
        version, names = state(path)
        assert whole.setdefault(version, names) == names
        assert (status == 0) == (n == 400)
    assert len(whole) >= 2
    path = tmp_path / "24" / "phakhi.db"
    Store.open(path).close_now()
    assert state(path) == state(tmp_path / "400" / "phakhi.db")


def state(path: Path) -> tuple[str | None, set[str]]:
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    version = None
    if "alembic_version" in names:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        version = found and found[0]
    connection.close()
    ours = {name for name in names if "alembic" not in name}
    return version, ours
