"""A channel with no platform behind it: for the playground, the transcripts and tests.

What people do becomes a line of JSON of our own, so that the inbox keeps it as it keeps a
platform's event; what the bot shows is kept in a list, which is all that is left of a screen. No
clock and no chance: times come with each act, and ids are counted, so that a transcript is the
same every time.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Gone, Letter, NotThere, Replies, TakeIn
from bot.channels.cutting import numbered, plain_only
from bot.core import events
from bot.core.events import Event, Happening
from bot.core.model import Attachment, Person, Place
from bot.message import Button, Message, Raw

NAME = "local"
LIMIT = 4096
"""Code points a message; what Telegram shows at once, so that the playground splits as it does."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on a screen, as it stands now."""

    place: Place
    id: str
    message: Message
    ref: str
    tokens: dict[str, str] = field(default_factory=dict)
    order: int = 0
    """Counts everything that was shown or edited; an edited message gets a new one."""
    edited: bool = False
    picture: Path | None = None
    file: Path | None = None
    """Where what came with it was put, if anywhere."""
    buttons: tuple[Button, ...] = field(init=False, repr=False, compare=False)
    """Those on the screen: it has no picker, and its messages are edited."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "buttons", tuple(button for _, button in self._numbered))

    @property
    def pickers(self) -> dict[int, Button]:
        """By their number in the whole message: buttons for a screen that lets a date be picked."""
        rows = numbered(self.message.buttons, lambda button: bool(button.picks))
        return {number: button for row in rows for number, button in row}

    def number_of(self, whole: int) -> int | None:
        """The place among `buttons` of the one with this number in the whole message, if it is there."""
        return next((at for at, (n, _) in enumerate(self._numbered) if n == whole), None)

    def ref_of(self, number: int) -> str:
        """What a press of the button at that place among `buttons` says."""
        return f"{self.ref}.{self._numbered[number][0]}"

    @property
    def _numbered(self) -> list[tuple[int, Button]]:
        return [pair for row in numbered(self.message.buttons, plain_only) for pair in row]


class Local:
    """The channel, the screens of all who use it, and what they can do.

    `act` only makes the `Raw` event; whoever drives the channel hands it to the facilitator, or
    `post`s it for `listen` to pass on.
    """

    name = NAME
    can_edit = True
    by_address = False
    replies: Replies | None = None
    short_codes = False

    def __init__(self, limit: int = LIMIT, folder: Path | None = None) -> None:
        """`folder`: pictures and files are put there, to be looked at; without it only told of."""
        self.limit = limit
        self._folder = folder
        self.shown: list[Shown] = []
        """Each where it was first shown, however often it was edited."""
        self._of_place: defaultdict[Place, list[int]] = defaultdict(list)
        """Where in `shown` a place's messages are: it holds years, and is looked through at every press."""
        self.administrators: set[tuple[Place, Person]] = set()
        self.unreachable: set[Place] = set()
        self.on_shown: Callable[[Shown], None] | None = None
        self._counted = 0
        self._order = 0
        self._posted: asyncio.Queue[Raw] = asyncio.Queue()

    # ── what the facilitator asks ────────────────────────────────────────────

    def read(self, raw: bytes) -> Event | None:
        """The event in a line of ours; None for anything else."""
        try:
            line = json.loads(raw)
            return _event(line)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def fit(self, message: Message) -> tuple[Message, ...]:
        """Cut at the last line end before the limit; buttons, file and slot stay with the last part, a
        picture with the first.
        """
        parts: list[Message] = []
        text, strong, picture = message.text, message.strong, message.picture
        while len(text) > self.limit:
            cut = text.rfind("\n", 1, self.limit) + 1 or self.limit
            head = tuple((a, min(b, cut)) for a, b in strong if a < cut)
            shown = text[:cut].rstrip("\n")
            parts.append(Message(shown, strong=head, once=message.once, picture=picture))
            picture = None
            strong = tuple((max(a - cut, 0), b - cut) for a, b in strong if b > cut)
            text = text[cut:]
        return (*parts, replace(message, text=text, strong=strong, picture=picture))

    async def listen(self, take_in: TakeIn) -> None:
        """Pass on what was posted, one at a time, until cancelled."""
        while True:
            await take_in([await self._posted.get()])

    async def send(self, letter: Letter) -> str:
        """Show one message. Raises `Gone` where the person has blocked the bot."""
        if letter.place in self.unreachable:
            raise Gone("blocked")
        shown = self._put(letter, f"m{self._count()}", edited=False)
        self._stand(shown)
        self._tell(shown)
        return shown.id

    async def edit(self, letter: Letter, shown: str) -> None:
        """Replace a shown message. Raises `NotThere` when there is none, `Gone` as above."""
        if letter.place in self.unreachable:
            raise Gone("blocked")
        for at in self._of_place[letter.place]:
            old = self.shown[at]
            if old.id == shown:
                if old.message != letter.message:
                    self.shown[at] = self._put(letter, shown, edited=True)
                    self._tell(self.shown[at])
                return
        raise NotThere

    async def making(self, place: Place) -> None:
        """There is no sign for it on these screens."""

    async def is_administrator(self, group: Place, person: Person) -> bool:
        return (group, person) in self.administrators

    def post(self, raw: Raw) -> None:
        """Let `listen` pass this on."""
        self._posted.put_nowait(raw)

    # ── what is on the screens ───────────────────────────────────────────────

    @property
    def last(self) -> int:
        """The order of the newest thing shown or edited."""
        return self._order

    def _stand(self, shown: Shown) -> None:
        self._of_place[shown.place].append(len(self.shown))
        self.shown.append(shown)

    def on(self, place: Place, since: int = 0) -> list[Shown]:
        """What stands in a place and was shown or edited after `since`, top to bottom."""
        there = (self.shown[at] for at in self._of_place[place])
        return [shown for shown in there if shown.order > since]

    def buttons(self, place: Place) -> Iterator[tuple[Shown, int, Button]]:
        """Every button on the screen, newest message first, with its number in its message."""
        for shown in reversed(self.on(place)):
            for number, button in enumerate(shown.buttons):
                yield shown, number, button

    # ── what people do ───────────────────────────────────────────────────────

    def act(
        self,
        did: dict[str, Any],
        *,
        who: Person,
        called: str,
        place: Place,
        at: datetime,
        language: str = "th",
    ) -> Raw:
        """One act as an event, with the next id. To deliver it twice, hand over the same `Raw`."""
        key = f"e{self._count()}"
        line = {
            "id": key,
            "at": at.astimezone(UTC).isoformat(),
            "who": who.id,
            "called": called,
            "place": place.id,
            "private": place.id == who.id,
            "language": language,
            "did": did,
        }
        return Raw(key, place.id, json.dumps(line, ensure_ascii=False).encode(), at)

    def next_message(self) -> str:
        """An id for a text that a person is about to send, by which it can be edited later."""
        return f"t{self._count()}"

    @staticmethod
    def pressed(shown: Shown, number: int) -> dict[str, Any]:
        """What pressing the button with this number does: a press, or opening what it opens."""
        button = shown.buttons[number]
        if button.opens and button.opens != "add":
            return {"what": "started", "token": shown.tokens.get(button.opens, "")}
        return {"what": "pressed", "ref": shown.ref_of(number)}

    @staticmethod
    def picked(shown: Shown, whole: int, day: str) -> dict[str, Any]:
        """A date (YYYY-MM-DD) picked with the button of this number in the whole message."""
        return {"what": "pressed", "ref": f"{shown.ref}.{whole}", "picked": day}

    def _put(self, letter: Letter, id: str, *, edited: bool) -> Shown:
        self._order += 1
        shown = Shown(
            letter.place, id, letter.message, letter.ref, dict(letter.tokens), self._order, edited
        )
        drawn, made = letter.drawn, letter.made
        picture = self._keep(f"{self._order}.png", drawn.png if drawn else b"")
        file = self._keep(made.name if made else "", made.content if made else b"")
        return replace(shown, picture=picture, file=file)

    def _keep(self, name: str, content: bytes) -> Path | None:
        if self._folder is None or not content:
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / Path(name).name
        path.write_bytes(content)
        return path

    def _tell(self, shown: Shown) -> None:
        if self.on_shown is not None:
            self.on_shown(shown)

    def _count(self) -> int:
        self._counted += 1
        return self._counted


