"""Transcripts as tests: each is played on a house that is closed and opened again before every act.

Only the people's screens stay in memory. What the files may say is told in bot/play/script.py and
bot/play/macros.py; a file named *.en.txt is played in English. Who plays is in the samples, and in a file
of the transcript's name under casts/, where it needs others.
"""

from __future__ import annotations

import copy
import shutil
import tomllib
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from bot.play.cast import ZONE, SampleOrganisation, Samples, load, organisation
from bot.play.macros import Macros, one_by_one
from bot.play.scene import Scene
from bot.play.script import Line, parse, play

HERE = Path(__file__).parent
BEGIN = datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)
"""When a transcript begins that does not say so: 5 มกราคม 2570."""
FILES = sorted(HERE.glob("*.txt"))


async def played(
    file: Path, folder: Path, beginnings: Beginnings | None = None, *, at_once: bool = False
) -> str:
    """The transcript with what the bot shows now, played on a database in `folder`.

    With `beginnings`, what it has in common with one played before is taken from there. `at_once`: in one house
    that stays open; otherwise each act finds all that it needs on the disk.
    """
    language = "en" if file.name.endswith(".en.txt") else "th"
    lines = read(file)
    first = list(takewhile(lambda line: line.kind != "act", lines)) if beginnings else []
    state = State(Scene(folder, BEGIN, language), Macros(cast(file, language)))
    if beginnings:
        state = await beginnings.played(state, first)
    before = "".join(_as_it_stands(first))
    async with state.scene.running() if at_once else nullcontext():
        after = await play(state.scene, lines[len(first) :], state.macros)
    return f"{before}\n{after}" if before else after


def cast(file: Path, language: str) -> Samples:
    """The samples, with what the transcript's own players say otherwise, and with those it has beside them."""
    samples, own = load(language), file.parent / "casts" / f"{file.stem}.toml"
    if not own.exists():
        return samples
    known = {each.name: each for each in samples.organisations}
    for data in tomllib.loads(own.read_text(encoding="utf-8"))["organisations"]:
        before = known.get(data["name"], SampleOrganisation("", "", (), {}))
        given = {"sector": before.sector, **data, "answers": {**before.answers, **data.get("answers", {})}}
        known[data["name"]] = organisation(given)
    return replace(samples, organisations=tuple(known.values()))


def read(file: Path) -> list[Line]:
    return list(parse(file.read_text(encoding="utf-8")))


def _as_it_stands(lines: list[Line]) -> list[str]:
    """Lines that show nothing, as `play` gives them back."""
    out: list[str] = []
    before = ""
    for line in lines:
        gap = "\n" if before and before != line.text[0] else ""
        out.append(f"{gap}{line.text}\n")
        before = line.text[0]
    return out


@dataclass
class State:
    scene: Scene
    macros: Macros


class Beginnings:
    """Where transcripts stand after the macros that they begin with, kept for those that begin alike."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[str, ...], State] = {}

    async def played(self, state: State, lines: list[Line]) -> State:
        """The state after these lines, in the folder of the given state's scene."""
        steps = [s for line in lines if line.kind != "comment" for s in one_by_one(line.text)]
        here = state.scene.folder
        names = [organisation.name for organisation in state.macros.samples.organisations]
        done: tuple[str, ...] = (state.scene.language, *names)
        for step in steps:
            done = (*done, step)
            if done in self._kept:
                continue
            state = self._taken(done[:-1], state, here)
            await play(state.scene, parse(step), state.macros)
            self._keep(done, state)
        return self._taken(done, state, here)

    def _keep(self, done: tuple[str, ...], state: State) -> None:
        kept = self._folder / str(len(self._kept))
        shutil.copytree(state.scene.folder, kept)
        self._kept[done] = copy.deepcopy(state)
        self._kept[done].scene.folder = kept

    def _taken(self, done: tuple[str, ...], state: State, here: Path) -> State:
        """A copy of what was kept; the given state where nothing is."""
        if done not in self._kept:
            return state
        state = copy.deepcopy(self._kept[done])
        shutil.rmtree(here)
        shutil.copytree(state.scene.folder, here)
        state.scene.folder = here
        return state
