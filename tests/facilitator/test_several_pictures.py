"""A message with several pictures: which stand before it, and which after, on each kind of channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from bot.channels.base import Channel
from bot.facilitator.enclosing import Enclosing
from bot.facilitator.making import Making, Workshop
from bot.message import Message, Picture, alone
from bot.play.cast import ZONE, load
from bot.play.macros import Macros
from bot.play.scene import Scene
from bot.play.script import parse, play
from bot.store.store import Store

CARD, PLAN, WHEEL = (Picture(kind, "{}", kind) for kind in ("card", "timeline", "wheel"))
TEXT = Message("สรุป", once="sum:1", stub="สรุปมาแล้ว", picture=CARD, further=(PLAN, WHEEL))
TWICE = "นงนุช: (ข้อความเดิมมาซ้ำ)\n"
BARE = replace(TEXT, picture=None, further=())


class Edits:
    can_edit, by_address = True, False


class Fetches:
    can_edit, by_address = False, True


def laid_out(message: Message, channel: object, url: str = "https://phakhi.example") -> tuple[Message, ...]:
    shop = Enclosing(Making(cast(Store, None), datetime.now, Workshop(public_url=url)))
    return shop.laid_out(message, cast(Channel, channel))


def test_where_they_are_sent_along_they_stand_before_the_text_the_card_first() -> None:
    assert laid_out(TEXT, Edits()) == (alone(CARD), alone(PLAN), alone(WHEEL), BARE)
    plain = replace(TEXT, once="", stub="")
    assert laid_out(plain, Edits())[-1] == replace(BARE, once="", stub="")
    line = Message("เปิดขั้นตอน", slot="progress", further=(WHEEL,))
    assert laid_out(line, Edits()) == (alone(WHEEL), replace(line, further=()))


def test_where_they_are_fetched_the_text_does_not_wait_for_them() -> None:
    assert laid_out(TEXT, Fetches()) == (replace(TEXT, further=()), alone(PLAN), alone(WHEEL))


def test_without_an_address_there_is_the_text_alone() -> None:
    assert laid_out(TEXT, Fetches(), url="") == (BARE,)


@pytest.mark.parametrize("again", [False, True])
async def test_each_is_shown_once_to_the_group(tmp_path: Path, *, again: bool) -> None:
    """Also when the event that published it is delivered twice."""
    scene = Scene(tmp_path, datetime(2027, 1, 5, 9, 0, tzinfo=ZONE), "th")
    script = "> ตั้งภาคีแบบสั้น\n> เข้าร่วมครบ\n> เปิดขั้นตอนที่ ๑\n> ทุกคนตอบ\n> ปิดขั้นตอนที่ ๑\n"
    lines = parse("@ 5/1/2570 09:00\n\n" + script + (TWICE if again else ""))
    await play(scene, list(lines), Macros(load("th")))
    kinds = [s.message.picture.kind for s in scene.local.shown if s.place.id.startswith("g") and s.message.picture]
    assert kinds == ["wheel", "card", "wheel"]


async def test_the_wheel_that_has_just_been_shown_is_not_shown_again(tmp_path: Path) -> None:
    """Asked for the status nine hours later, it stands in the group a second time."""
    scene = Scene(tmp_path, datetime(2027, 1, 5, 9, 0, tzinfo=ZONE), "th")
    begin = "@ 5/1/2570 09:00\n\n> ตั้งภาคีแบบสั้น\n> เข้าร่วมครบ\n> เปิดขั้นตอนที่ ๑\n"
    asks = "สมศรี ในกลุ่ม: /status\n"
    wheels = []
    for script in (begin + asks, "@ 5/1/2570 18:00\n\n" + asks):
        await play(scene, list(parse(script)), Macros(load("th")))
        group = [s.message for s in scene.local.shown if s.place.id.startswith("g")]
        assert "รอคำตอบจาก" in group[-1].text
        wheels.append(sum(message.picture is not None for message in group))
    assert wheels == [1, 2]
