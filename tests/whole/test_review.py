"""What an architect's reading of the house found, each told as people would meet it.

Every story goes through the whole house: texts, taps and commands in, screens and plain SQL out.
Where the platform or the disk misbehaves, the channel or the store is made to, just that once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.channels.base import Gone, Letter, NotThere, Refused, TryLater
from bot.channels.local import NAME, Shown
from bot.core.cycle import Cycle
from bot.core.model import Person, Place
from bot.message import Raw
from bot.store.book import Book
from bot.store.rows import StoreFailed
from tests.whole.inside import (
    GROUP,
    SMALL,
    Inside,
    added,
    command,
    cycle,
    join,
    said,
    set_up,
)

R, SECOND = "c1-first-1", "c1-second-1"
OTHER_GROUP = Place(NAME, "g2")
SECOND_APART = timedelta(seconds=1)
NO_SUCH_NAME = "สมศรี ไม่อยากบอกชื่อ"
"""How the platform shows somebody who never agreed to anything."""


@cache
def questions() -> Cycle:
    """The small set, with a list that takes more than two items."""
    small = cycle(SMALL)
    second = small.stages["second"]
    propose = second.parts[0]
    longer = replace(propose, questions=(replace(propose.questions[0], most=0),))
    stages = {**small.stages, "second": replace(second, parts=(longer, *second.parts[1:]))}
    return replace(small, stages=stages)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """A partnership of two organisations; nothing is open."""
    house = Inside(tmp_path_factory.mktemp("review"), questions())
    house.start()
    set_up(house, "broker")
    join(house, "mali", "วัด")
    join(house, "kaew", "โรงเรียน")
    house.stop()
    return house


@pytest.fixture
def house(played: Inside, tmp_path: Path) -> Iterator[Inside]:
    twin = played.twin(tmp_path / "twin")
    yield twin
    twin.end()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Inside]:
    house = Inside(tmp_path, questions())
    house.start()
    yield house
    house.end()


def open_stage(house: Inside, key: str, form: str = "full", broker: str = "broker") -> None:
    house.say(broker, "/stage")
    house.tap(broker, f"stage:{key}")
    house.tap(broker, f"open:{key}:{form}")


def texts(shown: list[Shown]) -> str:
    return "\n".join(s.message.text for s in shown)


def answer(house: Inside, question: str) -> list[str]:
    sql = "SELECT shown FROM answers_now WHERE question = ? ORDER BY organisation"
    return [shown for (shown,) in house.rows(sql, question)]


def held(house: Inside) -> tuple[int, int]:
    """How many rows the inbox and the outbox hold."""
    return house.rows("SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM outbox)")[0]


def together(house: Inside, who: str, *lines: str) -> list[Shown]:
    """Texts a second apart, all of them sent before anything of the bot's is shown."""
    raws: list[Raw] = []
    for line in lines:
        raws.append(house.act(who, said(house.local, line)))
        house.now += SECOND_APART
    return house.take(*raws)


# ── 1: whom nobody can reach ─────────────────────────────────────────────────


def is_quiet(house: Inside) -> None:
    """The house comes to rest, and stays there."""
    house.take()
    before = held(house)
    for _ in range(4):
        assert house.take() == []
    assert held(house) == before
    assert not house.rows("SELECT id FROM inbox WHERE state = 'new'")
    assert not house.rows("SELECT id FROM outbox WHERE state IN ('queued', 'sending', 'stubbed')")


def test_1_a_stranger_who_blocked_the_bot(house: Inside) -> None:
    house.local.unreachable.add(Place(NAME, "stranger"))
    before = held(house)
    house.say("stranger", "/start")
    house.do("stranger", {"what": "blocked"})
    is_quiet(house)
    assert held(house)[0] - before[0] <= 3
    assert held(house)[1] - before[1] == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_1_someone_erased_who_blocked_the_bot(house: Inside, when: str) -> None:
    house.say("mali", "/erase")
    if when == "before":
        house.local.unreachable.add(Place(NAME, "mali"))
    house.tap("mali", "erase:link")
    house.local.unreachable.add(Place(NAME, "mali"))
    before = held(house)
    house.say("mali", "/start")
    is_quiet(house)
    assert held(house)[0] - before[0] <= 2
    assert held(house)[1] - before[1] <= 2


