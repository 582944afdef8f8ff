"""A message that was taken back in the private chat: what it said is not kept, in open rounds and closed.

What it answered is not answered any more, and asked again in its turn; or it is the list without those
entries. What lies in front stays in front: on some platforms nothing can be shown at a taking back, and
the next text answers what was shown last. What was built on it is flagged as after any other change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core import effects as say
from bot.core.agreeing import unagreed
from bot.core.asking import again
from bot.core.interview import standing_of
from bot.core.menu import front
from bot.core.model import Answer, Asking, Interview, Round, Slot, Value
from bot.core.parts import find
from bot.core.piping import prompt
from bot.core.settling import entries_of, show, tell_dependents
from bot.core.turn import Turn


def taken_back(turn: Turn, message: str) -> None:
    """Silent when the message had said nothing that is kept."""
    if not message or turn.event.person not in turn.partnership.members:
        return
    turn.say(say.Unsay(turn.here, turn.language, turn.event.person, message))
    if turn.member.broker:
        unagreed(turn, message)
    found = list(_answers_of(turn, message)) if turn.may_answer else []
    pending = _drop_pending(turn, message)
    for round, answer in found:
        _withdraw(turn, round.id, answer, message)
    if pending or _drop_early(turn) or any(_in_front(turn, r, a.slot) for r, a in found):
        _show_waiting(turn)


# ── what it had said ─────────────────────────────────────────────────────────


def _answers_of(turn: Turn, message: str) -> Iterator[tuple[Round, Answer]]:
    """The organisation's answers that hold something of the message, oldest round first."""
    for round in turn.partnership.rounds.values():
        for answer in round.answers.values():
            if answer.organisation == turn.speaks_for and _holds(turn, answer, message):
                yield round, answer


def _holds(turn: Turn, answer: Answer, message: str) -> bool:
    """An entry or a file is somebody's own whoever changed the answer last."""
    if any(e.message == message for e in entries_of(answer)):
        return True
    if any(a.id == message for a in answer.attachments):
        return True
    said = not answer.skipped and not entries_of(answer)
    return said and answer.message == message and answer.by == turn.event.person


def _without(answer: Answer, message: str) -> Answer:
    """The answer without what the message had said in it."""
    files = tuple(a for a in answer.attachments if a.id != message)
    value: Value | None = answer.value
    if entries_of(answer):
        value = tuple(e for e in entries_of(answer) if e.message != message) or None
    elif answer.message == message:
        value = None
        if answer.value is None and files == answer.attachments:
            files = files[:-1]  # where files have ids of their own: it was the last that came
    return replace(answer, value=value, attachments=files)


def _withdraw(turn: Turn, round_id: str, answer: Answer, message: str) -> None:
    round = turn.partnership.rounds[round_id]
    due = find(turn.sight(round), answer.slot)
    asked = prompt(turn.sight(round), due.question, due.item) if due else answer.asked
    left = _without(answer, message)
    if left.skipped:
        turn.save_round(round.without_answer(answer))
        _nothing_to_keep(turn, round_id, answer.slot)
    else:
        turn.save_round(round.with_answer(_revised(turn, round, answer, left, message)))
    turn.say(say.Unsaid(turn.here, turn.language, asked))
    question = turn.cycle.question(answer.slot.question)
    if question is not None and left.value != answer.value:
        tell_dependents(turn, question)


def _revised(turn: Turn, round: Round, answer: Answer, left: Answer, message: str) -> Answer:
    """What is left of an answer, as its next revision."""
    text_stays = left.value == answer.value
    return replace(
        left,
        shown=answer.shown if text_stays else show(turn.sight(round), answer.slot, left.value),
        raw=answer.raw if text_stays else "",
        words=answer.words if text_stays else "",
        message="" if answer.message == message else answer.message,
        by=answer.by if text_stays else turn.event.person,
        at=turn.event.at,
        revision=answer.revision + 1,
    )


def _nothing_to_keep(turn: Turn, round_id: str, slot: Slot) -> None:
    """Whoever had opened the answer to change it is asked as for the first time."""
    for interview in turn.partnership.rounds[round_id].interviews.values():
        standing = interview.standing
        if isinstance(standing, Asking) and standing.slot == slot and standing.changing:
            turn.save_interview(
                round_id, replace(interview, standing=replace(standing, changing=False))
            )


# ── what it was about to say ─────────────────────────────────────────────────


def _drop_pending(turn: Turn, message: str) -> bool:
    """A text that was shown back, or a choice whose words are awaited, came with the message."""
    dropped = False
    for round in turn.partnership.rounds.values():
        standing = standing_of(round, turn)
        if isinstance(standing, Asking) and standing.message == message:
            blank = replace(standing, candidates=(), raw="", words_for=(), message="")
            turn.save_interview(round.id, Interview(turn.event.person, blank))
            dropped = True
    return dropped


def _drop_early(turn: Turn) -> bool:
    """A text whose place was asked for is kept without its message's id: to be safe it goes too."""
    writing = turn.member.writing
    if writing is None or writing.what != "early":
        return False
    turn.save(replace(turn.member, writing=None))
    return True


# ── and on ───────────────────────────────────────────────────────────────────


def _in_front(turn: Turn, round: Round, slot: Slot) -> bool:
    """Whether the answer that went is to what lies in front: that question is shown as it now stands."""
    standing = standing_of(turn.partnership.rounds[round.id], turn)
    shown = front(turn)
    same = shown is not None and shown.id == round.id
    return same and isinstance(standing, Asking) and standing.slot == slot


def _show_waiting(turn: Turn) -> None:
    round = front(turn)
    standing = standing_of(round, turn) if round else None
    if round and isinstance(standing, Asking):
        again(turn, round, standing)
