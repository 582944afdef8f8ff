"""The ledger of promises: what each organisation has taken upon itself, from which stage, and how it stands.

Promises are entered when a summary is published: of each question that the set marks with `promises`, what the
group may read with names. What leads people to the ledger is in ledger.py. It has no limit of its own: there are at
most as many promises as a cycle has organisations × such questions × items, and one more each time somebody takes one
on that a broker offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from bot.core import effects as say
from bot.core.calendar import today
from bot.core.cycle import Kind, Question, Seen, Stage
from bot.core.derived import ROLE, lead_answer, words_of
from bot.core.merging import LISTS_BEHIND, Item, Merged, entries, keys, merged
from bot.core.model import Answer, AnswerKey, Partnership, Round, Slot
from bot.core.provisional import NOTHING, binds, must_consult
from bot.core.records import Promise
from bot.core.sight import Sight, newest
from bot.core.sight import say as in_words
from bot.core.turn import Turn

DUE: Mapping[str, str] = {ROLE: "end_date", "cash": "available_from", "in_kind": "available_from"}
"""Question → the one that says by when."""
PROGRESS, DONE = "progress", "done"
"""The check-in's question of stage 7, and its option that an activity is done."""
REMARKS: Mapping[str, str] = {"late": "=late", "stuck": "=stuck"}
"""Options of it that are told with the promise."""
EDITION, CHECKED = "=edition", "=checked"
"""Reasons that are none of people's: the newest edition has it no more; a check-in said it is done."""
OWN_LINES = 3
"""Own promises told when a stage opens."""


def open_promises(partnership: Partnership, organisation: str = "") -> tuple[Promise, ...]:
    """What is promised and not settled yet, of one organisation or of all, in the order of the ledger."""
    return tuple(
        promise
        for promise in partnership.promises.values()
        if promise.state == "open" and organisation in ("", promise.organisation)
    )


def is_late(promise: Promise, at: datetime) -> bool:
    return promise.state == "open" and promise.due is not None and promise.due < today(at)


def new_id(partnership: Partnership) -> str:
    """The id of the next promise: p1, p2, …; promises are never taken out."""
    return f"p{len(partnership.promises) + 1}"


# ── what a summary holds of them ─────────────────────────────────────────────


class Found(NamedTuple):
    """What an answer promises; a list, or a choice of several, promises several things."""

    slot: Slot
    what: str
    due: date | None
    provisional: bool


def from_published(turn: Turn, stage: Stage, round: Round) -> None:
    """A summary was published: what it holds of promises is entered, and check-ins move those that are there.

    What an earlier edition or round of this cycle had entered is put right, not entered twice; what the
    newest edition no longer has is dropped.
    """
    asked = {q.key: q for q in stage.questions if q.promises and q.seen is Seen.NAMED}
    found = {
        (answer.organisation, one.slot): one
        for key, answer in round.answers.items()
        if key.slot.question in asked and _counts(turn.partnership, round, answer)
        for one in _promised(turn, round, asked[key.slot.question], answer)
    }
    for (organisation, _), one in found.items():
        _enter(turn, stage, round, organisation, one)
    for promise in open_promises(turn.partnership):
        from_here = promise.round == round.id and promise.slot and promise.slot.question in asked
        if from_here and (promise.organisation, promise.slot) not in found:
            _settle(turn, promise, "dropped", EDITION)
    _checked(turn, round)


def _counts(partnership: Partnership, round: Round, answer: Answer) -> bool:
    organisation = partnership.organisations.get(answer.organisation)
    left_out = AnswerKey(answer.organisation, answer.slot) in round.left_out
    here = organisation is not None and organisation.state != "left"
    return here and not left_out and not answer.skipped and answer.value is not None


def _promised(turn: Turn, round: Round, question: Question, answer: Answer) -> Iterator[Found]:
    sight = Sight(turn.cycle, turn.partnership, round, answer.organisation, turn.group_language)
    due = _due(sight, question, answer)
    for slot, what in _what(sight, question, answer):
        yield Found(slot, what, due, answer.provisional)


