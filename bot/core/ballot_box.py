"""What is put to a vote, and how the voices stand: one voice an organisation, counted by the partners' rule.

Whoever skipped a question of a decision abstains; whoever gave no answer is absent. What only the broker
sees is no decision of the group's and is not counted here; of an anonymous one nothing is told until
LEAST_ORGANISATIONS have taken part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from bot.core import rules
from bot.core.asking import SCALE, choices
from bot.core.cycle import Kind, Part, PartKind, Question, Seen, Stage
from bot.core.derived import BY_RULE, ballots, in_order
from bot.core.merging import number
from bot.core.model import Answer, AnswerKey, Partnership, Round, Slot
from bot.core.parts import Due, dues, open_wave
from bot.core.records import Rule
from bot.core.rules import ABSENT, ABSTAIN, Cast, Outcome
from bot.core.sight import Sight
from bot.core.tally import LEAST_ORGANISATIONS, Placed, Span, borda, places, spread
from bot.core.turn import Turn
from bot.core.values import amount
from bot.core.whole import asked_of

COUNTED = (*BY_RULE, Kind.SCALE, Kind.RANK)
"""Kinds of question by which something can be decided."""
RANKED = "ranked"
"""The voice of whoever gave a rank."""
OUT_OF = 5
BETWEEN = " · "


class Count(NamedTuple):
    """How one thing that was put to a vote came out."""

    due: Due
    title: str
    """In the group's language, with the item."""
    outcome: str
    """carried | not_carried | tied | no_quorum | referred | hidden (too few took part in an anonymous vote)."""
    winner: str
    """In a choice: the key of the option that is carried."""
    result: str
    """What was decided, in the group's language; "" where nothing was."""
    counts: tuple[tuple[str, int], ...]
    awaits: tuple[str, ...]
    casts: Mapping[str, Cast]
    """Organisation → its voice."""
    labels: Mapping[str, str]
    """Voice → how people read it."""
    span: Span | None = None
    """Of marks."""
    placed: tuple[Placed, ...] = ()
    """Of a rank."""

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(who for who, cast in self.casts.items() if cast.voice == ABSENT)

    @property
    def provisional(self) -> tuple[str, ...]:
        return tuple(who for who, cast in self.casts.items() if cast.provisional)


def rule_of(partnership: Partnership) -> Rule:
    """How the partners decide; before stage 5 has settled it: nobody objects."""
    return partnership.rule or Rule.NO_OBJECTION


def decisions(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.kind is PartKind.DECISION)


def voting_on(stage: Stage, round: Round) -> tuple[Part, ...]:
    """The decision parts that are before the partners now."""
    if not round.open or round.held or round.only:
        return ()
    open_ = (p for p in open_wave(stage, round) if p.key not in round.closed_parts)
    return decisions(open_)


def put(turn: Turn, round: Round, part: Part) -> list[tuple[Due, tuple[str, ...]]]:
    """What the part puts to the partners, as long as it is open, and ids of the organisations asked it."""
    asked: dict[Slot, tuple[Due, list[str]]] = {}
    wanted = {q.key for q in part.questions if q.kind in COUNTED and q.seen is not Seen.BROKER}
    for organisation in asked_of(turn.partnership, round):
        sight = Sight(turn.cycle, turn.partnership, round, organisation.id, turn.group_language)
        for due in dues(sight):
            if due.question.key in wanted:
                asked.setdefault(due.slot, (due, []))[1].append(organisation.id)
    return [(due, tuple(who)) for due, who in asked.values()]


def title_of(due: Due, language: str) -> str:
    title = due.question.title[language]
    return f"{title} “{due.item.label}”" if due.item else title


# ── counting ─────────────────────────────────────────────────────────────────


def count(turn: Turn, round: Round, due: Due, asked: tuple[str, ...]) -> Count:
    """How the voices of those who are asked stand in this round, by the rule and quorum that hold now."""
    sight = Sight(turn.cycle, turn.partnership, round, "", turn.group_language)
    given = {who: round.answers.get(AnswerKey(who, due.slot)) for who in asked}
    casts = {who: _cast(sight, due.question, answer) for who, answer in given.items()}
    answers = [a for a in given.values() if a is not None and not a.skipped]
    if due.question.seen is Seen.ANONYMOUS and len(answers) < LEAST_ORGANISATIONS:
        title = title_of(due, sight.language)
        return Count(due, title, "hidden", "", "", (), (), casts, {})
    return COUNTERS[due.question.kind](sight, due, casts, answers)


def _cast(sight: Sight, question: Question, answer: Answer | None) -> Cast:
    if answer is None:
        return Cast(ABSENT)
    voice = ABSTAIN if answer.skipped else _voice(sight, question, answer)
    return Cast(voice, answer.provisional)


