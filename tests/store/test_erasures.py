"""The ledger of erasures: who was erased stays erased when an older copy is brought back (TRUST.md, sections 6, 9)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.model import Organisation
from bot.core.records import Telephone
from bot.store import Store
from bot.store.bringing_back import bring_back
from bot.store.copying import copy
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, WICHAI, member
from tests.store.test_erase import LINKED, OWN, WHO, erase, fill, left, someone_everywhere

ROOT = Path(__file__).parents[2]
CRASH = """
import os, sys
from pathlib import Path
from bot.store import Store
from bot.store.writer import Writer
from tests.store.conftest import after
from tests.store.test_erase import WHO

def job(book):
    book.erase("p1", WHO, True, after(minutes=1))
    book.worked(2, after(minutes=1))

store = Store.open(Path(sys.argv[1]))
Writer._clear_away = lambda *_: os._exit(9)
store.do_now(job)
"""
"""A process of its own, ended as by kill -9 between the commit and what follows it."""


def lines(path: Path) -> list[str]:
    return path.with_name(path.name + ".erased").read_text().splitlines()


def test_an_erasure_is_one_line_that_says_nothing(store: Store, path: Path) -> None:
    fill(store)
    erase(store, True)
    (line,) = lines(path)
    assert re.fullmatch("[0-9a-f]{64}", line)
    assert path.with_name(path.name + ".erased").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("answers_too", [False, True])
def test_a_copy_from_before_is_brought_back_without_them(
    store: Store, path: Path, tmp_path: Path, answers_too: bool
) -> None:
    fill(store)
    place = copy(path, tmp_path / "copies", T0, "1")
    assert left(place / "phakhi.db", LINKED) == list(LINKED)
    erase(store, answers_too)
    store.close_now()
    bring_back(place, path, after(hours=1))
    Store.open(path).close_now()
    assert left(path, LINKED) == []
    assert left(path, OWN) == ([] if answers_too else list(OWN))
    assert rows(path, "SELECT count(*) FROM audit WHERE cause = 'erase'") == [(1,)]


def test_who_came_back_before_the_copy_was_made_stays(store: Store, path: Path, tmp_path: Path) -> None:
    p = fill(store)
    erase(store, False)
    here = store.do_now(lambda book: book.load(p.id))
    assert here is not None
    back = here.with_member(member(WHO, "กลับมาแล้ว", "o1"))
    store.do_now(lambda book: book.save(here, back, after(hours=1), WHO, "Joined"))
    place = copy(path, tmp_path / "copies", after(hours=2), "1")
    store.close_now()
    bring_back(place, path, after(hours=3))
    assert rows(path, "SELECT name FROM member WHERE person = ?", WHO.id) == [("กลับมาแล้ว",)]


def test_who_was_not_erased_stays(store: Store, path: Path, tmp_path: Path) -> None:
    fill(store)
    place = copy(path, tmp_path / "copies", T0, "1")
    erase(store, True)
    store.close_now()
    bring_back(place, path, after(hours=1))
    assert rows(path, "SELECT count(*) FROM member WHERE person = ?", WICHAI.id) == [(1,)]


def test_a_name_told_by_telephone_stays_forgotten(store: Store, path: Path, tmp_path: Path) -> None:
    p = someone_everywhere()
    spoken = p.with_organisation(Organisation("o9", "อบต.ไกล", telephone=Telephone("CANARYPHONE ลุง", T0, BROKER)))
    store.do_now(lambda book: book.save(None, spoken, T0, None, "Added"))
    place = copy(path, tmp_path / "copies", T0, "1")
    store.do_now(lambda book: book.forget_telephone(p.id, "o9", after(minutes=1)))
    store.close_now()
    bring_back(place, path, after(hours=1))
    Store.open(path).close_now()
    assert left(path, ("CANARYPHONE",)) == []


def test_a_crash_between_the_erasure_and_what_follows_it(path: Path, store: Store) -> None:
    """Failpoint `erasure.committed`: killed after the commit, before ledger and checkpoint."""
    fill(store)
    store.close_now()
    died = subprocess.run([sys.executable, "-c", CRASH, str(path)], cwd=ROOT, timeout=60, check=False)
    assert died.returncode == 9
    assert rows(path, "SELECT count(*) FROM audit WHERE cause = 'erase'") == [(1,)], "it was committed"
    assert lines(path) == []
    again = Store.open(path)
    again.do_now(lambda _: None)
    assert len(lines(path)) == 1
    assert left(path, ("CANARYSAID", "CANARYNAME")) == []
    again.close_now()
    Store.open(path).close_now()
    assert len(lines(path)) == 1, "one line an erasure, however often it is started"


def test_a_disk_that_is_full_delays_the_line_only(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)

    def full(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("bot.store.erasures._append", full)
        erase(store, False)
    store.do_now(lambda _: None)
    assert len(lines(path)) == 1
