"""The playground: one person plays the broker and the representatives of three organisations."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.channels.local import Local, Shown
from bot.core.model import Place
from bot.play import auto, screen
from bot.play.cast import ZONE, Samples, load
from bot.play.ground import Ground
from bot.play.people import Stuck
from bot.play.scene import NotOnScreen, Scene, Turn
from bot.play.script import recorded
from bot.play.troupe import Troupe

PICTURES = "pictures"
"""Folder in the playground's own for the pictures and papers that were shown."""

Read = Callable[[str], Awaitable[str | None]]
"""Asks for a line with this prompt; None at the end of input."""
Out = Callable[[str], None]


async def read_line(prompt: str) -> str | None:
    """A line from the terminal; None when there is no more."""
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        return None


@dataclass
class Terminal:
    troupe: Troupe
    out: Out = print
    read: Read = read_line
    me: str = ""
    group: str = ""
    """Title of the group that is looked at; "" the private chat."""
    by_itself: bool = False
    """What is done now was not typed, so it is told."""

    @property
    def scene(self) -> Scene:
        return self.troupe.scene

    @property
    def samples(self) -> Samples:
        return self.troupe.samples

    @property
    def cast(self) -> list[str]:
        """The names in the order of their numbers: the broker is 1."""
        people = [p.called for o in self.samples.organisations for p in o.people]
        return [self.troupe.broker, *people]

    @property
    def here(self) -> Place:
        return self.scene.place(self.me, self.group)

    async def run(self) -> None:
        """Play until the person goes."""
        for called in self.cast:
            self.scene.person(called)
        self.scene.on_turn = self._tell
        self.me, self.group = self.troupe.broker, self.troupe.group
        self._help()
        await self.scene.add_bot(self.me, self.group, f"(เพิ่มบอตเข้ากลุ่ม “{self.group}”)")
        self.say("press_to_begin")
        while (line := await self.read(self._prompt())) is not None:
            if not await self._line(line.strip()):
                break
        self.say("bye")

    def say(self, key: str, **values: object) -> None:
        self.out(f"  {self.samples.words[key].format(**values)}")

    # ── one typed line ───────────────────────────────────────────────────────

    async def _line(self, line: str) -> bool:
        """False: the person goes."""
        words, rest = self.samples.words["words"], line.partition(" ")[2].strip()
        first = line.partition(" ")[0]
        if line in words["quit"]:
            return False
        try:
            await self._play_line(line, first, rest)
        except (NotOnScreen, Stuck) as problem:
            self.say("stuck", who=problem)
        return True

    async def _play_line(self, line: str, first: str, rest: str) -> None:
        words = self.samples.words["words"]
        if not line or line in words["help"]:
            self._help()
        elif line in words["everyone"]:
            await self._everyone()
        elif line in words["me"]:
            self.by_itself = True
            self._answered(self.me, await self.troupe.answer(self.me))
            self.by_itself = False
        elif first in words["save"] and rest:
            await asyncio.to_thread(self._save, Path(rest))
        elif line.startswith("@"):
            self._become(line[1:])
        elif line.startswith("#") and line[1:].isdigit():
            await self._press(int(line[1:]))
        else:
            await self.scene.write(self.me, line, self.group)

    async def _press(self, number: int) -> None:
        shown = self._with_buttons()
        if shown is None or not 0 < number <= len(shown.buttons):
            self.say("no_button", number=number)
            return
        button = shown.buttons[number - 1]
        if button.opens == "add":
            self.say("cannot_add")
            return
        if button.opens:
            self.group = ""  # it leads into the private chat
        await self.scene.press(self.me, shown, number - 1)

    def _with_buttons(self) -> Shown | None:
        """The newest message on this screen that has buttons: its numbers are the ones to type."""
        return next((s for s in reversed(self.scene.local.on(self.here)) if s.buttons), None)

    def _become(self, which: str) -> None:
        if which in {"g", "ก", self.samples.words["group"]}:
            self.group = self.troupe.group
        elif which.isdigit() and 0 < int(which) <= len(self.cast):
            self.me, self.group = self.cast[int(which) - 1], ""
        elif which:
            self.say("nobody", number=which)
            return
        else:
            self._people()
            return
        self._screen()

    async def _everyone(self) -> None:
        """The others join if they have not, and answer what waits."""
        for called in [name for name in self.cast[1:] if name != self.me]:
            if self.scene.local.on(self.scene.private(called)):
                count = await self.troupe.answer(called)
            else:
                count = await self.troupe.join(called)
            if count:
                self._answered(called, count)

    def _answered(self, called: str, count: int) -> None:
        if count:
            self.say("answered", name=called, count=count)
        else:
            self.say("nothing_waiting")

    def _save(self, file: Path) -> None:
        title = self.samples.partnership["title"]
        try:
            file.write_text(recorded(self.scene, title), encoding="utf-8")
        except OSError as problem:
            self.say("not_saved", file=file, why=problem.strerror)
        else:
            self.say("saved", file=file)

    # ── the screen ───────────────────────────────────────────────────────────

    def _prompt(self) -> str:
        name = f"{self.me} ({self.group})" if self.group else self.me
        return str(self.samples.words["prompt"]).format(name=name)

    def _help(self) -> None:
        for line in self.samples.words["help"]:
            self.out(f"  {line}")
        self._people()

    def _people(self) -> None:
        self.say("people")
        roles = {self.troupe.broker: self.samples.words["broker_role"]}
        for number, called in enumerate(self.cast, 1):
            role = roles.get(called) or self.samples.organisation(called).name
            self.out(f"  @{number} {called} · {role}")

    def _screen(self) -> None:
        """What stands last on the screen one has turned to."""
        key = "you_are_in_group" if self.group else "you_are"
        self.say(key, name=self.me, group=self.group)
        for shown in self.scene.local.on(self.here)[-2:]:
            self._bubble(shown)

    def _tell(self, turn: Turn) -> None:
        """What is shown on the screen looked at, in full; on another, only that it was shown."""
        here, elsewhere = self.here, []
        if self.by_itself:
            for line in screen.said(turn):
                self.out(line)
        for shown in turn.shown:
            if shown.place == here:
                self._bubble(shown)
            elif turn.who == self.me and not shown.edited:
                elsewhere.append(self.scene.name_of(shown.place)[0])
        if elsewhere:
            self.say("elsewhere", names=", ".join(dict.fromkeys(elsewhere)))

    def _bubble(self, shown: Shown) -> None:
        for line in screen.bubble(self.scene, shown, numbers=shown == self._with_buttons()):
            self.out(line)


async def play_by_hand(data_dir: Path, *, language: str = "th", short: bool = False) -> None:
    """The playground under `data_dir`/play, begun anew; by itself where nobody can type."""
    samples = load(language)
    if not sys.stdin.isatty():
        print(samples.words["no_terminal"])
        await play_by_itself(language=language, short=short)
        return
    folder = data_dir / "play"
    ground = Ground(folder)
    await asyncio.to_thread(ground.clear)
    local = Local(folder=folder / PICTURES)
    scene = Scene(folder, datetime.now(ZONE), language, local=local, lively=True)
    try:
        async with scene.running():
            await Terminal(Troupe(scene, samples, short)).run()
    finally:
        ground.release()


async def play_by_itself(
    *, language: str = "th", short: bool = False, everyone: bool = False
) -> None:
    """`play --auto`: on a database in a temporary folder of its own."""
    with tempfile.TemporaryDirectory(prefix="phakhi-play-") as folder:
        await auto.play(Path(folder), language=language, short=short, everyone=everyone)
