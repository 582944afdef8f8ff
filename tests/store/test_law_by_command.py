"""`python -m bot ropa` and `incident`, as whoever runs the bot types them (PDPA, sections 39 and 37(4))."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store import Store
from tests.store.conftest import T0
from tests.store.people import SOMSRI
from tests.store.test_copying import fill
from tests.store.test_erase import NAME, WHO
from tests.store.test_erase import fill as fill_with_canaries


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TELEGRAM_BOT_TOKEN", "LINE_CHANNEL_SECRET", "STAGES_DIR", "BACKUP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "data")
    return tmp_path / "data"


def laid(data: Path, how: object = fill) -> None:
    store = Store.open(data / "phakhi.db")
    how(store)  # type: ignore[operator]
    store.close_now()


def test_the_record_has_the_eight_items_of_the_law(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laid(data)
    assert main(["ropa"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in told[1:]] == [f"{n}." for n in range(1, 9)]
    assert "มาตรา 39" in told[0]
    assert "1 ภาคี" in told[1]
    assert "1 คำตอบ" in told[1], "three revisions of one answer are one"
    assert main(["ropa", "--lang", "en"]) == 0
    assert "Erased so far: 0" in capsys.readouterr().out


def test_what_happened_between_two_times(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laid(data)
    day = f"{T0:%Y-%m-%d}"
    assert main(["incident", "--since", day, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "In all: 4 changes by 1 people" in told, "added by the bot itself, then three answers of one person"
    assert "  Said  3\n" in told
    assert "  p1  " in told
    assert "72 hours" in told
    assert main(["incident", "--since", "2020-01-01", "--until", "2020-01-02", "--lang", "en"]) == 0
    assert "In all: 0 changes by 0 people" in capsys.readouterr().out


def test_neither_names_anybody(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laid(data, fill_with_canaries)
    assert main(["ropa"]) == 0
    assert main(["incident", "--since", "2020-01-01"]) == 0
    told = capsys.readouterr().out
    assert not any(word in told for word in ("CANARY", NAME, WHO.id, SOMSRI.id))


def test_what_cannot_be_done_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ropa"]) == 2
    assert "There is no database yet." in capsys.readouterr().err
    laid(data)
    assert main(["incident", "--since", "เมื่อวาน"]) == 2
    told = capsys.readouterr().err
    assert "เมื่อวาน" in told
    assert "2026-11-23T08:30" in told
