"""Clause 12c: the last stage closes on what satisfies every partner, or with the broker's reason on record.

It holds for each stage with a consent that is marked `all_satisfied`. Silence is no objection. An answer
that was left out of the summary still is one, and so is one that waits to be confirmed.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.cycle import Question, Stage
from bot.core.handing_in import close_wave
from bot.core.menu import menu
from bot.core.merging import keys
from bot.core.model import Answer, AnswerKey, Round, Slot, Writing
from bot.core.parts import asked_now, open_wave
from bot.core.records import Agreement
from bot.core.register import new_id
from bot.core.text import clusters, cut, tidy
from bot.core.turn import Turn
from bot.core.whole import asked_of

OBJECTION = "object"
"""The option of a consent by which an organisation says that it is not satisfied."""
LONGEST_REASON = 500
"""Grapheme clusters: a reason is read in the closing paper, below who is not satisfied."""


def refuses(turn: Turn, stage: Stage, round: Round) -> bool:
    """Whether the round cannot be closed or published now; the broker is then told who is not satisfied, and
    how to go on. The vote itself is closed first, so that all see how it came out before anyone hears why."""
    if round.override or not objections(turn, stage, round):
        return False
    if round.open and not round.held:
        close_wave(turn, round.id)
    _tell(turn, stage, turn.partnership.rounds[round.id])
    return True


def objections(turn: Turn, stage: Stage, round: Round) -> tuple[Answer, ...]:
    """What the partners who are not satisfied said, provisional or not."""
    return tuple(a for q in _asked(stage, round) for a in _voices(turn, round, q) if OBJECTION in keys(a))


def _asked(stage: Stage, round: Round) -> tuple[Question, ...]:
    return tuple(q for q in stage.questions if q.all_satisfied and asked_now(round, q))


def _voices(turn: Turn, round: Round, question: Question) -> list[Answer]:
    """Of the organisations that are partners now, whoever speaks for them."""
    partners = (o.id for o in turn.partnership.organisations.values() if o.active)
    found = (round.answers.get(AnswerKey(o, Slot(question.key))) for o in partners)
    return [answer for answer in found if answer is not None and not answer.skipped]


def _tell(turn: Turn, stage: Stage, round: Round) -> None:
    told = {a.organisation for q in _asked(stage, round) for a in _voices(turn, round, q)}
    silent = (o.name for o in asked_of(turn.partnership, round) if o.id not in told)
    turn.say(
        say.NotSatisfied(
            turn.here,
            turn.language,
            stage,
            round.id,
            tuple((_name(turn, a), a.words) for a in objections(turn, stage, round)),
            tuple(silent),
            open_wave(stage, round)[0].key if round.open else "",
        )
    )


def _name(turn: Turn, answer: Answer) -> str:
    return turn.partnership.organisations[answer.organisation].name


# ── the broker puts a reason on record ───────────────────────────────────────


def _held_up(turn: Turn, round_id: str) -> tuple[Stage, Round] | None:
    """The round, where somebody is not satisfied and it is not published yet."""
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    if round is None or stage is None or round.published or not objections(turn, stage, round):
        return None
    return stage, round


def _ask(turn: Turn, act: Act) -> None:
    found = _held_up(turn, act.round)
    if found is None or (found[1].open and not found[1].held):
        menu(turn, "not_now")
        return
    turn.save(replace(turn.member, writing=Writing("override", act.round)))
    names = tuple(_name(turn, a) for a in objections(turn, *found))
    turn.say(say.AskOverride(turn.here, turn.language, found[0], names, LONGEST_REASON))


def _written(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    """The reason: it stands in the register and in the closing paper; now the round can be closed."""
    found = _held_up(turn, writing.about)
    if found is None:
        menu(turn, "not_now")
        return
    stage, round = found
    reason = cut(tidy(text), LONGEST_REASON, "…")
    if not clusters(reason):
        _ask(turn, Act("override", (round.id,)))
        return
    turn.save_round(replace(round, override=reason))
    _enter(turn, stage, round, reason)
    turn.say(say.OverrideNoted(turn.here, turn.language, stage, round.id, reason, round.open))


def _enter(turn: Turn, stage: Stage, round: Round, reason: str) -> None:
    """In the register; a second reason of the same round takes the place of the first."""
    partnership = turn.partnership
    agreements = partnership.agreements.values()
    before = [a.id for a in agreements if a.kind == "override" and a.round == round.id]
    question = _asked(stage, round)[0]
    turn.partnership = partnership.with_agreement(
        Agreement(
            new_id(partnership),
            "override",
            turn.event.at,
            round.cycle,
            question.title[turn.group_language],
            reason,
            round.id,
            stage.key,
            Slot(question.key),
            replaces=before[-1] if before else "",
        )
    )


DESK = {"override": _ask}
FOR_BROKERS = frozenset({"override"})
WRITTEN = {"override": _written}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
