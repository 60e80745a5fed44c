-- The tables of Kotsukotsu, for SQLite and for PostgreSQL and what speaks its language. Every key
-- begins with the team (a Slack workspace), so that all of a team lies together and another's is
-- out of reach. A team numbers its rows itself, in counters. Instants are Unix seconds; days are
-- text, 2026-11-20; lists are joined by commas.
--
-- This is migration 2, which has been run: a change of the tables is a migration of its own.

CREATE TABLE counters (
	team TEXT NOT NULL CHECK (team <> ''),
	name TEXT NOT NULL, -- of a table
	last BIGINT NOT NULL, -- ID that was given
	PRIMARY KEY (team, name)
);

CREATE TABLE courses (
	team TEXT NOT NULL CHECK (team <> ''),
	id BIGINT NOT NULL,
	channel TEXT NOT NULL,
	owner TEXT NOT NULL,
	schedule TEXT NOT NULL, -- a cron spec, as is report
	report TEXT NOT NULL,
	zone TEXT NOT NULL,
	language TEXT NOT NULL,
	exam TEXT NOT NULL,
	off TEXT NOT NULL, -- weekdays, 0 is Sunday
	country TEXT NOT NULL,
	skips TEXT NOT NULL, -- spans of days, one a line
	paused BOOLEAN NOT NULL,
	stopped TEXT NOT NULL, -- Slack's word for why nothing can be posted
	since BIGINT NOT NULL,
	PRIMARY KEY (team, id),
	UNIQUE (team, channel)
);

CREATE TABLE rounds (
	team TEXT NOT NULL CHECK (team <> ''),
	id BIGINT NOT NULL,
	course BIGINT NOT NULL,
	number INTEGER NOT NULL,
	slot TEXT NOT NULL, -- key of the slot that it was made for
	question TEXT NOT NULL,
	seed BIGINT NOT NULL,
	choices TEXT NOT NULL, -- IDs in the order shown
	opens BIGINT NOT NULL,
	closes BIGINT NOT NULL,
	day TEXT NOT NULL,
	zone TEXT NOT NULL,
	channel TEXT NOT NULL,
	ts TEXT NOT NULL, -- of its message
	remind BIGINT NOT NULL, -- 0 is never
	excused BOOLEAN NOT NULL,
	cut BOOLEAN NOT NULL, -- it closed sooner than was planned
	revealed BOOLEAN NOT NULL,
	mends INTEGER NOT NULL,
	took INTEGER NOT NULL, -- answers in time, as of the reveal
	correct INTEGER NOT NULL, -- of these
	active INTEGER NOT NULL, -- learners then
	PRIMARY KEY (team, id),
	UNIQUE (team, slot),
	UNIQUE (team, course, number),
	FOREIGN KEY (team, course) REFERENCES courses (team, id)
);
CREATE INDEX rounds_closes ON rounds (team, course, closes);

CREATE TABLE slots (
	team TEXT NOT NULL CHECK (team <> ''),
	course BIGINT NOT NULL,
	kind TEXT NOT NULL,
	planned BIGINT NOT NULL,
	state TEXT NOT NULL,
	until BIGINT NOT NULL, -- not to be touched before: it is somebody's, or has to wait
	tries INTEGER NOT NULL, -- how often it was begun
	reason TEXT NOT NULL,
	ts TEXT NOT NULL,
	PRIMARY KEY (team, course, kind, planned),
	FOREIGN KEY (team, course) REFERENCES courses (team, id)
);
CREATE INDEX slots_due ON slots (team, state, planned);

-- Its primary key is the rule "one answer a learner a round, the first stands".
CREATE TABLE answers (
	team TEXT NOT NULL CHECK (team <> ''),
	round BIGINT NOT NULL,
	learner TEXT NOT NULL,
	picks TEXT NOT NULL, -- choice IDs
	"right" BOOLEAN NOT NULL,
	late BOOLEAN NOT NULL,
	at BIGINT NOT NULL,
	untold BOOLEAN NOT NULL, -- its verdict changed, and the learner doesn't know yet
	PRIMARY KEY (team, round, learner),
	FOREIGN KEY (team, round) REFERENCES rounds (team, id)
);
CREATE INDEX answers_learner ON answers (team, learner, at);

