package study

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// play answers (true) or misses (false) the rounds 1, 2, 3… and returns the streak after the last
// of them.
func play(rounds ...bool) Streak {
	var s Streak
	for i, answered := range rounds {
		if answered {
			s = s.Answer(i + 1)
		}
	}
	return s.Through(len(rounds))
}

func repeat(n int, answered bool) []bool { return slices.Repeat([]bool{answered}, n) }

func TestStreak(t *testing.T) {
	five := repeat(5, true)
	for _, test := range []struct {
		name                   string
		rounds                 []bool
		current, best, freezes int
	}{
		{"nobody has a streak before the first answer", repeat(9, false), 0, 0, 0},
		{"answers in a row count", repeat(3, true), 3, 3, 0},
		{"a miss ends it, the best stays", []bool{true, true, false}, 0, 2, 0},
		{"after a miss it begins again", []bool{true, true, false, true}, 1, 2, 0},
		{"five answers earn a freeze", five, 5, 5, 1},
		{"a freeze keeps the number and adds nothing", append(slices.Clone(five), false, true), 6, 6, 0},
		{"two misses in a row are one too many for one freeze", append(slices.Clone(five), false, false), 0, 5, 0},
		{"two freezes at most are held", repeat(20, true), 20, 20, 2},
		{"two freezes bridge two misses", append(repeat(10, true), false, false, true), 11, 11, 0},
		{"without a streak no freeze is spent", append(repeat(10, true), repeat(40, false)...), 0, 10, 0},
	} {
		s := play(test.rounds...)
		if s.Current != test.current || s.Best != test.best || s.Freezes != test.freezes {
			t.Errorf("%s: current %d, best %d, freezes %d; want %d, %d, %d", test.name,
				s.Current, s.Best, s.Freezes, test.current, test.best, test.freezes)
		}
	}
}

func TestStreakCountsAnEarlierRoundOnce(t *testing.T) {
	s := play(true, true, true)
	if again := s.Answer(2); !reflect.DeepEqual(again, s) {
		t.Errorf("answer to round 2 after round 3 changed %+v to %+v", s, again)
	}
}

func TestRecentRoundsAreThoseSinceJoining(t *testing.T) {
	for _, test := range []struct {
		rounds       []bool
		answered, of int
	}{
		{repeat(7, false), 0, 0},
		{append(repeat(7, false), true), 1, 1},
		{append(repeat(7, false), true, false, true), 2, 3},
		{repeat(50, true), 20, 20},
		{append(repeat(30, true), repeat(15, false)...), 5, 20},
		{append(repeat(30, true), repeat(70, false)...), 0, 20},
	} {
		if answered, of := play(test.rounds...).RecentRounds(); answered != test.answered ||
			of != test.of {
			t.Errorf(
				"%v: %d of %d, want %d of %d",
				test.rounds,
				answered,
				of,
				test.answered,
				test.of,
			)
		}
	}
}

