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
func mustTeam(t testing.TB, s *Store, team, ana, ken string) study.Course {
	t.Helper()
	err := s.AddCourse(ctx, study.Course{Team: team, Channel: "C" + team, Zone: "UTC", Since: nine})
	must(t, err)
	c, err := s.CourseIn(ctx, team, "C"+team)
	must(t, err)
	for day := range 3 {
		r := mustPost(t, s, c, nine.AddDate(0, 0, day))
		mustAnswer(t, s, r, ana)
		if day > 0 {
			continue
		}
		mustAnswer(t, s, r, ken)
		_, err := s.ExcuseRound(ctx, r, study.Audit{
			Team: team, Course: c.ID, At: nine, By: ana, Why: "<outage> & more",
		})
		must(t, err)
	}
	must(t, s.StopCourse(ctx, c.ID, "is_archived", nine))
	mustMend(t, s, team, ken)
	_, err = s.AddQuestions(ctx, team, ken, []study.Question{{ID: "own-" + team}}, study.Approved, nine)
	must(t, err)
	must(t, s.SetReminder(ctx, c.ID, ken, true))
	must(t, s.AddAbsence(ctx, team, study.Absence{
		Learner: ken, Span: study.Span{From: "2026-12-24", To: "2026-12-25"}, Made: nine,
	}))
	must(t, s.CountMiss(ctx, team, "えすさん\n\"3\"", "2026-11-20"))
	must(t, s.SetName(ctx, ken, "Ken 健"))
	must(t, s.SetHidden(ctx, ana, true))
	must(t, s.KeepReview(ctx, ken, "practised", false, "2026-11-20"))
	return c
}

