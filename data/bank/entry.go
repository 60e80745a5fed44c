package bank

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"kotsukotsu/data/study"
)

// entry is a question as it stands in a file.
type entry struct {
	ID       string   `yaml:"id"`
	Kind     string   `yaml:"kind"`
	Pick     int      `yaml:"pick"`
	Note     string   `yaml:"note"`
	Exam     string   `yaml:"exam"`
	Domain   string   `yaml:"domain"`
	Level    int      `yaml:"level"`
	Ask      text     `yaml:"ask"`
	Decisive text     `yaml:"decisive"`
	Choices  []choice `yaml:"choices"`
	Source   string   `yaml:"source"`

	file    string
	line    int
	foreign bool   // read by a Reader
	lax     bool   // of a format that may leave out what lenient fills in, and rationales
	key     string // what the ID of such a question is made from, if not from what it asks
	made    bool   // the ID is made, not read
}

type choice struct {
	ID    string `yaml:"id"`
	Right bool   `yaml:"right"`
	Last  bool   `yaml:"last"`
	Text  text   `yaml:"text"`
	Why   text   `yaml:"why"`
	Match text   `yaml:"match"`

	line int
}

type text struct {
	JA string `yaml:"ja"`
	EN string `yaml:"en"`
}

// parse reads a file twice: strictly, to catch misspelt keys, and as nodes, to know the lines.
func parse(file string, content []byte) ([]entry, []error) {
	var entries []entry
	strict := yaml.NewDecoder(bytes.NewReader(content))
	strict.KnownFields(true)
	if err := strict.Decode(&entries); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlFaults(file, err)
	}
	if len(entries) == 0 {
		return nil, []error{fmt.Errorf("%s:1: no questions", file)}
	}
	if err := strict.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, []error{
			fmt.Errorf("%s:1: after the first YAML document (---) comes another", file),
		}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(content, &doc); err != nil {
		return nil, yamlFaults(file, err)
	}
	if faults := lines(file, entries, doc.Content[0].Content); len(faults) > 0 {
		return nil, faults
	}
	return entries, nil
}

// lines notes where the questions and their choices stand. The library drops items that are empty,
// so that nothing after one could be found.
func lines(file string, entries []entry, nodes []*yaml.Node) (faults []error) {
	if len(nodes) != len(entries) {
		return []error{fmt.Errorf("%s:%d: an item of the list is empty", file, emptyLine(nodes))}
	}
	for i, node := range nodes {
		e := &entries[i]
		e.file, e.line = file, node.Line
		for j := range e.Choices {
			e.Choices[j].line = node.Line // of those that an alias brings
		}
		choices := value(node, "choices")
		switch {
		case len(choices) == len(e.Choices):
			for j, c := range choices {
				e.Choices[j].line = c.Line
			}
		case len(choices) > 0:
			faults = append(faults, e.fault(emptyLine(choices), "an item of the choices is empty"))
		}
	}
	return faults
}

// value is the list that a key of a mapping has.
func value(mapping *yaml.Node, key string) []*yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1].Content
		}
	}
	return nil
}

// emptyLine is where the first empty item of a list stands.
func emptyLine(items []*yaml.Node) int {
	i := slices.IndexFunc(items, func(n *yaml.Node) bool { return n.ShortTag() == "!!null" })
	return items[max(i, 0)].Line
}

var (
	yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	// yamlEarly are the faults that the library puts a line too early.
	yamlEarly = regexp.MustCompile(
		`^did not find expected (?:',' or|key|'-' indicator|node content|<document start>)`)
)

// yamlFaults turns the library's "line 3: field asks not found in type bank.entry" into our form.
func yamlFaults(file string, err error) []error {
	lines := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		lines = nil
		for _, e := range typed.Errors {
			lines = append(lines, fmt.Sprint(e))
		}
	}
	var faults []error
	for _, l := range lines {
		number, what := 1, strings.TrimPrefix(l, "yaml: ")
		if m := yamlLine.FindStringSubmatch(l); m != nil {
			number, _ = strconv.Atoi(m[1]) // digits, by the expression
			if what = m[2]; yamlEarly.MatchString(what) {
				number++
			}
		}
		what, _, _ = strings.Cut(what, " in type bank.")
		faults = append(faults, fmt.Errorf("%s:%d: %s", file, max(number, 1), what))
	}
	return faults
}

func (e entry) question() study.Question {
	ref, _ := study.ParseRef(e.Note) // checked before
	q := study.Question{
		ID: e.ID, Kind: study.Kind(e.Kind), Pick: e.Pick, Note: ref, Exam: e.Exam, Domain: e.Domain,
		Level: e.Level, Ask: e.Ask.study(), Decisive: e.Decisive.study(), Source: e.Source,
	}
	if q.Kind == study.Single {
		q.Pick = 1
	}
	for _, c := range e.Choices {
		q.Choices = append(q.Choices, study.Choice{
			ID: c.ID, Right: c.Right, Last: c.Last,
			Text: c.Text.study(), Why: c.Why.study(), Match: c.Match.study(),
		})
	}
	return q
}

// twice is the fault of a second question of an ID.
func (e entry) twice(first string) error {
	if e.made {
		return e.fault(e.line, "the same is asked at %s already", first)
	}
	return e.fault(e.line, "id %q stands already at %s", e.ID, first)
}

func (t text) study() study.Text {
	return study.Text{JA: strings.TrimSpace(t.JA), EN: strings.TrimSpace(t.EN)}
}