def _what(sight: Sight, question: Question, answer: Answer) -> Iterator[tuple[Slot, str]]:
    """Slot and words of everything that one answer promises; nothing of a nought or a "none"."""
    title = in_words(sight, question.title)
    item = _item(sight, question, answer)
    if question.kind is Kind.LIST:
        for entry in entries(answer):
            yield Slot(question.key, entry.id), f"{title}: {entry.text}"
    elif question.kind is Kind.MULTI and not question.each:
        yield from _choices(sight, question, answer)
    elif binds(replace(question, commits=True), answer.value):
        words = words_of(sight, question, answer)
        yield answer.slot, f"{words}: {item}" if item else f"{title}: {words}"


def _choices(sight: Sight, question: Question, answer: Answer) -> Iterator[tuple[Slot, str]]:
    """Each option ticked, with what was said of it by the question that goes through them."""
    stage = sight.cycle.stages.get(sight.round.stage)
    more = next((q for q in stage.questions if q.each == question.key), None) if stage else None
    for key in keys(answer):
        option = question.option(key)
        if option is None or option.alone or key in NOTHING:
            continue
        label = answer.words if option.asks and answer.words else in_words(sight, option.label)
        told = newest(sight, more.key, item=key) if more and more.seen is Seen.NAMED else None
        words = words_of(sight, more, told) if more and told else ""
        yield Slot(question.key, key), f"{label}: {words}" if words else label


def _item(sight: Sight, question: Question, answer: Answer) -> str:
    if not question.each:
        return ""
    found = _activity(sight, LISTS_BEHIND.get(question.each, question.each), answer.slot.item)
    return found.item.label if found else answer.item_label or answer.slot.item


def _activity(sight: Sight, source: str, item: str) -> Merged | None:
    question = sight.cycle.question(source)
    if question is None or question.kind is not Kind.LIST:
        return None
    return next((m for m in merged(sight, source) if item in m.keys), None)


def _due(sight: Sight, question: Question, answer: Answer) -> date | None:
    """By when: what the lead said of the activity, or the organisation of its own."""
    key = DUE.get(question.key, "")
    if question.each:
        activity = _activity(sight, LISTS_BEHIND.get(question.each, question.each), answer.slot.item)
        item = Merged(Item(answer.slot.item, "", ()), (answer.slot.item,))
        said = lead_answer(sight, key, activity or item)
    else:
        said = newest(sight, key)
    return said.value if said and isinstance(said.value, date) else None


# ── how they move ────────────────────────────────────────────────────────────


def _from_question(
    partnership: Partnership, round: Round, organisation: str, question: str
) -> tuple[Promise, ...]:
    """What the organisation has promised by its answers to a question, in the round's cycle."""
    mine = (organisation, round.cycle)
    every = (p for p in partnership.promises.values() if (p.organisation, p.cycle) == mine)
    return tuple(p for p in every if p.slot is not None and p.slot.question == question)


def _enter(turn: Turn, stage: Stage, round: Round, organisation: str, found: Found) -> None:
    from_it = _from_question(turn.partnership, round, organisation, found.slot.question)
    known = next((p for p in from_it if p.slot == found.slot), None)
    if known is None:
        known = Promise(
            new_id(turn.partnership),
            organisation,
            found.what,
            turn.event.at,
            cycle=round.cycle,
            stage=stage.key,
            slot=found.slot,
        )
    elif known.reason == EDITION:
        known = replace(known, state="open", reason="", settled_at=None)
    elif known.state != "open":
        return
    now = replace(
        known, what=found.what, due=found.due, provisional=found.provisional, round=round.id
    )
    turn.partnership = turn.partnership.with_promise(now)


def _settle(turn: Turn, promise: Promise, state: str, reason: str = "") -> Promise:
    at = None if state == "open" else turn.event.at
    now = replace(promise, state=state, reason=reason, settled_at=at, to="")
    turn.partnership = turn.partnership.with_promise(now)
    return now


def tick_off(turn: Turn, promise: Promise) -> Promise:
    return _settle(turn, promise, "done")


def untick(turn: Turn, promise: Promise) -> Promise:
    """It was ticked off by mistake."""
    return _settle(turn, promise, "open")


def drop(turn: Turn, promise: Promise, reason: str) -> Promise:
    return _settle(turn, promise, "dropped", reason)


