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
	posts   []string                    // "question 2026-11-20 09:00" in the zone
	found   map[string]string           // ts by slot key, for Posted
	trouble func(study.Slot) error      // nil is none
	wait    time.Duration               // that Slack asks for before a post
	look    func(context.Context) error // what comes in between while Posted looks; nil is nothing
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

func (c *channel) Wait(context.Context) error {
	time.Sleep(c.wait)
	return nil
}

func (c *channel) Posted(ctx context.Context, s study.Slot) (string, error) {
	if c.look != nil {
		if err := c.look(ctx); err != nil {
			return "", err
		}
	}
	return c.found[s.Key()], nil
}

// stage is a scheduler with a real database and one course.
type stage struct {
	*scheduler.Scheduler
	database *data.Database
	store    *data.Store
	channel  *channel
	course   study.Course
}

var ctx = context.Background()

func newStage(t *testing.T, course study.Course) stage {
	t.Helper()
	database, err := data.Open(
		ctx,
		"sqlite://"+filepath.Join(t.TempDir(), "test.db"),
		slog.New(slog.DiscardHandler),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	store := database.Of("T1")
	course.Channel = "C1"
	if course.Report == "" {
		course.Report = "0 0 30 2 *" // never
	}
	if err := store.AddCourse(ctx, course); err != nil {
		t.Fatal(err)
	}
	if course, err = store.CourseIn(ctx, "C1"); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(course.Zone)
	if err != nil {
		t.Fatal(err)
	}
	c := &channel{found: map[string]string{}, zone: zone}
	return stage{
		&scheduler.Scheduler{
			Ledger: store, Channel: c, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
			Now: time.Now,
		}, database, store, c, course,
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

// entry is the ledger's line of a question.
func (s stage) entry(t *testing.T, clock string) study.Entry {
	t.Helper()
	found, err := s.store.Entries(ctx, s.course.ID, study.QuestionSlot, s.at(clock), s.at(clock))
	if err != nil || len(found) != 1 {
		t.Fatalf("entries at %s: %v (%v), want one", clock, found, err)
	}
	return found[0]
}

// change changes the course.
func (s stage) change(t *testing.T, clock string, change func(*study.Course)) {
	t.Helper()
	_, err := s.store.ChangeCourse(ctx, "C1", s.at(clock), func(c study.Course, err error) (study.Course, error) {
		change(&c)
		return c, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// open are the claims that have not come to an end.
func (s stage) open(t *testing.T) (open []study.Entry) {
	t.Helper()
	due, err := s.store.DueSlots(ctx, s.at("2027-11-21 00:00:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range due {
		if e.State == study.Claimed {
			open = append(open, e)
		}
	}
	return open
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
		s.database.Close()
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
		process := &scheduler.Scheduler{
			Ledger: s.store, Channel: s.channel, Log: s.Log, Now: time.Now,
		}
		ticking.Go(func() { process.Tick(ctx, s.at("2026-11-20 09:00:03")) })
	}
	ticking.Wait()
	s.wantPosts(t, "question 2026-11-20 09:00")
}

// A claim once bore the moment before the wait for Slack's rates. Where Slack asked two processes
// to wait, it had run out when it was made, and the other process took it over.
func TestClaimOutlastsServingHoweverLongSlackLetsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, weekdays("1999-12-31T12:00:00Z"))
		other := &scheduler.Scheduler{
			Ledger: s.store, Channel: s.channel, Log: s.Log, Now: time.Now,
		}
		s.channel.wait = scheduler.Lease
		s.channel.trouble = func(study.Slot) error {
			time.Sleep(scheduler.ServeTime / 2) // Slack is slow
			return nil
		}
		time.Sleep(48 * time.Hour) // to Monday 9:00 in Tokyo
		ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
		defer cancel()
		var running sync.WaitGroup
		running.Go(func() { s.Run(ctx) })
		running.Go(func() { other.Run(ctx) })
		running.Wait()
		s.wantPosts(t, "question 2000-01-03 09:00")
		s.database.Close()
	})
}

func TestAfterDowntimeOnlyTheNewestSlotIsCaughtUpInsideItsGrace(t *testing.T) {
	s := newStage(t, weekdays("2026-11-15T12:00:00Z"))
	s.Tick(ctx, s.at("2026-11-20 10:30:00"))
	s.wantPosts(t, "question 2026-11-20 10:30")
	s = newStage(t, weekdays("2026-11-15T12:00:00Z"))
	s.Tick(ctx, s.at("2026-11-20 11:00:01"))
	s.wantPosts(t)
	for day, want := range map[string]study.SlotState{
		"2026-11-18": study.Skipped, "2026-11-20": study.Skipped, "2026-11-23": study.Planned,
	} {
		if e := s.entry(t, day+" 09:00:00"); e.State != want {
			t.Errorf("the slot of %s is %+v, want it %s", day, e, want)
		}
	}
}

func TestPausedCourseSkipsAndIsNotCaughtUp(t *testing.T) {
	course := weekdays("2026-11-19T12:00:00Z")
	course.Paused = true
	s := newStage(t, course)
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	s.change(t, "2026-11-20 09:30:00", func(c *study.Course) { c.Paused = false })
	s.Tick(ctx, s.at("2026-11-20 09:31:00"))
	s.wantPosts(t)
}

func TestNewPlanIsNotCaughtUp(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.change(t, "2026-11-20 10:00:00", func(c *study.Course) { c.Schedule = "30 9 * * *" })
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
	if open := s.open(t); len(open) != 0 {
		t.Errorf("open claims: %v, want none", open)
	}
}

// A message that was found while the bot stopped once stood in the log as posted, but not in the
// ledger.
func TestWhatIsFoundIsEnteredEvenIfItStops(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.channel.trouble = func(study.Slot) error { return errors.New("connection lost") }
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	stopping, stop := context.WithCancel(ctx)
	s.channel.look = func(ctx context.Context) error {
		stop()
		return ctx.Err()
	}
	slot := study.Slot{
		Course: s.course.ID, Kind: study.QuestionSlot, Planned: s.at("2026-11-20 09:00:00"),
	}
	s.channel.found[slot.Key()] = "17.1"
	s.Tick(stopping, s.at("2026-11-20 09:01:00"))
	if e := s.entry(t, "2026-11-20 09:00:00"); e.State != study.Posted || e.TS != "17.1" {
		t.Errorf("the ledger says %+v", e)
	}
}

func TestLookingEndsWithinTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
		s.channel.trouble = func(study.Slot) error { return errors.New("connection lost") }
		s.Tick(ctx, s.at("2026-11-20 09:00:00"))
		s.channel.look = func(ctx context.Context) error {
			<-ctx.Done() // Slack doesn't answer
			return ctx.Err()
		}
		begun := time.Now()
		s.Tick(ctx, s.at("2026-11-20 09:01:00"))
		if took := time.Since(begun); took >= scheduler.Lease {
			t.Errorf("it looked for %v", took)
		}
		if open := s.open(t); len(open) != 1 {
			t.Errorf("open claims: %v, want one", open)
		}
		s.database.Close()
	})
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
	if open := s.open(t); len(open) != 0 {
		t.Errorf("open claims: %v, want none", open)
	}
}

