"""Alembic, for files whose schema is to be brought up: each revision in one transaction, statement by statement."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.store.revisions import MIGRATIONS


def upgrade(connection: Connection) -> None:
    """To this version's schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
