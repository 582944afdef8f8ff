from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.core.model import Person, Place
from bot.message import Button, Message
from bot.store import AskShown, Belonging, Book, Offered, OutRow, ShownButton, Store
from tests.store.conftest import T0, after, rows
from tests.store.people import GROUP, SOMSRI, partnership, private

HERE, THERE = private(SOMSRI), Place("telegram", "999")
FULL = Message(
    text="สรุป “น้ำสะอาด”\nบรรทัดสอง",
    buttons=(
        (Button("ใช่", "keep:r"), Button("เพิ่ม", opens="add", says="เข้าร่วม", hint="พิมพ์ {text}")),
        (Button("ไม่", "menu", picks="date", refreshes=True),),
    ),
    strong=((0, 4), (6, 9)),
    slot="ask:c1-scoping-1:q:",
    replaces=True,
    once="sum:p1",
    stub="จะแสดงในข้อความนี้",
)


def put(
    store: Store,
    text: str,
    place: Place = HERE,
    at: datetime = T0,
    slot: str = "",
    dedupe: str = "",
) -> None:
    message = Message(text, slot=slot)
    store.do_now(
        lambda book: book.enqueue(place, message, partnership=None, dedupe=dedupe or text, now=at)
    )


def due(store: Store, at: datetime = T0) -> list[OutRow]:
    return store.do_now(lambda book: book.due(at))


def texts(store: Store, at: datetime = T0) -> list[str]:
    return [row.message.text for row in due(store, at)]


def test_a_message_comes_out_as_it_went_in(store: Store) -> None:
    store.do_now(lambda b: b.enqueue(HERE, FULL, partnership="p1", dedupe="d", now=T0))
    (row,) = due(store)
    assert row.message == FULL
    assert (row.kind, row.partnership, row.place, row.person) == ("message", "p1", HERE, None)
    assert (row.state, row.attempts, row.shown, row.first_at) == ("queued", 0, "", T0)
    assert len(row.ref) == 22


def test_the_same_thing_is_said_once(store: Store) -> None:
    put(store, "one", dedupe="k")
    put(store, "two", dedupe="k")
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.sent(row.id, "m1", T0))
    put(store, "three", dedupe="k")
    assert due(store) == []


def test_rights_are_asked_in_order_too(store: Store) -> None:
    asker = Person("telegram", "42")
    store.do_now(
        lambda book: book.enqueue_rights(GROUP, asker, partnership="p1", dedupe="r", now=T0)
    )
    (row,) = due(store)
    assert (row.kind, row.person, row.place, row.message) == ("rights", asker, GROUP, Message(""))


def test_rights_and_prices_wait_for_no_message_and_none_for_them(store: Store) -> None:
    put(store, "a", GROUP)
    asker = Person("telegram", "42")

    def ask(book: Book) -> None:
        book.enqueue_rights(GROUP, asker, partnership="p1", dedupe="r", now=T0)
        book.enqueue_price(GROUP, "p1", "p", T0)

    store.do_now(ask)
    kinds = [row.kind for row in due(store)]
    assert kinds == ["message", "rights", "price"]
    message, _, price = due(store)
    assert (price.place, price.partnership, price.message) == (GROUP, "p1", Message(""))
    store.do_now(lambda book: book.claim(message.id, T0))
    assert [row.kind for row in due(store)] == ["rights", "price"]
    store.do_now(lambda book: book.hold(GROUP, T0))
    store.do_now(lambda book: book.claim(price.id, T0))
    assert [row.kind for row in due(store)] == ["rights"]
    # Neither is on the screen.
    assert store.do_now(lambda book: book.newest_buttons(GROUP)) == ()


def test_each_channel_is_asked_for_its_own(store: Store) -> None:
    there = Place("line", "C1")
    put(store, "a")
    put(store, "b", there)
    for channel, wanted in (("telegram", ["a"]), ("line", ["b"]), (None, ["a", "b"])):
        found = store.do_now(lambda book, c=channel: book.due(T0, 9, c))  # type: ignore[misc]
        assert [row.message.text for row in found] == wanted


