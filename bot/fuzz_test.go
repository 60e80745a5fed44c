package main

import (
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

// FuzzPayload takes whatever comes in an envelope, as far as the handler behind its route, with a
// real database. It is answered without an error and costs no panic; a second envelope with the same
// payload is known again; and nothing in it, typed or forged, pings anybody where it is said again.
func FuzzPayload(f *testing.F) {
	a := newFuzzApp(f)
	for _, s := range seedPayloads(f) {
		f.Add(s.kind, s.payload)
	}
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		now := time.Unix(1_800_000_000, 0)
		c, err := newCall(socketmode.Request{Type: kind, EnvelopeID: "E1", Payload: payload}, now)
		again, _ := newCall(socketmode.Request{Type: kind, EnvelopeID: "E2", Payload: payload}, now)
		switch {
		case err != nil && strings.Contains(err.Error(), "panic"):
			t.Fatal(err)
		case err != nil:
			return
		case c.key == "" || c.key != again.key && (c.key != "E1" || again.key != "E2"):
			t.Fatalf("keys are %q and %q", c.key, again.key)
		case c.request.User == "":
			t.Fatal("nobody's press is taken")
		}
		route, ok := handlers.Find(c.kind, c.name)
		if !ok {
			return
		}
		replies, err := guarded(t.Context(), a.handlers, route, c.request)
		if err != nil {
			t.Fatalf("%s %s: %v", c.kind, c.name, err)
		}
		for _, r := range replies {
			mustPingNobody(t, r)
		}
	})
}

// newFuzzApp is an app that isn't started, with a question open in C1.
func newFuzzApp(t testing.TB) *app {
	content, err := loadTeaching("")
	if err != nil {
		t.Fatal(err)
	}
	address := "sqlite://" + filepath.Join(t.TempDir(), "fuzz.db")
	mustOpenRound(t, address, content.bank.All()[0])
	log := slog.New(slog.DiscardHandler)
	store, err := data.Open(t.Context(), address, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	a := newApp(Config{}, log, store, content, time.Now)
	a.settle("T1")
	return a
}

type seedPayload struct {
	kind    string
	payload []byte
}

// samples are what people type, and what they had better not.
var samples = []string{
	"", "help", "s3", "<!channel> <@U1> &amp;", "' OR 1=1; --", "%_\\", "\x00", "../../etc/passwd", "$(id)",
	"add", "review", "board", "pause 12/29..1/3 <!here>", "pause 0000-00-00", "resume", "remind off", "hide",
	"now", "next", "excuse 1 <!everyone>", "excuse 99999999999999999999 x", "audit", "dance",
	strings.Repeat("長", 5000), "1.A", "1", "1.Z", "one.A", "-1.A", "7/30", "s3#lifecycle", "s3-lifecycle-01/1/s3.A",
}

// seedPayloads brings each route something of all that.
func seedPayloads(t testing.TB) (seeds []seedPayload) {
	encode := func(kind string, payload map[string]any) {
		text, err := json.Marshal(payload)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, seedPayload{kind, text})
	}
	user, trigger := map[string]any{"id": "U1"}, "1.2"
	for _, r := range handlers.Routes {
		for _, text := range samples {
			switch r.Kind {
			case handlers.Command:
				encode("slash_commands", map[string]any{
					"command": r.Name, "text": text, "user_id": "U1", "channel_id": "C1", "trigger_id": trigger})
			case handlers.Action:
				encode("interactive", map[string]any{
					"type": "block_actions", "user": user, "channel": map[string]any{"id": "C1"}, "trigger_id": trigger,
					"container": map[string]any{"message_ts": "1.000001", "is_ephemeral": len(text) > 5},
					"actions":   []any{map[string]any{"action_id": r.Name, "value": text}}})
			case handlers.View:
				encode("interactive", map[string]any{"type": "view_submission", "user": user, "view": map[string]any{
					"callback_id": r.Name, "private_metadata": "C1 1", "state": formOf(text)}})
			case handlers.Event:
				encode("events_api", map[string]any{"event_id": "Ev1", "event": map[string]any{
					"type": r.Name, "user": "U1", "channel": "C1", "text": text, "ts": "1.000002"}})
			}
		}
	}
	return append(seeds, seedPayload{"interactive", []byte(`{"type":"block_actions","actions":[{}]}`)},
		seedPayload{"events_api", []byte(`null`)}, seedPayload{"hello", []byte(`{}`)},
		seedPayload{"slash_commands", []byte(`{"command":"/aws","text":"s3"}`)})
}

// formOf is a form in all of whose fields the same stands.
func formOf(text string) map[string]any {
	values := map[string]any{}
	for _, field := range []string{
		blocks.FieldAsk, blocks.FieldRight, blocks.FieldNote, blocks.FieldDomain, blocks.FieldText, blocks.FieldLink,
		blocks.FieldFault, blocks.FieldChange, blocks.FieldReply, blocks.FieldSkips, blocks.FieldCron,
		blocks.FieldZone, blocks.ChoiceField("A"), blocks.ChoiceField("B"), blocks.PlaceField(0),
	} {
		values[field] = map[string]any{field: map[string]any{"value": text}}
	}
	right := map[string]any{"selected_options": []any{map[string]any{"value": "A"}}}
	values[blocks.FieldRight] = map[string]any{blocks.FieldRight: right}
	return map[string]any{"values": values}
}

// mustPingNobody words a reply in both languages. Only mrkdwn is parsed by Slack, and the text of a
// message; there what is typed has to be escaped.
func mustPingNobody(t *testing.T, r handlers.Reply) {
	t.Helper()
	for _, l := range study.Languages {
		m, all := worded(r, l)
		shown, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.Text, "<") || strings.Contains(string(shown), `"mrkdwn"`) {
			t.Errorf("%T says %s\n%s", r, m.Text, shown)
		}
		if n := len([]rune(m.Text)); n > 12000 { // escaping makes it longer than it shows
			t.Errorf("%T says %d characters", r, n)
		}
	}
}

func worded(r handlers.Reply, l study.Language) (m blocks.Message, all []slack.Block) {
	var words handlers.Words
	switch r := r.(type) {
	case handlers.Private:
		words = r.Words
	case handlers.Replace:
		words = r.Words
	case handlers.Tell:
		words = r.Words
	case handlers.Inform:
		words = r.Words
	case handlers.Public:
		words = r.Words
	case handlers.Threaded:
		words = r.Words
	case handlers.Modal:
		return m, r.View(l).Blocks
	case handlers.Home:
		return m, r.View(l).Blocks
	case handlers.Problems:
		r.In(l)
		return m, nil
	default:
		return m, nil
	}
	m = words(l)
	return m, m.Blocks
}
