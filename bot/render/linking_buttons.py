"""Buttons about reaching people: what waits, what sending costs, further groups and apps."""

from __future__ import annotations

from bot.core import effects as e
from bot.core.model import Push
from bot.message import Button
from bot.render.listing import Rows
from bot.render.shapes import cut
from bot.render.words import _


def _menu() -> Button:
    return Button(_("Menu"), "menu")


def waits(_effect: e.Waits) -> Rows:
    return ((Button(_("Send now: see cost"), "sending"),),)


def sending(effect: e.Sending) -> Rows:
    return (*_push(effect), *((_policy(effect, policy),) for policy in Push), (_menu(),))


def _push(effect: e.Sending) -> Rows:
    """Only what waits, can be sent and fits what is left of the month."""
    fits = effect.left is None or effect.price <= effect.left
    if not effect.price or not (effect.groups or effect.people) or not fits:
        return ()
    label = cut(_("Send now: uses %(price)s", price=effect.price))
    return ((Button(label, f"push:{effect.price}"),),)


def _policy(effect: e.Sending, policy: Push) -> Button:
    label = {
        Push.NEVER: _("Wait for people"),
        Push.QUOTA: _("Within the month"),
        Push.ALWAYS: _("Always send"),
    }[policy]
    mark = "✓ " if effect.policy == policy else ""
    return Button(mark + label, f"policy:{policy}")


def pushed(_effect: e.Pushed) -> Rows:
    return ((Button(_("Cost of messages"), "sending"), _menu()),)


def brought_back(effect: e.BroughtBack) -> Rows:
    if not effect.doubtful:
        return ((_menu(),),)
    return ((Button(_("Send again"), "doubtful:again"), Button(_("They have arrived"), "doubtful:arrived")),)


def group_is_linked(effect: e.GroupIsLinked) -> Rows:
    """In the group the invitation follows, with buttons of its own."""
    return ((_menu(),),) if effect.private else ()
