package study

import "time"

// OwnQuestion is a question that a team has added to the bank for itself.
type OwnQuestion struct {
	Question
	State QuestionState
	At    time.Time
}

// QuestionState is what became of a team's own question.
type QuestionState string

// The states. One that is proposed is asked nobody until it is approved.
const (
	Proposed QuestionState = "proposed"
	Approved QuestionState = "approved"
	Declined QuestionState = "declined"
)
