"""Partnerships that are alike but for what must stay hidden, with hidden questions of every kind in every stage.

The built-in set asks without names, or for brokers alone, in words, choices and scales only. A broker's own set may do
so with any kind; so each stage here has further questions: of every kind one without names and one for brokers
alone, and some that go through the activities one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from bot.core.cycle import Cycle, Kind, Option, Part, PartKind, Question, Seen, Stage
from bot.core.effects import Effect
from bot.core.events import Event, Happening
from bot.core.merging import merged
from bot.core.model import Answer, Entry, Partnership, Person, Place, Slot, Value
from bot.core.step import step
from tests.core import factories
from tests.core.factories import START, opened, partnership, person, round_of, sight
from tests.core.real_scene import RealScene

HIDDEN = (Seen.ANONYMOUS, Seen.BROKER)
ONE_BY_ONE = (Kind.TEXT, Kind.LIST, Kind.SCALE, Kind.SINGLE, Kind.MONEY, Kind.DATE)
"""Kinds of the further questions that go through the activities."""
FAR_OFF = {Seen.NAMED: date(2027, 1, 1), Seen.ANONYMOUS: date(2091, 1, 1), Seen.BROKER: date(2111, 1, 1)}
"""Days that are seen so are within some ten years from here: in years that no other datum has."""


@cache
def every_kind() -> Cycle:
    """The built-in set with the further questions."""
    known = factories.cycle()
    stages = {key: replace(s, parts=(*s.parts, _further(s))) for key, s in known.stages.items()}
    return replace(known, stages=stages)


def _further(stage: Stage) -> Part:
    found = [_question(stage, seen, kind) for seen in HIDDEN for kind in Kind]
    if stage.number > factories.cycle().stages["planning"].number:
        found += [_question(stage, seen, kind, "activities") for seen in HIDDEN for kind in ONE_BY_ONE]
    return Part("further", PartKind.INTERVIEW, tuple(found))


def _question(stage: Stage, seen: Seen, kind: Kind, each: str = "") -> Question:
    keys = {Kind.YES_NO: "yes no", Kind.CONSENT: "agree object"}.get(kind, "aa bb cc")
    choosing = kind in (Kind.SINGLE, Kind.MULTI, Kind.RANK, Kind.YES_NO, Kind.CONSENT)
    options = tuple(Option(k, _both(f"ทาง{k}"), asks=k in ("aa", "object")) for k in keys.split()) if choosing else ()
    title = _both(f"เพิ่ม {stage.number} {seen} {kind}")
    prompt = _both(f"{title['th']} {{item}}" if each else title["th"])
    key = f"x_{stage.key}_{seen}_{kind}" + "_each" * bool(each)
    return Question(key, kind, seen, (), title, prompt, options=options, each=each, optional=True)


def _both(text: str) -> dict[str, str]:
    return {"th": text, "en": text}


# ── what is answered ─────────────────────────────────────────────────────────


@cache
def _numbers() -> dict[str, int]:
    return {q.key: n for n, (_, q) in enumerate(every_kind().questions())}


def word(question: str, organisation: str) -> str:
    """Stands in that organisation's words on that question and nowhere else; latin, and short enough not to be cut."""
    return f"zq{_numbers()[question]:03}{organisation}"


def amount(question: str, organisation: str, *, other: bool = False) -> int:
    """A number that nothing else comes near to, and no sum of few of them."""
    return 7_000_000 + 1000 * _numbers()[question] + 10 * int(organisation[1:]) + 3 + 500_000 * other


def day(question: str, organisation: str, *, other: bool = False) -> date:
    asked = every_kind().question(question)
    assert asked is not None
    return FAR_OFF[asked.seen] + timedelta(days=4 * _numbers()[question] + int(organisation[1:]) + 2000 * other)


def value(question: Question, org: str, *, other: bool) -> Value:
    """What that organisation answers; `other`: in the other of two worlds."""
    said = f"น้ำ{'ขุ่น' if other else 'ใส'} {word(question.key, org)}"
    turn = (int(org[1:]) + other) % 2 if question.seen in HIDDEN else 0  # all agree on what is open
    keys = [o.key for o in question.options]
    made: dict[Kind, Value] = {
        Kind.TEXT: said,
        Kind.LIST: (Entry("1-1", said),),
        Kind.SCALE: Decimal(2 if other else 4),
        **dict.fromkeys((Kind.NUMBER, Kind.MONEY), Decimal(amount(question.key, org, other=other))),
        Kind.DATE: day(question.key, org, other=other),
        Kind.RANK: tuple(reversed(keys)) if other else tuple(keys),
    }
    return made.get(question.kind) or (keys[-turn],)


