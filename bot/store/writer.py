"""The one thread that writes: takes whatever waits, works it in one transaction, commits once.

TRUST.md, section 2. A job that fails undoes its own work only; a commit that fails undoes all of
the batch. Nobody hears of success before the commit. A caller who has gone changes nothing.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.counts import count, measure
from bot.store.book import Book
from bot.store.erasures import Ledger
from bot.store.page import Hand
from bot.store.prepared import Prepared
from bot.store.rows import StoreBusy, StoreClosed, StoreFailed

QUEUE = 2000
"""Jobs that may wait (TRUST.md, section 2)."""
BATCH = 256
"""Jobs in one transaction at most (TRUST.md, section 2)."""
LAST_CHECKPOINT_MS = 500
"""Milliseconds that the last checkpoint waits for a reader: the process is to end within ten seconds."""
OWED_SECONDS = 1.0
"""After which a checkpoint that a reader had stopped is tried again."""
PRIMARY = 0xFF
"""The part of SQLite's code that tells the kind; the rest says where."""
PASSING_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
"""What is no fault of the statement, and may go when it is tried again."""

_BEGIN_JOB, _UNDO_JOB, _END_JOB = (
    Prepared(text(sql)) for sql in ("SAVEPOINT job", "ROLLBACK TO job", "RELEASE job")
)

