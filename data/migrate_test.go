package data

import (
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// olds are databases as older programs left them, by what they are.
var olds = map[string]struct{ engine, dump string }{
	"of the first version":        {"sqlite", "testdata/first.sql"},
	"before migrations":           {"sqlite", "testdata/released.sql"},
	"before migrations, Postgres": {"postgres", "testdata/released_postgres.sql"},
}

// eachOld runs a test on each old database.
func eachOld(t *testing.T, test func(t *testing.T, address string)) {
	for name, old := range olds {
		t.Run(name, func(t *testing.T) { test(t, mustLoad(t, old.engine, old.dump)) })
	}
}

// mustLoad makes a database of a dump.
func mustLoad(t testing.TB, engine, dump string) (address string) {
	t.Helper()
	address = engines[engine](t)
	content, err := os.ReadFile(dump)
	must(t, err)
	must(t, mustConnect(t, address).Exec(string(content)).Error)
	return address
}

// mustConnect opens a database as it is.
func mustConnect(t testing.TB, address string) *gorm.DB {
	t.Helper()
	dialector, err := dial(address)
	must(t, err)
	if dialector.Name() == "postgres" {
		dialector = postgres.New(postgres.Config{DSN: address, PreferSimpleProtocol: true})
	}
	db, err := connect(ctx, dialector, &gorm.Config{})
	must(t, err)
	pool, err := db.DB()
	must(t, err)
	t.Cleanup(func() { pool.Close() })
	return db
}

// TestOldDatabaseGoesOn opens a file as the first version left it, twice, and lets its course go on.
func TestOldDatabaseGoesOn(t *testing.T) {
	address := mustLoad(t, "sqlite", "testdata/first.sql")
	mustOpen(t, address).Close()
	s := mustOpen(t, address).Of("T1")
	if ana := mustStreak(t, s, "ana", 3); ana.Current != 3 || ana.Counted != 3 || ana.First != 1 {
		t.Errorf("Ana's streak is %+v, want 3 of 3", ana)
	}
	want := map[string]int{
		"courses": 1, "rounds": 3, "slots": 4 + 3, "answers": 4, "streaks": 2, "misses": 1,
		"learners": 1, "reviews": 1,
	}
	if got := count(t, mustExport(t, s)); !cmp.Equal(got, want) {
		t.Errorf("it has %v, want %v", got, want)
	}
	if due, _, err := s.Due(ctx, "ken", "2026-11-21"); err != nil || !cmp.Equal(due, []string{"q"}) {
		t.Errorf("Ken has to review %v (%v), want q", due, err)
	}
	wantKinds(t, s, nine.AddDate(0, 0, 3), "reveal:1", "reveal:2", "reveal:3", "report")
	goesOn(t, s)
}

// TestNothingIsLostOnTheWay holds a database of two teams against what the program of then has
// exported of one of them.
func TestNothingIsLostOnTheWay(t *testing.T) {
	exported, err := os.ReadFile("testdata/v1.jsonl")
	must(t, err)
	imported := mustOpen(t, engines["sqlite"](t))
	_, err = imported.Import(ctx, strings.NewReader(string(exported)))
	must(t, err)
	want := mustExport(t, imported.Of("T2"))
	for _, name := range []string{"before migrations", "before migrations, Postgres"} {
		t.Run(name, func(t *testing.T) {
			d := mustOpen(t, mustLoad(t, olds[name].engine, olds[name].dump))
			// Who only practised was in no team's export, and goes to all.
			alone := `{"table":"reviews","row":{"learner":"solo","question":"alone","step":1,"due":"2026-11-21"}}` + "\n"
			if diff := cmp.Diff(want+alone, mustExport(t, d.Of("T2"))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(count(t, want+alone), count(t, mustExport(t, d.Of("T1")))); diff != "" {
				t.Errorf("the other team: %s", diff)
			}
			wantGoingOn(t, d.Of("T1"), study.Course{ID: 1, Channel: "CT1"})
		})
	}
}

func TestWhatBelongsToNothingIsLeftBehind(t *testing.T) {
	eachOld(t, func(t *testing.T, address string) {
		must(t, mustConnect(t, address).Exec(`
			INSERT INTO slots (course, kind, planned) VALUES (77, 'question', 1);
			INSERT INTO rounds (id, course, number, slot) VALUES (88, 77, 1, '77/x');
			INSERT INTO answers (round, learner) VALUES (88, 'ana'), (99, 'ana')`).Error)
		d := mustOpen(t, address)
		for _, id := range []int64{88, 99} {
			if n, err := d.Of("T1").Answered(ctx, id); err != nil || n != 0 {
				t.Errorf("round %d has %d answers (%v)", id, n, err)
			}
		}
	})
}

// described are the tables, columns and indexes of a database, in an order of their own.
var described = map[string]string{
	"sqlite": `SELECT COALESCE(sql, name) FROM sqlite_master WHERE name NOT LIKE 'sqlite_sequence' ORDER BY name`,
	"postgres": `SELECT CONCAT_WS(' ', table_name, column_name, data_type, is_nullable, column_default)
			FROM information_schema.columns WHERE table_schema = current_schema()
		UNION ALL SELECT REPLACE(indexdef, schemaname || '.', '') FROM pg_indexes WHERE schemaname = current_schema()
		UNION ALL SELECT CONCAT_WS(' ', conname, pg_get_constraintdef(oid)) FROM pg_constraint
			WHERE connamespace = current_schema()::regnamespace
		ORDER BY 1`,
}

func describe(t testing.TB, db *gorm.DB) (all []string) {
	t.Helper()
	must(t, db.Raw(described[db.Name()]).Scan(&all).Error)
	return all
}

func TestOldDatabaseBecomesAsANewOne(t *testing.T) {
	for name, old := range olds {
		t.Run(name, func(t *testing.T) {
			address, fresh := mustLoad(t, old.engine, old.dump), engines[old.engine](t)
			mustOpen(t, address)
			mustOpen(t, fresh)
			want := describe(t, mustConnect(t, fresh))
			if diff := cmp.Diff(want, describe(t, mustConnect(t, address))); diff != "" || len(want) < 20 {
				t.Errorf("new is %d lines, old becomes (-new +old):\n%s", len(want), diff)
			}
		})
	}
}

// tableNames are all tables but that of the migrations.
func tableNames(t testing.TB, db *gorm.DB) (names []string) {
	t.Helper()
	must(t, db.Raw(`SELECT name FROM sqlite_master WHERE type = 'table' AND name <> ?`, migrationsTable).
		Scan(&names).Error)
	return names
}

func TestEveryKeyBeginsWithTheTeam(t *testing.T) {
	address := engines["sqlite"](t)
	mustOpen(t, address)
	db := mustConnect(t, address)
	for _, table := range tableNames(t, db) {
		var first []string
		must(t, db.Raw(`SELECT c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE seqno = 0`, table).
			Scan(&first).Error)
		if len(first) == 0 {
			t.Errorf("table %s has no key", table)
		}
		for _, column := range first {
			if column != "team" {
				t.Errorf("a key of %s begins with %s", table, column)
			}
		}
	}
}

// A row that lacks a column, or has one more, would be noticed only where it is used.
func TestRowsAreAsTheirTables(t *testing.T) {
	address := engines["sqlite"](t)
	all, err := tables(mustOpen(t, address).db)
	must(t, err)
	db := mustConnect(t, address)
	seen := map[string]bool{"counters": true}
	for _, table := range all {
		var columns, keys, ownKeys []string
		must(t, db.Raw("SELECT name FROM pragma_table_info(?)", table.Table).Scan(&columns).Error)
		must(t, db.Raw("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table.Table).Scan(&keys).Error)
		for _, f := range table.PrimaryFields {
			ownKeys = append(ownKeys, f.DBName)
		}
		if !cmp.Equal(table.DBNames, columns) || !cmp.Equal(ownKeys, keys) {
			t.Errorf("%s has columns %v, key %v; its row has %v, %v", table.Table, columns, keys, table.DBNames, ownKeys)
		}
		seen[table.Table] = true
	}
	for _, name := range tableNames(t, db) {
		if !seen[name] {
			t.Errorf("table %s does not travel: it is missing in rows", name)
		}
	}
}

// TestMigrationThatFailsChangesNothing stops the second one in the middle.
func TestMigrationThatFailsChangesNothing(t *testing.T) {
	eachOld(t, func(t *testing.T, address string) {
		db := mustConnect(t, address)
		must(t, db.Exec("CREATE TABLE old_people (x TEXT)").Error)
		before := describe(t, db)
		if _, err := Open(ctx, address, slog.New(slog.DiscardHandler)); err == nil ||
			!strings.Contains(err.Error(), "old_people") {
			t.Errorf("opened, or not for what is in its way: %v", err)
		}
		if diff := cmp.Diff(before, describe(t, db)); diff != "" {
			t.Errorf("it has changed: %s", diff)
		}
		var answers int64
		must(t, db.Table("answers").Count(&answers).Error)
		must(t, db.Exec("DROP TABLE old_people").Error)
		if n := count(t, mustExport(t, mustOpen(t, address).Of("T1")))["answers"]; n == 0 || int64(n) > answers {
			t.Errorf("with nothing in its way it has %d answers of %d", n, answers)
		}
	})
}

func TestNewerDatabaseIsLeftAsItIs(t *testing.T) {
	for name, address := range engines {
		t.Run(name, func(t *testing.T) {
			where := address(t)
			mustOpen(t, where)
			db := mustConnect(t, where)
			must(t, db.Exec("INSERT INTO migrations (id) VALUES ('3 something new')").Error)
			must(t, db.Exec("DROP TABLE misses").Error) // as newer ones may
			before := describe(t, db)
			_, err := Open(ctx, where, slog.New(slog.DiscardHandler))
			want := `the database was written by a newer version of Kotsukotsu (it knows "3 something new"): ` +
				"start that one, or restore a backup"
			if err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("opened with %v, want %q", err, want)
			}
			if diff := cmp.Diff(before, describe(t, db)); diff != "" {
				t.Errorf("it has changed: %s", diff)
			}
		})
	}
}

// Processes that start at once on one database are each refused, or held up, by what another does.
func TestManyOpenOneDatabaseAtOnce(t *testing.T) {
	places := map[string]func(testing.TB) string{"an empty one": engines["sqlite"], "an empty one, Postgres": engines["postgres"]}
	for name, old := range olds {
		places[name] = func(t testing.TB) string { return mustLoad(t, old.engine, old.dump) }
	}
	for name, place := range places {
		t.Run(name, func(t *testing.T) {
			address := place(t)
			var opening sync.WaitGroup
			for range 8 {
				opening.Go(func() {
					d, err := Open(ctx, address, slog.New(slog.DiscardHandler))
					if err != nil {
						t.Error(err)
						return
					}
					d.Close()
				})
			}
			opening.Wait()
		})
	}
}

func wantKinds(t *testing.T, s *Store, now time.Time, kinds ...study.SlotKind) {
	t.Helper()
	due, err := s.DueSlots(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	got := map[study.SlotKind]bool{}
	for _, e := range due {
		got[e.Kind] = true
	}
	for _, k := range kinds {
		if !got[k] {
			t.Errorf("%s is not due; what is: %v", k, due)
		}
	}
}

// goesOn does what depends on columns that the first version didn't have.
func goesOn(t *testing.T, s *Store) {
	t.Helper()
	second, err := s.RoundNumbered(ctx, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if first, err := s.ExcuseRound(ctx, second, study.Audit{Course: 1}); err != nil || !first {
		t.Errorf("excused: %v (%v)", first, err)
	}
	if ken := mustStreak(t, s, "ken", 2); ken.Current != 1 {
		t.Errorf("Ken, who missed the excused round, has %+v", ken)
	}
	if first, err := s.Remind(ctx, "ana", "2026-11-22"); err != nil || !first {
		t.Errorf("reminded: %v (%v)", first, err)
	}
	if err := s.StopCourse(ctx, 1, "is_archived", nine); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Course(ctx, 1); err != nil || c.Stopped != "is_archived" {
		t.Errorf("stopped: %q (%v)", c.Stopped, err)
	}
	mustObject(t, s)
	if r := mustRound(t, s, nine.AddDate(0, 0, 4)); r.Number != 4 {
		t.Errorf("the next round has number %d, want 4", r.Number)
	}
}
