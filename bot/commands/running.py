"""Runs a command, and tells what it could not do."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands import auditing, copies, importing, papers
from bot.commands.saying import USAGE, Refused


def run(options: argparse.Namespace, database: Path, stages: Path | None, backups: Path) -> int:
    """The exit status. `database`: the file; `stages`: a questionnaire of one's own; `backups`: where copies go if
    nothing else is said. Raises questionnaire.Faulty.
    """
    try:
        match options.command:
            case "papers":
                return papers.run(options, database, stages)
            case "import":
                return importing.run(options, database, stages)
            case "backup":
                return copies.back_up(database, options.folder or backups)
            case "restore":
                return copies.restore(options.copy, database)
            case _:
                return auditing.run(database, listed=options.listed)
    except Refused as refused:
        refused.tell()
        return USAGE
