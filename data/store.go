// Package data is what the bot remembers: courses, the ledger of slots, rounds, answers, streaks,
// reviews and learners, kept through GORM in SQLite or PostgreSQL. A Database holds many teams, and
// a Store is one team's part of it. The tables stand in schema.sql; each key begins with the team.
// One noun a file. The rows are private types; what goes in and comes out are values of package
// study. Instants are kept as Unix seconds, so that both engines compare them alike.
package data

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

// Store is what is remembered of one team.
type Store struct {
	db     *gorm.DB
	team   string
	watch  func(answers int, took time.Duration)
	keeper *keeper
}

// Watch has f told of each commit of answers. It is called before the first.
func (s *Store) Watch(f func(answers int, took time.Duration)) { s.watch = f }

// in is the same store in a transaction, or with a lock.
func (s *Store) in(tx *gorm.DB) *Store { return &Store{db: tx, team: s.team, watch: s.watch} }

// transact does something in a transaction. Who needs longer says so with a deadline of ctx.
func (s *Store) transact(ctx context.Context, do func(tx *gorm.DB) error) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, usualTime)
		defer cancel()
	}
	return s.db.WithContext(ctx).Transaction(do)
}

// rows begins each question to the database: it is about the team's rows alone. What is added names
// the team itself; the tables refuse what names none.
func (s *Store) rows(ctx context.Context) *gorm.DB {
	team := clause.Column{Table: clause.CurrentTable, Name: "team"}
	return s.db.WithContext(ctx).Where(clause.Eq{Column: team, Value: s.team})
}

// number gives a team's row of a table its ID. Others who want one wait until the transaction ends.
func (s *Store) number(ctx context.Context, table string) (id int64, err error) {
	err = s.db.WithContext(ctx).Raw(`INSERT INTO counters (team, name, last) VALUES (?, ?, 1)
		ON CONFLICT (team, name) DO UPDATE SET last = counters.last + 1 RETURNING last`, s.team, table).
		Scan(&id).Error
	return id, err
}

// atOnce is how many rows a statement writes at most: their values are fewer than either engine takes.
const atOnce = 500

// forUpdate locks the rows that are read until the end of the transaction. Others may add rows that
// refer to them (NO KEY). SQLite has one writer at a time in any case.
var forUpdate = clause.Locking{Strength: "NO KEY UPDATE"}

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
