"""Transcripts as tests: each is played on a house that is closed and opened again before every act.

Only the people's screens stay in memory. What the files may say is told in bot/play/script.py and
bot/play/macros.py; a file named *.en.txt is played in English.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.play.cast import ZONE, load
from bot.play.macros import Macros
from bot.play.scene import Scene
from bot.play.script import parse, play

HERE = Path(__file__).parent
BEGIN = datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)
"""When a transcript begins that does not say so: 5 มกราคม 2570."""
FILES = sorted(HERE.glob("*.txt"))


async def played(file: Path, folder: Path) -> str:
    """The transcript with what the bot shows now, played on a database in `folder`."""
    language = "en" if file.name.endswith(".en.txt") else "th"
    scene = Scene(folder, BEGIN, language, restless=True)
    lines = list(parse(file.read_text(encoding="utf-8")))
    return await play(scene, lines, Macros(load(language)))
