"""`python -m bot backup`, `restore` and `audit`, as whoever runs the bot types them."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store import Store
from tests.store.conftest import rows
from tests.store.test_copying import fill

LONG = bool(os.environ.get("LONG"))
EDITS = 1000 if LONG else 60
COLUMNS = ("partnership", "at", "subject", "cause", "what", "previous", "hash")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TELEGRAM_BOT_TOKEN", "LINE_CHANNEL_SECRET", "STAGES_DIR", "BACKUP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "data")
    store = Store.open(tmp_path / "data" / "phakhi.db")
    fill(store, 5)
    store.close_now()
    return tmp_path / "data"


def the_copy(folder: Path) -> Path:
    [made] = folder.iterdir()
    return made


def test_a_copy_and_back(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    made = the_copy(data / "backups")
    told = capsys.readouterr().out
    assert f"สำรองและตรวจแล้ว อยู่ที่ data/backups/{made.name}" in told
    assert "It holds 1 partnerships and 5 answers." in told
    assert all(file.stat().st_mode & 0o077 == 0 for file in (made, *made.iterdir()))
    with closing(sqlite3.connect(data / "phakhi.db")) as connection, connection:
        connection.execute("DELETE FROM answer")
    assert main(["restore", str(made)]) == 0
    assert rows(data / "phakhi.db", "SELECT count(*) FROM answer") == [(5,)]
    told = capsys.readouterr().out
    [aside] = data.glob("phakhi.db.before-*")
    assert f"ข้อมูลก่อนหน้านี้เก็บไว้ที่ data/{aside.name}" in told
    assert rows(aside / "phakhi.db", "SELECT count(*) FROM answer") == [(0,)]


def test_what_cannot_be_done_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "elsewhere"]) == 0
    made = the_copy(Path("elsewhere"))
    running = Store.open(data / "phakhi.db")
    assert main(["restore", str(made)]) == 2
    assert "บอตกำลังทำงานอยู่ โปรดหยุดบอตก่อน" in capsys.readouterr().err
    running.close_now()
    assert main(["restore", "nowhere"]) == 2
    assert "ไม่มีข้อมูลสำรองในโฟลเดอร์นี้" in capsys.readouterr().err
    (made / "phakhi.db").write_bytes(b"x")
    assert main(["restore", str(made)]) == 2
    assert "ไม่ตรงกับที่สำรองไว้" in capsys.readouterr().err


def test_nothing_to_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "none"))
    for command in ("backup", "audit"):
        assert main([command]) == 2
        assert "ยังไม่มีฐานข้อมูล" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("hours", ["x", "-1", "169", "1.5", "๑"])
def test_hours_that_are_none(hours: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("BACKUP_HOURS", hours)
    assert main(["backup"]) == 2
    assert "BACKUP_HOURS" in capsys.readouterr().err


def test_the_record_is_whole_and_can_be_read(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--list"]) == 0
    told = capsys.readouterr().out.splitlines()
    last = rows(data / "phakhi.db", "SELECT hash FROM audit ORDER BY id DESC LIMIT 1")[0][0]
    assert [line.split("\t")[2] for line in told[:6]] == ["Added", *["Said"] * 5]
    assert told[-1].endswith(last)
    assert "The record is whole: 6 rows." in told


def test_every_edit_is_found(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value changed, or a row taken out that is not the last; the oracle is that it was done."""
    chance, database = random.Random(20261123), data / "phakhi.db"  # noqa: S311 - picks edits
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_not_{verb}")
        for _ in range(EDITS):
            connection.execute("BEGIN")
            row, column = chance.randint(1, 6), chance.choice(COLUMNS)
            if row < 6 and chance.random() < 0.3:
                connection.execute("DELETE FROM audit WHERE id = ?", (row,))
            else:
                sql = f"UPDATE audit SET {column} = coalesce({column}, '') || ? WHERE id = ?"  # noqa: S608
                connection.execute(sql, (chance.choice("0aก "), row))
            connection.execute("COMMIT")
            before = database.read_bytes()
            assert main(["audit"]) == 1, (row, column)
            assert "ไม่ตรงกับที่บันทึกไว้" in capsys.readouterr().out
            assert database.read_bytes() == before
            _put_back(connection, data)


def _put_back(connection: sqlite3.Connection, data: Path) -> None:
    """All rows as they were, out of a copy made before the first edit."""
    connection.execute("ATTACH ? AS whole", (str(_kept(data)),))
    connection.execute("DELETE FROM main.audit")
    connection.execute("INSERT INTO main.audit SELECT * FROM whole.audit")
    connection.execute("DETACH whole")


def _kept(data: Path) -> Path:
    return data / "kept.db"


@pytest.fixture(autouse=True)
def kept(request: pytest.FixtureRequest) -> None:
    if request.node.name != "test_every_edit_is_found":
        return
    data = request.getfixturevalue("data")
    with (
        closing(sqlite3.connect(data / "phakhi.db")) as here,
        closing(sqlite3.connect(_kept(data))) as there,
    ):
        here.backup(there)
