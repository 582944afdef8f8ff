"""What docs/data.md tells a broker's colleague to type works, and shows what it says."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.model import Partnership
from bot.core.records import Agreement, Change, Correction, Edition, Promise, Quorum, Rule
from bot.core.results import Voices
from bot.message import Message, Raw
from bot.store import Book, Store
from tests.store.conftest import T0
from tests.store.people import BROKER, GROUP, ROUND, SOMSRI, WICHAI, answer, answered, partnership

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "data.md").read_text()
STAGES = ROOT / "bot" / "stages"
QUERIES = [
    query.strip()
    for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    if "plpgsql" not in block
    for query in block.split(";")
    if query.strip()
]


@pytest.fixture
def database(store: Store, path: Path) -> sqlite3.Connection:
    p0 = replace(partnership(), name="ภาคีน้ำสะอาดบ้านดง")
    p0 = p0.with_organisation(replace(p0.organisations["o1"], name="อบต.บ้านดง"))
    p1 = answered(p0, answer("น้ำสะอาด"))
    p2 = answered(p1, answer("น้ำสะอาดทุกบ้าน", by=WICHAI, revision=2))
    p3 = answered(p2, answer(Decimal("1500.50"), "budget", kind="money", item_label="ค่าเดินทาง"))
    p4 = recorded(p3)
    for was, then in ((None, p0), (p0, p1), (p1, p2), (p2, p3), (p3, p4)):
        store.do_now(lambda book, b=was, a=then: book.save(b, a, T0, SOMSRI, "Said"))  # type: ignore[misc]
    store.do_now(fail)
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def recorded(p: Partnership) -> Partnership:
    """A second edition after a correction, something agreed, a promise that is late, something to confirm."""
    first = Edition(1, T0, BROKER, "th", (Voices("หวัง", (("อบต.", "น้ำ"),)),), ("อบต.",), (), ())
    second = replace(first, number=2, changes=(Change("หวัง", "น้ำ", "น้ำสะอาด"),))
    round = replace(p.rounds[ROUND], editions=(first, second), edition=2)
    p = p.with_round(round.with_answer(answer("สองคน", "people", provisional=True)))
    p = p.with_correction(Correction("k1", ROUND, 1, "o1", SOMSRI, T0, "น้ำสะอาด", "done"))
    counts = (("agree", 2), ("absent", 0))
    agreed = Agreement(
        "a1",
        "decision",
        T0,
        1,
        "ทิศทาง",
        "เห็นชอบ",
        ROUND,
        "scoping",
        outcome="carried",
        counts=counts,
    )
    p = p.with_agreement(replace(agreed, rule=Rule.NO_OBJECTION, quorum=Quorum.HALF))
    return p.with_promise(Promise("p1", "o1", "ส่งวิทยากร", T0, date(2020, 1, 1)))


def fail(book: Book) -> None:
    """An event that could not be worked, a message that could not be sent."""
    book.take_in("telegram", [Raw("1", "c", b"{}", T0)], T0)
    book.dead(book.new_events()[0].id, "KeyError", T0)
    book.enqueue(GROUP, Message("x"), partnership="p1", dedupe="x", now=T0)
    book.settle(book.due(T0)[0].id, "dead", T0)


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_every_query_of_the_page_finds_something(database: sqlite3.Connection, number: int) -> None:
    assert database.execute(QUERIES[number]).fetchall()


def test_the_keys_of_the_page_are_those_of_the_questionnaire() -> None:
    stages = [tomllib.loads(path.read_text()) for path in STAGES.glob("[0-9]*.toml")]
    questions = {q["key"] for s in stages for part in s["parts"] for q in part.get("questions", ())}
    told = set(re.findall(r"question = '(.*?)'", PAGE)) | set(
        re.findall(r'"answer:.*?:(.*?):', PAGE)
    )
    assert told
    assert told <= questions
    assert set(re.findall(r"stage = '(.*?)'", PAGE)) <= {stage["key"] for stage in stages}


def test_the_page_names_the_states_of_the_outbox_and_no_others(
    database: sqlite3.Connection,
) -> None:
    (made,) = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'outbox'").fetchone()
    (listed,) = re.findall(r"state IN \(([^)]*'superseded'[^)]*)\)", made)
    line = next(line for line in PAGE.splitlines() if line.startswith("| `outbox`"))
    assert set(re.findall(r"'(\w+)'", listed)) == set(re.findall(r"`(\w+)`", line)) - {"outbox"}


def test_they_show_who_when_which_version_and_the_words(database: sqlite3.Connection) -> None:
    stage, history, silent, amounts = (database.execute(q).fetchall() for q in QUERIES[:4])
    at, asked = "2026-11-22T03:00:00.000000Z", "ท่านหวังอะไรจากภาคีนี้"
    assert ("อบต.บ้านดง", asked, "น้ำสะอาดทุกบ้าน", "วิชัย มั่นคง", at, 2) in stage
    assert history == [
        (1, at, "สมศรี ใจงาม", "น้ำสะอาด"),
        (2, at, "วิชัย มั่นคง", "น้ำสะอาดทุกบ้าน"),
    ]
    assert silent == [("ภาคีน้ำสะอาดบ้านดง", "scoping", "เทศบาลตำบลปิง")]
    assert amounts == [("อบต.บ้านดง", "ค่าเดินทาง", 1500.5)]


def test_they_show_what_was_agreed_promised_and_changed(database: sqlite3.Connection) -> None:
    agreed, late, changed, asked, open = (database.execute(q).fetchall() for q in QUERIES[4:9])
    at = "2026-11-22T03:00:00.000000Z"
    counts = '[["agree",2],["absent",0]]'
    assert agreed == [(at, "ทิศทาง", "เห็นชอบ", "no_objection", "carried", counts)]
    assert late == [("อบต.บ้านดง", "ส่งวิทยากร", "2020-01-01")]
    assert changed == [("scoping", 2, "หวัง", "น้ำ", "น้ำสะอาด")]
    assert asked == [("o1", 1, "น้ำสะอาด", "done", "")]
    assert [row[3:] for row in open] == [("สองคน", 0)]


def test_every_table_and_view_is_on_the_page(database: sqlite3.Connection) -> None:
    names = database.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    missing = [n for (n,) in names if f"`{n}`" not in PAGE and n != "alembic_version"]
    assert missing == []
