"""Ticking the options of a multiple choice, in the question in front and in an old bubble of an earlier one."""

from __future__ import annotations

from dataclasses import replace

from bot.core.acts import Act
from bot.core.answering import puzzled, show_again
from bot.core.asking import again, ask, choices, chosen_before
from bot.core.cycle import Question
from bot.core.model import Asking, Keys, Round
from bot.core.parts import Due, answer_to, find
from bot.core.turn import Turn


def tick(turn: Turn, round: Round, standing: Asking, act: Act) -> None:
    """Tick or untick one option; nothing is kept before "done".

    A button says which of the two it does, so that a double tap does it once.
    """
    due = find(turn.sight(round), standing.slot)
    if due is None or act.key not in dict(choices(turn.sight(round), due.question)):
        show_again(turn, round, standing)
    elif act.verb == "tick" and act.key in standing.chosen:
        return
    elif (chosen := _chosen(due.question, standing.chosen, act)) is None:
        turn.say(puzzled(turn, "too_many", due.question))
        again(turn, round, standing)
    else:
        again(turn, round, replace(standing, chosen=chosen), replaces=True)


def tick_earlier(turn: Turn, round: Round, due: Due, act: Act) -> None:
    """A question that is not in front is opened again, with what was tapped ticked or unticked."""
    sight = turn.sight(round)
    changing = answer_to(sight, due.slot) is not None
    before = chosen_before(sight, due, changing)
    chosen: Keys | None = before
    if act.key in dict(choices(sight, due.question)):
        chosen = _chosen(due.question, before, act)
        if chosen is None:
            turn.say(puzzled(turn, "too_many", due.question))
    now = Asking(due.slot, chosen=before if chosen is None else chosen, changing=changing)
    ask(turn, round.id, due, standing=now)


def _chosen(question: Question, before: Keys, act: Act) -> Keys | None:
    """What is ticked after a tap; None when that would be too many."""
    if act.verb == "untick":
        return tuple(k for k in before if k != act.key)
    chosen = before if act.key in before else _with_tick(question, before, act.key)
    return None if question.most and len(chosen) > question.most else chosen


def _with_tick(question: Question, chosen: Keys, key: str) -> Keys:
    """An option that stands alone ("none of these") unticks the others, and they untick it."""
    option = question.option(key)
    if option and option.alone:
        return (key,)
    kept = (k for k in chosen if not ((o := question.option(k)) and o.alone))
    return (*kept, key)
