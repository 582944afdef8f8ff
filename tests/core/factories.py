"""Partnerships by hand, for tests of the core: the real questionnaire, made-up organisations.

p = partnership(3)
p = answered(p, "objectives", "o1", ["ลดฝุ่น", "ปลูกป่า"])
see = sight(p, "building", "o1")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from bot.core.conditions import applies
from bot.core.cycle import Cycle, Kind, Question
from bot.core.merging import Item
from bot.core.model import (
    Answer,
    AnswerKey,
    Attachment,
    Authority,
    Entry,
    Form,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Role,
    Round,
    Slot,
    Value,
)
from bot.core.pooled import items, options
from bot.core.sight import Sight
from bot.core.values import shown
from bot.questionnaire import load

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ORGANISATIONS = (
    ("เทศบาลตำบลแม่แรม", "local"),
    ("มูลนิธิสายน้ำ", "civil"),
    ("กลุ่มแม่บ้านห้วยทราย", "community"),
    ("โรงเรียนบ้านดอย", "state"),
    ("มหาวิทยาลัยล้านนา", "academic"),
    ("วัดป่าแพะ", "faith"),
)
Given = str | int | float | bool | date | Sequence[str] | Value | None


@cache
def cycle() -> Cycle:
    return load()


def person(organisation: str) -> Person:
    return Person("telegram", f"p-{organisation}")


def partnership(orgs: int = 3, form: Form = Form.FULL, language: str = "th") -> Partnership:
    """Organisations o1, o2, …, each with one representative who has joined, and a broker."""
    group = Place("telegram", "-100")
    made = Partnership("ps1", (group,), "กลุ่มแม่แรม", "ภาคีแม่แรม", "", language, form)
    broker = Person("telegram", "p-broker")
    made = made.with_member(
        Member(
            broker,
            Place(*broker),
            "พี่กลาง",
            "พี่กลาง ผู้เชื่อมประสาน",
            roles=frozenset({Role.BROKER}),
            consented_at=START,
        )
    )
    for number in range(1, orgs + 1):
        name, sector = ORGANISATIONS[(number - 1) % len(ORGANISATIONS)]
        name = name if number <= len(ORGANISATIONS) else f"{name} {number}"
        made = made.with_organisation(Organisation(f"o{number}", name, sector))
        made = made.with_member(_representative(f"o{number}", number))
    return made


def _representative(organisation: str, number: int) -> Member:
    who = person(organisation)
    return Member(
        who,
        Place(*who),
        f"คนที่ {number}",
        f"คุณสมมติ {number} ผู้ประสาน",
        organisation,
        frozenset({Role.REPRESENTATIVE}),
        Authority.DECIDES,
        "morning",
        consented_at=START,
    )


def opened(
    p: Partnership, stage: str, number: int = 1, form: Form | None = None, in_cycle: int = 1
) -> Partnership:
    """With a new round of a stage, opened after all others."""
    at = START + timedelta(days=len(p.rounds))
    round_id = f"c{in_cycle}-{stage}-{number}"
    return p.with_round(Round(round_id, stage, form or p.form or Form.FULL, at, number, in_cycle))


def round_of(p: Partnership, stage: str) -> Round:
    """The newest round of a stage."""
    return [r for r in p.rounds.values() if r.stage == stage][-1]


def value_of(question: Question, given: Given) -> Value | None:
    """What an answer keeps: `given` may be plain (numbers, strings, lists of strings)."""
    if given is None or isinstance(given, Decimal | date):
        return given
    if question.kind is Kind.LIST:
        assert isinstance(given, Sequence)
        texts = [given] if isinstance(given, str) else list(given)
        return tuple(
            e if isinstance(e, Entry) else Entry(f"1-{n}", str(e)) for n, e in enumerate(texts, 1)
        )
    if isinstance(given, bool):
        return ("yes" if given else "no",)
    if isinstance(given, int | float):
        return Decimal(str(given))
    if question.kind is Kind.TEXT:
        assert isinstance(given, str)
        return given
    return (given,) if isinstance(given, str) else tuple(str(key) for key in given)


def answered(
    p: Partnership,
    question: str,
    organisation: str,
    given: Given,
    item: str = "",
    *,
    words: str = "",
    item_label: str = "",
    attachments: tuple[Attachment, ...] = (),
    sources: dict[str, int] | None = None,
    round: Round | None = None,
) -> Partnership:
    """With an answer in the newest round of the question's stage (opened if there is none)."""
    asked = cycle().question(question)
    stage = cycle().stage_of(question)
    assert asked is not None
    assert stage is not None
    if not any(r.stage == stage.key for r in p.rounds.values()):
        p = opened(p, stage.key)
    into = p.rounds[round.id] if round else round_of(p, stage.key)
    slot = Slot(question, item)
    old = into.answers.get(AnswerKey(organisation, slot))
    value = value_of(asked, given)
    labels = {o.key: o.label["th"] for o in asked.options}
    answer = Answer(
        organisation,
        slot,
        asked.kind.value,
        value,
        shown(asked, value, labels, "th"),
        str(given),
        asked.prompt["th"],
        person(organisation),
        into.opened_at + timedelta(minutes=len(into.answers)),
        old.revision + 1 if old else 1,
        words,
        item_label,
        attachments,
        sources=sources or {},
    )
    return p.with_round(into.with_answer(answer))


