"""Polite words: typed to a question for words they are read back first; in names they are not kept."""

from __future__ import annotations

from copy import copy

import pytest

from bot.core import effects as say
from bot.core.events import RightsFound
from bot.core.model import AnswerKey, Asking, Partnership, Person, Place, Slot
from bot.core.settling import entries_of
from tests.core.factories import partnership
from tests.core.scene import BROKER, KINDS, ME, Scene


def begun() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"go:{KINDS}")
    return scene


def answer_to(scene: Scene, question: str) -> object:
    answer = scene.p.rounds[KINDS].answers.get(AnswerKey("o1", Slot(question)))
    return answer.value if answer else None


def in_front(scene: Scene) -> str:
    standing = scene.standing()
    assert isinstance(standing, Asking)
    return standing.slot.question


POLITE = ["ครับ", "ค่ะ", "ได้ครับ", "ขอบคุณครับ", "ขอบคุณค่ะ 🙏", "ตกลงค่ะ", "OK", "Thank you!", "👍"]


@pytest.mark.parametrize("text", POLITE)
def test_a_courtesy_to_a_question_for_words_is_read_back_first(text: str) -> None:
    scene = begun()
    (shown,) = scene.say(ME, text, "m1")
    assert isinstance(shown, say.ShowBack)
    assert [c.label for c in shown.candidates] == [text]
    assert answer_to(scene, "story") is None
    scene.say(ME, "ทำฝายมาสามปี", "m2")
    assert answer_to(scene, "story") == "ทำฝายมาสามปี"
    assert in_front(scene) == "wishes"


@pytest.mark.parametrize("text", POLITE[:-1])
def test_and_to_a_list(text: str) -> None:
    scene = begun()
    scene.press(ME, f"skip:{KINDS}:story:")
    scene.say(ME, "สะพาน", "m1")
    (shown,) = scene.say(ME, text, "m2")
    assert isinstance(shown, say.ShowBack)
    answer = scene.p.rounds[KINDS].answers[AnswerKey("o1", Slot("wishes"))]
    assert [e.text for e in entries_of(answer)] == ["สะพาน"]
    scene.say(ME, "ถนน", "m3")
    answer = scene.p.rounds[KINDS].answers[AnswerKey("o1", Slot("wishes"))]
    assert [(e.text, e.message) for e in entries_of(answer)] == [("สะพาน", "m1"), ("ถนน", "m3")]


@pytest.mark.parametrize("confirm", ["ใช่", "tap"])
def test_confirmed_it_is_kept_with_its_message_and_the_list_goes_on(confirm: str) -> None:
    scene = begun()
    scene.press(ME, f"skip:{KINDS}:story:")
    scene.say(ME, "ดีครับ", "m1")
    if confirm == "tap":
        scene.press(ME, f"take:{KINDS}:0")
    else:
        scene.say(ME, confirm, "m2")
    answer = scene.p.rounds[KINDS].answers[AnswerKey("o1", Slot("wishes"))]
    assert [(e.text, e.message) for e in entries_of(answer)] == [("ดีครับ", "m1")]
    standing = scene.standing()
    assert isinstance(standing, Asking)
    assert (standing.slot.question, standing.candidates) == ("wishes", ())


@pytest.mark.parametrize("text", ["-", "ไม่มี", "ดีมาก", "ตกลงทำฝาย", "ได้รับน้ำครับ"])
def test_what_says_something_is_kept_at_once(text: str) -> None:
    scene = begun()
    scene.say(ME, text)
    assert answer_to(scene, "story") == text


@pytest.mark.parametrize("before", [(), ("ครับ",)])
def test_there_is_none_is_an_answer_also_after_a_reading(before: tuple[str, ...]) -> None:
    scene = begun()
    for text in before:
        scene.say(ME, text)
    scene.say(ME, "ไม่มี")
    assert answer_to(scene, "story") == "ไม่มี"


def test_to_a_yes_or_no_it_is_an_answer() -> None:
    scene = copy(begun())
    scene.press(ME, f"edit:{KINDS}:fund:")
    scene.say(ME, "ได้ครับ")
    assert answer_to(scene, "fund") == ("yes",)


# ── in names ─────────────────────────────────────────────────────────────────

NEW, GROUP = Person("telegram", "p-new"), Place("telegram", "-100")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("กลุ่มป่าชุมชนบ้านหนองบัว ครับ", "กลุ่มป่าชุมชนบ้านหนองบัว"),
        ("กลุ่มป่าชุมชนค่ะ", "กลุ่มป่าชุมชน"),
        ("กลุ่มป่าชุมชน นะคะ", "กลุ่มป่าชุมชน"),
        ("กลุ่มป่าชุมชน นะครับผม!", "กลุ่มป่าชุมชน"),
        ("กลุ่มป่าชุมชน คะ", "กลุ่มป่าชุมชน"),
        ("กลุ่มวัฒนะครับ", "กลุ่มวัฒนะ"),
        ("บ้านพระเจ้า", "บ้านพระเจ้า"),
        ("กลุ่มบังคับ", "กลุ่มบังคับ"),
        ("บ้านโคกคะ", "บ้านโคกคะ"),
    ],
)
def test_polite_words_are_no_part_of_a_name(typed: str, kept: str) -> None:
    scene = Scene(partnership(0))
    scene.press(NEW, "represent")
    scene.press(NEW, "consent:yes")
    scene.say(NEW, typed)
    assert [o.name for o in scene.p.organisations.values()] == [kept]
    scene.press(NEW, "sector:civil")
    scene.say(NEW, typed)
    assert scene.p.members[NEW].name == kept


def test_nor_of_the_partnerships_name_and_purpose() -> None:
    scene = Scene(Partnership("ps2", (GROUP,), "กลุ่ม"))
    scene.press(BROKER, "start")
    scene.do(BROKER, RightsFound(GROUP, administrator=True))
    scene.say(BROKER, "ภาคีแม่แรม ค่ะ")
    scene.say(BROKER, "ดูแลป่าต้นน้ำค่ะ")
    assert (scene.p.name, scene.p.purpose) == ("ภาคีแม่แรม", "ดูแลป่าต้นน้ำ")
    scene.press(BROKER, "setlanguage:th")
    scene.press(BROKER, "form:full")
    scene.press(BROKER, "renamegroup")
    scene.say(BROKER, "ภาคีแม่ริม ครับ")
    scene.press(BROKER, "repurpose")
    scene.say(BROKER, "ดูแลป่าครับ")
    assert (scene.p.name, scene.p.purpose) == ("ภาคีแม่ริม", "ดูแลป่า")
    scene.press(BROKER, "rename")
    scene.say(BROKER, "พี่กลาง เลขา ค่ะ")
    assert scene.p.members[BROKER].name == "พี่กลาง เลขา"
