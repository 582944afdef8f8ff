"""Where answering is free and speaking first is billed: tokens, what is held, what goes out together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest

from bot.core.model import Place, Push
from bot.message import Button, Message
from bot.store import Book, OutRow, Store
from bot.store.replies import MOST_TOKENS
from tests.store.conftest import T0, after, rows
from tests.store.people import partnership

T = TypeVar("T")
GROUP = Place("line", "C1")
HERE = Place("line", "U1")
THERE = Place("line", "U2")
ELSEWHERE = Place("telegram", "-100")
FIRST = "t1"
PROGRESS = Message("ตอบแล้ว ๓ องค์กร", slot="progress:r:1", replaces=True)


@dataclass(frozen=True)
class Token:
    place: Place
    token: str
    until: datetime


class Line:
    """Somebody's dealings with the store. It is closed and opened again whenever something is held or
    claimed: nothing of this lives in memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said = 0
        self.store = Store.open(path)
        p1, p2 = partnership("p1", GROUP), partnership("p2", Place("line", "C2"))
        for p in (p1, p2):
            self.do(lambda book, p=p: book.save(None, p, T0, None, "t"))  # type: ignore[misc]

    def do(self, job: Callable[[Book], T]) -> T:
        return self.store.do_now(job)

    def restart(self) -> None:
        self.store.close_now()
        self.store = Store.open(self.path)

    def say(
        self,
        text: str | Message,
        place: Place = HERE,
        of: str = "p1",
        at: datetime = T0,
    ) -> None:
        message = text if isinstance(text, Message) else Message(text)
        self.said += 1
        dedupe = f"d{self.said}"
        self.do(
            lambda book: book.enqueue(
                place, message, partnership=of, dedupe=dedupe, now=at, holds=True
            )
        )

    def ask(self, text: str, place: Place = HERE, of: str = "p1") -> None:
        self.say(Message(text, ((Button(text, "menu"),),), slot=f"ask:r:{text}:"), place, of)

    def happens(self, place: Place = HERE, *, token: str = FIRST, at: datetime = T0) -> None:
        """Something, with a token that is good for 50 seconds."""
        made = Token(place, token, at.replace(second=at.second + 50))
        self.do(lambda book: book.note_reply_token(made, at))

    def hold(self, place: Place = HERE) -> None:
        self.do(lambda book: book.hold(place, T0))
        self.restart()

    def policy(self, push: Push, id: str = "p1") -> None:
        def job(book: Book) -> None:
            before = book.load(id)
            assert before is not None
            book.save(before, replace(before, push=push), T0, None, "t")

        self.do(job)

    def states(self, place: Place = HERE) -> list[tuple[str, str]]:
        sql = "SELECT json_extract(body, '$.text'), state FROM outbox WHERE place = ? ORDER BY id"
        return [(str(text), str(state)) for text, state in rows(self.path, sql, place.id)]

    def due(self, at: datetime = T0) -> list[str]:
        return [row.message.text for row in self.do(lambda book: book.due(at))]

    def waiting(self, place: Place = HERE) -> list[OutRow]:
        return self.do(lambda book: book.waiting(place, 9))

    def claim(self, way: str = "reply", key: str = "t1", place: Place = HERE) -> list[OutRow]:
        def job(book: Book) -> list[OutRow]:
            found = book.waiting(place, 5)
            book.claim_batch(found, way, key, after(seconds=50), T0)  # type: ignore[arg-type]
            return found

        claimed = self.do(job)
        self.restart()
        return claimed


@pytest.fixture
def line(path: Path) -> Iterator[Line]:
    made = Line(path)
    yield made
    made.store.close_now()


# ── tokens ───────────────────────────────────────────────────────────────────


def test_the_token_that_ends_first_is_taken_first(line: Line) -> None:
    def token(place: Place = HERE, **passed: float) -> object:
        return line.do(lambda book: book.reply_token(place, after(**passed)))

    assert token() is None
    line.happens(token="second", at=after(seconds=5))
    line.happens(token="first")
    line.happens(THERE, token="theirs")
    assert token() == ("first", after(seconds=50))
    assert token(seconds=50) == ("second", after(seconds=55))
    assert token(seconds=55) is None
    assert token(THERE) == ("theirs", after(seconds=50))
    line.do(lambda book: book.drop_reply_token(HERE, "first"))
    assert token() == ("second", after(seconds=55))

    def live(**passed: float) -> bool:
        return line.do(lambda book: book.has_live_token(HERE, after(**passed)))

    assert [live(seconds=54), live(seconds=55)] == [True, False]


