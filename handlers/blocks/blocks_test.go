package blocks

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

var question12 = study.Question{
	ID: "q", Kind: study.Single, Pick: 1, Exam: "SAA", Ask: study.Text{JA: "どれ <!channel>", EN: "Which <!channel>"},
	Choices: []study.Choice{
		{ID: "first", Right: true, Text: study.Text{JA: "甲", EN: "one"}, Why: study.Text{JA: "正答の理由", EN: "because"}},
		{ID: "second", Text: study.Text{JA: "乙", EN: "two"}, Why: study.Text{JA: "誤答の理由", EN: "because not"}},
	},
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOpenQuestionDoesNotSayWhatIsRight(t *testing.T) {
	round := study.Round{ID: 17, Number: 12, Order: []string{"second", "first"}}
	m := Question(round, question12, study.English, 3)
	whole := m.Text + mustJSON(t, m.Blocks)
	for _, secret := range []string{"first", "second", "because", "right"} {
		if strings.Contains(whole, secret) {
			t.Errorf("the message has %q in it:\n%s", secret, whole)
		}
	}
	values := regexp.MustCompile(`"value":"([^"]*)"`).FindAllStringSubmatch(whole, -1)
	for i, want := range []string{"17.A", "17.B"} {
		if len(values) != 2 || values[i][1] != want {
			t.Fatalf("values are %v, want 17.A and 17.B", values)
		}
	}
}

func TestTextSaysTheWholeQuestionAndPingsNobody(t *testing.T) {
	round := study.Round{ID: 17, Number: 12, Order: []string{"second", "first"}}
	want := "Question 12 · SAA\n\nWhich &lt;!channel&gt;\nA.  two\nB.  one\n3 answered"
	if diff := cmp.Diff(want, Question(round, question12, study.English, 3).Text); diff != "" {
		t.Error(diff)
	}
}

func TestChoiceWithoutARationaleLeavesNoLineForIt(t *testing.T) {
	q := question12
	q.Choices = []study.Choice{q.Choices[0], {ID: "second", Text: study.Text{JA: "乙", EN: "two"}}}
	round := study.Round{Number: 12, Order: []string{"second", "first"}}
	m := Rationales(round, q, study.English)
	if _, said, _ := strings.Cut(m.Text, "\n"); said != "✗ A.  two\n✅ B.  one\nbecause" {
		t.Errorf("the rationales are\n%s", said)
	}
	if whole := mustJSON(t, m.Blocks); strings.Count(whole, `"text":"\n"`) != 1 {
		t.Errorf("want one line break, before the only rationale, in\n%s", whole)
	}
}

func TestJapaneseIsBoldWithoutSpaces(t *testing.T) {
	want := []part{say("既定は"), bold("30秒。"), say("処理より"), {text: "短い", code: true}, say("と、"),
		{text: "二重", link: "https://example.com/a"}, say("。")}
	got := parts("既定は**30秒。**処理より`短い`と、[二重](https://example.com/a)。")
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(part{})); diff != "" {
		t.Error(diff)
	}
}

func TestTableIsReadAsAList(t *testing.T) {
	markdown := "Before\n| | Standard | FIFO |\n|---|---|---|\n| Order | may change | kept |\n- item\n  - deeper\n"
	want := []block{{0, "Before"}, {1, "**Order** — Standard: may change / FIFO: kept"}, {1, "item"}, {2, "deeper"}}
	if diff := cmp.Diff(want, outline(markdown), cmp.AllowUnexported(block{})); diff != "" {
		t.Error(diff)
	}
}

func TestPercentIsRounded(t *testing.T) {
	for _, test := range []struct{ part, of, want int }{{1, 3, 33}, {2, 3, 67}, {1, 2, 50}, {0, 5, 0}, {5, 5, 100}} {
		if got := percent(test.part, test.of); got != test.want {
			t.Errorf("%d of %d is %d %%, want %d", test.part, test.of, got, test.want)
		}
	}
}
