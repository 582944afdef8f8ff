"""The tables of the first version.

Written out and not taken from schema.py, which moves on: a database of this version is always made
so.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _audit()
    _inbox()
    _outbox()
    _partnership()
    _wrong_token()
    _focus()
    _invitation()
    _member()
    _organisation()
    _partnership_group()
    _round()
    _answer()
    _hand_in()
    _interview()
    _round_part()


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("partnership", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), server_default="[]", nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'new') = (raw IS NOT NULL)"),
        sa.CheckConstraint("state IN ('new', 'done', 'dead')"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "key"),
        sqlite_strict=True,
    )
    op.create_index(
        "inbox_new",
        "inbox",
        ["channel", "conversation", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
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
        sa.CheckConstraint("kind IN ('message', 'rights')"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'stubbed', 'sent', 'gone', 'dead', 'superseded')"
        ),
        sa.CheckConstraint("replaces IN (0, 1)"),
        sa.CheckConstraint("forget IN (0, 1)"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dedupe"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("outbox_by_place", "outbox", ["channel", "place", "id"], unique=False)
    op.create_index(
        "outbox_waiting",
        "outbox",
        ["channel", "place", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'stubbed', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'stubbed', 'sending')"),
    )


def _partnership() -> None:
    op.create_table(
        "partnership",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("skipped_stages", sa.Text(), server_default="[]", nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )


def _wrong_token() -> None:
    op.create_table(
        "wrong_token",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "id"),
        sqlite_strict=True,
    )


def _focus() -> None:
    op.create_table(
        "focus",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("channel", "place"),
        sqlite_strict=True,
    )


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sa.UniqueConstraint("hash"),
        sqlite_strict=True,
    )


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("private_channel", sa.Text(), nullable=True),
        sa.Column("private_place", sa.Text(), nullable=True),
        sa.Column("called", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("organisation", sa.Text(), server_default="", nullable=False),
        sa.Column("broker", sa.Integer(), server_default="0", nullable=False),
        sa.Column("representative", sa.Integer(), server_default="0", nullable=False),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("remind", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("consented_at", sa.Text(), nullable=True),
        sa.Column("consent_text", sa.Text(), server_default="", nullable=False),
        sa.Column("reachable", sa.Integer(), server_default="1", nullable=False),
        sa.Column("front", sa.Text(), server_default="", nullable=False),
        sa.Column("writing", sa.Text(), nullable=True),
        sa.Column("writing_about", sa.Text(), server_default="", nullable=False),
        sa.Column("writing_draft", sa.Text(), server_default="", nullable=False),
        sa.Column("joined_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnership.id"],
        ),
        sa.CheckConstraint("broker IN (0, 1)"),
        sa.CheckConstraint("representative IN (0, 1)"),
        sa.CheckConstraint("reachable IN (0, 1)"),
        sa.PrimaryKeyConstraint("partnership", "channel", "person"),
        sqlite_strict=True,
    )
    op.create_index("member_by_person", "member", ["channel", "person"], unique=False)


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sqlite_strict=True,
    )


def _partnership_group() -> None:
    op.create_table(
        "partnership_group",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "channel", "place"),
        sa.UniqueConstraint("channel", "place"),
        sqlite_strict=True,
    )


def _round() -> None:
    op.create_table(
        "round",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("edition", sa.Integer(), server_default="0", nullable=False),
        sa.Column("agreed", sa.Text(), server_default="", nullable=False),
        sa.Column("nudged_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sqlite_strict=True,
    )


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.Text(), server_default="", nullable=False),
        sa.Column("asked", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("item_label", sa.Text(), server_default="", nullable=False),
        sa.Column("by_channel", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("sources", sa.Text(), server_default="{}", nullable=False),
        sa.Column("attachments", sa.Text(), server_default="[]", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["round.partnership", "round.id"],
        ),
        sa.PrimaryKeyConstraint(
            "partnership", "round", "question", "item", "organisation", "revision"
        ),
        sqlite_strict=True,
    )


def _hand_in() -> None:
    op.create_table(
        "hand_in",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("by_channel", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["round.partnership", "round.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "organisation", "part"),
        sqlite_strict=True,
    )


def _interview() -> None:
    op.create_table(
        "interview",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("asking", sa.Text(), nullable=True),
        sa.CheckConstraint("standing IN ('invited', 'asking', 'reviewing', 'finished')"),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["round.partnership", "round.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "channel", "person"),
        sqlite_strict=True,
    )


def _round_part() -> None:
    op.create_table(
        "round_part",
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["round.partnership", "round.id"],
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "part"),
        sqlite_strict=True,
    )
