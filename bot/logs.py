"""Logs: lines of JSON on stderr that hold no one's words, names or secrets (TRUST.md, section 8).

Safe by what may be written, not by what is taken out: only the keys of `KEYS` are written, an
exception is its class and where it arose, and of other people's loggers only that they spoke.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType

KEYS = (
    "ts",
    "level",
    "event",
    "platform",
    "inbox_id",
    "outbox_id",
    "pship",
    "stage",
    "state",
    "attempt",
    "err_class",
    "at",
    "ms",
)
"""All that a line may hold. `at` is module:line; `pship` goes in as the partnership's id and comes
out hashed."""
LONGEST = 80
"""Characters of a value: a key or a name of ours is never longer."""
QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "aiohttp",
    "sqlalchemy",
    "alembic",
    "aiosqlite",
    "asyncio",
)
"""Loggers whose lower levels would tell addresses with tokens, or statements with answers."""

_SECRETS = re.compile(r"\d{6,}:[\w-]{30,}|(?i:bearer)[\s:=]+[^\s\"]+")
_OURS = logging.getLogger("bot")
_FIELDS = "_house_fields"
_key = secrets.token_bytes(16)


def set_up(level: str = "INFO", key: bytes | None = None) -> None:
    """Begin to write lines of `level` and above. Once a process.

    `key` keys the hash that stands for a partnership; without one it is new in every process.
    """
    global _key  # noqa: PLW0603 - one process, one log
    _key = key or _key
    handler = _Handler(sys.stderr)
    handler.setFormatter(_Lines())
    handler.addFilter(_last_resort)
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda unraisable: _uncaught(
        unraisable.exc_type, unraisable.exc_value, unraisable.exc_traceback
    )
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def log(
    event: str, *, level: int = logging.INFO, error: BaseException | None = None, **fields: object
) -> None:
    """Write one line: `event`, a few words of ours joined by "_", and fields of `KEYS`.

    Other fields are left out rather than written; a test over the syntax tree finds them. `error`
    gives err_class and at, never its text.
    """
    known = {name: value for name, value in fields.items() if name in KEYS and value is not None}
    if error is not None:
        known |= _error_fields(type(error), error.__traceback__)
    _OURS.log(level, event, extra={_FIELDS: known})


def _error_fields(kind: type[BaseException], trace: TracebackType | None) -> dict[str, object]:
    """Its class, and the innermost line of ours on its way (or of anyone, if none is ours)."""
    at = ours = ""
    while trace is not None:
        at = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        ours = at if at.startswith("bot.") else ours
        trace = trace.tb_next
    fields: dict[str, object] = {"err_class": kind.__name__}
    return fields | ({"at": ours or at} if at else {})


def _plain(name: str, value: object) -> object:
    """A number as it is, a text cut, a partnership hashed; of anything else only its class."""
    if name == "pship":
        return hmac.new(_key, str(value).encode(), hashlib.sha256).hexdigest()[:8]
    if isinstance(value, bool | int | float):
        return value
    return value[:LONGEST] if isinstance(value, str) else type(value).__name__


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
        }
        own = record.__dict__.get(_FIELDS)
        if own is None:
            # Someone else's line: its text may hold anything, so only who spoke is told.
            line |= {"event": "library", "at": f"{record.name}:{record.lineno}"[:LONGEST]}
            if record.exc_info and record.exc_info[0]:
                line["err_class"] = record.exc_info[0].__name__
        else:
            line["event"] = str(record.msg)[:LONGEST]
            line |= {name: _plain(name, value) for name, value in own.items()}
        return redacted(json.dumps(line, ensure_ascii=False))


def redacted(text: str) -> str:
    """The last resort: bot tokens and bearer values become ***."""
    return _SECRETS.sub("***", text)


def _last_resort(record: logging.LogRecord) -> bool:
    if isinstance(record.msg, str):
        record.msg = redacted(record.msg)
    return True


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A line that cannot be written is dropped: logging would print it with all it holds."""


def _uncaught(
    kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None
) -> None:
    fields = _error_fields(kind, trace)
    _OURS.critical("uncaught", extra={_FIELDS: fields})
