"""The unit for systemd and the file for a container: what they name is there, and starts."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

UNIT = (ROOT / "deploy/phakhi.service").read_text("utf-8")
CONTAINER = (ROOT / "deploy/Containerfile").read_text("utf-8")


def of_unit(name: str) -> str:
    (found,) = re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)
    return str(found)


def test_the_unit_gives_it_time_to_end_and_does_not_start_again_in_vain() -> None:
    assert of_unit("ExecStart").endswith("python -m bot run")
    assert int(of_unit("TimeoutStopSec")) > 10
    assert of_unit("RestartPreventExitStatus") == "2"
    assert of_unit("ReadWritePaths") == f"{of_unit('WorkingDirectory')}/data"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """But for the programme, which stands elsewhere here."""
    unit = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT, flags=re.MULTILINE)
    (tmp_path / "phakhi.service").write_text(re.sub(r"^User=.*\n", "", unit, flags=re.MULTILINE))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "phakhi.service"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "phakhi" not in done.stderr, done.stderr


def test_what_is_copied_into_the_container_is_enough(tmp_path: Path) -> None:
    copied = [line.split()[1] for line in CONTAINER.splitlines() if line.startswith("COPY ")]
    assert copied == ["requirements.lock", "bot", "locales"]
    ignored = (ROOT / "deploy/Containerfile.containerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == {*copied}
    for name in copied[1:]:
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        cwd=tmp_path,
        env={"PATH": "", "DATA_DIR": str(tmp_path / "data"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "SQLite" in done.stdout


def test_the_container_has_a_user_a_volume_and_no_secret() -> None:
    assert re.search(r"^USER \d{4,}$", CONTAINER, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", CONTAINER, re.MULTILINE)
    assert "--require-hashes" in CONTAINER
    assert re.findall(r"^ENV (.*)$", CONTAINER, re.MULTILINE) == ["DATA_DIR=/data"]
    assert re.findall(r"^FROM (\S+)$", CONTAINER, re.MULTILINE) == ["python:3.11-slim"]
