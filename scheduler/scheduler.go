// Package scheduler is when. It reads the courses' cron specs, knows their rest days, keeps the
// ledger of slots and sees to it that each slot is served exactly once, or skipped with a reason:
// across restarts, crashes and several processes on one database.
//
// The ledger is planned ahead: the next ten occurrences of each spec stand in it, and what a round
// brings along (its reveal, its reminder) enters it when the round is posted. Every few seconds
// Tick asks it what is due and nobody's. In the ordinary case that is one slot, due just now; after
// downtime it is many, of which the newest may still be served and the others are skipped. Both
// take the same way, so the second is as well tried as the first.
//
//	planned -> claimed -> posted
//	                   -> planned again, if the message surely wasn't posted but may be later
//	        -> skipped, failed: with the reason
//
// A claim that comes to no end was interrupted, and only looking into the channel tells whether its
// message is there.
//
// Each course is served by itself, so that one course's trouble is not another's.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"kotsukotsu/data/study"
)

const (
	// Lease is how long a claim is left to its owner. It is longer than serving a slot may take, so
	// whoever takes the claim over is alone with it; and long enough that a message which Slack has not
	// confirmed is there to be found, or never comes.
	Lease = 30 * time.Second
	// ServeTime is how long serving a slot, or looking for its message, may take. A stop waits for it,
	// and is to be over in ten seconds.
	ServeTime = 8 * time.Second
	// longestWait is the longest time between two tries.
	longestWait = 10 * time.Minute
	// longGrace is how long a reveal is tried, and to tell an owner that a course has stopped.
	longGrace = 7 * 24 * time.Hour
	// atOnce is how many courses are served at the same time.
	atOnce = 32
)

// Ledger remembers the courses and slots of a team.
type Ledger interface {
	Courses(ctx context.Context) ([]study.Course, error)
	Course(ctx context.Context, id int64) (study.Course, error)
	StopCourse(ctx context.Context, course int64, word string, now time.Time) error
	Plan(ctx context.Context, courses []int64, slots []study.Slot, now time.Time) error
	Entries(
		ctx context.Context,
		course int64,
		kind study.SlotKind,
		from, to time.Time,
	) ([]study.Entry, error)
	DueSlots(ctx context.Context, now time.Time) ([]study.Entry, error)
	DueSlotsIn(ctx context.Context, course int64, now time.Time) ([]study.Entry, error)
	Claim(ctx context.Context, e study.Entry, now, until time.Time) (bool, error)
	Enter(ctx context.Context, slot study.Slot, until time.Time) (bool, error)
	EnterPlanned(ctx context.Context, slot study.Slot) error
	Postpone(
		ctx context.Context, slot study.Slot, state study.SlotState, why study.Reason, until time.Time) error
	Finish(ctx context.Context, slot study.Slot, state study.SlotState, ts string, why study.Reason,
		now time.Time) error
}

// Channel is where slots are served.
type Channel interface {
	// Wait returns when Slack's rates allow another message.
	Wait(context.Context) error
	// Serve posts what is due and returns the ts of the message. It returns study.Skip if there is
	// a good reason to post nothing, study.Refused if it certainly was not posted and never will
	// be, study.Later if it was not but may be, and any other error if that is not known.
	Serve(ctx context.Context, slot study.Slot, now time.Time) (ts string, err error)
	// Posted looks for the message of an interrupted slot; "" if it isn't there.
	Posted(ctx context.Context, slot study.Slot) (ts string, err error)
}

// Scheduler serves the slots of one team. The exported fields must be set.
type Scheduler struct {
	Ledger  Ledger
	Channel Channel
	Log     *slog.Logger
	Now     func() time.Time

	ticking sync.Mutex
	plans   map[int64]plan // by course
	serving sync.WaitGroup
	mu      sync.Mutex
	busy    map[int64]bool // the courses that are being served
	places  chan struct{}  // one for each that may be served at once
}

