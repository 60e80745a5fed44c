package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	// connections is how many there are. Slack closes each every few hours, and slack-go lets go of
	// one before it has the next: what people do then comes on the other.
	connections = 2
	// ackTime is how long an acknowledgement may wait to be written. With nothing connected it would
	// wait for ever.
	ackTime = 2 * time.Second
)

// stagger is how much later the second is opened, so that Slack doesn't close both together. It is a
// variable for tests, in which the program has to be complete at once.
var stagger = time.Minute

// connection is one Socket Mode connection, which slack-go's client opens again when it is lost.
type connection struct {
	number int // from 0, in the order of their turns
	client *socketmode.Client
	up     atomic.Bool
	unsent []socketmode.Response // acknowledgements that wait for the next hello
	recent recent
}

// recent are the last acknowledgements that were given to a connection. slack-go lets go of a socket
// at once when it is lost or refreshed, and doesn't say which of them still went through.
type recent struct {
	mu  sync.Mutex
	all []sent
}

type sent struct {
	socketmode.Response
	at time.Time
}

// How many are remembered, and for how long.
const (
	recentMost = 64
	recentTime = time.Second
)

func (r *recent) add(one socketmode.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) == recentMost {
		r.all = append(r.all[:0], r.all[1:]...)
	}
	r.all = append(r.all, sent{one, time.Now()})
}

// take returns those that may not have gone through, and forgets all.
func (r *recent) take() (all []socketmode.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.all {
		if time.Since(one.at) < recentTime {
			all = append(all, one.Response)
		}
	}
	r.all = nil
	return all
}

func newConnections(api *slack.Client) (all []*connection) {
	for n := range connections {
		all = append(all, &connection{number: n, client: socketmode.New(api)})
	}
	return all
}

// connect opens a connection when it is its turn, and takes its events until ctx ends or Slack
// will not have it. The connection itself lasts until alive ends, so that what was begun can be
// acknowledged.
func (s *socket) connect(ctx, alive context.Context, c *connection) error {
	turn := time.NewTimer(time.Duration(c.number) * s.app.stagger)
	defer turn.Stop()
	select {
	case <-ctx.Done():
		return nil
	case <-turn.C:
	}
	s.begun.Add(1)
	for {
		if err := s.stay(ctx, alive, c); !errors.Is(err, errWaiting) {
			return err
		}
	}
}

// stay has slack-go keep a connection, until it would wait for long.
func (s *socket) stay(ctx, alive context.Context, c *connection) error {
	running, cut := context.WithCancel(alive)
	lost := make(chan error, 1)
	s.connecting.Go(func() {
		defer cut()
		lost <- c.client.RunContext(running)
	})
	err := s.receive(ctx, c, lost)
	switch {
	case errors.Is(err, errWaiting):
		cut()
		<-lost
	case err == nil:
		s.connecting.Go(func() { s.attend(alive, c) })
	}
	return err
}

// attend goes on noting what becomes of a connection when no more requests are taken: there are
// acknowledgements to come.
func (s *socket) attend(alive context.Context, c *connection) {
	for {
		select {
		case <-alive.Done():
			return
		case e := <-c.client.Events:
			switch e.Type {
			case socketmode.EventTypeErrorWriteFailed, socketmode.EventTypeConnecting,
				socketmode.EventTypeHello:
				_ = s.event(c, e)
			}
		}
	}
}

// receive takes events and never waits: slack-go drops the connection, and what is queued in it, if
// they are not taken at once.
func (s *socket) receive(ctx context.Context, c *connection, lost <-chan error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-lost:
			return s.lost(err)
		case e := <-c.client.Events:
			if err := s.event(c, e); err != nil {
				return err
			}
		}
	}
}

// event takes one event. The error is one after which trying on is useless.
func (s *socket) event(c *connection, e socketmode.Event) error {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.greeted(c, e.Request.NumConnections)
	case socketmode.EventTypeConnecting:
		s.searching(c, e)
	case socketmode.EventTypeConnectionError:
		return s.refused(c, e)
	case socketmode.EventTypeErrorWriteFailed:
		s.unwritten(c, e)
	case socketmode.EventTypeErrorBadMessage:
		s.salvage(c, e)
	case socketmode.EventTypeEventsAPI,
		socketmode.EventTypeInteractive,
		socketmode.EventTypeSlashCommand:
		s.take(*e.Request, c)
	}
	return nil
}

// greeted notes that a connection is open. Slack sends each press to one connection of all that it
// counts, so one that isn't ours swallows some.
func (s *socket) greeted(c *connection, counted int) {
	s.hold(c, true)
	s.app.log.Info("connected to Slack", "connection", c.number)
	if ours := int(s.begun.Load()); counted > ours {
		s.app.log.Warn("Slack counts more connections than this process has, and may send presses "+
			"there: does another process use SLACK_APP_TOKEN?", "counted", counted, "ours", ours)
	}
	s.send(c, c.unsent...)
	c.unsent = nil
}

