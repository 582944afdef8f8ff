"""Answers by telephone: consent first, written by a broker, marked, confirmed or changed by the organisation."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.model import AnswerKey, Asking, Member, Person, Place, Role, Slot
from bot.core.telephone import to_confirm
from tests.core.factories import ORGANISATIONS, opened, partnership, person
from tests.core.membership_scene import BROKER, NEW, House, the

ROUND, ELDERS = "c1-scoping-1", "กลุ่มผู้สูงอายุ"


def house() -> House:
    return House(opened(partnership(2), "scoping"))


def by_phone(h: House) -> list[say.Effect]:
    """An organisation that nobody in the chat speaks for; its consent is there."""
    h.press(BROKER, f"phonenew:{ROUND}")
    h.say(BROKER, ELDERS)
    h.say(BROKER, "ป้าคำ ประธาน")
    return h.press(BROKER, "phoneconsent:yes")


def answer_all(h: House) -> None:
    h.say(BROKER, "น้ำไม่พอใช้")
    while isinstance(h.p.rounds[ROUND].interviews[BROKER].standing, Asking):
        h.press(BROKER, f"skip:{ROUND}")


def test_nothing_is_written_before_they_agree() -> None:
    h = house()
    h.press(BROKER, f"phonenew:{ROUND}")
    h.say(BROKER, ELDERS)
    asked = the(say.AskPhoneConsent, h.say(BROKER, "ป้าคำ ประธาน"))
    assert (asked.organisation, asked.name) == (ELDERS, "ป้าคำ ประธาน")

    h.press(BROKER, "phoneconsent:no")

    assert h.p.organisations["o3"].telephone is None
    assert not h.p.members[BROKER].standing_in
    h.press(BROKER, "phoneconsent:yes")  # an old button
    assert h.p.organisations["o3"].telephone is None


def test_a_brokers_answers_are_the_organisations_and_marked() -> None:
    h = house()
    question = the(say.Ask, by_phone(h))
    assert question.stands_in == ELDERS
    h.say(BROKER, "น้ำไม่พอใช้")

    answer = h.p.rounds[ROUND].answers[AnswerKey("o3", Slot("problem"))]

    assert (answer.by, answer.on_behalf) == (BROKER, True)
    telephone = h.p.organisations["o3"].telephone
    assert telephone is not None
    assert (telephone.name, telephone.by) == ("ป้าคำ ประธาน", BROKER)


def test_handing_in_leads_back_to_the_stage_and_counts() -> None:
    h = house()
    by_phone(h)
    answer_all(h)

    said = h.press(BROKER, f"handin:{ROUND}")

    assert the(say.HandedIn, said).stands_in == ELDERS
    assert the(say.StageCard, said).line.done == 1
    assert not h.p.members[BROKER].standing_in
    assert not any(isinstance(e, say.Ask) for e in h.say(BROKER, "ยังไม่จบ"))


def test_a_brokers_own_interview_is_not_harmed() -> None:
    h = house()
    broker = h.p.members[BROKER]
    own = replace(h.p.members[person("o1")], person=BROKER, private=broker.private)
    h.p = h.p.with_member(replace(own, roles=own.roles | {Role.BROKER}))
    h.press(BROKER, f"go:{ROUND}")
    h.say(BROKER, "ปัญหาของเราเอง")
    by_phone(h)
    h.say(BROKER, "น้ำไม่พอใช้")
    h.press(BROKER, "endphone")

    question = the(say.Ask, h.press(BROKER, f"go:{ROUND}"))

    assert question.stands_in == ""
    assert question.question != "problem"
    answers = h.p.rounds[ROUND].answers
    assert answers[AnswerKey("o1", Slot("problem"))].value == "ปัญหาของเราเอง"
    assert answers[AnswerKey("o3", Slot("problem"))].value == "น้ำไม่พอใช้"


def test_whoever_comes_in_is_shown_them_once_and_confirms() -> None:
    h = house()
    by_phone(h)
    answer_all(h)
    h.press(BROKER, f"handin:{ROUND}")
    before = h.p.rounds[ROUND].answers[AnswerKey("o3", Slot("problem"))]

    shown = the(say.ConfirmOnBehalf, h.come(NEW, "o3"))
    assert [line.shown for line in shown.lines] == ["น้ำไม่พอใช้"]
    assert len(to_confirm(h.p, "o3")) == 1
    h.press(NEW, "mine:all")

    after = h.p.rounds[ROUND].answers[AnswerKey("o3", Slot("problem"))]
    assert (after.on_behalf, after.by, after.value) == (False, NEW, before.value)
    assert after.revision == before.revision + 1
    assert to_confirm(h.p, "o3") == ()
    assert h.p.organisations["o3"].telephone is not None
    h.press(NEW, "mine:all")
    assert h.p.rounds[ROUND].answers[AnswerKey("o3", Slot("problem"))] == after


def test_someone_who_speaks_in_the_chat_is_told_at_once() -> None:
    h = house()
    h.press(BROKER, f"phonefor:{ROUND}:o1")
    h.say(BROKER, "คุณสมมติ 1")
    h.press(BROKER, "phoneconsent:yes")
    answer_all(h)

    said = h.press(BROKER, f"handin:{ROUND}")

    assert the(say.ConfirmOnBehalf, said).to == Place(*person("o1"))
    assert the(say.ConfirmOnBehalf, said).organisation == ORGANISATIONS[0][0]


def test_only_a_broker_writes_for_others() -> None:
    h = house()
    before = h.p
    for action in (f"phone:{ROUND}", f"phonefor:{ROUND}:o2", f"phonenew:{ROUND}", "endphone"):
        the(say.NotAllowed, h.press(person("o1"), action))
    stranger = Person("telegram", "p-stranger")
    h.p = h.p.with_member(Member(stranger, standing_in="o2", front=ROUND))
    h.say(stranger, "คำตอบปลอม")
    assert h.p.rounds == before.rounds
