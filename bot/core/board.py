"""The broker's page: the personal link to it, asked for and revoked in the private chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.turn import Turn

OPENS_WITHIN = timedelta(minutes=15)
"""How long a link can be opened. It is tapped where it was asked for; what lies about in a chat opens nothing."""
OPEN_FOR = timedelta(hours=12)
"""How long the page then stays open in that browser: a working day, with a meeting in the evening."""
REVOKE = "off"
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def board(turn: Turn, act: Act) -> None:
    """A link; or, with `REVOKE`, an end to all of them."""
    partnership = turn.partnership
    if act.arg(0) == REVOKE:
        turn.say(say.CloseBoard(turn.here, turn.language, turn.event.person))
        turn.say(say.BoardClosed(turn.here, turn.language, partnership.name))
    else:
        minutes, hours = OPENS_WITHIN // _MINUTE, OPEN_FOR // _HOUR
        turn.say(say.BoardLink(turn.here, turn.language, partnership.name, minutes, hours))


DESK: Mapping[str, Callable[[Turn, Act], None]] = {"board": board}
FOR_BROKERS = frozenset({"board"})