CREATE TABLE streaks (
	team TEXT NOT NULL CHECK (team <> ''),
	course BIGINT NOT NULL,
	learner TEXT NOT NULL,
	current INTEGER NOT NULL,
	best INTEGER NOT NULL,
	freezes INTEGER NOT NULL,
	toward INTEGER NOT NULL, -- the next freeze
	first INTEGER NOT NULL, -- numbers of rounds, as is last
	last INTEGER NOT NULL,
	counted INTEGER NOT NULL,
	recent BIGINT NOT NULL, -- a bit a round
	spared TEXT NOT NULL, -- numbers of rounds
	told INTEGER NOT NULL, -- the last milestone
	gone BOOLEAN NOT NULL, -- no longer in the channel
	PRIMARY KEY (team, course, learner),
	FOREIGN KEY (team, course) REFERENCES courses (team, id)
);
CREATE INDEX streaks_learner ON streaks (team, learner);

CREATE TABLE reminders (
	team TEXT NOT NULL CHECK (team <> ''),
	course BIGINT NOT NULL,
	learner TEXT NOT NULL,
	PRIMARY KEY (team, course, learner),
	FOREIGN KEY (team, course) REFERENCES courses (team, id)
);

CREATE TABLE audits (
	team TEXT NOT NULL CHECK (team <> ''),
	id BIGINT NOT NULL,
	course BIGINT NOT NULL, -- 0 if it concerns the whole team
	at BIGINT NOT NULL,
	who TEXT NOT NULL,
	did TEXT NOT NULL,
	what TEXT NOT NULL,
	why TEXT NOT NULL,
	PRIMARY KEY (team, id)
);

CREATE TABLE objections (
	team TEXT NOT NULL CHECK (team <> ''),
	id BIGINT NOT NULL,
	state TEXT NOT NULL,
	question TEXT NOT NULL,
	learner TEXT NOT NULL,
	what TEXT NOT NULL,
	text TEXT NOT NULL,
	link TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (team, id)
);
CREATE INDEX objections_state ON objections (team, state);

CREATE TABLE mends (
	team TEXT NOT NULL CHECK (team <> ''),
	id BIGINT NOT NULL,
	question TEXT NOT NULL,
	change TEXT NOT NULL,
	choices TEXT NOT NULL, -- IDs
	objection BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (team, id)
);
CREATE INDEX mends_question ON mends (team, question);

CREATE TABLE questions (
	team TEXT NOT NULL CHECK (team <> ''),
	id TEXT NOT NULL,
	author TEXT NOT NULL,
	state TEXT NOT NULL,
	body TEXT NOT NULL, -- JSON
	at BIGINT NOT NULL,
	PRIMARY KEY (team, id)
);

CREATE TABLE absences (
	team TEXT NOT NULL CHECK (team <> ''),
	id BIGINT NOT NULL,
	learner TEXT NOT NULL,
	first_day TEXT NOT NULL,
	last_day TEXT NOT NULL,
	made BIGINT NOT NULL,
	PRIMARY KEY (team, id)
);
CREATE INDEX absences_learner ON absences (team, learner);
CREATE INDEX absences_last_day ON absences (team, last_day);

CREATE TABLE misses (
	team TEXT NOT NULL CHECK (team <> ''),
	day TEXT NOT NULL,
	term TEXT NOT NULL,
	times INTEGER NOT NULL,
	PRIMARY KEY (team, day, term)
);

CREATE TABLE learners (
	team TEXT NOT NULL CHECK (team <> ''),
	id TEXT NOT NULL, -- of the Slack user
	name TEXT NOT NULL,
	hidden BOOLEAN NOT NULL,
	seen TEXT NOT NULL, -- the last day on which Slack was asked for the learner
	reminded TEXT NOT NULL, -- the last day on which the learner was reminded of a round
	review_day TEXT NOT NULL, -- the last day that had reviews
	reviewed INTEGER NOT NULL, -- how many were done on it
	PRIMARY KEY (team, id)
);

CREATE TABLE reviews (
	team TEXT NOT NULL CHECK (team <> ''),
	learner TEXT NOT NULL,
	question TEXT NOT NULL,
	step INTEGER NOT NULL,
	due TEXT NOT NULL,
	PRIMARY KEY (team, learner, question)
);
CREATE INDEX reviews_due ON reviews (team, learner, due);
