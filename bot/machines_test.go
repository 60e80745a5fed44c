package main

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
)

// wire is a line to a database that can be cut.
type wire struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	down  bool
	mute  *bool // of the connections that are made now
	ends  map[net.Conn]bool
	calls sync.WaitGroup
}

// newWire leads to a PostgreSQL database. The address is the same database's at the other end.
func newWire(t *testing.T, database string) (w *wire, address string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w = &wire{listener: listener, to: u.Host, mute: new(bool), ends: map[net.Conn]bool{}}
	w.calls.Go(w.serve)
	t.Cleanup(func() { listener.Close(); w.cut(); w.calls.Wait() })
	u.Host = listener.Addr().String()
	return w, u.String()
}

func (w *wire) serve() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil || !w.hold(near, far) {
			near.Close()
			continue
		}
		w.calls.Go(func() { w.carry(near, far) })
		w.calls.Go(func() { w.carry(far, near) })
	}
}

// hold keeps both ends, to cut them; false if the wire is cut already.
func (w *wire) hold(near, far net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		far.Close()
		return false
	}
	w.ends[near], w.ends[far] = true, true
	return true
}

func (w *wire) carry(from, to net.Conn) {
	w.mu.Lock()
	mute := w.mute
	w.mu.Unlock()
	_, _ = io.Copy(carrier{w, mute, to}, from)
	from.Close()
	to.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.ends, from)
}

// carrier swallows what is said while its connection is mute.
type carrier struct {
	wire *wire
	mute *bool
	to   net.Conn
}

func (c carrier) Write(p []byte) (int, error) {
	c.wire.mu.Lock()
	mute := *c.mute
	c.wire.mu.Unlock()
	if mute {
		return len(p), nil
	}
	return c.to.Write(p)
}

// silence lets nothing through, and doesn't say so.
func (w *wire) silence() {
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.mute = true
}

// reroute makes it good for new connections. Those that there are stay mute, and don't say so.
func (w *wire) reroute() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mute = new(bool)
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for end := range w.ends {
		end.Close()
	}
}

// mend makes it good for new connections. Those that have lost something are closed.
func (w *wire) mend() {
	w.cut()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down, w.mute = false, new(bool)
}

// TestThreeMachines lets three processes serve a rush together. One is killed while it posts a
// question, one loses the database, one loses Slack, and nothing else is lost.
func TestThreeMachines(t *testing.T) {
	t.Parallel()
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("postgres")
	f := &fleet{x, database, map[string]*machine{}, map[string]*wire{}}
	for range 3 {
		wire, address := newWire(t, database)
		m := x.start(address)
		f.machines[m.who], f.wires[m.who] = m, wire
	}
	end := x.rush()
	f.more()
	f.losesOne()
	f.more()
	others := slices.Sorted(maps.Keys(f.machines))
	f.losesTheDatabase(others[0])
	f.losesSlack(others[1])
	f.more()
	end()
	f.mustPostOnce()
	x.mustSettle(database, slices.Collect(maps.Values(f.machines))...)
}

// fleet is some machines on one database.
type fleet struct {
	*exchange
	database string
	machines map[string]*machine
	wires    map[string]*wire
}

// slots are how many courses have a question due at the same time.
const slots = 6

// losesOne kills the machine that posts the first question before it is posted.
func (f *fleet) losesOne() {
	f.t.Helper()
	reached := make(chan string, 1)
	f.meet("chat.postMessage", 1, trouble{slow: time.Minute, reach: reached})
	f.mustPlan()
	who := mustReceive(f.t, reached)
	f.machines[who].kill()
	delete(f.machines, who)
}

// mustPlan makes courses with a question that is due now.
func (f *fleet) mustPlan() {
	f.t.Helper()
	ctx, now := f.t.Context(), time.Now()
	database, err := data.Open(ctx, f.database, slog.New(slog.DiscardHandler))
	if err != nil {
		f.t.Fatal(err)
	}
	defer database.Close()
	store := database.Of("T1")
	for n := range slots {
		course := study.Course{Channel: fmt.Sprint("C", 10+n), Schedule: never, Report: never,
			Zone: "UTC", Language: study.English, Since: now}
		err := store.AddCourse(ctx, course)
		if err == nil {
			course, err = store.CourseIn(ctx, course.Channel)
		}
		if err == nil {
			err = store.EnterPlanned(ctx,
				study.Slot{Course: course.ID, Kind: study.QuestionNow, Planned: now})
		}
		if err != nil {
			f.t.Fatal(err)
		}
	}
}

// losesTheDatabase cuts a machine off from the database. It says so, tells people, and goes on when
// it has it again.
func (f *fleet) losesTheDatabase(who string) {
	f.t.Helper()
	f.wires[who].cut()
	sorry := f.sorries()
	f.until("somebody is told calmly", func() bool { return f.sorriesLocked() > sorry })
	f.machines[who].isReady(http.StatusServiceUnavailable)
	f.more() // by the other machine
	f.wires[who].mend()
	f.machines[who].isReady(http.StatusOK)
}

// losesSlack cuts a machine's sockets, and Slack is slow to give it new ones.
func (f *fleet) losesSlack(who string) {
	f.t.Helper()
	f.meet("apps.connections.open", 3, trouble{status: http.StatusInternalServerError})
	for _, l := range f.open(who) {
		l.conn.Close()
	}
	f.more() // by the other machine
	f.machines[who].connected()
}

// mustPostOnce waits for the last question, whose machine was killed, and counts.
func (f *fleet) mustPostOnce() {
	f.t.Helper()
	f.until("all questions are posted", func() bool { return len(f.posts) >= slots })
	posted := map[string]int{}
	f.mu.Lock()
	for _, p := range f.posts {
		posted[p.slot]++
	}
	f.mu.Unlock()
	if len(posted) != slots || len(f.posts) != slots {
		f.t.Errorf("the questions of slots were posted %v, want %d once each", posted, slots)
	}
	poll(f.t, "the ledger says so", func() bool {
		n := 0
		mustQuery(f.t, f.database, `SELECT ts FROM slots WHERE state = 'posted' AND ts <> '1.000001'`,
			func(scan func(...any) error) error { var ts string; n++; return scan(&ts) })
		return n == slots
	})
}
