package bank

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

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
		e.checkExam(), missing("ask", e.Ask), halved("decisive", e.Decisive), e.checkKind(),
		e.checkQuotes(), e.checkWidth()) {
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
	names := exam.DomainNames()
	if ok && !e.unsaid(e.Domain) && !slices.Contains(names, e.Domain) {
		return []string{fmt.Sprintf("domain %q is none of %s: %s", e.Domain, exam.Version,
			strings.Join(names, "; "))}
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
	ids, texts := map[string]bool{}, seenTexts{}
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
		what = append(what, texts.again(c.Text)...)
		if !c.Last { // pinned to the end, "none of these" is a choice like others
			what = append(what, pointing(c.Text)...)
		}
		ids[c.ID] = true
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

// seenTexts are the choices' texts so far, by language and bare.
type seenTexts map[[2]string]bool

func (s seenTexts) again(t text) (faults []string) {
	for _, l := range study.Languages {
		shown := t.study().In(l)
		key := [2]string{string(l), cmp.Or(bare(shown), shown)}
		if shown != "" && s[key] {
			faults = append(faults, fmt.Sprintf(
				"another choice has the same text in %s, but for case, width or punctuation", l))
		}
		s[key] = true
	}
	return faults
}

// pointers are choices that say no more than which other choices are right: "all of the above".
// Choices are shuffled, so nothing stands above, and test takers guess such a choice.
var pointers = map[study.Language]*regexp.Regexp{
	study.English: regexp.MustCompile(`(?i)^(all|any|both|each|either|neither|none)( of)?( the)?` +
		`( (above|following|foregoing|these|those)| (other )?(choices|options|answers)){1,2}( above)?` +
		`( (is|are) (right|correct|true|wrong|false|incorrect)| (apply|applies))?[.!]?$`),
	study.Japanese: regexp.MustCompile(`^((上記|以上|前述|これら|選択肢|この中)の?(選択肢|もの)?の?(うち)?の?` +
		`(すべて|全て|全部|両方|いずれ|どれ|どちら|以外)?|すべて|全て|全部|いずれ|どれ|どちら|該当|正解)` +
		`(か|で)?(も|が|は|に)?(正しい|正しくない|正解|間違い|誤り|違う|(当|あ)てはまる|` +
		`(当|あ)てはまらない|該当する|該当しない|ない|なし)?(もの)?(です|である)?。?$`),
}

func pointing(t text) (faults []string) {
	for _, l := range study.Languages {
		shown := norm.NFKC.String(t.study().In(l))
		if shown != "" && pointers[l].MatchString(shown) {
			faults = append(faults, fmt.Sprintf("%q only points at other choices", shown))
		}
	}
	return faults
}

// checkWidth finds a right choice that shows by its length.
func (e entry) checkWidth() (faults []string) {
	q := e.question()
	if q.Kind != study.Single || e.foreign { // others' files are not written for us
		return nil
	}
	for _, l := range study.Languages {
		right, wrong := widest(q, l)
		if wrong > 0 && 10*right > 16*wrong {
			faults = append(faults, fmt.Sprintf("the right choice in %s is %d columns wide, "+
				"every other at most %d: it shows by its length", l, right, wrong))
		}
	}
	return faults
}

// widest says how wide the widest right and the widest wrong choice are.
func widest(q study.Question, l study.Language) (right, wrong int) {
	for _, c := range q.Choices {
		if c.Right {
			right = max(right, columns(c.Text.In(l)))
		} else {
			wrong = max(wrong, columns(c.Text.In(l)))
		}
	}
	return right, wrong
}

// quoted finds what a decisive text quotes; a Japanese quotation may hold one of the stem's own.
var quoted = map[study.Language]*regexp.Regexp{
	study.English:  regexp.MustCompile(`"([^"]*)"|“([^”]*)”`),
	study.Japanese: regexp.MustCompile(`「((?:[^「」]|「[^「」]*」)*)」`),
}

// checkQuotes finds deciding words that the stem doesn't say.
func (e entry) checkQuotes() (faults []string) {
	for _, l := range study.Languages {
		stem := narrow(e.Ask.study().In(l))
		for _, m := range quoted[l].FindAllStringSubmatch(e.Decisive.study().In(l), -1) {
			quote := strings.Join(m[1:], "")
			for part := range strings.SplitSeq(narrow(quote), "...") {
				if !strings.Contains(stem, part) {
					faults = append(faults,
						fmt.Sprintf("decisive quotes %q, which ask in %s doesn't say", quote, l))
				}
			}
		}
	}
	return faults
}
