package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kotsukotsu/bot/workspace"
)

// The secrets of these tests, which nothing may tell.
const (
	secretBot    = "xoxb-31415926-botsecret"
	secretApp    = "xapp-27182818-appsecret"
	secretWord   = "dbsecret14142135"
	secretTicket = "ticket17320508"
)

// mustTellNone looks for secrets in what the program has said.
func mustTellNone(t *testing.T, said string) {
	t.Helper()
	for _, s := range []string{secretBot, secretApp, secretWord, secretTicket,
		workspace.BotToken, workspace.AppToken, "/commands/", "/actions/", "hooks.slack.com"} {
		if strings.Contains(said, s) {
			t.Errorf("it tells %s:\n%s", s, said)
		}
	}
}

// echo is a Slack that says back what it was told. What it answers instead is by method.
func echo(t *testing.T, answers map[string]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		token := r.Form.Get("token") + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if answer, ok := answers[filepath.Base(r.URL.Path)]; ok {
			io.WriteString(w, answer)
			return
		}
		fmt.Fprintf(w, `{"ok":false,"error":"token %s is not good"}`, token)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/api/"
}

// TestNothingTellsASecret runs the program in all sorts of trouble, and reads what it prints and logs.
func TestNothingTellsASecret(t *testing.T) {
	login := `{"ok":true,"team_id":"T1","user_id":"U0","team":"x","user":"y"}`
	opened := func(url string) map[string]string {
		return map[string]string{"auth.test": login, "apps.connections.open": `{"ok":true,"url":"` + url + `"}`}
	}
	for name, test := range map[string]struct {
		env   map[string]string
		slack map[string]string
		until string // what is logged when run can be stopped; by itself if ""
	}{
		"a token said back":         {},
		"an app token said back":    {slack: map[string]string{"auth.test": login}, until: "connection failed"},
		"a socket that is not open": {slack: opened("ws://127.0.0.1:1/link?ticket=" + secretTicket), until: "connection failed"},
		"a socket's bad address":    {slack: opened(`wss://a b/link?ticket=` + secretTicket), until: "connection failed"},
		"a socket that is none":     {slack: opened(`ftp://a/?ticket=` + secretTicket), until: "connection failed"},
		"tokens changed over":       {env: map[string]string{"SLACK_BOT_TOKEN": secretApp, "SLACK_APP_TOKEN": secretBot}},
		"no database there":         {env: map[string]string{"DATABASE_URL": "postgres://u:" + secretWord + "@127.0.0.1:1/x"}},
		"a password in the query":   {env: map[string]string{"DATABASE_URL": "postgres://127.0.0.1:1/x?user=u&password=" + secretWord}},
		"a mode that is none":       {env: map[string]string{"DATABASE_URL": "postgres://127.0.0.1/x?sslmode=q&password=" + secretWord}},
		"an address that is none":   {env: map[string]string{"DATABASE_URL": "postgres://u:%zz" + secretWord + ":@127.0.0.1:1/x"}},
		"no engine of ours":         {env: map[string]string{"DATABASE_URL": "mysql://u:" + secretWord + "@h/x?password=" + secretWord}},
		"a password by itself":      {env: map[string]string{"DATABASE_URL": "host=h password=" + secretWord}},
		"the wrong password":        {env: map[string]string{"DATABASE_URL": wrongPassword()}},
	} {
		for _, format := range []string{"text", "json"} {
			t.Run(name+" "+format, func(t *testing.T) {
				env := map[string]string{
					"SLACK_BOT_TOKEN": secretBot, "SLACK_APP_TOKEN": secretApp, "LOG_LEVEL": "debug", "LOG_FORMAT": format,
					"SLACK_API_URL": echo(t, test.slack), "DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "s.db"),
				}
				maps.Copy(env, test.env)
				setEnvironment(t, env)
				mustTellNone(t, runUntil(t, test.until))
				for _, args := range [][]string{{"doctor"}, {"export"}, {"doctor", "--nonsense"}} {
					mustTellNone(t, printed(t.Context(), args))
				}
			})
		}
	}
}

