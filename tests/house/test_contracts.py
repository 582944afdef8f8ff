"""The contracts of pyproject.toml are able to fail: in a copy of the house, each arrow is bent once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")
ROOMS = (
    "__main__",
    "play",
    "line_setup",
    "commands",
    "doctor",
    "app",
    "facilitator",
    "board",
    "health",
    "papers",
    "xlsforms",
    "store",
    "channels",
    "render",
    "message",
    "questionnaire",
    "settings",
    "logs",
    "counts",
)


def broken_contracts(folder: Path) -> list[str]:
    done = subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return [line[:-7] for line in done.stdout.splitlines() if line.endswith(" BROKEN")]


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """Every room there, with nothing in it: only what a test plants can break a contract."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in (
        *ROOMS,
        "core",
        "channels/telegram",
        "channels/line",
        "channels/local",
        "core/a",
        "core/b",
    ):
        plant(tmp_path, room, "")
    plant(tmp_path, "__init__", "")
    return tmp_path


def plant(folder: Path, room: str, text: str) -> None:
    packages = {"facilitator", "store", "channels", "render", "core", "play"}
    packages |= {"doctor", "papers", "xlsforms", "commands", "board"}
    path = folder / "bot" / (f"{room}/__init__.py" if room in packages else f"{room}.py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_every_room_that_is_there_is_in_the_drawing() -> None:
    there = {p.stem for p in (ROOT / "bot").glob("*.py")} - {"__init__"}
    there |= {p.parent.name for p in (ROOT / "bot").glob("*/__init__.py")}
    assert there - {*ROOMS, "core"} == set()
    drawing = (ROOT / "docs/house.md").read_text("utf-8")
    assert [room for room in there if f"`bot/{room}" not in drawing] == []


ARROWS = "Arrows go one way, and every room is in the drawing"
CORE = "The core stands on the standard library alone"
SHELL = "The facilitator knows no platform, no template and no SQL"


@pytest.mark.parametrize(
    ("room", "text", "contract"),
    [
        ("store", "import bot.render", ARROWS),
        ("channels", "import bot.store", ARROWS),
        ("message", "import bot.render", ARROWS),
        ("facilitator", "import bot.app", ARROWS),
        ("app", "import bot.play", ARROWS),
        ("doctor", "import bot.line_setup", ARROWS),
        ("settings", "import bot.logs", ARROWS),
        ("logs", "import bot.core", ARROWS),
        ("counts", "import bot.logs", ARROWS),
        ("health", "import bot.facilitator", ARROWS),
        ("questionnaire", "import bot.message", ARROWS),
        ("core", "import bot.message", ARROWS),
        ("attic", "", ARROWS),
        ("core", "import asyncio", CORE),
        ("core", "import msgspec", CORE),
        ("facilitator", "import telegram", SHELL),
        ("facilitator", "import jinja2", SHELL),
        ("facilitator", "import bot.render", SHELL),
        ("facilitator", "import bot.channels.telegram", SHELL),
        ("facilitator", "import bot.channels.line", SHELL),
        (
            "channels/line",
            "import bot.channels.telegram",
            "Platforms know nothing of each other",
        ),
        ("store", "import bot.settings", "Settings are read at the door and handed in"),
        ("render", "import bot.questionnaire", "What is asked is read once, at the door"),
    ],
)
def test_a_bent_arrow_breaks_its_contract(
    empty_house: Path, room: str, text: str, contract: str
) -> None:
    plant(empty_house, room, text)
    assert contract in broken_contracts(empty_house)


def test_a_cycle_breaks_its_contract_and_the_empty_house_keeps_all(empty_house: Path) -> None:
    assert broken_contracts(empty_house) == []
    plant(empty_house, "core/a", "import bot.core.b")
    plant(empty_house, "core/b", "import bot.core.a")
    assert broken_contracts(empty_house) == ["No cycles anywhere"]
