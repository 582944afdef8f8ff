"""Answers to the question in front: tapped, ticked, ranked, typed, confirmed, with words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.asking import ANEW, again, ask_next, ask_words, choices, stand
from bot.core.calendar import full_year, today, written
from bot.core.corrections import in_time
from bot.core.cycle import Kind, Question, Stage
from bot.core.idnumbers import holds_id_number
from bot.core.model import Asking, Keys, Round, Slot, Standing, Value
from bot.core.parts import Due, answer_to, find, revision_of
from bot.core.piping import prompt
from bot.core.reading import Puzzled, Understood, Unsure, read
from bot.core.settling import entries_of, settle, with_entries
from bot.core.sight import Sight
from bot.core.text import cut, tidy
from bot.core.turn import Turn
from bot.core.values import shown
from bot.core.whole import joined
from bot.core.words import asks_something, courtesy, having, stays_as_it_is, takes_out

PERCENT = Decimal(100)
"""The highest answer to a question whose unit is %."""
LONGEST_WORDS = 1000
"""Grapheme clusters kept of a reason or of what "other" means."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""As a picker gives it, and no other form of ISO 8601."""


# ── by tapping ───────────────────────────────────────────────────────────────


def value_of(question: Question, key: str) -> Value:
    """What an option's key, or a date that was picked, stands for."""
    if question.kind is Kind.DATE:
        return date.fromisoformat(key)
    return Decimal(key) if question.kind is Kind.SCALE else (key,)


def label_of(sight: Sight, question: Question, key: str) -> str | None:
    """How people read what can be tapped or picked under this key; None if there is no such thing."""
    if question.kind is not Kind.DATE:
        return dict(choices(sight, question)).get(key)
    day = picked_day(key)
    return written(day, sight.language) if day else None


