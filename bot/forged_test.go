package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// forge is a press as it would come from Slack, on a control that may be nobody's.
func forge(t *testing.T, channel, ts, value string, checked ...string) json.RawMessage {
	t.Helper()
	var options []map[string]any
	for _, letter := range checked {
		options = append(options, map[string]any{"value": letter})
	}
	boxes := map[string]any{"type": "checkboxes", "selected_options": options}
	payload, err := json.Marshal(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": "U0ANA"},
		"channel":   map[string]any{"id": channel},
		"container": map[string]any{"type": "message", "message_ts": ts, "channel_id": channel},
		"state":     map[string]any{"values": map[string]any{"picks": map[string]any{"picks": boxes}}},
		"actions":   []any{map[string]any{"action_id": blocks.ActionAnswer, "value": value}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

// deliver brings a payload in on the first connection.
func (s *stage) deliver(number int, payload json.RawMessage) {
	s.app.socket.connections[0].client.Events <- socketmode.Event{
		Type: socketmode.EventTypeInteractive, Request: &socketmode.Request{
			Type: "interactive", EnvelopeID: fmt.Sprint("F", number), Payload: payload,
		},
	}
}

// hears delivers a payload and returns what Ana is told alone.
func (s *stage) hears(number int, payload json.RawMessage) string {
	before := s.workspace.Screen("ana")
	s.deliver(number, payload)
	s.await("ana", func(now workspace.Screen) bool { return alone(now) > alone(before) })
	return s.news("ana")
}

// TestForgedPressKeepsNothing presses what no button of a posted round is. The real button still
// counts after that, and once its round has closed it is graded late.
func TestForgedPressKeepsNothing(t *testing.T) {
	s := newStage(t, "en")
	s.do("ana types /study now")
	message, _ := find(s.workspace.Screen("ana"), "A")
	const here = "C0STUDY"
	for n, forged := range []struct {
		what, channel, ts, value string
		checked                  []string
	}{
		{"no number", here, message.TS, "one.A", nil},
		{"nothing at all", here, message.TS, "", nil},
		{"a number that is too great", here, message.TS, "99999999999999999999.A", nil},
		{"no round", here, message.TS, "2.A", nil},
		{"no choice", here, message.TS, "1.Z", nil},
		{"a word for a choice", here, message.TS, "1.right", nil},
		{"a choice and none", here, message.TS, "1", []string{"A", "Z"}},
		{"another channel", "C0RANDOM", message.TS, "1.A", nil},
		{"another message", here, "1.000001", "1.A", nil},
	} {
		said := s.hears(n, forge(t, forged.channel, forged.ts, forged.value, forged.checked...))
		if !strings.Contains(said, blocks.RoundGone.EN) {
			t.Errorf("%s: it says %s", forged.what, said)
		}
		if kept, err := s.app.store.Answered(t.Context(), 1); kept != 0 || err != nil {
			t.Fatalf("%s: %d answers are kept, error %v", forged.what, kept, err)
		}
	}
	s.do("clock shows 2026-11-21 09:30")
	late := s.hears(100, forge(t, here, message.TS, "1.B"))
	if !strings.Contains(late, "This came after the close") {
		t.Errorf("the real button, late: it says %s", late)
	}
}

// TestPressBeforeItsMessageIsKnown: learners may be quicker than the row that says which message the
// round is.
func TestPressBeforeItsMessageIsKnown(t *testing.T) {
	s := newStage(t, "en")
	s.do("ana types /study now")
	old, err := s.app.store.Round(t.Context(), 1)
	s.must(err)
	slot := study.Slot{Course: old.Course, Kind: study.QuestionNow, Planned: s.now().Add(time.Second)}
	round, err := s.app.store.AddRound(t.Context(), slot, old, s.now())
	s.must(err)
	said := s.hears(1, forge(t, round.Channel, "2.000001", fmt.Sprint(round.ID, ".B")))
	if !strings.Contains(said, "The answer:") {
		t.Errorf("it says %s", said)
	}
}
