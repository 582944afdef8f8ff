"""Buttons. Promises, agreements, what is to be confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as e
from bot.message import Button
from bot.render.listing import Rows, in_rows, numbered
from bot.render.shapes import LABEL_MOST, cut
from bot.render.words import _


def _pages(verb: str, page: int, pages: int) -> Rows:
    """One row to turn pages; none where there is but one."""
    back = [Button(_("‹ Previous page"), f"{verb}:{page - 1}")] if page > 0 else []
    on = [Button(_("Next page ›"), f"{verb}:{page + 1}")] if page + 1 < pages else []
    return ((*back, *on),) if back or on else ()


def _numbered(mark: str, number: int, text: str) -> str:
    head = f"{mark}{number} "
    return head + cut(text, LABEL_MOST - len(head))


# ── confirming ───────────────────────────────────────────────────────────────

A_PAGE = 6
"""Lines on a page of what is to be confirmed (core/provisional.py)."""


def to_confirm(effect: e.ToConfirm) -> Rows:
    if not effect.count or effect.note == "later":
        return ((Button(_("Menu"), "menu"),),)
    first = effect.page * A_PAGE
    each = [
        Button(
            _numbered("✓ ", first + n, line.title),
            f"confirm:{line.round}:{line.question}:{line.item}",
        )
        for n, line in enumerate(effect.lines, 1)
    ]
    every = (Button(_("We confirm"), "confirm:all"),)
    later = (Button(_("Not talked over yet"), "confirm:later"),)
    return (
        every,
        *(in_rows(each, 1) if effect.count > 1 else ()),
        *_pages("toconfirm", effect.page, effect.pages),
        later,
    )


# ── promises ─────────────────────────────────────────────────────────────────


def promises(effect: e.Promises) -> Rows:
    pages = _pages("promises", effect.page, effect.pages)
    if not effect.private:
        return pages
    undo: Rows = ()
    if effect.note == "kept" and effect.about:
        undo = ((Button(_("Not done yet"), f"unkept:{effect.about.id}"),),)
    ticks = tuple(
        (Button(_numbered("✓ ", p.number, p.what), f"kept:{p.id}"),)
        for p in effect.lines
        if p.mine and p.state in ("open", "late")
    )
    more = (Button(_("See to one of them"), f"choosepromise:{effect.page}"),)
    menu = (Button(_("Menu"), "menu"),)
    return (*undo, *ticks, *pages, (*(more if effect.manages else ()), *menu))


def choose_promise(effect: e.ChoosePromise) -> Rows:
    each = tuple(
        (Button(_numbered("", p.number, p.what), f"promise:{p.id}"),) for p in effect.lines
    )
    return (*each, (Button(_("‹ Promises"), f"promises:{effect.page}"),))


def promise_card(effect: e.PromiseCard) -> Rows:
    promise = effect.line.id
    labels = {
        "firm": (Button(_("We confirm"), f"firmpromise:{promise}"),),
        "kept": (Button(_("✓ Done"), f"kept:{promise}"),),
        "unkept": (Button(_("Not done yet"), f"unkept:{promise}"),),
        "drop": (Button(_("Cancel this promise"), f"droppromise:{promise}"),),
        "hand": (Button(_("Hand it over"), f"handpromise:{promise}"),),
        "withdraw": (Button(_("Offer it no longer"), f"holdpromise:{promise}"),),
        "take": (
            Button(_("Take it on"), f"takepromise:{promise}:yes"),
            Button(_("Do not take it on"), f"takepromise:{promise}:no"),
        ),
    }
    back = () if effect.told else ((Button(_("‹ Promises"), "promises"),),)
    return (*(labels[offer] for offer in effect.offers), *back)


def ask_why_dropped(effect: e.AskWhyDropped) -> Rows:
    return ((Button(_("Keep the promise"), f"promise:{effect.line.id}"),),)


def ask_new_owner(effect: e.AskNewOwner) -> Rows:
    to = numbered(effect.choices, lambda _n, c: f"handpromise:{effect.line.id}:{c.key}")
    return (*to, (Button(_("‹ Promises"), "promises"),))


def promise_news(_effect: e.PromiseNews) -> Rows:
    return ((Button(_("Promises"), "promises"),),)


def agreements(effect: e.Agreements) -> Rows:
    menu = ((Button(_("Menu"), "menu"),),) if effect.private else ()
    return (*_pages("agreements", effect.page, effect.pages), *menu)


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.ToConfirm: to_confirm,
    e.Promises: promises,
    e.ChoosePromise: choose_promise,
    e.PromiseCard: promise_card,
    e.AskWhyDropped: ask_why_dropped,
    e.AskNewOwner: ask_new_owner,
    e.PromiseNews: promise_news,
    e.Agreements: agreements,
}