def picked_day(text: str) -> date | None:
    """The day in YYYY-MM-DD; None for anything else, and for years that no plan is about."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and full_year(day.year) == day.year else None


def answer_by_press(
    turn: Turn,
    round: Round,
    standing: Standing,
    slot: Slot,
    key: str,
    *,
    sure: bool = False,
    message: str = "",
) -> None:
    """A choice was tapped, or a date picked. On an earlier question it offers the change; the same again
    does nothing."""
    sight = turn.sight(round)
    due = find(sight, slot)
    label = label_of(sight, due.question, key) if due else None
    if due is None or label is None:
        show_again(turn, round, standing)
        return
    in_front = isinstance(standing, Asking) and standing.slot == slot
    old = answer_to(sight, slot)
    value = value_of(due.question, key)
    if old is not None and not in_front and old.value == value:
        return
    if old is not None and not in_front and not sure:
        _offer_change(turn, sight, due, old.shown, label, key)
        return
    asking = standing if in_front and isinstance(standing, Asking) else Asking(slot)
    _choose(turn, round, due, replace(asking, message=message), (key,), label)


def show_again(turn: Turn, round: Round, standing: Standing) -> None:
    """An option that is not there (any more): the question as it stands now."""
    if isinstance(standing, Asking):
        again(turn, round, standing)
    else:
        ask_next(turn, round.id)


def _offer_change(turn: Turn, sight: Sight, due: Due, now: str, new: str, key: str) -> None:
    words = prompt(sight, due.question, due.item)
    question, item = due.question.key, due.slot.item
    turn.say(
        say.OfferChange(
            turn.here, sight.language, sight.round.id, question, item, words, now, new, key
        )
    )


def _choose(turn: Turn, round: Round, due: Due, standing: Asking, keys: Keys, raw: str) -> None:
    """Keep a choice, after asking for the words that one of the options wants."""
    if any((o := due.question.option(k)) and o.asks for k in keys):
        ask_words(turn, round.id, due, replace(standing, slot=due.slot, words_for=keys, raw=raw))
        return
    single = due.question.kind in (Kind.SCALE, Kind.DATE)
    value = value_of(due.question, keys[0]) if single else keys
    saved = settle(turn, round.id, due, value, raw, message=standing.message)
    ask_next(turn, round.id, saved)


def give_words(turn: Turn, round: Round, standing: Asking, text: str, message: str) -> None:
    """The words for a choice came (or "" when they were skipped)."""
    due = find(turn.sight(round), standing.slot)
    if due is None:
        ask_next(turn, round.id)
        return
    words = cut(tidy(text), LONGEST_WORDS)
    raw = f"{standing.raw}: {text}" if text else standing.raw
    saved = settle(turn, round.id, due, standing.words_for, raw, words=words, message=message)
    ask_next(turn, round.id, saved)


def place(turn: Turn, round: Round, standing: Asking, act: Act) -> None:
    """Give the next place of a rank; the last one follows by itself."""
    sight = turn.sight(round)
    due = find(sight, standing.slot)
    keys = [key for key, _ in choices(sight, due.question)] if due else []
    if due is None or act.key not in keys:
        show_again(turn, round, standing)
        return
    if act.key in standing.chosen:
        return
    chosen = (*(k for k in standing.chosen if k in keys), act.key)
    left = [k for k in keys if k not in chosen]
    if len(left) <= 1:
        saved = settle(turn, round.id, due, (*chosen, *left), "")
        ask_next(turn, round.id, saved)
    else:
        again(turn, round, replace(standing, chosen=chosen), replaces=True)


def clear(turn: Turn, round: Round, standing: Asking, _: Act) -> None:
    """Start a rank or a list again. What a list holds stays until something new is typed."""
    due = find(turn.sight(round), standing.slot)
    listed = due is not None and due.question.kind is Kind.LIST
    again(turn, round, replace(standing, chosen=ANEW if listed else ()), replaces=not listed)


def finish_choice(turn: Turn, round: Round, standing: Asking, _: Act) -> None:
    """ "Done": with ticking, with a list, or with sending files."""
    sight = turn.sight(round)
    due = find(sight, standing.slot)
    if due is None:
        ask_next(turn, round.id)
    elif due.question.kind is Kind.MULTI and standing.chosen:
        labels = dict(choices(sight, due.question))
        raw = ", ".join(labels.get(k, k) for k in standing.chosen)
        _choose(turn, round, due, standing, standing.chosen, raw)
    elif (answer := answer_to(sight, due.slot)) is not None and not answer.skipped:
        ask_next(turn, round.id, answer.shown)
    else:
        turn.say(puzzled(turn, "empty", due.question))
        again(turn, round, standing)


# ── by typing ────────────────────────────────────────────────────────────────


def puzzled(turn: Turn, why: str, question: Question) -> say.NotUnderstood:
    return say.NotUnderstood(turn.here, turn.language, why, question.most)


def read_typed(turn: Turn, round: Round, standing: Asking, text: str, message: str) -> None:
    """Read a text as the answer to the question in front."""
    sight = turn.sight(round)
    due = find(sight, standing.slot)
    if due is None:
        part_over(turn, round, text)
        ask_next(turn, round.id)
        return
    if _about_it(turn, round, due, standing, text, message):
        return
    worded = due.question.kind in (Kind.TEXT, Kind.LIST)
    reading = reading_of(turn, sight, due, text)
    if isinstance(reading, Understood) and (_slip(due.question, text) or (worded and holds_id_number(text))):
        reading = Unsure((reading.value,), span=False)
    match reading:
        case Understood(value):
            _keep(turn, round, due, standing, value, text, message)
        case Unsure(candidates, span):
            read_from = replace(standing, raw=text, message=message)
            _show_back(turn, sight, due, read_from, candidates, span=span)
        case Puzzled(why):
            turn.say(puzzled(turn, why, due.question))
            again(turn, round, standing)


def _about_it(turn: Turn, round: Round, due: Due, standing: Asking, text: str, message: str) -> bool:
    """Whether a text says something of an answer that is there, or was shown back, and is none itself."""
    if standing.changing and stays_as_it_is(text):
        ask_next(turn, round.id)
        return True
    if due.question.kind is Kind.LIST and _taken_out(turn, round, due, standing, text, message):
        return True
    to_us = due.question.kind not in (Kind.TEXT, Kind.LIST) or not having(text)
    return len(standing.candidates) == 1 and to_us and _agrees(turn, round, due, standing, text)


def _taken_out(
    turn: Turn, round: Round, due: Due, standing: Asking, text: str, message: str
) -> bool:
    """Whether a text asked for one of the lines typed so far to be taken out again."""
    answer = answer_to(turn.sight(round), due.slot)
    number, entries = takes_out(text), () if standing.chosen == ANEW else entries_of(answer)
    if not (number and entries):
        return False
    left = (*entries[: number - 1], *entries[number:])
    if len(left) == 0:
        clear(turn, round, standing, Act("clear"))
    elif len(left) == len(entries):  # there is no such line
        again(turn, round, standing)
    else:
        settle(turn, round.id, due, left, text, message=message)
        again(turn, turn.partnership.rounds[round.id], replace(standing, chosen=()))
    return True


def _slip(question: Question, text: str) -> bool:
    """What may not be meant as the answer: a number to a question for words, a mere "thank you", a question."""
    if question.kind is Kind.TEXT and text.strip().isdecimal():
        return True
    return question.kind in (Kind.TEXT, Kind.LIST) and (courtesy(text) or asks_something(text))


def _agrees(turn: Turn, round: Round, due: Due, standing: Asking, text: str) -> bool:
    """ "Yes" or "no" to the one reading that was shown back. Under the warning of a citizen's number "yes" may mean "it
    is one": only the words of the button keep it.
    """
    answer = read(Kind.YES_NO, text, [("yes", "yes"), ("no", "no")], today=today(turn.event.at))
    warned = due.question.kind in (Kind.TEXT, Kind.LIST) and holds_id_number(standing.raw)
    if not isinstance(answer, Understood) and not (warned and courtesy(text)):
        return False
    if warned and not (isinstance(answer, Understood) and answer.value == ("no",)):
        _show_back(turn, turn.sight(round), due, standing, standing.candidates, span=False)
    elif isinstance(answer, Understood) and answer.value == ("yes",):
        take_candidate(turn, round, standing, Act("take", (round.id, "0")))
    else:
        again(turn, round, replace(standing, candidates=(), raw=""))
    return True


def part_over(turn: Turn, round: Round, text: str) -> None:
    """Say that what was typed or pressed belongs to a part that is closed."""
    stage = turn.stage(round)
    if stage:
        turn.say(say.PartOver(turn.here, turn.language, stage, text, _whom_to_tell(turn)))


def round_over(turn: Turn, stage: Stage, text: str = "") -> None:
    """Say that what was typed or pressed belongs to a round that is closed."""
    turn.say(say.RoundOver(turn.here, turn.language, stage, text, _whom_to_tell(turn), _to_correct(turn, stage)))


def _to_correct(turn: Turn, stage: Stage) -> str:
    """The round of the stage whose summary the organisation may still ask to have put right, "" if none."""
    if turn.stands_in or not joined(turn.member):
        return ""
    rounds = turn.partnership.rounds.values()
    return next((r.id for r in reversed(list(rounds)) if r.stage == stage.key and in_time(turn, r)), "")


def _whom_to_tell(turn: Turn) -> str:
    broker = next(iter(turn.partnership.brokers), None)
    return (broker.name or broker.called) if broker else ""


def reading_of(turn: Turn, sight: Sight, due: Due, text: str) -> Understood | Unsure | Puzzled:
    question = due.question
    return read(
        question.kind,
        text,
        choices(sight, question),
        most=question.most,
        today=today(turn.event.at),
        ceiling=PERCENT if question.unit.get("en") == "%" else None,
    )


def _keep(
    turn: Turn, round: Round, due: Due, standing: Asking, value: Value, text: str, message: str
) -> None:
    if due.question.kind is Kind.LIST:
        _add_entries(turn, round, due, standing, value, text, message)
    elif isinstance(value, tuple) and due.question.kind is not Kind.RANK:
        typed = tuple(k for k in value if isinstance(k, str))
        keys = _without_lone(due.question, _with_ticked(due, standing, typed))
        _choose(turn, round, due, replace(standing, message=message), keys, text)
    else:
        saved = settle(turn, round.id, due, value, text, message=message)
        ask_next(turn, round.id, saved)


def _with_ticked(due: Due, standing: Asking, typed: Keys) -> Keys:
    """What is typed goes with what was ticked before; where an old answer is opened again, or both are too many, it
    takes its place.
    """
    if due.question.kind is not Kind.MULTI or standing.changing:
        return typed
    both = {*standing.chosen, *typed}
    keys = tuple(o.key for o in due.question.options if o.key in both) or typed
    return typed if 0 < due.question.most < len(keys) else keys


def _without_lone(question: Question, keys: Keys) -> Keys:
    """A typed "1-3" may name an option that stands alone among others; the others are meant."""
    others = tuple(k for k in keys if not ((o := question.option(k)) and o.alone))
    return others or keys


def _add_entries(
    turn: Turn, round: Round, due: Due, standing: Asking, value: Value, text: str, message: str
) -> None:
    """Each item is kept as it comes; the question stays in front until "done" or the list is full."""
    sight = turn.sight(round)
    old = () if standing.chosen == ANEW else entries_of(answer_to(sight, due.slot))
    typed = tuple(e for e in value if not isinstance(e, str)) if isinstance(value, tuple) else ()
    entries = with_entries(old, typed, message, revision_of(sight, due.slot))
    most = due.question.most
    if most and len(entries) > most:
        turn.say(puzzled(turn, "full", due.question))
        again(turn, round, standing)
        return
    saved = settle(turn, round.id, due, entries, text, message=message)
    if most and len(entries) == most:
        ask_next(turn, round.id, saved)
    else:
        again_now = turn.partnership.rounds[round.id]
        again(turn, again_now, replace(standing, chosen=()))


def _show_back(
    turn: Turn, sight: Sight, due: Due, standing: Asking, values: tuple[Value, ...], *, span: bool
) -> None:
    stand(turn, sight.round.id, replace(standing, candidates=values))
    labels = dict(choices(sight, due.question))
    unit = due.question.unit.get(sight.language, "")
    offered = tuple(
        say.Choice(str(n), f"{shown(due.question, v, labels, sight.language)} {unit}".strip())
        for n, v in enumerate(values)
    )
    worded = due.question.kind in (Kind.TEXT, Kind.LIST)
    id_number = worded and holds_id_number(standing.raw)
    turn.say(
        say.ShowBack(turn.here, sight.language, sight.round.id, standing.raw, offered, span, id_number)
    )


def take_candidate(turn: Turn, round: Round, standing: Asking, act: Act) -> None:
    """One of the readings that were shown back is what was meant."""
    number = int(act.arg(1)) if act.arg(1).isdigit() else -1
    due = find(turn.sight(round), standing.slot)
    if due is None or not 0 <= number < len(standing.candidates):
        again(turn, round, standing)
        return
    value = standing.candidates[number]
    settled = replace(standing, candidates=(), raw="", message="")
    _keep(turn, round, due, settled, value, standing.raw, standing.message)
