"""The answers as rows: each with its organisation's name, or, of an anonymous question, only what came together.

All is read through the core's sight (core/artefacts): the group's version holds what was published and every partner
may read, the broker's also what was said to brokers alone, and drafts; how anybody votes while a vote is open nobody
sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.core.artefacts import making
from bot.core.artefacts.hearing import open_to_broker, open_to_group
from bot.core.calendar import today
from bot.core.cycle import Cycle, Kind, Question, Seen, Stage
from bot.core.derived import words_of
from bot.core.merging import Item, entries
from bot.core.model import Answer, Partnership, Round
from bot.core.results import Bars, Block, Hidden, Ranking, Spread, Voices
from bot.core.sight import Sight, name, say
from bot.papers.cells import Row, Table, confirmation, table
from bot.render.words import N_, _, language

BROKER = "broker"
SEEN: Mapping[Seen, str] = {
    Seen.NAMED: N_("with the organisation's name"),
    Seen.ANONYMOUS: N_("without names"),
    Seen.BROKER: N_("brokers only"),
}
STATES: Mapping[str, str] = {
    "open": N_("being answered"),
    "draft": N_("a draft"),
    "published": N_("published"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One row, before it is put in columns."""

    item: str = ""
    organisation: str = ""
    answer: str = ""
    words: str = ""
    amount: Decimal | int | None = None
    unit: str = ""
    day: date | None = None
    count: int | None = None
    given: date | None = None
    confirmed: str = ""
    """"", or why it does not hold yet."""


def answers(partnership: Partnership, cycle: Cycle, audience: str) -> Table:
    """One row an answer, or an entry of a list; in the order of rounds and questions."""
    broker = audience == BROKER
    headings = [
        _("Cycle"), _("Stage no."), _("Stage"), _("Round"), _("Question"), _("About"), _("Organisation"), _("Answer"),
        _("Reason or explanation"), _("Number"), _("Unit"), _("Day"), _("Organisations"), _("Answered on"), _("Seen"),
        _("Confirmation"), *([_("State")] if broker else []),
    ]  # fmt: skip
    rows = (row for round in shown(partnership, broker) for row in _of_round(partnership, cycle, round, broker))
    return table("answers", _("Answers"), headings, rows, (_("Day"), _("Answered on")))


def shown(partnership: Partnership, broker: bool) -> Iterator[Round]:
    """The rounds of which this audience may see something: of a partner's, what has been published."""
    for round in partnership.rounds.values():
        if broker or (round.published and (round.edition > 0 or round.only)):
            yield round


def seen(partnership: Partnership, cycle: Cycle, round: Round, broker: bool) -> Sight:
    """The sight of the whole partnership, with nothing in it that this audience may not see."""
    sight = Sight(cycle, partnership, round, "", language())
    return open_to_broker(sight) if broker else open_to_group(sight)


def _of_round(partnership: Partnership, cycle: Cycle, round: Round, broker: bool) -> Iterator[Row]:
    stage = cycle.stage(round.stage)
    if stage is None:
        return
    whole = seen(partnership, cycle, round, broker)
    for question in stage.questions:
        told = [a for a in _told(whole, question) if not a.skipped]
        if not told or (question.seen is Seen.BROKER and not broker):
            continue
        make = _together if question.seen is Seen.ANONYMOUS else _by_name
        for said in make(whole, question, told):
            yield _row(stage, round, question, said, broker)


def _told(whole: Sight, question: Question) -> list[Answer]:
    order = {org: place for place, org in enumerate(whole.partnership.organisations)}
    answers = [a for k, a in whole.round.answers.items() if k.slot.question == question.key]
    return sorted((a for a in answers if a.organisation in order), key=lambda a: order[a.organisation])


def _row(stage: Stage, round: Round, question: Question, said: Said, broker: bool) -> Row:
    spoken = language()
    state = "open" if round.open else "published" if round.published else "draft"
    return (
        round.cycle,
        stage.number or None,
        stage.title.get(spoken, stage.key),
        round.number,
        question.title.get(spoken, question.key),
        said.item,
        said.organisation,
        said.answer,
        said.words,
        said.amount,
        said.unit,
        said.day,
        said.count,
        said.given,
        _(SEEN[question.seen]),
        said.confirmed,
        *((_(STATES[state]),) if broker else ()),
    )


# ── with names ───────────────────────────────────────────────────────────────


def _by_name(whole: Sight, question: Question, told: list[Answer]) -> Iterator[Said]:
    groups = making.by_item(whole, question, told) if question.each else [(Item("", "", ()), told)]
    for item, some in groups:
        for answer in some:
            yield from _lines(whole, question, item.label, answer)


def _lines(whole: Sight, question: Question, item: str, answer: Answer) -> Iterator[Said]:
    """Each entry of a list stands in a row of its own."""
    who, given = name(whole, answer.organisation), today(answer.at)
    waits = confirmation(provisional=answer.provisional, on_behalf=answer.on_behalf)
    if question.kind is Kind.LIST:
        for entry in entries(answer):
            yield Said(item, who, entry.text, given=given, confirmed=waits)
        return
    value = answer.value
    amount = value if isinstance(value, Decimal) else None
    yield Said(
        item,
        who,
        words_of(whole, question, answer) or files(answer),
        answer.words,
        amount,
        say(whole, question.unit) if amount is not None else "",
        value if isinstance(value, date) else None,
        given=given,
        confirmed=waits,
    )


def files(answer: Answer) -> str:
    """That files came in place of words; they stay with the platform."""
    count = len(answer.attachments)
    return _("Files sent along: %(count)s", count=count) if count else ""


# ── without names ────────────────────────────────────────────────────────────


def _together(whole: Sight, question: Question, _told: list[Answer]) -> Iterator[Said]:
    """What the stage's summary says of it: how many chose what, or words without names, from three organisations on."""
    for block in making.of(whole, question.key):
        yield from _COUNTED[type(block)](block) if type(block) in _COUNTED else ()


def _bars(block: Bars) -> Iterator[Said]:
    for label, count in block.rows:
        yield Said(_item(block), answer=label, count=count)


def _spread(block: Spread) -> Iterator[Said]:
    for mark, count in enumerate(block.marks, 1):
        if count:
            yield Said(_item(block), answer=str(mark), amount=mark, count=count)


def _ranking(block: Ranking) -> Iterator[Said]:
    for label, points, _best, _worst in block.rows:
        yield Said(_item(block), answer=label, words=_("%(points)s points", points=points), count=block.of)


def _voices(block: Voices) -> Iterator[Said]:
    for who, words in block.voices:
        if not who:  # a name has no place here
            yield Said(_item(block), answer=words)


def _hidden(_block: Hidden) -> Iterator[Said]:
    yield Said(answer=_("Fewer than 3 organisations answered, so the result is not shown."))


def _item(block: Bars | Spread | Ranking | Voices) -> str:
    """What stands in “ ” behind the question in the block's title: the item that it is about."""
    _head, mark, rest = block.title.partition(" “")
    return rest.removesuffix("”") if mark and rest.endswith("”") else ""


_COUNTED: Mapping[type[Block], Callable[[Any], Iterator[Said]]] = {
    Bars: _bars,
    Spread: _spread,
    Ranking: _ranking,
    Voices: _voices,
    Hidden: _hidden,
}
