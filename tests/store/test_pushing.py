"""Speaking first where it is billed: only for the price that was told, and once more when a month turns."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest

from bot.core.model import Place, Push
from bot.store import pushing
from tests.store.conftest import T0, after, rows
from tests.store.test_answering import ELSEWHERE, GROUP, HERE, PROGRESS, THERE, Line, line

__all__ = ["line"]
DESK = Place("line", "U9")
ASKED = count(1)


def ask(line: Line, at: datetime = T0, price: int | None = 3, place: Place = DESK) -> int:
    """A broker asks for the price; None: it is not told yet. The row that asked."""

    def job(book: pushing.PushPage) -> int:
        book.enqueue_price(place, "p1", f"price{next(ASKED)}", at)
        found = [r for r in book.due(at) if r.kind == "price" and r.place == place]
        book.claim(found[0].id, at)
        if price is not None:
            book.note_price(found[0].id, price, at)
        return found[0].id

    return line.do(job)


def push(line: Line, up_to: int, at: datetime = T0) -> None:
    line.do(lambda book: book.allow_push("p1", at, up_to))


def held(line: Line) -> tuple[Place, ...]:
    return line.do(lambda book: book.held_places("p1"))


def test_a_broker_lets_what_waits_be_pushed(line: Line) -> None:
    line.say("theirs", of="p2")
    line.say("a")
    line.hold()
    line.say("summary", GROUP)
    line.hold(GROUP)
    line.say("b", THERE, of="p2")
    line.hold(THERE)
    assert held(line) == (GROUP, HERE)
    push(line, ask(line), after(seconds=7))
    assert line.states() == [("theirs", "queued"), ("a", "queued")]  # in order, at one price
    assert line.states(GROUP) == [("summary", "queued")]
    assert line.states(THERE) == [("b", "held")]
    found = line.do(lambda book: book.due(after(seconds=7)))
    assert [(r.message.text, r.push) for r in found] == [("theirs", True), ("summary", True)]
    assert line.due(after(seconds=6)) == []
    line.hold()  # this time it did not go, and next time is not this time
    assert rows(line.path, "SELECT DISTINCT push FROM outbox WHERE place = ?", HERE.id) == [(0,)]


def test_a_line_that_only_replaces_is_not_worth_a_push_in_a_group(line: Line) -> None:
    line.say(PROGRESS, GROUP)
    line.hold(GROUP)
    assert held(line) == ()
    push(line, ask(line))
    assert line.states(GROUP) == [(PROGRESS.text, "held")]
    line.say("summary", GROUP)
    assert held(line) == (GROUP,)
    push(line, ask(line))
    assert {state for _, state in line.states(GROUP)} == {"queued"}


def test_what_came_after_the_price_was_asked_is_not_pushed_for_it(line: Line) -> None:
    line.say("a")
    line.hold()
    asked = ask(line)
    line.say("later")
    line.say("later", THERE)
    line.hold(THERE)
    push(line, asked)
    assert line.states() == [("a", "queued"), ("later", "held")]
    assert line.states(THERE) == [("later", "held")]
    assert line.due() == ["a"]
    push(line, ask(line))  # for a price of their own
    assert {state for _, state in (*line.states(), *line.states(THERE))} == {"queued"}


def test_what_was_still_on_its_way_free_of_charge_is_not_pushed_for_it(line: Line) -> None:
    """It was not counted: a group of many, where the answer then came too late."""
    line.say("a")
    line.hold()
    line.say("summary", GROUP)
    asked = ask(line, after(seconds=5))
    line.do(lambda book: book.hold(GROUP, after(seconds=6)))
    line.do(lambda book: book.hold(HERE, after(seconds=6)))  # was held before, and still is
    push(line, asked, after(seconds=9))
    assert line.states() == [("a", "queued")]
    assert line.states(GROUP) == [("summary", "held")]


def test_a_request_under_way_is_left(line: Line) -> None:
    line.say("on its way")
    line.claim()
    line.say("a")
    line.hold()
    push(line, ask(line))
    found = rows(line.path, "SELECT state, push FROM outbox WHERE kind = 'message' ORDER BY id")
    assert found == [("sending", 0), ("queued", 1)]


def test_what_only_waits_for_its_time_is_not_hurried_by_it(line: Line) -> None:
    line.say("a", ELSEWHERE)
    (row,) = line.do(lambda book: book.due(T0))
    line.do(lambda book: book.claim(row.id, T0))
    line.do(lambda book: book.later(row.id, after(hours=1)))
    push(line, ask(line))
    assert line.due(after(minutes=59)) == []


def test_a_price_is_known_by_where_and_how_much(line: Line) -> None:
    def priced(price: int, place: Place = DESK, of: str = "p1") -> int | None:
        return line.do(lambda book: book.priced(place, of, price))

    assert priced(3) is None
    first = ask(line)
    second = ask(line)
    ask(line, price=None)  # not told yet: the card that shows it cannot have been pressed
    dearer = ask(line, price=30, place=HERE)
    assert [priced(3), priced(30), priced(30, HERE)] == [second, None, dearer]
    assert priced(3, of="p2") is None
    assert first < second
    line.do(lambda book: book.allow_push("p1", T0, dearer + 99))  # no such row: nothing was asked


# ── when a month turns ───────────────────────────────────────────────────────

MONTH = after(days=9)
"""When the new one begins."""
THEN = after(days=9, hours=1)


def release(line: Line, at: datetime = THEN) -> int:
    return line.do(lambda book: book.release_pushable(MONTH, at))


@pytest.mark.parametrize(
    ("policy", "state"), [(Push.NEVER, "held"), (Push.QUOTA, "queued"), (Push.ALWAYS, "queued")]
)
def test_a_new_month_brings_out_what_may_be_pushed(line: Line, policy: Push, state: str) -> None:
    line.policy(policy)
    line.say(PROGRESS, GROUP)
    line.hold(GROUP)
    line.do(lambda book: book.enqueue(HERE, PROGRESS, partnership="p1", dedupe="a", now=T0))
    line.hold()
    line.say("theirs", THERE, of="p2")
    line.hold(THERE)
    assert release(line) == (1 if state == "queued" else 0)
    assert line.states() == [(PROGRESS.text, state)]
    assert line.states(THERE) == [("theirs", "held")]
    assert line.states(GROUP) == [(PROGRESS.text, "held")]  # not worth a push
    assert line.due(THEN) == ([PROGRESS.text] if state == "queued" else [])


def test_each_thing_comes_out_once_in_a_month(line: Line) -> None:
    line.policy(Push.QUOTA)
    line.say("a")
    line.hold()
    assert release(line) == 1
    line.do(lambda book: book.hold(HERE, after(days=9, hours=2)))  # it does not fit
    line.restart()
    assert release(line, after(days=20)) == 0
    assert line.states() == [("a", "held")]
    line.do(lambda book: book.hold(HERE, after(days=21)))
    assert line.do(lambda book: book.release_pushable(after(days=40), after(days=41))) == 1


def test_not_too_many_at_once(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "PLACES_AT_ONCE", 2)
    line.policy(Push.ALWAYS)
    for n in range(5):
        place = Place("line", f"V{n}")
        for _ in range(2):
            line.do(
                lambda book, p=place, d=f"{n}{_}": book.enqueue(  # type: ignore[misc]
                    p, PROGRESS, partnership="p1", dedupe=d, now=T0
                )
            )
        line.do(lambda book, p=place: book.hold(p, T0))  # type: ignore[misc]
    assert [release(line) for _ in range(4)] == [2, 2, 1, 0]