def test_what_could_not_be_tried_yet_waits_without_a_try(store: Store) -> None:
    put(store, "a")
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.unsure(row.id, T0))
    store.do_now(lambda book: book.later(row.id, after(seconds=9)))
    assert due(store, after(seconds=8)) == []
    (again,) = due(store, after(seconds=9))
    assert again.attempts == 1


def test_what_the_bot_showed_is_known_by_its_id(store: Store) -> None:
    put(store, "a")
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.sent(row.id, "m1", T0))
    put(store, "b")

    def shown(place: Place, id: str) -> bool:
        return store.do_now(lambda book: book.was_shown(place, id))

    assert shown(HERE, "m1")
    assert [shown(THERE, "m1"), shown(HERE, "m2"), shown(HERE, "")] == [False] * 3


def test_a_place_is_told_in_order_whatever_happens(store: Store) -> None:
    for n in range(3):
        put(store, f"here {n}")
        put(store, f"there {n}", THERE)
    first = due(store)
    assert [row.message.text for row in first] == ["here 0", "there 0"]
    here, there = first
    store.do_now(lambda book: book.claim(here.id, T0))
    assert texts(store) == ["there 0"]  # one in flight a place
    store.do_now(lambda book: book.later(here.id, after(seconds=30)))
    assert texts(store) == ["there 0"]  # what waits is not overtaken
    store.do_now(lambda book: book.claim(there.id, T0))
    store.do_now(lambda book: book.settle(there.id, "dead", T0))
    assert texts(store) == ["there 1"]
    assert texts(store, after(seconds=30)) == ["here 0", "there 1"]
    assert store.do_now(lambda book: book.due(after(hours=1), 1)) == due(store, after(hours=1))[:1]


def test_tries_count_only_when_the_outcome_is_unknown(store: Store) -> None:
    put(store, "a", slot="ask:q")
    (row,) = due(store)

    def tried(end: str, at: datetime) -> None:
        store.do_now(lambda book: book.claim(row.id, at))
        store.do_now(lambda book: getattr(book, end)(row.id, at))

    tried("later", after(seconds=1))
    (now,) = due(store, after(seconds=9))
    assert (now.attempts, now.first_at) == (0, after(seconds=1))
    assert store.do_now(lambda book: book.newest_ask(HERE)) == AskShown(None, "ask:q", None)
    tried("unsure", after(seconds=2))
    tried("later", after(seconds=3))
    tried("unsure", after(seconds=4))
    (now,) = due(store, after(seconds=9))
    assert (now.attempts, now.first_at) == (2, after(seconds=1))
    # It may have been seen since the first try whose outcome is unknown.
    assert store.do_now(lambda book: book.newest_ask(HERE)) == AskShown(
        after(seconds=2), "ask:q", None
    )


def test_stub_and_edit(store: Store, path: Path) -> None:
    store.do_now(lambda b: b.enqueue(GROUP, FULL, partnership="p1", dedupe="d", now=T0))
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.stubbed(row.id, "m77", T0))
    (stubbed,) = due(store)
    assert (stubbed.state, stubbed.shown) == ("stubbed", "m77")
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.unsure(row.id, after(seconds=2)))
    (again,) = due(store, after(seconds=2))
    assert (again.state, again.shown) == ("stubbed", "m77")
    store.do_now(lambda book: book.claim(row.id, after(seconds=3)))
    assert store.do_now(lambda book: book.release_sending(after(seconds=4))) == 1
    (again,) = due(store, after(seconds=4))
    assert again.state == "stubbed"
    store.do_now(lambda book: book.sent(row.id, "m77", after(seconds=5)))
    assert due(store, after(days=1)) == []
    assert rows(path, "SELECT state, shown FROM outbox") == [("sent", "m77")]


