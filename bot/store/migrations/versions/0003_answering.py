"""Answering where speaking first is billed: what is held, reply tokens, contacts, codes, linked
apps, unsent messages.

SQLite cannot change a CHECK, so the outbox is made anew beside the old one and takes its rows and
its name. Nothing refers to it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ADDED = (
    "ALTER TABLE partnership ADD COLUMN push TEXT DEFAULT 'never' NOT NULL"
    " CHECK (push IN ('never', 'quota', 'always'))",
    "ALTER TABLE member ADD COLUMN friend INTEGER DEFAULT '1' NOT NULL CHECK (friend IN (0, 1))",
    "ALTER TABLE round ADD COLUMN agreed_message TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE inbox ADD COLUMN sort TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE invitation ADD COLUMN code_hash TEXT",
)
COPIED = """
INSERT INTO outbox_wider (
  id, ref, dedupe, kind, partnership, channel, place, person, body, slot, replaces, state, attempts,
  shown, forget, queued_at, next_at, first_at, claimed_at, settled_at
)
SELECT
  id, ref, dedupe, kind, partnership, channel, place, person, body, slot, replaces, state, attempts,
  shown, forget, queued_at, next_at, first_at, claimed_at, settled_at
FROM outbox ORDER BY id
"""

MARKED = "UPDATE inbox SET key = 'own:' || id WHERE key LIKE '%:%:%\\:____-__-__'"
"""Of what could not be delivered, told to the brokers: the old key held the id of whom it was for. New
ones hold a keyed hash, so the old have nothing more to be compared with.
"""


def upgrade() -> None:
    for statement in (*ADDED, MARKED):
        op.execute(statement)
    op.create_index("invitation_by_code", "invitation", ["code_hash"], unique=True)
    op.drop_index("inbox_new", "inbox")
    op.create_index(
        "inbox_new",
        "inbox",
        ["channel", "conversation", "sort", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    _outbox()
    _reply_token()
    _contact()
    _code()
    _linked_person()
    _unsent()


def _outbox() -> None:
    op.create_table(
        "outbox_wider",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="message", nullable=False),
        sa.Column("partnership", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("slot", sa.Text(), server_default="", nullable=False),
        sa.Column("replaces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shown", sa.Text(), server_default="", nullable=False),
        sa.Column("forget", sa.Integer(), server_default="0", nullable=False),
        sa.Column("queued_at", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=False),
        sa.Column("first_at", sa.Text(), nullable=True),
        sa.Column("claimed_at", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), server_default="", nullable=False),
        sa.Column("way_key", sa.Text(), server_default="", nullable=False),
        sa.Column("way_until", sa.Text(), nullable=True),
        sa.Column("batch", sa.Text(), server_default="", nullable=False),
        sa.Column("push", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('message', 'rights', 'price')"),
        sa.CheckConstraint(
            "state IN ('queued', 'held', 'sending', 'stubbed', 'sent', 'gone', 'dead', 'superseded')"
        ),
        sa.CheckConstraint("way IN ('', 'reply', 'push')"),
        sa.CheckConstraint("replaces IN (0, 1)"),
        sa.CheckConstraint("forget IN (0, 1)"),
        sa.CheckConstraint("push IN (0, 1)"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dedupe"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.execute(COPIED)
    op.drop_table("outbox")
    op.rename_table("outbox_wider", "outbox")
    op.create_index("outbox_by_place", "outbox", ["channel", "place", "id"], unique=False)
    waiting = sa.text("state IN ('queued', 'stubbed', 'sending', 'held')")
    op.create_index(
        "outbox_waiting",
        "outbox",
        ["channel", "place", "kind", "id", "state"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _reply_token() -> None:
    op.create_table(
        "reply_token",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "place", "token"),
        sqlite_strict=True,
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("friend", sa.Integer(), server_default="0", nullable=False),
        sa.Column("blocked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wrote_at", sa.Text(), nullable=True),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.CheckConstraint("friend IN (0, 1)"),
        sa.CheckConstraint("blocked IN (0, 1)"),
        sa.PrimaryKeyConstraint("channel", "person"),
        sqlite_strict=True,
    )


def _code() -> None:
    op.create_table(
        "code",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sa.CheckConstraint("kind IN ('group', 'person')"),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_strict=True,
    )


def _linked_person() -> None:
    op.create_table(
        "linked_person",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("to_channel", sa.Text(), nullable=False),
        sa.Column("to_person", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "person"),
        sqlite_strict=True,
    )
    op.create_index("linked_person_to", "linked_person", ["to_channel", "to_person"], unique=False)


def _unsent() -> None:
    op.create_table(
        "unsent",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message"),
        sqlite_strict=True,
    )
