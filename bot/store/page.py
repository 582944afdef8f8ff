"""What every part of the book stands on: the open connection, what is in hand, the deployment's
secret.

Making a statement takes longer than running it. What runs at most events is therefore made once, where the
module is read, with names for its values (`bindparam`), or under `@cache` where it depends on the dialect or
on which columns are written; each run hands in the values (docs/decisions/0031-statements-made-once.md).
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.model import Partnership, Person, Place
from bot.store.prepared import Prepared

IN_HAND = 40_000
"""Weight of what is kept in memory: a partnership counts as twenty, and one more for each answer in it; an answer takes
one or two kilobytes. Some sixty partnerships that are all through their twelve stages, or a thousand that begin."""
LIGHTEST = 20


class Hand:
    """The partnerships last saved. True because this process is the only one that writes (TRUST.md,
    section 2).
    """

    def __init__(self) -> None:
        self._held: OrderedDict[str, Partnership] = OrderedDict()
        self._weights: dict[str, int] = {}
        self._weight = 0
        self.looks: dict[str, tuple[str | None, str | None]] = {}
        """Of those held: when to look into it next, and since when something has been due (`next_due`, `due_since`)."""

    def get(self, id: str) -> Partnership | None:
        found = self._held.get(id)
        if found is not None:
            self._held.move_to_end(id)
        return found

    def keep(self, partnership: Partnership) -> None:
        weight = LIGHTEST + sum(len(round.answers) for round in partnership.rounds.values())
        self._weight += weight - self._weights.get(partnership.id, 0)
        self._weights[partnership.id] = weight
        self._held[partnership.id] = partnership
        self._held.move_to_end(partnership.id)
        while self._weight > IN_HAND and len(self._held) > 1:
            self.drop(next(iter(self._held)))

    def drop(self, id: str) -> None:
        self._held.pop(id, None)
        self._weight -= self._weights.pop(id, 0)
        self.looks.pop(id, None)

    def clear(self) -> None:
        self._held.clear()
        self._weights.clear()
        self._weight = 0
        self.looks.clear()


class Page:
    """The base of the book's parts. One job sees one book."""

    def __init__(self, connection: Connection, hand: Hand, secret: bytes) -> None:
        self.connection = connection
        self.wants_checkpoint = False
        self._hand = hand
        self._secret = secret
        self._touched: set[str] = set()
        self._forgotten: set[Place] = set()
        self._known: dict[tuple[str, Place | Person], Any] = {}
        """What this job has read of people and their places, until it writes something that may change it."""
        self._lines_out: dict[str, set[str]] = {}
        """Message → agreed lines of it that this job wrote over: their row does not hold them any more."""

    def checkpoint_after_commit(self) -> None:
        """Ask the writer to empty the write-ahead log into the database once this is committed."""
        self.wants_checkpoint = True

    def undo(self) -> None:
        """The job was rolled back: what it put in hand is not so."""
        for id in self._touched:
            self._hand.drop(id)

    def _touch(self, id: str) -> None:
        self._touched.add(id)
        self._known.clear()

    def _subject(self, person: Person | None) -> str:
        """Who it was, for those who hold the key file and ask about one person; "" for the bot
        itself.
        """
        if person is None:
            return ""
        return self._keyed(f"person:{person.channel}:{person.id}")

    def mark(self, place: Place) -> str:
        """A keyed hash that stands for the place in what is kept for good: a private place's id is a
        person's.
        """
        return self._keyed(f"place:{place.channel}:{place.id}")

    def _keyed(self, words: str) -> str:
        return hmac.new(self._secret, words.encode(), hashlib.sha256).hexdigest()

    def _insert(self, table: Table) -> Any:
        """INSERT with ON CONFLICT. SQLite and PostgreSQL share it, SQLAlchemy keeps it with each
        dialect.
        """
        return insert_into(table, self.connection.dialect.name)

    def _upsert(
        self,
        table: Table,
        key: dict[str, Any],
        columns: dict[str, Any],
        once: dict[str, Any] | None = None,
    ) -> None:
        """Insert or, where the key is there, update `columns`; `once` is written only when the row is new."""
        statement = _put(table, self.connection.dialect.name, tuple(key), tuple(columns))
        statement.run(self.connection, {**key, **columns, **(once or {})})


def insert_into(table: Table, dialect: str) -> Any:
    """INSERT with ON CONFLICT for that dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _put(table: Table, dialect: str, key: Sequence[str], columns: Sequence[str]) -> Prepared:
    statement = insert_into(table, dialect)
    told = {name: statement.excluded[name] for name in columns}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=told))
