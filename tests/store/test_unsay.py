"""What was said in a message that was taken back is gone from the files; the rest stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model import (
    Answer,
    AnswerKey,
    Asking,
    Attachment,
    Entry,
    Interview,
    Partnership,
    Person,
    Slot,
)
from bot.message import Button, Message
from bot.store import Book, Store
from tests.store.conftest import T0, after, rows
from tests.store.people import (
    BROKER,
    GROUP,
    ROUND,
    SOMSRI,
    WICHAI,
    answer,
    answered,
    partnership,
    private,
)
from tests.store.test_erase import left

SAID = "CANARYSAID เราอยากได้น้ำสะอาด"
FILE = Attachment("photo", "CANARYFILE")


def save(store: Store, *states: Partnership) -> Partnership:
    """One after another, as steps do."""
    before: Partnership | None = None
    for after_ in states:
        store.do_now(lambda book, b=before, a=after_: book.save(b, a, T0, SOMSRI, "t"))  # type: ignore[misc]
        before = after_
    return states[-1]


def given(p: Partnership, *answers: Answer) -> list[Partnership]:
    """The partnership after each of the answers."""
    found = [p]
    for one in answers:
        found.append(answered(found[-1], one))
    return found


def unsay(store: Store, message: str = "m1", person: Person = SOMSRI) -> None:
    store.do_now(lambda book: book.unsay("p1", person, message, after(minutes=1)))


def loaded(store: Store) -> dict[AnswerKey, Answer]:
    found = store.do_now(lambda book: book.load("p1"))
    assert found is not None
    return dict(found.rounds[ROUND].answers)


def test_an_answer_goes_from_every_revision_and_from_the_files(store: Store, path: Path) -> None:
    first = answer(SAID, message="m1", attachments=(FILE,), words="CANARYWHY")
    then = answer("น้ำใช้ได้", message="m2", revision=2)
    save(store, *given(partnership(), first, then))
    store.do_now(lambda book: book.checkpoint_after_commit())
    canaries = ("CANARYSAID", "CANARYFILE", "CANARYWHY")
    assert left(path, canaries) == list(canaries)
    unsay(store)
    assert left(path, canaries) == []
    found = rows(
        path,
        "SELECT revision, value, shown, raw, words, message, attachments FROM answer ORDER BY revision",
    )
    assert found == [
        (1, None, "", "", "", "", "[]"),
        (2, '{"text":"น้ำใช้ได้"}', "น้ำใช้ได้", "น้ำใช้ได้", "", "m2", "[]"),
    ]
    (newest,) = loaded(store).values()
    assert newest == then
    told = rows(path, "SELECT cause, what, at FROM audit ORDER BY id DESC LIMIT 1")
    assert told == [("unsay", '["unsaid"]', "2026-11-22T03:01:00.000000Z")]


def test_an_answer_that_is_taken_out_for_it_is_gone_from_the_files_too(
    store: Store, path: Path
) -> None:
    """As the core does: its slot then counts as not answered."""
    said = answer(SAID, message="m1", attachments=(FILE,), words="CANARYWHY")
    *states, p = given(partnership(), said)
    taken = p.with_round(p.rounds[ROUND].without_answer(said))
    save(store, *states, p, taken)
    unsay(store)
    assert left(path, ("CANARYSAID", "CANARYFILE", "CANARYWHY")) == []
    assert loaded(store) == {}
    found = store.do_now(lambda book: book.load("p1"))
    assert found == taken


def test_after_closing_and_opening_it_is_gone_too(path: Path) -> None:
    store = Store.open(path)
    save(store, *given(partnership(), answer(SAID, message="m1")))
    unsay(store)
    store.close_now()
    store = Store.open(path)
    (newest,) = loaded(store).values()
    assert newest.skipped
    store.close_now()
    assert left(path, ("CANARYSAID",)) == []


def lists(*said: tuple[str, str], revision: int, **more: object) -> Answer:
    """Entries: what was said, and in which message."""
    value = tuple(Entry(f"{n}", text, message) for n, (text, message) in enumerate(said, 1))
    shown = " · ".join(text for text, _ in said)
    made = answer(value, "wishes", revision=revision, kind="list", message=said[-1][1])
    return replace(made, shown=shown, raw=said[-1][0], **more)  # type: ignore[arg-type]


def test_a_list_keeps_its_other_entries(store: Store, path: Path) -> None:
    a, b, c = ("สร้างสะพาน", "m0"), ("CANARYITEM ขุดบ่อ", "m1"), ("ปลูกป่า", "m2")
    of_colleague = lists(a, b, c, revision=3, by=WICHAI)
    save(store, *given(partnership(), lists(a, revision=1), lists(a, b, revision=2), of_colleague))
    unsay(store)
    assert left(path, ("CANARYITEM",)) == []
    found = rows(path, "SELECT shown, value, raw, message FROM answer ORDER BY revision")
    first, third = '["1","สร้างสะพาน","m0"]', '["3","ปลูกป่า","m2"]'
    assert found == [
        ("สร้างสะพาน", f'{{"entries":[{first}]}}', "สร้างสะพาน", "m0"),
        ("สร้างสะพาน", f'{{"entries":[{first}]}}', "", ""),
        ("สร้างสะพาน · ปลูกป่า", f'{{"entries":[{first},{third}]}}', "ปลูกป่า", "m2"),
    ]
    (newest,) = loaded(store).values()
    assert newest.value == (Entry("1", "สร้างสะพาน", "m0"), Entry("3", "ปลูกป่า", "m2"))


def test_a_list_of_nothing_else_is_empty(store: Store) -> None:
    save(store, *given(partnership(), lists(("ขุดบ่อ", "m1"), ("ปลูกป่า", "m1"), revision=1)))
    unsay(store)
    (newest,) = loaded(store).values()
    assert (newest.value, newest.shown, newest.skipped) == (None, "", True)


def test_what_a_file_was_added_to_goes_with_it(store: Store, path: Path) -> None:
    """The second message brought a file only; what it was added to was said in the first."""
    first = answer(SAID, message="m1")
    then = answer(SAID, message="m2", revision=2, attachments=(FILE,))
    save(store, *given(partnership(), first, then))
    unsay(store, "m1")
    assert left(path, ("CANARYSAID", "CANARYFILE")) == ["CANARYFILE"]
    (newest,) = loaded(store).values()
    assert (newest.value, newest.attachments, newest.message) == (None, (FILE,), "m2")


def test_a_file_goes_and_what_it_was_added_to_stays(store: Store, path: Path) -> None:
    first = answer(SAID, message="m1")
    then = answer(SAID, message="m2", revision=2, attachments=(FILE,))
    third = replace(then, revision=3, message="m3", attachments=(FILE, Attachment("photo", "more")))
    save(store, *given(partnership(), first, then, third))
    unsay(store, "m2")
    assert left(path, ("CANARYSAID", "CANARYFILE")) == ["CANARYSAID"]
    (newest,) = loaded(store).values()
    assert (newest.value, newest.attachments) == (SAID, (Attachment("photo", "more"),))


def test_a_file_is_known_by_its_message_too(store: Store, path: Path) -> None:
    """Where the platform calls the file by its message (LINE), whatever the answer's own message is."""
    files = (Attachment("photo", "m1"), FILE)
    save(store, *given(partnership(), answer("ก", message="m9", attachments=files)))
    unsay(store, "m1")
    assert rows(path, "SELECT attachments, shown FROM answer") == [
        ('[["photo","CANARYFILE",""]]', "ก")
    ]


