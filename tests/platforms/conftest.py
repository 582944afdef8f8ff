"""Tests against the strict platform: a stand-in for Telegram that lives beside the repository.

They run with `make test-platforms`. Where the stand-in is not there, nothing here is collected; the
project's own tests do not need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite(
    "tests.platforms.checks", "tests.platforms.twelve", "tests.platforms.walk"
)

from tests.platforms.strict import HOME, Bot, Platform  # noqa: E402 - after what it must not precede

collect_ignore_glob = [] if HOME is not None else ["test_*.py"]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A fresh strict Telegram in a process of its own."""
    with Platform(tmp_path / "requests.jsonl") as running:
        yield running


@pytest.fixture
def bot(platform: Platform, tmp_path: Path) -> Iterator[Bot]:
    """The bot, `python -m bot run`, in a process of its own; not yet started."""
    running = Bot(platform, tmp_path / "data")
    try:
        yield running
    finally:
        running.stop()
