"""What is read at the start is not read again by the first who asks."""

from __future__ import annotations

import json

from bot.core.cycle import Cycle
from bot.core.model import Partnership
from bot.message import File
from bot.papers import cells, typesetting
from bot.papers.making import made
from bot.papers.pictures import draw
from bot.papers.warming import warm
from bot.questionnaire import PACKAGED, load
from bot.render import pictures
from bot.render.words import read_speeches, speaking
from tests.papers import hard_cases

READ = (typesetting._kept_press, typesetting._fonts, cells.speech)


def missed() -> list[int]:
    return [kept.cache_info().misses for kept in READ]


def test_the_first_picture_and_papers_find_all_ready() -> None:
    cycle: Cycle = load(PACKAGED)
    for kept in READ:
        kept.cache_clear()
    warm(cycle)
    before = missed()
    assert min(before) > 0
    with speaking(read_speeches()["th"]):
        wheel = pictures.of_wheel(hard_cases.lines(), "น้ำสะอาด")
    assert wheel is not None
    assert json.loads(wheel.data)
    assert draw(wheel)
    for what, form in (("dossier", "pdf"), ("agreement", "docx"), ("data", "xlsx")):
        assert made(Partnership("p1", name="ภาคี"), cycle, File(what, form, "broker")).content
    assert missed() == before