def test_what_a_colleague_says_is_the_colleagues(store: Store) -> None:
    first = answer(SAID, message="m1")
    own = answer(SAID, message="m1", by=WICHAI, revision=2, raw="ตามนั้น")
    save(store, *given(partnership(), first, own))
    unsay(store)
    (newest,) = loaded(store).values()
    assert newest == own


def test_somebody_elses_message_of_that_id_stays(store: Store) -> None:
    p = save(store, *given(partnership(), answer(SAID, message="m1")))
    unsay(store, "m1", WICHAI)
    unsay(store, "m", SOMSRI)
    unsay(store, "", SOMSRI)
    assert loaded(store) == p.rounds[ROUND].answers
    assert store.do_now(lambda book: book.load("p1")) == p


@pytest.mark.parametrize("text", ["ท่านตอบว่า “{}”", "• {}", "“{}”\n{}"])
def test_what_quotes_it_is_scrubbed(store: Store, path: Path, text: str) -> None:
    p = save(store, *given(partnership(), answer(SAID, message="m1")))
    asked = f"ท่านเคยตอบว่า “{SAID}”"
    other = answer("ของวิชัย", "other", by=WICHAI, organisation="o2", asked=asked, item_label=SAID)
    then = answered(p, other)
    round = then.rounds[ROUND].with_interview(Interview(WICHAI, Asking(Slot("x"), asked=asked)))
    save_on = then.with_round(round)
    quoting = Message(text.replace("{}", SAID), ((Button(SAID, "menu"),),))

    def job(book: Book) -> None:
        book.save(p, save_on, T0, None, "t")
        for place in (GROUP, private(SOMSRI)):
            book.enqueue(place, quoting, partnership="p1", dedupe=place.id, now=T0)

    store.do_now(job)
    unsay(store)
    assert left(path, ("CANARYSAID",)) == []
    bodies = {row.message.text for row in store.do_now(lambda book: book.due(T0))}
    assert bodies == {text.replace("{}", "…")}
    found = store.do_now(lambda book: book.load("p1"))
    assert found is not None
    kept = found.rounds[ROUND].answers[AnswerKey("o2", Slot("other"))]
    assert (kept.shown, kept.asked, kept.item_label) == ("ของวิชัย", "ท่านเคยตอบว่า “…”", "…")


