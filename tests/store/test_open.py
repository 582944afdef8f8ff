from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from bot.store import NewerSchema, NotAStore, Store, StoreClosed, StoreInUse
from bot.store.page import Page
from bot.store.schema import metadata
from tests.processes import done_in_another
from tests.store.conftest import T0, rows


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """With nothing laid for it: all of it is made as it is opened."""
    opened = Store.open(path)
    yield opened
    opened.close_now()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_can_read_what_is_made(path: Path, store: Store) -> None:
    store.do_now(lambda book: book.new_partnership_id())
    assert mode(path.parent) == 0o700
    made = {file.name: mode(file) for file in path.parent.iterdir()}
    assert {"phakhi.db", "phakhi.db-wal", "phakhi.db.key", "phakhi.db.lock"} <= made.keys()
    assert set(made.values()) == {0o600}


def test_wrong_permissions_are_put_right(path: Path) -> None:
    Store.open(path).close_now()
    key = path.with_name("phakhi.db.key")
    path.chmod(0o644)
    key.chmod(0o664)
    Store.open(path).close_now()
    assert (mode(path), mode(key)) == (0o600, 0o600)


def test_the_mask_of_the_process_is_left_as_it_was(path: Path) -> None:
    before = os.umask(0o022)
    try:
        Store.open(path).close_now()
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_the_key_stays_and_a_broken_one_is_refused(path: Path) -> None:
    Store.open(path).close_now()
    key = path.with_name("phakhi.db.key")
    first = key.read_bytes()
    Store.open(path).close_now()
    assert len(first) == 32
    assert key.read_bytes() == first
    key.write_bytes(b"short")
    with pytest.raises(NotAStore):
        Store.open(path)


def test_what_is_thrown_away_in_the_end_waits_for_no_disk(path: Path) -> None:
    """Of a playground; everything else of the file is as always."""
    passing = Store.open(path, lasting=False)
    ask = "PRAGMA synchronous"
    assert passing.do_now(lambda book: book.connection.exec_driver_sql(ask).scalar()) == 0
    passing.close_now()


def test_pragmas(store: Store) -> None:
    def ask(book: Page) -> dict[str, object]:
        names = "journal_mode synchronous foreign_keys busy_timeout secure_delete trusted_schema"
        return {
            name: book.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in [*names.split(), "wal_autocheckpoint", "application_id"]
        }

    assert store.do_now(ask) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
        "trusted_schema": 0,
        "wal_autocheckpoint": 1000,
        "application_id": 0x70686B31,
    }


def test_every_table_is_strict(path: Path, store: Store) -> None:  # noqa: ARG001
    loose = rows(path, "SELECT name FROM pragma_table_list WHERE type='table' AND NOT strict")
    assert {name for (name,) in loose} <= {"alembic_version", "sqlite_schema", "sqlite_temp_schema"}


def test_the_migrations_make_the_schema(store: Store) -> None:
    def differences(book: Page) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(book.connection), metadata))

    assert store.do_now(differences) == []


def test_the_migrations_make_the_checks_of_the_schema(store: Store) -> None:
    """Alembic's comparison does not look at them."""

    def checks(connection: Connection) -> dict[str, list[str]]:
        see = inspect(connection)
        return {
            table: sorted(str(check["sqltext"]) for check in see.get_check_constraints(table))
            for table in metadata.tables
        }

    fresh = create_engine("sqlite://")
    with fresh.connect() as connection:
        metadata.create_all(connection)
        wanted = checks(connection)
    assert any("superseded" in check for check in wanted["outbox"])
    assert store.do_now(lambda book: checks(book.connection)) == wanted


IN_USE = 7
"""The exit status of a process that finds it so."""


def _open(path: Path) -> None:
    try:
        Store.open(path)
    except StoreInUse:
        sys.exit(IN_USE)


def test_two_processes_do_not_share_it(path: Path, store: Store) -> None:  # noqa: ARG001
    assert done_in_another(_open, path) == IN_USE
    with pytest.raises(StoreInUse):
        Store.open(path)


def test_closing_releases_it_and_empties_the_log(path: Path) -> None:
    store = Store.open(path)
    store.close_now()
    store.close_now()
    assert not path.with_name("phakhi.db-wal").exists()
    with pytest.raises(StoreClosed):
        store.do_now(lambda book: book.new_partnership_id())
    Store.open(path).close_now()


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    Store.open(path).close_now()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerSchema):
        Store.open(path)
    assert path.read_bytes() == before
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '0008'")
    connection.close()
    Store.open(path).close_now()


def test_another_programmes_file_is_refused(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(NotAStore):
        Store.open(path)
    assert rows(path, "SELECT name FROM sqlite_schema") == [("theirs",)]
    path.write_bytes(b"this is not a database, whatever its name says" * 40)
    with pytest.raises(NotAStore):
        Store.open(path)


async def test_a_reader_cannot_write(store: Store) -> None:
    async with store.reader() as db:
        async with db.execute("SELECT count(*) FROM inbox") as found:
            assert await found.fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError):
            await db.execute("DELETE FROM inbox")
    await store.close()


def test_closing_empties_the_log_though_somebody_else_looks_at_the_file(path: Path) -> None:
    """Else words that were erased would stand in it: SQLite does it by itself for the last connection only."""
    store = Store.open(path)
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    reader.execute("SELECT count(*) FROM audit").fetchone()
    for key in ("1", "2"):  # the first may be followed by what a start owes
        store.do_now(lambda book, k=key: book.put_event("telegram", k, "c", b"own:{}", T0))  # type: ignore[misc]
    assert path.with_name("phakhi.db-wal").stat().st_size > 0
    store.close_now()
    assert path.with_name("phakhi.db-wal").stat().st_size == 0
    reader.close()
