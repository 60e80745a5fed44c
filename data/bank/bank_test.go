package bank

import (
	"strings"
	"testing"
	"testing/fstest"
)

// good is a question without a fault; tests break one thing at a time.
const good = `- id: s3-class-01
  kind: single
  note: s3#classes
  exam: SAA
  domain: Design Cost-Optimized Architectures
  level: 1
  ask: {ja: どれか。, en: Which}
  choices:
    - {id: a, right: true, text: {ja: これ, en: This}, why: {ja: 正しい, en: Right}}
    - {id: b, text: {ja: それ, en: That}, why: {ja: 違う, en: Wrong}}
    - {id: c, text: {ja: あれ, en: The other}, why: {ja: 違う, en: Wrong}}
  source: own words
`

func load(text string) (*Bank, error) {
	return Load(Layer{Name: "team", Files: fstest.MapFS{"questions/s3.yaml": {Data: []byte(text)}}})
}

func TestBuiltInBankHasNoFaults(t *testing.T) {
	b, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range b.All() {
		if right, err := q.Grade(q.Right()); err != nil || !right {
			t.Errorf("%s: its right choices are graded %v, %v", q.ID, right, err)
		}
	}
}

func TestFaultsSayFileLineAndWhat(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"id: s3-class-01", "id: S3 Class", `team/questions/s3.yaml:1: id "S3 Class" is not lower-case words`},
		{"kind: single", "kind: multiple\n  pick: 2", ":1: pick 2, but 1 choices are right"},
		{"kind: single", "kind: multiple\n  pick: 1", ":1: pick 1, but 1 choices are right"},
		{"kind: single", "kind: dance", `:1: kind "dance" is none of`},
		{"note: s3#classes", "note: '#classes'", ":1: note \"#classes\" is not of the form"},
		{"exam: SAA", "exam: XYZ", `:1: exam "XYZ" is none of`},
		{"domain: Design Cost-Optimized Architectures", "domain: Cloud Concepts", `:1: domain "Cloud Concepts" is none of SAA-C03`},
		{"level: 1", "level: 4", ":1: level 4 is not 1, 2 or 3"},
		{"ask: {ja: どれか。, en: Which}", "ask: {ja: どれか。}", ":1: ask is missing in en"},
		{"level: 1", "level: 1\n  decisive: {ja: どれ}", ":1: decisive is missing in en"},
		{"why: {ja: 正しい, en: Right}", "why: {ja: 正しい}", `:9: choice "a": why is missing in en`},
		{"{id: b, text", "{id: b, right: true, text", ":1: 2 choices are right: a single question has exactly one"},
		{"{id: a, right: true, text", "{id: a, text", ":1: 0 choices are right"},
		{"{id: b, ", "{id: a, ", `:10: choice "a": its id is missing, malformed or there twice`},
		{"en: That", "en: This", ":10: choice \"b\": another choice has the same text"},
		{"source: own words", "", ":1: source is missing"},
		{"level: 1", "levle: 1", ":6: field levle not found"},
		{"level: 1", "level: [", ":6: did not find expected ',' or ']'"},
		{"  level: 1", " level: 1", ":6: did not find expected"},
		{good, "- # nothing\n" + good, ":1: an item of the list is empty"},
		{"    - {id: b", "    -\n    - {id: b", ":10: an item of the choices is empty"},
		{good, good + good, `:13: id "s3-class-01" stands already at team/questions/s3.yaml:1`},
		{good, "", ":1: no questions"},
		{good, "hello", ":1: cannot unmarshal"},
	} {
		_, err := load(strings.Replace(good, test.old, test.new, 1))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q for %q: fault is\n%v\nwant %q in it", test.new, test.old, err, test.want)
		}
	}
}

