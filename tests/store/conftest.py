from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store import Store
from tests.store.laid import lay

T0 = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def after(**passed: float) -> datetime:
    return T0 + timedelta(**passed)


def rows(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What any SQLite tool sees: the standard library's, not the store's."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "phakhi.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    lay(path)
    opened = Store.open(path)
    yield opened
    opened.close_now()
