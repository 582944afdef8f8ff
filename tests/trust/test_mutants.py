"""Mutants of the bot that must not come through. All of them: `make mutants`, some minutes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store import writer
from bot.store.saving import SavingPage
from tests.transcripts.transcript import FILES, Beginnings
from tests.trust import faults, mutants
from tests.trust.mutants import MUTANTS, Mutant, hunt
from tests.trust.sides import FOUL
from tests.whole.inside import SMALL, Inside, cycle, join, set_up

SHORT = ("acknowledge before commit", "split transaction")
CHOSEN = sorted(MUTANTS) if os.environ.get("LONG") else SHORT


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("name", CHOSEN)
def test_a_mutant_is_found(name: str, tmp_path: Path) -> None:
    found = hunt(tmp_path, MUTANTS[name])
    print(f"{name}: {found}")
    assert found


@pytest.mark.usefixtures("warm")
def test_the_bot_as_it_is_comes_through_the_same(tmp_path: Path) -> None:
    """Else what is found would be the hunt's own fault."""
    for n, weather in enumerate((FOUL, mutants.UNSURE) if os.environ.get("LONG") else (mutants.UNSURE,)):
        as_it_is = Mutant(lambda: None, (("sent", 2), ("committed", 4), None), weather)
        assert not hunt(tmp_path / str(n), as_it_is, kills=6)


@pytest.fixture
def put_back() -> Iterator[Callable[[Any, str], None]]:
    held: list[tuple[Any, str, Any]] = []
    yield lambda owner, name: held.append((owner, name, getattr(owner, name)))
    for owner, name, was in held:
        setattr(owner, name, was)


def two_revisions(folder: Path) -> set[str]:
    house = Inside(folder, cycle(SMALL))
    house.start()
    set_up(house, "broker")
    join(house, "mali", "วัด")
    house.say("broker", "/stage")
    house.tap("broker", "stage:second")
    house.tap("broker", "open:second:full")
    house.tap("mali", "go:c1-second-1")
    for text in ("ปลูกป่า", "ลดฝุ่น"):
        house.say("mali", text)
    raws = {raw for (raw,) in house.rows("SELECT raw FROM answer")}
    house.end()
    return raws


def test_an_answer_is_never_written_over(tmp_path: Path, put_back: Callable[[Any, str], None]) -> None:
    assert two_revisions(tmp_path / "right") == {"ปลูกป่า", "ลดฝุ่น"}
    put_back(SavingPage, "_add_revision")
    mutants.revision_overwritten()
    assert two_revisions(tmp_path / "wrong") == {"ลดฝุ่น"}


async def test_trouble_of_the_disk_taken_for_the_jobs(
    tmp_path: Path, put_back: Callable[[Any, str], None]
) -> None:
    (file,) = [f for f in FILES if f.stem == "joining"]
    (tmp_path / "played").mkdir()
    put_back(writer, "_of_the_disk")
    mutants.trouble_of_the_disk_is_the_jobs()
    lost = False
    try:
        beginnings = Beginnings(tmp_path / "beginnings")
        scene, _ = await faults.played(file, tmp_path / "played", beginnings, faults.plans(5, 0))
        lost = bool(faults.unsettled(scene.folder))
    except Exception as error:  # whatever comes of it: the conversation does not go on as it should
        print(type(error).__name__)
        lost = True
    assert lost
