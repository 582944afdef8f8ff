"""Keeping an answer: a new revision, and what follows from it for colleagues and for answers built on it."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.asking import choices, review_line
from bot.core.cycle import Question
from bot.core.model import Answer, Attachment, Entries, Entry, Slot, Value
from bot.core.parts import Due, answer_to, dues, revision_of
from bot.core.piping import prompt, sources, stale
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
    """Keep an answer of the organisation of the one who acted. Returns it as people read it.

    The same value again is no new revision, unless what it was built on has changed: then it is
    confirmed anew.
    """
    round = turn.partnership.rounds[round_id]
    sight = turn.sight(round)
    old = answer_to(sight, due.slot)
    files = attachments if attachments is not None else (old.attachments if old else ())
    if old and _same(old, value, words, files) and not stale(sight, old, due.question):
        return old.shown
    new = Answer(
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
        sources(sight, due.question, due.slot.item),
    )
    turn.save_round(round.with_answer(new))
    if old and (old.value, old.words) != (value, words):
        _tell_colleague(turn, round_id, due, old, new)
        tell_dependents(turn, due.question)
    return new.shown


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
            if source.key in other.question.uses and _is_stale(sight, other)
        )
        if lines:
            title = source.title[sight.language]
            turn.say(say.SourceChanged(turn.here, sight.language, round.id, title, lines))


def _is_stale(sight: Sight, due: Due) -> bool:
    answer = answer_to(sight, due.slot)
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
