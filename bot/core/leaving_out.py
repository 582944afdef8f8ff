"""Answers that a broker leaves out of what is published: which can be, and who is told.

They stay in the answers and in their organisation's own sight. Voices in a decision cannot be left out; a list
that others build on is looked through item by item instead (curating.py).
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.curating import looked_through
from bot.core.cycle import Kind, PartKind, Question, Seen, Stage
from bot.core.model import Answer, AnswerKey, Round
from bot.core.records import LeftOut
from bot.core.tally import LEAST_ORGANISATIONS
from bot.core.text import sort_key
from bot.core.turn import Turn

WORDS = (Kind.TEXT, Kind.LIST)
"""Kinds of which an anonymous answer stands word by word in a summary."""


def questions(turn: Turn, stage: Stage, round: Round) -> tuple[Question, ...]:
    """Those with answers that the summary shows, and that may be left out."""
    return tuple(
        question
        for part in stage.parts
        if part.kind is not PartKind.DECISION
        for question in part.questions
        if question not in looked_through(turn.cycle, round, part) and answers(round, question)
    )


def answers(round: Round, question: Question) -> tuple[Answer, ...]:
    """The answers to a question that may be left out, and are not yet; anonymous ones in no order that tells
    whose they are."""
    given = [a for a in round.answers.values() if a.slot.question == question.key and not a.skipped]
    if question.seen is Seen.BROKER:
        return ()
    if question.seen is Seen.ANONYMOUS:
        few = len({a.organisation for a in given}) < LEAST_ORGANISATIONS
        if few or question.kind not in WORDS:
            return ()
        given.sort(key=lambda a: sort_key(a.shown))
    return tuple(a for a in given if AnswerKey(a.organisation, a.slot) not in round.left_out)


def leave(turn: Turn, round: Round, answer: Answer, reason: str) -> Round:
    key = AnswerKey(answer.organisation, answer.slot)
    kept = {**round.left_out, key: LeftOut(reason, turn.event.person, turn.event.at)}
    return turn.save_round(replace(round, left_out=kept))


def put_back(turn: Turn, round: Round, key: AnswerKey) -> Round:
    kept = {k: left for k, left in round.left_out.items() if k != key}
    return turn.save_round(replace(round, left_out=kept))


def title_of(question: Question, answer: Answer, language: str) -> str:
    """What the answer is about: the question, and which item of it."""
    title = question.title[language]
    return f"{title} “{answer.item_label}”" if answer.item_label else title


def tell_left_out(turn: Turn, stage: Stage, round: Round) -> None:
    """A summary was published: organisations hear what of theirs is newly left out of it, and why."""
    since = round.editions[-2].at if len(round.editions) > 1 else None
    for key, left in round.left_out.items():
        answer, question = round.answers.get(key), turn.cycle.question(key.slot.question)
        if answer is None or question is None or (since and left.at <= since):
            continue
        broker = turn.partnership.members.get(left.by)
        for member in turn.partnership.representatives(key.organisation):
            if member.private is None or not member.reachable:
                continue
            language = turn.language_of(member)
            turn.say(
                say.AnswerLeftOut(
                    member.private,
                    language,
                    turn.partnership.name,
                    stage,
                    title_of(question, answer, language),
                    answer.shown,
                    left.reason,
                    broker.name or broker.called if broker else "",
                )
            )
