"""Killed with -9 under load, on Telegram and on LINE at their worst: nothing acknowledged is lost, nothing is doubled.

`make test` and `make kill-test` play 750 kills, every point of the crash table at least fifty times, in two halves
beside each other; `make kill-test-long` 10,000. KILL_SEED plays one again.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.trust.campaign import AT_RANDOM, POINTS, Campaign
from tests.trust.sides import LINE, TELEGRAM

HALVES = 2
KILLS = int(os.environ.get("KILLS", "750")) // HALVES
AT_LEAST = int(os.environ.get("AT_LEAST", "50")) // HALVES
"""Kills at each point of the crash table, in each half."""
SEED = int(os.environ.get("KILL_SEED", "7"))


@pytest.mark.parametrize("half", range(HALVES))
@pytest.mark.usefixtures("warm")
def test_nothing_is_lost_doubled_or_stuck(tmp_path: Path, half: int) -> None:
    campaign = Campaign(tmp_path, SEED + half)
    try:
        campaign.until(KILLS, AT_LEAST)
    finally:
        print(campaign.table())
    assert campaign.kills >= KILLS
    assert all(campaign.died[name] >= AT_LEAST for name in (*POINTS, AT_RANDOM))
    assert campaign.totals["doubles"] > 20
    assert {"lost_request", "lost_answer", "failed", "failed_after", "flood"} <= set(campaign.totals)
    assert campaign.crowd.sides.keys() == {TELEGRAM, LINE}
