"""What is hidden, behind every door, from everyone from whom it is hidden.

Two partnerships are alike but for what is hidden. Whoever may not know it does the same in both, by every
verb and every command, in private and in the group: what the bot then shows must be the same, to the letter
and to everybody but to whose secret it is. That catches more than a search for words: a mark in a list, an
order, a count, a button that is there or is not.

The second half goes through the whole house, with words planted where nobody may come: in screens, in the
outbox, in the log lines.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import cycle as cycle_of
from itertools import islice
from pathlib import Path

import pytest

from bot.channels.local import NAME, Shown
from bot.core import desk, in_group, sight, step, tables, words
from bot.core.brokering import VERBS as BROKERS
from bot.core.cycle import PartKind, Seen
from bot.core.effects import Effect
from bot.core.events import Commanded, Event, Happening, Pressed, Said, TimePassed
from bot.core.model import (
    Answer,
    AnswerKey,
    HandIn,
    Interview,
    Member,
    Partnership,
    Person,
    Place,
    Reviewing,
    Round,
)
from bot.core.reception import JOINING
from bot.core.setting_up import SETTING_UP
from bot.message import Button, Message
from bot.store.book import Book
from tests.core.factories import START, closed, cycle, everyone_answers, opened, partnership, person
from tests.whole.inside import GROUP, SMALL, Inside, join, set_up
from tests.whole.inside import cycle as small

NOW = START + timedelta(days=100)
BROKER = Person("telegram", "p-broker")
THEIRS, OTHER, THIRD = person("o1"), person("o2"), person("o3")
"""Whose secret it is; who looks for it; and one who has not handed in, so that nothing closes by itself."""
COLLEAGUE, STRANGER = Person("telegram", "p-o1b"), Person("telegram", "p-nobody")
CHAT = Place("telegram", "-100")
STAGES = ("building", "reviewing")
"""With lists, a ranking, consents with a reason, and answers for the broker alone."""
FOR_BROKERS = ("identifying", "reviewing")
"""With answers for the broker alone."""
BUILT_ON = {"building": "measuring"}
"""Stage → another that is open beside it and goes through its list."""
LAYS_OPEN = frozenset({"publish", "close", "closepart", "nextpart"})
"""A broker's verbs that are there to lay things before all."""


# ── two partnerships that differ in what is hidden ───────────────────────────


def other_value(answer: Answer) -> Answer:
    """The same answer with another content, of which no other question makes its being asked depend."""
    question = cycle().question(answer.slot.question)
    assert question is not None
    value = answer.value
    if isinstance(value, str):
        value = f"อีกคำหนึ่ง {value}"
    elif isinstance(value, Decimal):
        value = value + 1 if value < 5 else value - 1
    elif isinstance(value, date):
        value = value + timedelta(days=1)
    elif question.kind.value == "list" and isinstance(value, tuple):
        value = tuple(e._replace(text=f"อย่างอื่น {e.text}") for e in value if not isinstance(e, str))
    elif question.kind.value == "rank" and isinstance(value, tuple):
        value = tuple(reversed(value))  # type: ignore[assignment]
    elif question.options and not _hangs_on(question.key):
        key = next(o.key for o in question.options if (o.key,) != value)
        value = (key,)
    words = f"อีกเหตุผล {answer.words}" if answer.words else ""
    return replace(answer, value=value, shown=f"อื่น {answer.shown}", raw=f"อื่น {answer.raw}", words=words)


def _hangs_on(key: str) -> bool:
    return any((q.when and q.when.question == key) or q.each == key for _, q in cycle().questions())


@dataclass(frozen=True)
class World:
    """A state, and who may not tell the two of it apart."""

    name: str
    one: Partnership
    two: Partnership
    round: str
    knows: frozenset[Person]
    """Whose screens may differ."""


