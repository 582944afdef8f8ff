"""Replacing a representative: the organisation's answers and its waiting interview stay."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.model import AnswerKey, Slot
from tests.core.factories import opened, partnership, person
from tests.core.membership_scene import BROKER, NEW, House, the

ROUND = "c1-scoping-1"


def house() -> House:
    h = House(opened(partnership(2), "scoping"))
    h.press(person("o1"), f"go:{ROUND}")
    h.say(person("o1"), "น้ำไม่พอใช้")
    return h


def test_the_successor_goes_on_where_the_interview_stands() -> None:
    h = house()
    invitation = the(say.OrganisationInvited, h.press(person("o1"), "replace"))
    assert (invitation.organisation, invitation.successor) == ("o1", True)

    said = h.come(NEW, "o1")

    assert the(say.Ask, said).question != "problem"
    asked = the(say.SuccessorCame, said)
    assert asked.to.id == person("o1").id


def test_handed_over_the_first_leaves_and_the_answers_stay() -> None:
    h = house()
    h.press(person("o1"), "replace")
    h.come(NEW, "o1")

    said = h.press(person("o1"), "handed:out")

    the(say.RoleLeft, said)
    assert the(say.RepresentativeLeft, said).to.id == BROKER.id
    gone = h.p.members[person("o1")]
    assert (gone.representative, gone.organisation) == (False, "")
    assert h.p.rounds[ROUND].answers[AnswerKey("o1", Slot("problem"))].value == "น้ำไม่พอใช้"
    assert not any(isinstance(e, say.Ask) for e in h.press(person("o1"), f"go:{ROUND}"))


def test_both_may_go_on_together() -> None:
    h = house()
    h.press(person("o1"), "replace")
    h.come(NEW, "o1")
    h.press(person("o1"), "handed:both")
    assert len(h.p.representatives("o1")) == 2


def test_nobody_leaves_without_a_successor() -> None:
    h = house()
    h.press(person("o1"), "handed:out")
    assert len(h.p.representatives("o1")) == 1


def test_a_broker_takes_somebody_out_after_asking_once_more() -> None:
    h = house()
    key = f"unrep:telegram:{person('o1').id}"
    assert the(say.ConfirmUnrepresent, h.press(BROKER, key)).left == ()
    assert h.p.representatives("o1")

    said = h.press(BROKER, f"{key}:yes")

    assert the(say.RoleLeft, said).by_broker
    assert not h.p.representatives("o1")
    progress = [e for e in said if isinstance(e, say.Progress)]
    assert progress
    assert all(len(e.missing) == 1 for e in progress)


def test_a_representative_cannot_take_out_another() -> None:
    h = house()
    the(say.NotAllowed, h.press(person("o2"), f"unrep:telegram:{person('o1').id}:yes"))
    assert h.p.representatives("o1")
