"""What is level has one place and one order wherever it is shown; and a summary says how a vote came out."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.merging import pool
from bot.core.results import Note, Ranking
from bot.core.sight import Sight
from bot.render.renderer import Renderer
from tests.core.factories import answered, cycle
from tests.core.scene import BROKER
from tests.core.whole_scene import ONE, Whole, the, whole

BUILDING = "c1-building-1"
PROPOSED = ["เยาวชน", "ลดขยะ", "ฝาย"]
A, B, C = "o1.1-1", "o2.1-1", "o3.1-1"
RANKS = {"o1": (C, B, A), "o2": (B, A, C), "o3": (A, C, B)}
"""Each goal once in each place: all three are level."""


def ranked() -> Whole:
    """Stage 3, all goals ranked; the ranking is still open."""
    scene = whole(3)
    scene.press(BROKER, "open:building:full")
    for n, text in enumerate(PROPOSED, 1):
        scene.p = answered(scene.p, "objectives", f"o{n}", [text])
    scene.press(BROKER, f"closepart:{BUILDING}:propose:yes")
    scene.press(BROKER, f"nextpart:{BUILDING}")
    for who, order in RANKS.items():
        scene.p = answered(scene.p, "objective_rank", who, order)
    return scene


def voted(consents: str) -> Whole:
    """Stage 3 was ranked, all level, and the charter voted on; `consents`: one letter an organisation,
    "y" for yes, "n" for no, "." for no voice."""
    scene = ranked()
    scene.press(BROKER, f"closepart:{BUILDING}::yes")
    scene.press(BROKER, f"nextpart:{BUILDING}")
    for n, letter in enumerate(consents, 1):
        if letter != ".":
            scene.p = answered(scene.p, "charter_consent", f"o{n}", "agree" if letter == "y" else "object")
    return scene


def drafted(scene: Whole) -> say.Summary:
    scene.press(BROKER, f"close:{BUILDING}:yes")
    return the(scene.press(BROKER, f"preview:{BUILDING}"), say.Summary)


def told(effect: say.Effect) -> str:
    return Renderer()(effect).text


def test_what_is_level_shares_a_place_and_stands_as_it_was_proposed_everywhere() -> None:
    scene = ranked()
    result = the(scene.press(BROKER, f"closepart:{BUILDING}::yes"), say.VoteResult)
    [rank] = result.lines
    summary = drafted(scene)
    ranking = next(block for block in summary.blocks if isinstance(block, Ranking))
    sight = Sight(cycle(), scene.p, scene.p.rounds[BUILDING], "", "th")
    [entry] = [a for a in scene.p.agreements.values() if a.slot and a.slot.question == "objective_rank"]

    assert [label for label, *_ in rank.placed] == PROPOSED
    assert [label for label, *_ in ranking.rows] == PROPOSED
    assert [item.label for item in pool(sight, "objectives")] == PROPOSED
    assert [key for key, _ in entry.counts] == [A, B, C]
    for text in (told(result), told(summary)):
        assert all(f"1. {label}" in text for label in PROPOSED)
        assert "2. " not in text


def test_the_summary_says_what_the_vote_came_to_beside_its_bars() -> None:
    scene = voted("yy.")
    summary = drafted(scene)
    text = told(summary)

    assert "มติ: ผ่าน · วิธีไม่มีผู้คัดค้าน · ร่วมลงมติ 2 จาก 3 องค์กร" in text


def test_the_summary_says_that_a_vote_carried_nothing_yet() -> None:
    text = told(drafted(voted("yyn")))

    assert "ยังไม่มีมติ: ยังไม่ผ่าน · วิธีไม่มีผู้คัดค้าน · ร่วมลงมติ 3 จาก 3 องค์กร" in text


def test_the_second_vote_is_named_as_such() -> None:
    scene = voted("yyn")
    scene.press(BROKER, f"close:{BUILDING}:yes")
    scene.press(BROKER, f"voteagain:{BUILDING}")
    for n in (1, 2, 3):
        scene.p = answered(scene.p, "charter_consent", f"o{n}", "agree")
    summary = drafted(scene)

    assert [b.args["outcome"] for b in summary.blocks if isinstance(b, Note) and "outcome" in b.args] == [
        "carried"
    ]
    assert "(ลงมติรอบสอง)" in told(summary)


def test_who_is_asked_for_a_reason_is_told_that_the_group_will_read_it() -> None:
    scene = voted("...")
    scene.press(ONE, f"edit:{BUILDING}:charter_consent:")
    asked = the(scene.press(ONE, f"answer:{BUILDING}:charter_consent::object"), say.AskWords)

    assert "เหตุผลจะแสดงในกลุ่มพร้อมชื่อองค์กรเมื่อปิดการลงมติ" in told(asked)


def test_the_merge_picker_keeps_the_numbers_of_the_list() -> None:
    scene = whole(3)
    scene.press(BROKER, "open:building:full")
    for n, text in enumerate(PROPOSED, 1):
        scene.p = answered(scene.p, "objectives", f"o{n}", [text])
    scene.press(BROKER, f"closepart:{BUILDING}::yes")
    listed = the(scene.press(BROKER, f"lists:{BUILDING}"), say.PooledList)
    picker = the(scene.press(BROKER, f"listmerge:{BUILDING}:objectives:{A}"), say.MergeWith)

    numbers = {line.key: line.number for line in listed.lines}
    assert picker.numbers == tuple(numbers[choice.key] for choice in picker.choices) == (2, 3)
    labels = [b.label for row in Renderer()(picker).buttons for b in row]
    assert labels[:2] == ["2 ลดขยะ", "3 ฝาย"]
