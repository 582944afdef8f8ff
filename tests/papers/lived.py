"""A partnership that has lived: the playground's, through all twelve stages, and into its second cycle."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot import questionnaire
from bot.app import DATABASE
from bot.core.cycle import Cycle
from bot.core.history import Whole
from bot.play import auto
from bot.store.aside import aside


@cache
def _played() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="phakhi-lived-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(_play(folder))
    return folder


async def _play(folder: Path) -> None:
    troupe = await auto.play(folder, out=lambda _: None)
    async with troupe.scene.running():
        await troupe.scene.write(troupe.broker, "/stage")
        await troupe.desk("aftertwelfth")
        await troupe.desk("newcycle:1")
        await troupe.desk("newcycle:1:yes")
        await troupe.open("scoping")
        await troupe.answer(next(iter(troupe.representatives)), most=5)


def lived(folder: Path) -> Path:
    """Its database, in a folder of the test's own."""
    shutil.copytree(_played(), folder, dirs_exist_ok=True)
    return folder / DATABASE


def whole(database: Path, name: str = "") -> Whole:
    """The only partnership of a database, or of that name."""
    with aside(database) as there:
        (one,) = (b for b in there.all() if name in ("", b.name))
        found = there.whole(one.partnership)
    assert found is not None
    return found


@cache
def questions() -> Cycle:
    return questionnaire.load()
