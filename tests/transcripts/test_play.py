"""The playground: all twelve stages by themselves, and by hand with what people type."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bot.play import auto
from bot.play.cast import ZONE, load
from bot.play.macros import STAGES
from bot.play.scene import Scene
from bot.play.script import parse, play
from bot.play.terminal import Terminal
from bot.play.troupe import Troupe
from tests.transcripts.transcript import played


@pytest.mark.parametrize(("language", "short"), [("th", False), ("en", True)])
async def test_a_whole_partnership_plays_itself(language: str, short: bool, tmp_path: Path) -> None:
    told: list[str] = []

    troupe = await auto.play(tmp_path, language=language, short=short, out=told.append)

    published = Counter(summaries(troupe))
    assert set(published) == {str(number) for number in range(1, 13)}
    assert published["7"] == 2  # the stage and its check-in
    assert sum(published.values()) == 13
    assert told[-2].strip().startswith(load(language).words["ended"][:4])


def summaries(troupe: Troupe) -> list[str]:
    """The number of the stage of each summary in the group."""
    group = troupe.scene.group(troupe.group)
    keys = [s.message.once for s in troupe.scene.local.on(group) if s.message.once]
    return [str(STAGES.index(stage) + 1) for key in keys for stage in STAGES if f"{stage}" in key]


async def test_by_hand_a_person_can_be_everyone(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    typed = iter(
        [
            "#1",
            "#1",
            "ให้ทุกบ้านมีน้ำใส",
            "#1",
            "#2",
            "@3",
            "@g",
            "#1",
            "#99",
            "ตอบให้",
            "ทุกคนตอบเอง",
            "@9",
            f"บันทึก {kept}",
            "ออก",
        ]
    )
    told: list[str] = []

    async def read(_prompt: str) -> str | None:
        return next(typed, None)

    scene = Scene(tmp_path, datetime(2027, 1, 5, 9, 0, tzinfo=ZONE))
    async with scene.running():
        await Terminal(Troupe(scene, load("th")), told.append, read).run()

    text = "\n".join(told)
    assert "ไม่มีปุ่ม #99" in text
    assert "ไม่มีคนหมายเลข 9" in text
    assert "สมศรี ตอบแล้ว" in text
    assert "บัวเขียว ตอบแล้ว" in text
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    assert await played(kept, fresh) == kept.read_text(encoding="utf-8")


async def test_a_line_that_cannot_be_played_is_told(tmp_path: Path) -> None:
    async def no_macros(_scene: Scene, _line: str) -> bool:
        return False

    scene = Scene(tmp_path, datetime(2027, 1, 5, 9, 0, tzinfo=ZONE))
    lines = list(parse("สมศรี: [ปุ่มที่ไม่มี]"))
    with pytest.raises(Exception, match="ปุ่มที่ไม่มี"):
        await play(scene, lines, no_macros)
