"""Which pooled lists a broker looks through before they are put to all, and what becomes of their items.

A list is looked through when something builds on it: a later part of its stage (then the round is held until
the broker has looked), or a later stage (then it is offered while the summary is a draft).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.cycle import Cycle, Kind, Part, Question, Seen, Stage
from bot.core.merging import LISTS_BEHIND, Proposal, in_use, proposals
from bot.core.model import AnswerKey, Round, Slot
from bot.core.parts import asked_now
from bot.core.records import Curation
from bot.core.sight import Sight, rounds_of
from bot.core.text import looks_alike, skeleton
from bot.core.turn import Turn

MOST_ALIKE = 0.6
"""Share of letter pairs in common from which on two items may mean the same."""


# ── which lists ──────────────────────────────────────────────────────────────


def to_look_through(turn: Turn, stage: Stage, round: Round, wave: tuple[Part, ...]) -> bool:
    """Whether one of the parts just closed asked for a list that the next parts build on, and has entries."""
    asked = {q.key for part in wave for q in _asked_lists(round, part.questions)}
    wanted = {
        source
        for part in stage.parts
        if part not in wave
        for q in part.questions
        if asked_now(round, q)
        for source in _sources(q)
    }
    sight = whole(turn, round)
    return any(proposals(sight, key) for key in asked & wanted)


def lists_of(turn: Turn, stage: Stage, round: Round) -> tuple[Question, ...]:
    """The lists of a round that can be looked through now: asked for, no more to be added to, and built on."""
    if not (round.open or round.draft):
        return ()
    sight = whole(turn, round)
    over = (p for p in stage.parts if p.key in round.closed_parts or not round.open)
    return tuple(
        question
        for part in over
        for question in looked_through(turn.cycle, round, part)
        if proposals(sight, question.key)
    )


def looked_through(cycle: Cycle, round: Round, part: Part) -> Iterator[Question]:
    """The lists that a part asks for in a round, and that some other question builds on."""
    built_on = {source for _, q in cycle.questions() for source in _sources(q)}
    yield from (q for q in _asked_lists(round, part.questions) if q.key in built_on)


def _asked_lists(round: Round, questions: tuple[Question, ...]) -> Iterator[Question]:
    """Lists asked for once, not for each item of another: those are pooled."""
    for question in questions:
        if question.kind is Kind.LIST and not question.each and asked_now(round, question):
            yield question


def _sources(question: Question) -> Iterator[str]:
    for name in (question.each, question.options_from, *question.uses):
        if name:
            yield LISTS_BEHIND.get(name, name)


def whole(turn: Turn, round: Round) -> Sight:
    """A round as its brokers see it."""
    return Sight(turn.cycle, turn.partnership, round, "", turn.language)


# ── one item ─────────────────────────────────────────────────────────────────


def found(sight: Sight, question: str, key: str) -> Proposal | None:
    """The item that stands for itself under this key, dropped or not."""
    return next((p for p in proposals(sight, question) if p.item.key == key), None)


def settled(sight: Sight, list_question: str, proposal: Proposal) -> bool:
    """Partners have answered about the item already: it can be reworded, but not taken from them."""
    return any(key in in_use(sight, list_question) for key in proposal.keys)


def proposers(sight: Sight, question: Question, organisations: tuple[str, ...]) -> tuple[str, ...]:
    """Names of those who proposed something; none where answers are anonymous."""
    if question.seen is not Seen.NAMED:
        return ()
    known = sight.partnership.organisations
    return tuple(known[o].name for o in organisations if o in known)


def alike(proposals: tuple[Proposal, ...]) -> dict[str, tuple[str, ...]]:
    """Of the items still put to all: which may mean the same as which others, by key."""
    kept = [p.item for p in proposals if not p.dropped]
    return {
        one.key: tuple(other.key for other in kept if other.key != one.key and _near(one.label, other.label))
        for one in kept
    }


def _near(one: str, other: str) -> bool:
    if looks_alike(one, other):
        return True
    a, b = _pairs(one), _pairs(other)
    return bool(a and b) and 2 * len(a & b) >= MOST_ALIKE * (len(a) + len(b))


def _pairs(text: str) -> frozenset[str]:
    letters = skeleton(text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


# ── what a broker makes of it ────────────────────────────────────────────────


def reword(turn: Turn, round: Round, question: str, item: Proposal, wording: str) -> None:
    """"" : the proposer's own words again."""
    _made(turn, round, question, item, wording=wording)


def drop(turn: Turn, round: Round, question: str, item: Proposal, reason: str) -> None:
    """"" : it is put to all again."""
    _made(turn, round, question, item, dropped=reason)


def merge(turn: Turn, round: Round, question: str, item: Proposal, into: str) -> None:
    """The other stays, and has this one's words under it. "" : it stands for itself again."""
    _made(turn, round, question, item, into=into)


def _made(turn: Turn, round: Round, question: str, item: Proposal, **what: str) -> None:
    """Kept with the round that its words come from, under the key it was kept under before."""
    own = item.keys[: len(item.words)]
    round = _home(turn, round, question, own[0])
    before = next((k for k in own if Slot(question, k) in round.curated), own[0])
    slot = Slot(question, before)
    made = replace(round.curated.get(slot, Curation()), **what)
    rest = {s: c for s, c in round.curated.items() if s != slot}
    turn.save_round(replace(round, curated=rest if made == Curation() else {**rest, slot: made}))


def _home(turn: Turn, round: Round, question: str, key: str) -> Round:
    """The round in which the entry's answer was given: this one, or an earlier check-in."""
    asked = AnswerKey(key.partition(".")[0], Slot(question))
    sight = whole(turn, round)
    given = (r for r in rounds_of(sight, round.stage) if asked in r.answers)
    return next((r for r in given if not r.answers[asked].skipped), round)
