"""Which parts of a round are open, which questions an organisation has in them, and who has handed in.

A part waits until the parts it builds on are closed. Parts that wait for nothing open together: they
form a wave. A round goes through its waves in order; closing a wave opens the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from bot.core.conditions import applies
from bot.core.cycle import Kind, Part, PartKind, Question, Stage, asked_in
from bot.core.model import Answer, AnswerKey, Round, Slot
from bot.core.pooled import Item, items, options
from bot.core.sight import Sight, once

LEAST_TO_RANK = 2
"""One item alone needs no ranking."""


class Due(NamedTuple):
    """One thing that an organisation is asked in a round."""

    question: Question
    item: Item | None
    slot: Slot


def asked_now(round: Round, question: Question) -> bool:
    """Whether a round asks a question at all: by its form, and from the second round on, if it recurs."""
    return asked_in(question, round.form) and (round.number == 1 or question.recurring)


def waves(stage: Stage, round: Round) -> tuple[tuple[Part, ...], ...]:
    """The parts that have questions in this round, grouped by what they wait for."""
    return stage.waves(round.form, again=round.number != 1)


def wave_now(stage: Stage, round: Round) -> int:
    """Index of the wave that is open: the first with a part not closed; the last when all are.

    While the round is held, the one that was closed last: the next is not open yet.
    """
    all_waves = waves(stage, round)
    for index, wave in enumerate(all_waves):
        if any(part.key not in round.closed_parts for part in wave):
            return index - 1 if round.held and index else index
    return max(len(all_waves) - 1, 0)


def open_wave(stage: Stage, round: Round) -> tuple[Part, ...]:
    all_waves = waves(stage, round)
    return all_waves[wave_now(stage, round)] if all_waves else ()


def frozen(stage: Stage, round: Round, question: Question) -> bool:
    """Whether others already build on the question's closed part, so that its answers stand."""
    part = stage.part_of(question.key)
    if part is None or part.key not in round.closed_parts:
        return False
    if part.kind is PartKind.DECISION:
        return True
    return question.kind is Kind.LIST and question.key in stage.built_on


def dues(sight: Sight) -> tuple[Due, ...]:
    """Everything the organisation can answer now in the parts opened so far, in order."""
    return once(sight, "dues", lambda: _dues(sight))


def _dues(sight: Sight) -> tuple[Due, ...]:
    stage = sight.cycle.stage(sight.round.stage)
    if stage is None:
        return ()
    reached = waves(stage, sight.round)[: wave_now(stage, sight.round) + 1]
    keys = {part.key for wave in reached for part in wave}
    # This is worked out at every answer, mostly for an open round of which no part is closed yet.
    begun = not sight.round.open or bool(sight.round.closed_parts or sight.round.only)
    found: list[Due] = []
    for part in stage.parts:
        if part.key in keys:
            asked = [q for q in part.questions if asked_now(sight.round, q)]
            going = [q for q in asked if not _is_over(sight, stage, q)] if begun else asked
            for question in going:
                found += _each(sight, question)
    return tuple(found)


def _is_over(sight: Sight, stage: Stage, question: Question) -> bool:
    """Whether nothing is asked of it any more, or it is not for somebody who catches up."""
    if sight.round.only and not _was_published(sight, question):
        return True
    return frozen(stage, sight.round, question) or _stands(sight, stage, question)


def _each(sight: Sight, question: Question) -> Iterable[Due]:
    """Once, or for each of what it goes through; nothing where its condition or its options are not there."""
    if question.when is not None and not applies(sight, question):
        return ()
    if question.options_from and not _enough_options(sight, question):
        return ()
    if not question.each:
        return (Due(question, None, Slot(question.key)),)
    return [Due(question, item, Slot(question.key, item.key)) for item in items(sight, question)]


def _was_published(sight: Sight, question: Question) -> bool:
    """Whether the question's own stage had been published when the round of somebody who catches up was
    opened. What was open then, or came later, asks them by itself."""
    stage, opened = sight.cycle.stage_of(question.key), sight.round.opened_at
    return any(
        round.published and round.closed_at and round.closed_at <= opened
        for round in sight.partnership.rounds.values()
        if stage and (round.stage, round.cycle) == (stage.key, sight.round.cycle)
    )


def _stands(sight: Sight, stage: Stage, question: Question) -> bool:
    """Whether a correction leaves the answer alone: all parts are closed for it, though the last never was."""
    if sight.round.open or sight.organisation not in sight.round.mending:
        return False
    every = frozenset(part.key for part in stage.parts)
    return frozen(stage, replace(sight.round, closed_parts=every), question)


def _enough_options(sight: Sight, question: Question) -> bool:
    least = LEAST_TO_RANK if question.kind is Kind.RANK else 1
    return len(options(sight, question)) >= least


