"""What is said and pressed in a group: a few words act, talk does not, and nobody unknown acts for anybody."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import (
    Added,
    Commanded,
    Edited,
    GroupLinked,
    Happening,
    MemberLeft,
    MembersCame,
    Pressed,
    Said,
    Sent,
    Started,
    Unsent,
)
from bot.core.model import Attachment, Partnership, Person, Place
from bot.core.publishing import summary_key
from tests.core.factories import partnership
from tests.core.scene import AGAIN, BROKER, KINDS, ME, WAVES, Scene

GROUP, NEW_GROUP = Place("telegram", "-100"), Place("line", "C77")
NOBODY = Person("line", "")
STRANGER = Person("line", "U1")


def plain() -> Scene:
    return Scene(partnership(2))


def with_open(*stages: str) -> Scene:
    scene = plain()
    for stage in stages:
        scene.press(BROKER, f"open:{stage}:full")
    return scene


def published() -> Scene:
    scene = with_open("kinds")
    scene.publish(KINDS)
    return scene


def said(
    scene: Scene, who: Person, text: str, message: str = "m9", *, to_bot: bool = False
) -> list[Effect]:
    return scene.do(who, Said(text, message, to_bot=to_bot), GROUP)


def names(effects: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in effects]


# ── words that act ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["สรุป", "ขอสรุป", "ดูสรุป", "ขอสรุปค่ะ", "สรุปครับ", " สรุป ", "/สรุป", "Summary"]
)
def test_the_newest_summary_comes_to_whoever_asks(text: str) -> None:
    scene = published()
    (shown,) = said(scene, STRANGER, text)
    assert isinstance(shown, say.Summary)
    assert (shown.to, shown.once, shown.for_broker) == (GROUP, "", ())
    assert names(said(plain(), STRANGER, text)) == ["NoSummaryYet"]


@pytest.mark.parametrize("text", ["สถานะ", "ขั้นตอน", "สถานะครับ", "Status"])
def test_the_status_too(text: str) -> None:
    scene = plain()
    was = scene.p
    (shown,) = said(scene, STRANGER, text)
    assert isinstance(shown, say.GroupStatus)
    assert (shown.to, scene.p) == (GROUP, was)


OPENS = [
    "ขั้น ๑",
    "ขั้น 1",
    "ขั้น๑",
    "ขั้นที่ 1",
    "ขั้นที่๑",
    "ขั้นตอนที่ ๑",
    "stage 1",
    "Stage 1",
    "เปิดขั้น ๑",
    "ขั้น ๑ ค่ะ",
]
CLOSES = ["ขั้น ๑ ปิด", "ขั้น๑ปิด", "ขั้นที่ 1 ปิด", "ปิดขั้น ๑", "stage 1 close", "Close stage 1", "ขั้น 1 ปิดครับ"]


@pytest.mark.parametrize("text", OPENS)
def test_a_broker_opens_a_stage_from_the_group(text: str) -> None:
    scene = plain()
    effects = said(scene, BROKER, text)
    assert [r.id for r in scene.p.open_rounds] == [KINDS]
    assert isinstance(effects[-1], say.StageCard)
    assert (effects[-1].to, effects[-1].note) == (Place(*BROKER), "opened")
    assert names([e for e in effects if e.to == GROUP]) == ["Progress"]


@pytest.mark.parametrize("text", CLOSES)
def test_and_closes_it_there_once_all_have_answered(text: str) -> None:
    scene = Scene(partnership(0))
    scene.press(BROKER, "open:kinds:full")
    effects = said(scene, BROKER, text)
    assert not scene.p.open_rounds
    assert names([e for e in effects if e.to == GROUP]) == ["Progress"]
    (draft,) = (e for e in effects if e.to == Place(*BROKER))
    assert isinstance(draft, say.Summary)
    assert draft.draft


def test_closing_with_some_missing_is_asked_about_in_private() -> None:
    scene = with_open("kinds")
    (asked,) = said(scene, BROKER, "ขั้น ๑ ปิด")
    assert isinstance(asked, say.ConfirmClose)
    assert asked.to == Place(*BROKER)
    assert len(scene.p.open_rounds) == 1


@pytest.mark.parametrize("text", [*OPENS, *CLOSES])
@pytest.mark.parametrize("who", [ME, STRANGER])
def test_nobody_else_opens_or_closes(who: Person, text: str) -> None:
    scene = with_open("kinds")
    was = scene.p
    (refused,) = said(scene, who, text)
    assert isinstance(refused, say.NotAllowed)
    assert (refused.to, refused.private, scene.p) == (GROUP, False, was)


TALK = [
    "สวัสดี", "ขอบคุณ", "เมนู", "ช่วยเหลือ", "สรุปว่าประชุมวันพุธ", "สถานะโครงการเป็นอย่างไร", "ขั้น ๑ น่าจะปิดได้แล้ว",
    "ขั้น", "ปิด", "เข้าใจตรงกัน", "ข้ามข้อนี้", "ข้อตกลงร่วม", "ข้อตกลงร่วม:", "ข้อตกลงร่วมกันของเราคืออะไร", "agreed", "", "3",
]  # fmt: skip


@pytest.mark.parametrize("text", TALK)
@pytest.mark.parametrize("who", [BROKER, ME, STRANGER, NOBODY])
def test_of_talk_no_notice_is_taken(who: Person, text: str) -> None:
    scene = with_open("kinds")
    was = scene.p
    assert said(scene, who, text) == []
    assert scene.do(who, Edited(text, "m9"), GROUP) == []
    assert scene.p == was


TO_BOT = {
    "สรุป": "NoSummaryYet",
    "ขอดูสรุป": "NoSummaryYet",
    "ถึงไหนแล้ว": "GroupStatus",
    "อยู่ขั้นไหน": "GroupStatus",
    "เริ่ม": "InviteToJoin",
    "เข้าร่วม": "InviteToJoin",
    "เมนู": "GroupHelp",
    "ช่วยด้วย": "GroupHelp",
    "ข้าม": "GroupHelp",
    "ใครยังไม่ตอบบ้าง ช่วยบอกที": "GroupHelp",
    "": "GroupHelp",
    "ขั้น ๑": "NotAllowed",
    "ข้อตกลงร่วม พบกันทุกเดือน": "NotAllowed",
}


@pytest.mark.parametrize(("text", "answer"), TO_BOT.items())
def test_whoever_speaks_to_the_bot_is_answered(text: str, answer: str) -> None:
    scene = with_open("kinds")
    was = scene.p
    effects = said(scene, ME, text, to_bot=True)
    assert names(effects) == [answer]
    assert effects[0].to == GROUP
    assert scene.p == was


def test_before_the_partnership_is_set_up_there_is_but_the_way_to_do_so() -> None:
    scene = Scene(Partnership("ps2", (GROUP,), "กลุ่ม"))
    for text in ("สรุป", "ขั้น ๑"):
        (shown,) = said(scene, BROKER, text)
        assert isinstance(shown, say.GroupHelp)
        assert not shown.ready
    assert said(scene, BROKER, "วันนี้ประชุมไหม") == []
    assert scene.do(BROKER, MembersCame(("ใหม่",)), GROUP) == []


def test_an_edited_command_acts_by_its_newest_text() -> None:
    scene = plain()
    assert said(scene, BROKER, "ขั้น") == []
    scene.do(BROKER, Edited("ขั้น ๓", "m9"), GROUP)
    assert [r.id for r in scene.p.open_rounds] == [AGAIN]


def test_what_was_shown_is_not_shown_again_for_an_edit() -> None:
    scene = published()
    was = scene.p
    assert names(said(scene, STRANGER, "สรุป")) == ["Summary"]
    for text in ("สรุปค่ะ", "สถานะ", "ขั้นตอน", "ข้อตกลงร่วม", "เมนู"):
        for to_bot in (False, True):
            assert scene.do(STRANGER, Edited(text, "m9", to_bot), GROUP) == []
    assert scene.p == was


def test_a_command_edited_to_the_same_opens_nothing_twice() -> None:
    scene = plain()
    said(scene, BROKER, "ขั้น ๑")
    was = scene.p
    effects = scene.do(BROKER, Edited("ขั้น ๑ ค่ะ", "m9"), GROUP)
    assert scene.p == was
    assert [e for e in effects if e.to == GROUP] == []


def test_whoever_edits_a_line_towards_the_bot_hears_that_only_brokers_may() -> None:
    scene = with_open("kinds")
    assert scene.do(ME, Edited("ข้อตกลงร่วม อื่น", "m9"), GROUP) == []
    effects = scene.do(ME, Edited("ข้อตกลงร่วม อื่น", "m9", to_bot=True), GROUP)
    assert names(effects) == ["NotAllowed"]


# ── ข้อตกลงร่วม ──────────────────────────────────────────────────────────────

LINE = "พบกันทุกวันพุธแรกของเดือน"


@pytest.mark.parametrize(
    "text",
    [
        f"ข้อตกลงร่วม {LINE}",
        f"ข้อตกลงร่วม: {LINE}",
        f"ข้อตกลงร่วม : {LINE}",
        f"ข้อตกลงร่วม\n{LINE}",
        f"/agreed {LINE}",
    ],
)
def test_a_broker_notes_what_is_agreed(text: str) -> None:
    scene = with_open("kinds", "waves")
    (noted,) = said(scene, BROKER, text)
    assert isinstance(noted, say.AgreedNoted)
    assert (noted.to, noted.stage.key, noted.agreed) == (GROUP, "waves", LINE)
    rounds = scene.p.rounds
    assert (rounds[WAVES].agreed, rounds[WAVES].agreed_message) == (LINE, "m9")
    assert rounds[KINDS].agreed == ""


def test_by_command_too_and_only_in_an_open_round() -> None:
    scene = with_open("kinds")
    assert names(scene.do(BROKER, Commanded("agreed", LINE), GROUP)) == ["AgreedNoted"]
    assert scene.p.rounds[KINDS].agreed == LINE
    assert names(scene.do(ME, Commanded("agreed", "อื่น"), GROUP)) == ["NotAllowed"]
    assert names(scene.do(BROKER, Commanded("agreed"), GROUP)) == ["GroupHelp"]
    assert scene.p.rounds[KINDS].agreed == LINE
    late = published()
    was = late.p
    (nowhere,) = said(late, BROKER, f"ข้อตกลงร่วม {LINE}")
    assert nowhere == say.GroupHelp(GROUP, "th", ready=True, why="no_stage")
    assert late.p == was


@pytest.mark.parametrize("who", [ME, STRANGER])
def test_from_others_it_is_talk(who: Person) -> None:
    scene = with_open("kinds")
    was = scene.p
    assert said(scene, who, f"ข้อตกลงร่วม {LINE}") == []
    assert scene.p == was


def agreed() -> Scene:
    scene = with_open("kinds")
    said(scene, BROKER, f"ข้อตกลงร่วม {LINE}")
    return scene


def test_editing_the_message_corrects_the_line() -> None:
    scene = agreed()
    (noted,) = scene.do(BROKER, Edited("ข้อตกลงร่วม พบกันทุกวันศุกร์", "m9"), GROUP)
    assert isinstance(noted, say.AgreedNoted)
    assert scene.p.rounds[KINDS].agreed == noted.agreed == "พบกันทุกวันศุกร์"
    (gone,) = scene.do(BROKER, Edited("ช่างเถอะ", "m9"), GROUP)
    assert isinstance(gone, say.AgreedNoted)
    assert (gone.agreed, scene.p.rounds[KINDS].agreed) == ("", "")


def test_the_newest_text_stands_though_it_comes_before_the_first() -> None:
    scene = with_open("kinds")
    scene.do(BROKER, Edited("ข้อตกลงร่วม ใหม่", "m9"), GROUP)
    was = scene.p
    assert said(scene, BROKER, "ข้อตกลงร่วม เก่า", "m9") == []
    assert said(scene, BROKER, "ข้อตกลงร่วม เก่า", "m9", to_bot=True) == []
    assert scene.p == was
    assert scene.p.rounds[KINDS].agreed == "ใหม่"


def test_nor_does_it_go_into_the_round_that_was_opened_meanwhile() -> None:
    scene = with_open("kinds")
    scene.do(BROKER, Edited("ข้อตกลงร่วม ใหม่", "m9"), GROUP)
    scene.publish(KINDS)
    scene.press(BROKER, "open:waves:full")
    was = scene.p
    assert said(scene, BROKER, "ข้อตกลงร่วม เก่า", "m9") == []
    assert scene.p == was


def test_a_line_edited_to_the_same_is_not_noted_again() -> None:
    scene = agreed()
    was = scene.p
    assert scene.do(BROKER, Edited(f"ข้อตกลงร่วม:  {LINE}", "m9"), GROUP) == []
    assert scene.p == was


def test_editing_another_message_or_by_another_does_not() -> None:
    scene = agreed()
    was = scene.p
    assert scene.do(BROKER, Edited("ช่างเถอะ", "m8"), GROUP) == []
    assert scene.do(ME, Edited("ข้อตกลงร่วม อื่น", "m9"), GROUP) == []
    assert scene.p == was


def test_what_was_published_is_not_edited_afterwards_and_goes_into_no_other_round() -> None:
    scene = agreed()
    scene.publish(KINDS)
    scene.press(BROKER, "open:waves:full")
    was = scene.p
    assert scene.do(BROKER, Edited("ข้อตกลงร่วม อื่น", "m9"), GROUP) == []
    assert scene.p == was


@pytest.mark.parametrize("closed", [False, True])
def test_taking_the_message_back_takes_the_line_out(closed: bool) -> None:
    scene = agreed()
    if closed:
        scene.publish(KINDS)
    assert scene.do(BROKER, Unsent("m8"), GROUP) == []
    unsay, noted = scene.do(BROKER, Unsent("m9"), GROUP)
    assert isinstance(unsay, say.Unsay)
    assert unsay.message == "m9"
    assert isinstance(noted, say.AgreedNoted)
    assert (noted.agreed, noted.to) == ("", GROUP)
    assert (scene.p.rounds[KINDS].agreed, scene.p.rounds[KINDS].agreed_message) == ("", "")


def test_a_line_written_in_private_is_not_the_groups_message_any_more() -> None:
    scene = agreed()
    scene.press(BROKER, f"agreed:{KINDS}")
    scene.say(BROKER, "อีกบรรทัด")
    assert scene.do(BROKER, Edited("ช่างเถอะ", "m9"), GROUP) == []
    assert scene.do(BROKER, Unsent("m9"), GROUP) == []
    assert scene.p.rounds[KINDS].agreed == "อีกบรรทัด"
    scene.do(BROKER, Edited("ข้อตกลงร่วม เก่า", "m9"), GROUP)  # said anew, by its newest text
    assert scene.p.rounds[KINDS].agreed == "เก่า"
    scene.press(BROKER, f"agreed:{KINDS}:clear")
    assert scene.p.rounds[KINDS].agreed_message == ""


# ── buttons in the group ─────────────────────────────────────────────────────


@pytest.mark.parametrize("who", [STRANGER, NOBODY, BROKER])
def test_whoever_taps_sees_status_and_summary(who: Person) -> None:
    scene = published()
    was = scene.p
    assert names(scene.do(who, Pressed("x", "say:status"), GROUP)) == ["GroupStatus"]
    assert names(scene.do(who, Pressed("x", "say:summary"), GROUP)) == ["Summary"]
    assert scene.p == was


def test_a_tap_tells_who_wrote_under_the_groups_name() -> None:
    scene = plain()
    (asked,) = scene.do(NOBODY, Said("ขั้น ๑", "m9"), GROUP)
    assert isinstance(asked, say.AnonymousAsked)
    assert (asked.command, asked.argument) == ("stage", "1")
    (to_private,) = scene.do(NOBODY, Pressed("x", "identify:stage:1"), GROUP)
    assert isinstance(to_private, say.GroupHelp)
    assert to_private.ready
    assert not scene.p.open_rounds
    assert names(scene.do(ME, Pressed("x", "identify:stage:1"), GROUP)) == ["NotAllowed"]
    scene.do(BROKER, Pressed("x", "identify:stage:1"), GROUP)
    assert len(scene.p.open_rounds) == 1


def test_a_colon_in_the_line_survives_the_button() -> None:
    scene = with_open("kinds")
    (asked,) = said(scene, NOBODY, "ข้อตกลงร่วม: พบกัน 10:30", to_bot=True)
    assert isinstance(asked, say.AnonymousAsked)
    scene.do(BROKER, Pressed("x", f"identify:{asked.command}:{asked.argument}"), GROUP)
    assert scene.p.rounds[KINDS].agreed == "พบกัน 10 30"


# ── a person without an id ───────────────────────────────────────────────────


def _busy() -> Scene:
    scene = agreed()
    scene.press(ME, f"go:{KINDS}")
    return scene


WHATEVER: list[Happening] = [
    *(Said(text, "m9", to_bot=to) for text in [*TALK, *OPENS, *CLOSES, *TO_BOT] for to in (True, False)),
    *(Edited(text, "m9") for text in [*OPENS, *CLOSES, "ข้อตกลงร่วม อื่น", "สรุป"]),
    *(Pressed("x", f"{act}") for act in (
        "identify:stage:1", "identify:stage:1 close", "identify:agreed:อื่น", "say:status", f"close:{KINDS}:yes",
        "open:waves:full", f"handin:{KINDS}", "consent:yes", "linkgroup", "push:1", "policy:always", "start", "",
    )),
    *(Commanded(name, rest) for name in ("stage", "agreed", "start", "erase") for rest in ("", "1", "1 close")),
    Sent(Attachment("photo", "f1"), "", "m9"),
    MembersCame(("ใหม่",)),
    MemberLeft(),
    Added("กลุ่ม"),
    Started("t", "setup"),
]  # fmt: skip
"""All that people can do in a group. Taking one's own message back is left out: no id is needed to know
whose it was, and what it said must go. So is a code: whoever gives it, a broker gave it away."""


@pytest.mark.parametrize(
    "scene", [plain(), _busy(), published(), Scene(Partnership("p", (GROUP,)))]
)
def test_a_person_without_an_id_never_changes_anything(scene: Scene) -> None:
    blank = replace(scene.p.members[BROKER], person=NOBODY) if scene.p.members else None
    for p in (scene.p, scene.p.with_member(blank) if blank else scene.p):
        for happened in WHATEVER:
            now = replace(scene, p=p)
            now.do(NOBODY, happened, GROUP)
            assert now.p == p, happened


def test_but_their_own_message_can_be_taken_back() -> None:
    scene = agreed()
    scene.do(NOBODY, Unsent("m9"), GROUP)
    assert scene.p.rounds[KINDS].agreed == ""


# ── who comes and goes ───────────────────────────────────────────────────────


def test_those_who_come_are_invited_there_and_only_there() -> None:
    scene = plain()
    scene.p = replace(scene.p, groups=(GROUP, NEW_GROUP))
    (invited,) = scene.do(NOBODY, MembersCame(("ใหม่",)), NEW_GROUP)
    assert isinstance(invited, say.InviteToJoin)
    assert (invited.to, invited.arrival) == (NEW_GROUP, True)
    for happened in (Commanded("start"), Added("กลุ่มไลน์")):
        (again,) = scene.do(STRANGER, happened, NEW_GROUP)
        assert isinstance(again, say.InviteToJoin)
        assert (again.to, again.arrival) == (NEW_GROUP, False)


def test_of_a_representative_who_leaves_the_brokers_hear() -> None:
    scene = plain()
    was = scene.p
    (heard,) = scene.do(ME, MemberLeft(), GROUP)
    assert isinstance(heard, say.Undelivered)
    assert (heard.to, heard.who, heard.why) == (
        Place(*BROKER), "คุณสมมติ 1 ผู้ประสาน", "left_group",
    )  # fmt: skip
    assert scene.do(STRANGER, MemberLeft(), GROUP) == []
    assert scene.do(BROKER, MemberLeft(), GROUP) == []
    assert scene.p == was


# ── a further group ──────────────────────────────────────────────────────────


def test_a_further_group_is_greeted_and_shown_what_is_open() -> None:
    scene = with_open("kinds", "waves")
    effects = scene.do(STRANGER, GroupLinked("กลุ่มไลน์"), NEW_GROUP)
    assert scene.p.groups == (GROUP, NEW_GROUP)
    assert [(type(e).__name__, e.to) for e in effects] == [
        ("GroupIsLinked", NEW_GROUP),
        ("GroupIsLinked", Place(*BROKER)),
        ("InviteToJoin", NEW_GROUP),
        ("Progress", NEW_GROUP),
        ("Progress", NEW_GROUP),
    ]
    here, private = effects[:2]
    assert isinstance(here, say.GroupIsLinked)
    assert isinstance(private, say.GroupIsLinked)
    assert (here.partnership, here.title, here.private) == ("ภาคีแม่แรม", "กลุ่มไลน์", False)
    assert private.private


def test_both_groups_then_get_the_same() -> None:
    scene = plain()
    scene.do(STRANGER, GroupLinked("กลุ่มไลน์"), NEW_GROUP)
    effects = scene.press(BROKER, "open:kinds:full") + scene.publish(KINDS)
    told = {g: names([e for e in effects if e.to == g]) for g in (GROUP, NEW_GROUP)}
    assert told[GROUP] == told[NEW_GROUP] == ["Progress", "Progress", "Summary"]
    keys = {e.once for e in effects if isinstance(e, say.Summary) and not e.draft}
    assert keys == {summary_key(scene.p.id, scene.p.rounds[KINDS], g) for g in (GROUP, NEW_GROUP)}
    assert len(keys) == 2


def test_a_group_linked_twice_changes_nothing() -> None:
    scene = plain()
    scene.do(STRANGER, GroupLinked("กลุ่มไลน์"), NEW_GROUP)
    was = scene.p
    (told,) = scene.do(STRANGER, GroupLinked("กลุ่มไลน์"), NEW_GROUP)
    assert isinstance(told, say.GroupIsLinked)
    assert told.already
    assert (told.to, scene.p) == (NEW_GROUP, was)


def test_a_group_of_another_partnership_stays_with_it() -> None:
    scene = with_open("kinds")
    was = copy(scene).p
    (refused,) = scene.do(BROKER, GroupLinked("กลุ่มแม่แรม", taken=True), GROUP)
    assert isinstance(refused, say.LinkRefused)
    assert (refused.to, scene.p) == (GROUP, was)
