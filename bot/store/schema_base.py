"""What the tables are made of: one metadata, and the kinds of columns that they share.

Types are those that SQLite's STRICT tables and PostgreSQL share: text, integer, bytes. Times are
ISO-8601 text in UTC with microseconds, so that they sort as text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Integer,
    MetaData,
    Text,
)

metadata = MetaData()


def a_text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def a_key(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def maybe_text(name: str) -> Column[str | None]:
    return Column(name, Text)


def a_number(name: str, default: str | None = None) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=default)


def a_flag(name: str, default: str = "0") -> Column[int]:
    return Column(
        name, Integer, CheckConstraint(f"{name} IN (0, 1)"), nullable=False, server_default=default
    )


def a_serial(name: str = "id") -> Column[int]:
    """Made by the database, because the order of rows is what it is for."""
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column(name, kind, Identity(), primary_key=True, autoincrement=True)


def of_partnership() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["partnership"], ["partnership.id"])


def of_round() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["partnership", "round"], ["round.partnership", "round.id"])
