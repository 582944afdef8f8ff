"""What one answer costs the database: how many statements, counted where SQLite gets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.whole.inside import SMALL, Inside, cycle, join, set_up

MOST = 34
"""Statements for one typed answer, from the inbox to the next question sent: reading, writing, nothing twice. The
beginning and end of transactions are not counted."""


def test_an_answer_takes_no_more_statements_than_it_did(tmp_path: Path) -> None:
    house = Inside(tmp_path / "data", cycle(SMALL))
    house.start()
    set_up(house, "b")
    join(house, "p", "บ้านดง")
    house.say("b", "/menu")
    for action in ("wheel", "stage:first", "open:first:full"):
        house.tap("b", action)
    house.tap("p", "go:c1-first-1")
    house.say("p", "น้ำสะอาด")
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        shown = house.say("p", "ทุกบ้านมีน้ำดื่ม")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert shown, "the answer was not taken"
    assert 10 < len(seen) <= MOST, "\n".join(seen)
    house.end()
