"""The words of the commands on the command line. It imports nothing of ours, so that every command starts fast."""

from __future__ import annotations

import argparse
from pathlib import Path

WRITTEN, DATA = ("pdf", "docx"), ("xlsx", "csv", "json")
FORMS = (*WRITTEN, *DATA)
AUDIENCES = ("group", "broker")
LANGUAGES = ("th", "en")
COMMANDS = ("papers", "import", "backup", "restore", "audit", "ropa", "incident")

Commands = argparse._SubParsersAction
"""What `add_subparsers` gives; it has no other name."""


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """All of `COMMANDS`."""
    papers = commands.add_parser("papers", help="write a partnership's papers and data into a folder")
    papers.add_argument("partnership", help="its id, its name, or a piece of its name")
    papers.add_argument("--stage", type=int, default=0, metavar="N", help="only the paper of this stage")
    papers.add_argument("--format", dest="forms", default=",".join(FORMS), help=f"default: {','.join(FORMS)}")
    papers.add_argument("--out", type=Path, help="default: a folder called like the partnership")
    papers.add_argument("--audience", choices=AUDIENCES, default="", help="default: one set for each")
    papers.add_argument("--lang", choices=LANGUAGES, default="", help="default: the partnership's language")
    moved = commands.add_parser("import", help="take in a partnership that “papers --format json” wrote")
    moved.add_argument("file", type=Path, nargs="?", help="the JSON file")
    moved.add_argument("--codes", metavar="PARTNERSHIP", help="new codes for those who have not come back yet")
    moved.add_argument("--lang", choices=LANGUAGES, default="", help="default: the partnership's language")
    backup = commands.add_parser("backup", help="make a copy of all data, checked; the bot may run meanwhile")
    backup.add_argument("folder", type=Path, nargs="?", help="default: BACKUP_DIR")
    restore = commands.add_parser("restore", help="put a copy back in place; the bot has to be stopped")
    restore.add_argument("copy", type=Path, help="the folder that “backup” made")
    audit = commands.add_parser("audit", help="check that the record of what was done is whole")
    audit.add_argument("--list", action="store_true", dest="listed", help="print it, oldest first")
    ropa = commands.add_parser("ropa", help="the record of processing of personal data (PDPA, section 39)")
    incident = commands.add_parser("incident", help="what was done between two times, for a report (section 37(4))")
    incident.add_argument("--since", required=True, help="a time in Thailand: 2026-11-23 or 2026-11-23T08:30")
    incident.add_argument("--until", default="", help="default: now")
    for each in (ropa, incident):
        each.add_argument("--lang", choices=LANGUAGES, default="th")
