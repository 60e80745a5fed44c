package data

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// engines gives an address of an empty database of each engine. PostgreSQL is tried where
// TEST_POSTGRES_URL leads to one, as it does in CI.
var engines = map[string]func(testing.TB) string{
	"sqlite":   func(t testing.TB) string { return "sqlite://" + filepath.Join(t.TempDir(), "test.db") },
	"postgres": newSchema,
}

func newSchema(t testing.TB) string {
	t.Helper()
	address := os.Getenv("TEST_POSTGRES_URL")
	if address == "" {
		t.Skip("TEST_POSTGRES_URL is not set")
	}
	db, err := gorm.Open(postgres.Open(address))
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("test_%d", time.Now().UnixNano())
	if err := db.Exec("CREATE SCHEMA " + schema).Error; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db.Exec("DROP SCHEMA " + schema + " CASCADE")
		if sql, err := db.DB(); err == nil {
			sql.Close()
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// mustOpen opens a database that fails the test where it is asked about no team.
func mustOpen(t testing.TB, address string) *Database {
	t.Helper()
	d, err := Open(context.Background(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	watch(t, d)
	return d
}

// asks are the places where a statement says which rows it is about.
var asks = regexp.MustCompile(`\b(FROM|JOIN)\b|^(UPDATE|INSERT)`)

// watch looks at each statement: there is a team for each table that it names.
func watch(t testing.TB, d *Database) {
	look := func(db *gorm.DB) {
		sql := db.Statement.SQL.String()
		if strings.Count(sql, "team") < len(asks.FindAllString(sql, -1)) {
			t.Errorf("a statement is about rows of no team: %s", sql)
		}
	}
	all := d.db.Callback()
	must(t, all.Create().After("gorm:create").Register("watch", look))
	must(t, all.Query().After("gorm:query").Register("watch", look))
	must(t, all.Row().After("gorm:row").Register("watch", look))
	must(t, all.Update().After("gorm:update").Register("watch", look))
	must(t, all.Delete().After("gorm:delete").Register("watch", look))
	must(t, all.Raw().After("gorm:raw").Register("watch", look))
}

// each runs a test on both engines, in a team's part of an empty database.
func each(t *testing.T, test func(*testing.T, *Store)) {
	eachDatabase(t, func(t *testing.T, d *Database) { test(t, d.Of("T1")) })
}

func eachDatabase(t *testing.T, test func(*testing.T, *Database)) {
	for name, address := range engines {
		t.Run(name, func(t *testing.T) { test(t, mustOpen(t, address(t))) })
	}
}

// of is another team's part of the same database.
func of(s *Store, team string) *Store { return (&Database{db: s.db}).Of(team) }

var (
	ctx  = context.Background()
	nine = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) // 9:00 in Tokyo
	slot = study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: nine}
)

func mustCourse(t testing.TB, s *Store) study.Course {
	t.Helper()
	err := s.AddCourse(ctx, study.Course{
		Channel: "C1", Schedule: "0 9 * * 1-5", Report: "0 17 * * 5", Zone: "Asia/Tokyo",
		Language: study.Japanese, Since: nine.AddDate(0, 0, -7),
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.CourseIn(ctx, "C1")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mustClaim claims a slot at its time, for a minute.
func mustClaim(t testing.TB, s *Store, slot study.Slot) {
	t.Helper()
	if err := s.Plan(ctx, []int64{1}, []study.Slot{slot}, nine); err != nil {
		t.Fatal(err)
	}
	e := study.Entry{Slot: slot, State: study.Planned}
	if mine, err := s.Claim(ctx, e, slot.Planned, slot.Planned.Add(time.Minute)); err != nil || !mine {
		t.Fatalf("claim: %v, %v", mine, err)
	}
}

// open is an open round of course 1.
func open(at time.Time) study.Round {
	return study.Round{Course: 1, Question: "q", Opens: at, Closes: at.Add(study.RoundLength)}
}

// mustRound posts a round of course 1 in a slot of its own.
func mustRound(t testing.TB, s *Store, at time.Time) study.Round {
	t.Helper()
	slot := study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: at}
	mustClaim(t, s, slot)
	r, err := s.AddRound(ctx, slot, study.Round{
		Course: 1, Question: "q", Seed: 1<<63 - 1, Order: []string{"b", "a"}, Opens: at,
		Closes: at.Add(study.RoundLength), Day: "2026-11-20", Zone: "Asia/Tokyo", Channel: "C1",
	}, at)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, slot, study.Posted, "ts"+slot.Key(), "", at); err != nil {
		t.Fatal(err)
	}
	r, err = s.Round(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestChannelHasOneCourse(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		first := mustCourse(t, s)
		if err := s.AddCourse(ctx, study.Course{Channel: "C1", Zone: "UTC"}); err != nil {
			t.Fatal(err)
		}
		kept, err := s.CourseIn(ctx, "C1")
		if err != nil || !cmp.Equal(kept, first) {
			t.Errorf("a second AddCourse left %+v (%v), want %+v", kept, err, first)
		}
		first.Zone, first.Paused, first.Country = "Europe/Berlin", true, "DE"
		first.Off = []time.Weekday{time.Sunday, time.Friday}
		first.Skips = []study.Span{
			{From: "2026-12-29", To: "2027-01-03", Why: "New Year, all of us"}, {From: "2026-11-24", To: "2026-11-24"},
		}
		changed, err := s.ChangeCourse(ctx, "C1", nine, func(study.Course, error) (study.Course, error) {
			return first, nil
		})
		first.Since = nine // as its slots are others now
		if kept, wrong := s.CourseIn(ctx, "C1"); err != nil || wrong != nil ||
			!cmp.Equal(kept, first) || !cmp.Equal(changed, first) {
			t.Errorf("it was changed to %+v (%v, %v), want %+v", kept, err, wrong, first)
		}
	})
}

func TestWhatIsMissingIsErrNone(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		_, noRound := s.Round(ctx, 99)
		_, noCourse := s.CourseIn(ctx, "C9")
		_, noAnswer := s.Answer(ctx, 99, "ana")
		for _, err := range []error{noRound, noCourse, noAnswer} {
			if !strings.HasSuffix(fmt.Sprint(err), study.ErrNone.Error()) {
				t.Errorf("error is %v, want it to end in %v", err, study.ErrNone)
			}
		}
	})
}

func TestSlotIsClaimedOnceOfManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		if err := s.Plan(ctx, []int64{1}, []study.Slot{slot}, nine); err != nil {
			t.Fatal(err)
		}
		now := study.Slot{Course: 1, Kind: study.QuestionNow, Planned: nine}
		minute, hour := nine.Add(time.Minute), nine.Add(time.Hour)
		e := study.Entry{Slot: slot, State: study.Planned}
		wantOnce(t, "a planned slot", func() (bool, error) { return s.Claim(ctx, e, nine, minute) })
		wantOnce(t, "one asked for", func() (bool, error) { return s.Enter(ctx, now, minute) })
		if mine, err := s.Claim(ctx, e, minute, hour); mine || err != nil {
			t.Errorf("one left behind is taken for planned: %v, %v", mine, err)
		}
		e.State = study.Claimed
		wantOnce(t, "one left behind", func() (bool, error) { return s.Claim(ctx, e, minute, hour) })
	})
}

