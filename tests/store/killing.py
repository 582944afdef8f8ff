"""A process that is killed with -9 in the middle of a migration."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from sqlalchemy import Engine, event

from bot.store import Store
from tests.processes import done_in_another


def killed_while_migrating(path: Path, after: int) -> int:
    """Opened by another process, which dies after so many statements. Its exit status, 0 where there were not so
    many.
    """
    return done_in_another(_migrate, path, after)


def _migrate(path: Path, left: int) -> None:
    @event.listens_for(Engine, "after_cursor_execute")
    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    Store.open(path).close_now()
