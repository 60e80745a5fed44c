package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// mustTeam fills every table for a team: three rounds, of which Ana answers all, and Ken the first.
func mustTeam(t testing.TB, s *Store, ana, ken string) study.Course {
	t.Helper()
	err := s.AddCourse(ctx, study.Course{Channel: "C" + s.team, Zone: "UTC", Since: nine})
	must(t, err)
	c, err := s.CourseIn(ctx, "C"+s.team)
	must(t, err)
	for day := range 3 {
		r := mustPost(t, s, c, nine.AddDate(0, 0, day))
		mustAnswer(t, s, r, ana)
		if day > 0 {
			continue
		}
		mustAnswer(t, s, r, ken)
		_, err := s.ExcuseRound(ctx, r, study.Audit{
			Course: c.ID, At: nine, By: ana, Why: "<outage> & more",
		})
		must(t, err)
	}
	must(t, s.StopCourse(ctx, c.ID, "is_archived", nine))
	mustMend(t, s, ken)
	_, err = s.AddQuestions(ctx, ken, []study.Question{{ID: "own-" + s.team, Note: study.Ref{Note: "s3"}}}, study.Approved, nine)
	must(t, err)
	must(t, s.SetReminder(ctx, c.ID, ken, true))
	must(t, s.AddAbsence(ctx, study.Absence{
		Learner: ken, Span: study.Span{From: "2026-12-24", To: "2026-12-25"}, Made: nine,
	}))
	must(t, s.CountMiss(ctx, "えすさん\n\"3\"", "2026-11-20"))
	must(t, s.SetName(ctx, ken, "Ken 健"))
	must(t, s.SetHidden(ctx, ana, true))
	must(t, s.KeepReview(ctx, ken, "practised", false, "2026-11-20"))
	return c
}

