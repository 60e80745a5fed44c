package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/handlers/blocks"
)

// mustWorkspace serves a local workspace until the test ends.
func mustWorkspace(t *testing.T) *workspace.Workspace {
	t.Helper()
	w, err := workspace.Listen(
		workspace.Config{
			Bot: "kotsukotsu", Scopes: scopes, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return w
}

// setEnvironment gives the environment of DESIGN's contract and nothing else.
func setEnvironment(t *testing.T, env map[string]string) {
	t.Helper()
	for _, name := range []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "COURSE_CHANNEL",
		"COURSE_SCHEDULE", "COURSE_TIMEZONE", "COURSE_LANGUAGE", "COURSE_REPORT", "CONTENT_DIR", "HTTP_ADDR", "LOG_LEVEL",
		"LOG_FORMAT", "SLACK_BOT_TOKEN_FILE", "SLACK_APP_TOKEN_FILE", "DATABASE_URL_FILE"} {
		t.Setenv(name, "")
		if value, given := env[name]; given {
			t.Setenv(name, value)
		} else {
			os.Unsetenv(name)
		}
	}
}

func goodEnvironment(t *testing.T, w *workspace.Workspace) map[string]string {
	return map[string]string{
		"SLACK_BOT_TOKEN": workspace.BotToken, "SLACK_APP_TOKEN": workspace.AppToken, "SLACK_API_URL": w.APIURL(),
		"DATABASE_URL": "sqlite://" + filepath.Join(
			t.TempDir(),
			"run.db",
		), "COURSE_CHANNEL": "C0STUDY",
		"COURSE_LANGUAGE": "en", "COURSE_TIMEZONE": "Europe/Berlin", "COURSE_SCHEDULE": "@every 10s",
	}
}

// running is a `run` in the background.
type running struct {
	stop context.CancelFunc
	done chan int
	errs bytes.Buffer
}

func startRun(t *testing.T) *running {
	ctx, stop := context.WithCancel(context.Background())
	r := &running{stop: stop, done: make(chan int, 1)}
	go func() { r.done <- Main(ctx, []string{"run"}, nil, io.Discard, io.MultiWriter(&r.errs, t.Output())) }()
	return r
}

func (r *running) mustEnd(t *testing.T) {
	t.Helper()
	r.stop()
	select {
	case status := <-r.done:
		if status != 0 {
			t.Errorf("exit status %d, want 0", status)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("run did not end")
	}
}

func mustAwait(
	t *testing.T, w *workspace.Workspace, user string, ok func(workspace.Screen) bool,
) workspace.Screen {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	screen, err := w.Await(ctx, user, ok)
	if err != nil {
		t.Fatal(err)
	}
	return screen
}

func questions(s workspace.Screen) (n int) {
	for _, m := range s.Channel("study").Messages {
		if isQuestion(m) {
			n++
		}
	}
	return n
}

// isQuestion says whether a message is an open question.
func isQuestion(m workspace.Message) bool {
	return slices.ContainsFunc(m.Blocks, func(b map[string]any) bool { return b["block_id"] == blocks.Answers })
}

// databases gives an address of an empty database of each engine.
var databases = map[string]func(testing.TB) string{
	"sqlite": func(t testing.TB) string { return "sqlite://" + filepath.Join(t.TempDir(), "run.db") },
	"postgres": func(t testing.TB) string {
		address := os.Getenv("TEST_POSTGRES_URL")
		if address == "" {
			t.Skip("TEST_POSTGRES_URL is not set")
		}
		schema := fmt.Sprintf("run_%d", time.Now().UnixNano())
		if err := execute(address, "CREATE SCHEMA "+schema); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { // what a process that was killed had begun may be in the way
			poll(t, "the schema is dropped", func() bool {
				return execute(address, "DROP SCHEMA IF EXISTS "+schema+" CASCADE") == nil
			})
		})
		return address + "?search_path=" + schema
	},
}

// execute keeps no connection: PostgreSQL has but a hundred, and many tests want some.
func execute(address, statement string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// TestRun starts the program as its users do, with an environment alone, waits for the schedule's
// question, answers it, stops the program, starts it again, and finds that it remembers.
func TestRun(t *testing.T) {
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			w := mustWorkspace(t)
			env := goodEnvironment(t, w)
			env["DATABASE_URL"] = database(t)
			setEnvironment(t, env)
			runTwice(t, w)
		})
	}
}

