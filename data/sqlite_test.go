package data

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

func TestFileThatOthersMayReadIsClosedToThem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "test.db")
	d := mustOpen(t, "sqlite://"+file)
	mustCourse(t, d.Of("T1")) // so that there are -wal and -shm
	parts := []string{file, file + "-wal", file + "-shm"}
	for _, part := range parts {
		wantMode(t, part, 0o600)
		must(t, os.Chmod(part, 0o644))
	}
	for _, want := range []int{3, 0} { // it is said once
		var log bytes.Buffer
		again, err := Open(ctx, "sqlite://"+file, slog.New(slog.NewTextHandler(&log, nil)))
		must(t, err)
		must(t, again.Close())
		if n := strings.Count(log.String(), "others might have read the database"); n != want {
			t.Errorf("the log has %d warnings, want %d:\n%s", n, want, &log)
		}
		for _, part := range parts {
			wantMode(t, part, 0o600)
		}
	}
}

func wantMode(t *testing.T, file string, want fs.FileMode) {
	t.Helper()
	if about, err := os.Stat(file); err != nil || about.Mode().Perm() != want {
		t.Errorf("%s is %v (%v), want %v", filepath.Base(file), about.Mode(), err, want)
	}
}

// The unix-dotfile file system locks whole files, as some network file systems do, and has no shared
// memory.
func TestSettingsThatCanNotBeHadAreNoticed(t *testing.T) {
	for asked, want := range map[string]string{
		settings + "&vfs=unix-dotfile": "SQLite has journal_mode delete, not wal: " +
			"its file system can't keep a write-ahead log",
		strings.Replace(settings, "FULL", "NORMAL", 1):      "SQLite has synchronous 1, not 2: a commit might",
		strings.Replace(settings, "keys=on", "keys=off", 1): "SQLite has foreign_keys 0, not 1: references",
		settings: "",
	} {
		file := filepath.Join(t.TempDir(), "test.db")
		db, err := connect(ctx, sqlite.Open("file:"+file+asked), &gorm.Config{})
		must(t, err)
		pool, err := db.DB()
		must(t, err)
		defer pool.Close()
		err = checkSettings(db)
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %q", asked, err, want)
		}
	}
}

func TestFileThatIsNoDatabaseOrDamagedIsLeftAsItIs(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.db")
	d := mustOpen(t, "sqlite://"+whole)
	mustTeam(t, d.Of("T1"), "ana", "ken")
	must(t, d.Close())
	good, err := os.ReadFile(whole)
	must(t, err)
	damaged := bytes.Clone(good)
	copy(damaged[100:], strings.Repeat("x", 1000)) // the page that says where all others are
	for what, content := range map[string][]byte{
		"a letter":     []byte(strings.Repeat("Dear Ana, ", 1000)),
		"a damaged":    damaged,
		"one cut off":  good[:5000],
		"half a head?": good[:50],
	} {
		file := filepath.Join(t.TempDir(), "test.db")
		must(t, os.WriteFile(file, content, 0o644))
		_, err := Open(ctx, "sqlite://"+file, slog.New(slog.DiscardHandler))
		for _, part := range []string{file, "no SQLite database or is damaged", "left as it is; restore a backup"} {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v, want %q in it", what, err, part)
			}
		}
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, content) {
			t.Errorf("%s: the file has changed (%v)", what, err)
		}
		wantMode(t, file, 0o644)
	}
}
