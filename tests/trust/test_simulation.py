"""Weeks in simulated time before platforms at their worst: doubles up to seven days late, events out of order, numbers
of updates that begin anew, storms of 429 and 500, answers that get lost.

`make simulation-test` is the long form: EVENTS=1000000 of them, or as many as come in SECONDS. SIMULATION_SEED plays
one again.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.trust.simulated import Simulation

EVENTS = int(os.environ.get("EVENTS", "300"))
SECONDS = float(os.environ.get("SECONDS", "1e9"))
SEED = int(os.environ.get("SIMULATION_SEED", "3"))


def test_weeks_on_hostile_platforms(tmp_path: Path) -> None:
    small = EVENTS < 10_000
    simulation = Simulation(tmp_path, SEED, each=1 if small else 3, generations=2 if small else 4)
    try:
        simulation.until(EVENTS, SECONDS)
    finally:
        print(simulation.table())
    assert simulation.totals["doubles"] * 10 > simulation.totals["events"]
    assert simulation.totals["restarts"] > 2
    assert simulation.totals["failed"] > 0