# ── 2: quicker than the bot ──────────────────────────────────────────────────


def test_2_items_of_a_list_in_quick_succession(house: Inside) -> None:
    open_stage(house, "second")
    house.tap("mali", f"go:{SECOND}")
    seen = together(house, "mali", "สะพาน", "บ่อน้ำ", "โรงสี")
    (kept,) = answer(house, "wishes")
    assert re.findall("สะพาน|บ่อน้ำ|โรงสี", kept) == ["สะพาน", "บ่อน้ำ", "โรงสี"]
    assert not any(b.action.startswith("early:") for s in seen for b in s.buttons)


@pytest.mark.parametrize(("chosen", "story"), [("earlier", 3), ("drop", 1)])
def test_2_two_texts_too_early_for_a_new_question(house: Inside, chosen: str, story: int) -> None:
    open_stage(house, "first")
    house.tap("mali", f"go:{R}")
    told = ("เราทำนา", "เรามีป่า", "เรารักแม่น้ำ")
    together(house, "mali", *told)
    offer = house.newest("mali")
    assert any(b.action == "early:earlier" for b in offer.buttons)
    assert all(line in offer.message.text for line in told[1:])
    house.tap("mali", f"early:{chosen}")
    (kept,) = answer(house, "story")
    assert [line for line in told if line in kept] == list(told[:story])
    assert any("ถามสอง" in s.message.text for s in house.screen("mali")[-1:])


# ── 3: two partnerships ──────────────────────────────────────────────────────


def test_3_a_typed_label_belongs_to_the_message_that_showed_it(house: Inside) -> None:
    open_stage(house, "first", "short")
    house.say("kaew", "/erase")
    house.tap("kaew", "erase:link")
    house.tap("mali", f"go:{R}")
    house.say("mali", "เรื่องของวัด")
    set_up(house, "broker", OTHER_GROUP)
    join(house, "noi", "บริษัท", OTHER_GROUP)
    open_stage(house, "first", "short")
    house.say("broker", "เมนู")
    house.tap("mali", f"handin:{R}")
    card = house.newest("broker")
    (close,) = (b for b in card.buttons if b.action == f"close:{R}")
    house.say("broker", close.label)
    closed = house.rows(
        "SELECT place, closed_at IS NOT NULL FROM round JOIN partnership_group USING (partnership)"
        " ORDER BY place"
    )
    assert closed == [("g1", 1), ("g2", 0)]


# ── 6: without consent ───────────────────────────────────────────────────────


def do_called(house: Inside, who: str, did: dict[str, object]) -> list[Shown]:
    """An act of someone whom the platform shows by a name of their own."""
    raw = house.local.act(
        did, who=Person(NAME, who), called=NO_SUCH_NAME, place=Place(NAME, who), at=house.now
    )
    house.raws.append(raw)
    return house.take(raw)


def knows_nothing(house: Inside, who: str) -> None:
    """Whatever they ask for, they are told nothing of the partnership, and nothing is kept of them."""
    open_stage(house, "first", "short")
    house.tap("mali", f"go:{R}")
    house.say("mali", "ความลับของวัด")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", f"close:{R}")
    house.tap("broker", f"close:{R}:yes")
    for name in ("status", "rename", "language", "summary", "mydata", "menu", "stage"):
        shown = do_called(house, who, command(name))
        assert shown, name
        assert not any(w in texts(shown) for w in ("วัด", "โรงเรียน", "คุณmali", "ขั้นแรก")), name
        shown = do_called(house, who, said(house.local, "คุณสมศรี ตัวจริง"))
        assert shown, name
    kept = [str(row) for rows in house.dump().values() for row in rows]
    assert not any(NO_SUCH_NAME in row or "ตัวจริง" in row for row in kept)
    told = "SELECT called, name, language, organisation, remind FROM member WHERE person = ?"
    assert not any(value for row in house.rows(told, who) for value in row)


def test_6_someone_who_refused_consent(house: Inside) -> None:
    invitation = next(s for s in reversed(house.local.on(GROUP)) if "join" in s.tokens)
    token = invitation.tokens["join"]
    do_called(house, "refuser", {"what": "started", "token": token})
    shown, number, _ = next(
        found
        for found in house.local.buttons(Place(NAME, "refuser"))
        if found[2].action == "consent:no"
    )
    do_called(house, "refuser", house.local.pressed(shown, number))
    knows_nothing(house, "refuser")


