package study

import (
	"errors"
	"slices"
	"testing"
	"time"
)

var capital = Question{
	ID: "q", Kind: Multiple, Pick: 2,
	Choices: []Choice{
		{ID: "a", Right: true},
		{ID: "b"},
		{ID: "c", Right: true},
		{ID: "d"},
		{ID: "e", Last: true},
	},
}

func TestGradeIsAllOrNothing(t *testing.T) {
	for _, test := range []struct {
		picks []string
		right bool
	}{
		{[]string{"a", "c"}, true},
		{[]string{"c", "a"}, true},
		{[]string{"a", "b"}, false},
		{[]string{"b", "d"}, false},
	} {
		right, err := capital.Grade(test.picks)
		if err != nil || right != test.right {
			t.Errorf("Grade(%v) = %v, %v; want %v", test.picks, right, err, test.right)
		}
	}
}

func TestGradeAsksForExactlyAsManyAsTheQuestionDoes(t *testing.T) {
	for _, picks := range [][]string{nil, {"a"}, {"a", "c", "b"}, {"a", "a"}} {
		_, err := capital.Grade(picks)
		var wrong ErrPickCount
		if !errors.As(err, &wrong) || wrong.Want != 2 {
			t.Errorf("Grade(%v): error %v, want ErrPickCount", picks, err)
		}
	}
}

func TestOrderKeepsItsSeedAndThePinnedChoiceLast(t *testing.T) {
	orders := map[string]bool{}
	for seed := range uint64(200) {
		order := capital.Order(seed)
		if !slices.Equal(order, capital.Order(seed)) {
			t.Fatalf("seed %d gives two orders", seed)
		}
		if order[4] != "e" {
			t.Fatalf("seed %d: pinned choice is not last in %v", seed, order)
		}
		orders[Letters(order, []string{"a"})] = true
	}
	if len(orders) != 4 {
		t.Errorf("over 200 seeds choice a stood at %d places, want all 4", len(orders))
	}
}

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
	if again := s.Answer(2); again != s {
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

func TestReviewGoesThroughItsSteps(t *testing.T) {
	today := Day("2026-02-27")
	r, stays := Review{}.Answer(true, today)
	if stays {
		t.Fatal("a right answer made an appointment where there was none")
	}
	r, _ = Review{}.Answer(false, today)
	for _, due := range []Day{"2026-02-28", "2026-03-03", "2026-03-10", "2026-03-26", "2026-04-30"} {
		if r.Due != due {
			t.Errorf("step %d is due %s, want %s", r.Step, r.Due, due)
		}
		if early, _ := r.Answer(true, due.Add(-1)); early != r {
			t.Errorf("a right answer before the day moved it to %+v", early)
		}
		r, stays = r.Answer(true, due)
	}
	if stays {
		t.Error("past the last step it still stays")
	}
	if r, _ = (Review{Step: 4}).Answer(false, today); r.Step != 1 {
		t.Errorf("wrong goes to step %d, want 1", r.Step)
	}
}

func TestDayIsTheWallCalendarsOfTheZone(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	lateEvening := time.Date(2026, 11, 20, 15, 30, 0, 0, time.UTC)
	if d := DayOf(lateEvening, tokyo); d != "2026-11-21" {
		t.Errorf("in Tokyo it is %s, want 2026-11-21", d)
	}
	if d := Day("2026-12-31").Add(1); d != "2027-01-01" {
		t.Errorf("the day after New Year's Eve is %s", d)
	}
}

func TestPickTakesTheLeastAskedAndNeverTheLastAgain(t *testing.T) {
	bank := []Question{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	asked, last := map[string]int{}, ""
	for i := range 30 {
		q, ok := Pick(bank, asked, last, uint64(i))
		if !ok || q.ID == last {
			t.Fatalf("pick %d is %q after %q", i, q.ID, last)
		}
		asked[q.ID]++
		last = q.ID
	}
	for id, n := range asked {
		if n < 9 || n > 11 {
			t.Errorf("question %s was asked %d times of 30", id, n)
		}
	}
	if _, ok := Pick(nil, nil, "", 1); ok {
		t.Error("something was picked from nothing")
	}
}

func TestCourseBeginsGently(t *testing.T) {
	hard := Question{ID: "hard", Kind: Single, Level: 3}
	two := Question{ID: "two", Kind: Multiple, Level: 1}
	easy := Question{ID: "easy", Kind: Single, Level: 2}
	if got := Gentle([]Question{hard, two, easy}); len(got) != 1 || got[0].ID != "easy" {
		t.Errorf("it may begin with %v, want easy alone", got)
	}
	if got := Gentle([]Question{hard, two}); len(got) != 2 {
		t.Errorf("with nothing gentle it may begin with %d questions, want both", len(got))
	}
}

func TestWeekly(t *testing.T) {
	for spec, canonical := range map[string]string{
		"0 9 * * 1-5": "0 9 * * 1,2,3,4,5", "30 17 * * 5": "30 17 * * 5", "5 0 * * *": "5 0 * * 0,1,2,3,4,5,6",
	} {
		w, ok := ParseWeekly(spec)
		if !ok || w.Spec() != canonical {
			t.Errorf("ParseWeekly(%q) = %q, %v; want %q", spec, w.Spec(), ok, canonical)
		}
	}
	for _, spec := range []string{"@daily", "*/5 * * * *", "0 9 1 * *", "0 9 * * MON", "0 9 * * 5-1"} {
		if _, ok := ParseWeekly(spec); ok {
			t.Errorf("%q passed as days and a time", spec)
		}
	}
}

func TestReportFindsTheHardestQuestionAndLeavesLateAnswersOut(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	rounds := []Round{
		{
			ID:       1,
			Number:   7,
			Question: "easy",
			Closes:   now,
		}, {ID: 2, Number: 8, Question: "hard", Closes: now},
		{ID: 3, Number: 9, Question: "open", Closes: now.Add(1)},
	}
	answers := []Answer{
		{Round: 1, Learner: "ana", Right: true}, {Round: 1, Learner: "ken", Picks: []string{"b"}},
		{
			Round:   2,
			Learner: "ana",
			Picks:   []string{"b"},
		}, {Round: 2, Learner: "ken", Picks: []string{"c"}},
		{Round: 2, Learner: "yuki", Right: true, Late: true}, {Round: 3, Learner: "ken"},
	}
	var r Report
	r.Count(rounds, answers, now)
	if r.Rounds != 3 || r.Learners != 2 || r.Answers != 5 || r.Graded != 4 || r.Right != 1 {
		t.Errorf("counted %+v", r)
	}
	if r.Hardest == nil || r.Hardest.Question != "hard" || r.Hardest.Round != 8 ||
		r.Hardest.Tally.Answered != 2 {
		t.Errorf("hardest is %+v, want that of round 8: round 9 is still open", r.Hardest)
	}
}
