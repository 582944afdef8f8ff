"""What one answer asks of the database, counted: a bound that has to be raised by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from tests.facilitator.town import Town

WORKED = 33
"""Statements of the transaction that works one answer on LINE, without BEGIN, SAVEPOINT and RELEASE."""
IN_ALL = 76
"""From taking it in until the next message is known to be sent and nothing is left to do."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that SQLAlchemy runs meanwhile, on any engine."""
    ran: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_an_answer_takes_few_statements(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    with counted() as ran:
        shown = town.say("ann", "ปลูกป่าต้นน้ำ")
    assert shown
    written = next(n for n, statement in enumerate(ran) if "INTO answer" in statement)
    begun = max(n for n in range(written) if ran[n].startswith("SAVEPOINT"))
    assert ran.index("RELEASE job", written) - begun - 1 <= WORKED
    assert len(ran) <= IN_ALL
