package study

import "time"

// RoundLength is how long a round stays open if no other round comes first.
const RoundLength = 24 * time.Hour

// Round is one posted question of a course.
type Round struct {
	ID       int64
	Course   int64
	Number   int // 1, 2, 3… in its course
	Question string
	Seed     uint64
	Order    []string // the choices' IDs as shown: made from the seed once, then kept
	Opens    time.Time
	Closes   time.Time
	Day      Day    // the civil day of its posting, in Zone; never recomputed
	Zone     string // IANA
	Channel  string
	TS       string // the message; empty until it is known to be posted
}

// Closed says whether answers given now come too late.
func (r Round) Closed(now time.Time) bool { return !now.Before(r.Closes) }

// Answer is a learner's one answer to a round.
type Answer struct {
	Round   int64
	Learner string
	Picks   []string // choice IDs
	Right   bool
	Late    bool
	At      time.Time
}

// Tally is how a round was answered.
type Tally struct {
	Answered int
	Right    int
	Picks    map[string]int // by choice ID
}

// Tallied counts answers. Late ones came after the answer was open to all and are not counted.
func Tallied(answers []Answer) Tally {
	t := Tally{Picks: map[string]int{}}
	for _, a := range answers {
		if a.Late {
			continue
		}
		t.Answered++
		if a.Right {
			t.Right++
		}
		for _, id := range a.Picks {
			t.Picks[id]++
		}
	}
	return t
}