def closed(p: Partnership, stage: str, *parts: str) -> Partnership:
    """With these parts of the stage's newest round closed; without any: with the round closed."""
    it = round_of(p, stage)
    if parts:
        return p.with_round(replace(it, closed_parts=it.closed_parts | set(parts)))
    return p.with_round(replace(it, closed_at=START + timedelta(days=90)))


def just_as_it_is(p: Partnership, round: str, organisation: str = "") -> Sight:
    """Seen from a round by its id, with whatever is open in the partnership."""
    return Sight(cycle(), p, p.rounds[round], organisation, "th")


def sight(
    p: Partnership, stage: str, organisation: str = "", language: str = "th", round: str = ""
) -> Sight:
    """Seen from the newest round of a stage (opened if there is none), or from a round by id.

    All other rounds are closed, and of the round itself every part, so that all is before everyone.
    """
    if not any(r.stage == stage for r in p.rounds.values()):
        p = opened(p, stage)
    here = round or round_of(p, stage).id
    for other in p.rounds.values():
        if other.id != here:
            p = p.with_round(replace(other, closed_at=other.closed_at or START))
    parts = frozenset(part.key for part in cycle().stages[stage].parts)
    p = p.with_round(replace(p.rounds[here], closed_parts=parts))
    return Sight(cycle(), p, p.rounds[here], organisation, language)


# ── everyone answers everything ──────────────────────────────────────────────


def mark(question: str, organisation: str, item: str = "") -> str:
    """The made-up words of one organisation on one thing; no two are alike."""
    return f"ถ้อยคำ<{question}/{organisation}/{item}>"


def any_answer(see: Sight, question: Question, item: Item | None, turn: int) -> Given:
    """A sensible answer, another for every turn."""
    if question.kind in (Kind.TEXT, Kind.LIST):
        words = mark(question.key, see.organisation, item.key if item else "")
        return words if question.kind is Kind.TEXT else [f"{words}ก", f"{words}ข"]
    if question.kind is Kind.DATE:
        return date(2027, 1, 1) + timedelta(days=turn)
    if question.kind in (Kind.SCALE, Kind.NUMBER, Kind.MONEY):
        return {Kind.SCALE: 1 + turn % 5, Kind.NUMBER: 10 * turn}.get(question.kind, 1000 * turn)
    keys = [o.key for o in options(see, question)]
    if question.kind is Kind.RANK:
        return keys[turn % len(keys) :] + keys[: turn % len(keys)]
    if question.kind is Kind.MULTI:
        return sorted({keys[turn % len(keys)], keys[-1]})
    return keys[turn % len(keys)]


def everyone_answers(p: Partnership, stage: str, form: Form = Form.FULL) -> Partnership:
    """Every organisation answers everything that a stage asks it, part by part."""
    p = opened(p, stage, form=form)
    for part in cycle().stages[stage].parts:
        for turn, organisation in enumerate(p.organisations):
            for question in part.questions:
                if form is Form.SHORT and not question.short:
                    continue
                p = _answers(p, question, organisation, turn)
    return p


def _answers(p: Partnership, question: Question, organisation: str, turn: int) -> Partnership:
    stage = cycle().stage_of(question.key)
    assert stage is not None
    see = sight(p, stage.key, organisation)
    if not applies(see, question):
        return p
    things = list(items(see, question)) if question.each else [None]
    for place, item in enumerate(things):
        see = sight(p, stage.key, organisation)
        if question.options_from and not options(see, question):
            continue
        given = any_answer(see, question, item, turn + place)
        asks = {o.key for o in question.options if o.asks}
        chosen = set(given) if isinstance(given, list) else {given}
        key = item.key if item else ""
        words = f"เพราะ{mark(question.key, organisation, key)}" if asks & chosen else ""
        label = item.label if item else ""
        p = answered(p, question.key, organisation, given, key, words=words, item_label=label)
    return p


def whole_cycle(orgs: int = 3, form: Form = Form.FULL) -> Partnership:
    """Everyone has answered everything in all twelve stages."""
    p = partnership(orgs, form)
    for stage in cycle().stages:
        p = everyone_answers(p, stage, form)
    return p
