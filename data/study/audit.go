package study

import "time"

// Audit is a line of the list of decisions that concern others: who decided what, when and why.
type Audit struct {
	Course int64 // 0 if it concerns the whole team
	At     time.Time
	By     string // the learner who decided
	Did    Deed
	What   string // what it was done to: the number of a round, the ID of a question
	Why    string
}

// Deed is what was decided.
type Deed string

// The deeds.
const (
	ExcusedRound      Deed = "excused round"
	AcceptedObjection Deed = "accepted objection"
	DeclinedObjection Deed = "declined objection"
	ApprovedQuestion  Deed = "approved question"
	DeclinedQuestion  Deed = "declined question"
)
