-- Copies what stands in old_… into the tables of schema.sql. Each row gets the team that its course
-- has. What belongs to a course or a round that isn't there is left behind.

INSERT INTO courses (team, id, channel, owner, schedule, report, zone, language, exam, off,
	country, skips, paused, stopped, since)
SELECT team, id, channel, owner, schedule, report, zone, language, exam, off, country,
	skips, paused, stopped, since
FROM old_courses WHERE team <> '';

INSERT INTO rounds (team, id, course, number, slot, question, seed, choices, opens, closes,
	day, zone, channel, ts, remind, excused, cut, revealed, mends, took, correct, active)
SELECT courses.team, r.id, course, number, slot, question, seed, choices, opens, closes,
	day, r.zone, r.channel, ts, remind, excused, cut, revealed, mends, took, correct, r.team
FROM old_rounds r JOIN courses ON courses.id = course;

INSERT INTO slots (team, course, kind, planned, state, until, tries, reason, ts)
SELECT courses.team, course, kind, planned, state, until, tries, reason, ts
FROM old_slots JOIN courses ON courses.id = course;

INSERT INTO answers (team, round, learner, picks, "right", late, at, untold)
SELECT rounds.team, round, learner, picks, "right", late, at, untold
FROM old_answers JOIN rounds ON rounds.id = round;

INSERT INTO streaks (team, course, learner, current, best, freezes, toward, first, last,
	counted, recent, spared, told, gone)
SELECT courses.team, course, learner, current, best, freezes, toward, first, last, counted,
	recent, spared, told, gone
FROM old_streaks JOIN courses ON courses.id = course;

INSERT INTO reminders (team, course, learner)
SELECT courses.team, course, learner FROM old_reminders JOIN courses ON courses.id = course;

INSERT INTO audits (team, id, course, at, who, did, what, why)
SELECT team, id, course, at, who, did, what, why FROM old_audits WHERE team <> '';

INSERT INTO objections (team, id, state, question, learner, what, text, link, at)
SELECT team, id, state, question, learner, what, text, link, at FROM old_objections WHERE team <> '';

INSERT INTO mends (team, id, question, change, choices, objection, at)
SELECT team, id, question, change, choices, objection, at FROM old_mends WHERE team <> '';

INSERT INTO questions (team, id, author, state, body, at)
SELECT team, id, author, state, body, at FROM old_questions WHERE team <> '';

INSERT INTO absences (team, id, learner, first_day, last_day, made)
SELECT team, id, learner, first_day, last_day, made FROM old_absences WHERE team <> '';

INSERT INTO misses (team, day, term, times)
SELECT team, day, term, times FROM old_misses WHERE team <> '';

-- People stood there once for all teams. They go to each in which they appear; those who have only
-- practised appear in none, and go to all.

CREATE TABLE old_people AS
SELECT team, learner FROM streaks
UNION SELECT team, learner FROM answers
UNION SELECT team, learner FROM reminders
UNION SELECT team, learner FROM absences;

INSERT INTO old_people (team, learner)
SELECT teams.team, others.learner FROM
	(SELECT team FROM courses UNION SELECT team FROM questions UNION SELECT team FROM misses
		UNION SELECT team FROM old_people) teams,
	(SELECT id AS learner FROM old_learners UNION SELECT learner FROM old_reviews) others
WHERE NOT EXISTS (SELECT 1 FROM old_people p WHERE p.learner = others.learner);

INSERT INTO learners (team, id, name, hidden, seen, reminded, review_day, reviewed)
SELECT p.team, id, name, hidden, '', reminded, review_day, reviewed
FROM old_learners JOIN old_people p ON p.learner = id;

INSERT INTO reviews (team, learner, question, step, due)
SELECT p.team, p.learner, question, step, due
FROM old_reviews r JOIN old_people p ON p.learner = r.learner;

DROP TABLE old_people;

-- From here on a team goes on counting by itself.

INSERT INTO counters (team, name, last)
SELECT team, 'courses', MAX(id) FROM courses GROUP BY team;
INSERT INTO counters (team, name, last)
SELECT team, 'rounds', MAX(id) FROM rounds GROUP BY team;
INSERT INTO counters (team, name, last)
SELECT team, 'audits', MAX(id) FROM audits GROUP BY team;
INSERT INTO counters (team, name, last)
SELECT team, 'objections', MAX(id) FROM objections GROUP BY team;
INSERT INTO counters (team, name, last)
SELECT team, 'mends', MAX(id) FROM mends GROUP BY team;
INSERT INTO counters (team, name, last)
SELECT team, 'absences', MAX(id) FROM absences GROUP BY team;
