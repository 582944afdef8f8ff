"""Erased means gone from the files, not only from the tables (TRUST.md, section 10)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.core.model import (
    Asking,
    Attachment,
    HandIn,
    Interview,
    Partnership,
    Person,
    Place,
    Slot,
    Writing,
)
from bot.facilitator import outcomes
from bot.message import Button, Message, Raw
from bot.store import Book, Store
from tests.store.conftest import T0, after, rows
from tests.store.people import (
    BROKER,
    GROUP,
    ROUND,
    WICHAI,
    answer,
    answered,
    entries,
    member,
    partnership,
    private,
)

WHO = Person("telegram", "CANARYID7")
CHAT = Place("telegram", "CANARYCHAT7")
NAME = "นกขมิ้น CANARYNAME"
SAID = "CANARYSAID เราอยากได้น้ำสะอาด"
LINKED = ("CANARYID7", "CANARYCHAT7", "CANARYNAME", "นกขมิ้น", "CANARYDRAFT", "CANARYTO")
OWN = ("CANARYSAID", "CANARYITEM", "CANARYREASON", "CANARYFILE")


def someone_everywhere() -> Partnership:
    p = partnership()
    p = p.with_member(
        member(
            WHO,
            NAME,
            "o1",
            private=CHAT,
            called="นกขมิ้น",
            writing=Writing("name", "", "CANARYDRAFT"),
        )
    )
    p = answered(p, answer(SAID, by=WHO, attachments=(Attachment("photo", "CANARYFILE"),)))
    items = answer(entries("CANARYITEM"), "list", by=WHO, words="CANARYREASON", kind="list")
    p = answered(p, items)
    asked = f"ท่านเคยตอบว่า “{SAID}”"
    p = answered(p, answer("ของวิชัย", "other", by=WICHAI, asked=asked, item_label="CANARYITEM"))
    round = p.rounds[ROUND]
    round = replace(round, handed_in={("o1", "a"): HandIn(WHO, T0)})
    round = round.with_interview(Interview(WHO, Asking(Slot("list"), asked=asked, raw=SAID)))
    round = round.with_interview(Interview(WICHAI, Asking(Slot("list"), asked=f"“{SAID}”")))
    return p.with_round(round)


def said(book: Book, n: int, place: Place, text: str, of: str | None = "p1") -> None:
    message = Message(text, ((Button(text[:20], "menu"),),), strong=((0, 3),), slot=f"s:{place.id}")
    book.enqueue(place, message, partnership=of, dedupe=f"{place.id}:{n}", now=T0)


def fill(store: Store) -> Partnership:
    p = someone_everywhere()

    def job(book: Book) -> None:
        book.save(None, p, T0, WHO, "t")
        book.set_focus(CHAT, "p1")
        book.note_wrong_token(WHO, T0)
        said(book, 0, CHAT, "CANARYTO: สวัสดี")
        said(book, 1, CHAT, "CANARYTO: ก่อนรู้จักกัน", None)
        said(book, 2, CHAT, "CANARYTO: ยังไม่ได้ส่ง")
        said(book, 3, private(BROKER), f"{NAME} ตอบแล้ว")
        for key in ("1", "2"):
            book.take_in("telegram", [Raw(key, CHAT.id, SAID.encode(), T0)], T0)

    store.do_now(job)
    for _ in range(2):
        (row, *_) = store.do_now(lambda book: [r for r in book.due(T0) if r.place == CHAT])
        store.do_now(lambda book, id=row.id: book.claim(id, T0))  # type: ignore[misc]
        store.do_now(lambda book, id=row.id: book.sent(id, "CANARYTO", T0))  # type: ignore[misc]
    store.do_now(lambda book: book.worked(1, T0))
    return p


def erase(store: Store, answers_too: bool) -> None:
    """The turn in which it is asked for: erased, told so, the event done."""

    def job(book: Book) -> None:
        book.erase("p1", WHO, answers_too, after(minutes=1))
        message = Message("ลบแล้ว")
        book.enqueue(CHAT, message, partnership="p1", dedupe="e", now=after(minutes=1))
        book.worked(2, after(minutes=1))

    store.do_now(job)
    (row,) = store.do_now(lambda book: [r for r in book.due(after(days=1)) if r.place == CHAT])
    assert row.message == Message("ลบแล้ว")
    store.do_now(lambda book: book.claim(row.id, after(days=1)))
    store.do_now(lambda book: book.sent(row.id, "m9", after(days=1)))


def left(path: Path, words: tuple[str, ...]) -> list[str]:
    """Which of the words stand in any file of the store, and of what a restore put aside."""
    held = b"".join(file.read_bytes() for file in path.parent.rglob("*") if file.is_file() and file.suffix != ".key")
    return [word for word in words if word.encode() in held]


@pytest.mark.parametrize("answers_too", [False, True])
def test_nothing_of_them_is_left_in_the_files(store: Store, path: Path, answers_too: bool) -> None:
    fill(store)
    assert left(path, LINKED + OWN) == list(LINKED + OWN)
    erase(store, answers_too)
    assert left(path, LINKED) == []
    assert left(path, OWN) == ([] if answers_too else list(OWN))


def test_what_the_organisation_said_stays(store: Store, path: Path) -> None:
    p = fill(store)
    erase(store, False)
    loaded = store.do_now(lambda book: book.load("p1"))
    assert loaded is not None
    assert WHO not in loaded.members
    answers = loaded.rounds[ROUND].answers
    assert {a.shown for a in answers.values()} == {
        a.shown for a in p.rounds[ROUND].answers.values()
    }
    (ghost,) = [m for person, m in loaded.members.items() if person.id.startswith("erased:")]
    assert (ghost.name, ghost.called, ghost.private, ghost.roles) == ("", "", None, frozenset())
    assert len(ghost.person.id) == len("erased:") + 16
    by = {a.by for a in answers.values()}
    assert by == {ghost.person, WICHAI}
    assert {h.by for h in loaded.rounds[ROUND].handed_in.values()} == {ghost.person}
    assert rows(path, "SELECT DISTINCT by_name FROM answer ORDER BY 1") == [("",), ("วิชัย มั่นคง",)]
    # The others are as they were.
    for person in (BROKER, WICHAI):
        assert loaded.members[person] == p.members[person]


def test_their_answers_go_when_they_ask_for_it(store: Store) -> None:
    fill(store)
    erase(store, True)
    loaded = store.do_now(lambda book: book.load("p1"))
    assert loaded is not None
    answers = {a.slot.question: a for a in loaded.rounds[ROUND].answers.values()}
    assert {name: a.skipped for name, a in answers.items()} == {
        "wanted_change": True,
        "list": True,
        "other": False,
    }
    assert answers["other"].shown == "ของวิชัย"
    assert answers["other"].asked == "ท่านเคยตอบว่า “…”"
    standing = loaded.rounds[ROUND].interviews[WICHAI].standing
    assert isinstance(standing, Asking)
    assert standing.asked == "“…”"


SHORT, LONG = "ตกลง", "อยากให้มีถังกรองน้ำที่โรงเรียน"
THEIRS = f"เห็นด้วยว่า {LONG} และที่วัด"


def shown_to_others(store: Store, answers_too: bool, text: str, others: str = "ของวิชัย") -> Message:
    """A message that waits for another person, after someone who wrote SHORT and LONG was erased."""
    p = partnership().with_member(member(WHO, NAME, "o1", private=CHAT))
    p = answered(p, answer(SHORT, "a", by=WHO))
    p = answered(p, answer(LONG, "b", by=WHO))
    p = answered(p, answer(others, "c", by=WICHAI, organisation="o2"))
    start = text.index("|") if "|" in text else 0
    text = text.replace("|", "")
    bold = Message(
        text, ((Button("ตกลง", "go:r"),),), strong=((start, len(text)),), once="s", stub="สรุปขั้นที่ ๑"
    )

    def job(book: Book) -> None:
        book.save(None, p, T0, WHO, "t")
        book.enqueue(private(WICHAI), bold, partnership="p1", dedupe="s", now=T0)

    store.do_now(job)
    store.do_now(lambda book: book.erase("p1", WHO, answers_too, after(minutes=1)))
    (row,) = store.do_now(lambda book: book.due(after(minutes=1)))
    assert row.message.buttons == bold.buttons  # the bot's own word
    assert (row.message.once, row.message.stub) == (bold.once, bold.stub)
    loaded = store.do_now(lambda book: book.load("p1"))
    assert loaded is not None
    kept = {a.slot.question: a.shown for a in loaded.rounds[ROUND].answers.values()}
    assert kept == {"a": "", "b": "", "c": others} | (
        {} if answers_too else {"a": SHORT, "b": LONG}
    )
    return row.message


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"ท่านตอบว่า “{SHORT}”", "ท่านตอบว่า “…”"),
        (f"แตะ {SHORT} เพื่อ{SHORT}ร่วมกัน", f"แตะ {SHORT} เพื่อ{SHORT}ร่วมกัน"),
        (f"“{SHORT}ร่วมกัน”", f"“{SHORT}ร่วมกัน”"),
        (f"• {LONG} (อบต.)", "• … (อบต.)"),
        (f"• “{LONG}”", "• “…”"),
        (f"{NAME} ว่า {LONG}", "… ว่า …"),
    ],
)
def test_of_answers_only_what_is_plainly_theirs_is_cut(
    store: Store, text: str, wanted: str
) -> None:
    assert shown_to_others(store, True, text).text == wanted


def test_kept_answers_stay_in_what_others_were_shown(store: Store) -> None:
    text = f"“{SHORT}” {LONG}"
    assert shown_to_others(store, False, f"{NAME}: {text}").text == f"…: {text}"


@pytest.mark.parametrize("others", [THEIRS, SHORT, LONG])
def test_a_colleagues_answer_stays_whole_in_messages(store: Store, others: str) -> None:
    text = f"องค์กร ๒: {others} และ “{others}”"
    assert shown_to_others(store, True, text, others).text == text


def test_a_longer_answer_is_not_saved_by_a_shorter_one_of_a_colleague(store: Store) -> None:
    assert shown_to_others(store, True, f"ก {LONG} ข {SHORT}", SHORT).text == f"ก … ข {SHORT}"


def test_what_was_bold_stays_bold(store: Store) -> None:
    message = shown_to_others(store, True, f"{LONG}\n|สรุป {LONG} จบ")
    assert message.text == "…\nสรุป … จบ"
    ((start, end),) = message.strong
    assert message.text[start:end] == "สรุป … จบ"


def test_all_revisions_go(store: Store, path: Path) -> None:
    p = fill(store)
    then = answered(p, answer("ใหม่", by=WICHAI, revision=2))
    store.do_now(lambda book: book.save(p, then, T0, WICHAI, "t"))
    erase(store, True)
    assert left(path, OWN) == []
    found = rows(path, "SELECT revision, shown FROM answer WHERE question = 'wanted_change'")
    assert found == [(1, ""), (2, "ใหม่")]


def test_what_they_are_in_elsewhere_stays(store: Store) -> None:
    fill(store)
    other = partnership("p2", Place("telegram", "-5")).with_member(
        member(WHO, NAME, "o1", private=CHAT)
    )

    def job(book: Book) -> None:
        book.save(None, other, T0, None, "t")
        book.set_focus(CHAT, "p2")
        said(book, 9, CHAT, "จาก p2", "p2")

    store.do_now(job)
    store.do_now(lambda book: book.erase("p1", WHO, True, after(minutes=1)))
    assert store.do_now(lambda book: book.load("p2")) == other
    assert store.do_now(lambda book: book.focus(CHAT)) == "p2"
    waiting = store.do_now(lambda book: [r.message.text for r in book.due(after(days=1))])
    assert "จาก p2" in waiting
    (belongs,) = store.do_now(lambda book: book.partnerships_of(WHO))
    assert belongs.partnership == "p2"


def test_an_erasure_that_fails_changes_nothing(store: Store, path: Path) -> None:
    p = fill(store)

    def job(book: Book) -> None:
        book.erase("p1", WHO, True, T0)
        raise LookupError

    with pytest.raises(LookupError):
        store.do_now(job)
    assert store.do_now(lambda book: book.load("p1")) == p
    assert rows(path, "SELECT cause FROM audit") == [("t",)]


def test_someone_who_is_not_there(store: Store) -> None:
    p = fill(store)
    store.do_now(lambda book: book.erase("p1", Person("telegram", "nobody"), True, T0))
    store.do_now(lambda book: book.erase("no such", WHO, True, T0))
    assert store.do_now(lambda book: book.load("p1")) == p


async def test_a_reader_in_the_way_delays_it_only(store: Store, path: Path) -> None:
    await asyncio.to_thread(fill, store)
    async with store.reader() as db:
        await db.execute("BEGIN")
        async with db.execute("SELECT count(*) FROM answer") as found:
            await found.fetchone()
        erasing = asyncio.ensure_future(asyncio.to_thread(erase, store, True))
        await asyncio.sleep(0.3)
    await erasing
    for _ in range(40):
        if not left(path, LINKED + OWN):
            break
        await asyncio.sleep(0.1)
    assert left(path, LINKED + OWN) == []


def test_the_group_keeps_its_place(store: Store) -> None:
    fill(store)
    erase(store, True)
    assert store.do_now(lambda book: book.partnership_of_group(GROUP)) == "p1"


def test_nothing_is_left_of_what_could_not_be_delivered_to_them(store: Store, path: Path) -> None:
    """The brokers were told; the key of that event is kept, so that they are told once a day."""
    fill(store)

    def tell(book: Book) -> int:
        row = next(row for row in book.due(T0) if row.place == CHAT)
        before = len(book.waiting_events(99))
        outcomes.not_delivered(book, row, "refused", T0)
        outcomes.not_delivered(book, row, "refused", T0)
        outcomes.gone(book, row, T0)
        told = book.waiting_events(99)[before:]
        for event in told:
            book.worked(event.id, T0)
        return len(told)

    assert store.do_now(tell) == 2
    erase(store, False)
    assert left(path, LINKED) == []


def test_a_question_about_them_that_is_on_its_way_is_forgotten_too(
    store: Store, path: Path
) -> None:
    fill(store)
    here = Place("telegram", "-100555")

    def ask(book: Book) -> int:
        book.enqueue_rights(here, WHO, partnership="p1", dedupe="r", now=T0)
        row = next(row for row in book.due(T0) if row.kind == "rights")
        book.claim(row.id, T0)
        return row.id

    asked = store.do_now(ask)
    erase(store, False)
    store.do_now(lambda book: book.sent(asked, "", after(minutes=2)))
    assert left(path, LINKED) == []


@pytest.mark.parametrize(("name", "cut"), [("น้ำ", False), ("น้ำใส", True), ("แอน", False)])
def test_a_short_name_is_a_word_of_everybody_s(store: Store, name: str, cut: bool) -> None:
    p = partnership().with_member(member(WHO, name, "o1", private=CHAT, called=name))
    p = answered(p, answer("ก", by=WHO))

    def job(book: Book) -> None:
        book.save(None, p, T0, WHO, "t")
        said(book, 0, private(BROKER), f"{name} ตอบแล้ว")
        book.erase("p1", WHO, False, after(minutes=1))

    store.do_now(job)
    (row,) = store.do_now(lambda book: book.due(T0))
    assert row.message.text == ("… ตอบแล้ว" if cut else f"{name} ตอบแล้ว")


OTHER_APP = Person("line", "CANARYLINE7")
OTHER_CHAT = Place("line", "CANARYLINE7")


class Token(NamedTuple):
    place: Place
    token: str
    until: datetime


def with_two_apps(store: Store) -> None:
    """Of someone on two apps everything is kept that is kept of anyone."""
    fill(store)

    def job(book: Book) -> None:
        book.link_person(WHO, OTHER_APP, T0)
        for app in (WHO, OTHER_APP):
            book.note_contact(app, T0, friend=True, wrote=True)
        book.new_code("person", "p1", WHO, T0)
        book.set_focus(OTHER_CHAT, "p1")
        for n, text in enumerate(("CANARYTO: ทางไลน์", "CANARYTO: ค้างอยู่")):
            message = Message(text)
            key = f"l{n}"
            book.enqueue(OTHER_CHAT, message, partnership="p1", dedupe=key, now=T0, holds=True)
        rows = book.waiting(OTHER_CHAT, 1)
        book.claim_batch(rows, "reply", "CANARYTOKEN", after(seconds=50), T0)
        book.sent(rows[0].id, "CANARYTO", T0)
        book.hold(OTHER_CHAT, T0)
        for token, seconds in (("CANARYTOKEN", 70), ("CANARYLAST", 110)):
            book.note_reply_token(Token(OTHER_CHAT, token, after(seconds=seconds)), T0)
        book.hold(OTHER_CHAT, T0)

    store.do_now(job)


TRACES = (*LINKED, "CANARYLINE7", "CANARYTOKEN", "CANARYLAST")


def test_the_last_word_goes_out_as_an_answer_and_then_nothing_is_left(
    store: Store, path: Path
) -> None:
    with_two_apps(store)
    store.do_now(lambda book: book.checkpoint_after_commit())
    assert left(path, TRACES) == list(TRACES)
    now = after(minutes=1)

    def job(book: Book) -> None:
        book.erase("p1", WHO, True, now)
        book.enqueue(
            OTHER_CHAT, Message("ลบแล้ว"), partnership="p1", dedupe="e", now=now, holds=True
        )
        for id in (1, 2):
            book.worked(id, now)

    store.do_now(job)
    for table in ("contact", "linked_person", "code"):
        assert rows(path, f"SELECT * FROM {table}") == []  # noqa: S608
    assert rows(path, "SELECT token FROM reply_token") == [("CANARYLAST",)]
    (row,) = store.do_now(lambda book: [r for r in book.due(now) if r.place == OTHER_CHAT])
    assert row.message == Message("ลบแล้ว")
    found = store.do_now(lambda book: book.reply_token(OTHER_CHAT, now))
    assert found is not None
    # Another thing happened there before it was said.
    third = Token(OTHER_CHAT, "CANARYTHIRD", after(minutes=2))
    store.do_now(lambda book: book.note_reply_token(third, now))
    store.do_now(lambda book: book.claim_batch([row], "reply", *found, now))
    store.do_now(lambda book: book.sent(row.id, "CANARYTO", now))
    assert left(path, (*TRACES, "CANARYTHIRD")) == []
    assert store.do_now(lambda book: book.canonical(OTHER_APP)) == OTHER_APP


def test_a_last_word_that_cannot_be_said_is_not_kept(store: Store, path: Path) -> None:
    """Nothing is held for someone who has been erased: they may never come again."""
    with_two_apps(store)
    now = after(minutes=1)

    def job(book: Book) -> None:
        book.erase("p1", WHO, True, now)
        book.enqueue(
            OTHER_CHAT, Message("ลบแล้ว"), partnership="p1", dedupe="e", now=now, holds=True
        )
        for id in (1, 2):
            book.worked(id, now)

    store.do_now(job)
    store.do_now(lambda book: book.hold(OTHER_CHAT, after(minutes=3)))
    assert rows(path, "SELECT * FROM outbox WHERE state = 'held' OR place = ?", OTHER_CHAT.id) == []
    store.do_now(lambda b: b.note_reply_token(Token(GROUP, "t", after(hours=9)), after(hours=8)))
    store.do_now(lambda book: book.checkpoint_after_commit())
    assert left(path, ("CANARYLINE7", "CANARYTOKEN", "CANARYLAST")) == []


def test_who_is_in_another_partnership_can_still_be_reached_there(store: Store, path: Path) -> None:
    with_two_apps(store)
    other = partnership("p2", Place("line", "C5")).with_member(
        member(WHO, NAME, "o1", private=CHAT)
    )

    def job(book: Book) -> None:
        book.save(None, other, T0, None, "t")
        book.new_code("person", "p2", WHO, T0)
        book.erase("p1", WHO, True, after(minutes=1))

    store.do_now(job)
    assert rows(path, "SELECT count(*) FROM contact") == [(2,)]
    assert rows(path, "SELECT partnership FROM code") == [("p2",)]
    assert store.do_now(lambda book: book.canonical(OTHER_APP)) == WHO
    assert rows(path, "SELECT body FROM outbox WHERE place = ?", OTHER_CHAT.id) == []
