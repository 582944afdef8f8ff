"""What may be written after `stages` on the command line; kept apart so that nothing heavy is loaded for it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_to(stages: argparse._SubParsersAction[Any]) -> None:
    export = stages.add_parser("export", help="write the set of questions as an XLSForm (.xlsx)")
    export.add_argument("file", nargs="?", type=Path, help="default: phakhi-questions.xlsx")
    export.add_argument(
        "--folder", type=Path, help="the set to write; default: STAGES_DIR, or the own set"
    )
    bring = stages.add_parser("import", help="read an edited XLSForm; say by row what is to mend")
    bring.add_argument("file", type=Path)
    bring.add_argument(
        "--out", type=Path, help="the new folder of stage files; default: stages beside you"
    )
