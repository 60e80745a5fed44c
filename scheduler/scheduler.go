// Package scheduler is when. It reads the courses' cron specs, keeps the ledger of slots and sees
// to it that each slot is served exactly once, or skipped with a reason: across restarts, crashes
// and several processes on one database.
//
// There is no timer a course. Every few seconds Tick asks, for each course, which instants its spec
// has had since the newest slot in the ledger. In the ordinary case that is one, due just now;
// after downtime it is many, of which the newest may still be served and the others are skipped.
// Both take the same way, so the second is as well tried as the first.
//
//	claim the slot's row -> serve it -> enter how it ended
//
// A claim that comes to no end was interrupted, and only looking into the channel tells whether its
// message is there.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"kotsukotsu/data/study"
)

const (
	// Lease is how long a claim is left to its owner. It is longer than serving a slot may take, so
	// whoever takes the claim over is alone with it.
	Lease = 30 * time.Second
	// ServeTime is how long serving a slot may take.
	ServeTime = 20 * time.Second
	// revealGrace is how long after its round began a reveal is tried.
	revealGrace = 7 * 24 * time.Hour
	// recorded is how far back missed slots are entered in the ledger.
	recorded = 31 * 24 * time.Hour
)

// Ledger remembers courses and slots.
type Ledger interface {
	Courses(context.Context) ([]study.Course, error)
	Served(ctx context.Context, course int64, kind study.SlotKind) (time.Time, error)
	Unrevealed(ctx context.Context, now time.Time) ([]study.Slot, error)
	Claim(ctx context.Context, slot study.Slot, now time.Time) (bool, error)
	Claims(ctx context.Context, before time.Time) ([]study.Slot, error)
	Reclaim(ctx context.Context, slot study.Slot, before, now time.Time) (bool, error)
	Skip(ctx context.Context, slot study.Slot, reason string, now time.Time) error
	Finish(
		ctx context.Context, slot study.Slot, state study.SlotState, ts, reason string, now time.Time) error
}

// Channel is where slots are served.
type Channel interface {
	// Serve posts what is due and returns the ts of the message. It returns study.Skip if there is
	// a good reason to post nothing, study.Refused if it certainly was not posted and never will
	// be, and any other error if that is not known.
	Serve(ctx context.Context, slot study.Slot, now time.Time) (ts string, err error)
	// Posted looks for the message of an interrupted slot; "" if it isn't there.
	Posted(ctx context.Context, slot study.Slot) (ts string, err error)
}

// Scheduler serves slots. All fields must be set.
type Scheduler struct {
	Ledger  Ledger
	Channel Channel
	Log     *slog.Logger
	Now     func() time.Time
}

// Run ticks until ctx ends, and returns when the last tick has come to its end.
func (s *Scheduler) Run(ctx context.Context) error {
	log := cron.DiscardLogger
	c := cron.New(cron.WithSeconds(), cron.WithLogger(log),
		cron.WithChain(cron.Recover(slogger{s.Log}), cron.SkipIfStillRunning(log)))
	tick := func() { s.Tick(ctx, s.Now()) }
	if _, err := c.AddFunc("*/5 * * * * *", tick); err != nil {
		return fmt.Errorf("schedule the tick: %w", err)
	}
	tick()
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	return ctx.Err()
}

// slogger is cron's logger over ours; all that cron has to say is that a tick panicked.
type slogger struct{ log *slog.Logger }

func (l slogger) Info(string, ...any) {}
func (l slogger) Error(err error, msg string, args ...any) {
	l.log.Error("tick panicked", append([]any{"cause", err, "cron", msg}, args...)...)
}

// Tick does all that is due. What goes wrong with one slot is logged and stops no other.
func (s *Scheduler) Tick(ctx context.Context, now time.Time) {
	// A tick may take long. A claim must bear the moment when it is made, or it looks old at once.
	begun := time.Now()
	clock := func() time.Time { return now.Add(time.Since(begun)) }
	courses, err := s.Ledger.Courses(ctx)
	if err != nil {
		s.fail(ctx, "read courses", err)
		return
	}
	if err := s.settle(ctx, clock); err != nil {
		s.fail(ctx, "settle interrupted slots", err)
	}
	for _, c := range courses {
		for kind, spec := range map[study.SlotKind]string{study.QuestionSlot: c.Schedule, study.ReportSlot: c.Report} {
			if err := s.catchUp(ctx, c, kind, spec, clock()); err != nil {
				s.fail(ctx, "serve course", err, "course", c.ID, "kind", kind)
			}
		}
	}
	if err := s.reveal(ctx, clock); err != nil {
		s.fail(ctx, "reveal closed rounds", err)
	}
}

func (s *Scheduler) fail(ctx context.Context, what string, err error, args ...any) {
	if ctx.Err() == nil { // on the way out everything fails
		s.Log.Error(what, append(args, "cause", err)...)
	}
}

// catchUp serves the newest instant of a spec that is not in the ledger yet, if it is not too long
// ago, and enters the older ones as skipped.
func (s *Scheduler) catchUp(
	ctx context.Context, c study.Course, kind study.SlotKind, spec string, now time.Time,
) error {
	due, err := s.due(ctx, c, kind, spec, now)
	if err != nil || len(due) == 0 {
		return err
	}
	newest := len(due) - 1
	for _, t := range due[:newest] {
		if err := s.skip(ctx, study.Slot{Course: c.ID, Kind: kind, Planned: t}, "missed", now); err != nil {
			return err
		}
	}
	slot := study.Slot{Course: c.ID, Kind: kind, Planned: due[newest]}
	if reason, ok := allowed(c, slot, now); !ok {
		return s.skip(ctx, slot, reason, now)
	}
	err = s.Serve(ctx, slot, now)
	if errors.Is(err, study.ErrClaimed) {
		return nil // another process was faster
	}
	return err
}

