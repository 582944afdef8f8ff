"""Both platforms, fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.doctor.fakes import Platforms, platforms


@pytest.fixture
async def both() -> AsyncIterator[Platforms]:
    async with platforms() as there:
        yield there
