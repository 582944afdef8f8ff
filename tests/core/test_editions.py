"""What is other in a new edition: worked out by hand, block by block."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core import effects as say
from bot.core.editions import MORE, MOST_CHANGES, Content, capped, differences
from bot.core.records import Change
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from tests.core.factories import answered
from tests.core.scene import BROKER
from tests.core.whole_scene import ONE, TWO, Whole, the, whole

SCOPING = "c1-scoping-1"


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


def test_the_agreed_line_too() -> None:
    before, after = Content((), "ประชุมทุกเดือน"), Content((), "ประชุมทุกปี")
    assert differences(before, after) == (Change("=agreed", "“ประชุมทุกเดือน”", "“ประชุมทุกปี”"),)


def test_a_remark_stays_until_it_is_taken_out_and_is_no_change() -> None:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    scene.p = answered(scene.p, "problem", "o1", "น้ำขุ่น")
    told = []
    for remark in ("", "ขอบคุณ", "", "clear"):
        scene.press(BROKER, f"close:{SCOPING}:yes")
        if remark:
            scene.press(BROKER, f"readernote:{SCOPING}:{remark if remark == 'clear' else ''}")
        if remark not in ("", "clear"):
            scene.say(BROKER, remark)
        out = scene.press(BROKER, f"publish:{SCOPING}")
        told += [(e.note, e.changes) for e in out if isinstance(e, say.Summary) and e.once]
        scene.press(BROKER, f"reopen:{SCOPING}")
    assert told == [("", ()), ("ขอบคุณ", ()), ("ขอบคุณ", ()), ("", ())]


CANARY = "ไฟป่า โทร 081-234-5678"


def leaving(scene: Whole, whose: str) -> None:
    """The draft, with an organisation's answer about the problem left out."""
    scene.press(ONE, f"correct:{SCOPING}")
    scene.say(ONE, "ผิด")
    scene.press(BROKER, "takecorrection:k1")
    scene.press(BROKER, f"leaveanswer:{SCOPING}:problem::{whose}")
    scene.say(BROKER, "มีเบอร์โทรศัพท์")


def two_problems() -> Whole:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    scene.p = answered(scene.p, "problem", "o1", "น้ำขุ่น")
    scene.p = answered(scene.p, "problem", "o2", CANARY)
    scene.publish(SCOPING)
    return scene


def test_what_is_left_out_is_not_told_once_more_as_a_change() -> None:
    scene = two_problems()
    leaving(scene, "o2")
    for out in (scene.press(BROKER, f"preview:{SCOPING}"), scene.press(BROKER, f"publish:{SCOPING}")):
        changes = [c for e in out if isinstance(e, say.Summary) for c in e.changes]
        assert "081-234-5678" not in repr(changes)
        assert [c.what for c in changes] == ["=left_out"]
    assert "081-234-5678" not in repr(scene.p.rounds[SCOPING].editions[1])


def test_nor_the_words_that_stood_there_before_it_was_changed_and_left_out() -> None:
    scene = two_problems()
    scene.press(TWO, f"correct:{SCOPING}")
    scene.say(TWO, "ขอลบเบอร์")
    scene.press(BROKER, "takecorrection:k1")
    scene.press(TWO, f"edit:{SCOPING}:problem:")
    scene.say(TWO, "ไฟป่าทุกปี")
    scene.press(BROKER, f"leaveanswer:{SCOPING}:problem::o2")
    scene.say(BROKER, "ขอไว้ก่อน")
    scene.press(BROKER, f"publish:{SCOPING}")
    assert "081-234-5678" not in repr(scene.p.rounds[SCOPING].editions[1])


def test_what_others_changed_beside_it_is_told() -> None:
    scene = two_problems()
    leaving(scene, "o2")
    scene.press(ONE, f"edit:{SCOPING}:problem:")
    scene.say(ONE, "น้ำไม่พอ")
    out = scene.press(BROKER, f"publish:{SCOPING}")
    changes = [c for e in out if isinstance(e, say.Summary) and e.once for c in e.changes]
    assert Change("ปัญหาสำคัญ\nเทศบาลตำบลแม่แรม", "“น้ำขุ่น”", "“น้ำไม่พอ”") in changes


def test_of_very_many_the_rest_is_counted() -> None:
    many = Voices("ท", tuple((f"อ{n}", "ใหม่") for n in range(MOST_CHANGES + 3)))
    told = capped(differences(Content(()), Content((many,))))
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
