package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data"
	"kotsukotsu/data/bank"
	"kotsukotsu/data/notes"
)

var update = flag.Bool("update", false, "write what was seen into the conversations")

// TestConversations plays each script of testdata/conversations on a local workspace, over real
// sockets and with a real database. A script's lines are what people do; below each stands what
// they then see that is new.
func TestConversations(t *testing.T) {
	scripts, err := filepath.Glob("testdata/conversations/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no conversations", err)
	}
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, script)
		})
	}
}

func play(t *testing.T, script string) {
	archive, err := txtar.ParseFile(script)
	if err != nil {
		t.Fatal(err)
	}
	stage := newStage(t, string(archive.Comment))
	var seen strings.Builder
	for line := range strings.Lines(string(archive.Files[0].Data)) {
		if strings.HasPrefix(line, " ") || strings.TrimSpace(line) == "" {
			continue // what was seen before
		}
		line = strings.TrimSpace(line)
		fmt.Fprintf(&seen, "%s\n%s", line, indent(stage.do(line)))
	}
	if *update {
		archive.Files[0].Data = []byte(seen.String())
		if err := os.WriteFile(script, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(archive.Files[0].Data), seen.String()); diff != "" {
		t.Errorf("(-want +got; -update rewrites):\n%s", diff)
	}
}

func indent(s string) string {
	if s == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n    ") + "\n"
}

// stage is a bot on a local workspace, with a clock that stands still until a script moves it.
type stage struct {
	t         *testing.T
	workspace *workspace.Workspace
	app       *app
	log       logbook
	clock     atomic.Int64      // Unix seconds
	shown     map[string]string // what anybody has seen of a message, a modal or a home
}

// logbook is what the bot has logged.
type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newStage starts a bot. The comment of a script says in which language the channel is: "en" is its
// first word, or it is Japanese.
func newStage(t *testing.T, comment string) *stage {
	s := newStageIn(t, comment, workspace.Config{})
	s.open()
	return s
}

// newStageIn makes a stage in a workspace of some sort. Its bot starts when it is opened.
func newStageIn(t *testing.T, comment string, c workspace.Config) *stage {
	c.Bot, c.Scopes = "kotsukotsu", scopes
	s := &stage{t: t, shown: map[string]string{}}
	s.clock.Store(time.Date(2026, 11, 19, 23, 57, 0, 0, time.UTC).Unix()) // Friday, 8:57 in Tokyo
	var err error
	s.workspace, err = workspace.Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	language := "ja"
	if strings.HasPrefix(comment, "en") {
		language = "en"
	}
	s.app = s.newApp(language)
	s.start(s.workspace.Serve)
	return s
}

// open starts the bot and waits until it is connected.
func (s *stage) open() {
	s.start(s.app.run)
	s.await("ana", func(screen workspace.Screen) bool { return screen.Sockets > 0 })
}

func (s *stage) newApp(language string) *app {
	config := Config{
		SlackBotToken: workspace.BotToken, SlackAppToken: workspace.AppToken, SlackAPIURL: s.workspace.APIURL(),
		CourseChannel: "C0STUDY", CourseLanguage: language,
	}
	log := slog.New(slog.NewTextHandler(io.MultiWriter(s.t.Output(), &s.log), nil))
	database, err := data.Open(s.t.Context(), "sqlite://"+filepath.Join(s.t.TempDir(), "test.db"), log)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { database.Close() })
	files := os.DirFS("testdata/content")
	n, err := notes.Load(notes.Layer{Name: "content", Files: files})
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := bank.Load(bank.Layer{Name: "content", Files: files})
	if err != nil {
		s.t.Fatal(err)
	}
	return newApp(config, log, database, teaching{n, b}, s.now)
}

func (s *stage) now() time.Time { return time.Unix(s.clock.Load(), 0) }

// start runs a part until the test ends, and waits for its end.
func (s *stage) start(run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; ended(err) != nil {
			s.t.Error(err)
		}
	})
}

func (s *stage) await(user string, ok func(workspace.Screen) bool) workspace.Screen {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	screen, err := s.workspace.Await(ctx, user, ok)
	if err != nil {
		s.t.Fatal(err)
	}
	return screen
}

