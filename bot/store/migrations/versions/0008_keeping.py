"""How long after its end a partnership keeps who took part, and when its people were told that their names will go.

Partnerships that have ended are looked into once, so that the time which they were told of begins to run.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

ADDED = (
    "partnership ADD COLUMN keep_days INTEGER DEFAULT '365' NOT NULL",
    "partnership ADD COLUMN keep_told TEXT",
)


def upgrade() -> None:
    for change in ADDED:
        op.execute(f"ALTER TABLE {change}")
    op.execute("UPDATE partnership SET next_due = ended_at, due_since = NULL WHERE ended_at IS NOT NULL")
