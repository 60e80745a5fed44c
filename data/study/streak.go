package study

import "math/bits"

// The rules of freezes and of the recent rounds that are shown beside a streak.
const (
	FreezeEvery = 5  // answered rounds earn a freeze
	FreezeMost  = 2  // freezes held at most
	RecentSpan  = 20 // rounds in "n of the last 20"
)

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
	Recent  uint32 // bit i is set if round Last-i was answered
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
	s.Last = n
	s.Recent = s.Recent<<1 | 1
	s.Current++
	s.Best = max(s.Best, s.Current)
	return s.earn()
}

// Through counts in that the rounds up to n are closed: those not answered were missed. A freeze is
// spent on each while there are any; after that the streak ends. Before the first answer nothing
// can be missed.
func (s Streak) Through(n int) Streak {
	missed := n - s.Last
	if s.Last == 0 || missed <= 0 {
		return s
	}
	s.Last = n
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

func (s Streak) earn() Streak {
	if s.Toward++; s.Toward == FreezeEvery {
		s.Toward = 0
		s.Freezes = min(s.Freezes+1, FreezeMost)
	}
	return s
}

// RecentRounds returns how many of the last rounds were answered, and of how many: 20, or fewer for
// one who joined later.
func (s Streak) RecentRounds() (answered, of int) {
	if s.Last == 0 {
		return 0, 0
	}
	return bits.OnesCount32(s.Recent & (1<<RecentSpan - 1)), min(RecentSpan, s.Last-s.First+1)
}
