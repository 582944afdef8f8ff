"""What someone who must consult first gives is provisional, everywhere, until the organisation confirms it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.artefacts import artefact
from bot.core.effects import Effect
from bot.core.model import Answer, AnswerKey, Authority, Partnership, Slot
from bot.core.provisional import to_confirm
from bot.core.records import Agreement
from bot.core.results import PENDING, Block, Lines, Note
from bot.core.sight import Sight
from tests.core.factories import cycle, partnership, person
from tests.core.real_scene import GROUP, RealScene, consulting, only
from tests.core.scene import BROKER

ONE, TWO = person("o1"), person("o2")
ROUND = "c1-resourcing-1"


def begun(authority: Authority = Authority.CONSULTS) -> RealScene:
    """Stage 6 is open, and the first organisation has been asked how much money it gives."""
    p = partnership(2)
    member = replace(p.members[ONE], authority=authority)
    scene = RealScene(p.with_member(member))
    scene.press(BROKER, "open:resourcing:full")
    scene.press(ONE, f"go:{ROUND}")
    return scene


def answer(scene: RealScene, question: str, item: str = "") -> Answer:
    return scene.p.rounds[ROUND].answers[AnswerKey("o1", Slot(question, item))]


def pledged(authority: Authority = Authority.CONSULTS) -> RealScene:
    scene = begun(authority)
    scene.say(ONE, "20000")
    return scene


def all_of(scene: RealScene) -> RealScene:
    """The first organisation answers the rest, and hands in."""
    scene.press(ONE, f"answer:{ROUND}:cash_status::ready")
    scene.press(ONE, f"tick:{ROUND}:in_kind::volunteers")
    scene.press(ONE, f"done:{ROUND}:in_kind:")
    scene.say(ONE, "20 คน")
    scene.press(ONE, f"skip:{ROUND}:supporters:")
    scene.say(ONE, "30/4/2570")
    scene.press(ONE, f"take:{ROUND}:0")
    scene.press(ONE, f"skip:{ROUND}:conditions:")
    return scene


@pytest.mark.parametrize(
    ("authority", "provisional"),
    [(Authority.DECIDES, False), (Authority.CONSULTS, True), (Authority.COORDINATES, True)],
)
def test_whoever_may_not_decide_alone_gives_money_provisionally(
    authority: Authority, provisional: bool
) -> None:
    assert answer(pledged(authority), "cash").provisional is provisional


def test_what_binds_nobody_is_not_provisional() -> None:
    scene = all_of(pledged())

    given = scene.p.rounds[ROUND].answers.values()

    assert {a.slot.question for a in given if a.provisional} == {"cash", "in_kind"}


def test_no_money_at_all_needs_no_leave() -> None:
    scene = begun()
    scene.say(ONE, "0")

    assert not answer(scene, "cash").provisional


def test_a_skip_needs_no_leave() -> None:
    scene = begun()
    scene.press(ONE, f"skip:{ROUND}:cash:")

    assert not answer(scene, "cash").provisional


def test_whoever_hands_in_is_told_what_is_to_be_confirmed() -> None:
    said = all_of(pledged()).press(ONE, f"handin:{ROUND}")

    told = only(said, say.ToConfirm)
    assert (told.note, told.count) == ("handed_in", 2)
    assert [line.shown for line in told.lines] == ["20,000 บาท", "อาสาสมัคร"]


def test_whoever_decides_is_told_nothing_of_it() -> None:
    said = all_of(pledged(Authority.DECIDES)).press(ONE, f"handin:{ROUND}")

    assert not [effect for effect in said if isinstance(effect, say.ToConfirm)]


def test_the_review_marks_it() -> None:
    scene = pledged()

    review = only(scene.press(ONE, f"review:{ROUND}"), say.Review)

    assert [line.provisional for line in review.lines][:2] == [True, False]


def test_confirming_all_makes_it_firm_and_keeps_every_word() -> None:
    scene = all_of(pledged())
    before = answer(scene, "cash")

    said = scene.press(ONE, "confirm:all")

    now = answer(scene, "cash")
    assert only(said, say.ToConfirm).note == "confirmed"
    assert not to_confirm(scene.p, "o1")
    assert (now.value, now.shown, now.provisional) == (before.value, before.shown, False)
    assert now.revision == before.revision + 1


def test_confirming_one_leaves_the_other() -> None:
    scene = all_of(pledged())
    scene.press(ONE, f"confirm:{ROUND}:cash:")

    assert [a.slot.question for a in to_confirm(scene.p, "o1")] == ["in_kind"]


def test_confirming_twice_changes_nothing_more() -> None:
    scene = all_of(pledged())
    scene.press(ONE, "confirm:all")
    before = scene.p
    scene.press(ONE, "confirm:all")

    assert scene.p == before


def test_what_was_built_on_it_is_not_to_be_looked_at_again() -> None:
    scene = all_of(pledged())
    scene.press(ONE, "confirm:all")

    review = only(scene.press(ONE, f"review:{ROUND}"), say.Review)

    assert not [line for line in review.lines if line.flagged]


def test_another_value_after_it_was_confirmed_is_a_change_like_any() -> None:
    scene = all_of(pledged())
    scene.press(ONE, "confirm:all")
    scene.press(ONE, f"edit:{ROUND}:cash:")

    said = scene.say(ONE, "25000")

    assert answer(scene, "cash").provisional
    assert "cash_status" in {line.question for line in only(said, say.SourceChanged).lines}


def test_another_organisation_cannot_confirm_it() -> None:
    scene = all_of(pledged())
    scene.press(TWO, "confirm:all")
    scene.press(TWO, f"confirm:{ROUND}:cash:")
    scene.press(BROKER, "confirm:all")

    assert len(to_confirm(scene.p, "o1")) == 2


def test_a_colleague_who_decides_makes_it_firm_by_the_same_answer() -> None:
    scene = pledged()
    colleague = replace(scene.p.members[TWO], organisation="o1", authority=Authority.DECIDES)
    scene.p = scene.p.with_member(colleague)
    scene.press(TWO, f"edit:{ROUND}:cash:")
    scene.say(TWO, "20000")

    assert not answer(scene, "cash").provisional
    scene.press(ONE, f"edit:{ROUND}:cash:")
    scene.say(ONE, "20000")
    assert not answer(scene, "cash").provisional


def test_not_talked_over_yet_changes_nothing() -> None:
    scene = all_of(pledged())
    before = scene.p.rounds

    assert only(scene.press(ONE, "confirm:later"), say.ToConfirm).note == "later"
    assert scene.p.rounds == before


def test_typing_it_leads_there_only_while_something_waits() -> None:
    scene = all_of(pledged())

    assert only(scene.say(ONE, "ยืนยันคำตอบ"), say.ToConfirm).count == 2
    scene.press(ONE, "confirm:all")
    assert not [x for x in scene.say(ONE, "ยืนยันคำตอบ") if isinstance(x, say.ToConfirm)]


def test_the_menu_offers_it_with_the_count() -> None:
    scene = all_of(pledged())

    assert only(scene.press(ONE, "menu"), say.Menu).to_confirm == 2
    assert only(scene.press(TWO, "menu"), say.Menu).to_confirm == 0


# ── after the round ──────────────────────────────────────────────────────────


def published() -> RealScene:
    scene = all_of(pledged())
    scene.press(ONE, f"handin:{ROUND}")
    scene.publish(ROUND)
    return scene


def confirmations(said: list[Effect]) -> list[say.Confirmed]:
    return [effect for effect in said if isinstance(effect, say.Confirmed)]


def test_it_can_be_confirmed_long_after_and_the_brokers_hear_of_it_once() -> None:
    scene = published()
    scene.later(days=60)

    first = scene.press(ONE, f"confirm:{ROUND}:cash:")
    last = scene.press(ONE, f"confirm:{ROUND}:in_kind:")

    assert not confirmations(first)
    (told,) = confirmations(last)
    assert (told.to.id, told.organisation) == ("p-broker", "เทศบาลตำบลแม่แรม")
    assert [line.question for line in told.lines] == ["cash", "in_kind"]
    assert not to_confirm(scene.p, "o1")


def test_while_the_round_is_open_brokers_are_not_told() -> None:
    assert not confirmations(all_of(pledged()).press(ONE, "confirm:all"))


def test_the_promises_become_firm_with_it() -> None:
    scene = published()
    assert {p.what: p.provisional for p in scene.p.promises.values()} == {
        "เงินสนับสนุน: 20,000 บาท": True,
        "อาสาสมัคร: 20 คน": True,
    }

    scene.press(ONE, f"confirm:{ROUND}:in_kind:")

    assert {p.what: p.provisional for p in scene.p.promises.values()} == {
        "เงินสนับสนุน: 20,000 บาท": True,
        "อาสาสมัคร: 20 คน": False,
    }


def test_a_decision_waits_for_the_organisation_no_longer() -> None:
    scene = published()
    slot = Slot("cash")
    entry = Agreement(
        "a1",
        "decision",
        scene.at,
        1,
        "เรื่องหนึ่ง",
        "เห็นชอบ",
        ROUND,
        slot=slot,
        awaits=("o2", "o1"),
        outcome="carried",
    )
    other = replace(entry, id="a2", slot=Slot("other"))
    scene.p = scene.p.with_agreement(entry).with_agreement(other)
    scene.press(ONE, "confirm:all")

    assert scene.p.agreements["a1"].awaits == ("o2",)
    assert scene.p.agreements["a1"].outcome == "carried"
    assert scene.p.agreements["a2"].awaits == ("o2", "o1")


# ── in the summary ───────────────────────────────────────────────────────────


def seen(p: Partnership) -> Sight:
    return Sight(cycle(), p, p.rounds[ROUND], "", "th")


def marked(blocks: tuple[Block, ...]) -> bool:
    return repr(PENDING)[1:-1] in repr(blocks)


def test_the_resource_map_marks_it_and_tells_the_sum_apart() -> None:
    scene = published()
    scene.p = consulting(scene.p, "o2")

    blocks = artefact(seen(scene.p))

    maps = {b.title: b for b in blocks if isinstance(b, Lines)}
    ((_, given),) = maps["=resource_map"].rows
    assert ("เงินสนับสนุน", f"20,000 บาท{PENDING}") in given
    assert ("อาสาสมัคร", f"20 คน{PENDING}") in given
    ((_, sums),) = maps["=cash_by_status"].rows
    assert sums[-2:] == (("=total", "20,000 บาท"), ("=of_which_awaiting", "20,000 บาท"))
    assert Note("=awaiting", {"organisations": "เทศบาลตำบลแม่แรม"}) in blocks


def test_once_confirmed_nothing_is_marked() -> None:
    scene = published()
    scene.press(ONE, "confirm:all")

    blocks = artefact(seen(scene.p))
    assert not marked(blocks)
    assert "awaiting" not in repr(blocks)


def test_what_was_published_stays_as_it_was() -> None:
    scene = published()
    before = scene.p.rounds[ROUND].editions
    assert marked(before[0].blocks)
    scene.press(ONE, "confirm:all")

    assert scene.p.rounds[ROUND].editions == before


def test_a_group_hears_nothing_of_confirming() -> None:
    scene = published()

    assert GROUP not in {effect.to for effect in scene.press(ONE, "confirm:all")}


def over() -> RealScene:
    """Handed in, and the round is closed."""
    scene = all_of(pledged())
    scene.press(ONE, f"handin:{ROUND}")
    scene.press(BROKER, f"close:{ROUND}:yes")
    return scene


@pytest.mark.parametrize("text", ["ยังไม่ได้ถามค่ะ", "ยังไม่ได้คุย", "ยังไม่ได้หารือครับ"])
def test_not_yet_consulted_can_be_typed(text: str) -> None:
    scene = over()
    assert only(scene.say(ONE, text), say.ToConfirm).note == "later"
    assert len(to_confirm(scene.p, "o1")) == 2


@pytest.mark.parametrize("text", ["ถามแล้วค่ะ", "หารือแล้ว", "ยืนยันแล้วครับ"])
def test_consulted_can_be_typed(text: str) -> None:
    scene = over()
    assert only(scene.say(ONE, text), say.ToConfirm).note == "confirmed"
    assert not to_confirm(scene.p, "o1")


def test_where_a_question_is_asked_such_a_word_confirms_nothing() -> None:
    scene = pledged()
    said = scene.say(ONE, "ถามแล้ว")
    assert not [effect for effect in said if isinstance(effect, say.ToConfirm)]
    assert to_confirm(scene.p, "o1")
