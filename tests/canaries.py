"""Whatever a test does: nothing that is logged, or said on stderr by a bot, tells of anybody (TRUST.md, I9, section 8).

Every test listens. What passes every logger is written down as the house writes it, from INFO on whatever the level
is; what a process said on stderr is looked at when it is captured or handed to the test. Found is: a Thai letter (no
line of ours has one, and what people say in tests has hardly anything else), a name or an id of the tests' people, a
telephone number, an id of LINE's, a token. A test in which something is found fails, though all else passed.
"""

from __future__ import annotations

import asyncio.subprocess
import logging
import re
import subprocess
from collections.abc import Generator, Iterable
from typing import Any

import pytest

from bot.logs import _Lines

SECRET = re.compile(
    r"canary|(?<!\d)0[2-9]\d?-?\d{3}-?\d{4}(?!\d)|\bU[0-9a-f]{32}\b|\d{6,}:[\w-]{30,}|bearer\s+\S",
    re.IGNORECASE,
)
"""In what anybody may read: words of the tests' own, telephone numbers, LINE's ids, tokens."""
PEOPLE = ("somsri", "somchai", "malee", "mali", "kaew", "narong", "wipa")
PERSONAL = re.compile(rf"[\u0e00-\u0e7f]|\\u0e[0-7][0-9a-f]|\b(?:{'|'.join(PEOPLE)})\b", re.IGNORECASE)
"""In a line of the log: what people say and how they are called."""
LINE_OF_LOG = '{"ts": '

_found: list[str] = []


def leaks(text: str | bytes | None) -> list[str]:
    """The lines in which something is told that should not be."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    lines = (text or "").splitlines()
    return [line for line in lines if SECRET.search(line) or (LINE_OF_LOG in line and PERSONAL.search(line))]


class _Listening(logging.Handler):
    """Writes nothing, and is there for nothing but to look at what would be written."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.setFormatter(_Lines())

    def emit(self, record: logging.LogRecord) -> None:
        _found.extend(leaks(self.format(record)))


_ear = _Listening()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Anew for each test: some set up the log as a process does, which takes all handlers away."""
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.root.addHandler(_ear)
    try:
        return (yield)
    finally:
        logging.root.removeHandler(_ear)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    told = [*_found, *_captured(report.sections)]
    _found.clear()
    if told and report.passed:
        report.outcome = "failed"
        report.longrepr = "\n".join(("Written for anybody to read, and should not be:", *told))
    return report


def _captured(sections: Iterable[tuple[str, str]]) -> list[str]:
    """Also what other processes wrote to it; a section holds what came in the phases before, too."""
    return [line for name, text in sections if name.startswith("Captured stderr") for line in leaks(text)]


# ── what other processes say, where a test asks for it ───────────────────────


def _overheard(said: Any) -> Any:
    _found.extend(leaks(said[1]))
    return said


_communicate = subprocess.Popen.communicate
_acommunicate = asyncio.subprocess.Process.communicate


def _listening(self: Any, *given: Any, **named: Any) -> Any:
    return _overheard(_communicate(self, *given, **named))


async def _listening_too(self: Any, *given: Any, **named: Any) -> Any:
    return _overheard(await _acommunicate(self, *given, **named))


# Once, for all tests of this process: there is no other place that all of them pass.
subprocess.Popen.communicate = _listening  # type: ignore[method-assign]
asyncio.subprocess.Process.communicate = _listening_too  # type: ignore[method-assign]
