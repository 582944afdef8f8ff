"""What an organisation has yet to confirm, because its representative must consult first.

Answers that bind an organisation (money, a role, consent) are provisional when they are given by someone
who may not decide alone (GUIDE.md, onboarding block). What leads people to confirming is in confirming.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.core import effects as say
from bot.core.cycle import Kind, Question
from bot.core.model import Answer, Authority, Partnership, Round, Slot, Value
from bot.core.piping import VALUE_OF
from bot.core.turn import Turn

NOTHING = frozenset({"none", "no"})
"""Options by which an organisation takes nothing upon itself."""


def binds(question: Question, value: Value | None) -> bool:
    """Whether the answer commits the organisation: to money, a role, or by its consent."""
    if value is None or value == () or not (question.commits or question.kind is Kind.CONSENT):
        return False
    if isinstance(value, Decimal):
        return value > 0
    chosen = {key for key in value if isinstance(key, str)} if isinstance(value, tuple) else set()
    alone = {o.key for o in question.options if o.alone}
    return not chosen or bool(chosen - NOTHING - alone)


def must_consult(turn: Turn) -> bool:
    """Whether the one who acted may not decide alone. What a broker writes down for others is as those said it."""
    return not turn.stands_in and turn.member.authority in (Authority.CONSULTS, Authority.COORDINATES)


def firm(turn: Turn, answer: Answer) -> Answer:
    """The same answer, confirmed: a new revision of the same value, so that nothing built on it is stale."""
    return replace(
        answer,
        provisional=False,
        revision=answer.revision + 1,
        by=turn.event.person,
        at=turn.event.at,
        sources={**answer.sources, VALUE_OF: answer.sources.get(VALUE_OF, answer.revision)},
    )


def waiting(partnership: Partnership, organisation: str) -> tuple[tuple[Round, Answer], ...]:
    """The organisation's provisional answers with their rounds, in the order of those; of a slot that
    was answered in several rounds only the newest counts."""
    newest: dict[Slot, tuple[Round, Answer]] = {}
    for round in partnership.rounds.values():
        for answer in round.answers.values():
            if answer.organisation == organisation and not answer.skipped:
                newest[answer.slot] = (round, answer)
    return tuple(found for found in newest.values() if found[1].provisional)


def to_confirm(partnership: Partnership, organisation: str) -> tuple[Answer, ...]:
    """The answers that the organisation has given provisionally and not confirmed yet."""
    return tuple(answer for _, answer in waiting(partnership, organisation))


# ── as it is shown ───────────────────────────────────────────────────────────

LINES_A_PAGE = 6


def ask_to_confirm(turn: Turn, page: int = 0, note: str = "") -> None:
    """Show what the organisation of the one who acted has to confirm, with a button for each and for all."""
    found = waiting(turn.partnership, turn.member.organisation)
    pages = max(1, -(-len(found) // LINES_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = found[page * LINES_A_PAGE : (page + 1) * LINES_A_PAGE]
    turn.say(
        say.ToConfirm(
            turn.here,
            turn.language,
            turn.partnership.name,
            tuple(line for round, answer in shown for line in lines(turn, round, answer)),
            len(found),
            page,
            pages,
            note,
        )
    )


def lines(turn: Turn, round: Round, answer: Answer, language: str = "") -> Iterator[say.GivenLine]:
    """One provisional answer as people read it; none of a question that is no more."""
    spoken = language or turn.language
    question = turn.cycle.question(answer.slot.question)
    stage = turn.stage(round)
    if question is None or stage is None:
        return
    title = question.title[spoken]
    item = answer.item_label if answer.slot.item else ""
    yield say.GivenLine(
        round.id,
        answer.slot.question,
        answer.slot.item,
        stage.number,
        f"{title} “{item}”" if item else title,
        answer.shown,
    )


def tell_after_hand_in(turn: Turn, round_id: str) -> None:
    """Whoever must consult first has handed in: what they gave provisionally is shown, to be confirmed later."""
    whose = turn.member.organisation
    answers = turn.partnership.rounds[round_id].answers.values()
    if must_consult(turn) and any(a.provisional and a.organisation == whose for a in answers):
        ask_to_confirm(turn, note="handed_in")