func TestRefusedSlotIsNotTriedAgain(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	tries := 0
	s.channel.trouble = func(study.Slot) error {
		tries++
		return study.Refused{Word: "msg_too_long"}
	}
	for range 3 {
		s.Tick(ctx, s.at("2026-11-20 09:00:00"))
		s.Tick(ctx, s.at("2026-11-20 09:10:00"))
	}
	if tries != 1 {
		t.Errorf("it was tried %d times, want once", tries)
	}
	if e := s.entry(t, "2026-11-20 09:00:00"); e.State != study.Failed || e.Reason != "refused by Slack: msg_too_long" {
		t.Errorf("the ledger says %+v", e)
	}
	s.channel.trouble = nil
	s.Tick(ctx, s.at("2026-11-23 09:00:00")) // the next one may fare better
	s.wantPosts(t, "question 2026-11-23 09:00")
}

func TestCourseInWhichNothingCanBePostedStopsAndItsOwnerIsToldOnce(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	told := 0 // which Slack refuses twice
	s.channel.trouble = func(slot study.Slot) error {
		if slot.Kind == study.StoppedSlot {
			told++
			if told < 3 {
				return study.Refused{Word: "token_revoked", Lasting: true}
			}
			return nil
		}
		return study.Refused{Word: "is_archived", Lasting: true}
	}
	for _, day := range []string{"2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25"} {
		s.Tick(ctx, s.at(day+" 09:00:00"))
	}
	if told != 3 {
		t.Errorf("the owner was told %d times, want until it succeeded", told)
	}
	if e := s.entry(t, "2026-11-23 09:00:00"); e.State != study.Skipped || e.Reason != "stopped: is_archived" {
		t.Errorf("the ledger says %+v", e)
	}
}

func TestCourseGoesOnWhenItsOwnerCannotBeWrittenTo(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.channel.trouble = func(slot study.Slot) error {
		if slot.Kind == study.EmptySlot {
			return study.Refused{Word: "channel_not_found", Lasting: true}
		}
		return study.Skip{Reason: study.ReasonEmpty}
	}
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	s.Tick(ctx, s.at("2026-11-20 09:01:00")) // the owner is told, and has left
	s.channel.trouble = nil
	s.Tick(ctx, s.at("2026-11-23 09:00:00"))
	if e := s.entry(t, "2026-11-23 09:00:00"); e.State != study.Posted {
		t.Errorf("the ledger says %+v", e)
	}
}

