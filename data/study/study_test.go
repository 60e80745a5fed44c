package study

import (
	"errors"
	"slices"
	"strings"
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

func TestReportFindsTheHardestQuestionOfThoseThatHaveClosed(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	rounds := []Round{
		{ID: 1, Number: 7, Question: "easy", Closes: now},
		{ID: 2, Number: 8, Question: "hard", Closes: now},
		{ID: 3, Number: 9, Question: "open", Closes: now.Add(1)},
		{ID: 4, Number: 10, Question: "excused", Closes: now, Excused: true},
	}
	tallies := map[int64]Tally{
		1: Tally{}.Add(nil, true, 3).Add([]string{"b"}, false, 1), 2: Tally{}.Add([]string{"b"}, false, 2),
		3: Tally{}.Add(nil, false, 5), 4: Tally{}.Add(nil, false, 9),
	}
	r := NewReport(rounds, tallies, now)
	if len(r.Rounds) != 3 || r.Answers() != 11 || r.Score() != (Score{3, 6}) {
		t.Errorf("%d rounds, %d answers, score %v", len(r.Rounds), r.Answers(), r.Score())
	}
	if h, ok := r.Hardest(); !ok || h.Round.Question != "hard" || h.Tally.Picks["b"] != 2 {
		t.Errorf("hardest is %+v, want that of round 8: round 9 is still open", h)
	}
}

func TestRemindersComeWhileThereIsTimeAndPeopleAreAtWork(t *testing.T) {
	for _, test := range []struct{ opens, closes, want string }{
		{"20 09:00", "21 09:00", "20 17:00"},
		{"20 09:00", "20 13:00", "20 12:00"},
		{"20 20:00", "21 20:00", "21 17:00"},
		{"20 16:30", "21 16:30", "21 15:30"},
		{"20 09:00", "20 10:30", ""},
	} {
		at := func(clock string) time.Time {
			t, _ := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+clock, time.UTC)
			return t
		}
		got := ""
		if r := RemindAt(at(test.opens), at(test.closes), time.UTC); !r.IsZero() {
			got = r.Format("02 15:04")
		}
		if got != test.want {
			t.Errorf("of a round from %s to %s it reminds at %q, want %q", test.opens, test.closes, got, test.want)
		}
	}
}

func TestBoardShowsTheTopAndThoseAroundYou(t *testing.T) {
	all := make([]Standing, 20)
	for i := range all {
		all[i] = Standing{Name: string(rune('a' + i))}
	}
	names := func(standings []Standing) (s string) {
		for _, n := range standings {
			s += n.Name
		}
		return s
	}
	for you, want := range map[int]string{-1: "abc", 1: "abc", 3: "abc def", 10: "abc ijklm", 19: "abc rst"} {
		some := slices.Clone(all)
		if you >= 0 {
			some[you].You = true
		}
		top, around := Board(some, 3, 2)
		if got := strings.TrimSpace(names(top) + " " + names(around)); got != want {
			t.Errorf("to number %d the board shows %q, want %q", you, got, want)
		}
	}
}

func TestWeightsOfEachExamMakeAHundred(t *testing.T) {
	for _, e := range Exams {
		sum := 0
		for _, d := range e.Domains {
			sum += d.Weight
		}
		if sum != 100 {
			t.Errorf("the domains of %s weigh %d %%", e.Version, sum)
		}
	}
}
