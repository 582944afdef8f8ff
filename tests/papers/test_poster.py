"""The poster that invites to join: asked for in the chat, printed, and what stands on it typed by somebody else."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import workshop
from bot.channels.local import Local
from bot.facilitator.making import Invited
from bot.message import File
from bot.papers.making import NoSuchPaper
from bot.papers.poster import poster
from bot.play.cast import ZONE, load
from bot.play.macros import Macros
from bot.play.scene import Scene
from bot.play.script import parse, play
from bot.render.picture_poster import Way
from bot.render.renderer import Renderer
from tests.core.factories import cycle, partnership
from tests.papers.reading import pages

BEGIN = datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)
SCRIPT = """@ 5/1/2570 09:00

> ตั้งภาคีแบบสั้น
นงนุช: เอกสาร
นงนุช: [ป้ายเชิญเข้าร่วม]
นงนุช: [PDF]
"""
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")


async def test_what_stands_on_it_lets_somebody_in(tmp_path: Path) -> None:
    scene = Scene(tmp_path, BEGIN, "th", local=Local(folder=tmp_path / "kept"), lively=True)
    await play(scene, list(parse(SCRIPT)), Macros(load("th")))
    (file,) = (s.file for s in scene.local.on(scene.private("นงนุช")) if s.file is not None)
    assert file.suffix == ".pdf"
    (page,) = pages(file.read_bytes())
    assert "น้ำสะอาดบ้านดง" in page
    code = CODE.search(page)
    assert code is not None
    assert "11 มกราคม 2570" in page, "the last whole day of the invitation's seven"
    turn = await scene.write("มาลี", f"เข้าร่วม {code[0]}")
    assert "น้ำสะอาดบ้านดง" in turn.shown[0].message.text


@pytest.mark.parametrize("form", ["pdf", "png"])
def test_each_form(form: str) -> None:
    asked: list[str] = []

    def ways(typed: str) -> dict[str, Way]:
        asked.append(typed)
        return {"telegram": Way("https://t.me/bot?start=abc", "@bot")}

    found = poster(partnership(2), cycle(), File("poster", form, "group"), ways, "K7WM-3QPD")
    assert found.content.startswith({"pdf": b"%PDF", "png": b"\x89PNG"}[form])
    assert found.name.endswith(f".{form}")
    assert asked == ["เข้าร่วม K7WM-3QPD"]


def test_no_way_to_join_by_is_no_poster() -> None:
    with pytest.raises(NoSuchPaper):
        poster(partnership(2), cycle(), File("poster", "pdf", "group"), lambda _: {}, "")
    with pytest.raises(NoSuchPaper):
        poster(partnership(2), cycle(), File("poster", "docx", "group"), lambda _: {}, "K7WM-3QPD")


def test_platforms_that_do_not_know_themselves_yet_have_no_link() -> None:
    class Platform:
        def __init__(self, name: str, way: str) -> None:
            self.name, self.way, self.address = name, way, f"@{name}_bot"

        def way_in(self, token: str, typed: str) -> str:
            return self.way and f"{self.way}{token}/{typed}"

    both = (Platform("telegram", "https://t.me/"), Platform("line", ""))
    shop = workshop(cycle(), Renderer(), channels=both)  # type: ignore[arg-type]
    assert shop.invite is not None
    found = shop.invite(
        partnership(2), File("poster", "pdf", "group"), Invited("tok", "K7WM-3QPD", BEGIN)
    )
    assert found is not None
    (page,) = pages(found.content)
    assert "Telegram" in page
    assert "@telegram_bot" in page
    assert "4 มกราคม 2570" in page
    assert "LINE" not in page
