package notes

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// FuzzSearch looks up whatever is typed: what is found is there, once, and the same each time,
// whatever spaces are around it; what is near is only said where nothing is found.
func FuzzSearch(f *testing.F) {
	n, err := Load(BuiltIn())
	if err != nil {
		f.Fatal(err)
	}
	for _, l := range mustLookups(f) {
		f.Add(l.query)
	}
	for _, s := range []string{"", " ", "ー", "\x00", "\xff", "ﷺﷺﷺ", "s3 vs s3", "SQS と SNS の違い", "' OR 1=1 --", "%_",
		"<!channel>", strings.Repeat("インポート", 23) + "ヌ", strings.Repeat("rds", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := n.Search(query)
		seen := map[string]bool{}
		for _, m := range r.Matches {
			if seen[m.Note.ID] || !n.Has(study.Ref{Note: m.Note.ID, Topic: m.Topic}) {
				t.Errorf("%q finds %s#%s, which is not there or is there twice", query, m.Note.ID, m.Topic)
			}
			seen[m.Note.ID] = true
		}
		if len(r.Matches) > 0 && r.Near != nil || r.Compare && len(r.Matches) < 2 {
			t.Errorf("%q finds %d, near are %d, compared %v", query, len(r.Matches), len(r.Near), r.Compare)
		}
		if len([]rune(query)) < mostQuery-2 {
			if diff := cmp.Diff(ids(r), ids(n.Search(" "+query+"\t"))); diff != "" {
				t.Errorf("%q finds something else between spaces:\n%s", query, diff)
			}
		}
	})
}

func ids(r Result) (all []string) {
	for _, m := range r.Matches {
		all = append(all, m.Note.ID+"#"+m.Topic)
	}
	for _, n := range r.Near {
		all = append(all, "near "+n.ID)
	}
	return all
}

// TestCompoundTriesNoEndTwice: a run that can be split in many ways, but never to its end, would
// otherwise take as many steps as there are ways.
func TestCompoundTriesNoEndTwice(t *testing.T) {
	asked := 0
	known := func(s string) bool {
		asked++
		return slices.Contains([]string{"イン", "ポト", "インポト"}, s)
	}
	if parts := compound(strings.Repeat("インポト", 23)+"ヌ", known); parts != nil {
		t.Errorf("it is split into %v", parts)
	}
	if asked > 93*93 {
		t.Errorf("it looks up %d words", asked)
	}
}
