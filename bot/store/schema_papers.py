"""The tables of pictures and papers on their way: what a platform keeps of ours, and what we serve."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, Table

from bot.store.schema_base import a_key, a_number, a_text, metadata

picture_sent = Table(
    "picture_sent",
    metadata,
    a_key("channel"),
    a_text("partnership"),
    a_key("mark"),
    a_key("file_id"),
    a_key("at"),
    PrimaryKeyConstraint("channel", "partnership", "mark"),
    sqlite_strict=True,
)
"""`mark`: a keyed hash of what the picture shows. `file_id`: the platform's, to show it again with."""

served = Table(
    "served",
    metadata,
    a_key("hash"),
    a_number("outbox"),
    a_key("kind"),
    a_key("until"),
    PrimaryKeyConstraint("hash"),
    CheckConstraint("kind IN ('picture', 'file')"),
    sqlite_strict=True,
)
"""What can be fetched at an address: the picture or the file of a message in the outbox, which may be
forgotten by then."""
