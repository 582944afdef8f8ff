"""Every effect in both languages: its words, its buttons, and what hostile names do (nothing)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import regex

from bot.core import effects as e
from bot.core.cycle import Seen
from bot.core.effects import Choice
from bot.core.model import Authority
from bot.core.results import Bars, Note, Voices
from bot.message import Button, Message
from bot.render.keys import KEYS
from bot.render.renderer import Renderer, snake
from bot.render.words import LANGUAGES
from tests.render.messages import RENDER, ROOT
from tests.render.samples import GROUP, PRIVATE, SOMSRI, STAGE, Samples

SAY = Renderer()
NOT_SAID = {e.AskPrice, e.AskRights, e.CloseBoard, e.Forget, e.ForgetTelephone, e.PushWaiting, e.Unsay}
NOT_SAID |= {e.SettleDoubtful}
VERBS = set(
    """go answer tick untick place clear done skip back pause take retype swap keep early review change edit handin
    menu status summaries summary help privacy mydata ownfile erase switch language rename consent org same sector name
    authority remind setname setback about renamegroup repurpose purpose setlanguage form represent wheel stage open
    checkin who nudge more closepart preview agreed close reopen skipstage unskip identify sending push policy linkgroup
    linkme pick say board
    lists listitem listword listplain listmerge listinto listsplit listdrop listback readernote leaveout leavewhich
    leavefrom leaveanswer leaveback correct nocorrection takecorrection refusecorrection corrections
    nextpart publish override voteagain aftertwelfth takeup endpartnership newcycle asbefore brokers
    giverole offerrole withdrawrole takerole layrole elect stand
    timing settiming deadline snooze noreminders askremind toconfirm mine
    confirm toconfirm promises choosepromise promise kept unkept droppromise handpromise holdpromise takepromise
    agreements
    notes note addnote calloff remindnote donenote dropnote papers paper order
    vote voteagain why workinggroup
    partners partner leaveorg pauseorg pauseyes backday backorg stayorg inviteorg invite_org invitesure inviteagain
    takein notyet firmpromise
    replace handed unrep doubtful phone phonefor phonenew phonesame phoneconsent endphone forgetphone mine""".split()  # noqa: SIM905 - easier to read than quotes
)
OPENS = {"join", "setup", "desk", "add", "board"}
THAI = re.compile("[\u0e00-\u0e7f]")
ALL = {language: tuple(Samples(language).all()) for language in LANGUAGES}
EVERY = [pytest.param(x, id=f"{x.language}-{type(x).__name__}") for lang in ALL for x in ALL[lang]]


def buttons(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


def labels(message: Message) -> list[str]:
    return [button.label for button in buttons(message)]


def every_effect() -> set[type[e.Effect]]:
    kinds = {kind for kind in vars(e).values() if isinstance(kind, type) and issubclass(kind, e.Effect)}
    return kinds - NOT_SAID - {e.Effect}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_effect_has_a_sample(language: str) -> None:
    assert {type(effect) for effect in ALL[language]} == every_effect()


def test_every_effect_has_a_template_and_no_template_is_idle() -> None:
    there = {p.stem for p in (RENDER / "templates").glob("*.j2") if not p.stem.startswith("_")}
    assert there == {snake(kind.__name__) for kind in every_effect()}


@pytest.mark.parametrize(
    "effect",
    [
        e.AskRights(GROUP, "th", SOMSRI),
        e.Forget(GROUP, "th", SOMSRI, answers_too=False),
        e.ForgetTelephone(GROUP, "th", "o2", "ป้าคำ"),
        e.Unsay(GROUP, "th", SOMSRI, "m1"),
        e.AskPrice(GROUP, "th"),
        e.CloseBoard(GROUP, "th", SOMSRI),
        e.PushWaiting(GROUP, "th", 20),
        e.SettleDoubtful(GROUP, "th", again=True),
    ],
)
def test_what_is_no_message_is_refused(effect: e.Effect) -> None:
    with pytest.raises(TypeError):
        SAY(effect)


@pytest.mark.parametrize("effect", EVERY)
def test_every_effect_can_be_said(effect: e.Effect) -> None:
    message = SAY(effect)
    assert message.text == message.text.strip() != ""
    assert "\n\n\n" not in message.text
    assert not re.search(r"%\(|\{\{|None|Undefined|[\x00-\x09\x0b-\x1f]", message.text)
    assert not re.search(r"[ \t]\n", message.text)
    spans = [index for span in message.strong for index in span]
    assert spans == sorted(set(spans))
    assert all(0 <= at <= len(message.text) for at in spans)
    if effect.language == "th":
        assert THAI.search(message.text)


@pytest.mark.parametrize("effect", EVERY)
def test_buttons_mean_something_and_are_short(effect: e.Effect) -> None:
    for button in buttons(SAY(effect)):
        assert (button.action.split(":")[0] in VERBS) != (button.opens.split(":")[0] in OPENS), button
        core = re.sub(r"^(☑ |☐ )?(\d )?", "", button.label)
        assert len(regex.findall(r"\X", core)) <= 20, button
        assert "\n" not in button.label
        assert button.label.strip()


@pytest.mark.parametrize("effect", EVERY)
def test_every_text_fits_in_one_reading(effect: e.Effect) -> None:
    """Only what lists people's answers may be long; what the bot says by itself fits a phone's screen."""
    long = (e.Summary, e.Daily, e.Privacy, e.MyData, e.Status, e.Wheel, e.Review, e.AskConsent, e.Help,
            e.CycleBegun, e.Notes, e.Promises, e.Agreements, e.ToConfirm)
    if not isinstance(effect, long):
        assert len(SAY(effect).text) < 700


def standing(effect: e.Effect) -> list[Button]:
    """The buttons that stand where messages are edited in place."""
    return [button for button in buttons(SAY(effect)) if not button.refreshes]


# ── the interview ────────────────────────────────────────────────────────────


def thai() -> Samples:
    return Samples("th")


def test_a_question_looks_like_this() -> None:
    options = tuple(Choice(key, label) for key, label in (("sure", "เข้าร่วมแน่นอน"), ("not", "ยังไม่เข้าร่วม")))
    ask = replace(
        thai().ask("single"), prompt="พร้อมเข้าเป็นภาคีหรือไม่", choices=options, saved="4", slot="s", replaces=True
    )
    message = SAY(ask)
    assert message.text == (
        "✓ 4\n\nขั้นตอนที่ ๔ · ข้อ ๒ จาก ๘\nพร้อมเข้าเป็นภาคีหรือไม่\n\nแตะเลือก หรือพิมพ์หมายเลข"
    )
    (start, end), = message.strong
    assert message.text[start:end] == "ขั้นตอนที่ ๔ · ข้อ ๒ จาก ๘"
    at = "c1-planning-1:info_have:"
    assert message.buttons == (
        (Button("1 เข้าร่วมแน่นอน", f"answer:{at}:sure"),),
        (Button("2 ยังไม่เข้าร่วม", f"answer:{at}:not"),),
        (Button("‹ ย้อนกลับ", f"back:{at}"), Button("ข้าม", f"skip:{at}"), Button("พัก", "pause:c1-planning-1")),
    )
    assert (message.slot, message.replaces) == ("s", True)


def test_a_scale_stands_in_one_row_and_says_what_its_ends_mean() -> None:
    message = SAY(replace(thai().ask("scale"), ends=("ไม่เร่งด่วน", "เร่งด่วนที่สุด")))
    assert [b.label for b in message.buttons[0]] == ["1", "2", "3", "4", "5"]
    assert message.buttons[0][3].action == "answer:c1-planning-1:info_have::4"
    assert "1 = ไม่เร่งด่วน · 5 = เร่งด่วนที่สุด" in message.text


def test_ticks_say_which_way_they_go() -> None:
    sample = thai()
    choices = (Choice("a", "ก", chosen=True), Choice("b", "ข"))
    message = SAY(replace(sample.ask("multi"), choices=choices, item="o1.2"))
    assert [(b.label, b.action.split(":")[0]) for b in buttons(message)[:3]] == [
        ("☑ 1 ก", "untick"), ("☐ 2 ข", "tick"), ("✓ เลือกเสร็จแล้ว", "done"),
    ]
    assert buttons(message)[1].action == "tick:c1-planning-1:info_have:o1.2:b"


def test_long_labels_stand_in_the_text_and_are_cut_on_buttons() -> None:
    label = "สำนักงานป้องกันและควบคุมไฟป่าจังหวัดเชียงใหม่"
    message = SAY(replace(thai().ask("single"), choices=(Choice("a", "ก"), Choice("b", label))))
    assert f"1) ก\n2) {label}" in message.text
    assert labels(message)[1].startswith("2 สำนักงาน")
    assert labels(message)[1].endswith("…")


def test_a_rank_offers_what_has_no_place_yet() -> None:
    choices = (Choice("a", "ก", place=2), Choice("b", "ข", place=1), Choice("c", "ค"))
    message = SAY(replace(thai().ask("rank"), choices=choices))
    assert "อันดับ 1: ข\nอันดับ 2: ก" in message.text
    assert labels(message)[:2] == ["3 ค", "เริ่มใหม่"]


def test_a_list_can_be_ended_once_it_holds_something() -> None:
    ask = thai().ask("list")
    assert "✓ พอแล้ว" not in labels(SAY(ask))
    assert "✓ พอแล้ว" in labels(SAY(replace(ask, entries=("ก",))))


def test_who_sees_the_answer_is_said_with_the_question() -> None:
    ask = thai().ask()
    assert "🔒" not in SAY(ask).text
    assert "เห็นเฉพาะผู้เชื่อมประสาน" in SAY(replace(ask, seen=Seen.BROKER)).text
    assert "3 องค์กรขึ้นไป" in SAY(replace(ask, seen=Seen.ANONYMOUS)).text


# ── round about it ───────────────────────────────────────────────────────────


def test_a_person_of_several_partnerships_reads_which_one() -> None:
    ask = thai().ask()
    assert SAY(ask, partnership="แม่แจ่ม").text.startswith("ภาคี “แม่แจ่ม”\nขั้นตอนที่ ๔")
    assert SAY(ask, partnership="ภาคีแม่แจ่ม").text.startswith("ภาคีแม่แจ่ม\n")


@pytest.mark.parametrize("effect", EVERY)
def test_the_partnership_is_named_once(effect: e.Effect) -> None:
    name = getattr(effect, "partnership", "")
    if name and getattr(effect, "private", True):  # a group has but one partnership
        assert SAY(effect, partnership=name).text.count(name) == 1


def test_a_name_stands_in_quotation_marks_and_swallows_no_word() -> None:
    done = next(x for x in ALL["th"] if isinstance(x, e.SetUpDone))
    named = {"น้ำสะอาด": "ตั้งภาคี “น้ำสะอาด” เรียบ", "ภาคีน้ำสะอาด": "ตั้ง “ภาคีน้ำสะอาด” เรียบ"}
    for name, shown in named.items():
        text = SAY(replace(done, partnership=name)).text
        assert text.startswith(shown)


def test_progress_is_edited_in_place_after_the_first() -> None:
    first = next(x for x in ALL["th"] if isinstance(x, e.Progress))
    assert (SAY(first).slot, SAY(first).replaces) == ("p", False)
    later = replace(first, first=False, done=first.missing[:1], missing=first.missing[1:])
    assert SAY(later).replaces
    assert "ส่งคำตอบแล้ว 1 จาก 3 องค์กร\n✓ " in SAY(later).text
    assert SAY(later).buttons[0][0].opens == "join"
    assert not standing(replace(later, closed=True))


def test_a_summary_and_its_stub_share_a_code() -> None:
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    message = SAY(full)
    code = re.search(r"S4-[0-9A-Z]{4}", message.stub)
    assert code
    assert message.text.endswith(f"รหัส {code[0]}")
    assert message.stub.startswith("📋 สรุปขั้นตอนที่ ๔ รหัส ")
    assert message.once == full.once
    assert not standing(full)
    other = SAY(replace(full, once=full.once + "2")).stub
    assert other != message.stub


def test_what_only_the_broker_may_see_is_never_published() -> None:
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    secret = replace(full, for_broker=(Voices("ก", (("ข", "ความลับ"),)),))
    assert "ความลับ" not in SAY(secret).text
    assert "🔒 เห็นเฉพาะผู้เชื่อมประสาน\n\nก\n• ข: “ความลับ”" in SAY(replace(secret, once="")).text


def test_those_in_the_middle_are_not_called_silent() -> None:
    progress = next(x for x in ALL["th"] if isinstance(x, e.Progress))
    some = replace(progress, done=("ก",), missing=("ข", "ค"), begun=("ข",))
    assert "ส่งคำตอบแล้ว 1 จาก 3 องค์กร\n✓ ก\nกำลังตอบ: ข\nรอคำตอบจาก: ค" in SAY(some).text
    assert "ตอบบางส่วน: ข\nไม่ได้ตอบ: ค" in SAY(replace(some, closed=True)).text
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    counted = replace(full, answered=("ก",), partly=("ข",), missing=("ค",))
    assert "ส่งคำตอบแล้ว 1 จาก 3 องค์กร\nตอบบางส่วน: ข\nไม่ได้ตอบ: ค" in SAY(counted).text


def test_only_the_brokers_preview_has_buttons_and_says_so() -> None:
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    preview, again = SAY(replace(full, once="")), SAY(replace(full, once="", round=""))
    assert preview.text.startswith("ตัวอย่างสรุป")
    acts = ["close:c1-planning-1", "agreed:c1-planning-1", "stage:c1-planning-1"]
    assert [b.action for b in buttons(preview)] == acts
    assert preview.stub == preview.once == ""
    assert not again.text.startswith("ตัวอย่างสรุป")
    assert again.buttons == ()


def test_closing_a_part_names_it() -> None:
    card = e.StageCard(PRIVATE, "th", STAGE, thai().wheel[2], 2, 2, ("close_part",), 8, 5, part_key="commit")
    assert SAY(card).buttons[0][0].action == "closepart:c1-s3-1:commit"


def test_remarks_that_follow_one_another_share_a_paragraph() -> None:
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    text = SAY(replace(full, blocks=(Note("=all_agreed"), Note("=no_change"), Bars("ก", (), 1)))).text
    assert "✅ ไม่มีองค์กรใดไม่พอใจ\nไม่มีอะไรเปลี่ยนจากการติดตามครั้งก่อน\n\nก\n" in text


def actions(effect: e.Effect) -> list[str]:
    return [b.action for b in buttons(SAY(effect))]


def test_setting_up_can_be_walked_back() -> None:
    to = (PRIVATE, "th")
    assert actions(e.AskPurpose(*to, "ก")) == ["purpose:skip", "setback"]
    assert actions(e.AskPurpose(*to, "ก", setting_up=False)) == ["menu"]
    assert actions(e.AskLanguage(*to, own=False, current=""))[-1] == "setback"
    assert "setback" not in actions(e.AskLanguage(*to, own=True, current="th"))
    assert actions(e.AskForm(*to, 93, 61)) == ["form:full", "form:short", "setback"]
    assert actions(e.About(*to, "ก", "")) == [
        *("renamegroup", "repurpose", "linkgroup", "timing", "brokers", "notes:all", "board", "menu")
    ]
    menu = next(x for x in ALL["th"] if isinstance(x, e.Menu))
    assert "about" in actions(replace(menu, broker=True))
    assert "about" not in actions(replace(menu, broker=False))


def test_an_invitation_is_put_right_where_it_stands() -> None:
    first = next(x for x in ALL["th"] if isinstance(x, e.InviteToJoin))
    assert (SAY(first).slot, SAY(first).replaces) == ("invite", False)
    assert (SAY(replace(first, again=True)).slot, SAY(replace(first, again=True)).replaces) == ("invite", True)


def test_privacy_leads_on_to_consent_while_that_is_asked() -> None:
    about = next(x for x in ALL["th"] if isinstance(x, e.Privacy))
    assert actions(replace(about, consented=False)) == ["consent:yes", "consent:no"]
    assert actions(about) == ["mydata", "menu"]
    assert "วิชัย แก้วใส ผู้เชื่อมประสาน" in SAY(about).text


def test_what_is_shown_back_has_no_number_that_reads_like_a_date() -> None:
    one, two = Choice("0", "31 ตุลาคม 2570"), Choice("1", "1 พฤศจิกายน 2570")
    shown = e.ShowBack(PRIVATE, "th", "r", "สิ้นเดือน", (one,), span=False)
    assert labels(SAY(shown)) == ["✓ 31 ตุลาคม 2570", "พิมพ์ใหม่"]
    assert "หมายถึง 31 ตุลาคม 2570 ใช่หรือไม่" in SAY(shown).text
    both = replace(shown, candidates=(one, two))
    assert labels(SAY(both)) == ["31 ตุลาคม 2570", "1 พฤศจิกายน 2570", "พิมพ์ใหม่"]
    assert actions(both) == ["take:r:0", "take:r:1", "retype:r"]


def test_a_stage_button_has_the_short_label_and_is_never_cut() -> None:
    line = e.StageLine("identifying", 2, "ค้นหาและกำหนดผู้ที่จะเข้าเป็นภาคี", "open", "c1-identifying-1")
    wheel = next(x for x in ALL["th"] if isinstance(x, e.Wheel))
    named = replace(wheel, lines=(replace(line, label="ค้นหาภาคี"),))
    assert labels(SAY(named))[0] == "๒ ค้นหาภาคี"
    assert line.title in SAY(named).text
    menu = next(x for x in ALL["th"] if isinstance(x, e.Menu))
    both = replace(menu, open=(line, replace(line, number=11, label="สู่ความเป็นสถาบัน")))
    assert labels(SAY(both))[:2] == ["ตอบขั้นตอนที่ ๒", "ตอบ ๑๑ สู่ความเป็นสถาบัน"]


def test_a_round_opened_again_says_so_and_leads_to_what_is_left() -> None:
    opened = next(x for x in ALL["th"] if isinstance(x, e.StageOpened))
    assert actions(opened) == ["go:c1-planning-1"]
    again = replace(opened, again=True)
    assert "เปิดรอบอีกครั้ง แก้คำตอบได้จนกว่าจะปิดรอบ" in SAY(again).text
    assert labels(SAY(again)) == ["ตอบต่อ"]
    done = replace(again, questions=0)
    assert "0" not in SAY(done).text
    assert actions(done) == ["review:c1-planning-1", "change:c1-planning-1:0"]
    progress = next(x for x in ALL["th"] if isinstance(x, e.Progress))
    assert "เปิดรอบอีกครั้ง" in SAY(replace(progress, again=True)).text
    assert "เปิดรอบอีกครั้ง" not in SAY(replace(progress, again=True, closed=True)).text


def test_nobody_is_told_to_have_answered_all_who_has_not() -> None:
    for answered, said in ((0, "ตอบแล้ว 0 จาก 5 ข้อ"), (5, "ตอบครบแล้ว ยังไม่ได้ส่ง")):
        mine = (("วางแผนงาน", "reviewing", answered, 5),)
        assert said in SAY(e.Status(PRIVATE, "th", "ก", "ข", (), mine)).text
        person = e.PersonLine(SOMSRI, "สมศรี", "ก", "reviewing", answered, 5)
        assert said in SAY(e.Who(PRIVATE, "th", STAGE, "r", (person,), ())).text


def test_the_last_to_hand_in_is_not_told_to_wait() -> None:
    handed = e.HandedIn(PRIVATE, "th", STAGE, "r", 2, 3, more_parts=True)
    assert "เมื่อองค์กรอื่นตอบแล้ว" in SAY(handed).text
    assert SAY(replace(handed, done=3)).text.endswith("ส่งคำตอบแล้ว 3 จาก 3 องค์กร")


def test_a_correction_is_not_called_the_old_answer() -> None:
    said = SAY(e.Corrected(PRIVATE, "th", "เรื่องใด", "ไฟป่า")).text
    assert said == "✓ แก้คำตอบแล้ว\nเรื่องใด\nตอนนี้: ไฟป่า"


def test_only_those_who_can_be_reached_are_nudged() -> None:
    def who(state: str) -> list[str]:
        line = e.PersonLine(SOMSRI, "สมศรี", "ก", state)
        return [b.action for b in buttons(SAY(e.Who(PRIVATE, "th", STAGE, "r", (line,), ())))]

    assert who("asking") == ["nudge:r", "stage:planning"]
    assert who("finished") == who("unreached") == ["stage:planning"]


def test_an_unknown_key_of_a_block_is_an_error() -> None:
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    with pytest.raises(KeyError):
        SAY(replace(full, blocks=(Note("=no_such_key"),)))


def test_bars_stand_below_their_labels() -> None:
    full = next(x for x in ALL["th"] if isinstance(x, e.Summary))
    text = SAY(replace(full, blocks=(Bars("", (("ใช่", 3), ("ไม่", 1), ("เฉย", 0)), 4),))).text
    assert "ใช่\n▰▰▰▰▰▰▰▰▱▱ 3 จาก 4\nไม่\n▰▰▱▱▱▱▱▱▱▱ 1 จาก 4\nเฉย\n▱▱▱▱▱▱▱▱▱▱ 0 จาก 4" in text


# ── hostile names ────────────────────────────────────────────────────────────

HOSTILE = [
    "{{7*7}}", "{% raw %}", "%(name)s", "%s%n", "\u202eevil\u202c", "\x02bold\x03", "\x03", "\x02",
    "=representative", "a\x00b", "<b>x</b>", "*x* _y_ [z](http://z)", "ก" * 5000, "👨‍👩‍👧‍👦" * 40,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_inert(name: str, language: str) -> None:
    inert = re.sub("[\x00-\x1f\u202a-\u202e]", "", name)
    sample = Samples(language)
    full = next(x for x in ALL[language] if isinstance(x, e.Summary))
    for effect in (
        e.BrokerTaken(PRIVATE, language, name, name),
        e.AskOrganisation(PRIVATE, language, (Choice("o1", name),)),
        replace(sample.ask("single"), prompt=name, choices=(Choice("a", name),), saved=name, entries=(name,)),
        replace(full, partnership=name, answered=(name,), agreed=name, blocks=(Voices("t", ((name, name),)),)),
        e.Registered(PRIVATE, language, name, name, name, Authority.DECIDES, (name,), waiting=True),
    ):
        message = SAY(effect, partnership=name)
        assert inert in message.text
        assert "49" not in message.text
        assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", message.text)
        for start, end in message.strong:
            assert 0 <= start < end <= len(message.text)
        assert all(len(regex.findall(r"\X", label)) <= 24 for label in labels(message))


# ── texts at the platform ────────────────────────────────────────────────────


def test_commands_and_descriptions() -> None:
    commands, about = SAY.command_texts(), SAY.bot_texts()
    wanted = "start menu status stage summary promises agreements papers language privacy mydata help"
    assert list(commands) == wanted.split()
    assert set(about) == {"description", "short_description"}
    for texts in (*commands.values(), *about.values()):
        assert set(texts) == {"th", "en"}
        assert THAI.search(texts["th"])
        assert not THAI.search(texts["en"])
    assert all(len(text) <= 512 for text in about["description"].values())
    assert all(len(text) <= 120 for text in about["short_description"].values())
    assert all(3 <= len(text) <= 60 for texts in commands.values() for text in texts.values())


# ── what the core writes ─────────────────────────────────────────────────────


def written_by_the_core() -> set[str]:
    """Keys of blocks as they stand in the core's artefacts, read from the source."""
    found: set[str] = set()
    for path in (ROOT / "bot" / "core" / "artefacts").rglob("*.py"):
        found |= set(re.findall(r'"(=[a-z_]+)"', path.read_text(encoding="utf-8")))
    return found


def test_every_key_of_the_core_has_words() -> None:
    keys = written_by_the_core()
    assert len(keys) > 20
    assert keys <= set(KEYS)
    kinds = ("photo", "document", "voice", "video", "audio", "location")
    assert {f"=attached_{kind}" for kind in kinds} <= set(KEYS)
    assert {f"=representative_{authority.value}" for authority in Authority} <= set(KEYS)


@pytest.mark.parametrize("effect", [x for x in EVERY if type(x.values[0]) in (e.Papers, e.ChoosePaper, e.PaperReady)])
def test_where_no_file_can_be_had_nothing_leads_to_one(effect: e.Effect) -> None:
    instead = SAY(effect).without_files
    assert instead is not None
    assert [button.action for button in buttons(instead)] == ["menu"]
    assert "python" not in instead.text
    assert "Telegram" in instead.text
    assert "🔒" not in instead.text


def test_the_page_of_a_dead_link_is_thai_first_and_says_what_to_do() -> None:
    page = SAY.not_there()
    assert page.startswith("<!doctype html>")
    assert page.index("พิมพ์ “เอกสาร”") < page.index("type “papers”")
    assert not re.search(r"https?:|src=|<script", page)
