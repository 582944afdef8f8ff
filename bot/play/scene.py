"""A stage to play on: the house on the local channel, people before their screens, and the time.

Every act goes the whole way: taken in, worked, delivered. What it came to is a `Turn`: who did
what, and what was then shown to whom. Time is told by the scene, so that what is played is the
same each time it is played.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from bot import questionnaire
from bot.app import DATABASE, House, opened, workshop
from bot.channels.local import NAME, Local, Shown
from bot.core.calendar import BUDDHIST
from bot.core.cycle import Cycle
from bot.core.model import Person, Place
from bot.facilitator import Facilitator
from bot.message import Button, Raw
from bot.render.renderer import Renderer

MINUTE = timedelta(minutes=1)
INSIDE, OLDER = "ใน", "ก่อนหน้า"
"""In a transcript: which of several buttons with one label."""
AS_TYPED = "\\"
"""In a transcript, before what was typed although it looks like a deed or a press."""
MARKS = ("[", "(", AS_TYPED)
CAPTIONED = frozenset({"photo", "voice"})
"""What is sent without a name of its own."""


class NotOnScreen(Exception):
    """Whoever wrote the script must act: no such button or message stands on that screen."""


class Act(NamedTuple):
    """What somebody is about to do."""

    at: datetime
    who: str
    group: str
    did: dict[str, Any]
    """As the local channel takes it in."""
    line: str


class Turn(NamedTuple):
    """One act and what came of it."""

    at: datetime
    who: str
    """The name on the screen; "" for what nobody did (time passing)."""
    group: str
    """Title of the group it was done in, "" in private."""
    line: str
    """What was done, as a line of a transcript (see script.py)."""
    shown: tuple[Shown, ...]
    """What was sent or edited because of it, as it then stood."""


@dataclass
class Scene:
    """People and groups are called by their names; both come to be when they are first named."""

    folder: Path
    now: datetime
    language: str = "th"
    pace: timedelta = MINUTE
    """How much time passes with each act."""
    local: Local = field(default_factory=Local)
    lively: bool = False
    """Pictures are drawn and papers made, to be looked at; otherwise they are only told of."""
    turns: list[Turn] = field(default_factory=list)
    on_turn: Callable[[Turn], None] | None = None
    on_act: Callable[[Act], None] | None = None
    """Told before anything comes of it."""
    around: Callable[[], AbstractAsyncContextManager[object]] = nullcontext
    """What each act, and each passing of time, is done within."""
    board_url: str = ""
    """Where the broker's page is, "" if nowhere."""
    cycle: Cycle | None = None
    """A questionnaire other than the packaged one."""
    _people: dict[str, Person] = field(default_factory=dict)
    _groups: dict[str, Place] = field(default_factory=dict)
    _open: House | None = None
    _last: dict[str, Raw] = field(default_factory=dict)
    _written: dict[tuple[str, str], str] = field(default_factory=dict)
    """(name, text) → id of the message in which they wrote it."""

    def clock(self) -> datetime:
        return self.now.astimezone(UTC)

    # ── who and where ────────────────────────────────────────────────────────

    def person(self, called: str) -> Person:
        return self._people.setdefault(called, Person(NAME, f"p{len(self._people) + 1}"))

    def private(self, called: str) -> Place:
        return Place(NAME, self.person(called).id)

    def group(self, title: str) -> Place:
        return self._groups.setdefault(title, Place(NAME, f"g{len(self._groups) + 1}"))

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self._groups)

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(self._people)

    def place(self, called: str, group: str = "") -> Place:
        return self.group(group) if group else self.private(called)

    def name_of(self, place: Place) -> tuple[str, bool]:
        """(name, is it a group) of a place that somebody was named for."""
        for title, known in self._groups.items():
            if known == place:
                return title, True
        return next(n for n, person in self._people.items() if person.id == place.id), False

    # ── what people do ───────────────────────────────────────────────────────

    async def write(self, called: str, text: str, group: str = "", late: int = 0) -> Turn:
        """Write a text, or a command where it begins with a slash. `late`: minutes on the way."""
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            did: dict[str, Any] = {"what": "commanded", "name": name, "argument": argument.strip()}
            return await self.do(called, did, text, group)
        message = self._written[called, text] = self.local.next_message()
        did = {"what": "said", "text": text, "message": message}
        said = f"{AS_TYPED}{text}" if text[:1] in MARKS else text
        line = f"(ช้า {late} นาที) {text}" if late else said
        return await self.do(called, did, line, group, late=late)

    async def press(self, called: str, shown: Shown, number: int, line: str = "") -> Turn:
        """Press a button that stands on a screen the person can see."""
        name, is_group = self.name_of(shown.place)
        did = self.local.pressed(shown, number)
        group = name if is_group else ""
        line = line or self._line(shown, number)
        if did["what"] == "started":
            return await self.do(called, did, line, group, place=self.private(called))
        return await self.do(called, did, line, group)

    def _line(self, shown: Shown, number: int, *, picker: bool = False) -> str:
        """The press as a transcript's line: where a newer button has the same label, which one."""
        label = (shown.pickers if picker else shown.buttons)[number].label
        for short in (plain_label(label), label):
            if next(self._labelled(shown.place, short, "", picker), None) == (shown, number):
                return f"[{short}]"
        pieces = re.split("[“”]", shown.message.text.partition("\n")[0])
        words = max(pieces, key=len).strip()
        found = enumerate(self._labelled(shown.place, label, words, picker))
        older = next(place for place, one in found if one == (shown, number))
        inside = f" {INSIDE} “{words}”" if words else ""
        return f"[{label}]{inside}{f' ({OLDER} {older})' if older else ''}"

    async def pick(self, called: str, shown: Shown, number: int, day: date) -> Turn:
        """Pick a date with the button of this number in the whole message."""
        name, is_group = self.name_of(shown.place)
        did = self.local.picked(shown, number, day.isoformat())
        line = f"{self._line(shown, number, picker=True)} {day.day}/{day.month}/{day.year + BUDDHIST}"
        return await self.do(called, did, line, name if is_group else "")

    async def send(self, called: str, kind: str, words: str, line: str, group: str = "") -> Turn:
        """Send what is not text. `words`: the caption of a photo or a voice, the name of a file."""
        message = self.local.next_message()
        name, caption = ("", words) if kind in CAPTIONED else (words, "")
        did = {"what": "sent", "kind": kind, "id": f"file-{message}", "name": name}
        return await self.do(called, {**did, "text": caption, "message": message}, line, group)

    async def add_bot(self, called: str, title: str, line: str) -> Turn:
        """Put the bot into a group of that title; who does so administers the group."""
        group = self.group(title)
        self.local.administrators.add((group, self.person(called)))
        return await self.do(called, {"what": "added", "title": title}, line, title)

    async def edit(self, called: str, old: str, new: str, line: str) -> Turn:
        """Change a text that was sent. Raises `NotOnScreen` when it never was."""
        try:
            message = self._written[called, old]
        except KeyError:
            raise NotOnScreen(f"{called}: “{old}”") from None
        self._written[called, new] = message
        return await self.do(called, {"what": "edited", "text": new, "message": message}, line)

    async def again(self, called: str, line: str) -> Turn:
        """The platform delivers the person's last act a second time, under the same id."""
        return await self._play(self._last[called], called, line, "")

    async def do(
        self,
        called: str,
        did: dict[str, Any],
        line: str,
        group: str = "",
        *,
        place: Place | None = None,
        late: int = 0,
    ) -> Turn:
        async with self.around():
            raw = self.local.act(
                did,
                who=self.person(called),
                called=called,
                place=place or self.place(called, group),
                at=self.now - timedelta(minutes=late),
                language=self.language,
            )
            self._last[called] = raw
            if self.on_act:
                self.on_act(Act(self.now, called, group, did, line))
            return await self._play(raw, called, line, group)

    def find(
        self, place: Place, label: str, containing: str = "", older: int = 0, *, picker: bool = False
    ) -> tuple[Shown, int]:
        """The newest button of that label in a place, or one so many before it. Raises `NotOnScreen`.

        The number in front may be left out; a label that ends in … may go on. `picker`: one that lets
        a date be picked, with its number in the whole message.
        """
        found = self._labelled(place, label, containing, picker)
        if one := next(islice(found, older, None), None):
            return one
        there = " ".join(f"[{button.label}]" for _, _, button in self.local.buttons(place))
        raise NotOnScreen(f"[{label}] – {there[:300]}")

    def _labelled(
        self, place: Place, label: str, containing: str, picker: bool
    ) -> Iterator[tuple[Shown, int]]:
        """Those whose label is this very one first, then those that mean it; the newest first."""
        begin = label.removesuffix("…")
        ways: list[Callable[[str], bool]] = [
            lambda b: b == label,
            lambda b: plain_label(b) == label,
        ]
        if begin != label:
            ways.append(lambda b: plain_label(b).startswith(begin))
        there = list(self._pickers(place) if picker else self.local.buttons(place))
        for fits in ways:
            for shown, number, button in there:
                if fits(button.label) and containing in shown.message.text:
                    yield shown, number

    def _pickers(self, place: Place) -> Iterator[tuple[Shown, int, Button]]:
        for shown in reversed(self.local.on(place)):
            for number, button in shown.pickers.items():
                yield shown, number, button

    # ── through the house ────────────────────────────────────────────────────

    @property
    def questions(self) -> Cycle:
        """The questionnaire that is played."""
        return self.cycle or _read()[0]

    @property
    def house(self) -> House | None:
        """What it plays in, while it is `running`."""
        return self._open

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Scene]:
        """Keep the house open; without it every act opens it from disk and closes it again."""
        if self._open is not None:
            yield self
            return
        async with self._house() as house:
            self._open = house
            try:
                yield self
            finally:
                self._open = None

    async def _play(self, raw: Raw, called: str, line: str, group: str) -> Turn:
        before, known = self.local.last, len(self.local.shown)
        at = self.now
        async with self.running():
            await self._through(self._facilitator, raw)
        turn = Turn(at, called, group, line, self._shown_since(before, known))
        self.turns.append(turn)
        if self.on_turn:
            self.on_turn(turn)
        self.now += self.pace
        return turn

    async def pass_time(self, to: datetime, line: str = "") -> Turn:
        """Put the clock on; what has become due by then is done."""
        async with self.around():
            self.now = to
            before, known = self.local.last, len(self.local.shown)
            async with self.running():
                await self._tick(self._facilitator)
            return Turn(to, "", "", line, self._shown_since(before, known))

    @property
    def _facilitator(self) -> Facilitator:
        if self._open is None:
            raise RuntimeError("not running")
        return self._open.facilitator

    @staticmethod
    async def _tick(facilitator: Facilitator) -> None:
        while await facilitator.tick():
            await facilitator.work()
            await facilitator.deliver()

    def _shown_since(self, order: int, known: int) -> tuple[Shown, ...]:
        """What is new on the screens. To the eye, what was sent and at once edited was sent; `known`: how
        many messages there were before."""
        edited = [s for s in self.local.shown[:known] if s.order > order]
        sent = [replace(s, edited=False) for s in self.local.shown[known:]]
        return tuple(sorted((*edited, *sent), key=lambda s: s.order))

    async def _through(self, facilitator: Facilitator, raw: Raw) -> None:
        await facilitator.take_in(NAME, [raw])
        while await facilitator.work():  # delivery may find out something that is an event too
            await facilitator.deliver()

    @asynccontextmanager
    async def _house(self) -> AsyncIterator[House]:
        _, render = _read()
        cycle = self.questions
        database = self.folder / DATABASE
        channels = {NAME: self.local}
        made = workshop(cycle, render, board_url=self.board_url) if self.lively else None
        async with opened(
            database, channels, cycle=cycle, render=render, clock=self.clock, workshop=made, lasting=False
        ) as house:
            yield house


@cache
def _read() -> tuple[Cycle, Renderer]:
    """The questionnaire and the words, read once however often the house is opened."""
    return questionnaire.load(), Renderer()


def plain_label(label: str) -> str:
    """A button's label without the box and the number in front: "☐ 3 งบประมาณ" → "งบประมาณ"."""
    bare = label.lstrip("☐☑✓‹ ")
    number, _, rest = bare.partition(" ")
    return rest if number.isdigit() and rest else bare.removesuffix(" ›")