def test_what_was_on_its_way_at_a_crash_is_due_again(store: Store) -> None:
    put(store, "a")
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    assert due(store, after(days=1)) == []
    assert store.do_now(lambda book: book.release_sending(after(seconds=1))) == 1
    (again,) = due(store, after(seconds=1))
    assert (again.state, again.attempts) == ("queued", 1)


def fill(store: Store, n: int, message: Message, place: Place = GROUP) -> None:
    at = after(seconds=n)
    store.do_now(lambda book: book.enqueue(place, message, partnership=None, dedupe=f"{n}", now=at))


@pytest.mark.parametrize(
    ("slot", "replaces", "dropped"),
    [("progress:r:1", True, True), ("progress:r:1", False, False), ("", True, False)],
)
def test_what_a_newer_one_makes_needless_is_dropped(
    store: Store, path: Path, slot: str, replaces: bool, dropped: bool
) -> None:
    message = Message("x", slot=slot, replaces=replaces)
    fill(store, 0, message)
    (tried,) = due(store)
    store.do_now(lambda book: book.claim(tried.id, T0))
    store.do_now(lambda book: book.unsure(tried.id, after(hours=1)))
    fill(store, 1, Message("said for its own sake", slot=slot))
    fill(store, 2, message)
    fill(store, 3, message, THERE)
    fill(store, 4, Message("another slot", slot="card", replaces=True))
    fill(store, 5, message)
    found = rows(path, "SELECT dedupe, state, settled_at FROM outbox WHERE settled_at <> ''")
    assert found == ([("2", "superseded", "2026-11-22T03:00:05.000000Z")] if dropped else [])
    fill(store, 5, message)  # the same one again says nothing and drops nothing
    states = dict(rows(path, "SELECT dedupe, state FROM outbox"))
    assert states == {str(n): "queued" for n in range(6)} | ({"2": "superseded"} if dropped else {})


def test_what_is_seen_to_already_leaves_room_for_others(store: Store) -> None:
    places = [Place("line", f"U{n}") for n in range(5)]
    for n, place in enumerate(places):
        put(store, f"{n}", place)
        put(store, f"{n} behind", place)
    first = store.do_now(lambda book: book.due(T0, 2, "line"))
    assert [row.message.text for row in first] == ["0", "1"]
    again = store.do_now(lambda book: book.due(T0, 2, "line"))
    assert [row.id for row in again] == [row.id for row in first]  # nothing was claimed
    busy = [row.id for row in first]
    then = store.do_now(lambda book: book.due(T0, 2, "line", busy))
    assert [row.message.text for row in then] == ["2", "3"]
    busy += [row.id for row in then]
    last = store.do_now(lambda book: book.due(T0, 2, "line", busy))
    assert [row.message.text for row in last] == ["4"]


def test_since_when_something_waits_to_be_sent(store: Store) -> None:
    def since() -> datetime | None:
        return store.do_now(lambda book: book.oldest_waiting())[1]

    assert since() is None
    put(store, "a", at=after(seconds=1))
    put(store, "b", at=after(seconds=2))
    put(store, "c", THERE, at=after(seconds=3))
    assert since() == after(seconds=1)
    (row, _) = due(store, after(hours=1))
    store.do_now(lambda book: book.claim(row.id, after(seconds=9)))
    assert since() == after(seconds=1)  # on its way, and perhaps stuck there
    store.do_now(lambda book: book.later(row.id, after(hours=1)))
    assert since() == after(seconds=3)  # "b" is not due as long as "a" stands before it
    store.do_now(lambda book: book.settle(row.id, "dead", after(hours=2)))
    assert since() == after(seconds=2)


