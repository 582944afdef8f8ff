from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bot.message import Raw
from bot.store import Book, Store, Waiting
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, answer, answered, partnership


def raw(key: str, conversation: str = "c1") -> Raw:
    return Raw(key, conversation, f"body {key}".encode(), T0)


def test_the_same_event_is_taken_in_once(store: Store, path: Path) -> None:
    assert store.do_now(lambda book: book.take_in("t", [raw("1"), raw("2"), raw("1")], T0)) == 2
    assert store.do_now(lambda book: book.take_in("t", [raw("2"), raw("3")], T0)) == 1
    assert store.do_now(lambda book: book.take_in("line", [raw("1")], T0)) == 1
    ids = store.do_now(lambda book: [w.id for w in book.new_events()])
    store.do_now(lambda book: book.worked(ids[0], after(seconds=1)))
    assert store.do_now(lambda book: book.take_in("t", [raw("1")], T0)) == 0
    found = rows(path, "SELECT channel, key, state FROM inbox ORDER BY id")
    assert found == [
        ("t", "1", "done"),
        ("t", "2", "new"),
        ("t", "3", "new"),
        ("line", "1", "new"),
    ]


def test_the_oldest_of_each_conversation_comes_first(store: Store) -> None:
    store.do_now(lambda b: b.take_in("t", [raw("1"), raw("2"), raw("3", "c2"), raw("4")], T0))
    store.do_now(lambda b: b.take_in("line", [raw("9")], T0))
    first = store.do_now(lambda book: book.new_events())
    assert [(w.channel, w.conversation, w.body) for w in first] == [
        ("t", "c1", b"body 1"),
        ("t", "c2", b"body 3"),
        ("line", "c1", b"body 9"),
    ]
    assert store.do_now(lambda book: book.new_events(2)) == first[:2]
    store.do_now(lambda book: book.worked(first[0].id, T0))
    then = store.do_now(lambda book: book.new_events())
    assert [w.body for w in then] == [b"body 2", b"body 3", b"body 9"]


def test_the_next_of_a_conversation_follows(store: Store) -> None:
    store.do_now(lambda b: b.take_in("t", [raw("1"), raw("2")], T0))
    order = []
    while waiting := store.do_now(lambda book: book.new_events()):
        (head,) = waiting
        order.append(head.body)
        store.do_now(lambda book, id=head.id: book.worked(id, T0))  # type: ignore[misc]
    assert order == [b"body 1", b"body 2"]


def test_a_pair_that_came_in_the_wrong_order_is_put_right(store: Store) -> None:
    """By what the platform sorts by within a conversation; between conversations, as taken in."""

    def at(key: str, sort: str, conversation: str = "c1") -> Raw:
        return replace(raw(key, conversation), sort=sort)

    came = [
        at("late", "000002"),
        at("other", "000009", "c2"),
        at("early", "000001"),
        at("same", "000002"),
    ]
    store.do_now(lambda book: book.take_in("line", came, T0))
    store.do_now(lambda book: book.take_in("t", [at("x", "000003")], T0))
    order = []
    while waiting := store.do_now(lambda book: book.new_events(1)):
        order.append(waiting[0].body.decode().split()[1])
        store.do_now(lambda book, id=waiting[0].id: book.worked(id, T0))  # type: ignore[misc]
    assert order == ["other", "early", "late", "same", "x"]


def test_what_may_yet_be_put_right_is_left_for_a_moment(store: Store) -> None:
    """Only what is sorted can come in the wrong order."""
    sorted_one = replace(raw("1"), sort="000001")
    store.do_now(lambda book: book.take_in("line", [sorted_one, raw("2", "c2")], T0))

    def ready(since: float, until: float) -> list[bytes]:
        between = (after(seconds=since), after(seconds=until))
        return [w.body for w in store.do_now(lambda book: book.new_events(9, between))]

    assert ready(-1, 0) == [b"body 2"]
    assert ready(1, 2) == [b"body 1", b"body 2"]


