"""What LINE tells besides words: who comes and goes, what is taken back, and all of it in any order."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

from bot.core import effects as say
from bot.core.events import Event
from bot.core.model import Person, Place
from bot.facilitator.delivery import AT_ONCE
from bot.message import Raw
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.test_reply_first import RIVER
from tests.facilitator.town import MOMENT, Town
from tests.whole.inside import renderer

PATIENCE = 10.0


# ── following ────────────────────────────────────────────────────────────────


def test_a_stranger_who_follows_is_greeted(bare: Town) -> None:
    shown = bare.do("zoe", {"what": "unblocked"})
    lobby = renderer()(say.Lobby(Place(LINE, "zoe"), "th")).text
    assert [s.message.text for s in shown] == [lobby]


def test_a_member_who_follows_sees_what_waits(town: Town) -> None:
    town.open()
    shown = town.do("ann", {"what": "unblocked"})
    assert any(s.message.slot.startswith("ask:") for s in shown)


def test_whoever_is_no_friend_is_known_as_such(town: Town) -> None:
    friends = "SELECT person, friend FROM member WHERE representative = 1 ORDER BY person"
    assert town.rows(friends) == [("ann", 0), ("bob", 0)]
    town.do("ann", {"what": "unblocked"})
    assert town.rows(friends) == [("ann", 1), ("bob", 0)]
    town.do("ann", {"what": "blocked"})
    town.say("ann", "เมนู")
    assert town.rows(friends) == [("ann", 0), ("bob", 0)]


def test_people_elsewhere_are_friends_as_ever(town: Town) -> None:
    town.locally("dan", {"what": "added", "title": "อีกภาคี"}, "g9")
    town.local.administrators.add((Place("local", "g9"), Person("local", "dan")))
    town.press_locally("dan", Place("local", "g9"), lambda b: b.opens == "setup")
    assert town.rows("SELECT friend FROM member WHERE person = 'dan'") == [(1,)]
    assert not town.rows("SELECT 1 FROM contact WHERE channel = 'local'")


# ── unsent ───────────────────────────────────────────────────────────────────


def everything(town: Town) -> str:
    """All that the database holds, as text."""
    tables = [name for (name,) in town.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return repr([town.rows(f'SELECT * FROM "{name}"') for name in tables])  # noqa: S608


def test_what_is_taken_back_is_gone_and_asked_again(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    town.say("ann", RIVER, message="x1")
    assert RIVER in everything(town)
    town.do("ann", {"what": "unsent", "message": "x1"})
    assert RIVER not in everything(town)
    shown = town.say("ann", "สวัสดี")
    assert any(s.message.slot.startswith("ask:") for s in shown)


def test_what_is_taken_back_before_it_came_never_was(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    town.do("ann", {"what": "unsent", "message": "x1"})
    town.say("ann", RIVER, message="x1")
    assert RIVER not in everything(town)
    town.say("ann", RIVER, message="x2")
    assert RIVER in everything(town)


def test_what_is_taken_back_in_another_partnership_is_gone_too(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    town.say("ann", RIVER, message="x1")
    town.set_up("eve", "g2")
    town.join("ann", "มูลนิธิสายธาร", "g2")
    town.do("ann", {"what": "unsent", "message": "x1"})
    assert not town.rows("SELECT 1 FROM answer WHERE raw = ?", RIVER)


# ── in the group ─────────────────────────────────────────────────────────────


def test_whoever_quotes_the_bot_speaks_to_it(town: Town) -> None:
    invitation = town.line.on(Place(LINE, "g1"))[-1]
    assert not town.say("bob", "นี่อะไรคะ", "g1", quotes="nobody's")
    assert town.say("bob", "นี่อะไรคะ", "g1", quotes=invitation.id)


def test_spoken_to_in_a_group_that_it_does_not_know_the_bot_answers(bare: Town) -> None:
    assert not bare.say("bob", "มีใครอยู่ไหม", "g7")
    assert bare.say("bob", "ช่วยหน่อย", "g7", to_bot=True)


def test_newcomers_are_invited(town: Town) -> None:
    """Once for those who come one after the other."""
    came = {"what": "came", "called": ["ดาว"]}
    assert not town.do("", came, "g1")  # it is the newest thing there
    town.say("bob", "สถานะ", "g1")
    before = town.line.last
    town.take(*(town.line.did(came, "", "g1", town.now) for _ in range(3)))
    shown = [s for s in town.line.on(Place(LINE, "g1")) if s.order > before]
    invitations = [s for s in shown if any(b.opens == "join" for b in s.buttons)]
    assert len(invitations) == 1


# ── order ────────────────────────────────────────────────────────────────────


def test_a_pair_in_the_wrong_order_is_put_right(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    first = town.line.did({"what": "said", "text": RIVER, "message": "x1"}, "ann", "ann", town.now)
    later = town.now + MOMENT
    second = town.line.did({"what": "unsent", "message": "x1"}, "ann", "ann", later)
    town.now = later
    town.take_in(second)
    town.take_in(first)
    town.settle()
    assert RIVER not in everything(town)
    assert town.rows("SELECT count(*) FROM answer") == [(2,)]  # it was there, and was taken back


def test_an_earlier_event_that_comes_a_little_later_is_worked_first(town: Town) -> None:
    town.open()
    town.say("ann", "สวัสดี")
    later = town.now + MOMENT
    first = town.line.did({"what": "said", "text": RIVER, "message": "x1"}, "ann", "ann", town.now)
    second = town.line.did({"what": "unsent", "message": "x1"}, "ann", "ann", later)
    town.now = later

    async def arrive() -> None:
        town.line.post(started("zoe"))
        await until(lambda: bool(town.texts("zoe")))  # it has begun
        town.began = None  # the clock stands still
        town.line.post(second)
        await until(lambda: waiting(town) == [second.key])
        await asyncio.sleep(0.1)
        town.line.post(first)
        await until(lambda: waiting(town) == [second.key, first.key])
        town.now += MOMENT
        town.line.post(started("eve"))
        await until(lambda: not waiting(town))

    def started(who: str) -> Raw:
        return town.line.did({"what": "started"}, who, who, town.now)

    town.run(alongside(town, arrive))
    assert town.rows("SELECT count(*) FROM answer") == [(2,)]


def waiting(town: Town) -> list[str]:
    rows = town.rows(
        "SELECT key FROM inbox WHERE state = 'new' AND conversation = 'ann' ORDER BY id"
    )
    return [key for (key,) in rows]


# ── slow places ──────────────────────────────────────────────────────────────


def test_slow_places_hold_up_nobody_else(town: Town) -> None:
    """More of them than may be on their way at once; and the other channel goes on."""
    crowd = [f"p{n}" for n in range(AT_ONCE + 4)]

    async def ask() -> None:
        block = asyncio.Event()
        town.line.slow = {Place(LINE, who): block for who in crowd}
        for who in crowd:
            town.line.post(town.line.did({"what": "started"}, who, who, town.now))
        await until(lambda: town.line.calls.count("reply") - before >= AT_ONCE)
        town.local.post(
            town.local.act(
                {"what": "started"},
                who=Person("local", "dan"),
                called="dan",
                place=Place("local", "dan"),
                at=town.now,
            )
        )
        await until(lambda: bool(town.local.on(Place("local", "dan"))))
        assert not any(town.texts(who) for who in crowd)
        block.set()
        await until(lambda: all(town.texts(who) for who in crowd))

    before = town.line.calls.count("reply")
    town.run(alongside(town, ask))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what is waited for happens in another thread
            await asyncio.sleep(0.02)


async def alongside(town: Town, act: Callable[[], Awaitable[None]]) -> None:
    """The house with its real loops, while something is done to it."""
    assert town.house is not None
    town.began = time.monotonic()
    running = asyncio.create_task(town.house.facilitator.run())
    try:
        await act()
    finally:
        running.cancel()
        await asyncio.wait({running})


def test_doors_are_open_while_it_recovers(town: Town) -> None:
    """Something that waited since before is slow to work; what comes meanwhile is taken in."""
    town.take_in(town.line.did({"what": "started"}, "ann", "ann", town.now))
    held = threading.Event()
    read = town.line.read

    def slowly(raw: bytes) -> Event | None:
        held.wait(PATIENCE)
        return read(raw)

    async def come() -> None:
        town.line.post(town.line.did({"what": "started"}, "zoe", "zoe", town.now))
        await until(lambda: town.line.taken > 0)
        held.set()
        await until(lambda: bool(town.texts("zoe")))

    town.line.read = slowly  # type: ignore[method-assign]
    town.run(alongside(town, come))
