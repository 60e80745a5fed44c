package data

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// TestTeamsDoNotTouchEachOther has two teams with the same IDs and a person in common, and lets one of
// them do all that changes something.
func TestTeamsDoNotTouchEachOther(t *testing.T) {
	each(t, func(t *testing.T, one *Store) {
		two := of(one, "T2")
		c := mustTeam(t, one, "ana", "ken")
		if other := mustTeam(t, two, "ana", "ken"); other.ID != c.ID {
			t.Fatalf("the courses have the IDs %d and %d, want each team to count by itself", c.ID, other.ID)
		}
		mustAddQuestions(t, two, "ken", study.Proposed, nine, ownSingle)
		must(t, two.AddObjection(ctx, study.Objection{Question: "q", By: "ana", At: nine}))
		before := mustExport(t, two)
		mustChangeAll(t, one, c)
		if diff := cmp.Diff(before, mustExport(t, two)); diff != "" {
			t.Errorf("what one did has changed the other (-before +after):\n%s", diff)
		}
		must(t, one.rows(ctx).Delete(&answerRow{}).Error)
		if n, err := two.Answered(ctx, 1); err != nil || n != 2 {
			t.Errorf("the other team has %d answers (%v), want 2", n, err)
		}
	})
}

// mustChangeAll lets a team go on that mustTeam has filled, with ana, ken and course c.
func mustChangeAll(t testing.TB, s *Store, c study.Course) {
	t.Helper()
	at := nine.AddDate(0, 0, 3)
	r := mustPost(t, s, c, at)
	mustAnswer(t, s, r, "ana")
	mustAddQuestions(t, s, "ken", study.Proposed, nine, ownSingle)
	slot := study.Slot{Course: c.ID, Kind: study.QuestionSlot, Planned: nine.AddDate(0, 0, 9)}
	due := study.Entry{Slot: study.Slot{Course: c.ID, Kind: study.RevealSlot(2), Planned: nine.AddDate(0, 0, 1)},
		State: study.Planned}
	leave := study.Absence{Learner: "ken", Span: study.Span{From: "2026-11-01", To: "2026-12-31"}, Made: at}
	for _, err := range []error{
		s.GoOn(ctx, []string{"is_archived"}), s.StopCourse(ctx, c.ID, "channel_not_found", at),
		s.Plan(ctx, []int64{c.ID}, []study.Slot{slot}, at), s.Plan(ctx, []int64{c.ID}, nil, at),
		s.Finish(ctx, study.Slot{Course: c.ID, Kind: study.RevealSlot(1), Planned: nine}, study.Posted, "ts", "", at),
		s.KeepTurnout(ctx, 1, study.Tally{Answered: 2}, 3), s.SetMembers(ctx, c.ID, nil),
		s.SetName(ctx, "ana", "A"), s.SetHidden(ctx, "ana", false), s.SetReminder(ctx, c.ID, "ken", false),
		s.AddAbsence(ctx, leave), s.EndAbsences(ctx, "ken", "2026-11-20"),
		s.KeepReview(ctx, "ken", "practised", true, "2026-11-21"), s.CountMiss(ctx, "えすさん\n\"3\"", "2026-11-20"),
		s.EnterPlanned(ctx, slot), s.AddObjection(ctx, study.Objection{Question: "q", By: "ana", At: nine}),
		s.AddObjection(ctx, study.Objection{Question: "q", By: "ken", At: nine}),
	} {
		must(t, err)
	}
	open, err := s.OpenObjections(ctx, 9)
	must(t, err)
	posted, err := s.Round(ctx, r.ID)
	must(t, err)
	for what, do := range map[string]func() (bool, error){
		"claim":     func() (bool, error) { return s.Claim(ctx, due, at, at.AddDate(1, 0, 0)) },
		"decline":   func() (bool, error) { return s.DeclineObjection(ctx, open[1], study.Audit{}) },
		"remind":    func() (bool, error) { return s.Remind(ctx, "ana", "2026-11-20") },
		"excuse":    func() (bool, error) { return s.ExcuseRound(ctx, posted, study.Audit{}) },
		"milestone": func() (bool, error) { return s.TellMilestone(ctx, c.ID, "ana", 1) },
		"tell":      func() (bool, error) { return s.TellVerdict(ctx, 1, "ana") },
		"decide":    func() (bool, error) { return s.DecideQuestion(ctx, ownSingle.ID, study.Approved, study.Audit{}) },
		"accept": func() (bool, error) {
			return s.AcceptObjection(ctx, open[0], toB, study.Audit{}, func([]string) bool { return false })
		},
	} {
		if first, err := do(); err != nil || !first {
			t.Errorf("%s: %v, %v", what, first, err)
		}
	}
	must(t, s.Postpone(ctx, due.Slot, study.Planned, "busy", at))
	_, err = s.ChangeCourse(ctx, c.Channel, at, func(c study.Course, err error) (study.Course, error) {
		c.Paused = true
		return c, err
	})
	must(t, err)
}

