"""The tables as they are now. How they came to be is in migrations/; what they mean is in
docs/data.md.

Types are those that SQLite's STRICT tables and PostgreSQL share: text, integer, bytes. Times are
ISO-8601 text in UTC with microseconds, so that they sort as text.
"""

# long: one table after another, each column once; they are read together

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

APPLICATION_ID = 0x70686B31
"""ASCII "phk1": says whose file it is (`PRAGMA application_id`)."""

metadata = MetaData()


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _key(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _maybe(name: str) -> Column[str | None]:
    return Column(name, Text)


def _number(name: str, default: str | None = None) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=default)


def _flag(name: str, default: str = "0") -> Column[int]:
    return Column(
        name, Integer, CheckConstraint(f"{name} IN (0, 1)"), nullable=False, server_default=default
    )


def _serial(name: str = "id") -> Column[int]:
    """Made by the database, because the order of rows is what it is for."""
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column(name, kind, Identity(), primary_key=True, autoincrement=True)


def _of_partnership() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["partnership"], ["partnership.id"])


def _of_round() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["partnership", "round"], ["round.partnership", "round.id"])


partnership = Table(
    "partnership",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    _text("title"),
    _text("name"),
    _maybe("purpose"),
    _text("language"),
    _maybe("form"),
    _number("cycle"),
    _text("skipped_stages", "[]"),
    _key("made_at"),
    _key("changed_at"),
    _text("push", "never"),
    CheckConstraint("push IN ('never', 'quota', 'always')"),
    sqlite_strict=True,
)

partnership_group = Table(
    "partnership_group",
    metadata,
    _key("partnership"),
    _key("channel"),
    _key("place"),
    _number("position"),
    PrimaryKeyConstraint("partnership", "channel", "place"),
    UniqueConstraint("channel", "place"),
    _of_partnership(),
    sqlite_strict=True,
)

organisation = Table(
    "organisation",
    metadata,
    _key("partnership"),
    _key("id"),
    _number("position"),
    _key("name"),
    _text("sector"),
    PrimaryKeyConstraint("partnership", "id"),
    _of_partnership(),
    sqlite_strict=True,
)

member = Table(
    "member",
    metadata,
    _key("partnership"),
    _key("channel"),
    _key("person"),
    _number("position"),
    _maybe("private_channel"),
    _maybe("private_place"),
    _text("called"),
    _text("name"),
    _text("organisation"),
    _flag("broker"),
    _flag("representative"),
    _maybe("authority"),
    _text("remind"),
    _text("language"),
    _maybe("consented_at"),
    _text("consent_text"),
    _flag("reachable", "1"),
    _text("front"),
    _maybe("writing"),
    _text("writing_about"),
    _text("writing_draft"),
    _key("joined_at"),
    _flag("friend", "1"),
    PrimaryKeyConstraint("partnership", "channel", "person"),
    _of_partnership(),
    Index("member_by_person", "channel", "person"),
    sqlite_strict=True,
)

round = Table(
    "round",
    metadata,
    _key("partnership"),
    _key("id"),
    _number("position"),
    _number("cycle"),
    _key("stage"),
    _number("number"),
    _key("form"),
    _key("opened_at"),
    _maybe("closed_at"),
    _number("edition", "0"),
    _text("agreed"),
    _maybe("nudged_at"),
    _text("agreed_message"),
    PrimaryKeyConstraint("partnership", "id"),
    _of_partnership(),
    sqlite_strict=True,
)

round_part = Table(
    "round_part",
    metadata,
    _key("partnership"),
    _key("round"),
    _key("part"),
    _key("closed_at"),
    PrimaryKeyConstraint("partnership", "round", "part"),
    _of_round(),
    sqlite_strict=True,
)

hand_in = Table(
    "hand_in",
    metadata,
    _key("partnership"),
    _key("round"),
    _key("organisation"),
    _key("part"),
    _key("by_channel"),
    _key("by_person"),
    _key("at"),
    PrimaryKeyConstraint("partnership", "round", "organisation", "part"),
    _of_round(),
    sqlite_strict=True,
)

interview = Table(
    "interview",
    metadata,
    _key("partnership"),
    _key("round"),
    _key("channel"),
    _key("person"),
    _number("position"),
    _key("standing"),
    _maybe("question"),
    _maybe("item"),
    _maybe("asking"),
    PrimaryKeyConstraint("partnership", "round", "channel", "person"),
    _of_round(),
    CheckConstraint("standing IN ('invited', 'asking', 'reviewing', 'finished')"),
    sqlite_strict=True,
)

answer = Table(
    "answer",
    metadata,
    _key("partnership"),
    _key("round"),
    _key("question"),
    _key("item"),
    _key("organisation"),
    _number("revision"),
    _number("position"),
    _number("cycle"),
    _key("stage"),
    _key("kind"),
    _maybe("value"),
    _text("shown"),
    _text("raw"),
    _text("asked"),
    _text("words"),
    _text("item_label"),
    _key("by_channel"),
    _key("by_person"),
    _text("by_name"),
    _key("at"),
    _text("message"),
    _text("sources", "{}"),
    _text("attachments", "[]"),
    _text("language"),
    PrimaryKeyConstraint("partnership", "round", "question", "item", "organisation", "revision"),
    _of_round(),
    sqlite_strict=True,
)

