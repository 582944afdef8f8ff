"""A statement that is made once and from then on handed to the driver as it is (docs/decisions/0030).

SQLAlchemy writes the SQL, for this database or another; what it does around each execution costs five times what
SQLite does in it, and an answer is some twenty statements.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
NOTHING: Values = {}


class _Text(NamedTuple):
    """As one database wants it."""

    sql: str
    names: tuple[str, ...]
    """Of the values, in the order of their marks."""
    fixed: Values
    """Those that stand in the statement itself."""


class Prepared:
    """Runs within the transaction that is open. Raises what SQLAlchemy raises (DBAPIError).

    Values are handed over as they are: text, whole numbers, bytes or None.
    """

    __slots__ = ("_row", "_texts", "statement")

    def __init__(self, statement: Any) -> None:
        """`statement`: of SQLAlchemy, with `bindparam`s; none that is written anew at each execution ("expanding")."""
        self.statement = statement
        self._texts: dict[tuple[str, tuple[str, ...]], _Text] = {}
        self._row: Callable[[Any], Any] | None = None

    def all(self, connection: Connection, values: Values = NOTHING) -> list[Any]:
        """The rows, each with its columns by name."""
        cursor = self._execute(connection, values)
        make = self._row or self._made(cursor)
        found = [make(row) for row in cursor.fetchall()]
        cursor.close()
        return found

    def first(self, connection: Connection, values: Values = NOTHING) -> Any | None:
        """The first row, None where there is none."""
        cursor = self._execute(connection, values)
        row = cursor.fetchone()
        make = self._row or self._made(cursor)
        cursor.close()
        return None if row is None else make(row)

    def value(self, connection: Connection, values: Values = NOTHING) -> Any | None:
        """The first column of the first row, None where there is none."""
        cursor = self._execute(connection, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else row[0]

    def run(self, connection: Connection, values: Values = NOTHING) -> int:
        """How many rows it wrote."""
        cursor = self._execute(connection, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def _execute(self, connection: Connection, values: Values) -> Any:
        dialect = connection.dialect
        driver: Any = dialect.loaded_dbapi
        key = (dialect.name, tuple(values))
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = self._written(dialect, key[1])
        if text.fixed:
            values = {**text.fixed, **values}
        parameters = [values[name] for name in text.names]
        cursor = connection.connection.cursor()
        try:
            dialect.do_execute(cursor, text.sql, parameters)
        except driver.Error as error:
            raise DBAPIError.instance(
                text.sql, None, error, driver.Error, hide_parameters=True, dialect=dialect
            ) from error
        return cursor

    def _written(self, dialect: Any, names: tuple[str, ...]) -> _Text:
        compiled = self.statement.compile(dialect=dialect, column_keys=list(names))
        if "POSTCOMPILE" in str(compiled):
            raise ValueError("it is written anew at each execution")
        order = tuple(compiled.positiontup)
        given = {name: value for name, value in compiled.params.items() if name not in names}
        missing = [name for name in order if name not in names and name not in given]
        if missing:
            raise ValueError(f"no value for {', '.join(missing)}")
        return _Text(str(compiled), order, {name: given[name] for name in order if name in given})

    def _made(self, cursor: Any) -> Callable[[Any], Any]:
        columns = [column[0] for column in cursor.description]
        named: Any = namedtuple  # the columns are known only now
        row = named("Row", columns, rename=True)
        self._row = make = row._make
        return make  # type: ignore[no-any-return]
