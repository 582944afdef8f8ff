"""The schema's revisions, by the names of their files: what Alembic would say of them.

Alembic itself is loaded only to bring a file up (bot/store/migrating.py); that takes a tenth of a start's second.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

MIGRATIONS = Path(__file__).with_name("migrations")


@cache
def revisions() -> tuple[str, ...]:
    """Those that this version knows, the oldest first."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def newest() -> str:
    """What a database of this version has."""
    return revisions()[-1]
