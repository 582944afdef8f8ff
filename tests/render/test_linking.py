"""Reaching people: what waits and what sending costs, codes, ways into the private chat, what a group may tap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as e
from bot.facilitator.codes import JOINING
from bot.message import Button
from bot.render.renderer import Renderer
from bot.render.words import LANGUAGES
from tests.render.samples import GROUP, PRIVATE, ROUND, SOMSRI, STAGE, Samples

SAY = Renderer()
THAI, ENGLISH = Samples("th"), Samples("en")
HERE, IN_GROUP = (PRIVATE, "th"), (GROUP, "th")


def said(effect: e.Effect) -> str:
    return SAY(effect).text


def pressable(effect: e.Effect) -> dict[str, str]:
    """Action → label."""
    return {b.action: b.label for row in SAY(effect).buttons for b in row if b.action}


def ways(effect: e.Effect) -> dict[str, Button]:
    """What a button opens → the button."""
    return {b.opens: b for row in SAY(effect).buttons for b in row if b.opens}


# ── what waits ───────────────────────────────────────────────────────────────


def test_what_waits_for_a_group_says_how_it_gets_there() -> None:
    assert said(e.Waits(*HERE, 1, 0)) == (
        "ประกาศถึง 1 กลุ่มพร้อมแล้ว\nจะขึ้นเมื่อมีคนพิมพ์หรือแตะอะไรในกลุ่มครั้งต่อไป ไม่เสียค่าส่ง\n"
        "หากต้องการให้ขึ้นตอนนี้ แตะ “สถานะล่าสุด” หรือพิมพ์ “สถานะ” ในกลุ่ม"
    )
    assert pressable(e.Waits(*HERE, 1, 0)) == {"sending": "ส่งเลย (ดูค่าส่งก่อน)"}


def test_what_waits_for_people_is_said_apart() -> None:
    people = said(e.Waits(*HERE, 0, 3))
    assert people.startswith("ข้อความถึง 3 ท่านพร้อมแล้ว\n")
    assert "ประกาศ" not in people
    assert said(e.Waits(*HERE, 1, 3)).split("\n\n") == [said(e.Waits(*HERE, 1, 0)), people]


# ── what sending costs ───────────────────────────────────────────────────────


def test_the_price_stands_beside_what_is_left() -> None:
    page = THAI.sending()
    assert (page.price, page.left) == (20, 240)
    text = said(page)
    assert "รอส่งถึง: 2 กลุ่ม, 1 ท่าน\nส่งครั้งนี้ใช้ 20 ข้อความ เหลือ 240 ในเดือนนี้\n" in text
    assert "เดือนนี้ใช้ไปแล้ว 60 จาก 300 ข้อความ\nหากใช้เท่านี้ต่อไป ทั้งเดือนจะใช้ราว 120 ข้อความ" in text
    assert pressable(page)["push:20"] == "ส่งเลย · 20 ข้อความ"


def test_english_counts_one_as_one() -> None:
    page = ENGLISH.sending()
    assert "Sending this now uses 20 messages; 240 left this month." in said(page)
    assert "Sending this now uses 1 message; 240 left this month." in said(replace(page, price=1))


@pytest.mark.parametrize(
    ("change", "said_so"),
    [
        ({"price": 241}, "มากกว่าที่เหลือ"),
        ({"price": 0}, "ยังส่งไปก่อนไม่ได้"),
        ({"groups": 0, "people": 0, "price": 0}, "ไม่มีข้อความรอส่ง"),
        ({"groups": 0, "people": 0}, "ไม่มีข้อความรอส่ง"),
    ],
)
def test_what_cannot_be_sent_has_no_button(change: dict[str, int], said_so: str) -> None:
    page = replace(THAI.sending(), **change)  # type: ignore[arg-type]
    assert not [action for action in pressable(page) if action.startswith("push")]
    assert said_so in said(page)


def test_exactly_what_is_left_can_be_sent() -> None:
    assert "push:240" in pressable(replace(THAI.sending(), price=240))


def test_without_a_quota_nothing_is_left_over_and_nothing_is_too_much() -> None:
    page = replace(THAI.sending(), limit=None, price=99_999, forecast=99_999)
    assert "push:99999" in pressable(page)
    assert "เหลือ " not in said(page).partition("ข้อความถัดไป")[0]
    assert "⚠️" not in said(page)
    assert "ส่งครั้งนี้ใช้ 99,999 ข้อความ\n" in said(page)


def test_a_month_that_will_not_do_is_marked() -> None:
    page = THAI.sending()
    assert "⚠️" not in said(replace(page, forecast=300))
    assert "⚠️ หากใช้เท่านี้ต่อไป ทั้งเดือนจะใช้ราว 301 ข้อความ" in said(replace(page, forecast=301))


@pytest.mark.parametrize("policy", ["never", "quota", "always"])
def test_one_policy_is_ticked_and_each_is_explained(policy: str) -> None:
    page = replace(THAI.sending(), policy=policy)
    choices = {action: label for action, label in pressable(page).items() if action.startswith("policy:")}
    assert list(choices) == ["policy:never", "policy:quota", "policy:always"]
    assert [action for action, label in choices.items() if label.startswith("✓ ")] == [f"policy:{policy}"]
    for label in choices.values():
        assert f"• {label.removeprefix('✓ ')}: " in said(page)
    assert list(pressable(page))[-1] == "menu"


@pytest.mark.parametrize("language", LANGUAGES)
def test_policies_are_explained_under_the_names_of_their_buttons(language: str) -> None:
    page = Samples(language).sending()
    labels = [label.removeprefix("✓ ") for action, label in pressable(page).items() if action.startswith("policy")]
    assert all(f"• {label}: " in said(page) for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_price_is_never_cut_off_its_button(language: str) -> None:
    page = replace(Samples(language).sending(), price=35_000, limit=None)
    label = pressable(page)["push:35000"]
    assert "35000" in label
    assert "…" not in label


def test_a_forecast_that_says_nothing_new_is_left_out() -> None:
    assert "ทั้งเดือน" not in said(replace(THAI.sending(), forecast=60))
    assert "ทั้งเดือน" not in said(replace(THAI.sending(), used=0, forecast=0))


def test_a_price_that_was_not_spent_is_asked_for_once_more() -> None:
    asked = "ยังไม่ได้ส่ง โปรดดูจำนวนข้อความแล้วยืนยันอีกครั้ง"
    again = replace(THAI.sending(), again=True)
    assert said(again).startswith(f"⚠️ {asked}\n")
    assert asked not in said(THAI.sending())
    for nothing in ({"price": 241}, {"price": 0}, {"groups": 0, "people": 0}):
        assert asked not in said(replace(again, **nothing))  # type: ignore[arg-type]


def test_the_way_of_sending_is_named_and_holds_from_the_next_message_on() -> None:
    text = said(replace(THAI.sending(), policy="always", price=241))
    assert "ข้อความถัดไป: ส่งทุกครั้ง\n" in text
    assert "นับตามจำนวนคน" in text


def test_what_was_pushed_says_its_price() -> None:
    assert said(e.Pushed(*HERE, 1200)) == "✓ กำลังส่งข้อความที่รออยู่\nใช้ 1,200 ข้อความ"
    assert "✓" not in said(e.Pushed(*HERE, 0))


def test_only_a_broker_where_it_is_billed_has_the_page() -> None:
    menu = next(x for x in THAI.all() if isinstance(x, e.Menu))
    assert "sending" not in pressable(menu)
    assert pressable(replace(menu, sending=True))["sending"] == "ค่าส่งข้อความ"


# ── codes ────────────────────────────────────────────────────────────────────


def test_a_code_for_a_group_says_what_to_type_on_either_platform() -> None:
    text = said(e.OfferCode(*HERE, "group", "น้ำสะอาด", "K7WM-3QPD"))
    assert text.startswith("เชื่อมอีกกลุ่มเข้ากับภาคี “น้ำสะอาด”")
    assert "• LINE: เชื่อม K7WM-3QPD\n• Telegram: /link K7WM-3QPD\n" in text
    assert "link K7WM-3QPD" in said(e.OfferCode(PRIVATE, "en", "group", "x", "K7WM-3QPD"))


def test_a_code_for_a_person_is_to_be_kept_to_oneself() -> None:
    message = SAY(e.OfferCode(*HERE, "person", "น้ำสะอาด", "K7WM-3QPD"))
    assert "K7WM-3QPD" in [message.text[start:end] for start, end in message.strong]
    assert "เก็บรหัสไว้เฉพาะตัว" in message.text
    assert "/link" not in message.text


def test_another_app_is_offered_where_there_is_one() -> None:
    data = next(x for x in THAI.all() if isinstance(x, e.MyData))
    assert pressable(replace(data, apps=True))["linkme"] == "ใช้อีกแอปด้วย"
    assert "linkme" not in pressable(replace(data, apps=False))


@pytest.mark.parametrize(("elsewhere", "words"), [(True, "อยู่ในแอปอื่น"), (False, "ต้องอยู่ในกลุ่มของภาคี หากกลุ่มมีผู้ดูแล")])
def test_whoever_may_not_set_up_reads_why(elsewhere: bool, words: str) -> None:
    assert words in said(e.NotAdministrator(PRIVATE, "th", elsewhere=elsewhere))


def test_a_code_in_the_wrong_chat_says_where_it_belongs() -> None:
    assert "โปรดพิมพ์ในกลุ่มที่ต้องการเชื่อม" in said(e.CodeNotHere(*HERE, "group"))
    assert "ขอรหัสใหม่" in said(e.CodeNotHere(*IN_GROUP, "person"))
    assert "แชตส่วนตัวกับบอตในแอปนั้น รหัสยังใช้ได้" in said(e.CodeNotHere(*HERE, "app"))
    assert "ขอรหัสจากแชตนี้" in said(e.CodeNotHere(*HERE, "theirs"))


def test_whoever_is_linked_reads_to_whom() -> None:
    told = said(e.PersonIsLinked(*HERE, "คุณบัว", "วัดป่าแพะ"))
    assert "ทั้งสองแอปเป็นของ คุณบัว · วัดป่าแพะ\n\nหากไม่ใช่ท่าน" in told
    assert "เป็นของ" not in said(e.PersonIsLinked(*HERE))


def test_whose_code_it_was_reads_where_it_was_typed() -> None:
    told = said(e.PersonIsLinked(*HERE, "คุณบัว", elsewhere="telegram"))
    assert told == "✓ เชื่อมแชตนี้กับ Telegram ของ คุณบัว แล้ว\n\nหากไม่ใช่ท่าน โปรดแจ้งผู้เชื่อมประสาน"
    assert said(e.PersonIsLinked(*HERE, elsewhere="line")).startswith("✓ เชื่อมแชตนี้กับบัญชีหนึ่งใน LINE แล้ว")


def test_a_group_that_is_linked_already_keeps_the_code_good() -> None:
    told = said(e.GroupIsLinked(*IN_GROUP, "น้ำสะอาด", "", private=False, already=True))
    assert told == "กลุ่มนี้เชื่อมกับภาคี “น้ำสะอาด” ไว้แล้ว\n\nรหัสยังใช้เชื่อมกลุ่มอื่นได้"


def test_a_linked_group_is_told_here_and_there() -> None:
    here = e.GroupIsLinked(*IN_GROUP, "น้ำสะอาด", "กลุ่มสอง", private=False)
    assert said(here) == "กลุ่มนี้อยู่ในภาคี “น้ำสะอาด” แล้ว\n\nต่อไปประกาศและสรุปจะแสดงในกลุ่มนี้ด้วย"
    assert SAY(here).buttons == ()
    there = replace(here, to=PRIVATE, private=True)
    assert said(there) == (
        "✓ เชื่อมกลุ่ม “กลุ่มสอง” เข้ากับภาคี “น้ำสะอาด” แล้ว\n\nต่อไปประกาศและสรุปจะแสดงในกลุ่มนั้นด้วย"
    )
    assert said(replace(there, title="")).startswith("✓ เชื่อมอีกกลุ่มเข้ากับภาคี “น้ำสะอาด” แล้ว\n")


def test_the_agreed_line_is_read_back_as_it_was_written() -> None:
    noted = e.AgreedNoted(*IN_GROUP, STAGE, "ประชุมทุกวันที่ 5")
    assert said(noted).endswith("ข้อตกลงร่วม: ประชุมทุกวันที่ 5")
    assert "ข้อตกลงร่วม: " not in said(replace(noted, agreed=""))


# ── the ways into the private chat ───────────────────────────────────────────


@pytest.mark.parametrize(("language", "words"), [("th", "เข้าร่วม|ตอบ|ตั้งภาคี|เปิดแชต"), ("en", "join|answer|set up|open")]
)
def test_every_way_says_the_words_before_its_code_and_how_to_type_it(language: str, words: str) -> None:
    found: dict[str, set[str]] = {}
    for effect in Samples(language).all():
        hints = [button.hint for button in ways(effect).values() if button.hint]
        typed_in = 1 if set(ways(effect)) - {"add", "board"} else 0
        assert len(hints) == typed_in, "one code to type is enough"
        for opens, button in ways(effect).items():
            if opens in ("add", "board"):  # no invitation: there is nothing to type
                assert button.says == button.hint == ""
                continue
            found.setdefault(opens.partition(":")[0], set()).add(button.says)
            typed = hints[0].format(text=f"{button.says} K7WM-3QPD", bot="@phakhi")
            assert f"“{button.says} K7WM-3QPD”" in typed
            assert typed.endswith("@phakhi")
    join, answer, set_up, desk = words.split("|")
    assert found == {"join": {join, answer}, "setup": {set_up}, "desk": {desk}}
    assert set(words.split("|")) <= JOINING


def test_who_joined_long_ago_types_answer_and_not_join() -> None:
    status = next(x for x in THAI.all() if isinstance(x, e.GroupStatus))
    progress = next(x for x in THAI.all() if isinstance(x, e.Progress))
    assert [ways(x)["join"].says for x in (status, progress)] == ["ตอบ", "ตอบ"]
    assert ways(e.InviteToJoin(*IN_GROUP, "ก", ""))["join"].says == "เข้าร่วม"
    assert ways(e.GroupHelp(*IN_GROUP, ready=True))["desk"].hint  # the one that is for everybody


def test_an_agreed_line_with_no_stage_open_is_not_noted() -> None:
    help_ = e.GroupHelp(*IN_GROUP, ready=True, why="no_stage")
    assert said(help_).startswith("ยังไม่มีขั้นตอนที่เปิดอยู่ จึงยังไม่ได้บันทึกข้อตกลงร่วม")
    assert set(ways(help_)) == {"desk"}


def test_a_summary_is_offered_under_the_status_where_there_is_one() -> None:
    status = next(x for x in THAI.all() if isinstance(x, e.GroupStatus))
    assert {"say:status", "say:summary"} <= set(pressable(status))
    none = tuple(line for line in status.lines if line.state != "published")
    assert "say:summary" not in pressable(replace(status, lines=none))


def test_the_status_names_nobody_twice() -> None:
    status = next(x for x in THAI.all() if isinstance(x, e.GroupStatus))
    line = replace(status.lines[3], missing=THAI.orgs, done=0)
    text = said(replace(status, lines=(line,)))
    assert all(text.count(name) == 1 for name in THAI.orgs)
    some = said(replace(status, lines=(replace(line, missing=THAI.orgs[1:]),)))
    assert THAI.orgs[0] in some


def test_whoever_comes_while_another_sets_up_is_asked_to_wait() -> None:
    taken = e.BrokerTaken(*HERE, "", "วิชัย", ready=False)
    assert said(taken).startswith("วิชัย กำลังตั้งภาคีอยู่\n\nโปรดรอให้เสร็จก่อน")
    assert SAY(taken).buttons == ()
    assert said(replace(taken, broker="")).startswith("อีกท่านหนึ่ง กำลังตั้งภาคีอยู่")
    assert set(pressable(replace(taken, ready=True))) == {"represent"}


def test_what_came_after_the_round_was_closed_says_whom_to_tell() -> None:
    assert "จึงไม่ได้บันทึก “ปลูกป่า”" in said(e.RoundOver(*HERE, STAGE, "ปลูกป่า", "วิชัย"))
    assert "โปรดแจ้ง วิชัย ผู้เชื่อมประสาน" in said(e.RoundOver(*HERE, STAGE, "", "วิชัย"))
    assert "โปรดแจ้งผู้เชื่อมประสาน" in said(e.RoundOver(*HERE, STAGE))


def test_what_passes_is_needless_after_something_newer() -> None:
    nudge = SAY(e.Nudge(*HERE, "ก", ROUND, STAGE, 1, started=True))
    assert (nudge.passing, nudge.slot, nudge.replaces) == (True, f"nudge:{ROUND}", False)
    progress = next(x for x in THAI.all() if isinstance(x, e.Progress))
    assert [SAY(replace(progress, first=x)).passing for x in (True, False)] == [False, True]
    passing = {type(x) for x in THAI.all() if SAY(x).passing}
    assert passing == {e.Daily, e.ElectionBallot, e.NotVoted, e.Nudge, e.Progress}


# ── what a group may tap ─────────────────────────────────────────────────────


def test_the_newest_message_of_a_group_can_be_tapped_where_nothing_is_edited() -> None:
    """A tap is what brings out, free of charge, what waits there."""
    progress = next(x for x in THAI.all() if isinstance(x, e.Progress))
    full = next(x for x in THAI.all() if isinstance(x, e.Summary))
    for effect in (e.Welcome(*IN_GROUP), e.InviteToJoin(*IN_GROUP, "ก", ""), progress, full):
        rows = SAY(effect).buttons
        assert rows[-1][0].action == "say:status"
        assert all(button.refreshes for button in rows[-1])
        assert not any(button.refreshes for row in rows[:-1] for button in row)
    assert pressable(replace(progress, closed=True)) == {"say:status": "สถานะล่าสุด", "say:summary": "สรุปล่าสุด"}


def test_what_the_bot_says_when_it_is_asked_stands_everywhere() -> None:
    status = next(x for x in THAI.all() if isinstance(x, e.GroupStatus))
    for effect in (status, e.GroupHelp(*IN_GROUP, ready=True)):
        assert list(pressable(effect)) == ["say:status", "say:summary"]
        assert not any(button.refreshes for row in SAY(effect).buttons for button in row)
    assert ways(status)["join"].label == "ตอบคำถาม"
    assert not ways(replace(status, lines=()))


def test_a_preview_asks_nothing_of_the_group() -> None:
    full = next(x for x in THAI.all() if isinstance(x, e.Summary))
    assert not [a for a in pressable(replace(full, once="")) if a.startswith("say")]


# ── who cannot be reached, and what was not delivered ────────────────────────


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("blocked", "บล็อกบอตไว้"),
        ("never_came", "ยังไม่เคยเปิดแชตส่วนตัว"),
    ],
)
def test_the_broker_reads_why_somebody_cannot_be_written_to(why: str, words: str) -> None:
    person = e.PersonLine(SOMSRI, "สมศรี", "ก", "asking", 2, 8, why)
    who = e.Who(*HERE, STAGE, ROUND, (person,), ())
    assert said(who).endswith(f"▶️ สมศรี · ก\n   ตอบแล้ว 2 จาก 8 ข้อ\n   {words}")
    assert not [action for action in pressable(who) if action.startswith("nudge")]
    assert words not in said(replace(who, people=(replace(person, state="finished"),)))
    both = replace(who, people=(person, replace(person, why="")))
    assert [action for action in pressable(both) if action.startswith("nudge")]


def test_who_is_no_friend_is_counted_once() -> None:
    person = e.PersonLine(SOMSRI, "สมศรี", "ก", "asking", 2, 8, "not_friend")
    who = e.Who(*HERE, STAGE, ROUND, (person, replace(person, state="finished"), person), ())
    assert said(who).endswith("\n\nยังไม่ได้เพิ่มบอตเป็นเพื่อน 2 ท่าน บอตตอบได้เมื่อทักมา แต่ส่งข้อความเตือนก่อนไม่ได้")
    assert said(who).count("เป็นเพื่อน") == 1
    assert "เป็นเพื่อน" not in said(replace(who, people=(replace(person, why=""),)))
    assert not [action for action in pressable(who) if action.startswith("nudge")]


def test_whoever_is_no_friend_is_asked_to_become_one() -> None:
    asked = "โปรดแตะ “เพิ่มเพื่อน” ด้านบนของแชตนี้"
    for effect in (x for x in THAI.all() if isinstance(x, e.Registered | e.SetUpDone)):
        assert (asked in said(effect)) != effect.friend


def test_what_was_not_delivered_says_what_to_do() -> None:
    assert "โปรดชวนให้เลิกบล็อก" in said(e.Undelivered(*HERE, "สมศรี", "blocked"))
    assert "โปรดชวนท่านนั้นเข้าร่วม" in said(e.Undelivered(*HERE, "สมศรี", "left_group"))
    assert "จะขึ้นเองเมื่อมีคนพิมพ์หรือแตะในแชตนั้น ไม่เสียค่าส่ง" in said(e.Undelivered(*HERE, "กลุ่ม", "quota"))
    assert "พิมพ์ “สรุป” ในกลุ่ม" in said(e.Undelivered(*HERE, "กลุ่ม", "uncertain"))


# ── dates ────────────────────────────────────────────────────────────────────


def test_a_date_can_be_picked_and_the_text_says_how_to_type_it() -> None:
    ask = THAI.ask("date")
    first, controls = SAY(ask).buttons
    assert first == (Button("เลือกวันที่", f"pick:{ROUND}:info_have:", picks="date"),)
    assert [b.action.partition(":")[0] for b in controls] == ["back", "skip", "pause"]
    assert "พิมพ์วันที่ เช่น 15/1/2570" in said(ask)
    assert SAY(replace(ask, item="o1.2")).buttons[0][0].action == f"pick:{ROUND}:info_have:o1.2"
    assert not any(b.picks for row in SAY(THAI.ask("number")).buttons for b in row)


def test_of_what_a_stage_came_to_a_broker_reads_the_newest_only() -> None:
    card = next(x for x in THAI.all() if isinstance(x, e.StageCard))
    published = next(x for x in THAI.all() if isinstance(x, e.Published))
    assert SAY(card).slot == SAY(replace(published, stage=card.stage)).slot != ""
    other = replace(card.stage, key="other")
    assert SAY(replace(card, stage=other)).slot != SAY(card).slot
    assert not SAY(card).replaces
