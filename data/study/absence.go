package study

import "time"

// Absence is days on which a learner doesn't mean to answer. It is planned: rounds that had closed
// before it was made were missed all the same.
type Absence struct {
	Learner string
	Span
	Made time.Time
}

// Spares says whether a round doesn't count for the learner unless it is answered.
func (a Absence) Spares(r Round) bool { return a.Has(r.Day) && r.Closes.After(a.Made) }
