package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kotsukotsu/bot/workspace"
)

// get asks the bot's own address.
func (s *stage) get(path string) *httptest.ResponseRecorder {
	r := httptest.NewRecorder()
	s.app.health().ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
	return r
}

// TestMetricsCountAPress answers a question twice, types what Slack then can't be told, and reads
// what /metrics says of it.
func TestMetricsCountAPress(t *testing.T) {
	s := newStage(t, "en")
	s.do("ana types /study now")
	message, action := find(s.workspace.Screen("ana"), "A")
	for told := 2; told <= 3; told++ {
		s.must(s.workspace.Press(t.Context(), "ana", "study", message.TS, action))
		s.await("ana", func(now workspace.Screen) bool { return alone(now) == told })
	}
	s.workspace.Refuse("response_url", 1, workspace.Refusal{Status: http.StatusBadGateway})
	s.do("ken types /streak")
	s.workspace.Refresh("refresh_requested")
	var got string
	for _, want := range []string{
		`kotsukotsu_presses_total{outcome="answered"} 4`,
		`kotsukotsu_ack_duration_seconds_count 4`,
		`kotsukotsu_reply_duration_seconds_count 4`,
		`kotsukotsu_queue_depth 0`,
		`kotsukotsu_commit_duration_seconds_count 1`,
		`kotsukotsu_commit_answers_sum 1`,
		`kotsukotsu_slack_calls_total{method="auth.test",outcome="ok"} 1`,
		`kotsukotsu_slack_calls_total{method="chat.postMessage",outcome="ok"} 1`,
		`kotsukotsu_slack_calls_total{method="response_url",outcome="ok"} 3`,
		`kotsukotsu_slack_calls_total{method="response_url",outcome="error"} 1`,
		`kotsukotsu_slack_call_duration_seconds_count{method="chat.postMessage"} 1`,
		`kotsukotsu_reconnects_total 1`,
		`kotsukotsu_connected_sockets 1`,
		`kotsukotsu_slots_total{kind="question-now",outcome="posted"} 1`,
		`go_goroutines `,
		`process_resident_memory_bytes `,
	} {
		s.until("there is "+want, func() bool {
			got = s.get("/metrics").Body.String()
			return strings.Contains(got, want)
		})
	}
	if strings.Contains(got, `method="other"`) {
		t.Errorf("a call of ours has no name:\n%s", got)
	}
}

// TestSecretsStayOut makes every sort of trouble there is, and looks into the log and the metrics
// for tokens and for addresses through which anybody could speak.
func TestSecretsStayOut(t *testing.T) {
	s := newPair(t, workspace.Config{})
	s.do("ana types /study now")
	for _, method := range []string{
		"response_url", "chat.postEphemeral", "chat.postMessage", "users.info", "apps.connections.open",
	} {
		for _, trouble := range []workspace.Refusal{
			{Lost: true}, {Status: http.StatusInternalServerError}, {Error: "fatal_error"},
		} {
			s.workspace.Refuse(method, 1, trouble)
		}
	}
	for range 3 {
		s.must(s.workspace.Command(t.Context(), "ken", "study", "/streak"))
	}
	s.workspace.Cut()
	s.pair()
	s.until("the troubles are logged", func() bool {
		return strings.Count(s.log.String(), "response_url failed") == 3
	})
	for what, text := range map[string]string{
		"log": s.log.String(), "metrics": s.get("/metrics").Body.String(),
	} {
		for _, secret := range []string{
			workspace.BotToken, workspace.AppToken, "/commands/T0", "ticket=",
		} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s has %q in it:\n%s", what, secret, text)
			}
		}
	}
}

// TestPasswordOfTheDatabaseIsNotTold, whether nobody answers there or it can't be read.
func TestPasswordOfTheDatabaseIsNotTold(t *testing.T) {
	w := mustWorkspace(t)
	for _, address := range []string{
		"postgres://kotsu:geheim@127.0.0.1:1/x?connect_timeout=1",
		"postgres://kotsu:geheim@127.0.0.1:port/x",
		"postgres://kotsu:gehe%im@127.0.0.1/x",
		"mysql://kotsu:geheim@127.0.0.1/x",
	} {
		env := goodEnvironment(t, w)
		env["DATABASE_URL"] = address
		setEnvironment(t, env)
		var errs strings.Builder
		for _, command := range []string{"run", "doctor"} {
			if status := Main(t.Context(), []string{command}, nil, &errs, &errs); status != 1 {
				t.Errorf("%s with %s: exit status %d, want 1", command, address, status)
			}
		}
		if strings.Contains(errs.String(), "geheim") || strings.Contains(errs.String(), "gehe%im") {
			t.Errorf("the password is told:\n%s", errs.String())
		}
	}
}
