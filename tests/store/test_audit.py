from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.audit import verify
from tests.store.conftest import T0, rows
from tests.store.people import SOMSRI, answer, answered, partnership


def fill(store: Store) -> None:
    p = partnership()
    store.do_now(lambda book: book.save(None, p, T0, None, "Added"))
    for n in range(1, 6):
        was, p = p, answered(p, answer(f"ความลับ {n}", revision=n))
        store.do_now(lambda book, b=was, a=p: book.save(b, a, T0, SOMSRI, "Said"))  # type: ignore[misc]


def test_it_tells_what_and_when_but_no_words_and_no_names(store: Store, path: Path) -> None:
    fill(store)
    found = rows(path, "SELECT at, cause, what, length(subject) FROM audit ORDER BY id")
    assert found[1] == (
        "2026-11-22T03:00:00.000000Z",
        "Said",
        '["answer:c1-scoping-1:wanted_change::o1:1"]',
        64,
    )
    assert found[0][3] == 0
    everything = repr(rows(path, "SELECT * FROM audit"))
    assert all(word not in everything for word in ("ความลับ", "สมศรี", SOMSRI.id))


def test_it_can_only_grow(store: Store, path: Path) -> None:
    fill(store)
    connection = sqlite3.connect(path)
    for sql in ("UPDATE audit SET cause = 'x' WHERE id = 2", "DELETE FROM audit WHERE id = 2"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(sql)
    connection.close()
    assert store.do_now(lambda book: verify(book.connection)) is None


COLUMNS = ["partnership", "at", "subject", "cause", "what", "previous", "hash"]


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edited_row_is_found(path: Path, column: str) -> None:
    assert tampered(path, f"UPDATE audit SET {column} = 'x' || {column} WHERE id = 3") == 3  # noqa: S608


def test_a_row_taken_out_is_found(path: Path) -> None:
    assert tampered(path, "DELETE FROM audit WHERE id = 3") == 4


def test_a_row_made_to_look_right_breaks_the_next(path: Path) -> None:
    sql = "UPDATE audit SET (at, what, hash) = (SELECT at, what, hash FROM audit WHERE id = 2)"
    assert tampered(path, sql + " WHERE id = 3") == 3


def tampered(path: Path, sql: str) -> int | None:
    store = Store.open(path)
    fill(store)
    store.close_now()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DROP TRIGGER audit_not_update")
        connection.execute("DROP TRIGGER audit_not_delete")
        connection.execute(sql)
    connection.close()
    store = Store.open(path)
    try:
        return store.do_now(lambda book: verify(book.connection))
    finally:
        store.close_now()
