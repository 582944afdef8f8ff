"""Keeping an answer: a new revision, and what follows from it for colleagues and for answers built on it."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.asking import choices, review_line
from bot.core.cycle import Question
from bot.core.model import Answer, AnswerKey, Attachment, Entries, Entry, Round, Slot, Value
from bot.core.parts import Due, answer_to, dues, revision_of
from bot.core.piping import prompt, sources, stale
from bot.core.provisional import binds, firm, must_consult
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.values import shown

MOST_ATTACHMENTS = 10
"""Files kept with one answer; an album of Telegram has at most ten."""


def settle(
    turn: Turn,
    round_id: str,
    due: Due,
    value: Value | None,
    raw: str,
    *,
    words: str = "",
    message: str = "",
    attachments: tuple[Attachment, ...] | None = None,
) -> str:
    """Keep an answer of the organisation for which the one who acted answers. Returns it as people read it.

    The same value again is no new revision, unless what it was built on has changed, or someone who may
    decide says it of what was provisional: then it is confirmed anew.
    """
    round = turn.partnership.rounds[round_id]
    sight = turn.sight(round)
    old = answer_to(sight, due.slot)
    files = attachments if attachments is not None else (old.attachments if old else ())
    if old and _same(old, value, words, files) and not stale(sight, old, due.question):
        _said_again(turn, round, due, old)
        return old.shown
    given = Answer(
        sight.organisation,
        due.slot,
        due.question.kind.value,
        value,
        show(sight, due.slot, value, words),
        raw,
        prompt(sight, due.question, due.item),
        turn.event.person,
        turn.event.at,
        revision_of(sight, due.slot) + 1,
        words,
        due.item.label if due.item else "",
        files,
        message,
    )
    new = _marked(turn, sight, due, given)
    turn.save_round(_with(round, old, new))
    if old and (old.value, old.words) != (value, words):
        _tell_colleague(turn, round_id, due, old, new)
        tell_dependents(turn, due.question)
    return new.shown


def _marked(turn: Turn, sight: Sight, due: Due, given: Answer) -> Answer:
    """With what it was built on, and what the organisation has yet to confirm of it."""
    built_on = sources(sight, due.question, due.slot.item)
    provisional = binds(due.question, given.value) and must_consult(turn)
    on_behalf = bool(turn.stands_in)
    return replace(given, sources=built_on, provisional=provisional, on_behalf=on_behalf)


def _said_again(turn: Turn, round: Round, due: Due, old: Answer) -> None:
    """The same as before: it may be confirmed by that, for the organisation or by one who may decide."""
    provisional = binds(due.question, old.value) and must_consult(turn)
    on_behalf = bool(turn.stands_in)
    if (old.provisional and not provisional) or (old.on_behalf and not on_behalf):
        confirmed = replace(firm(turn, old), provisional=provisional, on_behalf=on_behalf)
        turn.save_round(round.with_answer(confirmed))


def _with(round: Round, old: Answer | None, new: Answer) -> Round:
    """With the new answer; other words than those that a broker left out of the summary are not left out."""
    if old is None or not _same(old, new.value, new.words, new.attachments):
        key = AnswerKey(new.organisation, new.slot)
        round = replace(round, left_out={k: left for k, left in round.left_out.items() if k != key})
    return round.with_answer(new)


def _same(old: Answer, value: Value | None, words: str, files: tuple[Attachment, ...]) -> bool:
    return (old.value, old.words, old.attachments) == (value, words, files)


def show(sight: Sight, slot: Slot, value: Value | None, words: str = "") -> str:
    """An answer to a slot as people read it, with its unit and words; "" for none."""
    question = sight.cycle.question(slot.question)
    if value is None or question is None:
        return ""
    text = shown(question, value, dict(choices(sight, question)), sight.language)
    unit = question.unit.get(sight.language, "")
    text = f"{text} {unit}" if unit else text
    return f"{text} – {words}" if words else text


def _tell_colleague(turn: Turn, round_id: str, due: Due, old: Answer, new: Answer) -> None:
    """When a second representative changes an answer, the first is told."""
    author = turn.partnership.members.get(old.by)
    if author is None or author.person == turn.event.person or not author.private:
        return
    sight = turn.sight(turn.partnership.rounds[round_id], author)
    turn.say(
        say.ColleagueChanged(
            author.private,
            turn.language_of(author),
            turn.member.name,
            prompt(sight, due.question, due.item),
            old.shown,
            new.shown,
            round_id,
            due.question.key,
            due.slot.item,
        )
    )


def tell_dependents(turn: Turn, source: Question) -> None:
    """An answer that others were built on has changed: those of open rounds are to be looked at again."""
    for round in turn.partnership.open_rounds:
        sight = turn.sight(round)
        lines = tuple(
            review_line(turn, sight, other)
            for other in dues(sight)
            if source.key in other.question.uses and _is_stale(turn, sight, other)
        )
        if lines:
            title = source.title[sight.language]
            turn.say(say.SourceChanged(turn.here, sight.language, round.id, title, lines))


def _is_stale(turn: Turn, sight: Sight, due: Due) -> bool:
    answer = answer_to(sight, due.slot)
    if turn.answered_itself(answer):
        return False
    return answer is not None and not answer.skipped and stale(sight, answer, due.question)


# ── lists ────────────────────────────────────────────────────────────────────


def entries_of(answer: Answer | None) -> Entries:
    if answer is None or not isinstance(answer.value, tuple):
        return ()
    return tuple(e for e in answer.value if isinstance(e, Entry))


def with_entries(old: Entries, typed: Entries, message: str, before: int) -> Entries:
    """The list with what was typed at its end; `before` is the revision of the answer that it goes on from.

    The revision only ever grows, so that an id made of it is never used a second time.
    """
    fresh = (Entry(f"{before + 1}-{n}", e.text, message) for n, e in enumerate(typed, 1))
    return (*old, *fresh)
