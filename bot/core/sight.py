"""What one organisation's representative may be shown now, and the newest answers in it.

A sight is one cycle of one partnership, seen from the round that is being asked or summed up.
Answers of another cycle are never looked at (what a new cycle takes over is copied when it opens).

Whose answers may be shown:

- An organisation always sees its own.
- Those of others it sees once they are before all partners (`before_all`): the round's summary is
  published, or it is not yet but their part is closed (or the round is only being corrected) and they are
  entries of a list or part of a joint decision, on which later parts build. That holds for the round at hand
  and for any other that is open.
- What a broker left out of a summary is not shown to others.
- What only the broker sees is never shown to others; what is anonymous never answer by answer, only
  counted with the rest, from LEAST_ORGANISATIONS on (`together`).
- The whole partnership (`organisation` "") sees all of the round at hand but a vote that is open: the
  broker's preview. Of other open rounds it sees no more than a partner does.

A reopened round is open: until its next edition is published, others see of it only what its closed parts have
laid open, for what it held before it was reopened is not told apart from what was changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from bot.core.cycle import Cycle, Kind, PartKind, Question, Seen, Words
from bot.core.model import Answer, AnswerKey, Partnership, Round, Slot
from bot.core.tally import LEAST_ORGANISATIONS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sight:
    """`organisation` is "" for the whole partnership; `language` is "th" or "en"."""

    cycle: Cycle
    partnership: Partnership
    round: Round
    organisation: str
    language: str
    sifted: bool = False
    """What may not be shown has been taken out of its rounds; all that is left is shown."""
    memo: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What has been worked out of this sight already: all it is made of is frozen (see `once`)."""


def once(sight: Sight, key: str, work: Callable[[], T]) -> T:
    """The result of `work`, done but once for this sight."""
    if key not in sight.memo:
        sight.memo[key] = work()
    found: T = sight.memo[key]
    return found


OF_THE_GROUP = "group "
"""Begins the key of what is the same for each partner (see `together`)."""


def beside(sight: Sight, organisation: str) -> Sight:
    """The same for another partner; what is the group's is not worked out once more. Both are partners:
    the whole partnership sees more of its round at hand than they do."""
    other = replace(sight, organisation=organisation)
    other.memo.update((key, made) for key, made in sight.memo.items() if key.startswith(OF_THE_GROUP))
    return other


def before_all(sight: Sight, round: Round, question: Question) -> bool:
    """Whether what was answered to a question in a round has been laid before all partners."""
    if round.published:
        return True
    stage = sight.cycle.stage(round.stage)
    part = stage.part_of(question.key) if stage else None
    if part is None or not (round.mending or part.key in round.closed_parts):
        return False
    return part.kind is PartKind.DECISION or question.kind is Kind.LIST


def _others_shown(sight: Sight, round: Round, question: Question, *, counted: bool) -> bool:
    """Whether others' answers to a question in a round may be shown, or only counted together."""
    if sight.sifted:
        return True
    if question.seen is Seen.BROKER or (question.seen is Seen.ANONYMOUS and not counted):
        return False
    at_hand = not sight.organisation and round.id == sight.round.id and not voting(sight, round, question)
    return at_hand or before_all(sight, round, question)


def voting(sight: Sight, round: Round, question: Question) -> bool:
    """Whether the question is being voted on: how anyone voted nobody else sees, no broker either."""
    stage = sight.cycle.stage(round.stage)
    part = stage.part_of(question.key) if stage else None
    decides = part is not None and part.kind is PartKind.DECISION
    return decides and round.open and part is not None and part.key not in round.closed_parts


def rounds_of(sight: Sight, stage: str) -> Iterator[Round]:
    """The cycle's rounds of a stage: the round at hand first, then later-opened before earlier; in the end
    those in which somebody caught up with questions of the stages."""
    if sight.round.stage == stage or sight.round.only:
        yield sight.round
    for round in reversed(tuple(sight.partnership.rounds.values())):
        same = round.stage == stage and round.cycle == sight.round.cycle
        if same and round.id != sight.round.id:
            yield round
    for round in sight.partnership.rounds.values():
        if round.only and round.cycle == sight.round.cycle and round.id != sight.round.id:
            yield round