inbox = Table(
    "inbox",
    metadata,
    _serial(),
    _key("channel"),
    _key("key"),
    _text("conversation"),
    Column("raw", LargeBinary),
    _key("at"),
    _key("taken_at"),
    _text("state", "new"),
    _number("attempts", "0"),
    _maybe("error"),
    _maybe("done_at"),
    _text("sort"),
    UniqueConstraint("channel", "key"),
    CheckConstraint("state IN ('new', 'done', 'dead')"),
    CheckConstraint("(state = 'new') = (raw IS NOT NULL)"),
    Index(
        "inbox_new",
        "channel",
        "conversation",
        "sort",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    sqlite_strict=True,
)

_WAITING = text("state IN ('queued', 'stubbed', 'sending', 'held')")

outbox = Table(
    "outbox",
    metadata,
    _serial(),
    _key("ref"),
    _key("dedupe"),
    _text("kind", "message"),
    _maybe("partnership"),
    _key("channel"),
    _key("place"),
    _maybe("person"),
    _text("body"),
    _text("slot"),
    _flag("replaces"),
    _text("state", "queued"),
    _number("attempts", "0"),
    _text("shown"),
    _flag("forget"),
    _key("queued_at"),
    _key("next_at"),
    _maybe("first_at"),
    _maybe("claimed_at"),
    _maybe("settled_at"),
    _text("way"),
    _text("way_key"),
    _maybe("way_until"),
    _text("batch"),
    _flag("push"),
    UniqueConstraint("ref"),
    UniqueConstraint("dedupe"),
    CheckConstraint("kind IN ('message', 'rights', 'price')"),
    CheckConstraint(
        "state IN ('queued', 'held', 'sending', 'stubbed', 'sent', 'gone', 'dead', 'superseded')"
    ),
    CheckConstraint("way IN ('', 'reply', 'push')"),
    Index("outbox_by_place", "channel", "place", "id"),
    Index(
        "outbox_waiting",
        "channel",
        "place",
        "kind",
        "id",
        "state",
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    ),
    sqlite_strict=True,
)

invitation = Table(
    "invitation",
    metadata,
    _key("partnership"),
    _key("id"),
    _key("kind"),
    _key("hash"),
    _key("made_at"),
    _key("expires_at"),
    _maybe("code_hash"),
    PrimaryKeyConstraint("partnership", "id"),
    UniqueConstraint("hash"),
    Index("invitation_by_code", "code_hash", unique=True),
    _of_partnership(),
    sqlite_strict=True,
)

code = Table(
    "code",
    metadata,
    _key("hash"),
    _key("kind"),
    _key("partnership"),
    _key("channel"),
    _key("person"),
    _key("made_at"),
    _key("expires_at"),
    _maybe("used_at"),
    PrimaryKeyConstraint("hash"),
    _of_partnership(),
    CheckConstraint("kind IN ('group', 'person')"),
    sqlite_strict=True,
)

wrong_token = Table(
    "wrong_token",
    metadata,
    _key("subject"),
    _key("id"),
    _key("at"),
    PrimaryKeyConstraint("subject", "id"),
    sqlite_strict=True,
)

focus = Table(
    "focus",
    metadata,
    _key("channel"),
    _key("place"),
    _key("partnership"),
    PrimaryKeyConstraint("channel", "place"),
    _of_partnership(),
    sqlite_strict=True,
)

reply_token = Table(
    "reply_token",
    metadata,
    _key("channel"),
    _key("place"),
    _key("token"),
    _key("until"),
    PrimaryKeyConstraint("channel", "place", "token"),
    sqlite_strict=True,
)

contact = Table(
    "contact",
    metadata,
    _key("channel"),
    _key("person"),
    _flag("friend"),
    _flag("blocked"),
    _maybe("wrote_at"),
    _key("noted_at"),
    PrimaryKeyConstraint("channel", "person"),
    sqlite_strict=True,
)

linked_person = Table(
    "linked_person",
    metadata,
    _key("channel"),
    _key("person"),
    _key("to_channel"),
    _key("to_person"),
    _key("at"),
    PrimaryKeyConstraint("channel", "person"),
    Index("linked_person_to", "to_channel", "to_person"),
    sqlite_strict=True,
)

unsent = Table(
    "unsent",
    metadata,
    _key("channel"),
    _key("message"),
    _key("at"),
    PrimaryKeyConstraint("channel", "message"),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    metadata,
    _serial(),
    _maybe("partnership"),
    _key("at"),
    _text("subject"),
    _key("cause"),
    _text("what", "[]"),
    _key("previous"),
    _key("hash"),
    sqlite_strict=True,
)
