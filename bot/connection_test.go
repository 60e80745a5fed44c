package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

// newPair is a stage whose bot has both connections at once.
func newPair(t *testing.T, c workspace.Config) *stage {
	s := newStageIn(t, "en", c)
	s.app.stagger = 0
	s.open()
	s.pair()
	return s
}

// pair waits until both connections are open on both sides.
func (s *stage) pair() {
	s.await("ana", func(screen workspace.Screen) bool { return screen.Sockets >= connections })
	s.until("both connections are open", func() bool { return s.app.connected.Load() == connections })
}

// until waits for what no screen shows.
func (s *stage) until(what string, ok func() bool) {
	s.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); !ok(); {
		select {
		case <-late:
			s.t.Fatalf("not so in 20 seconds: %s", what)
		case <-tick.C:
		}
	}
}

// TestNoPressIsLostWhenAConnectionIsRefreshed has 50 learners answer, and Slack refresh one
// connection after the other meanwhile. Each answer is acknowledged, kept and told once.
func TestNoPressIsLostWhenAConnectionIsRefreshed(t *testing.T) {
	const learners = 50
	users := []workspace.User{{Handle: "ana", Name: "Ana"}}
	for i := 1; i < learners; i++ {
		users = append(users, workspace.User{Handle: fmt.Sprint("l", i), Name: fmt.Sprint("L", i)})
	}
	s := newPair(t, workspace.Config{Users: users})
	s.do("ana types /study now")
	message, action := find(s.workspace.Screen("ana"), "A")
	var presses errgroup.Group
	presses.SetLimit(10)
	for i, u := range users {
		if i == 15 || i == 35 {
			s.workspace.Refresh("refresh_requested")
		}
		presses.Go(func() error {
			return s.workspace.Press(s.t.Context(), u.Handle, "study", message.TS, action)
		})
	}
	s.must(presses.Wait())
	for i, u := range users {
		told := 1
		if i == 0 {
			told = 2 // the first is that her question was posted
		}
		screen := s.await(u.Handle, func(now workspace.Screen) bool { return alone(now) >= told })
		if n := alone(screen); n != told {
			t.Errorf("%s was told %d times, want %d", u.Handle, n, told)
		}
	}
	s.counts("ana", "50 answered", workspace.Screen{})
}

// TestReadyWithOneConnection: one of two is enough, and none is not.
func TestReadyWithOneConnection(t *testing.T) {
	s := newStage(t, "en") // the second waits for its turn
	s.until("it is ready", func() bool { return s.get("/readyz").Code == http.StatusOK })
	s.workspace.Refuse("apps.connections.open", 3, workspace.Refusal{Status: http.StatusBadGateway})
	s.workspace.Cut()
	s.until("it is not ready", func() bool {
		return s.get("/readyz").Code == http.StatusServiceUnavailable
	})
	s.until("it is ready again", func() bool { return s.get("/readyz").Code == http.StatusOK })
}

// TestPressThatIsDeliveredTwiceIsHandledOnce repeats the payload of a command in a new envelope, on
// the other connection.
func TestPressThatIsDeliveredTwiceIsHandledOnce(t *testing.T) {
	s := newPair(t, workspace.Config{})
	payload := []byte(`{"command": "/streak", "trigger_id": "1.2", "user_id": "U0ANA",
		"channel_id": "C0STUDY"}`)
	for n, c := range s.app.socket.connections {
		c.client.Events <- socketmode.Event{
			Type: socketmode.EventTypeSlashCommand, Request: &socketmode.Request{
				Type: "slash_commands", EnvelopeID: fmt.Sprint("E", n), Payload: payload,
			},
		}
	}
	s.await("ana", func(now workspace.Screen) bool { return alone(now) > 0 })
	s.until("both are counted", func() bool {
		text := s.get("/metrics").Body.String()
		return strings.Contains(text, `kotsukotsu_presses_total{outcome="answered"} 1`) &&
			strings.Contains(text, `kotsukotsu_presses_total{outcome="repeated"} 1`)
	})
}

// ghost opens a connection that isn't the bot's, and reads Slack's greeting.
func (s *stage) ghost() *websocket.Conn {
	s.t.Helper()
	api := slack.New("", slack.OptionAppLevelToken(workspace.AppToken),
		slack.OptionAPIURL(s.workspace.APIURL()))
	_, address, err := api.StartSocketModeContext(s.t.Context())
	s.must(err)
	conn, _, err := websocket.DefaultDialer.DialContext(s.t.Context(), address, nil)
	s.must(err)
	s.t.Cleanup(func() { conn.Close() })
	_, _, err = conn.ReadMessage()
	s.must(err)
	return conn
}

func TestConnectionThatIsNotOursIsNoticed(t *testing.T) {
	for name, test := range map[string]struct {
		ghosts int
		warned bool
	}{
		"another process is connected": {1, true},
		"we are alone":                 {0, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStageIn(t, "en", workspace.Config{})
			for range test.ghosts {
				s.ghost()
			}
			s.open()
			s.until("it is connected", func() bool { return s.app.connected.Load() == 1 })
			s.do("ana types /streak") // after the greeting
			warning := "Slack counts more connections than this process has"
			if got := strings.Contains(s.log.String(), warning); got != test.warned {
				t.Errorf("warned: %v, want %v; the log:\n%s", got, test.warned, &s.log)
			}
		})
	}
}

