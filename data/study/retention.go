package study

// How many days is kept what is of use for a while only.
const (
	MissDays   = 90      // what was looked up and not found, since it was
	LedgerDays = 400     // slots that have come to their end: a year can be looked back on
	AwayDays   = 90      // learners who left every channel, since they were seen: some come back
	UnseenDays = 2 * 365 // all others, unless they own a course
)

// Presence is what shows that a learner is still here.
type Presence struct {
	Seen Day
	Left bool // every channel in which the learner has answered
	Owns bool // a course
}

// Over says whether the learner is to be forgotten by today.
func (p Presence) Over(today Day) bool {
	if p.Left {
		return p.Seen.Add(AwayDays) < today
	}
	return !p.Owns && p.Seen.Add(UnseenDays) < today
}
