"""A database of the version before pictures and papers is brought up with all that it holds."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.message import Message, Picture
from bot.store import Store
from bot.store.schema import APPLICATION_ID
from tests.store.conftest import T0, after, rows
from tests.store.killing import killed_while_migrating
from tests.store.people import GROUP
from tests.store.test_migration import columns, schema_of

GOLDEN = Path(__file__).with_name("golden") / "0004.sql"
"""A file of the version that was released with revision 0004, schema and all, as text."""
TABLES = 27


@pytest.fixture
def old(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the old file holds, table by table."""
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.executescript(GOLDEN.read_text("utf-8"))
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.close()
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'alembic_version'"
    held = {t: rows(path, f"SELECT * FROM {t}") for (t,) in rows(path, tables)}  # noqa: S608
    assert len(held) == TABLES
    assert all(held.values())
    return held


def test_nothing_is_lost(path: Path, old: dict[str, list[tuple[Any, ...]]]) -> None:
    had = {table: ", ".join(columns(path, table)) for table in old}
    Store.open(path).close_now()
    for table, held in old.items():
        assert rows(path, f"SELECT {had[table]} FROM {table}") == held  # noqa: S608
    for table in ("picture_sent", "served"):
        assert rows(path, f"SELECT * FROM {table}") == []  # noqa: S608
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_it_is_the_schema_that_a_new_file_gets(path: Path, old: object, tmp_path: Path) -> None:  # noqa: ARG001
    Store.open(path).close_now()
    fresh = tmp_path / "fresh" / "phakhi.db"
    Store.open(fresh).close_now()
    for kind in ("table", "trigger", "view", "index"):
        assert schema_of(path, kind).keys() == schema_of(fresh, kind).keys()
    for kind in ("trigger", "view", "index"):
        assert schema_of(path, kind) == schema_of(fresh, kind)
    for table in schema_of(fresh, "table"):
        assert columns(path, table) == columns(fresh, table)


def test_pictures_go_on_from_there(path: Path, old: object) -> None:  # noqa: ARG001
    store = Store.open(path)
    message = Message("x", picture=Picture("wheel", "{}", "x"))
    store.do_now(lambda b: b.enqueue(GROUP, message, partnership="p1", dedupe="new", now=T0))
    (row,) = (r for r in store.do_now(lambda b: b.waiting(GROUP, 9)) if r.message == message)
    token = store.do_now(lambda b: b.serve(row, "picture", after(days=1)))
    found = store.do_now(lambda b: b.served(token, "picture", T0))
    assert found is not None
    assert found.message == message
    store.close_now()


@pytest.mark.parametrize("after", [4, 6, 8])
def test_killed_half_way_it_is_as_it_was(
    path: Path, old: dict[str, list[tuple[Any, ...]]], after: int
) -> None:
    assert killed_while_migrating(path, after) == -signal.SIGKILL
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0004",)]
    assert {table: rows(path, f"SELECT * FROM {table}") for table in old} == old  # noqa: S608
    Store.open(path).close_now()
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0008",)]
