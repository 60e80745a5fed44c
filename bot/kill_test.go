package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data"
	"kotsukotsu/data/study"
)

// What Slack does at a point. Where it cuts the call, it says nothing until the program is dead or
// has given up.
var (
	unsent = workspace.Refusal{Unsent: true}
	lost   = workspace.Refusal{Lost: true}
	busy   = workspace.Refusal{Status: http.StatusTooManyRequests, RetryAfter: 3 * time.Second}
	broken = workspace.Refusal{Status: http.StatusInternalServerError}
)

// points are where the real program is killed, or Slack fails it. What else becomes of a question
// where Slack fails is in slot_test.go, in process: a 500, the word ratelimited, an answer cut off.
var points = map[string]func(*scene){
	"killed before the claim":                 killedBeforeTheClaim,
	"killed between claim and post":           asking(unsent, (*scene).dies),
	"killed between post and saving its ts":   asking(lost, (*scene).dies),
	"killed as it posts what Ken asked for":   killedAsKenAsks,
	"Slack is busy for the question":          asking(busy, (*scene).lives),
	"Slack says nothing to the question":      asking(unsent, (*scene).lives),
	"Slack takes the question silently":       asking(lost, (*scene).lives),
	"killed before the closing edit":          closing((*scene).editing, unsent, (*scene).dies),
	"killed after the closing edit":           closing((*scene).editing, lost, (*scene).dies),
	"Slack is busy for the closing edit":      closing((*scene).editing, busy, (*scene).lives),
	"Slack fails at the closing edit":         closing((*scene).editing, broken, (*scene).lives),
	"Slack takes the closing edit silently":   closing((*scene).editing, lost, (*scene).lives),
	"killed before the rationales are posted": closing((*scene).explaining, unsent, (*scene).dies),
	"killed after the rationales are posted":  closing((*scene).explaining, lost, (*scene).dies),
	"Slack is busy for the rationales":        closing((*scene).explaining, busy, (*scene).lives),
	"Slack fails at the rationales":           closing((*scene).explaining, broken, (*scene).lives),
	"Slack says nothing to the rationales":    closing((*scene).explaining, unsent, (*scene).lives),
	"Slack takes the rationales silently":     closing((*scene).explaining, lost, (*scene).lives),
	"one of two is killed before its post":    asking(unsent, (*scene).goes, second),
	"one of two is killed after its post":     asking(lost, (*scene).goes, second),
	"Slack takes the post of one of two":      asking(lost, (*scene).lives, second),
	"two serve slot after slot":               twoServe,
}

// TestKill builds the program, runs it as its users do, with an environment alone, has it killed or
// failed at each point on each engine, and counts the messages.
func TestKill(t *testing.T) {
	t.Parallel()
	program := mustBuild(t)
	var playing sync.WaitGroup // all at once: they wait for leases to run out, and need no processor
	for engine, database := range databases {
		for name, play := range points {
			playing.Go(func() {
				t.Run(engine+"/"+name, func(t *testing.T) {
					play(newScene(t, program, database(t)))
				})
			})
		}
	}
	playing.Wait()
}

func mustBuild(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "kotsukotsu")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

func killedBeforeTheClaim(s *scene) {
	due := s.plan(time.Minute)
	s.start(first)
	s.kill(first)
	if !time.Now().Before(due) {
		s.t.Fatal("it was not ready to be killed before its question was due")
	}
	s.start(first)
	s.mustAsk()
	s.mustStand("question")
}

// asking meets trouble when the question is posted. Others run beside the program.
func asking(trouble workspace.Refusal, outcome func(*scene), others ...string) func(*scene) {
	return func(s *scene) {
		s.meet("chat.postMessage", trouble)
		s.plan(20 * time.Second) // as a rule all are connected by then
		s.start(append(others, first)...)
		outcome(s)
		s.mustAsk()
		if trouble.Lost {
			s.mustCall("conversations.history")
		}
		s.mustStand("question")
	}
}

func killedAsKenAsks(s *scene) {
	s.mustEnter(never, time.Now())
	s.meet("chat.postMessage", unsent)
	s.start(first)
	s.kenAsks()
	s.dies()
	s.mustAsk()
	s.mustStand("question-now")
}

