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
	"golang.org/x/time/rate"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

// What people do is worked on by crews, so that a look-up can't hold up an answer, nor a slow reply
// the next answer. An answer is kept by one and told by another.
const (
	keepers      = 256  // answers being kept at once: they wait for the same commit
	mostAnswers  = 4096 // that wait for a keeper; with more, Slack tells people to press again
	speakers     = 64   // verdicts being said at once
	mostVerdicts = 1024 // that wait for a speaker; with more, the keepers wait too
	hands        = 16   // other requests being handled at once
	mostOthers   = 64   // that wait for a hand; with more, people are told to try again later
	mostRegrets  = 64   // of these, to be told
)

const (
	workTime = 10 * time.Second        // for a request, from its arrival
	patient  = 2500 * time.Millisecond // after which Slack has given up on a request that isn't an answer
	farewell = 50 * time.Millisecond   // for slack-go to write what is acknowledged last
	draining = 5 * time.Second         // for what has begun when the bot is told to stop
)

// socket is what comes by Socket Mode, on whichever connection. One goroutine for each connection
// takes its events; the work is done by crews.
type socket struct {
	app         *app
	connections []*connection
	begun       atomic.Int32   // connections that have had their turn
	connecting  sync.WaitGroup // what lasts as long as the connections
	answers     chan delivery
	others      chan delivery
	verdicts    chan speech
	regrets     chan delivery
	seen        seen
	turns       turns
	complain    rate.Sometimes // in the log, of too much to do
}

// delivery is an envelope as it came, and as we see it.
type delivery struct {
	socketmode.Request
	by   *connection
	at   time.Time
	call call
	err  error // it can't be read
}

// speech is what there is to say about a delivery.
type speech struct {
	delivery
	replies []handlers.Reply
}

func newSocket(a *app) *socket {
	s := &socket{
		app: a, connections: newConnections(a.speaker.api),
		answers: make(chan delivery, mostAnswers), verdicts: make(chan speech, mostVerdicts),
		others: make(chan delivery, mostOthers), regrets: make(chan delivery, mostRegrets),
		complain: rate.Sometimes{Interval: time.Second},
	}
	a.metrics.gauge("queue_depth", "Requests that wait for a worker, and verdicts for a speaker.",
		func() int { return len(s.answers) + len(s.others) + len(s.verdicts) })
	return s
}

// run serves until ctx ends. Then it takes no more requests, finishes those it has, as far as there
// is time, and only then lets go of the connections, so that they can be acknowledged. It returns
// early if the connections can't be had.
func (s *socket) run(ctx context.Context) error {
	alive, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	working, giveUp := context.WithCancel(alive)
	defer context.AfterFunc(ctx, func() { time.AfterFunc(draining, giveUp) })()
	dismiss := s.employ(working)
	receiving, ctx := errgroup.WithContext(ctx)
	for _, c := range s.connections {
		receiving.Go(func() error { return s.connect(ctx, alive, c) })
	}
	err := receiving.Wait()
	dismiss()
	time.Sleep(farewell)
	cut()
	s.connecting.Wait()
	return err
}

// employ puts the crews to work. When they are dismissed, they finish what there is.
func (s *socket) employ(ctx context.Context) (dismiss func()) {
	var first, last sync.WaitGroup
	crew(&first, keepers, s.answers, func(d delivery) { s.answer(ctx, d) })
	crew(&first, hands, s.others, func(d delivery) { s.serve(ctx, d) })
	crew(&last, 1, s.regrets, func(d delivery) { s.regret(ctx, d) })
	crew(&last, speakers, s.verdicts, func(v speech) { s.say(ctx, v) })
	return func() {
		close(s.answers)
		close(s.others)
		first.Wait()
		close(s.verdicts)
		close(s.regrets)
		last.Wait()
	}
}

// crew has so many goroutines do what comes through a channel, until that is closed.
func crew[T any](on *sync.WaitGroup, size int, queue <-chan T, do func(T)) {
	for range size {
		on.Go(func() {
			for one := range queue {
				do(one)
			}
		})
	}
}

// take puts an envelope where it will be worked on, and never waits.
func (s *socket) take(r socketmode.Request, by *connection) {
	now := s.app.now()
	d := delivery{Request: r, by: by, at: time.Now()}
	d.call, d.err = newCall(r, now)
	d.call.request.Zone = s.app.people.remembered(d.call.request.User).zone
	queue := s.others
	if handlers.KeepsAnswer(d.call.kind, d.call.name) {
		queue = s.answers
	}
	if !s.turns.take(d.call.request.User, d.at) {
		s.shed(d)
		return
	}
	select {
	case queue <- d:
	default:
		s.shed(d)
	}
}

// shed leaves a request to Slack's own error. Whoever looked something up or practised is told, too,
// if that is possible; an answer isn't acknowledged, so that everybody sees that it wasn't kept.
func (s *socket) shed(d delivery) {
	s.app.metrics.press(shed)
	s.complain.Do(func() { s.app.log.Error("too much to do, requests are left undone", "type", d.Type) })
	if d.err != nil || handlers.KeepsAnswer(d.call.kind, d.call.name) {
		return
	}
	select {
	case s.regrets <- d:
	default:
	}
}

func (s *socket) regret(ctx context.Context, d delivery) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	err := s.ack(ctx, d, nil)
	if d.call.responseURL != "" {
		busy := handlers.Private{Words: func(l study.Language) blocks.Message {
			return blocks.Tell(blocks.Busy, l)
		}}
		err = errors.Join(err, s.app.reply(ctx, d.call, []handlers.Reply{busy}))
	}
	s.log(d, err)
}

