"""Facilitation that follows through: drafts and editions, corrections, the register of agreements,
promises, broker's notes, time, telephone, invitations of one organisation.

Columns are added and tables made; what was there is not written over. The views are made anew, for they show the
new columns; so is the rule that nobody answers without consent, for someone may speak by telephone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ADDED = (
    "partnership ADD COLUMN rule TEXT",
    "partnership ADD COLUMN quorum TEXT DEFAULT 'half' NOT NULL",
    "partnership ADD COLUMN quiet_from INTEGER DEFAULT '20' NOT NULL",
    "partnership ADD COLUMN quiet_to INTEGER DEFAULT '8' NOT NULL",
    "partnership ADD COLUMN quiet_weekends INTEGER DEFAULT '0' NOT NULL CHECK (quiet_weekends IN (0, 1))",
    "partnership ADD COLUMN quiet_holidays INTEGER DEFAULT '0' NOT NULL CHECK (quiet_holidays IN (0, 1))",
    "partnership ADD COLUMN correction_hours INTEGER DEFAULT '72' NOT NULL",
    "partnership ADD COLUMN offer TEXT",
    "partnership ADD COLUMN election TEXT",
    "partnership ADD COLUMN ended_at TEXT",
    "partnership ADD COLUMN next_due TEXT",
    "partnership ADD COLUMN due_since TEXT",
    "organisation ADD COLUMN state TEXT DEFAULT 'member' NOT NULL",
    "organisation ADD COLUMN back_on TEXT",
    "organisation ADD COLUMN telephone_name TEXT",
    "organisation ADD COLUMN telephone_consented_at TEXT",
    "organisation ADD COLUMN telephone_by_channel TEXT",
    "organisation ADD COLUMN telephone_by_person TEXT",
    "member ADD COLUMN reminded_on TEXT",
    "member ADD COLUMN snoozed_until TEXT",
    "member ADD COLUMN standing_in TEXT DEFAULT '' NOT NULL",
    "round ADD COLUMN held INTEGER DEFAULT '0' NOT NULL CHECK (held IN (0, 1))",
    "round ADD COLUMN draft INTEGER DEFAULT '0' NOT NULL CHECK (draft IN (0, 1))",
    "round ADD COLUMN note TEXT DEFAULT '' NOT NULL",
    "round ADD COLUMN deadline TEXT",
    "round ADD COLUMN deadline_told INTEGER DEFAULT '0' NOT NULL CHECK (deadline_told IN (0, 1))",
    "round ADD COLUMN override TEXT DEFAULT '' NOT NULL",
    "round ADD COLUMN only_for TEXT DEFAULT '' NOT NULL",
    "round ADD COLUMN mending TEXT DEFAULT '[]' NOT NULL",
    "round ADD COLUMN ballots TEXT DEFAULT '{}' NOT NULL",
    "answer ADD COLUMN provisional INTEGER DEFAULT '0' NOT NULL CHECK (provisional IN (0, 1))",
    "answer ADD COLUMN on_behalf INTEGER DEFAULT '0' NOT NULL CHECK (on_behalf IN (0, 1))",
    "invitation ADD COLUMN organisation TEXT DEFAULT '' NOT NULL",
)

LOOKED_INTO = "UPDATE partnership SET next_due = '1970-01-01T00:00:00.000000Z'"
"""What is due in those that exist already is found out soon after."""

CONSENT = """
CREATE TRIGGER answer_needs_consent BEFORE INSERT ON answer
WHEN NEW.kind <> 'withdrawn' AND NOT (
  (NEW.on_behalf = 0 AND EXISTS (
    SELECT 1 FROM member m
    WHERE m.partnership = NEW.partnership AND m.channel = NEW.by_channel
      AND m.person = NEW.by_person AND m.consented_at IS NOT NULL))
  OR (NEW.on_behalf = 1 AND EXISTS (
    SELECT 1 FROM organisation o
    WHERE o.partnership = NEW.partnership AND o.id = NEW.organisation
      AND o.telephone_consented_at IS NOT NULL)))
BEGIN SELECT RAISE(ABORT, 'no answer without consent'); END
"""
"""What a broker writes down by telephone rests on the consent of who speaks, not of who writes."""

EDITION_STANDS = """
CREATE TRIGGER edition_not_update
BEFORE UPDATE OF partnership, round, number, at, language ON edition
BEGIN SELECT RAISE(ABORT, 'an edition stands'); END
"""
"""Its other columns change only where someone's words are erased."""

EDITION_STAYS = """
CREATE TRIGGER edition_not_delete BEFORE DELETE ON edition
WHEN EXISTS (SELECT 1 FROM partnership p WHERE p.id = OLD.partnership AND p.ended_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'an edition stays'); END
"""
"""Of a partnership that has ended, what is kept may come to its end, too."""