// closing meets trouble at a point of the close that follows when Ken asks for another question.
func closing(
	point func(*scene, workspace.Refusal), trouble workspace.Refusal, outcome func(*scene),
) func(*scene) {
	return func(s *scene) {
		s.plan(0)
		s.start(first)
		s.mustAsk()
		s.await(func(now workspace.Screen) bool { // this edit is none of the close
			return strings.Contains(now.String(), "1 answered")
		})
		point(s, trouble)
		s.kenAsks()
		outcome(s)
		s.await(closed)
		if trouble.Lost {
			s.mustCall("conversations.replies")
		}
		s.mustStand("question", "reveal:1", "question-now")
	}
}

// editing meets trouble when the closed form of the question is sent.
func (s *scene) editing(trouble workspace.Refusal) { s.meet("chat.update", trouble) }

// explaining meets trouble at the post that comes next after that.
func (s *scene) explaining(trouble workspace.Refusal) {
	s.workspace.Refuse("chat.update", 1, workspace.Refusal{
		Then: func(*http.Request) { s.meet("chat.postMessage", trouble) },
	})
}

// closed says whether the first question is closed with Ana's answer, and explained.
func closed(now workspace.Screen) bool {
	m := now.Channel("study").Messages[0]
	return len(m.Replies) > 0 && strings.Contains(m.Lines(), "Closed. The answer is") &&
		strings.Contains(m.Lines(), "1 answered, ")
}

func twoServe(s *scene) {
	s.mustEnter("@every 5s", time.Now())
	s.start(first, second)
	asked := func(now workspace.Screen) int { return len(now.Channel("study").Messages) }
	before := asked(s.workspace.Screen("ana"))
	s.await(func(now workspace.Screen) bool { return asked(now) >= before+5 })
	s.mustEnd()
}

// scene is a local Slack and a database for the real program, which runs up to twice at a time.
type scene struct {
	t         *testing.T
	workspace *workspace.Workspace
	program   string
	env       map[string]string
	running   map[string]*process // by the name that they know Slack's host by
	reached   chan string         // who has met the trouble, by the same name
}

// The names of Slack's host. They tell one program's calls from the other's.
const (
	first  = "127.0.0.1"
	second = "localhost"
)

func newScene(t *testing.T, program, database string) *scene {
	w := mustWorkspace(t)
	env := goodEnvironment(t, w)
	env["DATABASE_URL"] = database
	return &scene{
		t: t, workspace: w, program: program, env: env,
		running: map[string]*process{}, reached: make(chan string, 1),
	}
}

// workspaceTeam is the ID that bot/workspace has.
const workspaceTeam = "T0LOCAL"

// never is a schedule of the 30th of February.
const never = "0 0 30 2 *"

// mustEnter enters the channel's course before the program would make it, so that no question is
// left out of the plan where a program is slow to start.
func (s *scene) mustEnter(schedule string, since time.Time) {
	s.t.Helper()
	database := s.mustOpen()
	defer database.Close()
	store := database.Of(workspaceTeam)
	s.must(store.AddCourse(s.t.Context(), study.Course{
		Channel: "C0STUDY", Schedule: schedule, Report: never, Zone: "UTC",
		Language: study.English, Since: since,
	}))
}

// mustOpen opens the database. It is not kept open all the time, as PostgreSQL has but a hundred
// connections for all scenes.
func (s *scene) mustOpen() *data.Database {
	s.t.Helper()
	log := slog.New(slog.NewTextHandler(s.t.Output(), nil))
	database, err := data.Open(s.t.Context(), s.env["DATABASE_URL"], log)
	s.must(err)
	return database
}

// plan lets one question be due after a while, and the next one long after the test. "@every 1234s"
// falls on the multiples of 1234 seconds.
func (s *scene) plan(after time.Duration) (due time.Time) {
	s.t.Helper()
	now := time.Now()
	for due = now.UTC().Truncate(time.Second).Add(after); ; {
		due = due.Add(time.Second)
		for every := 10 * time.Minute; every < time.Hour; every += time.Second {
			if due.Truncate(every).Equal(due) {
				s.mustEnter(fmt.Sprintf("@every %ds", every/time.Second), now)
				return due
			}
		}
	}
}

