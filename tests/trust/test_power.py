"""The power is cut while people answer: nothing that was acknowledged is lost, and the file is whole.

`make power-test` is the long form: IMAGES=5000. POWER_SEED plays one again.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import random
from collections import Counter
from pathlib import Path

import pytest

from bot.app import DATABASE
from bot.store import database
from tests.trust import power
from tests.trust.crowd import Typed
from tests.trust.power import OPS, Op
from tests.trust.simulated import Simulation

IMAGES = int(os.environ.get("IMAGES", "300"))
SEED = int(os.environ.get("POWER_SEED", "9"))


class Told(set[str]):
    """Acknowledged keys; each is recorded among the writes, at the moment at which it became one."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self._side = side

    def add(self, key: str) -> None:
        OPS.append(Op("acknowledged", "", more=(self._side, key)))
        super().add(key)


class Written(list[Typed]):
    def append(self, typed: Typed) -> None:
        OPS.append(Op("typed", "", more=typed))
        super().append(typed)


class Recorded(Simulation):
    """A simulation whose file is there to the end, and whose people's acts stand among the writes."""

    def begun(self) -> None:
        for side in self.sides.values():
            side.acknowledged = Told(side.name)
        self.crowd.typed = Written()


def record(folder: Path, synchronous: str, out: Path) -> None:
    """In a process of its own: it is recorded for good there."""
    database.PRAGMAS["synchronous"] = (synchronous, {"OFF": 0, "NORMAL": 1, "FULL": 2}[synchronous])
    logging.disable(logging.CRITICAL)
    power.Recorder().lay()
    Recorded(folder, SEED, each=1, generations=1).until(1)
    out.write_bytes(pickle.dumps(OPS))


def recorded(folder: Path, synchronous: str = "FULL") -> list[Op]:
    out = folder / "ops"
    child = multiprocessing.get_context("spawn").Process(target=record, args=(folder, synchronous, out))
    child.start()
    child.join()
    assert child.exitcode == 0
    found: list[Op] = pickle.loads(out.read_bytes())  # noqa: S301 - our own
    return found


def cut(ops: list[Op], folder: Path, images: int, seed: int) -> Counter[str]:
    """Of so many cuts, in which ways the disk was left, and what was not as it should be."""
    chance = random.Random(seed)  # noqa: S311 - when the power is cut
    begun = next(n for n, op in enumerate(ops) if op.what == "acknowledged")
    at = sorted(chance.randrange(begun, len(ops)) for _ in range(images))
    disk, found = power.Disk(), Counter[str]()
    for n, op in enumerate(ops):
        while at and at[0] == n:
            at.pop(0)
            mode = chance.choice(power.MODES)
            power.write(disk.after_a_cut(mode, chance), folder)
            found[power.judge(folder, disk, DATABASE) or mode] += 1
        disk.do(op)
    return found


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    ops = recorded(tmp_path)
    kinds = Counter(op.what for op in ops)
    assert kinds["sync"] > 50
    found = cut(ops, tmp_path / "image", IMAGES, SEED)
    print(f"seed {SEED}: {IMAGES} cuts within {dict(kinds)}: {dict(found)}")
    assert set(found) <= set(power.MODES)
    assert found.total() == IMAGES


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"] if IMAGES > 1000 else ["NORMAL"])
def test_without_full_something_is_lost(synchronous: str, tmp_path: Path) -> None:
    """The proof can fail: this is why it is FULL."""
    found = cut(recorded(tmp_path, synchronous), tmp_path / "image", 150, SEED)
    print(f"{synchronous}: {dict(found)}")
    assert set(found) - set(power.MODES)