func TestBusySlackIsTriedAgainWithMoreAndMoreTimeBetween(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	var tries []time.Duration
	now, nine := s.at("2026-11-20 09:00:00"), s.at("2026-11-20 09:00:00")
	s.channel.trouble = func(study.Slot) error {
		tries = append(tries, now.Sub(nine))
		return study.Later{Cause: errors.New("ratelimited"), After: 20 * time.Second}
	}
	for ; now.Sub(nine) < 3*time.Hour; now = now.Add(5 * time.Second) {
		s.Tick(ctx, now)
	}
	want := []time.Duration{0, 20 * time.Second, 50 * time.Second, 110 * time.Second, 230 * time.Second}
	if diff := cmp.Diff(want, tries[:min(5, len(tries))]); diff != "" {
		t.Errorf("tries after nine (-want +got):\n%s", diff)
	}
	if last := tries[len(tries)-1]; last > study.Grace || last < study.Grace-longest {
		t.Errorf("last tried after %v, want it at the end of the grace", last)
	}
	e := s.entry(t, "2026-11-20 09:00:00")
	if e.State != study.Skipped || e.Reason != "too late: ratelimited" {
		t.Errorf("the ledger says %+v", e)
	}
}

// TestLongWaitForSlackIsNoReasonToPostTwice: the claim is made when the wait is over, not before.
func TestLongWaitForSlackIsNoReasonToPostTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep((2*24 + 9) * time.Hour) // Monday 9:00 UTC
		course := study.Course{Schedule: "0 9 * * *", Zone: "UTC", Since: time.Now().Add(-time.Hour)}
		s := newStage(t, course)
		slow := slowChannel{s.channel}
		other := &scheduler.Scheduler{
			Ledger: s.store, Channel: s.channel, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		}
		s.Scheduler.Channel = slow
		var ticking sync.WaitGroup
		ticking.Go(func() { s.Tick(ctx, time.Now()) })
		time.Sleep(time.Minute + 10*time.Second) // in which the slow one has claimed, and is serving
		other.Tick(ctx, time.Now())
		ticking.Wait()
		other.Tick(ctx, time.Now())
		s.wantPosts(t, "question 2000-01-03 09:01")
		s.database.Close()
	})
}

// slowChannel waits for a minute, and then takes some time to post.
type slowChannel struct{ *channel }

func (slowChannel) Wait(context.Context) error {
	time.Sleep(time.Minute)
	return nil
}

func (c slowChannel) Serve(ctx context.Context, s study.Slot, now time.Time) (string, error) {
	time.Sleep(scheduler.ServeTime - time.Second)
	return c.channel.Serve(ctx, s, now)
}

func TestInterruptedSlotThatANewerOneHasOvertakenIsLeftOut(t *testing.T) {
	course := weekdays("2026-11-19T12:00:00Z")
	course.Schedule = "0 * * * *"
	s := newStage(t, course)
	s.channel.trouble = func(study.Slot) error { return errors.New("connection lost") }
	s.Tick(ctx, s.at("2026-11-20 08:00:00"))
	s.channel.trouble = nil
	s.Tick(ctx, s.at("2026-11-20 09:30:00"))
	s.wantPosts(t, "question 2026-11-20 09:30")
}

func TestDaysOffThatAreAddedLeaveTodaysQuestionAlone(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	s.channel.trouble = func(study.Slot) error { return study.Later{Cause: errors.New("ratelimited")} }
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	s.channel.trouble = nil
	s.change(t, "2026-11-20 09:00:10", func(c *study.Course) {
		c.Skips = []study.Span{{From: "2026-12-29", To: "2027-01-03"}}
	})
	s.Tick(ctx, s.at("2026-11-20 09:00:30"))
	s.wantPosts(t, "question 2026-11-20 09:00")
}

// TestOneCoursesTroubleDelaysNoOther has a thousand courses due at nine. In one of them Slack says
// nothing until all the others have their question.
func TestOneCoursesTroubleDelaysNoOther(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	const others = 999
	for i := range others {
		course := s.course
		course.ID, course.Channel = 0, fmt.Sprint("C", i+2)
		if err := s.store.AddCourse(ctx, course); err != nil {
			t.Fatal(err)
		}
	}
	troubled := &troubledChannel{
		channel: s.channel, course: s.course.ID, left: others, served: make(chan struct{}),
	}
	s.Scheduler.Channel = troubled
	s.Tick(ctx, s.at("2026-11-20 09:00:00"))
	if n := len(s.channel.posts); n != others+1 {
		t.Errorf("%d questions, want %d", n, others+1)
	}
}

