BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE answer (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	question TEXT NOT NULL,
	item TEXT NOT NULL,
	organisation TEXT NOT NULL,
	revision INTEGER NOT NULL,
	position INTEGER NOT NULL,
	cycle INTEGER NOT NULL,
	stage TEXT NOT NULL,
	kind TEXT NOT NULL,
	value TEXT,
	shown TEXT DEFAULT '' NOT NULL,
	raw TEXT DEFAULT '' NOT NULL,
	asked TEXT DEFAULT '' NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	item_label TEXT DEFAULT '' NOT NULL,
	by_channel TEXT NOT NULL,
	by_person TEXT NOT NULL,
	by_name TEXT DEFAULT '' NOT NULL,
	at TEXT NOT NULL,
	message TEXT DEFAULT '' NOT NULL,
	sources TEXT DEFAULT '{}' NOT NULL,
	attachments TEXT DEFAULT '[]' NOT NULL,
	language TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, round, question, item, organisation, revision),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "answer" VALUES('p1','c1-scoping-1','q','','o1',1,0,1,'scoping','text','{"text":"ตอบ 1"}','ตอบ 1','ตอบ 1','ถาม','','','telegram','5550001','สมศรี','2026-11-22T03:00:00.000000Z','m1','{}','[]','th');
INSERT INTO "answer" VALUES('p1','c1-scoping-1','q','','o1',2,0,1,'scoping','text','{"text":"ตอบ 2"}','ตอบ 2','ตอบ 2','ถาม','','','telegram','5550001','สมศรี','2026-11-22T03:00:00.000000Z','m2','{}','[]','th');
CREATE TABLE audit (
	id INTEGER NOT NULL,
	partnership TEXT,
	at TEXT NOT NULL,
	subject TEXT DEFAULT '' NOT NULL,
	cause TEXT NOT NULL,
	what TEXT DEFAULT '[]' NOT NULL,
	previous TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "audit" VALUES(1,'p1','2026-11-22T03:00:00.000000Z','','t','[]','0000000000000000000000000000000000000000000000000000000000000000','h');
CREATE TABLE focus (
	channel TEXT NOT NULL,
	place TEXT NOT NULL,
	partnership TEXT NOT NULL,
	PRIMARY KEY (channel, place),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "focus" VALUES('telegram','5550001','p1');
CREATE TABLE hand_in (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	organisation TEXT NOT NULL,
	part TEXT NOT NULL,
	by_channel TEXT NOT NULL,
	by_person TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (partnership, round, organisation, part),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "hand_in" VALUES('p1','c1-scoping-1','o1','a','telegram','5550001','2026-11-22T03:00:00.000000Z');
CREATE TABLE inbox (
	id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	"key" TEXT NOT NULL,
	conversation TEXT DEFAULT '' NOT NULL,
	raw BLOB,
	at TEXT NOT NULL,
	taken_at TEXT NOT NULL,
	state TEXT DEFAULT 'new' NOT NULL,
	attempts INTEGER DEFAULT '0' NOT NULL,
	error TEXT,
	done_at TEXT,
	PRIMARY KEY (id),
	CHECK ((state = 'new') = (raw IS NOT NULL)),
	CHECK (state IN ('new', 'done', 'dead')),
	UNIQUE (channel, "key")
)
 STRICT

;
INSERT INTO "inbox" VALUES(1,'telegram','10','c1',X'726177','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','new',2,NULL,NULL);
INSERT INTO "inbox" VALUES(2,'telegram','11','',NULL,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','done',0,NULL,'2026-11-22T03:00:00.000000Z');
INSERT INTO "inbox" VALUES(3,'telegram','12','',NULL,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','dead',0,'KeyError','2026-11-22T03:00:00.000000Z');
CREATE TABLE interview (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	channel TEXT NOT NULL,
	person TEXT NOT NULL,
	position INTEGER NOT NULL,
	standing TEXT NOT NULL,
	question TEXT,
	item TEXT,
	asking TEXT,
	PRIMARY KEY (partnership, round, channel, person),
	CHECK (standing IN ('invited', 'asking', 'reviewing', 'finished')),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "interview" VALUES('p1','c1-scoping-1','telegram','5550001',0,'reviewing',NULL,NULL,NULL);
CREATE TABLE invitation (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	hash TEXT NOT NULL,
	made_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id),
	UNIQUE (hash)
)
 STRICT

;
INSERT INTO "invitation" VALUES('p1','i1','join','not a hash of anything','2026-11-22T03:00:00.000000Z','2026-11-29T03:00:00.000000Z');
CREATE TABLE member (
	partnership TEXT NOT NULL,
	channel TEXT NOT NULL,
	person TEXT NOT NULL,
	position INTEGER NOT NULL,
	private_channel TEXT,
	private_place TEXT,
	called TEXT DEFAULT '' NOT NULL,
	name TEXT DEFAULT '' NOT NULL,
	organisation TEXT DEFAULT '' NOT NULL,
	broker INTEGER DEFAULT '0' NOT NULL,
	representative INTEGER DEFAULT '0' NOT NULL,
	authority TEXT,
	remind TEXT DEFAULT '' NOT NULL,
	language TEXT DEFAULT '' NOT NULL,
	consented_at TEXT,
	consent_text TEXT DEFAULT '' NOT NULL,
	reachable INTEGER DEFAULT '1' NOT NULL,
	front TEXT DEFAULT '' NOT NULL,
	writing TEXT,
	writing_about TEXT DEFAULT '' NOT NULL,
	writing_draft TEXT DEFAULT '' NOT NULL,
	joined_at TEXT NOT NULL,
	PRIMARY KEY (partnership, channel, person),
	FOREIGN KEY(partnership) REFERENCES partnership (id),
	CHECK (broker IN (0, 1)),
	CHECK (representative IN (0, 1)),
	CHECK (reachable IN (0, 1))
)
 STRICT

;
INSERT INTO "member" VALUES('p1','telegram','5550003',0,NULL,NULL,'อรุณี','อรุณี','',1,0,NULL,'','',NULL,'',1,'',NULL,'','','2026-11-22T03:00:00.000000Z');
INSERT INTO "member" VALUES('p1','telegram','5550001',1,'telegram','5550001','สมศรี','สมศรี','o1',0,1,'decides','morning','th','2026-11-22T03:00:00.000000Z','1',0,'c1-scoping-1','name','','ร่าง','2026-11-22T03:00:00.000000Z');
CREATE TABLE organisation (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	sector TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "organisation" VALUES('p1','o1',0,'มูลนิธิ','');
CREATE TABLE outbox (
	id INTEGER NOT NULL,
	ref TEXT NOT NULL,
	dedupe TEXT NOT NULL,
	kind TEXT DEFAULT 'message' NOT NULL,
	partnership TEXT,
	channel TEXT NOT NULL,
	place TEXT NOT NULL,
	person TEXT,
	body TEXT DEFAULT '' NOT NULL,
	slot TEXT DEFAULT '' NOT NULL,
	replaces INTEGER DEFAULT '0' NOT NULL,
	state TEXT DEFAULT 'queued' NOT NULL,
	attempts INTEGER DEFAULT '0' NOT NULL,
	shown TEXT DEFAULT '' NOT NULL,
	forget INTEGER DEFAULT '0' NOT NULL,
	queued_at TEXT NOT NULL,
	next_at TEXT NOT NULL,
	first_at TEXT,
	claimed_at TEXT,
	settled_at TEXT,
	PRIMARY KEY (id),
	CHECK (kind IN ('message', 'rights')),
	CHECK (state IN ('queued', 'sending', 'stubbed', 'sent', 'gone', 'dead', 'superseded')),
	CHECK (replaces IN (0, 1)),
	CHECK (forget IN (0, 1)),
	UNIQUE (dedupe),
	UNIQUE (ref)
)
 STRICT

;
INSERT INTO "outbox" VALUES(4,'refq','dq','message','p1','telegram','5550001',NULL,'{"text":"สวัสดี","buttons":[[["ใช่","menu",""],["ไม่","",""]]],"strong":[[0,3]],"slot":"ask:r:q:","replaces":false,"once":"","stub":""}','ask:r:q:',0,'queued',0,'',0,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(5,'refs','ds','message','p1','telegram','5550001',NULL,'{"text":"สวัสดี","buttons":[[["ใช่","menu",""],["ไม่","",""]]],"strong":[[0,3]],"slot":"ask:r:q:","replaces":false,"once":"","stub":""}','',1,'sent',1,'m7',0,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z');
INSERT INTO "outbox" VALUES(9,'refr','dr','rights','p1','telegram','-100777','5550002','','',0,'dead',3,'',1,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z');
CREATE TABLE partnership (
	id TEXT NOT NULL,
	title TEXT DEFAULT '' NOT NULL,
	name TEXT DEFAULT '' NOT NULL,
	purpose TEXT,
	language TEXT DEFAULT '' NOT NULL,
	form TEXT,
	cycle INTEGER NOT NULL,
	skipped_stages TEXT DEFAULT '[]' NOT NULL,
	made_at TEXT NOT NULL,
	changed_at TEXT NOT NULL,
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "partnership" VALUES('p1','กลุ่ม','ภาคี','น้ำ','th','short',1,'["second"]','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z');
CREATE TABLE partnership_group (
	partnership TEXT NOT NULL,
	channel TEXT NOT NULL,
	place TEXT NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (partnership, channel, place),
	FOREIGN KEY(partnership) REFERENCES partnership (id),
	UNIQUE (channel, place)
)
 STRICT

;
INSERT INTO "partnership_group" VALUES('p1','telegram','-100777',0);
CREATE TABLE round (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	cycle INTEGER NOT NULL,
	stage TEXT NOT NULL,
	number INTEGER NOT NULL,
	form TEXT NOT NULL,
	opened_at TEXT NOT NULL,
	closed_at TEXT,
	edition INTEGER DEFAULT '0' NOT NULL,
	agreed TEXT DEFAULT '' NOT NULL,
	nudged_at TEXT,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "round" VALUES('p1','c1-scoping-1',0,1,'scoping',1,'short','2026-11-22T03:00:00.000000Z',NULL,2,'ตกลงกัน','2026-11-22T03:00:00.000000Z');
CREATE TABLE round_part (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	part TEXT NOT NULL,
	closed_at TEXT NOT NULL,
	PRIMARY KEY (partnership, round, part),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "round_part" VALUES('p1','c1-scoping-1','a','2026-11-22T03:00:00.000000Z');
CREATE TABLE wrong_token (
	subject TEXT NOT NULL,
	id TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (subject, id)
)
 STRICT

;
INSERT INTO "wrong_token" VALUES('subject','w1','2026-11-22T03:00:00.000000Z');
CREATE INDEX inbox_new ON inbox (channel, conversation, id) WHERE state = 'new';
CREATE INDEX outbox_by_place ON outbox (channel, place, id);
CREATE INDEX outbox_waiting ON outbox (channel, place, id) WHERE state IN ('queued', 'stubbed', 'sending');
CREATE INDEX member_by_person ON member (channel, person);
CREATE TRIGGER answer_needs_consent BEFORE INSERT ON answer
WHEN NEW.kind <> 'withdrawn' AND NOT EXISTS (
  SELECT 1 FROM member m
  WHERE m.partnership = NEW.partnership AND m.channel = NEW.by_channel
    AND m.person = NEW.by_person AND m.consented_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'no answer without consent'); END;
CREATE TRIGGER audit_not_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_not_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE VIEW answers_all AS
SELECT a.partnership, p.name AS partnership_name, a.cycle, a.stage, r.number AS round_number,
  a.round, r.position AS round_position, a.question, a.item, a.item_label, a.position,
  a.organisation, o.name AS organisation_name, a.kind, a.asked, a.shown, a.words, a.value, a.raw,
  a.by_name, a.by_channel, a.by_person, a.at, a.revision, a.language, a.message, a.attachments,
  a.sources
FROM answer a
JOIN partnership p ON p.id = a.partnership
JOIN round r ON r.partnership = a.partnership AND r.id = a.round
LEFT JOIN organisation o ON o.partnership = a.partnership AND o.id = a.organisation;
CREATE VIEW answers_now AS
SELECT a.partnership, p.name AS partnership_name, a.cycle, a.stage, r.number AS round_number,
  a.round, r.position AS round_position, a.question, a.item, a.item_label, a.position,
  a.organisation, o.name AS organisation_name, a.kind, a.asked, a.shown, a.words, a.value, a.raw,
  a.by_name, a.by_channel, a.by_person, a.at, a.revision, a.language, a.message, a.attachments,
  a.sources
FROM answer a
JOIN partnership p ON p.id = a.partnership
JOIN round r ON r.partnership = a.partnership AND r.id = a.round
LEFT JOIN organisation o ON o.partnership = a.partnership AND o.id = a.organisation

WHERE a.kind <> 'withdrawn' AND a.revision = (
  SELECT max(n.revision) FROM answer n
  WHERE n.partnership = a.partnership AND n.round = a.round AND n.question = a.question
    AND n.item = a.item AND n.organisation = a.organisation);
CREATE VIEW answers_by_stage AS SELECT * FROM answers_now ORDER BY partnership, cycle, round_position, question, item, organisation;
CREATE VIEW answers_by_organisation AS SELECT * FROM answers_now ORDER BY partnership, organisation, cycle, round_position, position;
CREATE VIEW answers_by_question AS SELECT * FROM answers_now ORDER BY partnership, question, item, cycle, round_position, organisation;
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
JOIN organisation o ON o.partnership = r.partnership;
COMMIT;