GONE_VIEWS = (
    "answers_by_stage",
    "answers_by_organisation",
    "answers_by_question",
    "who_answered",
    "answers_now",
    "answers_all",
)

ANSWERS = """
CREATE VIEW {name} AS
SELECT a.partnership, p.name AS partnership_name, a.cycle, a.stage, r.number AS round_number,
  a.round, r.position AS round_position, a.question, a.item, a.item_label, a.position,
  a.organisation, o.name AS organisation_name, a.kind, a.asked, a.shown, a.words, a.value, a.raw,
  a.by_name, a.by_channel, a.by_person, a.at, a.revision, a.language, a.message, a.attachments,
  a.sources, a.provisional, a.on_behalf
FROM answer a
JOIN partnership p ON p.id = a.partnership
JOIN round r ON r.partnership = a.partnership AND r.id = a.round
LEFT JOIN organisation o ON o.partnership = a.partnership AND o.id = a.organisation
"""

NEWEST = """
WHERE a.kind <> 'withdrawn' AND a.revision = (
  SELECT max(n.revision) FROM answer n
  WHERE n.partnership = a.partnership AND n.round = a.round AND n.question = a.question
    AND n.item = a.item AND n.organisation = a.organisation)
"""

ORDERED = "CREATE VIEW {name} AS SELECT * FROM answers_now ORDER BY {order}"

WHO_ANSWERED = """
CREATE VIEW who_answered AS
SELECT r.partnership, p.name AS partnership_name, r.cycle, r.stage, r.number AS round_number,
  r.id AS round, r.closed_at, o.id AS organisation, o.name AS organisation_name,
  (SELECT count(*) FROM answers_now n WHERE n.partnership = r.partnership AND n.round = r.id
    AND n.organisation = o.id) AS answers,
  (SELECT max(n.at) FROM answers_now n WHERE n.partnership = r.partnership AND n.round = r.id
    AND n.organisation = o.id) AS last_answer_at,
  (SELECT count(*) FROM hand_in h WHERE h.partnership = r.partnership AND h.round = r.id
    AND h.organisation = o.id) AS parts_handed_in,
  (SELECT max(h.at) FROM hand_in h WHERE h.partnership = r.partnership AND h.round = r.id
    AND h.organisation = o.id) AS handed_in_at,
  o.state AS organisation_state, r.draft, r.deadline
FROM round r
JOIN partnership p ON p.id = r.partnership
JOIN organisation o ON o.partnership = r.partnership
WHERE r.only_for IN ('', o.id)
"""

AGREEMENTS = """
CREATE VIEW agreements_now AS
SELECT a.partnership, p.name AS partnership_name, a.id, a.kind, a.at, a.cycle, a.stage, a.round,
  a.question, a.item, a.title, a.result, a.rule, a.quorum, a.outcome, a.counts, a.awaits, a.ballot,
  a.replaces, a.position
FROM agreement a
JOIN partnership p ON p.id = a.partnership
WHERE NOT EXISTS (
  SELECT 1 FROM agreement n WHERE n.partnership = a.partnership AND n.replaces = a.id)
ORDER BY a.partnership, a.position
"""

PROMISES = """
CREATE VIEW promises_now AS
SELECT m.partnership, p.name AS partnership_name, m.id, m.organisation,
  o.name AS organisation_name, m.what, m.due, m.state, m.reason, m.provisional, m.made_at,
  m.settled_at, m.cycle, m.stage, m.round, m.question, m.item, m.to_organisation,
  t.name AS to_organisation_name, m.position
FROM promise m
JOIN partnership p ON p.id = m.partnership
LEFT JOIN organisation o ON o.partnership = m.partnership AND o.id = m.organisation
LEFT JOIN organisation t ON t.partnership = m.partnership AND t.id = m.to_organisation
ORDER BY m.partnership, m.position
"""

EDITIONS = """
CREATE VIEW editions AS
SELECT e.partnership, p.name AS partnership_name, r.cycle, r.stage, r.number AS round_number,
  e.round, e.number, e.at, e.by_channel, e.by_person, e.language, e.agreed, e.note, e.body,
  CASE WHEN e.number = (SELECT max(n.number) FROM edition n
    WHERE n.partnership = e.partnership AND n.round = e.round) THEN 1 ELSE 0 END AS newest
FROM edition e
JOIN partnership p ON p.id = e.partnership
JOIN round r ON r.partnership = e.partnership AND r.id = e.round
ORDER BY e.partnership, r.position, e.number
"""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TRIGGER answer_needs_consent")
    for view in GONE_VIEWS:
        op.execute(f"DROP VIEW {view}")
    for change in ADDED:
        op.execute(f"ALTER TABLE {change}")
    op.execute(LOOKED_INTO)
    some = sa.text("next_due IS NOT NULL")
    op.create_index(
        "partnership_due",
        "partnership",
        ["next_due"],
        unique=False,
        sqlite_where=some,
        postgresql_where=some,
    )
    _of_rounds()
    _correction()
    _agreement()
    _promise()
    _broker_note()
    _views()
    if sqlite:
        for trigger in (CONSENT, EDITION_STANDS, EDITION_STAYS):
            op.execute(trigger)


