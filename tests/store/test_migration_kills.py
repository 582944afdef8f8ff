"""Killed at any moment of a migration, from every schema that was released: the file is as one release had it, whole,
and the next start brings it up (TRUST.md, section 9; bar 8).

LONG=1: 200 kills from each schema. MIGRATION_SEED=... plays one again.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from bot.store import Store
from bot.store.database import connect, engine_on
from bot.store.revisions import MIGRATIONS
from bot.store.schema import APPLICATION_ID
from tests.processes import done_in_another

GOLDEN = Path(__file__).with_name("golden")
RELEASED = ("none", "0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Schemas that people may have a file of; "none": a first start."""
FILLED = {"0002": "0002", "0003": "0003", "0004": "0004", "0005": "0004", "0006": "0004", "0007": "0004"}
"""Schema → the file of which release it comes from, with all that it holds; others begin empty."""
KILLS = 200 if os.environ.get("LONG") else 8
"""From each schema."""
SEED = int(os.environ.get("MIGRATION_SEED") or random.SystemRandom().randrange(10**6))

# ── the process that is killed ───────────────────────────────────────────────


def _open_and_die(path: Path, left: int) -> None:
    """Dies at the `left`-th moment: before and after each statement, before and after each commit. If it does not come
    so far, how many there were stands beside the file.
    """
    passed = 0

    def moment(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == left:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(Engine, name, moment)
    commit: Any = DefaultDialect.do_commit

    def do_commit(self: DefaultDialect, connection: Any) -> None:
        moment()
        commit(self, connection)
        moment()

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]
    Store.open(path).close_now()
    path.with_name("moments").write_text(str(passed))


# ── what a file holds ────────────────────────────────────────────────────────


def held(path: Path) -> tuple[str, ...]:
    """The schema and every row, as text; sound by SQLite's own judgement."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return tuple(sorted(connection.iterdump()))


def release(path: Path, schema: str) -> None:
    """Make a file as that release had it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if schema == "none":
        return
    if schema in FILLED:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript((GOLDEN / f"{FILLED[schema]}.sql").read_text("utf-8"))
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    bring_to(path, schema)


def bring_to(path: Path, schema: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    raw = connect(path)
    with engine_on(raw).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
    raw.close()


@cache
def revisions() -> tuple[str, ...]:
    """By the names of the files: 0001 to the newest."""
    return tuple(sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("0*.py")))


@pytest.fixture
def steps(tmp_path: Path, schema: str) -> dict[str, tuple[str, ...]]:
    """What the file holds at each release from this one on, when nothing goes wrong."""
    path = tmp_path / "well" / "phakhi.db"
    release(path, schema)
    found = {schema: held(path)} if schema != "none" else {}
    for revision in revisions():
        if schema == "none" or revision > schema:
            bring_to(path, revision)
            found[revision] = held(path)
    return found


@pytest.fixture
def old(tmp_path: Path, schema: str) -> Iterator[Path]:
    path = tmp_path / "old" / "phakhi.db"
    release(path, schema)
    yield path
    assert sorted(file.name for file in path.parent.iterdir() if file.name.endswith("-journal")) == []


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        try:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        except sqlite3.OperationalError:
            rows = []
    return str(rows[0][0]) if rows else "none"


# ── the campaign ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("schema", RELEASED)
def test_killed_at_any_moment(
    schema: str, old: Path, steps: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    chance = random.Random(f"{SEED}:{schema}")  # noqa: S311 - a campaign, no secret
    moments = _moments(old, tmp_path)
    found: Counter[str] = Counter()
    for number in range(KILLS):
        path = tmp_path / f"{number}" / "phakhi.db"
        shutil.copytree(old.parent, path.parent)
        at = chance.randint(1, moments)
        assert done_in_another(_open_and_die, path, at) == -signal.SIGKILL, (SEED, at)
        now = version(path)
        found[now] += 1
        if now in steps:
            assert held(path) == steps[now], f"half a migration: seed {SEED}, moment {at}"
        else:
            assert (now, held_nothing(path)) == ("none", True), (SEED, at)
        Store.open(path).close_now()
        assert held(path) == steps[revisions()[-1]], (SEED, at)
        shutil.rmtree(path.parent)
    print(f"from {schema}: {KILLS} kills over {moments} moments, seed {SEED}: found at {dict(sorted(found.items()))}")


def held_nothing(path: Path) -> bool:
    """A first start that came to nothing: at most the table in which versions stand, empty."""
    return not path.exists() or not [sql for sql in held(path) if "CREATE" in sql and "alembic_version" not in sql]


def _moments(old: Path, tmp_path: Path) -> int:
    """How many moments there are."""
    path = tmp_path / "count" / "phakhi.db"
    shutil.copytree(old.parent, path.parent)
    assert done_in_another(_open_and_die, path, 0) == 0
    return int(path.with_name("moments").read_text())


def test_every_release_is_there() -> None:
    assert [*RELEASED[1:]] == [*revisions()[:-1]], "a new release: its file, filled, belongs here"
