package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// TestStopInMidFlight tells the program to stop while presses are on their way and Slack is slow.
// Those that it took are acknowledged, stored and told.
func TestStopInMidFlight(t *testing.T) {
	t.Parallel()
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("sqlite")
	x.mustDrain(database, x.start(database).stop)
}

// TestStopLeavesNothing does the same in this process, where what it leaves can be seen.
func TestStopLeavesNothing(t *testing.T) {
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("sqlite")
	setEnvironment(t, map[string]string{
		"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "DATABASE_URL": database,
		"SLACK_API_URL": x.server.URL + "/at/here/api/", "HTTP_ADDR": freeAddress(t),
	})
	r := startRun(t)
	x.until("it is connected", func() bool { return len(x.lines) > 0 })
	x.mustDrain(database, func() { r.mustEnd(t) })
	mustLeaveNothing(t)
}

// mustDrain has a crowd press, and calls stop when a few are acknowledged.
func (x *exchange) mustDrain(database string, stop func()) {
	x.t.Helper()
	x.meet("response_url", 2*crowd, trouble{slow: time.Second})
	x.meet("users.info", 2*crowd, trouble{slow: time.Second / 4})
	for n := range crowd {
		x.tap(fmt.Sprint("U", n), x.letter(), "")
	}
	x.until("some are acknowledged", func() bool { return x.acks >= crowd/5 })
	begun := time.Now()
	stop()
	x.t.Logf("%d of %d presses were taken, and done %v after the signal", x.acknowledged(), crowd,
		time.Since(begun).Round(time.Second/10))
	if untold := x.mustExcuse(); len(untold) > 0 {
		x.t.Errorf("%d were not told", len(untold))
	}
	if stored, acked := len(x.mustCount(database)), x.acknowledged(); stored != acked {
		x.t.Errorf("%d answers are stored, and %d presses acknowledged", stored, acked)
	}
	x.mustAgree(database)
}

// TestIdleMemory holds the program, as it is built, to what it may take.
func TestIdleMemory(t *testing.T) {
	t.Parallel()
	const most = 60 << 20
	x := newExchange(t, 1)
	m := x.boot(mustBuild(t), x.prepared("sqlite"))
	m.connected()
	resident := m.resident()
	t.Logf("%d MB are resident", resident>>20)
	if resident > most {
		t.Errorf("%d MB are resident, want at most %d", resident>>20, most>>20)
	}
	m.stop()
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

// resident is how much memory a machine takes, in bytes.
func (m *machine) resident() int {
	m.x.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.Process.Pid))
	if err != nil {
		m.x.t.Skip(err)
	}
	found := residentLine.FindSubmatch(bytes.TrimSpace(status))
	if found == nil {
		m.x.t.Fatalf("no VmRSS in\n%s", status)
	}
	kilobytes, _ := strconv.Atoi(string(found[1]))
	return kilobytes << 10
}
