"""One member's passage through one round: what each standing allows, and what it does.

`MEMBER` is the whole of it: standing × verb → rule. What is not in the table is refused, changes
nothing, and the waiting question is shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.answering import (
    answer_by_press,
    clear,
    finish_choice,
    give_words,
    part_over,
    place,
    read_typed,
    take_candidate,
)
from bot.core.asking import (
    again,
    ask,
    ask_next,
    behind,
    carried,
    review,
    review_lines,
    stand,
    they_answered,
)
from bot.core.carrying import value_again
from bot.core.cycle import Kind
from bot.core.handing_in import hand_in
from bot.core.model import Asking, Finished, Interview, Invited, Reviewing, Round, Slot, Standing
from bot.core.parts import answer_to, answered, find, first_unanswered, voted_before
from bot.core.settling import settle
from bot.core.standing_in import stood_in
from bot.core.ticking import tick, tick_earlier
from bot.core.turn import Turn
from bot.core.words import all_right, courtesy

LINES_A_PAGE = 8
"""Answers offered for change on one page; more would not fit a phone's screen."""


@dataclass(frozen=True, slots=True)
class Move:
    """Everything a rule may look at."""

    turn: Turn
    round: Round
    standing: Standing
    act: Act
    text: str = ""
    message: str = ""


def _in_front(m: Move) -> Asking:
    """The question in front; the table lets only rules for `Asking` come here."""
    if isinstance(m.standing, Asking):
        return m.standing
    raise TypeError(f"{m.act.verb} is not for {type(m.standing).__name__}")


# ── begin, go back, stop ─────────────────────────────────────────────────────


def _begin(m: Move) -> None:
    sight = m.turn.sight(m.round)
    due = voted_before(sight)
    if due is None or m.turn.answered_itself(answer_to(sight, due.slot)):
        ask_next(m.turn, m.round.id)
    else:
        ask(m.turn, m.round.id, due, changing=True)


def _resume(m: Move) -> None:
    """The question that was in front is still in front, however long ago that was."""
    standing = _in_front(m)
    again(m.turn, m.round, standing)


def _read_back(m: Move) -> None:
    review(m.turn, m.round.id)


def _said_aside(m: Move) -> None:
    """A text where nothing is asked: it is not kept, and that is said, unless it was mere politeness. "All is right"
    under one's answers hands them in.
    """
    if isinstance(m.standing, Reviewing) and all_right(m.text):
        _hand_in(m)
        return
    review(m.turn, m.round.id, aside=not courtesy(m.text))


def _back(m: Move) -> None:
    """One question back from the one in front (or from the one whose button was pressed)."""
    sight = m.turn.sight(m.round)
    before = behind(m.turn, sight, m.standing.slot if isinstance(m.standing, Asking) else None)
    if not before:
        _again(m)
        return
    due = before[-1]
    ask(m.turn, m.round.id, due, changing=answer_to(sight, due.slot) is not None)


def _again(m: Move) -> None:
    if isinstance(m.standing, Asking):
        again(m.turn, m.round, m.standing)
    else:
        review(m.turn, m.round.id)


def _pause(m: Move) -> None:
    stage = m.turn.stage(m.round)
    done, total = answered(m.turn.sight(m.round))
    if stage:
        here = min(done + 1, total)
        m.turn.say(say.Paused(m.turn.here, m.turn.language, stage, here, total, m.round.id))


# ── answers to the question in front ─────────────────────────────────────────


def _skip(m: Move) -> None:
    """Recorded as skipped. Where words were awaited, the choice counts without them."""
    standing = _in_front(m)
    if m.act.arg(1) and m.act.slot != standing.slot:
        _again(m)
        return
    due = find(m.turn.sight(m.round), standing.slot)
    if standing.words_for:
        give_words(m.turn, m.round, standing, "", "")
    elif due is None or standing.changing or _has_something(m, standing.slot):
        ask_next(m.turn, m.round.id)
    else:
        settle(m.turn, m.round.id, due, None, "")
        ask_next(m.turn, m.round.id)