def test_old_tokens_are_deleted_and_few_are_kept(line: Line) -> None:
    line.happens(token="old")
    line.happens(THERE, token="new", at=after(minutes=1))
    assert rows(line.path, "SELECT token FROM reply_token") == [("new",)]

    def many(book: Book) -> None:
        for n in range(MOST_TOKENS + 3):
            book.note_reply_token(Token(GROUP, f"{n:02}", after(minutes=2, seconds=n)), T0)

    line.do(many)
    kept = rows(line.path, "SELECT token FROM reply_token WHERE place = ? ORDER BY until", GROUP.id)
    assert [t for (t,) in kept] == [f"{n:02}" for n in range(3, MOST_TOKENS + 3)]
    assert len(rows(line.path, "SELECT * FROM reply_token WHERE place = ?", THERE.id)) == 1


def test_a_token_that_came_too_late_brings_nothing(line: Line) -> None:
    line.say("a")
    line.hold()
    line.do(lambda book: book.note_reply_token(Token(HERE, "late", T0), T0))
    assert line.states() == [("a", "held")]
    assert rows(line.path, "SELECT * FROM reply_token") == []


def test_the_token_is_spent_once_what_it_carried_is_sent(line: Line) -> None:
    line.happens(token="t1")
    line.happens(token="t2")
    line.say("a")
    line.say("b")
    for row in line.claim(key="t1"):
        line.do(lambda book, id=row.id: book.sent(id, "", after(seconds=1)))  # type: ignore[misc]
    assert rows(line.path, "SELECT token FROM reply_token") == [("t2",)]
    sql = "SELECT DISTINCT state, way, way_key, way_until FROM outbox"
    assert rows(line.path, sql) == [("sent", "reply", "", None)]


# ── held ─────────────────────────────────────────────────────────────────────


def test_what_is_held_is_polled_by_nobody(line: Line) -> None:
    line.say("a")
    line.say("b")
    line.say("there", THERE)
    line.hold()
    assert line.due(after(days=9)) == ["there"]
    line.say("c")  # joins them: nothing is overtaken
    assert line.states() == [("a", "held"), ("b", "held"), ("c", "held")]
    assert line.due(after(days=9)) == ["there"]
    assert [row.message.text for row in line.waiting()] == ["a", "b", "c"]
    assert {row.state for row in line.waiting()} == {"held"}


def test_what_is_held_does_not_make_the_house_unwell(line: Line) -> None:
    line.say("a")
    line.hold()
    assert line.do(lambda book: book.oldest_waiting()) == (None, None)
    line.say("there", THERE, at=after(seconds=5))
    assert line.do(lambda book: book.oldest_waiting())[1] == after(seconds=5)


def test_the_next_event_of_the_place_brings_it_out(line: Line) -> None:
    for place in (HERE, THERE):
        line.say("a", place)
        line.say("b", place)
        line.hold(place)
    line.happens(at=after(seconds=3))
    assert line.states() == [("a", "queued"), ("b", "queued")]
    assert line.states(THERE) == [("a", "held"), ("b", "held")]
    assert line.due(after(seconds=2)) == []
    assert line.due(after(seconds=3)) == ["a"]
    assert [row.message.text for row in line.waiting()] == ["a", "b"]


def test_what_was_to_be_tried_again_later_is_due_at_the_next_event(line: Line) -> None:
    line.say("a")
    (row,) = line.claim()
    line.do(lambda book: book.unsure(row.id, after(minutes=10)))
    assert line.due(after(seconds=5)) == []
    line.happens(token="t2", at=after(seconds=5))
    assert line.due(after(seconds=5)) == ["a"]


def test_in_a_group_a_line_that_only_replaces_waits_for_something_worth_saying(line: Line) -> None:
    line.say(PROGRESS, GROUP)
    line.hold(GROUP)
    line.happens(GROUP)
    assert line.states(GROUP) == [(PROGRESS.text, "held")]
    another = replace(PROGRESS, slot="progress:r:2")
    line.say(another, GROUP)
    assert line.states(GROUP) == [(PROGRESS.text, "held")] * 2
    newer = replace(PROGRESS, text="ตอบแล้ว ๔ องค์กร")
    line.say(newer, GROUP)
    assert line.states(GROUP)[::2] == [(PROGRESS.text, "superseded"), (newer.text, "held")]
    line.say("ปิดรอบแล้ว", GROUP)
    assert [state for _, state in line.states(GROUP)] == ["superseded", *["queued"] * 3]


