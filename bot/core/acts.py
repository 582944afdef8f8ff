"""What pressing a button means, as one line of text: a verb and its arguments, "answer:c1-scoping-1:urgency::4".

The line is kept with the message that showed the button and never leaves the house; a platform
sees an opaque reference to it.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.core.model import Slot


class Act(NamedTuple):
    verb: str
    args: tuple[str, ...] = ()

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
    verb, *args = line.split(":")
    return Act(verb, tuple(args))
