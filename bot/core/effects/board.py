"""What is said of the broker's page: the partnership on one page of the web, to read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.effects.base import Effect
from bot.core.model import Person


@dataclass(frozen=True, slots=True)
class BoardLink(Effect):
    """To a broker in private: the personal link to the page. The token in it is made when the message goes out."""

    partnership: str
    minutes: int
    """Within which it opens."""
    hours: int
    """For which the page then stays open."""
    served: bool = False
    """There is an address at which the page is; set by the facilitator."""


@dataclass(frozen=True, slots=True)
class BoardClosed(Effect):
    """To a broker in private: all their links to the page are revoked, and it is closed wherever it was open."""

    partnership: str


@dataclass(frozen=True, slots=True)
class CloseBoard(Effect):
    """Not a message: the store revokes the person's links to the page, and closes it wherever it is open."""

    person: Person
