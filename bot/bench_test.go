package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/scheduler"
)

const (
	benchLearners = 1000
	benchFew      = 10    // rounds: 10,000 answers
	benchMany     = 1_000 // rounds: a million answers
)

// history fills a course with rounds, a day each, that 1,000 learners have answered. Each statement
// is given the number of rounds and that of learners.
var history = []string{
	`INSERT INTO courses (id, team, channel, owner, schedule, report, zone, language, exam, off, country, skips,
			paused, stopped, since)
		VALUES (1, 'T1', 'C1', '', '0 9 * * *', '0 17 * * 5', 'Asia/Tokyo', 'ja', '', '', '', '', 0, '', 0)`,
	`WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1)
		INSERT INTO rounds (team, id, course, number, slot, question, seed, choices, opens, closes, day, zone,
			channel, ts, remind, excused, cut, revealed, mends, took, correct, active)
		SELECT 'T1', n, 1, n, 'slot' || n, 's3-lifecycle-01', n, 'a,b,c,d', 86400 * n, 86400 * (n + 1),
			date(86400 * n, 'unixepoch'), 'Asia/Tokyo', 'C1', 'ts' || n, 0, 0, 0, 1, 0, ?2, ?2 / 4, ?2 FROM n`,
	`WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?2)
		INSERT INTO streaks (team, course, learner, current, best, freezes, toward, first, last, counted, recent,
			spared, told, gone)
		SELECT 'T1', 1, 'U' || n, ?1, ?1, 2, 0, 1, ?1, ?1, 1048575, '', 0, 0 FROM n`,
	`INSERT INTO learners (team, id, name, hidden, seen, reminded, review_day, reviewed)
		SELECT 'T1', learner, learner, 0, '', '', '', 0 FROM streaks`,
	`INSERT INTO answers (team, round, learner, picks, "right", late, at, untold)
		SELECT 'T1', id, learner, substr('abcd', 1 + (id + streaks.rowid) % 4, 1), (id + streaks.rowid) % 4 = 0,
			0, opens + 60, 0 FROM rounds, streaks`,
}

// newHistory opens a store with a history, and returns the moment at which its last round is open.
func newHistory(b *testing.B, rounds int) (*data.Store, time.Time) {
	b.Helper()
	file := filepath.Join(b.TempDir(), "history.db")
	database, err := data.Open(context.Background(), "sqlite://"+file, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { database.Close() })
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range history {
		if _, err := db.Exec(statement, rounds, benchLearners); err != nil {
			b.Fatal(err)
		}
	}
	return database.Of("T1"), time.Unix(int64(86400*rounds+3600), 0)
}

// compare runs the same on a short and on a long history. The ratio says how much the length costs.
func compare(b *testing.B, run func(b *testing.B, s *data.Store, now time.Time, rounds int)) {
	var few time.Duration
	for _, rounds := range []int{benchFew, benchMany} {
		b.Run(fmt.Sprintf("%d answers", rounds*benchLearners), func(b *testing.B) {
			store, now := newHistory(b, rounds)
			b.ReportAllocs()
			b.ResetTimer()
			run(b, store, now, rounds)
			each := b.Elapsed() / time.Duration(b.N)
			if rounds == benchFew {
				few = each
			}
			b.ReportMetric(float64(each)/float64(few), "times-10000-answers")
		})
	}
}

// BenchmarkReport makes the weekly report.
func BenchmarkReport(b *testing.B) {
	content, err := loadTeaching("")
	if err != nil {
		b.Fatal(err)
	}
	compare(b, func(b *testing.B, s *data.Store, now time.Time, _ int) {
		h := handlers.New(content.notes, content.bank, s, scheduler.Calendar{})
		slot := study.Slot{Course: 1, Kind: study.ReportNow, Planned: now}
		for b.Loop() {
			if _, err := h.Serve(context.Background(), slot, now); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkKeepAnswer keeps an answer, streak and review included.
func BenchmarkKeepAnswer(b *testing.B) {
	compare(b, func(b *testing.B, s *data.Store, now time.Time, rounds int) {
		for i := 0; b.Loop(); i++ {
			_, err := s.KeepAnswer(context.Background(), int64(rounds), fmt.Sprint("new", i), now,
				func(study.Round) ([]string, bool, error) { return []string{"a"}, false, nil })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
