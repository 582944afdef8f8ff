"""What all saving shares: one saving under way, the statements that write, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Table, delete

from bot.core.model import Partnership
from bot.store.codec import Columns
from bot.store.loading import LoadingPage

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
        self._upsert(table, key, columns, once)

    def _delete(self, saving: Saving, table: Table, key: Columns) -> None:
        saving.rows += 1
        same = [table.c[name] == value for name, value in key.items()]
        self.connection.execute(delete(table).where(*same))


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