@dataclass(eq=False)
class World(RealScene):
    """A partnership in which everybody has answered everything, its stages published one by one."""

    __hash__ = object.__hash__

    to_group: list[Effect] = field(default_factory=list)
    """What was said where every partner reads it."""

    def do(
        self, who: Person, happened: Happening, group: Place | None = None, **_: bool | None
    ) -> list[Effect]:
        self.at += timedelta(minutes=1)
        event = Event("e", self.at, group or Place(*who), who, happened, "ชื่อในแชต", "th", group is None)
        self.p, said = step(self.p, event, every_kind())
        self.to_group += [e for e in said if e.to in self.p.groups]
        return said


@cache
def world(organisations: int, answering: int = 0, *others: Seen, stages: int = 12) -> World:
    """`answering`: so many of them answer what is asked without names (0: all). `others`: what is seen so is answered
    otherwise than in the world beside this one."""
    scene = World(partnership(organisations))
    for stage in list(every_kind().stages.values())[:stages]:
        scene.p = opened(scene.p, stage.key)
        for question in stage.questions:
            some = organisations if question.seen is not Seen.ANONYMOUS else (answering or organisations)
            for number in range(1, some + 1):
                scene.p = _answered(scene.p, question, f"o{number}", other=question.seen in others)
        scene.p = scene.p.with_round(replace(round_of(scene.p, stage.key), opened_at=scene.at))
        scene.at += timedelta(days=7)
        scene.publish(round_of(scene.p, stage.key).id)
        assert round_of(scene.p, stage.key).editions, stage.key
    return scene


def _answered(p: Partnership, question: Question, org: str, *, other: bool) -> Partnership:
    if question.options_from:
        return p
    given = value(question, org, other=other)
    chosen = given if isinstance(given, tuple) else ()
    asks = any(o.asks and o.key in chosen for o in question.options)
    words = word(question.key, org) + "ข" * other if asks else ""
    stage = next(s for s, q in every_kind().questions() if q.key == question.key)
    round = round_of(p, stage.key)
    for item, label in _items(p, question):
        shown = str(given)
        answer = Answer(
            org, Slot(question.key, item), question.kind.value, given, shown, shown, question.prompt["th"],
            person(org), START + timedelta(days=stage.number, minutes=len(round.answers)), 1, words, label,
        )  # fmt: skip
        round = round.with_answer(answer)
    return p.with_round(round)


def _items(p: Partnership, question: Question) -> Iterator[tuple[str, str]]:
    if not question.each:
        yield "", ""
    elif "activities" in question.each:  # everybody leads everything
        yield from ((m.item.key, m.item.label) for m in merged(sight(p, "planning"), "activities"))


# ── what would give it away ──────────────────────────────────────────────────


@cache
def planted(world: World, seen: Seen) -> list[tuple[Question, str, list[str]]]:
    """Each answer that is seen so and can be told from all others: its question, its organisation, and what to look
    for. Choices and marks of a scale cannot: those are for worlds beside each other."""
    asked = {q.key: q for _, q in every_kind().questions() if q.seen is seen}
    found = []
    for round in world.p.rounds.values():
        for answer in round.answers.values():
            question = asked.get(answer.slot.question)
            needles = [*_words(answer), *_of_value(answer.value)]
            if question and needles:
                found.append((question, answer.organisation, needles))
    return found


def _words(answer: Answer) -> list[str]:
    own = word(answer.slot.question, answer.organisation)
    return [own] if own in f"{answer.value} {answer.words}" else []


def _of_value(value: Value | None) -> list[str]:
    if isinstance(value, Decimal) and value > 5:
        return [f"{value}", f"{value:,}"]
    if isinstance(value, date):
        serial = (value - date(1899, 12, 30)).days
        return [value.isoformat(), f"<v>{serial}</v>", f"{value.year + 543}", f"{value.year}"]
    return []


__all__ = ["HIDDEN", "World", "amount", "day", "every_kind", "planted", "word", "world"]
