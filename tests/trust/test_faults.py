"""Every act of scripted conversations with a fault of the disk or a crash in it comes to the same as without.

The short form plays three conversations; `make fault-test` all of them, each with a fault at the 1st, 2nd, … n-th
turning to the database in every act. FAULT_SEED plays one again.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.transcripts.transcript import FILES, Beginnings
from tests.trust import faults

LONG = bool(os.environ.get("LONG"))
SEED = int(os.environ.get("FAULT_SEED", "5"))
EVERY = int(os.environ.get("EVERY", "1"))
TURNINGS = range(1, 41, EVERY) if LONG else (0,)
"""0: somewhere, by chance. `EVERY`: only each so manieth. An act turns to the database some thirty times."""
NOT_THESE = ("ก่อนหน้า", "····", "กดซ้ำ")
"""They count bubbles, or type a code that was shown once: a question shown twice makes another conversation of it."""
PLAYED = [f for f in FILES if not any(word in f.read_text("utf-8") for word in NOT_THESE)]
SHORT = ("joining", "back-skip-change", "correction-taken")


def chosen() -> list[Path]:
    if LONG:
        return PLAYED
    return [f for f in PLAYED if f.stem in SHORT]


@pytest.fixture(scope="module")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize("file", chosen(), ids=lambda f: f.stem)
async def test_a_fault_in_every_act(file: Path, tmp_path: Path, beginnings: Beginnings) -> None:
    for name in ("well", *(f"n{n}" for n in TURNINGS)):
        (tmp_path / name).mkdir()
    well, _ = await faults.played(file, tmp_path / "well", beginnings, None)
    expected, said = faults.kept(well.folder), faults.summaries(well)
    hits: Counter[str] = Counter()
    for n in TURNINGS:
        scene, _ = await faults.played(file, tmp_path / f"n{n}", beginnings, faults.plans(SEED + n, n))
        assert faults.unsettled(scene.folder) == [], f"{file.stem} at {n}"
        assert faults.kept(scene.folder) == expected, f"{file.stem} at {n}"
        assert faults.summaries(scene) == said, f"{file.stem} at {n}"
        hits += scene.disk.hits
    print(f"{file.stem}: seed {SEED}, {dict(hits)}")
    assert hits.total() > 5
