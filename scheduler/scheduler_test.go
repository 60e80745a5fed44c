package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
	"kotsukotsu/scheduler"
)

// channel notes what is served and has the troubles that a test wants.
type channel struct {
	mu      sync.Mutex
	posts   []string               // "question 2026-11-20 09:00" in the zone
	found   map[string]string      // ts by slot key, for Posted
	trouble func(study.Slot) error // nil is none
	zone    *time.Location
}

func (c *channel) Serve(_ context.Context, s study.Slot, now time.Time) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trouble != nil {
		if err := c.trouble(s); err != nil {
			return "", err
		}
	}
	c.posts = append(
		c.posts,
		fmt.Sprintf("%s %s", s.Kind, now.In(c.zone).Format("2006-01-02 15:04")),
	)
	return "ts", nil
}

func (c *channel) Posted(_ context.Context, s study.Slot) (string, error) {
	return c.found[s.Key()], nil
}

// stage is a scheduler with a real database and one course.
type stage struct {
	*scheduler.Scheduler
	store   *data.Store
	channel *channel
	course  study.Course
}

var ctx = context.Background()

func newStage(t *testing.T, course study.Course) stage {
	t.Helper()
	store, err := data.Open(
		ctx,
		"sqlite://"+filepath.Join(t.TempDir(), "test.db"),
		slog.New(slog.DiscardHandler),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	course.Team, course.Channel = "T1", "C1"
	if course.Report == "" {
		course.Report = "0 0 30 2 *" // never
	}
	if err := store.AddCourse(ctx, course); err != nil {
		t.Fatal(err)
	}
	if course, err = store.CourseIn(ctx, "T1", "C1"); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(course.Zone)
	if err != nil {
		t.Fatal(err)
	}
	c := &channel{found: map[string]string{}, zone: zone}
	return stage{
		&scheduler.Scheduler{
			Ledger: store, Channel: c, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		}, store, c, course,
	}
}

func (s stage) at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", clock, s.channel.zone)
	if err != nil {
		panic(err)
	}
	return t
}

func (s stage) wantPosts(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, s.channel.posts); diff != "" {
		t.Errorf("posts (-want +got):\n%s", diff)
	}
}

func weekdays(since string) study.Course {
	at, err := time.Parse(time.RFC3339, since)
	if err != nil {
		panic(err)
	}
	return study.Course{Schedule: "0 9 * * 1-5", Zone: "Asia/Tokyo", Since: at}
}

func TestFridayPassesOnTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock begins at 2000-01-01 00:00 UTC, a Saturday
		course := weekdays("2000-01-01T00:00:00Z")
		course.Report = "0 17 * * 5"
		s := newStage(t, course)
		time.Sleep((5*24 + 23) * time.Hour) // to Friday 8:00 in Tokyo, before the bot starts
		ctx, cancel := context.WithCancel(ctx)
		done := make(chan error)
		go func() { done <- s.Run(ctx) }()
		time.Sleep(10 * time.Hour)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
		s.wantPosts(t, "question 2000-01-07 09:00", "report 2000-01-07 17:00")
		s.store.Close()
	})
}

func TestSlotIsPostedOnceHoweverOftenItTicks(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	for range 5 {
		s.Tick(ctx, s.at("2026-11-20 09:00:03"))
	}
	s.wantPosts(t, "question 2026-11-20 09:00")
}

func TestSlotIsPostedOnceByManyProcesses(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	var ticking sync.WaitGroup
	for range 8 {
		ticking.Go(func() { s.Tick(ctx, s.at("2026-11-20 09:00:03")) })
	}
	ticking.Wait()
	s.wantPosts(t, "question 2026-11-20 09:00")
}

func TestAfterDowntimeOnlyTheNewestSlotIsCaughtUpInsideItsGrace(t *testing.T) {
	s := newStage(t, weekdays("2026-11-15T12:00:00Z"))
	s.Tick(ctx, s.at("2026-11-20 10:30:00"))
	s.wantPosts(t, "question 2026-11-20 10:30")
	s = newStage(t, weekdays("2026-11-15T12:00:00Z"))
	s.Tick(ctx, s.at("2026-11-20 11:00:01"))
	s.wantPosts(t)
	served, err := s.store.Served(ctx, s.course.ID, study.QuestionSlot)
	if err != nil || !served.Equal(s.at("2026-11-20 09:00:00")) {
		t.Errorf(
			"newest slot in the ledger is %v (%v), want the missed one of the 20th",
			served,
			err,
		)
	}
}

func TestPausedCourseSkipsAndIsNotCaughtUp(t *testing.T) {
	course := weekdays("2026-11-19T12:00:00Z")
	course.Paused = true
	s := newStage(t, course)
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	s.course.Paused = false
	if err := s.store.SetCourse(ctx, s.course, s.at("2026-11-20 09:30:00")); err != nil {
		t.Fatal(err)
	}
	s.Tick(ctx, s.at("2026-11-20 09:31:00"))
	s.wantPosts(t)
}

func TestNewPlanIsNotCaughtUp(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.course.Schedule = "30 9 * * *"
	if err := s.store.SetCourse(ctx, s.course, s.at("2026-11-20 10:00:00")); err != nil {
		t.Fatal(err)
	}
	s.Tick(ctx, s.at("2026-11-20 10:00:05"))
	s.wantPosts(t)
}

