"""Buttons that lead into the private chat: by a link, or, where an invitation is typed, by its words."""

from __future__ import annotations

from bot.message import Button
from bot.render.words import _


def set_up() -> Button:
    return _way(_("Set up partnership"), "setup", _("set up"))


def join() -> Button:
    return _way(_("Join to represent"), "join", _("join"))


def answer() -> Button:
    """The same way as `join`, for when questions wait."""
    return _way(_("Answer questions"), "join", _("answer"))


def desk() -> Button:
    return _way(_("Open private chat"), "desk", _("open"))


def join_for(organisation: str) -> Button:
    """As `join`, for one organisation alone; it is passed on from a private chat."""
    return _way(_("Join to represent"), f"join:{organisation}", _("join"))


def _way(label: str, opens: str, says: str) -> Button:
    """`says` stands before the code; the hint is for whoever cannot tap (LINE on a computer)."""
    return Button(label, opens=opens, says=says, hint=_("On a computer: type “{text}” to {bot}"))
