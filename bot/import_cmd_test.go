package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
)

// unsaid are the flags for files that say nothing of where they belong.
var unsaid = []string{"--exam", "SAA", "--domain", "Design Cost-Optimized Architectures", "--note", "s3"}

// mustTeams makes a database with a course for each team, and has the command line use it.
func mustTeams(t *testing.T, teams ...string) *data.Database {
	t.Helper()
	address := "sqlite://" + filepath.Join(t.TempDir(), "import.db")
	setEnvironment(t, map[string]string{"DATABASE_URL": address})
	database, err := data.Open(t.Context(), address, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	for _, team := range teams {
		course := study.Course{Channel: "C0STUDY", Since: time.Unix(0, 0)}
		if err := database.Of(team).AddCourse(t.Context(), course); err != nil {
			t.Fatal(err)
		}
	}
	return database
}

// importing runs the command and returns what it says, without the folder's name.
func importing(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	status = Main(t.Context(), append([]string{"import"}, args...), nil, &out, &out)
	return status, strings.ReplaceAll(out.String(), "testdata/import/", "")
}

func mustOwn(t *testing.T, store *data.Store) (ids []string) {
	t.Helper()
	own, err := store.OwnQuestions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range own {
		ids = append(ids, q.ID)
	}
	return ids
}

func file(name string) string { return "testdata/import/" + name }

func mustWrite(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestImportAddsEachFormatOnce(t *testing.T) {
	store := mustTeams(t, "T1").Of("T1")
	args := append([]string{file("ours.yaml"), file("table.csv"), file("moodle.gift"), file("anki.txt")}, unsaid...)
	for _, test := range []struct {
		what string
		args []string
		want string
		own  int
	}{
		{"what would be added", append(args, "--dry-run"),
			"+ team-lifecycle-01 (single, SAA, s3#lifecycle): 30日後に安いクラスへ移すには何を使うか。\n" +
				"ours.yaml: 1 would be added, 0 there already\n" +
				"+ team-ebs-01 (single, SAA, ebs): What does a snapshot keep?\n" +
				"+ team-ebs-02 (multiple, SAA, ebs): Which two can be done with a snapshot?\n" +
				"table.csv: 2 would be added, 0 there already\n" +
				"+ moodle-61431efafad0 (single, SAA, sqs): A consumer has taken a message. What hides it from the others?\n" +
				"+ moodle-fcabc513a4fe (matching, SAA, sqs): Which service keeps what?\n" +
				"moodle.gift: 2 would be added, 0 there already\n" +
				"+ anki-e7d6bed57fa2 (single, SAA, s3): Which class costs least to keep?\n" +
				"anki.txt: 1 would be added, 0 there already\n", 0},
		{"adding", args, "ours.yaml: 1 added, 0 there already\ntable.csv: 2 added, 0 there already\n" +
			"moodle.gift: 2 added, 0 there already\nanki.txt: 1 added, 0 there already\n", 6},
		{"adding again", args, "ours.yaml: 0 added, 1 there already\ntable.csv: 0 added, 2 there already\n" +
			"moodle.gift: 0 added, 2 there already\nanki.txt: 0 added, 1 there already\n", 6},
	} {
		if status, said := importing(t, test.args...); status != 0 || said != test.want {
			t.Errorf("%s: exit status %d, it says\n%swant\n%s", test.what, status, said, test.want)
		}
		if own := mustOwn(t, store); len(own) != test.own {
			t.Errorf("%s: the team has %q, want %d", test.what, own, test.own)
		}
	}
	if own, err := store.OwnQuestions(t.Context()); err != nil || own[0].State != study.Approved || own[0].Author != "" {
		t.Errorf("the first is %+v (%v), want it approved and of nobody", own[0], err)
	}
}

func TestImportAddsNothingOfAFileWithAFault(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.csv")
	long := mustWrite(t, "long.csv", "ask,choice_a,choice_b,right\n"+strings.Repeat("長", 5000)+",yes,no,A\n")
	binary := mustWrite(t, "binary.csv", "\x7fELF\x02\x01\x01\x00")
	word := mustWrite(t, "word.docx", "PK")
	faulty := []struct{ file, want string }{
		{file("broken.yaml"), "broken.yaml:3: did not find expected ',' or ']'"},
		{file("twice.csv"), `twice.csv:3: id "team-twice-01" stands already at twice.csv:2`},
		{file("strangers.csv"), `strangers.csv:2: id "s3-intelligent-01" is a question of the bank (data/bank/questions/s3.yaml:`},
		{file("strangers.csv"), `strangers.csv:3: note "nothing#here" does not exist`},
		{file("half.csv"), "half.csv:3: 0 choices are right"},
		{file("empty.csv"), "empty.csv:1: no questions"},
		{missing, missing + ":1: the file can't be read: no such file or directory"},
		{t.TempDir(), ":1: the file can't be read"},
		{long, long + ":2: the question has "},
		{binary, binary + ":1: a control character (0x7f)"},
		{word, word + `:1: the ending ".docx" is none of`},
	}
	store, args := mustTeams(t, "T1").Of("T1"), append(unsaid, file("table.csv"))
	for _, f := range faulty {
		args = append(args, f.file)
	}
	status, said := importing(t, args...)
	for _, f := range faulty {
		if status != 1 || !strings.Contains(said, f.want) {
			t.Errorf("%s: exit status %d, it says\n%swant %q in it", f.file, status, said, f.want)
		}
	}
	if n := strings.Count(said, ": nothing is added\n"); n != len(faulty) {
		t.Errorf("nothing is added of %d files, want %d", n, len(faulty))
	}
	if own := mustOwn(t, store); !slices.Equal(own, []string{"team-ebs-01", "team-ebs-02"}) {
		t.Errorf("the team has %q, want those of the file without a fault alone", own)
	}
}

func TestImportKnowsTheTeam(t *testing.T) {
	for _, test := range []struct {
		what   string
		teams  []string
		args   []string
		status int
		want   string
	}{
		{"one team", []string{"T1"}, nil, 0, "2 added"},
		{"none", nil, nil, 1, "give the ID of the Slack workspace with --team"},
		{"none, but it is given", nil, []string{"--team", "T1"}, 0, "2 added"},
		{"two", []string{"T2", "T1"}, nil, 1, "several teams (T1, T2): say which with --team"},
		{"two, one is given", []string{"T2", "T1"}, []string{"--team=T1"}, 0, "2 added"},
	} {
		store := mustTeams(t, test.teams...).Of("T1")
		status, said := importing(t, append(test.args, file("table.csv"))...)
		if status != test.status || !strings.Contains(said, test.want) {
			t.Errorf("%s: exit status %d, it says %s", test.what, status, said)
		}
		if own := mustOwn(t, store); len(own) != 2*(1-status) {
			t.Errorf("%s: T1 has %q", test.what, own)
		}
	}
}

func TestImportAsksForWhatNobodySays(t *testing.T) {
	mustTeams(t, "T1")
	status, said := importing(t, file("anki.txt"))
	for _, want := range []string{"anki.txt:3: exam is missing", "with --domain", "with --note"} {
		if status != 1 || !strings.Contains(said, want) {
			t.Errorf("exit status %d, it says\n%swant %q in it", status, said, want)
		}
	}
}

func TestImportSaysOnceWhatIsWrongWithItsFlags(t *testing.T) {
	mustTeams(t, "T1")
	for _, test := range []struct{ flag, value, want string }{
		{"--exam", "XYZ", "kotsukotsu: --exam and --domain: exam \"XYZ\" is none of CLF, SAA, SAP, DOP\n"},
		{"--domain", "Cloud Concepts", "kotsukotsu: --exam and --domain: domain \"Cloud Concepts\" is none of SAA-C03: "},
		{"--note", "nothing", "kotsukotsu: --note: there is no note \"nothing\"\n"},
	} {
		status, said := importing(t, append(unsaid, test.flag, test.value, file("table.csv"))...)
		if status != 1 || !strings.HasPrefix(said, test.want) || strings.Count(said, "\n") != 1 {
			t.Errorf("%s %s: exit status %d, it says\n%swant %s", test.flag, test.value, status, said, test.want)
		}
	}
}

func TestImportReadsWhatExcelWritesInJapan(t *testing.T) {
	store := mustTeams(t, "T1").Of("T1")
	content, err := japanese.ShiftJIS.NewEncoder().
		String("id,ask,choice_a,choice_b,right\r\nteam-sjis-01,どれを選ぶか,これ,それ,B\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if status, said := importing(t, append(unsaid, mustWrite(t, "表.csv", content))...); status != 0 {
		t.Fatalf("exit status %d, it says %s", status, said)
	}
	own, err := store.OwnQuestions(t.Context())
	want := study.Text{JA: "どれを選ぶか", EN: "どれを選ぶか"}
	if err != nil || own[0].Ask != want {
		t.Errorf("it asks %v (%v), want %v", own[0].Ask, err, want)
	}
}

func TestImportTakesTenThousandQuestions(t *testing.T) {
	store := mustTeams(t, "T1").Of("T1")
	var table strings.Builder
	table.WriteString("ask,choice_a,why_a,choice_b,why_b,choice_c,why_c,choice_d,why_d,right\n")
	for i := range 10_000 {
		fmt.Fprintf(&table, "%d: %s,%s,no,%[3]s two,no,%[3]s three,yes,%[3]s four,no,C\n",
			i, strings.Repeat("stem ", 60), strings.Repeat("choice ", 10))
	}
	begun := time.Now()
	if status, said := importing(t, append(unsaid, mustWrite(t, "big.csv", table.String()))...); status != 0 {
		t.Fatalf("exit status %d, it says %.1000s", status, said)
	}
	t.Logf("%d KB took %v", table.Len()>>10, time.Since(begun))
	if own := mustOwn(t, store); len(own) != 10_000 {
		t.Errorf("the team has %d questions, want 10000", len(own))
	}
}
