package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

// heard is what a person reads of the replies to a request.
func (a *app) heard(t *testing.T, k handlers.Kind, name string, r handlers.Request) string {
	t.Helper()
	route, ok := handlers.Find(k, name)
	if !ok {
		t.Fatalf("there is no %s %s", k, name)
	}
	r.Channel, r.User, r.At = "C1", "U1", time.Now()
	replies, err := guarded(t.Context(), a.handlers, route, r)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, reply := range replies {
		if p, ok := reply.(handlers.Problems); ok {
			fmt.Fprintln(&all, p.In(study.English))
		}
		m, _ := worded(reply, study.English)
		fmt.Fprintln(&all, m.Text)
	}
	return all.String()
}

// TestWhatIsTypedHasALimit, which says how much is read; one character less is taken.
func TestWhatIsTypedHasALimit(t *testing.T) {
	a := newFuzzApp(t)
	form := func(field string) func(string) handlers.Request {
		return func(text string) handlers.Request {
			return handlers.Request{Private: "C1 s3-lifecycle-01", Fields: map[string][]string{field: {text}}}
		}
	}
	text := func(before string) func(string) handlers.Request {
		return func(text string) handlers.Request { return handlers.Request{Text: before + text} }
	}
	for _, test := range []struct {
		kind handlers.Kind
		name string
		with func(string) handlers.Request
		most int
	}{
		{handlers.Command, "/aws", text(""), 300},
		{handlers.Event, "app_mention", text(""), 300},
		{handlers.Command, "/quiz", text(""), 300},
		{handlers.Command, "/study", text("excuse 1 "), 500},
		{handlers.View, blocks.ViewObject, form(blocks.FieldText), 1000},
		{handlers.View, blocks.ViewObject, form(blocks.FieldLink), 500},
		{handlers.View, blocks.ViewOwn, form(blocks.FieldAsk), 1000},
		{handlers.View, blocks.ViewOwn, form(blocks.ChoiceField("C")), 300},
		{handlers.View, blocks.ViewOwn, form(blocks.WhyField("D")), 300},
		{handlers.View, blocks.ViewCourse, form(blocks.FieldCron), 300},
		{handlers.View, blocks.ViewCourse, form(blocks.FieldZone), 300},
	} {
		limit := fmt.Sprintf(blocks.TooLong.EN, test.most)
		for n, want := range map[int]bool{test.most: false, test.most + 1: true} {
			said := a.heard(t, test.kind, test.name, test.with(strings.Repeat("長", n)))
			if strings.Contains(said, limit) != want {
				t.Errorf("%s %s with %d characters: it says %s", test.kind, test.name, n, said)
			}
		}
	}
}

// TestAbsencesHaveALimit: a learner's plans are read with every round.
func TestAbsencesHaveALimit(t *testing.T) {
	a := newFuzzApp(t)
	for n := range 21 {
		day := time.Now().AddDate(0, 0, n+2).Format(time.DateOnly)
		said := a.heard(t, handlers.Command, "/streak", handlers.Request{Text: "pause " + day})
		if full := strings.Contains(said, "too many planned absences"); full != (n == 20) {
			t.Errorf("absence %d: it says %s", n+1, said)
		}
	}
}

// TestWhatPostgresCantKeepIsLeftOut: a zero byte would make a look-up fail there.
func TestWhatPostgresCantKeepIsLeftOut(t *testing.T) {
	for kind, payload := range map[string]string{
		"slash_commands": `{"command":"/aws","user_id":"U1","text":"s\u00003"}`,
		"events_api":     `{"event":{"type":"app_mention","user":"U1","text":"s\u00003"}}`,
		"interactive": `{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"own",
			"state":{"values":{"ask":{"ask":{"value":"s\u00003"}}}}}}`,
	} {
		c, err := newCall(socketmode.Request{Type: kind, Payload: json.RawMessage(payload)}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if typed := c.request.Text + strings.Join(c.request.Fields["ask"], ""); typed != "s3" {
			t.Errorf("%s: %q", kind, typed)
		}
	}
}