// wantOnce lets twenty try at once.
func wantOnce(t *testing.T, what string, claim func() (bool, error)) {
	t.Helper()
	mine := make(chan bool)
	for range 20 {
		go func() {
			won, err := claim()
			if err != nil {
				t.Error(err)
			}
			mine <- won
		}()
	}
	won := 0
	for range 20 {
		if <-mine {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d of 20 claimed %s, want 1", won, what)
	}
}

func TestClaimIsNobodysOnlyWhenItHasRunOut(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		mustClaim(t, s, slot)
		early, err := s.DueSlots(ctx, nine.Add(59*time.Second))
		if err != nil || len(early) != 0 {
			t.Errorf("due while it is claimed: %v, %v", early, err)
		}
		want := []study.Entry{{Slot: slot, State: study.Claimed, Tries: 1}}
		for team, due := range map[string][]study.Entry{"T1": want, "T2": {}} {
			got, err := of(s, team).DueSlots(ctx, nine.Add(time.Minute))
			if err != nil || !cmp.Equal(got, due) {
				t.Errorf("due in %s: %v, %v; want %v", team, got, err, due)
			}
		}
		if err := s.Postpone(ctx, slot, study.Planned, "busy", nine.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		for at, want := range map[time.Duration]int{59 * time.Minute: 0, time.Hour: 1} {
			if due, err := s.DueSlotsIn(ctx, 1, nine.Add(at)); err != nil || len(due) != want {
				t.Errorf("due after %v: %v (%v), want %d", at, due, err, want)
			}
		}
	})
}