def test_6_someone_who_may_not_set_up(empty: Inside) -> None:
    empty.do("broker", added(empty.local, "broker"), GROUP)
    offer = next(s for s in empty.local.on(GROUP) if "setup" in s.tokens)
    do_called(empty, "curious", {"what": "started", "token": offer.tokens["setup"]})
    empty.press("broker", offer, 0)
    for action in ("setname:title", "purpose:skip", "setlanguage:th", "form:full"):
        empty.tap("broker", action)
    join(empty, "mali", "วัด")
    knows_nothing(empty, "curious")


def test_6_the_block_of_someone_who_refused_is_nobodys_affair(house: Inside) -> None:
    house.press_where("refuser", GROUP, lambda b: b.opens == "join")
    house.tap("refuser", "consent:no")
    assert house.do("refuser", {"what": "blocked"}) == []
    house.local.unreachable.add(Place(NAME, "refuser"))
    assert house.say("refuser", "/help") == []
    is_quiet(house)


# ── 7, 8: the platform or the disk says no ───────────────────────────────────


def failing(monkeypatch: pytest.MonkeyPatch, house: Inside, who: str, *errors: Exception) -> None:
    """The next messages to somebody end so; those after them are shown."""
    send, left = house.local.send, list(errors)

    async def refuse(letter: Letter) -> str:
        if letter.place.id == who and left:
            raise left.pop(0)
        return await send(letter)

    monkeypatch.setattr(house.local, "send", refuse)


@pytest.mark.parametrize("error", [Refused(), RuntimeError("ไม่ทราบ"), KeyError("result")])
def test_7_what_the_platform_refuses_stops_nobody(
    house: Inside, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, house, "mali", error)
    house.say("mali", "/help")
    assert any("คุณmali" in s.message.text for s in house.screen("broker")[-1:])
    assert house.rows("SELECT state FROM outbox WHERE place = 'mali' ORDER BY id DESC LIMIT 1") == [
        ("dead",)
    ]
    seen = house.say("mali", "/help")
    assert [s.place.id for s in seen] == ["mali"]
    is_quiet(house)


def running(house: Inside, until: Callable[[], bool], *raws: Raw) -> None:
    """As the process does it all the time, until something is so."""
    assert house._house is not None
    facilitator = house._house.facilitator

    async def run() -> None:
        for raw in raws:
            house.local.post(raw)
        task = asyncio.create_task(facilitator.run())
        try:
            async with asyncio.timeout(10):
                while not until():  # noqa: ASYNC110 - what is waited for happens in a file
                    await asyncio.sleep(0.02)
        finally:
            task.cancel()
            await asyncio.wait([task])

    house._runner.run(run())


