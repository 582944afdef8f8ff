"""Who can be written to first; what is of no more use is not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.model import Person, Place
from bot.store import Contact, Store, contacts
from bot.store.book import Book
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, SOMSRI, WICHAI, member, partnership
from tests.store.test_erase import left

STRANGER = Person("line", "U9")
ANOTHER = Person("line", "U8")


@pytest.fixture
def house(store: Store) -> Store:
    store.do_now(lambda book: book.save(None, partnership(), T0, None, "t"))
    return store


def contact(store: Store, person: Person = STRANGER) -> Contact | None:
    return store.do_now(lambda book: book.contact(person))


def friend(store: Store, person: Person = STRANGER, at: datetime = T0) -> None:
    store.do_now(lambda book: book.note_contact(person, at, friend=True, blocked=False))


def wrote(store: Store, person: Person = STRANGER, at: datetime = T0) -> None:
    store.do_now(lambda book: book.note_contact(person, at, blocked=False, wrote=True))


def join(store: Store, person: Person = STRANGER) -> None:
    def job(book: Book) -> None:
        before = book.load("p1")
        assert before is not None
        book.save(before, before.with_member(member(person, "มาลี ใจดี", "o1")), T0, None, "t")

    store.do_now(job)


def known(path: Path) -> list[str]:
    return [person for (person,) in rows(path, "SELECT person FROM contact ORDER BY person")]


def test_what_is_known_of_a_member(house: Store) -> None:
    assert contact(house, SOMSRI) is None
    house.do_now(lambda book: book.note_contact(SOMSRI, T0))
    assert contact(house, SOMSRI) is None
    wrote(house, SOMSRI)
    assert contact(house, SOMSRI) == Contact(False, False, T0)
    later = after(days=1)
    friend(house, SOMSRI, later)
    assert contact(house, SOMSRI) == Contact(True, False, T0)
    wrote(house, SOMSRI, later)
    assert contact(house, SOMSRI) == Contact(True, False, later)
    assert contact(house, Person("line", SOMSRI.id)) is None


def test_of_a_stranger_who_writes_nothing_is_kept(house: Store, path: Path) -> None:
    wrote(house)
    house.do_now(lambda book: book.note_contact(STRANGER, T0, friend=False, wrote=True))
    house.do_now(lambda book: book.checkpoint_after_commit())
    assert contact(house) is None
    assert known(path) == []
    # Nor does it add to what is known of a friend.
    friend(house)
    wrote(house, at=after(days=1))
    assert contact(house) == Contact(True, False, None)


def test_a_friend_who_joins_is_known_as_one_and_their_writing_counts(house: Store) -> None:
    friend(house)
    wrote(house, at=after(days=2))
    join(house)
    wrote(house, at=after(days=2))  # told again once the event that made them a member is worked
    assert contact(house) == Contact(True, False, after(days=2))


def test_of_a_stranger_who_blocks_the_bot_nothing_is_kept(house: Store, path: Path) -> None:
    for person in (STRANGER, SOMSRI):
        friend(house, person)
        house.do_now(lambda b, p=person: b.note_contact(p, T0, friend=False, blocked=True))  # type: ignore[misc]
    assert contact(house) is None
    assert contact(house, SOMSRI) == Contact(False, True, None)
    # The other app of a member is nobody's stranger.
    house.do_now(lambda book: book.link_person(SOMSRI, STRANGER, T0))
    house.do_now(lambda book: book.note_contact(STRANGER, T0, blocked=True))
    assert contact(house) == Contact(False, True, None)
    assert known(path) == [SOMSRI.id, STRANGER.id]


def test_strangers_are_not_kept_for_long(house: Store, path: Path) -> None:
    apps = [Person("line", f"U{n}") for n in range(3)]
    for person in (SOMSRI, *apps):
        friend(house, person)
    house.do_now(lambda book: book.link_person(WICHAI, apps[1], T0))
    join(house, apps[2])
    month = contacts.STRANGER_KEPT
    friend(house, ANOTHER, T0 + month)
    assert known(path) == sorted([SOMSRI.id, "U0", "U1", "U2", "U8"])
    friend(house, STRANGER, after(seconds=1) + month)  # U0 is a stranger still
    assert known(path) == sorted([SOMSRI.id, "U1", "U2", "U8", "U9"])
    house.do_now(lambda book: book.tidy(after(seconds=2) + 2 * month))
    assert known(path) == sorted([SOMSRI.id, "U1", "U2"])
    assert left(path, ("U8", "U9")) == []


def test_whoever_was_a_member_of_nothing_more_is_a_stranger(house: Store, path: Path) -> None:
    """Of a group that went over to another partnership."""
    wrote(house, SOMSRI)
    house.do_now(lambda book: book.free_group(Place("telegram", "-100777"), T0))
    house.do_now(lambda book: book.tidy(after(days=31)))
    assert known(path) == []


def test_many_strangers_go_by_and_by(
    house: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "STRANGERS_AT_ONCE", 2)
    friend(house, SOMSRI)
    for n in range(5):
        friend(house, Person("line", f"V{n}"), after(seconds=n))
    for there in (4, 2, 1, 1):
        house.do_now(lambda book: book.tidy(after(days=31)))
        assert len(known(path)) == there
    assert known(path) == [SOMSRI.id]


# ── what is of no more use ───────────────────────────────────────────────────


@dataclass(frozen=True)
class Token:
    place: Place
    token: str
    until: datetime


def test_what_is_over_is_deleted_though_nothing_else_happens(house: Store, path: Path) -> None:
    def job(book: Book) -> None:
        book.note_reply_token(Token(Place("line", "U1"), "CANARYTOKEN", after(minutes=1)), T0)
        book.use_code(book.new_code("person", "p1", BROKER, T0), T0)
        book.new_code("group", "p1", BROKER, T0)
        book.note_unsent("line", "CANARYMESSAGE", T0)
        book.note_wrong_token(SOMSRI, T0)

    house.do_now(job)
    tables = ("reply_token", "code", "wrong_token", "unsent")

    def there(at: datetime) -> list[int]:
        house.do_now(lambda book: book.tidy(at))
        return [rows(path, f"SELECT count(*) FROM {t}")[0][0] for t in tables]  # noqa: S608

    assert there(after(seconds=59)) == [1, 2, 1, 1]
    assert there(after(minutes=1)) == [0, 2, 1, 1]
    assert there(after(hours=24)) == [0, 0, 1, 1]
    assert there(after(days=1, seconds=1)) == [0, 0, 0, 1]
    assert there(after(days=8)) == [0, 0, 0, 1]
    assert there(after(days=8, seconds=1)) == [0, 0, 0, 0]
    assert left(path, ("CANARYTOKEN", "CANARYMESSAGE")) == []


def test_what_is_still_good_is_left(house: Store) -> None:
    code = house.do_now(lambda book: book.new_code("person", "p1", BROKER, T0))
    house.do_now(lambda book: book.tidy(after(hours=23)))
    found = house.do_now(lambda book: book.code(code, after(hours=23)))
    assert found is not None
    assert replace(found, person=BROKER) == found