def answer_to(sight: Sight, slot: Slot) -> Answer | None:
    return sight.round.answers.get(AnswerKey(sight.organisation, slot))


def revision_of(sight: Sight, slot: Slot) -> int:
    """Of the answer, or of its being taken back; 0 where there never was one. It only ever grows."""
    key = AnswerKey(sight.organisation, slot)
    answer = sight.round.answers.get(key)
    return answer.revision if answer else sight.round.withdrawn.get(key, 0)


def first_unanswered(sight: Sight) -> Due | None:
    """The answers are the position: the first thing due without one."""
    return next((due for due in dues(sight) if answer_to(sight, due.slot) is None), None)


def voted_before(sight: Sight) -> Due | None:
    """In a second vote, the one thing that is voted on again; None where it is several or there is none."""
    stage = sight.cycle.stage(sight.round.stage)
    parts = open_wave(stage, sight.round) if stage else ()
    if not any(sight.round.ballots.get(part.key, 1) > 1 for part in parts) or handed_in(sight):
        return None
    keys = {q.key for part in parts for q in part.questions}
    voting = [due for due in dues(sight) if due.question.key in keys]
    return voting[0] if len(voting) == 1 and first_unanswered(sight) is None else None


def in_wave(sight: Sight, due: Due) -> tuple[Due, ...]:
    """The things due beside this one: of the parts that are open now, or of all when it is older."""
    stage = sight.cycle.stage(sight.round.stage)
    wave = open_wave(stage, sight.round) if stage else ()
    keys = {q.key for part in wave for q in part.questions}
    all_due = dues(sight)
    return tuple(d for d in all_due if d.question.key in keys) if due.question.key in keys else all_due


def find(sight: Sight, slot: Slot) -> Due | None:
    key = slot.question
    return next((due for due in dues(sight) if due.question.key == key and due.slot == slot), None)


def answered(sight: Sight) -> tuple[int, int]:
    """(how many are answered or skipped, how many are due)."""
    due = dues(sight)
    return sum(answer_to(sight, d.slot) is not None for d in due), len(due)


def hand_in_key(round: Round, part: Part) -> str:
    """What the part is handed in under: in a second vote anew, beside what was handed in before it."""
    number = round.ballots.get(part.key, 1)
    return part.key if number == 1 else f"{part.key}#{number}"


def ballot(stage: Stage, round: Round) -> int:
    """Which vote is before the partners: 2 or more while they vote once more, else 1."""
    wave = open_wave(stage, round) if round.open and not round.held else ()
    return max((round.ballots.get(part.key, 1) for part in wave), default=1)


def handed_in(sight: Sight) -> bool:
    """Whether the organisation has handed in all that is open now, or has nothing to hand in.

    An answer changed later may bring a further question ("how much?" after "yes"): until that is
    answered too, the organisation is missing again. An answer that was taken back leaves the hand-in
    as it was.
    """
    stage = sight.cycle.stage(sight.round.stage)
    if stage is None:
        return False
    wave = open_wave(stage, sight.round)
    keys = {q.key for part in wave for q in part.questions}
    due = [d for d in dues(sight) if d.question.key in keys]
    mine = ((sight.organisation, hand_in_key(sight.round, part)) for part in wave)
    if not all(key in sight.round.handed_in for key in mine):
        return bool(wave) and not due
    return all(revision_of(sight, d.slot) > 0 for d in due)


def took_part(sight: Sight, *, ever: bool = False) -> bool:
    """Whether the organisation counts among those that have handed in what is open, or was open last.

    Once a part is closed nothing is due in it any more: then those count who handed it in, be it for an earlier
    vote (`ever`: that counts while they vote once more, too), and those who were asked nothing in it.
    """
    stage, round = sight.cycle.stage(sight.round.stage), sight.round
    if stage is None:
        return False
    wave = open_wave(stage, round)
    over = not round.open or all(part.key in round.closed_parts for part in wave)
    if not (over or ever):
        return handed_in(sight)
    if all(_ever_handed_in(sight, part) for part in wave):
        keys = {q.key for part in wave for q in part.questions}
        return all(revision_of(sight, d.slot) > 0 for d in dues(sight) if d.question.key in keys)
    return bool(wave) and not _was_asked(sight, wave)


def _ever_handed_in(sight: Sight, part: Part) -> bool:
    """For this vote or an earlier one."""
    mine = (key for who, key in sight.round.handed_in if who == sight.organisation)
    return any(key.partition("#")[0] == part.key for key in mine)


def _was_asked(sight: Sight, wave: tuple[Part, ...]) -> bool:
    """Whether anything would be due in these parts if they were open."""
    left = sight.round.closed_parts - {part.key for part in wave}
    opened = replace(sight.round, closed_at=None, draft=False, held=False, closed_parts=left)
    keys = {q.key for part in wave for q in part.questions}
    return any(due.question.key in keys for due in dues(replace(sight, round=opened)))
