package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDiskIsFull fills the disk that the database is on while people press. They are told, and it goes
// on when there is room.
func TestDiskIsFull(t *testing.T) {
	t.Parallel()
	disk := mustMount(t)
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := "sqlite://" + filepath.Join(disk, "run.db")
	mustOpenRound(t, database, x.question)
	m := x.start(database)
	end := x.rush()
	x.more()
	balloon := mustFill(t, disk)
	m.says("database or disk is full")
	x.until("somebody is told calmly", func() bool { return x.sorriesLocked() > 0 }) // small answers may fit
	if err := os.Remove(balloon); err != nil {
		t.Fatal(err)
	}
	x.more()
	end()
	x.mustSettle(database, m)
}

// mustMount makes a small disk. SQLite lets its WAL grow to 4 MB.
func mustMount(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	mount := exec.Command("mount", "-t", "tmpfs", "-o", "size=12m", "none", folder)
	if out, err := mount.CombinedOutput(); err != nil {
		t.Skipf("a small disk can't be mounted here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return folder
}

// mustFill leaves no room on a disk, and returns the file that takes it.
func mustFill(t *testing.T, disk string) (balloon string) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "balloon"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return f.Name()
}

// says waits until the program's log has some words.
func (m *machine) says(words string) {
	m.x.t.Helper()
	poll(m.x.t, m.who+" says "+words, func() bool { return strings.Contains(m.log.String(), words) })
}

// TestDatabaseIsLocked lets another process hold SQLite's lock, for a while and for too long.
// Meanwhile nothing is acknowledged, however often Slack sends it.
func TestDatabaseIsLocked(t *testing.T) {
	t.Parallel()
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("sqlite")
	m := x.start(database)
	unlock := mustLock(t, database)
	short := x.tap("UShort", "A", "")
	twice := x.tap("UTwice", "B", "")
	x.deliver(twice, "-2")
	for _, t := range []*tap{short, twice} {
		if t.isAcked(time.Second / 2) {
			x.t.Errorf("acknowledged, and not stored:\n%s", strings.Join(t.learner.story, "\n"))
		}
	}
	unlock()
	x.until("both are told", func() bool {
		return len(short.learner.told) > 0 && len(twice.learner.told) > 0
	})
	unlock = mustLock(t, database)
	x.mustApologise("ULong")
	unlock()
	x.insist("ULong")
	x.mustSettle(database, m)
}

// mustLock takes SQLite's one lock for writers.
func mustLock(t *testing.T, database string) (unlock func()) {
	t.Helper()
	db, err := sql.Open("sqlite3", strings.TrimPrefix(database, "sqlite://")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

// TestDatabaseIsSpoilt starts the program on a copy of its database with which something is wrong. It
// says what, and ends; on the database itself it goes on.
func TestDatabaseIsSpoilt(t *testing.T) {
	t.Parallel()
	x := newExchange(t, uint64(time.Now().UnixNano()))
	database := x.prepared("sqlite")
	m := x.start(database)
	for n := range 20 {
		x.insist(fmt.Sprint("U", n))
	}
	m.stop()
	whole, err := os.ReadFile(strings.TrimPrefix(database, "sqlite://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, says string
		spoil      func(t *testing.T, file string)
	}{
		{"a page of the answers is damaged", "malformed", damage},
		{"it is no database", "file is not a database", overwrite},
		{"it may not be written", "give a file that may be written", protect},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "copy.db")
			if err := os.WriteFile(file, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			test.spoil(t, file)
			x.mustRefuse(t, "sqlite://"+file, test.says)
		})
	}
	x.mustSettle(database)
}

// damage writes over the page that the tree of the answers begins with.
func damage(t *testing.T, file string) {
	t.Helper()
	var page, size int64
	mustQuery(t, "sqlite://"+file, `SELECT rootpage, page_size FROM sqlite_master, pragma_page_size
		WHERE name = 'answers'`, func(scan func(...any) error) error { return scan(&page, &size) })
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, int(size)), (page-1)*size); err != nil {
		t.Fatal(err)
	}
}

func overwrite(t *testing.T, file string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(strings.Repeat("this is no database. ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// protect makes the disk that a file is on read-only: root may write whatever its mode says.
func protect(t *testing.T, file string) {
	t.Helper()
	if err := os.Chmod(file, 0o400); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 {
		return
	}
	folder := filepath.Dir(file)
	for _, args := range [][]string{{"--bind", folder, folder}, {"-o", "remount,bind,ro", folder}} {
		if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
			t.Skipf("a folder can't be mounted here: %s", out)
		}
	}
	t.Cleanup(func() { _ = exec.Command("umount", folder).Run() })
}

// mustRefuse starts the program, which is to say what is wrong, and end.
func (x *exchange) mustRefuse(t *testing.T, database, says string) {
	t.Helper()
	m := x.boot(os.Args[0], database)
	mustReceive(t, m.ended)
	if status := m.ProcessState.ExitCode(); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	if !strings.Contains(m.log.String(), says) {
		t.Errorf("it says\n%s\nwant %q in it", m.log, says)
	}
}
