"""Nobody here waits for the disk but who proves the power cut: what a process has written outlives its being killed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import database
from tests.trust.simulated import Simulation


@pytest.fixture(scope="package", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    held = database.PRAGMAS["synchronous"]
    database.PRAGMAS["synchronous"] = ("OFF", 0)
    yield
    database.PRAGMAS["synchronous"] = held


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a child needs has been read in, compiled and laid down here once: a child is a copy of this process."""
    held = database.PRAGMAS["synchronous"]
    database.PRAGMAS["synchronous"] = ("OFF", 0)
    Simulation(Path(tmp_path_factory.mktemp("warm")), 1, each=1, generations=1).until(1)
    database.PRAGMAS["synchronous"] = held
    gc.collect()
    gc.freeze()
