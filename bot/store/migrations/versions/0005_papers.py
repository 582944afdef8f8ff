"""Pictures and papers on their way: ids under which a platform keeps our pictures, addresses under which
it fetches them from us, and how often it was tried in vain to make what goes with a message.

Tables and a column are made; nothing that was there is touched.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "picture_sent",
        _key("channel"),
        sa.Column("partnership", sa.Text(), server_default="", nullable=False),
        _key("mark"),
        _key("file_id"),
        _key("at"),
        sa.PrimaryKeyConstraint("channel", "partnership", "mark"),
        sqlite_strict=True,
    )
    op.create_table(
        "served",
        _key("hash"),
        sa.Column("outbox", sa.Integer(), nullable=False),
        _key("kind"),
        _key("until"),
        sa.CheckConstraint("kind IN ('picture', 'file')"),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_strict=True,
    )
    op.add_column(
        "outbox", sa.Column("makings", sa.Integer(), server_default="0", nullable=False)
    )