def _has_something(m: Move, slot: Slot) -> bool:
    """An answer that is there already (a list in the making, a photo) is not lost by "skip"."""
    answer = answer_to(m.turn.sight(m.round), slot)
    return answer is not None and not answer.skipped


def _keep(m: Move) -> None:
    """Leave an answer that was opened, or asked about, as it is."""
    ask_next(m.turn, m.round.id)


def _keep_here(m: Move) -> None:
    standing = _in_front(m)
    if standing.changing:
        ask_next(m.turn, m.round.id)
    else:
        again(m.turn, m.round, standing)


def _as_before(turn: Turn, round: Round, standing: Asking, _: Act) -> None:
    """The same answer as in the cycle before; what cannot be said again is asked as it stands."""
    sight = turn.sight(round)
    due = find(sight, standing.slot)
    before = carried(turn, sight, due) if due and answer_to(sight, due.slot) is None else None
    value = value_again(sight, due, before) if due and before else None
    if due is None or before is None or value is None:
        again(turn, round, standing)
        return
    saved = settle(turn, round.id, due, value, before.raw, words=before.words)
    ask_next(turn, round.id, saved)


def _said(m: Move) -> None:
    standing = _in_front(m)
    if standing.words_for:
        give_words(m.turn, m.round, standing, m.text, m.message)
    else:
        read_typed(m.turn, m.round, standing, m.text, m.message)


def _fits(m: Move) -> bool:
    """Whether a button's verb is for the kind that its question has now (a set of questions may change)."""
    due = find(m.turn.sight(m.round), m.act.slot)
    return due is None or due.question.kind in KINDS.get(m.act.verb, frozenset(Kind))


KINDS: Mapping[str, frozenset[Kind]] = {
    "answer": frozenset({Kind.SINGLE, Kind.SCALE, Kind.YES_NO, Kind.CONSENT}),
    "pick": frozenset({Kind.DATE}),
    "swap": frozenset({Kind.SINGLE, Kind.SCALE, Kind.YES_NO, Kind.CONSENT, Kind.DATE}),
    "tick": frozenset({Kind.MULTI}),
    "untick": frozenset({Kind.MULTI}),
    "place": frozenset({Kind.RANK}),
}
"""Verb of a button → kinds of question that it answers."""


def _press(m: Move) -> None:
    slot, key = m.act.slot, m.act.key
    answer_by_press(m.turn, m.round, m.standing, slot, key, message=m.message)


def _swap(m: Move) -> None:
    answer_by_press(m.turn, m.round, m.standing, m.act.slot, m.act.key, sure=True)


def _asking_only(rule: Callable[[Turn, Round, Asking, Act], None]) -> Callable[[Move], None]:
    """A rule for the question in front: a button of another question only shows it again."""

    def checked(m: Move) -> None:
        standing = _in_front(m)
        if m.act.verb in SLOTTED and m.act.args and m.act.slot != standing.slot:
            _other_question(m)
        elif standing.words_for:
            _again(m)
        else:
            rule(m.turn, m.round, standing, m.act)

    return checked


def _other_question(m: Move) -> None:
    """A button of an earlier question: a second "done" does nothing; the rest opens that answer again, a box
    with what was tapped."""
    if m.act.verb in ("tick", "untick"):
        _tick_earlier(m)
    elif m.act.verb not in ("done", "asbefore") or not _has_something(m, m.act.slot):
        _edit(m)


def _tick_earlier(m: Move) -> None:
    due = find(m.turn.sight(m.round), m.act.slot)
    if due is None:
        _edit(m)
    else:
        tick_earlier(m.turn, m.round, due, m.act)


SLOTTED = frozenset({"tick", "untick", "place", "clear", "done", "asbefore"})
"""Verbs whose button belongs to one question."""


def _retype(m: Move) -> None:
    standing = _in_front(m)
    shown_back = replace(standing, candidates=(), raw="") if standing.candidates else standing
    again(m.turn, m.round, shown_back)


# ── changing what was answered ───────────────────────────────────────────────