def _views() -> None:
    op.execute(ANSWERS.format(name="answers_all"))
    op.execute(ANSWERS.format(name="answers_now") + NEWEST)
    by_round = "partnership, cycle, round_position"
    orders = {
        "answers_by_stage": f"{by_round}, question, item, organisation",
        "answers_by_organisation": "partnership, organisation, cycle, round_position, position",
        "answers_by_question": "partnership, question, item, cycle, round_position, organisation",
    }
    for name, order in orders.items():
        op.execute(ORDERED.format(name=name, order=order))
    for view in (WHO_ANSWERED, AGREEMENTS, PROMISES, EDITIONS):
        op.execute(view)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _maybe(name: str) -> sa.Column[str | None]:
    return sa.Column(name, sa.Text(), nullable=True)


def _number(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def _of_round() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["partnership", "round"], ["round.partnership", "round.id"])


def _of_rounds() -> None:
    op.create_table(
        "curation",
        *(_key(name) for name in ("partnership", "round", "question", "item")),
        _number("position"),
        *(_text(name) for name in ("into_item", "wording", "dropped")),
        _of_round(),
        sa.PrimaryKeyConstraint("partnership", "round", "question", "item"),
        sqlite_strict=True,
    )
    op.create_table(
        "left_out",
        *(_key(name) for name in ("partnership", "round", "organisation", "question", "item")),
        _number("position"),
        _text("reason"),
        *(_key(name) for name in ("by_channel", "by_person", "at")),
        _of_round(),
        sa.PrimaryKeyConstraint("partnership", "round", "organisation", "question", "item"),
        sqlite_strict=True,
    )
    op.create_table(
        "edition",
        *(_key(name) for name in ("partnership", "round")),
        _number("number"),
        *(_key(name) for name in ("at", "by_channel", "by_person")),
        _text("language"),
        _key("body"),
        *(_text(name) for name in ("agreed", "note")),
        _of_round(),
        sa.PrimaryKeyConstraint("partnership", "round", "number"),
        sqlite_strict=True,
    )


def _correction() -> None:
    op.create_table(
        "correction",
        *(_key(name) for name in ("partnership", "id")),
        _number("position"),
        _key("round"),
        _number("edition"),
        *(_key(name) for name in ("organisation", "by_channel", "by_person", "at")),
        _text("text"),
        _text("state", "waiting"),
        _text("reason"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sqlite_strict=True,
    )


def _agreement() -> None:
    op.create_table(
        "agreement",
        *(_key(name) for name in ("partnership", "id")),
        _number("position"),
        *(_key(name) for name in ("kind", "at")),
        _number("cycle"),
        *(_text(name) for name in ("title", "result", "round", "stage")),
        *(_maybe(name) for name in ("question", "item", "rule", "quorum")),
        _text("outcome"),
        _text("counts", "[]"),
        _text("awaits", "[]"),
        _number("ballot", "1"),
        _text("replaces"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sqlite_strict=True,
    )


def _promise() -> None:
    op.create_table(
        "promise",
        *(_key(name) for name in ("partnership", "id")),
        _number("position"),
        _key("organisation"),
        _text("what"),
        _key("made_at"),
        _maybe("due"),
        _number("cycle"),
        *(_text(name) for name in ("stage", "round")),
        *(_maybe(name) for name in ("question", "item")),
        _text("state", "open"),
        *(_text(name) for name in ("reason", "to_organisation")),
        _maybe("settled_at"),
        _number("provisional", "0"),
        sa.CheckConstraint("provisional IN (0, 1)"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sqlite_strict=True,
    )


def _broker_note() -> None:
    op.create_table(
        "broker_note",
        *(_key(name) for name in ("partnership", "id")),
        _number("position"),
        _text("text"),
        *(_key(name) for name in ("by_channel", "by_person", "at")),
        *(_text(name) for name in ("stage", "organisation")),
        _maybe("remind_on"),
        _number("done", "0"),
        sa.CheckConstraint("done IN (0, 1)"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"]),
        sa.PrimaryKeyConstraint("partnership", "id"),
        sqlite_strict=True,
    )
