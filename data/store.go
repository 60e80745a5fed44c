// Package data is what the bot remembers: courses, the ledger of slots, rounds, answers, streaks,
// reviews and learners, kept through GORM in SQLite or PostgreSQL. One noun a file. The rows are
// private types; what goes in and comes out are values of package study. Instants are kept as Unix
// seconds, so that both engines compare them alike.
package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"kotsukotsu/data/study"
)

// Store is the database.
type Store struct {
	db     *gorm.DB
	watch  func(answers int, took time.Duration)
	keeper *keeper
}

// Open opens a database and brings its tables up to date. The address is sqlite://FILE, with a path
// relative to the working directory or absolute (sqlite:///var/lib/kotsukotsu.db), or postgres://….
func Open(ctx context.Context, address string, log *slog.Logger) (*Store, error) {
	dialector, err := dial(address)
	if err != nil {
		return nil, err
	}
	db, err := connect(dialector, &gorm.Config{
		TranslateError: true,
		NowFunc:        func() time.Time { return time.Now().UTC() },
		Logger: logger.NewSlogLogger(log, logger.Config{
			LogLevel: logger.Warn, SlowThreshold: time.Second, IgnoreRecordNotFoundError: true,
			ParameterizedQueries: true, // values are learners' business and stay out of the log
		}),
	})
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", redacted(address), err)
	}
	s := &Store{db: db, watch: func(int, time.Duration) {}, keeper: &keeper{}}
	if err := migrate(db.WithContext(ctx)); err != nil {
		return nil, errors.Join(
			fmt.Errorf("prepare database %s: %w", redacted(address), err),
			s.Close(),
		)
	}
	return s, nil
}

// Watch has f told of each commit of answers. It is called before the first.
func (s *Store) Watch(f func(answers int, took time.Duration)) { s.watch = f }

// connect opens a database. Turning a new SQLite file into one that many use at once (WAL) fails for
// a process that meets another at it. It is done once, so the next try finds it done.
func connect(dialector gorm.Dialector, config *gorm.Config) (*gorm.DB, error) {
	db, err := gorm.Open(dialector, config)
	for range 10 {
		if err == nil || !strings.Contains(err.Error(), "database is locked") {
			break
		}
		db, err = gorm.Open(dialector, config)
	}
	return db, err
}

// migrate brings the tables up to date. Of processes that start at once on PostgreSQL, one does so
// and the others fail, as what they make is there already; the next try finds it done. (A lock would
// do too, but distributed databases that speak PostgreSQL's language have none.)
func migrate(db *gorm.DB) (err error) {
	for range 10 {
		err = db.Transaction(func(tx *gorm.DB) error {
			if err := tx.AutoMigrate(rows...); err != nil {
				return err
			}
			return upgrade(tx)
		})
		if err == nil || db.Name() != "postgres" || db.Statement.Context.Err() != nil {
			break
		}
	}
	return err
}

// rows are all tables.
var rows = []any{
	&courseRow{}, &slotRow{}, &roundRow{}, &answerRow{}, &streakRow{}, &reviewRow{}, &learnerRow{},
	&missRow{}, &absenceRow{}, &reminderRow{}, &auditRow{}, &objectionRow{}, &mendRow{},
	&questionRow{}}

func dial(address string) (gorm.Dialector, error) {
	scheme, rest, _ := strings.Cut(address, "://")
	switch {
	case scheme == "sqlite" && rest != "":
		if err := writable(rest); err != nil {
			return nil, fmt.Errorf("open database %s: %w: give a file that may be written, in a folder that exists",
				address, err)
		}
		// Writers wait for each other, and a transaction that will write says so at once, so that
		// none meets a locked database. A commit is on disk before it is acknowledged (synchronous
		// FULL).
		return sqlite.Open("file:" + (&url.URL{Path: rest}).EscapedPath() +
			"?_journal_mode=WAL&_busy_timeout=15000&_txlock=immediate&_synchronous=FULL&_foreign_keys=on"), nil
	case scheme == "postgres" || scheme == "postgresql":
		return postgres.Open(address), nil
	}
	return nil, fmt.Errorf(
		"database address %q is neither sqlite://FILE nor postgres://…",
		redacted(address),
	)
}

// writable says clearly what SQLite only calls "unable to open database file".
func writable(file string) error {
	f, err := os.OpenFile(filepath.Clean(file), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return "(hidden, as it is no address)"
	}
	u.RawQuery = "" // which may have a password too
	return u.Redacted()
}

// Close finishes what is being kept and lets go of the database.
func (s *Store) Close() error {
	s.keeper.working.Wait()
	db, err := s.db.DB()
	if err != nil {
		return err
	}
	return db.Close()
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	db, err := s.db.DB()
	if err != nil {
		return err
	}
	return db.PingContext(ctx)
}

// CheckWrite says whether the database can be written, and leaves nothing behind.
func (s *Store) CheckWrite(ctx context.Context) error {
	tried := errors.New("tried")
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&auditRow{}).Error; err != nil {
			return err
		}
		return tried // so that it is taken back
	})
	if errors.Is(err, tried) {
		return nil
	}
	return fmt.Errorf("write the database: %w", err)
}

// forUpdate locks the rows that are read until the end of the transaction. SQLite has one writer at
// a time in any case.
var forUpdate = clause.Locking{Strength: clause.LockingStrengthUpdate}

// first reads one row, or study.ErrNone.
func first[R any](q *gorm.DB) (R, error) {
	var row R
	err := q.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, study.ErrNone
	}
	return row, err
}

func instant(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// maybe and seconds are for instants that may be missing: 0 is none.
func maybe(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return instant(seconds)
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// Lists are kept as text joined by commas; an empty one is empty text.
func split(joined string) []string {
	if joined == "" {
		return nil
	}
	return strings.Split(joined, ",")
}

func numbers(joined string) (all []int) {
	for _, s := range split(joined) {
		n, err := strconv.Atoi(s)
		if err == nil { // we have written it ourselves
			all = append(all, n)
		}
	}
	return all
}

func join[N ~int](numbers []N) string {
	var all []string
	for _, n := range numbers {
		all = append(all, strconv.Itoa(int(n)))
	}
	return strings.Join(all, ",")
}
