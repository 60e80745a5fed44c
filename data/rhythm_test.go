package data

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// mustAnswer keeps an answer to a round an hour after it was opened.
func mustAnswer(t testing.TB, s *Store, r study.Round, learner string) study.Streak {
	t.Helper()
	a := study.Answer{Round: r.ID, Learner: learner, At: r.Opens.Add(time.Hour)}
	kept, err := keepAnswer(s, a)
	if err != nil || !kept.First {
		t.Fatalf("answer of %s: %+v, %v", learner, kept, err)
	}
	return kept.Streak
}

// mustRounds posts a round a day, from the 20th of November on.
func mustRounds(t testing.TB, s *Store, days int, answered func(day int, r study.Round)) {
	t.Helper()
	for day := range days {
		at := nine.AddDate(0, 0, day)
		mustClaim(t, s, study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: at})
		r, err := s.AddRound(ctx, study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: at}, study.Round{
			Course: 1, Question: "q", Opens: at, Closes: at.Add(study.RoundLength),
			Day: study.DayOf(at, time.UTC), Zone: "UTC", Channel: "C1",
		}, at)
		if err != nil {
			t.Fatal(err)
		}
		slot := study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: at}
		if err := s.Finish(ctx, slot, study.Posted, "ts", "", at); err != nil {
			t.Fatal(err)
		}
		answered(day, r)
	}
}

func mustStreak(t testing.TB, s *Store, learner string, through int) study.Streak {
	t.Helper()
	streak, err := s.Streak(ctx, 1, learner)
	if err != nil {
		t.Fatal(err)
	}
	return streak.Through(through)
}

func TestAbsenceSparesTheRoundsInItsDays(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		mustRounds(t, s, 6, func(day int, r study.Round) {
			if day == 1 { // the round of the 21st is open already
				leave := study.Absence{
					Learner: "ana", Span: study.Span{From: "2026-11-21", To: "2026-12-24"}, Made: r.Opens,
				}
				if err := s.AddAbsence(ctx, leave); err != nil {
					t.Fatal(err)
				}
			}
			if day == 4 { // the 24th is the last day after all
				if err := s.EndAbsences(ctx, "ana", "2026-11-24"); err != nil {
					t.Fatal(err)
				}
			}
			if day == 0 || day == 5 {
				mustAnswer(t, s, r, "ana")
			}
			if day == 0 {
				mustAnswer(t, s, r, "ken")
			}
		})
		if ana := mustStreak(t, s, "ana", 6); ana.Current != 2 || ana.Counted != 2 {
			t.Errorf("Ana, who was away, has %+v, want 2 in a row", ana)
		}
		if ken := mustStreak(t, s, "ken", 6); ken.Current != 0 || ken.Counted != 6 {
			t.Errorf("Ken, who was not, has %+v, want none", ken)
		}
		left, err := s.Absences(ctx, "ana", "2026-11-24")
		if err != nil || len(left) != 1 || left[0].To != "2026-11-24" {
			t.Errorf("left of the absence: %v (%v), want up to the 24th", left, err)
		}
	})
}

func TestExcusedRoundCountsForNobody(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		var third study.Round
		mustRounds(t, s, 4, func(day int, r study.Round) {
			if day == 2 {
				third = r
			}
			if day != 2 {
				mustAnswer(t, s, r, "ana") // misses the third
			}
			mustAnswer(t, s, r, "ken")
		})
		why := study.Audit{Course: 1, At: nine, By: "owner", Why: "outage"}
		for i, want := range []bool{true, false} {
			if first, err := s.ExcuseRound(ctx, third, why); err != nil || first != want {
				t.Errorf("excused for time %d: %v (%v), want %v", i+1, first, err, want)
			}
		}
		for _, learner := range []string{"ana", "ken"} {
			if got := mustStreak(t, s, learner, 4); got.Current != 3 || got.Counted != 3 {
				t.Errorf("%s has %+v, want 3 in a row", learner, got)
			}
		}
		late := study.Answer{Round: third.ID, Learner: "yuki", At: third.Opens}
		if kept, err := keepAnswer(s, late); err != nil || kept.Streak.Current != 0 {
			t.Errorf("an answer to it leaves %+v (%v)", kept, err)
		}
		want := []study.Audit{{
			Course: 1, At: nine, By: "owner", Did: study.ExcusedRound, What: "3", Why: "outage",
		}}
		if got, err := s.Audits(ctx, 1, 10); err != nil || !cmp.Equal(got, want) {
			t.Errorf("audit %v (%v), want %v", got, err, want)
		}
	})
}

