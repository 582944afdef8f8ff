"""Copies: made under load, read through, thinned out; and one put back, whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import threading
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

import bot
from bot.store import Store, StoreInUse
from bot.store.bringing_back import bring_back
from bot.store.copying import BadCopy, NotCopied, clear_unfinished, copies, copy, thin_out, verified
from bot.store.copying_on import keep_copying
from tests.store.conftest import T0, after, rows
from tests.store.people import SOMSRI, answer, answered, partnership
from tests.whole.inside import dump

ROOT = Path(__file__).parents[2]
NOT_COMPARED = ("restored", "doubtful", "audit", "outbox")
"""What a restore itself writes."""


def fill(store: Store, answers: int = 3) -> None:
    p = partnership()
    store.do_now(lambda book: book.save(None, p, T0, None, "Added"))
    for n in range(1, answers + 1):
        was, p = p, answered(p, answer(f"คำตอบ {n}", revision=n))
        store.do_now(lambda book, b=was, a=p: book.save(b, a, T0, SOMSRI, "Said"))  # type: ignore[misc]


@pytest.fixture
def made(store: Store, path: Path, tmp_path: Path) -> Path:
    """A copy of a small database; the store is closed."""
    fill(store)
    place = copy(path, tmp_path / "copies", T0, "1")
    store.close_now()
    return place


def test_a_copy_made_while_people_answer_is_one_moment(store: Store, path: Path, tmp_path: Path) -> None:
    """Each answer is one transaction with its row of the audit: a copy holds both or neither."""
    fill(store, 1)
    stop = threading.Event()

    def write() -> None:
        p = answered(partnership(), answer("คำตอบ 1"))
        n = 1
        while not stop.is_set():
            n += 1
            was, p = p, answered(p, answer(f"คำตอบ {n}", revision=n))
            store.do_now(lambda book, b=was, a=p: book.save(b, a, T0, SOMSRI, "Said"))  # type: ignore[misc]

    writing = threading.Thread(target=write)
    writing.start()
    try:
        held = []
        for n in range(8):
            before = len(rows(path, "SELECT 1 FROM answer"))
            place = copy(path, tmp_path / "copies", after(seconds=n), "1")
            counts = verified(place).held.counts
            assert counts["answer"] == counts["audit"] - 1
            assert counts["answer"] >= before, "what was acknowledged before it began is in it"
            held.append(counts["answer"])
    finally:
        stop.set()
        writing.join()
    assert held[-1] > held[0], "nobody answered meanwhile: nothing was proved"


def test_what_comes_back_is_what_was_copied(made: Path, path: Path) -> None:
    then = dump(path, *NOT_COMPARED)
    key = path.with_name("phakhi.db.key").read_bytes()
    store = Store.open(path)
    store.do_now(lambda book: book.connection.exec_driver_sql("DELETE FROM hand_in"))
    was = partnership("p2", None)
    store.do_now(lambda book: book.save(None, was, T0, None, "Added"))
    store.close_now()
    assert dump(path, *NOT_COMPARED) != then
    later = dump(path)
    found = bring_back(made, path, after(days=1))
    assert dump(path, *NOT_COMPARED) == then
    assert path.with_name("phakhi.db.key").read_bytes() == key
    assert dump(found.aside / "phakhi.db") == later, "what stood there is kept"
    assert found.made_at == T0
    Store.open(path).close_now()


def test_nothing_is_brought_back_beside_a_running_bot(made: Path, path: Path) -> None:
    store = Store.open(path)
    with pytest.raises(StoreInUse):
        bring_back(made, path, after(days=1))
    store.close_now()


def _cut(place: Path) -> None:
    file = place / "phakhi.db"
    file.write_bytes(file.read_bytes()[:-1])


def _flip(place: Path, name: str = "phakhi.db", at: int = 5000) -> None:
    data = bytearray((place / name).read_bytes())
    data[at % len(data)] ^= 1
    (place / name).write_bytes(data)


def _reseal(place: Path) -> None:
    """Somebody took a row out of the audit and made the manifest fit."""
    file = place / "phakhi.db"
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER audit_not_delete")
        connection.execute("DELETE FROM audit WHERE id = 2")
    connection.close()
    manifest = json.loads((place / "manifest.json").read_text())
    data = file.read_bytes()
    manifest["files"]["phakhi.db"] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    manifest["held"]["counts"]["audit"] -= 1
    (place / "manifest.json").write_text(json.dumps(manifest))


def _manifest(place: Path, change: Callable[[dict[str, object]], object]) -> None:
    said = json.loads((place / "manifest.json").read_text())
    change(said)
    (place / "manifest.json").write_text(json.dumps(said))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit": (_flip, "altered"),
    "the last byte": (_cut, "altered"),
    "the key": (lambda p: _flip(p, "phakhi.db.key", 3), "altered"),
    "no database": (lambda p: (p / "phakhi.db").unlink(), "missing"),
    "no manifest": (lambda p: (p / "manifest.json").unlink(), "none"),
    "a later form": (lambda p: _manifest(p, lambda m: m.update(form=2)), "form"),
    "no JSON": (lambda p: (p / "manifest.json").write_text("{"), "form"),
    "deep JSON": (lambda p: (p / "manifest.json").write_text("[" * 100_000), "form"),
    "a list": (lambda p: (p / "manifest.json").write_text("[]"), "form"),
    "other counts": (lambda p: _manifest(p, lambda m: m["held"]["counts"].update(answer=9)), "altered"),  # type: ignore[index]
    "a file from elsewhere": (
        lambda p: _manifest(p, lambda m: m["files"].update({"../../x": {"sha256": "", "bytes": 0}})),  # type: ignore[attr-defined]
        "missing",
    ),
    "no files": (lambda p: _manifest(p, lambda m: m.update(files={})), "missing"),
    "the audit": (_reseal, "audit"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_copy_that_is_not_as_it_was_made_is_refused_and_nothing_changes(
    made: Path, path: Path, what: str
) -> None:
    spoil, why = SPOILT[what]
    spoil(made)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(BadCopy) as refused:
        bring_back(made, path, after(days=1))
    assert refused.value.what == why
    before.setdefault("phakhi.db.lock", b"")
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


class Cut(BaseException):
    """The power went."""


def test_a_restore_cut_at_any_step_leaves_the_old_or_the_new(
    made: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the step: the next start has either all of the old or all of the new, and the matching key."""
    new = dump(path, *NOT_COMPARED)
    store = Store.open(path)
    store.do_now(lambda book: book.save(None, partnership("p2", None), T0, None, "Added"))
    store.close_now()
    logged = _with_a_log(path)
    old = dump(path, *NOT_COMPARED)
    path.with_name("phakhi.db.key").write_bytes(b"o" * 32)
    seen = set()
    for step in range(1, 40):
        folder = tmp_path / f"cut{step}"
        shutil.copytree(path.parent, folder)
        with monkeypatch.context() as patch:
            done = _cut_at(step, patch)
            with suppress(Cut):
                bring_back(made, folder / "phakhi.db", after(days=1))
            done()
        Store.open(folder / "phakhi.db").close_now()
        found, key = dump(folder / "phakhi.db", *NOT_COMPARED), (folder / "phakhi.db.key").read_bytes()
        assert (found, key == b"o" * 32) in ((old, True), (new, False)), step
        seen.add(found == new)
        if done():
            break
    logged.close()
    assert seen == {True, False}
    assert done(), "it was never let through"


