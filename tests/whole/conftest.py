"""All tests of the whole house write without waiting for the disk.

What a process has written outlives its being killed either way; the power cut, for which FULL is
there, is the store's own affair (tests/store). It is what makes hundreds of kills fit in a minute.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store import database


@pytest.fixture(scope="package", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    held = database.PRAGMAS["synchronous"]
    database.PRAGMAS["synchronous"] = ("OFF", 0)
    yield
    database.PRAGMAS["synchronous"] = held