func TestNoQuestionGivesItsAnswerAway(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"en: That}", "en: All of the above}", `"All of the above" only points at other choices`},
		{"en: That}", "en: None of these.}", `:10: choice "b": "None of these." only points`},
		{"en: That}", "en: All other choices are wrong}", "only points"},
		{"ja: それ", "ja: 上記すべて", `"上記すべて" only points`},
		{"ja: それ", "ja: いずれも正しい。", "only points"},
		{"ja: それ", "ja: 上記のいずれでもない", "only points"},
		{"ja: それ", "ja: 該当なし", "only points"},
		{"en: This}", "en: This and no other}",
			":1: the right choice in en is 17 columns wide, every other at most 9"},
		{"ja: これ", "ja: これだけ", ":1: the right choice in ja is 8 columns wide, every other at most 4"},
		{"en: That}", "en: this}", `:10: choice "b": another choice has the same text in en`},
		{"en: That}", "en: Ｔｈｉｓ}", "another choice has the same text in en"},
		{"en: That}", "en: '“This.”'}", "another choice has the same text in en"},
		{"ja: それ", "ja: 「これ」。", "another choice has the same text in ja"},
		{"level: 1", "level: 1\n  decisive: {ja: 「どれ」, en: '\"What\"'}",
			`:1: decisive quotes "What", which ask in en doesn't say`},
		{"level: 1", "level: 1\n  decisive: {ja: 「どれ」, en: “Wh…at”}", `quotes "Wh…at"`},
		{"level: 1", "level: 1\n  decisive: {ja: 「どれ」と「「何」か」, en: '\"Which\"'}",
			`decisive quotes "「何」か", which ask in ja doesn't say`},
	} {
		_, err := load(strings.Replace(good, test.old, test.new, 1))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q for %q: fault is\n%v\nwant %q in it", test.new, test.old, err, test.want)
		} else if n := strings.Count(err.Error(), "\n") + 1; n != 1 {
			t.Errorf("%q for %q: %d faults, want 1:\n%v", test.new, test.old, n, err)
		}
	}
}

func TestWhatOnlyLooksLikeAGiveawayIsTaken(t *testing.T) {
	for _, test := range []struct{ old, new string }{
		{"en: That}", "en: None}"},
		{"ja: それ", "ja: なし"},
		{"en: That}", "en: All of these tables are copied}"},
		{"ja: それ", "ja: すべての表を写す"},
		{"en: This}", "en: Fourteen wide.}"}, // to 9: less than 1.6 times
		{"ja: それ, en: That}, why: {ja: 違う, en: Wrong}}\n    - {id: c, text: {ja: あれ, en: The other",
			"ja: 1.5 GB, en: 1.5 GB}, why: {ja: 違う, en: Wrong}}\n    - {id: c, text: {ja: 15 GB, en: 15 GB"},
		{"level: 1", "level: 1\n  decisive: {ja: 「ど れ…。」, en: '“Ｗhi … h” or \"Which\"'}"},
	} {
		text := strings.Replace(good, test.old, test.new, 1)
		if text == good {
			t.Errorf("%q is not there", test.old)
		}
		if _, err := load(text); err != nil {
			t.Errorf("%q for %q: %v", test.new, test.old, err)
		}
	}
}

func TestAllFaultsOfAFileAreNamed(t *testing.T) {
	_, err := load(
		strings.NewReplacer("level: 1", "level: 9", "exam: SAA", "exam: X", "en: That", "en: ''").
			Replace(good),
	)
	if n := strings.Count(err.Error(), "\n") + 1; n != 3 {
		t.Errorf("%d faults, want 3:\n%v", n, err)
	}
}

func TestOrderingAndMatchingAreTaken(t *testing.T) {
	ordering := strings.NewReplacer("kind: single", "kind: ordering", "right: true, ", "").
		Replace(good)
	matching := strings.NewReplacer("kind: single", "kind: matching", "right: true, ", "",
		"why:", "match: {ja: 対, en: one}, why:").Replace(good)
	for _, text := range []string{ordering, matching} {
		if _, err := load(text); err != nil {
			t.Error(err)
		}
	}
}

func TestTeamsQuestionReplacesOursOfTheSameID(t *testing.T) {
	ours := Layer{Name: "ours", Files: fstest.MapFS{"s3.yaml": {Data: []byte(good)}}}
	theirs := Layer{Name: "theirs", Files: fstest.MapFS{
		"deep/down/s3.yaml": {
			Data: []byte(strings.Replace(good, "en: Which}", "en: Which of these}", 1)),
		}}}
	b, err := Load(ours, theirs)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := b.Find("s3-class-01")
	if len(b.All()) != 1 || q.Ask.EN != "Which of these" ||
		b.At(q.ID) != "theirs/deep/down/s3.yaml:1" {
		t.Errorf("%d questions, asks %q, at %s", len(b.All()), q.Ask.EN, b.At(q.ID))
	}
}
