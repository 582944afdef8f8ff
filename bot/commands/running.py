"""Runs a command, and tells what it could not do."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands import importing, papers
from bot.commands.saying import USAGE, Refused


def run(options: argparse.Namespace, database: Path, stages: Path | None) -> int:
    """The exit status. `database`: the file; `stages`: a questionnaire of one's own. Raises questionnaire.Faulty."""
    command = papers.run if options.command == "papers" else importing.run
    try:
        return command(options, database, stages)
    except Refused as refused:
        refused.tell()
        return USAGE
