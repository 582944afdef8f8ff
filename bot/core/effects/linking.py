"""What is said about reaching people: what waits and what pushing costs, further groups, a second app."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.cycle import Stage
from bot.core.effects.base import Effect


@dataclass(frozen=True, slots=True)
class Waits(Effect):
    """To a broker, after what they did: what it came to is not on its way to everyone yet. Said by the
    facilitator. It appears free of charge when something happens there next; or it is pushed."""

    groups: int
    people: int


@dataclass(frozen=True, slots=True)
class Sending(Effect):
    """The broker's page about sending: what waits, its price, the month's use, the policy."""

    policy: str
    """never | quota | always."""
    groups: int
    """Groups for which something waits."""
    people: int
    """Private chats for which something waits."""
    price: int
    """Messages billed for pushing all that waits."""
    used: int
    limit: int | None
    """None: no quota."""
    forecast: int
    """What the month will come to at this pace."""
    again: bool = False
    """What was to be sent for an earlier price was not: it is asked once more."""

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Pushed(Effect):
    """To the broker: what waited is on its way now, for so many messages."""

    price: int


@dataclass(frozen=True, slots=True)
class OfferCode(Effect):
    """A one-time code: for a further group of the partnership ("group"), or for the person's other app
    ("person"), and what to do with it. The facilitator fills in the code."""

    kind: str
    partnership: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class CodeUnknown(Effect):
    """The code is wrong, used or too old: how to get a new one. Said by the facilitator."""


@dataclass(frozen=True, slots=True)
class CodeNotHere(Effect):
    """A code was typed where it is not good for anything. It stays good, but for one of a person that was
    typed in a group, where others saw it. Said by the facilitator."""

    kind: str
    """group | person: what the code is for | app: a code for a person was typed in the app it came from |
    theirs: whoever typed it has roles here that whoever asked for it has not."""


@dataclass(frozen=True, slots=True)
class LinkRefused(Effect):
    """In the group: it has a partnership of its own already; nothing was changed."""


@dataclass(frozen=True, slots=True)
class GroupIsLinked(Effect):
    """In the new group, and to every broker in private: it belongs to the partnership from now on."""

    partnership: str
    title: str
    """The group's name on its platform, "" if that is not known."""
    private: bool
    already: bool = False
    """In the group: it did so before, and the code is still good."""


@dataclass(frozen=True, slots=True)
class PersonIsLinked(Effect):
    """In private: both apps are one person from now on. Said by the facilitator; what waits follows."""

    name: str = ""
    """Who asked for the code, so that whoever typed somebody else's sees it; "" if not known."""
    organisation: str = ""
    elsewhere: str = ""
    """Set where whoever asked for the code reads it: the channel it was typed on; `name` is then whoever
    typed it."""
    back: bool = False
    """No second app: they are back in a partnership that came from another installation."""


@dataclass(frozen=True, slots=True)
class AgreedNoted(Effect):
    """In the group: the line "ข้อตกลงร่วม" of a stage was noted, changed or taken out as a broker wrote it there."""

    stage: Stage
    agreed: str
    """"" : taken out."""


@dataclass(frozen=True, slots=True)
class Unsaid(Effect):
    """To whoever took a message back: the answer in it is gone from what is kept."""

    prompt: str