// TestTeamSeesNothingOfAnother asks all that can be asked of a team that there is not, beside one that
// has all.
func TestTeamSeesNothingOfAnother(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustTeam(t, s, "ana", "ken")
		mustAddQuestions(t, s, "ken", study.Proposed, nine, ownSingle)
		must(t, s.AddObjection(ctx, study.Objection{Question: "q", By: "ana", At: nine}))
		r, err := s.Round(ctx, 2)
		must(t, err)
		must(t, s.KeepTurnout(ctx, r.ID, study.Tally{Answered: 3}, 3))
		must(t, s.revealed(ctx, r.ID))
		report := study.Slot{Course: c.ID, Kind: study.ReportSlot, Planned: nine}
		must(t, s.EnterPlanned(ctx, report))
		must(t, s.Finish(ctx, report, study.Posted, "ts", "", nine))
		for what, ask := range asked(s, c, r) {
			if nothing(t, ask()) {
				t.Errorf("%s finds nothing, though there is something", what)
			}
		}
		for what, ask := range asked(of(s, "T3"), c, r) {
			if got := ask(); !nothing(t, got) {
				t.Errorf("%s of another team is %v", what, got)
			}
		}
	})
}

// asked are all questions to a store, about what mustTeam has filled it with.
func asked(s *Store, c study.Course, r study.Round) map[string]func() []any {
	slot := study.Slot{Course: c.ID, Kind: study.QuestionSlot, Planned: r.Opens}
	later := nine.AddDate(1, 0, 0)
	all := func(results ...any) []any { return results }
	return map[string]func() []any{
		"Courses":           func() []any { return all(s.Courses(ctx)) },
		"Course":            func() []any { return all(s.Course(ctx, c.ID)) },
		"CourseIn":          func() []any { return all(s.CourseIn(ctx, c.Channel)) },
		"Round":             func() []any { return all(s.Round(ctx, r.ID)) },
		"Rounds":            func() []any { return all(s.Rounds(ctx, r.ID)) },
		"RoundOf":           func() []any { return all(s.RoundOf(ctx, slot)) },
		"RoundNumbered":     func() []any { return all(s.RoundNumbered(ctx, c.ID, 1)) },
		"RoundsClosedSince": func() []any { return all(s.RoundsClosedSince(ctx, c.ID, time.Time{})) },
		"LastClosed":        func() []any { return all(s.LastClosed(ctx, c.ID, later)) },
		"OpenQuestions":     func() []any { return all(s.OpenQuestions(ctx, r.Opens)) },
		"Asked":             func() []any { return all(s.Asked(ctx, c.ID)) },
		"Answer":            func() []any { return all(s.Answer(ctx, r.ID, "ana")) },
		"Answered":          func() []any { return all(s.Answered(ctx, r.ID)) },
		"Tallies":           func() []any { return all(s.Tallies(ctx, r.ID)) },
		"Participants":      func() []any { return all(s.Participants(ctx, r.ID)) },
		"LastAnswer":        func() []any { return all(s.LastAnswer(ctx)) },
		"History":           func() []any { return all(s.History(ctx, "ana", 9)) },
		"Results":           func() []any { return all(s.Results(ctx, "ana", []string{"q"})) },
		"Streaks":           func() []any { return all(s.Streaks(ctx, c.ID)) },
		"StreaksOf":         func() []any { return all(s.StreaksOf(ctx, "ana")) },
		"Streak": func() []any {
			streak, err := s.Streak(ctx, c.ID, "ana")
			return all(streak.Current, err)
		},
		"TeamStreak":     func() []any { return all(s.TeamStreak(ctx, c.ID)) },
		"Reported":       func() []any { return all(s.Reported(ctx, c.ID)) },
		"DueSlots":       func() []any { return all(s.DueSlots(ctx, later)) },
		"DueSlotsIn":     func() []any { return all(s.DueSlotsIn(ctx, c.ID, later)) },
		"Entries":        func() []any { return all(s.Entries(ctx, c.ID, slot.Kind, nine, later)) },
		"Due":            func() []any { ids, _, err := s.Due(ctx, "ken", "2027-01-01"); return all(ids, err) },
		"Learners":       func() []any { return all(s.Learners(ctx)) },
		"Waiting":        func() []any { return all(s.Waiting(ctx, r, "2026-11-20", 9)) },
		"Absences":       func() []any { return all(s.Absences(ctx, "ken", "2026-11-20")) },
		"Audits":         func() []any { return all(s.Audits(ctx, c.ID, 9)) },
		"OpenObjections": func() []any { return all(s.OpenObjections(ctx, 9)) },
		"Objection":      func() []any { return all(s.Objection(ctx, 2)) },
		"Mends":          func() []any { return all(s.Mends(ctx)) },
		"MendsOf":        func() []any { return all(s.MendsOf(ctx, "q")) },
		"QuestionTally": func() []any {
			tally, err := s.QuestionTally(ctx, "q")
			return all(tally.Answered, err)
		},
		"Untold":       func() []any { return all(s.Untold(ctx, r.ID, 9)) },
		"OwnQuestions": func() []any { return all(s.OwnQuestions(ctx)) },
		"OwnQuestion":  func() []any { return all(s.OwnQuestion(ctx, ownSingle.ID)) },
		"QuestionIDs":  func() []any { return all(s.QuestionIDs(ctx)) },
		"Misses":       func() []any { return all(s.Misses(ctx, "2026-11-01", 9)) },
	}
}

// nothing says whether an answer is that there is none.
func nothing(t *testing.T, results []any) bool {
	t.Helper()
	for _, r := range results {
		switch r := r.(type) {
		case nil:
		case error:
			if !errors.Is(r, study.ErrNone) {
				t.Error(r)
			}
			return true
		default:
			v := reflect.ValueOf(r)
			if k := v.Kind(); k == reflect.Slice || k == reflect.Map {
				if v.Len() > 0 {
					return false
				}
			} else if !v.IsZero() {
				return false
			}
		}
	}
	return true
}