def offer(turn: Turn, promise: Promise, organisation: str) -> Promise:
    """An open promise is offered to an organisation ("" : to none any more), which takes it or does not."""
    now = replace(promise, to=organisation)
    turn.partnership = turn.partnership.with_promise(now)
    return now


def hand_over(turn: Turn, promise: Promise, organisation: str) -> Promise:
    """The organisation of the one who acted takes an open promise: a new one of its own, with the same words
    and day, to be confirmed by it where they must consult first."""
    _settle(turn, promise, "handed_over")
    old = turn.partnership.promises[promise.id]
    turn.partnership = turn.partnership.with_promise(replace(old, to=organisation))
    taken = replace(
        promise,
        id=new_id(turn.partnership),
        organisation=organisation,
        made_at=turn.event.at,
        slot=None,
        to="",
        provisional=must_consult(turn),
        cycle=turn.partnership.cycle,
    )
    turn.partnership = turn.partnership.with_promise(taken)
    return taken


def made_firm(turn: Turn, round: Round, answer: Answer) -> None:
    """The organisation has confirmed an answer of a round: what it promises is provisional no more."""
    from_it = _from_question(turn.partnership, round, answer.organisation, answer.slot.question)
    for promise in from_it:
        if promise.slot and answer.slot.item in ("", promise.slot.item):
            firm(turn, promise)


def firm(turn: Turn, promise: Promise) -> Promise:
    """The organisation has confirmed it."""
    now = replace(promise, provisional=False)
    turn.partnership = turn.partnership.with_promise(now)
    return now


def _checked(turn: Turn, round: Round) -> None:
    """What a check-in says of an activity moves the role that the organisation took in it."""
    for key, answer in round.answers.items():
        chosen = keys(answer)[:1]
        if key.slot.question != PROGRESS or not chosen or not _counts(turn.partnership, round, answer):
            continue
        sight = Sight(turn.cycle, turn.partnership, round, answer.organisation, turn.group_language)
        activity = _activity(sight, LISTS_BEHIND.get("my_activities", ""), key.slot.item)
        known = activity.keys if activity else (key.slot.item,)
        for promise in _from_question(turn.partnership, round, answer.organisation, ROLE):
            if promise.slot and promise.slot.item in known:
                _moved(turn, promise, chosen[0])


def _moved(turn: Turn, promise: Promise, progress: str) -> None:
    if promise.state == "open" and progress == DONE:
        _settle(turn, promise, "done", CHECKED)
    elif promise.state == "open" or (promise.reason == CHECKED and progress != DONE):
        remark = REMARKS.get(progress, "")
        now = replace(promise, state="open", reason=remark, settled_at=None)
        turn.partnership = turn.partnership.with_promise(now)


# ── as they are shown ────────────────────────────────────────────────────────


def line(turn: Turn, promise: Promise, whose: str = "", number: int = 0) -> say.PromiseLine:
    """`whose`: the reader's organisation, "" for none."""
    organisations = turn.partnership.organisations
    stage = turn.cycle.stages.get(promise.stage)
    named = [o.name for o in (organisations.get(x) for x in (promise.organisation, promise.to)) if o]
    return say.PromiseLine(
        promise.id,
        named[0] if promise.organisation in organisations else "",
        promise.what,
        "late" if is_late(promise, turn.event.at) else promise.state,
        promise.due,
        stage.number if stage else 0,
        promise.reason,
        named[-1] if promise.to in organisations else "",
        promise.provisional,
        bool(whose) and promise.organisation == whose,
        bool(whose) and promise.to == whose and promise.state == "open",
        number,
    )


def by_urgency(promise: Promise) -> tuple[bool, date, datetime]:
    """Open before settled, then by their day, those without one last."""
    return (promise.state != "open", promise.due or date.max, promise.made_at)


def own_open(turn: Turn, organisation: str) -> tuple[tuple[say.PromiseLine, ...], int]:
    """The organisation's most pressing open promises, for when a stage opens, and how many it has."""
    found = sorted(open_promises(turn.partnership, organisation), key=by_urgency)
    return tuple(line(turn, p, organisation) for p in found[:OWN_LINES]), len(found)


def open_and_late(turn: Turn) -> tuple[int, int]:
    """How many promises of all are open, and how many of these past their day."""
    found = open_promises(turn.partnership)
    return len(found), sum(is_late(p, turn.event.at) for p in found)
