"""The rows of the crash table that no message comes to: a process killed at the n-th moment of a copy or an erasure.

A moment is before and after each statement, commit, write and sync, and before whatever else Python does with files
(its audit events). Nothing of the code that is killed is named here, so that a step it gets later is a moment too.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

FILES = ("open", "os.", "shutil.", "sqlite3.")
"""How the audit events begin that are moments."""


def arm(left: int) -> Callable[[], int]:
    """From now on the `left`-th moment is the last of this process. How many there have been."""
    passed = 0

    def moment(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == left:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(name: str, _: object) -> None:
        # What is read in, and the signal itself, are no moments of the row.
        if name.startswith(FILES) and name != "os.kill":
            moment()

    statements = ((DefaultDialect, name) for name in ("do_execute", "do_execute_no_params", "do_commit"))
    for owner, name in (*statements, (os, "write"), (os, "fsync")):
        setattr(owner, name, _around(getattr(owner, name), moment))
    sys.addaudithook(audit)
    return lambda: passed


def _around(does: Callable[..., Any], moment: Callable[[], None]) -> Callable[..., Any]:
    def around(*given: Any, **named: Any) -> Any:
        moment()
        done = does(*given, **named)
        moment()
        return done

    return around


def _child(does: Callable[..., object], given: tuple[Any, ...], left: int, told: Any) -> None:
    passed = arm(left)
    does(*given)
    told.send(passed())


def dies(does: Callable[..., object], *given: Any, at: int) -> bool:
    """In a copy of this process, killed at that moment. False: it was done before it came to it."""
    return moments(does, *given, at=at) is None


def moments(does: Callable[..., object], *given: Any, at: int = 0) -> int | None:
    """How many there are, when nobody kills it; None when it was killed."""
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_child, args=(does, given, at, there), daemon=True)
    child.start()
    there.close()
    try:
        told: int | None = here.recv()
    except EOFError:
        told = None
    child.join()
    here.close()
    assert child.exitcode == (-signal.SIGKILL if told is None else 0), child.exitcode
    return told


def held(path: Path) -> tuple[str, ...]:
    """Every row, as text; sound by SQLite's own judgement."""
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        return tuple(sorted(file.iterdump()))
