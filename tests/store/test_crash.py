"""Killed with -9: what was acknowledged is there, once; a migration is done or not begun."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bot.core.model import Place
from bot.message import Message
from bot.store import Store
from tests.store.conftest import T0, rows

KILLS = 5
CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.message import Raw
from bot.core.model import Place
from bot.message import Message
from bot.store import Store
T0 = datetime(2026, 11, 22, tzinfo=UTC)
store = Store.open(Path(sys.argv[1]))
at = int(sys.argv[2])
def work(book):
    for w in book.new_events():
        text = w.body.decode()
        book.enqueue(Place("t", w.conversation), Message(text), partnership=None, dedupe=text, now=T0)
        book.worked(w.id, T0)
while True:
    key = str(at)
    store.do_now(lambda book: book.take_in("t", [Raw(key, "c", key.encode(), T0)], T0))
    print(key, flush=True)  # the acknowledgement
    if at % 3 == 0:
        store.do_now(work)
    at += 1
"""


def killed(code: str, *arguments: str, wait: float) -> list[str]:
    """What the child had said when it was killed `wait` seconds after its first word."""
    child = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(wait)
    child.send_signal(signal.SIGKILL)
    said = [first, *child.stdout.readlines()]
    child.stdout.close()
    child.wait()
    return [line.decode().strip() for line in said if line.endswith(b"\n")]


def test_what_was_acknowledged_survives_and_is_worked_once(path: Path) -> None:
    chance = random.Random(2)  # noqa: S311 - a moment to be killed at
    acknowledged: list[str] = []
    for _ in range(KILLS):
        begin = str(len(acknowledged))
        acknowledged += killed(CHILD, str(path), begin, wait=chance.random() * 0.1)
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


MIGRATING = """
import os, sys
from pathlib import Path
from sqlalchemy import event, Engine
from bot.store import Store
left = int(sys.argv[2])
@event.listens_for(Engine, "after_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
Store.open(Path(sys.argv[1])).close_now()
"""


def test_a_migration_is_whole_or_not_there(tmp_path: Path) -> None:
    """Killed after the n-th statement: every revision is all there or not at all, and it goes on
    from there.
    """
    whole: dict[str | None, set[str]] = {}
    for n in (3, 17, 24, 27, 33, 400):
        path = tmp_path / f"{n}" / "phakhi.db"
        done = subprocess.run([sys.executable, "-c", MIGRATING, str(path), str(n)], check=False)
        version, names = state(path)
        assert whole.setdefault(version, names) == names
        assert (done.returncode == 0) == (n == 400)
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
