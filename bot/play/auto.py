"""A whole partnership through all twelve stages, played from the samples and told as it goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.play import screen
from bot.play.cast import Samples, load
from bot.play.macros import STAGES
from bot.play.scene import Scene, Turn
from bot.play.troupe import Troupe

PACE = timedelta(seconds=20)
"""Time between two acts; about as long as reading one question and answering it takes."""
CHECKED_AGAIN = "implementing"
"""The stage that is opened a second time, as a check-in."""
Out = Callable[[str], None]


@dataclass
class Narrator:
    """Tells the turns: one representative of each stage in full, the others in one line."""

    scene: Scene
    samples: Samples
    out: Out
    everyone: bool = False
    featured: str = ""
    desk: bool = True
    """Show what the broker's desk looks like, not only what is pressed there."""
    _hidden: dict[str, int] = field(default_factory=dict)

    def heading(self, text: str) -> None:
        self._others()
        self._lines(screen.heading(text))

    def remark(self, text: str) -> None:
        self._others()
        self._lines(screen.remark(text))

    def turn(self, turn: Turn) -> None:
        broker = turn.who == self.samples.broker.called
        if not (self.everyone or broker or turn.who == self.featured):
            self._hidden[turn.who] = self._hidden.get(turn.who, 0) + 1
            self._shown(turn, "")
            return
        self._others()
        self._lines(screen.said(turn))
        self._shown(turn, turn.who if self.desk or not broker else "")

    def _shown(self, turn: Turn, private: str) -> None:
        """What the group sees, and what is shown to the person whose screen we look at."""
        for shown in turn.shown:
            name, is_group = self.scene.name_of(shown.place)
            if shown.edited:  # what a tap has ticked is told by the tap
                continue
            if is_group or name in {private, self.featured}:
                self._others()
                self._lines(screen.bubble(self.scene, shown))

    def _others(self) -> None:
        if self._hidden:
            names, count = ", ".join(self._hidden), sum(self._hidden.values())
            self._hidden.clear()
            text = str(self.samples.words["others"]).format(names=names, count=count)
            self._lines(screen.remark(text))

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self.out(line)


async def play(
    folder: Path,
    *,
    language: str = "th",
    short: bool = False,
    everyone: bool = False,
    out: Out = print,
) -> Troupe:
    """Play it all on a database in `folder`. Raises `Stuck`, `NotOnScreen` where it cannot go on."""
    samples = load(language)
    began = time.perf_counter()
    scene = Scene(folder, samples.dates["joining"], language, PACE)
    narrator = Narrator(scene, samples, out, everyone)
    scene.on_turn = narrator.turn
    troupe = Troupe(scene, samples, short)
    narrator.heading(samples.words["title"])
    narrator.remark(samples.words["intro"])
    async with scene.running():
        await _come_together(troupe, narrator)
        for number, stage in enumerate(STAGES, 1):
            await _stage(troupe, narrator, number, stage)
    narrator.heading(
        samples.words["ended"].format(
            events=len(scene.turns),
            messages=len(scene.local.shown),
            seconds=f"{time.perf_counter() - began:.1f}",
        )
    )
    return troupe


async def _come_together(troupe: Troupe, narrator: Narrator) -> None:
    narrator.heading(troupe.samples.words["setting_up"])
    await troupe.set_up()
    for organisation in troupe.samples.organisations:
        for persona in organisation.people:
            narrator.featured = narrator.featured or persona.called
            await troupe.join(persona.called)


async def _stage(troupe: Troupe, narrator: Narrator, number: int, stage: str) -> None:
    """One stage; the next organisation's representative is looked at in full."""
    words, samples = troupe.samples.words, troupe.samples
    title = words["stages"][number - 1]
    narrator.featured = samples.organisations[number % len(samples.organisations)].people[0].called
    narrator.desk = number == 1
    troupe.scene.now = max(troupe.scene.now, samples.dates[stage])
    narrator.heading(words["stage"].format(number=words["numerals"][number - 1], title=title))
    await troupe.through(stage)
    if stage == CHECKED_AGAIN:
        troupe.scene.now = max(troupe.scene.now, samples.dates[f"{stage}@2"])
        narrator.heading(words["checkin"].format(title=title, number=2))
        await troupe.through(stage)
