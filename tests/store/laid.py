"""An empty database of this version, migrated once for all tests of a process that begin with one.

How a file comes to be is for tests/store/test_open.py and the tests of migrations.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from bot.store import Store


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        Store.open(path, lasting=False).close_now()
        return path.read_bytes()


def lay(path: Path) -> None:
    """Puts it there, unless there is a database already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty())
