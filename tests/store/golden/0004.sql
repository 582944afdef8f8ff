BEGIN TRANSACTION;
CREATE TABLE agreement (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	kind TEXT NOT NULL,
	at TEXT NOT NULL,
	cycle INTEGER NOT NULL,
	title TEXT DEFAULT '' NOT NULL,
	result TEXT DEFAULT '' NOT NULL,
	round TEXT DEFAULT '' NOT NULL,
	stage TEXT DEFAULT '' NOT NULL,
	question TEXT,
	item TEXT,
	rule TEXT,
	quorum TEXT,
	outcome TEXT DEFAULT '' NOT NULL,
	counts TEXT DEFAULT '[]' NOT NULL,
	awaits TEXT DEFAULT '[]' NOT NULL,
	ballot INTEGER DEFAULT '1' NOT NULL,
	replaces TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "agreement" VALUES('p1','g1',0,'decision','2026-11-22T03:00:00.000000Z',1,'น้ำสะอาด','','','',NULL,NULL,NULL,NULL,'','[]','[]',1,'');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
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
	language TEXT DEFAULT '' NOT NULL, provisional INTEGER DEFAULT '0' NOT NULL CHECK (provisional IN (0, 1)), on_behalf INTEGER DEFAULT '0' NOT NULL CHECK (on_behalf IN (0, 1)),
	PRIMARY KEY (partnership, round, question, item, organisation, revision),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "answer" VALUES('p1','c1-scoping-1','wanted_change','','o1',1,0,1,'scoping','text','{"text":"น้ำสะอาด"}','น้ำสะอาด','น้ำสะอาด','ท่านหวังอะไรจากภาคีนี้','','','telegram','5550001','สมศรี ใจงาม','2026-11-22T03:00:00.000000Z','','{}','[]','th',0,0);
INSERT INTO "answer" VALUES('p1','c1-scoping-1','wanted_change','','o1',2,0,1,'scoping','text','{"text":"น้ำสะอาดทุกบ้าน"}','น้ำสะอาดทุกบ้าน','น้ำสะอาดทุกบ้าน','ท่านหวังอะไรจากภาคีนี้','','','telegram','5550002','วิชัย มั่นคง','2026-11-22T03:00:00.000000Z','','{}','[]','th',0,0);
INSERT INTO "answer" VALUES('p1','c1-scoping-1','list','','o2',1,1,1,'scoping','list','{"entries":[["1","ก",""],["2","ข",""]]}','…','…','ท่านหวังอะไรจากภาคีนี้','','','telegram','5550002','วิชัย มั่นคง','2026-11-22T03:00:00.000000Z','','{}','[]','th',0,0);
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
INSERT INTO "audit" VALUES(1,'p1','2026-11-22T03:00:00.000000Z','4124b36cceceaab49a90edb7aa1248fe3d102f9b920f9e948e98e2e4b5865c39','Said','["partnership","groups","organisation:o1","organisation:o2","member","member","member","round:c1-scoping-1"]','0000000000000000000000000000000000000000000000000000000000000000','5b1702d6e6f33391d4d5f01fca8aff9ff4fe67f4acc917e713c9c23c19d7e9f1');
INSERT INTO "audit" VALUES(2,'p1','2026-11-22T03:00:00.000000Z','4124b36cceceaab49a90edb7aa1248fe3d102f9b920f9e948e98e2e4b5865c39','Said','["answer:c1-scoping-1:wanted_change::o1:1"]','5b1702d6e6f33391d4d5f01fca8aff9ff4fe67f4acc917e713c9c23c19d7e9f1','dbdc303f8604c437ad28594f99e340d9c3b9529f1a9ef3a8df47c4de20e7ddf2');
INSERT INTO "audit" VALUES(3,'p1','2026-11-22T03:00:00.000000Z','4124b36cceceaab49a90edb7aa1248fe3d102f9b920f9e948e98e2e4b5865c39','Said','["answer:c1-scoping-1:wanted_change::o1:2","answer:c1-scoping-1:list::o2:1"]','dbdc303f8604c437ad28594f99e340d9c3b9529f1a9ef3a8df47c4de20e7ddf2','0643acfe89752a064f89fcc26755bec1e897680daab687e11910a27f5bee7d23');
INSERT INTO "audit" VALUES(4,'p1','2026-11-22T03:00:00.000000Z','4124b36cceceaab49a90edb7aa1248fe3d102f9b920f9e948e98e2e4b5865c39','Said','["partnership","round:c1-scoping-1","part:c1-scoping-1:a:closed","hand_in:c1-scoping-1:o1:a","round:c1-aim-1"]','0643acfe89752a064f89fcc26755bec1e897680daab687e11910a27f5bee7d23','ee174f0553d7e25f7b00ef74a72bf857062b4d02da19b716553363dd0f647f33');
CREATE TABLE broker_note (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	text TEXT DEFAULT '' NOT NULL,
	by_channel TEXT NOT NULL,
	by_person TEXT NOT NULL,
	at TEXT NOT NULL,
	stage TEXT DEFAULT '' NOT NULL,
	organisation TEXT DEFAULT '' NOT NULL,
	remind_on TEXT,
	done INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (partnership, id),
	CHECK (done IN (0, 1)),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "broker_note" VALUES('p1','n1',0,'โทรหา','telegram','5550003','2026-11-22T03:00:00.000000Z','','',NULL,0);
CREATE TABLE code (
	hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	partnership TEXT NOT NULL,
	channel TEXT NOT NULL,
	person TEXT NOT NULL,
	made_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	used_at TEXT,
	PRIMARY KEY (hash),
	FOREIGN KEY(partnership) REFERENCES partnership (id),
	CHECK (kind IN ('group', 'person'))
)
 STRICT

;
INSERT INTO "code" VALUES('4a1360fd027ab23e801f052f3dcdf302ce954183fd093a391ab48e8347458759','person','p1','telegram','5550001','2026-11-22T03:00:00.000000Z','2026-11-23T03:00:00.000000Z',NULL);
CREATE TABLE contact (
	channel TEXT NOT NULL,
	person TEXT NOT NULL,
	friend INTEGER DEFAULT '0' NOT NULL,
	blocked INTEGER DEFAULT '0' NOT NULL,
	wrote_at TEXT,
	noted_at TEXT NOT NULL,
	PRIMARY KEY (channel, person),
	CHECK (friend IN (0, 1)),
	CHECK (blocked IN (0, 1))
)
 STRICT

;
INSERT INTO "contact" VALUES('line','U1',1,0,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z');
CREATE TABLE correction (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	round TEXT NOT NULL,
	edition INTEGER NOT NULL,
	organisation TEXT NOT NULL,
	by_channel TEXT NOT NULL,
	by_person TEXT NOT NULL,
	at TEXT NOT NULL,
	text TEXT DEFAULT '' NOT NULL,
	state TEXT DEFAULT 'waiting' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "correction" VALUES('p1','k1',0,'c1-scoping-1',1,'o1','telegram','5550001','2026-11-22T03:00:00.000000Z','ขอแก้','waiting','');
CREATE TABLE curation (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	question TEXT NOT NULL,
	item TEXT NOT NULL,
	position INTEGER NOT NULL,
	into_item TEXT DEFAULT '' NOT NULL,
	wording TEXT DEFAULT '' NOT NULL,
	dropped TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, round, question, item),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "curation" VALUES('p1','c1-scoping-1','list','1',0,'','น้ำ','');
CREATE TABLE edition (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	number INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_channel TEXT NOT NULL,
	by_person TEXT NOT NULL,
	language TEXT DEFAULT '' NOT NULL,
	body TEXT NOT NULL,
	agreed TEXT DEFAULT '' NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, round, number),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "edition" VALUES('p1','c1-scoping-1',1,'2026-11-22T03:00:00.000000Z','telegram','5550003','th','[]','ตกลง','');
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
	done_at TEXT, sort TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	CHECK ((state = 'new') = (raw IS NOT NULL)),
	CHECK (state IN ('new', 'done', 'dead')),
	UNIQUE (channel, "key")
)
 STRICT

;
INSERT INTO "inbox" VALUES(1,'telegram','1','',NULL,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','done',0,NULL,'2026-11-22T03:00:00.000000Z','');
INSERT INTO "inbox" VALUES(2,'telegram','2','c',X'7B7D','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','new',0,NULL,NULL,'');
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
INSERT INTO "interview" VALUES('p1','c1-scoping-1','telegram','5550001',0,'asking','wanted_change','','{"asked":"","chosen":[],"candidates":[],"raw":"","words_for":[],"message":"","changing":false}');
CREATE TABLE invitation (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	hash TEXT NOT NULL,
	made_at TEXT NOT NULL,
	expires_at TEXT NOT NULL, code_hash TEXT, organisation TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id),
	UNIQUE (hash)
)
 STRICT

;
INSERT INTO "invitation" VALUES('p1','01a203b5bfa6ee8fa6c6374d9f3a5168','join','d95588dc15a1919b25eb04cd14f62f637a492aff58c8b82394cd38cf10912444','2026-11-22T03:00:00.000000Z','2026-11-29T03:00:00.000000Z','324bc3c25e686a922a4713aaf7aadf12f9d6be620584e9d35eab12dea22aa2bc','');
INSERT INTO "invitation" VALUES('p1','01a203b5bfb3dc00c3cabc052c822927','desk','72dc204cacd8993023ba1e8ae7254dc8056d437ef3c053c4e4b6cb6c9894fa30','2026-11-22T03:00:00.000000Z','2026-11-29T03:00:00.000000Z','83fe9bb8a8ad41cfd4fb92d7d9a47d47262fd99be1c97f3fc422c0549978a5d7','');
CREATE TABLE left_out (
	partnership TEXT NOT NULL,
	round TEXT NOT NULL,
	organisation TEXT NOT NULL,
	question TEXT NOT NULL,
	item TEXT NOT NULL,
	position INTEGER NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	by_channel TEXT NOT NULL,
	by_person TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (partnership, round, organisation, question, item),
	FOREIGN KEY(partnership, round) REFERENCES round (partnership, id)
)
 STRICT

;
INSERT INTO "left_out" VALUES('p1','c1-scoping-1','o2','list','',0,'ซ้ำ','telegram','5550003','2026-11-22T03:00:00.000000Z');
CREATE TABLE linked_person (
	channel TEXT NOT NULL,
	person TEXT NOT NULL,
	to_channel TEXT NOT NULL,
	to_person TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (channel, person)
)
 STRICT

;
INSERT INTO "linked_person" VALUES('line','U1','telegram','5550001','2026-11-22T03:00:00.000000Z');
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
	joined_at TEXT NOT NULL, friend INTEGER DEFAULT '1' NOT NULL CHECK (friend IN (0, 1)), reminded_on TEXT, snoozed_until TEXT, standing_in TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (partnership, channel, person),
	FOREIGN KEY(partnership) REFERENCES partnership (id),
	CHECK (broker IN (0, 1)),
	CHECK (representative IN (0, 1)),
	CHECK (reachable IN (0, 1))
)
 STRICT

;
INSERT INTO "member" VALUES('p1','telegram','5550003',0,'telegram','5550003','อรุณี','อรุณี ประสานดี','',1,0,NULL,'morning','','2026-11-22T03:00:00.000000Z','1',1,'',NULL,'','','2026-11-22T03:00:00.000000Z',1,NULL,NULL,'');
INSERT INTO "member" VALUES('p1','telegram','5550001',1,'telegram','5550001','สมศรี','สมศรี ใจงาม','o1',0,1,'decides','morning','','2026-11-22T03:00:00.000000Z','1',1,'',NULL,'','','2026-11-22T03:00:00.000000Z',1,NULL,NULL,'');
INSERT INTO "member" VALUES('p1','telegram','5550002',2,'telegram','5550002','วิชัย','วิชัย มั่นคง','o2',0,1,'decides','morning','','2026-11-22T03:00:00.000000Z','1',1,'',NULL,'','','2026-11-22T03:00:00.000000Z',1,NULL,NULL,'');
CREATE TABLE organisation (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	sector TEXT DEFAULT '' NOT NULL, state TEXT DEFAULT 'member' NOT NULL, back_on TEXT, telephone_name TEXT, telephone_consented_at TEXT, telephone_by_channel TEXT, telephone_by_person TEXT,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "organisation" VALUES('p1','o1',0,'มูลนิธิสายธาร','','member',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "organisation" VALUES('p1','o2',1,'เทศบาลตำบลปิง','','member',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE "outbox" (
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
	way TEXT DEFAULT '' NOT NULL,
	way_key TEXT DEFAULT '' NOT NULL,
	way_until TEXT,
	batch TEXT DEFAULT '' NOT NULL,
	push INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (id),
	CHECK (kind IN ('message', 'rights', 'price')),
	CHECK (state IN ('queued', 'held', 'sending', 'stubbed', 'sent', 'gone', 'dead', 'superseded')),
	CHECK (way IN ('', 'reply', 'push')),
	CHECK (replaces IN (0, 1)),
	CHECK (forget IN (0, 1)),
	CHECK (push IN (0, 1)),
	UNIQUE (dedupe),
	UNIQUE (ref)
)
 STRICT

;
INSERT INTO "outbox" VALUES(1,'mTDGyAhPUMVCTwr3lmSQ8g','d1','message','p1','telegram','-100777',NULL,'{"text":"สวัสดี","buttons":[[["ใช่","menu"]]],"strong":[[0,3]],"slot":"s","replaces":false,"once":"","stub":"","passing":false}','s',0,'queued',0,'',0,'2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z',NULL,NULL,NULL,'','',NULL,'',0);
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
	changed_at TEXT NOT NULL, push TEXT DEFAULT 'never' NOT NULL CHECK (push IN ('never', 'quota', 'always')), rule TEXT, quorum TEXT DEFAULT 'half' NOT NULL, quiet_from INTEGER DEFAULT '20' NOT NULL, quiet_to INTEGER DEFAULT '8' NOT NULL, quiet_weekends INTEGER DEFAULT '0' NOT NULL CHECK (quiet_weekends IN (0, 1)), quiet_holidays INTEGER DEFAULT '0' NOT NULL CHECK (quiet_holidays IN (0, 1)), correction_hours INTEGER DEFAULT '72' NOT NULL, offer TEXT, election TEXT, ended_at TEXT, next_due TEXT, due_since TEXT,
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "partnership" VALUES('p1','กลุ่มน้ำสะอาด','ภาคีน้ำสะอาดลุ่มน้ำปิง','น้ำดื่มสะอาดทุกหมู่บ้าน','th','short',1,'["second"]','2026-11-22T03:00:00.000000Z','2026-11-22T03:00:00.000000Z','quota',NULL,'half',20,8,0,0,72,NULL,NULL,NULL,'1970-01-01T00:00:00.000000Z',NULL);
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
CREATE TABLE promise (
	partnership TEXT NOT NULL,
	id TEXT NOT NULL,
	position INTEGER NOT NULL,
	organisation TEXT NOT NULL,
	what TEXT DEFAULT '' NOT NULL,
	made_at TEXT NOT NULL,
	due TEXT,
	cycle INTEGER NOT NULL,
	stage TEXT DEFAULT '' NOT NULL,
	round TEXT DEFAULT '' NOT NULL,
	question TEXT,
	item TEXT,
	state TEXT DEFAULT 'open' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	to_organisation TEXT DEFAULT '' NOT NULL,
	settled_at TEXT,
	provisional INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (partnership, id),
	CHECK (provisional IN (0, 1)),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "promise" VALUES('p1','m1',0,'o1','ตรวจน้ำ','2026-11-22T03:00:00.000000Z',NULL,1,'','',NULL,NULL,'open','','',NULL,0);
CREATE TABLE reply_token (
	channel TEXT NOT NULL,
	place TEXT NOT NULL,
	token TEXT NOT NULL,
	until TEXT NOT NULL,
	PRIMARY KEY (channel, place, token)
)
 STRICT

;
INSERT INTO "reply_token" VALUES('line','U1','tok','2026-11-22T03:01:00.000000Z');
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
	nudged_at TEXT, agreed_message TEXT DEFAULT '' NOT NULL, held INTEGER DEFAULT '0' NOT NULL CHECK (held IN (0, 1)), draft INTEGER DEFAULT '0' NOT NULL CHECK (draft IN (0, 1)), note TEXT DEFAULT '' NOT NULL, deadline TEXT, deadline_told INTEGER DEFAULT '0' NOT NULL CHECK (deadline_told IN (0, 1)), override TEXT DEFAULT '' NOT NULL, only_for TEXT DEFAULT '' NOT NULL, mending TEXT DEFAULT '[]' NOT NULL, ballots TEXT DEFAULT '{}' NOT NULL,
	PRIMARY KEY (partnership, id),
	FOREIGN KEY(partnership) REFERENCES partnership (id)
)
 STRICT

;
INSERT INTO "round" VALUES('p1','c1-scoping-1',0,1,'scoping',1,'short','2026-11-22T03:00:00.000000Z','2026-11-22T04:00:00.000000Z',2,'ตกลงกัน','2026-11-22T03:00:00.000000Z','m1',0,0,'',NULL,0,'','','[]','{}');
INSERT INTO "round" VALUES('p1','c1-aim-1',1,1,'aim',1,'short','2026-11-22T05:00:00.000000Z',NULL,0,'',NULL,'',0,0,'',NULL,0,'','','[]','{}');
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
CREATE TABLE unsent (
	channel TEXT NOT NULL,
	message TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (channel, message)
)
 STRICT

;
INSERT INTO "unsent" VALUES('line','m9','2026-11-22T03:00:00.000000Z');
CREATE TABLE wrong_token (
	subject TEXT NOT NULL,
	id TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (subject, id)
)
 STRICT

;
INSERT INTO "wrong_token" VALUES('944007e3759a8f5c9b84be3845162e128d47319b43836ac4f8d48160f285a1ec','01a203b5bf87abc0bb632d360fad61df','2026-11-22T03:00:00.000000Z');
CREATE INDEX member_by_person ON member (channel, person);
CREATE TRIGGER audit_not_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_not_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE UNIQUE INDEX invitation_by_code ON invitation (code_hash);
CREATE INDEX inbox_new ON inbox (channel, conversation, sort, id) WHERE state = 'new';
CREATE INDEX outbox_by_place ON outbox (channel, place, id);
CREATE INDEX outbox_waiting ON outbox (channel, place, kind, id, state) WHERE state IN ('queued', 'stubbed', 'sending', 'held');
CREATE INDEX linked_person_to ON linked_person (to_channel, to_person);
CREATE INDEX partnership_due ON partnership (next_due) WHERE next_due IS NOT NULL;
CREATE VIEW answers_all AS
SELECT a.partnership, p.name AS partnership_name, a.cycle, a.stage, r.number AS round_number,
  a.round, r.position AS round_position, a.question, a.item, a.item_label, a.position,
  a.organisation, o.name AS organisation_name, a.kind, a.asked, a.shown, a.words, a.value, a.raw,
  a.by_name, a.by_channel, a.by_person, a.at, a.revision, a.language, a.message, a.attachments,
  a.sources, a.provisional, a.on_behalf
FROM answer a
JOIN partnership p ON p.id = a.partnership
JOIN round r ON r.partnership = a.partnership AND r.id = a.round
LEFT JOIN organisation o ON o.partnership = a.partnership AND o.id = a.organisation;
CREATE VIEW answers_now AS
SELECT a.partnership, p.name AS partnership_name, a.cycle, a.stage, r.number AS round_number,
  a.round, r.position AS round_position, a.question, a.item, a.item_label, a.position,
  a.organisation, o.name AS organisation_name, a.kind, a.asked, a.shown, a.words, a.value, a.raw,
  a.by_name, a.by_channel, a.by_person, a.at, a.revision, a.language, a.message, a.attachments,
  a.sources, a.provisional, a.on_behalf
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
    AND h.organisation = o.id) AS handed_in_at,
  o.state AS organisation_state, r.draft, r.deadline
FROM round r
JOIN partnership p ON p.id = r.partnership
JOIN organisation o ON o.partnership = r.partnership
WHERE r.only_for IN ('', o.id);
CREATE VIEW agreements_now AS
SELECT a.partnership, p.name AS partnership_name, a.id, a.kind, a.at, a.cycle, a.stage, a.round,
  a.question, a.item, a.title, a.result, a.rule, a.quorum, a.outcome, a.counts, a.awaits, a.ballot,
  a.replaces, a.position
FROM agreement a
JOIN partnership p ON p.id = a.partnership
WHERE NOT EXISTS (
  SELECT 1 FROM agreement n WHERE n.partnership = a.partnership AND n.replaces = a.id)
ORDER BY a.partnership, a.position;
CREATE VIEW promises_now AS
SELECT m.partnership, p.name AS partnership_name, m.id, m.organisation,
  o.name AS organisation_name, m.what, m.due, m.state, m.reason, m.provisional, m.made_at,
  m.settled_at, m.cycle, m.stage, m.round, m.question, m.item, m.to_organisation,
  t.name AS to_organisation_name, m.position
FROM promise m
JOIN partnership p ON p.id = m.partnership
LEFT JOIN organisation o ON o.partnership = m.partnership AND o.id = m.organisation
LEFT JOIN organisation t ON t.partnership = m.partnership AND t.id = m.to_organisation
ORDER BY m.partnership, m.position;
CREATE VIEW editions AS
SELECT e.partnership, p.name AS partnership_name, r.cycle, r.stage, r.number AS round_number,
  e.round, e.number, e.at, e.by_channel, e.by_person, e.language, e.agreed, e.note, e.body,
  CASE WHEN e.number = (SELECT max(n.number) FROM edition n
    WHERE n.partnership = e.partnership AND n.round = e.round) THEN 1 ELSE 0 END AS newest
FROM edition e
JOIN partnership p ON p.id = e.partnership
JOIN round r ON r.partnership = e.partnership AND r.id = e.round
ORDER BY e.partnership, r.position, e.number;
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
BEGIN SELECT RAISE(ABORT, 'no answer without consent'); END;
CREATE TRIGGER edition_not_update
BEFORE UPDATE OF partnership, round, number, at, language ON edition
BEGIN SELECT RAISE(ABORT, 'an edition stands'); END;
CREATE TRIGGER edition_not_delete BEFORE DELETE ON edition
WHEN EXISTS (SELECT 1 FROM partnership p WHERE p.id = OLD.partnership AND p.ended_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'an edition stays'); END;
COMMIT;
