package study

import "time"

// Report is a course's week.
type Report struct {
	From, To Day        // both included
	Rounds   int        // posted
	Learners int        // who answered at least once
	Answers  int        // inside their windows
	Graded   int        // of these, to rounds that have closed: of an open round nothing is told
	Right    int        // of the graded
	Streaks  []Standing // longest first; only learners who let themselves be named
	Hardest  *Hardest   // nil if nothing was answered
}

// Standing is one learner's streak for others to see.
type Standing struct {
	Name string
	Streak
}

// Hardest is the question that was answered worst, with the wrong choice that was picked most.
type Hardest struct {
	Question string
	Round    int // its number
	Tally    Tally
}

// Count counts the answers to a week's rounds as of a moment. Of the rounds that have closed, the
// hardest is the one with the smallest share of right answers.
func (r *Report) Count(rounds []Round, answers []Answer, now time.Time) {
	r.Rounds = len(rounds)
	byRound, learners := map[int64][]Answer{}, map[string]bool{}
	for _, a := range answers {
		byRound[a.Round] = append(byRound[a.Round], a)
		if !a.Late {
			learners[a.Learner] = true
		}
	}
	r.Learners = len(learners)
	for _, round := range rounds {
		t := Tallied(byRound[round.ID])
		r.Answers += t.Answered
		if round.Closed(now) {
			r.grade(round, t)
		}
	}
}

func (r *Report) grade(round Round, t Tally) {
	r.Graded += t.Answered
	r.Right += t.Right
	if t.Answered > t.Right && (r.Hardest == nil || harder(t, r.Hardest.Tally)) {
		r.Hardest = &Hardest{Question: round.Question, Round: round.Number, Tally: t}
	}
}

// harder compares shares of right answers without dividing.
func harder(a, b Tally) bool { return a.Right*b.Answered < b.Right*a.Answered }