@cache
def answered(stage: str) -> Partnership:
    p = everyone_answers(partnership(4), stage)
    p = p.with_member(replace(p.members[THEIRS], person=COLLEAGUE, private=Place(*COLLEAGUE)))
    return p.with_member(Member(STRANGER, Place(*STRANGER), "คนแปลกหน้า"))


def but_for(p: Partnership, hidden: set[str]) -> Partnership:
    """The same with other answers of o1 to these questions."""
    round = next(iter(p.rounds.values()))
    for key, answer in round.answers.items():
        if key.organisation == "o1" and key.slot.question in hidden:
            round = round.with_answer(other_value(answer))
    return p.with_round(round)


def _only(round: Round, questions: set[str]) -> Round:
    """With the answers to these questions, o3's left out: it has not handed in."""
    kept = {
        key: answer
        for key, answer in round.answers.items()
        if key.slot.question in questions and key.organisation != "o3"
    }
    return replace(round, answers=kept)


def _handed_in(round: Round, parts: tuple[str, ...], *but: str) -> Round:
    for organisation in ("o1", "o2", "o3", "o4"):
        for part in parts:
            if organisation not in but:
                entry = HandIn(person(organisation), NOW)
                round = replace(round, handed_in={**round.handed_in, (organisation, part): entry})
    for who in (THEIRS, OTHER, COLLEAGUE):
        round = round.with_interview(Interview(who, Reviewing()))
    return round


def interview(stage: str) -> World:
    """The first parts are open; o1, o2 and o4 have answered."""
    p = answered(stage)
    first = next(part for part in cycle().stages[stage].parts if part.kind is PartKind.INTERVIEW)
    keys = {q.key for q in first.questions}
    (round,) = p.rounds.values()
    p = p.with_round(_handed_in(_only(round, keys), (first.key,), "o3"))
    if stage in BUILT_ON:
        p = opened(p, BUILT_ON[stage])
    knows = frozenset({THEIRS, COLLEAGUE, BROKER})
    return World(f"{stage}, the interview open", p, but_for(p, keys), round.id, knows)


def vote(stage: str) -> World:
    """A decision is before all; what comes before it is closed."""
    p = answered(stage)
    parts = cycle().stages[stage].parts
    at = next(n for n, part in enumerate(parts) if part.kind is PartKind.DECISION)
    p = closed(p, stage, *(part.key for part in parts[:at]))
    keys = {q.key for q in parts[at].questions}
    before = {q.key for part in parts[:at] for q in part.questions}
    (round,) = p.rounds.values()
    round = _handed_in(round, tuple(part.key for part in parts[:at]))
    p = p.with_round(_handed_in(_only(round, keys | before), (parts[at].key,), "o3"))
    return World(f"{stage}, a vote open", p, but_for(p, keys), round.id, frozenset({THEIRS, COLLEAGUE}))


def _closed(stage: str, *, draft: bool) -> Partnership:
    p = closed(answered(stage), stage, *(part.key for part in cycle().stages[stage].parts))
    (round,) = p.rounds.values()
    round = _handed_in(round, tuple(part.key for part in cycle().stages[stage].parts))
    return p.with_round(replace(round, closed_at=NOW, draft=draft))


def draft(stage: str) -> World:
    """Closed, and not published: of lists and votes all know, of the rest the broker."""
    p = _closed(stage, draft=True)
    known = {q.key for q in cycle().stages[stage].questions if q.kind.value == "list"}
    known |= {
        q.key
        for part in cycle().stages[stage].parts
        if part.kind is PartKind.DECISION
        for q in part.questions
    }
    keys = {q.key for q in cycle().stages[stage].questions} - known
    (round_id,) = p.rounds
    knows = frozenset({THEIRS, COLLEAGUE, BROKER})
    return World(f"{stage}, a draft", p, but_for(p, keys), round_id, knows)