// wrongPassword is the address of the tests' PostgreSQL with a password that it will not have, or of
// none.
func wrongPassword() string {
	_, at, ok := strings.Cut(os.Getenv("TEST_POSTGRES_URL"), "@")
	if !ok {
		at = "127.0.0.1:1/x"
	}
	return "postgres://nobody:" + secretWord + "@" + at
}

// printed is all that a command says.
func printed(ctx context.Context, args []string) string {
	var all logbook
	Main(ctx, args, nil, &all, &all)
	return all.String()
}

// runUntil runs the bot until it ends, or has said something.
func runUntil(t *testing.T, word string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all logbook
	done := make(chan int, 1)
	go func() { done <- Main(ctx, []string{"run"}, nil, &all, &all) }()
	if word != "" {
		s := stage{t: t}
		s.until(word, func() bool { return strings.Contains(all.String(), word) })
		stop()
	}
	if status := <-done; word == "" && status != 1 {
		t.Errorf("exit status %d, want 1:\n%s", status, all.String())
	}
	return all.String()
}

// TestFailedReplyTellsNoAddress: whoever knows a response_url may speak through it.
func TestFailedReplyTellsNoAddress(t *testing.T) {
	w := mustWorkspace(t)
	setEnvironment(t, goodEnvironment(t, w))
	r := startRun(t)
	mustAwait(t, w, "ana", func(s workspace.Screen) bool { return s.Sockets > 0 })
	for n, trouble := range []workspace.Refusal{{Unsent: true}, {Status: 500}, {Status: 404}} {
		w.Refuse("response_url", 1, trouble)
		if err := w.Command(t.Context(), "ana", "study", "/aws s3"); err != nil {
			t.Fatal(err)
		}
		mustAwait(t, w, "ana", func(s workspace.Screen) bool { return alone(s) > n })
	}
	r.mustEnd(t)
	if n := strings.Count(r.errs.String(), "response_url failed"); n < 3 {
		t.Errorf("%d failures are logged", n)
	}
	mustTellNone(t, r.errs.String())
}

// TestSecretsComeFromFilesToo: either way, but not both.
func TestSecretsComeFromFilesToo(t *testing.T) {
	file := func(content string) string {
		name := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	w := mustWorkspace(t)
	env := goodEnvironment(t, w)
	for _, name := range []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL"} {
		env[name+"_FILE"] = file(env[name] + "\n")
		delete(env, name)
	}
	setEnvironment(t, env)
	r := startRun(t)
	mustAwait(t, w, "ana", func(s workspace.Screen) bool { return s.Sockets > 0 })
	r.mustEnd(t)
	for _, test := range []struct{ name, value, want string }{
		{"SLACK_BOT_TOKEN", "xoxb-1", "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set: keep one of them"},
		{"SLACK_APP_TOKEN_FILE", "/no/such/file", "SLACK_APP_TOKEN_FILE: open /no/such/file: no such file"},
		{"DATABASE_URL_FILE", file(" \n"), "is empty"},
	} {
		env := maps.Clone(env)
		env[test.name] = test.value
		setEnvironment(t, env)
		if said := printed(t.Context(), []string{"run"}); !strings.Contains(said, test.want) {
			t.Errorf("%s=%s: it says %swant %q in it", test.name, test.value, said, test.want)
		}
	}
}

// TestConfigIsPrintedWithoutSecrets, whichever way.
func TestConfigIsPrintedWithoutSecrets(t *testing.T) {
	c := Config{SlackBotToken: secretBot, SlackAppToken: secretApp, DatabaseURL: secretWord}
	var log strings.Builder
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("started", "config", c, "token", c.SlackBotToken)
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	log.Write(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&log, verb, c)
		fmt.Fprintf(&log, verb, []secret{c.SlackBotToken})
	}
	fmt.Fprint(&log, c.SlackBotToken.String(), slices.Collect(maps.Values(map[int]secret{1: c.DatabaseURL})))
	mustTellNone(t, log.String())
	if !strings.Contains(log.String(), hidden) {
		t.Error("nothing was printed")
	}
}
