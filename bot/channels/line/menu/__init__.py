"""The rich menu: its areas and words (menu.json, as LINE takes it) and its picture (menu.png, made of menu.typ)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.channels.line.client import Json

FOLDER = Path(__file__).parent
DIGITS = 8
"""Of the hash in the menu's name: enough to tell a changed menu from the one that LINE has."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What LINE is to be given. LINE cannot change a menu's areas or picture: another one takes its place."""

    name: str
    """Not shown to people. It tells the version, so that the same menu is not made twice."""
    body: Json = field(repr=False)
    picture: bytes = field(repr=False)
    """PNG."""

    @property
    def family(self) -> str:
        """What the names of all our menus begin with."""
        return self.name.rpartition(" ")[0] + " "


@cache
def drawn() -> Drawn:
    """The menu of this version."""
    written = (FOLDER / "menu.json").read_bytes()
    picture = (FOLDER / "menu.png").read_bytes()
    body: Json = json.loads(written)
    version = hashlib.sha256(written + picture).hexdigest()[:DIGITS]
    name = f"{body['name']} {version}"
    return Drawn(name, {**body, "name": name}, picture)
