"""A person with two apps is one member: found as one, counted as one, with all they said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.core.model import (
    AnswerKey,
    Asking,
    Authority,
    Finished,
    HandIn,
    Interview,
    Invited,
    Partnership,
    Person,
    Place,
    Role,
    Round,
    Slot,
    Standing,
)
from bot.store import Belonging, Store
from tests.store.conftest import T0, after, rows
from tests.store.people import (
    BROKER,
    ROUND,
    SOMSRI,
    WICHAI,
    answer,
    answered,
    member,
    partnership,
    private,
)

LINE = Person("line", "U1")
THIRD = Person("line", "U3")
OTHER = Place("line", "C9")


def filled(store: Store, *partnerships: Partnership) -> None:
    for p in partnerships:
        store.do_now(lambda book, p=p: book.save(None, p, T0, None, "t"))  # type: ignore[misc]


def link(store: Store, primary: Person = SOMSRI, other: Person = LINE) -> None:
    store.do_now(lambda book: book.link_person(primary, other, after(hours=1)))


def loaded(store: Store, id: str = "p1") -> Partnership:
    found = store.do_now(lambda book: book.load(id))
    assert found is not None
    return found


def canonical(store: Store, person: Person) -> Person:
    return store.do_now(lambda book: book.canonical(person))


def apps(store: Store, person: Person) -> tuple[Person, ...]:
    return store.do_now(lambda book: book.apps(person))


def test_whoever_is_not_linked_is_who_they_are(store: Store) -> None:
    assert canonical(store, LINE) == LINE
    assert apps(store, LINE) == (LINE,)


def test_from_then_on_the_other_app_is_the_same_person(path: Path) -> None:
    store = Store.open(path)
    filled(store, partnership())
    link(store)
    store.close_now()
    store = Store.open(path)
    assert [canonical(store, one) for one in (LINE, SOMSRI)] == [SOMSRI, SOMSRI]
    assert apps(store, LINE) == apps(store, SOMSRI) == (SOMSRI, LINE)
    (found,) = store.do_now(lambda book: book.partnerships_of(SOMSRI))
    assert found.partnership == "p1"
    store.close_now()


def test_a_chain_of_links_has_one_end(store: Store) -> None:
    filled(store, partnership())
    link(store, LINE, THIRD)
    link(store, SOMSRI, THIRD)  # that is LINE, by now
    link(store, THIRD, LINE)  # the same already: nothing happens
    assert [canonical(store, one) for one in (LINE, THIRD, SOMSRI)] == [SOMSRI] * 3
    assert set(apps(store, LINE)[1:]) == {LINE, THIRD}


def test_who_joined_only_with_the_other_app_is_known_by_the_first(store: Store) -> None:
    """Their own private chat stays where they are written to."""
    p = partnership().with_member(member(LINE, "สมศรี ทางไลน์", "o1"))
    p = p.with_round(p.rounds[ROUND].with_interview(Interview(LINE, Finished())))
    given = answer("น้ำสะอาด", by=LINE)
    p = answered(p, given)
    p = p.with_round(replace(p.rounds[ROUND], handed_in={("o1", "a"): HandIn(LINE, T0)}))
    filled(store, p)
    link(store, THIRD, LINE)
    found = loaded(store)
    assert LINE not in found.members
    assert found.members[THIRD] == replace(p.members[LINE], person=THIRD)
    round = found.rounds[ROUND]
    assert round.answers[AnswerKey("o1", Slot("wanted_change"))] == replace(given, by=THIRD)
    assert round.handed_in == {("o1", "a"): HandIn(THIRD, T0)}
    assert round.interviews[THIRD] == Interview(THIRD, Finished())
    assert LINE not in round.interviews
    assert list(found.members) == [BROKER, SOMSRI, WICHAI, THIRD]


def both(**more: object) -> Partnership:
    """Somsri joined with one app and was made a broker with the other."""
    p = partnership().with_member(
        member(
            LINE,
            "สมศรี ทางไลน์",
            "o2",
            roles=frozenset({Role.BROKER, Role.REPRESENTATIVE}),
            authority=Authority.COORDINATES,
            language="en",
            front=ROUND,
            **more,
        )
    )
    return p.with_member(replace(p.members[SOMSRI], remind=""))


def test_two_memberships_become_one(store: Store) -> None:
    p = both()
    mine, others = answer("ของผม", "mine"), answer("ทางไลน์", "theirs", by=LINE, organisation="o2")
    p = answered(answered(p, mine), others)
    filled(store, p)
    link(store)
    found = loaded(store)
    first = p.members[SOMSRI]
    assert found.members[SOMSRI] == replace(
        first,
        roles=frozenset({Role.BROKER, Role.REPRESENTATIVE}),
        remind="morning",
        language="en",
        front=ROUND,
    )
    assert list(found.members) == [BROKER, SOMSRI, WICHAI]
    answers = found.rounds[ROUND].answers
    assert answers[AnswerKey("o1", Slot("mine"))] == mine
    assert answers[AnswerKey("o2", Slot("theirs"))] == replace(others, by=SOMSRI)
    (belongs,) = store.do_now(lambda book: book.partnerships_of(SOMSRI))
    assert belongs == Belonging("p1", p.name, True, True)


def test_who_could_not_be_written_to_is_written_to_where_the_other_can(store: Store) -> None:
    p = both(reachable=False, friend=False)
    first = replace(p.members[SOMSRI], private=None, consented_at=None, consent_text="")
    filled(store, p.with_member(first))
    link(store)
    found = loaded(store).members[SOMSRI]
    assert (found.private, found.reachable, found.friend) == (private(LINE), False, False)
    assert (found.consented_at, found.consent_text) == (T0, "1")


def test_interviews_of_the_other_fill_gaps_only(store: Store) -> None:
    p = both()
    stands: dict[str, tuple[Standing | None, Standing | None]] = {
        "r1": (Finished(), Asking(Slot("x"))),
        "r2": (None, Finished()),
        "r3": (Invited(), Asking(Slot("x"))),
        "r4": (Invited(), Invited()),
        "r5": (Asking(Slot("y")), None),
    }
    for id, (first, second) in stands.items():
        round = Round(id, "scoping", p.rounds[ROUND].form, T0)
        for person, standing in ((SOMSRI, first), (LINE, second)):
            if standing is not None:
                round = round.with_interview(Interview(person, standing))
        p = p.with_round(round)
    filled(store, p)
    link(store)
    rounds = loaded(store).rounds
    assert {id: rounds[id].interviews[SOMSRI].standing for id in stands} == {
        "r1": Finished(),
        "r2": Finished(),
        "r3": Asking(Slot("x")),
        "r4": Invited(),
        "r5": Asking(Slot("y")),
    }
    assert all(LINE not in r.interviews for r in rounds.values())


def test_each_of_their_partnerships_hears_of_it(store: Store, path: Path) -> None:
    elsewhere = partnership("p2", OTHER).with_member(member(LINE, "สมศรี", "o1"))
    away = partnership("p3", None)
    filled(store, both(), elsewhere, away)
    link(store)
    told = rows(path, "SELECT partnership, what, at FROM audit WHERE cause = 'link_person'")
    at = "2026-11-22T04:00:00.000000Z"
    assert told == [("p1", '["member:linked"]', at), ("p2", '["member:linked"]', at)]
    for id in ("p1", "p2"):
        assert LINE not in loaded(store, id).members
    assert loaded(store, "p3") == away
    link(store)
    assert len(rows(path, "SELECT * FROM audit WHERE cause = 'link_person'")) == 2


def test_a_linked_person_can_answer_and_be_saved(store: Store) -> None:
    """What is in hand after it is what the tables hold: the next step saves against it."""
    filled(store, both())
    link(store)
    now = loaded(store)
    then = answered(now, answer("ใหม่", by=SOMSRI))
    store.do_now(lambda book: book.save(now, then, T0, SOMSRI, "t"))
    assert store.do_now(lambda book: book._read("p1")) == then
