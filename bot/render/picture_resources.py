"""The resource map of stage 6: money by status, kinds of resource by partner, and what nobody brings yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.cycle import Option
from bot.core.effects import Summary
from bot.core.results import PENDING, Block, Lines, Note
from bot.message import Picture
from bot.render.blocks import named
from bot.render.picture_card import share
from bot.render.picture_words import (
    NAME_MOST,
    Data,
    drawn,
    head,
    is_called,
    plain,
    remark,
    short,
)
from bot.render.shapes import words
from bot.render.words import _

GIVEN = "=resource_map"
MONEY = "=cash_by_status"
TOTAL, AWAITING = "=total", "=of_which_awaiting"
MOST_PARTNERS = 12
"""Columns that stand side by side."""
MANY = 6
"""Of more partners than these the names are shortened: they are a key to the columns."""
MANY_MOST = 45
"""Grapheme clusters of such a name."""
MOST_NOTES = 2

Row = tuple[str, tuple[tuple[str, str], ...]]
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")


def resource_map(effect: Summary) -> tuple[Picture, ...]:
    """() where nobody has pledged anything, or the questions for it are not in the set."""
    given = [row for block in _titled(effect, GIVEN) for row in block.rows]
    if not given or effect.stage.question("in_kind") is None:
        return ()
    partners, left = given[:MOST_PARTNERS], len(given) - MOST_PARTNERS
    kinds = list(_kinds(effect, partners))
    most = MANY_MOST if len(partners) > MANY else NAME_MOST
    title = _("Resource map")
    money = _money(effect)
    data: Data = {
        "head": head(effect, title),
        "money": money,
        "kinds-title": _("Who brings what"),
        "partners": [
            {"number": str(n), "name": short(name, most), "cash": _cash(effect, details)}
            for n, (name, details) in enumerate(partners, 1)
        ],
        "kinds": kinds,
        "key": _key(partners),
        "notes": [*_more(left), *(remark(note) for note in _bare(effect))],
    }
    gaps = sum(bool(kind["empty"]) for kind in kinds)
    alt = " · ".join(part for part in (title, str(money["total"]), _gaps(gaps)) if part)
    return (drawn("resources", data, alt),)


def _titled(effect: Summary, title: str) -> list[Lines]:
    return [b for b in effect.blocks if isinstance(b, Lines) and b.title == title]


def _key(partners: list[Row]) -> Data:
    awaiting = any(PENDING in text for _name, details in partners for _label, text in details)
    return {"firm": _("pledged"), "awaiting": _("awaiting confirmation") if awaiting else ""}


def _gaps(count: int) -> str:
    return _("kinds that nobody brings yet: %(count)s", count=count) if count else ""


def _more(left: int) -> list[Data]:
    return [{"mark": "dot", "text": _("%(count)s more", count=left)}] if left > 0 else []


def _bare(effect: Summary) -> list[Note]:
    found = [b for b in effect.blocks if isinstance(b, Note) and b.title == "=no_needs"]
    return found[:MOST_NOTES]


# ── money ────────────────────────────────────────────────────────────────────


def _money(effect: Summary) -> Data:
    rows = [detail for block in _titled(effect, MONEY) for _head, details in block.rows for detail in details]
    whole = dict(rows)
    total = _amount(whole.get(TOTAL, ""))
    by_status = [
        {"label": short(named(label)), "share": share(_amount(text), total), "text": plain(text)}
        for label, text in rows
        if label not in (TOTAL, AWAITING)
    ]
    told = {key: f"{named(key)}: {plain(whole[key])}" if key in whole else "" for key in (TOTAL, AWAITING)}
    return {"title": named(MONEY), "rows": by_status, "total": told[TOTAL], "awaiting": told[AWAITING]}


def _amount(text: str) -> float:
    found = _AMOUNT.search(text)
    return float(found[0].replace(",", "")) if found else 0.0


def _cash(effect: Summary, details: tuple[tuple[str, str], ...]) -> str:
    """The money of one partner; whether it is confirmed stands among the kinds."""
    cash = effect.stage.question("cash")
    return next((plain(text) for label, text in details if cash and is_called(label, cash.title)), "")


# ── kinds ────────────────────────────────────────────────────────────────────


def _kinds(effect: Summary, partners: list[Row]) -> Iterator[Data]:
    """Money first, then everything in kind; "other" only where somebody brings it."""
    cash, in_kind = effect.stage.question("cash"), effect.stage.question("in_kind")
    if cash is not None:
        cells = [_state(text if _amount(text) else "") for text in _texts(partners, Option("", cash.title))]
        yield _kind(words(cash.title), cells)
    for option in in_kind.options if in_kind else ():
        cells = [_state(text) for text in _texts(partners, option)]
        if any(cells) or not (option.asks or option.alone):
            yield _kind(words(option.label), cells)


def _texts(partners: list[Row], option: Option) -> Iterator[str]:
    for _name, details in partners:
        yield next((text for label, text in details if is_called(label, option.label)), "")


def _state(text: str) -> str:
    if not text:
        return ""
    return "awaiting" if PENDING in text else "firm"


def _kind(name: str, cells: list[str]) -> Data:
    return {"name": name, "empty": not any(cells), "cells": cells, "text": _("nobody yet")}


def drawn_elsewhere(effect: Summary) -> list[Block]:
    """What the map shows, and the card need not."""
    return [b for b in effect.blocks if isinstance(b, Lines) and b.title in (GIVEN, MONEY)]
