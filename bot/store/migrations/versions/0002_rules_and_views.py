"""What the database refuses by itself, and the views for those who read it with other tools.

The views are SQL that SQLite and PostgreSQL share. The triggers are SQLite's; docs/data.md has
those for PostgreSQL.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

CONSENT = """
CREATE TRIGGER answer_needs_consent BEFORE INSERT ON answer
WHEN NEW.kind <> 'withdrawn' AND NOT EXISTS (
  SELECT 1 FROM member m
  WHERE m.partnership = NEW.partnership AND m.channel = NEW.by_channel
    AND m.person = NEW.by_person AND m.consented_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'no answer without consent'); END
"""

AUDIT_STANDS = """
CREATE TRIGGER audit_not_{verb} BEFORE {VERB} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""

ANSWERS = """
CREATE VIEW {name} AS
SELECT a.partnership, p.name AS partnership_name, a.cycle, a.stage, r.number AS round_number,
  a.round, r.position AS round_position, a.question, a.item, a.item_label, a.position,
  a.organisation, o.name AS organisation_name, a.kind, a.asked, a.shown, a.words, a.value, a.raw,
  a.by_name, a.by_channel, a.by_person, a.at, a.revision, a.language, a.message, a.attachments,
  a.sources
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
    AND h.organisation = o.id) AS handed_in_at
FROM round r
JOIN partnership p ON p.id = r.partnership
JOIN organisation o ON o.partnership = r.partnership
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(CONSENT)
        for verb in ("update", "delete"):
            op.execute(AUDIT_STANDS.format(verb=verb, VERB=verb.upper()))
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
    op.execute(WHO_ANSWERED)