def test_the_buttons_of_the_newest_message(store: Store) -> None:
    def shown(place: Place = HERE) -> tuple[ShownButton, ...]:
        return store.do_now(lambda book: book.newest_buttons(place))

    assert shown() == ()
    fill(store, 0, Message("old", ((Button("old", "menu"),),)), HERE)
    store.do_now(lambda b: b.enqueue(HERE, FULL, partnership="p1", dedupe="d", now=T0))
    ref = due(store)[0].ref
    store.do_now(lambda book: book.settle(due_id(book), "dead", T0))
    (row,) = due(store)
    assert row.ref != ref
    wanted = (
        ShownButton(f"{row.ref}.0", "ใช่", "keep:r", "p1"),
        ShownButton(f"{row.ref}.2", "ไม่", "menu", "p1"),
    )
    assert shown() == wanted
    for button in wanted:
        offered = store.do_now(lambda book, ref=button.ref: book.pressed(ref))  # type: ignore[misc]
        assert offered is not None
        assert offered.action == button.action
    assert shown(THERE) == ()
    fill(store, 1, Message("no buttons"), HERE)
    assert shown() == ()


def due_id(book: Book) -> int:
    return book.due(T0)[0].id


def test_the_last_shown_of_a_slot(store: Store) -> None:
    assert store.do_now(lambda book: book.last_shown(GROUP, "progress:1")) is None
    for n in range(3):
        put(store, f"{n}", GROUP, slot="progress:1")
    for shown in ("m1", "m2"):
        (row,) = due(store)
        store.do_now(lambda book, id=row.id: book.claim(id, T0))  # type: ignore[misc]
        store.do_now(lambda book, id=row.id, s=shown: book.sent(id, s, T0))  # type: ignore[misc]
    assert store.do_now(lambda book: book.last_shown(GROUP, "progress:1")) == "m2"
    assert store.do_now(lambda book: book.last_shown(THERE, "progress:1")) is None


def test_the_slot_of_the_newest_message_of_a_place(store: Store) -> None:
    def slot() -> str:
        return store.do_now(lambda book: book.newest_slot(HERE, T0))

    assert slot() == ""
    put(store, "come in", slot="invite")
    put(store, "elsewhere", THERE, slot="card")
    store.do_now(lambda book: book.enqueue_price(HERE, "p1", "price", T0))
    assert slot() == "invite"
    store.do_now(lambda book: book.hold(HERE, T0))
    assert slot() == "invite"  # it comes out with what happens next
    put(store, "card", slot="card")
    _, card = store.do_now(lambda book: book.waiting(HERE, 9))
    assert slot() == "card"
    store.do_now(lambda book: book.settle(card.id, "dead", T0))
    assert slot() == "invite"
    put(store, "plain")
    assert slot() == ""


def test_the_newest_question_of_a_place(store: Store) -> None:
    assert store.do_now(lambda book: book.newest_ask(HERE)) is None
    put(store, "q1", slot="ask:r:q1:")
    put(store, "note")
    put(store, "q2", slot="ask:r:q2:")
    put(store, "elsewhere", THERE, slot="ask:r:q3:")
    assert store.do_now(lambda book: book.newest_ask(HERE)) == AskShown(None, "ask:r:q2:", None)
    (row, _) = due(store)
    store.do_now(lambda book: book.claim(row.id, after(seconds=5)))
    store.do_now(lambda book: book.sent(row.id, "m", after(seconds=6)))
    assert store.do_now(lambda book: book.newest_ask(HERE)) == AskShown(None, "ask:r:q2:", None)


def test_only_buttons_that_were_made_can_be_pressed(store: Store) -> None:
    store.do_now(lambda b: b.enqueue(HERE, FULL, partnership="p1", dedupe="d", now=T0))
    (row,) = due(store)

    def pressed(ref: str) -> Offered | None:
        return store.do_now(lambda book: book.pressed(ref))

    slot = FULL.slot
    assert pressed(f"{row.ref}.0") == Offered("p1", HERE, "keep:r", slot, FULL.text)
    assert pressed(f"{row.ref}.1") == Offered("p1", HERE, "", slot, FULL.text)
    assert pressed(f"{row.ref}.2") == Offered("p1", HERE, "menu", slot, FULL.text)
    bad = ["", ".", ".0", row.ref, f"{row.ref}.", f"{row.ref}.3", f"{row.ref}.-1", f"{row.ref}.٠"]
    bad += [f"{row.ref}.9999999999999999999", f"{row.ref}.0.0", "x" * 22 + ".0", f"{row.ref}. 0"]
    assert [pressed(ref) for ref in bad] == [None] * len(bad)