func TestInterruptedSlotIsFoundInTheChannel(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.channel.trouble = func(study.Slot) error { return errors.New("connection lost") }
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	slot := study.Slot{
		Course:  s.course.ID,
		Kind:    study.QuestionSlot,
		Planned: s.at("2026-11-20 09:00:00"),
	}
	s.channel.trouble, s.channel.found[slot.Key()] = nil, "17.1"
	s.Tick(ctx, s.at("2026-11-20 09:01:00"))
	s.wantPosts(t)
	if open, err := s.store.Claims(ctx, s.at("2026-11-21 00:00:00")); err != nil || len(open) != 0 {
		t.Errorf("open claims: %v (%v), want none", open, err)
	}
}

func TestInterruptedSlotThatIsNotThereIsPostedAgain(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.channel.trouble = func(study.Slot) error { return errors.New("connection refused") }
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	s.channel.trouble = nil
	s.Tick(ctx, s.at("2026-11-20 09:00:10"))
	s.wantPosts(t) // the claim may still be somebody's
	s.Tick(ctx, s.at("2026-11-20 09:00:35"))
	s.wantPosts(t, "question 2026-11-20 09:00")
	s.Tick(ctx, s.at("2026-11-20 09:05:00"))
	s.wantPosts(t, "question 2026-11-20 09:00")
}

func TestInterruptedSlotIsLeftOutWhenItIsTooLate(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.channel.trouble = func(study.Slot) error { return errors.New("connection refused") }
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	s.channel.trouble = nil
	s.Tick(ctx, s.at("2026-11-20 12:00:00"))
	s.wantPosts(t)
	if open, err := s.store.Claims(ctx, s.at("2026-11-21 00:00:00")); err != nil || len(open) != 0 {
		t.Errorf("open claims: %v (%v), want none", open, err)
	}
}

func TestRefusedSlotIsNotTriedAgain(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	tries := 0
	s.channel.trouble = func(study.Slot) error {
		tries++
		return study.Refused{Cause: study.ErrOutside}
	}
	for range 3 {
		s.Tick(ctx, s.at("2026-11-20 09:00:00"))
		s.Tick(ctx, s.at("2026-11-20 09:10:00"))
	}
	if tries != 1 {
		t.Errorf("it was tried %d times, want once", tries)
	}
}

func TestServeNowSaysWhenASlotIsTaken(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	slot := study.Slot{
		Course:  s.course.ID,
		Kind:    study.QuestionNow,
		Planned: s.at("2026-11-20 08:00:00"),
	}
	first := s.Serve(ctx, slot, slot.Planned)
	second := s.Serve(ctx, slot, slot.Planned)
	if first != nil || !errors.Is(second, study.ErrClaimed) {
		t.Errorf("served %v, then %v; want nil, then ErrClaimed", first, second)
	}
}

// In Berlin 02:30 doesn't exist on 2026-03-29 and exists twice on 2026-10-25, in New York on
// 2026-03-08 and 2026-11-01. In Santiago 2026-09-06 begins at 01:00.
func TestDaylightSavingGivesOneSlotADay(t *testing.T) {
	var c scheduler.Calendar
	for _, test := range []struct{ spec, zone, from, want string }{
		{"30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z",
			"03-29 03:30 CEST, 03-30 02:30 CEST, 03-31 02:30 CEST"},
		{"30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z",
			"10-25 02:30 CEST, 10-26 02:30 CET, 10-27 02:30 CET"},
		{"30 */2 * * *", "Europe/Berlin", "2026-10-24T23:00:00Z",
			"10-25 02:30 CEST, 10-25 04:30 CET, 10-25 06:30 CET"},
		{"0 9 * * 1-5", "Europe/Berlin", "2026-10-23T12:00:00Z",
			"10-26 09:00 CET, 10-27 09:00 CET, 10-28 09:00 CET"},
		{"30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z",
			"03-08 03:30 EDT, 03-09 02:30 EDT, 03-10 02:30 EDT"},
		{"30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z",
			"11-01 01:30 EDT, 11-02 01:30 EST, 11-03 01:30 EST"},
		{"0 0 * * *", "America/Santiago", "2026-09-04T12:00:00Z",
			"09-05 00:00 -04, 09-06 01:00 -03, 09-07 00:00 -03"},
	} {
		from, err := time.Parse(time.RFC3339, test.from)
		if err != nil {
			t.Fatal(err)
		}
		times, err := c.Next(test.spec, test.zone, from, 3)
		var got []string
		for _, at := range times {
			got = append(got, at.Format("01-02 15:04 MST"))
		}
		if err != nil || strings.Join(got, ", ") != test.want {
			t.Errorf("%s in %s from %s: %v (%v), want %s",
				test.spec, test.zone, test.from, got, err, test.want)
		}
	}
}

func TestCalendarRefusesWhatItCannotRead(t *testing.T) {
	var c scheduler.Calendar
	for _, spec := range []string{"", "9", "61 9 * * *", "0 9 * * 1-9", "every day", "0 0 9 * * 1-5"} {
		if c.Check(spec) == nil {
			t.Errorf("spec %q was taken", spec)
		}
	}
	if _, err := c.Next("0 9 * * *", "Mars/Olympus", time.Now(), 1); err == nil {
		t.Error("zone Mars/Olympus was taken")
	}
	if times, err := c.Next("0 0 30 2 *", "UTC", time.Now(), 1); err != nil || len(times) != 0 {
		t.Errorf("the 30th of February comes at %v (%v)", times, err)
	}
}
