"""A thousand edits of the audit by somebody who has the file and takes the triggers away: each is found by the command.

Short: 40. What is cut off or rewritten to the very end shows by the last mark, which a copy's manifest holds.
LONG=1: 1,000 (TRUST.md, "audit tampering"). AUDIT_SEED=... plays one again.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands import auditing
from bot.store import Store
from bot.store.copying import copy, read_manifest
from tests.store.conftest import T0
from tests.store.people import SOMSRI, answer, answered, partnership

EDITS = 1000 if os.environ.get("LONG") else 40
SEED = int(os.environ.get("AUDIT_SEED") or random.SystemRandom().randrange(10**6))
ROWS = 60
COLUMNS = ("partnership", "at", "subject", "cause", "what")

Edit = Callable[[sqlite3.Connection, random.Random], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with an audit, and a copy of it beside."""
    path = tmp_path_factory.mktemp("audit") / "phakhi.db"
    store = Store.open(path)
    p = partnership()
    store.do_now(lambda book: book.save(None, p, T0, None, "Added"))
    for n in range(1, ROWS):
        was, p = p, answered(p, answer(f"คำตอบ {n}", revision=n))
        store.do_now(lambda book, b=was, a=p: book.save(b, a, T0, SOMSRI, "Said"))  # type: ignore[misc]
    store.close_now()
    copy(path, path.parent / "copies", T0, "1")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER audit_not_update")
        connection.execute("DROP TRIGGER audit_not_delete")
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (ROWS,)
    return path


def ids(connection: sqlite3.Connection) -> list[int]:
    return [id for (id,) in connection.execute("SELECT id FROM audit ORDER BY id")]


def one_letter(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Of one column of one row another letter, as little as can be."""
    while True:
        id, column = chance.choice(ids(connection)), chance.choice((*COLUMNS, "previous", "hash"))
        (text,) = connection.execute(f"SELECT {column} FROM audit WHERE id = ?", (id,)).fetchone()  # noqa: S608
        if text:
            break
    at = chance.randrange(len(text))
    other = chance.choice([c for c in "0123456789abcdefชท" if c != text[at]])
    changed = text[:at] + other + text[at + 1 :]
    connection.execute(f"UPDATE audit SET {column} = ? WHERE id = ?", (changed, id))  # noqa: S608


def emptied(connection: sqlite3.Connection, chance: random.Random) -> None:
    id, column = chance.choice(ids(connection)), chance.choice(("at", "cause", "what"))
    connection.execute(f"UPDATE audit SET {column} = '' WHERE id = ?", (id,))  # noqa: S608


def taken_out(connection: sqlite3.Connection, chance: random.Random) -> None:
    some = ids(connection)
    first = chance.randrange(len(some) - 1)
    last = chance.randrange(first, len(some) - 1)
    connection.execute("DELETE FROM audit WHERE id BETWEEN ? AND ?", (some[first], some[last]))


def swapped(connection: sqlite3.Connection, chance: random.Random) -> None:
    one, other = chance.sample(ids(connection), 2)
    for was, new in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE audit SET id = ? WHERE id = ?", (new, was))


def doubled(connection: sqlite3.Connection, chance: random.Random) -> None:
    columns = "partnership, at, subject, cause, what, previous, hash"
    id = chance.choice(ids(connection))
    connection.execute(f"INSERT INTO audit ({columns}) SELECT {columns} FROM audit WHERE id = ?", (id,))  # noqa: S608


def reckoned(connection: sqlite3.Connection, chance: random.Random) -> None:
    """One row altered, and its own hash made to fit; not the last, for that is another matter."""
    id = chance.choice(ids(connection)[:-1])
    connection.execute("UPDATE audit SET cause = 'Pressed' WHERE id = ?", (id,))
    reckon(connection, [id])


def reckon(connection: sqlite3.Connection, which: list[int]) -> None:
    """By hand, as docs and code have it: SHA-256 over the row as JSON."""
    for id in which:
        row = connection.execute(
            "SELECT previous, partnership, at, subject, cause, what FROM audit WHERE id = ?", (id,)
        ).fetchone()
        text = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"))
        connection.execute(
            "UPDATE audit SET hash = ? WHERE id = ?", (hashlib.sha256(text.encode()).hexdigest(), id)
        )


def cut_off(connection: sqlite3.Connection, chance: random.Random) -> None:
    some = ids(connection)
    connection.execute("DELETE FROM audit WHERE id >= ?", (chance.choice(some),))


def rewritten(connection: sqlite3.Connection, chance: random.Random) -> None:
    """One row altered and all that follow made to fit it, by somebody who knows how."""
    some = ids(connection)
    first = chance.randrange(len(some))
    connection.execute("UPDATE audit SET at = '2026-11-22T09:00:00.000000Z' WHERE id = ?", (some[first],))
    for id in some[first:]:
        before = connection.execute("SELECT hash FROM audit WHERE id < ? ORDER BY id DESC LIMIT 1", (id,)).fetchone()
        if before:
            connection.execute("UPDATE audit SET previous = ? WHERE id = ?", (before[0], id))
        reckon(connection, [id])


BY_THE_CHAIN: tuple[Edit, ...] = (one_letter, emptied, taken_out, swapped, doubled, reckoned)
BY_THE_MARK: tuple[Edit, ...] = (cut_off, rewritten)


def examined(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The command's exit status, and the last mark that it prints."""
    status = auditing.run(path, listed=False)
    found = re.search(r"\b[0-9a-f]{64}\b", capsys.readouterr().out)
    return status, found[0] if found else ""


def test_each_edit_is_found(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a campaign, no secret
    (place,) = (made.parent / "copies").iterdir()
    mark = read_manifest(place).held.audit
    assert examined(made, capsys) == (0, mark)
    found: Counter[str] = Counter()
    for number in range(EDITS):
        edit = chance.choice((*BY_THE_CHAIN, *BY_THE_MARK))
        path = tmp_path / "phakhi.db"
        shutil.copyfile(made, path)
        with closing(sqlite3.connect(path)) as connection, connection:
            edit(connection, chance)
        status, now = examined(path, capsys)
        if edit in BY_THE_CHAIN:
            assert status == 1, (SEED, number, edit.__name__)
        else:
            assert status == 0, "it fits in itself, and so it is the mark that shows it"
            assert now != mark, (SEED, number, edit.__name__)
        found[edit.__name__] += 1
    with capsys.disabled():
        if os.environ.get("LONG"):
            print(f"\n{EDITS} edits, seed {SEED}, all found: {dict(sorted(found.items()))}")
