"""Further groups of one partnership, and one person on two apps."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core import events as ev
from bot.core.handing_in import show_progress
from bot.core.reach import to_brokers
from bot.core.setting_up import invite_to_join
from bot.core.turn import Turn
from bot.core.whole import set_up


def offer_code(turn: Turn, kind: str) -> None:
    """A one-time code: "group" for a further group, "person" for the person's other app."""
    turn.say(say.OfferCode(turn.here, turn.language, kind, turn.partnership.name))


def group_linked(turn: Turn, linked: ev.GroupLinked) -> None:
    """The code was given in this group. Whoever gave it there, a broker gave it away."""
    group, partnership = turn.event.place, turn.partnership
    if linked.taken:
        turn.say(say.LinkRefused(group, turn.group_language))
        return
    name, title = partnership.name, linked.title
    already = group in partnership.groups
    here = say.GroupIsLinked(group, turn.group_language, name, title, private=False)
    turn.say(replace(here, already=already))
    if already:
        return
    turn.partnership = replace(partnership, groups=(*partnership.groups, group))
    for broker, to in to_brokers(partnership):
        turn.say(replace(here, to=to, language=turn.language_of(broker), private=True))
    if set_up(partnership):
        invite_to_join(turn, (group,))
    for round in partnership.open_rounds:
        show_progress(turn, round.id, (group,), first=True)
