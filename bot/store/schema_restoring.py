"""The tables of bringing a copy back: when it was done, and what may have been said meanwhile."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Table
from sqlalchemy.schema import Column

from bot.store.schema_base import a_flag, a_key, metadata

restored = Table(
    "restored",
    metadata,
    a_key("at"),
    a_key("made_at"),
    a_flag("told"),
    PrimaryKeyConstraint("at"),
    sqlite_strict=True,
)
"""A copy of `made_at` was brought back; `told`: the brokers have been told, or are about to be."""

doubtful = Table(
    "doubtful",
    metadata,
    Column("outbox", Integer, nullable=False),
    PrimaryKeyConstraint("outbox"),
    ForeignKeyConstraint(["outbox"], ["outbox.id"], ondelete="CASCADE"),
    sqlite_strict=True,
)
"""Messages that waited in the copy, and may have been said after it was made. A broker settles it."""
