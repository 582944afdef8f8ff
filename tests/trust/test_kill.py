"""Killed with -9 under load, on Telegram and on LINE at their worst: nothing acknowledged is lost, nothing is doubled.

`make test` plays 500 kills in two halves beside each other, each row of the crash table that a message comes to at
least fifty times (the other rows: test_rows.py); `make kill-test-long` 10,000. KILL_SEED plays one again.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.trust.campaign import AT_RANDOM, POINTS, Campaign, wanted
from tests.trust.crowd import ORGANISATIONS
from tests.trust.sides import LINE, TELEGRAM

HALVES = 2
KILLS = int(os.environ.get("KILLS", "500"))
AT_LEAST = min(50, KILLS // 10) // HALVES
"""Kills at each row of the crash table, in each half."""
SEED = int(os.environ.get("KILL_SEED", "7"))


@pytest.mark.parametrize("half", range(HALVES))
@pytest.mark.usefixtures("warm")
def test_nothing_is_lost_doubled_or_stuck(tmp_path: Path, half: int) -> None:
    campaign = Campaign(tmp_path, SEED + half, organisations=2 if KILLS <= 500 else ORGANISATIONS)
    try:
        campaign.until(KILLS // HALVES, AT_LEAST)
    finally:
        print(campaign.table())
    assert campaign.kills >= KILLS // HALVES
    assert all(campaign.died[name] >= wanted(name, AT_LEAST) for name in (*POINTS, AT_RANDOM))
    assert campaign.totals["doubles"] > 20
    assert {"lost_request", "lost_answer", "failed", "failed_after", "flood"} <= set(campaign.totals)
    assert campaign.crowd.sides.keys() == {TELEGRAM, LINE}