// mustMend lets a learner object, and mends the question.
func mustMend(t testing.TB, s *Store, team, learner string) {
	t.Helper()
	must(t, s.AddObjection(ctx, team, study.Objection{Question: "q", By: learner, At: nine}))
	open, err := s.OpenObjections(ctx, team, 1)
	must(t, err)
	_, err = s.AcceptObjection(ctx, open[0], toB, study.Audit{Team: team, At: nine}, func([]string) bool { return true })
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
func mustExport(t testing.TB, s *Store, team string) string {
	t.Helper()
	_, rows, _ := strings.Cut(mustExportAll(t, s, team), "\n")
	return rows
}

func mustExportAll(t testing.TB, s *Store, team string) string {
	t.Helper()
	var out bytes.Buffer
	must(t, s.Export(ctx, team, &out))
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
	s := mustOpen(t, engines["sqlite"](t))
	mustTeam(t, s, "T1", "ana", "ken")
	exported := count(t, mustExport(t, s, "T1"))
	for _, row := range rows {
		name := row.(interface{ TableName() string }).TableName()
		if exported[name] == 0 {
			t.Errorf("table %s is not exported: give it a rule in parts, and rows in mustTeam", name)
		}
	}
}

func TestTeamTravelsFromEngineToEngine(t *testing.T) {
	for _, way := range [][]string{{"sqlite", "sqlite"}, {"sqlite", "postgres", "sqlite"}, {"postgres", "postgres"}} {
		t.Run(strings.Join(way, " to "), func(t *testing.T) {
			s := mustOpen(t, engines[way[0]](t))
			mustTeam(t, s, "T1", "ana", "Zoe") // whom not every language puts in this order
			want := mustExport(t, s, "T1")
			for _, engine := range way[1:] {
				file := mustExportAll(t, s, "T1")
				s = mustOpen(t, engines[engine](t))
				counts, err := s.Import(ctx, strings.NewReader(file))
				if err != nil || !cmp.Equal(counts, count(t, want)) {
					t.Fatalf("import: %v, %v", counts, err)
				}
				if diff := cmp.Diff(want, mustExport(t, s, "T1")); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTeamGoesOnAfterTheImport(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		from := mustOpen(t, engines["sqlite"](t))
		c := mustTeam(t, from, "T1", "ana", "ken")
		_, err := s.Import(ctx, strings.NewReader(mustExportAll(t, from, "T1")))
		must(t, err)
		streak := mustAnswer(t, s, mustPost(t, s, c, nine.AddDate(0, 0, 3)), "ana")
		if streak.Current != 3 || streak.Last != 4 { // the first round is excused
			t.Errorf("Ana's streak is %+v, want 3 up to round 4", streak)
		}
		for range 3 { // new rows of every kind find IDs of their own
			must(t, s.addAudit(ctx, study.Audit{Course: c.ID}))
			must(t, s.AddAbsence(ctx, "T1", study.Absence{Learner: "ken"}))
		}
		mustTeam(t, s, "T3", "mia", "leo")
	})
}

func TestReferencesFollowWhereIDsAreTaken(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		other := mustTeam(t, s, "T2", "mia", "leo")
		before := mustExport(t, s, "T2")
		from := mustOpen(t, engines["sqlite"](t))
		mustTeam(t, from, "T1", "ana", "ken")
		mustPost(t, from, mustSecond(t, from), nine)
		_, err := s.Import(ctx, strings.NewReader(mustExportAll(t, from, "T1")))
		must(t, err)
		c, err := s.CourseIn(ctx, "T1", "CT1")
		must(t, err)
		kept, err := s.CourseIn(ctx, "T1", "C9")
		must(t, err)
		if c.ID == other.ID || kept.ID != 2 {
			t.Errorf("the courses are %d, of T2 %d, and %d, which was free as 2", c.ID, other.ID, kept.ID)
		}
		wantReferences(t, s, c)
		wantReferences(t, s, kept)
		if after := mustExport(t, s, "T2"); !sharesNothing(before, after) {
			t.Errorf("the other team has changed: %s", cmp.Diff(before, after))
		}
		if streak := mustAnswer(t, s, mustPost(t, s, c, nine.AddDate(0, 0, 3)), "ana"); streak.Current != 3 {
			t.Errorf("Ana's streak is %+v, want 3", streak)
		}
	})
}

// mustSecond adds a second course to T1.
func mustSecond(t testing.TB, s *Store) study.Course {
	t.Helper()
	must(t, s.AddCourse(ctx, study.Course{Team: "T1", Channel: "C9", Zone: "UTC", Since: nine}))
	c, err := s.CourseIn(ctx, "T1", "C9")
	must(t, err)
	return c
}

// sharesNothing compares what is a team's own. Learners who only practise are of the team as long as
// there is no other.
func sharesNothing(before, after string) bool {
	people := func(line string) bool {
		return strings.HasPrefix(line, `{"table":"learners"`) || strings.HasPrefix(line, `{"table":"reviews"`)
	}
	left := slices.DeleteFunc(strings.Split(before, "\n"), people)
	return cmp.Equal(left, slices.DeleteFunc(strings.Split(after, "\n"), people))
}

// wantReferences looks at all that says course or round.
func wantReferences(t *testing.T, s *Store, c study.Course) {
	t.Helper()
	rounds, err := s.RoundsClosedSince(ctx, c.ID, time.Time{})
	must(t, err)
	if len(rounds) == 0 {
		t.Errorf("course %d has no rounds", c.ID)
	}
	for _, r := range rounds {
		slot := study.Slot{Course: c.ID, Kind: study.QuestionSlot, Planned: r.Opens}
		if made, err := s.RoundOf(ctx, slot); err != nil || made.ID != r.ID {
			t.Errorf("slot %s made round %d (%v), want %d", slot.Key(), made.ID, err, r.ID)
		}
		for kind, at := range map[study.SlotKind]time.Time{
			study.RevealSlot(r.ID): r.Opens, study.RemindSlot(r.ID): r.Remind,
		} {
			if entries, err := s.Entries(ctx, c.ID, kind, at, at); err != nil || len(entries) != 1 {
				t.Errorf("%s of course %d is in the ledger as %v (%v)", kind, c.ID, entries, err)
			}
		}
	}
	if c.Channel != "CT1" {
		return
	}
	audits, err := s.Audits(ctx, "T1", c.ID, 9)
	must(t, err)
	tally, err := s.Tallies(ctx, rounds[0].ID)
	must(t, err)
	if len(audits) != 2 || tally[rounds[0].ID].Answered != 2 {
		t.Errorf("course %d has audits %v, answers %v; want 2, 2", c.ID, audits, tally)
	}
}

func TestPersonOfAnotherTeamStaysAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustTeam(t, s, "T2", "mia", "ken")
		must(t, s.SetName(ctx, "ken", "Ken of T2"))
		from := mustOpen(t, engines["sqlite"](t))
		mustTeam(t, from, "T1", "ana", "ken")
		counts, err := s.Import(ctx, strings.NewReader(mustExportAll(t, from, "T1")))
		if err != nil || counts["learners"] != 1 {
			t.Errorf("added %v (%v), want one learner", counts, err)
		}
		if learners, err := s.Learners(ctx); err != nil || learners["ken"].Name != "Ken of T2" {
			t.Errorf("learners are %v (%v)", learners, err)
		}
	})
}

