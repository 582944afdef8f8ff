"""Putting a question in front of someone, or the review once there is none left."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.artefacts import draft
from bot.core.carrying import earlier, value_again
from bot.core.cycle import Kind, Question, Seen, Stage
from bot.core.derived import decided
from bot.core.model import Answer, AnswerKey, Asking, Interview, Reviewing, Round, Slot, Standing
from bot.core.parts import Due, answer_to, dues, find, first_unanswered, handed_in, in_wave
from bot.core.piping import prompt, stale
from bot.core.pooled import options
from bot.core.sight import Sight
from bot.core.turn import Turn

SCALE = ("1", "2", "3", "4", "5")
ANEW = ("anew",)
"""`Asking.chosen` of a list whose entries are to be replaced by the next one typed."""


def choices(sight: Sight, question: Question) -> tuple[tuple[str, str], ...]:
    """What can be tapped: (key, label) in the language of the one who is asked."""
    if question.kind is Kind.SCALE:
        return tuple((mark, mark) for mark in SCALE)
    return tuple((item.key, item.label) for item in options(sight, question))


def behind(turn: Turn, sight: Sight, slot: Slot | None) -> tuple[Due, ...]:
    """What lies before a slot (before the end, without one) and can be gone back to."""
    all_due = dues(sight)
    at = next((n for n, due in enumerate(all_due) if due.slot == slot), len(all_due))
    return tuple(due for due in all_due[:at] if not turn.answered_itself(answer_to(sight, due.slot)))


def they_answered(turn: Turn, round_id: str) -> None:
    """A broker stands in where the organisation has answered by itself: that stays, and the next is asked."""
    turn.say(say.TheyAnswered(turn.here, turn.language))
    ask_next(turn, round_id)


def other_hands(turn: Turn, organisation: str) -> None:
    """What was tapped or edited belongs to another organisation than the one answered for now: nothing changes."""
    known = turn.partnership.organisations.get(organisation)
    turn.say(say.OtherHands(turn.here, turn.language, known.name if known else ""))


def ask_next(turn: Turn, round_id: str, saved: str = "") -> None:
    """Ask the first thing without an answer, or read everything back; in a correction nothing more is asked."""
    round = turn.partnership.rounds[round_id]
    due = first_unanswered(turn.sight(round)) if round.open else None
    if due is None:
        review(turn, round_id, saved)
    else:
        ask(turn, round_id, due, saved=saved)


def ask(
    turn: Turn,
    round_id: str,
    due: Due,
    *,
    standing: Asking | None = None,
    saved: str = "",
    replaces: bool = False,
    changing: bool = False,
) -> None:
    """Show one question and remember that it is the one in front."""
    round = turn.partnership.rounds[round_id]
    sight = turn.sight(round)
    words = prompt(sight, due.question, due.item)
    chosen = chosen_before(sight, due, changing)
    now = standing or Asking(due.slot, words, chosen, changing=changing)
    stand(turn, round_id, replace(now, slot=due.slot, asked=words))
    stage = turn.stage(round)
    if stage:
        turn.say(_effect(turn, stage, sight, due, now, words, saved=saved, replaces=replaces))


def stand(turn: Turn, round_id: str, standing: Standing) -> None:
    turn.save_interview(round_id, Interview(turn.event.person, standing))
    turn.come_to_front(round_id)


def chosen_before(sight: Sight, due: Due, changing: bool) -> tuple[str, ...]:
    """A multiple choice that is opened again shows what is ticked."""
    answer = answer_to(sight, due.slot)
    if not changing or answer is None or due.question.kind is not Kind.MULTI:
        return ()
    value = answer.value if isinstance(answer.value, tuple) else ()
    return tuple(key for key in value if isinstance(key, str))


def _effect(
    turn: Turn, stage: Stage, sight: Sight, due: Due, now: Asking, words: str, *, saved: str, replaces: bool
) -> say.Ask:
    question, round = due.question, sight.round
    all_due = in_wave(sight, due)
    position = next((i for i, d in enumerate(all_due, 1) if d.slot == due.slot), 1)
    answer = answer_to(sight, due.slot)
    return say.Ask(
        turn.here,
        sight.language,
        round.id,
        stage,
        question.key,
        due.slot.item,
        question.kind.value,
        words,
        question.seen,
        position,
        len(all_due),
        hint=question.hint.get(sight.language, ""),
        choices=_shown_choices(sight, question, now),
        ends=_ends(question, sight.language),
        entries=_entries(answer) if question.kind is Kind.LIST and now.chosen != ANEW else (),
        most=question.most,
        optional=question.optional,
        attach=question.attach,
        saved=saved,
        before=_before(turn, sight, due, answer, now),
        changing=now.changing,
        slot=f"ask:{round.id}:{question.key}:{due.slot.item}",
        replaces=replaces,
        can_go_back=bool(behind(turn, sight, due.slot)),
        flagged=answer is not None and stale(sight, answer, question),
        draft=draft(sight, question),
        attached=len(answer.attachments) if answer else 0,
        as_before=_carried(turn, sight, due, answer),
    )


def _ends(question: Question, language: str) -> tuple[str, str] | None:
    return (question.ends[0][language], question.ends[1][language]) if question.ends else None


def _shown_choices(sight: Sight, question: Question, now: Asking) -> tuple[say.Choice, ...]:
    ranked = {key: place for place, key in enumerate(now.chosen, 1)}
    return tuple(
        say.Choice(
            key,
            label,
            chosen=key in now.chosen,
            place=ranked.get(key, 0) if question.kind is Kind.RANK else 0,
        )
        for key, label in choices(sight, question)
    )


def _entries(answer: Answer | None) -> tuple[str, ...]:
    if answer is None or not isinstance(answer.value, tuple):
        return ()
    return tuple(entry.text for entry in answer.value if not isinstance(entry, str))


def _before(turn: Turn, sight: Sight, due: Due, answer: Answer | None, now: Asking) -> str:
    if now.changing and answer is not None and due.question.kind is not Kind.LIST:
        return answer.shown
    if answer is None and sight.round.number > 1 and (said := last_time(turn, sight, due)):
        return said
    before = carried(turn, sight, due) if answer is None else None
    return before.shown if before else ""


def carried(turn: Turn, sight: Sight, due: Due) -> Answer | None:
    """What the organisation said in an earlier cycle, as far as the one who acted may see it."""
    before = earlier(sight, due)
    return None if turn.answered_itself(before) else before


def _carried(turn: Turn, sight: Sight, due: Due, answer: Answer | None) -> bool:
    """Whether what was said in an earlier cycle is shown, and can be said again by a tap."""
    if answer is not None or (sight.round.number > 1 and last_time(turn, sight, due)):
        return False
    before = carried(turn, sight, due)
    return before is not None and value_again(sight, due, before) is not None


def last_time(turn: Turn, sight: Sight, due: Due) -> str:
    """What the organisation said to a recurring question in the round before, "" if nothing."""
    key = AnswerKey(sight.organisation, due.slot)
    for round in reversed(list(sight.partnership.rounds.values())):
        earlier = round.number < sight.round.number and round.stage == sight.round.stage
        if earlier and round.cycle == sight.round.cycle and key in round.answers:
            found = round.answers[key]
            return "" if turn.answered_itself(found) else found.shown
    return ""


# ── reading everything back ──────────────────────────────────────────────────


def review(turn: Turn, round_id: str, saved: str = "", *, aside: bool = False) -> None:
    """Read all answers back; `aside`: because of a text that answers nothing."""
    round = turn.partnership.rounds[round_id]
    sight = turn.sight(round)
    stage = turn.stage(round)
    if stage is None:
        return
    stand(turn, round_id, Reviewing())
    lines = review_lines(turn, sight)
    mending = not round.open
    unanswered = sum(answer_to(sight, due.slot) is None for due in dues(sight))
    missing = 0 if mending else unanswered
    done = handed_in(sight) and not mending
    turn.say(
        say.Review(
            turn.here, sight.language, round_id, stage, lines, done, missing, saved, mending, aside
        )
    )


def review_lines(turn: Turn, sight: Sight) -> tuple[say.ReviewLine, ...]:
    return tuple(review_line(turn, sight, due) for due in dues(sight))


def review_line(turn: Turn, sight: Sight, due: Due) -> say.ReviewLine:
    answer = answer_to(sight, due.slot)
    title = due.question.title[sight.language]
    if due.item:
        title = f"{title} “{due.item.label}”"
    if answer is None:
        return say.ReviewLine(due.question.key, due.slot.item, title, "", skipped=False)
    if turn.answered_itself(answer):
        return say.ReviewLine(due.question.key, due.slot.item, title, "", skipped=False, own=True)
    author = turn.partnership.members.get(answer.by)
    other = author is not None and author.person != turn.event.person
    return say.ReviewLine(
        due.question.key,
        due.slot.item,
        title,
        answer.shown,
        answer.skipped,
        stale(sight, answer, due.question),
        author.name if author and other and not answer.on_behalf else "",
        on_behalf=answer.on_behalf,
        provisional=answer.provisional,
    )


def again(turn: Turn, round: Round, standing: Asking, *, replaces: bool = False) -> None:
    """Show the question in front once more, as it stands; or go on, if it is not asked any more."""
    due = find(turn.sight(round), standing.slot)
    if due is None:
        ask_next(turn, round.id)
    elif standing.words_for:
        ask_words(turn, round.id, due, standing)
    else:
        ask(turn, round.id, due, standing=standing, replaces=replaces)


def ask_words(turn: Turn, round_id: str, due: Due, standing: Asking) -> None:
    """Ask for the words that a chosen option wants: a reason, or what "other" means."""
    stand(turn, round_id, standing)
    wanting = (o for key in standing.words_for if (o := due.question.option(key)) and o.asks)
    option = next(wanting, None)
    label = option.label[turn.language] if option else ""
    consent = due.question.kind is Kind.CONSENT
    sight = turn.sight(turn.partnership.rounds[round_id])
    told = consent and due.question.seen is Seen.NAMED and decided(sight, due.question)
    turn.say(say.AskWords(turn.here, turn.language, round_id, label, consent, told))
