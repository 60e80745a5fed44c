package bank

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

func TestBuiltInBankKeepsItsPromises(t *testing.T) {
	b, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	f := b.Figures()
	for _, what := range f.Faults() {
		t.Error(what)
	}
	if f.Questions < 480 {
		t.Errorf("%d questions, want two years of workdays: 480", f.Questions)
	}
	for kind, least := range map[study.Kind]int{
		study.Multiple: 90, study.Ordering: 25, study.Matching: 25,
	} {
		if f.Kinds[kind] < least {
			t.Errorf("%d questions of kind %s, want %d", f.Kinds[kind], kind, least)
		}
	}
}

func TestFiguresCountWhatIsThere(t *testing.T) {
	second := strings.NewReplacer("s3-class-01", "s3-class-02",
		"kind: single", "kind: multiple\n  pick: 2", "{id: c, ", "{id: c, right: true, ", "level: 1", "level: 3").Replace(good)
	b, err := load(good + second)
	if err != nil {
		t.Fatal(err)
	}
	want := Figures{
		Questions: 2,
		Kinds:     map[study.Kind]int{study.Single: 1, study.Multiple: 1},
		Levels:    [3]int{1, 0, 1},
		Exams:     map[string]int{"SAA": 2},
		Domains: map[string]map[string]int{
			"CLF": {}, "SAA": {"Design Cost-Optimized Architectures": 2}, "SAP": {}, "DOP": {},
		},
		Longest:  map[study.Language]int{study.Japanese: 1}, // as wide as the others counts
		Places:   [MostChoices]int{1},
		Multiple: [MostChoices]int{1, 0, 1},
	}
	if diff := cmp.Diff(want, b.Figures()); diff != "" {
		t.Error(diff)
	}
	if faults := b.Figures().Faults(); faults != nil {
		t.Errorf("two questions are judged: %q", faults)
	}
}

// even are the figures of 100 questions without a fault.
func even() Figures {
	saa := map[string]int{
		"Design Secure Architectures": 30, "Design Resilient Architectures": 26,
		"Design High-Performing Architectures": 24, "Design Cost-Optimized Architectures": 20,
	}
	return Figures{
		Questions: 100, Kinds: map[study.Kind]int{study.Single: 100}, Levels: [3]int{25, 50, 25},
		Exams: map[string]int{"SAA": 100}, Domains: map[string]map[string]int{"SAA": saa},
		Longest: map[study.Language]int{study.Japanese: 35, study.English: 35},
		Places:  [MostChoices]int{15, 35, 25, 25},
	}
}

func TestFiguresThatAreOffAreFaults(t *testing.T) {
	if faults := even().Faults(); faults != nil {
		t.Errorf("even figures have faults: %q", faults)
	}
	for _, test := range []struct {
		change func(*Figures)
		want   string
	}{
		{func(f *Figures) { f.Longest[study.Japanese] = 36 },
			"the right choice in ja is the longest in 36.0 % of the single questions"},
		{func(f *Figures) { f.Longest[study.English] = 36 },
			"the right choice in en is the longest in 36.0 % of the single questions"},
		{func(f *Figures) { f.Places = [MostChoices]int{14, 35, 25, 26} },
			"the right choice stands at A in 14.0 % of the single questions"},
		{func(f *Figures) { f.Places = [MostChoices]int{20, 20, 36, 24} },
			"the right choice stands at C in 36.0 % of the single questions"},
		{func(f *Figures) { f.Levels = [3]int{36, 44, 20} }, "level 1 has 36.0 % of the questions"},
		{func(f *Figures) { f.Levels = [3]int{33, 39, 28} }, "level 2 has 39.0 % of the questions"},
		{func(f *Figures) { moveDomain(f, 11) },
			"Design Secure Architectures has 19.0 % of the questions for SAA-C03"},
	} {
		f := even()
		test.change(&f)
		if faults := f.Faults(); len(faults) != 1 || !strings.HasPrefix(faults[0], test.want) {
			t.Errorf("faults are %q, want one that begins with %q", faults, test.want)
		}
	}
}

// moveDomain takes questions from SAA's first domain and spreads them over the others.
func moveDomain(f *Figures, n int) {
	domains := maps.Clone(f.Domains["SAA"])
	domains["Design Secure Architectures"] -= n
	domains["Design Resilient Architectures"] += n / 2
	domains["Design High-Performing Architectures"] += n - n/2
	f.Domains = map[string]map[string]int{"SAA": domains}
}

func TestFewQuestionsAreNotJudged(t *testing.T) {
	f := Figures{
		Questions: 39, Kinds: map[study.Kind]int{study.Single: 39}, Levels: [3]int{39},
		Exams: map[string]int{"CLF": 39}, Longest: map[study.Language]int{study.English: 39},
		Places: [MostChoices]int{39},
	}
	if faults := f.Faults(); faults != nil {
		t.Errorf("39 questions are judged: %q", faults)
	}
}
