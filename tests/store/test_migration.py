"""A database of an earlier version is brought up with all that it holds."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.core.model import Partnership, Push
from bot.store import Book, Invitation, Store
from bot.store.schema import APPLICATION_ID
from tests.store.conftest import T0, rows
from tests.store.killing import killed_while_migrating
from tests.store.people import GROUP, ROUND

GOLDEN = Path(__file__).with_name("golden") / "0002.sql"
"""A file of the version that was released with revision 0002, schema and all, as text."""


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
    assert len(held) == 15
    return held


def columns(path: Path, table: str) -> list[str]:
    return [name for (name,) in rows(path, "SELECT name FROM pragma_table_info(?)", table)]


def schema_of(path: Path, kind: str) -> dict[str, str]:
    return dict(rows(path, "SELECT name, sql FROM sqlite_schema WHERE type = ?", kind))


def test_nothing_is_lost(path: Path, old: dict[str, list[tuple[Any, ...]]]) -> None:
    had = {table: ", ".join(columns(path, table)) for table in old}
    Store.open(path).close_now()
    for table, held in old.items():
        assert held
        assert rows(path, f"SELECT {had[table]} FROM {table}") == held  # noqa: S608


def test_what_is_new_starts_empty(path: Path, old: object) -> None:  # noqa: ARG001
    Store.open(path).close_now()
    new = {
        "partnership": ("push", "never", "text"),
        "member": ("friend", 1, "integer"),
        "round": ("agreed_message", "", "text"),
        "inbox": ("sort", "", "text"),
        "invitation": ("code_hash", None, "null"),
    }
    for table, (column, value, kind) in new.items():
        sql = f"SELECT DISTINCT {column}, typeof({column}) FROM {table}"  # noqa: S608
        assert rows(path, sql) == [(value, kind)]
    found = rows(path, "SELECT DISTINCT way, way_key, way_until, batch, push FROM outbox")
    assert found == [("", "", None, "", 0)]
    for table in ("reply_token", "contact", "code", "linked_person", "unsent"):
        assert rows(path, f"SELECT * FROM {table}") == []  # noqa: S608


def test_rules_views_and_indexes_survive(path: Path, old: object, tmp_path: Path) -> None:  # noqa: ARG001
    before = {kind: schema_of(path, kind) for kind in ("trigger", "view")}
    assert before["trigger"].keys() == {
        "answer_needs_consent",
        "audit_not_update",
        "audit_not_delete",
    }
    Store.open(path).close_now()
    fresh = tmp_path / "fresh" / "phakhi.db"
    Store.open(fresh).close_now()
    for kind, made in before.items():
        assert made.keys() <= schema_of(path, kind).keys()
    for kind in ("trigger", "view", "index"):
        assert schema_of(path, kind) == schema_of(fresh, kind)
    loose = rows(path, "SELECT name FROM pragma_table_list WHERE type='table' AND NOT strict")
    assert {name for (name,) in loose} <= {"alembic_version", "sqlite_schema", "sqlite_temp_schema"}
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_the_rules_still_hold(path: Path, old: object) -> None:  # noqa: ARG001
    Store.open(path).close_now()
    connection = sqlite3.connect(path)
    refused = (
        "UPDATE audit SET cause = 'x'",
        "DELETE FROM audit",
        "UPDATE outbox SET state = 'lost' WHERE id = 4",
        "UPDATE outbox SET kind = 'letter' WHERE id = 4",
        "UPDATE outbox SET way = 'post' WHERE id = 4",
        "UPDATE outbox SET push = 2 WHERE id = 4",
        "UPDATE outbox SET dedupe = 'ds' WHERE id = 4",
        "UPDATE outbox SET ref = 'refs' WHERE id = 4",
        "UPDATE outbox SET attempts = 'many' WHERE id = 4",
        "UPDATE partnership SET push = 'perhaps'",
        "UPDATE member SET friend = 2",
    )
    for sql in refused:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(sql)
    connection.close()


def test_it_goes_on_from_there(path: Path, old: object) -> None:  # noqa: ARG001
    store = Store.open(path)
    loaded = store.do_now(lambda book: book.load("p1"))
    assert isinstance(loaded, Partnership)
    assert (loaded.push, loaded.groups) == (Push.NEVER, (GROUP,))
    assert all(m.friend for m in loaded.members.values())
    assert loaded.rounds[ROUND].agreed == "ตกลงกัน"
    (row,) = store.do_now(lambda book: book.due(T0))
    assert (row.id, row.ref, row.message.text) == (4, "refq", "สวัสดี")
    labels = [
        [(b.label, b.action, b.says, b.refreshes) for b in line] for line in row.message.buttons
    ]
    assert labels == [[("ใช่", "menu", "", False), ("ไม่", "", "", False)]]
    (waiting,) = store.do_now(lambda book: book.new_events())
    assert (waiting.id, waiting.attempts) == (1, 2)

    def go_on(book: Book) -> int:
        book.enqueue(GROUP, row.message, partnership="p1", dedupe="new", now=T0)
        return max(r.id for r in book.due(T0))

    assert store.do_now(go_on) == 10  # ids are never used again
    store.close_now()


def test_an_invitation_made_before_gets_no_short_form_but_a_new_one_does(
    path: Path,
    old: object,  # noqa: ARG001
) -> None:
    """The key file is not in the migration's hands."""
    store = Store.open(path)
    (code,) = store.do_now(lambda book: book.tokens("p1", ["join"], T0, short=True)).values()
    assert store.do_now(lambda book: book.invitation(code, T0)) == Invitation("join", "p1")
    assert len(rows(path, "SELECT * FROM invitation")) == 2
    store.close_now()


def test_a_key_that_named_a_person_is_made_another(path: Path, old: object) -> None:  # noqa: ARG001
    """They were made of whom something could not be delivered to, and stay for good."""
    connection = sqlite3.connect(path)
    for key in (
        "refused:p1:CANARYID7:2026-11-22",
        "gone:p2:-100777:2026-11-23",
        "blocked:7",
        "12:a",
    ):
        connection.execute(
            "INSERT INTO inbox (channel, key, at, taken_at, state) VALUES ('t', ?, '', '', 'done')",
            (key,),
        )
    connection.commit()
    connection.close()
    Store.open(path).close_now()
    kept = [key for (key,) in rows(path, "SELECT key FROM inbox WHERE channel = 't' ORDER BY id")]
    assert kept == ["own:4", "own:5", "blocked:7", "12:a"]
    held = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"CANARYID7" not in held


@pytest.mark.parametrize("after", [4, 12, 16, 18, 24])
def test_killed_half_way_it_is_as_it_was(
    path: Path, old: dict[str, list[tuple[Any, ...]]], after: int
) -> None:
    assert killed_while_migrating(path, after) == -signal.SIGKILL
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert {table: rows(path, f"SELECT * FROM {table}") for table in old} == old  # noqa: S608
    Store.open(path).close_now()
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0008",)]
    assert [r[0] for r in rows(path, "SELECT id FROM outbox ORDER BY id")] == [4, 5, 9]
