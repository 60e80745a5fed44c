package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// server is a PostgreSQL of the test's own.
type server struct {
	t       *testing.T
	bin     string
	home    string
	address string
	as      *syscall.SysProcAttr
	running *exec.Cmd
}

func newServer(t *testing.T) *server {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		t.Skip("PostgreSQL's own programs are not in /usr/lib/postgresql (Debian's package postgresql)")
	}
	home, err := os.MkdirTemp("", "postgres")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	s := &server{t: t, bin: filepath.Dir(found[0]), home: home, address: freeAddress(t), as: &syscall.SysProcAttr{}}
	if os.Getuid() == 0 {
		s.lower()
	}
	made := s.must("initdb", "-D", home+"/data", "-U", "postgres", "-A", "trust", "--no-sync")
	if err := made.Wait(); err != nil {
		t.Fatal(err)
	}
	s.start()
	t.Cleanup(func() { s.stop(syscall.SIGQUIT) })
	return s
}

// lower lets the programs run as nobody: they refuse root.
func (s *server) lower() {
	nobody, err := user.Lookup("nobody")
	if err != nil {
		s.t.Skip("there is no user to run PostgreSQL as: ", err)
	}
	uid, _ := strconv.Atoi(nobody.Uid)
	gid, _ := strconv.Atoi(nobody.Gid)
	s.as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	if err := os.Chown(s.home, uid, gid); err != nil {
		s.t.Fatal(err)
	}
}

// must begins one of PostgreSQL's programs.
func (s *server) must(program string, args ...string) *exec.Cmd {
	s.t.Helper()
	c := exec.Command(filepath.Join(s.bin, program), args...)
	c.Dir, c.SysProcAttr = s.home, s.as
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// database is the address of the one that is there from the beginning.
func (s *server) database() string { return "postgres://postgres@" + s.address + "/postgres" }

// start starts it and waits until it answers.
func (s *server) start() {
	s.t.Helper()
	_, port, _ := strings.Cut(s.address, ":")
	s.running = s.must("postgres", "-D", s.home+"/data", "-p", port, "-k", s.home,
		"-c", "listen_addresses=127.0.0.1")
	db, err := sql.Open("pgx", s.database())
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	poll(s.t, "PostgreSQL answers", func() bool { return db.PingContext(s.t.Context()) == nil })
}

// stop ends it: SIGINT sends its clients away, SIGQUIT lets everything fall.
func (s *server) stop(how syscall.Signal) {
	_ = s.running.Process.Signal(how)
	_ = s.running.Wait()
}

// TestPostgresGoesAwayAndComesBack stops the server under load. Meanwhile nothing is acknowledged and
// people are told; after that the same process goes on.
func TestPostgresGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	x := newExchange(t, uint64(time.Now().UnixNano()))
	mustOpenRound(t, server.database(), x.question)
	m := x.start(server.database())
	end := x.rush()
	for _, how := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		x.more()
		server.stop(how)
		m.isReady(http.StatusServiceUnavailable)
		x.mustApologise(fmt.Sprint("UAway", how))
		server.start()
		m.isReady(http.StatusOK)
	}
	x.more()
	end()
	x.mustSettle(server.database(), m)
}

// TestPostgresSaysNothing: where a network swallows everything, no call fails by itself.
func TestPostgresSaysNothing(t *testing.T) {
	t.Parallel()
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("postgres")
	wire, address := newWire(t, database)
	m := x.start(address)
	x.insist("UBefore")
	wire.silence()
	x.mustApologise("UDuring")
	m.isReady(http.StatusServiceUnavailable)
	wire.mend()
	m.isReady(http.StatusOK)
	x.insist("UAfter")
	x.mustSettle(database, m)
}

// TestPostgresIsSomewhereElse: a network has forgotten the connections that there are, and new ones are
// good. Names that were to be kept on the old ones once held them all.
func TestPostgresIsSomewhereElse(t *testing.T) {
	t.Parallel()
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("postgres")
	wire, address := newWire(t, database)
	m := x.start(address)
	x.insist("UBefore")
	wire.silence()
	for n := range askAtOnce {
		x.tap(fmt.Sprint("UDuring", n), "A", "")
	}
	x.mustApologise("UDuring")
	wire.reroute()
	x.insist("UAfter")
	x.mustSettle(database, m)
}

// mustApologise has somebody press who is told calmly that it didn't work, and by Slack too.
func (x *exchange) mustApologise(who string) {
	x.t.Helper()
	t := x.tap(who, "A", "")
	if t == nil {
		x.t.Fatal("the program is not connected")
	}
	x.until(who+" is told", func() bool { return t.learner.sorry > 0 })
	if t.isAcked(0) {
		x.t.Errorf("what could not be stored was acknowledged:\n%s", strings.Join(t.learner.story, "\n"))
	}
}
