-- A database as the last program before the first migration left it, on PostgreSQL: as released.sql.
CREATE TABLE absences (
    id bigint NOT NULL,
    team text,
    learner text,
    first_day text,
    last_day text,
    made bigint
);
CREATE SEQUENCE absences_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE absences_id_seq OWNED BY absences.id;
CREATE TABLE answers (
    round bigint NOT NULL,
    learner text NOT NULL,
    picks text,
    "right" boolean,
    late boolean,
    at bigint,
    untold boolean
);
CREATE TABLE audits (
    id bigint NOT NULL,
    team text,
    course bigint,
    at bigint,
    who text,
    did text,
    what text,
    why text
);
CREATE SEQUENCE audits_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE audits_id_seq OWNED BY audits.id;
CREATE TABLE courses (
    id bigint NOT NULL,
    team text,
    channel text,
    owner text,
    schedule text,
    report text,
    zone text,
    language text,
    exam text,
    off text,
    country text,
    skips text,
    paused boolean,
    stopped text,
    since bigint
);
CREATE SEQUENCE courses_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE courses_id_seq OWNED BY courses.id;
CREATE TABLE learners (
    id text NOT NULL,
    name text,
    hidden boolean,
    reminded text,
    review_day text,
    reviewed bigint
);
CREATE TABLE mends (
    id bigint NOT NULL,
    team text,
    question text,
    change text,
    choices text,
    objection bigint,
    at bigint
);
CREATE SEQUENCE mends_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE mends_id_seq OWNED BY mends.id;
CREATE TABLE misses (
    team text NOT NULL,
    day text NOT NULL,
    term text NOT NULL,
    times bigint
);
CREATE TABLE objections (
    id bigint NOT NULL,
    team text,
    state text,
    question text,
    learner text,
    what text,
    text text,
    link text,
    at bigint
);
CREATE SEQUENCE objections_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE objections_id_seq OWNED BY objections.id;
CREATE TABLE questions (
    team text NOT NULL,
    id text NOT NULL,
    author text,
    state text,
    body text,
    at bigint
);
CREATE TABLE reminders (
    course bigint NOT NULL,
    learner text NOT NULL
);
CREATE TABLE reviews (
    learner text NOT NULL,
    question text NOT NULL,
    step bigint,
    due text
);
CREATE TABLE rounds (
    id bigint NOT NULL,
    course bigint,
    number bigint,
    slot text,
    question text,
    seed bigint,
    choices text,
    opens bigint,
    closes bigint,
    day text,
    zone text,
    channel text,
    ts text,
    remind bigint,
    excused boolean,
    cut boolean,
    revealed boolean,
    mends bigint,
    took bigint,
    correct bigint,
    team bigint
);
CREATE SEQUENCE rounds_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE rounds_id_seq OWNED BY rounds.id;
CREATE TABLE slots (
    course bigint NOT NULL,
    kind text NOT NULL,
    planned bigint NOT NULL,
    state text,
    until bigint,
    tries bigint,
    reason text,
    ts text
);
CREATE TABLE streaks (
    course bigint NOT NULL,
    learner text NOT NULL,
    current bigint,
    best bigint,
    freezes bigint,
    toward bigint,
    first bigint,
    last bigint,
    counted bigint,
    recent bigint,
    spared text,
    told bigint,
    gone boolean
);
ALTER TABLE ONLY absences ALTER COLUMN id SET DEFAULT nextval('absences_id_seq'::regclass);
ALTER TABLE ONLY audits ALTER COLUMN id SET DEFAULT nextval('audits_id_seq'::regclass);
ALTER TABLE ONLY courses ALTER COLUMN id SET DEFAULT nextval('courses_id_seq'::regclass);
ALTER TABLE ONLY mends ALTER COLUMN id SET DEFAULT nextval('mends_id_seq'::regclass);
ALTER TABLE ONLY objections ALTER COLUMN id SET DEFAULT nextval('objections_id_seq'::regclass);
ALTER TABLE ONLY rounds ALTER COLUMN id SET DEFAULT nextval('rounds_id_seq'::regclass);
INSERT INTO absences VALUES (1, 'T1', 'ken', '2026-12-24', '2026-12-25', 1795132800);
INSERT INTO absences VALUES (2, 'T2', 'ken', '2026-12-24', '2026-12-25', 1795132800);
INSERT INTO answers VALUES (1, 'ana', '', true, false, 1795136400, true);
INSERT INTO answers VALUES (1, 'ken', '', true, false, 1795136400, true);
INSERT INTO answers VALUES (2, 'ana', '', true, false, 1795222800, true);
INSERT INTO answers VALUES (3, 'ana', '', true, false, 1795309200, true);
INSERT INTO answers VALUES (4, 'mia', '', true, false, 1795136400, true);
INSERT INTO answers VALUES (4, 'ken', '', true, false, 1795136400, true);
INSERT INTO answers VALUES (5, 'mia', '', true, false, 1795222800, true);
INSERT INTO answers VALUES (6, 'mia', '', true, false, 1795309200, true);
INSERT INTO audits VALUES (1, 'T1', 1, 1795132800, 'ana', 'excused round', '1', '<outage> & more');
INSERT INTO audits VALUES (2, 'T1', 0, 1795132800, '', 'accepted objection', 'q', '');
INSERT INTO audits VALUES (3, 'T2', 2, 1795132800, 'mia', 'excused round', '1', '<outage> & more');
INSERT INTO audits VALUES (4, 'T2', 0, 1795132800, '', 'accepted objection', 'q', '');
INSERT INTO courses VALUES (1, 'T1', 'CT1', '', '', '', 'UTC', '', '', '', '', '', false, 'is_archived', 1795132800);
INSERT INTO courses VALUES (2, 'T2', 'CT2', '', '', '', 'UTC', '', '', '', '', '', false, 'is_archived', 1795132800);
INSERT INTO learners VALUES ('ana', '', true, '', '', 0);
INSERT INTO learners VALUES ('mia', '', true, '', '', 0);
INSERT INTO learners VALUES ('ken', 'Ken of both', false, '', '', 0);
INSERT INTO mends VALUES (1, 'T1', 'q', 'key', 'b', 1, 1795132800);
INSERT INTO mends VALUES (2, 'T2', 'q', 'key', 'b', 2, 1795132800);
INSERT INTO misses VALUES ('T1', '2026-11-20', 'えすさん
"3"', 1);
INSERT INTO misses VALUES ('T2', '2026-11-20', 'えすさん
"3"', 1);
INSERT INTO objections VALUES (1, 'T1', 'accepted', 'q', 'ken', '', '', '', 1795132800);
INSERT INTO objections VALUES (2, 'T2', 'accepted', 'q', 'ken', '', '', '', 1795132800);
INSERT INTO questions VALUES ('T1', 'own-T1', 'ken', 'approved', '{"kind":"","note":"","exam":"","domain":"","level":0,"ask":{"ja":"","en":""},"choices":null,"source":""}', 1795132800);
INSERT INTO questions VALUES ('T2', 'own-T2', 'ken', 'approved', '{"kind":"","note":"","exam":"","domain":"","level":0,"ask":{"ja":"","en":""},"choices":null,"source":""}', 1795132800);
INSERT INTO reminders VALUES (1, 'ken');
INSERT INTO reminders VALUES (2, 'ken');
INSERT INTO reviews VALUES ('ken', 'practised', 1, '2026-11-21');
INSERT INTO reviews VALUES ('solo', 'alone', 1, '2026-11-21');
INSERT INTO rounds VALUES (1, 1, 1, '1/question/2026-11-20T00:00:00Z', 'q', -1, 'b,a', 1795132800, 1795219200, '2026-11-20', 'UTC', 'CT1', 'ts1/question/2026-11-20T00:00:00Z', 1795161600, true, false, false, 1, 0, 0, 0);
INSERT INTO rounds VALUES (2, 1, 2, '1/question/2026-11-21T00:00:00Z', 'q', -1, 'b,a', 1795219200, 1795305600, '2026-11-21', 'UTC', 'CT1', 'ts1/question/2026-11-21T00:00:00Z', 1795248000, false, false, false, 1, 0, 0, 0);
INSERT INTO rounds VALUES (3, 1, 3, '1/question/2026-11-22T00:00:00Z', 'q', -1, 'b,a', 1795305600, 1795392000, '2026-11-22', 'UTC', 'CT1', 'ts1/question/2026-11-22T00:00:00Z', 1795334400, false, false, false, 1, 0, 0, 0);
INSERT INTO rounds VALUES (4, 2, 1, '2/question/2026-11-20T00:00:00Z', 'q', -1, 'b,a', 1795132800, 1795219200, '2026-11-20', 'UTC', 'CT2', 'ts2/question/2026-11-20T00:00:00Z', 1795161600, true, false, false, 1, 0, 0, 0);
INSERT INTO rounds VALUES (5, 2, 2, '2/question/2026-11-21T00:00:00Z', 'q', -1, 'b,a', 1795219200, 1795305600, '2026-11-21', 'UTC', 'CT2', 'ts2/question/2026-11-21T00:00:00Z', 1795248000, false, false, false, 1, 0, 0, 0);
INSERT INTO rounds VALUES (6, 2, 3, '2/question/2026-11-22T00:00:00Z', 'q', -1, 'b,a', 1795305600, 1795392000, '2026-11-22', 'UTC', 'CT2', 'ts2/question/2026-11-22T00:00:00Z', 1795334400, false, false, false, 1, 0, 0, 0);
INSERT INTO slots VALUES (1, 'question', 1795132800, 'posted', 1795132860, 1, '', 'ts1/question/2026-11-20T00:00:00Z');
INSERT INTO slots VALUES (1, 'reveal:1', 1795132800, 'planned', 1795219200, 0, '', '');
INSERT INTO slots VALUES (1, 'remind:1', 1795161600, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (1, 'question', 1795219200, 'posted', 1795219260, 1, '', 'ts1/question/2026-11-21T00:00:00Z');
INSERT INTO slots VALUES (1, 'reveal:2', 1795219200, 'planned', 1795305600, 0, '', '');
INSERT INTO slots VALUES (1, 'remind:2', 1795248000, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (1, 'question', 1795305600, 'posted', 1795305660, 1, '', 'ts1/question/2026-11-22T00:00:00Z');
INSERT INTO slots VALUES (1, 'reveal:3', 1795305600, 'planned', 1795392000, 0, '', '');
INSERT INTO slots VALUES (1, 'remind:3', 1795334400, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (1, 'stopped', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (1, 'regrade:1', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (1, 'regrade:2', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (1, 'regrade:3', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'question', 1795132800, 'posted', 1795132860, 1, '', 'ts2/question/2026-11-20T00:00:00Z');
INSERT INTO slots VALUES (2, 'reveal:4', 1795132800, 'planned', 1795219200, 0, '', '');
INSERT INTO slots VALUES (2, 'remind:4', 1795161600, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'question', 1795219200, 'posted', 1795219260, 1, '', 'ts2/question/2026-11-21T00:00:00Z');
INSERT INTO slots VALUES (2, 'reveal:5', 1795219200, 'planned', 1795305600, 0, '', '');
INSERT INTO slots VALUES (2, 'remind:5', 1795248000, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'question', 1795305600, 'posted', 1795305660, 1, '', 'ts2/question/2026-11-22T00:00:00Z');
INSERT INTO slots VALUES (2, 'reveal:6', 1795305600, 'planned', 1795392000, 0, '', '');
INSERT INTO slots VALUES (2, 'remind:6', 1795334400, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'stopped', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'regrade:4', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'regrade:5', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO slots VALUES (2, 'regrade:6', 1795132800, 'planned', 0, 0, '', '');
INSERT INTO streaks VALUES (1, 'ken', 0, 0, 0, 0, 0, 0, 0, 0, '', 0, false);
INSERT INTO streaks VALUES (1, 'ana', 2, 2, 0, 2, 2, 3, 2, 3, '', 0, false);
INSERT INTO streaks VALUES (2, 'ken', 0, 0, 0, 0, 0, 0, 0, 0, '', 0, false);
INSERT INTO streaks VALUES (2, 'mia', 2, 2, 0, 2, 2, 3, 2, 3, '', 0, false);
SELECT pg_catalog.setval('absences_id_seq', 2, true);
SELECT pg_catalog.setval('audits_id_seq', 4, true);
SELECT pg_catalog.setval('courses_id_seq', 2, true);
SELECT pg_catalog.setval('mends_id_seq', 2, true);
SELECT pg_catalog.setval('objections_id_seq', 2, true);
SELECT pg_catalog.setval('rounds_id_seq', 6, true);
ALTER TABLE ONLY absences ADD CONSTRAINT absences_pkey PRIMARY KEY (id);
ALTER TABLE ONLY answers ADD CONSTRAINT answers_pkey PRIMARY KEY (round, learner);
ALTER TABLE ONLY audits ADD CONSTRAINT audits_pkey PRIMARY KEY (id);
ALTER TABLE ONLY courses ADD CONSTRAINT courses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY learners ADD CONSTRAINT learners_pkey PRIMARY KEY (id);
ALTER TABLE ONLY mends ADD CONSTRAINT mends_pkey PRIMARY KEY (id);
ALTER TABLE ONLY misses ADD CONSTRAINT misses_pkey PRIMARY KEY (team, day, term);
ALTER TABLE ONLY objections ADD CONSTRAINT objections_pkey PRIMARY KEY (id);
ALTER TABLE ONLY questions ADD CONSTRAINT questions_pkey PRIMARY KEY (team, id);
ALTER TABLE ONLY reminders ADD CONSTRAINT reminders_pkey PRIMARY KEY (course, learner);
ALTER TABLE ONLY reviews ADD CONSTRAINT reviews_pkey PRIMARY KEY (learner, question);
ALTER TABLE ONLY rounds ADD CONSTRAINT rounds_pkey PRIMARY KEY (id);
ALTER TABLE ONLY slots ADD CONSTRAINT slots_pkey PRIMARY KEY (course, kind, planned);
ALTER TABLE ONLY streaks ADD CONSTRAINT streaks_pkey PRIMARY KEY (course, learner);
CREATE INDEX idx_absence_learner ON absences USING btree (team, learner);
CREATE INDEX idx_absences_to ON absences USING btree (last_day);
CREATE INDEX idx_answer_learner ON answers USING btree (learner, at);
CREATE INDEX idx_audits_team ON audits USING btree (team);
CREATE UNIQUE INDEX idx_course_channel ON courses USING btree (team, channel);
CREATE INDEX idx_mend_question ON mends USING btree (team, question);
CREATE INDEX idx_objection_open ON objections USING btree (team, state);
CREATE INDEX idx_review_due ON reviews USING btree (learner, due);
CREATE INDEX idx_round_closes ON rounds USING btree (course, closes);
CREATE UNIQUE INDEX idx_round_number ON rounds USING btree (course, number);
CREATE UNIQUE INDEX idx_rounds_slot ON rounds USING btree (slot);
CREATE INDEX idx_slot_due ON slots USING btree (state, planned);
