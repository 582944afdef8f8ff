"""Buttons. Papers to keep: which, in which form, for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as e
from bot.core.ordering import BROKER, LISTED, POSTER
from bot.message import Button
from bot.render.listing import Rows, in_rows
from bot.render.shapes import cut, form_name, numeral
from bot.render.words import _


def _menu() -> Button:
    return Button(_("Menu"), "menu")


def _papers(cycle: int) -> Button:
    return Button(_("‹ Papers"), f"papers:{cycle}")


def papers(effect: e.Papers) -> Rows:
    if effect.listed:
        each = [_stage(effect, paper) for paper in effect.stages]
        return (*in_rows(each, 2), (_papers(effect.cycle),))
    stages = (Button(_("Paper of each stage"), f"papers:{effect.cycle}:{LISTED}"),) if effect.stages else ()
    labels = {
        "agreement": _("Partnering agreement"),
        "closing": _("End or go-on paper"),
        "dossier": _("The whole dossier"),
        "data": _("Data as tables"),
        "poster": _("Poster to join"),
    }
    beside = tuple((Button(labels[what], f"paper:{what}::{effect.cycle}"),) for what in effect.others)
    cycles = tuple(Button(_("Cycle %(number)s", number=numeral(n)), f"papers:{n}") for n in effect.cycles)
    return (*((stages,) if stages else ()), *beside, *in_rows(cycles, 2), (_menu(),))


def _stage(effect: e.Papers, paper: e.StagePaper) -> Button:
    return Button(cut(f"{numeral(paper.number)} {paper.label}"), f"paper:stage:{paper.key}:{effect.cycle}")


def choose_paper(effect: e.ChoosePaper) -> Rows:
    """One tap says both form and version."""
    stage = effect.stage.key if effect.stage else ""
    about = f"order:{effect.what}:{stage}:{effect.cycle}"
    each = tuple(
        tuple(Button(_version(effect, form, audience), f"{about}:{form}:{audience}") for form in effect.forms)
        for audience in effect.audiences
    )
    rows = each if len(effect.audiences) == 1 else tuple((button,) for row in each for button in row)
    return (*rows, (_papers(effect.cycle),))


def _version(effect: e.ChoosePaper, form: str, audience: str) -> str:
    name = form_name(form)
    if not effect.broker or effect.what == POSTER:
        return name
    return _("%(form)s for brokers", form=name) if audience == BROKER else _("%(form)s for the group", form=name)


def paper_ready(effect: e.PaperReady) -> Rows:
    return ((_papers(effect.cycle), _menu()),)


def not_your_paper(effect: e.NotYourPaper) -> Rows:
    papers = (Button(_("Papers"), "papers"),) if effect.partner else ()
    return ((*papers, _menu()),)


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.Papers: papers,
    e.ChoosePaper: choose_paper,
    e.PaperReady: paper_ready,
    e.NotYourPaper: not_your_paper,
}
