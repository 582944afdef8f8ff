"""Rows of the crash table that no conversation comes to, killed fifty times: a copy, an erasure, a message that kills.
The short form of the row "in migration" is tests/store/test_migration_kills.py.

ROWS=1000 kills each so often; ROWS_SEED plays one again.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.local import NAME
from bot.core.model import Person, Place
from bot.store import Book, Store
from bot.store.copying import clear_unfinished, copy
from tests.store.conftest import T0, after
from tests.store.conftest import rows as asked
from tests.store.laid import lay
from tests.store.test_erase import LINKED, OWN, WHO, fill, left
from tests.trust.rows import dies, held, moments
from tests.whole.inside import SMALL, command, said
from tests.whole.outside import Platform

KILLS = int(os.environ.get("ROWS", "50"))
SEED = int(os.environ.get("ROWS_SEED", "13"))
BOOTS = 4
"""Deaths of a message that kills: the first, and three boots."""
LATE = 16
"""Moments after the commit of an erasure: its line in the ledger, the log emptied, the end."""


def some(row: str, last: int, kills: int = KILLS) -> Iterator[int]:
    """Moments spread over all that there are; every second is one of the last few, after what matters is written."""
    chance = random.Random(f"{SEED}:{row}")  # noqa: S311 - a campaign, no secret
    for number in range(kills):
        yield chance.randint(max(1, last - LATE) if number % 2 else 1, last)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Closed; somebody is everywhere in it."""
    path = tmp_path / "filled" / "phakhi.db"
    lay(path)
    store = Store.open(path)
    fill(store)
    store.close_now()
    return path


# ── in a copy ────────────────────────────────────────────────────────────────


def _copies(path: Path, folder: Path, at: datetime) -> None:
    clear_unfinished(folder)
    copy(path, folder, at, "1")


def _is_whole(place: Path, expected: tuple[str, ...]) -> None:
    """By the files alone: what the manifest says is there, byte for byte, and holds every row."""
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))
    assert "phakhi.db" in manifest["files"]
    for name, seal in manifest["files"].items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == seal["sha256"], name
    assert held(place / "phakhi.db") == expected


@pytest.mark.usefixtures("warm")
def test_killed_in_a_copy(filled: Path, tmp_path: Path) -> None:
    """What carries a copy's name is one; the next start clears the rest away, and the next copy is made."""
    expected, folder = held(filled), tmp_path / "copies"
    last = moments(_copies, filled, tmp_path / "well", T0)
    assert last
    whole = 0
    for number, at in enumerate(some("copy", last)):
        folder.mkdir()
        assert dies(_copies, filled, folder, T0 + timedelta(seconds=number), at=at), (SEED, at)
        for place in folder.iterdir():
            if not place.name.endswith(".partial"):
                _is_whole(place, expected)
                whole += 1
        _copies(filled, folder, T0 + timedelta(days=1))
        assert [p.name for p in folder.iterdir() if p.name.endswith(".partial")] == [], (SEED, at)
        _is_whole(max(folder.iterdir()), expected)
        shutil.rmtree(folder)
    assert held(filled) == expected
    print(f"in a copy: {KILLS} kills over {last} moments, seed {SEED}; the copy was whole already in {whole}")


# ── in an erasure ────────────────────────────────────────────────────────────


def _erases(path: Path, answers_too: bool) -> None:
    def job(book: Book) -> None:
        book.erase("p1", WHO, answers_too, after(minutes=1))
        book.worked(2, after(minutes=1))

    store = Store.open(path)
    store.do_now(job)
    store.close_now()


def _starts(path: Path) -> None:
    store = Store.open(path)
    store.do_now(lambda _: None)
    store.close_now()


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("answers_too", [False, True])
def test_killed_in_an_erasure(filled: Path, tmp_path: Path, answers_too: bool) -> None:
    """All of it or nothing of it; what follows the commit is done by the next start."""
    path = tmp_path / "killed" / "phakhi.db"
    shutil.copytree(filled.parent, path.parent)
    last = moments(_erases, path, answers_too)
    assert last
    erased = 0
    kills = -(-KILLS // 2)
    for at in some("erasure", last, kills):
        shutil.rmtree(path.parent)
        shutil.copytree(filled.parent, path.parent)
        assert dies(_erases, path, answers_too, at=at), (SEED, at)
        _starts(path)
        done = asked(path, "SELECT count(*) FROM audit WHERE cause = 'erase'") == [(1,)]
        assert asked(path, "SELECT state FROM inbox WHERE id = 2") == [("done" if done else "new",)], (SEED, at)
        if not done:
            assert left(path, LINKED + OWN) == list(LINKED + OWN), (SEED, at)
            _erases(path, answers_too)
        erased += done
        assert left(path, LINKED) == [], (SEED, at)
        assert left(path, OWN) == ([] if answers_too else list(OWN)), (SEED, at)
        assert len(path.with_name("phakhi.db.erased").read_text().splitlines()) == 1, (SEED, at)
    assert 0 < erased < kills
    print(f"in an erasure: {kills} kills over {last} moments, seed {SEED}; it was committed in {erased}")


# ── by a message ─────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("warm")
def test_killed_by_messages(tmp_path: Path) -> None:
    """Each kills the process four times, is put aside with one apology, and the next person is served."""
    platform, kills = Platform(tmp_path / "phakhi.db", SMALL), 0
    people = [f"p{n}" for n in range(-(-KILLS // BOOTS))]
    for who in people:
        place = Place(NAME, who)
        poison = platform.local.act(
            said(platform.local, "พิษ"), who=Person(NAME, who), called="", place=place, at=datetime.now(UTC)
        )
        platform.give(poison)
        shown = len(platform.local.shown)
        for _ in range(BOOTS):
            assert not platform.lives(("worked", 1))
            kills += 1
        assert len(platform.local.shown) == shown
        start = platform.local.act(
            command("start"), who=Person(NAME, who), called="", place=place, at=datetime.now(UTC)
        )
        platform.give(start)
        assert platform.lives()
        assert [each.place for each in platform.local.shown[shown:]] == [place, place], "an apology, and an answer"
    states = asked(tmp_path / "phakhi.db", "SELECT state, count(*) FROM inbox GROUP BY state ORDER BY state")
    assert states == [("dead", len(people)), ("done", len(people))]
    assert kills >= KILLS
    print(f"by a message: {kills} kills, {len(people)} messages put aside")
