"""A database of the version before names were let go: a year, nobody told, and what has ended is looked into."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.store import Store
from bot.store.database import connect, engine_on
from bot.store.revisions import MIGRATIONS
from tests.store.conftest import rows
from tests.store.test_migration_0007 import old  # noqa: F401 - the file of before

ENDED = "2026-11-20T03:00:00.000000Z"


def test_what_has_ended_is_looked_into(old: Path) -> None:  # noqa: F811
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    raw = connect(old)
    with engine_on(raw).connect() as open_one:
        config.attributes["connection"] = open_one
        command.upgrade(config, "0007")
    raw.execute("UPDATE partnership SET ended_at = ?, next_due = NULL", (ENDED,))
    raw.close()
    Store.open(old).close_now()
    found = rows(old, "SELECT DISTINCT keep_days, keep_told, next_due FROM partnership")
    assert found == [(365, None, ENDED)]
    assert rows(old, "SELECT version_num FROM alembic_version") == [("0008",)]
