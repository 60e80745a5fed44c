// Kotsukotsu (コツコツ, "steadily, bit by bit") is a Slack study companion for teams preparing for
// AWS certifications. It posts a question on schedule, grades each answer privately, looks AWS
// services up in the study notes, keeps streaks, and reports each week.
//
// This package is how it connects: the command line, the wiring, the Socket Mode loop, and
// speak.go, the one file that calls Slack's Web API. The house as a whole:
//
//	data/study      the subject: questions, grading, rounds, streaks, days. Pure
//	data/bank       the questions, and what is wrong with them
//	data/notes      the study notes, and the look-up
//	data            what is remembered, through GORM
//	handlers        what is said: a Request in, Replies out
//	handlers/blocks how it looks in Slack, and all words
//	scheduler       when: cron specs, rest days, the ledger of slots
//	bot             how it connects; bot/workspace is a small Slack to try it on
//
// A press goes through it like this:
//
//	connection.go an envelope comes on one of the two connections
//	request.go    it becomes a handlers.Request
//	socket.go     a crew takes it: answers have one of their own, which look-ups can't hold up
//	handlers      the answer is graded
//	data/keep.go  and kept, on disk before anything else happens, in one commit with those beside it
//	socket.go     the envelope is acknowledged
//	reply.go      another crew words the verdict in the learner's language
//	speak.go      and says it
//
// There are two connections, opened a minute apart: while Slack refreshes one, people's presses come
// on the other. What is delivered twice, on whichever, is handled once. An acknowledgement goes out
// where its envelope came in, or on the other if that one is lost. The bot is ready while one is
// open; metrics.go counts what became of each press, each call of Slack and each slot.
//
// A question comes like this:
//
//	scheduler    plans ten slots ahead, sees that one is due, and claims its row in the ledger
//	slot.go      lets Slack's rates set the pace
//	handlers     a round is made, with a question, a seed and a window
//	speak.go     it is posted with the slot's key as metadata, by which it is found after a crash
//	data         the round gets its message, its reveal and its reminder enter the ledger
//
// # How it grows
//
// On one machine with SQLite. A press costs what slack-go takes to read it, and little more: of
// 5,000 presses, 200 at a time, the bot serves 0.8 to 0.9 of what a bare slack-go client
// acknowledges and replies to, as answers that come together share a commit (go test -bench Burst
// ./bot; with a PostgreSQL on the same two cores 0.75). Idle it takes 58 MB, 30 of them the program
// itself. An answer adds 125 bytes to the file, and some 7 KB are written for it, as SQLite writes
// whole pages, and those twice (-bench Growth).
//
// In several processes with one PostgreSQL. Any of them answers any press, and whichever claims a
// slot first posts it; if it dies, another takes over when its lease has run out. Slack allows ten
// connections for an app and spreads what people do over them, so with two for each there can be
// five processes. Nothing is agreed on but in the database: a claim is an UPDATE that only succeeds
// on a row that nobody has, "the first answer stands" is a primary key, and what changes a round or
// a streak locks its row. Each process takes sixteen connections to PostgreSQL at most.
//
// With many workspaces. A process is one workspace's: its token says which. Every key in the
// database begins with the team, and a data.Store is one team's, so any number of them share a
// database, or many: data/schema.sql keeps to what distributed databases that speak PostgreSQL's
// language take, and the tables can be split by team anywhere. Slack counts rates by workspace and
// app (a message a second in a channel, some hundred a minute in all; fifty edits; a hundred
// questions about people), so one more workspace takes nothing from the others. Each has an app of
// its own with ten connections: one app for all would have ten for all. What grows with their
// number is processes, 58 MB each, and connections to the database, which is then reached through a
// pooler.
//
// What the database must hold at 1,000 workspaces of 1,000 learners, each of whom answers on 250
// days a year: a million answers a day. One takes 200 bytes in PostgreSQL, its indexes included, so
// that is 0.2 GB a day and 50 GB a year. Streaks, people and reviews stay as many: a row for each
// learner, and one for what each got wrong. An answer is one row added, one changed (the streak),
// and one in four times another (the review). With a hundred answers in a commit 740 bytes go into
// the server's log for each, 0.75 GB a day, and after each checkpoint the pages once more. If all
// have nine o'clock in the same hour it is 280 answers a second, hardly two of them in the same
// commit, as each team has its own process: 280 commits a second. In one team, one process on two
// cores with PostgreSQL beside it has kept 2,700 answers a second.
package main
