package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
)

const (
	workers  = 16               // requests handled at once
	backlog  = 256              // requests that wait; with more, Slack tells people to try again
	workTime = 10 * time.Second // for one request, its replies included
	ackTime  = 2 * time.Second
)

// socket is the Socket Mode connection. One goroutine reads its events and never waits: slack-go
// drops the connection, and what is queued in it, if they are not taken at once. The work is done
// by a few workers.
type socket struct {
	app    *app
	client *socketmode.Client
	queue  chan socketmode.Request
	seen   seen
}

func newSocket(a *app) *socket {
	return &socket{
		app: a, client: socketmode.New(a.speaker.api), queue: make(chan socketmode.Request, backlog),
		seen: seen{at: map[string]time.Time{}},
	}
}

// run serves until ctx ends. Then it takes no more requests, finishes those it has, and only then
// lets go of the connection, so that they can be acknowledged. It returns early if the connection
// can't be had.
func (s *socket) run(ctx context.Context) error {
	connection, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	var working, connecting sync.WaitGroup
	for range workers {
		working.Go(s.work)
	}
	lost := make(chan error, 1)
	connecting.Go(func() { lost <- s.client.RunContext(connection) })
	err := s.receive(ctx, lost)
	close(s.queue)
	working.Wait()
	cut()
	connecting.Wait()
	return err
}

// receive takes events until ctx ends or the connection is lost for good.
func (s *socket) receive(ctx context.Context, lost <-chan error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-lost:
			return unusable(err)
		case e := <-s.client.Events:
			if err := s.event(e); err != nil {
				return err
			}
		}
	}
}

// event takes one event. The error is one after which trying on is useless.
func (s *socket) event(e socketmode.Event) error {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.app.connected.Store(true)
		s.app.log.Info("connected to Slack")
	case socketmode.EventTypeConnecting:
		s.app.connected.Store(false)
	case socketmode.EventTypeConnectionError:
		if failed, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
			s.app.log.Warn(
				"connection failed",
				"cause",
				failed.ErrorObj,
				"again in",
				failed.Backoff,
			)
			return permanent(failed.ErrorObj)
		}
	case socketmode.EventTypeErrorWriteFailed:
		s.app.log.Warn("write failed", "cause", e.Data)
	case socketmode.EventTypeErrorBadMessage:
		s.salvage(e)
	case socketmode.EventTypeEventsAPI,
		socketmode.EventTypeInteractive,
		socketmode.EventTypeSlashCommand:
		s.enqueue(*e.Request)
	}
	return nil
}

// salvage takes an envelope that slack-go's types could not read. We need less of it than they do.
func (s *socket) salvage(e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil || r.EnvelopeID == "" {
		s.app.log.Warn("unreadable message from Slack", "cause", bad.Cause)
		return
	}
	s.enqueue(r)
}

func (s *socket) enqueue(r socketmode.Request) {
	select {
	case s.queue <- r:
	default:
		s.app.log.Error("too much to do, request left to Slack's own error", "type", r.Type)
	}
}

func (s *socket) work() {
	for r := range s.queue {
		ctx, cancel := context.WithTimeout(context.Background(), workTime)
		if err := s.handle(ctx, r, s.app.now()); err != nil {
			s.app.log.Error("request failed", "type", r.Type, "cause", err)
		}
		cancel()
	}
}

// handle answers one envelope: commit, then acknowledge, then speak. What was asked by a control or
// a form and could not be done isn't acknowledged, so that Slack marks it as failed; the person is
// told what to do in any case.
func (s *socket) handle(ctx context.Context, r socketmode.Request, now time.Time) error {
	c, err := newCall(r, now)
	if err != nil {
		return errors.Join(err, s.ack(ctx, r, nil))
	}
	route, ok := handlers.Find(c.kind, c.name)
	if !ok {
		return errors.Join(s.ack(ctx, r, nil), s.apologise(ctx, c, errNoRoute))
	}
	if !s.seen.first(c.key, now) {
		return s.ack(ctx, r, nil)
	}
	// The team that the token is for. A guest from another company has a team of their own in the
	// payload.
	c.request.Team = s.app.team
	c.request.Zone = s.app.people.remembered(c.request.User).zone
	replies, err := guarded(ctx, s.app.handlers, route, c.request)
	if err != nil {
		return s.failed(ctx, r, c, err)
	}
	// What is kept is told even if the acknowledgement finds no connection.
	lost := s.ack(ctx, r, s.payload(ctx, c, replies))
	if err := s.app.reply(ctx, c, replies); err != nil {
		return errors.Join(lost, s.apologise(ctx, c, err))
	}
	return lost
}

// errNoRoute says that nothing answers to a name: an older message's button, say.
var errNoRoute = errors.New("there is no route for it")

// guarded keeps a handler's panic from ending the process.
func guarded(
	ctx context.Context, h *handlers.Handlers, r handlers.Route, q handlers.Request,
) (replies []handlers.Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return r.Do(h, ctx, q)
}

func (s *socket) failed(ctx context.Context, r socketmode.Request, c call, err error) error {
	s.seen.forget(c.key) // a second delivery may succeed
	err = s.apologise(ctx, c, err)
	if c.kind == handlers.Command || c.kind == handlers.Event {
		err = errors.Join(err, s.ack(ctx, r, nil))
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

func (s *socket) ack(ctx context.Context, r socketmode.Request, payload any) error {
	ctx, cancel := context.WithTimeout(
		ctx,
		ackTime,
	) // without one, it could wait for ever while disconnected
	defer cancel()
	if err := s.client.AckCtx(ctx, r.EnvelopeID, payload); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	return nil
}

// permanent returns an error with a sentence if a connection failed for a reason that will not pass
// by itself; slack-go goes on trying after most of them.
func permanent(err error) error {
	switch slackError(err) {
	case "invalid_auth",
		"not_authed",
		"account_inactive",
		"token_revoked",
		"token_expired",
		"missing_scope",
		"not_allowed_token_type",
		"team_access_not_granted",
		"user_removed_from_team",
		"forbidden_team",
		"team_disabled",
		"invalid_token":
		return unusable(err)
	}
	return nil
}

func unusable(err error) error {
	return fmt.Errorf(
		"SLACK_APP_TOKEN is refused by Slack (%w): make an app-level token with the scope "+
			"connections:write under Basic Information",
		err,
	)
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
