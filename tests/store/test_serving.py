"""Pictures and files in the outbox, the addresses they are fetched at, and what a platform keeps of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.core.model import Place
from bot.message import File, Message, Picture
from bot.render.picture_words import drawn, said, short
from bot.render.words import read_speeches, speaking
from bot.store import Book, OutRow, Store
from bot.store.scrub import Scrub
from bot.store.serving import Kind
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, SOMSRI, answer, answered, partnership, private

HERE = private(SOMSRI)
PICTURE = Picture(
    "card", json.dumps({"voices": ["น้ำสะอาด", "CANARYSAID ที่ยาวพอ"], "_qr": "x", "n": 3}), "สรุป"
)
FILE = File("stage", "pdf", "broker", "scoping", 2, 3, "en")
BOTH = Message("ข้อความ", picture=PICTURE, file=FILE)
LATER = after(days=30)


def put(store: Store, message: Message = BOTH, place: Place = HERE, dedupe: str = "d") -> OutRow:
    def job(book: Book) -> OutRow:
        book.enqueue(place, message, partnership="p1", dedupe=dedupe, now=T0)
        return book.due(T0)[-1]

    return store.do_now(job)


def fetched(store: Store, token: str, kind: Kind = "picture", at: datetime = T0) -> OutRow | None:
    return store.do_now(lambda book: book.served(token, kind, at))


def serve(store: Store, row: OutRow) -> str:
    return store.do_now(lambda book: book.serve(row, "picture", LATER))


def sent(store: Store, row: OutRow) -> None:
    def job(book: Book) -> None:
        book.claim(row.id, T0)
        book.sent(row.id, "1", T0)

    store.do_now(job)


def begin(store: Store) -> None:
    store.do_now(lambda book: book.save(None, partnership(), T0, BROKER, "t"))


def test_they_come_out_as_they_went_in(store: Store, path: Path) -> None:
    assert put(store).message == BOTH
    plain = put(store, Message("x"), Place("telegram", "7"), "e")
    assert (plain.message.picture, plain.message.file) == (None, None)
    ((body,),) = rows(path, "SELECT body FROM outbox WHERE dedupe = 'e'")
    assert "picture" not in body
    assert "file" not in body


def test_a_body_from_before_there_were_pictures_is_read(store: Store, path: Path) -> None:
    put(store, Message("x"))
    ((body,),) = rows(path, "SELECT body FROM outbox")
    assert json.loads(body).keys() == {
        *("text", "buttons", "strong", "slot", "replaces", "once", "stub", "passing", "outdoes")
    }


def test_a_token_fetches_its_own_until_its_time_is_over(store: Store, path: Path) -> None:
    row = put(store)
    token = store.do_now(lambda book: book.serve(row, "picture", LATER))
    assert len(token) == 22
    assert store.do_now(lambda book: book.serve(row, "picture", LATER)) == token
    found = store.do_now(lambda book: book.served(token, "picture", after(days=29)))
    assert found is not None
    assert found.message.picture == PICTURE
    cases: list[tuple[str, Kind, datetime]] = [
        (token, "picture", LATER),
        (token, "picture", after(days=31)),
        (token, "file", T0),
        (token[:-1] + ("A" if token[-1] != "A" else "B"), "picture", T0),
        ("", "picture", T0),
        ("%" * 22, "picture", T0),
        ("ก" * 22, "picture", T0),
        (row.ref, "picture", T0),
    ]
    for wrong, kind, at in cases:
        assert fetched(store, wrong, kind, at) is None, (wrong, kind, at)
    other = store.do_now(lambda book: book.serve(row, "file", LATER))
    assert other != token
    held = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()
    assert token.encode() not in held


def test_another_house_makes_other_tokens(store: Store, tmp_path: Path) -> None:
    row = put(store)
    elsewhere = Store.open(tmp_path / "elsewhere" / "phakhi.db")
    try:
        theirs = elsewhere.do_now(lambda book: book.serve(row, "picture", LATER))
        marks = {s.do_now(lambda book: book.picture_mark(PICTURE)) for s in (store, elsewhere)}
    finally:
        elsewhere.close_now()
    assert store.do_now(lambda book: book.serve(row, "picture", LATER)) != theirs
    assert len(marks) == 2


def test_what_is_over_is_tidied_away(store: Store, path: Path) -> None:
    row = put(store)
    store.do_now(lambda book: book.serve(row, "picture", after(days=1)))
    store.do_now(lambda book: book.serve(row, "file", after(days=9)))
    store.do_now(lambda book: book.keep_picture_id("telegram", "p1", "m", "F", T0))
    store.do_now(lambda book: book.tidy(after(days=2)))
    assert rows(path, "SELECT kind FROM served") == [("file",)]
    assert rows(path, "SELECT file_id FROM picture_sent") == [("F",)]
    store.do_now(lambda book: book.tidy(after(days=91)))
    assert rows(path, "SELECT * FROM served") == []
    assert rows(path, "SELECT * FROM picture_sent") == []


def test_the_platforms_id_is_found_again(store: Store) -> None:
    def job(book: Book) -> list[str]:
        mark = book.picture_mark(PICTURE)
        book.keep_picture_id("telegram", "p1", mark, "F1", T0)
        book.keep_picture_id("telegram", "p1", mark, "F2", T0)
        other = book.picture_mark(replace(PICTURE, kind="wheel"))
        found = [
            book.picture_id("telegram", "p1", mark),
            book.picture_id("telegram", "p2", mark),
            book.picture_id("line", "p1", mark),
            book.picture_id("telegram", "p1", other),
        ]
        assert mark == book.picture_mark(replace(PICTURE, alt="other words for it"))
        book.drop_picture_id("telegram", "F2")
        return [*found, book.picture_id("telegram", "p1", mark)]

    assert store.do_now(job) == ["F2", "", "", "", ""]


@pytest.mark.parametrize("answers_too", [False, True])
def test_erasing_takes_words_off_pictures_and_addresses_with_them(
    store: Store, path: Path, answers_too: bool
) -> None:
    begin(store)
    name = "สมศรี CANARYNAME"
    shows = {"voices": [f"โดย {name}", "“CANARYSAID”"], "CANARYKEY": [{"by": name}]}
    drawn = Picture("card", json.dumps(shows, ensure_ascii=False), f"ของ {name}")
    p = partnership()
    then = p.with_member(replace(p.members[SOMSRI], name=name))
    store.do_now(lambda book: book.save(p, then, T0, BROKER, "t"))
    group = next(iter(p.groups))
    shown = put(store, Message("ในกลุ่ม", picture=drawn), group, "g")
    own = put(store, Message("ของตัวเอง", picture=drawn), HERE, "h")
    tokens = [serve(store, row) for row in (shown, own)]
    store.do_now(lambda book: book.keep_picture_id("telegram", "p1", "m", "CANARYFILE", T0))
    store.do_now(lambda book: book.keep_picture_id("telegram", "p9", "m", "theirs", T0))
    for row in (shown, own):
        sent(store, row)
    store.do_now(lambda book: book.erase("p1", SOMSRI, answers_too, after(hours=1)))
    left = [fetched(store, token, at=after(hours=2)) for token in tokens]
    if answers_too:
        assert left[0] is None
    else:
        assert left[0] is not None
        assert left[0].message.picture is not None
        assert json.loads(left[0].message.picture.data).keys() == shows.keys()
        assert "โดย …" in left[0].message.picture.data
        assert left[0].message.picture.alt == "ของ …"
    assert left[1] is None
    assert rows(path, "SELECT file_id FROM picture_sent") == [("theirs",)]
    assert rows(path, "SELECT count(*) FROM served") == [(1,)]
    everything = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()
    for word in ("CANARYNAME", "CANARYFILE"):
        assert word.encode() not in everything, word


LONG = "เราอยากให้แม่น้ำสะอาดและคนในชุมชนของเราดื่มน้ำได้ CANARYEND " * 60
TWO_LINES = "น้ำเสียจากโรงงาน\nทำให้ปลาตาย CANARYEND"


@pytest.mark.parametrize("text", [LONG.strip()[:4000], TWO_LINES], ids=["4,000 characters", "two lines"])
@pytest.mark.parametrize("unsaid", [False, True])
def test_what_was_said_stands_on_no_picture_in_whatever_form(
    store: Store, path: Path, text: str, unsaid: bool
) -> None:
    """A picture shortens it, and makes one line of it: so it goes, with whatever else stands on it."""
    begin(store)
    was = partnership()
    then = answered(was, answer(text, message="77"))
    store.do_now(lambda book: book.save(was, then, T0, SOMSRI, "t"))
    with speaking(read_speeches()["th"]):
        shows = drawn("card", {"voices": [said(text), short(text), f"หัวข้อ: {short(text)}"]}, "สรุป")
    group = next(iter(was.groups))
    row = put(store, Message("สรุป", picture=shows), group, "g")
    put(store, Message("รอ", picture=shows), group, "w")
    token = serve(store, row)
    sent(store, row)
    store.do_now(lambda book: book.keep_picture_id("telegram", "p1", "m", "F", T0))
    assert fetched(store, token) is not None
    if unsaid:
        store.do_now(lambda book: book.unsay("p1", SOMSRI, "77", after(hours=1)))
    else:
        store.do_now(lambda book: book.erase("p1", SOMSRI, True, after(hours=1)))
    assert fetched(store, token) is None
    bodies = [body for (body,) in rows(path, "SELECT body FROM outbox WHERE dedupe IN ('g', 'w')")]
    assert len(bodies) == 2
    assert not [body for body in bodies if "picture" in body or "สะอาด" in body or "โรงงาน" in body]
    assert "รอ" in [r.message.text for r in store.do_now(lambda book: book.due(T0))]
    assert rows(path, "SELECT * FROM picture_sent") == []


@pytest.mark.parametrize(
    ("stands", "left"),
    [
        ("โดย สมศรี\nใจดี", "โดย …"),
        ("โดย สมศรี ใจดี", "โดย …"),
        ("โดย สมศรี ใ…", None),
        ("“น้ำ… สมศรี ใจ… ต่อ", None),
        ("โดย สมศักดิ์…", "โดย สมศักดิ์…"),
    ],
)
def test_a_name_stands_on_no_picture_not_even_a_piece_of_it(stands: str, left: str | None) -> None:
    found = Scrub({"สมศรี\nใจดี"}).picture(Picture("card", json.dumps({"a": [stands]}), "x"))
    assert (found and json.loads(found.data)["a"][0]) == left


def test_tidying_reads_what_is_served_and_not_the_outbox(store: Store) -> None:
    """Which is long (the query plan, docs of SQLite: SCAN reads a table from end to end)."""

    def plan(book: Book) -> list[str]:
        asked: list[str] = []
        watch = lambda *of: asked.append(of[2])  # noqa: E731
        event.listen(book.connection, "before_cursor_execute", watch)
        book._drop_old_served(T0)
        event.remove(book.connection, "before_cursor_execute", watch)
        (sql,) = asked
        explained = book.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("",) * sql.count("?"))
        return [row.detail for row in explained]

    steps = store.do_now(plan)
    assert [s for s in steps if "outbox" in s]
    assert not [s for s in steps if "SCAN" in s and "outbox" in s], steps


def test_so_many_tries_are_made(store: Store, path: Path) -> None:
    row = put(store)
    assert [store.do_now(lambda b: b.try_making(row.id, 3)) for _ in range(5)] == [True] * 3 + [False] * 2
    store.do_now(lambda book: book.made(row.id))
    assert rows(path, "SELECT makings, state, attempts FROM outbox") == [(2, "queued", 0)]
    assert store.do_now(lambda book: book.try_making(row.id, 3))
    for _ in range(5):
        store.do_now(lambda book: book.made(row.id))
    assert rows(path, "SELECT makings FROM outbox") == [(0,)]
    assert not store.do_now(lambda book: book.try_making(row.id + 1, 3))
