"""What people type: short invitations that serve many, and codes that are good once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.model import Person
from bot.store import Invitation, Store, UsedCode, codes
from tests.store.conftest import T0, after, rows
from tests.store.people import BROKER, partnership
from tests.store.test_erase import left

SHAPE = re.compile(f"[{codes.LETTERS}]{{4}}-[{codes.LETTERS}]{{4}}")
STRANGER = Person("line", "U9")


@pytest.fixture
def house(store: Store) -> Store:
    store.do_now(lambda book: book.save(None, partnership(), T0, None, "t"))
    return store


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ABCD-2345", "ABCD2345"),
        ("abcd2345", "ABCD2345"),
        (" aBcD-2345\n", "ABCD2345"),
        ("ABCD-234", ""),
        ("ABCD-23456", ""),
        ("ABCD-234O", ""),  # not among the letters: too like a zero
        ("ABCD-2341", ""),
        ("กขคง-2345", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_people_type(typed: str, read: str) -> None:
    assert codes.plain(typed) == read


def test_the_letters_are_those_that_nobody_mixes_up() -> None:
    assert codes.LETTERS == "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    assert codes.of_bytes(bytes(range(24, 40))) == "STUVWXYZ"


# ── invitations ──────────────────────────────────────────────────────────────


def short(store: Store, kind: str = "join", **passed: float) -> str:
    made = store.do_now(lambda book: book.tokens("p1", [kind], after(**passed), short=True))
    return made[kind]


def invited(store: Store, token: str, at: datetime = T0) -> Invitation | None:
    return store.do_now(lambda book: book.invitation(token, at))


def test_an_invitation_can_be_typed(house: Store, path: Path) -> None:
    code = short(house)
    assert SHAPE.fullmatch(code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} "):
        assert invited(house, typed) == Invitation("join", "p1")
        assert invited(house, typed) == Invitation("join", "p1")  # it serves many
    assert invited(house, short(house, "setup")) == Invitation("setup", "p1")
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    assert invited(house, wrong) is None
    assert invited(house, code, after(days=7)) is None
    house.do_now(lambda book: book.checkpoint_after_commit())
    assert left(path, (code, code.replace("-", ""))) == []


def test_both_forms_are_of_one_invitation(house: Store, path: Path) -> None:
    code = short(house)
    (token,) = house.do_now(lambda book: book.tokens("p1", ["join"], T0)).values()
    assert re.fullmatch("[A-Za-z0-9_-]{22}", token)
    assert invited(house, token) == invited(house, code) == Invitation("join", "p1")
    assert len(rows(path, "SELECT * FROM invitation")) == 1
    assert short(house, days=3.4) == code
    assert short(house, days=3.6) != code


def test_a_short_form_is_the_same_after_a_restart_and_another_elsewhere(path: Path) -> None:
    found: list[str] = []
    for key in (None, None, b"k" * 32):
        if key:
            path.with_name("phakhi.db.key").write_bytes(key)
        store = Store.open(path)
        if not found:
            store.do_now(lambda book: book.save(None, partnership(), T0, None, "t"))
        found.append(short(store))
        store.close_now()
    assert found[0] == found[1] != found[2]


# ── codes that are good once ─────────────────────────────────────────────────


def made(store: Store, kind: str = "group", at: datetime = T0) -> str:
    return store.do_now(lambda book: book.new_code(kind, "p1", BROKER, at))


def asked(store: Store, code: str, at: datetime = T0) -> UsedCode | None:
    return store.do_now(lambda book: book.code(code, at))


def test_a_code_is_good_once_for_a_day(house: Store, path: Path) -> None:
    code = made(house)
    assert SHAPE.fullmatch(code)
    other = made(house, "person")
    for typed in (code, code.lower().replace("-", "")):
        assert asked(house, typed) == UsedCode("group", "p1", BROKER)
    assert asked(house, other) == UsedCode("person", "p1", BROKER)
    almost = after(hours=23, minutes=59)
    assert asked(house, code, almost) == UsedCode("group", "p1", BROKER)
    assert asked(house, code, after(hours=24)) is None
    house.do_now(lambda book: book.use_code(code.lower(), after(hours=1)))
    assert asked(house, code, after(hours=1)) is None
    assert asked(house, other, after(hours=1)) is not None
    house.do_now(lambda book: book.checkpoint_after_commit())
    assert left(path, (code, code.replace("-", ""))) == []
    for wrong in ("", "ABCD", "ABCD-234O", "ไทย"):
        assert asked(house, wrong) is None


def test_a_code_is_no_invitation_and_the_other_way_round(house: Store) -> None:
    code, invitation = made(house), short(house)
    assert invited(house, code) is None
    assert asked(house, invitation) is None


def test_codes_are_by_chance_and_old_ones_are_deleted(house: Store, path: Path) -> None:
    codes_made = {made(house) for _ in range(30)}
    assert len(codes_made) == 30
    assert len(set("".join(codes_made))) > 20
    made(house, at=after(hours=24))
    assert len(rows(path, "SELECT * FROM code")) == 1


def test_a_code_follows_who_asked_for_it(house: Store) -> None:
    """Linked meanwhile, they are asked for as the partnerships know them."""
    code = house.do_now(lambda book: book.new_code("group", "p1", STRANGER, T0))
    house.do_now(lambda book: book.link_person(BROKER, STRANGER, T0))
    used = asked(house, code)
    assert used == replace(used, person=BROKER) if used else False
