"""What docs/data.md tells a broker's colleague to type works, and shows what it says."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from bot.store import Store
from tests.store.conftest import T0
from tests.store.people import SOMSRI, WICHAI, answer, answered, partnership

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text()
QUERIES = [
    query.strip()
    for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    if "plpgsql" not in block
    for query in block.split(";")
    if query.strip()
]


@pytest.fixture
def database(store: Store, path: Path) -> sqlite3.Connection:
    p0 = partnership()
    p1 = answered(p0, answer("น้ำสะอาด"))
    p2 = answered(p1, answer("น้ำสะอาดทุกบ้าน", by=WICHAI, revision=2))
    p3 = answered(p2, answer(Decimal("1500.50"), "budget", kind="money", item_label="ค่าเดินทาง"))
    for was, then in ((None, p0), (p0, p1), (p1, p2), (p2, p3)):
        store.do_now(lambda book, b=was, a=then: book.save(b, a, T0, SOMSRI, "Said"))  # type: ignore[misc]
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_every_query_of_the_page_runs(database: sqlite3.Connection, number: int) -> None:
    database.execute(QUERIES[number]).fetchall()


def test_they_show_who_when_which_version_and_the_words(database: sqlite3.Connection) -> None:
    stage, history, silent, amounts = (database.execute(q).fetchall() for q in QUERIES[:4])
    at, asked = "2026-11-22T03:00:00.000000Z", "ท่านหวังอะไรจากภาคีนี้"
    assert ("มูลนิธิสายธาร", asked, "น้ำสะอาดทุกบ้าน", "วิชัย มั่นคง", at, 2) in stage
    assert history == [
        (1, at, "สมศรี ใจงาม", "น้ำสะอาด"),
        (2, at, "วิชัย มั่นคง", "น้ำสะอาดทุกบ้าน"),
    ]
    assert silent == [("ภาคีน้ำสะอาดลุ่มน้ำปิง", "scoping", "เทศบาลตำบลปิง")]
    assert amounts == [("มูลนิธิสายธาร", "ค่าเดินทาง", 1500.5)]


def test_every_table_and_view_is_on_the_page(database: sqlite3.Connection) -> None:
    names = database.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    missing = [n for (n,) in names if f"`{n}`" not in PAGE and n != "alembic_version"]
    assert missing == []
