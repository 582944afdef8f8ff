"""Leaving and pausing: the broker confirms, and register, rounds, roles, pledges and people follow at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core import effects as say
from bot.core.derived import my_lead_activities, my_pledges
from bot.core.model import Person, Slot
from bot.core.records import Promise
from bot.core.sight import all_newest
from tests.core.factories import (
    ORGANISATIONS,
    START,
    answered,
    opened,
    partnership,
    person,
    sight,
)
from tests.core.membership_scene import BROKER, House, published, the

NAMES = [name for name, _ in ORGANISATIONS]


def at_work() -> House:
    """Three organisations; o2 leads an activity that o1 proposed, and pledged 5,000 baht."""
    p = partnership(3)
    p = answered(p, "activities", "o1", ["ตรวจน้ำ"])
    for org, role in (("o1", "join"), ("o2", "lead"), ("o3", "support")):
        p = answered(p, "my_role", org, role, "o1.1-1", item_label="ตรวจน้ำ")
    p = answered(p, "cash", "o2", 5000)
    p = published(p)
    return House(p.with_promise(Promise("p1", "o2", "เป็นเจ้าภาพตรวจน้ำ", START)))


def hand_in(h: House, who: Person, round: str) -> None:
    """Skips all that is asked, and hands in."""
    said = h.press(who, f"go:{round}")
    while not any(isinstance(effect, say.Review) for effect in said):
        said = h.press(who, f"skip:{round}")
    h.press(who, f"handin:{round}")


def test_leaving_is_asked_twice_and_shows_what_is_carried() -> None:
    h = at_work()
    asked = the(say.ConfirmMembership, h.press(BROKER, "leaveorg:o2"))

    assert asked.carries.promises == (("p1", "เป็นเจ้าภาพตรวจน้ำ"),)
    assert "ตรวจน้ำ" in asked.carries.roles
    assert "5,000" in asked.carries.pledges
    assert h.p.organisations["o2"].state == "member"


def test_roles_and_pledges_reopen_and_promises_wait_to_be_handed_over() -> None:
    h = at_work()
    said = h.press(BROKER, "leaveorg:o2:yes")

    p = opened(h.p, "resourcing", number=2)
    assert [a.organisation for a in all_newest(sight(p, "resourcing", "o1"), "my_role")] == ["o1", "o3"]
    assert all_newest(sight(p, "resourcing", "o1"), "cash") == []
    own = sight(p, "resourcing", "o2")
    assert my_lead_activities(own), "what it said is still its own"
    assert my_pledges(own)
    handed = the(say.HandOver, said)
    assert handed.promises == (("p1", "เป็นเจ้าภาพตรวจน้ำ"),)
    assert h.p.promises["p1"].state == "open"


def test_what_a_leaver_proposed_stays_the_groups() -> None:
    h = at_work()
    h.press(BROKER, "leaveorg:o1:yes")

    later = sight(opened(h.p, "resourcing", number=2), "resourcing", "o2")

    assert [item.label for item in my_lead_activities(later)] == ["ตรวจน้ำ"]


def test_its_own_rounds_summary_still_has_its_answers() -> None:
    h = at_work()
    h.press(BROKER, "leaveorg:o2:yes")

    given = all_newest(sight(h.p, "planning", "o1"), "my_role")

    assert [a.organisation for a in given] == ["o1", "o2", "o3"]


def test_register_group_and_representatives_hear_of_it_once() -> None:
    h = at_work()
    said = h.press(BROKER, "leaveorg:o2:yes")

    assert the(say.MembershipChanged, said).name == NAMES[1]
    assert the(say.YourMembership, said).to.id == person("o2").id
    entries = [a for a in h.p.agreements.values() if a.kind == "membership"]
    assert [(a.title, a.result, a.slot) for a in entries] == [
        (NAMES[1], "=left", Slot("membership", "o2"))
    ]
    again = h.press(BROKER, "leaveorg:o2:yes")
    assert not any(isinstance(e, say.MembershipChanged) for e in again)
    assert len(h.p.agreements) == 1


def test_open_rounds_wait_no_longer_and_the_broker_is_cued() -> None:
    h = at_work()
    h.p = opened(h.p, "implementing")
    for org in ("o1", "o3"):
        hand_in(h, person(org), "c1-implementing-1")

    said = h.press(BROKER, "leaveorg:o2:yes")

    progress = [e for e in said if isinstance(e, say.Progress)]
    assert progress
    assert all(NAMES[1] not in e.missing for e in progress)
    assert [e.note for e in said if isinstance(e, say.StageCard)] in (["complete"], ["part_closed"])


def test_a_leaver_is_asked_nothing_more() -> None:
    h = at_work()
    h.p = opened(h.p, "managing")
    h.press(BROKER, "leaveorg:o2:yes")

    said = h.press(person("o2"), "go:c1-managing-1")

    assert not any(isinstance(e, say.Ask) for e in said)
    assert not h.p.rounds["c1-managing-1"].answers


def test_a_pause_keeps_what_was_promised_and_has_a_day() -> None:
    h = at_work()
    the(say.AskBackOn, h.press(BROKER, "pauseorg:o2"))
    assert the(say.AskBackOn, h.say(BROKER, "1/1/2569")).again
    asked = the(say.ConfirmMembership, h.say(BROKER, "1/9/2570"))
    assert asked.back_on == date(2027, 9, 1)

    h.press(BROKER, "pauseyes:o2:2027-09-01")

    organisation = h.p.organisations["o2"]
    assert (organisation.state, organisation.back_on) == ("paused", date(2027, 9, 1))
    later = sight(opened(h.p, "resourcing", number=2), "resourcing", "o1")
    assert [a.organisation for a in all_newest(later, "cash")] == ["o2"]


def test_coming_back_within_the_cycle() -> None:
    h = at_work()
    h.press(BROKER, "leaveorg:o2:yes")
    h.p = opened(h.p, "managing")

    said = h.press(BROKER, "backorg:o2")

    assert h.p.organisations["o2"].state == "member"
    assert the(say.MembershipChanged, said).state == "back"
    assert the(say.StageOpened, said).to.id == person("o2").id
    assert [a.result for a in h.p.agreements.values()] == ["=left", "=back"]
    assert h.p.agreements["a2"].replaces == "a1"


def test_who_left_in_an_earlier_cycle_does_not_come_back_by_a_button() -> None:
    h = at_work()
    h.press(BROKER, "leaveorg:o2:yes")
    h.p = replace(h.p, cycle=2)

    h.press(BROKER, "backorg:o2")

    assert h.p.organisations["o2"].state == "left"


def test_closing_stage_nine_shows_who_wishes_to_go_to_the_broker_only() -> None:
    h = at_work()
    p = answered(h.p, "stay", "o2", "withdraw")
    h.p = answered(p, "leave_plan", "o2", "ให้โรงเรียนรับช่วง")

    said = h.press(BROKER, "close:c1-reviewing-1:yes")

    card = the(say.WantsToLeave, said)
    assert (card.organisation, card.wish, card.plan) == ("o2", "withdraw", "ให้โรงเรียนรับช่วง")
    assert card.to.id == BROKER.id
    assert h.p.organisations["o2"].state == "member"
    h.press(BROKER, "leaveorg:o2:yes")
    lines = the(say.Partners, h.press(BROKER, "partners")).lines
    assert [(line.state, line.wish) for line in lines if line.id == "o2"] == [("left", "")]


def test_only_brokers_see_and_do_it() -> None:
    h = at_work()
    before = h.p
    for action in ("partners", "partner:o2", "leaveorg:o2:yes", "pauseyes:o2:", "backorg:o2"):
        the(say.NotAllowed, h.press(person("o1"), action))
    assert h.p.organisations == before.organisations