// do plays a line, "ana presses B", and returns what its person then sees that is new.
func (s *stage) do(line string) string {
	words := strings.SplitN(line, " ", 3)
	who, verb, what := words[0], words[1], strings.Join(words[2:], "")
	before := s.workspace.Screen(who) // that of a clock is empty
	act, known := verbs[verb]
	if !known {
		s.t.Fatalf("line %q: verbs are %v", line, verbs)
	}
	act(s, who, what, before)
	return s.news(who)
}

// verbs are what can be done in a script.
var verbs = map[string]func(s *stage, who, what string, before workspace.Screen){
	"types":   (*stage).types,
	"presses": (*stage).presses,
	"checks":  (*stage).checks,
	"fills":   (*stage).fills,
	"submits": (*stage).submits,
	"opens":   (*stage).opens,
	"says":    (*stage).says,
	"shows":   (*stage).shows,
	"counts":  (*stage).counts,
	"sees":    func(*stage, string, string, workspace.Screen) {},
	"answers": (*stage).answers,
	"refuses": (*stage).refuses,
}

func (s *stage) types(who, what string, before workspace.Screen) {
	s.must(s.workspace.Command(s.t.Context(), who, "study", what))
	s.await(who, func(now workspace.Screen) bool {
		return alone(now) > alone(before) || len(now.Modals) > len(before.Modals)
	})
}

// presses presses the newest button with a label, in a modal, in App Home or in the channel.
func (s *stage) presses(who, label string, before workspace.Screen) {
	message, action := find(before, label)
	if action == "" && before.Home != nil {
		s.must(s.workspace.PressHome(s.t.Context(), who, actionIn(before.Home.Blocks, label)))
	} else {
		s.must(s.workspace.Press(s.t.Context(), who, "study", message.TS, action))
	}
	s.await(who, func(now workspace.Screen) bool {
		return visible(now) > visible(before) || len(now.Modals) > len(before.Modals) ||
			replaced(before, now) || home(before) != home(now)
	})
}

func home(s workspace.Screen) string {
	if s.Home == nil {
		return ""
	}
	return workspace.Text(s.Home.Blocks)
}

// answers answers the newest question: with A, and what else is asked for, or with the choices in
// the places where they stand.
func (s *stage) answers(who, _ string, before workspace.Screen) {
	messages := slices.DeleteFunc(slices.Clone(before.Channel("study").Messages), func(m workspace.Message) bool {
		return !isQuestion(m)
	})
	message := messages[len(messages)-1]
	if actionIn(message.Blocks, "Put in order")+actionIn(message.Blocks, "Match them") != "" {
		s.must(s.workspace.Press(s.t.Context(), who, "study", message.TS, "arrange"))
		form := s.await(who, func(now workspace.Screen) bool { return len(now.Modals) > 0 })
		s.arranges(who, *form.Modal())
	} else {
		answer(s.t, s.workspace, who, message)
	}
	s.await(who, func(now workspace.Screen) bool { return alone(now) > alone(before) })
}

// arranges puts everything where it stands.
func (s *stage) arranges(who string, form workspace.View) {
	values := []string{"A", "B", "C"}
	if strings.Contains(workspace.Text(form.Blocks), "1.  ") {
		values = []string{"1", "2"}
	}
	for place, value := range values {
		s.must(s.workspace.Fill(s.t.Context(), who, fmt.Sprint("place-", place), value))
	}
	s.must(s.workspace.Submit(s.t.Context(), who))
}

func (s *stage) checks(who, letters string, before workspace.Screen) {
	message, _ := find(before, "回答する (2つ選ぶ)")
	s.must(
		s.workspace.Choose(
			s.t.Context(),
			who,
			"study",
			message.TS,
			"picks",
			strings.Fields(letters)...),
	)
}

func (s *stage) fills(who, what string, _ workspace.Screen) {
	field, value, _ := strings.Cut(what, " ")
	values := []string{value}
	if field == "days" {
		values = strings.Fields(value)
	}
	s.must(s.workspace.Fill(s.t.Context(), who, field, values...))
}

func (s *stage) submits(who, _ string, before workspace.Screen) {
	_ = s.workspace.Submit(s.t.Context(), who) // what it says stands in the form too
	s.await(who, func(now workspace.Screen) bool {
		return len(now.Modals) > 0 && len(now.Modal().Errors) > 0 || alone(now) > alone(before)
	})
}