func TestImportRefusesAndLeavesNothing(t *testing.T) {
	from := mustOpen(t, engines["sqlite"](t))
	mustTeam(t, from, "T1", "ana", "ken")
	file := mustExportAll(t, from, "T1")
	head, rest, _ := strings.Cut(file, "\n")
	each(t, func(t *testing.T, s *Store) {
		for what, test := range map[string]struct{ file, want string }{
			"nothing":           {"", "the file is no export of a team"},
			"a picture":         {"\x89PNG\r\n", "the file is no export of a team"},
			"somebody else's":   {`{"export":"anki","version":1}`, "the file is no export of a team"},
			"a newer one":       {strings.Replace(file, `"version":1`, `"version":2`, 1), "the file has version 2, and this"},
			"one cut off":       {file[:strings.LastIndex(file, "{\"table")], "the file is not whole"},
			"one cut in a line": {file[:len(file)-9], "unexpected end of JSON input"},
			"an unknown table":  {strings.ReplaceAll(file, `"misses"`, `"x"`), `there is no table "x"`},
			"an unknown column": {strings.ReplaceAll(file, `"times"`, `"x"`), `misses: json: unknown field "x"`},
			"a foreign row":     {strings.Replace(file, `"id":1,"team":"T1"`, `"id":1,"team":"T2"`, 1), `of another team, "T2"`},
			"a stray round":     {head + rest[strings.Index(rest, "\n"):], "refers to 1 of courses"},
			"a stray answer":    {strings.ReplaceAll(file, `{"round":1,`, `{"round":99,`), "refers to 99 of rounds"},
			"a stray reveal":    {strings.ReplaceAll(file, "reveal:1", "reveal:99"), "refers to 99 of rounds"},
			"no ID":             {strings.Replace(file, `{"id":1,`, `{"id":0,`, 1), "the ID 0 is none of ours"},
			"the last ID of all": {strings.Replace(file, `{"id":1,`, `{"id":9223372036854775807,`, 1),
				"the ID 9223372036854775807 is none of ours"},
			"an ID twice":  {strings.Replace(file, `{"id":3,`, `{"id":2,`, 1), "the ID 2 stands twice"},
			"a row twice":  {file + lastLine(file, "misses"), "the file is not whole"},
			"a long line":  {head + "\n" + strings.Repeat(" ", longestLine), "line 2 is longer than 16 MB"},
			"a row's text": {head + "\n" + `{"table":"courses","row":"x"}`, "line 2: courses: json"},
			"a bare row":   {head + "\n" + `{"table":"courses"}`, "line 2: courses"},
		} {
			_, err := s.Import(ctx, strings.NewReader(test.file))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %q", what, err, test.want)
			}
		}
		wantEmpty(t, s)
		_, err := s.Import(ctx, strings.NewReader(file))
		must(t, err)
		_, err = s.Import(ctx, strings.NewReader(file))
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
		if err := s.db.Model(row).Count(&n).Error; err != nil || n > 0 {
			t.Errorf("%T: %d rows are left (%v)", row, n, err)
		}
	}
}

func TestTextThatPostgresCanNotKeepLosesItsNUL(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		from := mustOpen(t, engines["sqlite"](t))
		must(t, from.CountMiss(ctx, "T1", "a\x00b\xff", "2026-11-20"))
		_, err := s.Import(ctx, strings.NewReader(mustExportAll(t, from, "T1")))
		if err != nil {
			t.Error(err)
		}
	})
}

func TestExportIsOfOneMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		c := mustTeam(t, s, "T1", "ana", "ken")
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
			wantWhole(t, mustExportAll(t, s, "T1"))
		}
		// Ana's three and Ken's one are there besides.
		if n := count(t, mustExport(t, s, "T1"))["answers"]; n != writers*answers+4 {
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
		mustTeam(t, s, "T1", "ana", "ken")
		// Who reads the export writes to the database, which would wait for ever.
		must(t, s.Export(ctx, "T1", writer(func() error { return s.SetName(ctx, "mia", "Mia") })))
	})
}

// writer does something where others write.
type writer func() error

func (w writer) Write(p []byte) (int, error) { return len(p), w() }

func TestExportOfAnUnknownTeamSaysSo(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustTeam(t, s, "T1", "ana", "ken")
		var out bytes.Buffer
		err := s.Export(ctx, "T9", &out)
		if err == nil || out.Len() > 0 {
			t.Errorf("export wrote %q, %v", out.String(), err)
		}
	})
}

func TestBackupIsTheDatabase(t *testing.T) {
	s := mustOpen(t, engines["sqlite"](t))
	mustTeam(t, s, "T1", "ana", "ken")
	file := filepath.Join(t.TempDir(), "file:a copy?.db")
	must(t, s.Backup(ctx, file))
	if about, err := os.Stat(file); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v (%v), want it for nobody else", about, err)
	}
	if diff := cmp.Diff(mustExport(t, s, "T1"), mustExport(t, mustOpen(t, "sqlite://"+file), "T1")); diff != "" {
		t.Error(diff)
	}
	if err := s.Backup(ctx, file); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second time: %v, want that there is a file", err)
	}
}

func TestBackupOfPostgresIsLeftToPostgres(t *testing.T) {
	s := mustOpen(t, engines["postgres"](t))
	if err := s.Backup(ctx, filepath.Join(t.TempDir(), "x")); err == nil || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("error is %v, want it to name pg_dump", err)
	}
}
