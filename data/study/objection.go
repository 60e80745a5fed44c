package study

import (
	"slices"
	"time"
)

// Objection is what a learner has against a question.
type Objection struct {
	ID       int64
	Question string
	By       string // the learner
	What     Fault
	Text     string
	Link     string // where it can be read, if the learner gave one
	At       time.Time
}

// Fault is what is wrong with a question.
type Fault string

// The faults that a learner can choose from.
const (
	WrongKey  Fault = "key"
	Ambiguous Fault = "ambiguous"
	Outdated  Fault = "outdated"
	Unclear   Fault = "unclear"
	OtherWise Fault = "other"
)

// Faults lists them in the order in which they are offered.
var Faults = []Fault{WrongKey, Ambiguous, Outdated, Unclear, OtherWise}

// Mend is how an objection that was accepted changes a question, for one team.
type Mend struct {
	Question string
	Change   Change
	Choices  []string // the right ones, or those that are dropped
}

// Change is what a mend does.
type Change string

// The changes. A question that is retired is not asked any more.
const (
	NewKey  Change = "key"
	Drop    Change = "drop"
	Retire  Change = "retire"
	Decline Change = "decline" // no mend at all
)

// Mended is the question after mends, in their order; false if it is retired.
func (q Question) Mended(mends ...Mend) (Question, bool) {
	q.Choices = slices.Clone(q.Choices)
	for _, m := range mends {
		switch m.Change {
		case Retire:
			return q, false
		case NewKey:
			q.key(m.Choices)
		case Drop:
			q.drop(m.Choices)
		}
	}
	return q, true
}

func (q *Question) key(right []string) {
	for i, c := range q.Choices {
		q.Choices[i].Right = slices.Contains(right, c.ID)
	}
	q.count()
}

func (q *Question) drop(ids []string) {
	for i, c := range q.Choices {
		if slices.Contains(ids, c.ID) {
			q.Choices[i].Dropped, q.Choices[i].Right = true, false
		}
	}
	q.count()
}

// count makes the question ask for as many as are right.
func (q *Question) count() {
	q.Kind, q.Pick = Single, len(q.Right())
	if q.Pick > 1 {
		q.Kind = Multiple
	}
}

// Mendable says whether a mend leaves a question that can be asked: one right choice at least, and
// a wrong one. Questions that are arranged can only be retired.
func (q Question) Mendable(m Mend) bool {
	if m.Change == Retire || m.Change == Decline {
		return true
	}
	mended, _ := q.Mended(m)
	left := 0
	for _, c := range mended.Choices {
		if !c.Dropped {
			left++
		}
	}
	return !q.Arranged() && len(m.Choices) > 0 && mended.Pick > 0 && mended.Pick < left
}

// Regrade says whether an answer that was given before a mend is right now. Who chose what was
// dropped since is right: the question was at fault.
func (q Question) Regrade(picks []string) bool {
	for _, c := range q.Choices {
		if c.Dropped && slices.Contains(picks, c.ID) {
			return true
		}
	}
	return slices.Equal(
		slices.Sorted(slices.Values(picks)),
		slices.Sorted(slices.Values(q.Right())),
	)
}