def for_the_broker(stage: str) -> World:
    """Published; what was for the broker alone stays there."""
    p = _closed(stage, draft=False)
    keys = {q.key for q in cycle().stages[stage].questions if q.seen is Seen.BROKER}
    (round,) = p.rounds.values()
    p = p.with_round(replace(round, edition=1))
    knows = frozenset({THEIRS, COLLEAGUE, BROKER})
    return World(f"{stage}, published", p, but_for(p, keys), round.id, knows)


WORLDS = [
    *(make(stage) for stage in STAGES for make in (interview, vote, draft)),
    *(for_the_broker(stage) for stage in FOR_BROKERS),
]


# ── every door ───────────────────────────────────────────────────────────────

VERBS = sorted(
    {*desk.DESK, *BROKERS, *step.INTERVIEW, *JOINING, *SETTING_UP, *tables.IN_GROUP, "early", "say", "identify"}
)
NAMES = sorted({*words.COMMANDS, *words.IN_GROUP, *tables.COMMANDS, *in_group.COMMANDS, *desk.DESK, "agreed"})


def arguments(world: World) -> list[str]:
    """What a button's line may name: everything that is there, and what one says to sure questions."""
    round = world.one.rounds[world.round]
    stage = cycle().stages[round.stage]
    asked = [q for part in stage.parts for q in part.questions]
    slots = {q.kind: next(k.slot for k in round.answers if k.slot.question == q.key) for q in asked
             if any(k.slot.question == q.key for k in round.answers)}  # fmt: skip
    named = [f"{world.round}:{s.question}:{s.item}" for s in slots.values()]
    return [
        "", world.round, stage.key, "o1", "all", "yes", "1",
        f"{world.round}:o1", f"{world.round}:yes", f"{world.round}:0", f"{world.round}:{stage.parts[0].key}",
        *(id for id in world.one.rounds if id != world.round), *named,
    ]  # fmt: skip


def event(who: Person, happened: Happening, place: Place | None = None) -> Event:
    where = place or Place(*who)
    return Event("e", NOW, where, who, happened, "ชื่อในแชต", "th", place is None, priced=True)


def seen(world: World, said: list[Effect]) -> list[Effect]:
    """What those see who may not know."""
    theirs = {Place(*who) for who in world.knows}
    return [effect for effect in said if effect.to not in theirs]


def happens(world: World, event: Event) -> tuple[World, list[str]]:
    """The two after this has happened in both, and what then shows in one of them and not in the other."""
    one, said = step.step(world.one, event, cycle())
    shown = seen(world, said)
    two, said = step.step(world.two, event, cycle())
    other = seen(world, said)
    after = replace(world, one=one, two=two)
    if shown == other:  # to write them all out takes much longer than all the rest
        return after, []
    lines, others = [repr(effect) for effect in shown], [repr(effect) for effect in other]
    return after, [line[:600] for line in (*lines, *others) if (line in lines) != (line in others)]


def told_apart(world: World, *happened: Event) -> list[str]:
    """What shows in one partnership and not in the other, when these things happen in both."""
    found: list[str] = []
    for each in happened:
        world, differs = happens(world, each)
        found += differs
    return found


def doors(world: World, who: Person) -> Iterator[Event]:
    broker = who == BROKER
    for verb in VERBS:
        if broker and verb in LAYS_OPEN:
            continue
        for args in arguments(world):
            line = f"{verb}:{args}" if args else verb
            yield event(who, Pressed("x", line))
            if verb in tables.IN_GROUP:
                yield event(who, Pressed("x", line), CHAT)
    for name in NAMES:
        for argument in ("", "3", "o1"):
            yield event(who, Commanded(name, argument))
            yield event(who, Commanded(name, argument), CHAT)
    for text in ("โรงเรียน", "ดูคำตอบ", "/export", "1"):
        yield event(who, Said(text, "m1"))
        yield event(who, Said(text, "m2", to_bot=True), CHAT)


LOOKS = ("review", "menu", "status", "summaries", "mydata")
"""What one looks at after having got somewhere; two by turns at each door, all of them where LONG is set."""
LONG = bool(os.environ.get("LONG"))