// Run ticks until ctx ends, and returns when all that was begun has come to its end.
func (s *Scheduler) Run(ctx context.Context) error {
	log := cron.DiscardLogger
	c := cron.New(cron.WithSeconds(), cron.WithLogger(log),
		cron.WithChain(cron.Recover(slogger{s.Log}), cron.SkipIfStillRunning(log)))
	tick := func() { s.begin(ctx, s.Now()) }
	if _, err := c.AddFunc("*/5 * * * * *", tick); err != nil {
		return fmt.Errorf("schedule the tick: %w", err)
	}
	tick()
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	s.serving.Wait()
	return ctx.Err()
}

// slogger is cron's logger over ours; all that cron has to say is that a tick panicked.
type slogger struct{ log *slog.Logger }

func (l slogger) Info(string, ...any) {}
func (l slogger) Error(err error, msg string, args ...any) {
	l.log.Error("tick panicked", append([]any{"cause", err, "cron", msg}, args...)...)
}

// Tick does all that is due and returns when it is done.
func (s *Scheduler) Tick(ctx context.Context, now time.Time) {
	s.begin(ctx, now)
	s.serving.Wait()
}

// begin lets each course in which something is due be served, unless that is going on already.
func (s *Scheduler) begin(ctx context.Context, now time.Time) {
	s.ticking.Lock()
	defer s.ticking.Unlock()
	if err := s.plan(ctx, now); err != nil {
		s.fail(ctx, "plan ahead", err)
	}
	due, err := s.Ledger.DueSlots(ctx, now)
	if err != nil {
		s.fail(ctx, "read what is due", err)
	}
	begun := time.Now()
	// Serving may take long. A claim must bear the moment when it is made, or it looks old at once.
	clock := func() time.Time { return now.Add(time.Since(begun)) }
	for _, e := range due {
		if !s.take(e.Course) {
			continue
		}
		s.serving.Go(func() {
			defer s.release(e.Course)
			if err := s.serveCourse(ctx, e.Course, clock); err != nil {
				s.fail(ctx, "serve course", err, "course", e.Course)
			}
		})
	}
}

func (s *Scheduler) fail(ctx context.Context, what string, err error, args ...any) {
	if ctx.Err() == nil { // on the way out everything fails
		s.Log.Error(what, append(args, "cause", err)...)
	}
}

// take marks a course as being served; false if it is already.
func (s *Scheduler) take(course int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy == nil {
		s.busy, s.places = map[int64]bool{}, make(chan struct{}, atOnce)
	}
	if s.busy[course] {
		return false
	}
	s.busy[course] = true
	return true
}

func (s *Scheduler) release(course int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, course)
}