def _edit(m: Move) -> None:
    due = find(m.turn.sight(m.round), m.act.slot)
    if due is None:
        part_over(m.turn, m.round, "")
        _refuse(m)
        return
    has = answer_to(m.turn.sight(m.round), due.slot) is not None
    ask(m.turn, m.round.id, due, changing=has)


def _choose_change(m: Move) -> None:
    lines = tuple(x for x in review_lines(m.turn, m.turn.sight(m.round)) if not x.own)
    if not lines:
        _read_back(m)
        return
    pages = max(1, -(-len(lines) // LINES_A_PAGE))
    page = min(int(m.act.arg(1)) if m.act.arg(1).isdigit() else 0, pages - 1)
    shown = lines[page * LINES_A_PAGE : (page + 1) * LINES_A_PAGE]
    effect = say.ChooseChange(m.turn.here, m.turn.language, m.round.id, shown, page, pages)
    m.turn.say(effect)


def _hand_in(m: Move) -> None:
    waiting = first_unanswered(m.turn.sight(m.round)) if m.round.open else None
    if waiting and isinstance(m.standing, Asking) and waiting.slot == m.standing.slot:
        _again(m)
        return
    if waiting is not None:
        ask_next(m.turn, m.round.id)
        return
    stand(m.turn, m.round.id, Finished())
    hand_in(m.turn, m.round.id)
    stood_in(m.turn, m.round.id)


def _refuse(m: Move) -> None:
    """Nothing changes; what waits is shown again: the next text will be taken as its answer."""
    _again(m)
    if not isinstance(m.standing, Asking):
        stand(m.turn, m.round.id, m.standing)


def _silence(_: Move) -> None:
    """A second press of what has already been done does nothing twice."""


Rule = Callable[[Move], None]

ALWAYS: Mapping[str, Rule] = {
    "review": _read_back,
    "change": _choose_change,
    "edit": _edit,
    "answer": _press,
    "pick": _press,
    "swap": _swap,
    "tick": _tick_earlier,
    "untick": _tick_earlier,
    "pause": _pause,
    "keep": _keep,
}
MEMBER: Mapping[type[Standing], Mapping[str, Rule]] = {
    Invited: {**ALWAYS, "go": _begin, "said": _begin, "back": _begin, "skip": _begin},
    Asking: {
        **ALWAYS,
        "go": _resume,
        "said": _said,
        "back": _back,
        "skip": _skip,
        "keep": _keep_here,
        "retype": _retype,
        "tick": _asking_only(tick),
        "untick": _asking_only(tick),
        "place": _asking_only(place),
        "clear": _asking_only(clear),
        "done": _asking_only(finish_choice),
        "asbefore": _asking_only(_as_before),
        "take": _asking_only(take_candidate),
        "handin": _hand_in,
    },
    Reviewing: {**ALWAYS, "go": _begin, "said": _said_aside, "back": _back, "handin": _hand_in},
    Finished: {**ALWAYS, "go": _begin, "said": _said_aside, "back": _back, "handin": _silence},
}


FOR_ALL = frozenset({"review", "change", "handin", "pause", "back"})
"""Verbs about no answer of their own."""


def _theirs(m: Move) -> bool:
    """Whether it is about an answer that the organisation, for which a broker stands in, gave by itself."""
    slot = m.standing.slot if isinstance(m.standing, Asking) else None
    if m.act.verb in SLOTTED | KINDS.keys() | {"edit"}:
        slot = m.act.slot
    if slot is None or m.act.verb in FOR_ALL:
        return False
    return m.turn.answered_itself(answer_to(m.turn.sight(m.round), slot))


def standing_of(round: Round, turn: Turn) -> Standing:
    interview = round.interviews.get(turn.event.person) or Interview(turn.event.person)
    return interview.standing


def act(turn: Turn, round: Round, act: Act, text: str = "", message: str = "") -> None:
    """Do in a round's interview what was pressed ("said" for a text)."""
    move = Move(turn, round, standing_of(round, turn), act, text, message)
    rule = MEMBER[type(move.standing)].get(act.verb, _refuse)
    if _theirs(move):
        they_answered(turn, round.id)
        return
    if not _fits(move):
        rule = _refuse
    rule(move)