def test_a_reading_that_waits_to_be_confirmed_goes(store: Store, path: Path) -> None:
    p = partnership()
    reading = Asking(Slot("wanted_change"), candidates=(SAID,), raw=SAID, message="m1")
    another = Asking(Slot("wanted_change"), raw="ก", message="m1")
    round = p.rounds[ROUND].with_interview(Interview(SOMSRI, reading))
    save(store, p.with_round(round.with_interview(Interview(WICHAI, another))))
    unsay(store)
    assert left(path, ("CANARYSAID",)) == []
    found = store.do_now(lambda book: book.load("p1"))
    assert found is not None
    interviews = found.rounds[ROUND].interviews
    assert interviews[SOMSRI].standing == Asking(Slot("wanted_change"))
    assert interviews[WICHAI].standing == another


def test_an_agreed_line_that_the_same_step_took_out_goes_from_what_quoted_it(
    store: Store, path: Path
) -> None:
    p = partnership()
    p = p.with_round(replace(p.rounds[ROUND], agreed=SAID, agreed_message="m1"))
    out = p.with_round(replace(p.rounds[ROUND], agreed="", agreed_message=""))
    save(store, p)
    store.do_now(
        lambda b: b.enqueue(GROUP, Message(f"บันทึก: {SAID}"), partnership="p1", dedupe="d", now=T0)
    )

    def job(book: Book) -> None:
        book.save(p, out, T0, BROKER, "unsent")
        book.unsay("p1", BROKER, "m1", T0)

    store.do_now(job)
    assert left(path, ("CANARYSAID",)) == []
    (row,) = store.do_now(lambda book: book.due(T0))
    assert row.message.text == "บันทึก: …"


def test_the_step_that_takes_it_back_leaves_an_emptied_revision(store: Store, path: Path) -> None:
    """As the core does it: a new revision without a value, then the words go from the one before."""
    p = save(store, *given(partnership(), answer(SAID, message="m1")))
    empty = answer(None, revision=2, message="", shown="", raw="")

    def job(book: Book) -> None:
        book.save(p, answered(p, empty), T0, SOMSRI, "unsent")
        book.unsay("p1", SOMSRI, "m1", T0)

    store.do_now(job)
    assert left(path, ("CANARYSAID",)) == []
    assert rows(path, "SELECT revision, value, shown FROM answer") == [(1, None, ""), (2, None, "")]
    (newest,) = loaded(store).values()
    assert newest == empty


def test_unsaying_that_fails_changes_nothing(store: Store) -> None:
    p = save(store, *given(partnership(), answer(SAID, message="m1")))

    def job(book: Book) -> None:
        book.unsay("p1", SOMSRI, "m1", T0)
        raise LookupError

    with pytest.raises(LookupError):
        store.do_now(job)
    assert store.do_now(lambda book: book.load("p1")) == p


def test_a_message_taken_back_before_it_came(store: Store, path: Path) -> None:
    def was(channel: str, message: str) -> bool:
        return store.do_now(lambda book: book.was_unsent(channel, message))

    assert not was("line", "m1")
    for _ in range(2):
        store.do_now(lambda book: book.note_unsent("line", "m1", T0))
    assert was("line", "m1")
    assert [was("telegram", "m1"), was("line", "m2")] == [False, False]
    store.do_now(lambda book: book.note_unsent("line", "m2", after(days=9)))
    assert rows(path, "SELECT message FROM unsent") == [("m2",)]
