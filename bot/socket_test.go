package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
)

// occupy has all hands at work on something that doesn't end before the test lets it, and as much
// wait as may.
func (s *stage) occupy() (letGo func()) {
	s.t.Helper()
	end := make(chan struct{})
	routes := handlers.Routes
	s.t.Cleanup(func() { handlers.Routes = routes })
	handlers.Routes = append(routes[:len(routes):len(routes)], handlers.Route{
		Kind: handlers.Command, Name: "/slow",
		Do: func(*handlers.Handlers, context.Context, handlers.Request) ([]handlers.Reply, error) {
			<-end
			return nil, nil
		},
	})
	s.open()
	for n := range hands + mostOthers {
		payload := fmt.Sprintf(`{"command": "/slow", "trigger_id": "%d", "user_id": "U%d"}`, n, n)
		s.app.socket.connections[0].client.Events <- socketmode.Event{
			Type: socketmode.EventTypeSlashCommand, Request: &socketmode.Request{
				Type: "slash_commands", EnvelopeID: fmt.Sprint("E", n), Payload: []byte(payload),
			},
		}
		s.until("it is taken", func() bool { return len(s.app.socket.others) == max(0, n+1-hands) })
	}
	return func() { close(end) }
}

// TestAnswersAreKeptWhileLookUpsAreShed: with more look-ups than can be done, who looks something up
// is told so, and who answers the question gets the verdict.
func TestAnswersAreKeptWhileLookUpsAreShed(t *testing.T) {
	s := newStageIn(t, "en", workspace.Config{})
	letGo := s.occupy()
	defer letGo()
	slot := study.Slot{Course: 1, Kind: study.QuestionNow, Planned: s.now()}
	s.must(s.app.scheduler.Serve(t.Context(), slot, s.now()))
	s.await("ana", func(now workspace.Screen) bool { return len(now.Channel("study").Messages) > 0 })
	if told := s.do("ken types /aws kettle"); !strings.Contains(told, "混み合っている") {
		t.Errorf("Ken is told %q, want that the bot is busy", told)
	}
	if told := s.do("ana presses A"); !strings.Contains(told, "You chose") {
		t.Errorf("Ana is told %q, want her verdict", told)
	}
}

func TestNobodyKeepsTheBotFromOthers(t *testing.T) {
	var of turns
	now := time.Unix(0, 0)
	for n := range turnsMost + 1 {
		if got, want := of.take("ana", now), n < turnsMost; got != want {
			t.Errorf("thing %d that Ana does at once: %v, want %v", n+1, got, want)
		}
	}
	if !of.take("ken", now) {
		t.Error("Ken may not do anything, as Ana has done so much")
	}
	if !of.take("ana", now.Add(turnsIn+time.Second)) {
		t.Error("Ana may never do anything again")
	}
}

// TestPeopleAreAskedForAtSlacksPace has 200 people come at once. Slack allows 100 questions a minute
// and some more; in the end all are known.
func TestPeopleAreAskedForAtSlacksPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const come, aMinute = 200, 110
		var asked []time.Time
		p := &people{
			ask: func(context.Context, string) (person, error) {
				asked = append(asked, time.Now())
				return person{name: "A", language: study.Japanese}, nil
			},
			setName: func(context.Context, string, string) error { return nil },
			log:     slog.New(slog.DiscardHandler), now: time.Now,
			pace:  rate.NewLimiter(rate.Every(askEvery), askAtOnce),
			known: map[string]person{}, unasked: map[string]bool{},
		}
		for n := range come {
			p.know(t.Context(), fmt.Sprint(n), time.Now())
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		p.run(ctx)
		for n := range come {
			if who := p.remembered(fmt.Sprint(n)); who.language != study.Japanese {
				t.Errorf("after five minutes %d is %+v", n, who)
			}
		}
		for i := range max(0, len(asked)-aMinute) {
			if took := asked[i+aMinute].Sub(asked[i]); took < time.Minute {
				t.Errorf("Slack is asked for %d people in %v", aMinute, took)
			}
		}
	})
}
