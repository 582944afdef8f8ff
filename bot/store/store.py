"""The store: opening and closing, and handing jobs to the writer."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import aiosqlite

from bot.store.boarding import KNOWN, Secret, looked_up
from bot.store.book import Book
from bot.store.codec import stamp
from bot.store.database import connect, engine_on, migrate
from bot.store.erasures import Ledger
from bot.store.files import ERASED, beside, finish_restore, lock
from bot.store.measuring import QUEUES, Queues
from bot.store.rows import NotAStore, StoreFailed
from bot.store.serving import SERVED, Kind, asked
from bot.store.telling import Told
from bot.store.writer import Job, Outcome, Writer

T = TypeVar("T")

KEY_BYTES = 32
"""As long as the hash that it keys (SHA-256)."""
PRIVATE_MASK = 0o077
"""Nobody but the owner (TRUST.md, section 2)."""
STRANGERS_AT_ONCE = 8
"""Requests from anybody at all that are looked up at a time, each by a connection of its own; the others wait, no
more of them than the server takes in."""


class Store:
    """An open database. Made by `open`; `close` it, or what waits in the log stays there."""

    def __init__(self, path: Path, writer: Writer, lock: int) -> None:
        self.path = path
        self._writer = writer
        self._lock: int | None = lock
        self._strangers = asyncio.Semaphore(STRANGERS_AT_ONCE)
        self._told: Told | None = None

    @classmethod
    def open(cls, path: Path, *, lasting: bool = True, ledger: bool = True) -> Store:
        """Take the lock, migrate, start the writer. Makes what is not there: folder, database, key.

        `<path>.lock` is held as long as the store is open; `<path>.key` is the secret behind
        invitations and the audit's subjects: lose it, and open invitations are void. Not `lasting`:
        what is thrown away in the end. No `ledger`: a database that is only made ready to be put in place of
        another, whose ledger of erasures stays. Raises StoreInUse, NewerSchema, NotAStore, OSError.
        """
        mask = os.umask(PRIVATE_MASK)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held = lock(path)
            try:
                finish_restore(path)
                return cls(path, _start(path, lasting, ledger), held)
            except BaseException:
                os.close(held)
                raise
        finally:
            os.umask(mask)

    async def do(self, job: Callable[[Book], T], *, first: bool = False) -> T:
        """Run the job in the writer's thread, in a transaction; its result once that is committed. `first`: it is
        committed before anything that is asked for later begins.

        What the job raises is raised here, and nothing of the job has happened. Raises StoreBusy at
        once when too much waits, StoreClosed, or StoreFailed when the commit failed. Being
        cancelled changes nothing: the job is still done.
        """
        result: T = await self._put(job, first=first)
        return result

    async def each(self, find: Callable[[Book], Sequence[T]], work: Callable[[Book, T], object]) -> list[Outcome[T]]:
        """Run `find` and then `work` on each thing that it found, all in one transaction; what came of each, once
        that is committed. What `work` raises undoes its own work only. Else as `do`.
        """
        outcomes: list[Outcome[T]] = await self._put(find, work)
        return outcomes

    def _put(
        self,
        job: Callable[[Book], Any],
        each: Callable[[Book, Any], object] | None = None,
        *,
        first: bool = False,
    ) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if self._told is None or self._told.loop is not loop:
            self._told = Told(loop)
        self._writer.put(Job(job, partial(self._told.put, future), each, first))
        return future

    def do_now(self, job: Callable[[Book], T]) -> T:
        """The same from a thread without a loop; it blocks. Never from within a job."""
        future: Future[T] = Future()

        def tell(result: T, error: BaseException | None) -> None:
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self._writer.put(Job(job, tell))
        return future.result()

    def reader(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """A short-lived connection that can only read. Not to be kept across waiting for the
        network.
        """
        return _reader(self.path.absolute())

    async def is_served(self, token: str, kind: Kind, now: datetime) -> bool:
        """Whether there is a picture or file to fetch with the token. Only read: the writer is not asked, however
        many wrong ones are tried.
        """
        return await self._is_there(SERVED, asked(token, kind, now))

    async def knows(self, secret: str, of: Secret) -> bool:
        """Whether a link to the broker's page, or the cookie of a browser, is one that we made; what it opens is
        another question. Only read, as above.
        """
        return await self._is_there(KNOWN[of], looked_up(secret))

    async def _is_there(self, sql: str, values: tuple[str, ...]) -> bool:
        async with self._strangers, self.reader() as connection:
            found = await connection.execute_fetchall(sql, values)
        return bool(found)

    async def queues(self, now: datetime) -> Queues:
        """How many rows wait, and how many could not be done. Only read: the writer is not asked.
        Raises StoreFailed."""
        try:
            async with self.reader() as connection:
                (found,) = await connection.execute_fetchall(QUEUES, (stamp(now),))
        except aiosqlite.Error as error:
            raise StoreFailed(type(error).__name__) from None
        return Queues(*found)

    def is_alone(self) -> bool:
        """Whether the lock that is held is still the one that another process would take."""
        try:
            there = beside(self.path, ".lock").stat()
        except OSError:
            return False
        return self._lock is not None and os.path.samestat(there, os.fstat(self._lock))

    async def close(self) -> None:
        """Finish what waits and close; the log is emptied into the database, the lock released."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """The same, blocking. Closing twice is harmless."""
        self._writer.stop()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None



@asynccontextmanager
async def _reader(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    address = f"file:{quote(str(path))}?mode=ro"
    async with aiosqlite.connect(address, uri=True, isolation_level=None) as connection:
        for pragma in ("query_only=ON", "busy_timeout=5000", "trusted_schema=OFF"):
            await connection.execute(f"PRAGMA {pragma}")
        yield connection


# ── opening ──────────────────────────────────────────────────────────────────


def _start(path: Path, lasting: bool, ledger: bool) -> Writer:
    secret = _secret(beside(path, ".key"))
    for file in (path, beside(path, "-wal"), beside(path, "-shm"), beside(path, ".key")):
        if file.exists():
            _make_private(file)
    raw = connect(path, lasting=lasting)
    try:
        engine = engine_on(raw)
        with engine.connect() as connection:
            migrate(connection)
    except BaseException:
        raw.close()
        raise
    writer = Writer(engine, secret, Ledger(beside(path, ERASED)) if ledger else None)
    writer.start()
    return writer


def _make_private(file: Path) -> None:
    mode = file.stat().st_mode
    if mode & PRIVATE_MASK:
        file.chmod(mode & 0o700)


def _secret(path: Path) -> bytes:
    """The deployment's secret; made once, whole or not at all."""
    if not path.exists():
        partial = beside(path, ".partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(KEY_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.rename(path)
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise NotAStore(f"{path} should hold {KEY_BYTES} bytes")
    return secret
