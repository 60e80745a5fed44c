package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

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

// BenchmarkGrowth has 1,000 learners answer a round, 200 at a time, one round after the other. It
// says how much an answer adds to the database, and how much is written for it in all.
func BenchmarkGrowth(b *testing.B) {
	for engine, database := range databases {
		b.Run(engine, func(b *testing.B) { grow(b, engine, database(b)) })
	}
}

func grow(b *testing.B, engine, address string) {
	question := singleQuestion(b)
	database, err := data.Open(b.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer database.Close()
	store := database.Of("T0BENCH0001") // as long as Slack's IDs are
	commits := 0
	store.Watch(func(int, time.Duration) { commits++ })
	err = store.AddCourse(b.Context(), study.Course{Channel: "C0BENCH0001", Zone: "Asia/Tokyo"})
	if err != nil {
		b.Fatal(err)
	}
	mustAddRound(b, store, question, 1)
	mustAnswerAll(b, store, 1) // from the second on learners have a streak and, in part, a review
	size, written := mustMeasure(b, engine, address)
	commits = 0
	for n := int64(2); b.Loop(); n++ {
		mustAddRound(b, store, question, n)
		mustAnswerAll(b, store, n)
	}
	moreSize, moreWritten := mustMeasure(b, engine, address)
	answers := float64(b.N * benchLearners)
	b.ReportMetric(float64(moreSize-size)/answers, "bytes-kept/answer")
	b.ReportMetric(float64(moreWritten-written)/answers, "bytes-written/answer")
	b.ReportMetric(answers/float64(commits), "answers/commit")
}

// mustAddRound opens another round.
func mustAddRound(b *testing.B, store *data.Store, q study.Question, n int64) {
	b.Helper()
	round := firstRound(q)
	slot := study.Slot{Course: 1, Kind: study.QuestionNow, Planned: round.Opens.Add(time.Duration(n) * time.Hour)}
	_, err := store.Enter(b.Context(), slot, slot.Planned)
	if err == nil {
		_, err = store.AddRound(b.Context(), slot, round, round.Opens)
	}
	if err == nil {
		err = store.Finish(b.Context(), slot, study.Posted, fmt.Sprintf("1.%06d", n), "", round.Opens)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// mustAnswerAll has all learners answer a round. Three of four are right.
func mustAnswerAll(b *testing.B, store *data.Store, round int64) {
	b.Helper()
	var answering errgroup.Group
	answering.SetLimit(burstInFlight)
	for n := range benchLearners {
		answering.Go(func() error {
			_, err := store.KeepAnswer(b.Context(), round, fmt.Sprintf("U0BENCH%04d", n), time.Now(),
				func(study.Round) ([]string, bool, error) { return []string{"a"}, n%4 > 0, nil })
			return err
		})
	}
	if err := answering.Wait(); err != nil {
		b.Fatal(err)
	}
}

// mustMeasure says how large a database is, and how much was written so far: by this process for
// SQLite, by the server into its log for PostgreSQL.
func mustMeasure(b *testing.B, engine, address string) (size, written int64) {
	b.Helper()
	measure := map[string]string{
		"sqlite": `SELECT page_count * page_size, 0 FROM pragma_page_count, pragma_page_size`,
		"postgres": `SELECT SUM(pg_total_relation_size(oid)), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')
			FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`,
	}
	mustQuery(b, address, measure[engine], func(scan func(...any) error) error { return scan(&size, &written) })
	if engine == "sqlite" {
		io, err := os.ReadFile("/proc/self/io")
		if err != nil {
			b.Skip("only Linux says how much a process has written")
		}
		_, after, _ := strings.Cut(string(io), "\nwrite_bytes: ")
		fmt.Sscan(after, &written)
	}
	return size, written
}