func (s *socket) answer(ctx context.Context, d delivery) {
	if time.Since(d.at) > workTime {
		s.shed(d)
		return
	}
	if replies := s.handle(ctx, d); replies != nil {
		s.verdicts <- speech{d, replies}
	}
}

func (s *socket) serve(ctx context.Context, d delivery) {
	if time.Since(d.at) > patient {
		s.shed(d)
		return
	}
	if replies := s.handle(ctx, d); replies != nil {
		s.say(ctx, speech{d, replies})
	}
}

func (s *socket) log(d delivery, err error) {
	if err != nil {
		s.app.log.Error("request failed", "type", d.Type, "cause", err)
	}
}

// handle does what one envelope asks for and acknowledges it: commit, then acknowledge, then speak.
// It returns what is to be said.
func (s *socket) handle(ctx context.Context, d delivery) []handlers.Reply {
	replies, err := s.work(ctx, d)
	s.log(d, err)
	return replies
}

func (s *socket) work(ctx context.Context, d delivery) (replies []handlers.Reply, err error) {
	defer recovered(&err)
	if d.err != nil {
		s.app.metrics.press(unreadable)
		return nil, errors.Join(d.err, s.ack(ctx, d, nil))
	}
	route, ok := handlers.Find(d.call.kind, d.call.name)
	if !ok {
		s.app.metrics.press(unrouted)
		return nil, errors.Join(s.ack(ctx, d, nil), s.apologise(ctx, d.call, errNoRoute))
	}
	inTime, cancel := context.WithDeadline(ctx, d.at.Add(workTime))
	defer cancel()
	done, err := s.seen.begin(inTime, d.call.key, d.call.request.At)
	if errors.Is(err, errRepeated) {
		s.app.metrics.press(repeated)
		return nil, s.ack(ctx, d, nil)
	}
	if err != nil {
		return nil, err
	}
	replies, err = guarded(inTime, s.app.handlers, route, d.call.request)
	done(err == nil)
	if err != nil {
		s.app.metrics.press(failed)
		return nil, s.failed(ctx, d, err)
	}
	if replies == nil {
		replies = []handlers.Reply{} // done, with nothing to say
	}
	// What is kept is told even if the acknowledgement finds no connection.
	return replies, s.ack(ctx, d, s.payload(ctx, d.call, replies))
}

// say says what there is to say about what was done.
func (s *socket) say(ctx context.Context, v speech) {
	inTime, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	if err := s.app.reply(inTime, v.call, v.replies); err != nil {
		s.app.metrics.press(untold)
		s.log(v.delivery, s.apologise(ctx, v.call, err))
		return
	}
	s.app.metrics.press(answered)
	s.app.metrics.replies.Observe(time.Since(v.at).Seconds())
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

// failed tells that something could not be done. What was asked by a control or a form isn't
// acknowledged then, so that Slack marks it as failed.
func (s *socket) failed(ctx context.Context, d delivery, err error) error {
	err = s.apologise(ctx, d.call, err)
	if d.call.kind == handlers.Command || d.call.kind == handlers.Event {
		err = errors.Join(err, s.ack(ctx, d, nil))
	}
	return err
}

// apologise tells the person that something went wrong, and returns the cause for the log; both
// have the same number.
func (s *socket) apologise(ctx context.Context, c call, err error) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
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
// delivers again for up to five minutes. What is older than seenFor is forgotten by and by.
type seen struct {
	mu    sync.Mutex
	since time.Time // of now
	// By key, what is closed when it has ended; nil if it has.
	now, before map[string]chan struct{}
}

const seenFor = 10 * time.Minute

// errRepeated says that something was done before.
var errRepeated = errors.New("it was done before")

// begin returns errRepeated if something was done before; if it is being done, it waits for the end,
// as nothing is to be acknowledged before that. Who gets to do it says with done whether it went well:
// if not, the next delivery is another try. What has no key was never done.
func (s *seen) begin(ctx context.Context, key string, at time.Time) (done func(well bool), err error) {
	if key == "" {
		return func(bool) {}, nil
	}
	for {
		mine, ended := s.enter(key, at)
		switch {
		case mine:
			return func(well bool) { s.end(key, well) }, nil
		case ended == nil:
			return nil, errRepeated
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for an earlier delivery: %w", ctx.Err())
		}
	}
}

// enter returns whether a key is new; if it isn't, also what is closed when it has ended.
func (s *seen) enter(key string, at time.Time) (mine bool, ended chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == nil || at.Sub(s.since) > seenFor {
		s.since, s.now, s.before = at, map[string]chan struct{}{}, s.now
	}
	for _, known := range []map[string]chan struct{}{s.now, s.before} {
		if ended, ok := known[key]; ok {
			return false, ended
		}
	}
	s.now[key] = make(chan struct{})
	return true, nil
}

func (s *seen) end(key string, well bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, known := range []map[string]chan struct{}{s.now, s.before} {
		ended, ok := known[key]
		switch {
		case !ok:
			continue
		case well:
			known[key] = nil
		default:
			delete(known, key)
		}
		close(ended)
		return
	}
}

// turns counts what each person does, so that nobody keeps the bot from others.
type turns struct {
	mu    sync.Mutex
	since time.Time
	taken map[string]int
}

const (
	turnsMost = 30 // for one person
	turnsIn   = 10 * time.Second
)

// take says whether a person may do another thing now.
func (t *turns) take(user string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.taken == nil || now.Sub(t.since) > turnsIn {
		t.since, t.taken = now, map[string]int{}
	}
	t.taken[user]++
	return user == "" || t.taken[user] <= turnsMost
}
