"""A town with a partnership on LINE: a broker, a group, two organisations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import database
from tests.facilitator.town import Town


@pytest.fixture(scope="package", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    held = database.PRAGMAS["synchronous"]
    database.PRAGMAS["synchronous"] = ("OFF", 0)
    yield
    database.PRAGMAS["synchronous"] = held


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Town]:
    """Nobody is there yet."""
    town = Town(tmp_path)
    town.start()
    yield town
    town.end()


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Set up, with two representatives who have joined; closed."""
    town = Town(tmp_path_factory.mktemp("together"))
    town.start()
    town.set_up()
    town.join("ann", "มูลนิธิสายธาร")
    town.join("bob", "เทศบาลบ้านนา")
    town.stop()
    return town


@pytest.fixture
def town(together: Town, tmp_path: Path) -> Iterator[Town]:
    town = together.twin(tmp_path)
    yield town
    town.end()
