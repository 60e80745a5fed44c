package workspace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/bot/workspace"
)

// quick makes the waits of the protocol short enough to be waited for.
var quick = workspace.Times{
	Ack: 50 * time.Millisecond, Ping: 10 * time.Millisecond, Leave: 50 * time.Millisecond,
	Retries: []time.Duration{0, time.Millisecond, time.Millisecond},
}

// dial opens a socket by hand, for what slack-go would hide.
func dial(t testing.TB, w *workspace.Workspace) *websocket.Conn {
	t.Helper()
	_, url, err := slack.New("", slack.OptionAppLevelToken(workspace.AppToken),
		slack.OptionAPIURL(w.APIURL())).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, _, err := websocket.DefaultDialer.Dial(url, nil); err == nil {
		t.Error("a ticket opened two sockets")
	}
	return conn
}

func readJSON(t testing.TB, conn *websocket.Conn) map[string]any {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	var v map[string]any
	if err := conn.ReadJSON(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEachSocketIsGreetedAndPinged(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: quick})
	for n := 1; n <= 10; n++ {
		conn := dial(t, w)
		pinged := false
		conn.SetPingHandler(func(string) error { pinged = true; return nil })
		hello := readJSON(t, conn)
		info := hello["connection_info"].(map[string]any)
		if hello["type"] != "hello" || hello["num_connections"] != float64(n) ||
			info["app_id"] == "" || hello["debug_info"] == nil {
			t.Errorf("socket %d was greeted with %v", n, hello)
		}
		if !pinged {
			t.Errorf("socket %d was not pinged before its hello", n)
		}
	}
	if eleventh := readJSON(t, dial(t, w)); eleventh["reason"] != "too_many_websockets" {
		t.Errorf("the eleventh socket was told %v", eleventh)
	}
}

func TestAFrameThatIsTooLongClosesTheSocket(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	conn := dial(t, w)
	readJSON(t, conn)
	long, _ := json.Marshal(map[string]string{"envelope_id": strings.Repeat("x", 20_480)})
	if err := conn.WriteMessage(websocket.TextMessage, long); err != nil {
		t.Fatal(err)
	}
	_, _, err := conn.ReadMessage()
	if !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
		t.Errorf("the socket ended with %v, not with 1009", err)
	}
}

func TestASocketThatIsRefreshedComesBack(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	for _, reason := range []string{"warning", "refresh_requested"} {
		w.Disconnect(reason)
		if n := a.hello(t).NumConnections; n != 1 {
			t.Errorf("after %s there are %d connections", reason, n)
		}
	}
	result := doing(func() error { return w.Command(t.Context(), "ana", "study", "/aws") })
	a.ack(t)
	if err := result(); err != nil {
		t.Error(err)
	}
}

func TestASocketThatWasToldToGoIsReadUntilItGoes(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: workspace.Times{Leave: 50 * time.Millisecond}})
	conn := dial(t, w)
	readJSON(t, conn)
	result := doing(func() error { return w.Command(t.Context(), "ana", "study", "/aws") })
	envelope := readJSON(t, conn)
	w.Refresh("warning")
	if told := readJSON(t, conn); told["reason"] != "warning" {
		t.Errorf("it was told %v", told)
	}
	if err := conn.WriteJSON(map[string]any{"envelope_id": envelope["envelope_id"]}); err != nil {
		t.Fatal(err)
	}
	if err := result(); err != nil {
		t.Errorf("the acknowledgement after the warning: %v", err)
	}
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("a socket that didn't go was not closed")
	}
}

func TestOneSocketIsRefreshedOrCutAtATime(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	oldest, newest := newApp(t, w), newApp(t, w)
	for name, leave := range map[string]func(){
		"a refresh": func() { w.Refresh("refresh_requested") }, "a cut": w.Cut,
	} {
		leave()
		if n := oldest.hello(t).NumConnections; n != 2 {
			t.Errorf("after %s there are %d connections", name, n)
		}
		oldest, newest = newest, oldest
	}
}

func TestACommandThatIsNotAnsweredFailsInSlacksWords(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: quick,
		Commands: []workspace.Command{{Name: "/aws"}}})
	for _, c := range []struct{ name, command, want string }{
		{"nobody is connected", "/aws", `/aws failed with the error "dispatch_failed"`},
		{"nobody registered it", "/gcp x", "/gcp is not a valid command."},
	} {
		err := w.Command(t.Context(), "ana", "study", c.command)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, not %s", c.name, err, c.want)
		}
	}
	newApp(t, w)
	err := w.Command(t.Context(), "ana", "study", "/aws")
	if want := `/aws failed with the error "operation_timeout"`; err == nil || err.Error() != want {
		t.Errorf("no acknowledgement: the error is %v, not %s", err, want)
	}
	if last := w.Screen("ana").Channel("study").Last(); last.Author != "Slackbot" || !last.OnlyYou {
		t.Errorf("ana was told by %+v", last)
	}
}

func TestAButtonThatIsNotAnsweredWarns(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: quick})
	a := newApp(t, w)
	_, ts, err := a.PostMessage("C0STUDY", slack.MsgOptionBlocks(buttons("q", "A")))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Press(t.Context(), "ana", "study", ts, "pick_A"); err == nil {
		t.Error("a press that nobody acknowledged went well")
	}
	a.hear(t)
	warned := w.Screen("ana").Channel("study").Messages[0].Warnings["q/pick_A"]
	if !strings.Contains(warned, "timed out") {
		t.Errorf("beside the button stands %q", warned)
	}
	result := doing(func() error { return w.Press(t.Context(), "ana", "study", ts, "pick_A") })
	a.ack(t)
	if err := result(); err != nil ||
		len(w.Screen("ana").Channel("study").Messages[0].Warnings) > 0 {
		t.Errorf("the warning stays after a press that went well (%v)", err)
	}
}