def _gone(sight: Sight, question: Question) -> frozenset[str]:
    """Organisations whose answers to a question count in the round they were given in, and in no other, for
    they have left. What they had proposed and what was decided with them is the group's, and stays."""
    stage = sight.cycle.stage_of(question.key)
    part = stage.part_of(question.key) if stage else None
    if question.kind is Kind.LIST or (part and part.kind is PartKind.DECISION):
        return frozenset()
    left = (o.id for o in sight.partnership.organisations.values() if o.state == "left")
    return frozenset(left) - {sight.organisation}


def newest(
    sight: Sight, question: str, organisation: str | None = None, item: str = ""
) -> Answer | None:
    """An organisation's (None: the sight's own) newest answer that is not a skip, else None.

    Of another organisation, the newest that may be shown.
    """
    asked, stage = sight.cycle.question(question), sight.cycle.stage_of(question)
    if asked is None or stage is None:
        return None
    whose = sight.organisation if organisation is None else organisation
    key = AnswerKey(whose, Slot(question, item))
    gone = whose in _gone(sight, asked)
    found = (
        round.answers.get(key)
        for round in ((sight.round,) if gone else rounds_of(sight, stage.key))
        if whose == sight.organisation
        or (key not in round.left_out and _others_shown(sight, round, asked, counted=False))
    )
    return next((answer for answer in found if answer is not None and not answer.skipped), None)


def all_newest(sight: Sight, question: str, item: str | None = None) -> list[Answer]:
    """One's own and all others' newest answers that may be shown, organisations in order.

    `item` None: one for each item.
    """
    return _newest_of_all(sight, question, item, counted=False)


def together(sight: Sight, question: str, item: str | None = None) -> list[Answer]:
    """The newest answers that make up what is the group's: a pooled list, a ranking, a decision.

    One's own count like everyone's, only once they are before all: the group's list or decision is
    the same for each partner, and there is none before. An anonymous one comes from
    LEAST_ORGANISATIONS or not at all.
    """
    found = _newest_of_all(sight, question, item, counted=True)
    asked = sight.cycle.question(question)
    few = len({answer.organisation for answer in found}) < LEAST_ORGANISATIONS
    return [] if asked and asked.seen is Seen.ANONYMOUS and few else found


def _newest_of_all(sight: Sight, question: str, item: str | None, *, counted: bool) -> list[Answer]:
    asked, stage = sight.cycle.question(question), sight.cycle.stage_of(question)
    if asked is None or stage is None:
        return []
    kept: dict[AnswerKey, Answer] = {}
    gone = _gone(sight, asked)
    for round in rounds_of(sight, stage.key):
        shown = _others_shown(sight, round, asked, counted=counted)
        for key, answer in _by_question(sight, round).get(question, ()):
            stays = round.id == sight.round.id or key.organisation not in gone
            wanted = stays and item in (None, key.slot.item)
            own = key.organisation == sight.organisation and not counted
            open_ = shown and key not in round.left_out
            if wanted and not answer.skipped and (open_ or own):
                kept.setdefault(key, answer)
    order = {org: place for place, org in enumerate(sight.partnership.organisations)}
    there = [answer for key, answer in kept.items() if key.organisation in order]
    return sorted(there, key=lambda answer: order[answer.organisation])


def _by_question(sight: Sight, round: Round) -> Mapping[str, list[tuple[AnswerKey, Answer]]]:
    """A round's answers, whoever gave them. One round of each id is looked at in a sight."""

    def sorted_out() -> Mapping[str, list[tuple[AnswerKey, Answer]]]:
        found: dict[str, list[tuple[AnswerKey, Answer]]] = {}
        for key, answer in round.answers.items():
            found.setdefault(key.slot.question, []).append((key, answer))
        return found

    return once(sight, f"{OF_THE_GROUP}answers {round.id}", sorted_out)


def own_newest(sight: Sight, question: str) -> list[Answer]:
    """The sight's own organisation's newest answers, one for each item."""
    return [a for a in all_newest(sight, question) if a.organisation == sight.organisation]


def name(sight: Sight, organisation: str) -> str:
    """The organisation's name as the partnership writes it."""
    known = sight.partnership.organisations.get(organisation)
    return known.name if known else ""


def say(sight: Sight, words: Words) -> str:
    """The text in the sight's language, "" if there is none."""
    return words.get(sight.language, "")
