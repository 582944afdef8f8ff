"""What is other in a new edition: worked out by hand, block by block."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core import effects as say
from bot.core.editions import MORE, MOST_CHANGES, Content, differences
from bot.core.records import Change
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from tests.core.factories import answered
from tests.core.scene import BROKER
from tests.core.whole_scene import ONE, the, whole


def between(before: Block, after: Block) -> list[tuple[str, str, str]]:
    return [(c.what, c.before, c.after) for c in differences(Content((before,)), Content((after,)))]


SPREAD = Spread("พร้อม", Decimal(4), 3, 5, (0, 0, 1, 1, 1), 3)
CASES: list[tuple[Block, Block, list[tuple[str, str, str]]]] = [
    (Voices("ท", (("ก", "เก่า"),)), Voices("ท", (("ก", "ใหม่"),)), [("ท\nก", "“เก่า”", "“ใหม่”")]),
    (Voices("ท", (("ก", "1"), ("ก", "2"))), Voices("ท", (("ก", "2"), ("ก", "3"))), [("ท\nก", "“1”", "“3”")]),
    (Voices("ท", (("ก", "1"),)), Voices("ท", (("ก", "1"), ("ข", "2"))), [("ท\nข", "", "“2”")]),
    (Voices("ท", (("", "1"), ("", "1"))), Voices("ท", (("", "1"),)), [("ท", "“1”", "")]),
    (Bars("ท", (("ทาง", 2),), 3), Bars("ท", (("ทาง", 3),), 3), [("ท\nทาง", "2", "3")]),
    (SPREAD, Spread("พร้อม", Decimal("4.5"), 4, 5, (0, 0, 0, 1, 1), 2), [("พร้อม", "4 (3–5)", "4.5 (4–5)")]),
    (
        Ranking("ท", (("ก", 3, 1, 2), ("ข", 2, 1, 2)), 2),
        Ranking("ท", (("ข", 4, 1, 1), ("ก", 3, 1, 2)), 2),
        [("ท\nข", "2. (2)", "1. (4)"), ("ท\nก", "1. (3)", "2. (3)")],
    ),
    (
        Lines("=register", (("ก", (("=sector", "รัฐ"), ("จุดแข็ง", "คน"))),)),
        Lines("=register", (("ก", (("=sector", "รัฐ"), ("จุดแข็ง", "เงิน"))),)),
        [("=register\nก\nจุดแข็ง", "คน", "เงิน")],
    ),
    (Lines("ท", (("ก", ()),)), Lines("ท", (("ข", ()),)), [("ท", "ก", "ข")]),
    (Hidden("ท", 1), Hidden("ท", 2), []),
    (Note("=no_lead", {"activity": "ก"}), Note("=gate_open"), [
        ("=gate_open", "", "=gate_open"), ("=no_lead", "=no_lead\nactivity=ก", ""),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), CASES)
def test_each_kind_of_block(before: Block, after: Block, told: list[tuple[str, str, str]]) -> None:
    assert between(before, after) == told
    assert between(before, before) == between(after, after) == []
    assert {(w, a, b) for w, b, a in between(after, before)} == set(told)


def test_the_agreed_line_and_the_remark_too() -> None:
    before = Content((), "ประชุมทุกเดือน", "")
    after = Content((), "ประชุมทุกปี", "ขอบคุณ")
    assert differences(before, after) == (
        Change("=agreed", "“ประชุมทุกเดือน”", "“ประชุมทุกปี”"),
        Change("=note", "", "“ขอบคุณ”"),
    )


def test_of_very_many_the_rest_is_counted() -> None:
    many = Voices("ท", tuple((f"อ{n}", "ใหม่") for n in range(MOST_CHANGES + 3)))
    told = differences(Content(()), Content((many,)))
    assert len(told) == MOST_CHANGES + 1
    assert told[-1] == Change(MORE, "", "3")


def test_summaries_of_an_earlier_cycle_stand_under_its_number() -> None:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    scene.p = answered(scene.p, "problem", "o1", "น้ำขุ่น")
    scene.publish("c1-scoping-1")
    scene.p = replace(scene.p, cycle=2)
    now = the(scene.press(ONE, "summaries"), say.Summaries)
    assert (now.lines, now.cycle, now.others) == ((), 2, (1,))
    before = the(scene.press(ONE, "summaries:1"), say.Summaries)
    assert ([line.round for line in before.lines], before.others) == (["c1-scoping-1"], ())
    assert the(scene.press(ONE, "summary:c1-scoping-1"), say.Summary).cycle == 1