def _with_a_log(path: Path) -> sqlite3.Connection:
    """The bot was killed: what it committed last stands in the log. As long as the connection is open."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    for n in range(200):
        connection.execute("INSERT INTO contact (channel, person, noted_at) VALUES ('telegram', ?, '')", (f"{n}",))
    assert path.with_name("phakhi.db-wal").stat().st_size > 0
    return connection


def _cut_at(step: int, patch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """The power goes at the step-th change of the names of files."""
    left = [step]

    def cutting(real: Callable[..., object]) -> Callable[..., object]:
        def maybe(*args: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise Cut
            return real(*args, **named)

        return maybe

    patch.setattr(Path, "rename", cutting(Path.rename))
    patch.setattr(shutil, "copyfile", cutting(shutil.copyfile))
    patch.setattr(shutil, "rmtree", cutting(shutil.rmtree))
    patch.setattr(os, "fsync", cutting(os.fsync))
    return lambda: left[0] > 0


def test_a_copy_that_cannot_be_made_leaves_nothing(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        copy(path, tmp_path / "copies", T0, "1")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_copy_never_takes_the_last_room(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    size = path.stat().st_size + path.with_name("phakhi.db-wal").stat().st_size
    for free, fits in ((200 * 2**20 + size - 1, False), (200 * 2**20 + size, True)):
        usage = shutil._ntuple_diskusage(10**12, 0, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        if fits:
            verified(copy(path, tmp_path / "copies", T0, "1"))
        else:
            with pytest.raises(NotCopied):
                copy(path, tmp_path / "copies", T0, "1")
            assert copies(tmp_path / "copies") == ()


def test_what_a_crash_left_unfinished_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / "phakhi-20261122T030000Z.partial"
    left.mkdir()
    (left / "phakhi.db").write_bytes(b"half")
    other = tmp_path / "own.partial"
    other.mkdir()
    clear_unfinished(tmp_path)
    assert list(tmp_path.iterdir()) == [other]


def _pretend(folder: Path, *moments: datetime) -> None:
    for moment in moments:
        place = folder / moment.strftime("phakhi-%Y%m%dT%H%M%SZ")
        place.mkdir(parents=True)
        (place / "manifest.json").write_text("{}")


def test_seven_days_and_four_weeks_are_kept(tmp_path: Path) -> None:
    """One a day for sixty days, at noon: the last seven, and the newest of each of the four weeks before."""
    now = datetime(2026, 11, 22, 13, tzinfo=UTC)
    noons = [datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=n) for n in range(60)]
    _pretend(tmp_path, *noons)
    thin_out(tmp_path, now)
    kept = [(now.replace(hour=12) - began).days for began, _ in copies(tmp_path)]
    assert sorted(kept) == [0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28]
    assert {p.name[:7] for p in tmp_path.iterdir()} == {"phakhi-"}


def test_the_last_copy_is_kept_however_old(tmp_path: Path) -> None:
    _pretend(tmp_path, datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC))
    thin_out(tmp_path, T0)
    assert [began.day for began, _ in copies(tmp_path)] == [2]


async def test_copies_go_on_after_one_that_failed(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(fill, store)
    folder, tries, enough, loop = tmp_path / "copies", [0], asyncio.Event(), asyncio.get_running_loop()
    moments = (after(days=n) for n in count(1))
    monkeypatch.setattr("bot.store.copying_on.SOONEST", timedelta())
    monkeypatch.setattr("bot.store.copying_on.AGAIN_AFTER", timedelta(milliseconds=1))

    def flaky(*args: object) -> object:
        tries[0] += 1
        if tries[0] == 1:
            raise OSError(5, "I/O error")
        made = copy(*args)  # type: ignore[arg-type]
        if tries[0] == 3:
            loop.call_soon_threadsafe(enough.set)
        return made

    monkeypatch.setattr("bot.store.copying_on.copy", flaky)
    every = timedelta(milliseconds=50)
    task = asyncio.create_task(keep_copying(path, folder, every, lambda: next(moments), "1"))
    async with asyncio.timeout(20):
        await enough.wait()
    task.cancel()
    await asyncio.wait({task})
    assert all(verified(place).version == "1" for _, place in copies(folder))


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert bot.__version__ == project["version"]
