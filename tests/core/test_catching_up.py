"""Joining later: a bound invitation, the digest, and the short set by itself; its answers count like all others."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.model import Slot
from bot.core.records import Agreement
from bot.core.sight import all_newest
from tests.core.factories import (
    START,
    answered,
    just_as_it_is,
    opened,
    partnership,
    person,
    sight,
)
from tests.core.membership_scene import BROKER, NEW, House, published, the

ROUND = "c1-catching_up-o3"


def at_work() -> House:
    """Two organisations whose stages 2 to 4 are published; stage 6 is not."""
    p = partnership(2)
    p = answered(p, "own_benefit", "o1", "น้ำใส")
    p = answered(p, "goal", "o1", "น้ำใสทุกบ้าน")
    p = answered(p, "activities", "o1", ["ตรวจน้ำ", "ปลูกป่า"])
    p = answered(p, "my_role", "o1", "lead", "o1.1-1", item_label="ตรวจน้ำ")
    return House(published(p))


def invited(h: House) -> House:
    h.press(BROKER, "inviteorg")
    the(say.NotAgreedYet, h.say(BROKER, "วัดป่าแพะ"))
    the(say.OrganisationInvited, h.press(BROKER, "invitesure"))
    return h


def test_an_invited_organisation_is_not_counted_before_somebody_comes() -> None:
    h = invited(at_work())

    assert h.p.organisations["o3"].state == "invited"
    h.p = opened(h.p, "managing")
    card = the(say.StageCard, h.press(BROKER, "stage:managing"))
    assert card.line.of == 2


def test_whoever_comes_by_it_is_not_asked_which_organisation_and_catches_up() -> None:
    h = invited(at_work())
    said = h.come(NEW, "o3")

    assert h.p.organisations["o3"].state == "member"
    assert the(say.MembershipChanged, said).state == "joined"
    assert h.p.agreements["a1"].result == "=joined"
    digest = the(say.CatchUp, said)
    assert [line.key for line in digest.stages] == ["identifying", "building", "planning"]
    asked = the(say.Ask, said)
    assert (asked.round, asked.question, asked.stage.key) == (ROUND, "charter_consent", "catching_up")


def test_the_set_holds_what_was_published_and_nothing_else() -> None:
    h = invited(at_work())
    h.come(NEW, "o3")
    asked = []
    for _ in range(20):
        said = h.press(NEW, f"skip:{ROUND}")
        if any(isinstance(e, say.Review) for e in said):
            break
        asked.append((the(say.Ask, said).question, the(say.Ask, said).item))

    assert asked == [
        ("own_benefit", ""),
        ("own_goal", ""),
        ("own_measure", ""),
        ("strengths", ""),
        ("my_role", "o1.1-1"),
        ("my_role", "o1.1-2"),
    ]


def test_its_answers_count_at_home_once_it_has_handed_in() -> None:
    h = invited(at_work())
    h.come(NEW, "o3")
    h.press(NEW, f"answer:{ROUND}:my_role:o1.1-2:lead")
    later = opened(h.p, "resourcing")
    assert [a.organisation for a in all_newest(just_as_it_is(later, "c1-resourcing-1", "o1"), "my_role")] == ["o1"]
    for _ in range(20):
        h.press(NEW, f"skip:{ROUND}")

    said = h.press(NEW, f"handin:{ROUND}")

    the(say.CaughtUp, said)
    round = h.p.rounds[ROUND]
    assert round.published
    assert round.edition == 0
    found = all_newest(sight(opened(h.p, "resourcing"), "resourcing", "o1"), "my_role")
    assert [(a.organisation, a.slot.item) for a in found] == [("o1", "o1.1-1"), ("o3", "o1.1-2")]


def test_the_round_of_one_is_nobody_elses_and_not_the_groups() -> None:
    h = invited(at_work())
    said = h.come(NEW, "o3")
    assert not any(isinstance(e, say.Progress) for e in said)

    others = h.press(person("o1"), f"go:{ROUND}")

    assert not h.p.rounds[ROUND].answers
    assert the(say.Menu, h.press(person("o1"), "menu")).open == ()
    assert others


def test_a_newcomer_agreed_on_is_invited_with_one_tap() -> None:
    h = at_work()
    h.p = published(answered(h.p, "new_partner", "o1", ["วัดป่าแพะ"]))
    slot = Slot("new_partner_consent", "o1.1-1")
    entry = Agreement(
        "a1", "decision", START, 1, "วัดป่าแพะ", "เห็นชอบ", "c1-reviewing-1", "reviewing", slot, outcome="carried"
    )
    assert the(say.Partners, h.press(BROKER, "partners")).agreed == ()
    h.press(BROKER, "invite_org:c1-reviewing-1:o1.1-1")
    assert "o3" not in h.p.organisations
    h.p = h.p.with_agreement(entry)
    (offered,) = the(say.Partners, h.press(BROKER, "partners")).agreed
    assert offered == ("c1-reviewing-1", "o1.1-1", "วัดป่าแพะ")

    the(say.OrganisationInvited, h.press(BROKER, "invite_org:c1-reviewing-1:o1.1-1"))
    h.press(BROKER, "invite_org:c1-reviewing-1:o1.1-1")

    assert [o.name for o in h.p.organisations.values()].count("วัดป่าแพะ") == 1
    assert h.p.organisations["o3"].state == "invited"


def test_who_pauses_while_catching_up_goes_on_afterwards() -> None:
    h = invited(at_work())
    h.come(NEW, "o3")
    h.press(NEW, f"answer:{ROUND}:my_role:o1.1-2:lead")
    h.press(BROKER, "pauseyes:o3:")

    assert not any(isinstance(e, say.Ask) for e in h.press(NEW, f"go:{ROUND}"))
    assert not h.p.rounds[ROUND].published

    said = h.press(BROKER, "backorg:o3")
    assert [e.round for e in said if isinstance(e, say.StageOpened)] == [ROUND]
    assert isinstance(the(say.Ask, h.press(NEW, f"go:{ROUND}")), say.Ask)
    for _ in range(20):
        h.press(NEW, f"skip:{ROUND}")
    the(say.CaughtUp, h.press(NEW, f"handin:{ROUND}"))


def test_newcomers_read_what_holds_and_nothing_else() -> None:
    h = invited(at_work())
    entries = (
        Agreement("a1", "decision", START, 1, "ย้ายที่ทำการ", "", outcome="not_carried"),
        Agreement("a2", "decision", START, 1, "เลือกชื่อ", "ก · ข", outcome="tied"),
        Agreement("a3", "agreed", START, 1, "ขั้น ๑", "ประชุมวันจันทร์"),
        Agreement("a4", "agreed", START, 1, "ขั้น ๑", "ประชุมวันอังคาร", replaces="a3"),
        Agreement("a5", "agreed", START, 1, "ขั้น ๒", "เก็บเงิน"),
        Agreement("a6", "agreed", START, 1, "ขั้น ๒", "", outcome="withdrawn", replaces="a5"),
        Agreement("a7", "decision", START, 1, "รับกติกา", "รับ", outcome="carried"),
        Agreement("a8", "broker", START, 1, "", "เทศบาล", outcome="carried"),
    )
    for entry in entries:
        h.p = h.p.with_agreement(entry)

    shown = the(say.CatchUp, h.come(NEW, "o3"))

    assert shown.agreements == (("ขั้น ๑", "ประชุมวันอังคาร"), ("รับกติกา", "รับ"))
