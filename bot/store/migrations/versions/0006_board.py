"""The broker's page: personal links to it, and browsers in which it is open.

Tables are made; nothing that was there is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "board_link",
        _key("hash"),
        _key("partnership"),
        _key("channel"),
        _key("person"),
        _key("until"),
        sa.Column("opened_at", sa.Text()),
        sa.Column(
            "revoked",
            sa.Integer(),
            sa.CheckConstraint("revoked IN (0, 1)"),
            server_default="0",
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("hash"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sqlite_strict=True,
    )
    op.create_index("board_link_of", "board_link", ["partnership", "channel", "person"])
    op.create_table(
        "board_session",
        _key("hash"),
        _key("link"),
        _key("partnership"),
        _key("channel"),
        _key("person"),
        _key("until"),
        sa.PrimaryKeyConstraint("hash"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sqlite_strict=True,
    )
    op.create_index("board_session_of", "board_session", ["partnership", "channel", "person"])