// allowed says whether a slot that is due may be served, and why not.
func allowed(c study.Course, slot study.Slot, now time.Time) (reason string, ok bool) {
	switch {
	case c.Paused:
		return "paused", false
	case now.Sub(slot.Planned) > study.Grace:
		return "missed", false
	}
	return "", true
}

func (s *Scheduler) skip(ctx context.Context, slot study.Slot, reason string, now time.Time) error {
	s.Log.Info("slot skipped", "slot", slot.Key(), "reason", reason)
	return s.Ledger.Skip(ctx, slot, reason, now)
}

// due returns the instants of a spec up to now that are not in the ledger yet, oldest first.
func (s *Scheduler) due(
	ctx context.Context, c study.Course, kind study.SlotKind, spec string, now time.Time,
) ([]time.Time, error) {
	after, err := s.Ledger.Served(ctx, c.ID, kind)
	if err != nil {
		return nil, err
	}
	if after.Before(c.Since) {
		after = c.Since
	}
	if oldest := now.Add(-recorded); after.Before(oldest) {
		after = oldest
	}
	schedule, err := parse(spec, c.Zone)
	if err != nil {
		return nil, err
	}
	var due []time.Time
	for t := schedule.Next(after); !t.IsZero() && !t.After(now); t = schedule.Next(t) {
		due = append(due, t)
	}
	return due, nil
}

// Serve claims a slot, serves it and enters how it ended. It returns study.ErrClaimed if the slot
// is in the ledger already.
func (s *Scheduler) Serve(ctx context.Context, slot study.Slot, now time.Time) error {
	mine, err := s.Ledger.Claim(ctx, slot, now)
	if err != nil {
		return err
	}
	if !mine {
		return study.ErrClaimed
	}
	return s.serve(ctx, slot, now)
}

// serve serves a claimed slot. If it can't be known whether the message was posted, the claim stays
// open and is settled later.
func (s *Scheduler) serve(ctx context.Context, slot study.Slot, now time.Time) error {
	bounded, cancel := context.WithTimeout(
		context.WithoutCancel(ctx),
		ServeTime,
	) // what is begun is finished
	defer cancel()
	ts, err := s.Channel.Serve(bounded, slot, now)
	return errors.Join(err, s.finish(ctx, slot, ts, err, now))
}

func (s *Scheduler) finish(
	ctx context.Context, slot study.Slot, ts string, err error, now time.Time,
) error {
	ctx = context.WithoutCancel(ctx) // what was posted is entered even on the way out
	var skip study.Skip
	var refused study.Refused
	switch {
	case err == nil:
		s.Log.Info("slot posted", "slot", slot.Key(), "ts", ts)
		return s.Ledger.Finish(ctx, slot, study.Posted, ts, "", now)
	case errors.As(err, &skip):
		return s.Ledger.Finish(ctx, slot, study.Skipped, "", skip.Reason, now)
	case errors.As(err, &refused):
		return s.Ledger.Finish(ctx, slot, study.Failed, "", refused.Error(), now)
	}
	return nil
}

// settle brings interrupted claims to an end: posted if the message is in the channel, else served
// again if that is not too late.
func (s *Scheduler) settle(ctx context.Context, clock func() time.Time) error {
	before := clock().Add(-Lease)
	slots, err := s.Ledger.Claims(ctx, before)
	for _, slot := range slots {
		now := clock()
		mine, wrong := s.Ledger.Reclaim(ctx, slot, before, now)
		if wrong == nil && mine {
			wrong = s.settleOne(ctx, slot, now)
		}
		err = errors.Join(err, wrong)
	}
	return err
}

func (s *Scheduler) settleOne(ctx context.Context, slot study.Slot, now time.Time) error {
	ts, err := s.Channel.Posted(ctx, slot)
	switch {
	case err != nil:
		return s.giveUp(ctx, slot, err, now)
	case ts != "":
		return s.finish(ctx, slot, ts, nil, now)
	case late(slot, now):
		return s.finish(ctx, slot, "", study.Skip{Reason: "interrupted, and too late by now"}, now)
	}
	return s.serve(ctx, slot, now)
}

// giveUp skips a slot of which it can't be found out whether it was posted, when it is too late
// anyway: rather not posted than posted twice.
func (s *Scheduler) giveUp(ctx context.Context, slot study.Slot, err error, now time.Time) error {
	if late(slot, now) {
		err = errors.Join(
			err,
			s.finish(ctx, slot, "", study.Skip{Reason: "interrupted, outcome unknown"}, now),
		)
	}
	return fmt.Errorf("look for the message of slot %s: %w", slot.Key(), err)
}

// late says whether it is too late to serve an interrupted slot. A reveal has days: without it the
// round's message would go on offering its buttons.
func late(slot study.Slot, now time.Time) bool {
	if _, reveals := slot.Kind.Reveals(); reveals {
		return now.Sub(slot.Planned) > revealGrace
	}
	_, ok := allowed(study.Course{}, slot, now)
	return !ok
}

// reveal serves the reveal slot of each round that has closed.
func (s *Scheduler) reveal(ctx context.Context, clock func() time.Time) error {
	slots, err := s.Ledger.Unrevealed(ctx, clock())
	for _, slot := range slots {
		if wrong := s.Serve(ctx, slot, clock()); !errors.Is(wrong, study.ErrClaimed) {
			err = errors.Join(err, wrong)
		}
	}
	return err
}