def _voice(sight: Sight, question: Question, answer: Answer) -> str:
    """The answer as a voice; what names an option that is no more abstains."""
    if question.kind is Kind.SCALE:
        mark = number(answer)
        return ABSTAIN if mark is None else amount(mark)
    if question.kind is Kind.RANK:
        return RANKED
    chosen = next(iter(ballots(sight, question, [answer])[0]), ABSTAIN)
    if question.kind is Kind.YES_NO:
        return {"yes": rules.AGREE, "no": rules.OBJECT}.get(chosen, ABSTAIN)
    if question.kind is Kind.CONSENT:
        return chosen if chosen in rules.CONSENT else ABSTAIN
    return chosen if chosen in dict(choices(sight, question)) else ABSTAIN


def _consent(sight: Sight, due: Due, casts: dict[str, Cast], _: list[Answer]) -> Count:
    partnership, labels = sight.partnership, dict(choices(sight, due.question))
    if due.question.kind is Kind.YES_NO:
        labels = {rules.AGREE: labels.get("yes", ""), rules.OBJECT: labels.get("no", "")}
    found = rules.consent(rule_of(partnership), partnership.quorum, casts)
    result = labels.get(rules.AGREE, "") if found.outcome == rules.CARRIED else ""
    return _count(sight, due, casts, found, result, labels)


def _choice(sight: Sight, due: Due, casts: dict[str, Cast], _: list[Answer]) -> Count:
    partnership, labels = sight.partnership, dict(choices(sight, due.question))
    found = rules.choice(rule_of(partnership), partnership.quorum, casts, tuple(labels))
    result = labels.get(found.winner, "")
    if found.outcome == rules.TIED:
        result = BETWEEN.join(labels[key] for key in _level(found.counts))
    return _count(sight, due, casts, found, result, labels)


def _level(counts: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """The options that were chosen most."""
    chosen = [(key, n) for key, n in counts if key not in (ABSTAIN, ABSENT)]
    most = max((n for _, n in chosen), default=0)
    return tuple(key for key, n in chosen if n == most)


def _scale(sight: Sight, due: Due, casts: dict[str, Cast], answers: list[Answer]) -> Count:
    span = spread(mark for mark in map(number, answers) if mark is not None)
    found = _by_quorum(sight, casts, SCALE, something=span is not None)
    result = f"{amount(span.median)} / {OUT_OF}" if span and found.outcome == rules.CARRIED else ""
    return _count(sight, due, casts, found, result, {mark: mark for mark in SCALE})._replace(span=span)


def _rank(sight: Sight, due: Due, casts: dict[str, Cast], answers: list[Answer]) -> Count:
    labels = dict(choices(sight, due.question))
    cast = [[k for k in b if k in labels] for b in ballots(sight, due.question, answers)]
    placed = tuple(borda(cast, in_order(sight, due.question)))
    found = _by_quorum(sight, casts, (RANKED,), something=bool(placed))
    if found.outcome == rules.CARRIED and len(placed) > 1 and placed[0].points == placed[1].points:
        found = found._replace(outcome=rules.TIED)
    rest = tuple(row for row in found.counts if row[0] != RANKED)
    found = found._replace(counts=(*((row.key, row.points) for row in placed), *rest))
    stands = found.outcome in (rules.CARRIED, rules.TIED)
    ranks = places([row.points for row in placed])
    order = (f"{n}. {labels[row.key]}" for n, row in zip(ranks, placed, strict=True))
    result = BETWEEN.join(order) if stands else ""
    return _count(sight, due, casts, found, result, labels)._replace(placed=placed)


def _by_quorum(
    sight: Sight, casts: dict[str, Cast], voices: tuple[str, ...], *, something: bool
) -> Outcome:
    outcome = rules.CARRIED if something else rules.NOT_CARRIED
    if not rules.present(sight.partnership.quorum, casts):
        outcome = rules.NO_QUORUM
    return Outcome(outcome, "", rules.counted(casts, voices), ())


def _count(
    sight: Sight,
    due: Due,
    casts: dict[str, Cast],
    found: Outcome,
    result: str,
    labels: Mapping[str, str],
) -> Count:
    title = title_of(due, sight.language)
    return Count(
        due, title, found.outcome, found.winner, result, found.counts, found.awaits, casts, labels
    )


Counter = Callable[[Sight, Due, dict[str, Cast], list[Answer]], Count]
COUNTERS: Mapping[Kind, Counter] = {
    Kind.CONSENT: _consent,
    Kind.YES_NO: _consent,
    Kind.SINGLE: _choice,
    Kind.SCALE: _scale,
    Kind.RANK: _rank,
}
