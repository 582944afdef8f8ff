"""Draws the gallery anew: `python -m tests.papers.gallery` plays the sample partnership through all stages (a minute
or so) and writes docs/gallery/*.png, as docs/gallery.md shows them. After a change of a drawing, look at all of them.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.app import DATABASE
from bot.core.cycle import Cycle, Stage
from bot.core.effects import StageLine, Summary
from bot.core.model import Partnership, Place
from bot.core.whole import stage_line
from bot.message import Picture
from bot.papers.pictures import draw
from bot.papers.published import newest
from bot.play.auto import play
from bot.questionnaire import load
from bot.render import pictures
from bot.render.picture_poster import Way
from bot.render.words import read_speeches, speaking
from bot.store.aside import aside
from tests.papers import hard_cases

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
WIDTH = 540
"""Pixels: less than what is sent, which is enough for a page of documentation."""
AT_WORK = 5
"""The wheel is shown as it stood while this stage was open."""
WAYS = {
    "telegram": Way("https://t.me/example_bot?start=example", "@example_bot"),
    "line": Way("https://line.me/R/oaMessage/%40example/?join%20K7QM2", "@example"),
}
LAST_DAY = date(2027, 12, 30)
HARD = {
    "hard-card": ("crowded", "card"),
    "hard-timeline": ("planned", "timeline"),
    "hard-resources": ("pledged", "resources"),
    "hard-benefit": ("measured", "benefit"),
}


def played(language: str) -> Partnership:
    """The sample partnership after all twelve stages."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), language=language, out=lambda _line: None))
        with aside(Path(folder) / DATABASE) as there:
            whole = there.whole(there.all()[0].partnership)
    assert whole is not None
    return whole.partnership


def summary_of(partnership: Partnership, cycle: Cycle, stage: Stage) -> Summary | None:
    """What was published of the stage last."""
    issue = newest(partnership, cycle, stage.key, 1)
    if issue is None:
        return None
    edition = issue.edition
    return Summary(
        Place("local", "g1"),
        edition.language,
        "once",
        partnership.name,
        stage,
        issue.round.number,
        edition.number,
        edition.answered,
        edition.missing,
        edition.blocks,
        edition.agreed,
        partly=edition.partly,
    )


def lines_at_work(partnership: Partnership, cycle: Cycle, language: str) -> Iterator[StageLine]:
    for stage in cycle.stages.values():
        line = stage_line(cycle, partnership, stage, language)
        if stage.number == AT_WORK:
            line = replace(line, state="open", done=line.of - 1)
        yield replace(line, state="waiting") if stage.number > AT_WORK else line


def gallery(partnership: Partnership, cycle: Cycle, language: str) -> Iterator[tuple[str, Picture | None]]:
    """(name, picture) of everything that the partnership came to."""
    yield "wheel", pictures.of_wheel(tuple(lines_at_work(partnership, cycle, language)), partnership.name)
    for stage in cycle.stages.values():
        made = summary_of(partnership, cycle, stage)
        for picture in pictures.of_summary(made) if made else ():
            yield f"{stage.number:02d}-{picture.kind}", picture
    yield "poster", pictures.of_poster(partnership.name, partnership.purpose or "", WAYS, "K7QM2", LAST_DAY)


def main(language: str = "th") -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    cycle, partnership = load(), played(language)
    with speaking(read_speeches()[language]):
        drawn = dict(gallery(partnership, cycle, language))
        for name, (case, kind) in HARD.items():
            drawn[name] = next(p for p in pictures.of_summary(hard_cases.HARD[case]()) if p.kind == kind)
    for name, picture in drawn.items():
        assert picture is not None, name
        (FOLDER / f"{name}.png").write_bytes(draw(picture, WIDTH))
        print(name, picture.alt)


if __name__ == "__main__":
    main(*sys.argv[1:])
