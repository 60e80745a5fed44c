package bank

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kotsukotsu/data/study"
)

// MostChoices is how many choices a question may have: as many as Slack's checkboxes hold.
const MostChoices = 10

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (e entry) at() string { return fmt.Sprintf("%s:%d", e.file, e.line) }

func (e entry) fault(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", e.file, line, fmt.Sprintf(format, args...))
}

// check returns every fault of a question by itself. Whether its note exists is seen where notes
// are known.
func (e entry) check() (faults []error) {
	say := func(format string, args ...any) {
		faults = append(faults, e.fault(e.line, format, args...))
	}
	if !idForm.MatchString(e.ID) {
		say("id %q is not lower-case words joined by hyphens", e.ID)
	}
	if _, err := study.ParseRef(e.Note); err != nil && !e.unsaid(e.Note) {
		say("%v", err)
	}
	if e.Level < 1 || e.Level > 3 {
		say("level %d is not 1, 2 or 3", e.Level)
	}
	if strings.TrimSpace(e.Source) == "" {
		say("source is missing: where do the facts come from?")
	}
	for _, what := range slices.Concat(
		e.checkExam(), missing("ask", e.Ask), halved("decisive", e.Decisive), e.checkKind()) {
		say("%s", what)
	}
	return append(faults, e.checkChoices()...)
}

// unsaid is for what a Reader has complained of already, once for the whole file.
func (e entry) unsaid(field string) bool { return e.foreign && field == "" }

func (e entry) checkExam() []string {
	exam, ok := study.ExamByCode(e.Exam)
	if !ok && !e.unsaid(e.Exam) {
		return []string{fmt.Sprintf("exam %q is none of CLF, SAA, SAP, DOP", e.Exam)}
	}
	if ok && !e.unsaid(e.Domain) && !slices.Contains(exam.Domains, e.Domain) {
		return []string{fmt.Sprintf("domain %q is none of %s: %s", e.Domain, exam.Version,
			strings.Join(exam.Domains, "; "))}
	}
	return nil
}

func (e entry) checkKind() (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	right := 0
	for _, c := range e.Choices {
		if c.Right {
			right++
		}
	}
	if n := len(e.Choices); n < 2 {
		say("%d choices: there must be 2 to %d", n, MostChoices)
	} else if n > MostChoices {
		say("more than %d choices", MostChoices)
	}
	switch study.Kind(e.Kind) {
	case study.Single:
		if right != 1 {
			say("%d choices are right: a single question has exactly one", right)
		}
		if e.Pick > 1 {
			say("pick %d: a single question has one answer", e.Pick)
		}
	case study.Multiple:
		if e.Pick < 2 || e.Pick != right {
			say(
				"pick %d, but %d choices are right: they must be equal, and 2 or more",
				e.Pick,
				right,
			)
		}
		if e.Pick >= len(e.Choices) {
			say("pick %d of %d choices leaves no wrong one", e.Pick, len(e.Choices))
		}
	case study.Ordering, study.Matching:
		if right != 0 || e.Pick != 0 {
			say("right and pick mean nothing in a question of kind %s", e.Kind)
		}
	default:
		say("kind %q is none of single, multiple, ordering, matching", e.Kind)
	}
	return faults
}

func (e entry) checkChoices() (faults []error) {
	if len(e.Choices) > MostChoices {
		return nil // one fault says enough
	}
	ids, texts := map[string]bool{}, map[string]bool{}
	for _, c := range e.Choices {
		what := slices.Concat(
			missing("text", c.Text),
			e.checkWhy(c),
			halved("match", c.Match),
		)
		if study.Kind(e.Kind) == study.Matching {
			what = append(what, missing("match", c.Match)...)
		}
		if !idForm.MatchString(c.ID) || ids[c.ID] {
			what = append(what, "its id is missing, malformed or there twice")
		}
		if texts[c.Text.JA] || texts[c.Text.EN] {
			what = append(what, "another choice has the same text")
		}
		ids[c.ID], texts[c.Text.JA], texts[c.Text.EN] = true, true, true
		for _, w := range what {
			faults = append(faults, e.fault(c.line, "choice %q: %s", c.ID, w))
		}
	}
	return faults
}

func (e entry) checkWhy(c choice) []string {
	if e.lax {
		return halved("why", c.Why)
	}
	return missing("why", c.Why)
}

func missing(field string, t text) (faults []string) {
	for _, l := range study.Languages {
		if t.study().In(l) == "" {
			faults = append(faults, fmt.Sprintf("%s is missing in %s", field, l))
		}
	}
	return faults
}

// halved is for what may be left out, but not in one language alone.
func halved(field string, t text) []string {
	if t.study() == (study.Text{}) {
		return nil
	}
	return missing(field, t)
}
