package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

const (
	// usualTime is how long a question to the database may take that has no deadline of its own. One
	// that is gone, and doesn't say so, would otherwise keep us for ever.
	usualTime = 15 * time.Second
	// longTime is for what goes over all that there is.
	longTime = time.Hour
)

// Database is where all teams are kept.
type Database struct {
	db      *gorm.DB
	keeping sync.WaitGroup // of answers
}

// Open opens a database and brings its tables up to date. The address is sqlite://FILE, with a path
// relative to the working directory or absolute (sqlite:///var/lib/kotsukotsu.db), or postgres://….
func Open(ctx context.Context, address string, log *slog.Logger) (*Database, error) {
	dialector, err := dial(address)
	if err != nil {
		return nil, err
	}
	db, err := connect(ctx, dialector, &gorm.Config{
		TranslateError:        true,
		DefaultContextTimeout: usualTime,
		NowFunc:               func() time.Time { return time.Now().UTC() },
		Logger: logger.NewSlogLogger(log, logger.Config{
			LogLevel: logger.Warn, SlowThreshold: time.Second, IgnoreRecordNotFoundError: true,
			ParameterizedQueries: true, // values are learners' business and stay out of the log
		}),
	})
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", redacted(address), unreadable(err))
	}
	d := &Database{db: db}
	ctx, cancel := context.WithTimeout(ctx, longTime)
	defer cancel()
	if err := prepare(db.WithContext(ctx)); err != nil {
		return nil, errors.Join(
			fmt.Errorf("prepare database %s: %w", redacted(address), unreadable(err)),
			d.Close(),
		)
	}
	if file, ok := strings.CutPrefix(address, "sqlite://"); ok { // and a database of ours, by now
		if err := keepPrivate(file, log); err != nil {
			return nil, errors.Join(fmt.Errorf("open database %s: %w", address, err), d.Close())
		}
	}
	return d, nil
}

func prepare(db *gorm.DB) error {
	if db.Name() == "sqlite" {
		if err := errors.Join(checkSettings(db), checkPages(db)); err != nil {
			return err
		}
	}
	return migrate(db)
}

// connect opens a database. Turning a new SQLite file into one that many use at once (WAL) fails for
// a process that meets another at it. It is done once, so the next try finds it done.
func connect(
	ctx context.Context, dialector gorm.Dialector, config *gorm.Config,
) (*gorm.DB, error) {
	if dialector.Name() == "postgres" {
		return reach(ctx, dialector, config)
	}
	db, err := gorm.Open(dialector, config)
	for range 10 {
		if err == nil || !strings.Contains(err.Error(), "database is locked") {
			break
		}
		db, err = gorm.Open(dialector, config)
	}
	return db, err
}

// serverConnections is how many one process has to PostgreSQL at most, which as a rule allows a
// hundred. They are kept: to open one takes longer than most questions.
const serverConnections = 16

// reach opens a database on a server. GORM's own ping would go on when ctx has ended.
func reach(ctx context.Context, dialector gorm.Dialector, config *gorm.Config) (*gorm.DB, error) {
	config.DisableAutomaticPing = true
	db, err := gorm.Open(dialector, config)
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, usualTime)
	defer cancel()
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	pool.SetMaxOpenConns(serverConnections)
	pool.SetMaxIdleConns(serverConnections)
	return db, nil
}

func dial(address string) (gorm.Dialector, error) {
	scheme, rest, _ := strings.Cut(address, "://")
	switch {
	case scheme == "sqlite" && rest != "":
		if err := makeFile(rest); err != nil {
			return nil, fmt.Errorf("open database %s: %w: give a file that may be written, in a folder that exists",
				address, err)
		}
		return dialFile(rest)
	case scheme == "postgres" || scheme == "postgresql":
		return postgres.Open(address), nil
	}
	return nil, fmt.Errorf(
		"database address %q is neither sqlite://FILE nor postgres://…",
		redacted(address),
	)
}

func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return "(hidden, as it is no address)"
	}
	u.RawQuery = "" // which may have a password too
	return u.Redacted()
}

// Of returns what is kept of one team, whether there is anything yet or not.
func (d *Database) Of(team string) *Store {
	return &Store{db: d.db, team: team, watch: func(int, time.Duration) {},
		keeper: &keeper{working: &d.keeping}}
}

// Teams returns the teams that have a course.
func (d *Database) Teams(ctx context.Context) ([]string, error) {
	var teams []string
	err := d.db.WithContext(ctx).
		Model(&courseRow{}).
		Distinct().
		Order("team").
		Pluck("team", &teams).
		Error
	if err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	return teams, nil
}

// Close finishes what is being kept and lets go of the database.
func (d *Database) Close() error {
	d.keeping.Wait()
	db, err := d.db.DB()
	if err != nil {
		return err
	}
	return db.Close()
}

// Ping says whether the database answers.
func (d *Database) Ping(ctx context.Context) error {
	db, err := d.db.DB()
	if err != nil {
		return err
	}
	return db.PingContext(ctx)
}

// CheckWrite says whether the database can be written, and leaves nothing behind.
func (d *Database) CheckWrite(ctx context.Context) error {
	tried := errors.New("tried")
	err := d.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&auditRow{Team: "nobody"}).Error; err != nil {
			return err
		}
		return tried // so that it is taken back
	})
	if errors.Is(err, tried) {
		return nil
	}
	return fmt.Errorf("write the database: %w", err)
}
