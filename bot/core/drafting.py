"""What a broker does with a draft: a remark to the readers, and answers that are left out with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.core import effects as say
from bot.core import leaving_out
from bot.core.acts import Act
from bot.core.cycle import Question, Seen, Stage
from bot.core.effects import Choice
from bot.core.looking_through import A_PAGE, LONGEST_REASON, paged
from bot.core.menu import menu
from bot.core.model import Answer, AnswerKey, Round, Slot, Writing
from bot.core.stage_card import stage_card
from bot.core.text import cut, tidy
from bot.core.turn import Turn

LONGEST_NOTE = 1000
"""Grapheme clusters of a remark to the readers."""


class Draft(NamedTuple):
    """A round whose summary is a draft."""

    stage: Stage
    round: Round


def _draft(turn: Turn, round_id: str) -> Draft | None:
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    return Draft(stage, round) if round and stage and round.draft else None


def _on_draft(rule: Callable[[Turn, Draft, Act], None]) -> Callable[[Turn, Act], None]:
    def checked(turn: Turn, act: Act) -> None:
        draft = _draft(turn, act.arg(0))
        if draft is None:
            menu(turn, "not_now")
        else:
            rule(turn, draft, act)

    return checked


# ── a remark to the readers ──────────────────────────────────────────────────


def reader_note(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """Write, or clear, a remark that stands at the end of the next edition."""
    if act.arg(1) == "clear":
        turn.save_round(replace(round, note=""))
        turn.say(stage_card(turn, stage, turn.here, turn.language, "note_gone", round.id))
        return
    turn.save(replace(turn.member, writing=Writing("readernote", round.id)))
    turn.say(
        say.AskReaderNote(turn.here, turn.language, round.id, stage, round.note, LONGEST_NOTE)
    )


def _note_written(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    draft = _draft(turn, writing.about)
    if draft is None or not tidy(text):
        menu(turn, "not_now")
        return
    turn.save_round(replace(draft.round, note=cut(tidy(text), LONGEST_NOTE)))
    stage, round = draft
    turn.say(stage_card(turn, stage, turn.here, turn.language, "note_kept", round.id))


# ── what is left out ─────────────────────────────────────────────────────────


def leave_out(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """`leaveout:<round>[:<page>]`: what is left out; where nothing is, which question to begin with."""
    if round.left_out:
        _show_left(turn, Draft(stage, round), act.arg(1))
    else:
        _choose_question(turn, Draft(stage, round), Act("leavewhich", (round.id,)))


def _show_left(turn: Turn, draft: Draft, page: str = "", note: str = "") -> None:
    stage, round = draft
    lines = tuple(
        line for key, left in round.left_out.items() for line in _line(turn, round, key, left.reason)
    )
    at, pages = paged(page, len(lines))
    shown = lines[at * A_PAGE : (at + 1) * A_PAGE]
    turn.say(say.LeftOutList(turn.here, turn.language, round.id, stage, shown, at, pages, note))


def _line(turn: Turn, round: Round, key: AnswerKey, reason: str) -> tuple[say.LeftOutLine, ...]:
    question, answer = turn.cycle.question(key.slot.question), round.answers.get(key)
    if question is None or answer is None:
        return ()
    title = leaving_out.title_of(question, answer, turn.language)
    whose = _whose(turn, question, answer)
    return (say.LeftOutLine(f"{question.key}:{_at(answer)}", title, whose, answer.shown, reason),)


def _whose(turn: Turn, question: Question, answer: Answer) -> str:
    """The organisation's name; "" where not even brokers see who answered what."""
    known = turn.partnership.organisations.get(answer.organisation)
    return known.name if known and question.seen is Seen.NAMED else ""


def _at(answer: Answer) -> str:
    return f"{answer.slot.item}:{answer.organisation}"


def _choose_question(turn: Turn, draft: Draft, act: Act) -> None:
    stage, round = draft
    asked = leaving_out.questions(turn, stage, round)
    at, pages = paged(act.arg(1), len(asked))
    choices = tuple(Choice(q.key, q.title[turn.language]) for q in asked)
    shown = choices[at * A_PAGE : (at + 1) * A_PAGE]
    turn.say(say.LeaveWhich(turn.here, turn.language, round.id, stage, shown, at, pages))


def _question(turn: Turn, draft: Draft, key: str) -> Question | None:
    return next((q for q in leaving_out.questions(turn, *draft) if q.key == key), None)


def _choose_answer(turn: Turn, draft: Draft, act: Act) -> None:
    stage, round = draft
    question = _question(turn, draft, act.arg(1))
    if question is None:
        _choose_question(turn, draft, Act("leavewhich", (round.id,)))
        return
    given = leaving_out.answers(round, question)
    at, pages = paged(act.arg(2), len(given))
    choices = tuple(Choice(_at(a), _label(turn, question, a)) for a in given)
    turn.say(
        say.LeaveFrom(
            turn.here,
            turn.language,
            round.id,
            stage,
            question.key,
            question.title[turn.language],
            choices[at * A_PAGE : (at + 1) * A_PAGE],
            at,
            pages,
        )
    )


def _label(turn: Turn, question: Question, answer: Answer) -> str:
    said = f"“{answer.item_label}” {answer.shown}" if answer.item_label else answer.shown
    return ": ".join(part for part in (_whose(turn, question, answer), said) if part)


def _answer(turn: Turn, draft: Draft, act: Act) -> tuple[Question, Answer] | None:
    """What `…:<round>:<question>:<item>:<organisation>` names, if it may be left out now."""
    question = _question(turn, draft, act.arg(1))
    given = leaving_out.answers(draft.round, question) if question else ()
    meant = f"{act.arg(2)}:{act.arg(3)}"
    answer = next((a for a in given if _at(a) == meant), None)
    return (question, answer) if question and answer else None


def _ask_reason(turn: Turn, draft: Draft, act: Act) -> None:
    meant = _answer(turn, draft, act)
    if meant is None:
        _show_left(turn, draft)
        return
    question, answer = meant
    turn.save(replace(turn.member, writing=Writing("leaveout", ":".join(act.args[:4]))))
    turn.say(
        say.AskLeaveReason(
            turn.here,
            turn.language,
            draft.round.id,
            draft.stage,
            leaving_out.title_of(question, answer, turn.language),
            _whose(turn, question, answer),
            answer.shown,
        )
    )


def _reason_written(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    act = Act("leaveanswer", tuple(writing.about.split(":")))
    draft = _draft(turn, act.arg(0))
    meant = _answer(turn, draft, act) if draft else None
    if draft is None or meant is None or not tidy(text):
        menu(turn, "not_now")
        return
    round = leaving_out.leave(turn, draft.round, meant[1], cut(tidy(text), LONGEST_REASON))
    _show_left(turn, Draft(draft.stage, round), note="left")


def _put_back(turn: Turn, draft: Draft, act: Act) -> None:
    key = AnswerKey(act.arg(3), Slot(act.arg(1), act.arg(2)))
    if key not in draft.round.left_out:
        _show_left(turn, draft)
        return
    round = leaving_out.put_back(turn, draft.round, key)
    _show_left(turn, Draft(draft.stage, round), note="back")


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "leavewhich": _on_draft(_choose_question),
    "leavefrom": _on_draft(_choose_answer),
    "leaveanswer": _on_draft(_ask_reason),
    "leaveback": _on_draft(_put_back),
}
FOR_BROKERS = frozenset(DESK)
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {
    "readernote": _note_written,
    "leaveout": _reason_written,
}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
