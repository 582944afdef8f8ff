"""Buttons. The personal link to the broker's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as e
from bot.core.board import REVOKE
from bot.message import Button
from bot.render.listing import Rows
from bot.render.words import _


def board_link(effect: e.BoardLink) -> Rows:
    menu = (Button(_("Menu"), "menu"),)
    if not effect.served:
        return (menu,)
    opens = (Button(_("To the web page"), opens="board"),)
    return (opens, (Button(_("Revoke all links"), f"board:{REVOKE}"),), menu)


def board_closed(_effect: e.BoardClosed) -> Rows:
    return ((Button(_("A new link"), "board"), Button(_("Menu"), "menu")),)


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.BoardLink: board_link,
    e.BoardClosed: board_closed,
}