func TestNewPlanTakesWhatWasAheadOutOfTheLedger(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustCourse(t, s)
		tomorrow := study.Slot{Course: c.ID, Kind: study.QuestionSlot, Planned: nine.AddDate(0, 0, 1)}
		for _, plan := range [][]study.Slot{{slot, tomorrow}, nil} {
			if err := s.Plan(ctx, []int64{c.ID}, plan, nine); err != nil {
				t.Fatal(err)
			}
		}
		left, err := s.Entries(ctx, c.ID, study.QuestionSlot, nine, nine.AddDate(0, 1, 0))
		if err != nil || !cmp.Equal(left, []study.Entry{{Slot: slot, State: study.Planned}}) {
			t.Errorf("the ledger has %v (%v), want the slot of now alone", left, err)
		}
	})
}

func TestPostedRoundClosesTheOneBefore(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		one := mustRound(t, s, nine)
		two := mustRound(t, s, nine.Add(time.Hour))
		if one.Number != 1 || two.Number != 2 || two.TS == "" {
			t.Errorf("numbers %d, %d, ts %q", one.Number, two.Number, two.TS)
		}
		one, err := s.Round(ctx, one.ID)
		if err != nil || !one.Closes.Equal(nine.Add(time.Hour)) {
			t.Errorf("the first closes %v (%v), want when the second was posted", one.Closes, err)
		}
		reveal := study.Slot{Course: 1, Kind: study.RevealSlot(one.ID), Planned: one.Opens}
		due, err := s.DueSlots(ctx, nine.Add(2*time.Hour))
		if err != nil || !cmp.Equal(due, []study.Entry{{Slot: reveal, State: study.Planned}}) {
			t.Fatalf("to reveal: %v (%v), want %v", due, err, reveal)
		}
		if mine, err := s.Claim(ctx, due[0], nine.Add(time.Hour), nine.Add(2*time.Hour)); err != nil || !mine {
			t.Fatalf("claim: %v, %v", mine, err)
		}
		if err := s.Finish(ctx, reveal, study.Posted, "ts", "", nine.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if due, err = s.DueSlots(ctx, nine.Add(2*time.Hour)); err != nil || len(due) != 0 {
			t.Errorf("after the reveal: %v (%v), want none", due, err)
		}
		if r, err := s.Round(ctx, two.ID); err != nil || !r.Closes.Equal(nine.Add(25*time.Hour)) {
			t.Errorf("the second closes %v (%v)", r.Closes, err)
		}
	})
}

func TestRoundThatWasNotPostedIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		mustClaim(t, s, slot)
		if _, err := s.AddRound(ctx, slot, open(nine), nine); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(ctx, slot, study.Failed, "", "not_in_channel", nine); err != nil {
			t.Fatal(err)
		}
		if r := mustRound(t, s, nine.Add(time.Hour)); r.Number != 1 {
			t.Errorf("the next round has number %d, want 1: streaks count posted rounds", r.Number)
		}
	})
}

