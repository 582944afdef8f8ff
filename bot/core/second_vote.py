"""A second vote on what the partners could not settle in the first (Delphi): how that stood is shown without
saying who; whoever stands far from the rest is asked to say why, if they wish; then all vote once more.

The first voices stay in place and count unless they are changed.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.answering import LONGEST_WORDS
from bot.core.ballot_box import Count, title_of, voting_on
from bot.core.cycle import Kind, Stage
from bot.core.deciding import recount, show_ballots, vote_line, voted_part
from bot.core.handing_in import show_progress
from bot.core.menu import menu
from bot.core.merging import keys, number
from bot.core.model import Answer, AnswerKey, Interview, Invited, Member, Round, Writing
from bot.core.parts import Due, answer_to, find, waves
from bot.core.rules import OBJECT
from bot.core.settling import show
from bot.core.stage_card import stage_card
from bot.core.text import cut, tidy
from bot.core.turn import Turn
from bot.core.values import amount
from bot.core.whole import asks

FAR = 2
"""So many marks from the median, or more, is far from the rest."""


def vote_again(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """The part that was voted on last is open once more, and everyone is invited again."""
    part = voted_part(turn.partnership, stage, round)
    if part is None or act.arg(1) not in ("", part.key):
        turn.say(stage_card(turn, stage, turn.here, turn.language, "not_now"))
        return
    wave = next(w for w in waves(stage, round) if part in w)
    first = recount(turn, round, wave, part)
    number_now = round.ballots.get(part.key, 1) + 1
    opened = replace(
        round,
        closed_at=None,
        draft=False,
        held=False,
        mending=frozenset(),
        override="",
        deadline=None,
        closed_parts=round.closed_parts - {part.key},
        ballots={**round.ballots, part.key: number_now},
    )
    turn.save_round(opened)
    _announce(turn, stage, opened, number_now, first)
    _invite(turn, stage, opened, number_now, first)
    turn.say(stage_card(turn, stage, turn.here, turn.language, "voting_again"))


def _announce(
    turn: Turn, stage: Stage, round: Round, number: int, first: tuple[Count, ...]
) -> None:
    show_progress(turn, round.id, first=True)
    lines = tuple(_stood(turn, round, found) for found in first)
    for group in turn.partnership.groups:
        name = turn.partnership.name
        turn.say(
            say.SecondVote(
                group, turn.group_language, name, stage, round.id, number, lines, private=False
            )
        )
    show_ballots(turn, round.id)


def _stood(turn: Turn, round: Round, found: Count) -> say.VoteLine:
    """How the first vote stood; who voted how is not told, but for reasons that were given."""
    line = vote_line(turn, round, found)
    return replace(line, absent=(), provisional=(), awaits=())


def _invite(turn: Turn, stage: Stage, round: Round, number: int, first: tuple[Count, ...]) -> None:
    lines = tuple(_stood(turn, round, found) for found in first)
    for member in turn.partnership.members.values():
        if not asks(turn.partnership, round, member):
            continue
        turn.save_interview(round.id, Interview(member.person, Invited()))
        if member.private is None or not member.reachable:
            continue
        language, name = turn.language_of(member), turn.partnership.name
        turn.say(
            say.SecondVote(
                member.private, language, name, stage, round.id, number, lines, private=True
            )
        )
        for found in first:
            _ask_far(turn, stage, round, found, member)


# ── whoever stands far from the rest ─────────────────────────────────────────


def _ask_far(turn: Turn, stage: Stage, round: Round, found: Count, member: Member) -> None:
    answer = round.answers.get(AnswerKey(member.organisation, found.due.slot))
    middle = _far_from(found, answer)
    if answer is None or answer.words or middle is None or member.private is None:
        return
    language = turn.language_of(member)
    turn.say(
        say.SayWhy(
            member.private,
            language,
            turn.partnership.name,
            stage,
            round.id,
            found.due.question.key,
            found.due.slot.item,
            title_of(found.due, language),
            answer.shown,
            middle,
        )
    )


def _far_from(found: Count, answer: Answer | None) -> str | None:
    """Where the others stand, if the answer is far from it; None if it is not.

    Of marks the median, of a rank what all together put first; "" for an objection.
    """
    if answer is None or answer.skipped:
        return None
    if found.due.question.kind is Kind.CONSENT:
        return "" if OBJECT in keys(answer) else None
    if found.span is not None:
        mark = number(answer)
        far = mark is not None and abs(mark - found.span.median) >= FAR
        return amount(found.span.median) if far else None
    order = [row.key for row in found.placed]
    own = next((key for key in keys(answer) if key in order), None)
    low = own is not None and 2 * order.index(own) >= len(order)
    return found.labels[order[0]] if low else None


# ── saying why ───────────────────────────────────────────────────────────────


def _open_voice(turn: Turn, about: Act) -> tuple[Round, Stage, Due, Answer] | None:
    """The organisation's voice in a second vote that is open now, and what it is about."""
    round = turn.partnership.rounds.get(about.round)
    stage = turn.stage(round) if round else None
    if round is None or stage is None or not turn.may_answer:
        return None
    sight = turn.sight(round)
    due, answer = find(sight, about.slot), answer_to(sight, about.slot)
    again = {
        q.key
        for part in voting_on(stage, round)
        if round.ballots.get(part.key, 1) > 1
        for q in part.questions
    }
    if due is None or answer is None or answer.skipped or due.question.key not in again:
        return None
    return round, stage, due, answer


def _why(turn: Turn, act: Act) -> None:
    found = _open_voice(turn, act)
    if found is None:
        menu(turn, "not_now")
        return
    round, _, due, answer = found
    turn.save(replace(turn.member, writing=Writing("why", ":".join(act.args[:3]))))
    title = title_of(due, turn.language)
    turn.say(say.AskWhy(turn.here, turn.language, round.id, title, answer.shown))


def _written(turn: Turn, writing: Writing, text: str, message: str) -> None:
    """The reason: it stands with the voice, whose time does not change, and the group reads it without a name."""
    act = Act("why", tuple(writing.about.split(":")))
    found = _open_voice(turn, act)
    words = cut(tidy(text), LONGEST_WORDS)
    if found is None or not words:
        menu(turn, "not_now")
        return
    round, stage, due, answer = found
    told = replace(
        answer,
        words=words,
        shown=show(turn.sight(round), due.slot, answer.value, words),
        revision=answer.revision + 1,
        message=message,
    )
    turn.save_round(round.with_answer(told))
    turn.say(say.WhyKept(turn.here, turn.language, round.id))
    for group in turn.partnership.groups:
        title = title_of(due, turn.group_language)
        turn.say(say.ReasonTold(group, turn.group_language, stage, title, words))


DESK = {"why": _why}
WRITTEN = {"why": _written}
