"""What the bot says of itself, on a store of its own: each thing that can be wrong is made wrong once."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import counts
from bot.core.model import Place
from bot.health import Copies, Health
from bot.message import Message, Raw
from bot.store import Store
from tests.health.exposition import read

T0 = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CANARY = "U1234567890canary"
Usage = namedtuple("Usage", "total used free")


class Time:
    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "phakhi.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    counts.begin()
    opened = Store.open(path)
    yield opened
    opened.close_now()


@pytest.fixture
def health(store: Store, path: Path, time: Time) -> Health:
    return Health(store, path, (), time)


async def an_event(store: Store, at: datetime, key: str = "1") -> None:
    await store.do(lambda book: book.take_in("line", [Raw(key, CANARY, b"{}", at)], at))


async def a_message(store: Store, at: datetime) -> None:
    place, message = Place("line", CANARY), Message(f"ถึง {CANARY}")
    await store.do(lambda book: book.enqueue(place, message, partnership=None, dedupe="d", now=at))


async def test_all_is_well(health: Health) -> None:
    assert (await health.alive(), await health.ready()) == ("", "")


async def test_what_waits_too_long(health: Health, store: Store, time: Time) -> None:
    await an_event(store, T0)
    time.passes(seconds=30)
    assert await health.ready() == ""
    time.passes(seconds=1)
    assert await health.ready() == "an event waits to be worked"
    await store.do(lambda book: book.worked(1, T0))
    assert await health.ready() == ""
    await a_message(store, time.now)
    time.passes(minutes=10)
    assert await health.ready() == ""
    time.passes(seconds=1)
    assert await health.ready() == "a message waits to be sent"


async def test_when_it_stops_it_is_not_ready_but_lives(health: Health) -> None:
    health.stopping = True
    assert (await health.alive(), await health.ready()) == ("", "stopping")


async def test_a_full_disk(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 199 * 2**20))
    assert await health.ready() == "less than 200 MB of the disk are free"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 201 * 2**20))
    assert await health.ready() == ""


async def test_the_lock_is_taken_away(health: Health, path: Path) -> None:
    path.with_name("phakhi.db.lock").unlink()
    assert await health.ready() == "the lock beside the database is gone"
    path.with_name("phakhi.db.lock").touch()
    assert await health.ready() == "the lock beside the database is gone"


async def test_nothing_can_be_written(health: Health, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else holds the write lock for good; that nothing can be written is no reason to start anew."""
    monkeypatch.setattr("bot.health.ANSWERS", 20.0)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await health.ready() == "the database cannot be written"
        other.execute("ROLLBACK")
    other.close()
    assert await health.ready() == ""


async def test_the_probe_reaches_the_disk_but_not_at_every_question(
    health: Health, store: Store, path: Path
) -> None:
    log = path.with_name("phakhi.db-wal")
    for key in "12":  # behind the first a start empties the log
        await an_event(store, T0, key)
    before = log.stat().st_size
    await health.ready()
    after = log.stat().st_size
    assert after > before
    for _ in range(5):
        await health.ready()
    assert log.stat().st_size == after


async def test_a_writer_that_hangs(health: Health, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.health.ANSWERS", 0.2)
    goes_on = threading.Event()
    hanging = asyncio.create_task(store.do(lambda _: goes_on.wait(20)))
    await asyncio.sleep(0)
    try:
        assert await health.alive() == "the writer does not answer"
        assert await health.ready() == "the writer does not answer"
        assert "phakhi_disk_free_bytes" in await health.figures()
    finally:
        goes_on.set()
    await hanging
    assert await health.alive() == ""


async def test_copies_come_when_they_are_due(store: Store, path: Path, time: Time) -> None:
    newest: list[datetime | None] = [None]
    health = Health(store, path, (), time, Copies(timedelta(hours=24), lambda: newest[0]))
    time.passes(hours=26)
    assert await health.ready() == ""  # the process has just begun, as it were
    assert "backup_age" not in await health.figures()
    time.passes(seconds=1)
    assert await health.ready() == "the last copy is too old"
    newest[0] = time.now
    assert await health.ready() == ""
    time.passes(hours=1)
    assert read(await health.figures()).values["phakhi_backup_age_seconds"] == 3600


async def test_the_figures_are_those_of_the_store_and_name_nobody(
    health: Health, store: Store, time: Time
) -> None:
    for key in ("1", "2", "3"):
        await an_event(store, T0, key)
    await store.do(lambda book: book.dead(1, "ValueError", T0))
    await store.do(lambda book: book.worked(2, T0))
    await a_message(store, T0)
    time.passes(seconds=7)
    figures = await health.figures()
    found = read(figures)
    told = {name.removeprefix("phakhi_"): value for name, value in found.values.items()}
    queues = {name: told[name] for name in told if name.startswith(("inbox", "outbox"))}
    assert queues == {
        "inbox_new": 1,
        "inbox_dead": 1,
        "inbox_oldest_seconds": 7,
        "outbox_due": 1,
        "outbox_held": 0,
        "outbox_uncertain": 0,
        "outbox_dead": 0,
        "outbox_oldest_seconds": 7,
    }
    assert told["commits_total"] == 6 + 1  # and one that looked
    assert told["commit_ms_count"] == told["commits_total"]
    assert told["commits_failed_total"] == 0
    assert told["started_after_kill"] == 0
    assert found.values["process_start_time_seconds"] == T0.timestamp()
    assert CANARY not in figures
    assert "ถึง" not in figures


async def test_what_may_have_been_shown_is_uncertain(health: Health, store: Store) -> None:
    await a_message(store, T0)
    await store.do(lambda book: book.claim(1, T0))
    await store.do(lambda book: book.unsure(1, T0))
    found = read(await health.figures()).values
    assert (found["phakhi_outbox_uncertain"], found["phakhi_outbox_due"]) == (1, 1)


# ── counting ─────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def from_nothing() -> None:
    counts.begin()


def test_labels_are_kept_apart_and_what_is_unknown_is_left_out() -> None:
    for outcome in ("sent", "sent", "gone"):
        counts.count("sends_total", platform="line", outcome=outcome, **{"class": "prompt"})
    counts.count("sends_total", platform=CANARY)
    counts.count("sends_total", platform="line", outcome="sent", person=CANARY, **{"class": "prompt"})
    counts.count("nothing_of_ours", 3)
    counts.measure("nor_this", 3)
    found = read(counts.told())
    sends = {name: value for name, value in found.values.items() if "sends" in name}
    assert sends == {
        'phakhi_sends_total{platform="line",class="prompt",outcome="sent"}': 2,
        'phakhi_sends_total{platform="line",class="prompt",outcome="gone"}': 1,
    }
    assert CANARY not in counts.told()


def test_labels_cannot_grow_without_end_nor_break_the_format() -> None:
    for number in range(1000):
        counts.count("taken_in_total", platform=f'"{number}\n\\')
    assert len(read(counts.told()).labels) == 200


def test_values_fall_into_their_buckets() -> None:
    for value in (0.5, 1, 1.01, 6000):
        counts.measure("commit_ms", value)
    found = read(counts.told()).values
    held = [found[f'phakhi_commit_ms_bucket{{le="{bound}"}}'] for bound in ("1", "2.5", "5000", "+Inf")]
    assert held == [2, 3, 3, 4]
    assert found["phakhi_commit_ms_sum"] == 6002.51


def test_nothing_is_lost_between_threads() -> None:
    def work() -> None:
        for _ in range(5000):
            counts.count("commits_total")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read(counts.told()).values["phakhi_commits_total"] == 20_000
