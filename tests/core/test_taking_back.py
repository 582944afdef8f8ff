"""A message that was taken back in private: what it said is gone, in open rounds and closed, and nothing else."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Event, Said, Sent, Unsent
from bot.core.model import (
    Answer,
    AnswerKey,
    Asking,
    Attachment,
    Entry,
    Finished,
    Organisation,
    Partnership,
    Person,
    Place,
    Reviewing,
    Slot,
)
from bot.core.pooled import pool
from bot.core.settling import entries_of
from bot.core.step import step
from bot.core.whole import done_and_missing
from tests.core.factories import START, closed, cycle, just_as_it_is, opened, partnership, person
from tests.core.scene import AGAIN, BROKER, KINDS, ME, WAVES, Scene, questions

COLLEAGUE = Person("telegram", "p-o1-b")


def begun(*stages: str) -> Scene:
    scene = Scene(partnership(2))
    for stage in stages or ("kinds",):
        scene.press(BROKER, f"open:{stage}:full")
        scene.press(ME, f"go:c1-{stage}-1")
    return scene


def answer(scene: Scene, question: str, round: str = KINDS) -> Answer:
    return scene.p.rounds[round].answers[AnswerKey("o1", Slot(question))]


def unanswered(scene: Scene, question: str, round: str = KINDS) -> bool:
    return AnswerKey("o1", Slot(question)) not in scene.p.rounds[round].answers


def in_front(scene: Scene, round: str = KINDS) -> str:
    standing = scene.standing(round)
    assert isinstance(standing, Asking)
    return standing.slot.question


def unsend(scene: Scene, message: str, who: Person = ME) -> list[Effect]:
    return scene.do(who, Unsent(message))


def kinds_of(effects: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in effects]


def words_in(scene: Scene) -> str:
    """All that is kept, as one text; but for what was published and entered, out of which the store takes it
    (tests/store/test_unsay.py)."""
    rounds = {id: replace(round, editions=()) for id, round in scene.p.rounds.items()}
    return repr(replace(scene.p, rounds=rounds, agreements={}))


def test_a_text_goes_and_what_is_in_front_stays_in_front() -> None:
    """Nothing can be shown at an unsend on LINE: the next text answers the question last shown."""
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    effects = unsend(scene, "m5")
    assert kinds_of(effects) == ["Unsay", "Unsaid"]
    unsay, unsaid = effects
    assert isinstance(unsay, say.Unsay)
    assert (unsay.person, unsay.message) == (ME, "m5")
    assert isinstance(unsaid, say.Unsaid)
    assert unsaid.prompt == "ถาม story"
    assert unanswered(scene, "story")
    assert "เรื่องลับ" not in words_in(scene)
    assert "m5" not in words_in(scene)
    assert in_front(scene) == "wishes"
    scene.say(ME, "สะพาน", "m6")
    assert answer(scene, "wishes").shown == "สะพาน"
    assert unanswered(scene, "story")


def test_it_is_asked_again_as_one_that_was_never_answered() -> None:
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    unsend(scene, "m5")
    scene.say(ME, "สะพาน", "m6")
    (ask,) = scene.press(ME, f"done:{KINDS}:wishes:")
    assert isinstance(ask, say.Ask)
    assert (ask.question, ask.before, ask.changing) == ("story", "", False)
    scene.say(ME, "เรื่องใหม่", "m7")
    assert (answer(scene, "story").value, answer(scene, "story").revision) == ("เรื่องใหม่", 3)
    assert in_front(scene) == "way"


def test_it_is_asked_again_after_going_back_over_it() -> None:
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    unsend(scene, "m5")
    (ask,) = scene.say(ME, "ย้อนกลับ")
    assert isinstance(ask, say.Ask)
    assert (ask.question, ask.changing) == ("story", False)
    scene.press(ME, f"edit:{KINDS}:wishes:")
    scene.press(ME, f"skip:{KINDS}:wishes:")
    assert in_front(scene) == "story"


def test_an_answer_that_is_open_to_be_changed_is_asked_as_for_the_first_time() -> None:
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    scene.press(ME, f"edit:{KINDS}:story:")
    effects = unsend(scene, "m5")
    assert kinds_of(effects) == ["Unsay", "Unsaid", "Ask"]
    ask = effects[-1]
    assert isinstance(ask, say.Ask)
    assert (ask.question, ask.changing, ask.before) == ("story", False, "")


def test_twice_is_once_and_a_message_that_said_nothing_is_passed_over() -> None:
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    unsend(scene, "m5")
    was = scene.p
    for message in ("m5", "m77", ""):
        assert kinds_of(unsend(scene, message)) in (["Unsay"], [])
    assert scene.p == was


def test_an_answer_said_again_before_stands_where_only_its_second_message_goes() -> None:
    scene = begun()
    scene.say(ME, "เรื่อง", "m5")
    scene.press(ME, f"edit:{KINDS}:story:")
    scene.say(ME, "เรื่อง", "m6")
    was = scene.p
    assert kinds_of(unsend(scene, "m6")) == ["Unsay"]
    assert scene.p == was


def test_nobody_takes_back_what_another_said() -> None:
    scene = a_list()
    scene.press(ME, f"edit:{KINDS}:story:")
    scene.say(ME, "เรื่อง", "m15")
    was = scene.p
    for message in ("m5", "m15"):
        unsend(scene, message, person("o2"))
        unsend(scene, message, BROKER)
    unsend(scene, "m5", Person("telegram", "p-nobody"))
    assert scene.p == was


# ── lists ────────────────────────────────────────────────────────────────────


def a_list() -> Scene:
    scene = begun()
    scene.press(ME, f"skip:{KINDS}:story:")
    scene.say(ME, "สะพาน", "m5")
    scene.say(ME, "ฝายลับ", "m6")
    scene.say(ME, "ถนน", "m7")
    return scene


def test_an_entry_goes_and_the_list_stays_in_front() -> None:
    scene = a_list()
    effects = unsend(scene, "m6")
    assert kinds_of(effects) == ["Unsay", "Unsaid", "Ask"]
    ask = effects[-1]
    assert isinstance(ask, say.Ask)
    assert (ask.question, ask.entries) == ("wishes", ("สะพาน", "ถนน"))
    assert answer(scene, "wishes").shown == "สะพาน · ถนน"
    assert "ฝายลับ" not in words_in(scene)


def test_ids_of_entries_are_never_used_again() -> None:
    scene = a_list()
    before = {e.id for e in entries_of(answer(scene, "wishes"))}
    for message in ("m5", "m6", "m7"):
        unsend(scene, message)
    assert unanswered(scene, "wishes")
    scene.say(ME, "ใหม่", "m8")
    (entry,) = entries_of(answer(scene, "wishes"))
    assert entry.id not in before
    assert entry.text == "ใหม่"


def test_a_list_that_was_left_keeps_the_others_and_is_not_opened_again() -> None:
    scene = a_list()
    scene.press(ME, f"done:{KINDS}:wishes:")
    assert kinds_of(unsend(scene, "m6")) == ["Unsay", "Unsaid"]
    assert answer(scene, "wishes").shown == "สะพาน · ถนน"
    assert in_front(scene) == "way"


def test_an_entry_is_its_authors_though_a_colleague_went_on_with_the_list() -> None:
    scene = a_list()
    mine = scene.p.members[ME]
    colleague = copy(mine)
    scene.press(ME, f"edit:{KINDS}:story:")
    scene.say(ME, "เรื่อง", "m15")
    scene.p = scene.p.with_member(
        type(mine)(
            COLLEAGUE, Place(*COLLEAGUE), "บี", "คุณบี", "o1", colleague.roles, colleague.authority, "never",
            consented_at=START,
        )
    )  # fmt: skip
    scene.press(COLLEAGUE, f"edit:{KINDS}:wishes:")
    scene.say(COLLEAGUE, "ของบี", "m20")
    assert answer(scene, "wishes").by == COLLEAGUE
    unsend(scene, "m15", COLLEAGUE)
    assert answer(scene, "story").value == "เรื่อง"
    effects = unsend(scene, "m6")
    assert answer(scene, "wishes").shown == "สะพาน · ถนน · ของบี"
    assert [e for e in effects if e.to == Place(*COLLEAGUE)] == []


# ── choices with words, readings, early texts ────────────────────────────────


def test_words_for_a_choice_take_the_choice_with_them() -> None:
    scene = begun()
    scene.press(ME, f"answer:{KINDS}:way::other")
    scene.say(ME, "ทางลับ", "m5")
    assert "ทางลับ" in words_in(scene)
    unsend(scene, "m5")
    assert unanswered(scene, "way")
    assert "ทางลับ" not in words_in(scene)


def test_what_was_shown_back_is_dropped_unconfirmed() -> None:
    scene = begun()
    scene.press(ME, f"edit:{KINDS}:cash:")
    scene.say(ME, "2-3 หมื่น", "m5")
    effects = unsend(scene, "m5")
    assert kinds_of(effects) == ["Unsay", "Ask"]
    assert "หมื่น" not in words_in(scene)
    scene.press(ME, f"take:{KINDS}:0")
    assert AnswerKey("o1", Slot("cash")) not in scene.p.rounds[KINDS].answers


def test_a_text_whose_place_was_asked_for_is_dropped() -> None:
    scene = begun()
    scene.say(ME, "เรื่อง", "m5")
    scene.do(ME, Said("คำลับ", "m6", early=True))
    assert "คำลับ" in words_in(scene)
    assert kinds_of(unsend(scene, "m6")) == ["Unsay", "Ask"]
    assert "คำลับ" not in words_in(scene)
    assert answer(scene, "story").value == "เรื่อง"


# ── the agreed line ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("closed", [False, True])
def test_an_agreed_line_that_a_broker_wrote_in_private_goes(closed: bool) -> None:
    scene = begun()
    scene.press(BROKER, f"agreed:{KINDS}")
    scene.say(BROKER, "บรรทัดลับ", "m5")
    assert scene.p.rounds[KINDS].agreed == "บรรทัดลับ"
    if closed:
        scene.publish(KINDS)
    unsend(scene, "m5", ME)
    unsend(scene, "m6", BROKER)
    assert scene.p.rounds[KINDS].agreed == "บรรทัดลับ"
    unsay, noted = unsend(scene, "m5", BROKER)
    assert isinstance(unsay, say.Unsay)
    assert (unsay.person, unsay.message) == (BROKER, "m5")
    assert isinstance(noted, say.AgreedNoted)
    assert (noted.to, noted.agreed) == (Place(*BROKER), "")
    assert "บรรทัดลับ" not in words_in(scene)
    assert "m5" not in words_in(scene)


# ── files ────────────────────────────────────────────────────────────────────


def photo(id: str) -> Sent:
    return Sent(Attachment("photo", id), "", id)


def test_a_text_goes_and_the_photo_that_came_with_it_stays() -> None:
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    scene.do(ME, photo("m6"))
    unsend(scene, "m5")
    kept = answer(scene, "story")
    assert (kept.value, kept.raw, kept.shown) == (None, "", "")
    assert [a.id for a in kept.attachments] == ["m6"]
    assert not kept.skipped


def test_a_photo_goes_and_the_text_stays() -> None:
    scene = begun()
    scene.say(ME, "เรื่อง", "m5")
    scene.do(ME, photo("m6"))
    scene.do(ME, photo("m7"))
    effects = unsend(scene, "m6")
    assert "Unsaid" in kinds_of(effects)
    kept = answer(scene, "story")
    assert (kept.value, kept.shown, kept.message) == ("เรื่อง", "เรื่อง", "m5")
    assert [a.id for a in kept.attachments] == ["m7"]


def test_where_files_have_ids_of_their_own_the_last_one_goes() -> None:
    scene = begun()
    scene.do(ME, Sent(Attachment("photo", "file-a"), "", "m5"))
    scene.do(ME, Sent(Attachment("photo", "file-b"), "", "m6"))
    unsend(scene, "m6")
    assert [a.id for a in answer(scene, "story").attachments] == ["file-a"]


# ── rounds that are over, answers that others build on ───────────────────────


def test_from_a_closed_round_too_and_nothing_is_asked() -> None:
    scene = begun()
    scene.say(ME, "เรื่องลับ", "m5")
    scene.publish(KINDS)
    effects = unsend(scene, "m5")
    assert kinds_of(effects) == ["Unsay", "Unsaid"]
    assert "เรื่องลับ" not in words_in(scene)


def test_what_is_in_front_in_another_round_stays_there() -> None:
    scene = begun("kinds", "again")
    scene.press(ME, f"go:{KINDS}")
    scene.say(ME, "เรื่องลับ", "m5")
    scene.press(ME, f"edit:{KINDS}:story:")
    scene.press(ME, f"go:{AGAIN}")
    assert kinds_of(unsend(scene, "m5")) == ["Unsay", "Unsaid"]
    scene.say(ME, "ข่าว", "m6")
    assert answer(scene, "news", AGAIN).value == "ข่าว"
    assert unanswered(scene, "story")


def test_an_organisation_that_had_handed_in_counts_on_and_sees_what_is_missing() -> None:
    scene = begun("again")
    scene.say(ME, "ข่าวลับ", "m5")
    scene.press(ME, f"handin:{AGAIN}")
    assert isinstance(scene.standing(AGAIN), Finished)
    assert kinds_of(unsend(scene, "m5")) == ["Unsay", "Unsaid"]
    assert isinstance(scene.standing(AGAIN), Finished)
    assert ("o1", "ask") in scene.p.rounds[AGAIN].handed_in
    assert done_and_missing(questions(), scene.p, scene.p.rounds[AGAIN])[0] == (
        scene.p.organisations["o1"],
    )
    (review,) = scene.say(ME, "ดูคำตอบ")
    assert isinstance(review, say.Review)
    assert (review.handed_in, review.missing) == (True, 1)
    assert [(line.shown, line.skipped) for line in review.lines] == [("", False)]
    scene.press(ME, f"go:{AGAIN}")
    scene.say(ME, "ข่าวใหม่", "m6")
    assert isinstance(scene.standing(AGAIN), Reviewing)
    assert answer(scene, "news", AGAIN).value == "ข่าวใหม่"


def test_what_was_built_on_it_is_flagged() -> None:
    scene = begun("waves")
    scene.say(ME, "ความคิดลับ", "m5")
    scene.press(BROKER, f"closepart:{WAVES}:propose:yes")
    scene.press(BROKER, f"nextpart:{WAVES}")
    scene.press(ME, f"go:{WAVES}")
    scene.say(ME, "เห็นด้วย", "m6")
    effects = unsend(scene, "m5")
    (changed,) = (e for e in effects if isinstance(e, say.SourceChanged))
    assert [(line.question, line.flagged) for line in changed.lines] == [("ok", True)]
    assert answer(scene, "ok", WAVES).value == "เห็นด้วย"


def do(p: Partnership, who: Person, happened: Said | Unsent) -> tuple[Partnership, list[Effect]]:
    at = START + timedelta(days=1)
    return step(p, Event("e", at, Place(*who), who, happened), cycle())


def test_a_pooled_entry_goes_from_everyones_list_although_its_part_is_closed() -> None:
    """The real stage 3: objectives are proposed, the part is closed, and all rank them."""

    p = opened(partnership(2), "building")
    round = p.rounds["c1-building-1"]
    for org, text, message in (("o1", "ฝายลับ", "m5"), ("o2", "ปลูกป่า", "m6")):
        given = Answer(
            org, Slot("objectives"), "list", (Entry("1-1", text, message),), text, text, "ถาม",
            person(org), START, message=message,
        )  # fmt: skip
        round = round.with_answer(given)
    p = p.with_round(round)
    part = cycle().stages["building"].part_of("objectives")
    assert part is not None
    p = closed(p, "building", part.key)
    assert len(pool(just_as_it_is(p, round.id), "objectives")) == 2
    p, effects = do(p, person("o1"), Unsent("m5"))
    assert [i.label for i in pool(just_as_it_is(p, round.id), "objectives")] == ["ปลูกป่า"]
    assert kinds_of(effects)[:2] == ["Unsay", "Unsaid"]
    assert "objectives" not in [e.question for e in effects if isinstance(e, say.Ask)]
    assert p.organisations["o1"] == Organisation("o1", "เทศบาลตำบลแม่แรม", "local")


@pytest.mark.parametrize("message", ["m1", "m5"])
def test_while_joining_nothing_of_a_colleague_is_touched(message: str) -> None:
    scene = a_list()
    was = scene.p.rounds
    new = Person("telegram", "p-new")
    scene.press(new, "represent")
    scene.press(new, "consent:yes")
    scene.press(new, "org:o1")
    unsend(scene, message, new)
    assert scene.p.rounds == was