// process is the program, running.
type process struct {
	*exec.Cmd
	ended chan struct{} // closed when it is dead and reaped
}

// start starts the program, once for each name of Slack's host, and waits until all are connected.
func (s *scene) start(hosts ...string) {
	s.t.Helper()
	for _, host := range hosts {
		p := &process{exec.Command(s.program, "run"), make(chan struct{})}
		for name, value := range s.env {
			p.Env = append(p.Env, name+"="+value)
		}
		p.Env = append(p.Env, "SLACK_API_URL="+strings.Replace(s.workspace.APIURL(), first, host, 1))
		p.Stderr = s.t.Output()
		s.must(p.Start())
		go func() { _ = p.Wait(); close(p.ended) }()
		s.t.Cleanup(func() { _ = p.Process.Kill(); <-p.ended })
		s.running[host] = p
	}
	s.await(func(now workspace.Screen) bool { return now.Sockets == len(s.running) })
}

func (s *scene) kill(host string) {
	s.t.Helper()
	p := s.running[host]
	s.must(p.Process.Kill())
	mustReceive(s.t, p.ended)
	if status := p.ProcessState.String(); status != "signal: killed" {
		s.t.Fatalf("the program that was to be killed had ended before: %s", status)
	}
	delete(s.running, host)
	s.await(func(now workspace.Screen) bool { return now.Sockets == len(s.running) })
}

// meet makes trouble of the next call of a method.
func (s *scene) meet(method string, trouble workspace.Refusal) {
	trouble.Then = func(r *http.Request) {
		host, _, _ := net.SplitHostPort(r.Host)
		s.reached <- host
		if trouble.Unsent || trouble.Lost {
			<-r.Context().Done()
		}
	}
	s.workspace.Refuse(method, 1, trouble)
}

// mustReach waits until the trouble is met, and returns by whom.
func (s *scene) mustReach() (host string) {
	s.t.Helper()
	return mustReceive(s.t, s.reached)
}

func mustReceive[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(90 * time.Second):
		t.Fatal("nothing came for 90 seconds")
	}
	return v
}

// dies has the program killed at the point, and starts it again.
func (s *scene) dies() {
	s.t.Helper()
	s.goes()
	s.start(first)
}

// goes has the program killed at the point.
func (s *scene) goes() {
	s.t.Helper()
	s.kill(s.mustReach())
}

// lives leaves it to the program to get over the trouble.
func (s *scene) lives() {
	s.t.Helper()
	s.mustReach()
}

func (s *scene) kenAsks() {
	s.t.Helper()
	s.must(s.workspace.Command(s.t.Context(), "ken", "study", "/study now"))
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) await(ok func(workspace.Screen) bool) workspace.Screen {
	s.t.Helper()
	return mustAwait(s.t, s.workspace, "ana", ok)
}

// mustAsk waits until the question stands. Ana answers it twice, and is told one verdict.
func (s *scene) mustAsk() {
	s.t.Helper()
	question := s.await(func(now workspace.Screen) bool { return questions(now) == 1 })
	for n, again := range []int{0, 1} {
		answer(s.t, s.workspace, "ana", question.Channel("study").Messages[0])
		seen := s.await(func(now workspace.Screen) bool { return alone(now) == n+1 })
		if got := strings.Count(seen.String(), "Your first answer stands"); got != again {
			s.t.Errorf("after press %d the first answer stands %d times, want %d", n+1, got, again)
		}
	}
}

// mustCall waits for a call that the program makes while nobody else does.
func (s *scene) mustCall(method string) {
	s.t.Helper()
	s.await(func(workspace.Screen) bool {
		return slices.ContainsFunc(s.workspace.Calls(), func(c workspace.Call) bool {
			return c.Method == method
		})
	})
}

