from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement, Select, make_url
from sqlalchemy.sql.dml import UpdateBase

import bot.store
from bot.store import inbox, loading, outbox, page, schema
from bot.store.prepared import Prepared
from bot.store.store import Store

NOW = datetime(2027, 1, 5, 2, tzinfo=UTC)


def kept(dialect: str) -> list[ClauseElement]:
    """Every statement that a module of the store keeps, or makes once for each dialect or shape."""
    names = [f"bot.store.{m.name}" for m in pkgutil.iter_modules(bot.store.__path__)]
    held = [each for name in names for each in vars(importlib.import_module(name)).values()]
    return [
        *(each for each in held if isinstance(each, Select | UpdateBase)),
        *(each.statement for each in held if isinstance(each, Prepared)),
        *(inbox._ready(settled=settled).statement for settled in (False, True)),
        *(outbox._due(of_channel=of_channel).statement for of_channel in (False, True)),
        *(put(dialect).statement for put in (inbox._put, outbox._put)),
        loading._newest(),
        loading._of(schema.member, ("position",)),
        page._put(schema.focus, dialect, ("channel", "place"), ("partnership",)).statement,
    ]


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_what_is_kept_compiles_for_both_databases(name: str) -> None:
    statements, dialect = kept(name), make_url(f"{name}://").get_dialect()()

    assert len(statements) > 20
    for statement in statements:
        assert str(statement.compile(dialect=dialect))


def test_two_stores_at_once_share_what_is_compiled_and_nothing_else(tmp_path: Path) -> None:
    stores = [Store.open(tmp_path / f"{n}" / "phakhi.db") for n in range(2)]
    try:
        ids = [
            store.do_now(lambda book: book.put_event("local", "k", "c", b"x", NOW))
            for store in stores
        ]
        waiting = [store.do_now(lambda book: book.new_events()) for store in stores]
    finally:
        for store in stores:
            store.close_now()

    assert ids == [True, True], "the same key is new to each of them"
    assert [[event.body for event in events] for events in waiting] == [[b"x"], [b"x"]]
