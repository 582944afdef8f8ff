from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.model import Person, Place
from bot.store import Belonging, Invitation, Store
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, GROUP, SOMSRI, WICHAI, partnership, private


def filled(store: Store) -> None:
    store.do_now(lambda book: book.save(None, partnership(), T0, None, "t"))


def test_partnerships_have_ids_that_nobody_guesses(store: Store) -> None:
    ids = [store.do_now(lambda book: book.new_partnership_id()) for _ in range(50)]
    assert len(set(ids)) == 50
    assert all(re.fullmatch("[0-9a-f]{32}", id) for id in ids)


def test_a_group_is_of_one_partnership(store: Store) -> None:
    filled(store)
    assert store.do_now(lambda book: book.partnership_of_group(GROUP)) == "p1"
    other = Place("line", GROUP.id)
    assert store.do_now(lambda book: book.partnership_of_group(other)) is None


def test_someone_belongs_once_they_opened_the_private_chat_or_are_broker(store: Store) -> None:
    p1 = partnership("p1")
    p0 = partnership("p0", None)
    for person in (WICHAI, BROKER):
        p0 = p0.with_member(replace(p0.members[person], private=None))
    p0 = replace(p0, name="")
    store.do_now(lambda book: book.save(None, p1, T0, None, "t"))
    store.do_now(lambda book: book.save(None, p0, after(days=1), None, "t"))

    def belongs(person: Person) -> tuple[Belonging, ...]:
        return store.do_now(lambda book: book.partnerships_of(person))

    first, second = (p1.name, p0.title)
    assert belongs(SOMSRI) == (
        Belonging("p1", first, False, True),
        Belonging("p0", second, False, True),
    )
    assert belongs(WICHAI) == (Belonging("p1", first, False, True),)
    assert belongs(BROKER) == (
        Belonging("p1", first, True, False),
        Belonging("p0", second, True, False),
    )
    assert belongs(Person("line", SOMSRI.id)) == ()


def test_a_private_chat_is_about_one_partnership_at_a_time(store: Store) -> None:
    filled(store)
    store.do_now(lambda book: book.save(None, partnership("p2", None), T0, None, "t"))
    here = private(SOMSRI)
    assert store.do_now(lambda book: book.focus(here)) is None
    for id in ("p1", "p2"):
        store.do_now(lambda book, id=id: book.set_focus(here, id))  # type: ignore[misc]
        assert store.do_now(lambda book: book.focus(here)) == id


def test_invitations(store: Store, path: Path) -> None:
    filled(store)
    tokens = store.do_now(lambda book: book.tokens("p1", ["join", "desk"], T0))
    assert tokens.keys() == {"join", "desk"}
    assert all(re.fullmatch("[A-Za-z0-9_-]{22}", token) for token in tokens.values())
    join = tokens["join"]
    assert store.do_now(lambda book: book.invitation(join, T0)) == Invitation("join", "p1")
    almost, gone = T0 + timedelta(days=7, seconds=-1), T0 + timedelta(days=7)
    assert store.do_now(lambda book: book.invitation(join, almost)) == Invitation("join", "p1")
    assert store.do_now(lambda book: book.invitation(join, gone)) is None
    for wrong in ("", join[:-1], join + "A", join.lower(), "ไทย", "\ud800"):
        assert store.do_now(lambda book, t=wrong: book.invitation(t, T0)) is None  # type: ignore[misc]
    kept = {h for (h,) in rows(path, "SELECT hash FROM invitation")}
    assert kept == {hashlib.sha256(token.encode()).hexdigest() for token in tokens.values()}
    store.do_now(lambda book: book.checkpoint_after_commit())
    assert all(token.encode() not in path.read_bytes() for token in tokens.values())


def test_an_invitation_serves_until_half_of_it_is_left(store: Store, path: Path) -> None:
    filled(store)

    def token(**passed: float) -> str:
        return store.do_now(lambda book: book.tokens("p1", ["join"], after(**passed)))["join"]

    first = token()
    assert token(days=3.4) == first
    second = token(days=3.6)
    assert second != first
    assert token(days=4) == second
    for one in (first, second):
        found = store.do_now(lambda book, t=one: book.invitation(t, after(days=4)))  # type: ignore[misc]
        assert found == Invitation("join", "p1")
    assert len(rows(path, "SELECT * FROM invitation")) == 2


def test_a_token_is_the_same_after_a_restart(path: Path) -> None:
    store = Store.open(path)
    filled(store)
    first = store.do_now(lambda book: book.tokens("p1", ["join"], T0))
    store.close_now()
    store = Store.open(path)
    assert store.do_now(lambda book: book.tokens("p1", ["join"], T0)) == first
    store.close_now()


def test_wrong_tokens_are_counted_for_each_person(store: Store, path: Path) -> None:
    for minute in range(3):
        store.do_now(lambda b, m=minute: b.note_wrong_token(SOMSRI, after(minutes=m)))  # type: ignore[misc]

    def wrong(person: Person, **since: float) -> int:
        return store.do_now(lambda book: book.wrong_tokens(person, after(**since)))

    assert [wrong(SOMSRI), wrong(SOMSRI, minutes=1), wrong(SOMSRI, minutes=3)] == [3, 2, 0]
    assert wrong(WICHAI) == 0
    store.do_now(lambda book: book.note_wrong_token(WICHAI, after(days=2)))
    assert rows(path, "SELECT count(*) FROM wrong_token") == [(1,)]  # the old ones are of no use
