package data

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// totals are all that is counted of a team.
type totals struct {
	Tallies      map[int64]study.Tally
	Rounds       []study.Round
	Asked        map[string]study.Past
	Question     study.Tally
	Participants int
	Together     int
	Firsts       []int // the rounds with which learners began
	Misses       []study.Miss
}

func mustTotals(t *testing.T, s *Store, c study.Course) (all totals) {
	t.Helper()
	var err error
	all.Rounds, err = s.RoundsClosedSince(ctx, c.ID, time.Time{})
	must(t, err)
	var ids []int64
	for _, r := range all.Rounds {
		ids = append(ids, r.ID)
	}
	all.Tallies, err = s.Tallies(ctx, ids...)
	must(t, err)
	all.Asked, err = s.Asked(ctx, c.ID)
	must(t, err)
	all.Question, err = s.QuestionTally(ctx, "q")
	must(t, err)
	all.Participants, err = s.Participants(ctx, ids...)
	must(t, err)
	all.Together, err = s.TeamStreak(ctx, c.ID)
	must(t, err)
	all.Misses, err = s.Misses(ctx, "", 100)
	must(t, err)
	streaks, err := s.Streaks(ctx, c.ID)
	must(t, err)
	for _, streak := range streaks {
		all.Firsts = append(all.Firsts, streak.First)
	}
	slices.Sort(all.Firsts)
	return all
}

// mustOwned is a team of whose course and questions Ken is the owner, with a turnout.
func mustOwned(t *testing.T, s *Store) study.Course {
	t.Helper()
	mustTeam(t, s, "UANA", "UKEN")
	c, err := s.ChangeCourse(ctx, "CT1", nine, func(c study.Course, err error) (study.Course, error) {
		c.Owner = "UKEN"
		return c, err
	})
	must(t, err)
	rounds, err := s.RoundsClosedSince(ctx, c.ID, time.Time{})
	must(t, err)
	for _, r := range rounds {
		must(t, s.KeepTurnout(ctx, r.ID, study.Tally{Answered: 1, Right: 1}, 2))
		must(t, s.revealed(ctx, r.ID))
	}
	must(t, s.AddObjection(ctx, study.Objection{Question: "q2", By: "UKEN", At: nine}))
	return c
}

// TestForgottenLearnerStandsNowhere looks through every column of every table, and counts what was
// counted before.
func TestForgottenLearnerStandsNowhere(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustOwned(t, s)
		before, rows := mustTotals(t, s, c), mustExport(t, s)
		if n := strings.Count(rows, `"UKEN"`); n < 10 || !strings.Contains(rows, "Ken 健") {
			t.Fatalf("Ken stands in %d columns before", n)
		}
		must(t, s.Forget(ctx, "UKEN"))
		after := mustExport(t, s)
		if strings.Contains(after, "UKEN") || strings.Contains(after, "Ken 健") {
			t.Errorf("Ken still stands in\n%s", after)
		}
		if !strings.Contains(after, "UANA") {
			t.Error("Ana is gone too")
		}
		if diff := cmp.Diff(before, mustTotals(t, s, c)); diff != "" {
			t.Errorf("totals (-before +after):\n%s", diff)
		}
		for table, n := range count(t, rows) {
			mine := map[string]int{"reminders": 1, "absences": 1, "learners": 1, "reviews": 1}[table]
			if got := count(t, after)[table]; got != n-mine {
				t.Errorf("%s: %d rows of %d stay, want %d", table, got, n, n-mine)
			}
		}
	})
}

// TestForgottenLearnerBeginsAnew: also in the round that is open.
func TestForgottenLearnerBeginsAnew(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustCourse(t, s)
		r := mustPost(t, s, c, nine)
		mustAnswer(t, s, r, "UKEN")
		must(t, s.Forget(ctx, "UKEN"))
		must(t, s.Forget(ctx, "UKEN")) // twice is once
		if streak := mustAnswer(t, s, r, "UKEN"); streak.Current != 1 || streak.Best != 1 || streak.Left {
			t.Errorf("streak %+v", streak)
		}
		if n, err := s.Answered(ctx, r.ID); n != 2 || err != nil {
			t.Errorf("%d answers, error %v: want the old one and the new one", n, err)
		}
		must(t, s.Forget(ctx, "UKEN"))
		if n, err := s.Participants(ctx, r.ID); n != 2 || err != nil {
			t.Errorf("%d learners, error %v: want each time another", n, err)
		}
	})
}

