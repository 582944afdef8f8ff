"""Processes of a test's own, forked from one that has read in the bot's modules already.

To read them in takes each process much longer than what most tests have it do. Nothing else is shared: the one
that they are forked from opens nothing and starts no thread. `python -m bot` itself is started in tests/doctor/
test_starting.py and tests/play_browser.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

READ_IN = (
    *("bot.__main__", "bot.app", "bot.doctor", "bot.line_setup", "bot.commands.running"),
    *("alembic.runtime.environment", "sqlalchemy.dialects.sqlite"),
)
"""Modules that the processes have from the beginning; the rest they import themselves."""


def _forking() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(READ_IN))
    return context


def process(does: Callable[..., object], *given: Any) -> BaseProcess:
    """A process that does this, not started yet: a function of a module, and what can be pickled."""
    return _forking().Process(target=does, args=given)


def done_in_another(does: Callable[..., object], *given: Any) -> int:
    """The exit status once it has ended; a signal that killed it as a negative number."""
    other = process(does, *given)
    other.start()
    other.join()
    assert other.exitcode is not None
    return other.exitcode
