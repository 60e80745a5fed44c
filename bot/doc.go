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
package main