// TestNobodyIsToldForAGhost: a mend grades a forgotten learner's answer again, and that is all.
func TestNobodyIsToldForAGhost(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustCourse(t, s)
		r := mustPost(t, s, c, nine)
		mustAnswer(t, s, r, "UKEN")
		must(t, s.Forget(ctx, "UKEN"))
		tally, err := s.Tallies(ctx, r.ID)
		must(t, err)
		right := tally[r.ID].Right == 1
		must(t, s.AddObjection(ctx, study.Objection{Question: "q", By: "UANA", At: nine}))
		open, err := s.OpenObjections(ctx, 1)
		must(t, err)
		_, err = s.AcceptObjection(ctx, open[0], toB, study.Audit{At: nine},
			func([]string) bool { return !right })
		must(t, err)
		untold, err := s.Untold(ctx, r.ID, 10)
		if len(untold) > 0 || err != nil {
			t.Errorf("to be told: %v, error %v", untold, err)
		}
		if rows := mustExport(t, s); strings.Contains(rows, `"reviews"`) {
			t.Errorf("a ghost has something to review:\n%s", rows)
		}
	})
}

// TestSweepLetsGoOfWhatIsOld, and of nothing else. Ken owns the course, Ana leaves its channel, and
// nobody but them has ever answered.
func TestSweepLetsGoOfWhatIsOld(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustOwned(t, s)
		must(t, s.SetName(ctx, "UEVE", "only looks things up"))
		must(t, s.SetHidden(ctx, "UHID", true)) // of whom it isn't known when
		// Of whom Slack has told nothing.
		must(t, s.KeepReview(ctx, "UNEW", "q", false, "2026-11-22"))
		must(t, s.rows(ctx).Where("id = ?", "UNEW").Delete(&learnerRow{}).Error)
		must(t, s.rows(ctx).Model(&learnerRow{}).Where("seen <> ''").Update("seen", "2026-11-22").Error)
		days := func(n int) time.Time { return nine.AddDate(0, 0, n+2) } // since the last answer
		var ended int64
		must(t, s.rows(ctx).Model(&slotRow{}).Where("state = ?", "posted").Count(&ended).Error)
		before := mustTotals(t, s, c)
		wantSwept(t, s, days(0), 0, 0)
		wantSwept(t, s, days(study.MissDays-2), 0, 0)
		wantSwept(t, s, days(study.MissDays-1), 1, 0)
		must(t, s.SetMembers(ctx, c.ID, []string{"UKEN"}))
		wantSwept(t, s, days(study.AwayDays), 0, 0)
		wantSwept(t, s, days(study.AwayDays+1), 0, 0, "UANA")
		wantSwept(t, s, days(study.LedgerDays-2), 0, 0)
		wantSwept(t, s, days(study.LedgerDays+1), 0, ended)
		wantSwept(t, s, days(study.UnseenDays), 0, 0)
		wantSwept(t, s, days(study.UnseenDays+1), 0, 0, "UEVE", "UHID", "UNEW")
		before.Misses = nil
		if diff := cmp.Diff(before, mustTotals(t, s, c)); diff != "" {
			t.Errorf("totals (-before +after):\n%s", diff)
		}
		rows := mustExport(t, s)
		if strings.Contains(rows, "UANA") || !strings.Contains(rows, "UKEN") {
			t.Errorf("what stays is\n%s", rows)
		}
	})
}

// TestWhoComesBackIsNotSwept, even in the very moment.
func TestWhoComesBackIsNotSwept(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustCourse(t, s)
		mustAnswer(t, s, mustPost(t, s, c, nine), "UKEN")
		must(t, s.SetName(ctx, "UKEN", "Ken"))
		must(t, s.rows(ctx).Model(&learnerRow{}).Where("id = ?", "UKEN").Update("seen", "2024-01-01").Error)
		wantSwept(t, s, nine.AddDate(0, 0, 1), 0, 0)
		if streak := mustStreak(t, s, "UKEN", 1); streak.Current != 1 {
			t.Errorf("streak %+v", streak)
		}
	})
}

func wantSwept(t *testing.T, s *Store, now time.Time, misses, slots int64, learners ...string) {
	t.Helper()
	got, err := s.Sweep(ctx, now)
	must(t, err)
	if diff := cmp.Diff(Swept{misses, slots, learners}, got); diff != "" {
		t.Errorf("swept on %s (-want +got):\n%s", now.Format(time.DateOnly), diff)
	}
}
