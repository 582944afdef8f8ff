"""What the bot would answer a broker in the private chat at this moment.

The page asks the core by the very buttons of the chat and forgets what would be remembered of it: so it can show
nothing that a broker could not read in the chat, and need not judge again who may see what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.core import effects as say
from bot.core.cycle import Cycle
from bot.core.events import Event, Pressed
from bot.core.model import Member, Partnership, Person, Place
from bot.core.step import step
from bot.core.turn import Turn

E = TypeVar("E", bound=say.Effect)
_PRESSED = ""
"""The reference of a button that stands in no message."""


@dataclass(frozen=True, slots=True)
class Looking:
    """One broker before the partnership, at one moment."""

    partnership: Partnership
    cycle: Cycle
    person: Person
    at: datetime

    @property
    def member(self) -> Member:
        return self.partnership.members[self.person]

    @property
    def language(self) -> str:
        """The broker's."""
        return self.turn().language

    def turn(self) -> Turn:
        """The broker's, with nothing done yet."""
        return Turn(self.partnership, self._event(""), self.cycle)

    def asked(self, action: str, kind: type[E]) -> E | None:
        """What of that kind the broker would be told on pressing the button; None: nothing of it."""
        _, said = step(self.partnership, self._event(action), self.cycle)
        here = self._here
        return next((e for e in said if isinstance(e, kind) and e.to == here), None)

    @property
    def _here(self) -> Place:
        return self.member.private or Place(*self.person)

    def _event(self, action: str) -> Event:
        return Event("", self.at, self._here, self.person, Pressed(_PRESSED, action), private=True)