def test_what_is_worked_or_dead_keeps_its_key_only(store: Store, path: Path) -> None:
    store.do_now(lambda book: book.take_in("t", [raw("1", "5550001"), raw("2", "5550001")], T0))
    store.do_now(lambda book: book.worked(1, after(seconds=2)))
    store.do_now(lambda book: book.dead(2, "KeyError", after(seconds=3)))
    found = rows(path, "SELECT state, raw, conversation, error, done_at FROM inbox ORDER BY id")
    assert found == [
        ("done", None, "", None, "2026-11-22T03:00:02.000000Z"),
        ("dead", None, "", "KeyError", "2026-11-22T03:00:03.000000Z"),
    ]
    assert store.do_now(lambda book: book.new_events()) == []


def test_all_that_waits(store: Store) -> None:
    def since() -> object:
        return store.do_now(lambda book: book.oldest_waiting())

    assert since() == (None, None)
    store.do_now(lambda b: b.take_in("t", [raw("1"), raw("2"), raw("3", "c2")], after(seconds=1)))
    store.do_now(lambda b: b.take_in("line", [raw("9")], after(seconds=2)))
    waiting = store.do_now(lambda book: book.waiting_events(99))
    assert [(w.channel, w.body) for w in waiting] == [
        ("t", b"body 1"),
        ("t", b"body 2"),
        ("t", b"body 3"),
        ("line", b"body 9"),
    ]
    assert store.do_now(lambda book: book.waiting_events(2)) == waiting[:2]
    assert since() == (after(seconds=1), None)
    for done in waiting[:3]:
        store.do_now(lambda book, id=done.id: book.worked(id, T0))  # type: ignore[misc]
    assert store.do_now(lambda book: book.waiting_events(99)) == waiting[3:]
    assert since() == (after(seconds=2), None)


def test_tries_are_counted(store: Store) -> None:
    store.do_now(lambda book: book.take_in("t", [raw("1")], T0))
    assert [store.do_now(lambda book: book.attempt(1)) for _ in range(3)] == [1, 2, 3]
    assert store.do_now(lambda book: book.new_events()) == [Waiting(1, "t", "c1", b"body 1", 3)]


def test_the_bots_own_events_share_the_table(store: Store) -> None:
    assert store.do_now(lambda book: book.put_event("t", "blocked:7", "c1", b"{}", T0))
    assert not store.do_now(lambda book: book.put_event("t", "blocked:7", "c1", b"{}", T0))
    assert store.do_now(lambda book: book.take_in("t", [raw("blocked:7")], T0)) == 0


def test_one_event_is_one_transaction(store: Store, path: Path) -> None:
    """State, outbox, audit and the event's own end stand or fall together (TRUST.md, I3)."""
    store.do_now(lambda book: book.take_in("t", [raw("1")], T0))
    p = partnership()

    def work(book: Book) -> None:
        book.save(None, p, T0, BROKER, "Said")
        book.worked(1, T0)
        book.save(p, answered(p, answer("x", by=BROKER, organisation="o1")), T0, BROKER, "Said")
        raise LookupError("half way")

    with pytest.raises(LookupError):
        store.do_now(work)
    for table in ("partnership", "member", "answer", "audit"):
        assert rows(path, f"SELECT * FROM {table}") == []  # noqa: S608
    assert len(store.do_now(lambda book: book.new_events())) == 1
    assert store.do_now(lambda book: book.load("p1")) is None


def test_no_answer_without_consent(store: Store, path: Path) -> None:
    p = partnership()
    store.do_now(lambda book: book.save(None, p, T0, BROKER, "t"))
    refusing = p.with_member(replace(p.members[BROKER], consented_at=None))
    store.do_now(lambda book: book.save(p, refusing, T0, BROKER, "t"))
    given = answered(refusing, answer("x", by=BROKER))
    with pytest.raises(IntegrityError, match="no answer without consent"):
        store.do_now(lambda book: book.save(refusing, given, T0, BROKER, "t"))
    assert rows(path, "SELECT * FROM answer") == []
    assert store.do_now(lambda book: book.load("p1")) == refusing
