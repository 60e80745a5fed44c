package workspace_test

import (
	"context"
	"io"
	"log"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/bot/workspace"
)

// patience is how long a test waits for what should take milliseconds.
const patience = 20 * time.Second

// newWorkspace serves a workspace until the test ends.
func newWorkspace(t testing.TB, cfg workspace.Config) *workspace.Workspace {
	t.Helper()
	cfg.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	w, err := workspace.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return w
}

// app is a Slack app made with slack-go: it acknowledges what a test does not want to see, and
// hands the rest over.
type app struct {
	*slack.Client
	socket *socketmode.Client
	// heard gets every envelope that hear does not acknowledge.
	heard chan socketmode.Event
	// hellos gets each greeting.
	hellos chan socketmode.Request
}

// newApp connects an app and waits for its greeting. Its envelopes come out of heard, un-acked.
func newApp(t testing.TB, w *workspace.Workspace) *app {
	t.Helper()
	api := slack.New(workspace.BotToken, slack.OptionAppLevelToken(workspace.AppToken),
		slack.OptionAPIURL(w.APIURL()), slack.OptionHTTPClient(&http.Client{Timeout: patience}))
	a := &app{
		Client: api, heard: make(chan socketmode.Event, 100),
		hellos: make(chan socketmode.Request, 100),
		socket: socketmode.New(api, socketmode.OptionLog(log.New(io.Discard, "", 0))),
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = a.socket.RunContext(ctx); close(done) }()
	go a.listen(ctx)
	t.Cleanup(func() { cancel(); <-done })
	a.hello(t)
	return a
}

func (a *app) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-a.socket.Events:
			switch {
			case e.Type == socketmode.EventTypeHello:
				a.hellos <- *e.Request
			case e.Request != nil && e.Request.EnvelopeID != "",
				e.Type == socketmode.EventTypeErrorBadMessage:
				a.heard <- e
			}
		}
	}
}

func (a *app) hello(t testing.TB) socketmode.Request {
	t.Helper()
	return receive(t, a.hellos, "a hello")
}

// hear takes the next envelope.
func (a *app) hear(t testing.TB) socketmode.Event {
	t.Helper()
	return receive(t, a.heard, "an envelope")
}

// ack acknowledges the next envelope with at most one payload and returns it.
func (a *app) ack(t testing.TB, payload ...any) socketmode.Event {
	t.Helper()
	e := a.hear(t)
	if err := a.socket.Ack(*e.Request, payload...); err != nil {
		t.Fatal(err)
	}
	return e
}

func receive[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
		panic("unreachable")
	}
}

// await waits until a user's screen is as wanted.
func await(t testing.TB, w *workspace.Workspace, user string,
	ok func(workspace.Screen) bool) workspace.Screen {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s, err := w.Await(ctx, user, ok)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// doing runs what a person does while the app answers it, and returns its error afterwards.
func doing(act func() error) (result func() error) {
	done := make(chan error, 1)
	go func() { done <- act() }()
	return func() error { return <-done }
}

func buttons(blockID string, names ...string) *slack.ActionBlock {
	b := slack.NewActionBlock(blockID)
	for _, n := range names {
		b.Elements.ElementSet = append(b.Elements.ElementSet,
			slack.NewButtonBlockElement("pick_"+n, n, plain(n)))
	}
	return b
}

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, true, false)
}

func mrkdwn(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("mrkdwn", s, false, false)
}
