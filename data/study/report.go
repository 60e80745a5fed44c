package study

import (
	"slices"
	"time"
)

// Report is a course's week.
type Report struct {
	From, To Day        // both included
	Rounds   []Result   // posted, in order; without those that were excused
	Learners int        // who answered at least once
	Joined   int        // of these, for the first time in the course
	Together int        // rounds in a row in which at least half of the team took part
	Before   Score      // in the days before, as many
	Streaks  []Standing // longest first; only learners who let themselves be named
	Taught   []Ref      // the notes of the week's questions, where most was wrong first
}

// Result is how one round of a report was answered. Of an open round only how many have answered is
// told.
type Result struct {
	Round  Round
	Tally  Tally
	Closed bool
}

// Score is how many answers were right.
type Score struct{ Right, Of int }

// Standing is one learner's streak for others to see.
type Standing struct {
	Name string
	You  bool // it is the one who looks
	Streak
}

// NewReport counts a course's rounds with their tallies, by ID, as of a moment.
func NewReport(rounds []Round, tallies map[int64]Tally, now time.Time) Report {
	var r Report
	for _, round := range rounds {
		if !round.Excused {
			r.Rounds = append(r.Rounds, Result{round, tallies[round.ID], round.Closed(now)})
		}
	}
	return r
}

// Answers is how many answers were given in time.
func (r Report) Answers() (n int) {
	for _, result := range r.Rounds {
		n += result.Tally.Answered
	}
	return n
}

// Score is how the rounds that have closed were answered.
func (r Report) Score() (s Score) {
	for _, result := range r.Rounds {
		if result.Closed {
			s.Right += result.Tally.Right
			s.Of += result.Tally.Answered
		}
	}
	return s
}

// Hardest is the closed round with the smallest share of right answers; false if all were right.
func (r Report) Hardest() (hardest Result, ok bool) {
	for _, result := range r.Rounds {
		t := result.Tally
		if result.Closed && t.Answered > t.Right && (!ok || harder(t, hardest.Tally)) {
			hardest, ok = result, true
		}
	}
	return hardest, ok
}

// harder compares shares of right answers without dividing.
func harder(a, b Tally) bool { return a.Right*b.Answered < b.Right*a.Answered }

// Team counts the learners whom a round was for.
func Team(streaks []Streak, round int) (n int) {
	for _, s := range streaks {
		if s.Active(round) {
			n++
		}
	}
	return n
}

// Board picks from streaks that stand longest first: the top few, and those around whoever looks,
// unless they are among the top. Nobody else sees who is last.
func Board(standings []Standing, most, each int) (top, around []Standing) {
	top = standings[:min(most, len(standings))]
	you := slices.IndexFunc(standings, func(s Standing) bool { return s.You })
	if you < len(top) {
		return top, nil
	}
	return top, standings[max(len(top), you-each):min(len(standings), you+each+1)]
}
