package notes

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// englishNote and japaneseNote are a note without a fault; tests break one thing at a time.
const englishNote = `---
service: Amazon S3
aliases: [s3]
category: storage
exams: [CLF, SAA]
status: current
docs: https://docs.aws.amazon.com/s3/
sources: ["001"]
checked: 2026-11-21
---
Stores objects.

## Lifecycle {#lifecycle aliases="transition, expiration"}
- Moves objects.

> Changed 2020-12: reads are strongly consistent. {#lifecycle}
`

var japaneseNote = strings.NewReplacer("Stores objects.", "オブジェクトを保存する。", "## Lifecycle", "## ライフサイクル",
	"> Changed 2020-12:", "> 変更 2020-12:").
	Replace(englishNote)

func load(ja, en string) (*Notes, error) {
	return Load(Layer{Name: "team", Files: fstest.MapFS{
		"ja/s3.md": {
			Data: []byte(ja),
		}, "en/s3.md": {Data: []byte(en)}, "README.md": {Data: []byte("no note")},
	}})
}

func TestBuiltInNotesHaveNoFaults(t *testing.T) {
	if _, err := Load(BuiltIn()); err != nil {
		t.Fatal(err)
	}
}

func TestNoteIsReadAsItIsWritten(t *testing.T) {
	n, err := load(japaneseNote, englishNote)
	if err != nil {
		t.Fatal(err)
	}
	note, _ := n.Find("s3")
	want := Page{
		Summary: "Stores objects.",
		Topics: []Topic{
			{ID: "lifecycle", Title: "Lifecycle", Aliases: []string{"transition", "expiration"},
				Body: "- Moves objects."},
		},
		Changes: []Change{
			{Topic: "lifecycle", When: "2020-12", What: "reads are strongly consistent."},
		},
	}
	if diff := cmp.Diff(want, note.Pages[study.English]); diff != "" {
		t.Error(diff)
	}
	if !n.Has(study.Ref{Note: "s3", Topic: "lifecycle"}) ||
		n.Has(study.Ref{Note: "s3", Topic: "nothing"}) {
		t.Error("Has is wrong about the note's topics")
	}
}

func TestFaultsSayFileLineAndWhat(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"---\nservice", "service", "team/en/s3.md:1: the front matter between two lines --- is missing"},
		{"service: Amazon S3", "servce: Amazon S3", "team/en/s3.md:2: field servce not found"},
		{"category: storage", "category: boxes", `team/en/s3.md:1: category "boxes" is none of`},
		{"exams: [CLF, SAA]", "exams: [XYZ]", `exam "XYZ" is none of`},
		{"status: current", "status: retired", "status retired needs since"},
		{"status: current", "status: current\nsince: 2020-01", "since means nothing"},
		{"status: current", "status: tired", `status "tired" is none of`},
		{"docs: https://docs.aws.amazon.com/s3/", "docs: s3", `docs "s3" is not an https address`},
		{"checked: 2026-11-21", "checked: lately", `"lately" is not a day`},
		{"Stores objects.\n", "", "the summary has 0 characters"},
		{"## Lifecycle {#lifecycle", "## Lifecycle {lifecycle", "team/en/s3.md:13: heading"},
		{"# Lifecycle {#lifecycle aliases=\"transition, expiration\"}", "# Life {#life}", "team/ja/s3.md:13: topic \"lifecycle\" is not at the same place in team/en/s3.md"},
		{"- Moves objects.", "", `team/en/s3.md:13: topic "lifecycle" has 0 characters`},
		{"- Moves objects.", "# A title", "team/en/s3.md:14: only headings of the form ##"},
		{"> Changed 2020-12:", "> Since then", "team/en/s3.md:16: line is not of the form > Changed"},
		{"> Changed 2020-12: reads are strongly consistent. {#lifecycle}", "", "1 changed lines here, 0 in team/en/s3.md"},
		{"category: storage", "category: compute", "team/ja/s3.md:1: category is storage here and compute in team/en/s3.md"},
	} {
		_, err := load(japaneseNote, strings.Replace(englishNote, test.old, test.new, 1))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q for %q: fault is\n%v\nwant %q in it", test.new, test.old, err, test.want)
		}
	}
}

func TestNoteInOneLanguageIsAFault(t *testing.T) {
	_, err := Load(
		Layer{Name: "team", Files: fstest.MapFS{"en/s3.md": {Data: []byte(englishNote)}}},
	)
	if err == nil || err.Error() != "team/en/s3.md:1: the same note in ja is missing" {
		t.Errorf("fault is %v", err)
	}
}

func TestTeamsNoteReplacesOursOfTheSameID(t *testing.T) {
	ours := Layer{
		Name: "ours",
		Files: fstest.MapFS{
			"ja/s3.md": {Data: []byte(japaneseNote)},
			"en/s3.md": {Data: []byte(englishNote)},
		},
	}
	theirs := Layer{Name: "theirs", Files: fstest.MapFS{
		"notes/ja/s3.md": {Data: []byte(japaneseNote)},
		"notes/en/s3.md": {
			Data: []byte(strings.Replace(englishNote, "Stores objects.", "Ours has a proxy.", 1)),
		},
	}}
	n, err := Load(ours, theirs)
	if err != nil {
		t.Fatal(err)
	}
	note, _ := n.Find("s3")
	if len(n.All()) != 1 || note.Pages[study.English].Summary != "Ours has a proxy." {
		t.Errorf("%d notes, the summary is %q", len(n.All()), note.Pages[study.English].Summary)
	}
}
