package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// settings are asked for of SQLite, and read back at start, as it says nothing where it can't have
// them. Writers wait for each other, and a transaction that will write says so at once, so that none
// meets a locked database. A commit is on disk before it is acknowledged (synchronous FULL, which
// is 2).
const settings = "?_journal_mode=WAL&_busy_timeout=4000&_txlock=immediate&_synchronous=FULL" +
	"&_foreign_keys=on"

func dialFile(file string) (gorm.Dialector, error) {
	db, err := sql.Open(sqlite.DriverName, "file:"+(&url.URL{Path: file}).EscapedPath()+settings)
	if err != nil {
		return nil, err
	}
	return sqlite.New(sqlite.Config{Conn: &oneWriter{DB: db, turn: make(chan struct{}, 1)}}), nil
}

// oneWriter has this process's writers wait for each other in the order in which they came. SQLite
// would have them try again and again, and while answers come one after the other, whoever else
// wants to write might be out of luck for seconds.
type oneWriter struct {
	*sql.DB
	turn chan struct{}
}

// BeginTx begins a transaction when it is its turn.
func (w *oneWriter) BeginTx(ctx context.Context, o *sql.TxOptions) (gorm.ConnPool, error) {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	tx, err := w.DB.BeginTx(ctx, o)
	if err != nil {
		<-w.turn
		return nil, err
	}
	return &writing{tx, sync.OnceFunc(func() { <-w.turn })}, nil
}

// GetDBConn is for GORM.
func (w *oneWriter) GetDBConn() (*sql.DB, error) { return w.DB, nil }

// writing is a transaction that gives its turn back when it ends.
type writing struct {
	*sql.Tx
	end func()
}

// Commit commits.
func (w *writing) Commit() error {
	defer w.end()
	return w.Tx.Commit()
}

// Rollback takes back.
func (w *writing) Rollback() error {
	defer w.end()
	return w.Tx.Rollback()
}

// checkSettings is an error where SQLite doesn't do what it was asked for.
func checkSettings(db *gorm.DB) error {
	for _, s := range []struct{ name, want, otherwise string }{
		{"journal_mode", "wal", "its file system can't keep a write-ahead log, " +
			"such as one that is reached through a network: take a local disk"},
		{"synchronous", "2", "a commit might not be on disk"},
		{"foreign_keys", "1", "references would not be checked"},
		{"busy_timeout", "4000", "those who write would not wait for each other"},
	} {
		var is string
		if err := db.Raw("PRAGMA " + s.name).Scan(&is).Error; err != nil {
			return err
		}
		if is != s.want {
			return fmt.Errorf("SQLite has %s %s, not %s: %s", s.name, is, s.want, s.otherwise)
		}
	}
	return nil
}

// checkPages is an error if the file is damaged. It reads all of it, which takes a second for some
// million answers.
func checkPages(db *gorm.DB) error {
	var found string
	if err := db.Raw("PRAGMA quick_check(1)").Scan(&found).Error; err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", sqlite3.Error{Code: sqlite3.ErrCorrupt}, found)
	}
	return nil
}

// makeFile makes a new file, and says clearly what SQLite only calls "unable to open database file".
func makeFile(file string) error {
	f, err := os.OpenFile(filepath.Clean(file), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// keepPrivate lets nobody else read the database, as it has names and answers.
func keepPrivate(file string, log *slog.Logger) error {
	for _, part := range []string{"", "-wal", "-shm"} { // SQLite gives new ones the mode of the first
		if err := closeToOthers(file+part, log); err != nil {
			return err
		}
	}
	return nil
}

func closeToOthers(file string, log *slog.Logger) error {
	about, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || about.Mode()&0o077 == 0 {
		return err
	}
	if err := os.Chmod(file, 0o600); err != nil {
		log.Warn("others may read the database; give it the mode 0600", "cause", err)
		return nil
	}
	log.Warn("others might have read the database; its mode is 0600 now",
		"file", file, "was", about.Mode().Perm())
	return nil
}

// unreadable says what to do about a file that SQLite can't read.
func unreadable(err error) error {
	var of sqlite3.Error
	if errors.As(err, &of) && (of.Code == sqlite3.ErrNotADB || of.Code == sqlite3.ErrCorrupt) {
		return fmt.Errorf("the file is no SQLite database or is damaged (%w): "+
			"it is left as it is; restore a backup, or give another file", err)
	}
	return err
}