NEW = Place("telegram", "-1001")


def test_a_group_that_moves_takes_everything_along(store: Store, path: Path) -> None:
    store.do_now(lambda book: book.save(None, partnership(), T0, None, "t"))
    for n in range(3):
        put(store, f"{n}", GROUP)
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.sent(row.id, "m", T0))
    (row,) = due(store)
    store.do_now(lambda book: book.claim(row.id, T0))
    store.do_now(lambda book: book.stubbed(row.id, "m2", T0))
    for _ in range(2):  # both ids tell of it
        assert store.do_now(lambda book: book.move_group(GROUP, NEW, T0)) == "p1"
        assert store.do_now(lambda book: book.partnership_of_group(NEW)) == "p1"
        assert store.do_now(lambda book: book.partnership_of_group(GROUP)) is None
    loaded = store.do_now(lambda book: book.load("p1"))
    assert loaded is not None
    assert loaded.groups == (NEW,)
    found = rows(path, "SELECT place, state, shown FROM outbox ORDER BY id")
    assert found == [
        (GROUP.id, "sent", "m"),
        (NEW.id, "queued", ""),
        (NEW.id, "queued", ""),
    ]
    assert store.do_now(lambda book: book.move_group(THERE, HERE, T0)) is None


def test_a_group_that_was_greeted_anew_before_its_past_was_told(store: Store, path: Path) -> None:
    old, new = partnership("p1", GROUP), partnership("p2", NEW)

    def greeted(book: Book) -> None:
        for p, place in ((old, GROUP), (new, NEW)):
            book.save(None, p, T0, None, "t")
            book.tokens(p.id, ["join"], T0)
            book.enqueue(place, Message(p.id), partnership=p.id, dedupe=p.id, now=T0)
        book.set_focus(HERE, "p2")
        book.set_focus(THERE, "p1")

    store.do_now(greeted)
    (token,) = store.do_now(lambda book: book.tokens("p2", ["join"], T0)).values()
    at = after(seconds=5)
    for _ in range(2):
        assert store.do_now(lambda book: book.move_group(GROUP, NEW, at)) == "p1"
    groups = [
        store.do_now(lambda book, id=id: book.load(id)).groups  # type: ignore[misc]
        for id in ("p1", "p2")
    ]
    assert groups == [(NEW,), ()]
    assert store.do_now(lambda book: book.partnerships_of(SOMSRI)) == (
        Belonging("p1", old.name, False, True),
        Belonging("p2", new.name, False, True),
    )
    # Nobody comes upon the mistaken one again.
    assert store.do_now(lambda book: book.invitation(token, at)) is None
    assert rows(path, "SELECT DISTINCT partnership FROM invitation") == [("p1",)]
    assert rows(path, "SELECT place, partnership FROM focus") == [(THERE.id, "p1")]
    assert [(r.place, r.partnership) for r in due(store, at)] == [(NEW, "p1")]
    told = rows(path, "SELECT partnership, at, what FROM audit WHERE cause = 'move_group'")
    when = "2026-11-22T03:00:05.000000Z"
    assert told == [("p2", when, '["group:overtaken"]'), ("p1", when, '["group:moved"]')]


def test_a_group_that_moves_to_where_it_is_stays(store: Store) -> None:
    store.do_now(lambda book: book.save(None, partnership(), T0, None, "t"))
    assert store.do_now(lambda book: book.move_group(GROUP, GROUP, T0)) == "p1"
    assert store.do_now(lambda book: book.partnership_of_group(GROUP)) == "p1"