def test_8_the_disk_fails_right_after_sending(
    house: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, failures = Book.sent, [1]

    def fails_once(self: Book, id: int, shown: str, now: object) -> None:
        if failures:
            failures.pop()
            raise StoreFailed
        sent(self, id, shown, now)  # type: ignore[arg-type]

    monkeypatch.setattr(Book, "sent", fails_once)
    waiting = "SELECT 1 FROM outbox WHERE state NOT IN ('sent', 'superseded')"
    before = len(house.screen("mali"))
    help_ = house.act("mali", command("help"))
    privacy = house.act("mali", command("privacy"))

    def at_rest() -> bool:
        return len(house.screen("mali")) >= before + 2 and not house.rows(waiting)

    running(house, at_rest, help_, privacy)
    assert not failures


# ── 10: what kills the process ───────────────────────────────────────────────


def test_10_only_the_killer_is_put_aside(house: Inside) -> None:
    """Three lives ended while this one message was worked; behind it others wait, his own among them."""
    assert house._house is not None
    raws = [
        house.act("kaew", command("help")),
        house.act("mali", said(house.local, "พิษ")),
        house.act("mali", command("privacy")),
        house.act("broker", command("stage")),
    ]
    house._runner.run(house._house.facilitator.take_in(NAME, raws))
    ((killer,),) = house.rows("SELECT id FROM inbox WHERE key = ?", raws[1].key)
    for _ in range(3):
        house.job(lambda book: book.attempt(killer))
    house.restart()
    before = house.local.last
    house.take()
    states: dict[int, str] = dict(
        house.rows("SELECT id, state FROM inbox WHERE id >= ?", killer - 1)
    )
    assert states.pop(killer) == "dead"
    assert set(states.values()) == {"done"}
    told = [s.place.id for s in house.local.shown if s.order > before]
    assert sorted(told) == ["broker", "kaew", "mali", "mali"]


# ── 11, 13, 20: who cannot be reached, what cannot be shown ──────────────────

REACHABLE = """
SELECT place, reachable FROM member JOIN partnership_group USING (partnership)
  WHERE person = 'mali' ORDER BY place
"""


@pytest.mark.parametrize("how", ["told", "found out"])
def test_11_a_block_is_known_in_every_partnership(house: Inside, how: str) -> None:
    set_up(house, "second_broker", OTHER_GROUP)
    join(house, "mali", "วัด", OTHER_GROUP)
    open_stage(house, "first")
    assert house.rows(REACHABLE) == [("g1", 1), ("g2", 1)]
    if how == "told":
        house.do("mali", {"what": "blocked"})
    else:
        house.local.unreachable.add(Place(NAME, "mali"))
        house.say("broker", "/stage")
        house.tap("broker", "stage:first")
        house.tap("broker", f"nudge:{R}")
        house.take()
    assert house.rows(REACHABLE) == [("g1", 0), ("g2", 0)]
    for broker in ("broker", "second_broker"):
        assert "คุณmali" in texts(house.screen(broker)[-1:]), broker
    house.local.unreachable.clear()
    house.say("mali", "/menu")
    assert (("g1", 1) in house.rows(REACHABLE)) or (("g2", 1) in house.rows(REACHABLE))


def test_13_a_removed_stub_is_told_as_removed(
    house: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def removed(letter: Letter, shown: str) -> None:
        if letter.message.once:
            raise NotThere
        await edit(letter, shown)

    edit = house.local.edit
    monkeypatch.setattr(house.local, "edit", removed)
    open_stage(house, "first", "short")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", f"close:{R}")
    house.tap("broker", f"close:{R}:yes")
    house.tap("broker", f"publish:{R}")
    house.take()
    assert "สรุปถูกลบออกจากกลุ่ม" in texts(house.screen("broker")[-1:])
    is_quiet(house)


def test_a_stub_is_filled_in_by_one_alone(house: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks for what is due looks at any moment: a summary whose stub stands is seen to already."""
    assert house._house is not None
    store = house._house.store
    due_too: list[int] = []
    do = store.do

    async def looked_after(job: Callable[[Book], object], **how: bool) -> object:
        done = await do(job, **how)
        due_too.extend(row.id for row in await do(lambda book: book.due(house.now)) if row.shown)
        return done

    monkeypatch.setattr(store, "do", looked_after)
    open_stage(house, "first", "short")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", f"close:{R}")
    house.tap("broker", f"close:{R}:yes")
    house.tap("broker", f"publish:{R}")
    assert any("sum:" in shown.message.once and shown.edited for shown in house.local.shown)
    assert due_too == []


def test_20_gone_after_a_day_of_trying(house: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, house, "mali", TryLater(60), Gone("blocked"))
    house.say("mali", "/help")
    house.now += timedelta(hours=25)
    house.take()
    assert house.rows(REACHABLE) == [("g1", 0)]
    assert "คุณmali" in texts(house.screen("broker")[-1:])


# ── 14: long summaries ───────────────────────────────────────────────────────


def test_14_a_long_summary_is_shown_whole_and_once(house: Inside) -> None:
    words = {who: [f"{who}{n:03}ก" for n in range(120)] for who in ("mali", "kaew")}
    open_stage(house, "first", "short")
    for who, lines in words.items():
        house.tap(who, f"go:{R}")
        house.say(who, " ".join(lines))
        house.tap(who, f"handin:{R}")
    house.local.limit = 600
    before = len(house.local.on(GROUP))
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", f"close:{R}")
    house.tap("broker", f"publish:{R}")
    house.restart()
    house.take()
    after = house.local.on(GROUP)[before:]
    shown = [s.message.text for s in after if s.message.picture is None]
    whole = "".join(shown)
    assert all(len(text) <= 600 for text in shown)
    assert len(shown) > 3
    assert len(set(shown)) == len(shown)
    for line in (line for lines in words.values() for line in lines):
        assert whole.count(line) == 1, line
    for part in range(1, len(shown) + 1):
        key = f"%:{part}/{len(shown)}"
        assert (
            len(house.rows("SELECT 1 FROM outbox WHERE dedupe LIKE ? AND state = 'sent'", key)) == 1
        )


# ── 15: an edited text ───────────────────────────────────────────────────────


@pytest.mark.parametrize("first", ["๒", "ทางน้ำค่ะ"])
@pytest.mark.parametrize("then", ["1", "ทางบก"])
def test_15_editing_a_typed_choice(house: Inside, first: str, then: str) -> None:
    open_stage(house, "first")
    house.tap("mali", f"go:{R}")
    house.say("mali", "เรื่องของวัด")
    typed = said(house.local, first)
    house.do("mali", typed)
    assert answer(house, "way") == ["ทางน้ำ"]
    house.do("mali", {"what": "edited", "text": then, "message": typed["message"]})
    assert answer(house, "way") == ["ทางบก"]
    assert "ทางบก" in texts(house.screen("mali")[-1:])


# ── 17: nobody left to broker ────────────────────────────────────────────────


def test_17_after_the_last_broker_another_may_come(house: Inside) -> None:
    house.say("broker", "/erase")
    house.tap("broker", "erase:link")
    assert house.rows("SELECT 1 FROM member WHERE broker = 1") == []
    house.local.administrators.add((GROUP, Person(NAME, "heir")))
    (offer,) = house.say("kaew", "/start", GROUP)
    assert [b.opens for b in offer.buttons] == ["setup"]
    house.press("kaew", offer, 0)
    assert house.rows("SELECT 1 FROM member WHERE broker = 1") == []
    house.press("heir", offer, 0)
    assert house.rows("SELECT person FROM member WHERE broker = 1") == [("heir",)]
    open_stage(house, "first", broker="heir")
    assert any(b.action == f"go:{R}" for b in house.newest("mali").buttons)


# ── 27: a further question ───────────────────────────────────────────────────


def test_27_a_further_question_makes_the_organisation_missing_again(house: Inside) -> None:
    open_stage(house, "first")
    house.tap("mali", f"go:{R}")
    for text in ("เรื่อง", "1", "1", "4", "ไม่มี", "500", "3", "15/1/2570", "ไม่ตั้ง"):
        house.say("mali", text)
    house.tap("mali", f"handin:{R}")
    done = "SELECT count(*) FROM hand_in WHERE organisation = 'o1'"
    assert house.rows(done) == [(1,)]
    house.say("mali", "แก้ไข")
    edits = [b.action for _, _, b in house.local.buttons(Place(NAME, "mali"))]
    if f"edit:{R}:fund:" not in edits:
        house.tap("mali", f"change:{R}:1")
    house.tap("mali", f"edit:{R}:fund:")
    house.say("mali", "ตั้ง")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    asked = texts(house.tap("broker", f"close:{R}"))
    assert "วัด" in asked
    assert "โรงเรียน" in asked
    house.say("mali", "กองทุนข้าว")
    house.tap("mali", f"handin:{R}")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    asked = texts(house.tap("broker", f"close:{R}"))
    assert "วัด" not in asked
    assert "โรงเรียน" in asked


# ── 40 and other things that people type ─────────────────────────────────────


@pytest.mark.parametrize("text", ["/erase all", "/erase link", "/erase erase:all", "ลบข้อมูลของฉัน"])
def test_40_a_typed_command_erases_nothing_yet(house: Inside, text: str) -> None:
    def kept() -> tuple[object, object]:
        """All that people told; of members not that they were asked how much to erase."""
        members = "SELECT person, name, called, organisation, authority, remind, consented_at FROM member"
        return house.dump("inbox", "outbox", "audit", "focus", "member"), house.rows(members)

    before = kept()
    seen = house.say("mali", text)
    assert any(b.action == "erase:link" for s in seen for b in s.buttons)
    assert kept() == before


def test_a_nudge_is_not_repeated_after_a_restart(house: Inside) -> None:
    open_stage(house, "first")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    assert {"mali", "kaew"} <= {s.place.id for s in house.tap("broker", f"nudge:{R}")}
    house.restart()
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    assert {s.place.id for s in house.tap("broker", f"nudge:{R}")} == {"broker"}
    house.now += timedelta(hours=1)
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    assert {"mali", "kaew"} <= {s.place.id for s in house.tap("broker", f"nudge:{R}")}


def begun(house: Inside) -> None:
    house.do("broker", added(house.local, "broker"), GROUP)
    house.press_where("broker", GROUP, lambda b: b.opens == "setup")


SET_UP = "SELECT name, purpose, language, form FROM partnership"


@pytest.mark.parametrize("form", ["แบบเต็ม", "แบบเต็มค่ะ", "แบบเต็ม ครับ", "1"])
def test_setting_up_by_typing_alone(empty: Inside, form: str) -> None:
    begun(empty)
    for text in ("ป่าชุมชน", "รักษาป่า", "ไทย", form):
        empty.say("broker", text)
    assert empty.rows(SET_UP) == [("ป่าชุมชน", "รักษาป่า", "th", "full")]
    assert any("join" in s.tokens for s in empty.local.on(GROUP))


@pytest.mark.parametrize("courtesy", ["ค่ะ", "สวัสดีครับ", "ขอบคุณค่ะ"])
def test_a_courtesy_is_no_name(empty: Inside, courtesy: str) -> None:
    begun(empty)
    assert empty.say("broker", courtesy)
    assert empty.rows(SET_UP)[0][0] == ""
    for text in ("ป่าชุมชน", "รักษาป่า", "ไทย", "แบบเต็ม"):
        empty.say("broker", text)
    empty.press_where("mali", GROUP, lambda b: b.opens == "join")
    empty.say("mali", "ยินยอมค่ะ")
    for text in ("วัดป่า", "1", courtesy):
        assert empty.say("mali", text)
    assert empty.rows("SELECT name FROM member WHERE person = 'mali'") == [("",)]
    empty.say("mali", "คุณมะลิ")
    assert empty.rows("SELECT name FROM member WHERE person = 'mali'") == [("คุณมะลิ",)]


@pytest.mark.parametrize("text", ["ยินยอม", "ยินยอมค่ะ", "ยินยอมครับ"])
def test_consent_by_typing(house: Inside, text: str) -> None:
    house.press_where("new", GROUP, lambda b: b.opens == "join")
    house.say("new", text)
    sql = "SELECT consented_at IS NOT NULL FROM member WHERE person = 'new'"
    assert house.rows(sql) == [(1,)]


@pytest.mark.parametrize("text", ["ไม่ยินยอม", "ไม่ยินยอมค่ะ"])
def test_refusal_by_typing(house: Inside, text: str) -> None:
    house.press_where("new", GROUP, lambda b: b.opens == "join")
    assert house.say("new", text)
    assert (
        house.rows("SELECT 1 FROM member WHERE person = 'new' AND consented_at IS NOT NULL") == []
    )


def test_back_while_setting_up(empty: Inside) -> None:
    begun(empty)
    empty.say("broker", "ผิดชื่อ")
    empty.say("broker", "ย้อนกลับ")
    empty.say("broker", "ป่าชุมชน")
    empty.say("broker", "ผิดจุดมุ่งหมาย")
    empty.say("broker", "ขอย้อนกลับค่ะ")
    empty.say("broker", "รักษาป่า")
    empty.say("broker", "ไทย")
    empty.say("broker", "ย้อนกลับ")
    empty.say("broker", "English")
    empty.say("broker", "1")
    assert empty.rows(SET_UP) == [("ป่าชุมชน", "รักษาป่า", "en", "full")]


@pytest.mark.parametrize(("asks", "new"), [("renamegroup", "ป่าชุมชนใหม่"), ("repurpose", "รักษาน้ำ")])
def test_a_new_name_stands_in_the_invitation_that_is_there(
    house: Inside, asks: str, new: str
) -> None:
    before = house.local.on(GROUP)
    house.say("broker", "/menu")
    house.tap("broker", "about")
    house.tap("broker", asks)
    seen = house.say("broker", new)
    after = house.local.on(GROUP)
    assert len(after) == len(before)
    (changed,) = (s for s in seen if s.place == GROUP)
    assert changed.edited
    assert new in changed.message.text
    assert "join" in changed.tokens
    assert new in house.rows(SET_UP)[0]
    join(house, "noi", "บริษัท")
    assert house.rows("SELECT 1 FROM member WHERE person = 'noi' AND representative = 1")
