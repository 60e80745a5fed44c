package study

import "time"

// RoundLength is how long a round stays open if no other is planned sooner.
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
	TS       string    // the message; empty until it is known to be posted
	Remind   time.Time // when to remind those who asked for it; zero if there is no good moment
	Excused  bool      // it counts for nobody
	Cut      bool      // it closed sooner than was planned: who didn't answer is spared
	Mends    int       // how many mends of its question its answers are graded by
	Took     int       // how many answered in time; known once it is revealed
	Team     int       // of how many who were active then
}

// remindHour is the hour of the day at which learners are reminded.
const remindHour = 17

// RemindAt is when to remind of a round: at five in the afternoon, while people are still at work,
// or an hour before it closes if that is sooner. It is the zero time if less than an hour has passed
// by then.
func RemindAt(opens, closes time.Time, zone *time.Location) time.Time {
	at := opens.In(zone)
	evening := time.Date(at.Year(), at.Month(), at.Day(), remindHour, 0, 0, 0, zone)
	if evening.Sub(opens) < time.Hour {
		evening = evening.AddDate(0, 0, 1)
	}
	if last := closes.Add(-time.Hour); last.Before(evening) {
		evening = last
	}
	if evening.Sub(opens) < time.Hour {
		return time.Time{}
	}
	return evening.Truncate(time.Second)
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

// Grade grades what a learner pressed, by the round as it stands: the IDs of the choices, and
// whether they are right. With an error nothing is kept.
type Grade func(Round) (picks []string, right bool, err error)

// Kept is a learner's answer as it stands, with its round.
type Kept struct {
	Round  Round
	Answer Answer
	First  bool   // it has just been given, and not before
	Streak Streak // with the answer counted in; only of a first one
}

// Tally is how a round was answered.
type Tally struct {
	Answered int
	Right    int
	Picks    map[string]int // by choice ID
}

// Add counts in n answers that were given in time.
func (t Tally) Add(picks []string, right bool, n int) Tally {
	if t.Picks == nil {
		t.Picks = map[string]int{}
	}
	t.Answered += n
	if right {
		t.Right += n
	}
	for _, id := range picks {
		t.Picks[id] += n
	}
	return t
}

// Plus is both tallies together.
func (t Tally) Plus(more Tally) Tally {
	sum := Tally{
		Answered: t.Answered + more.Answered,
		Right:    t.Right + more.Right,
		Picks:    map[string]int{},
	}
	for _, picks := range []map[string]int{t.Picks, more.Picks} {
		for id, n := range picks {
			sum.Picks[id] += n
		}
	}
	return sum
}
