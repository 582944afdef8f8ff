"""Bringing a copy back: when that was done, and which messages may have been said meanwhile.

Tables are made; nothing that was there is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "restored",
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column(
            "told",
            sa.Integer(),
            sa.CheckConstraint("told IN (0, 1)"),
            server_default="0",
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("at"),
        sqlite_strict=True,
    )
    op.create_table(
        "doubtful",
        sa.Column("outbox", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outbox"),
        sa.ForeignKeyConstraint(["outbox"], ["outbox.id"], ondelete="CASCADE"),
        sqlite_strict=True,
    )
