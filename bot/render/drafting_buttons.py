"""Buttons. Lists to look through, drafts, corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as e
from bot.message import Button
from bot.render.listing import Rows, numbered
from bot.render.shapes import LABEL_MOST, cut
from bot.render.words import _

A_PAGE = 8
"""Lines on a page of what is left out (core/looking_through.py)."""


def _pages(action: str, page: int, pages: int) -> Rows:
    """One row to turn pages; none where there is but one."""
    back = [Button(_("‹ Previous page"), f"{action}:{page - 1}")] if page > 0 else []
    on = [Button(_("Next page ›"), f"{action}:{page + 1}")] if page + 1 < pages else []
    return ((*back, *on),) if back or on else ()


def _this_stage(effect: Any) -> Rows:
    return ((Button(_("‹ This stage"), f"stage:{effect.stage.key}"),),)


def _headed(head: str, text: str) -> str:
    return head + cut(text, LABEL_MOST - len(head))


# ── a pooled list ────────────────────────────────────────────────────────────


def pooled_list(effect: e.PooledList) -> Rows:
    """The items by number; a list that is finished with leads on."""
    items = tuple(
        (
            Button(
                _headed(f"{line.number} ", line.label),
                f"listitem:{effect.round}:{effect.question}:{line.key}",
            ),
        )
        for line in effect.lines
    )
    others = tuple(
        (Button(_headed("≡ ", other.label), f"lists:{effect.round}:{other.key}"),)
        for other in effect.others
    )
    on = ((Button(_("Open the next part"), f"nextpart:{effect.round}"),),) if effect.waits else ()
    turn = _pages(f"lists:{effect.round}:{effect.question}", effect.page, effect.pages)
    return (*items, *turn, *others, *on, *_this_stage(effect))


def pooled_item(effect: e.PooledItem) -> Rows:
    at = f"{effect.round}:{effect.question}:{effect.item}"
    back = ((Button(_("‹ The list"), f"lists:{effect.round}:{effect.question}"),),)
    if effect.dropped:
        return ((Button(_("Put it back"), f"listback:{at}"),), *back)
    words = [Button(_("Mend the wording"), f"listword:{at}")]
    if effect.reworded:
        words.append(Button(_("Use its own words"), f"listplain:{at}"))
    apart = tuple(
        (Button(_headed(_("Apart: "), label), f"listsplit:{at}:{key}"),)
        for key, label, _words in effect.doubles
    )
    rows = [tuple(words), *apart]
    if not effect.settled:
        merge = (Button(_("Merge with…"), f"listmerge:{at}"),) if effect.others else ()
        rows.append((*merge, Button(_("Do not put to all"), f"listdrop:{at}")))
    return (*rows, *back)


def _item(effect: Any) -> Button:
    at = f"{effect.round}:{effect.question}:{effect.item}"
    return Button(_("‹ This item"), f"listitem:{at}")


def merge_with(effect: e.MergeWith) -> Rows:
    at = f"{effect.round}:{effect.question}:{effect.item}"
    choices = tuple(
        (Button(_headed(f"{number} ", choice.label), f"listinto:{at}:{choice.key}"),)
        for number, choice in zip(effect.numbers, effect.choices, strict=True)
    )
    turn = _pages(f"listmerge:{at}", effect.page, effect.pages)
    return (*choices, *turn, (_item(effect),))


def asked_of_item(effect: Any) -> Rows:
    return ((_item(effect),),)


# ── a draft ──────────────────────────────────────────────────────────────────


def reader_note(effect: e.AskReaderNote) -> Rows:
    clear = ((Button(_("Take the remark out"), f"readernote:{effect.round}:clear"),),)
    return (*(clear if effect.now else ()), *_this_stage(effect))


def left_out(effect: e.LeftOutList) -> Rows:
    first = effect.page * A_PAGE
    back = tuple(
        (Button(_("Put back %(number)s", number=first + n), f"leaveback:{effect.round}:{line.slot}"),)
        for n, line in enumerate(effect.lines, 1)
    )
    more = ((Button(_("Leave out another"), f"leavewhich:{effect.round}"),),)
    turn = _pages(f"leaveout:{effect.round}", effect.page, effect.pages)
    draft = ((Button(_("‹ The draft"), f"preview:{effect.round}"),),)
    return (*back, *turn, *more, *draft)


def leave_which(effect: e.LeaveWhich) -> Rows:
    which = numbered(effect.choices, lambda _n, c: f"leavefrom:{effect.round}:{c.key}")
    turn = _pages(f"leavewhich:{effect.round}", effect.page, effect.pages)
    return (*which, *turn, *_this_stage(effect))


def leave_from(effect: e.LeaveFrom) -> Rows:
    at = f"{effect.round}:{effect.question}"
    which = numbered(effect.choices, lambda _n, c: f"leaveanswer:{at}:{c.key}")
    turn = _pages(f"leavefrom:{at}", effect.page, effect.pages)
    return (*which, *turn, (Button(_("‹ Back"), f"leavewhich:{effect.round}"),))


def leave_reason(effect: e.AskLeaveReason) -> Rows:
    return ((Button(_("‹ Back"), f"leaveout:{effect.round}"),),)


# ── corrections ──────────────────────────────────────────────────────────────


def _menu(_effect: e.Effect) -> Rows:
    return ((Button(_("Menu"), "menu"),),)


def ask_correction(effect: e.AskCorrection) -> Rows:
    return ((Button(_("Nothing to correct"), f"nocorrection:{effect.round}"),),)


def asked(effect: e.CorrectionAsked) -> Rows:
    return (
        (Button(_("Let them change it"), f"takecorrection:{effect.id}"),),
        (Button(_("No, and say why"), f"refusecorrection:{effect.id}"),),
        *_this_stage(effect),
    )


def taken(effect: e.CorrectionTaken) -> Rows:
    change = Button(_("Change answers"), f"change:{effect.round}:0")
    return ((change,), (Button(_("My answers"), f"review:{effect.round}"),))


def handed_in(effect: e.CorrectionHandedIn) -> Rows:
    return ((Button(_("My answers"), f"review:{effect.round}"), Button(_("Menu"), "menu")),)


def done(effect: e.CorrectionDone | e.CorrectionCalledOff) -> Rows:
    return ((Button(_("Read the summary"), f"summary:{effect.round}"), Button(_("Menu"), "menu")),)


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.PooledList: pooled_list,
    e.PooledItem: pooled_item,
    e.MergeWith: merge_with,
    e.AskWording: asked_of_item,
    e.AskDropReason: asked_of_item,
    e.AskReaderNote: reader_note,
    e.LeftOutList: left_out,
    e.LeaveWhich: leave_which,
    e.LeaveFrom: leave_from,
    e.AskLeaveReason: leave_reason,
    e.AnswerLeftOut: _menu,
    e.AskCorrection: ask_correction,
    e.CorrectionSent: _menu,
    e.CorrectionTooLate: _menu,
    e.CorrectionAsked: asked,
    e.CorrectionTaken: taken,
    e.CorrectionHandedIn: handed_in,
    e.AskRefusal: _this_stage,
    e.CorrectionRefused: _menu,
    e.CorrectionCalledOff: done,
    e.CorrectionDone: done,
}
