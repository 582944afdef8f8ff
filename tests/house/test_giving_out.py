"""Tests that share something costly are given to one worker; where that fails, it costs time and nothing says so."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("kept together")
def test_a_group_is_told_where_xdist_reads_it(request: pytest.FixtureRequest) -> None:
    among_workers = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@kept together") == among_workers
