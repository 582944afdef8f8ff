"""Codes that people type: invitations, further groups, a second app."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.channels.local import NAME as LOCAL
from bot.channels.local import Shown
from bot.core import effects as say
from bot.core.model import Person, Place
from bot.facilitator.codes import JOINING, LINKING, typed
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.test_reply_first import RIVER, answered
from tests.facilitator.town import LOCAL_GROUP, MOMENT, Town
from tests.whole.inside import command, renderer

CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
GROUPS = "SELECT channel, place FROM partnership_group ORDER BY channel, place"
MEMBERS = (
    "SELECT channel, person FROM member WHERE broker = 1 OR representative = 1 ORDER BY person"
)


def code_in(shown: list[Shown]) -> str:
    found = [code for s in shown for code in CODE.findall(s.message.text)]
    assert len(set(found)) == 1, [s.message.text for s in shown]
    return str(found[0])


def group_code(town: Town) -> str:
    town.say("boss", "เมนู")
    town.tap("boss", "about")
    return code_in(town.tap("boss", "linkgroup"))


def person_code(town: Town, who: str) -> str:
    town.say(who, "ข้อมูลของฉัน")
    return code_in(town.tap(who, "linkme"))


def invitation_code(town: Town) -> str:
    shown = next(s for s in town.line.on(Place(LINE, "g1")) if "join" in s.tokens)
    return shown.tokens["join"]


def texts(shown: list[Shown]) -> list[str]:
    return [s.message.text for s in shown]


def said(effect: say.Effect) -> str:
    return renderer()(effect).text


# ── how a code is told from what people say ──────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ABCD-2345", ""),
        ("เชื่อม abcd-2345 ครับ", "เชื่อม"),
        ("เชื่อมABCD-2345", "เชื่อม"),
        ("เข้าร่วม: “ABCD–2345”", "เข้าร่วม"),
        ("/link ABCD - 2345", "link"),
        ("Set  up ABCD-2345.", "set up"),
        ("รหัสพัสดุคือ ABCD-2345", "รหัสพัสดุคือ"),
        ("เข้าร่วม ABCD 2345", "เข้าร่วม"),
        ("เข้าร่วม abcd2345", "เข้าร่วม"),
    ],
)
def test_a_code_at_the_end_of_a_text(text: str, words: str) -> None:
    assert typed(text) == ("ABCD-2345", words)


@pytest.mark.parametrize(
    "text", ["", "ABCD-2345-1", "ABCD-234", "XABCD-2345", "A1CD-2345", "ABCO-2345", "ABCD-2345 แล้ว", "ABCD 2345",
             "GREAT THANKS", "ทะเบียน ABCD2345"]
)
def test_what_is_no_code(text: str) -> None:
    assert typed(text) is None


def test_the_words_that_buttons_type_are_known() -> None:
    """In both languages: what is typed in before a code is what the house takes for such words."""
    place = Place(LINE, "x")
    for language in ("th", "en"):
        for effect in (
            say.InviteToJoin(place, language, "ก", "ข"),
            say.GroupHelp(place, language, ready=False),
            say.GroupHelp(place, language, ready=True),
            say.NotAllowed(place, language, private=False),
        ):
            for row in renderer()(effect).buttons:
                assert all(b.says.casefold() in JOINING for b in row if b.opens), row
        offer = say.OfferCode(place, language, "group", "ก", "ABCD-2345")
        quoted = re.findall(r"[“\"]([^”\"]*)ABCD-2345", renderer()(offer).text)
        assert all(words.strip().casefold() in LINKING | {"/link"} for words in quoted)


# ── what counts as a wrong code ──────────────────────────────────────────────

WRONG = "SELECT count(*) FROM wrong_token"


@pytest.mark.parametrize("place", ["carl", "g1"])
def test_talk_that_ends_like_a_code_is_no_wrong_code(town: Town, place: str) -> None:
    for number in range(6):
        town.say("carl", f"ดูเอกสาร PLAN-256{number + 4}", place, after=MOMENT)
    assert town.rows(WRONG) == [(0,)]
    shown = town.say("carl", f"เข้าร่วม {invitation_code(town)}")
    assert any(b.action == "consent:yes" for s in shown for b in s.buttons)


@pytest.mark.parametrize(
    ("text", "to_bot"),
    [("ABCD-2345", False), ("เชื่อม ABCD-2345", False), ("นี่ ABCD-2345", True)],
)
def test_where_a_code_was_meant_a_wrong_one_counts(town: Town, text: str, to_bot: bool) -> None:
    town.say("carl", text, "g1", to_bot=to_bot)
    assert town.rows(WRONG) == [(1,)]


def test_the_nameless_people_of_groups_share_no_count(town: Town) -> None:
    code = group_code(town)
    for _ in range(6):
        town.say("", "เชื่อม ABCD-2345", "g2", after=MOMENT)
    town.say("", f"เชื่อม {code}", "g2", after=MOMENT)
    assert ("line", "g2") in town.rows(GROUPS)


# ── invitations ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["เข้าร่วม {}", "{}", "join {}"])
def test_an_invitation_is_typed(town: Town, words: str) -> None:
    shown = town.say("cat", words.format(invitation_code(town).lower()))
    assert any(b.action == "consent:yes" for s in shown for b in s.buttons)


def test_an_invitation_after_its_days_brings_a_new_one_to_the_group_but_once(town: Town) -> None:
    old, group = invitation_code(town), Place(LINE, "g1")
    town.now += timedelta(days=8)

    def came() -> list[str]:
        return texts([s for s in town.line.on(group) if "join" in s.tokens])

    before = len(came())
    late = said(say.LinkUnknown(Place(LINE, "cat"), "th", renewed=True))
    for who in ("cat", "dog"):
        assert texts(town.say(who, f"เข้าร่วม {old}")) == [late]
    town.say("boss", "ขั้นตอน", place="g1")  # on LINE it comes with the next reply
    assert len(came()) == before + 1
    fresh = next(s for s in reversed(town.line.on(group)) if "join" in s.tokens).tokens["join"]
    assert fresh != old
    assert "consent:" in town.say("cat", f"เข้าร่วม {fresh}")[-1].buttons[0].action
    assert not any("ใช้ไม่ได้แล้ว" in text for text in texts(town.say("boss", f"เข้าร่วม {old}")))


def test_an_invitation_after_its_days_is_no_way_round_the_silence(town: Town) -> None:
    old = invitation_code(town)
    town.now += timedelta(days=8)
    for _ in range(5):
        town.say("cat", f"เข้าร่วม {old}", after=MOMENT)
    assert not town.say("cat", f"เข้าร่วม {old}", after=MOMENT)


def test_a_wrong_invitation_is_answered_five_times(town: Town) -> None:
    wrong = said(say.LinkUnknown(Place(LINE, "cat"), "th"))
    for _ in range(5):
        assert texts(town.say("cat", "เข้าร่วม ABCD-2345", after=MOMENT)) == [wrong]
    assert not town.say("cat", "เข้าร่วม ABCD-2345", after=MOMENT)
    assert not town.say("cat", f"เข้าร่วม {invitation_code(town)}", after=MOMENT)
    town.now += timedelta(minutes=10)
    assert town.say("cat", f"เข้าร่วม {invitation_code(town)}")


def test_what_only_reads_like_a_code_is_an_answer(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    town.say("ann", "เลขที่หนังสือ ABCD-2345")
    assert town.rows("SELECT raw FROM answer") == [("เลขที่หนังสือ ABCD-2345",)]


# ── further groups ───────────────────────────────────────────────────────────


def test_a_second_group_gets_what_the_first_gets(town: Town) -> None:
    code = group_code(town)
    town.do("boss", {"what": "added", "title": "กลุ่มสอง"}, "g2")
    town.say("boss", f"เชื่อม {code}", "g2")
    assert town.rows(GROUPS) == [("line", "g1"), ("line", "g2")]
    assert any(b.opens == "join" for s in town.line.on(Place(LINE, "g2")) for b in s.buttons)
    answered(town)
    town.close()
    for group in ("g1", "g2"):
        town.say("bob", "สวัสดีค่ะ", group)
        assert sum(RIVER in text for text in town.texts(group)) == 1


def test_a_group_on_another_channel_is_linked_by_the_command(town: Town) -> None:
    code = group_code(town)
    town.locally("dan", {"what": "added", "title": "กลุ่มเทเลแกรม"}, "g1")
    town.locally("dan", command("link", code), "g1")
    assert town.rows(GROUPS) == [("line", "g1"), ("local", "g1")]
    answered(town)
    town.close()
    assert [RIVER in s.message.text for s in town.local.on(LOCAL_GROUP)].count(True) == 1


def test_a_code_works_once(town: Town) -> None:
    code = group_code(town)
    town.say("boss", f"เชื่อม {code}", "g2")
    shown = town.say("boss", f"เชื่อม {code}", "g3")
    assert texts(shown) == [said(say.CodeUnknown(Place(LINE, "g3"), "th"))]
    assert town.rows(GROUPS) == [("line", "g1"), ("line", "g2")]


def test_a_group_with_a_partnership_of_its_own_is_not_linked_and_the_code_stays_good(
    town: Town,
) -> None:
    code = group_code(town)
    town.set_up("eve", "g2")
    shown = town.say("eve", code, "g2")
    assert texts(shown) == [said(say.LinkRefused(Place(LINE, "g2"), "th"))]
    assert len(town.rows("SELECT DISTINCT partnership FROM partnership_group")) == 2
    town.say("boss", code, "g3")
    assert ("line", "g3") in town.rows(GROUPS)


def set_up_halfway(town: Town, broker: str, group: str) -> None:
    place = Place(LINE, group)
    town.line.administrators.add((place, Person(LINE, broker)))
    town.do(broker, {"what": "added", "title": f"ภาคี {group}"}, group)
    town.press(broker, place, lambda b: b.opens == "setup")
    town.tap(broker, "setname:title")


def test_a_group_that_somebody_is_setting_up_is_not_linked(town: Town) -> None:
    code = group_code(town)
    set_up_halfway(town, "eve", "g2")
    shown = town.say("dan", code, "g2")
    assert texts(shown) == [said(say.LinkRefused(Place(LINE, "g2"), "th"))]
    assert town.rows("SELECT 1 FROM member WHERE person = 'eve' AND broker = 1")


def test_ones_own_beginning_is_given_up_for_the_other_partnership(town: Town) -> None:
    code = group_code(town)
    set_up_halfway(town, "boss", "g2")
    town.say("boss", code, "g2")
    assert len(town.rows("SELECT DISTINCT partnership FROM partnership_group")) == 1


def test_the_group_that_is_linked_already_is_told_so(town: Town) -> None:
    code = group_code(town)
    shown = town.say("boss", code, "g1")
    assert said(say.LinkRefused(Place(LINE, "g1"), "th")) not in texts(shown)
    assert town.rows(GROUPS) == [("line", "g1")]
    town.say("boss", code, "g2")
    assert len(town.rows(GROUPS)) == 2


def test_a_code_for_a_group_in_private_stays_good(town: Town) -> None:
    code = group_code(town)
    shown = town.say("boss", code)
    assert texts(shown) == [said(say.CodeNotHere(Place(LINE, "boss"), "th", "group"))]
    town.say("boss", code, "g2")
    assert len(town.rows(GROUPS)) == 2


def test_talk_that_ends_like_a_code_is_nobodys_business(town: Town) -> None:
    before = town.texts("g1")
    town.say("bob", "ส่งของเลขที่ ABCD-2345", "g1")
    assert town.texts("g1") == before


def test_a_code_of_yesterday_is_too_old(town: Town) -> None:
    code = group_code(town)
    town.now += timedelta(hours=24)
    shown = town.say("boss", f"เชื่อม {code}", "g2")
    assert texts(shown) == [said(say.CodeUnknown(Place(LINE, "g2"), "th"))]


# ── two apps, one person ─────────────────────────────────────────────────────


def test_one_person_with_two_apps_is_one_member(town: Town) -> None:
    code = person_code(town, "ann")
    shown = town.say_locally("ann2", code)
    linked = say.PersonIsLinked(Place(LOCAL, "ann2"), "th", "คุณann", "มูลนิธิสายธาร")
    assert said(linked) in texts(shown)
    assert len(shown) > 1  # and as after start
    told = town.say("ann", "เมนู")  # whose code it was hears of it, too
    assert any("ann2" in text for text in texts(told))
    town.open()
    asked = town.locally("ann2", command("start"))
    assert any(s.message.slot.startswith("ask:") for s in asked)
    town.say_locally("ann2", RIVER)
    assert town.rows("SELECT by_channel, by_person, raw FROM answer") == [("line", "ann", RIVER)]
    assert len(town.rows(MEMBERS)) == 3


EVERYONE = (
    "SELECT channel, person, broker, representative, organisation FROM member ORDER BY person"
)


def join_locally(town: Town, who: str, organisation: str) -> None:
    town.say_locally(who, f"เข้าร่วม {invitation_code(town)}")
    town.tap_locally(who, "consent:yes")
    town.say_locally(who, organisation)
    town.tap_locally(who, "sector:civil")
    town.say_locally(who, f"คุณ{who}")
    town.tap_locally(who, "authority:decides")
    town.tap_locally(who, "remind:never")


@pytest.mark.parametrize("who", ["boss", "ann"])
def test_nobody_becomes_what_they_are_not_by_a_code_that_another_types(
    town: Town, who: str
) -> None:
    """It looks like an invitation: someone in another partnership talks a broker into typing it."""
    join_locally(town, "mallory", "ชมรมใหม่")
    before = town.rows(EVERYONE)
    code = code_in(town.say_locally("mallory", "เชื่อมแอป"))
    for words in ("", "เข้าร่วม "):
        shown = town.say(who, words + code)
        assert texts(shown) == [said(say.CodeNotHere(Place(LINE, who), "th", "theirs"))]
    assert town.rows(EVERYONE) == before
    assert not town.rows("SELECT 1 FROM linked_person")


def test_a_stranger_gains_no_partnership_by_a_code_that_its_broker_types(town: Town) -> None:
    """The giver is in no partnership of the one who types."""
    town.locally("eve", {"what": "added", "title": "อีกภาคี"}, "g9")
    town.local.administrators.add((Place(LOCAL, "g9"), Person(LOCAL, "eve")))
    town.press_locally("eve", Place(LOCAL, "g9"), lambda b: b.opens == "setup")
    for action in ("setname:title", "purpose:skip", "setlanguage:th", "form:short"):
        town.tap_locally("eve", action)
    town.say("boss", code_in(town.say_locally("eve", "เชื่อมแอป")))
    assert not town.rows("SELECT 1 FROM linked_person")


def test_someone_who_joined_for_the_same_organisation_in_both_apps_is_one(town: Town) -> None:
    town.say_locally("ann2", f"เข้าร่วม {invitation_code(town)}")
    town.tap_locally("ann2", "consent:yes")
    town.say_locally("ann2", "มูลนิธิสายธาร")
    town.say_locally("ann2", "คุณแอน")
    town.tap_locally("ann2", "authority:decides")
    town.tap_locally("ann2", "remind:never")
    assert len(town.rows(MEMBERS)) == 4
    shown = town.say("ann", code_in(town.say_locally("ann2", "เชื่อมแอป")))
    assert "มูลนิธิสายธาร" in shown[0].message.text  # whose code it was
    assert len(town.rows(MEMBERS)) == 3


def test_what_the_other_apps_person_was_goes_into_the_one(town: Town) -> None:
    group = group_code(town)
    town.locally("dan", {"what": "added", "title": "กลุ่มเทเลแกรม"}, "g1")
    town.locally("dan", command("link", group), "g1")
    town.press_locally("ann2", LOCAL_GROUP, lambda b: b.opens == "join")
    assert len(town.rows("SELECT 1 FROM member WHERE representative = 1")) == 3
    town.say_locally("ann2", person_code(town, "ann"))
    assert len(town.rows("SELECT 1 FROM member WHERE representative = 1")) == 2


def test_they_are_written_to_where_they_were_last(town: Town) -> None:
    town.say_locally("ann2", person_code(town, "ann"))
    before = town.states("ann")
    town.open()
    assert town.local.on(Place(LOCAL, "ann2"))[-1].buttons
    assert town.states("ann") == before


def test_whoever_leaves_one_app_goes_on_in_the_other(town: Town) -> None:
    town.say_locally("ann2", person_code(town, "ann"))
    town.do("ann", {"what": "blocked"})
    assert town.rows("SELECT reachable FROM member WHERE person = 'ann'") == [(1,)]
    town.locally("ann2", {"what": "blocked"})
    assert town.rows("SELECT reachable FROM member WHERE person = 'ann'") == [(0,)]


def test_a_code_for_a_person_is_used_up_where_all_can_read_it(town: Town) -> None:
    code = person_code(town, "ann")
    shown = town.say("ann", code, "g1")
    assert texts(shown) == [said(say.CodeNotHere(Place(LINE, "g1"), "th", "person"))]
    town.say_locally("thief", code)
    assert not town.rows("SELECT 1 FROM linked_person")


def test_a_code_for_a_person_links_no_second_account_of_the_same_app(town: Town) -> None:
    code = person_code(town, "ann")
    for who in ("ann", "bob"):
        shown = town.say(who, code)
        assert texts(shown) == [said(say.CodeNotHere(Place(LINE, who), "th", "app"))]
    assert not town.rows("SELECT 1 FROM linked_person")
    town.say_locally("ann2", code)
    assert len(town.rows("SELECT 1 FROM linked_person")) == 1


def test_rights_are_asked_of_the_account_that_is_in_the_group(town: Town) -> None:
    """Someone known by their LINE account sets up a group elsewhere."""
    town.say_locally("boss2", person_code(town, "boss"))
    town.locally("boss2", {"what": "added", "title": "กลุ่มใหม่"}, "g9")
    group = Place(LOCAL, "g9")
    town.local.administrators.add((group, Person(LOCAL, "boss2")))
    shown = town.press_locally("boss2", group, lambda b: b.opens == "setup")
    assert any(b.action == "setname:title" for s in shown for b in s.buttons)
