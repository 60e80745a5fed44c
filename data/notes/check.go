package notes

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"unicode/utf8"

	"kotsukotsu/data/study"
)

// Categories are the shelves that notes stand on, in the order in which they are shown.
var Categories = []string{
	"compute", "container", "storage", "database", "network", "security", "integration", "analytics",
	"developer", "management", "migration", "ml", "frontend", "billing", "concept",
}

// The room that a message of Slack leaves, in characters, with a twentieth of slack.
const (
	mostTitle   = 140
	mostSummary = 2800
	mostBody    = 2800
)

var sinceForm = regexp.MustCompile(`^\d{4}(-\d{2})?$`)

// pair is a note's two files.
type pair map[study.Language]file

// note checks the two files against each other and makes them one note.
func (p pair) note(id string) (Note, []error) {
	var faults []error
	for _, l := range study.Languages {
		f, there := p[l]
		if !there {
			for _, other := range p {
				return Note{}, []error{other.fault(1, "the same note in %s is missing", l)}
			}
		}
		faults = append(faults, f.check()...)
	}
	ja, en := p[study.Japanese], p[study.English]
	faults = append(faults, ja.compare(en)...)
	if !idForm.MatchString(id) {
		faults = append(
			faults,
			en.fault(1, "file name %q is not lower-case words joined by hyphens", id),
		)
	}
	if len(faults) > 0 {
		return Note{}, faults
	}
	return newNote(id, ja, en), nil
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func newNote(id string, ja, en file) Note {
	f := en.front
	return Note{
		ID: id, Service: f.Service, Aliases: slices.Concat(f.Aliases, ja.front.Aliases),
		Category: f.Category, Exams: f.Exams, Status: Status(f.Status), Since: f.Since,
		Successor: f.Successor, Docs: f.Docs, Checked: study.Day(f.Checked), File: en.name,
		Pages: map[study.Language]Page{study.Japanese: ja.page(), study.English: en.page()},
	}
}

func (f file) page() Page {
	p := Page{Summary: f.summary}
	for _, t := range f.topics {
		p.Topics = append(p.Topics, t.Topic)
	}
	for _, c := range f.changes {
		p.Changes = append(p.Changes, c.Change)
	}
	return p
}

// check returns every fault of a file by itself.
func (f file) check() (faults []error) {
	for _, what := range f.front.check() {
		faults = append(faults, f.fault(1, "%s", what))
	}
	if n := utf8.RuneCountInString(f.summary); n == 0 || n > mostSummary {
		faults = append(
			faults,
			f.fault(1, "the summary has %d characters: 1 to %d are right", n, mostSummary),
		)
	}
	seen := map[string]bool{}
	for _, t := range f.topics {
		if seen[t.ID] {
			faults = append(faults, f.fault(t.line, "topic id %q stands there twice", t.ID))
		}
		seen[t.ID] = true
		if n := utf8.RuneCountInString(t.Title); n > mostTitle {
			faults = append(
				faults,
				f.fault(t.line, "the title has %d characters, %d are allowed", n, mostTitle),
			)
		}
		if n := utf8.RuneCountInString(t.Body); n == 0 || n > mostBody {
			faults = append(faults, f.fault(t.line, "topic %q has %d characters: 1 to %d are right",
				t.ID, n, mostBody))
		}
	}
	return faults
}

func (f front) check() (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if f.Service == "" {
		say("service is missing")
	}
	if !slices.Contains(Categories, f.Category) {
		say("category %q is none of %v", f.Category, Categories)
	}
	for _, e := range f.Exams {
		if _, ok := study.ExamByCode(e); !ok {
			say("exam %q is none of CLF, SAA, SAP, DOP", e)
		}
	}
	if u, err := url.Parse(f.Docs); err != nil || u.Scheme != "https" || u.Host == "" {
		say("docs %q is not an https address", f.Docs)
	}
	if _, err := study.ParseDay(f.Checked); err != nil {
		say("checked: %v", err)
	}
	return append(faults, f.checkStatus()...)
}

func (f front) checkStatus() []string {
	switch Status(f.Status) {
	case Current:
		if f.Since != "" {
			return []string{"since means nothing in a note whose status is current"}
		}
	case Renamed, ClosedToNew, Retired:
		if !sinceForm.MatchString(f.Since) {
			return []string{
				fmt.Sprintf("status %s needs since as YYYY or YYYY-MM, not %q", f.Status, f.Since),
			}
		}
	default:
		return []string{
			fmt.Sprintf("status %q is none of current, renamed, closed-to-new, retired", f.Status),
		}
	}
	return nil
}

// compare returns where the Japanese file f and the English one differ in what must be the same.
func (f file) compare(en file) (faults []error) {
	a, b := f.front, en.front
	a.Aliases, b.Aliases = nil, nil // each language has its own
	for i, field := 0, reflect.TypeFor[front](); i < field.NumField(); i++ {
		x, y := reflect.ValueOf(a).Field(i).Interface(), reflect.ValueOf(b).Field(i).Interface()
		if !reflect.DeepEqual(x, y) {
			faults = append(faults, f.fault(1, "%s is %v here and %v in %s",
				field.Field(i).Tag.Get("yaml"), x, y, en.name))
		}
	}
	for i, t := range f.topics {
		if i >= len(en.topics) || en.topics[i].ID != t.ID {
			return append(
				faults,
				f.fault(t.line, "topic %q is not at the same place in %s", t.ID, en.name),
			)
		}
	}
	if len(en.topics) > len(f.topics) {
		t := en.topics[len(f.topics)]
		faults = append(faults, en.fault(t.line, "topic %q is missing in %s", t.ID, f.name))
	}
	if len(f.changes) != len(en.changes) {
		faults = append(faults, f.fault(1, "%d changed lines here, %d in %s",
			len(f.changes), len(en.changes), en.name))
	}
	return faults
}
