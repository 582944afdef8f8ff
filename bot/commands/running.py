"""Runs a command, and tells what it could not do."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands import auditing, copies, importing, law, papers
from bot.commands.saying import USAGE, Refused


def run(options: argparse.Namespace, database: Path, stages: Path | None, backups: Path) -> int:
    """The exit status. `database`: the file; `stages`: a questionnaire of one's own; `backups`: where copies go if
    nothing else is said. Raises questionnaire.Faulty.
    """
    run = {
        "papers": lambda: papers.run(options, database, stages),
        "import": lambda: importing.run(options, database, stages),
        "backup": lambda: copies.back_up(database, options.folder or backups),
        "restore": lambda: copies.restore(options.copy, database),
        "audit": lambda: auditing.run(database, listed=options.listed),
        "ropa": lambda: law.ropa(options, database),
        "incident": lambda: law.incident(options, database),
    }
    try:
        return run[options.command]()
    except Refused as refused:
        refused.tell()
        return USAGE
