"""What must be so after a walk on LINE."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.platforms.checks import in_group
from tests.platforms.line.standin import Line
from tests.platforms.walk import Walk


def summaries_once(it: Walk) -> list[dict[str, Any]]:
    """The summaries in the group, each once."""
    full = it.full_summaries()
    codes = Counter(it.broker.words.code.findall(in_group(it)))
    assert codes.most_common(1)[0][1] == 1, codes
    assert len(codes) == len(full) == len(it.summaries())
    return full


def clean(line: Line, *allowed: str) -> None:
    """LINE was asked nothing that it refuses or that would not be seen, and every webhook was answered."""
    found = line.control.unclean(allow=list(allowed))
    assert found == [], found


def free(line: Line) -> None:
    """Nothing was billed."""
    billing = line.control.billing()
    assert billing["used"] == 0, billing["by_method"]
    assert set(billing["by_method"]) <= {"reply"}
