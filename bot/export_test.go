package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
)

// newDatabase makes DATABASE_URL a new database with a course of each team.
func newDatabase(t *testing.T, teams ...string) *data.Database {
	t.Helper()
	address := "sqlite://" + filepath.Join(t.TempDir(), "test.db")
	t.Setenv("DATABASE_URL", address)
	database, err := data.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	for _, team := range teams {
		if err := database.Of(team).AddCourse(t.Context(), study.Course{Channel: "C1"}); err != nil {
			t.Fatal(err)
		}
	}
	return database
}

func mustMain(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if status := Main(t.Context(), args, nil, &out, t.Output()); status != 0 {
		t.Fatalf("%v ended with %d", args, status)
	}
	return out.String()
}

func TestTeamIsExportedAndImported(t *testing.T) {
	newDatabase(t, "T1")
	file := filepath.Join(t.TempDir(), "t1.jsonl")
	mustMain(t, "export", file)
	if about, err := os.Stat(file); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v (%v), want it for nobody else", about, err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	err = importTeam(t.Context(), newDatabase(t), bytes.NewReader(content), &said)
	if err != nil || said.String() != "1 courses\n" {
		t.Errorf("import says %q, %v", said.String(), err)
	}
	_, rows, _ := strings.Cut(string(content), "\n")
	if _, again, _ := strings.Cut(mustMain(t, "export"), "\n"); again != rows || rows == "" {
		t.Errorf("it has become %s, was %s", again, rows)
	}
}

func TestExportTakesTheOnlyTeam(t *testing.T) {
	for what, test := range map[string]struct{ teams, args, want string }{
		"none":            {"", "", "there is no course in the database"},
		"several":         {"T1 T2", "", "several teams (T1, T2): say which with --team"},
		"one of several":  {"T1 T2", "--team T2", ""},
		"one not there":   {"T1", "--team T3", "export team T3: the database knows nothing of it"},
		"a file that is":  {"T1", "/dev/null", "give the name of a new one"},
		"no such folder":  {"T1", "/no/such/file", "no such file or directory"},
		"one and no file": {"T1", "", ""},
	} {
		t.Run(what, func(t *testing.T) {
			newDatabase(t, strings.Fields(test.teams)...)
			var errs strings.Builder
			status := Main(t.Context(), append([]string{"export"}, strings.Fields(test.args)...), nil, io.Discard, &errs)
			if !strings.Contains(errs.String(), test.want) || (status == 0) != (test.want == "") {
				t.Errorf("status %d, said %q, want %q", status, errs.String(), test.want)
			}
		})
	}
}

func TestExportThatFailsLeavesNoFile(t *testing.T) {
	newDatabase(t, "T1")
	file := filepath.Join(t.TempDir(), "t9.jsonl")
	if status := Main(t.Context(), []string{"export", "--team", "T9", file}, nil, io.Discard, io.Discard); status != 1 {
		t.Errorf("ended with %d, want 1", status)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is there (%v)", err)
	}
}

func TestBackupCanBeUsed(t *testing.T) {
	newDatabase(t, "T1")
	_, rows, _ := strings.Cut(mustMain(t, "export"), "\n")
	file := filepath.Join(t.TempDir(), "copy.db")
	mustMain(t, "backup", file)
	var errs strings.Builder
	if status := Main(t.Context(), []string{"backup", file}, nil, io.Discard, &errs); status != 1 ||
		!strings.Contains(errs.String(), "file exists: give the name of a new one") {
		t.Errorf("a second time: %d, %q", status, errs.String())
	}
	t.Setenv("DATABASE_URL", "sqlite://"+file)
	if _, again, _ := strings.Cut(mustMain(t, "export"), "\n"); again != rows {
		t.Errorf("the copy has %s, want %s", again, rows)
	}
}
