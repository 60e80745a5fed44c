package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kotsukotsu/data/study"
)

// asProgram is set where the test binary is to be the program: so it is under the race detector
// where the tests are.
const asProgram = "KOTSUKOTSU_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		stagger = 0 // both connections from the beginning
		main()
	}
	os.Exit(m.Run())
}

// machine is the program, running.
type machine struct {
	process
	x    *exchange
	who  string
	addr string // of /readyz
	log  *record
}

// record is a log, read while it is written.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// boot starts a program on a database, and doesn't wait for anything.
func (x *exchange) boot(program, database string) *machine {
	x.t.Helper()
	x.mu.Lock()
	x.machines++
	m := &machine{x: x, who: fmt.Sprint("m", x.machines), addr: freeAddress(x.t), log: &record{}}
	x.mu.Unlock()
	m.process = process{exec.Command(program, "run"), make(chan struct{})}
	m.Env = []string{
		asProgram + "=1", "SLACK_BOT_TOKEN=xoxb-x", "SLACK_APP_TOKEN=xapp-x", "DATABASE_URL=" + database,
		"SLACK_API_URL=" + x.server.URL + "/at/" + m.who + "/api/", "HTTP_ADDR=" + m.addr,
	}
	m.Stderr = m.log
	if err := m.Start(); err != nil {
		x.t.Fatal(err)
	}
	go func() { _ = m.Wait(); close(m.ended) }()
	x.t.Cleanup(func() {
		_ = m.Process.Kill()
		<-m.ended
		if x.t.Failed() {
			x.t.Logf("the log of %s:\n%s", m.who, m.log)
		}
	})
	return m
}

// start starts the program and waits until it is connected.
func (x *exchange) start(database string) *machine {
	x.t.Helper()
	m := x.boot(os.Args[0], database)
	m.connected()
	return m
}

func (m *machine) connected() {
	m.x.t.Helper()
	m.x.until(m.who+" is connected", func() bool {
		return slices.ContainsFunc(m.x.lines, func(l *line) bool { return l.who == m.who })
	})
}

// kill is kill -9.
func (m *machine) kill() {
	m.x.t.Helper()
	m.x.mu.Lock()
	m.x.killed[m.who] = true
	m.x.mu.Unlock()
	_ = m.Process.Kill()
	mustReceive(m.x.t, m.ended)
	if status := m.ProcessState.String(); status != "signal: killed" {
		m.x.t.Errorf("%s, which was to be killed, had ended before: %s", m.who, status)
	}
}

// stop is what a supervisor does first.
func (m *machine) stop() {
	m.x.t.Helper()
	_ = m.Process.Signal(syscall.SIGTERM)
	mustReceive(m.x.t, m.ended)
	if !m.ProcessState.Success() {
		m.x.t.Errorf("%s was told to stop: %s", m.who, m.ProcessState)
	}
}

// ready is the status of /readyz.
func (m *machine) ready() int {
	ctx, cancel := context.WithTimeout(m.x.t.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+m.addr+"/readyz", nil)
	if err != nil {
		return 0
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

// isReady waits until /readyz has a status.
func (m *machine) isReady(status int) {
	m.x.t.Helper()
	poll(m.x.t, fmt.Sprint("the status of /readyz is ", status), func() bool { return m.ready() == status })
}

func freeAddress(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

// tapTime is how long a person waits for an acknowledgement before pressing again. Slack's is
// three seconds; late ones count too.
const tapTime = time.Second

// insist has a learner press until a press is acknowledged, as a person does whom Slack shows its
// error. Each press may be of another choice.
func (x *exchange) insist(learner string) {
	again := time.NewTicker(100 * time.Millisecond) // where Slack says at once that nobody is there
	defer again.Stop()
	for late := time.After(5 * time.Minute); ; {
		if t := x.tap(learner, x.letter(), ""); t != nil && t.isAcked(tapTime) {
			return
		}
		select {
		case <-x.t.Context().Done():
			return
		case <-late:
			x.t.Errorf("%s pressed for five minutes for nothing", learner)
			return
		case <-again.C:
		}
	}
}

// crowd is how many people press at any moment of a rush.
const crowd = 50

// rush lets a crowd press until its end.
func (x *exchange) rush() (end func()) {
	var pressing sync.WaitGroup
	over := make(chan struct{})
	x.t.Cleanup(pressing.Wait)
	for n := range crowd {
		pressing.Go(func() { x.queue(n, over) })
	}
	return func() { close(over); pressing.Wait() }
}

// queue has one person after another press until it is over.
func (x *exchange) queue(number int, over <-chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		case <-x.t.Context().Done():
			return
		default:
			x.insist(fmt.Sprintf("U%d_%d", number, n))
		}
	}
}

// isAcked says whether the acknowledgement comes in some time.
func (t *tap) isAcked(in time.Duration) bool {
	late := time.NewTimer(in)
	defer late.Stop()
	select {
	case <-t.acked:
		return true
	case <-late.C:
		return false
	}
}

// letter is one of the question's, at random.
func (x *exchange) letter() string {
	return study.Letter(x.draw(len(x.question.Choices)))
}

func (x *exchange) draw(n int) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.dice.IntN(n)
}

