"""The short form of `make bench`: nothing posted at once is lost, and nobody waits two seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.webhooks import LIMIT_MS, SCENES, measure

POSTS = 200


@pytest.mark.parametrize("scene", SCENES)
async def test_many_posts_at_once(tmp_path: Path, scene: str) -> None:
    got = await measure(scene, POSTS, tmp_path)
    assert got.statuses == {200: POSTS}
    assert got.stored == POSTS
    assert got.ms[-1] < LIMIT_MS
    assert got.good
