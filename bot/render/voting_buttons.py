"""Buttons. Votes: ballots, results, the second vote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.core import effects as e
from bot.core.cycle import Kind
from bot.core.effects import Choice
from bot.message import Button
from bot.render import group_buttons, ways
from bot.render.listing import Rows, listing, numbered
from bot.render.shapes import plain
from bot.render.words import _


def _ballot(effect: e.Ballot) -> Rows:
    """A button a voice, abstaining, and the way into the private chat."""
    private = (ways.answer(),)
    if effect.hidden:
        return (private,)
    slot = f"vote:{effect.round}:{effect.question}:{effect.item}"
    abstain = (Button(_("Abstain"), f"{slot}:abstain"),)
    return (*_silent((*_voices(effect, slot), abstain)), private)


def _silent(rows: Rows) -> Rows:
    """A voice is not repeated in the group, where all would read it."""
    return tuple(tuple(replace(button, silent=True) for button in row) for row in rows)


def _voices(effect: e.Ballot, slot: str) -> Rows:
    choices = _yes_no(effect.choices) if effect.kind == Kind.YES_NO else effect.choices
    if effect.kind == Kind.SCALE:
        return (tuple(Button(plain(c.label), f"{slot}:{c.key}") for c in choices),)
    if listing(choices):
        return numbered(choices, lambda _n, c: f"{slot}:{c.key}")
    return tuple((Button(plain(c.label), f"{slot}:{c.key}"),) for c in choices)


def _yes_no(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return choices or (Choice("yes", _("Yes")), Choice("no", _("No")))


def _result(_effect: e.Effect) -> Rows:
    return group_buttons.under_news()


def _kept(effect: e.VoteKept) -> Rows:
    return ((Button(_("My answers"), f"review:{effect.round}"), Button(_("Menu"), "menu")),)


def _not_voted(effect: e.NotVoted) -> Rows:
    if effect.private:
        join = Button(_("Join to represent"), "represent")
        return ((join,),) if effect.why == "stranger" else ((Button(_("Menu"), "menu"),),)
    ways_in = {"nameless": ways.answer, "stranger": ways.join}
    return ((ways_in[effect.why](),),) if effect.why in ways_in else ()


def _second(effect: e.SecondVote) -> Rows:
    if not effect.private:
        return ()
    return ((Button(_("See and vote"), f"go:{effect.round}"),),)


def _say_why(effect: e.SayWhy) -> Rows:
    return ((Button(_("Tell the reason"), f"why:{effect.round}:{effect.question}:{effect.item}"),),)


def _on(effect: e.AskWhy | e.WhyKept) -> Rows:
    return ((Button(_("See and vote"), f"go:{effect.round}"),),)


def _referred(effect: e.Referred) -> Rows:
    at = f"workinggroup:{effect.agreement}"
    if effect.choices:
        return numbered(effect.choices, lambda _n, c: f"{at}:{c.key}")
    return (
        (Button(_("Working group agrees"), f"{at}:agree"),),
        (Button(_("Does not agree"), f"{at}:object"),),
    )


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.Ballot: _ballot,
    e.VoteResult: _result,
    e.VoteKept: _kept,
    e.NotVoted: _not_voted,
    e.SecondVote: _second,
    e.SayWhy: _say_why,
    e.AskWhy: _on,
    e.WhyKept: _on,
    e.Referred: _referred,
}