// troubledChannel keeps one course waiting until all others are served.
type troubledChannel struct {
	*channel
	course int64
	mu     sync.Mutex
	left   int
	served chan struct{} // closed when none is left
}

func (c *troubledChannel) Serve(ctx context.Context, s study.Slot, now time.Time) (string, error) {
	if s.Course == c.course {
		select {
		case <-c.served:
		case <-time.After(2 * time.Minute): // in which the test has failed
			return "", errors.New("the others are not served")
		}
		return c.channel.Serve(ctx, s, now)
	}
	ts, err := c.channel.Serve(ctx, s, now)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == 0 {
		close(c.served)
	}
	return ts, err
}

// longest is the longest time between two tries.
const longest = 10 * time.Minute

func TestRestDaysAreSkippedWithTheReason(t *testing.T) {
	course := weekdays("2026-11-15T12:00:00Z")
	course.Country, course.Off = "JP", []time.Weekday{time.Friday}
	course.Skips = []study.Span{{From: "2026-11-25", To: "2026-11-26", Why: "offsite"}}
	s := newStage(t, course)
	for day := s.at("2026-11-20 09:00:00"); day.Before(s.at("2026-11-28 00:00:00")); day = day.AddDate(0, 0, 1) {
		s.Tick(ctx, day)
	}
	s.wantPosts(t, "question 2026-11-24 09:00")
	for day, want := range map[string]study.Reason{
		"2026-11-20": "weekday off", "2026-11-23": "public holiday: Labor Thanksgiving Day",
		"2026-11-25": "day off: offsite", "2026-11-26": "day off: offsite", "2026-11-27": "weekday off",
	} {
		if e := s.entry(t, day+" 09:00:00"); e.State != study.Skipped || e.Reason != want {
			t.Errorf("the ledger says %+v of %s, want %q", e, day, want)
		}
	}
}

func TestClockThatJumpsPostsNothingTwice(t *testing.T) {
	s := newStage(t, weekdays("2026-11-19T12:00:00Z"))
	for _, clock := range []string{
		"2026-11-20 09:00:03", "2026-11-20 08:00:00", "2026-11-20 09:00:00", // an hour back
		"2026-11-24 09:00:00",                        // some days ahead
		"2026-11-20 12:00:00", "2026-11-23 09:00:00", // and back
		"2026-11-24 09:00:00", "2026-11-25 09:00:00",
	} {
		s.Tick(ctx, s.at(clock))
	}
	s.wantPosts(t, "question 2026-11-20 09:00", "question 2026-11-24 09:00", "question 2026-11-25 09:00")
}

func TestZoneThatIsChangedHoldsFromTheNextSlotOn(t *testing.T) {
	s := newStage(t, weekdays("2026-11-17T12:00:00Z"))
	s.Tick(ctx, s.at("2026-11-18 09:00:00"))
	s.change(t, "2026-11-18 18:00:00", func(c *study.Course) { c.Zone = "Europe/Berlin" })
	for _, clock := range []string{"18 18:00:00", "19 09:00:00", "19 17:00:00", "20 09:00:00", "20 17:00:00"} {
		s.Tick(ctx, s.at("2026-11-"+clock)) // 17:00 in Tokyo is 9:00 in Berlin
	}
	s.wantPosts(t, "question 2026-11-18 09:00", "question 2026-11-19 17:00", "question 2026-11-20 17:00")
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
		{"30 2 * * *", "Europe/Berlin", "2026-03-29T01:10:00Z", // 03:10, and 02:30 is still to come
			"03-29 03:30 CEST, 03-30 02:30 CEST, 03-31 02:30 CEST"},
		{"0 0 * * *", "America/Santiago", "2026-09-04T12:00:00Z",
			"09-05 00:00 -04, 09-06 01:00 -03, 09-07 00:00 -03"},
	} {
		from, err := time.Parse(time.RFC3339, test.from)
		if err != nil {
			t.Fatal(err)
		}
		next, err := c.Next(study.Course{Schedule: test.spec, Zone: test.zone}, from, 3)
		var got []string
		for _, o := range next {
			got = append(got, o.At.Format("01-02 15:04 MST"))
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
	if _, err := c.Next(study.Course{Schedule: "0 9 * * *", Zone: "Mars/Olympus"}, time.Now(), 1); err == nil {
		t.Error("zone Mars/Olympus was taken")
	}
	never := study.Course{Schedule: "0 0 30 2 *", Zone: "UTC"}
	if times, err := c.Next(never, time.Now(), 1); err != nil || len(times) != 0 {
		t.Errorf("the 30th of February comes at %v (%v)", times, err)
	}
}