func TestRemindersGoToThoseWhoAskedAndHaveNotAnswered(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		leave := study.Absence{Learner: "away", Span: study.Span{From: "2026-11-20", To: "2026-11-20"}, Made: nine}
		if err := s.AddAbsence(ctx, leave); err != nil {
			t.Fatal(err)
		}
		for _, learner := range []string{"answered", "away", "gone", "off", "told", "waiting"} {
			if err := s.SetReminder(ctx, 1, learner, true); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SetReminder(ctx, 1, "off", false); err != nil {
			t.Fatal(err)
		}
		mustRounds(t, s, 1, func(_ int, r study.Round) {
			mustAnswer(t, s, r, "answered")
			if err := s.setStreaks(ctx, 1, study.Streak{Learner: "gone", Left: true}); err != nil {
				t.Fatal(err)
			}
			for i, want := range []bool{true, false} {
				if first, err := s.Remind(ctx, "told", r.Day); err != nil || first != want {
					t.Errorf("reminded for time %d: %v (%v), want %v", i+1, first, err, want)
				}
			}
			got, err := s.Waiting(ctx, r, r.Day, 10)
			if err != nil || !cmp.Equal(got, []string{"waiting"}) {
				t.Errorf("to remind: %v (%v), want waiting alone", got, err)
			}
		})
	})
}

func TestMilestoneIsToldOnceAndOnlyWhenReached(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		if err := s.setStreaks(ctx, 1, study.Streak{Learner: "ana", Best: 9, Last: 9}); err != nil {
			t.Fatal(err)
		}
		for i, test := range []struct {
			n    int
			want bool
		}{{30, false}, {7, true}, {7, false}} {
			if got, err := s.TellMilestone(ctx, 1, "ana", test.n); err != nil || got != test.want {
				t.Errorf("%d: told of %d: %v (%v), want %v", i, test.n, got, err, test.want)
			}
		}
	})
}

func TestTeamStreakCountsRoundsThatHalfTook(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		took := []int{3, 1, 2, 0, 4, 2, 9}
		mustRounds(t, s, len(took), func(day int, r study.Round) {
			if err := s.KeepTurnout(ctx, r.ID, study.Tally{Answered: took[day]}, 4); err != nil {
				t.Fatal(err)
			}
			if err := s.revealed(ctx, r.ID); err != nil {
				t.Fatal(err)
			}
			want := []int{1, 0, 1, 0, 1, 2, 3}[day]
			if got, err := s.TeamStreak(ctx, 1); err != nil || got != want {
				t.Errorf("after %v of 4: %d (%v), want %d", took[:day+1], got, err, want)
			}
		})
	})
}

func TestWhoLeftIsMarkedUntilTheyAnswerAgain(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		mustRounds(t, s, 2, func(day int, r study.Round) {
			mustAnswer(t, s, r, "ana")
			if err := s.SetMembers(ctx, 1, []string{"ken"}); err != nil {
				t.Fatal(err)
			}
			if got := mustStreak(t, s, "ana", 1); !got.Left {
				t.Errorf("Ana is not in the channel, but has %+v", got)
			}
		})
	})
}

// TestRoundThatIsCutShortIsNoMiss: somebody types /study now a minute after the day's question.
func TestRoundThatIsCutShortIsNoMiss(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		one := mustRound(t, s, nine)
		mustAnswer(t, s, one, "ana")
		mustAnswer(t, s, one, "ken")
		two := mustRound(t, s, nine.AddDate(0, 0, 1))
		three := mustRound(t, s, nine.AddDate(0, 0, 1).Add(time.Minute))
		mustAnswer(t, s, three, "ana")
		mustAnswer(t, s, three, "ken")
		if got := mustStreak(t, s, "ana", 3); got.Current != 2 || got.Counted != 2 {
			t.Errorf("Ana had a minute for round 2, and has %+v; want 2 in a row", got)
		}
		late := study.Answer{Round: two.ID, Learner: "ana", At: two.Closes}
		if kept, err := keepAnswer(s, late); err != nil || !kept.Answer.Late {
			t.Errorf("an answer after that is %+v (%v), want it late", kept, err)
		}
		if first, err := s.ExcuseRound(ctx, one, study.Audit{Course: 1}); err != nil || !first {
			t.Fatal(first, err)
		}
		if got := mustStreak(t, s, "ken", 3); got.Current != 1 || got.Counted != 1 {
			t.Errorf("made anew, Ken's is %+v; want 1 in a row", got)
		}
	})
}

