"""What all saving shares: one saving under way, the statements that write, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Delete, Table, bindparam, delete

from bot.core.model import Partnership
from bot.store.codec import Columns
from bot.store.loading import LoadingPage
from bot.store.page import insert_into

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Saving:
    """One saving under way: whose, as of when, and what has been written so far."""

    after: Partnership
    now: datetime
    what: list[str] = field(default_factory=list)
    """For the audit."""
    rows: int = 0
    """Statements that wrote."""
    kept_whole: bool = True
    """False: the tables hold something else than `after`, so it is to be read anew."""

    @property
    def of(self) -> Columns:
        """The part of every key that names the partnership."""
        return {"partnership": self.after.id}


@cache
def _put(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    """Insert, or write over the columns of the row that has the key."""
    statement = insert_into(table, dialect)
    new = {name: statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=list(key), set_=new)


@cache
def _take(table: Table, key: tuple[str, ...]) -> Delete:
    return delete(table).where(*same(table, key))


def same(table: Table, key: Iterable[str]) -> list[ColumnElement[bool]]:
    """The row whose key is given by `places`."""
    return [table.c[name] == bindparam(f"same_{name}") for name in key]


def places(key: Columns) -> Columns:
    return {f"same_{name}": value for name, value in key.items()}


class StatementsPage(LoadingPage):
    """Rows put and taken, counted for the saving under way."""

    def _put_row(
        self,
        saving: Saving,
        table: Table,
        key: Columns,
        columns: Columns,
        once: Columns | None = None,
    ) -> None:
        """Insert or update by the primary key; `once` is written only when the row is new."""
        saving.rows += 1
        statement = _put(self.connection.dialect.name, table, tuple(key), tuple(columns))
        self.connection.execute(statement, {**key, **columns, **(once or {})})

    def _delete(self, saving: Saving, table: Table, key: Columns) -> None:
        saving.rows += 1
        self.connection.execute(_take(table, tuple(key)), places(key))


def changed(before: Mapping[K, V], after: Mapping[K, V]) -> Iterable[tuple[int, K, V]]:
    """Position, key and value of what is new, or other than before, or stands elsewhere in the
    order.
    """
    if before is after:
        return
    places = {key: position for position, key in enumerate(before)}
    for position, (key, value) in enumerate(after.items()):
        old = before.get(key)
        if (old is not value and old != value) or places.get(key) != position:
            yield position, key, value