// TestAcknowledgementThatCouldNotBeWrittenIsSentAgain lets a ghost get an envelope, and the bot
// believe that it could not write the acknowledgement to that.
func TestAcknowledgementThatCouldNotBeWrittenIsSentAgain(t *testing.T) {
	for name, test := range map[string]struct {
		stage   func(*testing.T, workspace.Config) *stage
		trouble func(*stage)
	}{
		"on the other connection": {newPair, func(*stage) {}},
		"when the only one is open again": {
			func(t *testing.T, _ workspace.Config) *stage { return newStage(t, "en") },
			func(s *stage) { s.workspace.Refresh("warning") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := test.stage(t, workspace.Config{})
			ghost := s.ghost()
			var typed errgroup.Group
			var answered atomic.Int32
			sockets := s.workspace.Screen("ana").Sockets
			for range sockets { // they take turns, so the ghost gets one
				typed.Go(func() error {
					defer answered.Add(1)
					return s.workspace.Command(t.Context(), "ana", "study", "/streak")
				})
			}
			var e struct {
				ID string `json:"envelope_id"`
			}
			s.must(ghost.ReadJSON(&e))
			s.app.socket.connections[0].client.Events <- socketmode.Event{
				Type: socketmode.EventTypeErrorWriteFailed, Data: &socketmode.ErrorWriteFailed{
					Cause: errors.New("broken pipe"), Response: &socketmode.Response{EnvelopeID: e.ID},
				},
			}
			s.until("it is logged", func() bool {
				return strings.Contains(s.log.String(), "acknowledgement not written")
			})
			// What is under way on a connection that is lost may be lost with it: that isn't tried here.
			s.until("the others are answered", func() bool { return int(answered.Load()) >= sockets-1 })
			test.trouble(s)
			s.must(typed.Wait())
		})
	}
}

// TestConnectionIsTriedAgainSoon: slack-go waits for minutes when Slack was away for minutes. What Slack
// asks for is waited for.
func TestConnectionIsTriedAgainSoon(t *testing.T) {
	s := newStage(t, "en")
	s.until("it is connected", func() bool { return s.app.connected.Load() == 1 })
	for _, err := range []error{
		&slack.RateLimitedError{RetryAfter: time.Hour}, slack.StatusCodeError{Code: http.StatusBadGateway},
	} {
		s.app.socket.connections[0].client.Events <- socketmode.Event{
			Type: socketmode.EventTypeConnectionError,
			Data: &slack.ConnectionErrorEvent{Backoff: time.Minute, ErrorObj: err},
		}
	}
	s.until("it is connected anew", func() bool {
		return strings.Count(s.log.String(), "connected to Slack") == 2
	})
	s.do("ana types /streak")
	if n := strings.Count(s.log.String(), "connected to Slack"); n != 2 {
		t.Errorf("it has connected %d times, want once for the second error alone", n)
	}
}

// TestPanicCostsOneInteraction: wherever it happens, the bot goes on, the log has the cause, and
// the person is told.
func TestPanicCostsOneInteraction(t *testing.T) {
	panics := func(study.Language) blocks.Message { panic("oh no") }
	for name, reply := range map[string]func() handlers.Reply{
		"in a handler": func() handlers.Reply { panic("oh no") },
		"in a reply":   func() handlers.Reply { return handlers.Private{Words: panics} },
	} {
		t.Run(name, func(t *testing.T) {
			do := func(
				*handlers.Handlers, context.Context, handlers.Request,
			) ([]handlers.Reply, error) {
				return []handlers.Reply{reply()}, nil
			}
			routes := handlers.Routes
			t.Cleanup(func() { handlers.Routes = routes })
			handlers.Routes = append(routes[:len(routes):len(routes)],
				handlers.Route{Kind: handlers.Command, Name: "/panic", Do: do})
			s := newStage(t, "en")
			if told := s.do("ana types /panic"); !strings.Contains(told, "That didn't work") {
				t.Errorf("Ana is told %q", told)
			}
			s.until("the log has the cause", func() bool {
				return strings.Contains(s.log.String(), "panic: oh no")
			})
			s.do("ana types /streak")
		})
	}
}

// TestPanicWhileSpeakingCostsOneInteraction asks Slack who a person is, and panics there.
func TestPanicWhileSpeakingCostsOneInteraction(t *testing.T) {
	s := newStageIn(t, "en", workspace.Config{})
	ask := s.app.people.ask
	s.app.people.ask = func(ctx context.Context, user string) (person, error) {
		if user == "U0KEN" {
			panic("who?")
		}
		return ask(ctx, user)
	}
	s.open()
	s.must(s.workspace.Command(t.Context(), "ken", "study", "/streak"))
	s.until("it is logged", func() bool { return strings.Contains(s.log.String(), "panic: who?") })
	s.do("ana types /streak")
}

func TestStartWaitsForSlackButNotForARefusal(t *testing.T) {
	for name, test := range map[string]struct {
		trouble workspace.Refusal
		times   int
		want    string // of the error; "" for none
	}{
		"Slack has trouble twice": {workspace.Refusal{Status: http.StatusInternalServerError}, 2, ""},
		"an answer is lost":       {workspace.Refusal{Lost: true}, 1, ""},
		"Slack is not itself":     {workspace.Refusal{Error: "internal_error"}, 1, ""},
		"the token is refused": {
			workspace.Refusal{Error: "account_inactive"}, 1, "refused by Slack (account_inactive)"},
		"Slack has trouble for longer than we wait": {
			workspace.Refusal{Status: http.StatusInternalServerError}, 100, "can't be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStageIn(t, "en", workspace.Config{})
			s.app.patience = 2 * time.Second
			s.workspace.Refuse("auth.test", test.times, test.trouble)
			if test.want == "" {
				s.open()
				if !strings.Contains(s.log.String(), "waiting for Slack") {
					t.Errorf("it doesn't say what it waits for:\n%s", &s.log)
				}
				return
			}
			err := s.app.run(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q in it", err, test.want)
			}
		})
	}
}
