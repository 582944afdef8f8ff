"""Buttons in a group: the ways into the private chat, and what the group may ask for by tapping.

"say:status" and "say:summary" are the group's commands as buttons; nobody has to be known for them.
Where speaking first is billed, a tap also brings out what waits for the group, free of charge.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as e
from bot.message import Button
from bot.render import ways
from bot.render.desk_buttons import correction
from bot.render.listing import Rows
from bot.render.words import _


def _status(*, refreshes: bool) -> Button:
    return Button(_("Latest status"), "say:status", refreshes=refreshes)


def _summary(*, refreshes: bool) -> Button:
    return Button(_("Latest summary"), "say:summary", refreshes=refreshes)


def _both(*, refreshes: bool) -> tuple[Button, ...]:
    return _status(refreshes=refreshes), _summary(refreshes=refreshes)


def welcome(_effect: e.Welcome) -> Rows:
    return (ways.set_up(),), (_status(refreshes=True),)


def invite(_effect: e.InviteToJoin) -> Rows:
    return (ways.join(),), (_status(refreshes=True),)


def progress(effect: e.Progress) -> Rows:
    answer = () if effect.closed else ((ways.answer(),),)
    return (*answer, _both(refreshes=True))


def under_news() -> Rows:
    """Under what happened in the group: the way to bring out what waits."""
    return ((_status(refreshes=True),),)


def published(effect: e.Summary) -> Rows:
    """Under a published summary, the way to a correction; where it cannot be edited the group goes on from it."""
    return (*correction(effect), (_status(refreshes=True),))


def group_status(effect: e.GroupStatus) -> Rows:
    is_open = any(line.state == "open" for line in effect.lines)
    answer = ((ways.answer(),),) if is_open else ()
    some = any(line.state == "published" for line in effect.lines)
    ledger = (Button(_("Promises"), "say:promises"),) if effect.ledger else ()
    register = (Button(_("Agreements"), "say:agreements"),) if effect.register else ()
    lists = ((*ledger, *register),) if ledger or register else ()
    return (*answer, _both(refreshes=False) if some else (_status(refreshes=False),), *lists)


def group_help(effect: e.GroupHelp) -> Rows:
    if not effect.ready:
        return ((ways.set_up(),),)
    if effect.why:
        return (ways.desk(),), _both(refreshes=False)
    # One line for whoever cannot tap is enough: two with different codes only puzzle.
    return (ways.desk(),), (replace(ways.join(), hint=""),), _both(refreshes=False)


def anonymous(effect: e.AnonymousAsked) -> Rows:
    return ((Button(_("This was me"), f"identify:{effect.command}:{effect.argument}"),),)
