"""Keeping an answer: a new revision, and what follows from it for colleagues and for answers built on it."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.asking import choices, review_line
from bot.core.model import Answer, Attachment, Entries, Entry, Value
from bot.core.parts import Due, answer_to, dues
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
        _shown(sight, due, value, words),
        raw,
        prompt(sight, due.question, due.item),
        turn.event.person,
        turn.event.at,
        old.revision + 1 if old else 1,
        words,
        due.item.label if due.item else "",
        files,
        message,
        sources(sight, due.question, due.slot.item),
    )
    turn.save_round(round.with_answer(new))
    if old and (old.value, old.words) != (value, words):
        _tell_colleague(turn, round_id, due, old, new)
        _tell_dependents(turn, due)
    return new.shown


def _same(old: Answer, value: Value | None, words: str, files: tuple[Attachment, ...]) -> bool:
    return (old.value, old.words, old.attachments) == (value, words, files)


def _shown(sight: Sight, due: Due, value: Value | None, words: str) -> str:
    if value is None:
        return ""
    text = shown(due.question, value, dict(choices(sight, due.question)), sight.language)
    unit = due.question.unit.get(sight.language, "")
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


def _tell_dependents(turn: Turn, due: Due) -> None:
    """An answer that others were built on has changed: those of open rounds are to be looked at again."""
    for round in turn.partnership.open_rounds:
        sight = turn.sight(round)
        lines = tuple(
            review_line(turn, sight, other)
            for other in dues(sight)
            if due.question.key in other.question.uses and _is_stale(sight, other)
        )
        if lines:
            title = due.question.title[sight.language]
            turn.say(say.SourceChanged(turn.here, sight.language, round.id, title, lines))


def _is_stale(sight: Sight, due: Due) -> bool:
    answer = answer_to(sight, due.slot)
    return answer is not None and not answer.skipped and stale(sight, answer, due.question)


# ── lists ────────────────────────────────────────────────────────────────────


def entries_of(answer: Answer | None) -> Entries:
    if answer is None or not isinstance(answer.value, tuple):
        return ()
    return tuple(e for e in answer.value if isinstance(e, Entry))


def with_entries(old: Entries, typed: Entries, message: str, answer: Answer | None) -> Entries:
    """The list with what was typed at its end.

    The revision only ever grows, so that an id made of it is never used a second time.
    """
    revision = answer.revision + 1 if answer else 1
    fresh = (Entry(f"{revision}-{n}", e.text, message) for n, e in enumerate(typed, 1))
    return (*old, *fresh)