Tell = Callable[[Any, BaseException | None], None]
"""Called once, from the writer's thread, with the job's result or what went wrong."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Thing]):
    """What came of one of several things that were worked by one job."""

    of: Thing
    error: BaseException | None


@dataclass(frozen=True, slots=True)
class Job:
    work: Callable[[Book], Any]
    tell: Tell
    each: Callable[[Book, Any], object] | None = None
    """Worked, each as if it were a job, on the things that `work` gives; the outcomes are then the result."""
    first: bool = False
    """Committed before anything that was put after it begins."""


class Writer:
    """Owns the engine from `start` on. `put` may be called from any thread."""

    def __init__(self, engine: Engine, secret: bytes, ledger: Ledger | None) -> None:
        self._engine = engine
        self._ledger = ledger
        self._secret = secret
        self._hand = Hand()
        self._queue: queue.Queue[Job | None] = queue.Queue(QUEUE)
        self._closing = False
        # A crash may have come between an erasure and what follows it.
        self._owes_checkpoint = True
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="phakhi-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, job: Job) -> None:
        """Raises StoreBusy at once when the queue is full, StoreClosed once it is closing."""
        with self._gate:
            if self._closing:
                raise StoreClosed
            try:
                self._queue.put_nowait(job)
            except queue.Full:
                raise StoreBusy from None

    def stop(self) -> None:
        """Work off what waits, empty the write-ahead log into the database, close. Blocks; again is
        harmless.
        """
        with self._gate:
            first, self._closing = not self._closing, True
        if first:
            self._queue.put(None)
        self._thread.join()

    # ── in the thread ────────────────────────────────────────────────────────

    def _run(self) -> None:
        with self._engine.connect() as connection:
            going = True
            while going:
                jobs, going = self._take()
                if jobs:
                    self._work(connection, jobs)
                elif self._owes_checkpoint:
                    self._owes_checkpoint = not self._clear_away(connection)
            # Whoever waits for the end does not wait for a reader; what is in the log is safe there.
            self._clear_away(connection, LAST_CHECKPOINT_MS)
        self._engine.dispose()

    def _clear_away(self, connection: Connection, patience: int | None = None) -> bool:
        """What follows an erasure: its line in the ledger, and the log emptied. False: to be tried again."""
        noted = self._ledger is None or self._ledger.catch_up(_raw(connection))
        return _checkpoint(connection, patience) and noted

    def _take(self) -> tuple[list[Job], bool]:
        """What waits, and whether to go on after it. Waits for work unless a checkpoint is owed."""
        jobs: list[Job] = []
        try:
            item = self._queue.get(timeout=OWED_SECONDS if self._owes_checkpoint else None)
            while item is not None:
                jobs.append(item)
                if item.first or len(jobs) == BATCH:
                    return jobs, True
                item = self._queue.get_nowait()
        except queue.Empty:
            return jobs, True
        return jobs, False

    def _work(self, connection: Connection, jobs: list[Job]) -> None:
        told: list[tuple[Job, Any, BaseException | None]] = []
        checkpoint, began = False, time.perf_counter()
        try:
            with connection.begin():
                for job in jobs:
                    result, error, wants = self._work_one(connection, job.work)
                    if job.each is not None and error is None:
                        result, more = self._work_each(connection, job.each, result)
                        wants |= more
                    told.append((job, result, error))
                    checkpoint |= wants
        except SQLAlchemyError as error:
            # Neither committed nor begun (disk full, a failing disk): nothing of the batch is so.
            self._hand.clear()
            _roll_back(connection)
            failure = StoreFailed(type(error).__name__)
            told = [(job, None, failure) for job in jobs]
            checkpoint = False
            count("commits_failed_total")
        else:
            count("commits_total")
            measure("commit_jobs", len(jobs))
            measure("commit_ms", (time.perf_counter() - began) * 1000)
        if checkpoint or self._owes_checkpoint:
            self._owes_checkpoint = not self._clear_away(connection)
        for job, result, problem in told:
            job.tell(result, problem)

    def _work_each(
        self, connection: Connection, work: Callable[[Book, Any], object], things: Sequence[Any]
    ) -> tuple[list[Outcome[Any]], bool]:
        outcomes, checkpoint = [], False
        for thing in things:
            _, error, wants = self._work_one(connection, lambda book: work(book, thing))  # noqa: B023 - run at once
            outcomes.append(Outcome(thing, error))
            checkpoint |= wants
        return outcomes, checkpoint

    def _work_one(
        self, connection: Connection, work: Callable[[Book], Any]
    ) -> tuple[Any, BaseException | None, bool]:
        """What came of it, what went wrong, and whether the write-ahead log is to be emptied."""
        book = Book(connection, self._hand, self._secret)
        _BEGIN_JOB.run(connection)
        try:
            result = work(book)
        except BaseException as error:
            # Whatever it is, it belongs to the caller and not to this thread.
            book.undo()
            if _of_the_disk(error):
                raise  # not the job's fault, and the others cannot be sure either: the batch failed
            # Raises where SQLite has itself undone everything (disk full): then the batch failed.
            _UNDO_JOB.run(connection)
            _END_JOB.run(connection)
            if isinstance(error, StopIteration):  # a future cannot carry it
                error = RuntimeError("the job ran out of an iterator")
            return None, error, False
        _END_JOB.run(connection)
        return result, None, book.wants_checkpoint


def _of_the_disk(error: BaseException) -> bool:
    """Whether SQLite could not do it for now, whatever was asked (TRUST.md, section 6, "disk full / EIO")."""
    code = getattr(error.orig, "sqlite_errorcode", 0) if isinstance(error, DBAPIError) else 0
    return int(code) & PRIMARY in PASSING_TROUBLE


def _raw(connection: Connection) -> Any:
    raw = connection.connection.dbapi_connection
    assert raw is not None  # noqa: S101 - it is open as long as this thread runs
    return raw


def _roll_back(connection: Connection) -> None:
    """A COMMIT that failed leaves SQLite's transaction open; SQLAlchemy holds it for ended."""
    raw = _raw(connection)
    if raw.in_transaction:
        raw.rollback()


def _checkpoint(connection: Connection, patience: int | None = None) -> bool:
    """Write-ahead log into the database, and the log cut to nothing; False when a reader was in the
    way.

    SQLite waits for the reader as long as busy_timeout, or from now on for `patience` milliseconds. What was
    committed is safe either way. Not by way of SQLAlchemy, which would begin a transaction, and in one there is
    no checkpoint.
    """
    cursor = _raw(connection).cursor()
    try:
        if patience is not None:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    return not busy
