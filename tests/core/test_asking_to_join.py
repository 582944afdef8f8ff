"""Once the partnership is at work a broker takes in whoever comes by the general link; and what who left reads on."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Started
from bot.core.model import Organisation, Partnership, Person
from bot.core.whole import counted
from tests.core.factories import answered, everyone_answers, opened, partnership, person
from tests.core.membership_scene import BROKER, NEW, House, published, the

OTHER = Person("telegram", "p-other")
NAME = "บริษัทที่ไม่มีใครเชิญ"


def at_work() -> House:
    p = published(everyone_answers(partnership(2), "scoping"))
    return House(opened(published(answered(p, "own_benefit", "o1", "น้ำใส")), "building"))


def comes(h: House, who: Person, *, chosen: str = "") -> list[Effect]:
    """Somebody registers by the general link, for the organisation they choose, else a new one."""
    h.do(who, Started("t", "join", ""))
    h.press(who, "consent:yes")
    if chosen:
        h.press(who, f"org:{chosen}")
    else:
        h.press(who, "org:new")
        h.say(who, NAME)
        h.press(who, "sector:faith")
    h.say(who, "คุณใหม่ ผู้แทน")
    return h.press(who, "authority:decides", "remind:never")


def kinds(said: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in said]


def state(h: House) -> str:
    return h.p.organisations["o3"].state


def test_while_it_is_being_founded_whoever_comes_is_a_member() -> None:
    h = House(opened(partnership(2), "scoping"))
    comes(h, NEW)
    assert state(h) == "member"


def test_later_it_waits_for_a_broker_and_is_neither_counted_nor_asked() -> None:
    h = at_work()
    said = comes(h, NEW)

    assert state(h) == "waiting"
    assert the(say.Registered, said).asks
    asked = the(say.AsksToJoin, said)
    assert (asked.to.id, asked.organisation, asked.name, asked.agreed) == ("p-broker", "o3", NAME, False)
    assert [o.id for o in counted(h.p)] == ["o1", "o2"]
    assert not h.p.agreements
    assert not any(isinstance(e, say.Ask) for e in h.press(NEW, "go:c1-building-1"))


def test_it_reads_nothing_of_the_partners_meanwhile() -> None:
    h = at_work()
    comes(h, NEW)
    for asked in ("summaries", "summary:c1-scoping-1", "status", "promises", "agreements", "replace"):
        assert kinds(h.press(NEW, asked)) == ["Menu"], asked


def test_a_colleague_does_not_let_it_in_and_brokers_are_asked_once() -> None:
    h = at_work()
    comes(h, NEW)
    said = comes(h, OTHER, chosen="o3")
    assert state(h) == "waiting"
    assert "AsksToJoin" not in kinds(said)


def test_taken_in_it_is_as_if_it_had_been_invited() -> None:
    h = at_work()
    comes(h, NEW)
    said = h.press(BROKER, "takein:o3")

    assert state(h) == "member"
    assert the(say.MembershipChanged, said).state == "joined"
    assert [a.result for a in h.p.agreements.values()] == ["=joined"]
    assert the(say.YourMembership, said).to.id == NEW.id
    assert the(say.CatchUp, said).to.id == NEW.id
    assert the(say.MembershipNoted, said).state == "joined"
    assert (the(say.StageOpened, said).to.id, the(say.StageOpened, said).round) == (NEW.id, "c1-building-1")
    assert "Ask" in kinds(h.press(NEW, "go:c1-catching_up-o3"))

    before = h.p
    assert kinds(h.press(BROKER, "takein:o3")) == ["Partners"]
    assert h.p.agreements == before.agreements


def test_not_yet_leaves_it_waiting_and_it_can_be_taken_in_later() -> None:
    h = at_work()
    comes(h, NEW)
    assert the(say.Partners, h.press(BROKER, "notyet:o3")).notice == "waits"
    assert state(h) == "waiting"
    h.press(BROKER, "leaveorg:o3:yes")
    assert state(h) == "waiting"
    assert the(say.Partner, h.press(BROKER, "partner:o3")).line.state == "waiting"
    h.press(BROKER, "takein:o3")
    assert state(h) == "member"


def test_only_brokers_take_in() -> None:
    h = at_work()
    comes(h, NEW)
    h.press(NEW, "takein:o3")
    h.press(person("o1"), "takein:o3")
    assert state(h) == "waiting"


def test_a_new_representative_of_a_partner_comes_as_ever() -> None:
    h = at_work()
    said = comes(h, NEW, chosen="o2")
    assert not the(say.Registered, said).asks
    assert h.p.members[NEW].organisation == "o2"


# ── who has left ─────────────────────────────────────────────────────────────


def left(h: House) -> House:
    h.press(BROKER, "leaveorg:o2:yes")
    return h


def test_an_old_button_joins_no_organisation_that_has_left() -> None:
    h = left(at_work())
    h.do(NEW, Started("t", "join", ""))
    h.press(NEW, "consent:yes")
    for said in (h.press(NEW, "org:o2"), h.say(NEW, h.p.organisations["o2"].name)):
        assert the(say.AskOrganisation, said).left == h.p.organisations["o2"].name
        assert h.p.members[NEW].organisation == ""


def test_nor_does_the_one_that_the_typed_name_looks_like() -> None:
    h = at_work()
    h.p = h.p.with_organisation(Organisation("o3", "ศูนย์เด็กเล็กบ้านดง"))
    h.do(NEW, Started("t", "join", ""))
    h.press(NEW, "consent:yes", "org:new")
    the(say.LookAlike, h.say(NEW, "ศูนย์เด็กเล็กบ้านดงง"))
    h.p = h.p.with_organisation(replace(h.p.organisations["o3"], state="left"))
    h.press(NEW, "same:yes")
    assert h.p.members[NEW].organisation == ""


def with_summary(p: Partnership, h: House, stage: str) -> None:
    h.p = opened(p, stage)
    h.press(BROKER, f"close:c1-{stage}-1:yes")
    h.press(BROKER, f"publish:c1-{stage}-1")


def test_who_left_reads_what_was_published_until_then() -> None:
    h = House(partnership(2))
    with_summary(h.p, h, "scoping")
    left(h)
    with_summary(h.p, h, "identifying")
    h.press(BROKER, "reopen:c1-scoping-1", "close:c1-scoping-1:yes", "publish:c1-scoping-1")
    assert len(h.p.rounds["c1-scoping-1"].editions) == 2

    leaver = person("o2")
    assert [x.round for x in the(say.Summaries, h.press(leaver, "summaries")).lines] == ["c1-scoping-1"]
    shown = the(say.Summary, h.press(leaver, "summary:c1-scoping-1"))
    assert (shown.edition, shown.others) == (1, ())
    assert kinds(h.press(leaver, "summary:c1-identifying-1")) == ["Summaries"]
    for asked in ("status", "promises", "choosepromise"):
        assert kinds(h.press(leaver, asked)) == ["Menu"], asked


def test_its_register_ends_with_its_leaving() -> None:
    h = left(at_work())
    h.press(BROKER, "leaveorg:o1:yes")
    lines = the(say.Agreements, h.press(person("o2"), "agreements")).lines
    assert [x.entry.slot.item for x in lines if x.entry.slot] == ["o2"]
