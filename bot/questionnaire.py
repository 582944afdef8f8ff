"""Reads the questionnaire from its folder: the packaged one, or a broker's own (STAGES_DIR)."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.core.cycle import Cycle
from bot.core.questionnaire import APART, CLAUSES, SECTORS, Faulty, Problem, build
from bot.core.stagefiles import Table

__all__ = ["PACKAGED", "Faulty", "Problem", "load", "problems"]

PACKAGED = Path(__file__).parent / "stages"


def load(directory: Path | None = None) -> Cycle:
    """The cycle in a folder of TOML files; without one, the packaged cycle.

    A folder without clauses.toml, sectors.toml or catching_up.toml takes the packaged ones. Raises `Faulty` with
    everything that the folder's owner has to mend.
    """
    folder = PACKAGED if directory is None else directory
    if not folder.is_dir():
        raise Faulty((Problem(str(folder), "", "is not a folder"),))
    paths = sorted(folder.glob("*.toml"))
    have = {path.name for path in paths}
    paths += [PACKAGED / name for name in (CLAUSES, SECTORS, APART) if name not in have]
    tables: dict[str, Table] = {}
    unread: list[Problem] = []
    for path in paths:
        try:
            tables[path.name] = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            unread.append(Problem(path.name, "", f"cannot be read as TOML: {error}"))
    if unread:
        raise Faulty(tuple(unread))
    return build(tables)


def problems(directory: Path | None = None) -> tuple[Problem, ...]:
    """What is to mend in a folder; empty when it can be used."""
    try:
        load(directory)
    except Faulty as faulty:
        return faulty.problems
    return ()
