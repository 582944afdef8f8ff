"""The register of agreements: what was agreed and decided, newest first, and what it replaces."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core import events as ev
from bot.core.effects import Effect
from bot.core.model import Partnership, Slot
from bot.core.records import Agreement, Quorum, Rule
from bot.core.register import new_id
from tests.core.factories import START, answered, opened, partnership, person
from tests.core.real_scene import GROUP, RealScene, only
from tests.core.scene import BROKER

ONE = person("o1")
ROUND = "c1-scoping-1"


def scoped() -> RealScene:
    p = answered(opened(partnership(3), "scoping"), "problem", "o1", "น้ำขุ่น")
    return RealScene(p)


def agree(scene: RealScene, line: str) -> None:
    scene.press(BROKER, f"agreed:{ROUND}")
    scene.say(BROKER, line)


def register(said: list[Effect]) -> say.Agreements:
    return only(said, say.Agreements)


def results(scene: RealScene) -> list[str]:
    return [line.entry.result for line in register(scene.asks(ONE, "agreements")).lines]


def test_a_published_line_is_entered_and_a_draft_is_not() -> None:
    scene = scoped()
    agree(scene, "แก้น้ำขุ่นก่อน")
    scene.press(BROKER, f"close:{ROUND}:yes")
    assert not scene.p.agreements

    scene.press(BROKER, f"publish:{ROUND}")

    (entry,) = scene.p.agreements.values()
    assert (entry.id, entry.kind, entry.title, entry.result) == (
        "a1",
        "agreed",
        "กำหนดขอบเขตงาน",
        "แก้น้ำขุ่นก่อน",
    )
    assert (entry.at, entry.round, entry.stage, entry.replaces) == (scene.at, ROUND, "scoping", "")


def test_a_summary_without_a_line_enters_nothing() -> None:
    scene = scoped()
    scene.publish(ROUND)

    assert not scene.p.agreements
    assert register(scene.asks(ONE, "agreements")).lines == ()


def published(line: str) -> RealScene:
    scene = scoped()
    agree(scene, line)
    scene.publish(ROUND)
    return scene


def again(scene: RealScene, line: str) -> None:
    scene.press(BROKER, f"reopen:{ROUND}")
    agree(scene, line) if line else scene.press(BROKER, f"agreed:{ROUND}:clear")
    scene.publish(ROUND)


def test_another_line_in_a_new_edition_takes_the_place_of_the_first() -> None:
    scene = published("แก้น้ำขุ่นก่อน")
    first = scene.p.agreements["a1"]
    again(scene, "แก้น้ำขุ่นและน้ำแล้ง")

    assert scene.p.agreements["a1"] == first
    assert scene.p.agreements["a2"].replaces == "a1"
    assert results(scene) == ["แก้น้ำขุ่นและน้ำแล้ง"]
    (line,) = register(scene.asks(ONE, "agreements")).lines
    assert (line.replaces, line.stage) == (first.at, 1)


def test_the_same_line_in_a_new_edition_is_entered_once() -> None:
    scene = published("แก้น้ำขุ่นก่อน")
    scene.press(BROKER, f"reopen:{ROUND}")
    scene.publish(ROUND)

    assert list(scene.p.agreements) == ["a1"]


def test_a_line_that_is_taken_out_again_is_no_longer_said_to_hold() -> None:
    scene = published("แก้น้ำขุ่นก่อน")
    again(scene, "")
    (line,) = register(scene.asks(ONE, "agreements")).lines
    assert (line.entry.outcome, line.entry.result, line.entry.replaces) == ("withdrawn", "", "a1")

    again(scene, "แก้น้ำขุ่นก่อน")
    assert scene.p.agreements["a3"].replaces == "a2"
    assert results(scene) == ["แก้น้ำขุ่นก่อน"]


# ── decisions ────────────────────────────────────────────────────────────────

SLOT = Slot("charter_consent")
COUNTS = (("agree", 2), ("live_with", 0), ("object", 1), ("abstain", 1), ("absent", 2))


def with_decision(p: Partnership) -> Partnership:
    p = opened(p, "building")
    return p.with_agreement(
        Agreement(
            new_id(p),
            "decision",
            START,
            1,
            "ความเห็นต่อกฎบัตร",
            "เห็นชอบ",
            "c1-building-1",
            "building",
            SLOT,
            Rule.MAJORITY,
            Quorum.HALF,
            "carried",
            COUNTS,
            ("o2", "gone"),
        )
    )


def test_a_decision_tells_its_count_in_words_and_who_has_yet_to_confirm() -> None:
    scene = RealScene(with_decision(partnership(3)))
    (line,) = register(scene.asks(ONE, "agreements")).lines

    assert line.counts == (("เห็นชอบ", 2), ("ขอคัดค้าน", 1))
    assert (line.abstain, line.absent, line.awaits) == (1, 2, ("มูลนิธิสายน้ำ",))
    assert not line.ranked


def test_the_newest_come_first_in_pages_of_five() -> None:
    scene = RealScene(with_decision(partnership(3)))
    entry = scene.p.agreements["a1"]
    for n in range(2, 8):
        scene.p = scene.p.with_agreement(replace(entry, id=new_id(scene.p), result=f"มติ {n}"))

    first, second = (register(scene.press(ONE, f"agreements:{page}")) for page in (0, 7))

    assert [x.entry.id for x in first.lines] == ["a7", "a6", "a5", "a4", "a3"]
    assert [x.entry.id for x in second.lines] == ["a2", "a1"]
    assert (second.page, second.pages) == (1, 2)


# ── where it is seen ─────────────────────────────────────────────────────────


def test_a_group_reads_it_by_its_word_alone() -> None:
    scene = published("แก้น้ำขุ่นก่อน")

    def shown(text: str) -> int:
        return sum(isinstance(x, say.Agreements) for x in scene.do(ONE, ev.Said(text), GROUP))

    assert (shown("ข้อตกลง"), shown("ข้อตกลงของเราดีมาก"), shown("ดูข้อตกลง")) == (1, 0, 1)
    assert register(scene.asks(ONE, "agreements", GROUP)).private is False


def test_a_group_turns_the_pages_by_tapping() -> None:
    scene = RealScene(with_decision(partnership(3)))
    said = scene.do(ONE, ev.Pressed("x", "agreements:0"), GROUP)

    assert register(said).to == GROUP


def test_the_menu_offers_it_once_there_is_something() -> None:
    assert not only(scoped().press(ONE, "menu"), say.Menu).register
    assert only(published("แก้น้ำขุ่นก่อน").press(ONE, "menu"), say.Menu).register
