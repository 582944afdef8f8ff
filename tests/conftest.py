"""How tests are given out to the workers of `pytest -n auto --dist loadgroup` (`make test`); and that every one of them
listens for what nobody may read in a log (tests/canaries.py).

They are given out in their order (--no-loadscope-reorder), tests/trust first. Whatever a group shares (walked stages, a
browser) is made once then. To give out a test takes the longer, the more have been given out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId

from tests.canaries import pytest_runtest_makereport, pytest_runtest_protocol

__all__ = ["pytest_runtest_makereport", "pytest_runtest_protocol"]

MANY = 100
"""Tests of a module from which on they are given out together."""
FORKS = "trust"
"""The room of the tests that do, long ones too."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    together(items)
    # Those that fork come first: a worker that has run thousands of tests is slow to copy.
    items.sort(key=lambda item: FORKS not in item.path.parts)
    yield
    if getattr(config.option, "loadgroup", False):  # in a worker
        tell_the_groups(items)


def together(items: list[pytest.Item]) -> None:
    of_module = defaultdict[Path, list[pytest.Item]](list)
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            of_module[item.path].append(item)
    for path, own in of_module.items():
        if len(own) >= MANY:
            for item in own:
                item.add_marker(pytest.mark.xdist_group(path.stem))


def tell_the_groups(items: list[pytest.Item]) -> None:
    """What xdist reads them from is the end of a test's id. It writes them there itself, but where pytest from 9.2 on
    does not look; without this there are no groups at all, and nothing says so.
    """
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group is not None and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")
