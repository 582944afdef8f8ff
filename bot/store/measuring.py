"""How full the queues are, for /metrics: only read, beside the writer. And how long the log is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

QUEUES = """
SELECT (SELECT count(*) FROM inbox WHERE state = 'new'),
       (SELECT count(*) FROM inbox WHERE state = 'dead'),
       (SELECT count(*) FROM outbox WHERE state IN ('queued', 'stubbed', 'sending', 'held')
            AND state <> 'held' AND next_at <= ?),
       (SELECT count(*) FROM outbox WHERE state IN ('queued', 'stubbed', 'sending', 'held') AND state = 'held'),
       (SELECT count(*) FROM outbox WHERE state IN ('queued', 'stubbed', 'sending', 'held')
            AND state = 'queued' AND attempts > 0) + (SELECT count(*) FROM doubtful),
       (SELECT count(*) FROM outbox WHERE state = 'dead')
"""
"""The list of what waits is written out as the index has it, which is then used."""


@dataclass(frozen=True, slots=True)
class Queues:
    inbox_new: int
    inbox_dead: int
    """Put aside, with a word to the sender."""
    outbox_due: int
    outbox_held: int
    """Waiting for something to happen in their place, where answering is free."""
    outbox_uncertain: int
    """It is not known whether they were shown; or a broker is to say so after a copy was brought back."""
    outbox_dead: int
    """Settled without having been shown, or not known to have been."""


def log_bytes(database: Path) -> int:
    """How long the log beside the database is. Before a store is opened: more than nothing says that the process before
    was killed, for one that ends in good order empties it.
    """
    return size(database.with_name(f"{database.name}-wal"))


def size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