def _event(line: dict[str, Any]) -> Event | None:
    happened = _happening(line["did"])
    if happened is None:
        return None
    return Event(
        id=str(line["id"]),
        at=datetime.fromisoformat(line["at"]),
        place=Place(NAME, str(line["place"])),
        person=Person(NAME, str(line["who"])),
        happened=happened,
        called=str(line.get("called", "")),
        language=str(line.get("language", "")),
        private=bool(line["private"]),
    )


_PLAIN: dict[str, Callable[..., Happening]] = {
    "added": events.Added,
    "removed": events.Removed,
    "started": events.Started,
    "said": events.Said,
    "edited": events.Edited,
    "pressed": events.Pressed,
    "commanded": events.Commanded,
    "blocked": events.Blocked,
    "unblocked": events.Unblocked,
}


def _happening(did: dict[str, Any]) -> Happening | None:
    rest = {name: _clean(value) for name, value in did.items() if name != "what"}
    what = did["what"]
    if what == "sent":
        attachment = Attachment(rest["kind"], rest["id"], rest.get("name", ""))
        return events.Sent(attachment, rest.get("text", ""), rest.get("message", ""))
    if what == "moved":
        return events.Moved(Place(NAME, rest["old"]), Place(NAME, rest["new"]))
    make = _PLAIN.get(what)
    return make(**rest) if make else None


def _clean(value: Any) -> Any:
    """A text without NUL, as from the other channels; anything else as it is."""
    return value.replace("\0", "") if isinstance(value, str) else value