// kept is what the tables have of a learner.
type kept struct {
	answers         int
	letter          string
	streaks         int
	current, rounds int // of the streak
}

// mustCount reads the tables with SQL of our own.
func (x *exchange) mustCount(database string) map[string]kept {
	x.t.Helper()
	all := map[string]kept{}
	mustQuery(x.t, database, `SELECT learner, picks FROM answers`, func(scan func(...any) error) error {
		var learner, pick string
		err := scan(&learner, &pick)
		k := all[learner]
		k.answers++
		k.letter = study.Letter(slices.Index(firstRound(x.question).Order, pick))
		all[learner] = k
		return err
	})
	mustQuery(x.t, database, `SELECT learner, "current", counted FROM streaks`,
		func(scan func(...any) error) error {
			var learner string
			var current, counted int
			err := scan(&learner, &current, &counted)
			k := all[learner]
			k.streaks++
			k.current, k.rounds = current, counted
			all[learner] = k
			return err
		})
	return all
}

// mustQuery keeps no connection.
func mustQuery(t testing.TB, database, query string, each func(scan func(...any) error) error) {
	t.Helper()
	driver, address := "pgx", database
	if file, ok := strings.CutPrefix(database, "sqlite://"); ok {
		driver, address = "sqlite3", file
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// mustAgree holds what was acknowledged, what is stored and what was told against each other.
func (x *exchange) mustAgree(database string) {
	x.t.Helper()
	stored := x.mustCount(database)
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, l := range x.learners {
		k := stored[id]
		delete(stored, id)
		if l.chosen == nil && k.answers == 0 {
			continue
		}
		x.judge(l, k)
	}
	for id := range stored {
		x.t.Errorf("%s, who never pressed, is stored", id)
	}
}

// judge holds one learner's answer against what the learner pressed and heard. An answer may be of
// any press that was sent before the first acknowledgement; where presses follow each other, that is
// the first that was acknowledged or an earlier one whose acknowledgement was lost.
func (x *exchange) judge(l *learner, k kept) {
	pressed := l.chosen
	if pressed == nil { // stored, and the acknowledgement lost
		for _, t := range l.taps {
			pressed = append(pressed, t.letter)
		}
	}
	wrong := ""
	switch {
	case (k != kept{1, k.letter, 1, 1, 1}):
		wrong = "is not stored once"
	case !slices.Contains(pressed, k.letter):
		wrong = "did not press that before the first acknowledgement"
	case slices.ContainsFunc(l.told, func(told string) bool { return told != k.letter }):
		wrong = "was told of another answer"
	case len(l.told) == 0:
		wrong = "was told nothing"
	default:
		return
	}
	x.t.Errorf("%s %s: pressed %v, stored %+v, told %v:\n%s",
		l.id, wrong, pressed, k, l.told, strings.Join(l.story, "\n"))
}

// mustSettle stops the machines, which lets them finish, and starts one for those who were not told
// because a fault made that impossible: they press again. Then it counts.
func (x *exchange) mustSettle(database string, machines ...*machine) {
	x.t.Helper()
	for _, m := range machines {
		m.stop()
	}
	m := x.start(database)
	for _, l := range x.mustExcuse() {
		x.insist(l.id)
	}
	x.until("all are told", func() bool { return len(x.untold()) == 0 })
	m.stop()
	x.mustAgree(database)
}

// mustExcuse returns those that were acknowledged and not told. Something was in the way of each.
func (x *exchange) mustExcuse() []*learner {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	untold := x.untold()
	for _, l := range untold {
		if !l.deaf && !x.met(l) {
			x.t.Errorf("%s was acknowledged and not told, though nothing was in the way:\n%s",
				l.id, strings.Join(l.story, "\n"))
		}
	}
	return untold
}

// met says whether a machine that was killed had a press of a learner.
func (x *exchange) met(l *learner) bool {
	for _, t := range l.taps {
		if slices.ContainsFunc(t.by, func(who string) bool { return x.killed[who] }) {
			return true
		}
	}
	return false
}

// sorries counts how often it was said that something didn't work.
func (x *exchange) sorries() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sorriesLocked()
}

func (x *exchange) sorriesLocked() (n int) {
	for l := range maps.Values(x.learners) {
		n += l.sorry
	}
	return n
}

// more waits until more presses are acknowledged: the rush goes on.
func (x *exchange) more() {
	x.t.Helper()
	some := x.acknowledged() + 100
	x.until("presses are acknowledged", func() bool { return x.acks >= some })
}

// untold are those that were acknowledged and not told yet. The lock is held.
func (x *exchange) untold() (all []*learner) {
	for l := range maps.Values(x.learners) {
		if l.chosen != nil && len(l.told) == 0 {
			all = append(all, l)
		}
	}
	return all
}

// prepared is a database in which the question is open.
func (x *exchange) prepared(engine string) string {
	x.t.Helper()
	database := databases[engine](x.t)
	mustOpenRound(x.t, database, x.question)
	return database
}