// mustMend lets a learner object, and mends the question.
func mustMend(t testing.TB, s *Store, learner string) {
	t.Helper()
	must(t, s.AddObjection(ctx, study.Objection{Question: "q", By: learner, At: nine}))
	open, err := s.OpenObjections(ctx, 1)
	must(t, err)
	_, err = s.AcceptObjection(ctx, open[0], toB, study.Audit{At: nine}, func([]string) bool { return true })
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mustPost posts a round with a reminder.
func mustPost(t testing.TB, s *Store, c study.Course, at time.Time) study.Round {
	t.Helper()
	slot := study.Slot{Course: c.ID, Kind: study.QuestionSlot, Planned: at}
	_, err := s.Enter(ctx, slot, at.Add(time.Minute))
	must(t, err)
	_, err = s.AddRound(ctx, slot, study.Round{
		Course: c.ID, Question: "q", Seed: 1<<64 - 1, Order: []string{"b", "a"}, Opens: at,
		Closes: at.Add(study.RoundLength), Remind: at.Add(8 * time.Hour), Day: study.DayOf(at, time.UTC),
		Zone: "UTC", Channel: c.Channel,
	}, at)
	must(t, err)
	must(t, s.Finish(ctx, slot, study.Posted, "ts"+slot.Key(), "", at))
	r, err := s.RoundOf(ctx, slot)
	must(t, err)
	return r
}

// mustExport returns the lines after the head.
func mustExport(t testing.TB, s *Store) string {
	t.Helper()
	return afterHead(mustExportAll(t, s))
}

func afterHead(file string) string {
	_, rows, _ := strings.Cut(file, "\n")
	return rows
}

func mustExportAll(t testing.TB, s *Store) string {
	t.Helper()
	var out bytes.Buffer
	must(t, s.Export(ctx, &out))
	return out.String()
}

// count counts the lines of each table in an export.
func count(t testing.TB, rows string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for line := range strings.Lines(rows) {
		var l struct{ Table string }
		must(t, json.Unmarshal([]byte(line), &l))
		counts[l.Table]++
	}
	return counts
}

func TestEveryTableTravels(t *testing.T) {
	s := mustOpen(t, engines["sqlite"](t)).Of("T1")
	mustTeam(t, s, "ana", "ken")
	exported := count(t, mustExport(t, s))
	for _, row := range rows {
		name := row.(interface{ TableName() string }).TableName()
		if exported[name] == 0 {
			t.Errorf("table %s is not exported: give it rows in mustTeam", name)
		}
	}
}

func TestTeamTravelsFromEngineToEngine(t *testing.T) {
	for _, way := range [][]string{{"sqlite", "sqlite"}, {"sqlite", "postgres", "sqlite"}, {"postgres", "postgres"}} {
		t.Run(strings.Join(way, " to "), func(t *testing.T) {
			s := mustOpen(t, engines[way[0]](t)).Of("T1")
			mustTeam(t, s, "ana", "Zoe") // whom not every language puts in this order
			want := mustExport(t, s)
			for _, engine := range way[1:] {
				file := mustExportAll(t, s)
				d := mustOpen(t, engines[engine](t))
				s = d.Of("T1")
				counts, err := d.Import(ctx, strings.NewReader(file))
				if err != nil || !cmp.Equal(counts, count(t, want)) {
					t.Fatalf("import: %v, %v", counts, err)
				}
				if diff := cmp.Diff(want, mustExport(t, s)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTeamGoesOnAfterTheImport(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *Database) {
		mustTeam(t, d.Of("T2"), "mia", "ken") // with the same IDs
		before := mustExport(t, d.Of("T2"))
		from := mustOpen(t, engines["sqlite"](t)).Of("T1")
		c := mustTeam(t, from, "ana", "ken")
		_, err := d.Import(ctx, strings.NewReader(mustExportAll(t, from)))
		must(t, err)
		wantGoingOn(t, d.Of("T1"), c)
		if diff := cmp.Diff(before, mustExport(t, d.Of("T2"))); diff != "" {
			t.Errorf("the other team has changed: %s", diff)
		}
	})
}

// wantGoingOn lets a team go on that mustTeam has filled.
func wantGoingOn(t *testing.T, s *Store, c study.Course) {
	t.Helper()
	streak := mustAnswer(t, s, mustPost(t, s, c, nine.AddDate(0, 0, 3)), "ana")
	if streak.Current != 3 || streak.Last != 4 { // the first round is excused
		t.Errorf("Ana's streak is %+v, want 3 up to round 4", streak)
	}
	// New rows of every kind find IDs of their own.
	must(t, s.addAudit(ctx, study.Audit{Course: c.ID}))
	must(t, s.AddAbsence(ctx, study.Absence{Learner: "ken"}))
	mustMend(t, s, "ken")
	must(t, s.AddCourse(ctx, study.Course{Channel: "C9", Zone: "UTC", Since: nine}))
}

// Version 1 had no team in most rows, and in a round another number of that name.
func TestExportOfVersion1IsImported(t *testing.T) {
	file, err := os.ReadFile("testdata/v1.jsonl")
	must(t, err)
	eachDatabase(t, func(t *testing.T, d *Database) {
		old := strings.Replace(string(file), `"correct":0,"team":0`, `"correct":2,"team":7`, 1)
		counts, err := d.Import(ctx, strings.NewReader(old))
		if want := count(t, afterHead(old)); err != nil || !cmp.Equal(counts, want) {
			t.Fatalf("added %v (%v), want %v", counts, err, want)
		}
		s := d.Of("T2")
		c, err := s.Course(ctx, 2)
		must(t, err)
		r, err := s.RoundNumbered(ctx, c.ID, 3)
		if err != nil || r.Team != 7 || r.ID != 6 {
			t.Errorf("round 3 is %+v (%v), want that 7 were active", r, err)
		}
		if learners, err := s.Learners(ctx); err != nil || learners["ken"].Name != "Ken of both" {
			t.Errorf("learners are %v (%v)", learners, err)
		}
		again, err := s.AddRound(ctx, slot, study.Round{Course: c.ID}, nine)
		if err != nil || again.ID != 7 || again.Number != 4 {
			t.Errorf("the next round is %+v (%v), want ID 7 and number 4", again, err)
		}
	})
}

func TestImportRefusesAndLeavesNothing(t *testing.T) {
	from := mustOpen(t, engines["sqlite"](t)).Of("T1")
	mustTeam(t, from, "ana", "ken")
	file := mustExportAll(t, from)
	head, rest, _ := strings.Cut(file, "\n")
	eachDatabase(t, func(t *testing.T, d *Database) {
		for what, test := range map[string]struct{ file, want string }{
			"nothing":           {"", "the file is no export of a team"},
			"a picture":         {"\x89PNG\r\n", "the file is no export of a team"},
			"somebody else's":   {`{"export":"anki","version":1}`, "the file is no export of a team"},
			"a newer one":       {strings.Replace(file, `"version":2`, `"version":3`, 1), "the file has version 3, and this"},
			"one cut off":       {file[:strings.LastIndex(file, "{\"table")], "the file is not whole"},
			"one cut in a line": {file[:len(file)-9], "unexpected end of JSON input"},
			"an unknown table":  {strings.ReplaceAll(file, `"misses"`, `"x"`), `there is no table "x"`},
			"an unknown column": {strings.ReplaceAll(file, `"times"`, `"x"`), `misses: json: unknown field "x"`},
			"a foreign row":     {strings.ReplaceAll(file, `{"id":1,`, `{"id":1,"team":"T2",`), `courses: json: unknown field "team"`},
			"an old foreign row": {`{"export":"kotsukotsu","version":1,"team":"T1","rows":1}` + "\n" +
				`{"table":"misses","row":{"team":"T2","day":"","term":"","times":1}}`, `of another team, "T2"`},
			"a stray round": {head + rest[strings.Index(rest, "\n"):],
				"add rounds: a row refers to one that is not before it in the file"},
			"a stray answer": {strings.ReplaceAll(file, `{"round":1,`, `{"round":99,`),
				"add answers: a row refers to one that is not before it in the file"},
			"no ID": {strings.Replace(file, `{"id":1,`, `{"id":0,`, 1), "the ID 0 is none of ours"},
			"the last ID of all": {strings.Replace(file, `{"id":1,`, `{"id":9223372036854775807,`, 1),
				"the ID 9223372036854775807 is none of ours"},
			"an ID twice":  {strings.Replace(file, `{"id":3,`, `{"id":2,`, 1), "add rounds: a row stands twice"},
			"a row twice":  {file + lastLine(file, "misses"), "the file is not whole"},
			"a long line":  {head + "\n" + strings.Repeat(" ", longestLine), "line 2 is longer than 16 MB"},
			"a row's text": {head + "\n" + `{"table":"courses","row":"x"}`, "line 2: courses: json"},
			"a bare row":   {head + "\n" + `{"table":"courses"}`, "line 2: courses"},
		} {
			_, err := d.Import(ctx, strings.NewReader(test.file))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %q", what, err, test.want)
			}
		}
		wantEmpty(t, d.Of("T1"))
		_, err := d.Import(ctx, strings.NewReader(file))
		must(t, err)
		_, err = d.Import(ctx, strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), "has courses of this team already") {
			t.Errorf("a second time: %v", err)
		}
	})
}

func lastLine(file, table string) string {
	lines := strings.SplitAfter(file, "\n")
	for _, l := range slices.Backward(lines) {
		if strings.Contains(l, table) {
			return l
		}
	}
	return ""
}

func wantEmpty(t *testing.T, s *Store) {
	t.Helper()
	for _, row := range rows {
		var n int64
		if err := s.rows(ctx).Model(row).Count(&n).Error; err != nil || n > 0 {
			t.Errorf("%T: %d rows are left (%v)", row, n, err)
		}
	}
}

func TestTextThatPostgresCanNotKeepLosesItsNUL(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *Database) {
		from := mustOpen(t, engines["sqlite"](t)).Of("T1")
		must(t, from.CountMiss(ctx, "a\x00b\xff", "2026-11-20"))
		_, err := d.Import(ctx, strings.NewReader(mustExportAll(t, from)))
		if err != nil {
			t.Error(err)
		}
	})
}

func TestExportIsOfOneMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustTeam(t, s, "ana", "ken")
		r := mustPost(t, s, c, nine.AddDate(0, 0, 3))
		const writers, answers = 8, 30
		var keeping sync.WaitGroup
		for w := range writers {
			keeping.Go(func() {
				for n := range answers {
					a := study.Answer{Round: r.ID, Learner: fmt.Sprintf("u%d-%d", w, n), At: r.Opens}
					if _, err := keepAnswer(s, a); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { keeping.Wait(); close(done) }()
		for going := true; going; {
			select {
			case <-done:
				going = false
			default:
			}
			wantWhole(t, mustExportAll(t, s))
		}
		// Ana's three and Ken's one are there besides.
		if n := count(t, mustExport(t, s))["answers"]; n != writers*answers+4 {
			t.Errorf("%d answers at the end", n)
		}
	})
}

// wantWhole looks whether an export has the streak and the review of each answer, and as many rows
// as it says.
func wantWhole(t *testing.T, file string) {
	t.Helper()
	var head exportHead
	first, rows, _ := strings.Cut(file, "\n")
	must(t, json.Unmarshal([]byte(first), &head))
	counts := count(t, rows)
	answers := counts["answers"] - 2 // two of Ana's have no streak of their own
	if counts["streaks"] != answers || int(head.Rows) != strings.Count(rows, "\n") {
		t.Errorf("%d rows, said to be %d: %v", strings.Count(rows, "\n"), head.Rows, counts)
	}
}

func TestExportKeepsNobodyFromWriting(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustTeam(t, s, "ana", "ken")
		// Who reads the export writes to the database, which would wait for ever.
		must(t, s.Export(ctx, writer(func() error { return s.SetName(ctx, "mia", "Mia") })))
	})
}

