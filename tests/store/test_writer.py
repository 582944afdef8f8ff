from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import NoReturn

import pytest

from bot.message import Raw
from bot.store import Book, Store, StoreBusy, StoreClosed
from bot.store.rows import StoreFailed
from tests.store.conftest import T0, rows
from tests.store.people import partnership


def take(book: Book, key: str) -> int:
    return book.take_in("t", [Raw(key, "c", b"body", T0)], T0)


class Held:
    """Keeps the writer busy until it is let go, so that what follows waits together."""

    def __init__(self, store: Store) -> None:
        self._go, self._in = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=store.do_now, args=(self._wait,))
        self._thread.start()
        assert self._in.wait(5)

    def _wait(self, _: Book) -> None:
        self._in.set()
        assert self._go.wait(5)

    def let_go(self) -> None:
        self._go.set()
        self._thread.join()


async def test_a_failing_job_undoes_only_itself(store: Store, path: Path) -> None:
    def fail(book: Book) -> NoReturn:
        take(book, "bad")
        raise LookupError("no")

    held = Held(store)
    jobs = [store.do(lambda book, n=n: take(book, str(n))) for n in range(20)]  # type: ignore[misc]
    jobs.insert(7, store.do(fail))
    tasks = [asyncio.ensure_future(job) for job in jobs]
    await asyncio.sleep(0)
    held.let_go()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(told.pop(7), LookupError)
    assert told == [1] * 20
    kept = rows(path, "SELECT key FROM inbox ORDER BY id")
    assert kept == [(str(n),) for n in range(20)]


async def test_what_waits_together_is_committed_together(store: Store, path: Path) -> None:
    seen: list[int] = []

    def look(book: Book, key: str) -> None:
        take(book, key)
        seen.append(rows(path, "SELECT count(*) FROM inbox")[0][0])

    held = Held(store)
    tasks = [
        asyncio.ensure_future(store.do(lambda book, n=n: look(book, str(n))))  # type: ignore[misc]
        for n in range(300)
    ]
    await asyncio.sleep(0)
    held.let_go()
    await asyncio.gather(*tasks)
    # 256 in the first transaction, seen by others only once it is committed, then the rest.
    assert seen == [0] * 256 + [256] * 44


async def test_a_cancelled_caller_changes_nothing(store: Store, path: Path) -> None:
    held = Held(store)
    tasks = [asyncio.ensure_future(store.do(lambda book: take(book, "one")))]
    tasks.append(asyncio.ensure_future(store.do(lambda book: take(book, "two"))))
    await asyncio.sleep(0)
    tasks[0].cancel()
    held.let_go()
    assert await tasks[1] == 1
    assert tasks[0].cancelled()
    assert rows(path, "SELECT key FROM inbox ORDER BY id") == [("one",), ("two",)]


async def test_a_full_queue_says_so_at_once(store: Store) -> None:
    held = Held(store)
    tasks = [asyncio.ensure_future(store.do(lambda book: take(book, "x"))) for _ in range(2000)]
    await asyncio.sleep(0)
    with pytest.raises(StoreBusy):
        await asyncio.wait_for(store.do(lambda book: take(book, "y")), 1)
    held.let_go()
    assert sum(await asyncio.gather(*tasks)) == 1
    assert await store.do(lambda book: take(book, "y")) == 1


async def test_a_failing_commit_fails_all_and_nothing_is_kept(store: Store, path: Path) -> None:
    def orphan(book: Book) -> str:
        # A deferred foreign key is looked at by COMMIT only.
        book.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        book.connection.exec_driver_sql("INSERT INTO focus VALUES ('t', 'x', 'nobody')")
        return "done"

    held = Held(store)
    good = asyncio.ensure_future(
        store.do(lambda book: book.save(None, partnership(), T0, None, "t"))
    )
    bad = asyncio.ensure_future(store.do(orphan))
    await asyncio.sleep(0)
    held.let_go()
    told = await asyncio.gather(good, bad, return_exceptions=True)
    assert [(type(t), str(t)) for t in told] == [(StoreFailed, "IntegrityError")] * 2
    assert rows(path, "SELECT * FROM partnership") == []
    assert await store.do(lambda book: book.load("p1")) is None
    assert await store.do(lambda book: take(book, "after")) == 1


async def test_a_disk_that_is_full_loses_nothing_that_was_told(store: Store, path: Path) -> None:
    def limit(book: Book, pages: int) -> None:
        book.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def much(book: Book, key: str) -> int:
        return book.take_in("t", [Raw(key, "c", b"x" * 50_000, T0)], T0)

    (pages,) = rows(path, "PRAGMA page_count")[0]
    await store.do(lambda book: limit(book, pages + 30))
    told = [
        await asyncio.gather(store.do(lambda book, n=n: much(book, str(n))), return_exceptions=True)  # type: ignore[misc]
        for n in range(6)
    ]
    kept = [str(n) for n, (result,) in enumerate(told) if result == 1]
    refused = [result for (result,) in told if result != 1]
    assert refused
    assert all(isinstance(result, StoreFailed) for result in refused), "may be tried again, and is not put aside"
    assert [key for (key,) in rows(path, "SELECT key FROM inbox ORDER BY id")] == kept
    await store.do(lambda book: limit(book, 1_000_000))
    assert await store.do(lambda book: much(book, "again")) == 1


async def test_closing_finishes_what_waits_and_takes_no_more(store: Store, path: Path) -> None:
    held = Held(store)
    tasks = [
        asyncio.ensure_future(store.do(lambda book, n=n: take(book, str(n))))  # type: ignore[misc]
        for n in range(50)
    ]
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(store.close())
    await asyncio.sleep(0.05)
    with pytest.raises(StoreClosed):
        await store.do(lambda book: take(book, "late"))
    held.let_go()
    await closing
    assert await asyncio.gather(*tasks) == [1] * 50
    assert len(rows(path, "SELECT * FROM inbox")) == 50


def test_only_the_store_writes_from_outside(store: Store, path: Path) -> None:
    """The lock is taken as a transaction begins: another writer waits or is refused, never in
    between.
    """

    def hold(_: Book) -> str:
        other = sqlite3.connect(path, timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return str(error)
        finally:
            other.close()
        return "got in"

    assert store.do_now(hold) == "database is locked"
