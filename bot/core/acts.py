"""What pressing a button means, as one line of text: a verb and its arguments, "answer:c1-scoping-1:urgency::4".

A button shown to a broker who writes answers down for another organisation names that at the end: "…::4@o2".

The line is kept with the message that showed the button and never leaves the house; a platform
sees an opaque reference to it.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.core.model import Slot


class Act(NamedTuple):
    verb: str
    args: tuple[str, ...] = ()
    whose: str = ""
    """The organisation for which the button was shown to a broker; "" : the broker's own, or anyone's."""

    def arg(self, index: int) -> str:
        """The argument at `index`, "" where there is none."""
        return self.args[index] if index < len(self.args) else ""

    @property
    def round(self) -> str:
        return self.arg(0)

    @property
    def slot(self) -> Slot:
        return Slot(self.arg(1), self.arg(2))

    @property
    def key(self) -> str:
        return self.arg(3)


def parse(line: str) -> Act:
    meant, _, whose = line.partition("@")
    verb, *args = meant.split(":")
    return Act(verb, tuple(args), whose)