func runTwice(t *testing.T, w *workspace.Workspace) {
	first := startRun(t)
	posted := mustAwait(t, w, "ana", func(s workspace.Screen) bool { return questions(s) > 0 })
	message := posted.Channel("study").Last()
	answer(t, w, "ana", message)
	verdict := mustAwait(t, w, "ana", func(s workspace.Screen) bool { return alone(s) > 0 })
	for _, part := range []string{"You chose: A", "The answer:", "in a row"} {
		if !strings.Contains(verdict.String(), part) {
			t.Errorf("no verdict with %q:\n%s", part, verdict)
		}
	}
	if seen := alone(w.Screen("ken")); seen != 0 {
		t.Errorf("Ken sees %d private messages", seen)
	}
	first.mustEnd(t)
	mustLeaveNothing(t)

	second := startRun(t)
	mustAwait(t, w, "ana", func(s workspace.Screen) bool { return s.Sockets > 0 })
	answer(t, w, "ana", message)
	mustAwait(t, w, "ana", func(s workspace.Screen) bool {
		return strings.Contains(s.String(), "Your first answer stands")
	})
	second.mustEnd(t)
}

// mustLeaveNothing looks for goroutines of a run that has ended.
func mustLeaveNothing(t *testing.T) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, stack := range strings.Split(string(stacks), "\n\n") {
		if regexp.MustCompile(`bot\.\(\*(app|socket|counter)|slack-go|robfig|gorm`).MatchString(stack) {
			t.Errorf("a goroutine outlives run:\n%s", stack)
		}
	}
}