func (s *stage) opens(who, _ string, before workspace.Screen) {
	s.must(s.workspace.OpenHome(s.t.Context(), who))
	s.await(who, func(now workspace.Screen) bool { return now.Home != nil })
}

func (s *stage) says(who, what string, before workspace.Screen) {
	s.must(s.workspace.Mention(s.t.Context(), who, "study", "", what))
	s.await(who, func(now workspace.Screen) bool { return visible(now) > visible(before)+1 })
}

// shows moves the clock: "clock shows 2026-11-23 09:00", in Tokyo. What is due then is done.
func (s *stage) shows(_, what string, _ workspace.Screen) {
	at, err := time.ParseInLocation("2006-01-02 15:04", what, time.FixedZone("JST", 9*60*60))
	s.must(err)
	s.clock.Store(at.Unix())
	s.app.scheduler.Tick(s.t.Context(), at)
}

// refuses lets Slack refuse the next message with a word of its own.
func (s *stage) refuses(_, word string, _ workspace.Screen) {
	s.workspace.Refuse("chat.postMessage", 1, workspace.Refusal{Error: word})
}

// counts waits until a number of answers stands under the question.
func (s *stage) counts(who, what string, _ workspace.Screen) {
	s.await(who, func(now workspace.Screen) bool { return strings.Contains(now.String(), what) })
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// alone counts what only this user sees.
func alone(s workspace.Screen) (n int) {
	for _, c := range s.Channels {
		for _, m := range c.Messages {
			if m.OnlyYou || c.DM {
				n++
			}
		}
	}
	return n
}

// visible counts all that a user sees.
func visible(s workspace.Screen) (n int) {
	for _, c := range s.Channels {
		for _, m := range c.Messages {
			n += 1 + len(m.Replies)
		}
	}
	return n
}

func replaced(before, now workspace.Screen) bool {
	texts := func(s workspace.Screen) (all []string) {
		for _, m := range s.Channel("study").Messages {
			if m.OnlyYou {
				all = append(all, m.Text)
			}
		}
		return all
	}
	return !slices.Equal(texts(before), texts(now))
}

// find returns the newest message with a button of a label, and the button's action.
func find(s workspace.Screen, label string) (workspace.Message, string) {
	messages := s.Channel("study").Messages
	for _, m := range slices.Backward(messages) {
		if id := actionIn(m.Blocks, label); id != "" {
			return m, id
		}
	}
	return workspace.Message{}, ""
}

func actionIn(blocks workspace.Blocks, label string) string {
	for _, b := range blocks {
		elements, _ := b["elements"].([]any)
		if accessory := b["accessory"]; accessory != nil {
			elements = append(elements, accessory)
		}
		for _, e := range elements {
			element, _ := e.(map[string]any)
			text, _ := element["text"].(map[string]any)
			if id, ok := element["action_id"].(string); ok && text["text"] == label {
				return id
			}
		}
	}
	return ""
}

// news is what a user sees that nobody has seen in the script so far.
func (s *stage) news(who string) string {
	if who == "clock" || who == "Slack" {
		who = "ana"
	}
	screen := s.workspace.Screen(who)
	var b strings.Builder
	note := func(key, head, text string) {
		if s.shown[key] != text {
			b.WriteString(head + "\n" + text + "\n")
		}
		s.shown[key] = text
	}
	for _, c := range screen.Channels {
		for _, m := range c.Messages {
			if len(m.Blocks) > 0 { // else it is what a person said
				note(m.TS, heading(c, m), workspace.Text(m.Blocks))
			}
			for _, r := range m.Replies {
				note(r.TS, "[in the thread]", workspace.Text(r.Blocks))
			}
		}
	}
	for _, v := range screen.Modals {
		note(v.ID, "[modal: "+v.Title+"]", workspace.Text(v.Blocks)+problems(v))
	}
	if screen.Home != nil {
		note("home of "+who, "[home]", workspace.Text(screen.Home.Blocks))
	}
	return b.String()
}

func heading(c workspace.Conversation, m workspace.Message) string {
	switch {
	case c.DM:
		return "[direct message]"
	case m.OnlyYou:
		return "[only for you]"
	case m.Edited:
		return "[in the channel, edited]"
	}
	return "[in the channel]"
}

func problems(v workspace.View) string {
	var lines []string
	for field, text := range v.Errors {
		lines = append(lines, fmt.Sprintf("\n! %s: %s", field, text))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
