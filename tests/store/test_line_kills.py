"""Killed with -9 at lines of our own spread over a whole copy, and over a whole erasure with what follows it (TRUST.md,
section 6, "in backup" and "in erasure").

LONG=1: at a thousand of them.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.store import Store
from bot.store.book import Book
from bot.store.copying import clear_unfinished, copies, copy, verified
from tests.store.conftest import T0, after, rows
from tests.store.test_erase import LINKED, OWN, WHO, fill, left
from tests.whole.inside import dump

KILLS = 1000 if os.environ.get("LONG") else 55
COPYING = ("bot.store.copying",)
ERASING = ("bot.store.erase", "bot.store.scrubbing", "bot.store.scrub")
AFTERWARDS = ("bot.store.erasures",)
"""What follows the commit of an erasure."""


def _dying(modules: tuple[str, ...], at: int, told: Path) -> None:
    """This process dies at that line of these modules, counted as they are run; 0: it tells how many there were."""
    count = 0

    def line(_: FrameType, event: str, __: object) -> Any:
        nonlocal count
        if event == "line":
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
            if not at:
                told.write_text(str(count))
        return line

    def called(frame: FrameType, _: str, __: object) -> Any:
        return line if frame.f_globals.get("__name__") in modules else None

    sys.settrace(called)
    threading.settrace(called)


def in_another(does: Callable[..., None], *given: Any) -> int:
    """The exit status of a copy of this process that does it: it has read everything in."""
    other = multiprocessing.get_context("fork").Process(target=does, args=given)
    other.start()
    other.join()
    return other.exitcode or 0


def _copies(path: Path, folder: Path, at: int, told: Path) -> None:
    _dying(COPYING, at, told)
    copy(path, folder, after(hours=1), "1")
    sys.settrace(None)


def _erases(path: Path, _: Path, at: int, told: Path, modules: tuple[str, ...] = ERASING) -> None:
    _dying(modules, at, told)
    store = Store.open(path)
    store.do_now(_job)
    store.close_now()
    sys.settrace(None)


def _follows(path: Path, folder: Path, at: int, told: Path) -> None:
    _erases(path, folder, at, told, AFTERWARDS)


def _job(book: Book) -> None:
    book.erase("p1", WHO, True, after(minutes=1))
    book.worked(2, after(minutes=1))


def moments(does: Callable[..., None], laid: Path, tmp_path: Path) -> list[int]:
    """Lines spread over all that there are, with the first and the last; some twice where there are few."""
    told = tmp_path / "told"
    whole = tmp_path / "whole"
    shutil.copytree(laid, whole)
    assert in_another(does, whole / "phakhi.db", tmp_path / "whole-copies", 0, told) == 0
    lines = int(told.read_text())
    assert lines > 20
    return [1 + round(n * (lines - 1) / (KILLS - 1)) for n in range(KILLS)]


@pytest.fixture
def laid(store: Store, path: Path) -> Path:
    """The folder of a database that is closed."""
    fill(store)
    store.close_now()
    return path.parent


def test_killed_while_copying(laid: Path, tmp_path: Path) -> None:
    database, folder, died = laid / "phakhi.db", tmp_path / "copies", 0
    before = dump(database)
    old = copy(database, folder, T0, "1")
    for at in moments(_copies, laid, tmp_path):
        died += in_another(_copies, database, folder, at, tmp_path / "told") == -signal.SIGKILL
        assert dump(database) == before
        whole = [place for _, place in copies(folder)]
        assert old in whole
        for place in whole:
            verified(place)
        clear_unfinished(folder)
        assert sorted(folder.iterdir()) == sorted(whole), "of what was begun nothing is left"
        verified(copy(database, folder, after(hours=2), "1"))
        for place in set(folder.iterdir()) - {old}:
            shutil.rmtree(place)
    print(f"killed while copying: {died}")
    assert died >= 50


@pytest.mark.parametrize("does", [_erases, _follows])
def test_killed_while_erasing(laid: Path, tmp_path: Path, does: Callable[..., None]) -> None:
    found = {"old": 0, "new": 0}
    for at in moments(does, laid, tmp_path):
        here = tmp_path / "killed"
        shutil.copytree(laid, here)
        path = here / "phakhi.db"
        if in_another(does, path, here, at, tmp_path / "told") != -signal.SIGKILL:
            pytest.fail("it was not killed")
        store = Store.open(path)
        store.do_now(lambda _: None)
        ((erased,),) = rows(path, "SELECT count(*) FROM audit WHERE cause = 'erase'")
        found["new" if erased else "old"] += 1
        if not erased:
            assert rows(path, "SELECT count(*) FROM member WHERE person = ?", WHO.id) == [(1,)], "all of it is there"
            store.do_now(_job)
        store.close_now()
        assert len(path.with_name("phakhi.db.erased").read_text().splitlines()) == 1
        assert left(path, (*LINKED, *OWN)) == []
        shutil.rmtree(here)
    print(f"killed while erasing: {found}")
    assert sum(found.values()) >= 50
    assert found["new" if does is _follows else "old"] > 0