NUDGE = Message("เรารอฟังความเห็น", slot="nudge:r", passing=True)


def test_a_nudge_is_needless_once_something_newer_is_said(line: Line) -> None:
    line.say("เปิดขั้นตอนแล้ว")
    line.say(NUDGE)
    line.hold()
    line.say(replace(NUDGE, slot="nudge:r2"))  # of another round: both are said
    line.say(NUDGE, THERE)
    assert line.states()[1:] == [(NUDGE.text, "held")] * 2
    line.say(replace(NUDGE, text="อีกครั้ง"))
    assert [state for _, state in line.states()] == ["held", "superseded", "held", "held"]
    line.ask("คำถามแรก")
    gone, kept = "superseded", "held"
    assert [state for _, state in line.states()] == [kept, gone, gone, gone, kept]
    assert line.states(THERE) == [(NUDGE.text, "queued")]


def test_a_nudge_that_may_have_been_shown_is_not_dropped(line: Line) -> None:
    line.say(NUDGE)
    (row,) = line.claim()
    line.do(lambda book: book.unsure(row.id, after(minutes=10)))
    line.say("เมนู")
    assert line.states() == [(NUDGE.text, "queued"), ("เมนู", "queued")]


def test_where_nothing_is_held_a_nudge_is_said_all_the_same(line: Line) -> None:
    for message in (NUDGE, Message("เมนู")):
        line.do(
            lambda book, message=message: book.enqueue(  # type: ignore[misc]
                ELSEWHERE, message, partnership="p1", dedupe=message.text, now=T0
            )
        )
    assert [state for _, state in line.states(ELSEWHERE)] == ["queued"] * 2


def test_in_private_such_a_line_is_said(line: Line) -> None:
    line.say(PROGRESS)
    line.hold()
    line.happens()
    assert line.states() == [(PROGRESS.text, "queued")]


def test_without_a_token_it_all_waits_and_one_event_brings_it_out(line: Line) -> None:
    line.say(PROGRESS, GROUP)
    line.hold(GROUP)
    line.say("ปิดรอบแล้ว", GROUP)
    assert {state for _, state in line.states(GROUP)} == {"held"}
    line.happens(GROUP)
    assert {state for _, state in line.states(GROUP)} == {"queued"}


def test_with_a_token_there_nothing_is_held_back(line: Line) -> None:
    line.happens()
    line.say("a")
    line.hold()
    line.say("b", at=after(seconds=10))
    assert line.states() == [("a", "queued"), ("b", "queued")]
    line.hold()
    line.say("c", at=after(seconds=50))  # it has run out
    assert {state for _, state in line.states()} == {"held"}


@pytest.mark.parametrize(
    ("push", "state"), [(Push.NEVER, "held"), (Push.QUOTA, "queued"), (Push.ALWAYS, "queued")]
)
def test_where_the_partnership_may_push_delivery_decides_anew(
    line: Line, push: Push, state: str
) -> None:
    line.say("a")
    line.hold()
    line.policy(push)
    assert line.do(lambda book: book.push_policy("p1")) == push.value
    line.say("b")
    assert line.states() == [("a", state), ("b", state)]


def test_the_policy_of_nobody_is_never(line: Line) -> None:
    assert line.do(lambda book: book.push_policy("no such")) == "never"


def test_another_channel_holds_nothing_behind(line: Line) -> None:
    line.say("a")
    line.hold()
    line.do(lambda b: b.enqueue(HERE, Message("b"), partnership="p1", dedupe="b", now=T0))
    assert line.states() == [("a", "held"), ("b", "queued")]


# ── questions ────────────────────────────────────────────────────────────────


def test_a_held_question_is_dropped_for_a_newer_one(line: Line) -> None:
    line.ask("q1")
    line.say("note")
    line.hold()
    line.ask("q1", THERE)
    line.hold(THERE)
    line.ask("q2")
    assert line.states() == [("q1", "superseded"), ("note", "held"), ("q2", "held")]
    assert line.states(THERE) == [("q1", "held")]


def test_a_question_alone_in_being_held_holds_no_newer_one(line: Line) -> None:
    line.ask("q1")
    line.hold()
    line.ask("q2")
    assert line.states() == [("q1", "superseded"), ("q2", "queued")]


def test_of_several_questions_that_come_to_be_held_the_newest_stays(line: Line) -> None:
    for text in ("q1", "q2", "q3"):
        line.ask(text)
    line.hold()
    assert line.states() == [("q1", "superseded"), ("q2", "superseded"), ("q3", "held")]