// serveCourse serves what is due in a course until nothing is: a question that is posted lets the
// reveal of the one before become due.
func (s *Scheduler) serveCourse(ctx context.Context, id int64, clock func() time.Time) (err error) {
	s.places <- struct{}{}
	defer func() {
		<-s.places
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	c, err := s.Ledger.Course(ctx, id)
	if err != nil {
		return err
	}
	for ctx.Err() == nil && err == nil {
		due, wrong := s.Ledger.DueSlotsIn(ctx, id, clock())
		if wrong != nil || len(due) == 0 {
			return wrong
		}
		for _, e := range due {
			err = errors.Join(err, s.serveDue(ctx, c, e, clock))
		}
	}
	return err
}

// overtaken says whether a newer slot of a spec is due or was served: only the newest is caught up.
func (s *Scheduler) overtaken(ctx context.Context, e study.Entry, now time.Time) (bool, error) {
	if !e.Kind.Planned() {
		return false, nil
	}
	later, err := s.Ledger.Entries(ctx, e.Course, e.Kind, e.Planned.Add(time.Second), now)
	return slices.ContainsFunc(later, func(l study.Entry) bool {
		return l.State != study.Skipped && l.State != study.Failed
	}), err
}

// serveDue brings a slot that is due to an end, or to its next try.
func (s *Scheduler) serveDue(
	ctx context.Context, c study.Course, e study.Entry, clock func() time.Time,
) error {
	if e.State == study.Claimed {
		return s.settle(ctx, c, e, clock)
	}
	why, ok := s.allowed(c, e, clock())
	overtaken, err := s.overtaken(ctx, e, clock())
	switch {
	case err != nil:
		return err
	case overtaken && e.Tries == 0:
		return s.end(ctx, e.Slot, study.Skipped, study.ReasonMissed, clock())
	case overtaken:
		return s.end(ctx, e.Slot, study.Skipped, study.ReasonLate.With(string(e.Reason)), clock())
	case !ok:
		return s.end(ctx, e.Slot, study.Skipped, why, clock())
	}
	// This takes as long as Slack asks for, which may be longer than a lease.
	if err := s.Channel.Wait(ctx); err != nil {
		return err
	}
	now := clock() // it may have been a long wait
	if why, ok := s.allowed(c, e, now); !ok {
		return s.end(ctx, e.Slot, study.Skipped, why, now)
	}
	mine, err := s.Ledger.Claim(ctx, e, now, now.Add(Lease))
	if err != nil || !mine {
		return err
	}
	e.Tries++
	return unlessEntered(s.serve(ctx, c, e, now))
}

// unlessEntered drops the error of a slot whose end is in the ledger with its reason, and that of one
// in which there is more to do.
func unlessEntered(err error) error {
	var skip study.Skip
	var refused study.Refused
	if errors.As(err, &skip) || errors.As(err, &refused) || errors.Is(err, study.ErrMore) {
		return nil
	}
	return err
}

// allowed says whether a slot that is due may be served, and why not.
func (*Scheduler) allowed(
	c study.Course, e study.Entry, now time.Time,
) (why study.Reason, ok bool) {
	_, reminds := e.Kind.Reminds()
	rest, rests := (Calendar{}).Rest(c, c.Today(e.Planned))
	late, byItself := now.Sub(e.Planned) > study.Grace, e.Kind.Planned() || reminds
	switch {
	case e.Kind == study.EmptySlot: // planned when the plan was made
		return "", true
	case patient(e.Kind):
		return study.ReasonLate.With(string(e.Reason)), now.Sub(e.Planned) <= longGrace
	case e.Kind.Planned() && !planned(c, e.Slot):
		return study.ReasonUnplanned, false
	case rests && byItself:
		return rest, false
	case c.Stopped != "":
		return study.ReasonStopped.With(c.Stopped), false
	case c.Paused && byItself:
		return study.ReasonPaused, false
	case late && e.Tries > 0:
		return study.ReasonLate.With(string(e.Reason)), false
	case late:
		return study.ReasonMissed, false
	}
	return "", true
}

// patient says whether a slot has days, and neither pause nor rest day keeps it: without its reveal
// a round's message would go on offering its buttons.
func patient(k study.SlotKind) bool {
	_, reveals := k.Reveals()
	_, regrades := k.Regrades()
	return reveals || regrades || k == study.StoppedSlot
}

func (s *Scheduler) end(
	ctx context.Context, slot study.Slot, state study.SlotState, why study.Reason, now time.Time,
) error {
	s.Log.Info("slot left out", "slot", slot.Key(), "state", state, "reason", why)
	return s.Ledger.Finish(context.WithoutCancel(ctx), slot, state, "", why, now)
}

// Serve enters a slot that a person asked for, and serves it. It returns study.ErrClaimed if the
// slot is in the ledger already.
func (s *Scheduler) Serve(ctx context.Context, slot study.Slot, now time.Time) error {
	c, err := s.Ledger.Course(ctx, slot.Course)
	if err != nil {
		return err
	}
	mine, err := s.Ledger.Enter(ctx, slot, now.Add(Lease))
	if err != nil {
		return err
	}
	if !mine {
		return study.ErrClaimed
	}
	e := study.Entry{Slot: slot, State: study.Claimed, Tries: 1}
	return s.serve(ctx, c, e, now)
}

// serve serves a claimed slot and enters how it ended. If it can't be known whether the message was
// posted, the claim stays open and is settled later.
func (s *Scheduler) serve(ctx context.Context, c study.Course, e study.Entry, now time.Time) error {
	ctx = context.WithoutCancel(ctx) // what is begun is finished
	bounded, cancel := context.WithTimeout(ctx, ServeTime)
	defer cancel()
	ts, err := s.Channel.Serve(bounded, e.Slot, now)
	return errors.Join(err, s.finish(ctx, c, e, ts, err, now))
}

func (s *Scheduler) finish(
	ctx context.Context, c study.Course, e study.Entry, ts string, err error, now time.Time,
) error {
	var skip study.Skip
	var refused study.Refused
	var later study.Later
	switch {
	case err == nil:
		s.Log.Info("slot posted", "slot", e.Key(), "ts", ts)
		return s.Ledger.Finish(ctx, e.Slot, study.Posted, ts, "", now)
	case errors.As(err, &skip) && skip.Reason == study.ReasonEmpty && e.Kind.Planned():
		// Once a plan: its owner is to widen it.
		tell := study.Slot{Course: c.ID, Kind: study.EmptySlot, Planned: c.Since}
		return errors.Join(s.Ledger.EnterPlanned(ctx, tell),
			s.end(ctx, e.Slot, study.Skipped, skip.Reason, now))
	case errors.As(err, &skip):
		return s.end(ctx, e.Slot, study.Skipped, skip.Reason, now)
	case errors.As(err, &refused) && e.Kind == study.StoppedSlot: // with the token, say
		return s.Ledger.Postpone(
			ctx,
			e.Slot,
			study.Planned,
			study.ReasonRefused,
			now.Add(longestWait),
		)
	case errors.As(err, &refused):
		return errors.Join(s.stop(ctx, c, e.Kind, refused, now),
			s.end(ctx, e.Slot, study.Failed, study.ReasonRefused.With(refused.Word), now))
	case errors.As(err, &later):
		wait := max(later.After, backoff(e.Tries))
		if errors.Is(later, study.ErrMore) {
			wait = 0
		}
		return s.Ledger.Postpone(
			ctx,
			e.Slot,
			study.Planned,
			study.Reason(err.Error()),
			now.Add(wait),
		)
	}
	wait := max(Lease, backoff(e.Tries))
	return s.Ledger.Postpone(ctx, e.Slot, study.Claimed, study.Reason(err.Error()), now.Add(wait))
}

// backoff is how long to wait after a number of tries: 15 seconds, then twice as long each time.
func backoff(tries int) time.Duration {
	return min(15*time.Second<<min(max(tries-1, 0), 10), longestWait)
}

// stop stops a course in which nothing can be posted any more. Whose it is will be told. That a
// person can't be written to says nothing of the course's channel.
func (s *Scheduler) stop(
	ctx context.Context, c study.Course, k study.SlotKind, refused study.Refused, now time.Time,
) error {
	if !refused.Lasting || k.Alone() {
		return nil
	}
	s.Log.Error("course stopped", "course", c.ID, "channel", c.Channel, "cause", refused)
	return s.Ledger.StopCourse(ctx, c.ID, refused.Word, now)
}

// settle finds out about an interrupted claim. Its slot is posted if the message is in the channel;
// else it is planned again, and served if that is not too late.
func (s *Scheduler) settle(
	ctx context.Context, c study.Course, e study.Entry, clock func() time.Time,
) error {
	now := clock()
	mine, err := s.Ledger.Claim(ctx, e, now, now.Add(Lease))
	if err != nil || !mine {
		return err
	}
	ctx = context.WithoutCancel(ctx) // what is begun is finished
	bounded, cancel := context.WithTimeout(ctx, ServeTime)
	defer cancel()
	ts, err := s.Channel.Posted(bounded, e.Slot)
	switch {
	case err != nil:
		return s.giveUp(ctx, c, e, err, clock())
	case ts != "":
		return s.finish(ctx, c, e, ts, nil, clock())
	}
	return s.Ledger.Postpone(ctx, e.Slot, study.Planned, e.Reason, now)
}

// giveUp skips a slot of which it can't be found out whether it was posted, when it is too late
// anyway: rather not posted than posted twice. Else it is looked for again.
func (s *Scheduler) giveUp(
	ctx context.Context, c study.Course, e study.Entry, err error, now time.Time,
) error {
	err = fmt.Errorf("look for the message of slot %s: %w", e.Key(), err)
	if _, ok := s.allowed(c, e, now); !ok {
		return errors.Join(err, s.end(ctx, e.Slot, study.Skipped, study.ReasonUnknown, now))
	}
	wait := max(Lease, backoff(e.Tries))
	return errors.Join(err,
		s.Ledger.Postpone(ctx, e.Slot, study.Claimed, study.Reason(err.Error()), now.Add(wait)))
}