func TestRoundThatWasAnsweredIsKeptWhateverBecameOfItsSlot(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		mustClaim(t, s, slot)
		r, err := s.AddRound(ctx, slot, open(nine), nine)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keepAnswer(s, study.Answer{Round: r.ID, Learner: "ana", At: nine}); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(ctx, slot, study.Skipped, "", "outcome unknown", nine); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Round(ctx, r.ID); err != nil {
			t.Errorf("the round is gone: %v", err)
		}
	})
}

func TestFirstEndOfASlotStands(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		late := study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: nine}
		if err := s.Finish(ctx, late, study.Skipped, "", "too late", nine); err != nil {
			t.Fatal(err)
		}
		if again, err := s.Round(ctx, r.ID); err != nil || again.TS != r.TS {
			t.Errorf("the posted round is %+v (%v) after a second end", again, err)
		}
	})
}

func TestEachRoundThatClosesIsRevealed(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		for i := range 3 {
			mustRound(t, s, nine.Add(time.Duration(i)*time.Second))
		}
		due, err := s.DueSlots(ctx, nine.Add(2*time.Second))
		if err != nil || len(due) != 2 || due[0].Slot == due[1].Slot {
			t.Errorf("to reveal: %v (%v), want a slot for each of two", due, err)
		}
	})
}

func TestFirstAnswerStands(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		wrong := study.Answer{
			Round:   r.ID,
			Learner: "ana",
			Picks:   []string{"b"},
			At:      nine.Add(time.Minute),
		}
		right := study.Answer{
			Round:   r.ID,
			Learner: "ana",
			Picks:   []string{"a"},
			Right:   true,
			At:      nine.Add(time.Hour),
		}
		kept, err := keepAnswer(s, wrong)
		if err != nil || !kept.First || kept.Streak.Current != 1 || !cmp.Equal(kept.Answer, wrong) {
			t.Errorf("first answer: %+v, %v", kept, err)
		}
		again, err := keepAnswer(s, right)
		if err != nil || again.First || !cmp.Equal(again.Answer, wrong) {
			t.Errorf("second answer: %+v, %v; want the first again", again, err)
		}
		now, err := s.Streak(ctx, 1, "ana")
		if err != nil || !cmp.Equal(now, kept.Streak) || now.Current != 1 {
			t.Errorf("a second answer left the streak %+v (%v), want %+v", now, err, kept.Streak)
		}
		if n, err := s.Answered(ctx, r.ID); err != nil || n != 1 {
			t.Errorf("%d answered (%v), want 1", n, err)
		}
	})
}

func TestManyPressesAtOnceAreOneAnswerAndOneRound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		firsts := make(chan bool)
		for i := range 20 {
			go func() {
				pick := string(rune('a' + i%4))
				a := study.Answer{Round: r.ID, Learner: "ana", Picks: []string{pick}, At: nine}
				kept, err := keepAnswer(s, a)
				if err != nil {
					t.Error(err)
				}
				firsts <- kept.First
			}()
		}
		n := 0
		for range 20 {
			if <-firsts {
				n++
			}
		}
		streak, err := s.Streak(ctx, 1, "ana")
		if n != 1 || err != nil || streak.Current != 1 {
			t.Errorf("%d answers were first, streak %+v, %v", n, streak, err)
		}
	})
}

func TestLateAnswerIsKeptAndRepairsNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		kept, err := keepAnswer(s, study.Answer{Round: r.ID, Learner: "ana", At: r.Closes})
		if err != nil || !kept.First || kept.Streak.Current != 0 {
			t.Errorf("late answer: %+v, %v", kept, err)
		}
		if n, err := s.Answered(ctx, r.ID); err != nil || n != 0 {
			t.Errorf("%d answered in time (%v), want 0", n, err)
		}
	})
}

