"""`stages export` and `stages import` as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import questionnaire
from bot.__main__ import main
from tests.xlsforms.editing import changed, exported, packaged


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_out_and_in_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stages", "export", "deep/set.xlsx"]) == 0
    assert (tmp_path / "deep/set.xlsx").read_bytes() == exported()
    assert main(["stages", "import", "deep/set.xlsx", "--out", "own/stages"]) == 0
    assert questionnaire.load(tmp_path / "own/stages") == packaged()
    assert main(["stages", "check", "own/stages"]) == 0
    told = capsys.readouterr().out
    assert "Written: deep/set.xlsx" in told
    assert "STAGES_DIR=own/stages" in told
    assert sorted(path.name for path in (tmp_path / "own").iterdir()) == ["stages"]


def test_a_set_of_ones_own_goes_out(tmp_path: Path) -> None:
    (tmp_path / "new.xlsx").write_bytes(changed("survey", "problem", "required", "")[0])
    assert main(["stages", "import", "new.xlsx"]) == 0
    assert main(["stages", "export", "--folder", "stages"]) == 0
    assert (tmp_path / "phakhi-questions.xlsx").read_bytes() != exported()


def test_faults_are_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, cell = changed("survey", "problem", "type", "txet")
    (tmp_path / "bad.xlsx").write_bytes(data)
    assert main(["stages", "import", "bad.xlsx", "--out", "out"]) == 1
    told = capsys.readouterr().out
    assert f"ชีต survey แถว {cell[1:]} คอลัมน์ A “type”: ไม่รู้จักชนิดคำถาม “txet”" in told
    assert f"Sheet survey, row {cell[1:]}, column A “type”: The type “txet”" in told
    assert [path.name for path in tmp_path.iterdir()] == ["bad.xlsx"]


def test_a_folder_with_something_in_it_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.xlsx").write_bytes(exported())
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.toml").write_text("mine")
    assert main(["stages", "import", "set.xlsx", "--out", "out"]) == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.toml"]
    assert "--out" in capsys.readouterr().out
    (tmp_path / "out" / "mine.toml").unlink()
    assert main(["stages", "import", "set.xlsx", "--out", "out"]) == 0


def test_files_that_are_not_to_be_had(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stages", "import", "nowhere.xlsx"]) == 2
    assert main(["stages", "import", "."]) == 2
    (tmp_path / "file").write_text("")
    assert main(["stages", "export", "file/set.xlsx"]) == 2
    told = capsys.readouterr().out
    assert "nowhere.xlsx cannot be read" in told
    assert "set.xlsx cannot be written" in told


def test_a_faulty_set_does_not_go_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "01.toml").write_text("number = 1")
    assert main(["stages", "export", "--folder", "own"]) == 1
    assert "01.toml" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.xlsx"))