def test_what_is_held_is_not_on_the_screen(line: Line) -> None:
    line.ask("q1")
    (row,) = line.claim()
    line.do(lambda book: book.sent(row.id, "", T0))
    line.ask("q2")

    def screen() -> tuple[list[str], str]:
        buttons = line.do(lambda book: book.newest_buttons(HERE))
        ask = line.do(lambda book: book.newest_ask(HERE))
        assert ask is not None
        return [b.label for b in buttons], ask.slot

    assert screen() == (["q2"], "ask:r:q2:")
    line.hold()
    assert screen() == (["q1"], "ask:r:q1:")
    line.happens()
    assert screen() == (["q2"], "ask:r:q2:")


# ── what goes out together ───────────────────────────────────────────────────


def test_a_batch_is_one_request_until_its_outcome_is_known(line: Line) -> None:
    for text in "abc":
        line.say(text)
    claimed = line.do(lambda book: book.waiting(HERE, 2))
    line.do(lambda book: book.claim_batch(claimed, "push", "KEY", after(hours=23), T0))
    assert line.due(after(days=1)) == []
    assert [row.message.text for row in line.waiting()] == ["c"]
    head = claimed[0]
    assert [row.state for row in line.do(lambda book: book.batch(head))] == ["sending"] * 2
    (other,) = line.waiting()
    assert line.do(lambda book: book.batch(other)) == []
    line.do(lambda book: book.unsure(head.id, after(seconds=2)))
    (again,) = line.do(lambda book: book.due(after(seconds=2)))
    assert (again.id, again.attempts, again.way, again.way_key) == (head.id, 1, "push", "KEY")
    assert (again.way_until, again.first_at) == (after(hours=23), T0)
    assert "KEY" not in repr(again)
    batch = line.do(lambda book: book.batch(again))
    assert [(row.message.text, row.attempts, row.state) for row in batch] == [
        ("a", 1, "queued"),
        ("b", 1, "queued"),
    ]
    line.do(lambda book: book.claim_batch(batch, "push", "KEY", after(hours=23), after(seconds=2)))
    for row in batch:
        line.do(lambda book, id=row.id: book.sent(id, "m", after(seconds=3)))  # type: ignore[misc]
    assert line.due(after(seconds=3)) == ["c"]
    assert len(rows(line.path, "SELECT DISTINCT batch FROM outbox WHERE batch <> ''")) == 1


def test_what_was_on_its_way_at_a_crash_is_the_same_request_again(line: Line) -> None:
    line.happens()
    line.say("a")
    line.say("b")
    line.claim()
    assert line.do(lambda book: book.release_sending(after(seconds=1))) == 2
    (head,) = line.do(lambda book: book.due(after(seconds=1)))
    batch = line.do(lambda book: book.batch(head))
    assert [(r.message.text, r.way, r.way_key, r.attempts) for r in batch] == [
        ("a", "reply", "t1", 1),
        ("b", "reply", "t1", 1),
    ]


@pytest.mark.parametrize("end", ["later", "unsure"])
def test_a_batch_comes_back_as_a_whole(line: Line, end: str) -> None:
    line.say("a")
    line.say("b")
    line.say("elsewhere", THERE)
    rows_ = line.claim()
    for row in rows_:  # told of each, it counts once
        line.do(lambda book, id=row.id: getattr(book, end)(id, after(seconds=1)))  # type: ignore[misc]
    (head, _) = line.do(lambda book: book.due(after(seconds=1)))
    batch = line.do(lambda book: book.batch(head))
    tries = 0 if end == "later" else 1
    assert [(r.message.text, r.attempts, r.way_key) for r in batch] == [
        ("a", tries, "t1"),
        ("b", tries, "t1"),
    ]


def test_a_request_that_is_not_made_again_lets_its_rows_go(line: Line) -> None:
    line.happens()
    line.say("a")
    line.say("b")
    head, _ = line.claim()
    line.do(lambda book: book.unclaim_batch(head, after(seconds=5), hold=False))
    sql = "SELECT DISTINCT state, attempts, way, way_key, way_until, batch, first_at, claimed_at, next_at FROM outbox"
    at = "2026-11-22T03:00:05.000000Z"
    assert rows(line.path, sql) == [("queued", 0, "", "", None, "", None, None, at)]
    head, _ = line.claim(key="t2")
    line.say("c")
    line.do(lambda book: book.unclaim_batch(head, after(seconds=9), hold=True))
    assert line.states() == [("a", "held"), ("b", "held"), ("c", "held")]