// searching notes that a connection is not open, or no longer.
func (s *socket) searching(c *connection, e socketmode.Event) {
	s.hold(c, false)
	again, ok := e.Data.(*slack.ConnectingEvent)
	if ok && again.ConnectionCount > 0 && again.Attempt == 1 {
		s.app.metrics.reconnects.Inc()
		s.app.log.Info("connection lost, opening it again", "connection", c.number)
		s.send(s.open(c), c.recent.take()...) // Slack takes no notice of what it has already
	}
}

func (s *socket) hold(c *connection, up bool) {
	switch {
	case c.up.Swap(up) == up:
	case up:
		s.app.connected.Add(1)
	default:
		s.app.connected.Add(-1)
	}
}

func (s *socket) refused(c *connection, e socketmode.Event) error {
	failed, ok := e.Data.(*slack.ConnectionErrorEvent)
	if !ok {
		return nil
	}
	s.app.log.Warn("connection failed", "connection", c.number, "cause", failed.ErrorObj,
		"again in", failed.Backoff)
	busy := (*slack.RateLimitedError)(nil)
	switch {
	case permanent[slackError(failed.ErrorObj)]:
		return unusable(failed.ErrorObj)
	case failed.Backoff > longestWait && !errors.As(failed.ErrorObj, &busy):
		return errWaiting
	}
	return nil
}

// longestWait is how long a connection may be away while Slack doesn't answer well. slack-go would
// wait longer each time, up to five minutes; when it is begun anew it begins with a tenth of a second.
const longestWait = 15 * time.Second

var errWaiting = errors.New("slack-go waits too long before it tries again")

// unwritten sends an acknowledgement once more that could not be written: on the other connection,
// or when this one is open again.
func (s *socket) unwritten(c *connection, e socketmode.Event) {
	failed, ok := e.Data.(*socketmode.ErrorWriteFailed)
	if !ok {
		return
	}
	s.app.log.Warn("acknowledgement not written", "connection", c.number, "cause", failed.Cause)
	if mine, _ := s.seen.enter("acknowledgement "+failed.Response.EnvelopeID, s.app.now()); !mine {
		return
	}
	for _, other := range s.connections {
		if other != c && other.up.Load() {
			s.send(other, *failed.Response)
			return
		}
	}
	c.unsent = append(c.unsent, *failed.Response)
}

// send lets acknowledgements wait their turn apart, so that events go on being taken.
func (s *socket) send(c *connection, all ...socketmode.Response) {
	s.connecting.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), ackTime)
		defer cancel()
		for _, r := range all {
			if err := c.client.SendCtx(ctx, r); err != nil {
				s.app.log.Warn("acknowledgement not sent again", "cause", err)
			}
		}
	})
}

// salvage takes an envelope that slack-go's types could not read. We need less of it than they do.
func (s *socket) salvage(c *connection, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil || r.EnvelopeID == "" {
		s.app.log.Warn("unreadable message from Slack", "cause", bad.Cause)
		return
	}
	s.take(r, c)
}

// ack acknowledges on the connection that an envelope came on; if that one is lost and another
// isn't, on that other one.
func (s *socket) ack(ctx context.Context, d delivery, payload any) error {
	ctx, cancel := context.WithTimeout(ctx, ackTime)
	defer cancel()
	c, r := s.open(d.by), socketmode.Response{EnvelopeID: d.EnvelopeID, Payload: payload}
	if err := c.client.SendCtx(ctx, r); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	c.recent.add(r)
	s.app.metrics.acks.Observe(time.Since(d.at).Seconds())
	return nil
}

// open returns a connection that is open, preferably c; c if none is.
func (s *socket) open(c *connection) *connection {
	if c.up.Load() {
		return c
	}
	for _, other := range s.connections {
		if other.up.Load() {
			return other
		}
	}
	return c
}

// permanent are the words for reasons that will not pass by themselves; slack-go goes on trying
// after most of them.
var permanent = map[string]bool{
	"invalid_auth": true, "not_authed": true, "account_inactive": true, "token_revoked": true,
	"token_expired": true, "missing_scope": true, "not_allowed_token_type": true,
	"team_access_not_granted": true, "user_removed_from_team": true, "forbidden_team": true,
	"team_disabled": true, "invalid_token": true,
}

// lost explains why a connection can't be had. Without a word of Slack's it isn't Slack that
// answers there.
func (s *socket) lost(err error) error {
	if slackError(err) == "" {
		return arrival(s.app.config.SlackAPIURL, err)
	}
	return unusable(err)
}

func unusable(err error) error {
	return fmt.Errorf(
		"SLACK_APP_TOKEN is refused by Slack (%w): make an app-level token with the scope "+
			"connections:write under Basic Information",
		err,
	)
}
