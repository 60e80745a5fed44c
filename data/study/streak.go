package study

import (
	"math/bits"
	"slices"
)

// The rules of freezes and of the recent rounds that are shown beside a streak.
const (
	FreezeEvery = 5  // answered rounds earn a freeze
	FreezeMost  = 2  // freezes held at most
	RecentSpan  = 20 // rounds in "n of the last 20"
)

// Milestones are the streaks that are worth a word.
var Milestones = []int{7, 30, 100, 365}

// Streak is how steadily a learner answers the rounds of one course. It counts rounds, not days:
// where nothing was posted nothing can break. It holds all that the next answer needs, so that no
// history is read.
type Streak struct {
	Learner string
	Current int // rounds in a row
	Best    int
	Freezes int
	Toward  int    // answered rounds since a freeze was last earned
	First   int    // number of the first round that the learner answered
	Last    int    // number of the last round counted in; 0 before the first answer
	Counted int    // rounds from First to Last that count for this learner
	Recent  uint32 // bit i is set if the round before the last i of those that count was answered
	Spared  []int  // numbers after Last that don't count for this learner, ascending
	Told    int    // the greatest milestone that the learner told the channel
	Left    bool   // the learner is no longer in the channel
}

// Answer counts in an answer to round n, given inside the round's window.
func (s Streak) Answer(n int) Streak {
	if n <= s.Last {
		return s
	}
	if s.Last == 0 {
		s.First, s.Last = n, n-1
	}
	s = s.Through(n - 1)
	s.drop(n)
	s.Last = n
	s.Counted++
	s.Recent = s.Recent<<1 | 1
	s.Current++
	s.Best = max(s.Best, s.Current)
	return s.earn()
}

// Through counts in that the rounds up to n are closed: those that were neither answered nor spared
// were missed. A freeze is spent on each while there are any; after that the streak ends. Before
// the first answer nothing can be missed.
func (s Streak) Through(n int) Streak {
	if s.Last == 0 || n <= s.Last {
		return s
	}
	missed := n - s.Last - s.drop(n)
	s.Last = n
	s.Counted += missed
	s.Recent <<= missed // Go shifts to 0 from 32 on
	if s.Current > 0 {
		spent := min(s.Freezes, missed)
		s.Freezes -= spent
		if missed > spent {
			s.Current = 0
		}
	}
	return s
}

// Spare notes that round n doesn't count for this learner unless it is answered: it was posted in
// a planned absence, or excused.
func (s Streak) Spare(n int) Streak {
	place, there := slices.BinarySearch(s.Spared, n)
	if s.Last == 0 || n <= s.Last || there {
		return s
	}
	s.Spared = slices.Insert(slices.Clone(s.Spared), place, n)
	return s
}

// drop forgets the spared rounds up to n and returns how many they were.
func (s *Streak) drop(n int) int {
	place, there := slices.BinarySearch(s.Spared, n)
	if there {
		place++
	}
	s.Spared = s.Spared[place:]
	return place
}

func (s Streak) earn() Streak {
	if s.Toward++; s.Toward == FreezeEvery {
		s.Toward = 0
		s.Freezes = min(s.Freezes+1, FreezeMost)
	}
	return s
}

// Turn is what a round was to a learner.
type Turn struct {
	Round    int
	Answered bool // inside its window
	Spared   bool // it doesn't count unless it is answered
}

// Replay makes the streak anew from all of a course's rounds in order. Only a round that is excused
// afterwards needs it.
func (s Streak) Replay(turns []Turn) Streak {
	again := Streak{Learner: s.Learner, Told: s.Told, Left: s.Left}
	for _, t := range turns {
		switch {
		case t.Answered:
			again = again.Answer(t.Round)
		case t.Spared:
			again = again.Spare(t.Round)
		}
	}
	return again
}

// RecentRounds returns how many of the last rounds were answered, and of how many: 20, or fewer for
// one who joined later.
func (s Streak) RecentRounds() (answered, of int) {
	return bits.OnesCount32(s.Recent & (1<<RecentSpan - 1)), min(RecentSpan, s.Counted)
}

// Mark is what became of a round, as a square in a row of them.
type Mark int

// The marks.
const (
	Missed Mark = iota
	Answered
	Bridged // missed, and a freeze kept the streak
)

// Marks are the recent rounds that count, oldest first.
func (s Streak) Marks() []Mark {
	_, of := s.RecentRounds()
	marks, left := make([]Mark, of), s.Current
	for i := range of { // from the newest back; what was missed inside the streak was bridged
		switch {
		case s.Recent>>i&1 == 1:
			marks[of-1-i] = Answered
			left--
		case left > 0:
			marks[of-1-i] = Bridged
		}
	}
	return marks
}

// Milestone returns the milestone that the last answer reached; 0 if it was none.
func (s Streak) Milestone() int {
	if slices.Contains(Milestones, s.Current) {
		return s.Current
	}
	return 0
}

// Active says whether a learner belongs to the team that a round was for: one who has answered
// lately, is in the channel, and was not spared the round.
func (s Streak) Active(n int) bool {
	return s.Last > n-RecentSpan && s.First <= n && !s.Left && !slices.Contains(s.Spared, n)
}
