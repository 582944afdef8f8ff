"""A thousand partnerships over four hundred days: whoever is missing is reminded, and nobody else is.

The long form (`make time-test`) prints a table of figures and the seed; TIME_SEED plays one again.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter

import pytest

from tests.whole.many_days import Life

LONG = bool(os.environ.get("LONG"))
PARTNERSHIPS = 1000 if LONG else 16
SEED = int(os.environ.get("TIME_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)


def test_nobody_is_reminded_who_should_not_be_and_nobody_is_forgotten() -> None:
    began, figures = time.monotonic(), Counter[str]()
    for number in range(PARTNERSHIPS):
        life = Life(random.Random(f"{SEED}/{number}"))  # noqa: S311 - no secret
        try:
            life.live()
        except AssertionError as wrong:
            pytest.fail(f"TIME_SEED={SEED}, partnership {number}, {life.at}: {wrong}")
        figures += life.oracle.figures
    figures["partnerships"] = PARTNERSHIPS
    figures["seconds"] = round(time.monotonic() - began)
    print(f"\nseed {SEED}")
    for name, count in sorted(figures.items()):
        print(f"{name:>32} {count:>10,}")
    # Or the oracle would have had nothing to judge.
    assert figures["reminders"] > PARTNERSHIPS * 20
    assert figures["deadlines told"] > PARTNERSHIPS // 2