// TestAnswersWhileARoundIsExcusedAllCount lets people answer round 3 while round 1 is excused.
func TestAnswersWhileARoundIsExcusedAllCount(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		var first, last study.Round
		learners := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		mustRounds(t, s, 3, func(day int, r study.Round) {
			if last = r; day == 0 {
				first = r
			}
			for _, l := range learners {
				if day < 2 {
					mustAnswer(t, s, r, l)
				}
			}
		})
		done := make(chan error)
		go func() {
			_, err := s.ExcuseRound(ctx, first, study.Audit{Course: 1})
			done <- err
		}()
		for _, l := range learners {
			mustAnswer(t, s, last, l)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		for _, l := range learners {
			if got := mustStreak(t, s, l, 3); got.Current != 2 || got.Last != 3 {
				t.Errorf("%s has %+v, want 2 in a row up to round 3", l, got)
			}
		}
	})
}

// TestTwoRoundsAtOnceAreOneAfterTheOther: /study now beside the day's question.
func TestTwoRoundsAtOnceAreOneAfterTheOther(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		errs := make(chan error)
		for i := range 10 {
			go func() {
				at := study.Slot{Course: 1, Kind: study.QuestionNow, Planned: nine.Add(time.Duration(i) * time.Second)}
				_, err := s.AddRound(ctx, at, open(nine), nine.Add(-time.Hour))
				errs <- err
			}()
		}
		made := 0
		for range 10 {
			err := <-errs
			if skip := (study.Skip{}); err == nil {
				made++
			} else if !errors.As(err, &skip) || skip.Reason != study.ReasonPending {
				t.Errorf("error %v, want that another is pending", err)
			}
		}
		if made != 1 {
			t.Errorf("%d rounds were made, want 1", made)
		}
	})
}

// TestChangesOfACourseAtOnceAreAllKept: two people add days off at the same time.
func TestChangesOfACourseAtOnceAreAllKept(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		errs := make(chan error)
		for i := range 10 {
			go func() {
				_, err := s.ChangeCourse(ctx, "C1", nine, func(c study.Course, err error) (study.Course, error) {
					day := study.Day("2026-12-01").Add(i)
					c.Skips = append(c.Skips, study.Span{From: day, To: day})
					return c, err
				})
				errs <- err
			}()
		}
		for range 10 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		c, err := s.CourseIn(ctx, "C1")
		if err != nil || len(c.Skips) != 10 || !c.Since.Equal(nine.AddDate(0, 0, -7)) {
			t.Errorf("%d days off, since %v (%v); want 10, and the plan as it was", len(c.Skips), c.Since, err)
		}
	})
}

func TestStoppedCourseGoesOnWhenAMessageIsPosted(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		for range 2 {
			if err := s.StopCourse(ctx, 1, "not_in_channel", nine); err != nil {
				t.Fatal(err)
			}
		}
		due, err := s.DueSlots(ctx, nine)
		if err != nil || len(due) != 1 || due[0].Kind != study.StoppedSlot {
			t.Errorf("due: %v (%v), want to tell the owner, once", due, err)
		}
		mustRound(t, s, nine)
		if c, err := s.Course(ctx, 1); err != nil || c.Stopped != "" {
			t.Errorf("stopped: %q (%v), want that it goes on", c.Stopped, err)
		}
	})
}

func TestAskedKnowsHowEachQuestionWasAnswered(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		mustRounds(t, s, 3, func(day int, r study.Round) {
			if err := s.KeepTurnout(ctx, r.ID, study.Tally{Answered: 4, Right: day}, 4); err != nil {
				t.Fatal(err)
			}
		})
		want := map[string]study.Past{"q": {Times: 3, Last: 3, Took: 12, Right: 3}}
		if got, err := s.Asked(ctx, 1); err != nil || !cmp.Equal(got, want) {
			t.Errorf("asked: %v (%v), want %v", got, err, want)
		}
	})
}
