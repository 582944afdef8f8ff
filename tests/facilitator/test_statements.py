"""What one answer asks of the database, counted: a bound that has to be raised by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from tests.facilitator.town import Town

WORKED = 22
"""Statements of the transaction that works one answer on LINE, without BEGIN, SAVEPOINT and RELEASE."""
IN_ALL = 64
"""From taking it in until the next message is known to be sent and nothing is left to do."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach the driver meanwhile."""
    ran: list[str] = []
    own = {name: getattr(DefaultDialect, name) for name in ("do_execute", "do_execute_no_params")}

    def noted(name: str) -> Callable[..., Any]:
        def execute(self: Any, cursor: Any, statement: str, *rest: Any, **named: Any) -> Any:
            ran.append(statement)
            return own[name](self, cursor, statement, *rest, **named)

        return execute

    with pytest.MonkeyPatch.context() as patch:
        for name in own:
            patch.setattr(DefaultDialect, name, noted(name))
        yield ran


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
