"""Buttons of the interview: one question, its controls, the review and what may come between."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import effects as e
from bot.core.cycle import Kind
from bot.core.effects import Choice
from bot.message import Button
from bot.render.listing import Rows, numbered, ticked
from bot.render.membership_buttons import stop_writing
from bot.render.shapes import LABEL_MOST, cut, fits, numeral
from bot.render.words import _

SCALE = tuple(Choice(str(mark), str(mark)) for mark in range(1, 6))
"""The marks of a scale (questionnaire: scale 1 to 5)."""
MARK_MOST = 8
"""Clusters of a mark: five of them share a row."""


def answer_label(line: e.StageLine, rounds: int) -> str:
    """"Answer questions"; with the stage where more than one round is open."""
    if rounds <= 1:
        return _("Answer questions")
    if not line.number:
        return cut(_("Answer: %(title)s", title=line.label or line.title))
    number = numeral(line.number)
    label = _("Answer: %(number)s %(title)s", number=number, title=line.label or line.title)
    return label if fits(label) else _("Answer stage %(number)s", number=number)


# ── one question ─────────────────────────────────────────────────────────────


def ask(effect: e.Ask) -> Rows:
    return (*_as_before(effect), *_answers(effect), *_with_files(effect), *_controls(effect))


def _as_before(effect: e.Ask) -> Rows:
    """The answer of the cycle before, by one tap."""
    return ((Button(_("Same as before"), _at("asbefore", effect)),),) if effect.as_before else ()


def _with_files(effect: e.Ask) -> Rows:
    """Files alone can be an answer: then one goes on by tapping. A list or a choice has its own way on."""
    if not effect.attached or effect.kind in {Kind.MULTI, Kind.LIST}:
        return ()
    return ((Button(_("Next question ›"), _at("done", effect)),),)


def _at(verb: str, effect: e.Ask) -> str:
    return f"{verb}:{effect.round}:{effect.question}:{effect.item}"


def _answers(effect: e.Ask) -> Rows:
    maker = ANSWERS.get(effect.kind)
    return maker(effect) if maker else ()


def _one(effect: e.Ask) -> Rows:
    return numbered(effect.choices, _to("answer", effect))


def _yes_or_no(effect: e.Ask) -> Rows:
    return numbered(_yes_no(effect), _to("answer", effect))


def _marks(effect: e.Ask) -> Rows:
    to = _to("answer", effect)
    marks = effect.choices or SCALE
    return (tuple(Button(cut(c.label, MARK_MOST), to(n, c)) for n, c in enumerate(marks, 1)),)


def _several(effect: e.Ask) -> Rows:
    done = (Button(_("✓ Done choosing"), _at("done", effect)),)
    return (*ticked(effect.choices, _ticking(effect)), done)


def _list(effect: e.Ask) -> Rows:
    if not effect.entries:
        return ()
    done = Button(_("✓ That is all"), _at("done", effect))
    return ((done, Button(_("Clear this list"), _at("clear", effect))),)


def _date(effect: e.Ask) -> Rows:
    """Typing a date always works; the button is for channels that let one be picked."""
    return ((Button(_("Pick a date"), _at("pick", effect), picks="date"),),)


def _to(verb: str, effect: e.Ask) -> Callable[[int, Choice], str]:
    return lambda _n, choice: f"{_at(verb, effect)}:{choice.key}"


def _ticking(effect: e.Ask) -> Callable[[int, Choice], str]:
    """The button says which of the two it does, so that a double tap does it once."""
    return lambda _n, c: f"{_at('untick' if c.chosen else 'tick', effect)}:{c.key}"


def _yes_no(effect: e.Ask) -> tuple[Choice, ...]:
    labels = {"yes": _("Yes"), "no": _("No")}
    choices = effect.choices or (Choice("yes", ""), Choice("no", ""))
    return tuple(Choice(c.key, c.label or labels[c.key]) for c in choices)


def _rank(effect: e.Ask) -> Rows:
    """What has no place yet can be placed; the placed ones stand in the text."""
    to = _to("place", effect)
    left = tuple(
        (Button(f"{n} {cut(c.label)}", to(n, c)),)
        for n, c in enumerate(effect.choices, 1)
        if not c.place
    )
    if len(left) == len(effect.choices):
        return left
    return (*left, (Button(_("Start again"), _at("clear", effect)),))


ANSWERS: Mapping[str, Callable[[e.Ask], Rows]] = {
    Kind.SINGLE: _one,
    Kind.CONSENT: _one,
    Kind.YES_NO: _yes_or_no,
    Kind.SCALE: _marks,
    Kind.MULTI: _several,
    Kind.RANK: _rank,
    Kind.LIST: _list,
    Kind.DATE: _date,
}
"""Kinds that can be answered by tapping; the others are typed."""


def _controls(effect: e.Ask) -> Rows:
    pause = Button(_("Pause"), f"pause:{effect.round}")
    back = [Button(_("‹ Back"), _at("back", effect))] if effect.can_go_back else []
    if effect.changing and effect.before:
        return ((*back, Button(_("Keep as it is"), f"keep:{effect.round}"), pause),)
    return ((*back, Button(_("Skip"), _at("skip", effect)), pause),)


# ── round about a question ───────────────────────────────────────────────────


def stage_opened(effect: e.StageOpened) -> Rows:
    if not effect.questions:
        change = Button(_("Change answers"), f"change:{effect.round}:0")
        return ((Button(_("My answers"), f"review:{effect.round}"), change),)
    label = _("Go on answering") if effect.again else _("Begin")
    return ((Button(label, f"go:{effect.round}"),),)


def show_back(effect: e.ShowBack) -> Rows:
    """Candidates have no numbers in front: "1 31 October" reads like another date."""
    again = Button(_("Type it again"), f"retype:{effect.round}")
    if effect.id_number:
        return (again,), (Button(_("Keep it as typed"), f"take:{effect.round}:0"),)
    mark = "✓ " if len(effect.candidates) == 1 else ""
    yes = (
        (Button(mark + cut(c.label, LABEL_MOST - len(mark)), f"take:{effect.round}:{n}"),)
        for n, c in enumerate(effect.candidates)
    )
    return (*yes, (again,))


def ask_words(effect: e.AskWords) -> Rows:
    return ((Button(_("Skip"), f"skip:{effect.round}"), Button(_("Pause"), f"pause:{effect.round}")),)


def offer_change(effect: e.OfferChange) -> Rows:
    slot = f"{effect.round}:{effect.question}:{effect.item}"
    return (
        (Button(_("Change the answer"), f"swap:{slot}:{effect.key}"),),
        (Button(_("Keep the old answer"), f"keep:{effect.round}"),),
    )


def offer_early(_effect: e.OfferEarly) -> Rows:
    return (
        (Button(_("The question before"), "early:earlier"),),
        (Button(_("This question"), "early:this"),),
        (Button(_("Do not use it"), "early:drop"),),
    )


def review(effect: e.Review) -> Rows:
    return (*_review(effect), *stop_writing(effect))


def _review(effect: e.Review) -> Rows:
    change = Button(_("Change answers"), f"change:{effect.round}:0")
    if effect.stands_in and all(line.own for line in effect.lines):
        return ()
    if effect.missing:
        return ((Button(_("Go on answering"), f"go:{effect.round}"),), (change,))
    if effect.handed_in:
        return ((change, Button(_("Menu"), "menu")),)
    return ((Button(_("Hand in answers"), f"handin:{effect.round}"),), (change,))


def choose_change(effect: e.ChooseChange) -> Rows:
    turn = []
    if effect.page > 0:
        turn.append(Button(_("‹ Previous page"), f"change:{effect.round}:{effect.page - 1}"))
    if effect.page + 1 < effect.pages:
        turn.append(Button(_("Next page ›"), f"change:{effect.round}:{effect.page + 1}"))
    back = (Button(_("‹ Back"), f"review:{effect.round}"),)
    return (*_edits(effect.round, effect.lines), *([tuple(turn)] if turn else []), back)


def _edits(round: str, lines: tuple[e.ReviewLine, ...]) -> Rows:
    return tuple(
        (Button(f"{n} {cut(line.title)}", f"edit:{round}:{line.question}:{line.item}"),)
        for n, line in enumerate(lines, 1)
    )


def handed_in(effect: e.HandedIn) -> Rows:
    if effect.stands_in:
        return ()
    return ((Button(_("My answers"), f"review:{effect.round}"), Button(_("Menu"), "menu")),)


def paused(effect: e.Paused) -> Rows:
    on = (Button(_("Go on answering"), f"go:{effect.round}"), Button(_("Menu"), "menu"))
    return (on, *stop_writing(effect))


def colleague_changed(effect: e.ColleagueChanged) -> Rows:
    action = f"edit:{effect.round}:{effect.question}:{effect.item}"
    return ((Button(_("Change this answer"), action),),)


def source_changed(effect: e.SourceChanged) -> Rows:
    go_on = (Button(_("No need, go on"), f"go:{effect.round}"),)
    return (*_edits(effect.round, effect.lines), go_on)


def round_over(_effect: e.Effect) -> Rows:
    return ((Button(_("Summaries"), "summaries"), Button(_("Menu"), "menu")),)


def too_late(effect: e.RoundOver) -> Rows:
    correct = Button(_("Ask for a correction"), f"correct:{effect.correct}")
    return (*(((correct,),) if effect.correct else ()), *round_over(effect))


def nudge(effect: e.Nudge) -> Rows:
    label = _("Go on answering") if effect.started else _("Begin")
    return ((Button(label, f"go:{effect.round}"),),)