@pytest.mark.parametrize("who", [OTHER, STRANGER, BROKER], ids=["representative", "stranger", "broker"])
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_no_door_shows_what_is_hidden(world: World, who: Person) -> None:
    looks = (*LOOKS, f"review:{world.round}", f"preview:{world.round}")
    at_once = len(looks) if LONG else 2
    turn = cycle_of(looks)
    for door in doors(world, who):
        behind, differs = happens(world, door)
        assert not differs, door.happened
        if behind.one != world.one:
            for verb in islice(turn, at_once):
                if who != BROKER or _once_there(door):
                    look = event(who, Pressed("x", verb))
                    assert not told_apart(behind, look), (door.happened, verb)


def _once_there(door: Event) -> bool:
    """A broker's press that may lead to another's answers; what it leads to is looked at."""
    return isinstance(door.happened, Pressed)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_nor_does_the_time_that_passes(world: World) -> None:
    for days in (0, 1, 8, 40):
        passed = replace(event(STRANGER, TimePassed(), CHAT), at=NOW + timedelta(days=days))
        assert not told_apart(world, passed), days


def test_whose_it_is_can_tell() -> None:
    """The worlds do differ: whose secret it is sees it, and so the search is one that can find."""
    world = WORLDS[0]
    look = event(THEIRS, Pressed("x", f"review:{world.round}"))
    alone = replace(world, knows=frozenset())
    assert told_apart(alone, look)


def test_the_search_finds_what_sight_lets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """With sight broken, others' words come into what one is asked: the walk is one that can fail."""
    monkeypatch.setattr(sight, "before_all", lambda *_: True)
    world = WORLDS[0]
    assert any(told_apart(world, door) for door in doors(world, OTHER))


def test_the_search_finds_a_door_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Member, "broker", property(lambda _: True))
    for world in (WORLDS[0], WORLDS[2]):
        assert any(told_apart(world, door) for door in doors(world, OTHER))


def test_keys_differ_only_in_what_is_hidden() -> None:
    for world in WORLDS:
        one, two = world.one.rounds[world.round], world.two.rounds[world.round]
        apart = {k for k in one.answers if one.answers[k] != two.answers[k]}
        assert apart
        assert {k.organisation for k in apart} == {"o1"}
        assert replace(one, answers={}) == replace(two, answers={})
        assert all(isinstance(k, AnswerKey) for k in apart)


# ── through the whole house ──────────────────────────────────────────────────

FIRST, SECOND = "c1-first-1", "c1-second-1"
STORY, WORRY, SHARE = "นกแก้วสีเขียว", "นกฮูกกลางคืน", "นกยูงรำแพน"
"""Of o1: before its time; for the broker alone; in a vote. No word of the bot has them."""
TYPED = sorted({text.split()[0].replace("_", " ") for text in words.COMMANDS.values()} | {"/export", "/log"})
EVERYONE = ("second", "outsider", "other_broker", "broker")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Inside]:
    """Two organisations, one with two people; another partnership; somebody who belongs nowhere."""
    house = Inside(tmp_path, small(SMALL))
    house.start()
    set_up(house, "broker")
    for who, organisation in (("rep", "วัด"), ("mate", "วัด"), ("second", "โรงเรียน")):
        join(house, who, organisation)
    set_up(house, "other_broker", Place(NAME, "g2"))
    house.say("outsider", "/start")
    yield house
    house.end()


def opened_by(house: Inside, stage: str) -> None:
    house.say("broker", "/stage")
    house.tap("broker", f"stage:{stage}")
    house.tap("broker", f"open:{stage}:full")


def asks_everywhere(house: Inside) -> None:
    for who in EVERYONE:
        for text in TYPED:
            house.say(who, text)
            house.say(who, text, GROUP)