def test_what_may_have_been_shown_keeps_when(line: Line) -> None:
    line.ask("q")
    (row,) = line.claim()
    line.do(lambda book: book.unsure(row.id, after(seconds=1)))
    (head,) = line.do(lambda book: book.due(after(hours=1)))
    line.do(lambda book: book.unclaim_batch(head, after(hours=1), hold=False))
    (found,) = line.do(lambda book: book.due(after(hours=1)))
    assert (found.attempts, found.batch) == (0, "")
    shown = line.do(lambda book: book.newest_ask(HERE))
    assert shown is not None
    assert shown.claimed_at == T0


def test_what_never_went_out_is_not_given_up_for_having_waited(line: Line) -> None:
    line.say("a")
    line.hold()
    (row,) = line.waiting()
    assert row.first_at > after(days=1000)


# ── moving and forgetting ────────────────────────────────────────────────────


def test_what_is_held_for_a_group_that_moves_goes_along(line: Line) -> None:
    line.say("a", GROUP)
    line.hold(GROUP)
    new = Place("line", "C9")
    line.do(lambda book: book.move_group(GROUP, new, T0))
    assert line.states(new) == [("a", "held")]


def test_a_group_is_freed_for_another_partnership(line: Line) -> None:
    line.say("ยินดีต้อนรับ", GROUP)
    line.hold(GROUP)
    line.say("ตั้งภาคี", GROUP)

    def job(book: Book) -> dict[str, str]:
        book.set_focus(HERE, "p1")
        book.new_code("group", "p1", partnership().brokers[0].person, T0)
        return book.tokens("p1", ["setup"], T0)

    (token,) = line.do(job).values()
    line.do(lambda book: book.free_group(GROUP, after(seconds=5)))
    line.do(lambda book: book.free_group(GROUP, after(seconds=6)))  # nobody's: nothing happens
    freed = line.do(lambda book: book.load("p1"))
    assert freed is not None
    assert (freed.groups, dict(freed.members)) == ((), {})
    assert line.do(lambda book: book.partnership_of_group(GROUP)) is None
    assert line.do(lambda book: book.invitation(token, T0)) is None
    assert line.do(lambda book: book.focus(HERE)) is None
    assert rows(line.path, "SELECT * FROM code") == []
    assert {state for _, state in line.states(GROUP)} == {"superseded"}
    told = rows(line.path, "SELECT partnership, what FROM audit WHERE cause = 'free_group'")
    assert told == [("p1", '["group:freed"]')]

    def go_on(book: Book) -> None:
        other = book.load("p2")
        assert other is not None
        book.save(other, replace(other, groups=(*other.groups, GROUP)), T0, None, "t")

    line.do(go_on)
    assert line.do(lambda book: book.partnership_of_group(GROUP)) == "p2"


def test_one_transaction_decides(line: Line) -> None:
    """A step that fails takes the token and what it released with it."""
    line.say("a")
    line.hold()

    def job(book: Book) -> None:
        book.note_reply_token(Token(HERE, "t1", after(seconds=50)), T0)
        raise LookupError

    with pytest.raises(LookupError):
        line.do(job)
    assert line.states() == [("a", "held")]
    assert rows(line.path, "SELECT * FROM reply_token") == []


# ── what a newer one makes needless ──────────────────────────────────────────


def test_of_what_is_held_under_one_slot_the_newest_stays_and_what_it_settles_goes(line: Line) -> None:
    line.say(Message("เริ่มตอบ", slot="opened:r"))
    line.say(Message("เริ่มตอบอีกรอบ", slot="opened:r2"))
    line.say(Message("รับเสียงแล้ว: เห็นชอบ", slot="vote:r:q:"))
    line.hold()
    line.say(Message("รับเสียงแล้ว: คัดค้าน", slot="vote:r:q:", outdoes="opened:r"))
    line.ask("q1")
    assert [state for _, state in line.states()] == ["superseded", "held", "superseded", "held", "held"]


def test_what_went_out_together_is_on_the_screen_together(line: Line) -> None:
    line.say(Message("รับงานไหม", ((Button("รับ", "take"),),)))
    line.ask("q1")

    def labels() -> list[list[str]]:
        bubbles = line.do(lambda book: book.newest_bubbles(HERE))
        return [[b.label for b in bubble.buttons] for bubble in bubbles]

    assert labels() == [["q1"]]
    line.claim()
    assert labels() == [["q1"], ["รับ"]]
