package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/scheduler"
)

type runCommand struct{ Config }

// Run connects to Slack and serves until ctx ends.
func (c runCommand) Run(ctx context.Context, s streams) error {
	if err := c.Check(); err != nil {
		return err
	}
	log, err := c.logger(s.err)
	if err != nil {
		return err
	}
	return runApp(ctx, c.Config, log)
}

// app is the bot with everything that it is made of.
type app struct {
	config    Config
	log       *slog.Logger
	content   teaching
	database  *data.Database
	speaker   *speaker
	people    *people
	tongues   tongues
	counter   *counter
	socket    *socket
	metrics   *metrics
	now       func() time.Time
	stagger   time.Duration // between the first connection and the second
	patience  time.Duration // with Slack at start
	connected atomic.Int32  // connections that are open
	editing   sync.Mutex    // of rounds' messages: a count must not undo a reveal

	// What is of the team that the bot token is for is there once the bot has arrived.
	store     *data.Store
	handlers  *handlers.Handlers
	scheduler *scheduler.Scheduler
}

// runApp starts the bot and serves until ctx ends. What is wrong with its surroundings is found
// before anything is served.
func runApp(ctx context.Context, c Config, log *slog.Logger) error {
	content, err := loadTeaching(c.ContentDir)
	if err != nil {
		return fmt.Errorf("notes and questions have faults:\n%w", err)
	}
	debug.FreeOSMemory() // reading takes much more than what was read
	database, err := data.Open(ctx, string(c.DatabaseURL), log)
	if err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	a := newApp(c, log, database, content, time.Now)
	defer a.speaker.close()
	err = a.run(ctx)
	a.people.keeping.Wait()
	return errors.Join(err, database.Close())
}

func newApp(
	c Config, log *slog.Logger, d *data.Database, t teaching, now func() time.Time,
) *app {
	m := newMetrics()
	a := &app{config: c, log: log, content: t, database: d, speaker: newSpeaker(c, m), metrics: m,
		now: now, stagger: stagger, patience: patience}
	m.gauge("connected_sockets", "Connections to Slack that are open.",
		func() int { return int(a.connected.Load()) })
	a.people = newPeople(a)
	a.counter = &counter{
		update: a.recount, dirty: map[int64]bool{},
		failed: func(err error) { log.Warn("count not updated", "cause", err) },
	}
	a.socket = newSocket(a)
	return a
}

// settle puts together what is of one team.
func (a *app) settle(team string) {
	a.store = a.database.Of(team)
	a.store.Watch(a.metrics.kept)
	a.handlers = handlers.New(a.content.notes, a.content.bank, a.store, scheduler.Calendar{})
	a.scheduler = &scheduler.Scheduler{
		Ledger: countedLedger{a.store, a.metrics}, Channel: a, Log: a.log, Now: a.now,
	}
	a.people.setName = a.store.SetName
}

// run takes the address, makes sure of Slack and the channel, and then serves. While it waits for
// Slack, it is alive but not ready.
func (a *app) run(ctx context.Context) error {
	parts, ctx := errgroup.WithContext(ctx)
	if a.config.HTTPAddr != "" {
		listener, err := net.Listen("tcp", a.config.HTTPAddr)
		if err != nil {
			return fmt.Errorf("HTTP_ADDR: %w", err)
		}
		parts.Go(func() error { return a.serveHealth(ctx, listener) })
	}
	parts.Go(func() error {
		if err := a.arrive(ctx); err != nil {
			return ended(err)
		}
		return a.serve(ctx)
	})
	return parts.Wait()
}

// serve runs the parts until ctx ends or one of them fails. The counter goes last: the others still
// give it work.
func (a *app) serve(ctx context.Context) error {
	counting, stop := context.WithCancel(context.WithoutCancel(ctx))
	var last errgroup.Group
	last.Go(func() error { a.counter.run(counting); return nil })
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return a.socket.run(ctx) })
	parts.Go(func() error { return ended(a.scheduler.Run(ctx)) })
	parts.Go(func() error { a.people.run(ctx); return nil })
	parts.Go(func() error { a.sweep(ctx); return nil })
	err := parts.Wait()
	stop()
	a.log.Info("stopped")
	return errors.Join(err, last.Wait())
}

// ended drops the error of a part that ended because it was told to.
func ended(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// arrive learns from Slack which team the bot token is for, checks the channel of the course to make,
// and makes the course.
func (a *app) arrive(ctx context.Context) error {
	var who *slack.AuthTestResponse
	err := a.persist(ctx, func() (err error) { who, err = a.speaker.whoAmI(ctx); return err })
	if err != nil {
		return arrival(a.config.SlackAPIURL, err)
	}
	a.settle(who.TeamID)
	if err := a.store.GoOn(ctx, unsigned); err != nil {
		return err
	}
	a.log.Info("signed in", "team", who.TeamID, "user", who.UserID)
	course, err := a.config.course()
	if err != nil || course.Channel == "" {
		return err
	}
	err = a.persist(ctx, func() error { return a.speaker.inChannel(ctx, course.Channel) })
	if errors.Is(err, study.ErrOutside) {
		return fmt.Errorf("COURSE_CHANNEL %s: the bot is not in that channel, or there is none: "+
			"give the channel's ID and type /invite @kotsukotsu there", course.Channel)
	}
	if err != nil {
		return arrival(a.config.SlackAPIURL, err)
	}
	course.Since = a.now()
	return a.store.AddCourse(ctx, course)
}

// patience is how long Slack may take to be well when the bot starts.
const patience = time.Minute

// persist makes a call until it goes well, is refused, or patience ends.
func (a *app) persist(ctx context.Context, call func() error) error {
	begun := time.Now()
	for wait := 250 * time.Millisecond; ; wait = min(2*wait, callTime) {
		err := call()
		if !momentary(err) || time.Since(begun)+wait > a.patience {
			return err
		}
		a.log.Warn("waiting for Slack, which doesn't answer well", "cause", err, "again in", wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// arrival explains why Slack could not be reached with the bot token.
func arrival(url string, err error) error {
	if slackError(err) != "" {
		return fmt.Errorf(
			"SLACK_BOT_TOKEN is refused by Slack (%w): install the app again and copy its "+
				"Bot User OAuth Token (xoxb-…)",
			err,
		)
	}
	return fmt.Errorf("SLACK_API_URL %s can't be reached: %w", url, err)
}

// recount brings the number under a round up to date.
func (a *app) recount(ctx context.Context, round int64) (err error) {
	defer recovered(&err)
	ctx, cancel := context.WithTimeout(ctx, callTime) // a reveal may be waiting for the lock
	defer cancel()
	a.editing.Lock()
	defer a.editing.Unlock()
	update, err := a.handlers.Counted(ctx, round, a.now())
	if err != nil || update == nil {
		return err
	}
	if a.speaker.edits.now() != nil { // a count can wait
		a.counter.mark(round)
		return nil
	}
	err = a.speaker.update(ctx, *update)
	if err != nil && slackError(err) == "" { // Slack has not refused it, so it may go next time
		a.counter.mark(round)
	}
	return err
}
