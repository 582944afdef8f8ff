"""Answers by telephone: consent first, written by a broker, marked, confirmed or changed by the organisation."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.events import Edited, Said
from bot.core.model import AnswerKey, Asking, Member, Person, Place, Role, Slot
from bot.core.telephone import to_confirm
from tests.core.factories import ORGANISATIONS, opened, partnership, person
from tests.core.membership_scene import BROKER, NEW, House, published, the

ROUND, ELDERS = "c1-scoping-1", "กลุ่มผู้สูงอายุ"


def house() -> House:
    return House(opened(partnership(2), "scoping"))


def by_phone(h: House) -> list[say.Effect]:
    """An organisation that nobody in the chat speaks for; its consent is there."""
    h.press(BROKER, f"phonenew:{ROUND}")
    h.say(BROKER, ELDERS)
    h.say(BROKER, "ป้าคำ ประธาน")
    return h.press(BROKER, "phoneconsent:yes")


def answer_all(h: House, whose: str = "o3") -> None:
    h.say(BROKER, "น้ำไม่พอใช้")
    while isinstance(h.p.rounds[ROUND].interviews[BROKER].standing, Asking):
        h.press(BROKER, f"skip:{ROUND}@{whose}")


def test_nothing_is_written_before_they_agree() -> None:
    h = house()
    h.press(BROKER, f"phonenew:{ROUND}")
    h.say(BROKER, ELDERS)
    asked = the(say.AskPhoneConsent, h.say(BROKER, "ป้าคำ ประธาน"))
    assert (asked.organisation, asked.name) == (ELDERS, "ป้าคำ ประธาน")

    h.press(BROKER, "phoneconsent:no")

    assert "o3" not in h.p.organisations
    assert not h.p.members[BROKER].standing_in
    h.press(BROKER, "phoneconsent:yes")  # an old button
    assert "o3" not in h.p.organisations


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

    said = h.press(BROKER, f"handin:{ROUND}@o3")

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
    h.press(BROKER, f"handin:{ROUND}@o3")
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
    began = the(say.WritesByTelephone, h.press(BROKER, "phoneconsent:yes"))
    assert (began.to, began.by) == (Place(*person("o1")), h.p.members[BROKER].name)
    assert not any(isinstance(e, say.WritesByTelephone) for e in h.press(BROKER, f"phonefor:{ROUND}:o1"))
    answer_all(h, "o1")

    said = h.press(BROKER, f"handin:{ROUND}@o1")

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


# ── what the organisation answered by itself ─────────────────────────────────

SECRET = "คำตอบขององค์กรเอง"


def both() -> House:
    """One of the chat has answered something by itself; then somebody of theirs telephones."""
    h = house()
    h.press(person("o1"), f"go:{ROUND}")
    h.say(person("o1"), SECRET)
    h.press(BROKER, f"phonefor:{ROUND}:o1")
    h.say(BROKER, "ป้าคำ")
    return h


def test_a_broker_does_not_see_what_the_organisation_answered_itself() -> None:
    h = both()
    said = h.press(BROKER, "phoneconsent:yes")
    assert the(say.Ask, said).question != "problem"
    for action in ("review:{}@o1", "change:{}:0@o1", "edit:{}:problem:@o1", "skip:{}:problem:@o1", "go:{}@o1"):
        said += h.press(BROKER, action.format(ROUND))
    assert SECRET not in repr([e for e in said if e.to == Place(*BROKER)])
    the(say.TheyAnswered, h.press(BROKER, f"edit:{ROUND}:problem:@o1"))
    lines = the(say.Review, h.press(BROKER, f"review:{ROUND}@o1")).lines
    assert [line.own for line in lines[:2]] == [True, False]
    assert h.p.rounds[ROUND].answers[AnswerKey("o1", Slot("problem"))].value == SECRET


def test_nobody_goes_back_to_what_the_organisation_answered_itself() -> None:
    h = both()
    question = the(say.Ask, h.press(BROKER, "phoneconsent:yes"))
    assert not question.can_go_back
    again = the(say.Ask, h.press(BROKER, f"back:{ROUND}:{question.question}:@o1"))
    assert (again.question, again.before) == (question.question, "")


def test_what_the_organisation_answers_meanwhile_stays() -> None:
    h = both()
    asked = the(say.Ask, h.press(BROKER, "phoneconsent:yes")).question
    h.press(person("o1"), f"skip:{ROUND}:{asked}:")

    said = h.say(BROKER, "4")

    the(say.TheyAnswered, said)
    assert the(say.Ask, said).question != asked
    answer = h.p.rounds[ROUND].answers[AnswerKey("o1", Slot(asked))]
    assert (answer.by, answer.value, answer.on_behalf) == (person("o1"), None, False)


# ── whose bubble it was ──────────────────────────────────────────────────────


def hats() -> House:
    """The broker also represents o1, and writes for o3 now."""
    h = house()
    broker = h.p.members[BROKER]
    own = replace(h.p.members[person("o1")], person=BROKER, private=broker.private)
    h.p = h.p.with_member(replace(own, roles=own.roles | {Role.BROKER}))
    h.press(BROKER, f"go:{ROUND}")
    h.say(BROKER, "ปัญหาของเราเอง")
    by_phone(h)
    h.say(BROKER, "น้ำไม่พอใช้")
    return h


def test_a_tap_under_ones_own_question_is_not_the_others() -> None:
    h = hats()
    before = h.p.rounds[ROUND].answers
    for action in ("swap:{}:shared:stats", "skip:{}:outcome:", "go:{}", "edit:{}:problem:", "handin:{}"):
        said = h.press(BROKER, action.format(ROUND))
        assert the(say.OtherHands, said).organisation == ORGANISATIONS[0][0]
        assert the(say.Ask, said).stands_in == ELDERS
    assert h.p.rounds[ROUND].answers == before


def test_a_tap_under_the_others_question_is_not_ones_own() -> None:
    h = hats()
    h.press(BROKER, "endphone")
    before = h.p.rounds[ROUND].answers
    for action in ("skip:{}:outcome:@o3", "edit:{}:problem:@o3", "handin:{}@o3", "go:{}@o3"):
        said = h.press(BROKER, action.format(ROUND))
        assert the(say.OtherHands, said).organisation == ELDERS
        assert all(e.stands_in == "" for e in said)
    assert h.p.rounds[ROUND].answers == before
    assert not h.p.members[BROKER].standing_in


def test_what_was_edited_stays_with_the_organisation_it_was_written_for() -> None:
    h = house()
    by_phone(h)
    h.do(BROKER, Said("น้ำไม่พอใช้", "m77"))
    h.press(BROKER, "endphone")
    before = h.p.rounds[ROUND].answers

    said = h.do(BROKER, Edited("น้ำเหลือใช้", "m77"))

    assert the(say.OtherHands, said).organisation == ELDERS
    assert h.p.rounds[ROUND].answers == before


def test_every_button_of_the_telephone_names_the_organisation() -> None:
    h = house()
    question = the(say.Ask, by_phone(h))
    assert question.whose == "o3"


def test_the_menu_leads_nowhere_else_while_writing_for_others() -> None:
    h = hats()
    h.p = opened(h.p, "planning")
    menu = the(say.Menu, h.press(BROKER, "menu@o3"))
    assert [line.round for line in menu.open] == [ROUND]


# ── when it is over ──────────────────────────────────────────────────────────


def test_handed_in_and_published_the_brokers_texts_are_their_own() -> None:
    h = house()
    by_phone(h)
    answer_all(h)
    h.press(BROKER, f"handin:{ROUND}@o3")
    assert h.p.members[BROKER].front == ""
    h.press(BROKER, f"close:{ROUND}:yes", f"publish:{ROUND}")
    assert not any(isinstance(e, say.RoundOver) for e in h.say(BROKER, "ขอบคุณนะ ทุกคน"))


def test_closing_the_round_ends_it() -> None:
    h = house()
    by_phone(h)
    h.press(BROKER, f"close:{ROUND}:yes")
    member = h.p.members[BROKER]
    assert (member.standing_in, member.front) == ("", "")
    the(say.RoundOver, h.press(BROKER, f"skip:{ROUND}@o3"))


def test_a_stage_is_no_name() -> None:
    h = house()
    h.press(BROKER, f"phonefor:{ROUND}:o1")
    the(say.StageCard, h.say(BROKER, "ขั้น ๑"))
    assert h.p.organisations["o1"].telephone is None


# ── a new organisation ───────────────────────────────────────────────────────


def test_once_founded_a_new_organisation_joins_before_all() -> None:
    group = Place("telegram", "-100")
    p = opened(published(opened(partnership(2), "scoping")), "identifying")
    h = House(replace(p, groups=(group,)))
    round_id = "c1-identifying-1"
    h.press(BROKER, f"phonenew:{round_id}")
    h.say(BROKER, ELDERS)
    assert the(say.AskPhoneConsent, h.say(BROKER, "ป้าคำ ประธาน")).joins
    assert len(h.p.organisations) == 2

    said = h.press(BROKER, "phoneconsent:yes")

    assert the(say.MembershipChanged, said) == say.MembershipChanged(group, "th", ELDERS, "joined")
    entry = next(iter(h.p.agreements.values()))
    assert (entry.kind, entry.title, entry.result) == ("membership", ELDERS, "=joined")
    assert h.p.organisations["o3"].active
    assert the(say.Ask, said).stands_in == ELDERS
    h.press(BROKER, "phoneconsent:yes")
    assert len(h.p.organisations) == 3


def test_while_founding_it_is_added_with_consent_alone() -> None:
    h = house()
    by_phone(h)
    assert (h.p.organisations["o3"].name, h.p.agreements) == (ELDERS, {})


# ── who spoke ────────────────────────────────────────────────────────────────


def test_who_answers_by_telephone_stands_among_the_others() -> None:
    h = house()
    by_phone(h)
    line = the(say.Who, h.press(BROKER, f"who:{ROUND}")).people[-1]
    assert (line.name, line.organisation, line.state) == ("ป้าคำ ประธาน", ELDERS, "invited")
    assert line.by_telephone
    assert Place(*BROKER) not in {e.to for e in h.press(BROKER, f"nudge:{ROUND}") if isinstance(e, say.Nudge)}


def test_a_broker_has_the_speaker_erased() -> None:
    h = house()
    by_phone(h)
    h.say(BROKER, "น้ำไม่พอใช้")
    assert the(say.Partner, h.press(BROKER, "partner:o3")).by_telephone == "ป้าคำ ประธาน"
    asked = the(say.ConfirmForgetTelephone, h.press(BROKER, "forgetphone:o3"))
    assert (asked.speaker, asked.alone) == ("ป้าคำ ประธาน", True)

    said = h.press(BROKER, "forgetphone:o3:yes")

    order = the(say.ForgetTelephone, said)
    assert (order.organisation, order.name) == ("o3", "ป้าคำ ประธาน")
    assert h.p.organisations["o3"].telephone is None
    assert not h.p.members[BROKER].standing_in
    assert AnswerKey("o3", Slot("problem")) in h.p.rounds[ROUND].answers
    assert not any(isinstance(e, say.ForgetTelephone) for e in h.press(BROKER, "forgetphone:o3:yes"))
    the(say.NotAllowed, h.press(person("o1"), "forgetphone:o3:yes"))