func TestAnEventIsSentAgainUntilItIsAcknowledged(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: quick})
	a := newApp(t, w)
	if err := w.Mention(t.Context(), "ana", "study", "", "hello"); err != nil {
		t.Fatal(err)
	}
	var ids, envelopes []string
	for attempt := range 4 {
		e := a.hear(t)
		if e.Request.RetryAttempt != attempt ||
			(attempt > 0) != (e.Request.RetryReason == "timeout") {
			t.Errorf("attempt %d came as %+v", attempt, e.Request)
		}
		outer := e.Data.(slackevents.EventsAPIEvent)
		ids = append(ids, outer.Data.(*slackevents.EventsAPICallbackEvent).EventID)
		envelopes = append(envelopes, e.Request.EnvelopeID)
		mention := outer.InnerEvent.Data.(*slackevents.AppMentionEvent)
		if mention.User != "U0ANA" || mention.Text != "<@U0BOT> hello" ||
			mention.Channel != "C0STUDY" {
			t.Errorf("the mention came as %+v", mention)
		}
	}
	if ids[0] != ids[3] || envelopes[0] == envelopes[3] {
		t.Errorf("the event's id changed, or its envelope's did not: %v %v", ids, envelopes)
	}
}

func TestAnEventWaitsForASocket(t *testing.T) {
	times := quick
	times.Retries = []time.Duration{time.Millisecond, time.Millisecond, 20 * time.Millisecond,
		50 * time.Millisecond, 100 * time.Millisecond, time.Second}
	w := newWorkspace(t, workspace.Config{Times: times})
	if err := w.OpenHome(t.Context(), "ana"); err != nil {
		t.Fatal(err)
	}
	a := newApp(t, w)
	e := a.ack(t)
	opened := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AppHomeOpenedEvent)
	if opened.User != "U0ANA" || opened.Tab != "home" || opened.View != nil ||
		e.Request.RetryAttempt == 0 {
		t.Errorf("the event came as %+v, %+v", opened, e.Request)
	}
}

func TestAnEnvelopeGoesToOneSocket(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	first, second := newApp(t, w), newApp(t, w)
	heard := func(a *app) func(socketmode.Event) any {
		return func(e socketmode.Event) any {
			return map[string]any{"text": e.Data.(slack.SlashCommand).Text}
		}
	}
	first.answering(t, heard(first))
	second.answering(t, heard(second))
	for _, text := range []string{"1", "2", "3", "4"} {
		if err := w.Command(t.Context(), "ana", "study", "/aws "+text); err != nil {
			t.Error(err)
		}
	}
	if n := len(w.Screen("ana").Channel("study").Messages); n != 4 {
		t.Errorf("four commands were answered %d times", n)
	}
}

func TestOnlyThisMachineIsServed(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	deed := `{"user":"U0ANA","channel":"C0STUDY","text":"hi"}`
	for _, c := range []struct {
		name, path, host, origin string
		want                     int
	}{
		{"the page itself", "act/say", "", strings.TrimSuffix(w.PageURL(), "/"), http.StatusOK},
		{"a page elsewhere", "act/say", "", "https://evil.example", http.StatusForbidden},
		{"a form elsewhere, to the API", "api/chat.postMessage", "", "https://evil.example", http.StatusForbidden},
		{"no page at all", "act/say", "", "", http.StatusForbidden},
		{"a name that was rebound", "act/say", "evil.example", "http://evil.example", http.StatusForbidden},
	} {
		r, err := http.NewRequestWithContext(
			t.Context(),
			"POST",
			w.PageURL()+c.path,
			bytes.NewBufferString(deed),
		)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		r.Host = c.host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.want {
			t.Errorf("%s: %d, not %d", c.name, answer.StatusCode, c.want)
		}
	}
}

func TestATokenIsLookedAt(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	for token, want := range map[string]string{
		"": "not_authed", "xoxb-other": "invalid_auth", workspace.AppToken: "not_allowed_token_type",
	} {
		_, err := slack.New(token, slack.OptionAPIURL(w.APIURL())).AuthTestContext(t.Context())
		if err == nil || err.Error() != want {
			t.Errorf("the token %q is answered with %v, not %s", token, err, want)
		}
	}
	said, err := slack.New(
		workspace.BotToken,
		slack.OptionAPIURL(w.APIURL()),
	).AuthTestContext(
		t.Context(),
	)
	if err != nil || said.Team != "Local" || said.UserID != "U0BOT" ||
		!strings.Contains(said.Header.Get("X-OAuth-Scopes"), "chat:write") {
		t.Errorf("auth.test says %+v, %v", said, err)
	}
	narrow := newWorkspace(t, workspace.Config{Scopes: []string{"commands"}})
	_, _, err = slack.New(workspace.BotToken, slack.OptionAPIURL(narrow.APIURL())).
		PostMessage("C0STUDY", slack.MsgOptionText("x", false))
	no, ok := errors.AsType[slack.SlackErrorResponse](err)
	if !ok || no.Err != "missing_scope" || no.Needed != "chat:write" || no.Provided != "commands" {
		t.Errorf("without the scope: %+v", err)
	}
}
