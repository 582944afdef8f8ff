"""A database of the version before drafts, editions and promises is brought up with all that it holds."""

from __future__ import annotations

import signal
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.core.model import Partnership
from bot.core.records import Edition, Quorum, Telephone, Timing
from bot.core.results import Hidden
from bot.store import Book, Store
from bot.store.schema import APPLICATION_ID
from tests.store.conftest import T0, after, rows
from tests.store.killing import killed_while_migrating
from tests.store.people import BROKER, ROUND, WICHAI, answer
from tests.store.test_migration import columns, schema_of

GOLDEN = Path(__file__).with_name("golden") / "0003.sql"
"""A file of the version that was released with revision 0003, schema and all, as text."""
NEW = (
    "curation",
    "left_out",
    "edition",
    "correction",
    "agreement",
    "promise",
    "broker_note",
)


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
    assert len(held) == 20
    assert all(held.values())
    return held


def test_nothing_is_lost(path: Path, old: dict[str, list[tuple[Any, ...]]]) -> None:
    had = {table: ", ".join(columns(path, table)) for table in old}
    Store.open(path).close_now()
    for table, held in old.items():
        assert rows(path, f"SELECT {had[table]} FROM {table}") == held  # noqa: S608
    for table in NEW:
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


def loaded(store: Store) -> Partnership:
    found = store.do_now(lambda book: book.load("p1"))
    assert isinstance(found, Partnership)
    return found


def test_what_was_there_is_read_as_before(path: Path, old: object) -> None:  # noqa: ARG001
    """A summary that was published before editions were kept has none, and is no draft."""
    store = Store.open(path)
    p = loaded(store)
    round = p.rounds[ROUND]
    assert (round.edition, round.editions, round.draft, round.published) == (2, (), False, True)
    assert [a.shown for a in round.answers.values()] == ["น้ำสะอาดทุกบ้าน", "…"]
    assert not any(a.provisional or a.on_behalf for a in round.answers.values())
    assert [o.active for o in p.organisations.values()] == [True, True]
    assert (p.rule, p.quorum, p.timing) == (None, Quorum.HALF, Timing())
    assert (dict(p.agreements), dict(p.promises), p.ended_at) == ({}, {}, None)
    store.close_now()


def test_it_goes_on_from_there(path: Path, old: object) -> None:  # noqa: ARG001
    store = Store.open(path)
    p = loaded(store)
    blocks = (Hidden("x", 2),)
    third = Edition(3, after(days=1), BROKER, "th", blocks, ("ก",), (), ())
    round = p.rounds[ROUND]
    then = p.with_round(replace(round, edition=3, editions=(third,)))
    store.do_now(lambda book: book.save(p, then, T0, BROKER, "t"))
    assert store.do_now(lambda book: book._read("p1")) == then
    store.close_now()


def test_each_that_was_there_is_looked_into_once(path: Path, old: object) -> None:  # noqa: ARG001
    store = Store.open(path)
    ((id, _),) = store.do_now(lambda book: book.due_partnerships(T0, 9))
    assert id == "p1"
    store.close_now()


def test_consent_is_of_who_speaks(path: Path, old: object) -> None:  # noqa: ARG001
    """The rule of the older version is gone, and the one that took its place knows the telephone."""
    store = Store.open(path)
    told = answer("ทางโทรศัพท์", "told", by=BROKER, organisation="o2", on_behalf=True)

    def say(book: Book, consented: bool) -> None:
        was = book.load("p1")
        assert was is not None
        p = was
        if consented:
            spoken = Telephone("ป้าจัน", T0, BROKER)
            p = p.with_organisation(replace(p.organisations["o2"], telephone=spoken))
        round = next(r for r in p.rounds.values() if r.open)
        book.save(was, p.with_round(round.with_answer(told)), T0, BROKER, "t")

    with pytest.raises(IntegrityError, match="no answer without consent"):
        store.do_now(lambda book: say(book, False))
    store.do_now(lambda book: say(book, True))
    assert rows(path, "SELECT on_behalf, by_person FROM answers_now WHERE question = 'told'") == [
        (1, BROKER.id)
    ]
    store.close_now()


def test_who_has_not_consented_cannot_speak_for_themselves(path: Path, old: object) -> None:  # noqa: ARG001
    """Somebody who speaks by telephone does not make up for that."""
    store = Store.open(path)
    p = loaded(store)
    spoken = Telephone("ป้าจัน", T0, BROKER)
    p = p.with_organisation(replace(p.organisations["o2"], telephone=spoken))
    p = p.with_member(replace(p.members[WICHAI], consented_at=None))
    then = p.with_round(p.rounds["c1-aim-1"].with_answer(answer("ก", by=WICHAI, organisation="o2")))

    def job(book: Book) -> None:
        book.save(book.load("p1"), then, T0, WICHAI, "t")

    with pytest.raises(IntegrityError, match="no answer without consent"):
        store.do_now(job)
    store.close_now()


def test_an_edition_stands(path: Path, old: object) -> None:
    test_it_goes_on_from_there(path, old)
    connection = sqlite3.connect(path)
    refused = (
        "UPDATE edition SET number = 4",
        "UPDATE edition SET at = ''",
        "DELETE FROM edition",
        "UPDATE round SET draft = 2",
        "UPDATE answer SET on_behalf = 2",
        "UPDATE answer SET provisional = 2",
        "UPDATE partnership SET quiet_weekends = 2",
        "UPDATE partnership SET quiet_from = 'late'",
    )
    for sql in refused:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(sql)
    # What has ended may come to its end, when it was kept long enough.
    connection.execute("UPDATE partnership SET ended_at = '2026-11-22T03:00:00.000000Z'")
    connection.execute("DELETE FROM edition")
    connection.close()


@pytest.mark.parametrize("after", [4, 12, 30, 44, 50, 56, 62])
def test_killed_half_way_it_is_as_it_was(
    path: Path, old: dict[str, list[tuple[Any, ...]]], after: int
) -> None:
    views = schema_of(path, "view")
    assert killed_while_migrating(path, after) == -signal.SIGKILL
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0003",)]
    assert schema_of(path, "view") == views
    assert {table: rows(path, f"SELECT * FROM {table}") for table in old} == old  # noqa: S608
    Store.open(path).close_now()
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0008",)]
    assert len(rows(path, "SELECT * FROM answers_now")) == 2