// TestStreakOfAComplaint plays what people complained of elsewhere. In a history a letter is a
// round: A answered, - missed, L answered late, E excused, P posted in a planned absence, Q the same
// but answered. A space is a weekend, a holiday, an outage: nothing is posted.
func TestStreakOfAComplaint(t *testing.T) {
	for _, test := range []struct {
		name, history            string
		current, best, freezes   int
		recentAnswered, recentOf int
	}{
		{"weekends and holidays break nothing", "AAAA AAAAA  AAA", 12, 12, 2, 12, 12},
		{"a bank holiday that nobody planned breaks nothing", "AAAAA    A", 6, 6, 1, 6, 6},
		{"two weeks of leave keep the number and add nothing", "AAA PPPPP PPPPP AA", 5, 5, 1, 5, 5},
		{"leave costs no freeze", "AAAAA PPPPP A", 6, 6, 1, 6, 6},
		{"an answer from the beach counts", "AAA PQP A", 5, 5, 1, 5, 5},
		{"an outage that the owner excuses is nobody's fault", "AAA EE A", 4, 4, 0, 4, 4},
		{"an excused round adds nothing either", "AAAAE", 4, 4, 0, 4, 4},
		{"a late answer repairs nothing", "AAAL A", 1, 3, 0, 4, 5},
		{"999 of 1,000 don't show as 1: a freeze bridges the one",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-A", 31, 31, 1, 19, 20},
		{"a freeze is spent on a late answer too", "AAAAALA", 6, 6, 0, 6, 7},
		{"who comes back after leave and misses one is bridged", "AAAAA PPP -A", 6, 6, 0, 6, 7},
		{"misses on both sides of leave are in a row", "AAAAA -PPP-A", 1, 5, 0, 6, 8},
		{"leave before the first answer is nothing", "PPP A", 1, 1, 0, 1, 1},
		{"only misses since a joiner's first answer count", "----A-A", 1, 1, 0, 2, 3},
	} {
		s := history(test.history)
		answered, of := s.RecentRounds()
		if s.Current != test.current || s.Best != test.best || s.Freezes != test.freezes ||
			answered != test.recentAnswered || of != test.recentOf {
			t.Errorf("%s: %s gives current %d, best %d, freezes %d, %d of the last %d", test.name,
				test.history, s.Current, s.Best, s.Freezes, answered, of)
		}
	}
}

func history(letters string) Streak {
	var s Streak
	n := 0
	for _, letter := range letters {
		if letter == ' ' {
			continue
		}
		n++
		switch letter {
		case 'A', 'Q':
			s = s.Answer(n)
		case 'P', 'E':
			s = s.Spare(n)
		}
	}
	return s.Through(n)
}

func TestMarksShowWhatAFreezeBridged(t *testing.T) {
	want := []Mark{Missed, Answered, Answered, Answered, Answered, Answered, Bridged, Answered}
	if got := history("A-AAAAA-A").Marks(); !slices.Equal(got[1:], want) || len(got) != 9 {
		t.Errorf("marks %v, want an answer and then %v", got, want)
	}
}

func TestMilestonesAreReachedOnce(t *testing.T) {
	var s Streak
	var reached []int
	for n := 1; n <= 400; n++ {
		if s = s.Answer(n); s.Milestone() > 0 {
			reached = append(reached, n)
		}
	}
	if !slices.Equal(reached, Milestones) {
		t.Errorf("milestones at %v, want %v", reached, Milestones)
	}
}

// past is a learner's whole history in a course, which a Streak does without.
type past struct {
	rounds  []Round
	answers map[int]bool // by the round's number: in time, or late
	leaves  []Absence
}

// streak is the slow reference: from the history alone, by the rules as they are written.
func (p past) streak() (current, best, freezes, answered, of int) {
	var count []bool // the rounds that count, from the first answered on
	for _, r := range p.rounds {
		inTime := p.answers[r.Number] && !r.Excused
		spared := r.Excused || r.Cut
		for _, l := range p.leaves {
			spared = spared || l.Spares(r)
		}
		if inTime || len(count) > 0 && !spared {
			count = append(count, inTime)
		}
	}
	earned := 0
	for _, c := range count {
		switch {
		case c:
			current++
			best = max(best, current)
			if earned++; earned%5 == 0 {
				freezes = min(freezes+1, 2)
			}
		case current > 0 && freezes > 0:
			freezes--
		default:
			current = 0
		}
	}
	last := count[max(0, len(count)-20):]
	for _, c := range last {
		if c {
			answered++
		}
	}
	return current, best, freezes, answered, len(last)
}

func (p past) turns() (turns []Turn) {
	for _, r := range p.rounds {
		spared := r.Excused || r.Cut || slices.ContainsFunc(p.leaves, func(a Absence) bool { return a.Spares(r) })
		turns = append(turns, Turn{r.Number, p.answers[r.Number] && !r.Excused, spared})
	}
	return turns
}

var newYear = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// step lets one random thing happen, to the history and to the streak.
func (p *past) step(r *rand.Rand, now time.Time, s Streak) Streak {
	n, today := len(p.rounds), DayOf(now, time.UTC)
	switch chance := r.IntN(20); {
	case n == 0 || chance < 6: // a round is posted, and the one before closes
		if n > 0 {
			p.rounds[n-1].Closes = now
			if p.rounds[n-1].Cut = r.IntN(5) == 0; p.rounds[n-1].Cut {
				s = s.Spare(n)
			}
		}
		posted := Round{Number: n + 1, Day: today, Closes: now.AddDate(1, 0, 0)}
		p.rounds = append(p.rounds, posted)
		if slices.ContainsFunc(p.leaves, func(a Absence) bool { return a.Spares(posted) }) {
			s = s.Spare(n + 1)
		}
	case chance < 14: // the open round is answered
		if _, again := p.answers[n]; !again {
			p.answers[n] = true
			if !p.rounds[n-1].Excused {
				s = s.Answer(n)
			}
		}
	case chance == 14: // an earlier one is answered late
		if late := 1 + r.IntN(n); late < n {
			if _, again := p.answers[late]; !again {
				p.answers[late] = false
			}
		}
	case chance == 15: // a leave is planned, from today or later
		from := today.Add(r.IntN(3))
		leave := Absence{Span: Span{From: from, To: from.Add(r.IntN(5))}, Made: now}
		p.leaves = append(p.leaves, leave)
		if leave.Spares(p.rounds[n-1]) {
			s = s.Spare(n)
		}
	case chance == 16: // it ends early
		if m := len(p.leaves); m > 0 && p.leaves[m-1].From <= today {
			p.leaves[m-1].To = min(p.leaves[m-1].To, today)
		}
	case chance == 17: // an owner excuses a round
		k := 1 + r.IntN(n)
		p.rounds[k-1].Excused = true
		if s.Last < k {
			s = s.Spare(k)
		} else {
			s = s.Replay(p.turns())
		}
	}
	return s
}

// TestStreakAgreesWithTheWholeHistory plays a million random histories of answers, misses, late
// answers, freezes, absences, days without a question and excused rounds.
func TestStreakAgreesWithTheWholeHistory(t *testing.T) {
	const histories = 1_000_000
	for part := range uint64(4) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for seed := part; seed < histories; seed += 4 {
				if !agrees(t, seed) {
					return
				}
			}
		})
	}
}

func agrees(t *testing.T, seed uint64) bool {
	r := rand.New(rand.NewPCG(seed, 0))
	p := past{answers: map[int]bool{}}
	var s Streak
	now := newYear
	for range 5 + r.IntN(60) {
		now = now.Add(time.Minute).AddDate(0, 0, r.IntN(2))
		s = p.step(r, now, s)
	}
	s = s.Through(len(p.rounds))
	current, best, freezes, answered, of := p.streak()
	recent, span := s.RecentRounds()
	if s.Current != current || s.Best != best || s.Freezes != freezes || recent != answered || span != of {
		t.Errorf("history %d: %+v\nwant current %d, best %d, freezes %d, %d of %d; rounds %+v, answers %v, leaves %+v",
			seed, s, current, best, freezes, answered, of, p.rounds, p.answers, p.leaves)
		return false
	}
	return true
}
