"""What all begin with is played once; each test gets a house of its own, which goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.board.premises import Premises, published


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """A broker and three organisations. Closed."""
    house = Premises(tmp_path_factory.mktemp("begun"))
    house.start()
    house.founded()
    house.stop()
    yield house
    house.end()


@pytest.fixture(scope="session")
def come_far(begun: Premises, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """The first stage's summary is published. Closed."""
    house = begun.twin(tmp_path_factory.mktemp("published"))
    published(house)
    house.stop()
    yield house
    house.end()


@pytest.fixture
def premises(begun: Premises, tmp_path: Path) -> Iterator[Premises]:
    house = begun.twin(tmp_path)
    yield house
    house.end()


@pytest.fixture
def with_edition(come_far: Premises, tmp_path: Path) -> Iterator[Premises]:
    house = come_far.twin(tmp_path)
    yield house
    house.end()