// writer does something where others write.
type writer func() error

func (w writer) Write(p []byte) (int, error) { return len(p), w() }

func TestExportOfAnUnknownTeamSaysSo(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustTeam(t, s, "ana", "ken")
		var out bytes.Buffer
		err := of(s, "T9").Export(ctx, &out)
		if err == nil || out.Len() > 0 {
			t.Errorf("export wrote %q, %v", out.String(), err)
		}
	})
}

func TestBackupIsTheDatabase(t *testing.T) {
	d := mustOpen(t, engines["sqlite"](t))
	s := d.Of("T1")
	mustTeam(t, s, "ana", "ken")
	file := filepath.Join(t.TempDir(), "file:a copy?.db")
	must(t, d.Backup(ctx, file))
	if about, err := os.Stat(file); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v (%v), want it for nobody else", about, err)
	}
	if diff := cmp.Diff(mustExport(t, s), mustExport(t, mustOpen(t, "sqlite://"+file).Of("T1"))); diff != "" {
		t.Error(diff)
	}
	if err := d.Backup(ctx, file); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second time: %v, want that there is a file", err)
	}
}

func TestBackupOfPostgresIsLeftToPostgres(t *testing.T) {
	d := mustOpen(t, engines["postgres"](t))
	if err := d.Backup(ctx, filepath.Join(t.TempDir(), "x")); err == nil || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("error is %v, want it to name pg_dump", err)
	}
}
