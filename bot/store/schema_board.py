"""The tables of the broker's page: personal links to it, and browsers in which it is open."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from bot.store.schema_base import a_flag, a_key, maybe_text, metadata, of_partnership

board_link = Table(
    "board_link",
    metadata,
    a_key("hash"),
    a_key("partnership"),
    a_key("channel"),
    a_key("person"),
    a_key("until"),
    maybe_text("opened_at"),
    a_flag("revoked"),
    PrimaryKeyConstraint("hash"),
    of_partnership(),
    Index("board_link_of", "partnership", "channel", "person"),
    sqlite_strict=True,
)
"""`hash`: of the token. It opens the page once, until `until`, for that broker of that partnership."""

board_session = Table(
    "board_session",
    metadata,
    a_key("hash"),
    a_key("link"),
    a_key("partnership"),
    a_key("channel"),
    a_key("person"),
    a_key("until"),
    PrimaryKeyConstraint("hash"),
    of_partnership(),
    Index("board_session_of", "partnership", "channel", "person"),
    sqlite_strict=True,
)
"""`hash`: of what the browser's cookie holds; `link`: of the token that it was opened with."""
