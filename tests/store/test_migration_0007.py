"""A database of the version before copies could be brought back is brought up with all that it holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from bot.store import Store
from bot.store.database import connect, engine_on
from bot.store.revisions import MIGRATIONS
from bot.store.schema import APPLICATION_ID
from tests.store.conftest import rows
from tests.store.test_migration import columns, schema_of
from tests.store.test_migration_0006 import GOLDEN, tables

NEW = {"restored", "doubtful"}


@pytest.fixture
def old(path: Path) -> Path:
    """A file of revision 0004, brought to 0006."""
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.executescript(GOLDEN.read_text("utf-8"))
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.close()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    raw = connect(path)
    with engine_on(raw).connect() as open_one:
        config.attributes["connection"] = open_one
        command.upgrade(config, "0006")
    raw.close()
    return path


def test_nothing_is_lost_and_what_is_new_is_empty(old: Path) -> None:
    asked = {t: f"SELECT {', '.join(columns(old, t))} FROM {t}" for t in tables(old)}  # noqa: S608
    held = {t: rows(old, sql) for t, sql in asked.items()}
    Store.open(old).close_now()
    assert tables(old) == held.keys() | NEW
    for table, before in held.items():
        assert rows(old, asked[table]) == before
    for table in NEW:
        assert rows(old, f"SELECT * FROM {table}") == []  # noqa: S608
    assert rows(old, "SELECT version_num FROM alembic_version") == [("0008",)]


def test_it_is_the_schema_that_a_new_file_gets(old: Path, tmp_path: Path) -> None:
    Store.open(old).close_now()
    fresh = tmp_path / "fresh" / "phakhi.db"
    Store.open(fresh).close_now()
    assert tables(old) == tables(fresh)
    for table in NEW:
        assert columns(old, table) == columns(fresh, table)
        assert schema_of(old, "table")[table] == schema_of(fresh, "table")[table]