func TestWrongAnswerComesBackForReview(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		if _, err := keepAnswer(s, study.Answer{Round: r.ID, Learner: "ana", At: nine}); err != nil {
			t.Fatal(err)
		}
		due := func(day study.Day) string {
			ids, _, err := s.Due(ctx, "ana", day)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(ids, " ")
		}
		if due("2026-11-20") != "" || due("2026-11-21") != "q" {
			t.Errorf(
				"due on the day %q, on the next %q; want nothing, q",
				due("2026-11-20"),
				due("2026-11-21"),
			)
		}
		if err := s.KeepReview(ctx, "ana", "q", true, "2026-11-21"); err != nil {
			t.Fatal(err)
		}
		if due("2026-11-23") != "" || due("2026-11-24") != "q" {
			t.Error("after a right answer it is not due in three days")
		}
	})
}

func TestADayHasRoomForTenReviews(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for i := range 13 {
			if err := s.KeepReview(ctx, "ana", fmt.Sprint("q", i), false, "2026-11-20"); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []int{10, 9, 8} {
			due, room, err := s.Due(ctx, "ana", "2026-11-21")
			if err != nil || len(due) != 13-i || room != want {
				t.Errorf("after %d: %d due, room for %d (%v), want for %d", i, len(due), room, err, want)
			}
			if err := s.KeepReview(ctx, "ana", due[0], true, "2026-11-21"); err != nil {
				t.Fatal(err)
			}
		}
		if _, room, err := s.Due(ctx, "ana", "2026-11-22"); err != nil || room != 10 {
			t.Errorf("the next day has room for %d (%v), want 10", room, err)
		}
	})
}

func TestLearnerKeepsNameAndHiddenApart(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for _, err := range []error{
			s.SetHidden(ctx, "U1", true), s.SetName(ctx, "U1", "Ana"), s.SetName(ctx, "U1", "Ana B"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]study.Learner{"U1": {ID: "U1", Name: "Ana B", Hidden: true}}
		if got, err := s.Learners(ctx); err != nil || !cmp.Equal(got, want) {
			t.Errorf("learners %v (%v), want %v", got, err, want)
		}
	})
}

func TestWhatWasKeptIsThereAfterOpeningAgain(t *testing.T) {
	for name, address := range engines {
		t.Run(name, func(t *testing.T) {
			where := address(t)
			d := mustOpen(t, where)
			s := d.Of("T1")
			mustCourse(t, s)
			r := mustRound(t, s, nine)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := mustOpen(t, where).Of("T1").Round(ctx, r.ID)
			if err != nil || !cmp.Equal(again, r) {
				t.Errorf("round is %+v (%v), want %+v", again, err, r)
			}
		})
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for address, want := range map[string]string{
		"mysql://x":                     "neither sqlite://FILE nor postgres://",
		"sqlite://":                     "neither sqlite://FILE nor postgres://",
		"sqlite:///no/such/folder/x.db": "no such file or directory",
		"postgres://u:secret@127.0.0.1:1/x?connect_timeout=1":        "open database postgres://u:xxxxx@127.0.0.1:1/x",
		"postgres://127.0.0.1:1/x?connect_timeout=1&password=secret": "open database postgres://127.0.0.1:1/x",
	} {
		_, err := Open(ctx, address, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%q) = %v, want %q in it", address, err, want)
		}
	}
}

// A first answer adds a streak, which refers to its course. Were it to wait for who has locked the
// course, and that one for the answer's round, both would fail.
func TestAnswerDoesNotWaitForWhoLocksTheCourses(t *testing.T) {
	s := mustOpen(t, engines["postgres"](t)).Of("T1")
	mustCourse(t, s)
	r := mustRound(t, s, nine)
	must(t, s.db.Transaction(func(tx *gorm.DB) error {
		must(t, lockCourses(s.in(tx).rows(ctx)))
		kept, err := keepAnswer(s, study.Answer{Round: r.ID, Learner: "ana", At: nine})
		if err != nil || !kept.First {
			t.Errorf("%+v, %v", kept, err)
		}
		return nil
	}))
}
