"""What a partnership keeps beside its answers: kept, named in the audit, and gone when it is to be gone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.model import AnswerKey, Partnership, Person, Role, Slot
from bot.core.records import (
    Agreement,
    Change,
    Correction,
    Curation,
    Edition,
    Election,
    LeftOut,
    Note,
    Offer,
    Promise,
    Rule,
    Telephone,
)
from bot.core.results import Bars, Block, Lines, Ranking, Spread, Voices
from bot.core.results import Note as Remark
from bot.store import Book, Invitation, Store, schema
from bot.store.plain import data_of, value_from_data
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, ROUND, SOMSRI, WICHAI, answer, answered, entries, partnership
from tests.store.test_erase import CHAT, NAME, OWN, SAID, WHO, fill, left, someone_everywhere

OTHER = Person("line", "Uother")
EDITION = Edition(1, T0, BROKER, "th", (Voices("หวัง", (("ก", "น้ำ"),)),), ("ก",), (), ("ข",))


def kept(p: Partnership) -> Partnership:
    """With one of each."""
    round = replace(
        p.rounds[ROUND],
        closed_at=T0,
        edition=1,
        editions=(EDITION,),
        curated={Slot("list", "o1.1"): Curation("", "น้ำใส", "")},
        left_out={AnswerKey("o2", Slot("other")): LeftOut("ยาวเกินไป", BROKER, T0)},
    )
    p = p.with_round(round)
    p = p.with_agreement(
        Agreement("a1", "decision", T0, 1, "ทิศทาง", "เห็นชอบ", ROUND, "scoping", rule=Rule.MAJORITY)
    )
    p = p.with_agreement(Agreement("a2", "decision", T0, 1, "ทิศทาง", "เห็นชอบใหม่", replaces="a1"))
    p = p.with_promise(Promise("p1", "o1", "ส่งวิทยากร", T0, date(2026, 12, 24), 1, "scoping", ROUND))
    p = p.with_correction(Correction("k1", ROUND, 1, "o2", WICHAI, T0, "ตัวเลขผิด"))
    return p.with_note(Note("n1", "โทรหาอีกครั้ง", BROKER, T0, remind_on=date(2026, 12, 1)))


def save(store: Store, before: Partnership | None, then: Partnership) -> list[str]:
    """What the audit says of it."""
    store.do_now(lambda book: book.save(before, then, T0, BROKER, "t"))

    def told(book: Book) -> str:
        newest = select(schema.audit.c.what).order_by(schema.audit.c.id.desc()).limit(1)
        return str(book.connection.execute(newest).scalar())

    found: list[str] = json.loads(store.do_now(told))
    return found


def reread(store: Store) -> Partnership:
    found = store.do_now(lambda book: book._read("p1"))
    assert found is not None
    return found


# ── saving ───────────────────────────────────────────────────────────────────


def test_the_audit_names_what_changed_and_no_words(store: Store, path: Path) -> None:
    p0 = partnership()
    save(store, None, p0)
    p1 = kept(p0)
    assert save(store, p0, p1) == [
        f"round:{ROUND}",
        f"curation:{ROUND}:list:o1.1",
        f"left_out:{ROUND}:other::o2",
        f"edition:{ROUND}:1",
        "agreement:a1",
        "agreement:a2",
        "promise:p1:open",
        "correction:k1:waiting",
        "note:n1",
    ]
    assert reread(store) == p1
    done = replace(p1.promises["p1"], state="done", settled_at=after(days=1))
    p2 = p1.with_promise(done)
    assert save(store, p1, p2) == ["promise:p1:done"]
    round = replace(p2.rounds[ROUND], curated={}, left_out={})
    p3 = replace(p2.with_round(round), notes={})
    assert save(store, p2, p3) == [
        f"curation:{ROUND}:list:o1.1:gone",
        f"left_out:{ROUND}:other::o2:gone",
        "note:n1:gone",
    ]
    assert reread(store) == p3
    told = str(rows(path, "SELECT what FROM audit"))
    assert not any(ord(letter) > 127 for letter in told)


def test_only_what_changed_is_written(store: Store) -> None:
    p = kept(partnership())
    save(store, None, p)
    then = p.with_promise(replace(p.promises["p1"], state="done"))
    written: list[str] = []

    def watch(book: Book) -> None:
        raw = book.connection.connection.dbapi_connection
        assert raw is not None
        raw.set_trace_callback(written.append)
        book.save(p, then, T0, BROKER, "t")
        raw.set_trace_callback(None)

    store.do_now(watch)
    changing = [sql.split("(")[0].strip() for sql in written if "INTO" in sql[:12]]
    assert list(dict.fromkeys(changing)) == ["INSERT INTO promise", "INSERT INTO audit"]


@pytest.mark.parametrize("editions", [(), (replace(EDITION, note="อื่น"),)])
def test_an_edition_that_was_published_stands(store: Store, editions: tuple[Edition, ...]) -> None:
    p = kept(partnership())
    save(store, None, p)
    then = p.with_round(replace(p.rounds[ROUND], editions=editions))
    with pytest.raises(ValueError, match="editions stand"):
        save(store, p, then)
    assert reread(store) == p


def test_the_second_edition_leaves_the_first_as_it_was(store: Store, path: Path) -> None:
    p = kept(partnership())
    save(store, None, p)
    first = rows(path, "SELECT * FROM edition")
    second = replace(EDITION, number=2, changes=(Change("หวัง", "น้ำ", "น้ำสะอาด"),))
    round = replace(p.rounds[ROUND], edition=2, editions=(EDITION, second))
    then = p.with_round(round)
    assert save(store, p, then) == [f"round:{ROUND}", f"edition:{ROUND}:2"]
    assert rows(path, "SELECT * FROM edition WHERE number = 1") == first
    assert reread(store) == then
    assert rows(path, "SELECT number, newest FROM editions") == [(1, 0), (2, 1)]


def test_the_views_show_what_stands_now(store: Store, path: Path) -> None:
    save(store, None, kept(partnership()))
    assert rows(path, "SELECT id, result, replaces FROM agreements_now") == [
        ("a2", "เห็นชอบใหม่", "a1")
    ]
    assert rows(path, "SELECT id, organisation_name, due, state FROM promises_now") == [
        ("p1", "มูลนิธิสายธาร", "2026-12-24", "open")
    ]


def test_who_was_asked_alone_is_alone_in_the_view(store: Store, path: Path) -> None:
    p = partnership()
    alone = replace(p.rounds[ROUND], id="c1-catching_up-1", only="o2")
    save(store, None, p.with_round(alone))
    sql = "SELECT organisation FROM who_answered WHERE round = ?"
    assert rows(path, sql, "c1-catching_up-1") == [("o2",)]
    assert rows(path, sql, ROUND) == [("o1",), ("o2",)]


# ── the plain form ───────────────────────────────────────────────────────────

BLOCKS: tuple[tuple[Block, dict[str, Any]], ...] = (
    (
        Spread("ก", Decimal("3.50"), 1, 5, (1, 0, 2, 0, 1), 4, ("น้อย", "มาก")),
        {
            "kind": "spread",
            "title": "ก",
            "median": "3.50",
            "low": 1,
            "high": 5,
            "marks": [1, 0, 2, 0, 1],
            "of": 4,
            "ends": ["น้อย", "มาก"],
        },
    ),
    (
        Lines("", (("ใคร", (("", "ข"), ("=k", "ค"))),)),
        {"kind": "lines", "title": "", "rows": [["ใคร", [["", "ข"], ["=k", "ค"]]]]},
    ),
    (Remark("=few", {"n": "2"}), {"kind": "note", "title": "=few", "args": {"n": "2"}}),
    (Bars("ก", (("ข", 2),), 3), {"kind": "bars", "title": "ก", "rows": [["ข", 2]], "of": 3}),
)


@pytest.mark.parametrize(("block", "data"), BLOCKS)
def test_a_block_is_kept_in_a_form_that_stays(block: Block, data: dict[str, Any]) -> None:
    """What is stored of old editions is read by every later version: the form is pinned here."""
    assert data_of(block, Block) == data
    assert value_from_data(json.loads(json.dumps(data)), Block) == block


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "pie", "title": ""},
        {"title": "", "rows": []},
        {"kind": "bars", "title": "", "rows": []},
        {"kind": "bars", "title": "", "rows": [], "of": 1, "more": 1},
        {"kind": "bars", "title": "", "rows": [], "of": "1"},
        {"kind": "bars", "title": "", "rows": [], "of": True},
        {"kind": "bars", "title": None, "rows": [], "of": 1},
        {"kind": "bars", "title": "", "rows": [["a"]], "of": 1},
        {"kind": "bars", "title": "", "rows": "ab", "of": 1},
        ["bars"],
        None,
    ],
)
def test_what_is_no_block_is_not_taken_for_one(data: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        value_from_data(data, Block)


def test_a_block_that_is_not_what_it_says_is_not_kept() -> None:
    for wrong in (
        Bars("", [("a", 1)], 1),  # type: ignore[arg-type]
        Bars("", (("a", True),), 1),
        Bars("", (("a", Decimal(1)),), 1),  # type: ignore[arg-type]
        Ranking("", (("a", 1, 1),), 1),  # type: ignore[arg-type]
        Remark("", {"n": 2}),  # type: ignore[dict-item]
        EDITION,
    ):
        with pytest.raises((TypeError, ValueError)):
            data_of(wrong, Block)


# ── when something is due ────────────────────────────────────────────────────


def test_what_is_due_is_found_the_oldest_first(store: Store) -> None:
    for id in ("p1", "p2", "p3", "p4"):
        made = partnership(id, None)
        store.do_now(lambda book, p=made: book.save(None, p, T0, None, "t"))  # type: ignore[misc]
    due = {"p1": after(hours=2), "p2": after(hours=1), "p3": after(hours=3), "no such": T0}

    def look(book: Book) -> None:
        for id, at in due.items():
            book.set_next_due(id, at)
        assert book.due_partnerships(after(minutes=59), 9) == []
        assert book.due_partnerships(after(hours=1), 9) == [("p2", due["p2"])]
        both = [("p2", due["p2"]), ("p1", due["p1"])]
        assert book.due_partnerships(after(hours=2.5), 9) == both
        assert book.due_partnerships(after(hours=2.5), 1) == both[:1]
        book.set_next_due("p2", None)
        assert book.due_partnerships(after(hours=2.5), 9) == both[1:]
        assert [book.next_due(id) for id in ("p1", "p2", "no such")] == [due["p1"], None, None]
        # Saving does not change it.
        p = book.load("p1")
        assert p is not None
        book.save(p, replace(p, name="อื่น"), T0, None, "t")
        assert book.next_due("p1") == due["p1"]

    store.do_now(look)


def test_what_is_put_off_stays_due_since_the_first_moment(store: Store) -> None:
    store.do_now(lambda book: book.save(None, partnership("p1", None), T0, None, "t"))

    def look(book: Book) -> None:
        book.set_next_due("p1", T0)
        assert not book.is_put_off("p1")
        for hours in (1, 2):
            book.put_off("p1", after(hours=hours))
            assert book.due_partnerships(after(hours=hours - 0.1), 9) == []
            assert book.due_partnerships(after(hours=hours), 9) == [("p1", T0)]
        assert book.is_put_off("p1")
        book.set_next_due("p1", after(hours=2))
        assert not book.is_put_off("p1")
        assert book.due_partnerships(after(hours=2), 9) == [("p1", after(hours=2))]
        book.put_off("no such", T0)

    store.do_now(look)


# ── invitations of one organisation ──────────────────────────────────────────


@pytest.mark.parametrize("short", [False, True])
def test_an_invitation_of_one_organisation(store: Store, short: bool) -> None:
    save(store, None, partnership())
    kinds = ["join", "join:o1", "join:o2", "desk"]

    def made(book: Book) -> dict[str, str]:
        return book.tokens("p1", kinds, T0, short=short)

    tokens = store.do_now(made)
    assert len(set(tokens.values())) == 4
    assert store.do_now(made) == tokens
    found = {
        kind: store.do_now(lambda book, t=token: book.invitation(t, after(days=6.9)))  # type: ignore[misc]
        for kind, token in tokens.items()
    }
    assert found == {
        "join": Invitation("join", "p1"),
        "join:o1": Invitation("join", "p1", "o1"),
        "join:o2": Invitation("join", "p1", "o2"),
        "desk": Invitation("desk", "p1"),
    }
    for token in tokens.values():
        assert store.do_now(lambda book, t=token: book.invitation(t, after(days=7))) is None  # type: ignore[misc]
    # Later there is a new one, with time enough before it.
    later = store.do_now(lambda book: book.tokens("p1", ["join:o1"], after(days=4), short=short))
    assert later != {"join:o1": tokens["join:o1"]}


# ── erasing, and coming to be known as another ───────────────────────────────


def traces(p: Partnership) -> Partnership:
    """WHO wrote one of each, and is named and quoted where others wrote."""
    p = kept(p)
    quoting = (
        Voices("หวัง", (("ก", SAID), ("ข", "ของวิชัย"))),
        Ranking("อันดับ", (("CANARYITEM", 3, 1, 2), ("อื่น", 1, 2, 2)), 2),
        Lines("=x", ((f"“{SAID}”", (("", "CANARYREASON"),)),)),
    )
    edition = replace(
        EDITION, by=WHO, blocks=quoting, note=f"ขอบคุณ {NAME}", changes=(Change("หวัง", "", SAID),)
    )
    round = replace(
        p.rounds[ROUND],
        agreed=f"ให้ {NAME} ประสาน",
        note=f"ขอบคุณ {NAME}",
        editions=(edition,),
        curated={Slot("list", "o1.1"): Curation("", "CANARYITEM", f"{NAME} ขอถอน")},
        left_out={AnswerKey("o2", Slot("other")): LeftOut(f"{NAME} ขอ", WHO, T0)},
    )
    p = p.with_round(round)
    p = p.with_correction(Correction("k1", ROUND, 1, "o1", WHO, T0, "CANARYSAID แก้เป็นห้า"))
    p = p.with_correction(
        Correction("k2", ROUND, 1, "o2", WICHAI, T0, f"ที่ {NAME} ว่า", "refused", f"{NAME} ไม่อยู่")
    )
    p = p.with_note(Note("n1", "CANARYSAID โทรกลับ", WHO, T0, remind_on=date(2026, 12, 1)))
    p = p.with_note(Note("n2", f"ถาม {NAME}", BROKER, T0))
    p = p.with_agreement(Agreement("a9", "membership", T0, 1, f"{NAME}", f"{NAME} รับไป"))
    p = p.with_promise(Promise("p9", "o1", f"{NAME} ส่งน้ำ", T0, reason=f"{NAME} ลา"))
    who = replace(p.members[WHO], roles=frozenset(Role), standing_in="o2", snoozed_until=T0.date())
    spoken = Telephone("ป้าจัน สายน้ำ", T0, WHO)
    p = p.with_organisation(replace(p.organisations["o2"], telephone=spoken))
    p = p.with_member(who)
    told = answer("น้ำท่วมทุกปี ทางโทรศัพท์", "told", by=WHO, organisation="o2", on_behalf=True)
    p = answered(p, told)
    return replace(p, offer=Offer(WHO, BROKER, T0, True), election=Election(WHO, T0, {"o1": True}))


@pytest.mark.parametrize("answers_too", [False, True])
def test_nothing_of_them_is_left_beside_the_answers(
    store: Store, path: Path, answers_too: bool
) -> None:
    fill(store)
    p0 = someone_everywhere()
    save(store, p0, traces(p0))
    store.do_now(lambda book: book.erase("p1", WHO, answers_too, after(minutes=1)))
    p = reread(store)
    (ghost,) = (m for m in p.members.values() if m.person.id.startswith("erased:"))
    assert (ghost.standing_in, ghost.snoozed_until) == ("", None)
    round = p.rounds[ROUND]
    (edition,) = round.editions
    who = {edition.by, *(left.by for left in round.left_out.values())}
    who |= {p.corrections["k1"].by, p.notes["n1"].by}
    assert who == {ghost.person}
    assert (p.offer, p.election) == (None, None)
    spoken = p.organisations["o2"].telephone
    assert spoken == Telephone("ป้าจัน สายน้ำ", T0, ghost.person)
    # What was told by telephone is another organisation's.
    told = round.answers[AnswerKey("o2", Slot("told"))]
    assert (told.shown, told.by) == ("น้ำท่วมทุกปี ทางโทรศัพท์", ghost.person)
    named = rows(path, "SELECT by_name FROM answer WHERE question = 'told'")
    assert named == [("",)]
    gone = "…" if answers_too else None
    assert edition.blocks == (
        Voices("หวัง", (("ก", gone or SAID), ("ข", "ของวิชัย"))),
        Ranking("อันดับ", ((gone or "CANARYITEM", 3, 1, 2), ("อื่น", 1, 2, 2)), 2),
        Lines("=x", ((f"“{gone or SAID}”", (("", gone or "CANARYREASON"),)),)),
    )
    assert (edition.note, round.agreed, p.notes["n2"].text) == (
        "ขอบคุณ …",
        "ให้ … ประสาน",
        "ถาม …",
    )
    assert (p.promises["p9"].what, p.agreements["a9"].result) == ("… ส่งน้ำ", "… รับไป")
    assert p.corrections["k2"].text == "ที่ … ว่า"
    texts = (p.corrections["k1"].text, p.notes["n1"].text, p.notes["n1"].done)
    assert texts == (
        ("", "", True) if answers_too else ("CANARYSAID แก้เป็นห้า", "CANARYSAID โทรกลับ", False)
    )
    store.close_now()
    names = (NAME, "CANARYNAME", "นกขมิ้น", *(OWN if answers_too else ()))
    in_tables = tuple(word for word in names if word in dump(path))
    assert in_tables == ()


def dump(path: Path) -> str:
    """All that the tables hold of the records."""
    tables = (*schema.metadata.tables,)
    kept = [t for t in tables if t not in ("inbox", "outbox")]
    return str([rows(path, f"SELECT * FROM {table}") for table in kept])  # noqa: S608


def test_who_speaks_by_telephone_can_be_forgotten(store: Store, path: Path) -> None:
    p = traces(someone_everywhere())
    asked = "คุณป้าจัน สายน้ำ เห็นว่าอย่างไร"
    p = answered(p, answer("ก", "q9", by=WICHAI, organisation="o2", asked=asked))
    p = p.with_note(Note("n3", "ป้าจัน สายน้ำ สะดวกเช้า", BROKER, T0))
    save(store, None, p)
    store.do_now(lambda book: book.forget_telephone("p1", "o2", after(minutes=1)))
    found = reread(store)
    assert found.organisations["o2"].telephone is None
    assert found.notes["n3"].text == "… สะดวกเช้า"
    answers = found.rounds[ROUND].answers
    assert answers[AnswerKey("o2", Slot("told"))].shown == "น้ำท่วมทุกปี ทางโทรศัพท์"
    assert answers[AnswerKey("o2", Slot("q9"))].asked == "คุณ… เห็นว่าอย่างไร"
    assert left(path, ("ป้าจัน",)) == []
    causes = rows(path, "SELECT cause FROM audit")
    assert causes[-1] == ("forget_telephone",)
    for organisation in ("o1", "o2", "no such"):
        store.do_now(lambda book, o=organisation: book.forget_telephone("p1", o, T0))  # type: ignore[misc]
    assert rows(path, "SELECT cause FROM audit") == causes


def test_who_spoke_by_telephone_is_erased_after_the_core_let_them_go(store: Store, path: Path) -> None:
    p = traces(someone_everywhere()).with_note(Note("n3", "ป้าจัน สายน้ำ สะดวกเช้า", BROKER, T0))
    save(store, None, p)
    gone = p.with_organisation(replace(p.organisations["o2"], telephone=None))
    save(store, p, gone)
    name = "ป้าจัน สายน้ำ"
    store.do_now(lambda book: book.forget_telephone("p1", "o2", after(minutes=1), name))
    assert reread(store).notes["n3"].text == "… สะดวกเช้า"
    assert left(path, ("ป้าจัน",)) == []


def test_a_message_taken_back_goes_out_of_editions(store: Store) -> None:
    p = partnership()
    item = entries("น้ำขุ่นทุกปี", "ไฟดับ")
    item = (item[0]._replace(message="m7"), item[1])
    p = answered(p, answer(item, "list", kind="list", shown="น้ำขุ่นทุกปี; ไฟดับ"))
    blocks = (Ranking("อันดับ", (("น้ำขุ่นทุกปี", 3, 1, 1), ("ไฟดับ", 2, 2, 2)), 2),)
    round = p.rounds[ROUND]
    p = p.with_round(replace(round, closed_at=T0, editions=(replace(EDITION, blocks=blocks),)))
    save(store, None, p)
    store.do_now(lambda book: book.unsay("p1", SOMSRI, "m7", after(minutes=1)))
    ((block,),) = [e.blocks for e in reread(store).rounds[ROUND].editions]
    assert block == Ranking("อันดับ", (("…", 3, 1, 1), ("ไฟดับ", 2, 2, 2)), 2)


def test_who_has_a_second_app_wrote_all_of_it(store: Store) -> None:
    p = traces(someone_everywhere())
    save(store, None, p)
    store.do_now(lambda book: book.link_person(OTHER, WHO, after(minutes=1)))
    found = reread(store)
    assert WHO not in found.members
    member = found.members[OTHER]
    assert (member.standing_in, member.private) == ("o2", CHAT)
    round = found.rounds[ROUND]
    who = {e.by for e in round.editions} | {left.by for left in round.left_out.values()}
    who |= {found.corrections["k1"].by, found.notes["n1"].by}
    assert who == {OTHER}
    assert found.offer == Offer(OTHER, BROKER, T0, True)
    assert found.election == Election(OTHER, T0, {"o1": True})
    spoken = found.organisations["o2"].telephone
    assert spoken is not None
    assert spoken.by == OTHER


def test_the_later_reminder_counts_for_both_apps(store: Store) -> None:
    """One message a person a day, by whichever app."""
    p = someone_everywhere()
    days = {WHO: (date(2026, 11, 20), None), SOMSRI: (date(2026, 11, 22), date(2026, 12, 1))}
    for person, (reminded, snoozed) in days.items():
        member = replace(p.members[person], reminded_on=reminded, snoozed_until=snoozed)
        p = p.with_member(member)
    save(store, None, p)
    store.do_now(lambda book: book.link_person(WHO, SOMSRI, T0))
    member = reread(store).members[WHO]
    assert (member.reminded_on, member.snoozed_until) == days[SOMSRI]
