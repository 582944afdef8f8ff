"""Tests against the strict LINE, which lives beside the repository as Telegram's does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.platforms.line.after")

from tests.platforms.line.standin import HOME, Line  # noqa: E402 - after what it must not precede
from tests.platforms.strict import Bot  # noqa: E402

collect_ignore_glob = [] if HOME is not None else ["test_*.py"]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A fresh strict LINE in a process of its own."""
    with Line(tmp_path / "line.jsonl") as running:
        yield running


@pytest.fixture
def bot(line: Line, tmp_path: Path) -> Iterator[Bot]:
    """The bot, `python -m bot run`, on LINE; not yet started."""
    running = Bot(line, tmp_path / "data")
    try:
        yield running
    finally:
        running.stop()
