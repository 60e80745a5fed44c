package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
)

const (
	workers  = 16               // requests handled at once
	backlog  = 256              // requests that wait; with more, Slack tells people to try again
	workTime = 10 * time.Second // for one request, its replies included
)

// socket is what comes by Socket Mode, on whichever connection. One goroutine for each connection
// takes its events; the work is done by a few workers.
type socket struct {
	app         *app
	connections []*connection
	begun       atomic.Int32   // connections that have had their turn
	connecting  sync.WaitGroup // what lasts as long as the connections
	queue       chan delivery
	seen        seen
}

// delivery is an envelope as it came.
type delivery struct {
	socketmode.Request
	by *connection
	at time.Time
}

func newSocket(a *app) *socket {
	s := &socket{
		app: a, connections: newConnections(a.speaker.api), queue: make(chan delivery, backlog),
		seen: seen{at: map[string]time.Time{}},
	}
	a.metrics.gauge("queue_depth", "Requests that wait for a worker.",
		func() int { return len(s.queue) })
	return s
}

// run serves until ctx ends. Then it takes no more requests, finishes those it has, and only then
// lets go of the connections, so that they can be acknowledged. It returns early if the connections
// can't be had.
func (s *socket) run(ctx context.Context) error {
	alive, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	var working sync.WaitGroup
	for range workers {
		working.Go(s.work)
	}
	receiving, ctx := errgroup.WithContext(ctx)
	for _, c := range s.connections {
		receiving.Go(func() error { return s.connect(ctx, alive, c) })
	}
	err := receiving.Wait()
	close(s.queue)
	working.Wait()
	cut()
	s.connecting.Wait()
	return err
}

func (s *socket) enqueue(d delivery) {
	select {
	case s.queue <- d:
	default:
		s.app.metrics.press(shed)
		s.app.log.Error("too much to do, request left to Slack's own error", "type", d.Type)
	}
}

func (s *socket) work() {
	for d := range s.queue {
		ctx, cancel := context.WithTimeout(context.Background(), workTime)
		if err := s.handle(ctx, d, s.app.now()); err != nil {
			s.app.log.Error("request failed", "type", d.Type, "cause", err)
		}
		cancel()
	}
}

// handle answers one envelope: commit, then acknowledge, then speak. What was asked by a control or
// a form and could not be done isn't acknowledged, so that Slack marks it as failed; the person is
// told what to do in any case.
func (s *socket) handle(ctx context.Context, d delivery, now time.Time) (err error) {
	defer recovered(&err)
	c, err := newCall(d.Request, now)
	if err != nil {
		s.app.metrics.press(unreadable)
		return errors.Join(err, s.ack(ctx, d, nil))
	}
	route, ok := handlers.Find(c.kind, c.name)
	if !ok {
		s.app.metrics.press(unrouted)
		return errors.Join(s.ack(ctx, d, nil), s.apologise(ctx, c, errNoRoute))
	}
	if !s.seen.first(c.key, now) {
		s.app.metrics.press(repeated)
		return s.ack(ctx, d, nil)
	}
	// The team that the token is for. A guest from another company has a team of their own in the
	// payload.
	c.request.Team = s.app.team
	c.request.Zone = s.app.people.remembered(c.request.User).zone
	replies, err := guarded(ctx, s.app.handlers, route, c.request)
	if err != nil {
		s.app.metrics.press(failed)
		return s.failed(ctx, d, c, err)
	}
	// What is kept is told even if the acknowledgement finds no connection.
	lost := s.ack(ctx, d, s.payload(ctx, c, replies))
	if err := s.app.reply(ctx, c, replies); err != nil {
		s.app.metrics.press(untold)
		return errors.Join(lost, s.apologise(ctx, c, err))
	}
	s.app.metrics.press(answered)
	s.app.metrics.replies.Observe(time.Since(d.at).Seconds())
	return lost
}

// errNoRoute says that nothing answers to a name: an older message's button, say.
var errNoRoute = errors.New("there is no route for it")

// guarded keeps a handler's panic from ending the process.
func guarded(
	ctx context.Context, h *handlers.Handlers, r handlers.Route, q handlers.Request,
) (replies []handlers.Reply, err error) {
	defer recovered(&err)
	return r.Do(h, ctx, q)
}

// recovered, when it is deferred, turns a panic into an error: it costs one interaction alone.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

func (s *socket) failed(ctx context.Context, d delivery, c call, err error) error {
	s.seen.forget(c.key) // a second delivery may succeed
	err = s.apologise(ctx, c, err)
	if c.kind == handlers.Command || c.kind == handlers.Event {
		err = errors.Join(err, s.ack(ctx, d, nil))
	}
	return err
}

// apologise tells the person that something went wrong, and returns the cause for the log; both
// have the same number.
func (s *socket) apologise(ctx context.Context, c call, err error) error {
	id := rand.Text()[:8]
	err = fmt.Errorf("error %s: %s %s: %w", id, c.kind, c.name, err)
	return errors.Join(err, s.app.sorry(ctx, c, id))
}

// payload is what the acknowledgement carries: what is wrong with a submitted form, in its person's
// language as far as that is known already.
func (s *socket) payload(ctx context.Context, c call, replies []handlers.Reply) any {
	for _, r := range replies {
		p, ok := r.(handlers.Problems)
		if !ok {
			continue
		}
		l := s.app.people.remembered(c.request.User).language
		if l == "" {
			l = study.English
		}
		return slack.NewErrorsViewSubmissionResponse(p.In(l))
	}
	return nil
}

// seen remembers what was handled, so that a second delivery of it is only acknowledged. Slack
// delivers again for up to five minutes.
type seen struct {
	mu sync.Mutex
	at map[string]time.Time
}

const seenFor = 15 * time.Minute

// first says whether a key comes for the first time. What has no key always does.
func (s *seen) first(key string, now time.Time) bool {
	if key == "" {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, again := s.at[key]; again {
		return false
	}
	for k, t := range s.at {
		if now.Sub(t) > seenFor {
			delete(s.at, k)
		}
	}
	s.at[key] = now
	return true
}

func (s *seen) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.at, key)
}
