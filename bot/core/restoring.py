"""The bot goes on from a copy of its data: brokers hear what may be missing, and say whether messages that may have
been said already are said again (TRUST.md, section 9).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import effects as say
from bot.core import events as ev
from bot.core.acts import Act
from bot.core.reach import to_brokers
from bot.core.turn import Turn

AGAIN = "again"


def tell_restored(turn: Turn, restored: ev.Restored) -> None:
    """To every broker who can be written to."""
    name = turn.partnership.name or turn.partnership.title
    for broker, to in to_brokers(turn.partnership):
        language = turn.language_of(broker)
        turn.say(say.BroughtBack(to, language, name, restored.made_at, restored.doubtful))


def doubtful(turn: Turn, act: Act) -> None:
    """With `AGAIN` they are said again; without, they count as said."""
    again = act.arg(0) == AGAIN
    turn.say(say.SettleDoubtful(turn.here, turn.language, again))
    turn.say(say.DoubtfulSettled(turn.here, turn.language, again))


DESK: Mapping[str, Callable[[Turn, Act], None]] = {"doubtful": doubtful}
FOR_BROKERS = frozenset({"doubtful"})