// mustStand ends the programs and counts: these messages stand, by the kinds of their slots, and no
// others. Ana's answer to the first question is kept once.
func (s *scene) mustStand(want ...string) {
	s.t.Helper()
	var kinds []string
	for _, m := range s.mustEnd() {
		kinds = append(kinds, m.kind())
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		s.t.Errorf("messages (-want +got):\n%s", diff)
	}
	database := s.mustOpen()
	defer database.Close()
	store := database.Of(workspaceTeam)
	round, err := store.RoundNumbered(s.t.Context(), 1, 1)
	s.must(err)
	if n, err := store.Answered(s.t.Context(), round.ID); n != 1 || err != nil {
		s.t.Errorf("%d answers to question 1 are kept (%v), want 1", n, err)
	}
}

// mustEnd lets the programs finish what they have begun, and holds what stands in the channel
// against the database: as many messages as the ledger has posted, and rounds numbered without a
// gap.
func (s *scene) mustEnd() []standing {
	s.t.Helper()
	s.mustStop()
	stand, asked := s.mustRead(), []string(nil)
	for _, m := range stand {
		if strings.HasPrefix(m.kind(), "question") {
			asked = append(asked, m.TS)
		}
	}
	database := s.mustOpen()
	defer database.Close()
	store := database.Of(workspaceTeam)
	rounds, err := store.RoundsClosedSince(s.t.Context(), 1, time.Time{})
	s.must(err)
	var numbered []string
	for i, r := range rounds {
		if numbered = append(numbered, r.TS); r.Number != i+1 {
			s.t.Errorf("round %d has number %d", i+1, r.Number)
		}
	}
	if diff := cmp.Diff(asked, numbered); diff != "" {
		s.t.Errorf("questions (-in the channel +in the database):\n%s", diff)
	}
	sorted := slices.SortedFunc(slices.Values(stand), bySlot)
	if diff := cmp.Diff(sorted, s.mustRecall(store, rounds)); diff != "" {
		s.t.Errorf("messages (-in the channel +in the ledger):\n%s", diff)
	}
	return stand
}

// mustStop asks the programs to stop, and waits for that.
func (s *scene) mustStop() {
	s.t.Helper()
	for host, p := range s.running {
		s.must(p.Process.Signal(os.Interrupt))
		mustReceive(s.t, p.ended)
		if !p.ProcessState.Success() {
			s.t.Errorf("the program that knows Slack as %s: %s", host, p.ProcessState)
		}
	}
}

// standing is a message that stands for a slot: "1/question/2026-11-20T00:00:00Z".
type standing struct{ Slot, TS string }

func (s standing) kind() string { return path.Base(path.Dir(s.Slot)) }
func bySlot(a, b standing) int  { return strings.Compare(a.Slot, b.Slot) }

// mustRead reads the channel, each message followed by its thread.
func (s *scene) mustRead() (all []standing) {
	s.t.Helper()
	config := Config{SlackBotToken: workspace.BotToken, SlackAPIURL: s.workspace.APIURL()}
	reader := newSpeaker(config, newMetrics())
	defer reader.close()
	channel, _, err := reader.messages(s.t.Context(), "C0STUDY", "", "0", "")
	s.must(err)
	for _, m := range slices.Backward(channel) { // the newest comes first
		thread, _, err := reader.messages(s.t.Context(), "C0STUDY", m.Timestamp, "0", "")
		s.must(err)
		for _, m := range thread { // which begins with its question
			slot, _ := m.Metadata.EventPayload[slotKey].(string)
			all = append(all, standing{slot, m.Timestamp})
		}
	}
	return all
}

// mustRecall reads what the ledger has as posted.
func (s *scene) mustRecall(store *data.Store, rounds []study.Round) (all []standing) {
	s.t.Helper()
	kinds := []study.SlotKind{study.QuestionSlot, study.QuestionNow}
	for _, r := range rounds {
		kinds = append(kinds, study.RevealSlot(r.ID))
	}
	for _, kind := range kinds {
		entries, err := store.Entries(s.t.Context(), 1, kind, time.Time{}, time.Now())
		s.must(err)
		for _, e := range entries {
			if e.State == study.Posted {
				all = append(all, standing{e.Key(), e.TS})
			}
		}
	}
	slices.SortFunc(all, bySlot)
	return all
}