// answer picks A, and where more are asked for, the letters that follow.
func answer(t *testing.T, w *workspace.Workspace, who string, m workspace.Message) {
	t.Helper()
	action := actionIn(m.Blocks, "A")
	var err error
	for n, letters := range [][]string{2: {"A", "B"}, 3: {"A", "B", "C"}} {
		if id := actionIn(m.Blocks, fmt.Sprintf("Submit (Choose %d)", n)); id != "" {
			action, err = id, w.Choose(t.Context(), who, "study", m.TS, "picks", letters...)
		}
	}
	if err == nil {
		err = w.Press(t.Context(), who, "study", m.TS, action)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRunSaysWhatToMend(t *testing.T) {
	w := mustWorkspace(t)
	broken := filepath.Join(t.TempDir(), "broken.db")
	if err := os.WriteFile(broken, []byte("this is no database, however long it may be read"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, value, want string }{
		{"SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is not set"},
		{"SLACK_APP_TOKEN", "", "SLACK_APP_TOKEN is not set"},
		{"SLACK_BOT_TOKEN", workspace.AppToken, "changed places"},
		{"SLACK_BOT_TOKEN", "xoxb-wrong", "SLACK_BOT_TOKEN is refused by Slack (invalid_auth)"},
		{"SLACK_APP_TOKEN", "xapp-wrong", "SLACK_APP_TOKEN is refused by Slack (invalid_auth)"},
		{"SLACK_API_URL", "http://127.0.0.1:x/api/", "SLACK_API_URL http://127.0.0.1:x/api/ can't be reached"},
		{"COURSE_SCHEDULE", "61 9 * * *", `COURSE_SCHEDULE "61 9 * * *" is not a cron spec`},
		{"COURSE_REPORT", "friday", `COURSE_REPORT "friday" is not a cron spec`},
		{"COURSE_TIMEZONE", "Mars/Olympus", `COURSE_TIMEZONE "Mars/Olympus" is unknown`},
		{"COURSE_LANGUAGE", "de", `language "de" is neither ja nor en`},
		{"COURSE_CHANNEL", "", "COURSE_CHANNEL is not set, but other COURSE_ settings are"},
		{"COURSE_CHANNEL", "C0RANDOM", "COURSE_CHANNEL C0RANDOM: the bot is not in that channel"},
		{"COURSE_CHANNEL", "C0NOWHERE", "COURSE_CHANNEL C0NOWHERE: the bot is not in that channel"},
		{"DATABASE_URL", "sqlite:///no/such/folder/x.db", "DATABASE_URL: open database"},
		{"DATABASE_URL", "sqlite://" + broken, "file is not a database"},
		{"DATABASE_URL", "mysql://x", "neither sqlite://FILE nor postgres://"},
		{"CONTENT_DIR", "/no/such/folder", "/no/such/folder is not a directory"},
		{"HTTP_ADDR", "127.0.0.1:notaport", "HTTP_ADDR:"},
		{"LOG_LEVEL", "loud", `LOG_LEVEL "loud" is none of`},
		{"LOG_FORMAT", "xml", `LOG_FORMAT "xml" is neither`},
	} {
		t.Run(test.name+" "+test.value, func(t *testing.T) {
			env := goodEnvironment(t, w)
			env[test.name] = test.value
			setEnvironment(t, env)
			var errs bytes.Buffer
			if status := Main(t.Context(), []string{"run"}, nil, io.Discard, &errs); status != 1 {
				t.Errorf("exit status %d, want 1", status)
			}
			if !strings.Contains(errs.String(), test.want) {
				t.Errorf("it says\n%swant %q in it", errs.String(), test.want)
			}
		})
	}
}

func TestUsageIsExitStatus2(t *testing.T) {
	for _, args := range [][]string{{}, {"dance"}, {"run", "--nonsense"}, {"lookup", "--lang", "de", "s3"}} {
		var errs bytes.Buffer
		if status := Main(t.Context(), args, nil, &errs, &errs); status != 2 || errs.Len() == 0 {
			t.Errorf("%v: exit status %d, want 2; it says %q", args, status, errs.String())
		}
	}
}

func TestHealth(t *testing.T) {
	w := mustWorkspace(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	env := goodEnvironment(t, w)
	env["HTTP_ADDR"] = addr
	setEnvironment(t, env)
	if status := Main(t.Context(), []string{"health"}, nil, io.Discard, io.Discard); status != 1 {
		t.Errorf("health of a bot that doesn't run: exit status %d, want 1", status)
	}
	r := startRun(t)
	mustAwait(t, w, "ana", func(s workspace.Screen) bool { return s.Sockets > 0 })
	if status := Main(t.Context(), []string{"health"}, nil, io.Discard, t.Output()); status != 0 {
		t.Errorf("health: exit status %d, want 0", status)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		response, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, response.Status)
		}
	}
	r.mustEnd(t)
}

func TestManifestHasWhatTheRoutesNeed(t *testing.T) {
	var out bytes.Buffer
	if status := Main(t.Context(), []string{"manifest"}, nil, &out, t.Output()); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	var m struct {
		Settings struct {
			SocketMode bool `json:"socket_mode_enabled"`
			Events     struct {
				Bot []string `json:"bot_events"`
			} `json:"event_subscriptions"`
			Interactivity struct {
				Enabled bool `json:"is_enabled"`
			}
		}
		Features struct {
			Commands []struct{ Command, Description string } `json:"slash_commands"`
			Home     struct {
				Enabled bool `json:"home_tab_enabled"`
			} `json:"app_home"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, c := range m.Features.Commands {
		commands = append(commands, c.Command)
	}
	if got := strings.Join(commands, " "); got != "/aws /quiz /streak /study" {
		t.Errorf("commands %s", got)
	}
	if got := strings.Join(m.Settings.Events.Bot, " "); got != "app_home_opened app_mention" {
		t.Errorf("events %s", got)
	}
	if !m.Settings.SocketMode || !m.Settings.Interactivity.Enabled || !m.Features.Home.Enabled {
		t.Errorf("something is switched off: %+v", m)
	}
}

// TestReadmeNamesWhatThereIs keeps the newcomer's page true: every setting, command and scope.
func TestReadmeNamesWhatThereIs(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for field := range reflect.TypeFor[Config]().Fields() {
		names = append(names, field.Tag.Get("env"))
	}
	for _, c := range newManifest().Features.SlashCommands {
		names = append(names, c.Command)
	}
	for _, name := range append(names, scopes...) {
		if !strings.Contains(string(readme), "`"+name) {
			t.Errorf("README.md doesn't name %s", name)
		}
	}
}

func TestLookupPrintsOneObjectALine(t *testing.T) {
	var out bytes.Buffer
	in := strings.NewReader("エススリー\nラーメン\nopsworks\n")
	args := []string{"lookup", "--json", "--lang", "en"}
	if status := Main(t.Context(), args, in, &out, t.Output()); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	var got []found
	for line := range strings.Lines(out.String()) {
		var f found
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%v in line %s", err, line)
		}
		f.Suggestions = nil
		got = append(got, f)
	}
	want := []found{
		{Query: "エススリー", Found: true, Service: "Amazon S3", Note: "s3", Title: "Amazon S3",
			Status: "current"},
		{Query: "ラーメン"},
		{Query: "opsworks", Found: true, Service: "AWS OpsWorks", Note: "opsworks",
			Title: "AWS OpsWorks", Status: "retired"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCheckPrintsEveryFaultOfATeam(t *testing.T) {
	dir := t.TempDir()
	broken := "- id: ours-01\n  kind: dance\n  note: nothing\n"
	if err := os.WriteFile(filepath.Join(dir, "ours.yaml"), []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := Main(t.Context(), []string{"check", dir}, nil, &out, t.Output()); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	fault := filepath.Join(dir, "ours.yaml") + ":1: "
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, fault) {
			t.Errorf("line %q doesn't begin with %s", line, fault)
		}
	}
	if !strings.Contains(out.String(), `kind "dance" is none of`) {
		t.Errorf("it says %s", out.String())
	}
}

// A team's questions may be right one by one, and still give answers away together with ours.
func TestCheckJudgesTheBankAsItWouldBeUsed(t *testing.T) {
	dir := t.TempDir()
	var ours strings.Builder
	for i := range 400 {
		fmt.Fprintf(&ours, `- {id: ours-%d, kind: single, note: s3, exam: SAA, level: 2,
  domain: Design Secure Architectures, source: own words, ask: {ja: どれか。, en: Which}, choices: [
    {id: a, right: true, text: {ja: これだ, en: This one}, why: {ja: 正しい。, en: Right.}},
    {id: b, text: {ja: それ, en: That}, why: {ja: 違う。, en: Wrong.}},
    {id: c, text: {ja: あれ, en: There}, why: {ja: 違う。, en: Wrong.}}]}
`, i)
	}
	if err := os.WriteFile(filepath.Join(dir, "ours.yaml"), []byte(ours.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := Main(t.Context(), []string{"check", dir}, nil, &out, t.Output()); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	for _, want := range []string{
		"942 questions\n", "SAA-C03: 619\n", "bank: the right choice in ja is the longest in 60.",
		"bank: the right choice stands at A in 62.8 %", "bank: Design Secure Architectures has 75.9 %",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
}

// TestDoctorSaysWhyNothingWasPosted asks it while the bot runs, and with what can be wrong.
func TestDoctorSaysWhyNothingWasPosted(t *testing.T) {
	w := mustWorkspace(t)
	env := goodEnvironment(t, w)
	env["COURSE_SCHEDULE"] = "0 9 * * *"
	setEnvironment(t, env)
	r := startRun(t)
	mustAwait(t, w, "ana", func(s workspace.Screen) bool { return s.Sockets > 0 })
	for _, test := range []struct {
		name, value string
		status      int
		want        []string
	}{
		{"", "", 0, []string{"ok    bot token: signed in", "ok    app token", "ok    clock",
			"ok    database: can be read and written", "ok    course 1 in C0STUDY", "next 20", "09:00 CE"}},
		{"SLACK_BOT_TOKEN", "xoxb-wrong", 1, []string{"mend  bot token: SLACK_BOT_TOKEN is refused", "ok    database"}},
		{"SLACK_APP_TOKEN", "xapp-wrong", 1, []string{"mend  app token: SLACK_APP_TOKEN is refused"}},
		{"DATABASE_URL", "sqlite:///no/such/folder/x.db", 1, []string{"mend  database: open database"}},
		{"DATABASE_URL", "sqlite://" + filepath.Join(t.TempDir(), "new.db"), 1, []string{"mend  courses: there are none"}},
	} {
		env := maps.Clone(env)
		if test.name != "" {
			env[test.name] = test.value
		}
		setEnvironment(t, env)
		var out bytes.Buffer
		if status := Main(t.Context(), []string{"doctor"}, nil, &out, t.Output()); status != test.status {
			t.Errorf("%s=%s: exit status %d, want %d:\n%s", test.name, test.value, status, test.status, out.String())
		}
		for _, want := range test.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s=%s: it says\n%swant %q in it", test.name, test.value, out.String(), want)
			}
		}
		if strings.Contains(out.String(), workspace.BotToken) || strings.Contains(out.String(), workspace.AppToken) {
			t.Errorf("it tells a token:\n%s", out.String())
		}
	}
	r.mustEnd(t)
}
