package notes

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// lookup is a case of testdata/lookups.tsv: a query and the services that are right; none if
// nothing is to be found.
type lookup struct {
	query string
	right []string
}

func mustLookups(t testing.TB) []lookup {
	t.Helper()
	text, err := os.ReadFile("testdata/lookups.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all []lookup
	for line := range strings.Lines(string(text)) {
		query, services, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		l := lookup{query: query}
		if services != "-" {
			l.right = strings.Split(services, ", ")
		}
		all = append(all, l)
	}
	return all
}

func mustBuiltIn(t testing.TB) *Notes {
	t.Helper()
	n, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// place is where the first right service stands in a result, from 0; -1 if nowhere.
func (l lookup) place(r Result) int {
	if l.right == nil && len(r.Matches) == 0 {
		return 0
	}
	return slices.IndexFunc(
		r.Matches,
		func(m Match) bool { return slices.Contains(l.right, m.Note.Service) },
	)
}

// TestLookups holds the look-up against queries as learners type them. They were written by
// somebody who has not read the search.
func TestLookups(t *testing.T) {
	n := mustBuiltIn(t)
	all := mustLookups(t)
	first, three := 0, 0
	for _, l := range all {
		r := n.Search(l.query)
		place := l.place(r)
		if place == 0 {
			first++
		} else {
			t.Logf("%q: want %v, found %v", l.query, l.right, services(r))
		}
		if place >= 0 && place < 3 {
			three++
		}
	}
	of := float64(len(all))
	t.Logf(
		"%d look-ups: first %.1f %%, among the first three %.1f %%",
		len(all),
		100*float64(first)/of,
		100*float64(three)/of,
	)
	if float64(first) < 0.97*of || float64(three) < 0.99*of {
		t.Error("want 97 % first and 99 % among the first three")
	}
}

func services(r Result) (names []string) {
	for _, m := range r.Matches {
		names = append(names, m.Note.ID+"#"+m.Topic)
	}
	return names
}

func TestEveryTopicOfTheSourceNotesIsReached(t *testing.T) {
	file, err := os.Open("testdata/topics.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	missing, err := mustBuiltIn(t).Uncovered(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Errorf("not reached: %s", m)
	}
}

func TestDifferenceIsBetweenTwoNotes(t *testing.T) {
	n := mustBuiltIn(t)
	for query, want := range map[string]string{
		"SQS vs SNS":                     "sqs sns",
		"SNS vs. SQS":                    "sns sqs",
		"difference between EBS and EFS": "ebs efs",
		"KMSとCloudHSMの違い":                "kms cloudhsm",
		"S3 と EFS の違いは":                  "s3 efs",
		"ネットワークACLとセキュリティグループの違い": "", // both stand in one note
		"s3":                                    "",
		"ラーメンと餃子の違い":                            "",
		"RDS、Aurora 比較":                         "rds aurora",
		"which is better: lambda vs qwertyuiop": "",
	} {
		got := ""
		if r := n.Search(query); r.Compare {
			got = r.Matches[0].Note.ID + " " + r.Matches[1].Note.ID
		}
		if got != want {
			t.Errorf("%q compares %q, want %q", query, got, want)
		}
	}
}
