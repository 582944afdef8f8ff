"""A broker's notes: kept, found again, reminded of, deleted; seen by brokers and by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core import effects as say
from bot.core.notes import LONGEST_NOTE, NOTES_A_PAGE, due, living
from tests.core.factories import partnership, person
from tests.core.later_scene import BROKER, Later, names, with_second_broker

TEXT = "โทรหาคุณสมมติ 2 เรื่องงบประมาณก่อนเปิดรอบ"


def scene() -> Later:
    return Later(partnership(2))


def noted(on: str = "notes:all", text: str = TEXT) -> Later:
    s = scene()
    s.press(BROKER, on.replace("notes", "addnote"))
    s.say(BROKER, text)
    return s


@pytest.mark.parametrize(
    ("key", "stage", "organisation"),
    [
        ("all", "", ""),
        ("stage:planning", "planning", ""),
        ("org:o2", "", "o2"),
        ("stage:nowhere", "", ""),
        ("org:o9", "", ""),
    ],
)
def test_a_note_is_kept_where_it_was_written(key: str, stage: str, organisation: str) -> None:
    s = noted(f"notes:{key}")
    (note,) = living(s.p)
    assert (note.text, note.stage, note.organisation, note.by) == (TEXT, stage, organisation, BROKER)
    (shown,) = s.press(BROKER, f"notes:{key}")
    assert isinstance(shown, say.Notes)
    assert [line.text for line in shown.lines] == [TEXT]


def test_a_list_holds_its_own_and_all_holds_all() -> None:
    s = noted("notes:stage:planning", "ก")
    for key, text in (("stage:scoping", "ข"), ("org:o1", "ค")):
        s.press(BROKER, f"addnote:{key}")
        s.say(BROKER, text)
    told = {key: [line.text for line in _notes(s, key).lines] for key in ("all", "stage:planning", "org:o1", "org:o2")}
    assert told == {"all": ["ค", "ข", "ก"], "stage:planning": ["ก"], "org:o1": ["ค"], "org:o2": []}


def _notes(s: Later, key: str) -> say.Notes:
    (shown,) = s.press(BROKER, f"notes:{key}")
    assert isinstance(shown, say.Notes)
    return shown


def test_pages_hold_each_note_once() -> None:
    s = scene()
    for n in range(NOTES_A_PAGE * 2 + 1):
        s.press(BROKER, "addnote:all")
        s.say(BROKER, f"บันทึก {n}")
    (first,) = s.press(BROKER, "notes:all")
    assert isinstance(first, say.Notes)
    pages = [s.press(BROKER, f"notes:all::{page}")[0] for page in range(first.pages)]
    ids = [line.id for page in pages if isinstance(page, say.Notes) for line in page.lines]
    assert (first.pages, len(ids), len(set(ids))) == (3, 11, 11)
    assert s.press(BROKER, "notes:all::99") == [pages[-1]]


SOON = [("1", date(2027, 12, 28)), ("7", date(2028, 1, 3)), ("0", None), ("99", None)]


@pytest.mark.parametrize(("days", "on"), SOON)
def test_a_reminder_is_a_tap_away(days: str, on: date | None) -> None:
    s = noted()
    s.press(BROKER, f"remindnote:n1:{days}")
    assert s.p.notes["n1"].remind_on == on


def test_or_a_day_is_typed_and_only_one_to_come() -> None:
    s = noted()
    for text in ("เมื่อวาน", "1 ม.ค. 2560", "สักวันหนึ่ง", "สัปดาห์หน้า"):
        (shown,) = s.say(BROKER, text)
        assert isinstance(shown, say.NoteShown)
        assert (shown.note, s.p.notes["n1"].remind_on) == ("not_a_day", None)
    (shown,) = s.say(BROKER, "15 ก.พ. 2571")
    assert isinstance(shown, say.NoteShown)
    assert (shown.note, s.p.notes["n1"].remind_on) == ("remind", date(2028, 2, 15))
    assert [n.id for n in due(s.p, date(2028, 2, 15))] == ["n1"]
    assert due(s.p, date(2028, 2, 14)) == ()
    s.press(BROKER, "donenote:n1")
    assert due(s.p, date(2028, 2, 15)) == ()
    s.press(BROKER, "donenote:n1:no")
    assert len(due(s.p, date(2028, 2, 15))) == 1


def test_a_note_is_deleted_when_that_is_said_twice_and_its_button_means_no_other() -> None:
    s = noted()
    assert names(s.press(BROKER, "dropnote:n1")) == ["NoteShown"]
    assert len(living(s.p)) == 1
    s.press(BROKER, "dropnote:n1:yes")
    assert living(s.p) == ()
    assert TEXT not in repr(s.p)
    s.press(BROKER, "addnote:all")
    s.say(BROKER, "ใหม่")
    (gone,) = s.press(BROKER, "dropnote:n1:yes")
    assert isinstance(gone, say.Notes)
    assert (gone.note, [n.text for n in living(s.p)]) == ("gone", ["ใหม่"])


def test_what_is_too_long_is_not_cut_in_silence() -> None:
    s = scene()
    s.press(BROKER, "addnote:all")
    (again,) = s.say(BROKER, "ก" * (LONGEST_NOTE + 1))
    assert isinstance(again, say.AskNote)
    assert (again.length, again.most, s.p.notes) == (LONGEST_NOTE + 1, LONGEST_NOTE, {})
    s.say(BROKER, "ก" * LONGEST_NOTE)
    assert len(living(s.p)) == 1


ACTIONS = ["notes:all", "notes:stage:planning"]
ACTIONS += ["note:n1", "addnote:all", "remindnote:n1:1", "donenote:n1", "dropnote:n1:yes"]


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_else_sees_or_changes_one(action: str) -> None:
    s = noted()
    was = s.p
    effects = s.press(person("o1"), action)
    assert names(effects) == ["NotAllowed"]
    assert TEXT not in repr(effects)
    assert s.p == was


def test_every_broker_of_the_partnership_does() -> None:
    s = with_second_broker(noted())
    (shown,) = s.press(person("o1"), "note:n1")
    assert isinstance(shown, say.NoteShown)
    assert shown.line.text == TEXT


def test_whoever_stopped_being_broker_while_writing_keeps_nothing() -> None:
    s = with_second_broker(scene())
    s.press(person("o1"), "addnote:all")
    s.press(person("o1"), "layrole:yes")
    s.say(person("o1"), TEXT)
    assert s.p.notes == {}


def test_there_is_room_for_so_many_notes_and_a_deleted_one_makes_room() -> None:
    s = noted()
    first = s.p.notes["n1"]
    for n in range(2, 501):
        s.p = s.p.with_note(replace(first, id=f"n{n}"))

    (shown,) = s.press(BROKER, "addnote:all")
    assert isinstance(shown, say.Notes)
    assert shown.note == "full"
    s.say(BROKER, "อีกข้อหนึ่ง")
    assert len(s.p.notes) == 500

    s.press(BROKER, "dropnote:n7:yes")
    s.press(BROKER, "addnote:all")
    s.say(BROKER, "อีกข้อหนึ่ง")
    assert s.p.notes["n501"].text == "อีกข้อหนึ่ง"
