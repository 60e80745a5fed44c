package data

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kotsukotsu/data/study"
)

// TestOldDatabaseGoesOn opens a file as the first version left it, twice, and lets its course go on.
func TestOldDatabaseGoesOn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old.db")
	dump, err := os.ReadFile("testdata/first.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, "sqlite://"+file).Close()
	s := mustOpen(t, "sqlite://"+file)
	if ana := mustStreak(t, s, "ana", 3); ana.Current != 3 || ana.Counted != 3 || ana.First != 1 {
		t.Errorf("Ana's streak is %+v, want 3 of 3", ana)
	}
	wantKinds(t, s, nine.AddDate(0, 0, 3), "reveal:1", "reveal:2", "reveal:3", "report")
	goesOn(t, s)
}

func wantKinds(t *testing.T, s *Store, now time.Time, kinds ...study.SlotKind) {
	t.Helper()
	due, err := s.DueSlots(ctx, "T1", now)
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
	if first, err := s.ExcuseRound(ctx, second, study.Audit{Team: "T1", Course: 1}); err != nil || !first {
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