def forged(house: Inside, who: str, verbs: list[str], rest: str) -> None:
    """Buttons of the partnership on somebody's own screen, as if by a mistake of the bot's."""
    partnership = house.rows("SELECT partnership FROM partnership_group WHERE place = 'g1'")[0][0]
    for verb in verbs:
        message = Message("ปุ่ม", ((Button("ปุ่ม", f"{verb}:{rest}"),),))
        key = f"test:{len(house.raws)}:{who}:{verb}"

        def put(book: Book, message: Message = message, key: str = key) -> None:
            book.enqueue(Place(NAME, who), message, partnership=partnership, dedupe=key, now=house.now)

        house.job(put)
        house.take()
        house.press(who, house.newest(who), 0)


def shown_to(house: Inside, word: str) -> set[str]:
    """On whose screens a word stands, and in whose letters of the outbox."""
    letters = house.rows("SELECT place FROM outbox WHERE instr(body, ?)", word)
    return {s.place.id for s in house.local.shown if word in s.message.text} | {place for (place,) in letters}


def logged(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(repr(vars(record)) for record in caplog.records)


def test_answers_before_their_time(town: Inside, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    opened_by(town, "first")
    town.tap("rep", f"go:{FIRST}")
    town.say("rep", STORY)
    town.tap("rep", f"answer:{FIRST}:way::boat")
    town.tap("rep", f"tick:{FIRST}:tools::saw")
    town.tap("rep", f"done:{FIRST}:tools:")
    town.tap("rep", f"answer:{FIRST}:mood::4")
    town.say("rep", WORRY)
    asks_everywhere(town)
    for who in ("second", "outsider", "other_broker"):
        forged(town, who, [v for v in VERBS if v not in ("erase", "early")], FIRST)
    assert shown_to(town, STORY) <= {"rep", "mate", "broker"}
    town.press("broker", _forged_one(town, f"close:{FIRST}:yes"), 0)
    asks_everywhere(town)
    assert shown_to(town, STORY) <= {"rep", "mate", "broker"}
    town.tap("broker", f"publish:{FIRST}")
    asks_everywhere(town)
    assert "g1" in shown_to(town, STORY)
    assert "outsider" not in shown_to(town, STORY)
    assert "other_broker" not in shown_to(town, STORY)
    assert shown_to(town, WORRY) <= {"rep", "mate", "broker"}
    for word in (STORY, WORRY):
        assert word not in logged(caplog)


def test_voices_before_the_vote_is_closed(town: Inside, caplog: pytest.LogCaptureFixture) -> None:
    """Not even the broker sees them, by whatever command or button but those that close it."""
    caplog.set_level(logging.DEBUG)
    opened_by(town, "second")
    for who in ("rep", "second"):
        town.tap(who, f"go:{SECOND}")
        town.say(who, f"สะพาน {who}")
        town.tap(who, f"done:{SECOND}:wishes:")
        town.tap(who, f"handin:{SECOND}")
    town.tap("broker", f"nextpart:{SECOND}")
    town.press("broker", _forged_one(town, f"closepart:{SECOND}:rank:yes"), 0)
    town.tap("broker", f"nextpart:{SECOND}")
    town.tap("rep", f"go:{SECOND}")
    town.tap("rep", f"answer:{SECOND}:accept::object")
    town.say("rep", SHARE)
    asks_everywhere(town)
    quiet = [v for v in VERBS if v not in (*LAYS_OPEN, "erase", "early", "reopen")]
    for who in EVERYONE:
        forged(town, who, quiet, SECOND)
    assert shown_to(town, SHARE) <= {"rep", "mate"}
    assert SHARE not in logged(caplog)


def _forged_one(house: Inside, action: str) -> Shown:
    partnership = house.rows("SELECT partnership FROM partnership_group WHERE place = 'g1'")[0][0]
    message = Message("ปุ่ม", ((Button("ปุ่ม", action),),))

    def put(book: Book) -> None:
        book.enqueue(
            Place(NAME, "broker"), message, partnership=partnership, dedupe=f"one:{action}", now=house.now
        )

    house.job(put)
    house.take()
    return house.newest("broker")
