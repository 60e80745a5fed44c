package bank

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kotsukotsu/data/study"
)

// The limits of a file that is read.
const (
	MostBytes     = 20 << 20
	MostQuestions = 20_000
	mostID        = 80 // characters of an ID, which has to fit into the values of Slack's buttons
)

// Reader reads files with a team's own questions. The ending of a file's name tells its format:
//
//	.yaml .yml  ours, as in data/bank/questions
//	.csv        a table with a header, see csv.go
//	.gift       Moodle GIFT, see gift.go
//	.tsv .txt   Anki's tab-separated export, see anki.go
//
// A team may write in one language alone: a text that is missing in the other gets the same words
// there. Formats other than ours may do without what few files have: rationales, the level (then it
// is 2), the source (the file's name) and an ID. That is then made of the file's name and of what is
// asked, so that reading a file again brings the same questions again.
type Reader struct {
	Exam, Domain, Note string // of questions whose file doesn't say them; empty if nothing is given
	// HasNote says whether there is a note: categories in GIFT files may name one, or not.
	HasNote func(study.Ref) bool
}

// Check returns an error if the reader's own words are none that a question can have, so that this
// is not said of every question.
func (r Reader) Check() error {
	if what := (entry{Exam: r.Exam, Domain: r.Domain, foreign: true}).checkExam(); len(what) > 0 {
		return fmt.Errorf("--exam and --domain: %s", what[0])
	}
	if r.Note == "" {
		return nil
	}
	if ref, err := study.ParseRef(r.Note); err != nil || !r.HasNote(ref) {
		return fmt.Errorf("--note: there is no note %q", r.Note)
	}
	return nil
}

var formats = map[string]func(r Reader, file, text string) ([]entry, []error){
	".yaml": Reader.yaml, ".yml": Reader.yaml, ".csv": Reader.csv, ".gift": Reader.gift,
	".tsv": Reader.anki, ".txt": Reader.anki,
}

// Read returns a file's questions as a bank of their own, which also knows where they stand. If
// anything is wrong with the file there is no bank, and the error joins every fault as "file:line:
// what".
func (r Reader) Read(name string, content []byte) (*Bank, error) {
	format, ok := formats[strings.ToLower(filepath.Ext(name))]
	if !ok {
		return nil, fmt.Errorf("%s:1: the ending %q is none of %s", name, filepath.Ext(name),
			strings.Join(slices.Sorted(maps.Keys(formats)), ", "))
	}
	text, err := decode(name, content)
	if err != nil {
		return nil, err
	}
	entries, faults := format(r, name, text)
	if len(entries)+len(faults) == 0 {
		return nil, fmt.Errorf("%s:1: no questions", name)
	}
	if len(entries) > MostQuestions {
		return nil, entries[MostQuestions].fault(entries[MostQuestions].line,
			"there are more than %d questions: divide the file", MostQuestions)
	}
	return r.bank(entries, faults)
}

func (r Reader) bank(entries []entry, faults []error) (*Bank, error) {
	for i := range entries {
		r.fill(&entries[i])
		faults = append(faults, entries[i].checkForeign()...)
	}
	faults = append(faults, unsaid(entries)...)
	b := newBank()
	faults = append(faults, b.take(entries, map[string]string{})...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return b, nil
}

func (r Reader) yaml(file, text string) ([]entry, []error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return parse(file, []byte(text))
}

// fill adds what a file need not say.
func (r Reader) fill(e *entry) {
	e.Exam, e.Domain = cmp.Or(e.Exam, r.Exam), cmp.Or(e.Domain, r.Domain)
	e.Note = cmp.Or(e.Note, r.Note)
	e.foreign = true
	e.Ask.fill()
	e.Decisive.fill()
	for i := range e.Choices {
		c := &e.Choices[i]
		c.Text.fill()
		c.Why.fill()
		c.Match.fill()
	}
	if e.lax {
		e.lenient()
	}
}

func (t *text) fill() {
	*t = text(t.study())
	t.JA, t.EN = cmp.Or(t.JA, t.EN), cmp.Or(t.EN, t.JA)
}

// lenient adds what only our own format has to say.
func (e *entry) lenient() {
	right := 0
	for _, c := range e.Choices {
		if c.Right {
			right++
		}
	}
	if e.Kind == "" && right > 1 {
		e.Kind = string(study.Multiple)
	}
	if e.Kind == string(study.Multiple) {
		e.Pick = cmp.Or(e.Pick, right)
	}
	e.Kind = cmp.Or(e.Kind, string(study.Single))
	e.Level = cmp.Or(e.Level, 2)
	e.Source = cmp.Or(e.Source, filepath.Base(e.file))
	if e.ID == "" {
		e.ID, e.made = e.makeID(), true
	}
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

func (e *entry) makeID() string {
	name := strings.TrimSuffix(filepath.Base(e.file), filepath.Ext(e.file))
	name = notID.ReplaceAllString(strings.ToLower(name), "-")
	name = strings.Trim(name[:min(len(name), 40)], "-")
	sum := sha256.Sum256([]byte(cmp.Or(e.key, e.Ask.JA+"\n"+e.Ask.EN)))
	return fmt.Sprintf("%s-%x", cmp.Or(name, "own"), sum[:6])
}

// unsaid returns one fault for each thing that neither the file nor the reader says, not one for
// each question.
func unsaid(entries []entry) (faults []error) {
	for _, field := range []struct {
		name string
		of   func(entry) string
	}{
		{"exam", func(e entry) string { return e.Exam }},
		{"domain", func(e entry) string { return e.Domain }},
		{"note", func(e entry) string { return e.Note }},
	} {
		var without []entry
		for _, e := range entries {
			if field.of(e) == "" {
				without = append(without, e)
			}
		}
		if len(without) > 0 {
			faults = append(faults, without[0].fault(
				without[0].line,
				"%s is missing here and in %d more questions: say it in the file, or for all with --%s",
				field.name,
				len(without)-1,
				field.name,
			))
		}
	}
	return faults
}

// checkForeign finds what nobody would write into our own files.
func (e entry) checkForeign() (faults []error) {
	if n := utf8.RuneCountInString(e.ID); n > mostID {
		faults = append(faults, e.fault(e.line, "id has %d characters: at most %d fit", n, mostID))
	}
	texts := []text{e.Ask, e.Decisive, {e.Source, e.Domain}}
	for _, c := range e.Choices {
		texts = append(texts, c.Text, c.Why, c.Match)
	}
	for _, t := range texts {
		if i := strings.IndexFunc(t.JA+t.EN, control); i >= 0 {
			return append(
				faults,
				e.fault(e.line, "a text has the control character %#02x", (t.JA + t.EN)[i]),
			)
		}
	}
	return faults
}

// letter is the ID of a choice in formats that give them none.
func letter(place int) string { return strings.ToLower(study.Letter(place)) }

// markRight marks the choices whose letters are named, as in "B" or "A, C".
func (e *entry) markRight(letters string) error {
	for _, l := range strings.FieldsFunc(strings.ToLower(letters), func(r rune) bool {
		return strings.ContainsRune(" ,;+/\n\t", r)
	}) {
		i := slices.IndexFunc(e.Choices, func(c choice) bool { return c.ID == l })
		if i < 0 {
			return e.fault(e.line, "the right answer %q is the letter of no choice", l)
		}
		e.Choices[i].Right = true
	}
	return nil
}
