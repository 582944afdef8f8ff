"""A database for the bench: a partnership for each of the crowd, and as many more as there shall be."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.core.model import (
    Asking,
    Authority,
    Form,
    Interview,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Role,
    Round,
    Slot,
)
from bot.store import Store

from .telegram import FIRST_PERSON

QUESTIONS = 30
"""As many as a long stage has."""
FIRST_BROKER, FIRST_GROUP = 100_000_000, -100_000
SINCE = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HEAD = """key = "one"
number = 1
title = { th = "ขั้นเดียว", en = "Only" }
about = { th = "ตอบเป็นข้อความ", en = "In words." }
artefact = { th = "ผล", en = "Result" }

[[parts]]
key = "ask"
kind = "interview"
"""
QUESTION = """
[[parts.questions]]
key = "q{n}"
kind = "text"
seen = "named"
clauses = ["1a"]
short = true
title = {{ th = "เรื่องที่ {n}", en = "Matter {n}" }}
prompt = {{ th = "ท่านอยากเห็นอะไรเปลี่ยนไปในเรื่องที่ {n}", en = "What should change in matter {n}?" }}
"""


def representative(id: int, organisation: str) -> Member:
    return _member(id, Role.REPRESENTATIVE, organisation)


def _member(id: int, role: Role, organisation: str = "") -> Member:
    who, name = Person("telegram", str(id)), f"คนที่ {id}"
    return Member(
        who, Place(*who), name, name, organisation, frozenset({role}),
        Authority.DECIDES, "never", consented_at=SINCE, consent_text="1",
    )  # fmt: skip


def lay_stages(folder: Path) -> Path:
    folder.mkdir()
    (folder / "one.toml").write_text(HEAD + "".join(QUESTION.format(n=n) for n in range(QUESTIONS)))
    (folder / "clauses.toml").write_text('[clauses]\n1a = "First"\n')
    return folder


def lay_partnerships(database: Path, crowd: int) -> None:
    """One for each of the crowd, with a broker of its own; they stand before the first question."""
    store = Store.open(database)
    for n in range(crowd):
        store.do_now(partial(save, made=partnership(n)))
    store.close_now()


def save(book: object, made: Partnership) -> None:
    book.save(None, made, SINCE, None, "added")  # type: ignore[attr-defined]


def partnership(n: int) -> Partnership:
    group = Place("telegram", str(FIRST_GROUP - n))
    made = Partnership(f"p{n}", (group,), "ภาคี", f"ภาคีที่ {n}", "", "th", Form.FULL)
    made = made.with_organisation(Organisation("o1", f"บ้านที่ {n}", "civil"))
    made = made.with_member(representative(FIRST_PERSON + n, "o1")).with_member(_member(FIRST_BROKER + n, Role.BROKER))
    round = Round("c1-one-1", "one", Form.FULL, SINCE)
    who = Person("telegram", str(FIRST_PERSON + n))
    return made.with_round(round.with_interview(Interview(who, Asking(Slot("q0")))))


# ── many more ────────────────────────────────────────────────────────────────


def lay_many(database: Path, crowd: int, partnerships: int) -> None:
    """Of the crowd's first, who has answered something, copies by plain SQL until there are so many partnerships.

    What stands in them is what stands in the first one: its answers, what it was asked, what came. They are others' by
    name, people and groups. The audit, whose lines hang together, stays with the crowd.
    """
    with sqlite3.connect(database) as file:
        file.execute("PRAGMA foreign_keys=OFF")
        file.execute("CREATE TEMP TABLE more (n INTEGER PRIMARY KEY)")
        file.executemany("INSERT INTO more VALUES (?)", ((n,) for n in range(crowd, partnerships)))
        for table in COPIED:
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            kept = [c for c in columns if (table, c) != ("outbox", "id")]
            values = ", ".join(f"{OTHERS.get((table, c)) or OTHERS.get(c) or c} AS {c}" for c in kept)
            of_first = "partnership = 'p0'" if "partnership" in columns else "id = 'p0'"
            file.execute(
                f"INSERT INTO {table} ({', '.join(kept)})"  # noqa: S608 - names of columns
                f" SELECT {values} FROM more CROSS JOIN {table} WHERE {of_first}"
            )
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()


COPIED = (
    "partnership", "partnership_group", "organisation", "member", "round", "interview", "answer", "outbox", "focus",
)  # fmt: skip
_PERSON = (
    f"CASE {{0}} WHEN '{FIRST_PERSON}' THEN cast({FIRST_PERSON} + n AS TEXT)"
    f" WHEN '{FIRST_BROKER}' THEN cast({FIRST_BROKER} + n AS TEXT) ELSE {{0}} END"
)
_GROUP = f"CASE place WHEN '{FIRST_GROUP}' THEN cast({FIRST_GROUP} - n AS TEXT) ELSE {_PERSON.format('place')} END"
OTHERS: dict[object, str] = {
    ("partnership", "id"): "'p' || n",
    "partnership": "'p' || n",
    "person": _PERSON.format("person"),
    "private_place": _PERSON.format("private_place"),
    "by_person": _PERSON.format("by_person"),
    "place": _GROUP,
    "ref": "ref || n",
    "dedupe": "dedupe || ':' || n",
}
"""What is another's in a copy: by column, or by table and column."""
